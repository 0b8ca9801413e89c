#include "ledger/ledger.h"
#include "work/jobs.h"

static int job_ledger_sequence(Work *work) {
        return ledger_sequence(&work->context, NULL);
}

JOB(LEDGER_SEQUENCE, .run = job_ledger_sequence);
