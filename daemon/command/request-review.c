/* muniment request review: a dossier decided on one sheet, in the editor of whoever reviews. */
#include "base/error.h"
#include "base/file.h"
#include "base/memory-folder.h"
#include "base/text.h"
#include "cli/again.h"
#include "cli/args.h"
#include "cli/session.h"
#include "requests/requests.h"
#include "store/json.h"
#include "view/request.h"
#include "view/sheet.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHEET_MOST ((size_t)16 * 1024 * 1024)

/* --- at the engine ---------------------------------------------------------------------------------------
 */

static int request_review_print_sheet(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_text_ Text sheet = { 0 };
        Request request;
        DossierItem *items;
        size_t n;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = request_load(session.store, cli_operand(args, 0), cli_arena(args), &request);
        if (r == 0)
                r = dossier_items(session.store, request.ref, cli_arena(args), &items, &n);
        if (r == REQUEST_STORE_E_NONE)
                r = REQUESTS_E_NONE;
        if (r == 0 && request.state != REQUEST_COLLECTED && request.state != REQUEST_REVIEWED)
                r = REQUESTS_E_STATE;
        if (r)
                return request_settle(args, r, NULL);
        sheet_write(request.ref, dossier_mark(items, n, cli_arena(args)), items, n, &sheet);
        fputs(text_str(&sheet), stdout);
        return CLI_DONE;
}

/* One decision as the sheet's call hands it on; CLI_DONE or the usage error. */
static int read_change(const json_t *change, GroupDecision *ret) {
        const char *word, *because = NULL;
        json_int_t opinion = 0;
        *ret = (GroupDecision){ 0 };
        if (json_unpack((json_t *)(uintptr_t)change, "{s:s, s:s, s?s, s?s, s?s, s?I}", "items", &ret->group,
                        "decision", &word, "because", &because, "how", &ret->how, "text", &ret->redacted,
                        "opinion", &opinion))
                return cli_wrong_usage("A decision has items, decision and, where it needs them, because, "
                                       "how, text, opinion.");
        ret->opinion = opinion;
        ret->as_proposed = str_eq(word, "proposed");
        if (ret->how && strlen(ret->how) > 500)
                return cli_refuse("Item %s: what was weighed takes at most 500 characters.", ret->group);
        if (ret->as_proposed)
                return because || ret->redacted
                               ? cli_refuse("Item %s: what is proposed has its own reason and no text.",
                                            ret->group)
                               : CLI_DONE;
        if (!decision_from_string(word, &ret->decision) || ret->decision == DECISION_UNDECIDED)
                return cli_refuse("Item %s: the decision is one of disclose, withhold, redact, proposed.",
                                  ret->group);
        if (!reason_from_code(because, &ret->because))
                return cli_refuse("Item %s: the reason is a code, such as own-data, third-party, consent.",
                                  ret->group);
        if ((ret->decision == DECISION_REDACT) != (ret->redacted != NULL))
                return cli_refuse(
                        "Item %s: what goes out instead stands behind =, with redact and only then.",
                        ret->group);
        return CLI_DONE;
}

static int read_changes(const CliArgs *args, const json_t *sheet, Review *ret) {
        const json_t *list = json_object_get(sheet, "changes"), *change;
        size_t i;
        if (!json_is_array(list) || !json_is_string(json_object_get(sheet, "dossier")))
                return cli_wrong_usage("--decisions takes the dossier's mark and a list of changes.");
        GroupDecision *decisions = arena_array(cli_arena(args), json_array_size(list) + 1, sizeof *decisions);
        *ret = (Review){ .decisions = decisions,
                         .n = json_array_size(list),
                         .mark = json_string_value(json_object_get(sheet, "dossier")),
                         .trial = cli_flag(args, "check") };
        json_array_foreach (list, i, change) {
                int status = read_change(change, &decisions[i]);
                if (status)
                        return status;
        }
        return CLI_DONE;
}

static int decide_review(const CliArgs *args, const Review *review) {
        _cleanup_session_ Session session = { 0 };
        DecidedItems told;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_review(&session.context, cli_operand(args, 0), review, &told);
        if (r == REQUESTS_E_UNLAWFUL && told.why)
                return cli_refuse("Item %lld: %s", (long long)told.item, told.why);
        if (r)
                return request_settle(args, r, NULL);
        return cli_print_json(json_pack("{s:b, s:I, s:I, s:I}", "applied", !review->trial, "decided",
                                        (json_int_t)told.done, "left", (json_int_t)told.left, "undecided",
                                        (json_int_t)told.open));
}

static int take_decisions(const CliArgs *args, const char *text) {
        Review review;
        json_auto_t *sheet = json_loads(text, 0, NULL);
        int status = read_changes(args, sheet, &review);
        return status == CLI_DONE ? decide_review(args, &review) : status;
}

/* --- at the desk -----------------------------------------------------------------------------------------
 */

typedef struct Sitting {
        const CliArgs *args;
        const char *ref, *text; /* the sheet as it was made */
        Sheet before, after;
        SheetChange *changes;
        size_t n;
} Sitting;

