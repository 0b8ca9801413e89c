#include "settings/law-pack.h"

#include "base/text.h"
#include "settings/reader.h"

#include <string.h>

const DataMap *map_set_find(const MapSet *set, const char *name) {
        for (size_t i = 0; i < set->n; i++)
                if (str_eq(set->maps[i]->name, name))
                        return set->maps[i];
        return NULL;
}

/* --- reading --- */

static Trigger read_trigger(Node node) {
        const char *words[_TRIGGER_MAX];
        for (int i = 0; i < _TRIGGER_MAX; i++)
                words[i] = trigger_to_string((Trigger)i);
        return (Trigger)node_word(node, "trigger", REQUIRED, words, _TRIGGER_MAX, TRIGGER_BIRTH);
}

static Disposal read_disposal(Node node) {
        const char *words[_DISPOSAL_MAX];
        for (int i = 0; i < _DISPOSAL_MAX; i++)
                words[i] = disposal_to_string((Disposal)i);
        return (Disposal)node_word(node, "disposal", REQUIRED, words, _DISPOSAL_MAX, DISPOSAL_REVIEW);
}

static Approval read_approval(Node node) {
        const char *words[_APPROVAL_MAX];
        for (int i = 0; i < _APPROVAL_MAX; i++)
                words[i] = approval_to_string((Approval)i);
        return (Approval)node_word(node, "approval", REQUIRED, words, _APPROVAL_MAX, APPROVAL_TWO);
}

static Period read_period(Node rule) {
        Node node = node_group(rule, "after", REQUIRED);
        if (!node_exists(node))
                return (Period){ 0 };
        Period period = {
                .years = (int)node_integer(node, "years", OPTIONAL, 0, 200, 0),
                .months = (int)node_integer(node, "months", OPTIONAL, 0, 1200, 0),
                .days = (int)node_integer(node, "days", OPTIONAL, 0, 36500, 0),
        };
        node_close(node);
        if (period.years + period.months + period.days == 0)
                node_problem(rule, "after", "Write { years = 6; } or the like.",
                             "\"after\" is no time at all: the rule would act on the day of the event.");
        return period;
}

static void read_rule(Node node, Rule *rule) {
        static const char *const directions[_DIRECTION_MAX] = {
                [DIRECTION_MAXIMUM] = "maximum",
                [DIRECTION_MINIMUM] = "minimum",
        };
        if (!node_exists(node))
                return;
        *rule = (Rule){
                .id = node_text(node, "id", REQUIRED),
                .cite = node_text(node, "cite", REQUIRED),
                .text = node_text(node, "text", REQUIRED),
                .map = node_text(node, "map", REQUIRED),
                .trigger = read_trigger(node),
                .period = read_period(node),
                .disposal = read_disposal(node),
                .direction = (Direction)node_word(node, "direction", REQUIRED, directions, _DIRECTION_MAX,
                                                  DIRECTION_MAXIMUM),
                .approval = read_approval(node),
                .unless = node_text(node, "unless", OPTIONAL),
                .from = node_date(node, "from", OPTIONAL),
                .to = node_date(node, "to", OPTIONAL),
        };
        node_close(node);
}

/* --- judging --- */

static const char *trigger_column(const DataMap *map, Trigger trigger) {
        switch (trigger) {
        case TRIGGER_BIRTH:
                return map->birth;
        case TRIGGER_DEATH:
                return map->death;
        case TRIGGER_ARCHIVED:
                return map->archived;
        case _TRIGGER_MAX:
                break;
        }
        return NULL;
}

static void judge_against_map(Node node, const Rule *rule, const MapSet *maps) {
        const DataMap *map = map_set_find(maps, rule->map);
        if (!map) {
                if (maps->whole)
                        node_problem(node, "map", "Name a map that the settings load.",
                                     "There is no data map \"%s\".", rule->map);
                return;
        }
        if (!trigger_column(map, rule->trigger))
                node_problem(node, "trigger", "Choose an event that the register keeps, or mend the map.",
                             "Map %s does not say where the day of the event \"%s\" is kept.", map->name,
                             trigger_to_string(rule->trigger));
        if (rule->disposal == DISPOSAL_ARCHIVE && !map->archived)
                node_problem(node, "disposal", "Name the subject's archived column in the map.",
                             "Map %s does not say where a subject is marked as archived.", map->name);
        if (rule->unless && !entity_attribute(&map->entities[0], rule->unless))
                node_problem(node, "unless", "Name a boolean column that the map describes on the subject.",
                             "The subject of map %s has no column \"%s\".", map->name, rule->unless);
        if (rule->trigger == TRIGGER_ARCHIVED && rule->disposal == DISPOSAL_ARCHIVE)
                node_problem(node, "disposal", "Let it destroy, anonymise or review.",
                             "A rule that waits for archiving cannot archive.");
}

