/* muniment request claim, claims, settle, recipients, recipient: what is said to be wrong, and who is told.
 */
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "requests/rectification.h"
#include "store/json.h"
#include "view/request.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CLAIM_MOST 2000

static int claim_settle(const CliArgs *args, Session *session, int r) {
        return r ? request_settle(args, r, NULL) : request_show(args, session, cli_operand(args, 0));
}

static int request_claim_run_claim(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const ClaimNew said = { .attribute = cli_operand(args, 1),
                                .row = cli_value(args, "row"),
                                .should_be = cli_value(args, "should-be"),
                                .evidence = cli_value(args, "evidence") };
        int64_t n;
        if (strlen(said.should_be) > CLAIM_MOST || strlen(said.evidence) > CLAIM_MOST)
                return cli_wrong_usage("--should-be and --evidence take at most %d characters.", CLAIM_MOST);
        if (!*said.should_be)
                return cli_wrong_usage("--should-be is empty; to take a value away is not to put it right.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_claim(&session.context, cli_operand(args, 0), &said, &n);
        if (r)
                return request_settle(args, r, NULL);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I}", "claim", (json_int_t)n));
        printf("Claim %" PRId64 " is on record.\n", n);
        return CLI_DONE;
}

static json_t *claim_json(const RequestClaim *claim) {
        return json_pack(
                "{s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o, s:b, s:s?, s:o}", "claim",
                (json_int_t)claim->n, "attribute", claim->column, "entity", claim->entity, "row", claim->row,
                "held", claim->held, "should_be", claim->told, "evidence", claim->evidence, "decision",
                claim->decision == _CLAIM_DECISION_MAX ? NULL : claim_decision_to_string(claim->decision),
                "because",
                claim->decision == _CLAIM_DECISION_MAX ? NULL : claim_reason_to_string(claim->because),
                "decided_on", cli_json_date(claim->decided_on), "begun", claim->begun, "ended",
                claim->ended == _CLAIM_END_MAX ? NULL : claim_end_to_string(claim->ended), "ended_on",
                cli_json_date(claim->ended_on));
}

static void print_claims(const CliArgs *args, const RequestClaim *claims, size_t n) {
        static const char *const heads[] = { "CLAIM", "WHERE",    "ROW",      "HELD",
                                             "SAID",  "EVIDENCE", "DECISION", "BECAME" };
        const char **cells = arena_array(cli_arena(args), n * ELEMENTS(heads) + 1, sizeof *cells);
        for (size_t i = 0; i < n; i++) {
                const RequestClaim *claim = &claims[i];
                const char *const row[] = {
                        arena_printf(cli_arena(args), "%" PRId64, claim->n),
                        arena_printf(cli_arena(args), "%s.%s", claim->entity, claim->column),
                        claim->row,
                        claim->held,
                        claim->told,
                        claim->evidence,
                        claim->decision == _CLAIM_DECISION_MAX
                                ? NULL
                                : arena_printf(cli_arena(args), "%s (%s)",
                                               claim_decision_to_string(claim->decision),
                                               claim_reason_to_string(claim->because)),
                        claim->ended == _CLAIM_END_MAX ? NULL : claim_end_to_string(claim->ended),
                };
                memcpy(&cells[i * ELEMENTS(heads)], row, sizeof row);
        }
        cli_print_table(heads, ELEMENTS(heads), cells, n);
}

/* The store, and the request that the first operand names. */
static int request_claim_open(const CliArgs *args, Session *session, Request *ret) {
        int status = session_open(args, false, session);
        if (status)
                return status;
        int r = request_load(session->store, cli_operand(args, 0), cli_arena(args), ret);
        return r ? request_settle(args, r == REQUEST_STORE_E_NONE ? REQUESTS_E_NONE : r, NULL) : 0;
}

static int request_claim_run_claims(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestClaim *claims;
        Request request;
        size_t n;
        int status = request_claim_open(args, &session, &request);
        if (status)
                return status;
        int r = claim_list(session.store, request.ref, cli_arena(args), &claims, &n);
        if (r)
                return request_settle(args, r, NULL);
        if (!cli_json(args)) {
                print_claims(args, claims, n);
                return CLI_DONE;
        }
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list, claim_json(&claims[i]));
        return cli_print_json(json_pack("{s:o}", "claims", list));
}

/* "3", an operand; false after saying so. */
static bool claim_number(const CliArgs *args, int64_t *ret) {
        const char *s = cli_operand(args, 1);
        *ret = 0;
        for (const char *p = s; *p >= '0' && *p <= '9' && p - s < 9; p++)
                *ret = *ret * 10 + (*p - '0');
        const bool is = *ret > 0 && strspn(s, "0123456789") == strlen(s) && strlen(s) < 10;
        if (!is)
                (void)cli_wrong_usage("\"%s\" is no number of the list.", s);
        return is;
}

