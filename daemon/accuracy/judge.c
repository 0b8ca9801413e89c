#include "accuracy/judge.h"

#include "base/text.h"

#include <string.h>

static bool is_address_line(SourceField field) {
        return field == SOURCE_FIELD_ADDRESS_LINES || field == SOURCE_FIELD_ADDRESS_LINE_1 ||
               field == SOURCE_FIELD_ADDRESS_LINE_2 || field == SOURCE_FIELD_TOWN ||
               field == SOURCE_FIELD_COUNTY;
}

static bool is_location(SourceField field) {
        return is_address_line(field) || field == SOURCE_FIELD_POSTCODE ||
               field == SOURCE_FIELD_PRACTICE_CODE;
}

/* How the columns of a field are compared when the map does not describe the column (it need not describe
 * those that are mere references). */
static CompareKind compare_of(const Source *source, const SourceAttribute *confirm) {
        if (is_address_line(confirm->field))
                return COMPARE_ADDRESS;
        const Entity *entity = data_map_entity(source->map, confirm->entity);
        const Attribute *attribute = entity ? entity_attribute(entity, confirm->column) : NULL;
        return attribute ? attribute->compare : COMPARE_IDENTIFIER;
}

/* The lines of a PDS address are closed up when one is blank, so a column cannot be told from its place among
 * them: all of an entity's line columns are compared as one address. */
static JudgeItem *item_of(JudgePlan *plan, const SourceAttribute *confirm) {
        for (size_t i = 0; is_address_line(confirm->field) && i < plan->n_items; i++)
                if (plan->items[i].field == SOURCE_FIELD_ADDRESS_LINES &&
                    str_eq(plan->items[i].entity, confirm->entity))
                        return &plan->items[i];
        return NULL;
}

void judge_plan(const Source *source, Arena *arena, JudgePlan *ret) {
        size_t n = source->n_confirms;
        WatchColumn *columns = arena_array(arena, n + 1, sizeof *columns);
        size_t *places = arena_array(arena, n * n + 1, sizeof *places);
        JudgePlan plan = { .source = source, .columns = columns };
        plan.items = arena_array(arena, n + 1, sizeof *plan.items);
        plan.attributes = arena_array(arena, n + 1, sizeof *plan.attributes);
        plan.lookup = arena_printf(arena, "%s.%s", source->lookup_entity, source->lookup_column);
        for (size_t i = 0; i < n; i++) {
                const SourceAttribute *confirm = &source->confirms[i];
                columns[i] = (WatchColumn){ confirm->entity, confirm->column };
                plan.attributes[i] = arena_printf(arena, "%s.%s", confirm->entity, confirm->column);
                JudgeItem *item = item_of(&plan, confirm);
                if (!item) {
                        item = &plan.items[plan.n_items];
                        *item = (JudgeItem){
                                .entity = confirm->entity,
                                .columns = places + plan.n_items * n,
                                .field = is_address_line(confirm->field) ? SOURCE_FIELD_ADDRESS_LINES
                                                                         : confirm->field,
                                .compare = compare_of(source, confirm),
                                .attribute = plan.attributes[i],
                        };
                        plan.n_items++;
                }
                places[(size_t)(item - plan.items) * n + item->n_columns++] = i;
        }
        *ret = plan;
}

/* What one subject's rows are held against. */
typedef struct Judging {
        const JudgePlan *plan;
        const Told *told;
        Arena *arena;
} Judging;

static Finding compared(CompareKind kind, const char *held, const char *told) {
        Comparison c = compare_values(kind, held, told);
        bool agrees = c.grade == GRADE_SAME || c.grade == GRADE_EQUIVALENT;
        return (Finding){ .kind = agrees ? FINDING_AGREES : FINDING_DIFFERS,
                          .grade = c.grade,
                          .why = c.because,
                          .because = agrees ? "agrees" : "differs" };
}

