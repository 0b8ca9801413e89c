#include "register/epoch.h"

#include "base/error.h"
#include "base/text.h"
#include "state/state.h"
#include "statements.h"
#include "store/restore.h"

static int epoch_read_place(Register *reg, Arena *arena, Epoch *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_EPOCH_PLACE, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = (Epoch){ .there = pg_bool(rows, 0, EPOCH_PLACE_THERE),
                        .standby = pg_bool(rows, 0, EPOCH_PLACE_STANDBY),
                        .system = arena_strdup(arena, pg_text(rows, 0, EPOCH_PLACE_SYSTEM)),
                        .timeline = pg_i64(rows, 0, EPOCH_PLACE_TIMELINE),
                        .lacks = pg_is_null(rows, 0, EPOCH_PLACE_LACKS)
                                         ? NULL
                                         : arena_strdup(arena, pg_text(rows, 0, EPOCH_PLACE_LACKS)) };
        return 0;
}

int register_agent_lacks(Register *reg, Arena *arena, const char **ret) {
        Epoch place = { 0 };
        int r = epoch_read_place(reg, arena, &place);
        if (r)
                return err_trace(r);
        *ret = place.lacks;
        return 0;
}

static int read_epoch(Register *reg, Arena *arena, Epoch *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = epoch_read_place(reg, arena, ret);
        if (r || !ret->there)
                return err_trace(r);
        r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_EPOCH_READ, NULL, &rows);
        if (r)
                return err_trace(r);
        ret->epoch = pg_i64(rows, 0, EPOCH_READ_EPOCH);
        ret->open = pg_bool(rows, 0, EPOCH_READ_OPEN);
        return 0;
}

static Verdict epoch_judge(const Epoch *epoch, bool closed) {
        if (closed)
                return VERDICT_CLOSED;
        if (epoch->governance_back)
                return VERDICT_GOVERNANCE_BACK;
        if (epoch->epoch < epoch->known)
                return VERDICT_WENT_BACK;
        return epoch->there && !epoch->open ? VERDICT_AGENT_CLOSED : VERDICT_OPEN;
}

int register_look(Context *context, Register *reg, Arena *arena, Epoch *ret) {
        StateMark mark;
        StateEntry entry;
        Guard guard;
        int r = state_mark_read(context->settings, register_name(reg), &mark);
        if (r == 0)
                r = state_entry_read(context->settings, &entry);
        if (r == 0)
                r = mark_guard(context->store, register_name(reg), entry.id, arena, &guard);
        if (r == 0)
                r = read_epoch(reg, arena, ret);
        if (r)
                return err_trace(r);
        ret->known = guard.epoch > mark.epoch ? guard.epoch : mark.epoch;
        /* An entry that is not there, or was made at another moment: the database is not what it was. */
        ret->governance_back = entry.id && !str_eq(guard.entry_at, entry.at);
        ret->verdict = epoch_judge(ret, guard.closed);
        return 0;
}

int register_looked_at(Register *reg, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_EPOCH_LOOKED, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) ? arena_strdup(arena, pg_text(rows, 0, EPOCH_LOOKED_LOOKED_AT)) : NULL;
        return 0;
}

static int bump(Register *reg, int64_t known, const char *system, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, known);
        pg_arg_text(&args, system);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_EPOCH_BUMP, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return REGISTER_E_CLOSED;
        *ret = pg_i64(rows, 0, EPOCH_BUMP_EPOCH);
        return 0;
}

int register_advance(Register *reg, int64_t *ret) {
        *ret = 0;
        return register_epoch_there(reg) ? bump(reg, register_epoch_known(reg), NULL, ret) : 0;
}

int register_seen(Register *reg, int64_t known, const char *system, int64_t *ret) {
        return bump(reg, known, system, ret);
}

int register_shut(Register *reg) {
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_EPOCH_CLOSE, NULL, NULL);
        return err_trace(r);
}

int register_reopen(Register *reg, int64_t past, const char *system, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, past);
        pg_arg_text(&args, system);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_EPOCH_OPEN, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_rows_count(rows) ? pg_i64(rows, 0, EPOCH_OPEN_EPOCH) : 0;
        return 0;
}

int receipt_runs(Register *reg, Arena *arena, const char ***ret_tokens, int64_t **ret_batches,
                 size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        *ret_n = 0;
        if (register_shared(reg))
                return 0;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_RUNS, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret_tokens = arena_array(arena, *ret_n + 1, sizeof **ret_tokens);
        *ret_batches = arena_array(arena, *ret_n + 1, sizeof **ret_batches);
        for (size_t i = 0; i < *ret_n; i++) {
                (*ret_tokens)[i] = arena_strdup(arena, pg_text(rows, i, RECEIPT_RUNS_RUN));
                (*ret_batches)[i] = pg_i64(rows, i, RECEIPT_RUNS_BATCHES);
        }
        return 0;
}

int receipt_stones(Register *reg, const char *run, Arena *arena, ReceiptStones *ret, bool *ret_any) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, run);
        pg_arg_i64(&args, ret->batch);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_STONES, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_any = pg_rows_count(rows) > 0;
        if (!*ret_any)
                return 0;
        *ret = (ReceiptStones){ .batch = pg_i64(rows, 0, RECEIPT_STONES_BATCH),
                                .epoch = pg_i64(rows, 0, RECEIPT_STONES_EPOCH),
                                .on = pg_date(rows, 0, RECEIPT_STONES_DONE_ON) };
        ret->stones = pg_bytes(rows, 0, RECEIPT_STONES_STONES, arena, &ret->size);
        ret->marks = pg_bytes(rows, 0, RECEIPT_STONES_MARKS, arena, &ret->marks_size);
        return 0;
}