static int request_claim_run_settle(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestClaim claim = { 0 };
        if (!claim_number(args, &claim.n))
                return CLI_USAGE;
        if (!claim_decision_from_string(cli_operand(args, 2), &claim.decision))
                return cli_wrong_usage("The decision is one of:" CLAIM_DECISIONS(WORD_SPACED) ".");
        if (!claim_reason_from_string(cli_value(args, "because"), &claim.because) ||
            !claim_reason_of(claim.decision, claim.because))
                return cli_wrong_usage(
                        "--because is evidence-seen, source-says, person-knows or incomplete for "
                        "correct; accurate or opinion for keep.");
        int status = session_open(args, false, &session);
        return status ? status
                      : claim_settle(args, &session,
                                     requests_settle_claim(&session.context, cli_operand(args, 0), &claim));
}

static int request_claim_run_recipients(const CliArgs *args) {
        static const char *const heads[] = { "NUMBER", "WHO", "TOLD", "ON", "BY" };
        _cleanup_session_ Session session = { 0 };
        RequestRecipient *list;
        Request request;
        size_t n;
        int status = request_claim_open(args, &session, &request);
        if (status)
                return status;
        int r = recipient_list(session.store, request.ref, cli_arena(args), &list, &n);
        if (r)
                return request_settle(args, r, NULL);
        json_auto_t *all = json_array();
        const char **cells = arena_array(cli_arena(args), n * ELEMENTS(heads) + 1, sizeof *cells);
        for (size_t i = 0; i < n; i++) {
                const char *answer = list[i].answer == _RECIPIENT_ANSWER_MAX
                                             ? NULL
                                             : recipient_answer_to_string(list[i].answer);
                const char **row = cells + i * ELEMENTS(heads);
                row[0] = arena_printf(cli_arena(args), "%" PRId64, list[i].n);
                row[1] = list[i].name;
                row[2] = answer;
                row[3] =
                        list[i].on == DATE_NONE ? NULL : arena_strdup(cli_arena(args), DATE_TEXT(list[i].on));
                row[4] = list[i].by;
                json_add(all, json_pack("{s:I, s:s, s:s?, s:o, s:s?}", "recipient", (json_int_t)list[i].n,
                                        "name", list[i].name, "answer", answer, "on",
                                        cli_json_date(list[i].on), "by", list[i].by));
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:O}", "recipients", all));
        cli_print_table(heads, ELEMENTS(heads), cells, n);
        return CLI_DONE;
}

static int request_claim_run_recipient(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestRecipient recipient = { 0 };
        if (!claim_number(args, &recipient.n))
                return CLI_USAGE;
        if (!recipient_answer_from_string(cli_operand(args, 2), &recipient.answer))
                return cli_wrong_usage("The answer is one of:" RECIPIENT_ANSWERS(WORD_SPACED) ".");
        int status = session_open(args, false, &session);
        return status ? status
                      : claim_settle(args, &session,
                                     requests_settle_recipient(&session.context, cli_operand(args, 0),
                                                               &recipient));
}

static const CliOption claim_options[] = {
        { "should-be", "TEXT", "what it should be, as the register writes it", .required = true },
        { "evidence", "TEXT", "on what evidence they say so", .required = true },
        { "row", "KEY", "which row, where there are several" },
        { NULL },
};
static const CliOption settle_options[] = {
        { "because", "CODE", "the reason's code", .required = true },
        { NULL },
};

#define CLAIM_COMMAND(name, operand_words, n, text, opts, ...)                                               \
        CLI_COMMAND(request_##name, "request", #name, operand_words, n, n, text, opts,                       \
                    request_claim_run_##name, .who = CLI_OFFICER, .engine = true, __VA_ARGS__)

CLAIM_COMMAND(claim, "REF ATTRIBUTE", 2, "Record what they say is wrong, and what it should be",
              claim_options, .acts = true);
CLAIM_COMMAND(claims, "REF", 1, "List what is said to be wrong: personal data on your screen", NULL,
              .acts = false);
CLAIM_COMMAND(settle, "REF CLAIM DECISION", 3, "Decide one claim: correct, or keep", settle_options,
              .acts = true);
CLAIM_COMMAND(recipients, "REF", 1, "List who had what was wrong, and whether they were told", NULL,
              .acts = false);
CLAIM_COMMAND(recipient, "REF NUMBER ANSWER", 3, "Say that one was told, or cannot or must not be", NULL,
              .acts = true);
