#pragma once
/* Who or what is due under a rule, compiled from the map. $1 of the statements is an array of days, $2 one of
 * texts: both are in the result, for the law's arithmetic is done here once and not in SQL. */

#include "model/rule.h"
#include "register/compile.h"

/* The columns that find, lock and show begin with: find has those before the chosen years only. Then an event
 * for each term of the rule; then, of lock, the tombstone columns where whole subjects are disposed of. The
 * subject is null where it is what goes. */
enum { DUE_COLUMN_KEY, DUE_COLUMN_SUBJECT, DUE_COLUMN_KEPT, DUE_COLUMN_CHOSEN, DUE_COLUMN_EVENTS };
enum { DUE_MONTHS_CHOSEN, DUE_MONTHS_EVENTS }; /* of months; how many comes after the events */

typedef struct CompiledDue {
        const char *find;   /* all that is due, kept or not; in no order */
        const char *any;    /* a number: 0, nothing; one index probe a branch */
        const char *count;  /* how many */
        const char *months; /* the events, chosen years, and how many of them are due */
        const char *lock;   /* $3 keys: those of them that are due, locked, in key order */
        const char *show;   /* $3 subject keys: what the rule covers of theirs, due or not; after the events
                               whether the rule applies, and whether it is due */
        const char **days, **texts;
        size_t n_days, n_texts;
        const Rule **keepers; /* "kept" n means keepers[n - 1] */
        size_t n_keepers;
} CompiledDue;

/* keepers: the minimum rules that may hold back what the rule would destroy. False: the map keeps no such
 * event, or cannot archive, or the rule governs no day that could be due. */
bool compile_due(const Compiler *c, const Rule *rule, const Rule *const *keepers, size_t n_keepers, Date on,
                 CompiledDue *ret);
/* Whether the map keeps what the rule needs. */
bool compile_due_possible(const Compiler *c, const Rule *rule);
/* What the rule acts on: the subject, or the entity it names. */
const Entity *compile_unit(const Compiler *c, const Rule *rule);
