/* muniment retention: plans, approvals, runs and their proof. */
#include "retention/retention.h"
#include "base/text.h"
#include "cli/session.h"
#include "documents/documents.h"
#include "register/register.h"
#include "retention/rare.h"
#include "settings/settings.h"
#include "store/certificate.h"
#include "store/json.h"
#include "view/run.h"
#include "work/certify.h"

#include <stdio.h>
#include <stdlib.h>

#define RUN_MAX INT64_MAX

static int operand_run(const CliArgs *args, int64_t *ret) {
        return str_to_i64(cli_operand(args, 0), 1, RUN_MAX, ret)
                       ? CLI_DONE
                       : cli_wrong_usage("A run is a number, as muniment retention plan gave it.");
}

/* What every command on one run begins with: its number, and the databases as that role. */
static int open_run(const CliArgs *args, bool keys, Session *session, int64_t *ret_run) {
        int status = operand_run(args, ret_run);
        return status ? status : session_open(args, keys, session);
}

static bool has_rule(const Settings *settings, const RegisterSettings *reg, const char *id) {
        RuleCursor at = { 0 };
        for (const Rule *rule; (rule = settings_next_rule(settings, reg->map_name, &at));)
                if (rule_called(rule, id))
                        return true;
        return false;
}

/* Every rule of the register, or those of one name. *ret_runs: plans made or standing. */
static int plan_rules(const CliArgs *args, Session *session, int64_t *runs, size_t *n) {
        const Settings *settings = session->settings;
        const char *name = cli_operand(args, 0), *only = cli_value(args, "rule");
        const RegisterSettings *reg = settings_register(settings, name);
        RuleCursor at = { 0 };
        if (!reg)
                return run_settle(REGISTER_E_UNKNOWN, 0);
        if (only && !has_rule(settings, reg, only))
                return cli_refuse("There is no rule %s for the register %s.", only, name);
        _cleanup_(register_closep) Register *opened = NULL;
        int opening = register_open(&session->context, name, &opened);
        if (opening)
                return run_settle(opening, 0);
        for (const Rule *rule; (rule = settings_next_rule(settings, reg->map_name, &at));) {
                if (only && !rule_called(rule, only))
                        continue;
                int r = retention_plan_due(&session->context, opened, rule, &runs[*n]);
                if (r == 0 || r == RETENTION_E_OPEN) {
                        int counted = retention_count(&session->context, runs[*n]);
                        r = counted ? counted : r;
                }
                if (r == 0 || r == RETENTION_E_OPEN)
                        (*n)++;
                else if (r != RETENTION_E_NOTHING_DUE && r != RETENTION_E_NO_RULE)
                        return run_settle(r, 0);
        }
        return CLI_DONE;
}

static int print_plans(const CliArgs *args, Session *session, const int64_t *runs, size_t n) {
        json_auto_t *plans = json_array();
        for (size_t i = 0; i < n; i++) {
                Run run;
                int r = run_get(session->store, runs[i], cli_arena(args), &run);
                if (r)
                        return run_settle(r, runs[i]);
                json_add(plans, run_json(&run));
                if (!cli_json(args))
                        printf("Run %lld: %s %lld records under %s; %lld are held back. Approval: %s.\n",
                               (long long)run.id, disposal_to_string(run.disposal), (long long)run.subjects,
                               run.rule, (long long)run.held, approval_to_string(run.approval));
        }
        if (!cli_json(args))
                return CLI_DONE;
        /* The first plan's keys stand at the top: with --rule there is no other. */
        json_t *first = json_deep_copy(json_array_get(plans, 0));
        json_put(first, "plans", TAKE_PTR(plans));
        return cli_print_json(first);
}

static int run_plan(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int status = session_open(args, false, &session);
        if (status)
                return status;
        RuleCursor at = { 0 };
        size_t n = 0, most = 1;
        while (settings_next_rule(session.settings, NULL, &at))
                most++;
        int64_t *runs = arena_array(cli_arena(args), most, sizeof *runs);
        status = plan_rules(args, &session, runs, &n);
        if (status)
                return status;
        if (n == 0)
                return cli_refuse("Nothing is due in %s, or all that is due is held.", cli_operand(args, 0));
        return print_plans(args, &session, runs, n);
}

static int run_approve_(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t run;
        RunState state;
        int status = open_run(args, false, &session, &run);
        if (status)
                return status;
        int r = retention_approve(&session.context, run, &state);
        return r ? run_settle(r, run) : run_print(args, &session, run);
}

static int run_stop(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t run;
        int status = open_run(args, false, &session, &run);
        if (status)
                return status;
        int r = retention_stop(&session.context, run, cli_value(args, "reason"));
        return r ? run_settle(r, run) : run_print(args, &session, run);
}

