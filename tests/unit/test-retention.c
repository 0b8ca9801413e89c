/* The arithmetic of what is due, and the life of a run. */
#include "base/clock.h"
#include "check.h"
#include "model/hold-basis.h"
#include "model/lives/request.h"
#include "model/lives/run.h"
#include "model/rule.h"
#include "model/run-hours.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Date day(const char *text) {
        Date date = DATE_NONE;
        return text && date_parse(text, &date) ? date : DATE_NONE;
}

/* An index is asked for a range of event days; the law speaks of each day. For every day about the range's
 * ends both must say the same. */
static void a_window_holds_just_the_days_that_are_due(void) {
        static const struct {
                Trigger trigger;
                Period period;
                const char *from, *to;
                int chosen;
                bool financial_year;
        } rules[] = {
                { TRIGGER_BIRTH, { .years = 18 }, NULL, NULL, 0, false },
                { TRIGGER_BIRTH, { .years = 25 }, "2007-07-31", NULL, 0, false },
                { TRIGGER_BIRTH, { .years = 18, .months = 6 }, "2007-07-31", "2030-01-01", 0, false },
                { TRIGGER_ARCHIVED, { .years = 6 }, NULL, NULL, 0, false },
                { TRIGGER_ARCHIVED, { .years = 6 }, "2020-01-01", NULL, 0, false },
                { TRIGGER_ARCHIVED, { .years = 5, .months = 6 }, NULL, "2019-12-31", 0, false },
                { TRIGGER_DEATH, { .years = 1 }, "2007-07-31", NULL, 0, false },
                { TRIGGER_DEATH, { .days = 90 }, NULL, NULL, 0, false },
                { TRIGGER_DEATH, { .months = 1 }, NULL, NULL, 0, false },
                { TRIGGER_BECAME_AWARE, { 0 }, NULL, NULL, 0, false },
                { TRIGGER_SERVICE_END, { 0 }, NULL, NULL, 3, false },
                { TRIGGER_LAST_CONTACT, { .years = 6 }, NULL, NULL, 0, true },
                { TRIGGER_LAST_CONTACT, { 0 }, "2020-01-01", NULL, 0, true },
        };
        static const char *const days[] = { "2024-02-28", "2024-02-29", "2024-03-01", "2025-02-28",
                                            "2026-03-01", "2026-03-30", "2026-03-31", "2026-04-30",
                                            "2026-11-22", "2027-12-31", "2028-02-29" };
        for (size_t i = 0; i < ELEMENTS(rules); i++)
                for (size_t k = 0; k < ELEMENTS(days); k++) {
                        Term term = { .trigger = rules[i].trigger,
                                      .period = rules[i].period,
                                      .chosen = rules[i].chosen ? "years" : NULL,
                                      .financial_year = rules[i].financial_year };
                        const Rule rule = { .terms = &term,
                                            .n_terms = 1,
                                            .from = day(rules[i].from),
                                            .to = day(rules[i].to) };
                        int chosen = rules[i].chosen;
                        Date on = day(days[k]), first = DATE_NONE, last = DATE_NONE;
                        bool any = term_window(&rule, &term, chosen, on, &first, &last), same = true;
                        check_group("rule %zu on %s", i, days[k]);
                        for (Date event = day("1985-01-01"); event <= on + 5; event++) {
                                Date due_on = rule_due(&rule, &event, chosen);
                                Date governs = term.trigger == TRIGGER_BIRTH ? due_on : event;
                                bool due = due_on <= on && (rule.from == DATE_NONE || governs >= rule.from) &&
                                           (rule.to == DATE_NONE || governs <= rule.to);
                                bool within = any && event <= last && (first == DATE_NONE || event >= first);
                                same = same && due == within;
                        }
                        CHECK(same);
                }
}

static void a_rule_that_begins_tomorrow_has_no_window(void) {
        check_group("not yet in force");
        Term term = { .trigger = TRIGGER_ARCHIVED, .period = { .years = 6 } };
        const Rule rule = { .terms = &term, .n_terms = 1, .from = day("2026-11-23"), .to = DATE_NONE };
        Date first, last;
        CHECK(!term_window(&rule, &term, 0, day("2026-11-22"), &first, &last));
}

