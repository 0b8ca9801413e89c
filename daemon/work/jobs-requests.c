#include "base/error.h"
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

JOB(REQUEST_COLLECT, .scope = JOB_OF_REQUEST, .run = job_request_collect);
JOB(REQUEST_RENDER, .scope = JOB_OF_REQUEST, .run = job_request_render);
