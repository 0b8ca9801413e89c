/* Judges retention rules: against the map they name, and against one another. */
#include "base/text.h"
#include "settings/law-read.h"

#include <string.h>

/* --- one rule against its map --- */

static void judge_term(Node node, const DataMap *map, const Rule *rule, const Term *term) {
        const Entity *unit = rule->entity ? data_map_entity(map, rule->entity) : &map->entities[0];
        if (!data_map_event(map, rule->entity, term->trigger))
                node_problem(node, "trigger", "Choose an event that the register keeps, or mend the map.",
                             "Map %s does not say where the day of the event \"%s\" is kept.", map->name,
                             trigger_to_string(term->trigger));
        if (term->chosen && !entity_attribute(unit, term->chosen))
                node_problem(node, "chosen", "Name a column of whole years that the map describes.",
                             "%s of map %s has no column \"%s\".", unit->name, map->name, term->chosen);
        bool at_once = !term->chosen && term->period.years + term->period.months + term->period.days == 0;
        if (at_once && term->trigger == TRIGGER_BIRTH)
                node_problem(node, "after", "Write an age: { years = 18; }.",
                             "The rule would act on the day of birth.");
}

static void judge_condition(Node node, const char *key, const DataMap *map, const Rule *rule,
                            const Condition *condition) {
        const char *name = condition->entity ? condition->entity : rule->entity;
        const Entity *entity = name ? data_map_entity(map, name) : &map->entities[0];
        if (!entity || !entity_hangs_on(map, entity, &map->entities[0]))
                node_problem(node, key, "Name the subject, or what it owns.",
                             "Map %s has no entity \"%s\" that is a subject's own.", map->name, name);
        else if (condition->column && !entity_attribute(entity, condition->column))
                node_problem(node, key, "Name a column that the map describes.",
                             "%s of map %s has no column \"%s\".", entity->name, map->name,
                             condition->column);
        if (condition->kind == CONDITION_DIED_UNDER && !map->death)
                node_problem(node, key, "Mend the map, or leave the condition out.",
                             "Map %s does not say where the day of death is kept.", map->name);
        if (condition->kind == CONDITION_ALONE &&
            (!rule->entity || !entity || !entity->archived || !map->archived))
                node_problem(
                        node, key, "Leave the condition out, or mend the map.",
                        "Only rows that are archived by themselves can be archived before their record.");
}

static bool key_column(const Entity *entity, const char *column) {
        for (size_t i = 0; i < entity->n_key; i++)
                if (str_eq(entity->key[i], column))
                        return true;
        return false;
}

static void judge_left(Node node, const DataMap *map, const char *name) {
        const Entity *e = NULL;
        const Attribute *a = NULL;
        for (size_t i = 0; i < map->n_entities && !a; i++) {
                size_t n = strlen(map->entities[i].name);
                if (strncmp(name, map->entities[i].name, n) == 0 && name[n] == '.') {
                        e = &map->entities[i];
                        a = entity_attribute(e, name + n + 1);
                }
        }
        if (!a || !entity_hangs_on(map, e, &map->entities[0]))
                node_problem(
                        node, "attributes", "Write \"entity.column\", of the subject or of what it owns.",
                        "Map %s has no attribute \"%s\" that could be left of a record.", map->name, name);
        else if (a->anonymise == ANONYMISE_DROP ||
                 (a->anonymise == ANONYMISE_PSEUDONYM && e != map->entities))
                node_problem(node, "attributes", "Leave it out, or say in the map how it is made general.",
                             "By map %s nothing is left of \"%s\".", map->name, name);
}

/* A record is anonymised whole: what is left of it stands elsewhere, and the record itself goes. */
static void judge_anonymise(Node node, const DataMap *map, const Rule *rule) {
        if (rule->entity)
                node_problem(node, "entity", "Leave it out; single columns are blanked by \"destroy\".",
                             "Only whole records are anonymised.");
        if (rule->n_attributes == 0)
                node_problem(node, "attributes", "Name what is to be left: [ \"child.born_on\" ].",
                             "Rule %s does not say what is left of a record.", rule->id);
        for (size_t i = 0; i < rule->n_attributes; i++)
                judge_left(node, map, rule->attributes[i]);
}

