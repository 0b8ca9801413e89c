/* Reads one retention rule of a law pack; settings/law-judge.c judges it. */
#include "base/text.h"
#include "settings/law-read.h"

#define AGE_MAX 120

static Trigger read_trigger(Node node) {
        const char *words[_TRIGGER_MAX];
        for (int i = 0; i < _TRIGGER_MAX; i++)
                words[i] = trigger_to_string((Trigger)i);
        return (Trigger)node_word(node, "trigger", REQUIRED, words, _TRIGGER_MAX, TRIGGER_BIRTH);
}

static Disposal read_disposal(Node node) {
        static const char *const words[] = { DISPOSALS(WORD_STRING) };
        return (Disposal)node_word(node, "disposal", REQUIRED, words, _DISPOSAL_MAX, DISPOSAL_REVIEW);
}

static Approval read_approval(Node node) {
        static const char *const words[] = { APPROVALS(WORD_STRING) };
        return (Approval)node_word(node, "approval", REQUIRED, words, _APPROVAL_MAX, APPROVAL_TWO);
}

static Direction read_direction(Node node) {
        const char *words[_DIRECTION_MAX];
        for (int i = 0; i < _DIRECTION_MAX; i++)
                words[i] = direction_to_string((Direction)i);
        return (Direction)node_word(node, "direction", REQUIRED, words, _DIRECTION_MAX, DIRECTION_MAXIMUM);
}

static Standing read_standing(Node node) {
        const char *words[_STANDING_MAX];
        for (int i = 0; i < _STANDING_MAX; i++)
                words[i] = standing_to_string((Standing)i);
        return (Standing)node_word(node, "standing", OPTIONAL, words, _STANDING_MAX, STANDING_STATUTE);
}

Instrument law_instrument_read(Node node) {
        const char *of[_NATION_MAX], *duties[_DUTY_MAX], *persons[_PERSON_MAX];
        for (int i = 0; i < _NATION_MAX; i++)
                of[i] = nation_to_string((Nation)i);
        for (int i = 0; i < _DUTY_MAX; i++)
                duties[i] = duty_to_string((Duty)i);
        for (int i = 0; i < _PERSON_MAX; i++)
                persons[i] = person_to_string((Person)i);
        return (Instrument){
                .nation = (Nation)(1 + node_word(node, "nation", OPTIONAL, of + 1, _NATION_MAX - 1, -1)),
                .duty = (Duty)(1 + node_word(node, "duty", OPTIONAL, duties + 1, _DUTY_MAX - 1, -1)),
                .person = (Person)(1 + node_word(node, "person", OPTIONAL, persons + 1, _PERSON_MAX - 1, -1)),
                .in_force = node_date(node, "in_force", OPTIONAL),
                .revoked = node_date(node, "revoked", OPTIONAL),
        };
}

/* What the rule does not say its pack does. */
static Instrument instrument_of(Node node, const Instrument *pack) {
        Instrument law = law_instrument_read(node);
        law.nation = law.nation ? law.nation : pack->nation;
        law.duty = law.duty ? law.duty : pack->duty;
        law.person = law.person ? law.person : pack->person;
        law.in_force = law.in_force != DATE_NONE ? law.in_force : pack->in_force;
        law.revoked = law.revoked != DATE_NONE ? law.revoked : pack->revoked;
        return law;
}

/* _PROMISE_MAX where nothing is said. */
Promise law_grade_read(Node node) {
        const char *words[_PROMISE_MAX];
        for (int i = 0; i < _PROMISE_MAX; i++)
                words[i] = promise_to_string((Promise)i);
        return (Promise)node_word(node, "grade", OPTIONAL, words, _PROMISE_MAX, _PROMISE_MAX);
}

/* No time at all must be written out: it is right where the law says "the day on which". */
static Period law_rule_read_period(Node term) {
        Node node = node_group(term, "after", REQUIRED);
        if (!node_exists(node))
                return (Period){ 0 };
        int64_t years = node_integer(node, "years", OPTIONAL, 1, 200, -1),
                months = node_integer(node, "months", OPTIONAL, 0, 1200, -1),
                days = node_integer(node, "days", OPTIONAL, 0, 36500, -1);
        node_close(node);
        if (years < 0 && months < 0 && days < 0)
                node_problem(term, "after", "Write { years = 6; }, or { days = 0; } for the day itself.",
                             "\"after\" says no time.");
        return (Period){ years > 0 ? (int)years : 0, months > 0 ? (int)months : 0, days > 0 ? (int)days : 0 };
}

static void read_term(Node node, Term *term) {
        static const char *const ends[] = { "financial-year" };
        if (!node_exists(node))
                return;
        *term = (Term){ .trigger = read_trigger(node), .chosen = node_text(node, "chosen", OPTIONAL) };
        term->financial_year = node_word(node, "from_end_of", OPTIONAL, ends, 1, -1) == 0;
        if (!term->chosen)
                term->period = law_rule_read_period(node);
}

