#include "requests/letter-daily.h"

#include "base/error.h"
#include "requests/heard.h"
#include "settings/settings.h"
#include "store/request-letter.h"

/* The last day by which they were to hear, and have not: one that was promised, or the law's; DATE_NONE:
 * none.
 */
static Date letter_missed(const Heard *heard, Date due, Date today) {
        Date missed = DATE_NONE;
        if (heard->promised != DATE_NONE && heard->promised < today)
                missed = heard->promised;
        if (due != DATE_NONE && due < today && due > missed)
                missed = due;
        return missed != DATE_NONE && heard->last <= missed ? missed : DATE_NONE;
}

int letter_daily(Step *step) {
        Context *c = step->context;
        const Holidays *holidays = regimes_holidays(c->settings->regimes, step->request.jurisdiction);
        const Date today = clock_today(&c->clock);
        RequestLetter letter = { .request = step->request.ref };
        RequestEvent *events;
        Heard heard;
        size_t n;
        /* Nothing on record says that another right was carried out: how far it is, a person writes. */
        if (request_state_is_final(step->request.state) || step->request.kind != REQUEST_ACCESS)
                return 0;
        int r = request_events(c->store, step->request.ref, c->arena, &events, &n);
        if (r)
                return err_trace(r);
        heard_read(events, n, &heard);
        letter.of = letter_missed(&heard, step->request.due, today);
        letter.kind = letter.of == DATE_NONE ? REQUEST_LETTER_PROGRESS : REQUEST_LETTER_LATE;
        if (letter.of != DATE_NONE)
                letter.due = holidays ? holidays_roll(holidays, letter.of + 1) : letter.of + 1;
        else
                letter.due = letter.of = heard.last + LETTER_SILENCE_DAYS;
        if (heard.last == DATE_NONE || letter.due > today)
                return 0;
        r = request_letter_want_on(c->store, &letter);
        return err_trace(r);
}