static void judge_attributes(Node node, const Rule *rule, const Entity *entity) {
        if (rule->n_attributes && !rule->entity)
                node_problem(node, "attributes", "Name the entity whose columns they are.",
                             "Rule %s names attributes, but no entity.", rule->id);
        if (rule->n_attributes && !disposal_traits(rule->disposal).blanks)
                node_problem(node, "attributes", "Leave them out: the whole row is archived.",
                             "A single attribute cannot be archived.");
        for (size_t i = 0; i < rule->n_attributes; i++)
                if (!entity_attribute(entity, rule->attributes[i]) || key_column(entity, rule->attributes[i]))
                        node_problem(node, "attributes",
                                     "Name columns that the map describes, none of the key.",
                                     "%s has no attribute \"%s\" that could be blanked.", entity->name,
                                     rule->attributes[i]);
}

/* What the rule acts on; NULL after saying what is wrong. */
static const Entity *judge_unit(Node node, const Rule *rule, const DataMap *map) {
        const Entity *subject = &map->entities[0];
        const Entity *entity = rule->entity ? data_map_entity(map, rule->entity) : subject;
        if (!entity || (rule->entity && entity == subject) || !entity_hangs_on(map, entity, subject)) {
                node_problem(node, "entity",
                             "Name an entity that the subject owns, or none for whole subjects.",
                             "Map %s has no entity \"%s\" that a rule could act on row by row.", map->name,
                             rule->entity);
                return NULL;
        }
        return entity;
}

static void judge_disposal(Node node, const Rule *rule, const DataMap *map, const Entity *entity) {
        const char *archived = rule->entity ? entity->archived : map->archived;
        const DisposalTraits traits = disposal_traits(rule->disposal);
        if (traits.archives && !archived)
                node_problem(node, "disposal", "Name the archived column in the map.",
                             "Map %s does not say where %s is marked as archived.", map->name,
                             rule->entity ? entity->name : "a subject");
        if (traits.of_archived && rule->entity)
                node_problem(node, "disposal", "Leave \"entity\" out.",
                             "Only a whole record is brought back from the archive, not single rows.");
        if (rule->ground && (!disposal_archives(rule->disposal) || rule->entity || !map->ground))
                node_problem(node, "ground", "Leave it out, or name the subject's ground column in the map.",
                             "There is no place where the ground \"%s\" could be written.", rule->ground);
        for (size_t i = 0; disposal_archives(rule->disposal) && i < rule->n_terms; i++)
                if (rule->terms[i].trigger == TRIGGER_ARCHIVED)
                        node_problem(node, "disposal", "Let it destroy, anonymise or review.",
                                     "A rule that waits for archiving cannot archive.");
}

static void judge_against_map(Node node, const Rule *rule, const MapSet *maps) {
        const DataMap *map = map_set_find(maps, rule->map);
        if (!map) {
                if (maps->whole)
                        node_problem(node, "map", "Name a map that the settings load.",
                                     "There is no data map \"%s\".", rule->map);
                return;
        }
        const Entity *entity = judge_unit(node, rule, map);
        if (!entity)
                return;
        for (size_t i = 0; i < rule->n_terms; i++)
                judge_term(node, map, rule, &rule->terms[i]);
        for (size_t i = 0; i < rule->n_when; i++)
                judge_condition(node, "when", map, rule, &rule->when[i]);
        for (size_t i = 0; i < rule->n_unless; i++)
                judge_condition(node, "unless", map, rule, &rule->unless[i]);
        if (disposal_traits(rule->disposal).coarsens)
                judge_anonymise(node, map, rule);
        else
                judge_attributes(node, rule, entity);
        judge_disposal(node, rule, map, entity);
}