/* A few old records know only the month or the year: they confirm as far as they go. */
static Finding compared_date(const char *held, const char *told) {
        if (strlen(told) == DATE_TEXT_SIZE - 1)
                return compared(COMPARE_DATE, held, told);
        bool fits = str_starts(held, told);
        return (Finding){ .kind = fits ? FINDING_AGREES : FINDING_DIFFERS,
                          .grade = fits ? GRADE_EQUIVALENT : GRADE_DIFFERENT,
                          .because = fits ? "agrees-in-part" : "differs" };
}

/* Whether the register's address is one where the source knows the child to have lived. */
static bool is_former_address(const Told *told, const char *held) {
        for (size_t i = 0; i < told->n_former; i++) {
                Comparison c = compare_values(COMPARE_ADDRESS, held, told->former[i]);
                if (c.grade == GRADE_SAME || c.grade == GRADE_EQUIVALENT)
                        return true;
        }
        return false;
}

/* A map may give the source no more than the first line of the address. */
static const char *told_value(const Judging *j, const JudgeItem *item) {
        bool alone = item->n_columns == 1 &&
                     j->plan->source->confirms[item->columns[0]].field == SOURCE_FIELD_ADDRESS_LINE_1;
        return j->told->fields[alone ? SOURCE_FIELD_ADDRESS_LINE_1 : item->field];
}

static const char *held_value(const JudgeItem *item, const WatchRow *row, Arena *arena) {
        if (!row)
                return "";
        if (item->n_columns == 1)
                return row->values[item->columns[0]] ? row->values[item->columns[0]] : "";
        const char **parts = arena_array(arena, item->n_columns, sizeof *parts);
        for (size_t i = 0; i < item->n_columns; i++)
                parts[i] = row->values[item->columns[i]];
        return arena_joined(arena, parts, item->n_columns, ", ");
}

/* The register's other half of the name in the same row; "" when it keeps none. */
static const char *held_field(const JudgePlan *plan, const JudgeItem *beside, SourceField field,
                              const WatchRow *row) {
        for (size_t i = 0; row && i < plan->n_items; i++)
                if (plan->items[i].field == field && str_eq(plan->items[i].entity, beside->entity) &&
                    row->values[plan->items[i].columns[0]])
                        return row->values[plan->items[i].columns[0]];
        return "";
}

/* Somebody with one name: a register keeps it as given name, PDS as family name, for it wants one. The one
 * name is compared with the whole of what the source has. */
static bool judge_one_name(const Judging *j, const JudgeItem *item, const WatchRow *row, Finding *ret) {
        const Told *told = j->told;
        const char *family = held_field(j->plan, item, SOURCE_FIELD_FAMILY_NAME, row);
        const char *given = held_field(j->plan, item, SOURCE_FIELD_GIVEN_NAMES, row);
        if (*family || !*given || *told->fields[SOURCE_FIELD_GIVEN_NAMES])
                return false;
        const char *whole = told->fields[SOURCE_FIELD_FAMILY_NAME];
        if (!*whole || (item->field != SOURCE_FIELD_FAMILY_NAME && item->field != SOURCE_FIELD_GIVEN_NAMES))
                return false;
        *ret = item->field == SOURCE_FIELD_GIVEN_NAMES
                       ? compared(item->compare, given, whole)
                       : (Finding){ .kind = FINDING_NOTHING, .because = "one-name" };
        return true;
}

static Finding judge_death(const Told *told, const char *held) {
        const char *died = told->fields[SOURCE_FIELD_DEATH_DATE];
        if (!told->deceased)
                return *held ? (Finding){ .kind = FINDING_DIFFERS,
                                          .grade = GRADE_DIFFERENT,
                                          .because = "living-there" }
                             : (Finding){ .kind = FINDING_NOTHING, .because = "living" };
        if (!*held)
                return (Finding){ .kind = FINDING_DECEASED, .because = "deceased" };
        if (!*died)
                return (Finding){ .kind = FINDING_AGREES,
                                  .grade = GRADE_EQUIVALENT,
                                  .because = "agrees-in-part" };
        return compared_date(held, died);
}

