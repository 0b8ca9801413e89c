/* The order of the reckoning (law of 2026; older regimes lack some of its steps):
 *
 *      start: the latest of receipt, identity and fee          Art 12A(2)
 *   -> month(s) from the start day, clamped to a short month   Reg 1182/71 Art 3(2)(c), by Art 4A
 *   -> plus the days that do not count                         Art 12A(5)-(6)
 *   -> rolled once, at the end, to a working day               Reg 1182/71 Art 3(4)
 *
 * An extension is three months from the start day, never one month and then two: from 31 January it ends on
 * 30 April, not on 28 April.
 *
 * Where the law leaves a gap. Art 12A(5) takes out the days from asking to answering, both included; the
 * Commissioner's older guidance took out only the days that the person took, which is one fewer. due follows
 * the statute, target the shorter count: who works to the target is right under either reading.
 *
 * Days on or before the start day are not counted anyway, so no pause takes them out. While a question is
 * open there is no last day: a date that moves every day would only be mistaken for one.
 *
 * Before Art 12A the text knew no pause; the Commissioner's guidance did. There the days that the person took
 * are left out of the answer's time, and never of the time for telling of an extension.
 *
 * What comes too late has no effect: a question asked after the last day neither pauses the clock nor makes
 * it start anew, for the time was already up when it was asked.
 *
 * Art 12A(2) names proof of who somebody is, not of that they may ask for another; the Commissioner's
 * guidance of 8 December 2025 treats both alike. due follows it, target counts as if nothing had been
 * awaited.
 *
 * A complaint has a day by which it is acknowledged, and none for its outcome; due is the former.
 *
 * Holidays that are not loaded are not guessed: the reckoning then ends too early rather than too late, and
 * warns. */
#include "model/statutory-clock.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

#define STEPS_SPARE 16

typedef struct Reckoning {
        const ClockQuestion *question;
        const ClockEvents *events;
        const RegimeClock *law;
        const Holidays *holidays;
        Arena *arena;
        ClockPause *pauses; /* by day of asking */
        StatutoryClock *clock;
        const char *why;
        Date target_from;  /* where the target counts from; before starts when authority was awaited */
        int unloaded_year; /* a year whose holidays were needed and are not loaded; 0: none */
} Reckoning;

/* What pauses amount to, counted one way against one period. */
typedef struct PauseCount {
        int days;
        bool open; /* the clock stands still */
        bool now;  /* the day asked about lies in a pause */
        Date end;  /* the last lawful day; DATE_NONE while the clock stands still */
} PauseCount;

static const char *const state_names[_CLOCK_STATE_MAX] = {
        [CLOCK_NOT_STARTED] = "not-started", [CLOCK_RUNNING] = "running", [CLOCK_PAUSED] = "paused",
        [CLOCK_OVERDUE] = "overdue",         [CLOCK_MET] = "met",
};

