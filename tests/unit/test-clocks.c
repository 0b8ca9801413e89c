/* The statutory clocks, from the policy files that are shipped: each rule with its source, the published
 * vectors, and properties over every day of 2018 to 2030 in each jurisdiction. */
#include "base/text.h"
#include "check.h"
#include "model/statutory-clock.h"
#include "settings/languages.h"
#include "settings/law-regimes.h"

#include <stdio.h>
#include <string.h>

static const Regimes *regimes;
static Arena *arena; /* cleared by each case */

static Date day(const char *s) {
        Date d = DATE_NONE;
        return s && date_parse(s, &d) ? d : DATE_NONE;
}

static ClockQuestion question(RequestKind kind, Jurisdiction jurisdiction, const char *received) {
        return (ClockQuestion){ .regimes = regimes,
                                .jurisdiction = jurisdiction,
                                .events = CLOCK_EVENTS(kind, day(received)),
                                .as_of = day(received) };
}

/* The condition; *ret is zero unless 0. */
static int run(const ClockQuestion *q, StatutoryClock *ret) {
        const char *why = NULL;
        memset(ret, 0, sizeof *ret);
        arena_clear(arena);
        int c = statutory_clock_run(q, arena, ret, &why);
        CHECK((c == 0) == (why == NULL));
        return c;
}

static const StatutoryClock *clock_of(const ClockQuestion *q) {
        static StatutoryClock clock;
        CHECK_INT(run(q, &clock), 0);
        return &clock;
}

#define CHECK_DAY(got, want) CHECK_STR(DATE_TEXT(got), (want) ? (want) : "")

/* --- The rules, one by one --- */

/* A1b: the last day follows the Commissioner, who treats authority like identity; the target follows the Act.
 */
static void authority_that_is_awaited_moves_the_last_day_alone(void) {
        for (Jurisdiction i = 0; i < _JURISDICTION_MAX; i++) {
                check_group("A1b, %s", jurisdiction_to_string(i));
                ClockQuestion q = question(REQUEST_ACCESS, i, "2026-09-01");
                CHECK_DAY(clock_of(&q)->due, "2026-10-01");
                q.events.authority_asked = day("2026-09-02");
                CHECK_DAY(clock_of(&q)->due, NULL);
                q.events.authority_shown = day("2026-09-09");
                CHECK_DAY(clock_of(&q)->due, "2026-10-09");
                CHECK_DAY(clock_of(&q)->target, "2026-10-01");
                StatutoryClock clock;
                q.events.authority_shown = day("2026-09-01");
                CHECK_INT(run(&q, &clock), CLOCK_E_CONTRADICTION);
        }
}

static void the_regime_follows_from_the_day_of_receipt(void) {
        static const struct {
                const char *received, *regime;
        } cases[] = {
                { "2009-07-01", "dpa-1998" }, { "2018-05-24", "dpa-1998" }, { "2018-05-25", "uk-gdpr" },
                { "2026-02-04", "uk-gdpr" },  { "2026-02-05", "art-12a" },  { "2030-01-01", "art-12a" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("received %s", cases[i].received);
                ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, cases[i].received);
                CHECK_STR(clock_of(&q)->regime->name, cases[i].regime);
        }
        check_group("no law that early");
        StatutoryClock clock;
        ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2000-02-29");
        CHECK_INT(run(&q, &clock), CLOCK_E_NO_LAW);
        check_group("a regime named by hand");
        q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-02-20");
        q.regime = "dpa-1998";
        CHECK_DAY(clock_of(&q)->due, "2026-03-31");
        q.regime = "dpa-1984";
        CHECK_INT(run(&q, &clock), CLOCK_E_NO_LAW);
        q = question(REQUEST_ACCESS, _JURISDICTION_MAX, "2026-02-20");
        CHECK_INT(run(&q, &clock), CLOCK_E_NO_LAW);
}

