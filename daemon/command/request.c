/* muniment request ...: a person exercising a right, from received to released. */
#include "view/request.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "model/fact.h"
#include "register/register.h"
#include "render/can-draw.h"
#include "render/forms.h"
#include "requests/requests.h"
#include "requests/who.h"
#include "retention/explain.h"
#include "seal/passphrase.h"
#include "store/dossier.h"
#include "store/json.h"
#include "view/clock.h"
#include "view/rows.h"
#include "view/stop.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static json_t *list_json(const Request *requests, size_t n) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list,
                         json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "ref", requests[i].ref, "kind",
                                   request_kind_to_string(requests[i].kind), "state",
                                   request_state_to_string(requests[i].state), "received",
                                   cli_json_date(requests[i].received), "due", cli_json_date(requests[i].due),
                                   "stopped", stop_json(&requests[i].stop)));
        return list;
}

static int request_run_list(const CliArgs *args) {
        static const char *const heads[] = { "REQUEST", "KIND", "STATE", "RECEIVED", "DUE", "DIFFERENCE" };
        _cleanup_session_ Session session = { 0 };
        Request *requests;
        RequestState state;
        size_t n;
        if (cli_value(args, "state") && !request_state_from_string(cli_value(args, "state"), &state))
                return cli_wrong_usage("--state is one of:" REQUEST_STATES(WORD_SPACED) ".");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = request_list(session.store, cli_value(args, "state"), cli_arena(args), &requests, &n);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "requests", list_json(requests, n)));
        const char **cells = arena_array(cli_arena(args), n * ELEMENTS(heads), sizeof *cells);
        for (size_t i = 0; i < n; i++) {
                const char **row = cells + i * ELEMENTS(heads);
                row[0] = requests[i].ref;
                row[1] = request_kind_to_string(requests[i].kind);
                row[2] = request_state_to_string(requests[i].state);
                row[3] = arena_strdup(cli_arena(args), DATE_TEXT(requests[i].received));
                row[4] = requests[i].due == DATE_NONE
                                 ? NULL
                                 : arena_strdup(cli_arena(args), DATE_TEXT(requests[i].due));
                row[5] = stop_cell(cli_arena(args), &requests[i].stop);
        }
        cli_print_table(heads, ELEMENTS(heads), cells, n);
        return CLI_DONE;
}

static int request_run_figures(const CliArgs *args) {
        static const char *const heads[] = { "kind",     "received", "open",    "overdue",
                                             "released", "answered", "refused", "withdrawn" };
        _cleanup_session_ Session session = { 0 };
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Date from, to;
        if (!cli_date(args, "from", &from) || !cli_date(args, "to", &to))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = request_figures(session.store, from, to, clock_today(&session.context.clock), &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:o}", "figures", cli_rows_json(rows, heads, ELEMENTS(heads), 0xfe)));
        cli_print_rows(cli_arena(args), heads, ELEMENTS(heads), rows);
        return CLI_DONE;
}

static int request_run_clock(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Request request;
        StatutoryClock clock;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = request_load(session.store, cli_operand(args, 0), cli_arena(args), &request);
        if (r == REQUEST_STORE_E_NONE)
                r = REQUESTS_E_NONE;
        if (r == 0)
                r = requests_clock(&session.context, &request, &clock);
        return r ? request_settle(args, r, NULL) : cli_print_clock(args, &clock);
}

