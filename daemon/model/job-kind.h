#pragma once
/* The kinds of work in the queue, and the states it goes through there. A row in work/jobs-FEATURE.c says
 * what each is about, what it does and whether that is done daily. In the database a kind is any word of that
 * form: a job of a kind that this program does not know is refused. */

#include "base/text.h"

#define JOB_KINDS(WORD)                                                                                      \
        WORD(ACCURACY_SWEEP, "accuracy.sweep")                                                               \
        WORD(DELIVER, "deliver")                                                                             \
        WORD(ERRAND, "errand")                                                                               \
        WORD(HOLD_REMIND, "hold.remind")                                                                     \
        WORD(LEDGER_SEQUENCE, "ledger.sequence")                                                             \
        WORD(NOTICE_COMPOSE, "notice.compose")                                                               \
        WORD(NOTICE_DISCOVER, "notice.discover")                                                             \
        WORD(POLICY_LOAD, "policy.load")                                                                     \
        WORD(QUEUE_TIDY, "queue.tidy")                                                                       \
        WORD(REGISTER_WATCH, "register.watch")                                                               \
        WORD(REQUEST_COLLECT, "request.collect")                                                             \
        WORD(REQUEST_LETTER, "request.letter")                                                               \
        WORD(REQUEST_LETTERS, "request.letters")                                                             \
        WORD(REQUEST_RENDER, "request.render")                                                               \
        WORD(RETENTION_CARRY_OUT, "retention.carry-out")                                                     \
        WORD(RETENTION_PLAN, "retention.plan")                                                               \
        WORD(SEAL_RENEW, "seal.renew")

typedef enum JobKind {
#define WORD(name, word) JOB_##name,
        JOB_KINDS(WORD)
#undef WORD
                _JOB_KIND_MAX,
} JobKind;

/* What they mean says sql/migrate/0003-jobs.sql, whose check holds the same words: a test compares them. */
#define JOB_STATES(WORD)                                                                                     \
        WORD(QUEUED, "queued")                                                                               \
        WORD(RUNNING, "running")                                                                             \
        WORD(DONE, "done")                                                                                   \
        WORD(FAILED, "failed")                                                                               \
        WORD(DISCARDED, "discarded")

typedef enum JobState {
#define WORD(name, word) JOB_STATE_##name,
        JOB_STATES(WORD)
#undef WORD
                _JOB_STATE_MAX,
} JobState;

const char *job_kind_to_string(JobKind kind);
/* False, and *ret untouched, for an unknown word. */
bool job_kind_from_string(const char *s, JobKind *ret);
const char *job_state_to_string(JobState state);
bool job_state_from_string(const char *s, JobState *ret);
