#include "retention/reclaim.h"

#include "base/error.h"
#include "base/text.h"
#include "register/maintain.h"
#include "register/trace.h"
#include "retention/gather.h"
#include "retention/traces.h"
#include "settings/settings.h"
#include "store/batch.h"
#include "store/json.h"

typedef struct Work {
        Context *context;
        Register *reg;
        const Run *run;
        Promise grade;
        Maintenance *maintenance;
        json_t *findings;
        TracesLeft left;
} Work;

Promise run_grade(const Run *run) {
        json_auto_t *rule = json_loads(run->rule_text, 0, NULL);
        Promise grade = promise_from_string(json_string_value(json_object_get(rule, "grade")));
        if (grade == _PROMISE_MAX)
                grade = run_destroys(run) ? PROMISE_DELETED : PROMISE_HIDDEN;
        return grade;
}

/* Those who use the register are locked out of a table while it is rewritten. */
static bool within_hours(const Work *work) {
        return work->grade != PROMISE_REWRITTEN || run_hours_wait(work->context->settings->rewrite_hours,
                                                                  clock_moment(&work->context->clock)) == 0;
}

static int open_maintenance(Work *work) {
        const char *lack, *mend;
        int r = maintenance_open(work->context, work->reg, &work->maintenance);
        if (r == 0)
                r = maintenance_may(work->maintenance, work->grade == PROMISE_REWRITTEN, work->context->arena,
                                    &lack, &mend);
        if (r == MAINTAIN_E_NO_ROLE || r == MAINTAIN_E_LACKS)
                return RETENTION_E_MAINTENANCE;
        return err_trace(r);
}

static int vacuum(Work *work, const char *schema, const char *table) {
        Context *context = work->context;
        const char *place = arena_printf(context->arena, "%s.%s", schema, table);
        bool done;
        int r = reclaimed_find(context->store, work->run->id, place, &done);
        if (r || done)
                return err_trace(r);
        if (!within_hours(work))
                return RETENTION_E_REWRITE_HOURS;
        r = maintenance_vacuum(work->maintenance, schema, table, work->grade == PROMISE_REWRITTEN);
        if (r == 0)
                r = reclaimed_insert(context->store, work->run->id, place);
        if (r == 0 && context->proceed && !context->proceed(context, 0, 0))
                return RETENTION_E_PAUSED;
        return err_trace(r);
}

/* Every table that rows may have gone from, and the engine's own, which named them. */
static int vacuum_all(Work *work) {
        static const char *const own[] = { "receipt", "outbox" };
        bool agent = false;
        const DataMap *map = register_map(work->reg);
        int r = 0;
        for (size_t i = 0; i < map->n_entities && r == 0; i++)
                if (!entity_stays(&map->entities[i]))
                        r = vacuum(work, map->entities[i].schema, map->entities[i].table);
        for (size_t i = 0; i < ELEMENTS(own) && r == 0; i++) {
                r = maintenance_there(work->maintenance, "muniment_agent", own[i], &agent);
                if (r == 0 && agent)
                        r = vacuum(work, "muniment_agent", own[i]);
        }
        return err_trace(r);
}

static int reclaim_search(Work *work, const Disposed *all, Arena *arena, FileTrace **ret, size_t *ret_n) {
        const char **sure = arena_array(arena, all->n_identifiers + 1, sizeof *sure);
        size_t n = 0;
        for (size_t i = 0; i < all->n_identifiers; i++)
                if (trace_sure(all->identifiers[i]))
                        sure[n++] = trace_sure(all->identifiers[i]);
        _cleanup_(needles_freep) Needles *needles = needles_new(sure, n);
        int64_t bytes = 0;
        int r = maintenance_checkpoint(work->maintenance);
        if (r == 0)
                r = maintenance_search(work->maintenance, needles, arena, ret, ret_n, &bytes);
        work->left.bytes_read = bytes;
        return err_trace(r);
}

/* A table that rows did not go from may hold traces too: something was left in it, found, and deleted since.
 * It is rewritten as well; what is found even then is a finding, and all is done again when asked to look
 * again. */
static int search_for(Work *work, const Disposed *all, Arena *arena) {
        FileTrace *traces;
        size_t n = 0;
        int r = reclaim_search(work, all, arena, &traces, &n);
        if (r || n == 0)
                return err_trace(r);
        r = maintenance_wait(work->maintenance);
        for (size_t i = 0; i < n && r == 0; i++)
                r = within_hours(work)
                            ? maintenance_vacuum(work->maintenance, traces[i].schema, traces[i].table, true)
                            : RETENTION_E_REWRITE_HOURS;
        if (r == 0)
                r = reclaim_search(work, all, arena, &traces, &n);
        for (size_t i = 0; i < n && r == 0; i++)
                json_add(work->findings,
                         json_pack("{s:o, s:I, s:s}", "where",
                                   json_sprintf("%s.%s", traces[i].schema, traces[i].table), "rows",
                                   (json_int_t)traces[i].found, "why", "traces in its files"));
        if (r == 0 && n)
                r = reclaimed_forget(work->context->store, work->run->id);
        return err_trace(r);
}

static int search_all(Work *work) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Disposed all;
        int64_t after = 0;
        int r;
        while ((r = gather_disposed(work->context, work->run, arena, &after, &all)) == 0) {
                work->left.looked_for += (int64_t)all.n_identifiers;
                r = all.n_identifiers ? search_for(work, &all, arena) : 0;
                if (r)
                        return err_trace(r);
                arena_clear(arena);
        }
        return r == RUN_E_END ? 0 : err_trace(r);
}

static int reclaim(Work *work) {
        int r = within_hours(work) ? open_maintenance(work) : RETENTION_E_REWRITE_HOURS;
        if (r == 0)
                r = maintenance_wait(work->maintenance);
        if (r == 0)
                r = vacuum_all(work);
        if (r == 0)
                r = work->grade == PROMISE_REWRITTEN ? search_all(work)
                                                     : maintenance_checkpoint(work->maintenance);
        if (r == 0)
                r = maintenance_leave_log(work->maintenance);
        if (r == 0)
                r = maintenance_log(work->maintenance, &work->left.log);
        return r == MAINTAIN_E_HELD ? PG_E_RETRY : err_trace(r);
}

int reclaim_run(Context *context, Register *reg, const Run *run, Reclaimed *ret) {
        Work work = {
                .context = context, .reg = reg, .run = run, .grade = run_grade(run), .findings = json_array()
        };
        int r = work.grade > PROMISE_DELETED ? reclaim(&work) : 0;
        maintenance_close(work.maintenance);
        if (r) {
                json_decref(work.findings);
                return err_trace(r);
        }
        work.left.on = clock_today(&context->clock);
        *ret = (Reclaimed){ work.findings, traces_json(context->settings, work.grade, &work.left) };
        return 0;
}
