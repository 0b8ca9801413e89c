#pragma once
/* Does a map fit the database it describes, and is everything in the database on the map? */

#include "register/register.h"
#include "settings/problems.h"

typedef struct MapCheck {
        int coverage;          /* per cent: of the columns of all tables of the schemas, those that are on the
                                  map or of a table that it leaves off with a reason */
        const char **unmapped; /* "schema.table" of a table that hangs on the subject, or seems to; or
                                  "schema.table.column" of a mapped one */
        const char **unanswered; /* "schema.table": of the others those that the map says nothing of */
        size_t n_unmapped, n_unanswered;
        size_t n_columns;             /* that are not on the map, those of unmapped tables among them */
        const char **missing_indexes; /* "create index ..." */
        size_t n_missing_indexes;
        unsigned char
                digest[32]; /* of all that is not on the map: a column more, or another type, changes it */
} MapCheck;

/* What the map names and the catalog does not have, and what would make disposal unsafe. */
void register_check_map(Register *reg, Problems *problems);
/* Days of events that base/date.h does not hold; only of a map that fits. 0 or a PG_E_ condition. */
int register_check_days(Register *reg, Problems *problems);
/* What of the register itself would refuse or change a disposal: triggers, rules, rights, publications, large
 * objects, and columns that a rule would empty and nobody can; without all, only what would refuse it
 * for certain. 0 or a PG_E_ condition. */
int register_check_own_code(Register *reg, Problems *problems, bool all);
/* Whether it takes writes, and knows what its letters are. 0 or a PG_E_ condition. */
int register_check_server(Register *reg, Problems *problems);
/* Whether the register's agent is older than this program. 0 or a PG_E_ condition. */
int register_check_agent(Register *reg, Problems *problems);
/* Whether its new records come to be known by comparing alone. 0 or a PG_E_ condition. */
int register_check_news(Register *reg, Problems *problems);
/* Which rules for this register would read a large table whole every day, each with the index that it lacks.
 */
void register_check_rules(Register *reg, Problems *problems);
/* What there is and the map does not name, and which indexes are missing. In the arena. */
void register_check_coverage(Register *reg, Arena *arena, MapCheck *ret);
/* The first half of it: coverage, what is unmapped, and its digest. */
void register_check_columns(Register *reg, Arena *arena, MapCheck *ret);
