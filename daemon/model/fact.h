#pragma once
/* What a law pack has families told of a register: by what power it is kept, for what, who receives it. Texts
 * frame these and state none themselves. Read by settings/law-fact.c; plain data in an arena. */

#include "base/date.h"
#include "model/nation.h"

#include <stdbool.h>
#include <stddef.h>

/* What is told (UK GDPR Arts 13, 14, 15(1)). */
typedef enum FactKind {
        FACT_POWER, /* the law by which the register is kept */
        FACT_BASIS, /* the lawful basis, Arts 6, 9 and 10 */
        FACT_PURPOSE,
        FACT_SCOPE,     /* who is on it */
        FACT_SOURCE,    /* from whom it comes, where rows do not say */
        FACT_RECIPIENT, /* who receives it or may look */
        FACT_SAFEGUARD, /* what those must do who look */
        FACT_TRANSFER,  /* to other countries */
        FACT_DECISION,  /* by computer alone */
        FACT_ABSENT,    /* what it never holds: categories that its map may not have */
        FACT_REGULATOR, /* how the regulator is reached */
        _FACT_KIND_MAX,
} FactKind;

/* Whole sentences. plain: to children; never NULL. */
typedef struct FactWords {
        const char *full, *plain;
} FactWords;

typedef struct Fact {
        FactKind kind;
        const char *map; /* NULL: every register */
        Nation nation;   /* told only under a pack of this nation; NATION_UNSAID: under any */
        const char *cite;
        Date from, to;           /* by the day of the document, inclusive; DATE_NONE: open */
        const FactWords *words;  /* by the place of the language */
        const char **categories; /* ABSENT */
        size_t n_categories;
} Fact;

/* "recipient", as packs and texts call it. */
const char *fact_kind_to_string(FactKind kind);
/* Whether several of a kind may be true of a register at once. */
bool fact_kind_repeats(FactKind kind);
/* Whether a letter about a new record may not go without it (UK GDPR Art 14(1)(c) and (e)). */
bool fact_kind_is_needed(FactKind kind);
bool fact_in_force(const Fact *fact, Date on);
/* Whether there is a day on which both are in force. */
bool facts_meet(const Fact *a, const Fact *b);