static void statutory_clock_note(Reckoning *r, const char *step, Date date, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
static void statutory_clock_note(Reckoning *r, const char *step, Date date, const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        r->clock->steps[r->clock->n_steps++] = (ClockStep){ step, date, arena_vprintf(r->arena, format, ap) };
        va_end(ap);
}

static int statutory_clock_refuse(Reckoning *r, int condition, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
static int statutory_clock_refuse(Reckoning *r, int condition, const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        r->why = arena_vprintf(r->arena, format, ap);
        va_end(ap);
        return condition;
}

/* --- Do the dates make sense, and which law are they under? --- */

static int check_pair(Reckoning *r, const char *asking, Date asked, const char *answering, Date answered) {
        if (asked == DATE_NONE && answered == DATE_NONE)
                return 0;
        if (asked == DATE_NONE)
                return statutory_clock_refuse(r, CLOCK_E_CONTRADICTION,
                                              "%s on %s, but nobody had asked; say when.", answering,
                                              DATE_TEXT(answered));
        if (asked < r->events->received)
                return statutory_clock_refuse(r, CLOCK_E_CONTRADICTION,
                                              "%s on %s, before the request was received on %s.", asking,
                                              DATE_TEXT(asked), DATE_TEXT(r->events->received));
        if (answered != DATE_NONE && answered < asked)
                return statutory_clock_refuse(r, CLOCK_E_CONTRADICTION,
                                              "%s on %s, before it was asked for on %s.", answering,
                                              DATE_TEXT(answered), DATE_TEXT(asked));
        return 0;
}

/* Later days could end in a year that date_format() cannot write. */
#define LAST_YEAR 9900

static int statutory_clock_check_events(Reckoning *r) {
        const ClockEvents *e = r->events;
        Date last = e->received > r->question->as_of ? e->received : r->question->as_of;
        last = e->identity_given > last ? e->identity_given : last;
        last = e->fee_paid > last ? e->fee_paid : last;
        last = e->authority_shown > last ? e->authority_shown : last;
        for (size_t i = 0; i < e->n_pauses; i++)
                last = e->pauses[i].answered > last ? e->pauses[i].answered : last;
        if (date_parts(last).year > LAST_YEAR)
                return statutory_clock_refuse(r, CLOCK_E_CONTRADICTION,
                                              "No period is reckoned beyond the year %d.", LAST_YEAR);
        int c = check_pair(r, "Identity was asked for", e->identity_asked, "Identity was given",
                           e->identity_given);
        if (c == 0)
                c = check_pair(r, "A fee was asked for", e->fee_asked, "A fee was paid", e->fee_paid);
        if (c == 0 && e->authority_asked != DATE_NONE)
                c = check_pair(r, "Authority was asked for", e->authority_asked, "Authority was shown",
                               e->authority_shown);
        for (size_t i = 0; c == 0 && i < e->n_pauses; i++)
                c = check_pair(r, "Clarification was asked for", e->pauses[i].asked,
                               "Clarification was given", e->pauses[i].answered);
        if (c == 0 && e->extended_on != DATE_NONE && e->extended_on < e->received)
                c = statutory_clock_refuse(
                        r, CLOCK_E_CONTRADICTION,
                        "The extension was notified on %s, before the request was received on %s.",
                        DATE_TEXT(e->extended_on), DATE_TEXT(e->received));
        return c;
}

static int find_law(Reckoning *r) {
        const ClockQuestion *q = r->question;
        Date received = q->events.received;
        const Regime *regime =
                q->regime ? regimes_find(q->regimes, q->regime) : regimes_on(q->regimes, received);
        if (!regime && q->regime)
                return statutory_clock_refuse(r, CLOCK_E_NO_LAW, "No regime of that name is loaded from %s.",
                                              q->regimes->file);
        if (!regime)
                return statutory_clock_refuse(r, CLOCK_E_NO_LAW,
                                              "No regime is loaded for a request received on %s.",
                                              DATE_TEXT(received));
        r->law = regime_clock(regime, q->events.kind, received);
        if (!r->law)
                return statutory_clock_refuse(
                        r, CLOCK_E_NO_LAW, "Under %s there is no clock for a %s request received on %s.",
                        regime->title, request_kind_to_string(q->events.kind), DATE_TEXT(received));
        r->holidays = regimes_holidays(q->regimes, q->jurisdiction);
        if (!r->holidays)
                return statutory_clock_refuse(r, CLOCK_E_NO_LAW,
                                              "No holidays are loaded for that jurisdiction.");
        r->clock->regime = regime;
        r->clock->law = r->law;
        statutory_clock_note(r, "received", received, "For what is received on that day the law is %s (%s).",
                             regime->title, regime->cite);
        return 0;
}

/* --- Periods --- */

/* The last day of the period before anything is excluded or rolled. months 0: the law's own days. */
static Date period_end(const Reckoning *r, Date start, int months) {
        if (months > 0)
                return date_add_months(start, months);
        return start + r->law->days - (r->law->first_day_counts ? 1 : 0);
}

static Date roll(Reckoning *r, Date date) {
        if (!r->law->rollover)
                return date;
        Date rolled = holidays_roll(r->holidays, date);
        for (Date d = date; d <= rolled; d++)
                if (!holidays_cover(r->holidays, d))
                        r->unloaded_year = date_parts(d).year;
        return rolled;
}

/* --- The start --- */

typedef struct Wait {
        const char *step, *what, *cite;
        Date asked, given;
} Wait;

/* Moves the start day to when what was asked for came. False: it has not come. */
static bool wait_for(Reckoning *r, const Wait *wait, Date *start) {
        if (wait->asked == DATE_NONE)
                return true;
        if (!wait->cite) {
                statutory_clock_note(r, wait->step, *start,
                                     "The law makes this kind of request wait for no %s; asking for it "
                                     "has no effect on the time.",
                                     wait->what);
                return true;
        }
        Date end = roll(r, period_end(r, *start, r->law->months));
        if (wait->asked > end) {
                statutory_clock_note(r, wait->step, *start,
                                     "The %s was asked for on %s, when the time had run out on %s; that has "
                                     "no effect.",
                                     wait->what, DATE_TEXT(wait->asked), DATE_TEXT(end));
                return true;
        }
        if (wait->given == DATE_NONE) {
                statutory_clock_note(r, wait->step, DATE_NONE,
                                     "The time does not begin until the %s asked for on %s is there (%s).",
                                     wait->what, DATE_TEXT(wait->asked), wait->cite);
                return false;
        }
        if (wait->given > *start)
                *start = wait->given;
        statutory_clock_note(r, wait->step, wait->given, "The %s asked for on %s was there on that day (%s).",
                             wait->what, DATE_TEXT(wait->asked), wait->cite);
        return true;
}

static const char *authority_cite(const Reckoning *r) {
        return r->law->identity ? "as the Commissioner has it for proof of identity; the Act does not name it"
                                : NULL;
}

/* Sets starts; DATE_NONE while something is awaited. */
static void settle_start(Reckoning *r) {
        const ClockEvents *e = r->events;
        Date start = e->received;
        Wait waits[] = {
                { "identity", "proof of identity", r->law->identity, e->identity_asked, e->identity_given },
                { "fee", "fee", r->law->fee, e->fee_asked, e->fee_paid },
        };
        if (e->identity_asked != DATE_NONE && e->fee_asked != DATE_NONE && e->fee_asked < e->identity_asked) {
                Wait first = waits[1];
                waits[1] = waits[0];
                waits[0] = first;
        }
        bool begun = true;
        for (size_t i = 0; i < ELEMENTS(waits); i++)
                begun = wait_for(r, &waits[i], &start) && begun;
        if (r->law->clarification_effect == CLARIFICATION_STARTS)
                for (size_t i = 0; i < e->n_pauses; i++) {
                        const Wait wait = { "clarification", "information to find the data",
                                            r->law->clarification, r->pauses[i].asked,
                                            r->pauses[i].answered };
                        begun = wait_for(r, &wait, &start) && begun;
                }
        r->target_from = start;
        const Wait authority = { "authority", "proof of authority", authority_cite(r), e->authority_asked,
                                 e->authority_shown };
        begun = wait_for(r, &authority, &start) && begun;
        r->clock->starts = begun ? start : DATE_NONE;
        if (begun)
                statutory_clock_note(r, "starts", start,
                                     "The time begins with the latest of these days (%s).", r->law->cite);
}

/* --- Pauses --- */

/* Days out of the count, as a union: a day in two pauses is taken out once. days_taken leaves out the day of
 * asking, on which the matter still lay with the controller. */
static PauseCount count_pauses(Reckoning *r, int months, bool days_taken) {
        Date plain = period_end(r, r->clock->starts, months), counted_to = r->clock->starts;
        PauseCount count = { .end = roll(r, plain) };
        Clarification effect = r->law->clarification_effect;
        if (effect != CLARIFICATION_PAUSES && effect != CLARIFICATION_DAYS_TAKEN)
                return count;
        for (size_t i = 0; i < r->events->n_pauses && !count.open; i++) {
                const ClockPause *p = &r->pauses[i];
                if (p->asked > count.end)
                        break; /* the time was up; the later ones come later still */
                count.open = p->answered == DATE_NONE;
                count.now = count.now || count.open ||
                            (p->asked <= r->question->as_of && r->question->as_of < p->answered);
                Date first = p->asked + (days_taken || effect == CLARIFICATION_DAYS_TAKEN);
                Date last = count.open ? r->question->as_of : p->answered;
                if (first <= counted_to)
                        first = counted_to + 1;
                if (last < first)
                        continue;
                count.days += last - first + 1;
                counted_to = last;
                count.end = roll(r, plain + count.days);
        }
        if (count.open)
                count.end = DATE_NONE;
        return count;
}

static void note_pauses(Reckoning *r, Date end) {
        const RegimeClock *law = r->law;
        if (law->clarification_effect == CLARIFICATION_STARTS)
                return;
        for (size_t i = 0; i < r->events->n_pauses; i++) {
                const ClockPause *p = &r->pauses[i];
                if (!law->clarification)
                        statutory_clock_note(r, "pause", p->answered,
                                             "Only a request for access stands still while the person is "
                                             "asked what they mean; this has no effect.");
                else if (end != DATE_NONE && p->asked > end)
                        statutory_clock_note(r, "pause", p->answered,
                                             "Clarification was asked for on %s, when the time had run "
                                             "out on %s; that has no effect.",
                                             DATE_TEXT(p->asked), DATE_TEXT(end));
                else if (p->answered == DATE_NONE)
                        statutory_clock_note(r, "standstill", DATE_NONE,
                                             "Clarification was asked for on %s and has not come; the "
                                             "clock stands still (%s).",
                                             DATE_TEXT(p->asked), law->clarification);
                else
                        statutory_clock_note(r, "pause", p->answered,
                                             "Clarification was asked for on %s and came on %s (%s).",
                                             DATE_TEXT(p->asked), DATE_TEXT(p->answered), law->clarification);
        }
}

/* --- The end --- */

static void note_period(Reckoning *r, Date plain, int months) {
        const RegimeClock *law = r->law;
        if (months > 0)
                statutory_clock_note(r, "period", plain,
                                     "%s from the start day, on the same day of the month or the last of a "
                                     "shorter one (%s).",
                                     months == 1 ? "One month"
                                                 : arena_printf(r->arena, "%d months, all in all,", months),
                                     months == law->months ? law->cite : law->extension);
        else if (law->first_day_counts)
                statutory_clock_note(r, "period", plain, "%d days, of which the start day is the first (%s).",
                                     law->days, law->cite);
        else
                statutory_clock_note(r, "period", plain, "%d days, of which the day after is the first (%s).",
                                     law->days, law->cite);
}

static void note_end(Reckoning *r, Date plain, const PauseCount *count) {
        if (count->days > 0)
                statutory_clock_note(r, "excluded", plain + count->days,
                                     "%d day%s not count, each taken out once (%s).", count->days,
                                     count->days == 1 ? " does" : "s do", r->law->clarification);
        if (count->end != DATE_NONE && count->end != plain + count->days)
                statutory_clock_note(r, "rollover", count->end,
                                     "%s is %s, so the period ends with the next working day (%s).",
                                     DATE_TEXT(plain + count->days),
                                     date_weekday(plain + count->days) == SATURDAY ? "a Saturday"
                                     : date_weekday(plain + count->days) == SUNDAY ? "a Sunday"
                                                                                   : "a bank holiday",
                                     r->law->rollover);
}

/* The last day for telling the person of an extension. Sets extend_by; refuses a notice that came later. */
static int settle_extension(Reckoning *r, bool *ret_extended) {
        const RegimeClock *law = r->law;
        StatutoryClock *clock = r->clock;
        Date told = r->events->extended_on;
        *ret_extended = false;
        if (!law->extension) {
                if (told == DATE_NONE)
                        return 0;
                return statutory_clock_refuse(
                        r, CLOCK_E_REFUSED,
                        "Under %s nobody may extend the time of a %s request; answer it by its last day.",
                        clock->regime->title, request_kind_to_string(r->events->kind));
        }
        PauseCount count = count_pauses(r, law->months, false);
        Date limit = law->pause_moves_notice ? count.end : roll(r, period_end(r, clock->starts, law->months));
        clock->extend_by = limit;
        if (told == DATE_NONE)
                return 0;
        if (limit != DATE_NONE && told > limit)
                return statutory_clock_refuse(
                        r, CLOCK_E_REFUSED,
                        "The extension was notified on %s, but the last day for that was "
                        "%s (%s); the time is not extended.",
                        DATE_TEXT(told), DATE_TEXT(limit), law->extension);
        *ret_extended = true;
        statutory_clock_note(r, "extension", told,
                             "The person was told in time of the extension and its reasons (%s).",
                             law->extension);
        return 0;
}

/* The shorter reading of pauses, and the authority's own standard; see the head of this file. */
static void settle_target(Reckoning *r, int months) {
        StatutoryClock *clock = r->clock;
        Date starts = clock->starts;
        clock->starts = r->target_from;
        PauseCount taken = count_pauses(r, months, true);
        clock->starts = starts;
        clock->target = r->law->rollover ? taken.end : holidays_roll_back(r->holidays, taken.end);
        const char *because =
                taken.days < clock->excluded_days
                        ? "Work to this day: it counts only the days that the person took, and so is "
                          "in time under either reading of a pause."
                : r->target_from < starts
                        ? "Work to this day: it counts from before authority was awaited, of which "
                          "the Act says nothing."
                : clock->target < clock->due ? "Work to this day: the last day is no working day."
                                             : "Work to the last day itself, or sooner.";
        int standard = r->question->regimes->target_days;
        if (standard > 0 && months == r->law->months && !r->law->acknowledges) {
                Date own = holidays_roll_back(r->holidays, clock->starts + standard + taken.days);
                if (own >= clock->starts && own < clock->target) {
                        clock->target = own;
                        because = "Work to this day: it is the authority's own standard.";
                }
        }
        statutory_clock_note(r, "target", clock->target, "%s", because);
}

static void settle_due(Reckoning *r, bool extended) {
        StatutoryClock *clock = r->clock;
        int months = extended ? r->law->extended_months : r->law->months;
        Date plain = period_end(r, clock->starts, months);
        PauseCount count = count_pauses(r, months, false);
        note_period(r, plain, months);
        note_pauses(r, count.end);
        note_end(r, plain, &count);
        clock->excluded_days = count.days;
        clock->due = count.end;
        clock->state = count.open                           ? CLOCK_PAUSED
                       : r->question->as_of < clock->starts ? CLOCK_NOT_STARTED
                       : r->question->as_of > clock->due    ? CLOCK_OVERDUE
                       : count.now                          ? CLOCK_PAUSED
                                                            : CLOCK_RUNNING;
        if (count.open)
                return;
        if (extended)
                clock->extended_due = clock->due;
        if (r->law->acknowledges)
                clock->acknowledge_by = clock->due;
        if (clock->extend_by != DATE_NONE && !extended)
                statutory_clock_note(r, "notice", clock->extend_by,
                                     "The last day for telling the person of an extension (%s).",
                                     r->law->extension);
        settle_target(r, months);
        statutory_clock_note(
                r, "due", clock->due,
                r->law->acknowledges
                        ? "The last day to acknowledge it; the outcome is due without undue delay."
                        : "The last lawful day; the answer is due without undue delay.");
        if (!r->law->acknowledges || r->events->acknowledged == DATE_NONE)
                return;
        statutory_clock_note(r, "acknowledged", r->events->acknowledged,
                             "It was acknowledged; the outcome has no day of its own (%s).", r->law->cite);
        clock->state = CLOCK_MET;
        clock->due = clock->target = DATE_NONE;
}

static ClockPause *sorted_pauses(const ClockEvents *events, Arena *arena) {
        ClockPause *pauses = arena_array(arena, events->n_pauses + 1, sizeof *pauses);
        for (size_t i = 0; i < events->n_pauses; i++) {
                size_t at = i;
                for (; at > 0 && pauses[at - 1].asked > events->pauses[i].asked; at--)
                        pauses[at] = pauses[at - 1];
                pauses[at] = events->pauses[i];
        }
        return pauses;
}

static int reckon(Reckoning *r) {
        int c = find_law(r);
        if (c == 0)
                c = statutory_clock_check_events(r);
        if (c)
                return c;
        settle_start(r);
        if (r->clock->starts == DATE_NONE)
                return r->law->extension || r->events->extended_on == DATE_NONE
                               ? 0
                               : statutory_clock_refuse(r, CLOCK_E_REFUSED,
                                                        "Under %s nobody may extend the time.",
                                                        r->clock->regime->title);
        bool extended;
        c = settle_extension(r, &extended);
        if (c)
                return c;
        settle_due(r, extended);
        if (r->unloaded_year)
                r->clock->warning = arena_printf(
                        r->arena,
                        "The bank holidays of %d in %s are not loaded, so only weekends were passed over; "
                        "the true last day may be later. Load them from the published list.",
                        r->unloaded_year, jurisdiction_to_string(r->holidays->jurisdiction));
        return 0;
}

int statutory_clock_run(const ClockQuestion *question, Arena *arena, StatutoryClock *ret,
                        const char **ret_why) {
        const ClockEvents *events = &question->events;
        assert(events->received != DATE_NONE && events->kind < _REQUEST_KIND_MAX);
        StatutoryClock clock = {
                .starts = DATE_NONE,
                .due = DATE_NONE,
                .target = DATE_NONE,
                .extend_by = DATE_NONE,
                .extended_due = DATE_NONE,
                .acknowledge_by = DATE_NONE,
                .steps = arena_array(arena, STEPS_SPARE + events->n_pauses, sizeof *clock.steps),
        };
        Reckoning r = {
                .question = question,
                .events = events,
                .arena = arena,
                .pauses = sorted_pauses(events, arena),
                .clock = &clock,
        };
        int c = reckon(&r);
        if (c)
                *ret_why = r.why;
        else
                *ret = clock;
        return c;
}

const char *clock_state_to_string(ClockState state) {
        return state_names[state];
}
