#pragma once
/* What a register holds of the attributes that a source confirms: for many subjects at once, in slices. It
 * only reads. */

#include "register/register.h"

typedef struct WatchColumn {
        const char *entity, *column;
} WatchColumn;

typedef struct Watch Watch;

/* Compiles, into the arena, the questions about these columns. Entities must be the subject or be owned
 * by it directly; the lookup is the number by which the source is asked. 0, or REGISTER_E_MAP when the map
 * does not have one of them so. columns are kept, not copied. */
int watch_compile(Register *reg, Arena *arena, WatchColumn lookup, const WatchColumn *columns, size_t n,
                  Watch **ret);

typedef struct WatchSubject {
        const char *key, *lookup;
        bool shielded;
} WatchSubject;

/* At most limit live subjects that have a lookup number, in the order of their keys, after a key (NULL: from
 * the first). Strings live in the arena. 0 or a PG_E_ condition. */
int watch_subjects(const Watch *watch, const char *after, int64_t limit, Arena *arena, WatchSubject **ret,
                   size_t *ret_n);

/* One row of a watched entity: values in the order of the columns given to watch_compile, NULL where the
 * column is null or belongs to another entity. */
typedef struct WatchRow {
        const char *key; /* the subject's */
        const char *row; /* the row's own */
        const char *entity;
        const char **values;
} WatchRow;

/* The rows that are current on a day, of these subjects, grouped by subject and entity in no order of theirs.
 * 0 or a PG_E_ condition. */
int watch_rows(const Watch *watch, const char *const *keys, size_t n_keys, Date on, Arena *arena,
               WatchRow **ret, size_t *ret_n);