/* One term written in the rule itself, or several in a list. */
static void read_terms(Node node, Arena *arena, Rule *rule) {
        Node earliest = node_list(node, "earliest", OPTIONAL), latest = node_list(node, "latest", OPTIONAL);
        Node list = node_exists(earliest) ? earliest : latest;
        rule->combine = node_exists(latest) ? COMBINE_LATEST : COMBINE_EARLIEST;
        rule->n_terms = node_exists(list) ? node_count(list) : 1;
        rule->terms = arena_array(arena, rule->n_terms + 1, sizeof *rule->terms);
        if (node_exists(earliest) && node_exists(latest))
                node_problem(node, "latest", "Keep one of the two.",
                             "\"earliest\" and \"latest\" stand side by side.");
        if (!node_exists(list)) {
                read_term(node, &rule->terms[0]);
                return;
        }
        for (size_t i = 0; i < rule->n_terms; i++) {
                read_term(node_item(list, i), &rule->terms[i]);
                node_close(node_item(list, i));
        }
}

static void read_condition(Node node, Condition *condition) {
        if (!node_exists(node))
                return;
        *condition = (Condition){ .entity = node_text(node, "entity", OPTIONAL),
                                  .column = node_text(node, "column", OPTIONAL) };
        condition->values = node_texts(node, "is", OPTIONAL, &condition->n_values);
        int64_t died = node_integer(node, "died_under", OPTIONAL, 1, AGE_MAX, 0),
                under = node_integer(node, "under", OPTIONAL, 1, AGE_MAX, 0);
        bool alone = node_bool(node, "archived_before_record", OPTIONAL, false);
        bool set = node_bool(node, "set", OPTIONAL, false), unset = !node_bool(node, "set", OPTIONAL, true);
        node_close(node);
        if (!!condition->entity + !!condition->column == 0 && !!died + !!under + alone != 1)
                node_problem(node, NULL, "Name a column, an entity, or one age.",
                             "The condition says nothing, or two things.");
        if (!condition->column && (condition->n_values || set || unset))
                node_problem(node, "is", "Name the column.", "The condition does not say which column.");
        condition->age = (int)(died ? died : under);
        condition->kind = died                  ? CONDITION_DIED_UNDER
                          : under               ? CONDITION_UNDER
                          : alone               ? CONDITION_ALONE
                          : condition->n_values ? CONDITION_IS
                          : set                 ? CONDITION_SET
                          : unset               ? CONDITION_UNSET
                          : condition->column   ? CONDITION_TRUE
                                                : CONDITION_ROW;
}

static Condition *read_conditions(Node node, const char *key, Arena *arena, size_t *ret_n) {
        if (node_holds_text(node, key)) {
                Condition *one = arena_new_of(arena, Condition);
                *one = (Condition){ .kind = CONDITION_TRUE, .column = node_text(node, key, OPTIONAL) };
                *ret_n = one->column ? 1 : 0;
                return one;
        }
        Node list = node_list(node, key, OPTIONAL);
        Condition *conditions = arena_array(arena, node_count(list) + 1, sizeof *conditions);
        *ret_n = node_count(list);
        for (size_t i = 0; i < *ret_n; i++)
                read_condition(node_item(list, i), &conditions[i]);
        return conditions;
}

size_t law_rule_copies(Node node) {
        return node_exists(node) ? node_count(node_array(node, "entities", OPTIONAL)) : 0;
}

/* The same for several entities: a rule for each, named after it. */
static void expand(Node node, Arena *arena, const Rule *rule, Rule *rules) {
        Node list = node_array(node, "entities", OPTIONAL);
        for (size_t i = 0; i < node_count(list); i++) {
                const char *entity = node_item_text(list, i);
                rules[i] = *rule;
                rules[i].entity = entity ? entity : "";
                rules[i].id = arena_printf(arena, "%s.%s", rule->id ? rule->id : "", rules[i].entity);
        }
}

void law_rule_read(Node node, Arena *arena, const PackDefaults *pack, Rule *rules) {
        if (!node_exists(node))
                return;
        Rule rule = {
                .id = node_text(node, "id", REQUIRED),
                .cite = node_text(node, "cite", REQUIRED),
                .text = node_text(node, "text", REQUIRED),
                .map = node_text(node, "map", REQUIRED),
                .entity = node_text(node, "entity", OPTIONAL),
                .disposal = read_disposal(node),
                .ground = node_text(node, "ground", OPTIONAL),
                .direction = read_direction(node),
                .approval = read_approval(node),
                .standing = read_standing(node),
                .law = instrument_of(node, &pack->law),
                .grade = law_grade_read(node),
                .at_least = (int)node_integer(node, "at_least", OPTIONAL, 2, 100000, 10),
                .from = node_date(node, "from", OPTIONAL),
                .to = node_date(node, "to", OPTIONAL),
        };
        law_rule_letter(node, pack->languages, arena, &rule);
        rule.from = rule.from == DATE_NONE ? pack->from : rule.from;
        rule.to = rule.to == DATE_NONE ? pack->to : rule.to;
        rule.attributes = node_texts(node, "attributes", OPTIONAL, &rule.n_attributes);
        read_terms(node, arena, &rule);
        rule.when = read_conditions(node, "when", arena, &rule.n_when);
        rule.unless = read_conditions(node, "unless", arena, &rule.n_unless);
        if (rule.entity && law_rule_copies(node))
                node_problem(node, "entity", "Keep one of the two.",
                             "\"entity\" and \"entities\" stand side by side.");
        if (law_rule_copies(node))
                expand(node, arena, &rule, rules);
        else
                rules[0] = rule;
        node_close(node);
}
