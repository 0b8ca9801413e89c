#include "store/dossier.h"

#include "base/error.h"
#include "store/call.h"

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
                        .n = pg_i64(rows, i, DOSSIER_ITEMS_N),
                        .entity = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_ENTITY)),
                        .row = pg_i64(rows, i, DOSSIER_ITEMS_ROW_NUMBER),
                        .attribute = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_ATTRIBUTE)),
                        .category = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_CATEGORY)),
                        .label = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_LABEL)),
                        .about = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_ABOUT)),
                        .source = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_SOURCE)),
                        .since = pg_date(rows, i, DOSSIER_ITEMS_SINCE),
                        .until = pg_date(rows, i, DOSSIER_ITEMS_UNTIL),
                        .value = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_VALUE)),
                        .decision = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_DECISION)),
                        .because = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_BECAUSE)),
                        .decided_by = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_DECIDED_BY)),
                        .redacted = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_REDACTED)),
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
        *ret_n = pg_i64(rows, 0, DOSSIER_UNDECIDED_UNDECIDED);
        return 0;
}
