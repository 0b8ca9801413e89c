#include "model/job-kind.h"

#include "base/cleanup.h"

static const char *const words[] = { JOB_KINDS(WORD_STRING) };
static const char *const states[] = { JOB_STATES(WORD_STRING) };

const char *job_kind_to_string(JobKind kind) {
        return words[kind];
}

bool job_kind_from_string(const char *s, JobKind *ret) {
        size_t n;
        if (!str_place(s, words, ELEMENTS(words), &n))
                return false;
        *ret = (JobKind)n;
        return true;
}

const char *job_state_to_string(JobState state) {
        return states[state];
}

bool job_state_from_string(const char *s, JobState *ret) {
        size_t n;
        if (!str_place(s, states, ELEMENTS(states), &n))
                return false;
        *ret = (JobState)n;
        return true;
}
