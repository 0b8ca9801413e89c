#include "base/error.h"
#include "notices/notices.h"
#include "requests/letters.h"
#include "work/jobs.h"

/* Sends what is ready, and asks what became of what was sent. */
static int job_deliver(Work *work) {
        DeliveryCounts counts = { 0 };
        return notices_deliver(&work->context, &requests_letter_judge, &counts);
}

JOB(DELIVER, .schedule = JOB_DAILY, .run = job_deliver);
