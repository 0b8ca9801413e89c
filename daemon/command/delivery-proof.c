/* muniment delivery handed, returned, and of old notice delivered, returned: what people say of a letter that
 * was made. */
#include "base/text.h"
#include "cli/session.h"
#include "delivery/delivery.h"

#include <stdio.h>
#include <string.h>

#define POST_LENGTH_MOST 40

/* N-12, L-7, or of a notice 12. */
static int proof_read_number(const CliArgs *args, LetterNumber *ret) {
        const char *s = cli_operand(args, 0);
        return letter_number_from_string(s, ret) || str_to_i64(s, 1, INT64_MAX, &ret->obligation)
                       ? CLI_DONE
                       : cli_wrong_usage("The number of a letter looks like N-12, or L-7.");
}

/* And the day of --on: today where it is not given. */
static int proof_read_letter(const CliArgs *args, LetterNumber *ret, Date *ret_on) {
        int status = proof_read_number(args, ret);
        if (status)
                return status;
        return cli_date(args, "on", ret_on) ? CLI_DONE : CLI_USAGE;
}

static int settle_day(const Session *session, Date *on) {
        Date today = clock_today(&session->context.clock);
        if (*on == DATE_NONE)
                *on = today;
        return *on > today ? cli_wrong_usage("--on is a day that has been.") : CLI_DONE;
}

/* A post, so that no name of anybody gets here: small letters, with hyphens between words. */
static bool is_post(const char *s) {
        size_t n = strlen(s);
        for (size_t i = 0; i < n; i++)
                if (!(s[i] >= 'a' && s[i] <= 'z') && !(s[i] == '-' && i > 0 && i + 1 < n && s[i - 1] != '-'))
                        return false;
        return n > 0 && n <= POST_LENGTH_MOST;
}

static int read_handing(const CliArgs *args, AttemptChannel *by, Handing *ret) {
        const char *how = cli_value(args, "by"), *understood = cli_value(args, "understood");
        *ret = (Handing){ .as = cli_value(args, "who"), .asked = understood != NULL };
        if (!attempt_channel_from_string(how, by) || (*by != ATTEMPT_BY_HAND && *by != ATTEMPT_BY_VOICE))
                return cli_wrong_usage("--by is hand or voice.");
        if (!is_post(ret->as))
                return cli_wrong_usage(
                        "--who is a post in small letters, such as social-worker, and no name.");
        if (understood && !delivery_understood_from_string(understood, &ret->understood))
                return cli_wrong_usage("--understood is one of:" DELIVERY_UNDERSTOOD(WORD_SPACED) ".");
        return CLI_DONE;
}

static int print_letter(const CliArgs *args, LetterNumber letter, const char *state, Date on) {
        const char *name = letter_number_to_string(letter, cli_arena(args));
        const int64_t number = letter.obligation ? letter.obligation : letter.request_letter;
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:I, s:s, s:o}", "letter", name, "number",
                                                (json_int_t)number, "state", state, "on", cli_json_date(on)));
        printf("%s: %s on %s.\n", name, state, DATE_TEXT(on));
        return CLI_DONE;
}

static int run_delivered(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        AttemptChannel by;
        Handing handing;
        LetterNumber letter;
        Date on = DATE_NONE;
        int status = proof_read_letter(args, &letter, &on);
        if (status == CLI_DONE)
                status = read_handing(args, &by, &handing);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status == CLI_DONE)
                status = settle_day(&session, &on);
        if (status)
                return status;
        int r = delivery_handed(&session.context, letter, by, &handing, on);
        return r ? cli_settle_about(r, "letter", cli_operand(args, 0))
                 : print_letter(args, letter, delivery_state_to_string(DELIVERY_DELIVERED), on);
}

static int run_returned(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        ReturnReason reason;
        LetterNumber letter;
        Date on = DATE_NONE;
        int status = proof_read_letter(args, &letter, &on);
        if (status)
                return status;
        if (!return_reason_from_string(cli_value(args, "because"), &reason))
                return cli_wrong_usage("--because is one of:" RETURN_REASONS(WORD_SPACED) ".");
        status = session_open(args, false, &session);
        if (status == CLI_DONE)
                status = settle_day(&session, &on);
        if (status)
                return status;
        int r = delivery_returned(&session.context, letter, reason, on);
        return r ? cli_settle_about(r, "letter", cli_operand(args, 0))
                 : print_letter(args, letter, delivery_state_to_string(DELIVERY_RETURNED), on);
}

static const CliOption delivered_options[] = {
        { "by", "HOW", "hand, or voice: it was read out to them", .required = true },
        { "who", "POST", "who handed it over, as a post: social-worker", .required = true },
        { "on", "DATE", "when (default: today)" },
        { "understood", "WORD", "whether they understood it: well, partly or hardly" },
        { NULL },
};
CLI_COMMAND(delivery_handed, "delivery", "handed", "LETTER", 1, 1,
            "Record that a letter, N-12 or L-7, was handed over, or read out, by a person", delivered_options,
            run_delivered, .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(notice_delivered, "notice", "delivered", "NUMBER", 1, 1,
            "Record that a letter was handed over, or read out, by a person", delivered_options,
            run_delivered, .who = CLI_OFFICER, .engine = true, .acts = true);

static const CliOption returned_options[] = {
        { "because", "WORD", "gone-away, no-such-address, refused or not-called-for", .required = true },
        { "on", "DATE", "when (default: today)" },
        { NULL },
};
CLI_COMMAND(delivery_returned, "delivery", "returned", "LETTER", 1, 1,
            "Record that a letter, N-12 or L-7, came back; gone away, nothing more goes to that address",
            returned_options, run_returned, .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(notice_returned, "notice", "returned", "NUMBER", 1, 1,
            "Record that a letter came back; gone away, nothing more goes to that address", returned_options,
            run_returned, .who = CLI_OFFICER, .engine = true, .acts = true);

static int run_not_returned(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        LetterNumber letter = { 0 };
        DeliveryState state;
        Date on = DATE_NONE;
        int status = proof_read_number(args, &letter);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = delivery_not_returned(&session.context, letter, &state, &on);
        if (r)
                return cli_settle_about(r, "letter", cli_operand(args, 0));
        return print_letter(args, letter, delivery_state_to_string(state),
                            on != DATE_NONE ? on : clock_today(&session.context.clock));
}

static int run_again(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        LetterNumber letter = { 0 };
        int status = proof_read_number(args, &letter);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = delivery_once_more(&session.context, letter);
        return r ? cli_settle_about(r, "letter", cli_operand(args, 0))
                 : print_letter(args, letter, delivery_state_to_string(DELIVERY_READY),
                                clock_today(&session.context.clock));
}

CLI_COMMAND(delivery_unreturned, "delivery", "unreturned", "LETTER", 1, 1,
            "Record that a letter had not come back, as was said by mistake", NULL, run_not_returned,
            .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(delivery_again, "delivery", "again", "LETTER", 1, 1,
            "Have a letter that was not delivered tried once more", NULL, run_again, .who = CLI_OFFICER,
            .engine = true, .acts = true);