/* DPA 1998 s.7(8), (10): forty days beginning with the relevant day; no rollover. s.10(3): 21 days. */
static void the_act_of_1998_counts_its_first_day(void) {
        check_group("DPA 1998");
        ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2009-07-01");
        CHECK_DAY(clock_of(&q)->due, "2009-08-09"); /* a Sunday, and not moved */
        CHECK_DAY(clock_of(&q)->target, "2009-08-07");
        CHECK_DAY(clock_of(&q)->extend_by, NULL);
        CHECK(!clock_of(&q)->warning);
        q.events.fee_asked = day("2009-07-03");
        CHECK_STR(clock_state_to_string(clock_of(&q)->state), "not-started");
        CHECK_DAY(clock_of(&q)->due, NULL);
        StatutoryClock waiting; /* nobody may extend a time that has not even begun */
        q.events.extended_on = day("2009-07-04");
        CHECK_INT(run(&q, &waiting), CLOCK_E_REFUSED);
        q.events.extended_on = DATE_NONE;
        q.events.fee_paid = day("2009-07-10");
        CHECK_DAY(clock_of(&q)->due, "2009-08-18");
        q.events.identity_asked = day("2009-07-02");
        q.events.identity_given = day("2009-07-20");
        CHECK_DAY(clock_of(&q)->starts, "2009-07-20");                  /* both are needed */
        ClockPause location = { day("2009-07-04"), day("2009-07-25") }; /* s.7(3): to find the data */
        q.events.pauses = &location;
        q.events.n_pauses = 1;
        CHECK_DAY(clock_of(&q)->starts, "2009-07-25");
        CHECK_INT(clock_of(&q)->excluded_days, 0);
        location.answered = DATE_NONE;
        CHECK_INT(clock_of(&q)->state, CLOCK_NOT_STARTED);

        q = question(REQUEST_OBJECTION, JURISDICTION_ENGLAND_WALES, "2009-07-01");
        CHECK_DAY(clock_of(&q)->due, "2009-07-22");
        StatutoryClock clock;
        q = question(REQUEST_ERASURE, JURISDICTION_ENGLAND_WALES, "2009-07-01"); /* s.14: for the court */
        CHECK_INT(run(&q, &clock), CLOCK_E_NO_LAW);
        q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2009-07-01");
        q.events.extended_on = day("2009-07-02");
        CHECK_INT(run(&q, &clock), CLOCK_E_REFUSED);
}

/* Art 12A(2): the latest of receipt, identity and fee. */
static void the_time_begins_with_what_came_last(void) {
        check_group("identity and fee");
        ClockQuestion q = question(REQUEST_RECTIFICATION, JURISDICTION_ENGLAND_WALES, "2026-09-01");
        q.events.identity_asked = day("2026-09-03");
        CHECK_INT(clock_of(&q)->state, CLOCK_NOT_STARTED);
        CHECK_DAY(clock_of(&q)->starts, NULL);
        CHECK_DAY(clock_of(&q)->target, NULL);
        q.events.identity_given = day("2026-09-14");
        CHECK_DAY(clock_of(&q)->starts, "2026-09-14");
        CHECK_DAY(clock_of(&q)->due, "2026-10-14");
        q.events.fee_asked = day("2026-09-02");
        CHECK_INT(clock_of(&q)->state, CLOCK_NOT_STARTED);
        q.events.fee_paid = day("2026-09-30");
        CHECK_DAY(clock_of(&q)->due, "2026-10-30");
        q.as_of = day("2026-09-20");
        CHECK_INT(clock_of(&q)->state, CLOCK_NOT_STARTED);
        check_group("identity asked for when the time was up");
        q = question(REQUEST_ERASURE, JURISDICTION_ENGLAND_WALES, "2026-09-01");
        q.events.identity_asked = day("2026-10-02");
        CHECK_DAY(clock_of(&q)->due, "2026-10-01");
        check_group("a complaint waits for nothing");
        q = question(REQUEST_COMPLAINT, JURISDICTION_ENGLAND_WALES, "2026-09-01");
        q.events.identity_asked = day("2026-09-02");
        CHECK_DAY(clock_of(&q)->due, "2026-10-01");
}

