#pragma once
/* A governed database, opened through its data map. */

#include "base/conditions.h"
#include "register/compile.h"
#include "store/context.h"

typedef struct Register Register;

/* Opens the register of that name. One without a connection of its own is the governance database: it shares
 * the store's connection, and so its transactions. 0, REGISTER_E_UNKNOWN, REGISTER_E_MAP, REGISTER_E_CLOSED,
 * STATE_E_FILE or a PG_E_ condition. */
int register_open(Context *context, const char *name, Register **ret);
/* The same, but neither a map that does not fit nor a closed register is a reason to refuse: for muniment map
 * check, for holds, and for whatever opens it again. */
int register_open_unchecked(Context *context, const char *name, Register **ret);
/* Whether that means that the register cannot be opened now, and so says nothing for or against. */
bool register_is_away(int r);
Register *register_close(Register *reg);
DEFINE_CLEANUP(Register *, register_close)

const char *register_name(const Register *reg);
const DataMap *register_map(const Register *reg);
/* What a rule or a run acts on: the entity of that name, or the subject for NULL. NULL: there is none. */
const Entity *register_unit(const Register *reg, const char *entity);
const Catalog *register_catalog(const Register *reg);
/* Of every pack: the rules that speak of its map; those of them that say "at least". In the arena. */
const Rule **register_rules(const Register *reg, Arena *arena, size_t *ret_n);
const Rule **register_minimum_rules(const Register *reg, Arena *arena, size_t *ret_n);
Pg *register_pg(Register *reg);
/* For register/epoch.c: whether its agent keeps an epoch, and how far it had come when it was opened. */
bool register_epoch_there(const Register *reg);
int64_t register_epoch_known(const Register *reg);
/* Whether it shares the store's connection. */
bool register_shared(const Register *reg);
/* For the files of register/: compiles into the register's own arena. */
Compiler register_compiler(Register *reg);
/* The disposal of this map, compiled once. */
const CompiledDisposal *register_disposal(Register *reg);

/* The statement of register_collect(), compiled once. It has a name and is so prepared once a connection: to
 * plan it takes far longer than to run it. */
const PgStatement *register_statement_collect(Register *reg);

/* The table ("schema.table") that kept rows back when a disposal ended in DISPOSE_E_KEPT; else NULL. */
const char *register_kept(const Register *reg);
void register_note_kept(Register *reg, const char *table);

/* A transaction of the register. With a shared connection it is the store's, which must be open. */
int register_begin(Register *reg, PgTx *tx);
int register_commit(PgTx *tx);

/* No batch runs while a hold is being set: batches share the lock, setting a hold wants it alone. It lies in
 * the register itself, so it lives and dies with the transaction that destroys; until the transaction's end.
 * REGISTER_E_MAP: the register's agent is missing or too old. */
int register_lock_holds(Register *reg, bool exclusive);
