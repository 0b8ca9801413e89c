#include "store/dossier.h"

#include "base/error.h"
#include "store/call.h"
#include "store/json.h"
#include "store/sealed-values.h"

#include <stdlib.h>

/* The same array with the values in it sealed. */
static const char *sealed_items(const ValueKey *key, const char *items, Arena *arena) {
        json_auto_t *list = json_loads(items, 0, NULL);
        json_t *item;
        size_t i;
        json_array_foreach (list, i, item)
                json_put(
                        item, "value",
                        json_text(value_seal(key, json_string_value(json_object_get(item, "value")), arena)));
        char *text = json_dumps(list, 0);
        const char *kept = arena_strdup(arena, text);
        free(text);
        return kept;
}

int dossier_insert(Store *store, const char *ref, const char *subject, const char *items, const char *actor,
                   Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueKey key;
        int r = value_key_make(store, ref, subject, &key);
        if (r)
                return err_trace(r);
        const char *kept = key.there ? sealed_items(&key, items, arena) : items;
        age_file_key_wipe(&key.key);
        return store_call(store, dossier_insert, NULL, .ref = ref, .subject = subject, .items = kept,
                          .actor = actor, .on = on, .sealed = key.there);
}

int dossier_clear(Store *store, const char *ref) {
        return store_call(store, dossier_clear, NULL, .ref = ref);
}

static int dossier_item_read(const PgRows *rows, size_t i, Arena *arena, DossierItem *ret) {
        Decision decision, proposed;
        DataClass class;
        About about;
        if (!decision_from_string(pg_text(rows, i, DOSSIER_ITEMS_DECISION), &decision) ||
            !decision_from_string(pg_text(rows, i, DOSSIER_ITEMS_PROPOSED), &proposed) ||
            !data_class_from_string(pg_text(rows, i, DOSSIER_ITEMS_CLASS), &class) ||
            !about_from_string(pg_text(rows, i, DOSSIER_ITEMS_ABOUT), &about))
                return err_origin(-EBADMSG);
        *ret = (DossierItem){
                .n = pg_i64(rows, i, DOSSIER_ITEMS_N),
                .entity = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_ENTITY)),
                .row = pg_i64(rows, i, DOSSIER_ITEMS_ROW_NUMBER),
                .attribute = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_ATTRIBUTE)),
                .category = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_CATEGORY)),
                .label = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_LABEL)),
                .about = about,
                .source = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_SOURCE)),
                .since = pg_date(rows, i, DOSSIER_ITEMS_SINCE),
                .until = pg_date(rows, i, DOSSIER_ITEMS_UNTIL),
                .value = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_VALUE)),
                .decision = decision,
                .because = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_BECAUSE)),
                .decided_by = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_DECIDED_BY)),
                .redacted = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_REDACTED)),
                .decided_on = pg_date(rows, i, DOSSIER_ITEMS_DECIDED_ON),
                .class = class,
                .proposed = proposed,
                .rule = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_RULE)),
                .rules = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_RULES)),
                .how = arena_strdup(arena, pg_text(rows, i, DOSSIER_ITEMS_HOW)),
                .opinion = pg_i64(rows, i, DOSSIER_ITEMS_OPINION),
        };
        return 0;
}

static int open_item(const ValueKey *key, const PgRows *rows, size_t i, Arena *arena, DossierItem *item) {
        int r = 0;
        if (pg_bool(rows, i, DOSSIER_ITEMS_SEALED)) {
                r = value_open(key, item->value, arena, &item->value);
                if (r == 0)
                        r = value_open(key, item->redacted, arena, &item->redacted);
        }
        if (r == 0 && pg_bool(rows, i, DOSSIER_ITEMS_HOW_SEALED))
                r = value_open(key, item->how, arena, &item->how);
        return err_trace(r);
}

