/* muniment request identity, authority, understanding, child, concern, weigh, requester, gates: who asks, and
 * for whom. */
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "model/fact.h"
#include "requests/who.h"
#include "store/json.h"
#include "view/request.h"
#include "view/rows.h"

#include <stdio.h>
#include <string.h>

#define HOW_MAX 500

/* The options that every finding takes; CLI_DONE or the usage error. */
static int read_finding(const CliArgs *args, WhoFound *found) {
        found->how = cli_value(args, "how");
        if (found->how && strlen(found->how) > HOW_MAX)
                return cli_wrong_usage("--how takes at most %d characters.", HOW_MAX);
        return cli_date(args, "on", &found->on) ? CLI_DONE : CLI_USAGE;
}

static int run_found(const CliArgs *args, WhoFound *found) {
        _cleanup_session_ Session session = { 0 };
        const char *why = NULL;
        int status = read_finding(args, found);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = who_found(&session.context, cli_operand(args, 0), found, &why);
        if (r)
                return request_settle(args, r, why);
        bool asked =
                found->kind == REQUEST_EVENT_IDENTITY_ASKED || found->kind == REQUEST_EVENT_AUTHORITY_ASKED;
        return asked ? request_show_asked(args, &session, cli_operand(args, 0), found->on)
                     : request_show(args, &session, cli_operand(args, 0));
}

static int run_identity(const CliArgs *args) {
        bool asked = cli_flag(args, "asked"), destroyed = cli_flag(args, "destroyed");
        WhoFound found = { .kind = asked       ? REQUEST_EVENT_IDENTITY_ASKED
                                   : destroyed ? REQUEST_EVENT_EVIDENCE_DESTROYED
                                               : REQUEST_EVENT_IDENTITY_GIVEN,
                           .code = cli_value(args, "evidence") };
        if (found.code && !identity_evidence_known(found.code))
                return cli_wrong_usage("--evidence is one of:" IDENTITY_EVIDENCE(WORD_SPACED) ".");
        if (asked + destroyed + (found.code != NULL) != 1)
                return cli_wrong_usage("Give one of --asked, --evidence KIND, --destroyed.");
        return run_found(args, &found);
}

/* Why they may act, and what shows it. */
static int record_authority(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *why = NULL;
        WhoFound found = { 0 };
        WhoAuthority authority = { .evidence = cli_value(args, "evidence") };
        if (!basis_from_string(cli_value(args, "because"), &authority.because))
                return cli_wrong_usage("--because is one of:" BASES(WORD_SPACED) ".");
        if (!authority_evidence_known(authority.evidence))
                return cli_wrong_usage("--evidence is one of:" AUTHORITY_EVIDENCE(WORD_SPACED) ".");
        int status = read_finding(args, &found);
        authority.how = found.how;
        authority.on = found.on;
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = who_authority(&session.context, cli_operand(args, 0), &authority, &why);
        return r ? request_settle(args, r, why) : request_show(args, &session, cli_operand(args, 0));
}

static int run_authority(const CliArgs *args) {
        WhoFound asked = { .kind = REQUEST_EVENT_AUTHORITY_ASKED };
        return cli_flag(args, "asked") ? run_found(args, &asked) : record_authority(args);
}

/* A finding that is one of two words, with an account of how it was found. */
static int run_word(const CliArgs *args, RequestEventKind kind, const char *yes, const char *no) {
        WhoFound found = { .kind = kind, .code = cli_operand(args, 1) };
        if (!str_eq(found.code, yes) && !str_eq(found.code, no))
                return cli_wrong_usage("Say %s or %s.", yes, no);
        return run_found(args, &found);
}

static int run_understanding(const CliArgs *args) {
        return run_word(args, REQUEST_EVENT_UNDERSTANDING_FOUND, "understands", "does-not");
}

static int run_child(const CliArgs *args) {
        return run_word(args, REQUEST_EVENT_CHILD_ASKED, "agrees", "refuses");
}

static int run_concern(const CliArgs *args) {
        WhoFound found = { .kind = REQUEST_EVENT_CONCERN_FOUND, .code = cli_operand(args, 1) };
        if (!concern_known(found.code))
                return cli_wrong_usage("The concern is one of:" CONCERNS(WORD_SPACED) ".");
        return run_found(args, &found);
}

static int run_weigh(const CliArgs *args) {
        WhoFound found = { .kind = REQUEST_EVENT_CONCERN_WEIGHED };
        return run_found(args, &found);
}

