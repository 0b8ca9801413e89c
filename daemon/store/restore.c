#include "store/restore.h"

#include "base/error.h"
#include "store/call.h"

#include <string.h>

#define GRAVE_SIZE 16 /* of a mark */

int mark_guard(Store *store, const char *register_name, int64_t entry, Arena *arena, Guard *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, mark_guard, &rows, .register_name = register_name, .entry = entry);
        if (r)
                return err_trace(r);
        *ret = (Guard){ .epoch = pg_i64(rows, 0, MARK_GUARD_EPOCH),
                        .closed = pg_bool(rows, 0, MARK_GUARD_CLOSED),
                        .entry_at = arena_strdup(arena, pg_text(rows, 0, MARK_GUARD_ENTRY_AT)) };
        return 0;
}

int mark_get(Store *store, const char *register_name, Arena *arena, Mark *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, mark_get, &rows, .register_name = register_name);
        *ret = (Mark){ 0 };
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows))
                *ret = (Mark){ .epoch = pg_i64(rows, 0, MARK_GET_EPOCH),
                               .stones = pg_i64(rows, 0, MARK_GET_STONES),
                               .system = arena_strdup(arena, pg_text(rows, 0, MARK_GET_SYSTEM)),
                               .timeline = pg_i64(rows, 0, MARK_GET_TIMELINE) };
        return 0;
}

int mark_ensure(Store *store, const char *register_name) {
        return store_call(store, mark_ensure, NULL, .register_name = register_name);
}

int mark_advance(Store *store, const char *register_name, int64_t epoch, bool stones, int64_t *ret_seq) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, mark_advance, &rows, .register_name = register_name, .epoch = epoch,
                           .stones = stones);
        if (r)
                return err_trace(r);
        *ret_seq = pg_i64(rows, 0, MARK_ADVANCE_STONES);
        return 0;
}

int mark_look(Store *store, const char *register_name, int64_t epoch, const char *system, int64_t timeline) {
        return store_call(store, mark_look, NULL, .register_name = register_name, .epoch = epoch,
                          .system = system, .timeline = timeline);
}

int mark_stones(Store *store, const char *register_name, int64_t seq) {
        return store_call(store, mark_stones, NULL, .register_name = register_name, .seq = seq);
}

int mark_ledger(Store *store, Arena *arena, int64_t *ret_id, const char **ret_at) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, mark_ledger, &rows);
        if (r)
                return err_trace(r);
        bool any = pg_rows_count(rows) > 0;
        *ret_id = any ? pg_i64(rows, 0, MARK_LEDGER_ID) : 0;
        *ret_at = any ? arena_strdup(arena, pg_text(rows, 0, MARK_LEDGER_AT)) : NULL;
        return 0;
}

int stones_next(Store *store, const char *register_name, const Stone *after, int limit, Arena *arena,
                Stone **ret, size_t *ret_n) {
        static const unsigned char none[STONE_SIZE];
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, tombstone_next, &rows, .register_name = register_name,
                           .seq = after ? after->seq : -1,
                           .fingerprint = { after ? after->fingerprint : none, STONE_SIZE }, .limit = limit,
                           .grave = { after ? after->mark : none, GRAVE_SIZE });
        if (r)
                return err_trace(r);
        Stone *stones = arena_array(arena, pg_rows_count(rows) + 1, sizeof *stones);
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                size_t size = 0;
                const unsigned char *bytes = pg_bytes(rows, i, TOMBSTONE_NEXT_FINGERPRINT, arena, &size);
                if (size != STONE_SIZE)
                        return err_origin(-EBADMSG);
                memcpy(stones[i].fingerprint, bytes, STONE_SIZE);
                stones[i].epoch = pg_i64(rows, i, TOMBSTONE_NEXT_EPOCH);
                stones[i].seq = pg_i64(rows, i, TOMBSTONE_NEXT_SEQ);
                stones[i].on = pg_date(rows, i, TOMBSTONE_NEXT_DISPOSED_ON);
                bytes = pg_bytes(rows, i, TOMBSTONE_NEXT_MARK, arena, &size);
                if (bytes && size == STONE_MARK_SIZE)
                        memcpy(stones[i].mark, bytes, size);
        }
        *ret = stones;
        *ret_n = pg_rows_count(rows);
        return 0;
}

int stones_keep(Store *store, const char *register_name, const Stone *stones, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        if (n == 0)
                return 0;
        unsigned char *fingerprints = arena_alloc(arena, n * STONE_SIZE),
                      *marks = arena_alloc(arena, n * STONE_MARK_SIZE);
        int64_t *epochs = arena_array(arena, n, sizeof *epochs), *seqs = arena_array(arena, n, sizeof *seqs);
        const char **days = arena_array(arena, n, sizeof *days);
        for (size_t i = 0; i < n; i++) {
                memcpy(fingerprints + i * STONE_SIZE, stones[i].fingerprint, STONE_SIZE);
                memcpy(marks + i * STONE_MARK_SIZE, stones[i].mark, STONE_MARK_SIZE);
                epochs[i] = stones[i].epoch;
                seqs[i] = stones[i].seq;
                days[i] = arena_strdup(arena, DATE_TEXT(stones[i].on));
        }
        return store_call(store, tombstone_keep, NULL, .register_name = register_name,
                          .fingerprints = { fingerprints, n, STONE_SIZE }, .epochs = { epochs, n },
                          .seqs = { seqs, n }, .days = { days, n }, .marks = { marks, n, STONE_MARK_SIZE });
}

int stones_match(Store *store, const char *register_name, const unsigned char *fingerprints, size_t n,
                 int64_t *ret_epochs) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        for (size_t i = 0; i < n; i++)
                ret_epochs[i] = -1;
        if (n == 0)
                return 0;
        int r = store_call(store, tombstone_match, &rows, .register_name = register_name,
                           .fingerprints = { fingerprints, n, STONE_SIZE });
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                int64_t place = pg_i64(rows, i, TOMBSTONE_MATCH_PLACE);
                if (place < 1 || place > (int64_t)n)
                        return err_origin(-EBADMSG);
                ret_epochs[place - 1] = pg_i64(rows, i, TOMBSTONE_MATCH_EPOCH);
        }
        return 0;
}

int runs_forgotten(Store *store, const char *const *tokens, const int64_t *batches, size_t n, Arena *arena,
                   const char ***ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_forgotten, &rows, .tokens = { tokens, n }, .batches = { batches, n });
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = arena_strdup(arena, pg_text(rows, i, RUN_FORGOTTEN_TOKEN));
        return 0;
}

int run_lost_note(Store *store, const char *register_name, const char *token, int64_t batches) {
        return store_call(store, run_lost_note, NULL, .token = token, .register_name = register_name,
                          .batches = batches);
}

int run_lost_known(Store *store, const char *token, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_lost_known, &rows, .token = token);
        if (r)
                return err_trace(r);
        *ret = pg_bool(rows, 0, RUN_LOST_KNOWN_KNOWN);
        return 0;
}

int run_lost_stop(Store *store, const char *token, const char *reason, int64_t *ret_run) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, run_lost_stop, &rows, .token = token, .reason = reason);
        if (r)
                return err_trace(r);
        *ret_run = pg_rows_count(rows) ? pg_i64(rows, 0, RUN_LOST_STOP_ID) : 0;
        return 0;
}

int watch_enqueue(Store *store, const char *const *registers, size_t n, Date today, int seconds) {
        return store_call(store, watch_enqueue, NULL, .registers = { registers, n }, .today = today,
                          .seconds = seconds);
}

int job_unblock(Store *store) {
        return store_call(store, job_unblock, NULL);
}
