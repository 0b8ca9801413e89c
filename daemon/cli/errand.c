#include "cli/errand.h"
#include "cli/plain.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "seal/letterbox.h"
#include "store/errand.h"
#include "store/json.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
        LOOK_FIRST_MSEC = 20, /* between two looks; twice as long each time */
        LOOK_MOST_MSEC = 500,
        TOLD_SECONDS = 3,      /* after which a terminal is told what is waited for */
        UNTAKEN_SECONDS = 120, /* a queue in which nothing is taken has no daemon */
};

typedef struct Wait {
        const CliArgs *args;
        Session *session;
        Letterbox *box;
        int64_t id;
        int signals;
        bool terminal, told;
        uint64_t began_usec;
} Wait;

/* What was typed, without what is this host's own affair: its settings. NULL: JSON cannot hold it. */
static char *errand_words_of(const CliArgs *args) {
        for (int i = 1; i < args->argc; i++)
                if (!str_is_utf8(args->argv[i], strlen(args->argv[i])))
                        return NULL;
        json_auto_t *words = json_array();
        for (int i = 1; i < args->argc; i++) {
                if (str_eq(args->argv[i], "--config"))
                        i++;
                else if (!str_starts(args->argv[i], "--config="))
                        json_add(words, json_string(args->argv[i]));
        }
        char *text = json_dumps(words, JSON_COMPACT);
        char *kept = text ? arena_strdup(cli_arena(args), text) : NULL;
        free(text);
        return kept;
}

static void errand_tell(Wait *wait, const ErrandLook *look) {
        if (!wait->terminal || clock_monotonic_usec() - wait->began_usec < TOLD_SECONDS * UINT64_C(1000000))
                return;
        wait->told = true;
        if (look->state == ERRAND_WAITING)
                plain_progress("Waiting for a worker of munimentd");
        else if (look->progress >= 0 && look->total > 0)
                plain_progress("At work: %lld of %lld", (long long)look->progress, (long long)look->total);
        else if (look->progress > 0)
                plain_progress("At work: %lld", (long long)look->progress);
        else
                plain_progress("At work");
}

/* True: somebody who waits no longer has said so. */
static bool pause_or_break(const Wait *wait, int msec) {
        struct pollfd fd = { .fd = wait->signals, .events = POLLIN };
        struct signalfd_siginfo taken; /* or it would come again as soon as signals are let in */
        return poll(&fd, 1, msec) > 0 && read(wait->signals, &taken, sizeof taken) == sizeof taken;
}

static int errand_give_up(const Wait *wait, bool asked) {
        bool gone = false;
        int r = errand_withdraw(wait->session->store, wait->id, &gone);
        if (r == 0 && gone)
                return asked ? cli_refuse("Withdrawn before the engine had begun; nothing was done.")
                             : cli_unreachable("No munimentd has taken this up in %d minutes, so it was "
                                               "withdrawn; nothing was done. "
                                               "See that the daemon runs: systemctl status munimentd.",
                                               UNTAKEN_SECONDS / 60);
        return cli_refuse("The engine has begun and goes on; what comes of it stands where this command "
                          "would show it.");
}

/* CLI_DONE when there is an answer to take. */
static int wait_for_answer(Wait *wait) {
        int msec = LOOK_FIRST_MSEC;
        for (;;) {
                ErrandLook look;
                int r = errand_look(wait->session->store, wait->id, &look);
                if (r)
                        return cli_settle(r);
                if (look.state == ERRAND_ANSWERED)
                        return CLI_DONE;
                if (look.state == ERRAND_FAILED || look.state == ERRAND_GONE)
                        return cli_unreachable("No answer will come: the worker that had this did not come "
                                               "back. Whether it was "
                                               "done is to be looked at before it is asked for again.");
                if (look.state == ERRAND_WAITING &&
                    clock_monotonic_usec() - wait->began_usec > UNTAKEN_SECONDS * UINT64_C(1000000))
                        return errand_give_up(wait, false);
                errand_tell(wait, &look);
                if (pause_or_break(wait, msec))
                        return errand_give_up(wait, true);
                msec = msec * 2 < LOOK_MOST_MSEC ? msec * 2 : LOOK_MOST_MSEC;
        }
}