static int run_requester(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Nation nation = NATION_UNSAID;
        Requester requester;
        if (!requester_from_string(cli_operand(args, 1), &requester) || requester == REQUESTER_REPRESENTATIVE)
                return cli_wrong_usage("Who asks is one of subject, parent, court-appointee, "
                                       "representative-of-subject, representative-of-parent, other.");
        if (cli_value(args, "nation") && !nation_from_string(cli_value(args, "nation"), &nation))
                return cli_wrong_usage("--nation is one of:" NATIONS(WORD_SPACED) ".");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = who_said(&session.context, cli_operand(args, 0), requester, nation);
        return r ? request_settle(args, r, NULL) : request_show(args, &session, cli_operand(args, 0));
}

static int run_gates(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestFinding *findings;
        size_t n;
        GateRow row;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = who_gate(&session.context, cli_operand(args, 0), &row);
        if (r == 0)
                r = request_findings(session.store, cli_operand(args, 0), cli_arena(args), &findings, &n);
        if (r)
                return request_settle(args, r, NULL);
        bool open = row == _GATE_MAX;
        if (cli_json(args))
                return cli_print_json(json_pack("{s:b, s:s?, s:s?, s:s?, s:s?, s:o}", "open", open, "gate",
                                                open ? NULL : gate_id(row), "verdict",
                                                open ? NULL : gate_verdict_to_string(gate_verdict(row)),
                                                "next", open ? NULL : gate_text(row), "source",
                                                open ? NULL : gate_cite(row), "findings",
                                                request_findings_json(findings, n)));
        if (open)
                printf("It is settled who asks, and for whom.\n");
        else
                printf("%s: %s (%s).\n", gate_id(row), gate_text(row), gate_cite(row));
        request_findings_print(cli_arena(args), findings, n);
        return CLI_DONE;
}

#define ON_OPTION                                                                                            \
        { "on", "DATE", "the day it happened; today when not given" }
static const CliOption identity_options[] = {
        { "asked", NULL, "proof was asked for" },
        { "evidence", "KIND", "proof was seen; one of:" IDENTITY_EVIDENCE(WORD_SPACED) },
        { "destroyed", NULL, "what copies there were of it are destroyed" },
        { "how", "TEXT", "anything else about it, in a few words" },
        ON_OPTION,
        { NULL },
};
static const CliOption authority_options[] = {
        { "asked", NULL, "evidence was asked for; the clock waits for it" },
        { "because", "CODE", "why they may act; one of:" BASES(WORD_SPACED) },
        { "evidence", "KIND", "what was seen; one of:" AUTHORITY_EVIDENCE(WORD_SPACED) },
        { "how", "TEXT", "anything else about it, in a few words" },
        ON_OPTION,
        { NULL },
};
static const CliOption found_options[] = {
        { "how", "TEXT", "how it was found, in a few words; not the child's own", .required = true },
        ON_OPTION,
        { NULL },
};
static const CliOption requester_options[] = {
        { "nation", "NATION", "whose law it falls under; as it was when not given" },
        { NULL },
};

#define WHO_COMMAND(name, word, operand_words, n, text, opts, does)                                          \
        CLI_COMMAND(request_##name, "request", word, operand_words, n, n, text, opts, run_##name,            \
                    .who = CLI_OFFICER, .engine = true, .acts = (does))

WHO_COMMAND(identity, "identity", "REF", 1, "Record that proof of identity was asked for, or what was seen",
            identity_options, true);
WHO_COMMAND(authority, "authority", "REF", 1,
            "Record why somebody may act for the subject, and what shows it", authority_options, true);
WHO_COMMAND(understanding, "understanding", "REF FINDING", 2,
            "Record whether the child understands: understands or does-not", found_options, true);
WHO_COMMAND(child, "child", "REF ANSWER", 2, "Record what the child said, asked alone: agrees or refuses",
            found_options, true);
WHO_COMMAND(concern, "concern", "REF CONCERN", 2, "Record an order, or the other parent's objection",
            found_options, true);
WHO_COMMAND(weigh, "weigh", "REF", 1, "Record that what stands against it was weighed, and goes on",
            found_options, true);
WHO_COMMAND(requester, "requester", "REF WHO", 2, "Correct who asks, and whose law decides",
            requester_options, true);
WHO_COMMAND(gates, "gates", "REF", 1, "Say what must be settled about who asks", NULL, false);