/* Art 12A(5)-(6), for access only: days from asking to answering, as a union. */
static void days_of_clarification_do_not_count(void) {
        static const struct {
                const char *name;
                const char *pauses[3][2];
                int excluded;
                const char *due;
        } cases[] = {
                { "one", { { "2026-09-08", "2026-09-18" } }, 11, "2026-10-12" },
                { "overlapping",
                  { { "2026-09-08", "2026-09-18" }, { "2026-09-15", "2026-09-20" } },
                  13,
                  "2026-10-14" },
                { "one within another",
                  { { "2026-09-08", "2026-09-18" }, { "2026-09-10", "2026-09-12" } },
                  11,
                  "2026-10-12" },
                { "out of order",
                  { { "2026-09-20", "2026-09-21" }, { "2026-09-08", "2026-09-08" } },
                  3,
                  "2026-10-05" },
                { "asked on the day of receipt", { { "2026-09-01", "2026-09-03" } }, 2, "2026-10-05" },
                { "asked and answered on the day of receipt",
                  { { "2026-09-01", "2026-09-01" } },
                  0,
                  "2026-10-01" },
                { "asked on the last day", { { "2026-10-01", "2026-10-06" } }, 6, "2026-10-07" },
                { "asked after the last day", { { "2026-10-02", "2026-10-06" } }, 0, "2026-10-01" },
                { "in time only because of the first",
                  { { "2026-09-30", "2026-10-04" }, { "2026-10-06", "2026-10-07" } },
                  7,
                  "2026-10-08" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("pause %s", cases[i].name);
                ClockPause pauses[3];
                ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-09-01");
                for (; q.events.n_pauses < 3 && cases[i].pauses[q.events.n_pauses][0]; q.events.n_pauses++)
                        pauses[q.events.n_pauses] =
                                (ClockPause){ day(cases[i].pauses[q.events.n_pauses][0]),
                                              day(cases[i].pauses[q.events.n_pauses][1]) };
                q.events.pauses = pauses;
                CHECK_INT(clock_of(&q)->excluded_days, cases[i].excluded);
                CHECK_DAY(clock_of(&q)->due, cases[i].due);
                CHECK(clock_of(&q)->target <= clock_of(&q)->due);
                q.events.kind = REQUEST_ERASURE;
                check_group("pause %s, but for erasure", cases[i].name);
                CHECK_INT(clock_of(&q)->excluded_days, 0);
                CHECK_DAY(clock_of(&q)->due, "2026-10-01");
        }
}

static void an_open_pause_stops_the_clock(void) {
        check_group("an open pause");
        ClockPause open = { day("2026-09-08"), DATE_NONE };
        ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-09-01");
        q.events.pauses = &open;
        q.events.n_pauses = 1;
        q.as_of = day("2026-09-10");
        CHECK_INT(clock_of(&q)->state, CLOCK_PAUSED);
        CHECK_INT(clock_of(&q)->excluded_days, 3);
        CHECK_DAY(clock_of(&q)->due, NULL);
        CHECK_DAY(clock_of(&q)->extend_by, NULL);
        q.as_of = day("2027-09-10"); /* it stays so, however long */
        CHECK_INT(clock_of(&q)->state, CLOCK_PAUSED);
        q.events.extended_on = day("2026-12-01"); /* and with it the notice's last day stays open */
        CHECK_INT(clock_of(&q)->state, CLOCK_PAUSED);
        q.events.extended_on = DATE_NONE;
        open.asked = day("2026-10-02");
        CHECK_INT(clock_of(&q)->state, CLOCK_OVERDUE);
        check_group("between asking and answering");
        open = (ClockPause){ day("2026-09-08"), day("2026-09-18") };
        q.as_of = day("2026-09-17");
        CHECK_INT(clock_of(&q)->state, CLOCK_PAUSED);
        q.as_of = day("2026-09-18");
        CHECK_INT(clock_of(&q)->state, CLOCK_RUNNING);
}

/* The target follows the shorter reading: only the days that the person took. */
static void the_target_is_right_under_either_reading(void) {
        check_group("target");
        ClockPause pause = { day("2026-06-15"), day("2026-06-19") };
        ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-06-10");
        q.events.pauses = &pause;
        q.events.n_pauses = 1;
        CHECK_DAY(clock_of(&q)->due, "2026-07-15");
        CHECK_DAY(clock_of(&q)->target, "2026-07-14");
        check_group("the authority's own standard of 28 days");
        Regimes own = *regimes;
        own.target_days = 28;
        q.regimes = &own;
        q.events.n_pauses = 0;
        CHECK_DAY(clock_of(&q)->target, "2026-07-08");
        q.events.received = q.as_of = day("2026-06-13");
        CHECK_DAY(clock_of(&q)->target, "2026-07-10"); /* 28 days end on a Saturday: the day before */
        CHECK_DAY(clock_of(&q)->due, "2026-07-13");
}

/* Art 12A(3)-(4): three months from the start day, told before the end of the first month; pauses move that
 * day too (Art 12A(5)). Before Art 12A they did not. */
static void an_extension_must_be_told_in_time(void) {
        static const struct {
                const char *received, *asked, *answered, *told, *extend_by, *extended;
        } cases[] = {
                { "2026-01-31", NULL, NULL, "2026-03-02", "2026-03-02", "2026-04-30" },
                { "2026-01-31", NULL, NULL, "2026-03-03", NULL, NULL },
                { "2026-09-01", NULL, NULL, "2026-10-01", "2026-10-01", "2026-12-01" },
                { "2026-09-01", NULL, NULL, "2026-10-02", NULL, NULL },
                { "2026-09-01", "2026-09-08", "2026-09-18", "2026-10-12", "2026-10-12", "2026-12-14" },
                { "2026-09-01", "2026-09-08", "2026-09-18", "2026-10-13", NULL, NULL },
                { "2025-09-01", "2025-09-08", "2025-09-18", "2025-10-01", "2025-10-01", "2025-12-11" },
                { "2025-09-01", "2025-09-08", "2025-09-18", "2025-10-02", NULL, NULL },
                /* A question asked in the extended time still pauses it. */
                { "2026-09-01", "2026-11-10", "2026-11-12", "2026-09-20", "2026-10-01", "2026-12-04" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("received %s, told on %s", cases[i].received, cases[i].told);
                ClockPause pause = { day(cases[i].asked), day(cases[i].answered) };
                ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, cases[i].received);
                q.events.pauses = &pause;
                q.events.n_pauses = cases[i].asked ? 1 : 0;
                q.events.extended_on = day(cases[i].told);
                StatutoryClock clock;
                CHECK_INT(run(&q, &clock), cases[i].extended ? 0 : CLOCK_E_REFUSED);
                if (!cases[i].extended)
                        continue;
                CHECK_DAY(clock.extend_by, cases[i].extend_by);
                CHECK_DAY(clock.extended_due, cases[i].extended);
                CHECK_INT(clock.due, clock.extended_due);
        }
}

/* DPA 2018 s.164A, in force 19 June 2026. */
static void complaints_are_acknowledged_within_thirty_days(void) {
        check_group("complaints");
        StatutoryClock clock;
        ClockQuestion q = question(REQUEST_COMPLAINT, JURISDICTION_ENGLAND_WALES, "2026-06-18");
        CHECK_INT(run(&q, &clock), CLOCK_E_NO_LAW);
        q = question(REQUEST_COMPLAINT, JURISDICTION_NORTHERN_IRELAND, "2026-06-19");
        CHECK_DAY(clock_of(&q)->acknowledge_by, "2026-07-20");
        CHECK_DAY(clock_of(&q)->due, "2026-07-20");
        CHECK_DAY(clock_of(&q)->extend_by, NULL);
        q.events.extended_on = day("2026-06-20");
        CHECK_INT(run(&q, &clock), CLOCK_E_REFUSED);
        q = question(REQUEST_COMPLAINT, JURISDICTION_NORTHERN_IRELAND,
                     "2027-02-15"); /* 17 March is no holiday elsewhere */
        CHECK_DAY(clock_of(&q)->acknowledge_by, "2027-03-18");
        q.jurisdiction = JURISDICTION_SCOTLAND;
        CHECK_DAY(clock_of(&q)->acknowledge_by, "2027-03-17");
        check_group("acknowledged");
        q.as_of = day("2027-04-01");
        CHECK_INT(clock_of(&q)->state, CLOCK_OVERDUE);
        q.events.acknowledged = day("2027-02-20");
        CHECK_INT(clock_of(&q)->state, CLOCK_MET);
        CHECK_DAY(clock_of(&q)->due, NULL);
        CHECK_DAY(clock_of(&q)->acknowledge_by, "2027-03-17");
        check_group("an answer is met by no acknowledgement");
        q = question(REQUEST_RECTIFICATION, JURISDICTION_SCOTLAND, "2027-02-15");
        q.events.acknowledged = q.as_of = day("2027-04-20");
        CHECK_INT(clock_of(&q)->state, CLOCK_OVERDUE);
}

static void dates_that_cannot_be_are_refused(void) {
        static const struct {
                const char *name;
                size_t offset;
                const char *date;
        } cases[] = {
                { "identity asked before receipt", offsetof(ClockEvents, identity_asked), "2026-08-31" },
                { "identity given, not asked", offsetof(ClockEvents, identity_given), "2026-09-02" },
                { "fee paid, not asked", offsetof(ClockEvents, fee_paid), "2026-09-02" },
                { "extended before receipt", offsetof(ClockEvents, extended_on), "2026-08-31" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s", cases[i].name);
                ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-09-01");
                memcpy((char *)&q.events + cases[i].offset, &(Date){ day(cases[i].date) }, sizeof(Date));
                StatutoryClock clock;
                CHECK_INT(run(&q, &clock), CLOCK_E_CONTRADICTION);
        }
        check_group("answered before asked");
        ClockPause pause = { day("2026-09-08"), day("2026-09-07") };
        ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-09-01");
        q.events.pauses = &pause;
        q.events.n_pauses = 1;
        StatutoryClock clock;
        CHECK_INT(run(&q, &clock), CLOCK_E_CONTRADICTION);
        check_group("years out of reach");
        q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "9999-12-31");
        CHECK_INT(run(&q, &clock), CLOCK_E_CONTRADICTION);
}

static void what_is_not_loaded_is_said(void) {
        static const struct {
                const char *received;
                bool warns;
        } cases[] = {
                { "2028-11-29", false }, { "2028-12-29", true },  { "2028-12-01", true },
                { "2030-06-01", true },  { "2018-05-25", false }, { "2026-11-21", false },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("warning for %s", cases[i].received);
                ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, cases[i].received);
                CHECK_INT(clock_of(&q)->warning != NULL, cases[i].warns);
        }
}

