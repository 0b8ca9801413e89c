/* From the files of clocks and holidays to model/regime.h. */
#include "settings/law-regimes.h"

#include "base/text.h"
#include "settings/law-read.h"

#include <stdlib.h>

#define PERIOD_DAYS_MAX   366
#define PERIOD_MONTHS_MAX 24

static const char *const clarification_words[_CLARIFICATION_MAX] = {
        [CLARIFICATION_NONE] = "none",
        [CLARIFICATION_PAUSES] = "pauses",
        [CLARIFICATION_DAYS_TAKEN] = "days-taken",
        [CLARIFICATION_STARTS] = "starts",
};

/* --- Clocks --- */

static unsigned read_kinds(Node node) {
        size_t n;
        const char **names = node_texts(node, "kinds", REQUIRED, &n);
        unsigned kinds = 0;
        for (size_t i = 0; i < n; i++) {
                RequestKind kind;
                if (!request_kind_from_string(names[i], &kind))
                        node_problem(
                                node, "kinds",
                                "Use access, rectification, erasure, restriction, objection, portability or "
                                "complaint.",
                                "There is no request of kind \"%s\".", names[i]);
                else if (kinds & 1u << kind)
                        node_problem(node, "kinds", "Name each kind once.", "\"%s\" is named twice.",
                                     names[i]);
                else
                        kinds |= 1u << kind;
        }
        return kinds;
}

static void read_clarification(Node node, RegimeClock *clock) {
        Node group = node_group(node, "clarification", OPTIONAL);
        if (!node_exists(group))
                return;
        clock->clarification = node_text(group, "cite", REQUIRED);
        clock->clarification_effect =
                (Clarification)node_word(group, "effect", REQUIRED, clarification_words,
                                         ELEMENTS(clarification_words), CLARIFICATION_NONE);
        node_close(group);
}

static void judge_clock(Node node, const RegimeClock *clock) {
        if ((clock->months > 0) == (clock->days > 0))
                node_problem(node, NULL, "Give months or days.",
                             "A clock has a period in months or in days, and not both.");
        if (clock->months > 0 && clock->first_day_counts)
                node_problem(node, "first_day_counts", "Leave it out.",
                             "Months always end on the day of the same number.");
        if ((clock->extension != NULL) != (clock->extended_months > 0))
                node_problem(node, "extension", "Give extension and extended_months, or neither.",
                             "An extension needs its citation and its length.");
        if (clock->extended_months > 0 && clock->extended_months <= clock->months)
                node_problem(node, "extended_months",
                             "It counts from the start day, the first months included.",
                             "The extension is no longer than the period itself.");
        if (clock->extended_months > 0 && clock->months == 0)
                node_problem(node, "extended_months", "Give the period in months too.",
                             "Only a period in months can be extended.");
        if (clock->from != DATE_NONE && clock->to != DATE_NONE && clock->from > clock->to)
                node_problem(node, "to", "Let from stand before to.", "The clock ends before it begins.");
}

static void read_clock(Node node, RegimeClock *clock) {
        clock->kinds = read_kinds(node);
        clock->cite = node_text(node, "cite", REQUIRED);
        clock->from = node_date(node, "from", OPTIONAL);
        clock->to = node_date(node, "to", OPTIONAL);
        clock->months = (int)node_integer(node, "months", OPTIONAL, 1, PERIOD_MONTHS_MAX, 0);
        clock->days = (int)node_integer(node, "days", OPTIONAL, 1, PERIOD_DAYS_MAX, 0);
        clock->first_day_counts = node_bool(node, "first_day_counts", OPTIONAL, false);
        clock->acknowledges = node_bool(node, "acknowledges", OPTIONAL, false);
        clock->identity = node_text(node, "identity", OPTIONAL);
        clock->fee = node_text(node, "fee", OPTIONAL);
        read_clarification(node, clock);
        clock->extension = node_text(node, "extension", OPTIONAL);
        clock->extended_months =
                (int)node_integer(node, "extended_months", OPTIONAL, 1, PERIOD_MONTHS_MAX, 0);
        clock->pause_moves_notice = node_bool(node, "pause_moves_notice", OPTIONAL, false);
        clock->rollover = node_text(node, "rollover", OPTIONAL);
        judge_clock(node, clock);
        node_close(node);
}

/* --- Regimes --- */

static void read_regime(Node node, Arena *arena, Regime *regime) {
        regime->name = node_text(node, "name", REQUIRED);
        regime->title = node_text(node, "title", REQUIRED);
        regime->cite = node_text(node, "cite", REQUIRED);
        regime->from = node_date(node, "from", OPTIONAL);
        regime->to = node_date(node, "to", OPTIONAL);
        if (regime->from != DATE_NONE && regime->to != DATE_NONE && regime->from > regime->to)
                node_problem(node, "to", "Let from stand before to.", "The regime ends before it begins.");
        Node clocks = node_list(node, "clocks", REQUIRED);
        regime->n_clocks = node_count(clocks);
        regime->clocks = arena_array(arena, regime->n_clocks + 1, sizeof *regime->clocks);
        for (size_t i = 0; i < regime->n_clocks; i++)
                read_clock(node_item(clocks, i), &regime->clocks[i]);
        node_close(node);
}

