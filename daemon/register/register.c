#include "register/register.h"

#include "base/error.h"
#include "base/text.h"
#include "register/check.h"
#include "register/edges.h"
#include "register/epoch.h"
#include "seal/hash.h"
#include "settings/settings.h"
#include "statements.h"
#include "store/store.h"

#include <string.h>

#include <assert.h>

struct Register {
        const RegisterSettings *settings;
        const Settings *all;
        Arena *arena; /* catalog and compiled statements */
        Pg *own, *pg; /* own: NULL when shared */
        DataMap *map; /* its own copy, whose edges follow the catalog */
        Catalog catalog;
        int64_t epoch_known;
        bool epoch_there;
        CompiledDisposal *disposal; /* NULL: not yet compiled */
        PgStatement collect;        /* sql NULL: not yet compiled */
        const char *kept;           /* a table; NULL: none */
};

static int connect(Context *context, Register *reg) {
        if (!reg->settings->connection) {
                reg->pg = store_pg(context->store);
                return 0;
        }
        const PgOptions options = {
                .conninfo = reg->settings->connection,
                .application_name = "muniment register",
                .role = "muniment_engine",
                .statement_timeout_ms = context->settings->statement_timeout_ms,
                .lock_timeout_ms = context->settings->lock_timeout_ms,
        };
        int r = pg_open(&options, &reg->own);
        reg->pg = reg->own;
        return err_trace(r);
}

int register_open_unchecked(Context *context, const char *name, Register **ret) {
        const RegisterSettings *settings = settings_register(context->settings, name);
        if (!settings)
                return REGISTER_E_UNKNOWN;
        _cleanup_(register_closep) Register *reg = calloc(1, sizeof *reg);
        if (!reg)
                return err_origin(-ENOMEM);
        reg->settings = settings;
        reg->all = context->settings;
        reg->arena = arena_new();
        int r = connect(context, reg);
        if (r == 0)
                r = catalog_load(reg->pg, reg->arena, settings->map, &reg->catalog);
        if (r)
                return err_trace(r);
        reg->map = data_map_copy(settings->map, reg->arena);
        catalog_bind(&reg->catalog, reg->arena, reg->map);
        edges_settle(&reg->catalog, reg->arena, reg->map);
        *ret = TAKE_PTR(reg);
        return 0;
}

/* Whoever opens a register has it looked at: it may have been restored since the last time. */
static int register_register_look(Context *context, Register *reg) {
        Epoch epoch;
        int r = register_look(context, reg, reg->arena, &epoch);
        if (r)
                return err_trace(r);
        if (epoch.lacks)
                return REGISTER_E_MAP;
        reg->epoch_known = epoch.known;
        reg->epoch_there = epoch.there;
        return epoch.verdict == VERDICT_OPEN ? 0 : REGISTER_E_CLOSED;
}

bool register_is_away(int r) {
        return r == REGISTER_E_UNKNOWN || r == REGISTER_E_MAP || r == REGISTER_E_CLOSED ||
               r == STATE_E_FILE || pg_is_away(r) || r == PG_E_DENIED || r == PG_E_NO_ROLE ||
               r == PG_E_POOLED;
}

int register_open(Context *context, const char *name, Register **ret) {
        _cleanup_(register_closep) Register *reg = NULL;
        int r = register_open_unchecked(context, name, &reg);
        if (r)
                return err_trace(r);
        assert(reg);
        r = register_register_look(context, reg);
        if (r)
                return err_trace(r);
        Problems problems = PROBLEMS(reg->arena);
        register_check_map(reg, &problems);
        if (problems.errors)
                return REGISTER_E_MAP;
        *ret = TAKE_PTR(reg);
        return 0;
}

Register *register_close(Register *reg) {
        if (reg) {
                pg_close(reg->own);
                arena_free(reg->arena);
                free(reg);
        }
        return NULL;
}

const char *register_name(const Register *reg) {
        return reg->settings->name;
}

const DataMap *register_map(const Register *reg) {
        return reg->map;
}

const Entity *register_unit(const Register *reg, const char *entity) {
        const DataMap *map = register_map(reg);
        return entity ? data_map_entity(map, entity) : &map->entities[0];
}

const Catalog *register_catalog(const Register *reg) {
        return &reg->catalog;
}

const Rule **register_rules(const Register *reg, Arena *arena, size_t *ret_n) {
        const char *map = register_map(reg)->name;
        RuleCursor at = { 0 };
        *ret_n = 0;
        while (settings_next_rule(reg->all, map, &at))
                (*ret_n)++;
        const Rule **rules = arena_array(arena, *ret_n + 1, sizeof *rules);
        at = (RuleCursor){ 0 };
        for (size_t i = 0; i < *ret_n; i++)
                rules[i] = settings_next_rule(reg->all, map, &at);
        return rules;
}

const Rule **register_minimum_rules(const Register *reg, Arena *arena, size_t *ret_n) {
        size_t n;
        const Rule **rules = register_rules(reg, arena, &n);
        *ret_n = 0;
        for (size_t i = 0; i < n; i++)
                if (rules[i]->direction == DIRECTION_MINIMUM)
                        rules[(*ret_n)++] = rules[i];
        return rules;
}

Pg *register_pg(Register *reg) {
        return reg->pg;
}

bool register_epoch_there(const Register *reg) {
        return reg->epoch_there;
}

int64_t register_epoch_known(const Register *reg) {
        return reg->epoch_known;
}

bool register_shared(const Register *reg) {
        return !reg->own;
}

Compiler register_compiler(Register *reg) {
        return (Compiler){ .pg = reg->pg, .arena = reg->arena, .map = reg->map, .catalog = &reg->catalog };
}

const CompiledDisposal *register_disposal(Register *reg) {
        if (!reg->disposal) {
                Compiler compiler = register_compiler(reg);
                reg->disposal = arena_new_of(reg->arena, CompiledDisposal);
                compile_disposal(&compiler, reg->disposal);
        }
        return reg->disposal;
}

const PgStatement *register_statement_collect(Register *reg) {
        if (!reg->collect.sql) {
                unsigned char digest[SHA256_SIZE];
                Compiler compiler = register_compiler(reg);
                compiler.one_key = true;
                const char *sql = compile_collect(&compiler);
                sha256(sql, strlen(sql), digest);
                reg->collect = (PgStatement){
                        .name = arena_printf(reg->arena, "collect_%.16s", SHA256_HEX(digest)),
                        .sql = sql,
                        .n_params = 1,
                };
        }
        return &reg->collect;
}

const char *register_kept(const Register *reg) {
        return reg->kept;
}

void register_note_kept(Register *reg, const char *table) {
        reg->kept = arena_strdup(reg->arena, table);
}

int register_begin(Register *reg, PgTx *tx) {
        return register_shared(reg) ? 0 : pg_tx_begin(reg->pg, tx);
}

int register_commit(PgTx *tx) {
        return tx->pg ? pg_tx_commit(tx) : 0;
}

int register_lock_holds(Register *reg, bool exclusive) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, register_name(reg));
        int r = pg_query(reg->pg,
                         exclusive ? SQL_EMBED_REGISTER_HOLDS_LOCK : SQL_EMBED_REGISTER_HOLDS_LOCK_SHARED,
                         &args, NULL);
        /* No such schema, or no such function in it: muniment migrate has not been here. */
        if (r < 0 && (str_eq(pg_sqlstate(reg->pg), "3F000") || str_eq(pg_sqlstate(reg->pg), "42883")))
                return REGISTER_E_MAP;
        return err_trace(r);
}