static void the_working_ends_with_the_answer(void) {
        check_group("working");
        ClockPause pause = { day("2026-09-08"), day("2026-09-18") };
        ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, "2026-09-01");
        q.events.pauses = &pause;
        q.events.n_pauses = 1;
        q.events.extended_on = day("2026-09-20");
        const StatutoryClock *clock = clock_of(&q);
        CHECK_STR(clock->steps[0].step, "received");
        CHECK_STR(clock->steps[clock->n_steps - 1].step, "due");
        CHECK_INT(clock->steps[clock->n_steps - 1].date, clock->due);
        bool cited = false, rolled = false;
        for (size_t i = 0; i < clock->n_steps; i++) {
                cited = cited || strstr(clock->steps[i].because, "Art 12A(5)");
                rolled = rolled || str_eq(clock->steps[i].step, "rollover");
        }
        CHECK(cited);
        CHECK(rolled);
}

/* --- The published vectors --- */

static FILE *open_vectors(const char *name) {
        char path[1024];
        const char *source = getenv("MUNIMENT_SOURCE");
        snprintf(path, sizeof path, "%s/tests/vectors/%s", source ? source : ".", name);
        FILE *f = fopen(path, "re");
        CHECK(f != NULL);
        return f;
}

static size_t columns(char *line, char *out[8]) {
        size_t n = 0;
        line[strcspn(line, "\r\n")] = '\0';
        for (char *rest = line; n < 8 && rest;)
                out[n++] = strsep(&rest, "\t");
        return n;
}

