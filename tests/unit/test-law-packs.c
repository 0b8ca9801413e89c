/* Every rule of every law pack: the day it falls due for the days of its events, by the packs themselves.
 * What a register makes of it is lived through in tests/integration/test_law_*.py. */
#include "base/text.h"
#include "check.h"
#include "model/rule-words.h"
#include "settings/data-map.h"
#include "settings/languages.h"
#include "settings/law-pack.h"

#include <string.h>

static const char *const packs[][2] = {
        { "policies/maps/s12-register.conf", "policies/law/england-childrens-database.conf" },
        { "policies/maps/wales-pilot.conf", "policies/law/wales-education-database-pilot.conf" },
        { "policies/maps/local-authority.conf", "policies/law/local-authority-records.conf" },
};

/* events: in the order of the rule's terms. due NULL: never. */
static const struct {
        const char *rule, *events[3];
        int chosen;
        const char *due;
} days[] = {
        { "s12-archive-at-18", { "2008-03-01" }, 0, "2026-03-01" },
        { "s12-archive-at-18", { "2008-02-29" }, 0, "2026-03-01" },
        { "s12-archive-at-18", { "2010-02-29" }, 0, NULL }, /* no such day */
        { "s12-archive-at-25", { "2000-02-29" }, 0, "2025-03-01" },
        { "s12-archive-consent-withdrawn", { "2026-05-05", "2005-01-01" }, 0, "2026-05-05" },
        { "s12-archive-consent-withdrawn", { "2026-02-10", "2008-03-01" }, 0, "2026-03-01" },
        { "s12-archive-consent-withdrawn", { NULL, "2005-01-01" }, 0, NULL },
        { "s12-archive-left-england", { "2026-03-01" }, 0, "2026-03-01" },
        { "s12-archive-after-death", { "2025-03-01" }, 0, "2026-03-01" },
        { "s12-archive-after-death", { "2024-02-29" }, 0, "2025-02-28" },
        { "s12-archive-education", { "2025-07-20" }, 0, "2026-07-20" },
        { "s12-archive-education", { NULL }, 0, NULL },
        { "s12-archive-doctor", { "2025-03-01" }, 0, "2026-03-01" },
        { "s12-archive-service", { "2021-03-01" }, 1, "2022-03-01" },
        { "s12-archive-service", { "2021-03-01" }, 2, "2023-03-01" },
        { "s12-archive-service", { "2021-03-01" }, 3, "2024-03-01" },
        { "s12-archive-service", { "2021-03-01" }, 4, "2025-03-01" },
        { "s12-archive-service", { "2021-03-01" }, 5, "2026-03-01" },
        { "s12-archive-service", { "2021-03-01" }, 0, NULL },
        { "s12-archive-assessment", { "2025-03-01" }, 0, "2026-03-01" },
        { "s12-archive-professional", { "2024-02-29" }, 4, "2028-02-29" },
        { "s12-unarchive-returned", { "2026-03-01" }, 0, "2026-03-01" },
        { "s12-destroy-archived", { "2020-03-01" }, 0, "2026-03-01" },
        { "s12-destroy-archived", { "2020-02-29" }, 0, "2026-02-28" },
        { "s12-destroy-archived-item", { "2020-03-01" }, 0, "2026-03-01" },
        { "wales-moved", { "2025-06-20", "2025-06-25", "2025-06-28" }, 0, "2025-06-28" },
        { "wales-moved", { "2025-06-20", NULL, "2025-06-28" }, 0, NULL },
        { "wales-moved", { "2025-06-20", "2025-06-25", NULL }, 0, NULL },
        { "wales-receiver-not-told", { "2025-05-30" }, 0, "2025-06-28" },
        { "wales-left-area", { "2025-06-28" }, 0, "2025-06-28" },
        { "wales-registered-pupil", { "2025-06-28" }, 0, "2025-06-28" },
        { "wales-suitable-education", { "2025-06-28" }, 0, "2025-06-28" },
        { "wales-died", { "2025-06-28" }, 0, "2025-06-28" },
        { "wales-school-age-ended", { "2025-06-27" }, 0, "2025-06-28" },
        { "wales-power-ended", { "2026-04-08" }, 0, "2026-04-08" },
        { "la-looked-after", { "1951-03-01" }, 0, "2026-03-01" },
        { "la-looked-after", { "1952-02-29" }, 0, "2027-03-01" },
        { "la-looked-after-died", { "2011-03-01" }, 0, "2026-03-01" },
        { "la-adoption", { "2006-03-01" }, 0, "2106-03-01" },
        { "la-adoption-wales", { "2005-12-30" }, 0, "2105-12-30" },
        { "la-adoption-before-2005", { "1951-03-01" }, 0, "2026-03-01" },
        { "la-home", { "1951-03-01" }, 0, "2026-03-01" },
        { "la-home-died", { "2011-03-01" }, 0, "2026-03-01" },
        { "la-care-leaver", { "1951-03-01" }, 0, "2026-03-01" },
        { "la-foster", { "2016-03-01" }, 0, "2026-03-01" },
        { "la-foster-refused", { "2023-03-01" }, 0, "2026-03-01" },
        { "la-child-protection", { "1991-03-01" }, 0, "2026-03-01" },
        { "la-child-in-need", { "2023-03-01", "2000-01-01" }, 0, "2026-03-01" },
        { "la-child-in-need", { "2015-01-01", "2005-03-01" }, 0, "2026-03-01" },
        { "la-youth-offending", { "2016-03-01", "1998-01-01" }, 0, "2026-03-01" },
        { "la-youth-offending", { "2014-01-01", "2001-03-01" }, 0, "2026-03-01" },
        { "la-youth-offending-sexual", { "2016-03-01", "1998-01-01" }, 0, "2026-03-01" },
        { "la-send", { "1995-03-01" }, 0, "2026-03-01" },
        { "la-send-plan", { "1981-03-01" }, 0, "2026-03-01" },
        { "la-send-looked-after", { "1951-03-01" }, 0, "2026-03-01" },
        { "la-child-health", { "2001-03-01", "2010-01-01" }, 0, "2026-03-01" },
        { "la-child-health-17", { "2000-03-01" }, 0, "2026-03-01" },
        { "la-child-health-died", { "2018-03-01" }, 0, "2026-03-01" },
        { "la-mental-health", { "2006-03-01", NULL }, 0, "2026-03-01" },
        { "la-mental-health", { "2015-03-01", "2016-03-01" }, 0, "2026-03-01" },
        { "la-pupil", { "2001-03-01" }, 0, "2026-03-01" },
        { "la-pupil-protection", { "2001-03-01" }, 0, "2026-03-01" },
        { "la-support-payment", { "2019-04-01" }, 0, "2026-03-31" },
        { "la-support-payment", { "2020-03-31" }, 0, "2026-03-31" },
        { "la-support-payment", { "2020-04-01" }, 0, "2027-03-31" },
        { "la-allegation", { "1926-03-01", "1980-01-01" }, 0, "2026-03-01" },
        { "la-allegation-unfounded", { "2016-03-01" }, 0, "2026-03-01" },
        { "la-person", { "2020-03-01" }, 0, "2026-03-01" },
};

