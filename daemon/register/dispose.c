#include "register/dispose.h"

#include "base/error.h"
#include "base/text.h"
#include "register/news.h"
#include "register/went.h"
#include "statements.h"

typedef struct KeyList {
        const char **items;
        size_t n;
} KeyList;

static KeyList dispose_read_keys(Arena *arena, const PgRows *rows) {
        KeyList keys = { arena_array(arena, pg_rows_count(rows) + 1, sizeof *keys.items),
                         pg_rows_count(rows) };
        for (size_t i = 0; i < keys.n; i++)
                keys.items[i] = arena_strdup(arena, pg_text(rows, i, ONLY_COLUMN));
        return keys;
}

/* A disposal that is carried out. */
typedef struct Disposing {
        Register *reg;
        Arena *arena;
        DisposeCounts *counts;
} Disposing;

static int run_on_keys(const Disposing *d, const char *sql, const KeyList *keys, KeyList *ret,
                       int64_t *ret_affected) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(d->arena);
        pg_arg_texts(&args, keys->items, keys->n);
        int r = pg_query(register_pg(d->reg), sql, &args, &rows);
        if (r)
                return err_trace(r);
        if (ret_affected)
                *ret_affected = pg_rows_affected(rows);
        if (ret)
                *ret = dispose_read_keys(d->arena, rows);
        return 0;
}

static int run_all(Register *reg, const char *const *sql, size_t n) {
        for (size_t i = 0; i < n; i++) {
                int r = pg_query(register_pg(reg), sql[i], NULL, NULL);
                if (r)
                        return err_trace(r);
        }
        return 0;
}

static int run_all_on_keys(const Disposing *d, const char *const *sql, size_t n, const KeyList *keys) {
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = run_on_keys(d, sql[i], keys, NULL, NULL);
        return err_trace(r);
}

static int dispose_kept(Register *reg, const char *table) {
        register_note_kept(reg, table);
        return DISPOSE_E_KEPT;
}

/* left finds a table by its name, where something is as it was; NULL: nothing can be. */
static int dispose_look(Register *reg, const char *left, const PgArgs *args) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        if (!left)
                return 0;
        int r = pg_query(register_pg(reg), left, args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) > 0 ? dispose_kept(reg, pg_text(rows, 0, ONLY_COLUMN)) : 0;
}

static int look_by_keys(const Disposing *d, const char *left, const KeyList *keys) {
        PgArgs args = PG_ARGS(d->arena);
        pg_arg_texts(&args, keys->items, keys->n);
        return dispose_look(d->reg, left, &args);
}

static int change_all(const Disposing *d, const CompiledChange *changes, size_t n, const KeyList *keys) {
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++) {
                r = run_on_keys(d, changes[i].sql, keys, NULL, NULL);
                if (r == 0 && changes[i].left)
                        r = look_by_keys(d, changes[i].left, keys);
        }
        return err_trace(r);
}

