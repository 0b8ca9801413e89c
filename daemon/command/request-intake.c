/* muniment request new, wishes, give, promise, told: what comes in, whose it is, and what was said to whom.
 */
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "model/fact.h"
#include "model/reference.h"
#include "requests/letters.h"
#include "requests/requests.h"
#include "requests/who.h"
#include "store/json.h"
#include "view/request.h"

#include <stdio.h>
#include <string.h>

#define WISH_MOST 500

/* Each wish is an option of its name; a day says when it is needed by, --needed-for why. CLI_DONE or the
 * usage error. */
static int read_wishes(const CliArgs *args, RequestWish wishes[_WISH_MAX], size_t *ret_n) {
        Date by;
        if (!cli_date(args, "needed-by", &by))
                return CLI_USAGE;
        *ret_n = 0;
        for (Wish kind = 0; kind < _WISH_MAX; kind++) {
                bool day = kind == WISH_NEEDED_BY;
                RequestWish wish = { .kind = kind,
                                     .value = cli_value(args, day ? "needed-for" : wish_to_string(kind)),
                                     .on = day ? by : DATE_NONE };
                if (wish.value && strlen(wish.value) > WISH_MOST)
                        return cli_wrong_usage("A wish takes at most %d characters.", WISH_MOST);
                if (day && wish.value && by == DATE_NONE)
                        return cli_wrong_usage("--needed-for goes with --needed-by.");
                if (wish.value || wish.on != DATE_NONE)
                        wishes[(*ret_n)++] = wish;
        }
        return CLI_DONE;
}

/* Who asks, for what and how it came; CLI_DONE or the usage error. */
static int request_intake_read_words(const CliArgs *args, RequestNew *ret) {
        if (!request_kind_from_string(cli_value(args, "kind"), &ret->kind))
                return cli_wrong_usage("--kind is one of:" REQUEST_KINDS(WORD_SPACED) ".");
        if (!requester_from_string(cli_value(args, "requester"), &ret->requester))
                return cli_wrong_usage("--requester is one of:" REQUESTERS(WORD_SPACED) ".");
        if (ret->requester == REQUESTER_REPRESENTATIVE)
                return cli_wrong_usage("Say whose: representative-of-subject or representative-of-parent.");
        if (cli_value(args, "nation") && !nation_from_string(cli_value(args, "nation"), &ret->nation))
                return cli_wrong_usage("--nation is one of:" NATIONS(WORD_SPACED) ".");
        if (!request_channel_from_string(cli_value(args, "channel"), &ret->channel))
                return cli_wrong_usage("--channel is one of:" REQUEST_CHANNELS(WORD_SPACED) ".");
        if (ret->about && ret->kind != REQUEST_COMPLAINT)
                return cli_wrong_usage("--about goes with a complaint: which request it is about.");
        if (ret->about && !reference_read(ret->about, cli_arena(args), &ret->about))
                return cli_wrong_usage("--about is no reference of a request; look for a slip in it.");
        if (ret->requester != REQUESTER_SUBJECT && !ret->requester_name)
                return cli_wrong_usage("--requester-name says who asks, when it is not the subject.");
        return CLI_DONE;
}

static int read_new(const CliArgs *args, RequestNew *ret) {
        Date received, recognised;
        if (!cli_date(args, "received", &received) || !cli_date(args, "recognised", &recognised))
                return CLI_USAGE;
        *ret = (RequestNew){
                .register_name = cli_value(args, "register"),
                .subject_key = cli_value(args, "subject"),
                .requester_name = cli_value(args, "requester-name"),
                .language = cli_value(args, "language"),
                .received = received,
                .recognised = recognised,
                .identity_known = !cli_flag(args, "identity-in-doubt"),
                .another = cli_flag(args, "another"),
                .about = cli_value(args, "about"),
        };
        if (recognised != DATE_NONE && recognised < received)
                return cli_wrong_usage(
                        "--recognised lies before --received; nothing is seen before it comes.");
        return request_intake_read_words(args, ret);
}

