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
        const char *header; /* of the key; NULL: there is none */
} ValueOwner;

/* Finds the header, which is the one given unless there was one before. */
static int key_header(Store *store, ValueOwner *owner, const char *header, const Sealing *sealing,
                      Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, seal_value_key, &rows, .request = owner->request, .subject = owner->subject,
                           .header = header, .recipient = sealing->recipient, .escrow = sealing->escrow);
        if (r)
                return err_trace(r);
        owner->header = arena_strdup(arena, pg_text(rows, 0, SEAL_VALUE_KEY_HEADER));
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

int value_key_make(Store *store, const char *request, const char *subject, ValueKey *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueOwner owner = { .request = request, .subject = subject };
        Sealing sealing;
        *ret = (ValueKey){ 0 };
        int r = sealing_begin(store, arena, &sealing);
        if (r || !sealing.recipient)
                return err_trace(r);
        ret->there = true;
        return key_make(store, &owner, &sealing, arena, &ret->key);
}

int value_key_open(Store *store, const char *request, const char *subject, ValueKey *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueOwner owner = { .request = request, .subject = subject };
        *ret = (ValueKey){ .there = true };
        int r = key_header(store, &owner, NULL, &(Sealing){ 0 }, arena);
        if (r)
                return err_trace(r);
        return owner.header ? sealing_open(store, owner.header, &ret->key) : SEALING_E_GONE;
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

static int seal_dossier(Store *store, const char *request, const ValueKey *key, Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, dossier_unsealed, &rows, .ref = request);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        int64_t *numbers = arena_array(arena, n + 1, sizeof *numbers);
        const char **values = arena_array(arena, n + 1, sizeof *values);
        const char **redacted = arena_array(arena, n + 1, sizeof *redacted);
        for (size_t i = 0; i < n; i++) {
                numbers[i] = pg_i64(rows, i, DOSSIER_UNSEALED_N);
                values[i] = value_seal(key, pg_text(rows, i, DOSSIER_UNSEALED_VALUE), arena);
                redacted[i] = value_seal(key, pg_text(rows, i, DOSSIER_UNSEALED_REDACTED), arena);
        }
        return store_call(store, dossier_seal, NULL, .ref = request, .numbers = { numbers, n },
                          .values = { values, n }, .redacted = { redacted, n });
}

static int seal_party(Store *store, const char *request, const ValueKey *key, Arena *arena) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, party_unsealed, &rows, .ref = request);
        if (r || pg_rows_count(rows) == 0)
                return err_trace(r);
        return store_call(store, party_seal, NULL, .ref = request,
                          .name = value_seal(key, pg_text(rows, 0, PARTY_UNSEALED_NAME), arena));
}

/* The next that lies open; *ret_done: there was none. */
static int seal_next(Context *context, bool *ret_done) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        ValueKey key;
        Store *store = context->store;
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = store_call(store, seal_values_open, &rows, .limit = 1);
        *ret_done = r == 0 && pg_rows_count(rows) == 0;
        if (r || *ret_done)
                return err_trace(r);
        const char *request = pg_text(rows, 0, SEAL_VALUES_OPEN_REQUEST),
                   *what = pg_text(rows, 0, SEAL_VALUES_OPEN_WHAT);
        bool dossier = str_eq(what, "dossier");
        r = value_key_make(store, dossier ? request : NULL, pg_text(rows, 0, SEAL_VALUES_OPEN_SUBJECT), &key);
        if (r == 0)
                r = dossier                ? seal_dossier(store, request, &key, arena)
                    : str_eq(what, "wish") ? wish_seal_open(store, request, &key, arena)
                                           : seal_party(store, request, &key, arena);
        age_file_key_wipe(&key.key);
        return r ? err_trace(r) : pg_tx_commit(&tx);
}

int values_seal(Context *context, const Sealing *sealing) {
        bool done = !sealing->recipient;
        int64_t n = 0;
        int r = 0;
        while (r == 0 && !done && (!context->proceed || context->proceed(context, n++, -1)))
                r = seal_next(context, &done);
        return err_trace(r);
}
