#pragma once
/* Everything a register holds about one subject, however it hangs on them: what they own, what they share
 * with others, and the schools and practices their rows name. */

#include "register/register.h"

#include <jansson.h>

/* {"ENTITY": [{"key": "...", "owner": key or null, "to": key or null, "names": [key or null, ...],
 * "attributes":
 * {"COLUMN": value, ...}}, ...], ...}: every entity of the map, rows in key order, values as PostgreSQL
 * writes them in JSON; owner and to are the keys of the rows it goes with and, for a link, joins; names are
 * the keys of the rows that the entity's refers edges point to, in their order. The subject's row is
 * ["SUBJECT"][0]. One statement, so one moment in time. 0, REGISTER_E_NO_SUBJECT, or a PG_E_ condition. The
 * caller owns *ret. */
int register_collect(Register *reg, const char *key, json_t **ret);

/* Columns of the subject that the map gives a meaning. Strings live in the arena; NULL where not kept. */
typedef struct SubjectFacts {
        const char *key; /* as the register writes it; the key that was asked for may be written otherwise */
        Date born, died, archived;
        bool shielded;
        const char *language;
} SubjectFacts;
/* 0, REGISTER_E_NO_SUBJECT, or a PG_E_ condition. */
int register_subject_facts(Register *reg, Arena *arena, const char *key, SubjectFacts *ret);

/* The values of one column of an entity, of what register_collect() gave, each once: added to *list, in the
 * arena. */
void register_each_once(const json_t *all, const char *entity, const char *column, Arena *arena,
                        const char ***list, size_t *n);