static int write_files(const CliArgs *args, const json_t *files) {
        const json_t *file;
        size_t i, n;
        json_array_foreach (files, i, file) {
                const char *path = json_string_value(json_object_get(file, "path"));
                unsigned char *bytes =
                        base64_read(json_string_value(json_object_get(file, "bytes")), cli_arena(args), &n);
                int status = CLI_DONE;
                if (!bytes)
                        status = cli_settle(err_origin(-EBADMSG));
                else if (!json_is_true(json_object_get(file, "replace")))
                        status = cli_hand_out(args, path, bytes, n, "What was asked for");
                else if (file_write_whole(path, bytes, n) < 0)
                        status = cli_refuse("%s could not be written, and what it was to hold has been "
                                            "handed over already: "
                                            "mend that, and ask for it anew.",
                                            path);
                if (status)
                        return status;
        }
        return CLI_DONE;
}

/* Prints it as the command would have. */
static int print_answer(const Wait *wait, const char *text, size_t n) {
        json_auto_t *answer = json_loadb(text, n, 0, NULL);
        if (!answer)
                return cli_settle(err_origin(-EBADMSG));
        int status = (int)json_integer_value(json_object_get(answer, "exit"));
        const json_t *out = json_object_get(answer, "out"), *err = json_object_get(answer, "err");
        int written =
                status == CLI_DONE ? write_files(wait->args, json_object_get(answer, "files")) : CLI_DONE;
        if (written) {
                status = written;
        } else {
                fwrite(json_string_value(out), 1, json_string_length(out), stdout);
                fwrite(json_string_value(err), 1, json_string_length(err), stderr);
        }
        return status;
}

static int take_answer(const Wait *wait) {
        const unsigned char *sealed;
        size_t sealed_n, n;
        int r = errand_take(wait->session->store, wait->id, cli_arena(wait->args), &sealed, &sealed_n);
        if (r == ERRAND_E_GONE)
                return cli_unreachable("The answer was not fetched in ten minutes and is gone; ask again.");
        if (r)
                return cli_settle(r);
        char *text = letterbox_open(wait->box, sealed, sealed_n, cli_arena(wait->args), &n);
        return text ? print_answer(wait, text, n) : cli_settle(err_origin(-EBADMSG));
}

static int watch_signals(sigset_t *before) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGHUP);
        sigprocmask(SIG_BLOCK, &set, before);
        return signalfd(-1, &set, SFD_CLOEXEC);
}

static int ask_and_wait(Wait *wait) {
        const char *words = errand_words_of(wait->args);
        if (!words)
                return cli_wrong_usage("What was typed is not UTF-8 text, and cannot be asked for.");
        int r = errand_ask(wait->session->store, words, letterbox_address(wait->box), LETTERBOX_ADDRESS_SIZE,
                           &wait->id);
        if (r == PG_E_RETRY)
                return cli_refuse("This login has asked for too much that is not done yet; wait for it.");
        if (r == PG_E_CONFLICT)
                return cli_refuse("What was asked for is too long.");
        if (r)
                return cli_settle(r);
        int status = wait_for_answer(wait);
        if (wait->told)
                plain_progress("%s", "");
        return status ? status : take_answer(wait);
}

int errand_run(const CliArgs *args, Session *session) {
        sigset_t before;
        _cleanup_(letterbox_freep) Letterbox *box = letterbox_new();
        if (!box)
                return cli_settle(err_origin(-ENOMEM));
        Wait wait = {
                .args = args,
                .session = session,
                .box = box,
                .signals = watch_signals(&before),
                .terminal = isatty(STDERR_FILENO),
                .began_usec = clock_monotonic_usec(),
        };
        ((CliArgs *)(uintptr_t)args)->answered = ask_and_wait(&wait);
        close(wait.signals);
        sigprocmask(SIG_SETMASK, &before, NULL);
        return CLI_ANSWERED;
}
