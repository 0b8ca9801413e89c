/* How a run is shown, by every command that changes or asks after one. */
#include "cli/run-print.h"

#include "base/text.h"
#include "register/register.h"
#include "retention/retention.h"
#include "store/json.h"
#include "store/run-progress.h"

#include <stdio.h>

int run_settle(int r, int64_t run) {
        static const struct {
                int condition;
                const char *text;
        } refusals[] = {
                { RETENTION_E_NO_RUN, "There is no such run; muniment retention show lists them." },
                { RETENTION_E_STATE,
                  "The run is not at this step: muniment retention show says where it is." },
                { RETENTION_E_REPEATED, "This person has approved the run before: somebody else must." },
                { RETENTION_E_PLANNER,
                  "Two others must approve what you have planned: a planner is not one of the two." },
                { RETENTION_E_UNCOUNTED,
                  "What it takes along is not counted yet: muniment retention plan counts it." },
                { RETENTION_E_CHANGED,
                  "The rule has changed since the run was planned; it is stopped: plan again." },
                { RETENTION_E_REFUSED,
                  "The register refused a batch: look for rows elsewhere that refer to it." },
                { RETENTION_E_UNCLEAN, "Something was found left: muniment retention show says where." },
                { RETENTION_E_RARE, "What would be left of the records is rarer than the rule allows: let it "
                                    "leave less, or wait." },
                { RETENTION_E_KEYS,
                  "The keys are missing: set CREDENTIALS_DIRECTORY, see muniment key new." },
                { RETENTION_E_MAINTENANCE, "The maintenance role may not do what the grade needs: muniment "
                                           "check says what it lacks." },
                { RETENTION_E_REWRITE_HOURS,
                  "Tables are rewritten at other hours, between rewrite_hours: run it again then." },
                { RETENTION_E_LEDGER,
                  "The ledger cannot be signed, so nothing is certified: run muniment ledger verify." },
                { RETENTION_E_TEMPLATE,
                  "The certificate cannot be drawn: look at notices/en/certificate.md." },
                { RETENTION_E_HOURS, "It is outside run_hours: munimentd goes on when they begin." },
                { RETENTION_E_LAGS, "A replica is behind, over run_max_lag_mb: run it again to go on." },
                { RETENTION_E_LOADED, "The register's server is loaded, over run_max_active: run it again." },
                { RETENTION_E_UNSEEN, "The server's load cannot be seen, and a limit is set: run muniment "
                                      "migrate as a superuser." },
                { RETENTION_E_PAUSED, "Stopped before the end: run it again to go on." },
                { REGISTER_E_UNKNOWN, "There is no such register in the settings." },
                { RETENTION_E_UNMAPPED,
                  "The register keeps data that the map leaves out: describe what "
                  "muniment map check lists, or answer for it by muniment map accept." },
                { REGISTER_E_MAP, "The map does not fit the register: muniment map check says where." },
                { REGISTER_E_NO_SUBJECT, "The register has no such record." },
        };
        for (size_t i = 0; i < ELEMENTS(refusals); i++)
                if (refusals[i].condition == r)
                        return run ? cli_refuse("Run %lld: %s", (long long)run, refusals[i].text)
                                   : cli_refuse("%s", refusals[i].text);
        return cli_settle(r);
}

json_t *run_json_or_null(const char *text) {
        json_t *json = text ? json_loads(text, 0, NULL) : NULL;
        return json ? json : json_null();
}

json_t *run_verification_json(const Verification *v) {
        return json_pack("{s:b, s:s, s:I, s:o}", "clean", v->clean, "grade", v->grade, "places",
                         (json_int_t)v->places, "findings", run_json_or_null(v->findings));
}

json_t *run_json(const Run *run) {
        return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:s?, s:s, s:o, s:s?}", "run",
                         (json_int_t)run->id, "register", run->register_name, "rule", run->rule,
                         "policy_version", run->policy_version, "action", run->disposal, "as_of",
                         DATE_TEXT(run->as_of), "state", run_state_to_string(run->state), "subjects",
                         (json_int_t)run->subjects, "rows", (json_int_t)run->rows, "held",
                         (json_int_t)run->held, "belt", run->belt, "needs", run->approval, "approved_by",
                         run_json_or_null(run->approved_by), "reason", run->reason);
}

