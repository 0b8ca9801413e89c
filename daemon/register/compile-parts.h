#pragma once
/* Within compile*.c only: pieces of statements. Everything returned lives in the compiler's arena. An
 * entity's alias is e and its place in the map, so nested selects never capture one another's names. */

#include "register/compile.h"

const char *part_alias(const Compiler *c, const Entity *e);
/* e3."column"; or an expression, where the map takes it out of one */
const char *part_column(const Compiler *c, const Entity *e, const char *column);
/* e3."a", e3."b" */
const char *part_columns(const Compiler *c, const Entity *e, const char *const *columns, size_t n);
/* "column" */
const char *part_bare(const Compiler *c, const char *column);
/* "schema"."table" */
const char *part_table(const Compiler *c, const char *schema, const char *table);
/* "schema"."table" e3 */
const char *part_from(const Compiler *c, const Entity *e);
/* An expression: a key that these columns hold, as text; null when the one column is null. */
const char *part_key_of(const Compiler *c, const Entity *e, const char *const *columns, size_t n);
/* An expression: the row's key as text. */
const char *part_key_text(const Compiler *c, const Entity *e);
/* The type of a column of the root's key. */
const char *part_key_type(const Compiler *c, const Entity *root, size_t i);
/* A condition: these columns hold one of the root's keys in the parameter. */
const char *part_in_keys(const Compiler *c, const Entity *e, const char *const *columns, const Entity *root,
                         int parameter);
/* A condition: the row hangs, through its owners, on one of the root's keys in the parameter. Of several
 * owners, one that does is enough. */
const char *part_belongs(const Compiler *c, const Entity *e, const Entity *root, int parameter);
/* The same by one of its owners alone; NULL: that one does not go with the root. */
const char *part_edge_belongs(const Compiler *c, const Entity *e, const Edge *edge, const Entity *root,
                              int parameter);
/* A condition: the root's key is past the one in the parameter. */
const char *part_after(const Compiler *c, const Entity *root, int parameter);
/* " and ..." for rows that name one by this edge; nothing where all do. */
const char *part_where(const Compiler *c, const Entity *from, const Edge *edge);
/* "::text" behind either side of an edge between different types; else nothing. */
const char *part_cast(const Edge *edge);
/* An expression, of an edge that is a list: what it holds, as an array of texts. */
const char *part_list(const Compiler *c, const Entity *from, const Edge *edge);
/* What is left of such a list without the texts that a select finds, in its order and type. */
const char *part_list_without(const Compiler *c, const Entity *from, const Edge *edge, const char *gone);
/* A condition between two rows of a statement: the edge of the one leads to the other. */
const char *part_joins(const Compiler *c, const Entity *from, const Edge *edge, const Entity *to);
/* A condition: the edge leads to a row of which the condition where holds. */
const char *part_leads_to(const Compiler *c, const Entity *from, const Edge *edge, const Entity *to,
                          const char *where);
/* A select: the keys of those rows of to that the edge of a row leads to of which the condition where holds.
 */
const char *part_named(const Compiler *c, const Entity *from, const Edge *edge, const Entity *to,
                       const char *where);
/* An expression: the key, as text, of the row that the edge leads to; null when there is none. */
const char *part_led_to(const Compiler *c, const Entity *from, const Edge *edge);
/* A condition between two rows of a statement: the one hangs, through its owners, on the other. */
const char *part_hangs(const Compiler *c, const Entity *e, const Entity *on);
/* An update of those rows of an entity of which where holds and after which it holds no more. from: "" or
 * what else it reads, each with a comma before it. */
CompiledChange part_change(const Compiler *c, const Entity *e, const char *set, const char *from,
                           const char *where);
/* A select: the entity's table by its name, when there is a row of which where holds. */
const char *part_there(const Compiler *c, const Entity *e, const char *from, const char *where);
/* A condition: the day is one that base/date.h does not hold, and so no rule can reckon with; null of a null.
 */
const char *part_unreadable(const Compiler *c, const char *day);
/* " and ..." for rows that are current on the day in the parameter, and not archived. */
const char *part_current(const Compiler *c, const Entity *e, int parameter);
/* The column that says since when rows of the entity are archived; NULL: none does. */
const char *part_archived(const Compiler *c, const Entity *e);

/* --- compile-taken.c: what the map takes out of columns --- */

/* An expression. */
const char *taken_value(const Compiler *c, const Entity *e, const Attribute *a);
/* " and ..." for rows of the kind in which the map finds the value; nothing where all are. */
const char *taken_kind(const Compiler *c, const Entity *e, const char *column);
/* An expression: what is left of a column when all that the map takes out of it has been. */
const char *taken_rest(const Compiler *c, const Entity *e, const char *column);
/* What an update sets, so that nothing of these is left. */
const char *taken_blanks(const Compiler *c, const Entity *e, const char *const *columns, size_t n);