/* Which of the joint rows no other owner keeps. */
static int joint_going(const Disposing *d, const CompiledJoint *joint, const KeyList *joined,
                       const KeyList *keys, KeyList *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(d->arena);
        pg_arg_texts(&args, joined->items, joined->n);
        pg_arg_texts(&args, keys->items, keys->n);
        int r = pg_query(register_pg(d->reg), joint->going, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = dispose_read_keys(d->arena, rows);
        return 0;
}

static int destroy_group(const Disposing *d, const CompiledGroup *group, const KeyList *keys,
                         int64_t *ret_rows);

static const char *table_of(Arena *arena, const Entity *e) {
        return arena_printf(arena, "%s.%s", e->schema, e->table);
}

/* By the server's count, so that what a cascade takes along is among it. */
static int destroy_going(const Disposing *d, const Entity *entity, const KeyList *going) {
        bool counted = d->counts->arena && d->counts->within == 0;
        int64_t rows = 0;
        Went went = { 0 };
        if (going->n == 0)
                return 0;
        int r = counted ? went_begin(d->reg, d->arena, &went) : 0;
        d->counts->within++;
        if (r == 0)
                r = destroy_group(d, compiled_group(register_disposal(d->reg), entity), going, &rows);
        d->counts->within--;
        if (r == 0 && counted)
                r = went_end(d->reg, d->arena, &went);
        if (r)
                return err_trace(r);
        if (counted)
                d->counts->last_links = went_add(d->counts->arena, d->counts->last_links, went.went);
        d->counts->shared += rows;
        return 0;
}

static void note_still_shared(Arena *arena, const Entity *entity, size_t n, DisposeCounts *counts) {
        if (n > 0 && counts->arena)
                counts->still_shared =
                        went_add_rows(counts->arena, counts->still_shared, table_of(arena, entity), n);
}

/* Rows of several owners: locked, so that no other owner goes or comes meanwhile; then those that only we
 * kept go, while what they hang on is still there to find them by; the others are unlinked from us. */
static int settle_joint(const Disposing *d, const CompiledJoint *joint, const KeyList *keys) {
        KeyList joined = { 0 }, going = { 0 };
        int r = run_on_keys(d, joint->lock, keys, &joined, NULL);
        if (r || joined.n == 0)
                return err_trace(r);
        r = joint_going(d, joint, &joined, keys, &going);
        if (r == 0)
                r = destroy_going(d, joint->entity, &going);
        if (r == 0 && going.n < joined.n)
                r = change_all(d, joint->unlinks, joint->n_unlinks, keys);
        if (r)
                return err_trace(r);
        d->counts->unlinked += (int64_t)(joined.n - going.n);
        note_still_shared(d->arena, joint->entity, joined.n - going.n, d->counts);
        return 0;
}

/* What cannot be emptied and would be left naming the gone: the register's own rules forbid the disposal. */
static int check_nones(const Disposing *d, const CompiledGroup *group, const KeyList *keys) {
        for (size_t i = 0; i < group->n_nones; i++) {
                KeyList found = { 0 };
                int r = run_on_keys(d, group->nones[i], keys, &found, NULL);
                if (r)
                        return err_trace(r);
                if (found.n > 0)
                        return PG_E_CONFLICT;
        }
        return 0;
}

/* What is to be done while the group is still there. */
static int prepare_group(const Disposing *d, const CompiledGroup *group, const KeyList *keys,
                         KeyList *joined) {
        int r = run_all(d->reg, group->defers, group->n_defers);
        if (r == 0)
                r = run_all_on_keys(d, group->locks, group->n_locks, keys);
        for (size_t i = 0; i < group->n_shared && r == 0; i++)
                r = run_on_keys(d, group->shared[i].lock, keys, &joined[i], NULL);
        for (size_t i = 0; i < group->n_joints && r == 0; i++)
                r = settle_joint(d, &group->joints[i], keys);
        if (r == 0)
                r = change_all(d, group->before, group->n_before, keys);
        if (r == 0)
                r = check_nones(d, group, keys);
        return err_trace(r);
}

/* The rows that a circle is to take, table by table. */
static int read_meant(const Disposing *d, const CompiledDelete *delete, const KeyList *keys, KeyList *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(d->arena);
        pg_arg_texts(&args, keys->items, keys->n);
        int r = pg_query(register_pg(d->reg), delete->meant, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        for (size_t k = 0; k < delete->n_kept; k++)
                ret[k].items = arena_array(d->arena, n + 1, sizeof *ret[k].items);
        for (size_t i = 0; i < n; i++) {
                KeyList *of = &ret[pg_i64(rows, i, MEANT_PLACE)];
                of->items[of->n++] = arena_strdup(d->arena, pg_text(rows, i, MEANT_KEY));
        }
        return 0;
}

/* Not the rows that the server counts: what another program took meanwhile is gone as well. */
static int delete_and_look(const Disposing *d, const CompiledDelete *delete, const KeyList *keys,
                           int64_t *ret_rows) {
        KeyList *meant = arena_array(d->arena, delete->n_kept + 1, sizeof *meant);
        int r = delete->meant ? read_meant(d, delete, keys, meant) : 0;
        if (r == 0)
                r = run_on_keys(d, delete->sql, keys, NULL, ret_rows);
        if (r == 0)
                r = look_by_keys(d, delete->left, keys);
        for (size_t k = 0; k < delete->n_kept && r == 0; k++)
                r = look_by_keys(d, delete->kept[k], &meant[k]);
        return err_trace(r);
}

/* A history that a trigger fills is as full when its rows have gone as before: so all go once more. */
static int delete_all(const Disposing *d, const CompiledGroup *group, const KeyList *keys,
                      int64_t *ret_rows) {
        int64_t later;
        int r = 0;
        for (size_t i = 0; i < group->n_deletes && r == 0; i++)
                r = delete_and_look(d, &group->deletes[i], keys, ret_rows);
        for (size_t i = 0; i < group->n_deletes && r == 0 && group->again; i++)
                r = delete_and_look(d, &group->deletes[i], keys, &later);
        return err_trace(r);
}

/* First locks what the group shares, then deletes the group, then looks, with a newer snapshot, which of the
 * shared has no link left; those are groups of their own. Keys only shrink, so the recursion ends. */
static int destroy_group(const Disposing *d, const CompiledGroup *group, const KeyList *keys,
                         int64_t *ret_rows) {
        KeyList *joined = arena_array(d->arena, group->n_shared + 1, sizeof *joined);
        int r = prepare_group(d, group, keys, joined);
        if (r == 0)
                r = delete_all(d, group, keys, ret_rows);
        for (size_t i = 0; i < group->n_shared && r == 0; i++) {
                KeyList going = { 0 };
                if (joined[i].n == 0)
                        continue;
                r = run_on_keys(d, group->shared[i].going, &joined[i], &going, NULL);
                if (r == 0)
                        r = destroy_going(d, group->shared[i].entity, &going);
                if (r == 0)
                        note_still_shared(d->arena, group->shared[i].entity, joined[i].n - going.n,
                                          d->counts);
        }
        return err_trace(r);
}

/* For the register's own triggers, which may call things by bare names. The system's own come first: nothing
 * in the path can take their place. Until the transaction's end. */
static int enter_path(Register *reg, Arena *arena) {
        const DataMap *map = register_map(reg);
        _cleanup_text_ Text path = { 0 };
        PgArgs args = PG_ARGS(arena);
        if (map->n_search_path == 0)
                return 0;
        text_append(&path, "pg_catalog");
        for (size_t i = 0; i < map->n_search_path; i++)
                text_appendf(&path, ", %s",
                             pg_quote_name(register_pg(reg), arena, NULL, map->search_path[i]));
        pg_arg_text(&args, text_str(&path));
        return pg_query(register_pg(reg), SQL_EMBED_REGISTER_SEARCH_PATH, &args, NULL);
}

/* Whatever an act of ours sets off in the register and does not settle, the register has refused: its own
 * constraint, trigger, rule or grant. Others' locks and a lost connection pass, and are not refusals. */
int dispose_settle(int r) {
        bool passes = r == PG_E_RETRY || pg_is_away(r) || r == DISPOSE_E_KEPT;
        return r == 0 || passes ? err_trace(r) : DISPOSE_E_REFUSED;
}

int register_destroy(Register *reg, const Entity *unit, const char *const *keys, size_t n,
                     DisposeCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const CompiledDisposal *disposal = register_disposal(reg);
        KeyList list = { arena_array(arena, n + 1, sizeof *list.items), n };
        for (size_t i = 0; i < n; i++)
                list.items[i] = keys[i];
        *ret = (DisposeCounts){ .arena = ret->arena };
        if (n == 0)
                return 0;
        int r = enter_path(reg, arena);
        if (r == 0)
                r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_DESTROY_PLAINLY, NULL, NULL);
        if (r == 0)
                r = run_all(reg, disposal->lock_tables, disposal->n_lock_tables);
        if (r == 0)
                r = destroy_group(&(Disposing){ reg, arena, ret }, compiled_group(disposal, unit), &list,
                                  &ret->units);
        if (r == 0 && ret->units != (int64_t)n) /* they were locked */
                return dispose_kept(reg, table_of(arena, unit));
        if (r == 0 && unit == &register_map(reg)->entities[0])
                r = register_news_forget(reg, keys, n);
        return dispose_settle(r);
}

/* seen: those of its parameters by which it is looked at afterwards. */
static int dispose_change(Register *reg, const CompiledChange *change, const PgArgs *args, const PgArgs *seen,
                          int64_t *ret_rows) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(reg), change->sql, args, &rows);
        if (r)
                return err_trace(r);
        *ret_rows = pg_rows_affected(rows);
        return dispose_look(reg, change->left, seen);
}