/* "child 12, address 30" */
static const char *counts_text(Arena *arena, const char *counts) {
        _cleanup_text_ Text out = { 0 };
        json_t *all = run_json_or_null(counts), *rows;
        const char *entity;
        json_object_foreach (all, entity, rows)
                text_appendf(&out, "%s%s %lld", out.n ? ", " : "", entity,
                             (long long)json_integer_value(rows));
        json_decref(all);
        return arena_strdup(arena, text_str(&out));
}

static void print_progress(Arena *arena, const Run *run, const RunProgress *progress) {
        if (progress->counts)
                printf("Rows that go with them: %s.\n", counts_text(arena, progress->counts));
        if (run->belt)
                printf("A belt holds it (%s): two people must agree.\n", run->belt);
        if (progress->waits)
                printf("It waits (%s), to be taken up again at %s.\n", progress->waits,
                       progress->waits_until);
        if (progress->expected)
                printf("At this pace it ends at %s.\n", progress->expected);
}

static void put_progress(json_t *json, const RunProgress *progress) {
        json_put(json, "counts", run_json_or_null(progress->counts));
        json_put(json, "expected_end", json_text(progress->expected));
        json_put(json, "waits", json_text(progress->waits));
        json_put(json, "waits_until", progress->waits ? json_text(progress->waits_until) : json_null());
}

int run_sample_keys(Session *session, int64_t id, int64_t n_wanted, Arena *arena, json_t **ret) {
        const char **keys;
        size_t n;
        int r = run_sample(session->store, id, n_wanted, arena, &keys, &n);
        if (r)
                return cli_settle(r);
        if (n == 0)
                return cli_refuse("Run %lld: its manifest has been forgotten, as all runs' are in the end.",
                                  (long long)id);
        *ret = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(*ret, json_string(keys[i]));
        return CLI_DONE;
}

/* Says where the run stands now. */
int run_print_with(const CliArgs *args, Session *session, int64_t id, json_t *sample) {
        Run run;
        RunProgress progress;
        BatchTotals totals;
        Verification verification;
        int r = run_get(session->store, id, cli_arena(args), &run);
        if (r == 0)
                r = run_progress(session->store, id, cli_arena(args), &progress);
        if (r == 0)
                r = batch_totals(session->store, id, cli_arena(args), &totals);
        if (r)
                return run_settle(r == RUN_E_NONE ? RETENTION_E_NO_RUN : r, id);
        int looked = verification_last(session->store, id, cli_arena(args), &verification);
        if (looked && looked != RUN_E_NONE)
                return run_settle(looked, id);
        if (!cli_json(args)) {
                printf("Run %lld of %s, %s: %s (%s).\n", (long long)id, run.rule, run.register_name,
                       run_state_to_string(run.state), run.disposal);
                printf("%lld planned, %lld held; %lld of %lld batches done: %lld disposed of, %lld held, "
                       "%lld changed.\n",
                       (long long)run.subjects, (long long)run.held, (long long)totals.done,
                       (long long)totals.batches, (long long)totals.disposed, (long long)totals.held,
                       (long long)totals.changed);
                if (run.state == RUN_PLANNED)
                        printf("It needs approval by %s.\n",
                               str_eq(run.approval, "two") ? "two different people" : "one person");
                print_progress(cli_arena(args), &run, &progress);
                return CLI_DONE;
        }
        json_t *json = run_json(&run);
        json_put(json, "batches", json_integer(totals.batches));
        json_put(json, "batches_done", json_integer(totals.done));
        json_put(json, "disposed", json_integer(totals.disposed));
        json_put(json, "held_back", json_integer(totals.held));
        json_put(json, "changed", json_integer(totals.changed));
        json_put(json, "shared", json_integer(totals.shared));
        put_progress(json, &progress);
        if (sample)
                json_put(json, "sample", sample);
        if (looked == 0)
                json_put(json, "verified", run_verification_json(&verification));
        return cli_print_json(json);
}

int run_print(const CliArgs *args, Session *session, int64_t id) {
        return run_print_with(args, session, id, NULL);
}