static void deadlines_agree_with_the_vectors(void) {
        FILE *f = open_vectors("deadlines.tsv");
        char line[512], *c[8];
        while (f && fgets(line, sizeof line, f)) {
                if (line[0] == '#' || columns(line, c) < 4)
                        continue;
                check_group("vector %s %s", c[0], c[1]);
                Jurisdiction where = _JURISDICTION_MAX;
                CHECK(jurisdiction_from_string(c[0], &where));
                ClockQuestion q = question(REQUEST_ACCESS, where, c[1]);
                CHECK_DAY(clock_of(&q)->due, c[2]);
                q.events.extended_on = q.events.received;
                if (!str_eq(c[3], "-"))
                        CHECK_DAY(clock_of(&q)->extended_due, c[3]);
        }
        if (f)
                fclose(f);
}

static void pauses_agree_with_the_vectors(void) {
        FILE *f = open_vectors("pauses.tsv");
        char line[512], *c[8];
        while (f && fgets(line, sizeof line, f)) {
                if (line[0] == '#' || columns(line, c) < 6)
                        continue;
                check_group("vector %s paused %s to %s", c[0], c[1], c[2]);
                ClockPause pause = { day(c[1]), day(c[2]) };
                ClockQuestion q = question(REQUEST_ACCESS, JURISDICTION_ENGLAND_WALES, c[0]);
                q.events.pauses = &pause;
                q.events.n_pauses = 1;
                CHECK_INT(clock_of(&q)->excluded_days, strtol(c[3], NULL, 10));
                CHECK_DAY(clock_of(&q)->due, c[4]);
                q.events.extended_on = q.events.received;
                if (!str_eq(c[5], "-"))
                        CHECK_DAY(clock_of(&q)->extended_due, c[5]);
        }
        if (f)
                fclose(f);
}