/* The event that a command's words stand for, and what a letter says of it. */
static int request_run_event(const CliArgs *args, WhoFound *found) {
        _cleanup_session_ Session session = { 0 };
        const char *why = NULL;
        if (!cli_date(args, "on", &found->on))
                return CLI_USAGE;
        if (found->how && strlen(found->how) > 500)
                return cli_wrong_usage("--say takes at most 500 characters.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = who_found(&session.context, cli_operand(args, 0), found, &why);
        if (r)
                return request_settle(args, r, why);
        return found->kind == REQUEST_EVENT_CLARIFICATION_ASKED
                       ? request_show_asked(args, &session, cli_operand(args, 0), found->on)
                       : request_show(args, &session, cli_operand(args, 0));
}

static int request_run_clarify(const CliArgs *args) {
        WhoFound found = { .kind = REQUEST_EVENT_CLARIFICATION_ASKED, .how = cli_value(args, "say") };
        return request_run_event(args, &found);
}

static int request_run_answer(const CliArgs *args) {
        WhoFound found = { .kind = REQUEST_EVENT_CLARIFICATION_GIVEN };
        return request_run_event(args, &found);
}

static int request_run_extend(const CliArgs *args) {
        WhoFound found = { .kind = REQUEST_EVENT_EXTENDED,
                           .code = cli_value(args, "because"),
                           .how = cli_value(args, "say") };
        if (!str_eq(found.code, "complexity") && !str_eq(found.code, "number"))
                return cli_wrong_usage("--because is complexity, or number: they made many requests.");
        return request_run_event(args, &found);
}

static json_t *item_json(const DossierItem *item, bool values) {
        json_t *json =
                json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "item", (json_int_t)item->n, "entity",
                          item->entity, "attribute", item->attribute, "category", item->category, "about",
                          about_to_string(item->about), "decision", decision_to_string(item->decision),
                          "because", item->because, "by", item->decided_by);
        json_put(json, "class", json_string(data_class_to_string(item->class)));
        json_put(json, "proposed", json_string(decision_to_string(item->proposed)));
        json_put(json, "rule", json_string(item->rule));
        json_put(json, "rules", json_string(item->rules));
        json_put(json, "how", item->how ? json_string(item->how) : json_null());
        if (values)
                json_put(json, "value", json_string(item->value));
        return json;
}

/* The report shows what no font here draws by its code points: whoever decides knows of it before. */
static bool is_drawable(const CliArgs *args, const DossierItem *item) {
        return strstr(item->value, "[U+") || !strstr(render_drawable(cli_arena(args), item->value), "[U+");
}

static void print_undrawable(const CliArgs *args, const DossierItem *items, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (!is_drawable(args, &items[i]))
                        printf("Item %" PRId64
                               " has a character that no font here draws: the report shows its "
                               "code point.\n",
                               items[i].n);
}

static void print_items(const CliArgs *args, const DossierItem *items, size_t n, bool values) {
        static const char *const heads[] = { "ITEM",     "WHERE",   "ABOUT", "DECISION",
                                             "PROPOSED", "BECAUSE", "RULES", "VALUE" };
        const char **cells = arena_array(cli_arena(args), n * ELEMENTS(heads), sizeof *cells);
        const size_t columns = ELEMENTS(heads) - !values;
        for (size_t i = 0; i < n; i++) {
                const char **row = cells + i * columns;
                row[0] = arena_printf(cli_arena(args), "%" PRId64, items[i].n);
                row[1] = arena_printf(cli_arena(args), "%s.%s", items[i].entity, items[i].attribute);
                row[2] = about_to_string(items[i].about);
                row[3] = decision_to_string(items[i].decision);
                row[4] = decision_to_string(items[i].proposed);
                row[5] = items[i].because;
                row[6] = items[i].rules;
                if (values)
                        row[7] = items[i].value;
        }
        cli_print_table(heads, columns, cells, n);
}

static json_t *opinions_json(const DossierOpinion *opinions, size_t n) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list, json_pack("{s:I, s:b, s:o, s:s, s:s}", "opinion", (json_int_t)opinions[i].n,
                                         "met", opinions[i].met, "given_on", cli_json_date(opinions[i].given),
                                         "who", opinions[i].who, "how", opinions[i].why));
        return list;
}

static void print_opinions(const DossierOpinion *opinions, size_t n) {
        for (size_t i = 0; i < n; i++)
                printf("Opinion %" PRId64 " of %s: the test of serious harm is %s. %s: %s\n", opinions[i].n,
                       DATE_TEXT(opinions[i].given), opinions[i].met ? "met" : "not met", opinions[i].who,
                       opinions[i].why);
}

static int request_run_items(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        DossierItem *items;
        DossierOpinion *opinions;
        size_t n, n_opinions;
        bool values = cli_flag(args, "values");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        Request request;
        int r = request_load(session.store, cli_operand(args, 0), cli_arena(args), &request);
        if (r == 0)
                r = dossier_items(session.store, request.ref, cli_arena(args), &items, &n);
        if (r == 0)
                r = dossier_opinions(session.store, request.ref, cli_arena(args), &opinions, &n_opinions);
        if (r)
                return request_settle(args, r == REQUEST_STORE_E_NONE ? REQUESTS_E_NONE : r, NULL);
        if (!cli_json(args)) {
                stop_print(&request.stop);
                print_items(args, items, n, values);
                print_undrawable(args, items, n);
                print_opinions(opinions, n_opinions);
                return CLI_DONE;
        }
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++) {
                json_t *item = item_json(&items[i], values);
                json_put(item, "drawable", json_boolean(is_drawable(args, &items[i])));
                json_add(list, item);
        }
        return cli_print_json(json_pack("{s:o, s:o, s:o}", "stopped", stop_json(&request.stop), "items", list,
                                        "opinions", opinions_json(opinions, n_opinions)));
}

