#include "base/error.h"
#include "notices/notices.h"
#include "work/jobs.h"

/* News to obligations; their letters are made next. */
static int job_notice_discover(Work *work) {
        int64_t made;
        int r = notices_discover(&work->context, work->of, DATE_NONE, &made);
        return r ? err_trace(r)
                 : job_enqueue(work->context.store, JOB_NOTICE_COMPOSE, NULL, NULL,
                               clock_today(&work->context.clock));
}

/* A day's letters are shared by all the workers there are, of whatever hosts: each slice is a job. */
#define LETTERS_A_SLICE 50
#define SLICES_MOST     16

static int notice_share_out(Work *work, ObligationSlice *slice) {
        int64_t letters;
        Store *store = work->context.store;
        int r = obligations_open(store, &letters);
        slice->of = letters / LETTERS_A_SLICE < SLICES_MOST ? letters / LETTERS_A_SLICE : SLICES_MOST;
        slice->of += slice->of == 0;
        for (int64_t i = 1; r == 0 && i < slice->of; i++)
                r = job_enqueue(store, JOB_NOTICE_COMPOSE,
                                arena_printf(work->context.arena, "%lld", (long long)i),
                                json_pack("{s:I, s:I}", "slice", (json_int_t)i, "of", (json_int_t)slice->of),
                                clock_today(&work->context.clock));
        return err_trace(r);
}

/* Whoever shared them out takes the first slice, and then whatever is left: what came meanwhile, too. */
static int job_notice_compose(Work *work) {
        ObligationSlice slice = { .of = json_integer_value(json_object_get(work->arguments, "of")),
                                  .nth = json_integer_value(json_object_get(work->arguments, "slice")) };
        int64_t made = 0, more = 0, waiting;
        bool first = slice.of <= 0;
        int r = first ? notice_share_out(work, &slice) : 0;
        if (r == 0)
                r = notices_compose_open(&work->context, &slice, &made, &waiting);
        if (r == 0 && first && slice.of > 1)
                r = notices_compose_open(&work->context, &OBLIGATIONS_ALL, &more, &waiting);
        return r || made + more == 0 ? err_trace(r)
                                     : job_enqueue(work->context.store, JOB_DELIVER, NULL, NULL,
                                                   clock_today(&work->context.clock));
}

JOB(NOTICE_DISCOVER, .scope = JOB_OF_REGISTER, .schedule = JOB_DAILY, .run = job_notice_discover);
JOB(NOTICE_COMPOSE, .run = job_notice_compose);
