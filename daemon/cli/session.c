/* Opening settings, store and keys for a command, and saying in a sentence what stands in the way. */
#include "cli/session.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/args.h"
#include "seal/keys.h"
#include "store/store.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const role_names[_SESSION_ROLE_MAX] = {
        [SESSION_ENGINE] = "muniment_engine",
        [SESSION_OFFICER] = "muniment_officer",
        [SESSION_AUDITOR] = "muniment_auditor",
};

static int load_settings(const CliArgs *args, Settings **ret) {
        const char *file = cli_config(args, NULL);
        Problems problems = PROBLEMS(cli_arena(args));
        int r = settings_load(file, cli_arena(args), &problems, ret);
        if (r < 0)
                return cli_settle(err_trace(r));
        if (r == 0)
                return CLI_DONE;
        return cli_refuse_problems(&problems, "The settings");
}

/* "--as NAME" where the command has it; else who is logged in. */
static const char *find_actor(const CliArgs *args) {
        for (const CliOption *o = args->command->options; o && o->name; o++)
                if (str_eq(o->name, "as") && cli_value(args, "as"))
                        return cli_value(args, "as");
        const struct passwd *user = getpwuid(geteuid());
        return user ? arena_strdup(args->arena, user->pw_name)
                    : arena_printf(args->arena, "uid-%u", geteuid());
}

static int open_store(const Settings *settings, SessionRole role, Store **ret) {
        const StoreOptions options = {
                .conninfo = settings->database,
                .application_name = "muniment",
                .role = role_names[role],
                .statement_timeout_ms = settings->statement_timeout_ms,
                .lock_timeout_ms = settings->lock_timeout_ms,
        };
        int r = store_open(&options, ret);
        return r < 0 ? err_trace(r) : r;
}

void session_lose(Session *session) {
        session->store = session->context.store = store_close(session->store);
}

int session_reopen(Session *session) {
        int r = session->store ? 0 : open_store(session->settings, session->role, &session->store);
        session->context.store = session->store;
        return r < 0 ? err_trace(r) : r;
}

static int open_keys(const CliArgs *args, Keys **ret) {
        const char *problem;
        int r = keys_load(NULL, cli_arena(args), ret, &problem);
        if (r == KEYS_E_REFUSED)
                return cli_refuse("%s", problem);
        return cli_settle(r < 0 ? err_trace(r) : r);
}

int session_open(const CliArgs *args, SessionRole role, bool keys, Session *ret) {
        *ret = (Session){ .role = role };
        int status = load_settings(args, &ret->settings);
        if (status == CLI_DONE && role != SESSION_SETTINGS)
                status = cli_settle(open_store(ret->settings, role, &ret->store));
        if (status == CLI_DONE && keys)
                status = open_keys(args, &ret->keys);
        if (status) {
                session_done(ret);
                return status;
        }
        ret->context = (Context){
                .store = ret->store,
                .settings = ret->settings,
                .keys = ret->keys,
                .clock = { .as_of = cli_as_of(args) },
                .arena = cli_arena(args),
                .actor = find_actor(args),
        };
        return ret->store ? cli_settle(store_follow_clock(ret->store, &ret->context.clock)) : CLI_DONE;
}

void session_done(Session *session) {
        store_close(session->store);
        keys_free(session->keys);
        *session = (Session){ 0 };
}

int session_data_dir(const CliArgs *args, const char **ret) {
        bool given;
        cli_config(args, &given);
        if (!given) {
                *ret = MUNIMENT_DATA_DIR;
                return CLI_DONE;
        }
        Settings *settings;
        int status = load_settings(args, &settings);
        if (status == CLI_DONE)
                *ret = settings->data_dir;
        return status;
}
