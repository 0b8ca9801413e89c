#include "store/dossier.h"

#include "base/error.h"
#include "store/call.h"

int dossier_insert(Store *store, const char *ref, const char *subject, const char *items, const char *actor,
                   Date on) {
        return store_call(store, dossier_insert, NULL, .ref = ref, .subject = subject, .items = items,
                          .actor = actor, .on = on);
}

int dossier_clear(Store *store, const char *ref) {
        return store_call(store, dossier_clear, NULL, .ref = ref);
}

static int dossier_item_read(const PgRows *rows, size_t i, Arena *arena, DossierItem *ret) {
        Decision decision;
        if (!decision_from_string(pg_text(rows, i, DOSSIER_ITEMS_DECISION), &decision))
                return err_origin(-EBADMSG);
        *ret = (DossierItem){
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
                .decision = decision,
                .because = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_BECAUSE)),
                .decided_by = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_DECIDED_BY)),
                .redacted = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_REDACTED)),
        };
        return 0;
}

int dossier_items(Store *store, const char *ref, Arena *arena, DossierItem **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, dossier_items, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        DossierItem *items = arena_array(arena, n, sizeof *items);
        for (size_t i = 0; i < n && r == 0; i++)
                r = dossier_item_read(rows, i, arena, &items[i]);
        if (r)
                return err_trace(r);
        *ret = items;
        *ret_n = n;
        return 0;
}

int dossier_decide(Store *store, const char *ref, const DossierItem *decided, Date on) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, dossier_decide, &rows, .ref = ref, .n = decided->n,
                           .decision = decision_to_string(decided->decision), .because = decided->because,
                           .decided_by = decided->decided_by, .on = on, .redacted = decided->redacted);
        if (r)
                return err_trace(r);
        return pg_rows_affected(rows) ? 0 : REQUEST_STORE_E_NONE;
}

int dossier_undecided(Store *store, const char *ref, int64_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, dossier_undecided, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        *ret_n = pg_i64(rows, 0, DOSSIER_UNDECIDED_UNDECIDED);
        return 0;
}