/* The words of `request decide`; CLI_DONE or the usage error. */
static int read_decision(const CliArgs *args, GroupDecision *d) {
        *d = (GroupDecision){ .group = cli_operand(args, 1),
                              .redacted = cli_value(args, "text"),
                              .how = cli_value(args, "how"),
                              .as_proposed = str_eq(cli_operand(args, 2), "proposed") };
        if (d->how && strlen(d->how) > 500)
                return cli_wrong_usage("--how takes at most 500 characters.");
        if (!cli_number(args, "opinion", 1, INT32_MAX, &d->opinion))
                return CLI_USAGE;
        if (d->as_proposed)
                return cli_value(args, "because") || d->redacted
                               ? cli_wrong_usage("What is proposed has its own reason and no text.")
                               : CLI_DONE;
        if (!decision_from_string(cli_operand(args, 2), &d->decision) || d->decision == DECISION_UNDECIDED)
                return cli_wrong_usage("The decision is one of disclose, withhold, redact, proposed.");
        if (!reason_from_code(cli_value(args, "because"), &d->because))
                return cli_wrong_usage("--because is a reason's code, such as own-data, third-party, "
                                       "consent, reasonable, serious-harm-social.");
        if ((d->decision == DECISION_REDACT) != (d->redacted != NULL))
                return cli_wrong_usage("--text says what goes out instead, with redact and only then.");
        return CLI_DONE;
}

static int request_run_decide(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        GroupDecision d;
        const char *why = NULL;
        int status = read_decision(args, &d);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_decide(&session.context, cli_operand(args, 0), &d, &why);
        if (r == REQUESTS_E_UNLAWFUL && why)
                return cli_refuse("%s", why);
        return r ? request_settle(args, r, NULL) : request_show(args, &session, cli_operand(args, 0));
}

static int request_run_opinion(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        static const char *const findings[] = { "not-met", "met" };
        size_t met;
        DossierOpinion opinion = { .who = cli_value(args, "who"), .why = cli_value(args, "how") };
        if (!str_place(cli_operand(args, 1), findings, ELEMENTS(findings), &met))
                return cli_wrong_usage("Say met or not-met.");
        opinion.met = met == 1;
        if (strlen(opinion.who) > 200 || strlen(opinion.why) > 500)
                return cli_wrong_usage("--who takes at most 200 characters, --how 500.");
        if (!cli_date(args, "given", &opinion.given))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_opinion(&session.context, cli_operand(args, 0), &opinion, &opinion.n);
        if (r)
                return request_settle(args, r, NULL);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I}", "opinion", (json_int_t)opinion.n));
        printf("Opinion %" PRId64 " is on record.\n", opinion.n);
        return CLI_DONE;
}

/* A step that takes the request's reference and nothing else. */
static int request_run_step(const CliArgs *args, int (*step)(Context *context, const char *ref)) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = step(&session.context, cli_operand(args, 0));
        return r ? request_settle(args, r, NULL) : request_show(args, &session, cli_operand(args, 0));
}

static int request_run_collect(const CliArgs *args) {
        return request_run_step(args, requests_collect_anew);
}

static int request_run_approve(const CliArgs *args) {
        return request_run_step(args, requests_approve);
}

static int render_now(Context *context, const char *ref) {
        return requests_render(context, ref, retention_explain);
}

#define FORM_SPACED(name, word, suffix) " " word

/* Shown once, to whoever asked, and kept nowhere: a locked report that lost it is made again. */
static int tell_passphrase(const CliArgs *args, const char *passphrase) {
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s}", "passphrase", passphrase));
        printf("It is locked. The passphrase goes another way than the report, and is not shown again:\n\n   "
               " %s\n",
               passphrase);
        return 0;
}

