/* The due query. Each branch of it asks an event column for a range of days, so that an index over that
 * column answers it: a pass with nothing due is one probe a branch, however many subjects there are. */
#include "register/compile-due.h"

#include "base/text.h"
#include "register/compile-parts.h"

typedef struct Due {
        const Compiler *c;
        const Rule *rule;
        const Entity *subject, *unit;
        Date on;
        CompiledDue *out;
        size_t room; /* for days and texts */
} Due;

const Entity *compile_unit(const Compiler *c, const Rule *rule) {
        return rule->entity ? data_map_entity(c->map, rule->entity) : &c->map->entities[0];
}

bool compile_due_possible(const Compiler *c, const Rule *rule) {
        const Entity *unit = compile_unit(c, rule);
        if (!unit || !entity_hangs_on(c->map, unit, &c->map->entities[0]))
                return false;
        for (size_t i = 0; i < rule->n_terms; i++)
                if (!data_map_event(c->map, rule->entity, rule->terms[i].trigger))
                        return false;
        return !disposal_traits(rule->disposal).archives || part_archived(c, unit);
}

/* --- values --- */

static const char *compile_due_bind(Due *d, const char ***items, size_t *n, const char *value, int parameter,
                                    const char *type) {
        for (size_t i = 0; i < *n; i++)
                if (str_eq((*items)[i], value))
                        return arena_printf(d->c->arena, "($%d::%s[])[%zu]", parameter, type, i + 1);
        if (*n % 16 == 0) {
                const char **more = arena_array(d->c->arena, *n + 16, sizeof *more);
                for (size_t i = 0; i < *n; i++)
                        more[i] = (*items)[i];
                *items = more;
        }
        (*items)[(*n)++] = value;
        return arena_printf(d->c->arena, "($%d::%s[])[%zu]", parameter, type, *n);
}

static const char *bind_day(Due *d, Date day) {
        return compile_due_bind(d, &d->out->days, &d->out->n_days, arena_strdup(d->c->arena, DATE_TEXT(day)),
                                1, "date");
}

static const char *bind_text(Due *d, const char *text) {
        return compile_due_bind(d, &d->out->texts, &d->out->n_texts, text, 2, "text");
}

/* --- events --- */

/* Whether the day stands in the row that the rule acts on, or in the subject's, and not in others. */
static bool compile_due_at_hand(const Due *d, const Rule *rule, const MapEvent *event) {
        return event->entity == compile_unit(d->c, rule) || event->entity == d->subject;
}

/* " and ..." for rows that speak of the event: those of another kind do not say that it goes on. */
static const char *still_counts(const Due *d, const MapEvent *event) {
        const char *kind = taken_kind(d->c, event->entity, event->column);
        return event->unless_set ? arena_printf(d->c->arena, "%s and %s is null", kind,
                                                part_column(d->c, event->entity, event->unless_set))
                                 : kind;
}

/* The event's day as a value; null: it has not happened. */
static const char *event_value(const Due *d, const Rule *rule, const MapEvent *event) {
        const char *column = part_column(d->c, event->entity, event->column);
        if (compile_due_at_hand(d, rule, event))
                return event->unless_set ? arena_printf(d->c->arena, "case when true%s then %s end",
                                                        still_counts(d, event), column)
                                         : column; /* of another kind it is null by itself */
        const char *latest = arena_printf(d->c->arena, "max(%s)", column);
        /* one that cannot be read may be the latest */
        latest = arena_printf(d->c->arena, "case when bool_or%s then 'infinity' else %s end",
                              part_unreadable(d->c, column), latest);
        if (trigger_ends(event->trigger))
                latest = arena_printf(d->c->arena, "case when bool_and(%s is not null) then %s end", column,
                                      latest);
        return arena_printf(d->c->arena, "(select %s from %s where %s%s)", latest,
                            part_from(d->c, event->entity), part_hangs(d->c, event->entity, d->subject),
                            still_counts(d, event));
}

/* A condition: the event lies between two days; either may be open, but for days that no calendar holds. */
static const char *between(Due *d, const char *column, Date first, Date last) {
        const char *from = first == DATE_NONE ? "'" DATE_FIRST "'::date" : bind_day(d, first);
        const char *to = last == DATE_NONE ? "'" DATE_LAST "'::date" : bind_day(d, last);
        return arena_printf(d->c->arena, "%s <= %s and %s >= %s", column, to, column, from);
}

/* What belongs to an archived record is archived with it. So the events of records that are still to be
 * archived stand in rows that are not, and an index of only these answers, however many have been archived.
 */
