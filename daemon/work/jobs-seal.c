#include "base/error.h"
#include "documents/documents.h"
#include "store/sealed-values.h"
#include "work/jobs.h"

/* What lies open is sealed, and what is sealed for another key wrapped anew. */
static int job_seal_renew(Work *work) {
        Sealing sealing;
        int r = sealing_begin(work->context.store, work->context.arena, &sealing);
        if (r == 0)
                r = documents_seal(&work->context, &sealing);
        if (r == 0)
                r = values_seal(&work->context, &sealing);
        return r ? err_trace(r) : sealing_renew(&work->context, &sealing);
}

JOB(SEAL_RENEW, .scope = JOB_OF_KEYS, .schedule = JOB_DAILY, .run = job_seal_renew);
