#pragma once
/* The sheet on which a dossier is decided: a text for an editor, a line an item.
 *
 *         # dossier 3f2a...
 *         [child 1] -
 *         12 undecided - | T2: withhold third-party | Mother's name: Mary Example | child.mother, school
 *         > what was weighed
 *         = what goes out instead
 *
 * What stands before the first | may be changed: decision, reason, and the number of an opinion. A group's
 * own line decides what is left undecided in it. */

#include "base/text.h"
#include "store/dossier.h"

typedef struct SheetLine {
        int64_t item;                     /* 0: a group's own line */
        int group, line;                  /* the group's place; where it stands */
        const char *word;                 /* "undecided", "-" of a group that nothing is said of */
        const char *because, *how, *text; /* NULL: not said */
        int64_t opinion;
} SheetLine;

typedef struct Sheet {
        const char *mark; /* of the dossier; NULL: it has none */
        SheetLine *lines;
        size_t n;
} Sheet;

void sheet_write(const char *ref, const char *mark, const DossierItem *items, size_t n, Text *out);
/* In the arena. NULL, or a sentence that says which line is wrong. */
const char *sheet_read(const char *text, Arena *arena, Sheet *ret);

/* One decision, and whose: "1,4,9-12". */
typedef struct SheetChange {
        const char *items, *word, *because, *how, *text;
        int64_t opinion;
        size_t n;
} SheetChange;
/* What the changed sheet says otherwise than the one before; what is alike is one change. NULL, or a
 * sentence. */
const char *sheet_compare(const Sheet *before, const Sheet *after, Arena *arena, SheetChange **ret,
                          size_t *ret_n);
