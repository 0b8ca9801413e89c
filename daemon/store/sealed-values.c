#include "store/sealed-values.h"

#include "base/error.h"
#include "base/text.h"
#include "seal/letterbox.h"
#include "store/call.h"
#include "store/wish.h"

#include <string.h>

/* Whose key it is. */
typedef struct ValueOwner {
        const char *request, *subject;
        int64_t hold;       /* 0: none */
        const char *header; /* of the key; NULL: there is none */
} ValueOwner;

/* Finds the header, which is the one given unless there was one before. */
static int key_header(Store *store, ValueOwner *owner, const char *header, const Sealing *sealing,
                      Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = owner->hold ? store_call(store, seal_hold_key, &rows, .hold = owner->hold, .header = header,
                                         .recipient = sealing->recipient, .escrow = sealing->escrow)
                            : store_call(store, seal_value_key, &rows, .request = owner->request,
                                         .subject = owner->subject, .header = header,
                                         .recipient = sealing->recipient, .escrow = sealing->escrow);
        if (r)
                return err_trace(r);
        owner->header = arena_strdup(
                arena, pg_text(rows, 0, owner->hold ? SEAL_HOLD_KEY_HEADER : SEAL_VALUE_KEY_HEADER));
        return 0;
}

static int key_make(Store *store, ValueOwner *owner, const Sealing *sealing, Arena *arena, AgeFileKey *ret) {
        const char *own;
        size_t n;
        int r = age_file_key_new(&sealing->to, arena, ret, &own, &n);
        if (r == 0)
                r = key_header(store, owner, own, sealing, arena);
        if (r == 0 && !owner->header) /* another made it this moment */
                r = key_header(store, owner, NULL, sealing, arena);
        if (r)
                return err_trace(r);
        if (!owner->header)
                return SEALING_E_GONE;
        return str_eq(owner->header, own) ? 0 : sealing_open(store, owner->header, ret);
}

static int make_for(Store *store, ValueOwner owner, ValueKey *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Sealing sealing;
        *ret = (ValueKey){ 0 };
        int r = sealing_begin(store, arena, &sealing);
        if (r || !sealing.recipient)
                return err_trace(r);
        ret->there = true;
        return key_make(store, &owner, &sealing, arena, &ret->key);
}

static int open_for(Store *store, ValueOwner owner, ValueKey *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        *ret = (ValueKey){ .there = true };
        int r = key_header(store, &owner, NULL, &(Sealing){ 0 }, arena);
        if (r)
                return err_trace(r);
        return owner.header ? sealing_open(store, owner.header, &ret->key) : SEALING_E_GONE;
}

int value_key_make(Store *store, const char *request, const char *subject, ValueKey *ret) {
        return make_for(store, (ValueOwner){ .request = request, .subject = subject }, ret);
}

int value_key_open(Store *store, const char *request, const char *subject, ValueKey *ret) {
        return open_for(store, (ValueOwner){ .request = request, .subject = subject }, ret);
}

int value_key_make_hold(Store *store, int64_t hold, ValueKey *ret) {
        return make_for(store, (ValueOwner){ .hold = hold }, ret);
}

int value_key_open_hold(Store *store, int64_t hold, ValueKey *ret) {
        return open_for(store, (ValueOwner){ .hold = hold }, ret);
}

int value_key_new(Store *store, Arena *arena, NewKey *ret) {
        Sealing sealing;
        size_t n;
        *ret = (NewKey){ 0 };
        int r = sealing_begin(store, arena, &sealing);
        if (r || !sealing.recipient)
                return err_trace(r);
        ret->key.there = true;
        ret->recipient = sealing.recipient;
        ret->escrow = sealing.escrow;
        return age_file_key_new(&sealing.to, arena, &ret->key.key, &ret->header, &n);
}

const char *value_seal(const ValueKey *key, const char *value, Arena *arena) {
        size_t n;
        if (!value || !key->there)
                return value;
        const unsigned char *payload = age_payload_seal(&key->key, value, strlen(value), arena, &n);
        return base64_write(payload, n, arena);
}

