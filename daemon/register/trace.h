#pragma once
/* Looking for what should be gone, without asking the map who owns whose rows. */

#include "register/register.h"
#include "register/scan.h"
#include "register/unsearched.h"

/* How sure it is that whoever holds a value holds something of the subject. */
#define TRACE_SURE  'i' /* an identifier */
#define TRACE_MAYBE 'm' /* another's may be the same: a telephone number */
#define TRACE_NAME  'n' /* words that belong together */

/* What identifies these subjects, before they go: each value with its kind, for trace_add(). In the arena. */
int trace_identifying(Register *reg, const char *const *keys, size_t n, Arena *arena, const char ***ret,
                      size_t *ret_n);

typedef struct TraceFor {
        Scan *scan;
        Arena *arena;
        const char **keys; /* of several columns only: the server is asked for them */
        size_t n_keys, keys_room, n_short_names;
        /* After each piece of a table, with how long it took; anything but 0 ends the looking. NULL: no rest.
         */
        int (*rest)(void *data, uint64_t took_usec);
        void *data;
} TraceFor;

/* The value, where it was noted as sure; NULL: it was not. */
const char *trace_sure(const char *noted);

/* More to look for. identifiers: values of the map's tombstone columns, and of trace_identifying(). */
void trace_add(Register *reg, TraceFor *want, const char *const *keys, size_t n_keys,
               const char *const *identifiers, size_t n_identifiers);

typedef struct Trace {
        const char *place; /* "schema.table" */
        int64_t rows;
        int64_t maybe;   /* rows that hold a name, or what may be another's: for a person to look at */
        int64_t nowhere; /* rows that, by the map, belong to a row that is not there: likewise */
        bool unread;     /* it could hold something, but the engine may not read it, or not all of its rows */
} Trace;

typedef struct TraceReport {
        Trace *traces;
        Unsearched *unsearched;
        size_t n, n_unsearched;
        int64_t places; /* looked through */
} TraceReport;

/* Every table of the database, mapped or not, in whatever schema, partitioned, inherited or unlogged, every
 * materialised view and large object: each once, as of one moment, however much is looked for. 0, a PG_E_
 * condition, or what rest() said. */
int register_trace(Register *reg, TraceFor *want, Arena *arena, TraceReport *ret);
/* How many rows of the entity with these keys are there and not archived. */
int register_count_live(Register *reg, const Entity *entity, const char *const *keys, size_t n, int64_t *ret);
/* How many rows of the entity with these keys are left; with columns: that hold something in one of them. */
int register_count_left(Register *reg, const Entity *entity, const char *const *columns, size_t n_columns,
                        const char *const *keys, size_t n, int64_t *ret);