/* SI 2007/2182 reg 8(2)(b): the 25th birthday, or the day consent was withdrawn if that comes first. */
static void the_first_of_several_events_or_the_last(void) {
        Term terms[] = { { .trigger = TRIGGER_BIRTH, .period = { .years = 25 } },
                         { .trigger = TRIGGER_CONSENT_WITHDRAWN } };
        static const struct {
                const char *born, *withdrawn, *earliest, *latest;
        } cases[] = {
                { "2000-02-29", NULL, "2025-03-01", NULL },
                { "2000-02-29", "2024-05-06", "2024-05-06", "2025-03-01" },
                { "2000-02-29", "2025-05-06", "2025-03-01", "2025-05-06" },
                { NULL, NULL, NULL, NULL },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const Date events[] = { day(cases[i].born), day(cases[i].withdrawn) };
                Rule rule = { .terms = terms, .n_terms = 2, .combine = COMBINE_EARLIEST };
                check_group("case %zu", i);
                CHECK_INT(rule_due(&rule, events, 0), day(cases[i].earliest));
                rule.combine = COMBINE_LATEST;
                CHECK_INT(rule_due(&rule, events, 0), day(cases[i].latest));
        }
}

/* Item 15: one to five years, as was said when the service was entered. Nothing said: no day. */
static void a_chosen_period_is_the_rows_own(void) {
        const Term term = { .trigger = TRIGGER_SERVICE_END, .chosen = "archive_years" };
        check_group("chosen years");
        CHECK_INT(term_due(&term, day("2024-02-29"), 1), day("2025-02-28"));
        CHECK_INT(term_due(&term, day("2024-02-29"), 5), day("2029-02-28"));
        CHECK_INT(term_due(&term, day("2024-02-29"), 0), DATE_NONE);
        CHECK_INT(term_due(&term, day("2024-02-29"), CHOSEN_YEARS_MAX + 1), DATE_NONE);
}

static void a_financial_year_ends_with_march(void) {
        const Term term = { .trigger = TRIGGER_CASE_END, .period = { .years = 6 }, .financial_year = true };
        check_group("financial year");
        CHECK_INT(term_due(&term, day("2020-03-31"), 0), day("2026-03-31"));
        CHECK_INT(term_due(&term, day("2020-04-01"), 0), day("2027-03-31"));
        CHECK_INT(term_due(&term, day("2019-12-31"), 0), day("2026-03-31"));
}

static char *read_source(const char *name) {
        const char *root = getenv("MUNIMENT_SOURCE");
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", root ? root : ".", name);
        FILE *file = fopen(path, "re");
        static char text[65536];
        size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
        text[n] = '\0';
        if (file)
                fclose(file);
        return text;
}

/* Once closed, closed for good; and what is open can still be closed. */
static void a_life_is_open_until_a_final_step(void) {
        CHECK(n_lives > 1);
        for (size_t i = 0; i < n_lives; i++) {
                const Life *life = lives[i];
                check_group("life of a %s", life->name);
                CHECK(life_is_open(life, 0));
                for (size_t k = 0; k < life->n_edges; k++) {
                        const LifeEdge *edge = &life->edges[k];
                        CHECK_INT(life_is_open(life, edge->to),
                                  life_is_open(life, edge->from) && !edge->final);
                }
        }
        check_group("open runs");
        for (RunState state = 0; state < _RUN_STATE_MAX; state++)
                CHECK_INT(life_is_open(&life_of_runs, (int)state),
                          state < RUN_DISPOSED || state == RUN_FAILED);
        check_group("open requests");
        for (RequestState state = 0; state < _REQUEST_STATE_MAX; state++)
                CHECK_INT(request_state_is_final(state), state >= REQUEST_RELEASED);
}

static void the_migration_holds_the_same_bases(void) {
        char *sql = strstr(read_source("sql/migrate/0004-retention.sql"), "check (basis in ("), *end = NULL;
        check_group("bases of holds");
        if (sql)
                end = strstr(sql, "))");
        if (!CHECK(end))
                return;
        *end = '\0';
        int quotes = 0;
        for (const char *p = sql; *p; p++)
                quotes += *p == '\'';
        CHECK_INT(quotes, 2 * _HOLD_BASIS_MAX);
        for (HoldBasis basis = 0; basis < _HOLD_BASIS_MAX; basis++) {
                char word[40];
                HoldBasis again = _HOLD_BASIS_MAX;
                snprintf(word, sizeof word, "'%s'", hold_basis_to_string(basis));
                check_group("%s", word);
                CHECK(strstr(sql, word));
                CHECK(hold_basis_from_string(hold_basis_to_string(basis), &again) && again == basis);
                CHECK((hold_basis_cite(basis) == NULL) == (basis == HOLD_BASIS_OTHER));
        }
}

