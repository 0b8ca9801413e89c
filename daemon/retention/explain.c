/* For every item held about a subject: when it goes, by which rule, from which event, and what holds it back.
 */
#include "retention/explain.h"

#include "base/error.h"
#include "base/text.h"
#include "register/collect.h"
#include "register/due.h"
#include "retention/held.h"
#include "settings/settings.h"
#include "store/json.h"

/* What one rule says of one item. */
typedef struct Said {
        const Rule *rule;
        DueShown shown;
        int64_t hold;
        Date foreseen; /* where it runs from the record's archiving, which has not come yet: the day that
                          makes */
} Said;

typedef struct Explain {
        Context *context;
        Register *reg;
        Arena *arena;
        const char *key;
        SubjectFacts facts;
        Said *said; /* of every rule and row it covers, in the packs' order */
        size_t n_said;
        json_t *items;
} Explain;

/* The hold over each of the items, beside them; all are one subject's. */
static int holds_over(Explain *e, const Rule *rule, const DueShown *shown, size_t n, int64_t **ret) {
        HeldUnits units = { .keys = arena_array(e->arena, n + 1, sizeof *units.keys),
                            .subjects = arena_array(e->arena, n + 1, sizeof *units.subjects),
                            .n = n };
        for (size_t i = 0; i < n; i++) {
                units.keys[i] = shown[i].key;
                units.subjects[i] = e->facts.key;
        }
        return held_find(&(HeldAsk){ e->context, e->reg, rule, false, e->arena }, &units, ret);
}

static int ask_rule(Explain *e, const Rule *rule) {
        DueQuery query;
        DueShown *shown;
        int64_t *holds;
        size_t n;
        int r = due_compile(e->reg, rule, clock_today(&e->context->clock), e->arena, &query);
        if (r == DUE_E_NO_EVENT)
                return 0;
        if (r == 0)
                r = due_show(e->reg, &query, e->facts.key, e->arena, &shown, &n);
        if (r == 0)
                r = holds_over(e, rule, shown, n, &holds);
        if (r)
                return err_trace(r);
        Said *more = arena_array(e->arena, e->n_said + n + 1, sizeof *more);
        for (size_t i = 0; i < e->n_said; i++)
                more[i] = e->said[i];
        for (size_t i = 0; i < n; i++)
                more[e->n_said++] = (Said){ rule, shown[i], holds[i], DATE_NONE };
        e->said = more;
        return 0;
}

static int ask_rules(Explain *e) {
        RuleCursor at = { 0 };
        int r = 0;
        for (const Rule *rule;
             r == 0 && (rule = settings_next_rule(e->context->settings, register_map(e->reg)->name, &at));)
                r = ask_rule(e, rule);
        return err_trace(r);
}

/* The term that decides: its day is the rule's. */
static size_t deciding_term(const Said *said) {
        const Rule *rule = said->rule;
        for (size_t i = 0; i < rule->n_terms; i++)
                if (said->shown.due != DATE_NONE && !rule->terms[i].chosen &&
                    term_due(&rule->terms[i], said->shown.events[i], 0) == said->shown.due)
                        return i;
        return 0;
}

static bool term_governs(const Said *said, size_t i) {
        Date event = said->shown.events[i], first, last;
        term_in_force(said->rule, &said->rule->terms[i], 0, &first, &last);
        return event != DATE_NONE && (first == DATE_NONE || event >= first) &&
               (last == DATE_NONE || event <= last);
}

/* Whether the rule is in force for the days from which it reckons; a law pack has dates from and to. The
 * latest of several needs them all, the earliest one. */
static bool governs(const Said *said) {
        bool all = said->rule->combine == COMBINE_LATEST;
        if (said->shown.is_due)
                return true;
        for (size_t i = 0; i < said->rule->n_terms; i++)
                if (term_governs(said, i) != all)
                        return !all;
        return all;
}

static const char *why(const Explain *e, const Said *said) {
        const DueShown *shown = &said->shown;
        bool archives = disposal_archives(said->rule->disposal);
        if (archives && !said->rule->entity && e->facts.archived != DATE_NONE)
                return "it is archived already";
        if (!shown->applies)
                return "the rule's conditions are not met";
        if (shown->due == DATE_NONE && shown->unreadable)
                return "a day it runs from cannot be read: a person must look at it";
        if (shown->due == DATE_NONE)
                return "the event it runs from has not happened";
        if (!governs(said))
                return "the rule is not in force for an event of that day";
        if (shown->is_due && said->hold)
                return "held back";
        if (shown->is_due && shown->kept_by)
                return arena_printf(e->arena, "kept by %s", shown->kept_by);
        return shown->is_due ? "due" : "not yet due";
}

static json_t *day(Date date) {
        return date == DATE_NONE ? json_null() : json_string(DATE_TEXT(date));
}

static void explain_add_item(Explain *e, const char *entity, const char *key, const Said *said) {
        const Rule *rule = said->rule;
        size_t term = deciding_term(said);
        json_add(e->items, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:o, s:s?, s:s}",
                                     "entity", entity, "key", key, "rule", rule->id, "cite", rule->cite,
                                     "standing", standing_to_string(rule->standing), "from_event",
                                     trigger_to_string(rule->terms[term].trigger), "from_date",
                                     day(said->shown.events[term]), "due", day(said->shown.due), "foreseen",
                                     day(said->foreseen), "action", disposal_to_string(rule->disposal),
                                     "held_by", said->hold ? json_integer(said->hold) : json_null(),
                                     "kept_by", said->shown.kept_by, "why", why(e, said)));
}

static Date said_day(const Said *said) {
        return said->shown.due != DATE_NONE ? said->shown.due : said->foreseen;
}

