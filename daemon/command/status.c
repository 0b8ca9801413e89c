/* muniment status: is the daemon at work, and does anything want a person's eye? */
#include "view/status.h"
#include "cli/command.h"
#include "cli/watch.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WATCH_SECONDS = 2 };

/* --- once ----------------------------------------------------------------------------------------------- */

/* The exit status says in a word what the page says at length. */
static int settle_attention(const StatusAnswer *answer) {
        if (answer->n_attention == 0)
                return CLI_DONE;
        if (fflush(stdout) != 0) {
                fputs("muniment: The answer could not be written.\n", stderr);
                return CLI_FAULT;
        }
        if (answer->n_attention == 1)
                return cli_refuse("Something needs a person: %s; %s.", answer->attention[0].what,
                                  answer->attention[0].mend);
        return cli_refuse("%zu things need a person; first of all, %s: %s.", answer->n_attention,
                          answer->attention[0].what, answer->attention[0].mend);
}

static int show_once(const CliArgs *args, const Session *session) {
        _cleanup_text_ Text page = { 0 };
        StatusAnswer answer = { 0 };
        int r = status_gather(session, cli_arena(args), &answer);
        if (r)
                return cli_settle(r);
        if (cli_json(args)) {
                int status = cli_print_json(status_json(&answer));
                return status ? status : settle_attention(&answer);
        }
        status_write(&answer, false, cli_arena(args), &page);
        fputs(text_str(&page), stdout);
        return settle_attention(&answer);
}

/* --- live ----------------------------------------------------------------------------------------------- */

typedef struct Live {
        Session *session;
        bool colour;
} Live;

static void write_time(Text *out) {
        char text[64] = "";
        time_t now = time(NULL);
        struct tm tm;
        if (localtime_r(&now, &tm))
                strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
        text_appendf(out, "Muniment    %s    q ends\n\n", text);
}

/* A database that goes away is waited for: whoever watches wants to see it come back. */
static void write_live(void *data, Text *out) {
        const Live *live = data;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        StatusAnswer answer = { 0 };
        write_time(out);
        int r = session_reopen(live->session);
        if (r == 0)
                r = status_gather(live->session, arena, &answer);
        if (r == 0) {
                status_write(&answer, live->colour, arena, out);
                return;
        }
        session_lose(live->session);
        text_append(out, r == PG_E_RETRY       ? "The database is busy; trying again.\n"
                         : r == PG_E_READ_ONLY ? "The database takes no writes; trying again.\n"
                         : r == PG_E_LOST      ? "The database cannot be reached; trying again.\n"
                                          : "The database does not answer as it should; trying again.\n");
}

static int show_live(const CliArgs *args, Session *session) {
        if (cli_json(args))
                return cli_wrong_usage("--watch is for a person; it does not go with --json.");
        if (!watch_possible())
                return cli_wrong_usage("--watch needs a terminal.");
        const char *no_colour = getenv("NO_COLOR");
        Live live = { .session = session, .colour = !no_colour || !*no_colour };
        return cli_settle(watch_run(write_live, &live, WATCH_SECONDS));
}

static int run_status(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        return cli_flag(args, "watch") ? show_live(args, &session) : show_once(args, &session);
}

static const CliOption status_options[] = {
        { .name = "watch", .help = "draw it again every two seconds, until q" },
        { NULL },
};

const CliCommand cmd_status = {
        .words = { "status" },
        .help = "Show how things stand; 0 all is well, 1 something needs a person, 3 unreachable",
        .options = status_options,
        .run = run_status,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};