static int fetch_sheet(Sitting *s) {
        const char *const words[] = { "request", "review", s->ref, "--sheet", NULL };
        int status = cli_again(s->args, words, &s->text);
        if (status)
                return status;
        const char *wrong = sheet_read(s->text, cli_arena(s->args), &s->before);
        return wrong ? cli_settle(err_origin(-EBADMSG)) : CLI_DONE;
}

/* What was changed, or the line that is wrong. */
static int request_review_read_sheet(Sitting *s, const char *text) {
        Arena *arena = cli_arena(s->args);
        const char *wrong = sheet_read(text, arena, &s->after);
        if (!wrong && !str_eq(s->before.mark, s->after.mark))
                return cli_settle(REQUESTS_E_CHANGED);
        if (!wrong)
                wrong = sheet_compare(&s->before, &s->after, arena, &s->changes, &s->n);
        return wrong ? cli_refuse("%s", wrong) : CLI_DONE;
}

static json_t *changes_json(const Sitting *s) {
        json_t *list = json_array();
        for (size_t i = 0; i < s->n; i++) {
                const SheetChange *c = &s->changes[i];
                json_t *change = json_pack("{s:s, s:s}", "items", c->items, "decision", c->word);
                if (c->because)
                        json_put(change, "because", json_string(c->because));
                if (c->how)
                        json_put(change, "how", json_string(c->how));
                if (c->text)
                        json_put(change, "text", json_string(c->text));
                if (c->opinion)
                        json_put(change, "opinion", json_integer(c->opinion));
                json_add(list, change);
        }
        return list;
}

/* All of it in one call, so in one transaction: tried, or carried out. */
static int send_changes(const Sitting *s, bool trial, const char **ret_answer) {
        json_auto_t *sheet = json_pack("{s:s, s:o}", "dossier", s->before.mark, "changes", changes_json(s));
        char *text = json_dumps(sheet, JSON_COMPACT);
        const char *const words[] = { "request",     "review", s->ref,
                                      "--decisions", text,     trial ? "--check" : NULL,
                                      NULL };
        int status = cli_again(s->args, words, ret_answer);
        explicit_bzero(text, strlen(text));
        free(text);
        return status;
}

static void print_changes(const Sitting *s) {
        for (size_t i = 0; i < s->n; i++)
                printf("%zu %s (%s): %s%s%s\n", s->changes[i].n, s->changes[i].n == 1 ? "item" : "items",
                       s->changes[i].items, s->changes[i].word, s->changes[i].because ? " " : "",
                       s->changes[i].because ? s->changes[i].because : "");
}

static int tell_applied(const Sitting *s, bool applied, const char *text) {
        json_auto_t *answer = json_loads(text, 0, NULL);
        if (!answer)
                return cli_settle(err_origin(-EBADMSG));
        if (cli_json(s->args)) {
                json_put(answer, "ref", json_string(s->ref));
                json_put(answer, "changes", changes_json(s));
                return cli_print_json(TAKE_PTR(answer));
        }
        printf("%s: %lld decided%s; %lld still undecided.\n", s->ref,
               (long long)json_integer_value(json_object_get(answer, "decided")),
               applied ? "" : " if applied",
               (long long)json_integer_value(json_object_get(answer, "undecided")));
        return CLI_DONE;
}

/* 0 or -errno. */
static int read_sheet_file(const char *path, Text *out) {
        int r = file_read_whole(path, SHEET_MOST, out);
        return r < 0 ? err_trace(r) : strlen(text_str(out)) != out->n ? err_origin(-EILSEQ) : 0;
}

/* A sheet that another program has written. */
static int apply_file(Sitting *s, const char *path) {
        _cleanup_text_ Text text = { 0 };
        const char *answer;
        bool trial = cli_flag(s->args, "check");
        int r = read_sheet_file(path, &text);
        if (r < 0)
                return cli_refuse("The sheet %s cannot be read (%s).", path, strerror(-r));
        int status = fetch_sheet(s);
        if (status == CLI_DONE)
                status = request_review_read_sheet(s, text_str(&text));
        if (status == CLI_DONE)
                status = send_changes(s, trial, &answer);
        if (status)
                return status;
        if (!cli_json(s->args))
                print_changes(s);
        return tell_applied(s, !trial, answer);
}

/* --- in the editor ---------------------------------------------------------------------------------------
 */

/* Where editors keep copies, histories and what was deleted: the folder that is wiped, or nowhere. */
static void set_editor_up(const char *folder) {
        static const char *const homes[] = { "HOME",          "TMPDIR",         "XDG_CONFIG_HOME",
                                             "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME" };
        for (size_t i = 0; i < ELEMENTS(homes); i++)
                setenv(homes[i], folder, 1);
        setenv("VIMINIT", "set noswapfile nobackup nowritebackup noundofile viminfo=", 1);
        setenv("EXINIT", "set directory=.", 1);
        setenv("LESSHISTFILE", "-", 1);
        if (chdir(folder) < 0)
                _exit(127);
}

