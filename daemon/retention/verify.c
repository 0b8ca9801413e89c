/* disposed -> verified: looks afresh, by another way than the disposal went. */
#include "base/error.h"
#include "documents/documents.h"
#include "register/dispose.h"
#include "register/trace.h"
#include "retention/batch.h"
#include "retention/gather.h"
#include "retention/pace.h"
#include "retention/rare.h"
#include "retention/reclaim.h"
#include "retention/retention.h"
#include "store/batch.h"
#include "store/json.h"
#include "store/ledger.h"

#include <jansson.h>

typedef struct Look {
        Context *context;
        Register *reg;
        const Run *run;
        bool destroyed;
        json_t *findings, *notes, *traces; /* traces NULL: it did not come to that */
        int64_t places, subjects;
        CopyCounts copies;
        Pace pace;
        uint64_t worked_usec; /* since the last rest */
        json_t *decided;      /* what a person has decided to leave */
} Look;

/* Looking through large tables makes way for their users as batches do; small ones are not worth a rest. */
#define WORTH_A_REST_USEC 100000

static int rest(void *data, uint64_t took_usec) {
        Look *look = data;
        look->worked_usec += took_usec;
        if (look->worked_usec < WORTH_A_REST_USEC)
                return 0;
        took_usec = look->worked_usec;
        look->worked_usec = 0;
        return pace_rest(&look->pace, took_usec);
}

/* why: what kept us from looking; NULL: it was looked at, and rows were found. */
static void verify_add_finding(Look *look, const char *place, int64_t rows, const char *why) {
        size_t i;
        json_t *finding;
        json_array_foreach (look->findings, i, finding) {
                if (!str_eq(json_string_value(json_object_get(finding, "where")), place))
                        continue;
                json_int_t before = json_integer_value(json_object_get(finding, "rows"));
                json_put(finding, "rows", json_integer(before + rows));
                return;
        }
        finding = json_pack("{s:s, s:I}", "where", place, "rows", (json_int_t)rows);
        if (why)
                json_put(finding, "why", json_string(why));
        json_add(look->findings, finding);
}

static void add_note(Look *look, const char *kind, const char *place, const char *name, json_t *value) {
        json_t *list = json_object_get(look->notes, kind);
        if (!list) {
                list = json_array();
                json_put(look->notes, kind, list);
        }
        json_add(list, json_pack("{s:s, s:o}", "where", place, name, value));
}

/* What is not certain is a person's to judge: it keeps nothing from being verified, and the certificate says
 * so. */
static void take_report(Look *look, const TraceReport *report) {
        look->places = report->places;
        for (size_t i = 0; i < report->n; i++) {
                const Trace *t = &report->traces[i];
                if (t->rows || t->unread)
                        verify_add_finding(look, t->place, t->rows,
                                           t->unread ? "the engine may not read all of it" : NULL);
                if (t->maybe)
                        add_note(look, "maybe", t->place, "rows", json_integer(t->maybe));
                if (t->nowhere)
                        add_note(look, "nowhere", t->place, "rows", json_integer(t->nowhere));
        }
        for (size_t i = 0; i < report->n_unsearched; i++) {
                const Unsearched *u = &report->unsearched[i];
                add_note(look, "not_searched", u->place, "why", json_string(unsearched_to_string(u->why)));
        }
}

/* All that went is looked for at once: the register is read one time. */
static int look_for_destroyed(Look *look) {
        _cleanup_(arena_freep) Arena *arena = arena_new(), *kept = arena_new();
        _cleanup_(scan_freep) Scan *scan = scan_new();
        TraceFor want = { .scan = scan, .arena = kept, .rest = rest, .data = look };
        TraceReport report;
        Disposed all;
        int64_t after = 0;
        int r;
        while ((r = gather_disposed(look->context, look->run, arena, &after, &all)) == 0) {
                look->subjects += (int64_t)all.n_keys;
                trace_add(look->reg, &want, all.keys, all.n_keys, all.identifiers, all.n_identifiers);
                arena_clear(arena);
        }
        if (r != RUN_E_END || look->subjects == 0)
                return r == RUN_E_END ? 0 : err_trace(r);
        r = register_trace(look->reg, &want, kept, &report);
        if (r == 0)
                take_report(look, &report);
        return err_trace(r);
}

/* The columns that the rule blanked, as it stood when the run was planned. */
static const char **blanked(const Run *run, Arena *arena, size_t *ret_n) {
        json_auto_t *rule = json_loads(run->rule_text, 0, NULL);
        const json_t *list = json_object_get(rule, "attributes");
        const char **columns = arena_array(arena, json_array_size(list) + 1, sizeof *columns);
        *ret_n = json_array_size(list);
        for (size_t i = 0; i < *ret_n; i++)
                columns[i] = arena_strdup(arena, json_string_value(json_array_get(list, i)));
        return columns;
}