static void complaints_agree_with_the_vectors(void) {
        FILE *f = open_vectors("complaints.tsv");
        char line[512], *c[8];
        while (f && fgets(line, sizeof line, f)) {
                if (line[0] == '#' || columns(line, c) < 2)
                        continue;
                check_group("vector complaint %s", c[0]);
                ClockQuestion q = question(REQUEST_COMPLAINT, JURISDICTION_ENGLAND_WALES, c[0]);
                CHECK_DAY(clock_of(&q)->acknowledge_by, c[1]);
        }
        if (f)
                fclose(f);
}

/* --- Every day of thirteen years, in each jurisdiction --- */

/* The same day n months on, found by walking: day after day until the month has changed n times and the
 * number of the day is reached, or the month is about to end. */
static Date slow_months(Date from, int n) {
        int wanted = date_parts(from).day;
        Date d = from;
        for (int changes = 0; changes < n;) {
                d++;
                changes += date_parts(d).day == 1;
        }
        while (date_parts(d).day < wanted && date_parts(d + 1).day != 1)
                d++;
        return d;
}

/* Straight from the list of days, without the search that the model uses. */
static Date slow_roll(const Holidays *holidays, Date d) {
        for (;; d++) {
                bool free_day = (d + 3) % 7 >= 5; /* 1970-01-01 was a Thursday */
                for (size_t i = 0; i < holidays->n_days; i++)
                        free_day = free_day || holidays->days[i] == d;
                if (!free_day)
                        return d;
        }
}

static void every_day(const Holidays *holidays) {
        Date last_due = DATE_NONE, last_extended = DATE_NONE, last_complaint = DATE_NONE;
        for (Date d = date_from_ymd(2018, 1, 1); d <= date_from_ymd(2030, 12, 31); d++) {
                bool old = d < date_from_ymd(2018, 5, 25);
                check_group("%s received %s", jurisdiction_to_string(holidays->jurisdiction), DATE_TEXT(d));
                ClockQuestion q = { .regimes = regimes,
                                    .jurisdiction = holidays->jurisdiction,
                                    .events = CLOCK_EVENTS(REQUEST_ACCESS, d),
                                    .as_of = d };
                StatutoryClock clock;
                CHECK_INT(run(&q, &clock), 0);
                Date due = clock.due;
                CHECK_INT(due, old ? d + 39 : slow_roll(holidays, slow_months(d, 1)));
                CHECK(clock.target <= due && clock.target >= d);
                CHECK_INT(clock.state, CLOCK_RUNNING);
                if (old)
                        continue;
                CHECK(holidays_is_working_day(holidays, due));
                CHECK(last_due == DATE_NONE || due >= last_due);
                last_due = due;
                CHECK_INT(clock.extend_by, due);

                /* One closed pause of a length and a place that vary with the day. */
                ClockPause pause = { d + d % 29, d + d % 29 + d % 17 };
                q.events.pauses = &pause;
                q.events.n_pauses = 1;
                CHECK_INT(run(&q, &clock), 0);
                CHECK(clock.due >= due && clock.target <= clock.due && clock.excluded_days >= 0);
                CHECK(clock.excluded_days <= d % 17 + 1);
                q.events.n_pauses = 0;

                q.events.extended_on = d + d % 28;
                CHECK_INT(run(&q, &clock), 0);
                CHECK_INT(clock.extended_due, slow_roll(holidays, slow_months(d, 3)));
                CHECK(clock.extended_due > due && (last_extended == DATE_NONE || clock.due >= last_extended));
                last_extended = clock.due;
                q.events.extended_on = due + 1;
                CHECK_INT(run(&q, &clock), CLOCK_E_REFUSED);

                q.events.extended_on = DATE_NONE;
                q.events.kind = REQUEST_COMPLAINT;
                if (d < date_from_ymd(2026, 6, 19)) {
                        CHECK_INT(run(&q, &clock), CLOCK_E_NO_LAW);
                        continue;
                }
                CHECK_INT(run(&q, &clock), 0);
                CHECK_INT(clock.acknowledge_by, slow_roll(holidays, d + 30));
                CHECK(last_complaint == DATE_NONE || clock.due >= last_complaint);
                last_complaint = clock.due;
        }
}