static const char *in_state(const Due *d, const Rule *rule, const MapEvent *event) {
        const DisposalTraits traits = disposal_traits(rule->disposal);
        if (rule->entity || !event->entity->archived || !traits.archives)
                return "";
        return arena_printf(d->c->arena, " and %s is %snull",
                            part_column(d->c, event->entity, event->entity->archived),
                            traits.of_archived ? "not " : "");
}

/* Of several rows the latest speaks, so none may be later; and none without a day where that means that it
 * goes on. Written as two existences rather than as a maximum, so that the first may be asked of an index. */
static const char *event_within(Due *d, const Rule *rule, const MapEvent *event, Date first, Date last) {
        const Compiler *c = d->c;
        const char *column = part_column(c, event->entity, event->column);
        const char *range = between(d, column, first, last), *counts = still_counts(d, event);
        if (compile_due_at_hand(d, rule, event))
                return arena_printf(c->arena, "%s%s", range, counts);
        const char *from = part_from(c, event->entity), *theirs = part_hangs(c, event->entity, d->subject);
        const char *later = part_unreadable(c, column);
        if (last != DATE_NONE)
                later = arena_printf(c->arena, "%s or %s > %s", later, column, bind_day(d, last));
        if (trigger_ends(event->trigger))
                later = arena_printf(c->arena, "%s or %s is null", later, column);
        return arena_printf(
                c->arena,
                "exists (select from %s where %s and %s%s%s) and not exists (select from %s where %s "
                "and (%s)%s)",
                from, theirs, range, counts, in_state(d, rule, event), from, theirs, later, counts);
}

/* --- conditions --- */

/* An age is attained at the start of the birthday; who was born on 29 February attains it on 1 March
 * (model: date_attains()). */
static const char *attains(const Due *d, int age) {
        const char *born = part_column(d->c, d->subject, d->c->map->birth);
        return arena_printf(
                d->c->arena,
                "((%s + make_interval(years => %d))::date + case when to_char(%s, 'MMDD') = '0229' "
                "and to_char(%s + make_interval(years => %d), 'MMDD') = '0228' then 1 else 0 end)",
                born, age, born, born, age);
}

static const char *condition_on(Due *d, const Condition *condition, const Entity *entity) {
        const Compiler *c = d->c;
        const char *column = condition->column ? part_column(c, entity, condition->column) : NULL;
        _cleanup_text_ Text out = { 0 };
        switch (condition->kind) {
        case CONDITION_TRUE:
                return arena_printf(c->arena, "%s is true", column);
        case CONDITION_SET:
                return arena_printf(c->arena, "%s is not null", column);
        case CONDITION_UNSET:
                return arena_printf(c->arena, "%s is null", column);
        case CONDITION_ROW:
                return "true";
        case CONDITION_DIED_UNDER:
                return arena_printf(c->arena, "%s < %s", part_column(c, d->subject, c->map->death),
                                    attains(d, condition->age));
        case CONDITION_UNDER:
                return arena_printf(c->arena, "%s < %s", bind_day(d, d->on), attains(d, condition->age));
        case CONDITION_ALONE:
                column = part_column(c, d->subject, c->map->archived);
                return arena_printf(c->arena, "(%s is null or %s > %s)", column, column,
                                    part_column(c, entity, entity->archived));
        case CONDITION_IS:
                break;
        }
        text_appendf(&out, "%s::text in (", column);
        for (size_t i = 0; i < condition->n_values; i++)
                text_appendf(&out, "%s%s", i ? ", " : "", bind_text(d, condition->values[i]));
        text_append(&out, ")");
        return arena_strdup(c->arena, text_str(&out));
}

static const char *condition_sql(Due *d, const Rule *rule, const Condition *condition) {
        const Entity *entity =
                condition->entity ? data_map_entity(d->c->map, condition->entity) : compile_unit(d->c, rule);
        const char *on = condition_on(d, condition, entity);
        if (!condition->entity || entity == d->subject)
                return on;
        return arena_printf(d->c->arena, "exists (select from %s where %s and %s)", part_from(d->c, entity),
                            part_hangs(d->c, entity, d->subject), on);
}

/* What must not hold. Of a column by itself it is written as an index's own condition would be. */
static const char *not_so(Due *d, const Rule *rule, const Condition *condition) {
        const char *sql = condition_sql(d, rule, condition);
        const Entity *entity =
                condition->entity ? data_map_entity(d->c->map, condition->entity) : compile_unit(d->c, rule);
        if (condition->kind != CONDITION_TRUE || (condition->entity && entity != d->subject))
                return arena_printf(d->c->arena, "(%s) is not true", sql);
        return arena_printf(d->c->arena, "%s is not true", part_column(d->c, entity, condition->column));
}

