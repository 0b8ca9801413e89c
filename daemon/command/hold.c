/* muniment hold: nothing in a hold's scope is disposed of. */
#include "view/hold.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "register/hold-scope.h"
#include "register/register.h"
#include "retention/hold.h"
#include "store/json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static int hold_print_one(const CliArgs *args, Session *session, const Hold *hold, bool words) {
        const Date today = clock_today(&session->context.clock);
        assert(session->settings); /* a session that opened has them */
        const int days = session->settings->hold_reminder_days;
        HoldReview *reviews;
        size_t n;
        int r = hold_reviews(session->store, hold->id, words, cli_arena(args), &reviews, &n);
        if (r)
                return cli_settle(r);
        if (!cli_json(args)) {
                hold_view_print(hold, today, days);
                for (size_t i = 0; i < n; i++)
                        printf("        Reviewed on %s by %s, kept until %s%s%s.\n",
                               DATE_TEXT(reviews[i].reviewed_on), reviews[i].by,
                               DATE_TEXT(reviews[i].keep_until), reviews[i].because ? ": " : "",
                               reviews[i].because ? reviews[i].because : "");
                return CLI_DONE;
        }
        json_t *json = hold_view_json(hold, today, days), *all = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(all,
                         json_pack("{s:o, s:o, s:s, s:s?, s:o}", "due_on", cli_json_date(reviews[i].due_on),
                                   "reviewed_on", cli_json_date(reviews[i].reviewed_on), "reviewed_by",
                                   reviews[i].by, "because", reviews[i].because, "keep_until",
                                   cli_json_date(reviews[i].keep_until)));
        json_put(json, "reviews", all);
        return cli_print_json(json);
}

static int show_hold(const CliArgs *args, Session *session, int64_t id, bool words) {
        Hold *holds;
        size_t n;
        const HoldsWanted wanted = { .id = id, .released_too = true, .words = words };
        int r = hold_list(session->store, &wanted, cli_arena(args), &holds, &n);
        if (r)
                return cli_settle(r);
        return n ? hold_print_one(args, session, &holds[0], words)
                 : cli_refuse("There is no hold %lld; muniment hold list --all shows them.", (long long)id);
}

/* What every command on one hold begins with: its number, and the database as that role. */
static int hold_open_hold(const CliArgs *args, Session *session, int64_t *ret_id) {
        if (!str_to_i64(cli_operand(args, 0), 1, INT64_MAX, ret_id)) {
                cli_wrong_usage("A hold is a number, as muniment hold list shows it.");
                return CLI_USAGE;
        }
        return session_open(args, false, session);
}

/* "column=value" */
static bool read_where(const CliArgs *args, HoldScope *scope) {
        const char *where = cli_value(args, "where"), *equals = where ? strchr(where, '=') : NULL;
        if (!where)
                return true;
        if (!equals || equals == where || !equals[1])
                return false;
        scope->column = arena_strndup(cli_arena(args), where, (size_t)(equals - where));
        scope->value = equals + 1;
        return true;
}

static int read_scope(const CliArgs *args, Hold *hold) {
        HoldScope *scope = arena_new_of(cli_arena(args), HoldScope);
        *scope = (HoldScope){ .entity = cli_value(args, "entity"),
                              .attribute = cli_value(args, "attribute"),
                              .category = cli_value(args, "category"),
                              .service = cli_value(args, "service") };
        if (!cli_date(args, "since", &scope->since) || !cli_date(args, "until", &scope->until))
                return CLI_USAGE;
        if (!read_where(args, scope))
                return cli_wrong_usage("--where is COLUMN=VALUE.");
        if ((scope->attribute || scope->column) && !scope->entity)
                return cli_wrong_usage(
                        "--attribute and --where need --entity: a column is one of an entity.");
        if (scope->service && (scope->entity || scope->category))
                return cli_wrong_usage(
                        "--service stands without --entity and --category: the map says where it is.");
        if ((hold->key || scope->entity || scope->category || scope->service) && !hold->register_name)
                return cli_wrong_usage("%s needs --register: it means something in one register only.",
                                       hold->key         ? "--subject"
                                       : scope->entity   ? "--entity"
                                       : scope->category ? "--category"
                                                         : "--service");
        if (scope->since != DATE_NONE && scope->until != DATE_NONE && scope->until < scope->since)
                return cli_wrong_usage("--until is not before --since.");
        hold->scope = hold_scope_narrows(scope) ? scope : NULL;
        return CLI_DONE;
}