static int run_editor(const char *editor, const char *folder, const char *path) {
        int state;
        sigset_t set, before;
        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGQUIT);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGHUP);
        sigprocmask(SIG_BLOCK, &set, &before); /* what comes meanwhile comes after the folder is wiped */
        pid_t pid = fork();
        if (pid == 0) {
                sigprocmask(SIG_SETMASK, &before, NULL);
                set_editor_up(folder);
                execl("/bin/sh", "sh", "-c", arena_printf(arena_new(), "%s \"$1\"", editor), "sh", path,
                      (char *)NULL);
                _exit(127);
        }
        while (pid > 0 && waitpid(pid, &state, 0) < 0 && errno == EINTR)
                ;
        return pid > 0 && WIFEXITED(state) && WEXITSTATUS(state) == 0
                       ? CLI_DONE
                       : cli_refuse("The editor did not end well, and nothing was changed.");
}

/* Yes; anything else, and the end of what can be typed, is no. */
static bool asked(const char *question) {
        char line[16] = { 0 };
        printf("%s [y/N] ", question);
        fflush(stdout);
        return fgets(line, sizeof line, stdin) && (line[0] == 'y' || line[0] == 'Y');
}

/* Until the sheet is right or given up. */
static int edit(Sitting *s, const char *editor, const MemoryFolder *folder) {
        const char *path = arena_printf(cli_arena(s->args), "%s/sheet.txt", folder->path), *answer;
        int r = memory_folder_put(folder, "sheet.txt", s->text);
        if (r < 0)
                return cli_refuse("The sheet could not be written (%s).", strerror(-r));
        for (;;) {
                _cleanup_text_ Text text = { 0 };
                int status = run_editor(editor, folder->path, path);
                if (status)
                        return status;
                r = read_sheet_file(path, &text);
                if (r < 0)
                        return cli_refuse("The sheet cannot be read back (%s).", strerror(-r));
                status = request_review_read_sheet(s, text_str(&text));
                if (status == CLI_DONE && s->n == 0) {
                        printf("Nothing was changed.\n");
                        return CLI_DONE;
                }
                if (status == CLI_DONE)
                        status = send_changes(s, true, &answer);
                if (status == CLI_DONE) {
                        print_changes(s);
                        if (!asked("Apply this?"))
                                return cli_refuse("Nothing was changed.");
                        status = send_changes(s, false, &answer);
                        return status ? status : tell_applied(s, true, answer);
                }
                if (!asked("Edit it again?"))
                        return status;
        }
}

static const char *memory_root(const CliArgs *args) {
        const char *given = cli_value(args, "in"), *own = getenv("XDG_RUNTIME_DIR");
        return given ? given : own && *own ? own : "/dev/shm";
}

static int review_in_editor(Sitting *s) {
        const char *root = memory_root(s->args), *editor = getenv("VISUAL");
        MemoryFolder folder = { 0 };
        bool memory = false;
        if (!editor || !*editor)
                editor = getenv("EDITOR");
        int r = folder_is_in_memory(root, &memory);
        if (r < 0 || !memory)
                return cli_refuse("%s does not lie in memory, and what an editor writes there may stay on "
                                  "the disk; --in names a folder that does (tmpfs).",
                                  root);
        int status = fetch_sheet(s);
        if (status)
                return status;
        r = memory_folder_make(root, &folder);
        if (r < 0)
                return cli_refuse("No folder can be made in %s (%s).", root, strerror(-r));
        status = edit(s, editor && *editor ? editor : "vi", &folder);
        const char *left = arena_strdup(cli_arena(s->args), folder.path);
        if (!memory_folder_wipe(&folder))
                return cli_refuse("Something is left of the sheet in %s: take it away.", left);
        return status;
}

static int request_review_run_review(const CliArgs *args) {
        Sitting sitting = { .args = args, .ref = cli_operand(args, 0) };
        if (cli_flag(args, "sheet"))
                return request_review_print_sheet(args);
        if (cli_value(args, "decisions"))
                return take_decisions(args, cli_value(args, "decisions"));
        if (args->served) /* an editor is for whoever typed this, on their own host */
                return cli_wrong_usage("The engine edits nothing.");
        return cli_value(args, "apply") ? apply_file(&sitting, cli_value(args, "apply"))
                                        : review_in_editor(&sitting);
}

static const CliOption review_options[] = {
        { "apply", "FILE", "apply that sheet instead of opening an editor" },
        { "check", NULL, "with --apply: say what would change, and change nothing" },
        { "sheet", NULL, "print the sheet: personal data on your screen" },
        { "decisions", "JSON", "what a sheet comes to, from another program" },
        { "in", "FOLDER", "a folder in memory for the sheet (default: that of your session, else /dev/shm)" },
        { NULL },
};
CLI_COMMAND(request_review, "request", "review", "REF", 1, 1, "Decide a dossier on one sheet, in your editor",
            review_options, request_review_run_review, .who = CLI_OFFICER, .engine = true, .acts = true);