/* " and ..." for all of when and none of unless. */
static const char *applies(Due *d, const Rule *rule) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < rule->n_when; i++)
                text_appendf(&out, " and %s", condition_sql(d, rule, &rule->when[i]));
        for (size_t i = 0; i < rule->n_unless; i++)
                text_appendf(&out, " and %s", not_so(d, rule, &rule->unless[i]));
        return arena_strdup(d->c->arena, text_str(&out));
}

/* " and ..." for what is left to do: the archived are not archived again, the blank not blanked. */
static const char *unfinished(const Due *d) {
        const Rule *rule = d->rule;
        _cleanup_text_ Text out = { 0 };
        const DisposalTraits traits = disposal_traits(rule->disposal);
        if (traits.archives)
                text_appendf(&out, " and %s is %snull",
                             part_column(d->c, d->unit, part_archived(d->c, d->unit)),
                             traits.of_archived ? "not " : "");
        for (size_t i = 0; rule->entity && i < rule->n_attributes; i++)
                text_appendf(&out, "%s%s is not null%s", i ? " or " : " and (",
                             part_column(d->c, d->unit, rule->attributes[i]),
                             i + 1 == rule->n_attributes ? ")" : "");
        return arena_strdup(d->c->arena, text_str(&out));
}

/* --- branches --- */

typedef struct Branch {
        const char *where;
        const char *order; /* the column whose index answers it; NULL: several do */
        size_t term;
} Branch;

typedef struct Branches {
        Branch *items;
        size_t n;
} Branches;

static const char *chosen_column(const Due *d, const Rule *rule) {
        for (size_t i = 0; i < rule->n_terms; i++)
                if (rule->terms[i].chosen)
                        return part_column(d->c, compile_unit(d->c, rule), rule->terms[i].chosen);
        return NULL;
}

/* NULL: no day is due. */
static const char *term_sql(Due *d, const Rule *rule, const Term *term, int chosen) {
        Date first, last;
        if (!term_window(rule, term, chosen, d->on, &first, &last))
                return NULL;
        const MapEvent *event = data_map_event(d->c->map, rule->entity, term->trigger);
        const char *within = event_within(d, rule, event, first, last);
        return chosen ? arena_printf(d->c->arena, "%s = %d and %s", chosen_column(d, rule), chosen, within)
                      : within;
}

static void add_term(Due *d, const Rule *rule, size_t i, Branches *all) {
        const Term *term = &rule->terms[i];
        const MapEvent *event = data_map_event(d->c->map, rule->entity, term->trigger);
        const char *order =
                compile_due_at_hand(d, rule, event) ? part_column(d->c, event->entity, event->column) : NULL;
        for (int chosen = term->chosen ? 1 : 0; chosen <= (term->chosen ? CHOSEN_YEARS_MAX : 0); chosen++) {
                const char *where = term_sql(d, rule, term, chosen);
                if (where)
                        all->items[all->n++] = (Branch){ where, order, i };
        }
}

/* A branch for each term and choice of which one is enough; or one in which every term must be over. */
static Branches branches_of(Due *d, const Rule *rule) {
        Branches each = { arena_array(d->c->arena, rule->n_terms * CHOSEN_YEARS_MAX + 1, sizeof *each.items),
                          0 };
        for (size_t i = 0; i < rule->n_terms; i++)
                add_term(d, rule, i, &each);
        if (rule->combine == COMBINE_EARLIEST || rule->n_terms == 1)
                return each;
        _cleanup_text_ Text all = { 0 };
        for (size_t i = 0; i < rule->n_terms; i++) {
                const char * or = all.n ? " and (" : "(";
                for (size_t k = 0; k < each.n; k++)
                        if (each.items[k].term == i) {
                                text_appendf(&all, "%s(%s)", or, each.items[k].where);
                                or = " or ";
                        }
                if (!str_eq(or, " or "))
                        return (Branches){ each.items, 0 }; /* one of them is never over */
                text_append(&all, ")");
        }
        each.items[0] = (Branch){ arena_strdup(d->c->arena, text_str(&all)), NULL, 0 };
        return (Branches){ each.items, 1 };
}

static const char *any_of(Due *d, const Branches *branches) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < branches->n; i++)
                text_appendf(&out, "%s(%s)", i ? " or " : "(", branches->items[i].where);
        return arena_strdup(d->c->arena, out.n ? arena_printf(d->c->arena, "%s)", text_str(&out)) : "false");
}

/* --- minimum rules --- */

/* " and ..." for the days a minimum rule governs; an event that has not happened may yet be governed, and so
 * may one whose day cannot be read. */
