/* planned -> counted: what a run would take along, entity by entity, before anybody approves it. Apart from
 * freezing the manifest, for it reads every table that hangs on the subjects. */
#include "register/count.h"
#include "base/error.h"
#include "retention/belt.h"
#include "retention/retention.h"
#include "store/batch.h"
#include "store/json.h"
#include "store/ledger.h"
#include "store/run-progress.h"

#include <jansson.h>
#include <stdlib.h>

static int64_t add_counts(json_t *all, const EntityCount *counts, size_t n) {
        int64_t rows = 0;
        for (size_t i = 0; i < n; i++) {
                json_int_t before = json_integer_value(json_object_get(all, counts[i].entity));
                json_put(all, counts[i].entity, json_integer(before + counts[i].rows));
                rows += counts[i].rows;
        }
        return rows;
}

static int count_batches(Context *context, Register *reg, const Run *run, json_t *all, int64_t *ret_rows) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const Entity *unit = register_unit(reg, run->entity);
        Batch batch = { 0 };
        int r;
        *ret_rows = 0;
        while ((r = batch_keys(context->store, run->id, batch.seq, arena, &batch)) == 0) {
                EntityCount *counts;
                size_t n;
                r = count_entities(reg, unit, batch.keys, batch.n_keys, arena, &counts, &n);
                if (r)
                        return err_trace(r);
                *ret_rows += add_counts(all, counts, n);
                arena_clear(arena);
        }
        return r == RUN_E_END ? 0 : err_trace(r);
}

typedef struct KeyList {
        const char **items;
        size_t n, room;
} KeyList;

static void add_keys(KeyList *all, const Batch *batch, Arena *arena) {
        if (all->n + batch->n_keys > all->room) {
                all->room = 2 * (all->n + batch->n_keys);
                const char **more = arena_array(arena, all->room, sizeof *more);
                for (size_t i = 0; i < all->n; i++)
                        more[i] = all->items[i];
                all->items = more;
        }
        for (size_t i = 0; i < batch->n_keys; i++)
                all->items[all->n++] = batch->keys[i];
}

/* A last link may go in any of the batches, so they are asked for as one. */
int retention_count_shared(Context *context, Register *reg, const Run *run, Arena *arena, EntityCount **ret,
                           size_t *ret_n) {
        _cleanup_(arena_freep) Arena *all = arena_new();
        const Rule *rule = retention_rule(context, run->register_name, run->rule);
        Batch batch = { 0 };
        KeyList keys = { 0 };
        int r;
        *ret_n = 0;
        if (!rule || !rule_destroys(rule) || rule->n_attributes)
                return 0;
        while ((r = batch_keys(context->store, run->id, batch.seq, all, &batch)) == 0)
                add_keys(&keys, &batch, all);
        if (r == RUN_E_END)
                r = count_shared(reg, register_unit(reg, run->entity), keys.items, keys.n, arena, ret, ret_n);
        return err_trace(r);
}

static int write_counts(Context *context, int64_t id, const char *counts, int64_t rows) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = run_counted(context->store, id, counts, rows);
        if (r == RUN_E_MOVED) /* somebody else has counted it meanwhile */
                return 0;
        if (r == 0)
                r = ledger_note(context, ENTRY_RUN_COUNTED,
                                arena_printf(context->arena, "run %lld", (long long)id),
                                json_pack("{s:o}", "rows", json_loads(counts, 0, NULL)));
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

int retention_count(Context *context, int64_t id) {
        _cleanup_(register_closep) Register *reg = NULL;
        RunProgress progress;
        Run run;
        EntityCount *shared = NULL;
        size_t n_shared = 0;
        int64_t rows;
        int r = run_get(context->store, id, context->arena, &run);
        if (r == 0)
                r = run_progress(context->store, id, context->arena, &progress);
        if (r)
                return r == RUN_E_NONE ? RETENTION_E_NO_RUN : err_trace(r);
        if (progress.counts || (run.state != RUN_PLANNED && run.state != RUN_APPROVED))
                return 0;
        r = register_open(context, run.register_name, &reg);
        if (r)
                return err_trace(r);
        json_auto_t *all = json_object();
        r = count_batches(context, reg, &run, all, &rows);
        if (r == 0)
                r = retention_count_shared(context, reg, &run, context->arena, &shared, &n_shared);
        if (r == 0)
                rows += add_counts(all, shared, n_shared);
        char *text = r ? NULL : json_dumps(all, JSON_COMPACT);
        if (r == 0)
                r = write_counts(context, id, text, rows);
        free(text);
        return err_trace(r);
}
