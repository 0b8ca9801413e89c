#pragma once
/* What a batch came to. Where the register is another database it goes there as the receipt, in the
 * transaction that destroys, so that the governance half can be finished from it after any crash. */

#include "register/due.h"
#include "retention/retention.h"
#include "store/batch.h"
#include "store/hold.h"

typedef struct Outcome {
        Arena *arena;
        const char **disposed; /* keys, in order */
        Date *days;            /* ARCHIVE: from which day each counts as archived */
        size_t n_disposed;
        Held *held;
        size_t n_held;
        size_t n_changed;
        int64_t shared;
        int64_t epoch; /* the register's, with this batch */
        unsigned char
                *stones; /* DESTROY: fingerprints, side by side: one for each identifier of each subject */
        unsigned char *marks; /* of each: whose it is, and of which column (store/restore.h) */
        size_t n_stones;
        const char **identifiers; /* DESTROY: what verification will look for, closed (seal/closed.h) */
        size_t n_identifiers;
        const char *went, *wrote; /* JSON objects: rows by table (register/went.h); NULL: not counted */
        const char *last_links, *still_shared; /* likewise (register/dispose.h) */
} Outcome;

/* Parts what was found due into what goes, and what a hold (of held_due()) or a minimum rule keeps. */
void outcome_sort(Outcome *outcome, const Rule *rule, Date on, const DueRows *due, size_t n_manifest,
                  const int64_t *holds);
/* Makes the tombstones of those that go. One for each stable identifier: a restored backup may know a child
 * by fewer of them than we did. One without any is known by the register's key. */
void outcome_fingerprint(Outcome *outcome, const Keys *keys, const DataMap *map, const char *register_name,
                         const DueRows *due);

/* Notes, closed, what else identifies those that go, while it is still there. */
int outcome_note_identifying(Outcome *outcome, const Keys *keys, Register *reg);

/* What fingerprints of a subject are made of, for them and for finding it again: at most n_tombstone + 1
 * texts are added to ret, and of which column each is to ret_attributes. How many were. */
size_t outcome_stone_texts(Arena *arena, const DataMap *map, const char *key, const char *const *stones,
                           const char **ret, int64_t *ret_attributes);

/* How many were disposed of, as JSON, in the arena. */
const char *outcome_counts(const Outcome *outcome);
/* All of it, likewise. */
const char *outcome_write(const Outcome *outcome);
/* A fault when it is not what outcome_write() wrote. */
int outcome_read(const char *text, Outcome *ret);