/* Those that are sealed, in place; the key is opened once. */
static int open_items(Store *store, const char *ref, const PgRows *rows, Arena *arena, DossierItem *items) {
        ValueKey key = { 0 };
        int r = 0;
        for (size_t i = 0; r == 0 && i < pg_rows_count(rows); i++) {
                if (!pg_bool(rows, i, DOSSIER_ITEMS_SEALED) && !pg_bool(rows, i, DOSSIER_ITEMS_HOW_SEALED))
                        continue;
                if (!key.there)
                        r = value_key_open(store, ref, pg_text(rows, i, DOSSIER_ITEMS_SUBJECT), &key);
                if (r == 0)
                        r = open_item(&key, rows, i, arena, &items[i]);
        }
        age_file_key_wipe(&key.key);
        return err_trace(r);
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
        if (r == 0)
                r = open_items(store, ref, rows, arena, items);
        *ret = items;
        *ret_n = n;
        return err_trace(r);
}

/* What a person wrote of an item, sealed as the value is; open where that lies open. */
typedef struct Written {
        const char *redacted, *how;
} Written;

static int seal_written(Store *store, const char *ref, const DossierItem *decided, Arena *arena,
                        Written *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key;
        *ret = (Written){ 0 };
        if (!decided->redacted && !decided->how)
                return 0;
        int r = store_call(store, dossier_item_key, &rows, .ref = ref, .n = decided->n);
        if (r || pg_rows_count(rows) == 0 || !pg_bool(rows, 0, DOSSIER_ITEM_KEY_SEALED))
                return err_trace(r);
        r = value_key_open(store, ref, pg_text(rows, 0, DOSSIER_ITEM_KEY_SUBJECT), &key);
        if (r)
                return err_trace(r);
        ret->redacted = value_seal(&key, decided->redacted, arena);
        ret->how = value_seal(&key, decided->how, arena);
        age_file_key_wipe(&key.key);
        return 0;
}

int dossier_decide(Store *store, const char *ref, const DossierItem *decided, Date on) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Written sealed;
        int r = seal_written(store, ref, decided, arena, &sealed);
        if (r)
                return err_trace(r);
        r = store_call(store, dossier_decide, &rows, .ref = ref, .n = decided->n,
                       .decision = decision_to_string(decided->decision), .because = decided->because,
                       .decided_by = decided->decided_by, .on = on, .redacted = decided->redacted,
                       .sealed = sealed.redacted, .how = decided->how, .how_sealed = sealed.how,
                       .opinion = decided->opinion);
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

int dossier_opinion_insert(Store *store, const char *ref, const char *subject, const DossierOpinion *opinion,
                           int64_t *ret_n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key;
        if (!subject)
                return REQUEST_STORE_E_NONE;
        int r = value_key_make(store, NULL, subject, &key);
        if (r)
                return err_trace(r);
        const char *who = value_seal(&key, opinion->who, arena), *why = value_seal(&key, opinion->why, arena);
        age_file_key_wipe(&key.key);
        r = store_call(store, dossier_opinion_insert, &rows, .ref = ref, .met = opinion->met,
                       .given = opinion->given, .who = who, .why = why, .sealed = key.there);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return REQUEST_STORE_E_NONE;
        *ret_n = pg_i64(rows, 0, DOSSIER_OPINION_INSERT_N);
        return 0;
}

static int open_opinion(Store *store, const PgRows *rows, size_t i, Arena *arena, DossierOpinion *ret) {
        ValueKey key;
        if (!pg_bool(rows, i, DOSSIER_OPINIONS_SEALED))
                return 0;
        int r = value_key_open(store, NULL, pg_text(rows, i, DOSSIER_OPINIONS_SUBJECT), &key);
        if (r == 0)
                r = value_open(&key, ret->who, arena, &ret->who);
        if (r == 0)
                r = value_open(&key, ret->why, arena, &ret->why);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int dossier_opinions(Store *store, const char *ref, Arena *arena, DossierOpinion **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, dossier_opinions, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        DossierOpinion *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; r == 0 && i < n; i++) {
                list[i] =
                        (DossierOpinion){ .n = pg_i64(rows, i, DOSSIER_OPINIONS_N),
                                          .met = pg_bool(rows, i, DOSSIER_OPINIONS_MET),
                                          .given = pg_date(rows, i, DOSSIER_OPINIONS_GIVEN_ON),
                                          .who = arena_strdup(arena, pg_text(rows, i, DOSSIER_OPINIONS_WHO)),
                                          .why = arena_strdup(arena,
                                                              pg_text(rows, i, DOSSIER_OPINIONS_WHY)) };
                r = open_opinion(store, rows, i, arena, &list[i]);
        }
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}