/* --- rules that can never act --- */

static bool same_values(const Condition *a, const Condition *b) {
        for (size_t i = 0; i < a->n_values; i++) {
                bool found = false;
                for (size_t k = 0; k < b->n_values; k++)
                        found = found || str_eq(a->values[i], b->values[k]);
                if (!found)
                        return false;
        }
        return a->n_values == b->n_values;
}

static bool same_condition(const Condition *a, const Condition *b) {
        return a->kind == b->kind && str_eq(a->entity, b->entity) && str_eq(a->column, b->column) &&
               a->age == b->age && same_values(a, b);
}

static void judge_never(Node node, const Rule *rule) {
        for (size_t i = 0; i < rule->n_when; i++) {
                const Condition *when = &rule->when[i];
                for (size_t k = 0; k < rule->n_unless; k++)
                        if (same_condition(when, &rule->unless[k]))
                                node_problem(node, "unless", "Keep one of the two.",
                                             "Rule %s can never act: it asks for a condition and for its "
                                             "contrary.",
                                             rule->id);
                for (size_t k = 0; k < rule->n_terms && when->kind == CONDITION_UNDER; k++)
                        if (rule->terms[k].trigger == TRIGGER_BIRTH &&
                            rule->terms[k].period.years >= when->age &&
                            (rule->n_terms == 1 || rule->combine == COMBINE_LATEST))
                                node_problem(node, "when", "Mend the age, or the period.",
                                             "Rule %s can never act: it is due at %d, and asks for somebody "
                                             "under %d.",
                                             rule->id, rule->terms[k].period.years, when->age);
        }
}

/* --- what it rests on --- */

static bool leaves_out_dead(const Rule *rule, int age) {
        for (size_t i = 0; i < rule->n_unless; i++)
                if (rule->unless[i].kind == CONDITION_DIED_UNDER && rule->unless[i].age == age)
                        return true;
        return false;
}

/* Whoever died before has not attained the age: the rule's own unless must say so. */
static void judge_age(Node node, const Rule *rule) {
        for (size_t i = 0; rule->law.person == PERSON_LIVING && i < rule->n_terms; i++)
                if (rule->terms[i].trigger == TRIGGER_BIRTH &&
                    !leaves_out_dead(rule, rule->terms[i].period.years))
                        node_problem(node, "person",
                                     "Add { died_under } with that age to \"unless\", or say \"either\".",
                                     "Rule %s speaks of the living, and would take whoever died before %d.",
                                     rule->id, rule->terms[i].period.years);
}

static void judge_instrument(Node node, const Rule *rule) {
        const Instrument *law = &rule->law;
        bool ends = law->revoked == DATE_NONE || (rule->to != DATE_NONE && rule->to < law->revoked);
        if (!ends && rule->standing == STANDING_STATUTE)
                node_problem(node, "standing",
                             "Let the rule end with it, or say \"local\": who keeps to it has made it their "
                             "own rule.",
                             "The instrument of rule %s is revoked, so it is nobody's law any more.",
                             rule->id);
        if (law->in_force != DATE_NONE && law->revoked != DATE_NONE && law->revoked <= law->in_force)
                node_problem(node, "revoked", "Let \"in_force\" come before \"revoked\".",
                             "The instrument of rule %s was revoked before it was in force.", rule->id);
        if (law->duty == DUTY_MAY && rule->approval == APPROVAL_NONE &&
            !disposal_traits(rule->disposal).reminds)
                node_problem(node, "approval", "Let a person approve it: one, or two.",
                             "What rule %s may do, and need not, nobody would decide.", rule->id);
        judge_age(node, rule);
}

