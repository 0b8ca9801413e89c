#pragma once
/* A replay after a restore, as statements of sql/migrate/0013-graves.sql: who has an identifier in common
 * with a tombstone, what becomes of them, and who said so. */

#include "model/disposal.h"
#include "store/restore.h"

/* Identifiers of records, one each: three arrays side by side. */
typedef struct ReplayTouches {
        const char **keys;
        int64_t *attributes;
        unsigned char *fingerprints; /* STONE_SIZE each */
        size_t n;
} ReplayTouches;

int replay_touch_clear(Store *store, int64_t closing);
int replay_touch_insert(Store *store, int64_t closing, const ReplayTouches *touches);

/* Judges every record that was touched. anew: also asks about those who only agree with tombstones that are
 * older than what was restored. */
typedef struct ReplayVerdict {
        int64_t matched, anew; /* agree with a newer tombstone; with older ones only */
        int64_t fresh;         /* go by themselves, and did not when it was looked at before */
} ReplayVerdict;
int replay_classify(Store *store, int64_t closing, bool anew, ReplayVerdict *ret);

typedef struct ReplayCounts {
        int64_t goes, unapproved;          /* would be destroyed; those of them that nobody approved yet */
        int64_t unanswered, stay;          /* records asked about; answered to be another person's */
        int64_t places, places_unanswered; /* in which verification found something */
} ReplayCounts;
int replay_counts(Store *store, int64_t closing, ReplayCounts *ret);

typedef struct ReplayPlan {
        const char *planned_by, *belt; /* NULL: not planned; no belt */
        Approval approval;             /* of a plan: one or two */
        const char *approved_by;       /* JSON array of names, or NULL */
} ReplayPlan;
/* changed: what was approved so far counts no longer. */
int replay_plan(Store *store, int64_t closing, const ReplayPlan *plan, Date on, bool changed);
int replay_plan_get(Store *store, int64_t closing, Arena *arena, ReplayPlan *ret);
/* *ret_approvals: how many there are now. 0 or REPLAY_E_REPEATED. */
int replay_approve(Store *store, int64_t closing, const char *name, Date on, int64_t *ret_approvals);
/* Whatever would go is approved. */
int replay_approved(Store *store, int64_t closing);

typedef struct ReplayAnswer {
        const int64_t *ids; /* NULL: of everybody recorded anew who has none yet */
        size_t n;
        bool goes; /* else it is another person's. Of a place, only the second can be said */
        const char *by, *why;
        Date on;
} ReplayAnswer;
/* *ret_n: how many were answered; *ret_asked: JSON array of what had been asked about them. */
int replay_answer(Store *store, int64_t closing, const ReplayAnswer *answer, Arena *arena, int64_t *ret_n,
                  const char **ret_asked);

typedef struct ReplayRecord {
        int64_t id, rows;
        const char *key, *place;               /* either */
        const char *asked, *answer, *answered; /* NULL: it goes by itself; not answered. answered: by whom */
        bool approved;
} ReplayRecord;
/* What is asked about, and with all also what goes by itself. */
int replay_list(Store *store, int64_t closing, bool all, int64_t limit, Arena *arena, ReplayRecord **ret,
                size_t *ret_n);

/* Approved records after a key (NULL: from the first). */
int replay_next(Store *store, int64_t closing, const char *after, int64_t limit, Arena *arena,
                const char ***ret, size_t *ret_n);
/* Those of the keys, approved, whose identifiers are what was looked at. */
int replay_same(Store *store, int64_t closing, const ReplayTouches *now, Arena *arena, const char ***ret,
                size_t *ret_n);
int replay_destroyed(Store *store, int64_t closing, const char *const *keys, size_t n);

/* Verification found rows in a place. *ret_answered: a person has said that so many are another person's. */
int replay_place(Store *store, int64_t closing, const char *place, int64_t rows, int64_t *ret_id,
                 bool *ret_answered);
/* Only these are left. */
int replay_places_forget(Store *store, int64_t closing, const char *const *places, size_t n);
/* The register opens. */
int replay_forget(Store *store, int64_t closing);
