/* The settings file, the keys and the folders. */
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/identity.h"
#include "install/init.h"
#include "install/spawn.h"
#include "seal/keys.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIT_DIR     "/etc/systemd/system"
#define SETTINGS_MAX ((size_t)1 << 20)

/* --- settings --- */

static const char *init_files_read_whole(const char *file, Arena *arena) {
        FILE *f = fopen(file, "re");
        if (!f)
                return errno == ENOENT ? "" : NULL;
        char *text = arena_alloc(arena, SETTINGS_MAX);
        size_t n = fread(text, 1, SETTINGS_MAX - 1, f);
        bool whole = !ferror(f) && n < SETTINGS_MAX - 1;
        fclose(f);
        return whole ? text : NULL;
}

static int load_as(Init *init, const char *file, const char *known_as) {
        Problems problems = PROBLEMS(init->arena);
        Settings *settings;
        int r = settings_load(file, init->arena, &problems, &settings);
        if (r)
                return r < 0 ? cli_settle(err_trace(r)) : cli_refuse_problems(&problems, "The settings");
        settings->file = known_as;
        init->settings = settings;
        return CLI_DONE;
}

/* The new text is read under another name first, so that what does not hold together never becomes the
 * settings: beside them, as they may include others, or else where everybody may write. */
static const char *trial_file(Init *init, bool beside) {
        const char *slash = strrchr(init->settings_file, '/');
        const char *folder = !slash ? "."
                                    : arena_strndup(init->arena, init->settings_file,
                                                    (size_t)(slash - init->settings_file));
        if (beside && access(folder, W_OK) == 0)
                return arena_printf(init->arena, "%s/.init-%d", folder, (int)getpid());
        char *own = arena_strdup(init->arena, "/tmp/muniment-init-XXXXXX");
        return mkdtemp(own) ? arena_printf(init->arena, "%s/settings", own) : NULL;
}

static int write_settings(Init *init, const InitStep *step) {
        struct stat st;
        mode_t mode = stat(step->target, &st) == 0 ? st.st_mode & 0777 : 0644;
        const char *old = init_files_read_whole(step->target, init->arena);
        const char *text = arena_printf(init->arena, "%s%s", old ? old : "", step->text);
        int r = file_write_whole(step->target, text, strlen(text));
        if (r == 0 && chmod(step->target, mode) < 0)
                r = -errno;
        return r < 0 ? cli_refuse("%s cannot be written (%s).", step->target, strerrorname_np(-r)) : CLI_DONE;
}

int init_plan_settings(Init *init) {
        Problems problems = PROBLEMS(init->arena);
        Present present;
        const char *old = init_files_read_whole(init->settings_file, init->arena);
        if (!old)
                return cli_refuse("%s cannot be read; check who may read it.", init->settings_file);
        if (settings_present(init->settings_file, init->arena, &problems, &present))
                return cli_refuse_problems(&problems, "The settings");
        const char *more = settings_amendment(&present, &init->answers, init->arena);
        if (!*old)
                more = arena_printf(init->arena, "# Settings of Muniment, see muniment.conf(5).\n%s", more);
        InitStep *step = init_step(init, !*more, "%s %s", *more ? "Add to the settings" : "The settings",
                                   init->settings_file);
        step->perform = write_settings;
        step->text = *more ? more : NULL;
        step->target = init->settings_file;
        if (!*more)
                return load_as(init, init->settings_file, init->settings_file);
        const char *trial = trial_file(init, *old != 0);
        if (!trial)
                return cli_refuse("No file can be written beside %s, nor in /tmp.", init->settings_file);
        const char *text = arena_printf(init->arena, "%s%s", old, more);
        int r = file_write_whole(trial, text, strlen(text));
        int status = r < 0 ? cli_refuse("%s cannot be written (%s).", trial, strerrorname_np(-r))
                           : load_as(init, trial, init->settings_file);
        unlink(trial);
        if (strrchr(trial, '/')[1] == 's') /* in a folder of its own */
                rmdir(arena_strndup(init->arena, trial, (size_t)(strrchr(trial, '/') - trial)));
        return status;
}

/* --- keys --- */

static bool there(Init *init, const char *folder, const char *name, const char *ending) {
        return access(arena_printf(init->arena, "%s/%s%s", folder, name, ending), F_OK) == 0;
}

static int make_keys(Init *init, const InitStep *step) {
        const char *problem;
        int r = keys_create(step->target, cli_value(init->args, "key-name"), init->arena, &problem);
        _cleanup_(keys_freep) Keys *keys = NULL;
        if (r == 0 && !there(init, step->target, keys_files[0], ""))
                return CLI_DONE; /* encrypted before, and this one is next */
        if (r == 0)
                r = keys_load(step->target, init->arena, &keys, &problem);
        if (r)
                return r == KEYS_E_REFUSED ? cli_refuse("%s", problem) : cli_settle(r);
        init->verifier = keys_verifier(keys, init->arena);
        return CLI_DONE;
}

