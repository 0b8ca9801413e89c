#pragma once
/* Recorded: what a slice brought, as rows of the governance database, in one transaction. */

#include "accuracy/judge.h"
#include "agency/agency.h"
#include "store/accuracy.h"
#include "store/context.h"

typedef struct Slice {
        int64_t sweep;
        const char *register_name, *after; /* after: the mark to be set */
        const WatchSubject *subjects;
        Answer *answers;
        Finding **findings; /* findings[i]: an item each, NULL unless answers[i] was compared */
        size_t n;
        int64_t passed_over; /* subjects before it that were not stale */
        bool broken;         /* no usable answer at all: the mark stays, so that the slice is asked again */
} Slice;

/* Joins the open transaction. 0 or a PG_E_ condition. */
int record_slice(Context *context, const JudgePlan *plan, const Slice *slice, Arena *arena);
