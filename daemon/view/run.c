/* How a run is shown, by every command that changes or asks after one. */
#include "view/run.h"

#include "base/text.h"
#include "model/rule.h"
#include "register/register.h"
#include "register/unsearched.h"
#include "retention/retention.h"
#include "store/batch.h"
#include "store/json.h"
#include "store/run-progress.h"

#include <stdio.h>

int run_settle(int r, int64_t run) {
        char name[24];
        snprintf(name, sizeof name, "%lld", (long long)run);
        return cli_settle_about(r, "run", run ? name : NULL);
}

json_t *run_json_or_null(const char *text) {
        json_t *json = text ? json_loads(text, 0, NULL) : NULL;
        return json ? json : json_null();
}

json_t *run_verification_json(const Verification *v) {
        json_t *json =
                json_pack("{s:b, s:s, s:I, s:o}", "clean", v->clean, "grade", promise_to_string(v->grade),
                          "places", (json_int_t)v->places, "findings", run_json_or_null(v->findings));
        json_auto_t *notes = run_json_or_null(v->notes);
        json_object_update(json, notes);
        return json;
}

static void print_rows(const json_t *notes, const char *kind, const char *what) {
        size_t i;
        const json_t *item;
        json_array_foreach (json_object_get(notes, kind), i, item) {
                printf("For a person to look at: %lld rows of %s %s.\n",
                       (long long)json_integer_value(json_object_get(item, "rows")),
                       json_string_value(json_object_get(item, "where")), what);
        }
}

void run_print_findings(const Verification *v) {
        json_auto_t *findings = run_json_or_null(v->findings);
        json_t *item;
        size_t i;
        json_array_foreach (findings, i, item) {
                const char *why = json_string_value(json_object_get(item, "why"));
                printf("Left: %lld rows of %s%s%s.\n",
                       (long long)json_integer_value(json_object_get(item, "rows")),
                       json_string_value(json_object_get(item, "where")), why ? ": " : "", why ? why : "");
        }
}

void run_print_notes(const Verification *v) {
        json_auto_t *notes = run_json_or_null(v->notes);
        size_t i;
        const json_t *item;
        print_rows(notes, "maybe", "hold a name of theirs, or a number that others may have too");
        print_rows(notes, "nowhere", "belong, by the map, to a row that is not there");
        json_array_foreach (json_object_get(notes, "not_searched"), i, item) {
                const char *why = unsearched_because(json_string_value(json_object_get(item, "why")));
                printf("Not searched: %s (%s).\n", json_string_value(json_object_get(item, "where")),
                       why ? why : "?");
        }
}

json_t *run_json(const Run *run) {
        return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:s?, s:s, s:o, s:s?}", "run",
                         (json_int_t)run->id, "register", run->register_name, "rule", run->rule,
                         "policy_version", run->policy_version, "action", disposal_to_string(run->disposal),
                         "as_of", DATE_TEXT(run->as_of), "state", run_state_to_string(run->state), "subjects",
                         (json_int_t)run->subjects, "rows", (json_int_t)run->rows, "held",
                         (json_int_t)run->held, "belt", run->belt, "needs", approval_to_string(run->approval),
                         "approved_by", run_json_or_null(run->approved_by), "reason", run->reason);
}

/* "child 12, address 30" */
static const char *counts_text(Arena *arena, const char *counts) {
        _cleanup_text_ Text out = { 0 };
        json_auto_t *all = run_json_or_null(counts);
        json_t *rows;
        const char *entity;
        json_object_foreach (all, entity, rows)
                text_appendf(&out, "%s%s %lld", out.n ? ", " : "", entity,
                             (long long)json_integer_value(rows));
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
                       run_state_to_string(run.state), disposal_to_string(run.disposal));
                printf("%lld planned, %lld held; %lld of %lld batches done: %lld disposed of, %lld held, "
                       "%lld changed.\n",
                       (long long)run.subjects, (long long)run.held, (long long)totals.done,
                       (long long)totals.batches, (long long)totals.disposed, (long long)totals.held,
                       (long long)totals.changed);
                if (run.state == RUN_PLANNED)
                        printf("It needs approval by %s.\n",
                               run.approval == APPROVAL_TWO ? "two different people" : "one person");
                print_progress(cli_arena(args), &run, &progress);
                if (looked == 0) {
                        run_print_findings(&verification);
                        run_print_notes(&verification);
                }
                return CLI_DONE;
        }
        json_t *json = run_json(&run);
        json_put(json, "batches", json_integer(totals.batches));
        json_put(json, "batches_done", json_integer(totals.done));
        json_put(json, "disposed", json_integer(totals.disposed));
        json_put(json, "held_back", json_integer(totals.held));
        json_put(json, "changed", json_integer(totals.changed));
        json_put(json, "shared", json_integer(totals.shared));
        json_put(json, "went", run_json_or_null(totals.went));
        json_put(json, "wrote", run_json_or_null(totals.wrote));
        json_put(json, "last_links", run_json_or_null(totals.last_links));
        json_put(json, "still_shared", run_json_or_null(totals.still_shared));
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