/* The unit's own rows: what should be archived, or back, or gone, or blank. */
static int look_at_units(Look *look, const Disposed *all) {
        const Entity *unit = register_unit(look->reg, look->run->entity);
        bool back = disposal_traits(look->run->disposal).of_archived;
        int64_t left = 0, there = 0;
        size_t n_columns;
        const char **columns = blanked(look->run, look->context->arena, &n_columns);
        int r = 0;
        if (!unit)
                return RETENTION_E_CHANGED;
        if (look->destroyed)
                r = register_count_left(look->reg, unit, columns, n_columns, all->keys, all->n_keys, &left);
        else
                r = register_count_live(look->reg, unit, all->keys, all->n_keys, &left);
        if (r == 0 && back) {
                r = register_count_left(look->reg, unit, NULL, 0, all->keys, all->n_keys, &there);
                left = there - left;
        }
        if (r == 0 && left)
                verify_add_finding(look, unit->table, left, NULL);
        look->places = 1;
        return err_trace(r);
}

static int verify_look_through(Look *look) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Disposed all;
        int64_t after = 0;
        int r;
        while ((r = gather_disposed(look->context, look->run, arena, &after, &all)) == 0) {
                look->subjects += (int64_t)all.n_keys;
                r = look_at_units(look, &all);
                if (r)
                        return err_trace(r);
                arena_clear(arena);
        }
        return r == RUN_E_END ? 0 : err_trace(r);
}

/* What anonymising left must be common enough, also where some of the run were held back since it was looked
 * at. */
static int look_at_left(Look *look) {
        const Rule *rule = retention_rule(look->context, look->run->register_name, look->run->rule);
        int64_t rare;
        if (!rule || !disposal_traits(rule->disposal).coarsens)
                return 0;
        int r = rare_standing(look->reg, rule, &rare);
        if (r == 0 && rare)
                verify_add_finding(look, "muniment_agent.planning", rare, NULL);
        return err_trace(r);
}

/* Every subject that went must have been looked for, and have left its tombstone. */
static int look_at_ourselves(Look *look) {
        BatchTotals totals;
        int64_t stones;
        int r = batch_totals(look->context->store, look->run->id, look->context->arena, &totals);
        if (r == 0)
                r = tombstone_count(look->context->store, look->run->id, &stones);
        if (r)
                return err_trace(r);
        if (look->subjects != totals.disposed)
                verify_add_finding(look, "muniment.disposed", totals.disposed - look->subjects, NULL);
        if (run_destroys_subjects(look->run) && stones < totals.disposed)
                verify_add_finding(look, "muniment.tombstone", totals.disposed - stones, NULL);
        return 0;
}

/* done: nothing was found, or nothing but what a person has decided to leave. */
static int verify_record(Look *look, bool done) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Context *context = look->context;
        char *findings = json_dumps(look->findings, JSON_COMPACT),
             *notes = json_dumps(look->notes, JSON_COMPACT),
             *traces = look->traces ? json_dumps(look->traces, JSON_COMPACT) : NULL;
        const Verification verification = {
                .clean = json_array_size(look->findings) == 0,
                .grade = run_grade(look->run),
                .places = look->places,
                .findings = findings,
                .traces = traces,
                .notes = notes,
                .on = clock_today(&context->clock),
        };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = verification_insert(context->store, look->run->id, &verification);
        if (r == 0)
                r = ledger_note(context, done ? ENTRY_RUN_VERIFIED : ENTRY_RUN_UNCLEAN,
                                arena_printf(context->arena, "run %lld", (long long)look->run->id),
                                json_pack("{s:I, s:I, s:s, s:O}", "places", (json_int_t)look->places,
                                          "copies", (json_int_t)look->copies.destroyed, "grade",
                                          promise_to_string(verification.grade), "findings", look->findings));
        if (r == 0 && done)
                r = run_forget(context->store, look->run->id);
        if (r == 0 && done && look->run->state == RUN_DISPOSED)
                r = run_step(context->store, look->run->id, RUN_DISPOSED, RUN_VERIFIED, NULL);
        if (r == 0)
                r = pg_tx_commit(&tx);
        free(findings);
        free(notes);
        free(traces);
        return err_trace(r);
}

/* What we made of them ourselves and laid outside the databases. Nothing else is looked for while one is
 * left: it may be another host's to remove, and that host will. */
static int verify_look_at_copies(Look *look) {
        CopiesLeft *left;
        size_t n;
        if (!run_destroys_subjects(look->run))
                return 0;
        int r = documents_left(look->context, look->run->token, &left, &n);
        if (r == 0 && n)
                return RETENTION_E_COPIES;
        if (r == 0)
                r = copy_count(look->context->store, look->run->token, &look->copies);
        return err_trace(r);
}

