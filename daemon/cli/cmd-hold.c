/* muniment hold: nothing in a hold's scope is disposed of. */
#include "base/text.h"
#include "cli/session.h"
#include "register/register.h"
#include "retention/hold.h"
#include "store/json.h"

#include <stdio.h>

static json_t *hold_json(const Hold *hold) {
        return json_pack("{s:I, s:s?, s:s?, s:s?, s:s, s:s, s:o, s:o, s:s?, s:o, s:s?}", "hold",
                         (json_int_t)hold->id, "register", hold->register_name, "rule", hold->rule, "subject",
                         hold->key, "reason", hold->reason, "set_by", hold->set_by, "set_on",
                         cli_json_date(hold->set_on), "review_on", cli_json_date(hold->review_on),
                         "released_by", hold->released_by, "released_on", cli_json_date(hold->released_on),
                         "release_reason", hold->release_reason);
}

static int print_holds(const CliArgs *args, Session *session, int64_t id, bool released_too) {
        Hold *holds;
        size_t n;
        int r = hold_list(session->store, id, released_too, cli_arena(args), &holds, &n);
        if (r)
                return cli_settle(r);
        if (id && n == 0)
                return cli_refuse("There is no hold %lld; muniment hold list --all shows them.",
                                  (long long)id);
        if (cli_json(args) && id)
                return cli_print_json(hold_json(&holds[0]));
        json_t *all = json_array();
        for (size_t i = 0; i < n; i++) {
                json_add(all, hold_json(&holds[i]));
                if (!cli_json(args))
                        printf("Hold %lld: %s, %s, %s; set on %s by %s: %s%s\n", (long long)holds[i].id,
                               holds[i].register_name ? holds[i].register_name : "every register",
                               holds[i].rule ? holds[i].rule : "every rule",
                               holds[i].key ? "one record" : "every record", DATE_TEXT(holds[i].set_on),
                               holds[i].set_by, holds[i].reason, holds[i].released_by ? " (released)" : "");
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "holds", all));
        json_decref(all);
        return CLI_DONE;
}

/* A hold on a rule that there is not would be a false safety. */
static bool knows_rule(const Settings *settings, const char *id) {
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; i < settings->packs[p]->n_rules; i++)
                        if (str_eq(settings->packs[p]->rules[i].id, id))
                                return true;
        return false;
}

static int run_add(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id = 0;
        Hold hold = {
                .register_name = cli_value(args, "register"),
                .rule = cli_value(args, "rule"),
                .key = cli_value(args, "subject"),
                .reason = cli_value(args, "reason"),
        };
        if (!cli_date(args, "review-on", &hold.review_on))
                return CLI_USAGE;
        if (hold.key && !hold.register_name)
                return cli_wrong_usage(
                        "--subject needs --register: a key means something in one register only.");
        int status = session_open(args, SESSION_ENGINE, false, &session);
        if (status)
                return status;
        if (hold.rule && !knows_rule(session.settings, hold.rule))
                return cli_refuse(
                        "No law pack has a rule of that name; muniment retention explain shows them.");
        hold.set_by = session.context.actor;
        hold.set_on = clock_today(&session.context.clock);
        int r = hold_set(&session.context, &hold, &id);
        if (r == HOLD_E_UNKNOWN)
                return cli_refuse("There is no such register in the settings.");
        if (r == REGISTER_E_NO_SUBJECT)
                return cli_refuse("The register has no such record; see that the key is right.");
        if (r == REGISTER_E_MAP)
                return cli_refuse("The register cannot be opened: muniment map check says why.");
        if (r == HOLD_E_UNCONFIRMED)
                return cli_unreachable(
                        "Hold %lld is set. But a register could not be reached, so a batch running "
                        "there at this moment may not have seen it: look at the last runs.",
                        (long long)id);
        return r ? cli_settle(r) : print_holds(args, &session, id, true);
}

static int run_release(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id;
        if (!str_to_i64(cli_operand(args, 0), 1, INT64_MAX, &id))
                return cli_wrong_usage("A hold is a number, as muniment hold list shows it.");
        int status = session_open(args, SESSION_OFFICER, false, &session);
        if (status)
                return status;
        int r = hold_lift(&session.context, id, cli_value(args, "reason"));
        if (r == HOLD_E_NONE)
                return cli_refuse("There is no hold %lld, or it is released already.", (long long)id);
        return r ? cli_settle(r) : print_holds(args, &session, id, true);
}

static int run_list_(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, SESSION_OFFICER, false, &session);
        return status ? status : print_holds(args, &session, 0, cli_flag(args, "all"));
}

static int run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t id;
        if (!str_to_i64(cli_operand(args, 0), 1, INT64_MAX, &id))
                return cli_wrong_usage("A hold is a number, as muniment hold list shows it.");
        int status = session_open(args, SESSION_OFFICER, false, &session);
        return status ? status : print_holds(args, &session, id, true);
}

static const CliOption add_options[] = {
        { "register", "NAME", "only this register; every one unless given" },
        { "rule", "ID", "only this rule" },
        { "subject", "KEY", "only this record" },
        { "reason", "TEXT", "the inquiry, claim or order behind it; no names", .required = true },
        { "review-on", "DATE", "when to look at it again" },
        { "as", "NAME", "who sets it", .required = true },
        { 0 },
};
static const CliOption release_options[] = {
        { "as", "NAME", "who releases it", .required = true },
        { "reason", "TEXT", "why it may end", .required = true },
        { 0 },
};
static const CliOption list_options[] = {
        { "all", NULL, "released ones too" },
        { 0 },
};

const CliCommand cmd_hold_add = {
        .words = { "hold", "add" },
        .help = "Order that nothing in a scope is disposed of from now on",
        .options = add_options,
        .run = run_add,
};
const CliCommand cmd_hold_list = {
        .words = { "hold", "list" },
        .help = "List the holds in force",
        .options = list_options,
        .run = run_list_,
};
const CliCommand cmd_hold_show = {
        .words = { "hold", "show" },
        .operands = "HOLD",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Show one hold",
        .run = run_show,
};
const CliCommand cmd_hold_release = {
        .words = { "hold", "release" },
        .operands = "HOLD",
        .min_operands = 1,
        .max_operands = 1,
        .help = "End a hold",
        .options = release_options,
        .run = run_release,
};