/* What is asked of the call itself. */
static int read_call(const CliArgs *args, Hold *hold) {
        const char *basis = cli_value(args, "basis");
        *hold = (Hold){
                .register_name = cli_value(args, "register"),
                .rule = cli_value(args, "rule"),
                .key = cli_value(args, "subject"),
                .reason = cli_value(args, "reason"),
                .owner = cli_value(args, "owner"),
                .evidence = cli_value(args, "evidence"),
        };
        if (!cli_date(args, "review-on", &hold->review_on))
                return CLI_USAGE;
        if (basis && !hold_basis_from_string(basis, &hold->basis))
                return cli_wrong_usage("There is no such basis; muniment hold bases lists them.");
        if (!hold->reason && !hold_basis_cite(hold->basis))
                return cli_wrong_usage("A hold without --basis, or with \"other\", needs --reason.");
        return read_scope(args, hold);
}

static int settle_hold(int r, int64_t id) {
        char name[24];
        snprintf(name, sizeof name, "%lld", (long long)id);
        return cli_settle_about(r, "hold", id ? name : NULL);
}

static int run_add(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id = 0;
        Hold hold;
        int status = read_call(args, &hold);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        hold.set_by = session.context.actor;
        hold.set_on = clock_today(&session.context.clock);
        if (hold.review_on != DATE_NONE && hold.review_on <= hold.set_on)
                return cli_wrong_usage("--review-on is a day to come.");
        int r = hold_set(&session.context, &hold, &id);
        return r ? settle_hold(r, id) : show_hold(args, &session, id, true);
}

static int hold_run_release(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id;
        int status = hold_open_hold(args, &session, &id);
        if (status)
                return status;
        int r = hold_lift(&session.context, id, cli_value(args, "reason"));
        return r ? settle_hold(r, id) : show_hold(args, &session, id, true);
}

static int hold_run_review(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id;
        Date keep_until;
        if (!cli_date(args, "keep-until", &keep_until))
                return CLI_USAGE;
        int status = hold_open_hold(args, &session, &id);
        if (status)
                return status;
        if (keep_until <= clock_today(&session.context.clock))
                return cli_wrong_usage(
                        "--keep-until is a day to come; to end the hold, muniment hold release.");
        int r = hold_keep(&session.context, id, keep_until, cli_value(args, "because"));
        return r ? settle_hold(r, id) : show_hold(args, &session, id, true);
}

/* An auditor may have the engine do what it does for auditors, and these words are not among that. */
static bool may_have_words(const CliArgs *args) {
        return !args->served || args->served->who & CLI_OFFICER;
}

static int refuse_words(void) {
        return cli_refuse("Why a hold was set is for officers to read; leave --words out.");
}

static int run_list_(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Hold *holds;
        size_t n;
        const HoldsWanted wanted = { .released_too = cli_flag(args, "all"),
                                     .words = cli_flag(args, "words") };
        if (wanted.words && !may_have_words(args))
                return refuse_words();
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = hold_list(session.store, &wanted, cli_arena(args), &holds, &n);
        if (r)
                return cli_settle(r);
        const Date today = clock_today(&session.context.clock);
        const int days = session.settings->hold_reminder_days;
        json_auto_t *all = json_array();
        for (size_t i = 0; i < n; i++)
                if (cli_json(args))
                        json_add(all, hold_view_json(&holds[i], today, days));
                else
                        hold_view_print(&holds[i], today, days);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "holds", TAKE_PTR(all)));
        return CLI_DONE;
}

static int hold_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id;
        bool words = cli_flag(args, "words");
        if (words && !may_have_words(args))
                return refuse_words();
        int status = hold_open_hold(args, &session, &id);
        return status ? status : show_hold(args, &session, id, words);
}