/* Of each finding a person has said that it stays, and no more was found than then. */
static bool settled(const Look *look) {
        size_t i, k;
        const json_t *finding, *decision;
        json_array_foreach (look->findings, i, finding) {
                bool left = false;
                json_array_foreach (look->decided, k, decision) {
                        left = left || (str_eq(json_string_value(json_object_get(decision, "where")),
                                               json_string_value(json_object_get(finding, "where"))) &&
                                        json_integer_value(json_object_get(finding, "rows")) <=
                                                json_integer_value(json_object_get(decision, "rows")));
                }
                if (!left)
                        return false;
        }
        return true;
}

static int read_decisions(Look *look) {
        const char *text = NULL;
        int r = finding_decisions(look->context->store, look->run->id, look->context->arena, &text);
        look->decided = json_loads(text ? text : "[]", 0, NULL);
        return err_trace(r);
}

/* Files are worth reading only once no statement finds anything any more that is not to stay. */
static int look_at_files(Look *look) {
        Reclaimed reclaimed;
        if (!settled(look))
                return 0;
        int r = reclaim_run(look->context, look->reg, look->run, &reclaimed);
        if (r)
                return err_trace(r);
        json_array_extend(look->findings, reclaimed.findings);
        json_decref(reclaimed.findings);
        look->traces = reclaimed.traces;
        if (run_destroys_subjects(look->run))
                json_put(look->traces, "copies",
                         json_pack("{s:I, s:I, s:I}", "destroyed", (json_int_t)look->copies.destroyed,
                                   "missing", (json_int_t)look->copies.missing, "out_of_reach",
                                   (json_int_t)look->copies.out_of_reach));
        return 0;
}

static int verify_whole_run(Look *look) {
        int r = register_shared(look->reg) ? 0 : receipt_empty_run(look->reg, look->run->token);
        if (r == 0)
                r = read_decisions(look);
        if (r == 0)
                r = verify_look_at_copies(look);
        if (r == 0)
                r = run_destroys_subjects(look->run) ? look_for_destroyed(look) : verify_look_through(look);
        if (r == 0)
                r = look_at_left(look);
        if (r == 0)
                r = look_at_ourselves(look);
        if (r == 0)
                r = look_at_files(look);
        if (r)
                return err_trace(r);
        bool done = settled(look);
        r = verify_record(look, done);
        if (r == RUN_E_MOVED) /* another verified it at the same time */
                return 0;
        return r ? err_trace(r) : done ? 0 : RETENTION_E_UNCLEAN;
}

/* A stopped run is not taken up again, but what it did is accounted for and verified like any other.
 * RUN_E_END: that has been done. */
static int settle_stopped(Context *context, Register *reg, const Run *run) {
        Verification last = { 0 };
        BatchTotals before = { 0 }, after = { 0 };
        const RunWork work = {
                .context = context, .reg = reg, .run = run, .on = clock_today(&context->clock)
        };
        int r = batch_totals(context->store, run->id, context->arena, &before);
        if (r == 0)
                r = batch_settle(&work);
        if (r == 0)
                r = batch_totals(context->store, run->id, context->arena, &after);
        if (r == 0)
                r = verification_last(context->store, run->id, context->arena, &last);
        if (r == RUN_E_NONE && after.done == 0) { /* it did nothing: only its manifest is to be forgotten */
                r = run_forget(context->store, run->id);
                return r ? err_trace(r) : RUN_E_END;
        }
        bool closed = r == 0 && (last.clean || last.traces); /* or a person has decided */
        if (closed && after.done == before.done)
                return RUN_E_END;
        return r == RUN_E_NONE ? 0 : err_trace(r);
}

int retention_verify(Context *context, int64_t id) {
        bool looked;
        return retention_verify_now(context, id, &looked);
}

int retention_verify_now(Context *context, int64_t id, bool *ret_looked) {
        _cleanup_(register_closep) Register *reg = NULL;
        Run run;
        *ret_looked = false;
        int r = run_get(context->store, id, context->arena, &run);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        if (run.state == RUN_VERIFIED || run.state == RUN_CERTIFIED)
                return 0;
        if (run.state != RUN_DISPOSED && run.state != RUN_STOPPED)
                return RETENTION_E_STATE;
        r = register_open(context, run.register_name, &reg);
        if (r == 0 && run.state == RUN_STOPPED)
                r = settle_stopped(context, reg, &run);
        if (r)
                return r == RUN_E_END ? 0 : err_trace(r);
        Look look = { .context = context,
                      .reg = reg,
                      .run = &run,
                      .destroyed = run_destroys(&run),
                      .findings = json_array(),
                      .notes = json_object(),
                      .pace = { .context = context, .reg = reg } };
        r = verify_whole_run(&look);
        *ret_looked = r == 0 || r == RETENTION_E_UNCLEAN;
        json_decref(look.findings);
        json_decref(look.notes);
        json_decref(look.traces);
        json_decref(look.decided);
        return err_trace(r);
}
