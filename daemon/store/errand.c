#include "store/errand.h"

#include "base/error.h"
#include "base/text.h"
#include "seal/keys.h"
#include "seal/letterbox.h"
#include "store/call.h"
#include "store/json.h"
#include "store/sealing.h"

#include <stdlib.h>
#include <string.h>

#define SEALED "sealed" /* the word before a header and a payload; no command is called so */

int role_held(Store *store, const char *role, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, role_held, &rows, .role = role);
        if (r == 0)
                *ret = pg_bool(rows, 0, ROLE_HELD_HELD);
        return err_trace(r);
}

/* --- whoever asks --------------------------------------------------------------------------------------- */

static char *sealed_words(const AgeRecipients *to, const char *words) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        AgeSealed sealed;
        if (age_seal(to, words, strlen(words), arena, &sealed))
                return NULL;
        json_auto_t *list = json_pack("[s, s, s]", SEALED, sealed.header,
                                      base64_write(sealed.payload, sealed.n_payload, arena));
        return json_dumps(list, JSON_COMPACT);
}

/* What is asked may name a child, and waits in a table until a worker comes: it is sealed for the authority,
 * where that has a key. */
static int errand_seal_words(Store *store, const char *words, char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        AgeRecipients to = { .n = 1 };
        int r = store_call(store, errand_recipient, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0) {
                *ret = strdup(words);
                return *ret ? 0 : err_origin(-ENOMEM);
        }
        if (!age_recipient_parse(pg_text(rows, 0, ERRAND_RECIPIENT_RECIPIENT), to.keys[0]))
                return err_origin(-EBADMSG);
        *ret = sealed_words(&to, words);
        return *ret ? 0 : err_origin(-EBADMSG);
}

int errand_ask(Store *store, const char *words, const unsigned char *reply_to, size_t n, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        char *kept = NULL;
        int r = errand_seal_words(store, words, &kept);
        if (r == 0)
                r = store_call(store, errand_ask, &rows, .words = kept, .reply_to = { reply_to, n });
        free(kept);
        if (r == 0)
                *ret = pg_i64(rows, 0, ERRAND_ASK_ID);
        return err_trace(r);
}

static ErrandState errand_state(const char *text) {
        static const char *const names[_ERRAND_STATE_MAX] = {
                [ERRAND_WAITING] = "waiting", [ERRAND_TAKEN] = "taken", [ERRAND_ANSWERED] = "answered",
                [ERRAND_FAILED] = "failed",   [ERRAND_GONE] = "gone",
        };
        for (ErrandState state = 0; state < _ERRAND_STATE_MAX; state++)
                if (str_eq(names[state], text))
                        return state;
        return ERRAND_GONE;
}

int errand_look(Store *store, int64_t id, ErrandLook *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, errand_look, &rows, .id = id);
        if (r == 0)
                *ret = (ErrandLook){
                        .state = errand_state(pg_text(rows, 0, ERRAND_LOOK_STATE)),
                        .progress = pg_is_null(rows, 0, ERRAND_LOOK_PROGRESS)
                                            ? -1
                                            : pg_i64(rows, 0, ERRAND_LOOK_PROGRESS),
                        .total = pg_is_null(rows, 0, ERRAND_LOOK_TOTAL) ? -1
                                                                        : pg_i64(rows, 0, ERRAND_LOOK_TOTAL),
                };
        return err_trace(r);
}

int errand_take(Store *store, int64_t id, Arena *arena, const unsigned char **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, errand_take, &rows, .id = id);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0 || pg_is_null(rows, 0, ERRAND_TAKE_ANSWER))
                return ERRAND_E_GONE;
        *ret = pg_bytes(rows, 0, ERRAND_TAKE_ANSWER, arena, ret_n);
        return 0;
}

int errand_withdraw(Store *store, int64_t id, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, errand_withdraw, &rows, .id = id);
        if (r == 0)
                *ret = pg_bool(rows, 0, ERRAND_WITHDRAW_WITHDRAWN);
        return err_trace(r);
}

/* --- the engine ----------------------------------------------------------------------------------------- */

/* NULL: they were sealed for a key that is not here. */
static const char *open_words(Store *store, const char *words, Arena *arena) {
        const char *word, *header, *body, *opened = NULL;
        _cleanup_age_file_key_ AgeFileKey key = { 0 };
        const unsigned char *plain;
        size_t n;
        json_auto_t *list = json_loads(words, 0, NULL);
        if (json_unpack(list, "[s, s, s!]", &word, &header, &body) || !str_eq(word, SEALED)) {
                opened = words;
        } else {
                const unsigned char *payload = base64_read(body, arena, &n);
                if (payload && sealing_open(store, header, &key) == 0 &&
                    age_payload_open(&key, payload, n, arena, &plain, &n) == 0)
                        opened = (const char *)plain;
        }
        return opened;
}

int errand_begin(Store *store, int64_t id, Arena *arena, Errand *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, errand_begin, &rows, .id = id);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return ERRAND_E_GONE;
        *ret = (Errand){
                .id = id,
                .login = arena_strdup(arena, pg_text(rows, 0, ERRAND_BEGIN_LOGIN)),
                .words = open_words(store, arena_strdup(arena, pg_text(rows, 0, ERRAND_BEGIN_WORDS)), arena),
                .fresh = pg_bool(rows, 0, ERRAND_BEGIN_FRESH),
                .officer = pg_bool(rows, 0, ERRAND_BEGIN_OFFICER),
                .auditor = pg_bool(rows, 0, ERRAND_BEGIN_AUDITOR),
        };
        ret->reply_to = pg_bytes(rows, 0, ERRAND_BEGIN_REPLY_TO, arena, &ret->reply_to_n);
        return 0;
}

int errand_answer(Store *store, int64_t id, const unsigned char *sealed, size_t n) {
        int r = store_call(store, errand_answer, NULL, .id = id, .sealed = { sealed, n });
        return err_trace(r);
}

int errand_forget(Store *store) {
        int r = store_call(store, errand_forget, NULL);
        return err_trace(r);
}

/* --- who acts ------------------------------------------------------------------------------------------- */

int acts_for(Store *store, const char *actor) {
        int r = store_call(store, acts_for, NULL, .actor = actor);
        return err_trace(r);
}

int speaks_for(Store *store, const char *name, Arena *arena, const char **ret_actor) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, speaks_for, &rows, .name = name);
        if (r == 0)
                *ret_actor = arena_strdup(arena, pg_text(rows, 0, SPEAKS_FOR_ACTOR));
        return err_trace(r);
}
