#include "store/wish.h"

#include "base/error.h"
#include "store/call.h"

int wish_put(Store *store, const char *ref, const char *subject, const RequestWish *wish) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueKey key;
        int r = value_key_make(store, NULL, subject, &key);
        if (r)
                return err_trace(r);
        const char *kept = value_seal(&key, wish->value, arena);
        age_file_key_wipe(&key.key);
        return store_call(store, wish_put, NULL, .ref = ref, .kind = wish_to_string(wish->kind),
                          .subject = subject, .on = wish->on, .value = kept,
                          .sealed = key.there && wish->value);
}

/* More than five: a row is two, its table and its place. */
static int open_wish(Store *store, const PgRows *rows, size_t i, ValueKey *key, Arena *arena,
                     RequestWish *ret) {
        *ret = (RequestWish){ .value = arena_strdup(arena, pg_text(rows, i, WISH_LIST_VALUE)),
                              .on = pg_date(rows, i, WISH_LIST_ON_DAY) };
        if (!wish_from_string(pg_text(rows, i, WISH_LIST_KIND), &ret->kind))
                return err_origin(-EBADMSG);
        if (!pg_bool(rows, i, WISH_LIST_SEALED))
                return 0;
        int r = key->there ? 0 : value_key_open(store, NULL, pg_text(rows, i, WISH_LIST_SUBJECT), key);
        return r ? err_trace(r) : value_open(key, ret->value, arena, &ret->value);
}

int wish_is_said(Store *store, const char *ref, Wish kind, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, wish_is_said, &rows, .ref = ref, .kind = wish_to_string(kind));
        if (r == 0)
                *ret = pg_bool(rows, 0, WISH_IS_SAID_SAID);
        return err_trace(r);
}

int wish_list(Store *store, const char *ref, Arena *arena, RequestWish **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key = { 0 };
        int r = store_call(store, wish_list, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestWish *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = open_wish(store, rows, i, &key, arena, &list[i]);
        age_file_key_wipe(&key.key);
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}

int wish_seal_open(Store *store, const char *ref, const ValueKey *key, Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, wish_unsealed, &rows, .ref = ref);
        for (size_t i = 0; r == 0 && i < pg_rows_count(rows); i++)
                r = store_call(store, wish_seal, NULL, .ref = ref,
                               .kind = pg_text(rows, i, WISH_UNSEALED_KIND),
                               .value = value_seal(key, pg_text(rows, i, WISH_UNSEALED_VALUE), arena));
        return err_trace(r);
}

int wish_needed_by(Store *store, const char *ref, Date *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, wish_needed_by, &rows, .ref = ref);
        if (r == 0)
                *ret = pg_rows_count(rows) ? pg_date(rows, 0, WISH_NEEDED_BY_ON_DAY) : DATE_NONE;
        return err_trace(r);
}