static Date day(const char *text) {
        Date date = DATE_NONE;
        return text && date_parse(text, &date) ? date : DATE_NONE;
}

/* A rule for several entities is called ID.ENTITY. */
static bool is_called(const Rule *rule, const char *id) {
        size_t n = strlen(id);
        return str_starts(rule->id, id) && (rule->id[n] == '\0' || rule->id[n] == '.');
}

static void falls_due_as_the_table_says(const Rule *rule) {
        size_t rows = 0;
        for (size_t i = 0; i < ELEMENTS(days); i++) {
                if (!is_called(rule, days[i].rule))
                        continue;
                Date events[3] = { day(days[i].events[0]), day(days[i].events[1]), day(days[i].events[2]) };
                check_group("%s from %s", rule->id, days[i].events[0] ? days[i].events[0] : "nothing");
                CHECK_STR(DATE_TEXT(rule_due(rule, events, days[i].chosen)), days[i].due ? days[i].due : "");
                rows++;
        }
        check_group("%s has a row", rule->id);
        CHECK(rows > 0);
}

/* A minimum may be statute only where an instrument is named; local choice never pretends to be law. */
static void says_on_whose_word(const Rule *rule) {
        bool instrument = strstr(rule->cite, "SI 20") || strstr(rule->cite, "SI 19");
        check_group("%s stands on %s", rule->id, standing_to_string(rule->standing));
        CHECK(rule->standing != STANDING_STATUTE || instrument);
        CHECK(rule->direction != DIRECTION_MINIMUM || rule->standing != STANDING_LOCAL);
        CHECK(rule->text[strlen(rule->text) - 1] == '.');
}

/* Where and when its instrument is law, whether it must, and of whom it speaks; who would be destroyed by
 * mere guidance without being appraised; what may be done a person decides. */
static void says_what_it_rests_on(const Rule *rule) {
        check_group("%s rests on %s, %s", rule->id, nation_to_string(rule->law.nation),
                    duty_to_string(rule->law.duty));
        CHECK(rule->law.nation != NATION_UNSAID && rule->law.duty != DUTY_UNSAID);
        CHECK(rule->law.person != PERSON_UNSAID);
        CHECK(rule->standing != STANDING_STATUTE || rule->law.in_force != DATE_NONE);
        CHECK(rule->law.duty != DUTY_MAY || rule->approval != APPROVAL_NONE);
        CHECK(rule->direction != DIRECTION_MINIMUM || rule->standing != STANDING_GUIDANCE ||
              rule->disposal == DISPOSAL_REVIEW);
}