static Finding judge_values(const Judging *j, const JudgeItem *item, const WatchRow *row) {
        Finding finding;
        const Told *told = j->told;
        const char *held = held_value(item, row, j->arena), *says = told_value(j, item);
        /* An absent address of a restricted record is neither missing nor different (PDS, restricted
         * patients). */
        if (told->restricted && is_location(item->field))
                return (Finding){ .kind = FINDING_WITHHELD, .because = "location-withheld" };
        if (item->field == SOURCE_FIELD_DEATH_DATE)
                return judge_death(told, held);
        if (judge_one_name(j, item, row, &finding))
                return finding;
        if (told->restricted && *held && !*says)
                return (Finding){ .kind = FINDING_WITHHELD, .because = "withheld" };
        if (!*held || !*says) {
                FindingKind kind = *held   ? FINDING_MISSING_THERE
                                   : *says ? FINDING_MISSING_HERE
                                           : FINDING_NOTHING;
                return (Finding){ .kind = kind,
                                  .because = kind == FINDING_MISSING_THERE  ? "missing-there"
                                             : kind == FINDING_MISSING_HERE ? "missing-here"
                                                                            : "nothing-held" };
        }
        finding = item->compare == COMPARE_DATE ? compared_date(held, says)
                                                : compared(item->compare, held, says);
        if (finding.kind == FINDING_DIFFERS && item->field == SOURCE_FIELD_ADDRESS_LINES &&
            is_former_address(told, held))
                finding.because = "former-address";
        return finding;
}

/* With what was compared beside it: the evidence. */
static Finding judge_item(const Judging *j, const JudgeItem *item, const WatchRow *row) {
        Finding finding = judge_values(j, item, row);
        finding.held = held_value(item, row, j->arena);
        finding.told = told_value(j, item);
        finding.row = row ? row->row : NULL;
        return finding;
}

/* How far a finding is from agreement, to choose among rows. */
static int distance(const Finding *finding) {
        switch (finding->kind) {
        case FINDING_DIFFERS:
                return finding->grade == GRADE_SIMILAR ? 2 : 4;
        case FINDING_MISSING_HERE:
        case FINDING_DECEASED:
                return 3;
        case FINDING_NOTHING:
        case FINDING_AGREES:
        case FINDING_MISSING_THERE:
        case FINDING_WITHHELD:
        case _FINDING_MAX:
                break;
        }
        return 0;
}

/* Judges every item of one entity against one row; the sum of the distances. */
static int judge_row(const Judging *j, const char *entity, const WatchRow *row, Finding *findings) {
        const JudgePlan *plan = j->plan;
        int sum = 0;
        for (size_t i = 0; i < plan->n_items; i++) {
                if (!str_eq(plan->items[i].entity, entity))
                        continue;
                findings[i] = judge_item(j, &plan->items[i], row);
                sum += distance(&findings[i]);
        }
        return sum;
}

void judge_subject(const JudgePlan *plan, const Told *told, const WatchRow *const *rows, size_t n_rows,
                   Arena *arena, Finding *findings) {
        const Judging judging = { plan, told, arena };
        Finding *attempt = arena_array(arena, plan->n_items + 1, sizeof *attempt);
        for (size_t i = 0; i < plan->n_items; i++) {
                const char *entity = plan->items[i].entity;
                bool again = false;
                for (size_t k = 0; k < i; k++)
                        again = again || str_eq(plan->items[k].entity, entity);
                if (again)
                        continue;
                int best = -1;
                for (size_t k = 0; k < n_rows; k++) {
                        if (!str_eq(rows[k]->entity, entity))
                                continue;
                        int sum = judge_row(&judging, entity, rows[k], attempt);
                        if (best >= 0 && sum >= best)
                                continue;
                        best = sum;
                        for (size_t j = 0; j < plan->n_items; j++)
                                if (str_eq(plan->items[j].entity, entity))
                                        findings[j] = attempt[j];
                }
                if (best < 0)
                        judge_row(&judging, entity, NULL, findings);
        }
}