static bool overlap(const Rule *a, const Rule *b) {
        bool a_first = a->to != DATE_NONE && b->from != DATE_NONE && a->to < b->from;
        bool b_first = b->to != DATE_NONE && a->from != DATE_NONE && b->to < a->from;
        return !a_first && !b_first;
}

/* Calendar periods in days, near enough to tell which of two is longer. */
static double length(Period period) {
        return period.years * 365.2425 + period.months * 365.2425 / 12 + period.days;
}

static bool same_ground(const Rule *a, const Rule *b) {
        return a->trigger == b->trigger && str_eq(a->map, b->map) && str_eq(a->unless, b->unless) &&
               overlap(a, b);
}

static void judge_pair(Node node, const Rule *rule, const Rule *other) {
        if (str_eq(rule->id, other->id)) {
                node_problem(node, "id", "Give each rule its own id: ledger and certificates name it.",
                             "Two rules have the id \"%s\".", rule->id);
                return;
        }
        if (!same_ground(rule, other))
                return;
        double mine = length(rule->period), theirs = length(other->period);
        const Rule *maximum = rule->direction == DIRECTION_MAXIMUM ? rule : other;
        const Rule *minimum = maximum == rule ? other : rule;
        if (rule->direction == other->direction && rule->disposal == other->disposal && mine != theirs)
                node_problem(node, "after", "Keep one, or part them by dates, by \"unless\" or by event.",
                             "Rules %s and %s contradict each other: the same event, the same disposal, two "
                             "periods.",
                             other->id, rule->id);
        else if (rule->direction != other->direction && length(maximum->period) < length(minimum->period))
                node_problem(
                        node, "after", "Part them by dates, by \"unless\" or by event.",
                        "Rules %s and %s contradict each other: one lets data be kept for less time than the "
                        "other demands.",
                        other->id, rule->id);
}

static void judge_rule(Node node, const Rule *rule, const MapSet *maps) {
        if (rule->from != DATE_NONE && rule->to != DATE_NONE && rule->from >= rule->to)
                node_problem(node, "to", "Let \"from\" come before \"to\".", "Rule %s ends before it begins.",
                             rule->id);
        if (strspn(rule->id, "abcdefghijklmnopqrstuvwxyz0123456789-.") != strlen(rule->id))
                node_problem(node, "id", "Use a to z, 0 to 9, - and . only.",
                             "The id \"%s\" cannot be typed on a command line with ease.", rule->id);
        judge_against_map(node, rule, maps);
}

static void judge_pack(Node node, Node rules, const LawPack *pack, const MapSet *maps,
                       LawPack *const *earlier, size_t n_earlier) {
        for (size_t i = 0; i < n_earlier; i++)
                if (str_eq(earlier[i]->name, pack->name))
                        node_problem(node, "name", "Name each pack once.", "Two law packs are called \"%s\".",
                                     pack->name);
        for (size_t i = 0; i < pack->n_rules; i++) {
                Node item = node_item(rules, i);
                judge_rule(item, &pack->rules[i], maps);
                for (size_t p = 0; p < n_earlier; p++)
                        for (size_t j = 0; j < earlier[p]->n_rules; j++)
                                judge_pair(item, &pack->rules[i], &earlier[p]->rules[j]);
                for (size_t j = 0; j < i; j++)
                        judge_pair(item, &pack->rules[i], &pack->rules[j]);
        }
}

int law_pack_load(const char *path, const MapSet *maps, LawPack *const *earlier, size_t n_earlier,
                  Arena *arena, Problems *problems, LawPack **ret) {
        size_t errors = problems->errors;
        _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, problems);
        if (!reader)
                return LAW_PACK_E_REFUSED;
        Node root = reader_root(reader), node = node_group(root, "pack", REQUIRED);
        node_close(root);
        if (!node_exists(node))
                return LAW_PACK_E_REFUSED;

        LawPack *pack = arena_new_of(arena, LawPack);
        pack->file = reader_file(reader);
        pack->name = node_text(node, "name", REQUIRED);
        Node rules = node_list(node, "rules", REQUIRED);
        pack->n_rules = node_count(rules);
        pack->rules = arena_array(arena, pack->n_rules, sizeof *pack->rules);
        for (size_t i = 0; i < pack->n_rules; i++)
                read_rule(node_item(rules, i), &pack->rules[i]);
        node_close(node);
        if (problems->errors == errors)
                judge_pack(node, rules, pack, maps, earlier, n_earlier);
        if (problems->errors > errors)
                return LAW_PACK_E_REFUSED;
        *ret = pack;
        return 0;
}