static const char *compile_due_in_force(Due *d, const Rule *rule) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < rule->n_terms; i++) {
                const Term *term = &rule->terms[i];
                const MapEvent *event = data_map_event(d->c->map, rule->entity, term->trigger);
                Date first, last;
                term_in_force(rule, term, term->chosen ? CHOSEN_YEARS_MAX : 0, &first, &last);
                if (first == DATE_NONE && last == DATE_NONE)
                        return "";
                const char *value = event_value(d, rule, event);
                text_appendf(&out, "%s%s is null or %s or (%s)", i ? " or " : " and (", value,
                             part_unreadable(d->c, value), between(d, value, first, last));
        }
        text_append(&out, ")");
        return arena_strdup(d->c->arena, text_str(&out));
}

static bool compile_due_same_attributes(const Rule *a, const Rule *b) {
        for (size_t i = 0; i < a->n_attributes; i++)
                for (size_t k = 0; k < b->n_attributes; k++)
                        if (str_eq(a->attributes[i], b->attributes[k]))
                                return true;
        return a->n_attributes == 0 || b->n_attributes == 0;
}

/* A condition: the minimum rule covers something of what would be destroyed, and its time is not over. NULL:
 * it covers nothing of it. */
static const char *keeps(Due *d, const Rule *keeper) {
        const Compiler *c = d->c;
        if (!compile_due_possible(c, keeper))
                return NULL;
        const Entity *unit = compile_unit(c, keeper);
        bool same = unit == d->unit, above = unit == d->subject && d->unit != d->subject;
        if (same && d->unit != d->subject && !compile_due_same_attributes(d->rule, keeper))
                return NULL;
        if (!same && !above && (!entity_hangs_on(c->map, unit, d->unit) || d->rule->n_attributes))
                return NULL;
        Branches branches = branches_of(d, keeper);
        const char *keeping = arena_printf(c->arena, "%s is not true%s%s", any_of(d, &branches),
                                           applies(d, keeper), compile_due_in_force(d, keeper));
        if (same || above)
                return keeping;
        return arena_printf(c->arena, "exists (select from %s where %s and %s)", part_from(c, unit),
                            part_hangs(c, unit, d->unit), keeping);
}

static const char *compile_due_kept(Due *d, const Rule *const *keepers, size_t n) {
        _cleanup_text_ Text out = { 0 };
        d->out->keepers = arena_array(d->c->arena, n + 1, sizeof *d->out->keepers);
        for (size_t i = 0; i < n && rule_destroys(d->rule); i++) {
                const char *keeping = keepers[i] == d->rule ? NULL : keeps(d, keepers[i]);
                if (!keeping)
                        continue;
                d->out->keepers[d->out->n_keepers++] = keepers[i];
                text_appendf(&out, " when %s then %zu", keeping, d->out->n_keepers);
        }
        return out.n ? arena_printf(d->c->arena, "case%s end", text_str(&out)) : "null::integer";
}

/* --- statements --- */

/* The unit, joined to its subject. */
static const char *from_unit(const Due *d) {
        const Compiler *c = d->c;
        _cleanup_text_ Text out = { 0 };
        text_append(&out, part_from(c, d->unit));
        for (const Entity *at = d->unit; at != d->subject;) {
                const Entity *owner = data_map_entity(c->map, at->owner.entity);
                text_appendf(&out, " join %s on %s", part_from(c, owner),
                             part_joins(c, at, &at->owner, owner));
                at = owner;
        }
        return arena_strdup(c->arena, text_str(&out));
}

static const char *events_list(Due *d) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < d->rule->n_terms; i++)
                text_appendf(
                        &out, "%s%s", i ? ", " : "",
                        event_value(d, d->rule,
                                    data_map_event(d->c->map, d->rule->entity, d->rule->terms[i].trigger)));
        return arena_strdup(d->c->arena, text_str(&out));
}

static const char *stones_list(const Due *d) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < d->c->map->n_tombstone && d->unit == d->subject; i++)
                text_appendf(&out, ", %s::text", part_column(d->c, d->subject, d->c->map->tombstone[i]));
        return arena_strdup(d->c->arena, text_str(&out));
}

typedef struct Pieces {
        const char *found, *events, *chosen, *from, *rest; /* rest: " and ..." that every branch shares */
} Pieces;

/* A row that is due by two terms is found once: each branch leaves out what an earlier one has found. */
static const char *found_before(Due *d, const Branches *branches, size_t i) {
        _cleanup_text_ Text out = { 0 };
        for (size_t k = 0; k < i; k++)
                if (branches->items[k].term != branches->items[i].term)
                        text_appendf(&out, " and (%s) is not true", branches->items[k].where);
        return arena_strdup(d->c->arena, text_str(&out));
}