/* One law at a time: a day that two regimes claim would make the answer depend on their order. */
static void judge_order(Node node, const Regime *earlier, const Regime *later) {
        if (earlier->to == DATE_NONE || later->from == DATE_NONE || later->from <= earlier->to)
                node_problem(node, "from",
                             "List regimes in order of time; each ends the day before the next begins.",
                             "It overlaps with the regime before it.");
        else if (later->from > earlier->to + 1)
                node_warning(node, "from", "Let it begin the day after.",
                             "No law is loaded for some days between it and the regime before it.");
        if (str_eq(earlier->name, later->name))
                node_problem(node, "name", "Name each regime once.",
                             "The regime before it has the same name.");
}

static void read_regimes(Node root, const Languages *languages, Arena *arena, Regimes *regimes) {
        regimes->target_days = (int)node_integer(root, "target_days", OPTIONAL, 0, PERIOD_DAYS_MAX, 0);
        regimes->facts = law_facts_read(root, languages, arena, &regimes->n_facts);
        Node list = node_list(root, "regimes", REQUIRED);
        regimes->n_regimes = node_count(list);
        regimes->regimes = arena_array(arena, regimes->n_regimes + 1, sizeof *regimes->regimes);
        for (size_t i = 0; i < regimes->n_regimes; i++) {
                Node node = node_item(list, i);
                read_regime(node, arena, &regimes->regimes[i]);
                if (i > 0)
                        judge_order(node, &regimes->regimes[i - 1], &regimes->regimes[i]);
        }
        node_close(root);
}

/* --- Holidays --- */

static int law_regimes_compare_dates(const void *a, const void *b) {
        const Date *x = a, *y = b;
        return (*x > *y) - (*x < *y);
}

static void read_year(Node node, int year, Date *days, size_t *n_days) {
        Node list = node_array(node, "days", REQUIRED);
        for (size_t i = 0; i < node_count(list); i++) {
                Date day = node_item_date(list, i);
                if (day == DATE_NONE)
                        continue;
                if (date_parts(day).year != year)
                        node_problem(node, "days", "Move it to its year.", "%s does not lie in %d.",
                                     DATE_TEXT(day), year);
                else
                        days[(*n_days)++] = day;
        }
}

static size_t count_days(Node years) {
        size_t n = 0;
        for (size_t i = 0; i < node_count(years); i++)
                n += node_count(node_array(node_item(years, i), "days", OPTIONAL));
        return n;
}

static void read_years(Node years, Arena *arena, Holidays *holidays) {
        Date *days = arena_array(arena, count_days(years) + 1, sizeof *days);
        for (size_t i = 0; i < node_count(years); i++) {
                Node node = node_item(years, i);
                int year = (int)node_integer(node, "year", REQUIRED, 1900, 9900, 0);
                if (i == 0)
                        holidays->first_year = year;
                else if (year != holidays->last_year + 1)
                        node_problem(node, "year", "List the years in order, none left out.",
                                     "After %d comes %d.", holidays->last_year, year);
                holidays->last_year = year;
                read_year(node, year, days, &holidays->n_days);
                node_close(node);
        }
        qsort(days, holidays->n_days, sizeof *days, law_regimes_compare_dates);
        holidays->days = days;
}

static void read_holidays(const char *data_dir, Jurisdiction jurisdiction, Arena *arena, Problems *problems,
                          Holidays *holidays) {
        const char *path = arena_printf(arena, "%s/policies/holidays/%s.conf", data_dir,
                                        jurisdiction_to_string(jurisdiction));
        _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, problems);
        if (!reader)
                return;
        Node root = reader_root(reader);
        const char *said = node_text(root, "jurisdiction", REQUIRED);
        holidays->jurisdiction = jurisdiction;
        holidays->cite = node_text(root, "cite", REQUIRED);
        if (said && !str_eq(said, jurisdiction_to_string(jurisdiction)))
                node_problem(root, "jurisdiction", "Name the file after its jurisdiction.",
                             "The file is named after another jurisdiction.");
        read_years(node_list(root, "years", REQUIRED), arena, holidays);
        node_close(root);
}

int law_regimes_load(const char *data_dir, const Languages *languages, Arena *arena, Problems *problems,
                     const Regimes **ret) {
        size_t errors = problems->errors;
        Regimes *regimes = arena_new_of(arena, Regimes);
        regimes->file = arena_printf(arena, "%s/policies/law/uk-data-protection.conf", data_dir);
        _cleanup_(reader_freep) Reader *reader = reader_open(regimes->file, arena, problems);
        if (reader)
                read_regimes(reader_root(reader), languages, arena, regimes);
        regimes->n_holidays = _JURISDICTION_MAX;
        regimes->holidays = arena_array(arena, _JURISDICTION_MAX, sizeof *regimes->holidays);
        for (size_t i = 0; i < _JURISDICTION_MAX; i++)
                read_holidays(data_dir, (Jurisdiction)i, arena, problems, &regimes->holidays[i]);
        if (problems->errors > errors)
                return SETTINGS_E_REFUSED;
        *ret = regimes;
        return 0;
}