/* Of the rules over the whole record, the one that reaches it first: that archives, or that destroys.
 * foreseen: or would, when what comes first has come. */
static const Said *first_over_record(const Explain *e, bool destroys, bool foreseen) {
        const Said *first = NULL;
        for (size_t i = 0; i < e->n_said; i++) {
                const Said *said = &e->said[i];
                bool fits = destroys ? rule_destroys(said->rule) : disposal_archives(said->rule->disposal);
                Date on = foreseen ? said_day(said) : said->shown.due;
                if (said->rule->entity || !fits || !said->shown.applies || on == DATE_NONE ||
                    (said->foreseen == DATE_NONE && !governs(said)))
                        continue;
                if (!first || on < said_day(first))
                        first = said;
        }
        return first;
}

/* A row goes by its own rules, and with the record. */
static void explain_row(Explain *e, const Entity *entity, const char *key) {
        for (size_t i = 0; i < e->n_said; i++)
                if (str_eq(e->said[i].rule->entity, entity->name) && str_eq(e->said[i].shown.key, key))
                        explain_add_item(e, entity->name, key, &e->said[i]);
        for (int destroys = 0; destroys <= 1; destroys++) {
                const Said *said = first_over_record(e, destroys, false);
                if (said)
                        explain_add_item(e, entity->name, key, said);
        }
}

static void explain_all(Explain *e, const json_t *held) {
        const DataMap *map = register_map(e->reg);
        for (size_t i = 0; i < e->n_said; i++)
                if (!e->said[i].rule->entity)
                        explain_add_item(e, map->entities[0].name, e->facts.key, &e->said[i]);
        for (size_t i = 1; i < map->n_entities; i++) {
                const Entity *entity = &map->entities[i];
                const json_t *rows = json_object_get(held, entity->name), *row;
                size_t at;
                if (!entity_hangs_on(map, entity, &map->entities[0]))
                        continue;
                json_array_foreach (rows, at, row) {
                        explain_row(e, entity, json_string_value(json_object_get(row, "key")));
                }
        }
}

/* A rule that runs from the archiving of a record that is not archived yet: as of the day on which it will
 * be, where nothing else is awaited. */
static void foresee(Explain *e) {
        const Said *archives = first_over_record(e, false, false);
        if (!archives || e->facts.archived != DATE_NONE)
                return;
        for (size_t i = 0; i < e->n_said; i++) {
                Said *said = &e->said[i];
                const Rule *rule = said->rule;
                Date *events = arena_memdup(e->arena, said->shown.events, rule->n_terms * sizeof *events);
                bool awaited = false;
                for (size_t t = 0; t < rule->n_terms; t++)
                        if (events[t] == DATE_NONE && rule->terms[t].trigger == TRIGGER_ARCHIVED) {
                                events[t] = archives->shown.due;
                                awaited = true;
                        }
                if (awaited && !rule->entity && said->shown.applies && said->shown.due == DATE_NONE)
                        said->foreseen = rule_due(rule, events, 0);
        }
}

/* "It is to be destroyed on 2037-03-12 by rule s12-destroy (SI 2007/2182 reg 9)." */
static void say_fate(const Explain *e, const Said *said, const char *done, Text *out) {
        Date on = said_day(said);
        bool past = on <= clock_today(&e->context->clock);
        text_appendf(out, "It %s to be %s %s %s by rule %s (%s)%s. ", past ? "was" : "is", done,
                     past ? "from" : "on", DATE_TEXT(on), said->rule->id, said->rule->cite,
                     said->foreseen != DATE_NONE ? ", if it is archived on its day" : "");
}

static void say_holds(const Explain *e, Text *out) {
        for (size_t i = 0; i < e->n_said; i++) {
                bool told = !e->said[i].hold;
                for (size_t k = 0; k < i; k++)
                        told = told || e->said[k].hold == e->said[i].hold;
                if (!told)
                        text_appendf(out, "Hold %lld is over %s. ", (long long)e->said[i].hold,
                                     e->said[i].rule->entity ? "a part of it" : "it");
        }
}

/* What happens to the record, when, by which rule, and what holds it. */
static const char *sentence(const Explain *e) {
        _cleanup_text_ Text out = { 0 };
        const Said *archives = first_over_record(e, false, false),
                   *destroys = first_over_record(e, true, true);
        if (e->facts.archived != DATE_NONE)
                text_appendf(&out, "It was archived on %s. ", DATE_TEXT(e->facts.archived));
        else if (archives)
                say_fate(e, archives, "archived", &out);
        if (destroys)
                say_fate(e, destroys, "destroyed", &out);
        else
                text_append(&out, "No rule has a day yet on which it is to be destroyed. ");
        if (destroys && destroys->shown.kept_by)
                text_appendf(&out, "Rule %s keeps it longer. ", destroys->shown.kept_by);
        say_holds(e, &out);
        return arena_strndup(e->arena, text_str(&out), out.n - 1);
}

int retention_explain(Context *context, const char *name, const char *key, json_t **ret) {
        _cleanup_(register_closep) Register *reg = NULL;
        json_auto_t *held = NULL;
        Explain e = { .context = context, .arena = context->arena, .key = key };
        int r = register_open(context, name, &reg);
        e.reg = reg;
        if (r == 0)
                r = register_subject_facts(reg, context->arena, key, &e.facts);
        if (r == 0)
                r = register_collect(reg, key, &held);
        if (r == 0)
                r = ask_rules(&e);
        if (r == 0) {
                e.items = json_array();
                foresee(&e);
                explain_all(&e, held);
                *ret = json_pack("{s:s, s:o}", "sentence", sentence(&e), "items", e.items);
        }
        return err_trace(r);
}
