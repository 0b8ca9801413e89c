#include "work/jobs.h"

#include "base/error.h"

const JobRow *job_row(JobKind kind) {
        static const JobRow *const rows[] = {
#define WORD(name, word) &job_row_##name,
                JOB_KINDS(WORD)
#undef WORD
        };
        return rows[kind];
}

const char *job_scope_argument(JobScope scope) {
        static const char *const arguments[_JOB_SCOPE_MAX] = {
                [JOB_OF_REGISTER] = "register", [JOB_OF_SOURCE] = "source", [JOB_OF_REQUEST] = "request",
                [JOB_OF_RUN] = "run",           [JOB_OF_ERRAND] = "errand",
        };
        return arguments[scope];
}

static bool job_says_of(const JobRow *row, Work *work) {
        const char *argument = job_scope_argument(row->scope);
        const json_t *of = argument ? json_object_get(work->arguments, argument) : NULL;
        work->of = json_string_value(of);
        work->id = json_integer_value(of);
        if (row->scope == JOB_OF_RUN || row->scope == JOB_OF_ERRAND)
                return json_is_integer(of);
        return !argument || work->of;
}

int job_do(Work *work) {
        JobKind kind;
        if (!job_kind_from_string(work->job.kind, &kind))
                return WORK_E_KIND;
        const JobRow *row = job_row(kind);
        return job_says_of(row, work) ? err_trace(row->run(work)) : WORK_E_ARGUMENTS;
}
