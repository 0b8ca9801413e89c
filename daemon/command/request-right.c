/* muniment request outcome, fulfil, enquiry, regulator: rights other than access. */
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "requests/rights.h"
#include "view/request.h"

#include <string.h>

#define SAY_MOST 500

/* CLI_DONE or the usage error. */
static int right_words(const CliArgs *args, const char *option, const char **ret) {
        *ret = cli_value(args, option);
        return *ret && strlen(*ret) > SAY_MOST
                       ? cli_wrong_usage("--%s takes at most %d characters.", option, SAY_MOST)
                       : CLI_DONE;
}

static int right_settle(const CliArgs *args, Session *session, int r) {
        return r ? request_settle(args, r, NULL) : request_show(args, session, cli_operand(args, 0));
}

static int request_right_run_outcome(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RightDecided decided = { 0 };
        if (!right_outcome_from_string(cli_operand(args, 1), &decided.outcome))
                return cli_wrong_usage("The outcome is one of:" RIGHT_OUTCOMES(WORD_SPACED) ".");
        int status = right_words(args, "say", &decided.said);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        return status ? status
                      : right_settle(args, &session,
                                     requests_outcome(&session.context, cli_operand(args, 0), &decided));
}

static int request_right_run_fulfil(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *said = NULL;
        int status = right_words(args, "say", &said);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        return status ? status
                      : right_settle(args, &session,
                                     requests_carry_out(&session.context, cli_operand(args, 0), said));
}

static int request_right_run_enquiry(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RightEnquiry enquiry = { .answered = cli_flag(args, "answered") };
        int status = right_words(args, "how", &enquiry.how);
        if (status == CLI_DONE && !cli_date(args, "on", &enquiry.on))
                status = CLI_USAGE;
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        if (enquiry.on != DATE_NONE && enquiry.on > clock_today(&session.context.clock))
                return cli_refuse("--on lies in the future; give the day on which it happened.");
        return right_settle(args, &session,
                            requests_enquiry(&session.context, cli_operand(args, 0), &enquiry));
}

/* As the database's check has it. */
static bool is_outside_reference(const char *s) {
        return strlen(s) <= 40 && *s && !strchr(" ./-", *s) &&
               s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ./-")] == '\0';
}

static int request_right_run_regulator(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestOutside outside = { .body = cli_value(args, "body") ? cli_value(args, "body") : "regulator",
                                   .reference = cli_operand(args, 1),
                                   .decided = cli_value(args, "decided") };
        if (!outside_body_known(outside.body))
                return cli_wrong_usage("--body is one of:" OUTSIDE_BODIES(WORD_SPACED) ".");
        if (outside.decided && !outside_decision_known(outside.decided))
                return cli_wrong_usage("--decided is one of:" OUTSIDE_DECISIONS(WORD_SPACED) ".");
        if (!is_outside_reference(outside.reference))
                return cli_wrong_usage("Their reference is at most 40 letters, digits, and . / -");
        if (!cli_date(args, "on", &outside.on) || !cli_date(args, "answer-by", &outside.answer_by))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        if (outside.on == DATE_NONE)
                outside.on = clock_today(&session.context.clock);
        return right_settle(args, &session,
                            requests_outside(&session.context, cli_operand(args, 0), &outside));
}

static const CliOption outcome_options[] = {
        { "say", "TEXT", "what you found and why, in words that the letter adds" },
        { NULL },
};
static const CliOption fulfil_options[] = {
        { "say", "TEXT", "what was done, in words that the letter adds" },
        { NULL },
};
static const CliOption enquiry_options[] = {
        { "how", "TEXT", "of whom and what, or what they said, in a few words", .required = true },
        { "answered", NULL, "the oldest one that is open has been answered" },
        { "on", "DATE", "the day it happened; today when not given" },
        { NULL },
};
static const CliOption regulator_options[] = {
        { "body", "BODY", "regulator (when not given), ombudsman or court" },
        { "on", "DATE", "the day it reached you, or of their decision; today when not given" },
        { "answer-by", "DATE", "the day by which they want to hear from you" },
        { "decided", "WORD", "what they decided: upheld, partly-upheld, not-upheld or closed" },
        { NULL },
};

#define RIGHT_COMMAND(name, word, operand_words, n, text, opts)                                              \
        CLI_COMMAND(request_##name, "request", word, operand_words, n, n, text, opts,                        \
                    request_right_run_##name, .who = CLI_OFFICER, .engine = true, .acts = true)

RIGHT_COMMAND(outcome, "outcome", "REF OUTCOME", 2, "Decide a complaint, or a right other than access",
              outcome_options);
RIGHT_COMMAND(fulfil, "fulfil", "REF", 1, "Carry out what was decided, and write to who asked",
              fulfil_options);
RIGHT_COMMAND(enquiry, "enquiry", "REF", 1, "Record what a complaint was enquired into, and the answer",
              enquiry_options);
RIGHT_COMMAND(regulator, "regulator", "REF THEIRS", 2,
              "Record a case of the regulator's about the same complaint", regulator_options);
