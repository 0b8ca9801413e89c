#include "requests/days.h"

#include "base/error.h"
#include "base/text.h"
#include "requests/heard.h"
#include "seal/hash.h"
#include "settings/settings.h"
#include "store/ledger.h"

#include <string.h>

const char *requests_calendar_digest(const Settings *settings, Arena *arena) {
        _cleanup_text_ Text all = { 0 };
        unsigned char digest[SHA256_SIZE];
        const Regimes *regimes = settings->regimes;
        for (size_t i = 0; i < regimes->n_holidays; i++) {
                const Holidays *h = &regimes->holidays[i];
                text_appendf(&all, "%d %d-%d", (int)h->jurisdiction, h->first_year, h->last_year);
                for (size_t k = 0; k < h->n_days; k++)
                        text_appendf(&all, " %s", DATE_TEXT(h->days[k]));
        }
        sha256(text_str(&all), strlen(text_str(&all)), digest);
        return arena_strdup(arena, SHA256_HEX(digest));
}

/* A letter that left names the day it had: later than that they may be answered, and not unasked. */
static int days_keep(Step *step, Date before) {
        RequestEvent *events;
        Heard heard;
        size_t n;
        bool told = false;
        int r = heard_by_letter(step->context, step->request.ref, &told);
        if (r || !told)
                return err_trace(r);
        r = request_events(step->context->store, step->request.ref, step->context->arena, &events, &n);
        if (r)
                return err_trace(r);
        heard_read(events, n, &heard);
        return heard.promised == DATE_NONE ? step_event(step, REQUEST_EVENT_PROMISED, NULL, before) : 0;
}

int days_move(Step *step, const StatutoryClock *clock) {
        Context *c = step->context;
        Date before = step->request.due, to = clock->due;
        if (request_state_is_final(step->request.state) || before == DATE_NONE || to == before)
                return 0;
        int r = request_set_due(c->store, step->request.ref, to);
        if (r == 0)
                r = ledger_note_subject(c, ENTRY_REQUEST_DAY_MOVED, step->request.subject,
                                        arena_printf(c->arena, "request %s", step->request.ref),
                                        json_pack("{s:s, s:s?}", "from", DATE_TEXT(before), "to",
                                                  to == DATE_NONE ? NULL : DATE_TEXT(to)));
        if (r == 0 && to != DATE_NONE && to > before && to != clock->extended_due)
                r = days_keep(step, before);
        step->request.due = to;
        return err_trace(r);
}

/* While it is paused, or waits for what it lacks, there is no day to move. */
static int move_day(Context *context, const char *ref) {
        _cleanup_step_ Step step = { 0 };
        StatutoryClock clock = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0)
                r = requests_clock(context, &step.request, &clock);
        if (r == REQUESTS_E_CLOCK)
                return 0; /* of a law that is loaded no longer: the day it had stands */
        if (r == 0 && clock.state != CLOCK_PAUSED && clock.state != CLOCK_NOT_STARTED)
                r = days_move(&step, &clock);
        if (r == 0)
                r = step_commit(&step);
        return err_trace(r);
}

int requests_days(Context *context) {
        const char **refs;
        size_t n;
        int first = 0;
        int r = request_open_refs(context->store, context->arena, &refs, &n);
        for (size_t i = 0; i < n && r == 0; i++) {
                int moved = move_day(context, refs[i]);
                if (moved == PG_E_LOST)
                        r = moved;
                else if (first == 0)
                        first = moved; /* of one request; the others have their days all the same */
        }
        return r ? err_trace(r) : first;
}