/* Another form of the report that is made or about to be. */
static int render_form_of(const CliArgs *args, const char *format) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(buffer_freep) Buffer *made = NULL;
        char passphrase[PASSPHRASE_SIZE] = "";
        const bool locked = cli_flag(args, "lock");
        RenderForm form = _RENDER_FORM_MAX; /* JSON, which alone is none */
        DocumentFormat kept;
        if (!render_form_from_string(format, &form) &&
            !(document_format_from_string(format, &kept) && kept == DOCUMENT_FORMAT_JSON))
                return cli_wrong_usage("--format is one of:" RENDER_FORMS(FORM_SPACED) " json.");
        if (locked && !render_form_is_pdf(form))
                return cli_wrong_usage("Only a PDF can be locked: --format pdf or --format large-print.");
        if (!cli_value(args, "out"))
                return cli_wrong_usage("Say with --out which file it goes to.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        if (locked)
                passphrase_make(passphrase);
        int r = requests_form(&session.context, cli_operand(args, 0), retention_explain,
                              &(RequestForm){ form, locked ? passphrase : NULL }, &made);
        status = r ? request_settle(args, r, NULL)
                   : cli_hand_out(args, cli_value(args, "out"), made->data, made->n, "The report");
        if (status == 0 && locked)
                status = tell_passphrase(args, passphrase);
        explicit_bzero(passphrase, sizeof passphrase);
        return status;
}

static int request_run_render(const CliArgs *args) {
        const char *format = cli_value(args, "format");
        if (!format && (cli_value(args, "out") || cli_flag(args, "lock")))
                return cli_wrong_usage("--out and --lock want --format.");
        return format ? render_form_of(args, format) : request_run_step(args, render_now);
}

static int request_hand_over(void *to, const char *name, const void *data, size_t n) {
        return cli_hand_over(to, name, data, n);
}

static int request_run_release(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *folder = cli_value(args, "out") ? cli_value(args, "out") : ".";
        /* What the engine hands over it hands over once, so there must be a place for it. */
        if (!args->served && access(folder, W_OK | X_OK) < 0)
                return cli_refuse("The report could not be written to %s (%s); nothing was released.", folder,
                                  strerror(errno));
        int status = session_open(args, false, &session);
        if (status)
                return status;
        /* The folder is on the host of whoever asked: to the engine its name says nothing. */
        int r = requests_release(
                &session.context, cli_operand(args, 0),
                &(HandOver){ request_hand_over, (void *)(uintptr_t)args, args->served ? NULL : folder });
        if (r < 0)
                return cli_refuse("The report could not be written to %s (%s); nothing was released.", folder,
                                  strerror(-r));
        return r ? request_settle(args, r, NULL) : request_show(args, &session, cli_operand(args, 0));
}

static int close_as(const CliArgs *args, const RequestClose *close) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = requests_close(&session.context, cli_operand(args, 0), close);
        return r ? request_settle(args, r, NULL) : request_show(args, &session, cli_operand(args, 0));
}

static int request_run_refuse(const CliArgs *args) {
        static const char *const codes[] = {
                "unfounded",          "excessive",  "not-identified", "no-authority", "turned-eighteen",
                "child-refuses",      "not-living", "exempt",         "accurate",     "opinion",
                "compelling-grounds", "no-ground",  "not-by-consent"
        };
        const char *code = cli_value(args, "because"), *how = cli_value(args, "how");
        if (!str_in(code, codes, ELEMENTS(codes)))
                return cli_wrong_usage(
                        "--because is one of unfounded, excessive, not-identified, no-authority, "
                        "turned-eighteen, child-refuses, not-living, exempt, or, of a right other than "
                        "access, accurate, opinion, compelling-grounds, no-ground, not-by-consent.");
        /* The controller shows that it is so (UK GDPR Art 12(5)). */
        if (!how && (str_eq(code, "unfounded") || str_eq(code, "excessive")))
                return cli_wrong_usage("--how says what shows that it is %s.", code);
        if (how && strlen(how) > 500)
                return cli_wrong_usage("--how takes at most 500 characters.");
        return close_as(args, &(RequestClose){ REQUEST_REFUSED, code, how });
}

static int request_run_withdraw(const CliArgs *args) {
        return close_as(args, &(RequestClose){ .to = REQUEST_WITHDRAWN });
}

