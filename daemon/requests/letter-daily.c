#include "requests/letter-daily.h"

#include "base/error.h"
#include "requests/days.h"
#include "requests/heard.h"
#include "store/request-letter.h"

/* The last lawful day moves by itself where they were not told of a longer time. */
static int letter_daily_due(Step *step) {
        StatutoryClock clock;
        int r = requests_clock(step->context, &step->request, &clock);
        if (r == REQUESTS_E_CLOCK)
                return 0; /* of a law that is loaded no longer */
        if (r || clock.due == step->request.due)
                return err_trace(r);
        if (step->request.due != DATE_NONE && clock.due != DATE_NONE)
                return days_move(step, &clock);
        step->request.due = clock.due;
        return request_set_due(step->context->store, step->request.ref, clock.due);
}

int letter_daily(Step *step) {
        Context *c = step->context;
        const Date today = clock_today(&c->clock);
        RequestLetter letter = { .request = step->request.ref };
        RequestEvent *events;
        Heard heard;
        size_t n;
        if (request_state_is_final(step->request.state))
                return 0;
        int r = letter_daily_due(step);
        /* Nothing on record says that another right was carried out: how far it is, a person writes. */
        if (r || step->request.kind != REQUEST_ACCESS)
                return err_trace(r);
        r = request_events(c->store, step->request.ref, c->arena, &events, &n);
        if (r)
                return err_trace(r);
        heard_read(events, n, &heard);
        letter.of = heard_missed(&heard, step->request.due, today);
        letter.kind = letter.of == DATE_NONE ? REQUEST_LETTER_PROGRESS : REQUEST_LETTER_LATE;
        if (letter.of != DATE_NONE)
                letter.due = heard_late_by(c, &step->request, letter.of);
        else
                letter.due = letter.of = heard.last + LETTER_SILENCE_DAYS;
        if (heard.last == DATE_NONE || letter.due > today)
                return 0;
        r = request_letter_want_on(c->store, &letter);
        return err_trace(r);
}
