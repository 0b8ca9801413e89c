#include "base/error.h"
#include "requests/letters.h"
#include "requests/requests.h"
#include "retention/explain.h"
#include "work/jobs.h"

static int request_step(Work *work, int (*step)(Context *context, const char *ref)) {
        int r = step(&work->context, work->of);
        /* The decision that it waits for brings it near (muniment.outward_resume). */
        if (r == REQUESTS_E_STOPPED)
                work->again_seconds = 3600;
        return err_trace(r);
}

static int job_request_collect(Work *work) {
        return request_step(work, requests_collect);
}

static int make_report(Context *context, const char *ref) {
        return requests_render(context, ref, retention_explain);
}

static int job_request_render(Work *work) {
        return request_step(work, make_report);
}

static int job_request_letter(Work *work) {
        int64_t made;
        int r = requests_letters(&work->context, work->of, &made);
        return err_trace(r);
}

static int job_request_letters(Work *work) {
        int r = requests_letters_all(&work->context);
        return err_trace(r);
}

JOB(REQUEST_LETTER, .scope = JOB_OF_REQUEST, .run = job_request_letter);
JOB(REQUEST_LETTERS, .schedule = JOB_DAILY, .run = job_request_letters);
JOB(REQUEST_COLLECT, .scope = JOB_OF_REQUEST, .run = job_request_collect);
JOB(REQUEST_RENDER, .scope = JOB_OF_REQUEST, .run = job_request_render);