static const CliOption list_options[] = { { "state", "STATE", "only those in this state" }, { NULL } };
static const CliOption figures_options[] = {
        { "from", "DATE", "only what was received on that day or later" },
        { "to", "DATE", "only what was received on that day or before" },
        { NULL },
};
static const CliOption event_options[] = {
        { "on", "DATE", "the day it happened; today when not given" },
        { NULL },
};
static const CliOption clarify_options[] = {
        { "say", "TEXT", "what you ask them, as the letter says it" },
        { "on", "DATE", "the day it happened; today when not given" },
        { NULL },
};
static const CliOption extend_options[] = {
        { "because", "CODE", "complexity, or number: they made many requests", .required = true },
        { "say", "TEXT", "why, in words that the letter adds" },
        { "on", "DATE", "the day it happened; today when not given" },
        { NULL },
};
static const CliOption because_options[] = {
        { "because", "CODE", "the reason's code", .required = true },
        { "how", "TEXT", "what shows it, in a few words" },
        { NULL },
};
static const CliOption decide_options[] = {
        { "because", "CODE", "the reason's code; not with proposed" },
        { "how", "TEXT", "what was weighed, in a few words, without the data itself" },
        { "opinion", "NUMBER", "the health professional's opinion that is relied on" },
        { "text", "TEXT", "with redact: what goes out instead" },
        { NULL },
};
static const CliOption items_options[] = {
        { "values", NULL, "also what is held: personal data on your screen" },
        { NULL },
};
static const CliOption opinion_options[] = {
        { "given", "DATE", "the day it was given", .required = true },
        { "who", "TEXT", "name, profession, registration", .required = true },
        { "how", "TEXT", "why it was theirs to give, and on what", .required = true },
        { NULL },
};
static const CliOption render_options[] = {
        { "format", "FORMAT", "pdf, large-print, html, braille, text or json; of a report that is approved" },
        { "out", "FILE", "where it is written" },
        { "lock", NULL, "lock the PDF; the passphrase is shown once" },
        { NULL },
};
static const CliOption release_options[] = {
        { "out", "FOLDER", "where the report is written; here when not given" },
        { NULL },
};

#define LOOKS   .who = CLI_AUDITOR
#define DECIDES .who = CLI_OFFICER, .engine = true, .acts = true
#define REQUEST_COMMAND(name, word, operand_words, n, text, opts, ...)                                       \
        CLI_COMMAND(request_##name, "request", word, operand_words, n, n, text, opts, request_run_##name,    \
                    __VA_ARGS__)

REQUEST_COMMAND(list, "list", NULL, 0, "List requests by due date", list_options, LOOKS);
REQUEST_COMMAND(clock, "clock", "REF", 1, "Show a request's clock and its working", NULL, LOOKS);
REQUEST_COMMAND(clarify, "clarify", "REF", 1, "Ask the requester which data they mean, and write to them",
                clarify_options, DECIDES);
REQUEST_COMMAND(answer, "answer", "REF", 1, "Record the requester's answer", event_options, DECIDES);
REQUEST_COMMAND(extend, "extend", "REF", 1, "Extend the time, with the reason, and write to the requester",
                extend_options, DECIDES);
REQUEST_COMMAND(collect, "collect", "REF", 1, "Collect the dossier from the register", NULL, DECIDES);
REQUEST_COMMAND(items, "items", "REF", 1, "List what was found and what is decided", items_options,
                .who = CLI_OFFICER, .engine = true);
REQUEST_COMMAND(opinion, "opinion", "REF FINDING", 2,
                "Record a health professional's opinion: met or not-met", opinion_options, DECIDES);
REQUEST_COMMAND(decide, "decide", "REF ITEMS DECISION", 3,
                "Decide items: disclose, withhold, redact, or as proposed", decide_options, DECIDES);
REQUEST_COMMAND(approve, "approve", "REF", 1, "Answer for the decisions; the report is made next", NULL,
                DECIDES);
REQUEST_COMMAND(render, "render", "REF", 1, "Make the report, or write it in one more form", render_options,
                DECIDES);
REQUEST_COMMAND(release, "release", "REF", 1, "Hand the report over and close the request", release_options,
                DECIDES);
REQUEST_COMMAND(refuse, "refuse", "REF", 1, "Refuse with a reason", because_options, DECIDES);
REQUEST_COMMAND(withdraw, "withdraw", "REF", 1, "Record that the requester withdrew", NULL, DECIDES);
REQUEST_COMMAND(figures, "figures", NULL, 0, "Count requests by kind and how they ended", figures_options,
                LOOKS);