void law_rule_judge(Node node, const Rule *rule, const MapSet *maps) {
        if (rule->from != DATE_NONE && rule->to != DATE_NONE && rule->from >= rule->to)
                node_problem(node, "to", "Let \"from\" come before \"to\".", "Rule %s ends before it begins.",
                             rule->id);
        if (strspn(rule->id, "abcdefghijklmnopqrstuvwxyz0123456789-._") != strlen(rule->id))
                node_problem(node, "id", "Use a to z, 0 to 9, -, _ and . only.",
                             "The id \"%s\" cannot be typed on a command line with ease.", rule->id);
        judge_against_map(node, rule, maps);
        judge_never(node, rule);
        judge_instrument(node, rule);
        if (rule_destroys(rule) == (rule->grade == PROMISE_HIDDEN))
                node_problem(node, "grade", "Leave it out, or choose one that fits the disposal.",
                             "What is archived is \"hidden\", and nothing else is.");
}

/* --- two rules against each other --- */

static bool overlap(const Rule *a, const Rule *b) {
        bool a_first = a->to != DATE_NONE && b->from != DATE_NONE && a->to < b->from;
        bool b_first = b->to != DATE_NONE && a->from != DATE_NONE && b->to < a->from;
        return !a_first && !b_first;
}

/* Calendar periods in days, near enough to tell which of two is longer. */
static double length(const Term *term) {
        const Period *p = &term->period;
        return p->years * 365.2425 + p->months * 365.2425 / 12 + p->days + (term->financial_year ? 365 : 0);
}

static bool same_conditions(const Condition *a, size_t n_a, const Condition *b, size_t n_b) {
        for (size_t i = 0; i < n_a; i++) {
                bool found = false;
                for (size_t k = 0; k < n_b; k++)
                        found = found || same_condition(&a[i], &b[k]);
                if (!found)
                        return false;
        }
        return n_a == n_b;
}

static bool law_judge_same_attributes(const Rule *a, const Rule *b) {
        for (size_t i = 0; i < a->n_attributes; i++)
                for (size_t k = 0; k < b->n_attributes; k++)
                        if (str_eq(a->attributes[i], b->attributes[k]))
                                return true;
        return a->n_attributes == 0 && b->n_attributes == 0;
}

/* Rules that speak of the very same thing. Where one speaks of fewer, it is an exception, not a
 * contradiction: a minimum for some holds back a maximum for all. */
static bool same_ground(const Rule *a, const Rule *b) {
        return str_eq(a->map, b->map) && str_eq(a->entity, b->entity) && law_judge_same_attributes(a, b) &&
               same_conditions(a->when, a->n_when, b->when, b->n_when) &&
               same_conditions(a->unless, a->n_unless, b->unless, b->n_unless) && a->n_terms == 1 &&
               b->n_terms == 1 && a->terms[0].trigger == b->terms[0].trigger && !a->terms[0].chosen &&
               !b->terms[0].chosen && overlap(a, b);
}

void law_rule_judge_pair(Node node, const Rule *rule, const Rule *other) {
        if (str_eq(rule->id, other->id)) {
                node_problem(node, "id", "Give each rule its own id: ledger and certificates name it.",
                             "Two rules have the id \"%s\".", rule->id);
                return;
        }
        if (!same_ground(rule, other))
                return;
        double mine = length(&rule->terms[0]), theirs = length(&other->terms[0]);
        const Rule *maximum = rule->direction == DIRECTION_MAXIMUM ? rule : other;
        const Rule *minimum = maximum == rule ? other : rule;
        if (rule->direction == other->direction && rule->disposal == other->disposal && mine != theirs)
                node_problem(node, "after", "Keep one, or part them by dates, by \"unless\" or by event.",
                             "Rules %s and %s contradict each other: the same event, the same disposal, two "
                             "periods.",
                             other->id, rule->id);
        else if (rule->direction != other->direction && rule_destroys(maximum) &&
                 length(&maximum->terms[0]) < length(&minimum->terms[0]))
                node_problem(
                        node, "after", "Part them by dates, by \"unless\" or by event.",
                        "Rules %s and %s contradict each other: one lets data be kept for less time than the "
                        "other demands.",
                        other->id, rule->id);
}
