#include "store/sealing.h"

#include "base/error.h"
#include "seal/keys.h"
#include "store/call.h"

#include <string.h>

#define SLICE 200

/* The newest of the authority's keys, after this host has brought its own where it may; NULL: none is known.
 */
static int ensure_recipient(Store *store, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const char *held[KEYS_DOCUMENT_MAX];
        size_t n = 0;
        while (n < KEYS_DOCUMENT_MAX && (held[n] = keys_recipient(store_keys(store), n, arena)))
                n++;
        int r = store_call(store, seal_recipient_ensure, &rows, .held = { held, n });
        if (r)
                return err_trace(r);
        *ret = arena_strdup(arena, pg_text(rows, 0, SEAL_RECIPIENT_ENSURE_RECIPIENT));
        return 0;
}

int sealing_begin(Store *store, Arena *arena, Sealing *ret) {
        const char *own = keys_recipient(store_keys(store), 0, arena), *newest = NULL;
        *ret = (Sealing){ 0 };
        int r = ensure_recipient(store, arena, &newest);
        if (r == 0 && own && !newest)
                r = ensure_recipient(store, arena, &newest); /* another host's first, of this moment */
        if (r)
                return err_trace(r);
        if (!newest && !own)
                return 0;
        if (!str_eq(own, newest))
                return SEALING_E_NO_KEY;
        ret->recipient = own;
        ret->escrow = store_escrow(store);
        return err_trace(keys_recipients(store_keys(store), ret->escrow, &ret->to));
}

int sealing_open(const Store *store, const char *header, AgeFileKey *ret) {
        int r = keys_open_header(store_keys(store), header, strlen(header), ret);
        return r == AGE_E_KEY ? SEALING_E_NO_KEY : err_trace(r);
}

typedef struct Renewal {
        Context *context;
        const Sealing *sealing;
        int64_t after;
        size_t n;
        bool foreign; /* some are of a key that is not here */
} Renewal;

static int wrap_anew(Renewal *renewal, const char *header, Arena *arena, const char **ret) {
        _cleanup_age_file_key_ AgeFileKey key = { 0 };
        size_t n;
        int r = sealing_open(renewal->context->store, header, &key);
        if (r == 0)
                r = age_file_key_wrap(&key, &renewal->sealing->to, arena, ret, &n);
        return err_trace(r);
}

static int renew_rows(Renewal *renewal, const PgRows *rows, Arena *arena) {
        const Sealing *sealing = renewal->sealing;
        int64_t *ids = arena_array(arena, renewal->n + 1, sizeof *ids);
        const char **headers = arena_array(arena, renewal->n + 1, sizeof *headers);
        size_t done = 0;
        for (size_t i = 0; i < renewal->n; i++) {
                renewal->after = ids[done] = pg_i64(rows, i, SEAL_KEY_STALE_ID);
                int r = wrap_anew(renewal, pg_text(rows, i, SEAL_KEY_STALE_HEADER), arena, &headers[done]);
                if (r < 0)
                        return err_trace(r);
                renewal->foreign = renewal->foreign || r;
                done += r == 0;
        }
        if (done == 0)
                return 0;
        return store_call(renewal->context->store, seal_key_wrap, NULL, .ids = { ids, done },
                          .headers = { headers, done }, .recipient = sealing->recipient,
                          .escrow = sealing->escrow);
}

static int renew_slice(Renewal *renewal) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Store *store = renewal->context->store;
        int r = pg_tx_begin(store_pg(store), &tx);
        if (r == 0)
                r = store_call(store, seal_key_stale, &rows, .after = renewal->after,
                               .recipient = renewal->sealing->recipient, .escrow = renewal->sealing->escrow,
                               .limit = SLICE);
        renewal->n = r == 0 ? pg_rows_count(rows) : 0;
        if (r == 0)
                r = renew_rows(renewal, rows, arena);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

int sealing_renew(Context *context, const Sealing *sealing) {
        Renewal renewal = { .context = context, .sealing = sealing };
        int r;
        if (!sealing->recipient)
                return 0;
        do
                r = renew_slice(&renewal);
        while (r == 0 && renewal.n == SLICE &&
               (!context->proceed || context->proceed(context, renewal.after, -1)));
        return r == 0 && renewal.foreign ? SEALING_E_NO_KEY : err_trace(r);
}

int sealing_state(Store *store, const char *escrow, Arena *arena, SealingState *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, seal_state, &rows, .escrow = escrow ? escrow : "");
        if (r)
                return err_trace(r);
        *ret = (SealingState){
                .recipient = arena_strdup(arena, pg_text(rows, 0, SEAL_STATE_RECIPIENT)),
                .open = pg_i64(rows, 0, SEAL_STATE_OPEN),
                .stale = pg_i64(rows, 0, SEAL_STATE_STALE),
                .sealed = pg_i64(rows, 0, SEAL_STATE_SEALED),
        };
        return 0;
}