/* Said once and wrong, no letter would ever reach them. CLI_DONE or the refusal. */
static int judge_wishes(const Session *session, const RequestWish *wishes, size_t n) {
        LetterAddress to;
        for (size_t i = 0; i < n; i++) {
                if (wishes[i].kind != WISH_LETTERS_TO)
                        continue;
                LetterFault fault = letters_address(&session->context, wishes[i].value, &to);
                if (fault != LETTER_FAULT_NONE)
                        return cli_refuse("The post would not take --letters-to (%s): give a name, two lines "
                                          "or more, and the postcode last, with commas between.",
                                          letter_fault_to_string(fault));
        }
        return CLI_DONE;
}

static int settle_new(const CliArgs *args, Session *session, const RequestNew *new) {
        RequestAlike first;
        const char *ref;
        int r = requests_receive(&session->context, new, &ref, &first);
        if (r == REQUESTS_E_ALIKE)
                return cli_refuse("The same request is open as %s, received on %s; --another says that this "
                                  "is another.",
                                  first.ref, DATE_TEXT(first.received));
        return r ? request_settle(args, r, NULL) : request_show(args, session, ref);
}

static int request_intake_run_new(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestWish wishes[_WISH_MAX];
        RequestNew new = { 0 };
        int status = read_new(args, &new);
        new.wishes = wishes;
        if (status == CLI_DONE)
                status = read_wishes(args, wishes, &new.n_wishes);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        status = judge_wishes(&session, wishes, new.n_wishes);
        if (status)
                return status;
        const Languages *languages = &session.settings->languages;
        Date today = clock_today(&session.context.clock);
        if (new.language && !languages_find(languages, new.language))
                return cli_wrong_usage("--language is one of: %s.",
                                       languages_names(languages, cli_arena(args)));
        if (new.received > today)
                return cli_refuse(
                        "--received lies in the future; give the day on which the request reached you.");
        if (new.recognised > today)
                return cli_refuse("--recognised lies in the future; give the day on which somebody saw it.");
        return settle_new(args, &session, &new);
}

static int show_wishes(const CliArgs *args, Session *session, const char *ref) {
        RequestWish *wishes;
        Request request;
        size_t n;
        int r = request_load(session->store, ref, cli_arena(args), &request);
        if (r == REQUEST_STORE_E_NONE)
                r = REQUESTS_E_NONE;
        if (r == 0)
                r = wish_list(session->store, ref, cli_arena(args), &wishes, &n);
        if (r)
                return request_settle(args, r, NULL);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:s, s:o}", "ref", ref, "wishes", request_wishes_json(wishes, n)));
        if (n == 0)
                printf("Nothing is known of how they wish to be reached.\n");
        request_wishes_print(wishes, n);
        return CLI_DONE;
}

static int request_intake_run_wishes(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestWish wishes[_WISH_MAX];
        size_t n;
        int status = read_wishes(args, wishes, &n);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status == CLI_DONE)
                status = judge_wishes(&session, wishes, n);
        if (status)
                return status;
        int r = n ? requests_wish(&session.context, cli_operand(args, 0), wishes, n) : 0;
        return r ? request_settle(args, r, NULL) : show_wishes(args, &session, cli_operand(args, 0));
}