/* --- The files --- */

static void the_files_are_whole(void) {
        check_group("policies");
        CHECK_INT(regimes->n_regimes, 3);
        CHECK_INT(regimes->n_holidays, 3);
        for (size_t i = 0; i < regimes->n_holidays; i++) {
                const Holidays *h = &regimes->holidays[i];
                CHECK_INT(h->first_year, 2018);
                CHECK_INT(h->last_year, 2028);
                for (size_t j = 0; j < h->n_days; j++) {
                        check_group("%s %s", jurisdiction_to_string(h->jurisdiction), DATE_TEXT(h->days[j]));
                        CHECK(j == 0 || h->days[j] > h->days[j - 1]);
                        CHECK(date_weekday(h->days[j]) < SATURDAY); /* a substitute day stands in its place */
                }
        }
        check_group("Scotland");
        CHECK(holidays_contain(regimes_holidays(regimes, JURISDICTION_SCOTLAND),
                               day("2026-06-15"))); /* one-off */
        CHECK(!holidays_contain(regimes_holidays(regimes, JURISDICTION_ENGLAND_WALES), day("2026-06-15")));
        CHECK(!holidays_contain(regimes_holidays(regimes, JURISDICTION_SCOTLAND),
                                day("2026-04-06"))); /* Easter Monday */
        CHECK(holidays_contain(regimes_holidays(regimes, JURISDICTION_NORTHERN_IRELAND), day("2026-07-13")));
}

int main(void) {
        _cleanup_(arena_freep) Arena *files = arena_new();
        const char *source = getenv("MUNIMENT_SOURCE");
        Problems problems = PROBLEMS(files);
        arena = arena_new();
        check_group("loading");
        Languages languages;
        if (!CHECK_INT(languages_load(source ? source : ".", files, &problems, &languages), 0) ||
            !CHECK_INT(law_regimes_load(source ? source : ".", &languages, files, &problems, &regimes), 0))
                return check_done();
        CHECK_INT(problems.n, 0);
        the_files_are_whole();
        the_regime_follows_from_the_day_of_receipt();
        the_act_of_1998_counts_its_first_day();
        the_time_begins_with_what_came_last();
        authority_that_is_awaited_moves_the_last_day_alone();
        days_of_clarification_do_not_count();
        an_open_pause_stops_the_clock();
        the_target_is_right_under_either_reading();
        an_extension_must_be_told_in_time();
        complaints_are_acknowledged_within_thirty_days();
        dates_that_cannot_be_are_refused();
        what_is_not_loaded_is_said();
        the_working_ends_with_the_answer();
        deadlines_agree_with_the_vectors();
        pauses_agree_with_the_vectors();
        complaints_agree_with_the_vectors();
        for (size_t i = 0; i < regimes->n_holidays; i++)
                every_day(&regimes->holidays[i]);
        arena_free(arena);
        return check_done();
}
