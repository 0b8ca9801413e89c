#include "retention/gather.h"

#include "base/error.h"
#include "retention/retention.h"
#include "seal/closed.h"
#include "store/batch.h"

#define LOOK_FOR 20000 /* subjects at a time */

static void gather_append(Arena *arena, const char ***items, size_t *n, const char *const *more,
                          size_t n_more) {
        const char **joined = arena_array(arena, *n + n_more + 1, sizeof *joined);
        for (size_t i = 0; i < *n; i++)
                joined[i] = (*items)[i];
        for (size_t i = 0; i < n_more; i++)
                joined[*n + i] = more[i];
        *items = joined;
        *n += n_more;
}

/* Identifiers were closed when they were written down. */
static int gather_open_identifiers(Context *context, const Run *run, Arena *arena, Disposed *disposed) {
        for (size_t i = 0; i < disposed->n_identifiers; i++) {
                if (!context->keys)
                        return RETENTION_E_KEYS;
                disposed->identifiers[i] =
                        closed_open(context->keys, run->register_name, disposed->identifiers[i], arena);
                if (!disposed->identifiers[i])
                        return RETENTION_E_KEYS; /* of another office, or of before it lost them */
        }
        return 0;
}

int gather_disposed(Context *context, const Run *run, Arena *arena, int64_t *after, Disposed *ret) {
        *ret = (Disposed){ 0 };
        while (ret->n_keys < LOOK_FOR) {
                Disposed next;
                int r = disposed_next(context->store, run->id, *after, arena, &next);
                if (r == RUN_E_END)
                        return ret->n_keys ? 0 : RUN_E_END;
                if (r)
                        return err_trace(r);
                r = gather_open_identifiers(context, run, arena, &next);
                if (r)
                        return err_trace(r);
                gather_append(arena, &ret->keys, &ret->n_keys, next.keys, next.n_keys);
                gather_append(arena, &ret->identifiers, &ret->n_identifiers, next.identifiers,
                              next.n_identifiers);
                *after = next.batch;
        }
        return 0;
}