static int request_intake_run_give(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *owner = cli_operand(args, 1);
        if (strlen(owner) > 63)
                return cli_wrong_usage("That is no login: it is longer than one can be.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_give(&session.context, cli_operand(args, 0), owner);
        return r ? request_settle(args, r, NULL) : request_show(args, &session, cli_operand(args, 0));
}

/* A day that was promised, or one on which they were written to. */
static int request_intake_run_said(const CliArgs *args, RequestEventKind kind) {
        _cleanup_session_ Session session = { 0 };
        const char *why = NULL;
        WhoFound said = { .kind = kind };
        if (!cli_date(args, "on", &said.on))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        Date today = clock_today(&session.context.clock);
        if (kind == REQUEST_EVENT_PROMISED && said.on < today)
                return cli_refuse("A day that is over cannot be promised.");
        if (kind == REQUEST_EVENT_PROGRESS_TOLD && said.on > today)
                return cli_refuse("--on lies in the future; give the day on which they were told.");
        int r = who_found(&session.context, cli_operand(args, 0), &said, &why);
        return r ? request_settle(args, r, why) : request_show(args, &session, cli_operand(args, 0));
}

static int request_intake_run_promise(const CliArgs *args) {
        return request_intake_run_said(args, REQUEST_EVENT_PROMISED);
}

static int request_intake_run_told(const CliArgs *args) {
        return request_intake_run_said(args, REQUEST_EVENT_PROGRESS_TOLD);
}

/* What who asks said of how to be reached and answered. */
#define WISH_OPTIONS                                                                                         \
        { "letters-to", "TEXT", "the name and address that letters go to, with commas, the postcode last" }, \
                { "reach", "TEXT", "how to reach them: an address, a number, and when" },                    \
                { "form", "TEXT", "the form they wish: large print, aloud, paper, a locked file" },          \
                { "safe", "TEXT", "what is safe: where letters may go, when to ring" },                      \
                { "not-to", "TEXT", "who must not be told or asked" },                                       \
                { "plain", "TEXT", "why they are written to in plain words: they say they are twelve" },     \
                { "needed-by", "DATE", "the day they need it by" }, {                                        \
                "needed-for", "TEXT", "why by that day: a court, illness, a scheme"                          \
        }

static const CliOption new_options[] = {
        { "kind", "KIND", "one of:" REQUEST_KINDS(WORD_SPACED), .required = true },
        { "register", "REGISTER", "the register that holds the data", .required = true },
        { "subject", "KEY", "the register's key of the person it is about", .required = true },
        { "received", "DATE", "the day it reached you", .required = true },
        { "recognised", "DATE", "the day somebody saw that it was one, when that was later" },
        { "channel", "CHANNEL", "one of:" REQUEST_CHANNELS(WORD_SPACED), .required = true },
        { "requester", "WHO", "one of:" REQUESTERS(WORD_SPACED), .required = true },
        { "requester-name", "NAME", "who asks, when it is not the subject" },
        { "another", NULL, "it is another one, though one like it is open" },
        { "language", "LANGUAGE", "of the answer (default: the standard one)" },
        { "nation", "NATION", "whose law it falls under; that of the register's law pack when not given" },
        { "about", "REF", "of a complaint: the request that it is about" },
        { "identity-in-doubt", NULL, "ask for proof of identity first; the clock waits for it" },
        WISH_OPTIONS,
        { NULL },
};
static const CliOption wish_options[] = { WISH_OPTIONS, { NULL } };
static const CliOption promise_options[] = {
        { "on", "DATE", "the day that was promised", .required = true },
        { NULL },
};
static const CliOption told_options[] = {
        { "on", "DATE", "the day they were told; today when not given" },
        { NULL },
};

#define INTAKE_COMMAND(name, word, operand_words, n, text, opts)                                             \
        CLI_COMMAND(request_##name, "request", word, operand_words, n, n, text, opts,                        \
                    request_intake_run_##name, .who = CLI_OFFICER, .engine = true, .acts = true)

INTAKE_COMMAND(new, "new", NULL, 0, "Record a request and start its clock", new_options);
INTAKE_COMMAND(wishes, "wishes", "REF", 1, "Say how to reach and answer who asks, or keep what they said",
               wish_options);
INTAKE_COMMAND(give, "give", "REF LOGIN", 2, "Give a request into another officer's hands", NULL);
INTAKE_COMMAND(promise, "promise", "REF", 1, "Record a day that was promised to who asks", promise_options);
INTAKE_COMMAND(told, "told", "REF", 1, "Record that who asks was told how far it is", told_options);
