/* muniment delivery: which letters are ready, by which channel they go, and where each is. */
#include "store/delivery.h"
#include "base/text.h"
#include "cli/session.h"
#include "notices/notices.h"
#include "requests/letters.h"
#include "view/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const heads[] = { "delivery", "letter",   "number",  "notice",      "audience",
                                     "register", "language", "channel", "state",       "ready_on",
                                     "reason",   "by",       "sent_on", "received_on", "proof" };
#define NUMBERS 0x5 /* delivery, number */

static int delivery_run_list(const CliArgs *args) {
        static const char *const states[] = { "waits", DELIVERY_STATES(WORD_STRING) };
        _cleanup_session_ Session session = { 0 };
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const char *state = cli_value(args, "state");
        if (state && !str_in(state, states, ELEMENTS(states)))
                return cli_wrong_usage("--state is one of: waits" DELIVERY_STATES(WORD_SPACED) ".");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = delivery_list(session.store, 0, state, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "deliveries",
                                                cli_rows_json(rows, heads, ELEMENTS(heads), NUMBERS)));
        cli_print_rows(cli_arena(args), heads, ELEMENTS(heads), rows);
        return CLI_DONE;
}

static int delivery_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int64_t id;
        if (!str_to_i64(cli_operand(args, 0), 1, INT64_MAX, &id))
                return cli_wrong_usage("DELIVERY is a number, as muniment delivery list shows it.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = delivery_list(session.store, id, NULL, &rows);
        if (r)
                return cli_settle(r);
        if (pg_rows_count(rows) == 0)
                return cli_refuse("There is no delivery %lld; muniment delivery list shows them.",
                                  (long long)id);
        if (!cli_json(args)) {
                cli_print_rows(cli_arena(args), heads, ELEMENTS(heads), rows);
                return CLI_DONE;
        }
        json_auto_t *list = cli_rows_json(rows, heads, ELEMENTS(heads), NUMBERS);
        json_t *one = json_incref(json_array_get(list, 0));
        return cli_print_json(one);
}

static int delivery_run_send(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        DeliveryCounts n = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = notices_deliver(&session.context, &requests_letter_judge, &n);
        if (r < 0)
                return cli_refuse("The folder of the setting output_dir cannot be used (%s).", strerror(-r));
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:I, s:I, s:I}", "sent", (json_int_t)n.sent,
                                                "received", (json_int_t)n.received, "stopped",
                                                (json_int_t)n.stopped, "failed", (json_int_t)n.failed));
        printf("%" PRId64 " letters have left, %" PRId64 " count as received; %" PRId64
               " were stopped, %" PRId64 " were not delivered (muniment delivery list says why).\n",
               n.sent, n.received, n.stopped, n.failed);
        return CLI_DONE;
}

static const CliOption list_options[] = {
        { "state", "STATE",
          "ready, waits (until a person decides), sent, delivered, failed, returned or withdrawn" },
        { 0 },
};

const CliCommand cmd_delivery_list = {
        .words = { "delivery", "list" },
        .help = "List the letters that are to be handed over, and how",
        .options = list_options,
        .run = delivery_run_list,
        .who = CLI_AUDITOR,
};

const CliCommand cmd_delivery_show = {
        .words = { "delivery", "show" },
        .operands = "DELIVERY",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Show one delivery",
        .run = delivery_run_show,
        .who = CLI_AUDITOR,
};

const CliCommand cmd_delivery_send = {
        .words = { "delivery", "send" },
        .help = "Send what is ready and may go, and ask what became of the rest",
        .run = delivery_run_send,
        .who = CLI_OFFICER | CLI_OPERATOR,
        .engine = true,
        .acts = true,
};