static const char *compile_find(Due *d, const Branches *branches, const Pieces *p) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < branches->n; i++)
                text_appendf(&out, "%sselect %s from %s where %s%s%s", i ? " union all " : "", p->found,
                             p->from, branches->items[i].where, p->rest, found_before(d, branches, i));
        return arena_strdup(d->c->arena, text_str(&out));
}

/* The earliest day, not any: the planner cannot know that the old are archived already, expects many, and
 * would read the whole table for the first of them. In the day's order only the index serves. */
static const char *compile_any(const Due *d, const Branches *branches, const Pieces *p) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, "select count(*) from (");
        for (size_t i = 0; i < branches->n; i++) {
                const Branch *b = &branches->items[i];
                text_appendf(&out, "%s(select 1 from %s where %s%s%s%s limit 1)", i ? " union all " : "",
                             p->from, b->where, p->rest, b->order ? " order by " : "",
                             b->order ? b->order : "");
        }
        text_append(&out, ") as q");
        return arena_strdup(d->c->arena, text_str(&out));
}

static const char *compile_months(Due *d, const Branches *branches, const Pieces *p) {
        _cleanup_text_ Text out = { 0 }, places = { 0 };
        for (size_t i = 0; i <= d->rule->n_terms; i++)
                text_appendf(&places, "%s%zu", i ? ", " : "", i + 1);
        text_appendf(&out, "select q.*, count(*) from (");
        for (size_t i = 0; i < branches->n; i++)
                text_appendf(&out, "%sselect %s, %s from %s where %s%s%s", i ? " union all " : "", p->chosen,
                             p->events, p->from, branches->items[i].where, p->rest,
                             found_before(d, branches, i));
        text_appendf(&out, ") as q group by %s", text_str(&places));
        return arena_strdup(d->c->arena, text_str(&out));
}

static void compile_statements(Due *d, const Branches *branches, const Pieces *p) {
        const Compiler *c = d->c;
        CompiledDue *out = d->out;
        const char *due = any_of(d, branches);
        out->find = compile_find(d, branches, p);
        out->any = compile_any(d, branches, p);
        out->count = arena_printf(c->arena, "select count(*) from (%s) as q", out->find);
        out->months = compile_months(d, branches, p);
        out->lock = arena_printf(
                c->arena, "select %s, %s, %s%s from %s where %s and %s%s order by %s for update of %s",
                p->found, p->chosen, p->events, stones_list(d), p->from,
                part_in_keys(c, d->unit, d->unit->key, d->unit, 3), due, p->rest,
                part_columns(c, d->unit, d->unit->key, d->unit->n_key), part_alias(c, d->unit));
        out->show = arena_printf(
                c->arena, "select %s, %s, %s, true%s, coalesce(%s, false) from %s where %s order by %s",
                p->found, p->chosen, p->events, p->rest, due, p->from,
                part_in_keys(c, d->subject, d->subject->key, d->subject, 3),
                part_columns(c, d->unit, d->unit->key, d->unit->n_key));
}

bool compile_due(const Compiler *c, const Rule *rule, const Rule *const *keepers, size_t n_keepers, Date on,
                 CompiledDue *ret) {
        *ret = (CompiledDue){ 0 };
        if (!compile_due_possible(c, rule))
                return false;
        Due d = { .c = c,
                  .rule = rule,
                  .subject = &c->map->entities[0],
                  .unit = compile_unit(c, rule),
                  .on = on,
                  .out = ret };
        Branches branches = branches_of(&d, rule);
        const char *chosen = chosen_column(&d, rule);
        chosen = chosen ? arena_printf(c->arena, "%s::integer", chosen) : "null::integer";
        const Pieces pieces = {
                .found = arena_printf(c->arena, "%s, %s, %s", part_key_text(c, d.unit),
                                      d.unit == d.subject ? "null::text" : part_key_text(c, d.subject),
                                      compile_due_kept(&d, keepers, n_keepers)),
                .events = events_list(&d),
                .chosen = chosen,
                .from = from_unit(&d),
                /* named whether it is needed or not, so that every statement takes the same parameters */
                .rest = arena_printf(c->arena, "%s%s and $2::text[] is not null", unfinished(&d),
                                     applies(&d, rule)),
        };
        ret->days = ret->days ? ret->days : arena_array(c->arena, 1, sizeof *ret->days);
        ret->texts = ret->texts ? ret->texts : arena_array(c->arena, 1, sizeof *ret->texts);
        if (branches.n > 0)
                compile_statements(&d, &branches, &pieces);
        return true;
}
