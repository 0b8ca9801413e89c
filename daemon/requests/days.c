#include "requests/days.h"

#include "base/error.h"
#include "base/text.h"
#include "requests/step.h"
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

/* While it is paused, or waits for what it lacks, there is no day to move. */
static int move_day(Context *context, const char *ref) {
        _cleanup_step_ Step step = { 0 };
        StatutoryClock clock = { 0 };
        int r = step_begin(&step, context, ref);
        if (r == 0)
                r = requests_clock(context, &step.request, &clock);
        if (r == REQUESTS_E_CLOCK)
                return 0; /* of a law that is loaded no longer: the day it had stands */
        if (r)
                return err_trace(r);
        Date before = step.request.due;
        bool runs = clock.state != CLOCK_PAUSED && clock.state != CLOCK_NOT_STARTED;
        if (!runs || before == DATE_NONE || clock.due == before)
                return 0;
        r = request_set_due(context->store, ref, clock.due);
        if (r == 0)
                r = ledger_note_subject(
                        context, ENTRY_REQUEST_DAY_MOVED, step.request.subject,
                        arena_printf(context->arena, "request %s", ref),
                        json_pack("{s:s, s:s}", "from", DATE_TEXT(before), "to", DATE_TEXT(clock.due)));
        if (r == 0)
                r = pg_tx_commit(&step.tx);
        return err_trace(r);
}

int requests_days(Context *context) {
        const char **refs;
        size_t n;
        int r = request_open_refs(context->store, context->arena, &refs, &n);
        for (size_t i = 0; i < n && r == 0; i++)
                r = move_day(context, refs[i]);
        return err_trace(r);
}
