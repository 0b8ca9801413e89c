#pragma once
/* SQL from a data map: the one place of the house where statements are composed in C. Names come from the
 * map, are checked against the catalog before they get here, and are quoted by name() in compile.c alone;
 * values are always bound.
 *
 * A key travels as text: of one column, its text; of several, a JSON array of their texts. $1 of most
 * statements is an array of such keys. */

#include "model/rule.h"
#include "register/catalog.h"

typedef struct Compiler {
        Pg *pg; /* for quoting; NULL in tests of nothing but shape is not allowed */
        Arena *arena;
        const DataMap *map;
        const Catalog *catalog;
        bool one_key; /* the keys' parameter is one key as text, not an array */
} Compiler;

/* A group: a root (the subject, something shared, or rows by themselves) and what it owns. It is disposed of
 * together. */
typedef struct CompiledShared {
        const Entity *entity;
        const char *lock;  /* $1 root keys -> keys of what their links join, locked in key order */
        const char *going; /* $1 keys -> those of them no link joins any more */
} CompiledShared;

/* An update, and how to see that it was one: triggers and rules of the register's own may keep values back.
 */
typedef struct CompiledChange {
        const char *sql;
        const char *left; /* its first parameters -> the table's name, when rows are still as they were; NULL:
                             nothing of the register's own acts on updates of the table */
} CompiledChange;

typedef struct CompiledDelete {
        const char *sql;   /* $1 root keys */
        const char *left;  /* $1 root keys -> names of tables that kept rows that were to go */
        const char *meant; /* a circle's only, for there the owners go with the rows that hang on them: $1
                              root keys -> its table's place below, and the key, of each row that is to go */
        const char *
                *kept; /* of each table of a circle: $1 keys -> its name, when one of them is still there */
        size_t n_kept;
} CompiledDelete;

/* Rows that belong to the group's rows and to others. */
typedef struct CompiledJoint {
        const Entity *entity;
        const char *lock;        /* $1 root keys -> keys, locked in key order */
        const char *going;       /* $1 keys, $2 root keys -> those that no other owner keeps */
        CompiledChange *unlinks; /* $1 root keys: empties the columns that name what is going */
        size_t n_unlinks;
} CompiledJoint;

/* $1 of every statement: root keys. In this order, from top to bottom. */
typedef struct CompiledGroup {
        const Entity *root;
        const char **defers; /* without parameters: foreign keys to be looked at when all is done */
        size_t n_defers;
        const char **locks;
        size_t n_locks;
        CompiledShared *shared; /* locked here; gone at the end */
        size_t n_shared;
        CompiledJoint *joints; /* locked; those going destroyed as groups of their own; the others unlinked */
        size_t n_joints;
        CompiledChange *before; /* empties what else names the group's rows */
        size_t n_before;
        const char **nones; /* must find nothing: rows that name the group's and cannot be emptied */
        size_t n_nones;
        CompiledDelete *deletes; /* children first, the root last. What the catalog proves to go by cascade
                                    has no statement of its own */
        size_t n_deletes;
        bool again;                 /* a trigger may write rows of the group while it goes: once more, then */
        CompiledChange *archives;   /* $1 root keys, $2 days: the root first; with $3, the ground, for the
                                    subject   of a map that keeps it. None when the root cannot be archived */
        CompiledChange *unarchives; /* the subject's group only, as many: the subject last */
        size_t n_archives;
} CompiledGroup;

typedef struct CompiledDisposal {
        CompiledGroup *groups; /* groups[0] is the subject's; one for each entity but the reference ones */
        size_t n_groups;
        const char **lock_tables; /* links and joint rows whose edge no foreign key guards */
        size_t n_lock_tables;
} CompiledDisposal;

void compile_disposal(const Compiler *c, CompiledDisposal *ret);
/* The group with this root; NULL when it is no root. */
const CompiledGroup *compiled_group(const CompiledDisposal *disposal, const Entity *root);

/* The columns of what is composed here, by the same names where it is read. */
enum { COUNT_ENTITY, COUNT_ROWS };
enum { COLLECT_ENTITY, COLLECT_ITEMS };
enum { MEANT_PLACE, MEANT_KEY }; /* of CompiledDelete.meant */
enum { FACTS_BORN, FACTS_DIED, FACTS_ARCHIVED, FACTS_SHIELDED, FACTS_LANGUAGE, FACTS_KEY };
enum { ONLY_COLUMN }; /* of a statement that answers one thing */

/* $1 keys of a unit (the subject, or an entity) -> a row an entity: its name, how many of its rows hang on
 * them. What is shared may stay, and is not counted. */
const char *compile_count(const Compiler *c, const Entity *unit);
/* $1 keys of a unit, all that go together -> likewise for what goes by its last link only: shared rows, and
 * what they own. NULL: the map has none. */
const char *compile_count_shared(const Compiler *c, const Entity *unit);
/* $1 a number -> how many rows there are, counted no further than that. */
const char *compile_count_up_to(const Compiler *c, const Entity *entity);

/* $1 one key -> a row an entity: its name, its rows as a JSON array. */
const char *compile_collect(const Compiler *c);

/* $1 keys -> birth, death, archived, shielded, language (null where the map keeps none), key of each. */
const char *compile_facts(const Compiler *c);

/* $1 keys of the entity -> how many of them are there and not archived. NULL when it cannot be archived. */
const char *compile_live(const Compiler *c, const Entity *entity);
/* $1 keys of the entity: blanks these columns of its rows. */
CompiledChange compile_blank(const Compiler *c, const Entity *entity, const char *const *columns, size_t n);
/* $1 keys of the entity -> how many of its rows are left; with columns: that hold something in one of them.
 */
const char *compile_left(const Compiler *c, const Entity *entity, const char *const *columns, size_t n);
/* Within compile*.c: fills the group's statements for archiving and bringing back. */
void compile_archives(const Compiler *c, CompiledGroup *group);

/* Whether the entity goes by itself when its owner goes. */
bool compile_cascades(const Compiler *c, const Entity *entity);
/* What is at the top of what owns it: the subject, a shared entity or one of several owners; NULL for
 * reference entities. */
const Entity *compile_root(const DataMap *map, const Entity *entity);
/* vacuum (analyze) of one table; full: written anew. */
const char *compile_vacuum(Pg *pg, Arena *arena, const char *schema, const char *table, bool full);