/* The combinations that would be too rare, so that whoever keeps the rules can say what to leave out. */
static int refuse_rare(const CliArgs *args, Session *session, int64_t run) {
        json_auto_t *rare = NULL;
        json_t *group;
        size_t i;
        int r = retention_rare(&session->context, run, &rare);
        if (r)
                return run_settle(r, run);
        if (cli_json(args)) {
                cli_print_json(json_pack("{s:o}", "rare", TAKE_PTR(rare)));
                return run_settle(RETENTION_E_RARE, run);
        }
        json_array_foreach (rare, i, group) {
                char *left = json_dumps(json_object_get(group, "left"), JSON_COMPACT | JSON_SORT_KEYS);
                printf("%lld: %s\n", (long long)json_integer_value(json_object_get(group, "subjects")), left);
                free(left);
        }
        return run_settle(RETENTION_E_RARE, run);
}

static int run_run(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t run;
        int status = open_run(args, true, &session, &run);
        if (status)
                return status;
        int r = retention_run(&session.context, run);
        if (r == RETENTION_E_RARE)
                return refuse_rare(args, &session, run);
        return r ? run_settle(r, run) : run_print(args, &session, run);
}

static int show_one(const CliArgs *args, Session *session, int64_t run, int64_t n) {
        json_auto_t *sample = NULL;
        json_t *key;
        size_t i;
        int status = n ? run_sample_keys(session, run, n, cli_arena(args), &sample) : CLI_DONE;
        if (status)
                return status;
        if (!sample || cli_json(args))
                return run_print_with(args, session, run, TAKE_PTR(sample));
        json_array_foreach (sample, i, key)
                puts(json_string_value(key));
        return CLI_DONE;
}

static int retention_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t run = 0, most = 0;
        int status = cli_operand(args, 0) ? operand_run(args, &run) : CLI_DONE;
        if (status == CLI_DONE && !cli_number(args, "sample", 1, 1000, &most))
                status = CLI_USAGE;
        if (status == CLI_DONE && most && !run)
                status = cli_wrong_usage("--sample is of one run: say which.");
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        if (run)
                return show_one(args, &session, run, most);
        Run *runs;
        size_t n;
        int r = run_list(session.store, NULL, 100, cli_arena(args), &runs, &n);
        if (r)
                return cli_settle(r);
        json_auto_t *all = json_array();
        for (size_t i = 0; i < n; i++) {
                json_add(all, run_json(&runs[i]));
                if (!cli_json(args))
                        printf("%6lld  %-10s %-10s %s, %s: %lld records\n", (long long)runs[i].id,
                               run_state_to_string(runs[i].state), disposal_to_string(runs[i].disposal),
                               runs[i].register_name, runs[i].rule, (long long)runs[i].subjects);
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "runs", TAKE_PTR(all)));
        return CLI_DONE;
}

/* Where copies are left of what the run destroyed. */
static int refuse_copies(const CliArgs *args, Session *session, int64_t id) {
        CopiesLeft *left;
        size_t n;
        Run run;
        int r = run_get(session->store, id, cli_arena(args), &run);
        if (r == 0)
                r = copy_left(session->store, run.token, cli_arena(args), &left, &n);
        if (r)
                return run_settle(r, id);
        json_auto_t *list = json_array();
        for (size_t i = 0; i < n; i++) {
                json_add(list, json_pack("{s:s, s:s, s:s, s:I, s:s}", "folder", left[i].folder, "host",
                                         left[i].host, "path", left[i].path, "copies", (json_int_t)left[i].n,
                                         "first", left[i].first));
                if (!cli_json(args))
                        printf("%lld in %s on %s: %s%s%s\n", (long long)left[i].n, left[i].path, left[i].host,
                               left[i].first, left[i].n > 1 ? " ... " : "",
                               left[i].n > 1 ? left[i].last : "");
        }
        if (cli_json(args))
                cli_print_json(json_pack("{s:o}", "copies_left", TAKE_PTR(list)));
        return run_settle(RETENTION_E_COPIES, id);
}

static int print_verification_json(const Verification *verification, bool now) {
        json_t *json = run_verification_json(verification);
        json_put(json, "looked_now", json_boolean(now));
        return cli_print_json(json);
}

/* What was looked for is forgotten once nothing of it was found, so nobody can look again. */
static void print_verified(int64_t run, const Verification *verification, bool now) {
        if (now)
                printf("Run %lld: nothing was found left; %lld tables were looked through.\n", (long long)run,
                       (long long)verification->places);
        else
                printf("Run %lld was looked at on %s: nothing was found left in %lld tables. It was not "
                       "looked at "
                       "again: what was looked for has been forgotten.\n",
                       (long long)run, DATE_TEXT(verification->on), (long long)verification->places);
        run_print_notes(verification);
}