/* An adoption is governed by the law of the day of its order, and by one law only. */
static void adoption_by_its_day(const LawPack *pack) {
        static const struct {
                const char *rule, *ordered;
                bool governs;
        } orders[] = {
                { "la-adoption", "2005-12-29", false },
                { "la-adoption", "2005-12-30", true },
                { "la-adoption-wales", "2005-12-29", false },
                { "la-adoption-wales", "2005-12-30", true },
                { "la-adoption-before-2005", "2005-12-29", true },
                { "la-adoption-before-2005", "2005-12-30", false },
        };
        for (size_t k = 0; k < ELEMENTS(orders); k++)
                for (size_t i = 0; i < pack->n_rules; i++) {
                        const Rule *rule = &pack->rules[i];
                        if (!str_eq(rule->id, orders[k].rule))
                                continue;
                        Date ordered = day(orders[k].ordered);
                        check_group("%s of %s", rule->id, orders[k].ordered);
                        bool in = (rule->from == DATE_NONE || rule->from <= ordered) &&
                                  (rule->to == DATE_NONE || ordered <= rule->to);
                        CHECK(in == orders[k].governs);
                }
}

static void each_rule_of(const char *map_file, const char *pack_file) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        DataMap *map;
        LawPack *pack;
        check_group("%s", pack_file);
        Languages languages;
        if (!CHECK(languages_load(".", arena, &problems, &languages) == 0) ||
            !CHECK(data_map_load(map_file, &languages, arena, &problems, &map) == 0))
                return;
        const MapSet maps = { .maps = &map, .n = 1, .whole = true, .languages = &languages };
        if (!CHECK(law_pack_load(pack_file, &maps, NULL, 0, arena, &problems, &pack) == 0))
                return;
        for (size_t i = 0; i < pack->n_rules; i++) {
                falls_due_as_the_table_says(&pack->rules[i]);
                says_on_whose_word(&pack->rules[i]);
                says_what_it_rests_on(&pack->rules[i]);
        }
        adoption_by_its_day(pack);
}

static void a_rule_in_words(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Term terms[] = { { .trigger = TRIGGER_CASE_END, .period = { .years = 3, .months = 1 } },
                         { .trigger = TRIGGER_BIRTH, .period = { .years = 21 } },
                         { .trigger = TRIGGER_TOLD } };
        const char *values[] = { "moved", "died" };
        Condition when[] = { { .kind = CONDITION_ROW, .entity = "care_episode" },
                             { .kind = CONDITION_IS, .column = "ground", .values = values, .n_values = 2 } };
        Condition unless[] = { { .kind = CONDITION_DIED_UNDER, .age = 18 },
                               { .kind = CONDITION_UNSET, .entity = "child", .column = "archived_on" },
                               { .kind = CONDITION_ALONE } };
        Rule rule = { .disposal = DISPOSAL_DESTROY,
                      .entity = "need_case",
                      .terms = terms,
                      .n_terms = 3,
                      .combine = COMBINE_LATEST,
                      .direction = DIRECTION_MAXIMUM,
                      .approval = APPROVAL_ONE,
                      .standing = STANDING_LOCAL,
                      .from = day("2025-04-08"),
                      .to = DATE_NONE };
        check_group("words");
        CHECK_STR(rule_words(arena, &rule), "destroy need_case: the latest of 3 years, 1 month after "
                                            "case-end and 21 years after birth and the day "
                                            "of told; maximum, approval one, local; from 2025-04-08");
        rule = (Rule){ .disposal = DISPOSAL_REMIND,
                       .terms = &(Term){ .trigger = TRIGGER_SERVICE_END, .chosen = "years" },
                       .n_terms = 1,
                       .when = when,
                       .n_when = 2,
                       .unless = unless,
                       .n_unless = 3,
                       .direction = DIRECTION_MINIMUM,
                       .approval = APPROVAL_TWO,
                       .law = { NATION_WALES, DUTY_MAY, PERSON_LIVING, day("2025-04-08"), day("2026-04-08") },
                       .from = DATE_NONE,
                       .to = day("2026-04-07") };
        CHECK_STR(rule_words(arena, &rule), "remind: the years in years after service-end; when any "
                                            "care_episode and ground is moved or died; unless "
                                            "died under 18 or child.archived_on is not set or archived "
                                            "before its record; minimum, approval two, "
                                            "statute, may, living; law of wales since 2025-04-08, revoked on "
                                            "2026-04-08; until 2026-04-07");
}

int main(void) {
        for (size_t i = 0; i < ELEMENTS(packs); i++)
                each_rule_of(packs[i][0], packs[i][1]);
        a_rule_in_words();
        return check_done();
}
