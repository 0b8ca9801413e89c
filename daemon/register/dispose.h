#pragma once
/* Carrying a disposal out in a register, within the caller's transaction, on rows that due_lock() has locked.
 */

#include "base/conditions.h"
#include "register/register.h"

typedef struct DisposeCounts {
        int64_t units, shared; /* subjects, or rows of the entity, that went or were changed; shared rows that
                                  went with their last link */
        int64_t unlinked;      /* rows that another owner keeps */
        Arena *arena;          /* in, for the next two; NULL: they are not counted */
        const char *last_links;   /* JSON object: rows by "schema.table" that went with a last link, with what
                                     hung on them */
        const char *still_shared; /* likewise: rows that stay, for somebody else holds them as well */
        int within;               /* how deep in such a row's own group */
} DisposeCounts;

/* What a failure of the register's transaction is: also for its commit, at which its deferred triggers and
 * constraints speak. */
int dispose_settle(int r);

/* Each of the four below: 0; DISPOSE_E_REFUSED: the register's own code or rules did (pg_refusal() names
 * them); DISPOSE_E_KEPT: a trigger or rule of its own kept rows back (register_kept() says where);
 * PG_E_RETRY, PG_E_LOST. The transaction is to be undone.
 *
 * unit: the map's subject, or an entity whose rows are disposed of by themselves; keys are the unit's.
 * Destroys them, what they own, and what they alone still shared. */
int register_destroy(Register *reg, const Entity *unit, const char *const *keys, size_t n,
                     DisposeCounts *ret);
/* Marks them and what hangs on them as archived, each from its own day. ground: written beside it where the
 * map keeps one; NULL: none. */
int register_archive(Register *reg, const Entity *unit, const char *const *keys, const Date *days, size_t n,
                     const char *ground, DisposeCounts *ret);
/* Brings subjects back from the archive, with the rows that went there on the same day. */
int register_unarchive(Register *reg, const char *const *keys, size_t n, DisposeCounts *ret);
/* Blanks columns of the unit's rows. */
int register_blank(Register *reg, const Entity *unit, const char *const *columns, size_t n_columns,
                   const char *const *keys, size_t n, DisposeCounts *ret);

/* Receipts, when the governance database is another one. run: its token.
 * Claim: 0, this batch is ours; DISPOSE_E_DONE, it was done before, and *ret_outcome (in the arena) is what
 * receipt_write() was given, or NULL once emptied. */
int receipt_claim(Register *reg, Arena *arena, const char *run, int64_t batch, const char **ret_outcome);
typedef struct Receipt {
        const char *counts, *outcome; /* JSON */
        int64_t epoch;                /* register_advance(); 0: none */
        const unsigned char *stones;  /* fingerprints side by side; they stay, as their marks do */
        const unsigned char *marks;
        size_t size, marks_size;
} Receipt;
int receipt_write(Register *reg, const char *run, int64_t batch, const Receipt *receipt);
int receipt_empty(Register *reg, const char *run, int64_t batch);
/* Those of the whole run: a crash may have come before one was emptied. */
int receipt_empty_run(Register *reg, const char *run);