int value_open(const ValueKey *key, const char *stored, Arena *arena, const char **ret) {
        const unsigned char *value;
        size_t n;
        *ret = NULL;
        if (!stored)
                return 0;
        const unsigned char *payload = base64_read(stored, arena, &n);
        int r = payload ? age_payload_open(&key->key, payload, n, arena, &value, &n) : AGE_E_FORM;
        if (r == 0)
                *ret = (const char *)value;
        return err_trace(r);
}

/* --- what was kept before there was a key ----------------------------------------------------------------
 */

static int seal_of_request(Store *store, const char *what, const char *request, const ValueKey *key,
                           Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, values_unsealed, &rows, .what = what, .ref = request);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        int64_t *numbers = arena_array(arena, n + 1, sizeof *numbers);
        const char **ones = arena_array(arena, n + 1, sizeof *ones);
        const char **twos = arena_array(arena, n + 1, sizeof *twos);
        for (size_t i = 0; i < n; i++) {
                numbers[i] = pg_i64(rows, i, VALUES_UNSEALED_N);
                ones[i] = value_seal(key, pg_text(rows, i, VALUES_UNSEALED_ONE), arena);
                twos[i] = value_seal(key, pg_text(rows, i, VALUES_UNSEALED_TWO), arena);
        }
        return store_call(store, values_seal, NULL, .what = what, .ref = request, .numbers = { numbers, n },
                          .ones = { ones, n }, .twos = { twos, n });
}

int values_seal_hold(Store *store, int64_t hold, const ValueKey *key) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_unsealed, &rows, .id = hold);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        const char **whats = arena_array(arena, n + 1, sizeof *whats);
        const char **ats = arena_array(arena, n + 1, sizeof *ats);
        const char **words = arena_array(arena, n + 1, sizeof *words);
        for (size_t i = 0; i < n; i++) {
                whats[i] = pg_text(rows, i, HOLD_UNSEALED_WHAT);
                ats[i] = pg_text(rows, i, HOLD_UNSEALED_AT);
                words[i] = value_seal(key, pg_text(rows, i, HOLD_UNSEALED_WORDS), arena);
        }
        return store_call(store, hold_seal, NULL, .id = hold, .whats = { whats, n }, .ats = { ats, n },
                          .words = { words, n });
}

/* The key is the case's where the values are of its dossier, else the subject's, or the hold's. */
static int seal_row(Store *store, const PgRows *rows, Arena *arena) {
        const char *request = pg_text(rows, 0, SEAL_VALUES_OPEN_REQUEST),
                   *what = pg_text(rows, 0, SEAL_VALUES_OPEN_WHAT);
        bool hold = str_eq(what, "hold"), item = str_eq(what, "dossier") || str_eq(what, "weighed");
        ValueKey key;
        int r = hold ? value_key_make_hold(store, pg_i64(rows, 0, SEAL_VALUES_OPEN_HOLD), &key)
                     : value_key_make(store, item ? request : NULL,
                                      pg_text(rows, 0, SEAL_VALUES_OPEN_SUBJECT), &key);
        if (r == 0)
                r = hold ? values_seal_hold(store, pg_i64(rows, 0, SEAL_VALUES_OPEN_HOLD), &key)
                    : str_eq(what, "wish") ? wish_seal_open(store, request, &key, arena)
                                           : seal_of_request(store, what, request, &key, arena);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

/* The next that lies open; *ret_done: there was none. */
static int seal_next(Context *context, bool *ret_done) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = context->store;
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = store_call(store, seal_values_open, &rows, .limit = 1);
        *ret_done = r == 0 && pg_rows_count(rows) == 0;
        if (r == 0 && !*ret_done)
                r = seal_row(store, rows, arena);
        return r || *ret_done ? err_trace(r) : pg_tx_commit(&tx);
}

int values_seal(Context *context, const Sealing *sealing) {
        bool done = !sealing->recipient;
        int64_t n = 0;
        int r = 0;
        while (r == 0 && !done && (!context->proceed || context->proceed(context, n++, -1)))
                r = seal_next(context, &done);
        return err_trace(r);
}