/* More than five: each key has its day beside it. */
int register_archive(Register *reg, const Entity *unit, const char *const *keys, const Date *days, size_t n,
                     const char *ground, DisposeCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const CompiledGroup *group = compiled_group(register_disposal(reg), unit);
        const char **texts = arena_array(arena, n + 1, sizeof *texts);
        *ret = (DisposeCounts){ 0 };
        for (size_t i = 0; i < n; i++)
                texts[i] = arena_strdup(arena, DATE_TEXT(days[i]));
        int entered = enter_path(reg, arena);
        if (entered)
                return dispose_settle(entered);
        for (size_t i = 0; i < group->n_archives && n > 0; i++) {
                int64_t rows = 0;
                PgArgs args = PG_ARGS(arena);
                pg_arg_texts(&args, keys, n);
                pg_arg_texts(&args, texts, n);
                const PgArgs seen = args;
                if (i == 0 && unit == register_map(reg)->entities && register_map(reg)->ground)
                        pg_arg_text(&args, ground);
                int r = dispose_change(reg, &group->archives[i], &args, &seen, &rows);
                if (r)
                        return dispose_settle(r);
                if (i == 0) /* the unit's own */
                        ret->units = rows;
        }
        return ret->units == (int64_t)n ? 0 : dispose_kept(reg, table_of(arena, unit));
}

