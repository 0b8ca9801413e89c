#pragma once
/* A dossier as a person thinks: people and things under headings, not rows of tables. Each fact stands with
 * when it held, who told it, and its own day of disposal and rule. For the files of requests/ only. */

#include "requests/wording.h"

/* A row of the register with its items, some disclosed, some not. */
typedef struct DossierRow {
        const DossierItem *items;
        size_t n;
        const Entity *entity;
        const json_t *held; /* as the register has it today; NULL: not so any more */
        const char *thing;  /* what it is about: rows with the same are one thing */
        bool shown;         /* something of it is disclosed */
} DossierRow;

/* Whether the item only says when a fact held and who told it: nothing is said of a row that shows no more,
 * nor is such an item counted when it is kept back. */
bool things_is_beside(const DossierItem *item);
/* In the dossier's order; in the arena. */
DossierRow *things_rows(const Wording *w, size_t *ret_n);
/* [{"title", "several", "things": [{"title", "current", "lines": [...]}]}]: of what is disclosed; the caller
 * owns it. A line is a fact {"label", "value"}, or of the fact above it "when", "told", or "fates". */
json_t *things_groups(const Wording *w, const DossierRow *rows, size_t n);
/* What becomes of the whole record: [{"what", "on", "day", "rule"}...], rule the number in the list of rules.
 */
json_t *things_record_fates(const Wording *w);