static int retention_run_verify(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Verification verification;
        int64_t run;
        int status = open_run(args, true, &session, &run);
        if (status)
                return status;
        bool looked_now;
        int r = retention_verify_now(&session.context, run, &looked_now);
        if (r == RETENTION_E_COPIES)
                return refuse_copies(args, &session, run);
        if (r && r != RETENTION_E_UNCLEAN)
                return run_settle(r, run);
        int looked = verification_last(session.store, run, cli_arena(args), &verification);
        if (looked)
                return cli_settle(looked);
        if (cli_json(args))
                status = print_verification_json(&verification, looked_now);
        else if (r == 0)
                print_verified(run, &verification, looked_now);
        else
                run_print_findings(&verification);
        return r ? run_settle(r, run) : status;
}

static int run_leave(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t run;
        bool looked;
        int status = open_run(args, true, &session, &run);
        if (status)
                return status;
        int r = retention_decide(&session.context, run, cli_value(args, "because"));
        if (r == 0)
                r = retention_verify_now(&session.context, run, &looked);
        return r ? run_settle(r, run) : run_print(args, &session, run);
}

static int run_certificate(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *out = cli_value(args, "out");
        const unsigned char *body, *pdf = NULL;
        int64_t run, body_id, pdf_id;
        size_t n_body, n = 0;
        int status = open_run(args, true, &session, &run);
        if (status)
                return status;
        int r = certify_run(&session.context, run);
        if (r == 0)
                r = certificate_get(session.store, run, &body_id, &pdf_id);
        if (r == 0)
                r = documents_open(&session.context, body_id, cli_arena(args), &body, &n_body);
        if (r == 0 && pdf_id)
                r = documents_open(&session.context, pdf_id, cli_arena(args), &pdf, &n);
        if (r)
                return run_settle(r, run);
        if (out)
                status = cli_hand_out(args, out, pdf, n, "The certificate");
        if (status)
                return status;
        if (cli_json(args) || !out)
                return cli_print_json(
                        run_json_or_null(arena_strndup(cli_arena(args), (const char *)body, n_body)));
        printf("The certificate of run %lld is in %s.\n", (long long)run, out);
        return CLI_DONE;
}

static const CliOption plan_options[] = {
        { "rule", "ID", "only this rule" },
        { 0 },
};
static const CliOption show_options[] = {
        { "sample", "N", "keys of N records of its manifest, drawn at random, the same each time" },
        { 0 },
};
static const CliOption stop_options[] = {
        { "reason", "TEXT", "why", .required = true },
        { 0 },
};
static const CliOption decide_options[] = {
        { "because", "TEXT", "why it stays, for the certificate: nobody is named in it", .required = true },
        { 0 },
};
static const CliOption certificate_options[] = {
        { "out", "FILE", "write the PDF to a new file" },
        { 0 },
};

CLI_COMMAND(retention_plan, "retention", "plan", "REGISTER", 1, 1, "Plan what is due, rule by rule",
            plan_options, run_plan, .who = CLI_OFFICER | CLI_OPERATOR, .engine = true, .acts = true);
CLI_COMMAND(retention_approve, "retention", "approve", "RUN", 1, 1, "Approve a planned run", NULL,
            run_approve_, .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(retention_run, "retention", "run", "RUN", 1, 1, "Carry out an approved run, or go on with it",
            NULL, run_run, .who = CLI_OFFICER | CLI_OPERATOR, .engine = true, .acts = true);
CLI_COMMAND(retention_show, "retention", "show", "[RUN]", 0, 1, "Show one run, or the last hundred",
            show_options, retention_run_show, .who = CLI_AUDITOR | CLI_OPERATOR);
CLI_COMMAND(retention_stop, "retention", "stop", "RUN", 1, 1, "Withdraw a run that has not ended",
            stop_options, run_stop, .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(retention_verify, "retention", "verify", "RUN", 1, 1, "Look afresh for what should be gone", NULL,
            retention_run_verify, .who = CLI_AUDITOR | CLI_OPERATOR, .engine = true, .acts = true);
CLI_COMMAND(retention_decide, "retention", "decide", "RUN", 1, 1,
            "Leave what was found after a run, and answer for it", decide_options, run_leave,
            .who = CLI_OFFICER, .engine = true, .acts = true);
CLI_COMMAND(retention_certificate, "retention", "certificate", "RUN", 1, 1,
            "Make or fetch the certificate of a verified run", certificate_options, run_certificate,
            .who = CLI_AUDITOR | CLI_OPERATOR, .engine = true, .acts = true);