static void states_have_names(void) {
        check_group("names");
        for (RunState state = 0; state < _RUN_STATE_MAX; state++) {
                RunState again = _RUN_STATE_MAX;
                CHECK(run_state_from_string(run_state_to_string(state), &again) && again == state);
        }
        RunState none = RUN_FAILED;
        CHECK(!run_state_from_string("lost", &none) && none == RUN_FAILED);
        _cleanup_text_ Text picture = { 0 };
        life_draw(&life_of_runs, &picture);
        CHECK(strstr(text_str(&picture), "    disposed --> verified: "));
}

static int64_t moment(const char *text) {
        char date[11] = { 0 };
        memcpy(date, text, 10);
        int hour = atoi(text + 11), minute = atoi(text + 14);
        return (int64_t)day(date) * 86400 + hour * 3600 + minute * 60;
}

/* Moments are UTC; hours are those of clocks in London, an hour on from the last Sunday of March to that of
 * October. In 2026 those are 29 March and 25 October. */
static void runs_keep_their_hours(void) {
        static const struct {
                const char *hours, *at;
                int wait_minutes;
        } cases[] = {
                { "20:00-06:00", "2026-01-10 19:59", 1 },
                { "20:00-06:00", "2026-01-10 20:00", 0 },
                { "20:00-06:00", "2026-01-10 23:59", 0 },
                { "20:00-06:00", "2026-01-11 00:00", 0 },
                { "20:00-06:00", "2026-01-11 05:59", 0 },
                { "20:00-06:00", "2026-01-11 06:00", 14 * 60 },
                { "20:00-06:00", "2026-07-10 18:59", 1 },
                { "20:00-06:00", "2026-07-10 19:00", 0 },
                { "20:00-06:00", "2026-07-11 04:59", 0 },
                { "20:00-06:00", "2026-07-11 05:00", 14 * 60 },
                { "09:00-17:00", "2026-01-10 08:59", 1 },
                { "09:00-17:00", "2026-01-10 16:59", 0 },
                { "09:00-17:00", "2026-01-10 17:00", 16 * 60 },
                { "00:00-00:01", "2026-01-10 00:00", 0 },
                { "00:00-00:01", "2026-01-10 00:01", 24 * 60 - 1 },
                /* the night of 29 March is an hour shorter, and knows no 01:30 */
                { "20:00-06:00", "2026-03-29 04:59", 0 },
                { "20:00-06:00", "2026-03-29 05:00", 14 * 60 },
                { "09:00-17:00", "2026-03-28 17:00", 15 * 60 },
                { "01:30-05:00", "2026-03-29 00:59", 1 },
                { "01:15-01:45", "2026-03-29 00:59", 23 * 60 + 16 },
                /* the night of 25 October is an hour longer, and has 01:30 twice */
                { "09:00-17:00", "2026-10-24 16:00", 17 * 60 },
                { "01:15-01:45", "2026-10-25 00:20", 0 },
                { "01:15-01:45", "2026-10-25 00:45", 30 },
                { "01:15-01:45", "2026-10-25 01:15", 0 },
                { "01:15-01:45", "2026-10-25 01:45", 23 * 60 + 30 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                RunHours hours = { 0 };
                check_group("%s at %s", cases[i].hours, cases[i].at);
                CHECK(run_hours_parse(cases[i].hours, &hours));
                CHECK_INT(run_hours_wait(hours, moment(cases[i].at)), cases[i].wait_minutes * 60);
        }
        check_group("hours to the second");
        CHECK_INT(run_hours_wait((RunHours){ 20 * 60, 6 * 60 }, moment("2026-01-10 19:59") + 30), 30);
        CHECK_INT(run_hours_wait((RunHours){ 0 }, moment("2026-01-10 12:00")), 0);
        static const char *const wrong[] = {
                "",           "20:00",      "20:00-20:00",  "24:00-06:00", "20:60-06:00", "20:00 06:00",
                "2:00-06:00", "20:00-06:0", "20:00-06:00 ", "aa:00-06:00"
        };
        for (size_t i = 0; i < ELEMENTS(wrong); i++) {
                RunHours hours = { 7, 8 };
                check_group("'%s' is no span", wrong[i]);
                CHECK(!run_hours_parse(wrong[i], &hours) && hours.from == 7 && hours.to == 8);
        }
}

int main(void) {
        a_window_holds_just_the_days_that_are_due();
        a_rule_that_begins_tomorrow_has_no_window();
        the_first_of_several_events_or_the_last();
        a_chosen_period_is_the_rows_own();
        a_financial_year_ends_with_march();
        a_life_is_open_until_a_final_step();
        the_migration_holds_the_same_bases();
        states_have_names();
        runs_keep_their_hours();
        return check_done();
}
