#pragma once
/* Differences as cases, as statements: who has them, what was compared, what was decided, what was put right.
 * What was compared is sealed under a key of the difference, and destroyed when it ends. */

#include "base/conditions.h"
#include "model/compare.h"
#include "model/difference-words.h"
#include "store/sealed-values.h"
#include "store/store.h"

/* What was compared. Of a correction: what the register held, and what it was given. */
typedef struct Evidence {
        const char *held, *told;
        const char *why; /* a sentence without a value; NULL: none */
        const char *row; /* the key of the register's row; NULL: there was none */
} Evidence;

/* Seals it under a key of its own. *ret_header and *ret_value are NULL where sealing has nobody to seal for:
 * then it is not kept. 0 or a fault. */
int evidence_seal(const Sealing *sealing, const Evidence *evidence, Arena *arena, const char **ret_header,
                  const char **ret_value);

/* The same under a key that is there. 0, AGE_E_FORM. */
const char *evidence_seal_with(const ValueKey *key, const Evidence *evidence, Arena *arena);
int evidence_open_with(const ValueKey *key, const char *stored, Arena *arena, Evidence *ret);

typedef struct Difference {
        int64_t id;
        const char *source, *register_name, *ref, *subject, *attribute;
        DifferenceKind kind;
        DifferenceState state;
        Grade grade;                                      /* _GRADE_MAX: none */
        const char *because, *owner, *version, *asked_at; /* NULL: none */
        DifferenceVerdict verdict;
        const char *decided_by; /* NULL: not decided */
        Date found, seen, due, decided;
        Evidence evidence; /* held NULL: it is not kept, or no longer */
        bool begun, corrected;
        Evidence correction; /* of one that was begun */
} Difference;

/* Opens what is sealed of it. 0, DIFFERENCE_E_NONE, SEALING_E_NO_KEY, AGE_E_FORM. */
int difference_load(Store *store, int64_t difference, Arena *arena, Difference *ret);

/* Rows as the statement of the name has them; source and owner NULL: any. */
int difference_list(Store *store, const char *source, const char *owner, bool standing_too, int64_t limit,
                    PgRows **ret);
/* At most limit of those that wait for a decision, after a number (0: from the first). attributes NULL: any.
 */
int difference_waiting(Store *store, const char *source, const char *const *attributes, size_t n_attributes,
                       int64_t after, int64_t *ids, size_t limit, size_t *ret_n);

/* A decision about a difference, with its ledger entry, in a transaction of its own or the caller's. 0,
 * DIFFERENCE_E_NONE, DIFFERENCE_E_ENDED, DIFFERENCE_E_UNFIT. */
int difference_decide(Store *store, int64_t difference, DifferenceVerdict verdict, const char *by, Date on);
/* Whoever acts is its owner from now on. 0, DIFFERENCE_E_ENDED: there is none that is open. */
int difference_take(Store *store, int64_t difference, Arena *arena, const char **ret_owner);

/* Before the register is touched: what it held and what it is to hold, sealed under the subject's key.
 * 0, SEALING_E_NO_KEY. */
int correction_begin(Store *store, const Difference *difference, const Evidence *correction, const char *by);
int correction_drop(Store *store, int64_t difference);