static int run_bases(const CliArgs *args) {
        json_auto_t *all = json_array();
        for (HoldBasis basis = 0; basis < _HOLD_BASIS_MAX; basis++) {
                const char *cite = hold_basis_cite(basis);
                json_add(all, json_pack("{s:s, s:s?, s:s}", "basis", hold_basis_to_string(basis), "cite",
                                        cite, "text", hold_basis_text(basis)));
                if (!cli_json(args))
                        printf("%-20s %s.%s%s%s\n", hold_basis_to_string(basis), hold_basis_text(basis),
                               cite ? " " : "", cite ? cite : "", cite ? "." : "");
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "bases", TAKE_PTR(all)));
        return CLI_DONE;
}

static const CliOption add_options[] = {
        { "register", "NAME", "only this register; every one unless given" },
        { "rule", "ID", "only this rule" },
        { "subject", "KEY", "only this record" },
        { "entity", "NAME", "only rows of this entity of the map, what hangs on them, and what names them" },
        { "where", "COLUMN=VALUE", "only those of its rows that say so" },
        { "attribute", "COLUMN", "only where this column of the entity holds something" },
        { "category", "NAME", "only where a column of this category of the map holds something" },
        { "service", "KIND", "only where this kind of service is named" },
        { "since", "DATE", "only rows whose time, or any day in them, is not before this" },
        { "until", "DATE", "only rows whose time, or any day in them, is not after this" },
        { "basis", "BASIS", "on what ground, as muniment hold bases lists them; \"other\" unless given" },
        { "reason", "TEXT", "the inquiry, claim or order behind it; no names. Basis \"other\" needs it" },
        { "evidence", "TEXT", "where the order or letter is kept: a reference" },
        { "owner", "NAME", "who answers for it; who sets it unless given" },
        { "review-on", "DATE", "when to look at it again; after hold_review_days unless given" },
        { 0 },
};
static const CliOption release_options[] = {
        { "reason", "TEXT", "why it may end", .required = true },
        { 0 },
};
static const CliOption review_options[] = {
        { "keep-until", "DATE", "until when it stays, and is to be looked at again", .required = true },
        { "because", "TEXT", "why it is still needed; no names", .required = true },
        { 0 },
};
#define WORDS_OPTION                                                                                         \
        { "words", NULL, "with what people wrote of it, which the engine opens for officers" }
static const CliOption show_options[] = {
        WORDS_OPTION,
        { 0 },
};
static const CliOption list_options[] = {
        { "all", NULL, "released ones too" },
        WORDS_OPTION,
        { 0 },
};

const CliCommand cmd_hold_add = {
        .words = { "hold", "add" },
        .help = "Order that nothing in a scope is disposed of from now on",
        .options = add_options,
        .run = run_add,
        .who = CLI_OFFICER,
        .engine = true,
        .acts = true,
};
const CliCommand cmd_hold_list = {
        .words = { "hold", "list" },
        .help = "List the holds in force, and when each is to be reviewed",
        .options = list_options,
        .run = run_list_,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
        .engine_when = "words",
};
const CliCommand cmd_hold_show = {
        .words = { "hold", "show" },
        .operands = "HOLD",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Show one hold",
        .options = show_options,
        .run = hold_run_show,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
        .engine_when = "words",
};
const CliCommand cmd_hold_review = {
        .words = { "hold", "review" },
        .operands = "HOLD",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Record that a hold was looked at again and stays",
        .options = review_options,
        .run = hold_run_review,
        .who = CLI_OFFICER,
        .engine = true,
        .acts = true,
};
const CliCommand cmd_hold_bases = {
        .words = { "hold", "bases" },
        .help = "List the grounds a hold may stand on, with their sources",
        .run = run_bases,
};
const CliCommand cmd_hold_release = {
        .words = { "hold", "release" },
        .operands = "HOLD",
        .min_operands = 1,
        .max_operands = 1,
        .help = "End a hold; what it kept is planned anew",
        .options = release_options,
        .run = hold_run_release,
        .who = CLI_OFFICER,
        .engine = true,
        .acts = true,
};
