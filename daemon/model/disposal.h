#pragma once
/* What is done to what is due, and how many people have to approve it. */

#include "base/text.h"

/* What a run may do. review: destroyed, but for what a person who looked decides to keep. The check of
 * muniment.run.disposal holds the same words: a test compares them. */
#define RUN_DISPOSALS(WORD)                                                                                  \
        WORD(ARCHIVE, "archive")                                                                             \
        WORD(UNARCHIVE, "unarchive")                                                                         \
        WORD(ANONYMISE, "anonymise")                                                                         \
        WORD(DESTROY, "destroy")                                                                             \
        WORD(REVIEW, "review")
/* remind: nothing is done to it; people are told that something of theirs is overdue. */
#define DISPOSALS(WORD)                                                                                      \
        RUN_DISPOSALS(WORD)                                                                                  \
        WORD(REMIND, "remind")

typedef enum Disposal {
#define WORD(name, word) DISPOSAL_##name,
        DISPOSALS(WORD)
#undef WORD
                _DISPOSAL_MAX
} Disposal;

/* How many people approve a run. As the check of muniment.run.approval has them. */
#define APPROVALS(WORD)                                                                                      \
        WORD(NONE, "none")                                                                                   \
        WORD(ONE, "one")                                                                                     \
        WORD(TWO, "two")
typedef enum Approval {
#define WORD(name, word) APPROVAL_##name,
        APPROVALS(WORD)
#undef WORD
                _APPROVAL_MAX
} Approval;

/* What an action is, for all who ask; what it does, retention/batch.c does. */
typedef struct DisposalTraits {
        bool destroys;    /* it cannot be undone: it destroys, or makes unrecognisable */
        bool archives;    /* it marks as archived, or takes the mark away */
        bool of_archived; /* it is done to what is archived */
        bool blanks;      /* it may take single columns of a row */
        bool coarsens;    /* rows stay, and must be like enough others */
        bool decided;     /* a person decides what becomes of each, so one at least approves */
        bool reminds;     /* no run does it: people are told */
} DisposalTraits;

DisposalTraits disposal_traits(Disposal disposal);
bool disposal_destroys(Disposal disposal);
/* Whether it puts into the archive. */
bool disposal_archives(Disposal disposal);
/* False, and *ret untouched, for an unknown word; of approvals likewise. */
bool disposal_from_string(const char *s, Disposal *ret);
const char *disposal_to_string(Disposal disposal);
bool approval_from_string(const char *s, Approval *ret);
const char *approval_to_string(Approval approval);