int register_unarchive(Register *reg, const char *const *keys, size_t n, DisposeCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const CompiledGroup *group = &register_disposal(reg)->groups[0];
        *ret = (DisposeCounts){ 0 };
        int entered = enter_path(reg, arena);
        if (entered)
                return dispose_settle(entered);
        for (size_t i = 0; i < group->n_archives && n > 0; i++) { /* the subject's own comes last */
                PgArgs args = PG_ARGS(arena);
                pg_arg_texts(&args, keys, n);
                int r = dispose_change(reg, &group->unarchives[i], &args, &args, &ret->units);
                if (r)
                        return dispose_settle(r);
        }
        return ret->units == (int64_t)n ? 0 : dispose_kept(reg, table_of(arena, group->root));
}

int register_blank(Register *reg, const Entity *unit, const char *const *columns, size_t n_columns,
                   const char *const *keys, size_t n, DisposeCounts *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        PgArgs args = PG_ARGS(arena);
        compiler.arena = arena;
        *ret = (DisposeCounts){ 0 };
        if (n == 0)
                return 0;
        pg_arg_texts(&args, keys, n);
        int r = enter_path(reg, arena);
        const CompiledChange blank = compile_blank(&compiler, unit, columns, n_columns);
        if (r == 0)
                r = dispose_change(reg, &blank, &args, &args, &ret->units);
        if (r == 0 && ret->units != (int64_t)n)
                return dispose_kept(reg, table_of(arena, unit));
        return dispose_settle(r);
}

static PgArgs receipt_args(Arena *arena, const char *run, int64_t batch) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, run);
        pg_arg_i64(&args, batch);
        return args;
}

int receipt_claim(Register *reg, Arena *arena, const char *run, int64_t batch, const char **ret_outcome) {
        _cleanup_(pg_rows_freep) PgRows *claimed = NULL, *rows = NULL;
        PgArgs args = receipt_args(arena, run, batch);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_CLAIM, &args, &claimed);
        if (r)
                return err_trace(r);
        if (pg_rows_count(claimed) > 0)
                return 0;
        r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_READ, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return PG_E_RETRY; /* it was there a moment ago */
        *ret_outcome = arena_strdup(arena, pg_text(rows, 0, RECEIPT_OUTCOME));
        return DISPOSE_E_DONE;
}

int receipt_write(Register *reg, const char *run, int64_t batch, const Receipt *receipt) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = receipt_args(arena, run, batch);
        pg_arg_text(&args, receipt->counts);
        pg_arg_text(&args, receipt->outcome);
        pg_arg_i64(&args, receipt->epoch);
        pg_arg_bytes(&args, receipt->stones, receipt->size);
        pg_arg_bytes(&args, receipt->marks, receipt->marks_size);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_WRITE, &args, NULL);
        return err_trace(r);
}

int receipt_empty(Register *reg, const char *run, int64_t batch) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = receipt_args(arena, run, batch);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_EMPTY, &args, NULL);
        return err_trace(r);
}

int receipt_empty_run(Register *reg, const char *run) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, run);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_RECEIPT_EMPTY_RUN, &args, NULL);
        return err_trace(r);
}