static int encrypt_key(Init *init, const char *name) {
        const char *plain = arena_printf(init->arena, "%s/%s", init->keys, name);
        const char *sealed = arena_printf(init->arena, "%s.cred", plain);
        const char *const encrypt[] = {
                "systemd-creds", "encrypt", arena_printf(init->arena, "--name=%s", name), plain, sealed, NULL
        };
        const char *const decrypt[] = {
                "systemd-creds", "decrypt",   arena_printf(init->arena, "--name=%s", name),
                sealed,          "/dev/null", NULL
        };
        if (spawn_quietly(encrypt) || spawn_quietly(decrypt)) {
                unlink(sealed);
                return cli_refuse("systemd-creds does not encrypt keys on this machine; leave "
                                  "--encrypt-keys out, or see systemd-creds(1).");
        }
        return unlink(plain) < 0 ? cli_settle(err_origin(-errno)) : CLI_DONE;
}

static int encrypt_keys(Init *init, const InitStep *step) {
        int status = CLI_DONE;
        for (size_t i = 0; i < KEYS_FILES && status == CLI_DONE; i++)
                if (there(init, init->keys, keys_files[i], "")) /* else it was encrypted before */
                        status = encrypt_key(init, keys_files[i]);
        if (status || !step->text)
                return status;
        const char *folder = arena_printf(init->arena, UNIT_DIR "/%s.service.d", init->unit);
        const char *file = arena_printf(init->arena, "%s/keys.conf", folder);
        const char *const reload[] = { "systemctl", "daemon-reload", NULL };
        int r = mkdir(folder, 0755) < 0 && errno != EEXIST ? -errno : 0;
        if (r == 0)
                r = file_write_whole(file, step->text, strlen(step->text));
        if (r == 0 && chmod(file, 0644) < 0)
                r = -errno;
        if (r < 0)
                return cli_refuse("%s cannot be written (%s).", file, strerrorname_np(-r));
        spawn_quietly(reload);
        return CLI_DONE;
}

/* What tells the unit that its keys are sealed. */
static const char *drop_in(const Init *init) {
        _cleanup_text_ Text text = { 0 };
        text_append(&text, "[Service]\nLoadCredential=\n");
        for (size_t i = 0; i < KEYS_FILES; i++)
                text_appendf(&text, "LoadCredentialEncrypted=%s:%s/%s.cred\n", keys_files[i], init->keys,
                             keys_files[i]);
        return arena_strdup(init->arena, text_str(&text));
}

static int plan_keys(Init *init) {
        bool plain[KEYS_FILES], sealed[KEYS_FILES];
        for (size_t i = 0; i < KEYS_FILES; i++) {
                plain[i] = there(init, init->keys, keys_files[i], "");
                sealed[i] = there(init, init->keys, keys_files[i], ".cred");
        }
        bool any = plain[0] || plain[1] || sealed[0] || sealed[1], document = plain[2] || sealed[2];
        if (any && !((plain[0] && plain[1]) || (sealed[0] && sealed[1])))
                return cli_refuse("Only one of the two keys of the ledger is in %s; put the other one back "
                                  "from its copy.",
                                  init->keys);
        InitStep *step = init_step(init, any && document,
                                   !any       ? "Make the keys in %s"
                                   : document ? "The keys in %s"
                                              : "Make the document key in %s",
                                   init->keys);
        step->perform = make_keys;
        step->target = init->keys;
        if (!cli_flag(init->args, "encrypt-keys") && !sealed[0])
                return CLI_DONE;
        step = init_step(init, sealed[0] && sealed[1] && sealed[2], "Encrypt the keys for this machine");
        step->perform = encrypt_keys;
        step->target = init->keys;
        step->text = init->unit ? drop_in(init) : NULL;
        return CLI_DONE;
}

/* --- folders --- */

static int init_files_make_folder(Init *init, const InitStep *step) {
        const struct passwd *user = geteuid() == 0 ? getpwnam(SERVICE_USER) : NULL;
        for (const char *slash = strchr(step->target + 1, '/');; slash = strchr(slash + 1, '/')) {
                const char *part =
                        slash ? arena_strndup(init->arena, step->target, (size_t)(slash - step->target))
                              : step->target;
                bool made = mkdir(part, 0700) == 0;
                if ((!made && errno != EEXIST) ||
                    (made && user && chown(part, user->pw_uid, user->pw_gid) < 0))
                        return cli_refuse("The folder %s cannot be made (%s).", part, strerrorname_np(errno));
                if (!slash)
                        return CLI_DONE;
        }
}

static void plan_folder(Init *init, const char *folder) {
        bool done = access(folder, F_OK) == 0;
        InitStep *step = init_step(init, done, done ? "The folder %s" : "Make the folder %s", folder);
        step->perform = init_files_make_folder;
        step->target = folder;
}

int init_plan_files(Init *init) {
        const Settings *settings = init->settings;
        int status = plan_keys(init);
        const char *file = settings->checkpoint_file, *slash = file ? strrchr(file, '/') : NULL;
        if (status == CLI_DONE && slash && slash != file)
                plan_folder(init, arena_strndup(init->arena, file, (size_t)(slash - file)));
        if (status == CLI_DONE && settings->output_dir)
                plan_folder(init, settings->output_dir);
        return status;
}
