#pragma once
/* Sweeps, checks and discrepancies, as statements. What is recorded says which attribute was compared and how
 * it came out, never a value. */

#include "base/conditions.h"
#include "store/sealing.h"
#include "store/store.h"

typedef struct SweepState {
        int64_t id, asked, sample; /* sample 0: everybody */
        const char *after;         /* the key after which it goes on; NULL: from the first. In the arena */
        bool fresh;                /* begun just now, not carried on */
} SweepState;

typedef struct SweepCounts {
        int64_t subjects, asked, agreed, differed, withheld, unknown;
} SweepCounts;

/* Begins a sweep, or carries on the one that runs. */
int sweep_begin(Store *store, const char *source, const char *register_name, Date on, int64_t sample,
                Arena *arena, SweepState *ret);
/* One session at a time works it, until it leaves it or ends. *ret_got false: another does. */
int sweep_take(Store *store, int64_t sweep, bool *ret_got);
int sweep_leave(Store *store, int64_t sweep);
/* Adds to the counts and moves the mark. */
int sweep_progress(Store *store, int64_t sweep, const char *after, const SweepCounts *more);
int sweep_finish(Store *store, int64_t sweep, SweepCounts *ret);

/* Those of the keys to be asked about, in their order. Stale: last answered on that day or before. */
int subject_checks_due(Store *store, int64_t sweep, const char *source, const char *register_name,
                       const char *const *keys, size_t n, Date stale, Arena *arena, const char ***ret,
                       size_t *ret_n);

/* Columns of equal length; see the tables of the same names. An item of grade or version may be NULL. */
typedef struct SubjectChecks {
        const char **subject, **status, **because, **version;
        size_t n;
} SubjectChecks;
typedef struct CheckResults {
        const char **subject, **attribute, **outcome, **grade, **because;
        size_t n;
} CheckResults;
typedef struct Discrepancies {
        const char **subject, **attribute, **kind, **grade;
        const char **because, **version, **header, **value; /* of found; value sealed, or both NULL */
        size_t n;
} Discrepancies;

int subject_checks_record(Store *store, const char *source, int64_t sweep, Date on,
                          const SubjectChecks *checks);
int check_results_record(Store *store, const char *source, Date on, Date next, const CheckResults *results);
/* due: the day by which they are to be decided. sealing: for whom header and value are sealed. */
int discrepancies_record(Store *store, const char *source, Date on, Date due, const Sealing *sealing,
                         const Discrepancies *found);
/* Ends those about what was looked at ("attribute" of looked) that are not among found. kind of looked: what
 * the register says of it by itself, NULL for nothing; one that stands ends by that alone. */
int discrepancies_gone(Store *store, const char *source, Date on, const Discrepancies *looked,
                       const Discrepancies *found);

/* For people: rows as the statements of the same names have them. */
int accuracy_sweeps(Store *store, int64_t limit, PgRows **ret);
int accuracy_statuses(Store *store, Date today, PgRows **ret);
int accuracy_subjects(Store *store, PgRows **ret);
int accuracy_agreement(Store *store, PgRows **ret);
