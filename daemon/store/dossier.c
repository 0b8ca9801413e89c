/* The dossier of a request. */
#include "base/error.h"
#include "store/call.h"
#include "store/request.h"

int dossier_insert(Store *store, const char *ref, const char *subject, const char *items, const char *actor,
                   Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_text(&args, subject);
        pg_arg_text(&args, items);
        pg_arg_text(&args, actor);
        pg_arg_date(&args, on);
        return store_call(store, STATEMENT_DOSSIER_INSERT, &args, NULL);
}

int dossier_clear(Store *store, const char *ref) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        return store_call(store, STATEMENT_DOSSIER_CLEAR, &args, NULL);
}

int dossier_items(Store *store, const char *ref, Arena *arena, DossierItem **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_DOSSIER_ITEMS, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        DossierItem *items = arena_array(arena, n, sizeof *items);
        for (size_t i = 0; i < n; i++)
                items[i] = (DossierItem){
                        .n = pg_i64(rows, i, 0),
                        .entity = arena_strdup(arena, pg_text(rows, i, 1)),
                        .row = pg_i64(rows, i, 2),
                        .attribute = arena_strdup(arena, pg_text(rows, i, 3)),
                        .category = arena_strdup(arena, pg_text(rows, i, 4)),
                        .label = arena_strdup(arena, pg_text(rows, i, 5)),
                        .about = arena_strdup(arena, pg_text(rows, i, 6)),
                        .source = arena_strdup(arena, pg_text(rows, i, 7)),
                        .since = pg_date(rows, i, 8),
                        .until = pg_date(rows, i, 9),
                        .value = arena_strdup(arena, pg_text(rows, i, 10)),
                        .decision = arena_strdup(arena, pg_text(rows, i, 11)),
                        .because = arena_strdup(arena, pg_text(rows, i, 12)),
                        .decided_by = arena_strdup(arena, pg_text(rows, i, 13)),
                        .redacted = arena_strdup(arena, pg_text(rows, i, 14)),
                };
        *ret = items;
        *ret_n = n;
        return 0;
}

int dossier_decide(Store *store, const char *ref, const DossierItem *decided, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_i64(&args, decided->n);
        pg_arg_text(&args, decided->decision);
        pg_arg_text(&args, decided->because);
        pg_arg_text(&args, decided->decided_by);
        pg_arg_date(&args, on);
        pg_arg_text(&args, decided->redacted);
        int r = store_call(store, STATEMENT_DOSSIER_DECIDE, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_affected(rows) ? 0 : REQUEST_STORE_E_NONE;
}

int dossier_undecided(Store *store, const char *ref, int64_t *ret_n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_DOSSIER_UNDECIDED, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_i64(rows, 0, 0);
        return 0;
}
