#include "retention/explain.h"

#include "base/error.h"
#include "register/collect.h"
#include "register/due.h"
#include "settings/settings.h"
#include "store/hold.h"
#include "store/json.h"

#include <string.h>

typedef struct Explain {
        Context *context;
        Register *reg;
        const char *key;
        SubjectFacts facts;
        const json_t *subject; /* attributes of the subject's row */
        json_t *items;
} Explain;

static Date event_of(const SubjectFacts *facts, Trigger trigger) {
        switch (trigger) {
        case TRIGGER_BIRTH:
                return facts->born;
        case TRIGGER_DEATH:
                return facts->died;
        case TRIGGER_ARCHIVED:
                return facts->archived;
        case _TRIGGER_MAX:
                break;
        }
        return DATE_NONE;
}

static const char *why(const Explain *explain, const Rule *rule, Date event, Date due, int64_t hold) {
        if (event == DATE_NONE)
                return "the event it runs from has not happened";
        if (rule->disposal == DISPOSAL_ARCHIVE && explain->facts.archived != DATE_NONE)
                return "it is archived already";
        if (rule->unless && json_is_true(json_object_get(explain->subject, rule->unless)))
                return arena_printf(explain->context->arena, "switched off while \"%s\" is true",
                                    rule->unless);
        if (hold)
                return "held back";
        return due <= clock_today(&explain->context->clock) ? "due" : "not yet due";
}

static json_t *day(Date date) {
        return date == DATE_NONE ? json_null() : json_string(DATE_TEXT(date));
}

static int add_rule(Explain *explain, const Rule *rule) {
        HoldMatch *holds;
        size_t n_holds;
        Context *context = explain->context;
        Date event = event_of(&explain->facts, rule->trigger), due = rule_due(rule, event);
        int r = hold_match(context->store, register_name(explain->reg), rule->id, &explain->key, 1,
                           context->arena, &holds, &n_holds);
        if (r)
                return r < 0 ? err_trace(r) : r;
        int64_t hold = n_holds ? holds[0].id : 0;
        json_add(explain->items, json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:s}", "entity",
                                           register_map(explain->reg)->entities[0].name, "key", explain->key,
                                           "rule", rule->id, "cite", rule->cite, "from_event",
                                           trigger_to_string(rule->trigger), "from_date", day(event), "due",
                                           day(due), "action", disposal_to_string(rule->disposal), "held_by",
                                           hold ? json_integer(hold) : json_null(), "why",
                                           why(explain, rule, event, due, hold)));
        return 0;
}

static int add_rules(Explain *explain, const Settings *settings) {
        int r = 0;
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; r == 0 && i < settings->packs[p]->n_rules; i++)
                        if (str_eq(settings->packs[p]->rules[i].map, register_map(explain->reg)->name))
                                r = add_rule(explain, &settings->packs[p]->rules[i]);
        return r < 0 ? err_trace(r) : r;
}

int retention_explain(Context *context, const char *name, const char *key, json_t **ret) {
        _cleanup_(register_closep) Register *reg = NULL;
        json_t *all = NULL;
        Explain explain = { .context = context, .key = key };
        int r = register_open(context, name, &reg);
        if (r == 0)
                r = register_subject_facts(reg, context->arena, key, &explain.facts);
        if (r == 0)
                r = register_collect(reg, key, &all);
        if (r)
                return r < 0 ? err_trace(r) : r;
        const json_t *rows = json_object_get(all, register_map(reg)->entities[0].name);
        explain.reg = reg;
        explain.subject = json_object_get(json_array_get(rows, 0), "attributes");
        explain.items = json_array();
        r = add_rules(&explain, context->settings);
        json_decref(all);
        if (r) {
                json_decref(explain.items);
                return r < 0 ? err_trace(r) : r;
        }
        *ret = json_pack("{s:o}", "items", explain.items);
        return 0;
}

static Date end_of_month(Date date) {
        DateParts p = date_parts(date);
        return date_from_ymd(p.year, p.month, date_days_in_month(p.year, p.month));
}

static int forecast_rule(Context *context, Register *reg, const Rule *rule, Date until, json_t *months) {
        int64_t before = 0, now;
        for (Date end = end_of_month(clock_today(&context->clock)); end <= end_of_month(until);
             end = end_of_month(end + 1)) {
                int r = due_count(reg, rule, end, &now);
                if (r == DUE_E_NO_EVENT)
                        return 0;
                if (r)
                        return r < 0 ? err_trace(r) : r;
                char month[8] = { 0 };
                memcpy(month, DATE_TEXT(end), 7);
                if (now > before)
                        json_add(months, json_pack("{s:s, s:s, s:s, s:I}", "month", month, "rule", rule->id,
                                                   "action", disposal_to_string(rule->disposal), "subjects",
                                                   (json_int_t)(now - before)));
                before = now;
        }
        return 0;
}

int retention_forecast(Context *context, const char *name, Date until, json_t **ret) {
        _cleanup_(register_closep) Register *reg = NULL;
        const Settings *settings = context->settings;
        int r = register_open(context, name, &reg);
        if (r)
                return r < 0 ? err_trace(r) : r;
        json_t *months = json_array();
        for (size_t p = 0; p < settings->n_packs; p++)
                for (size_t i = 0; r == 0 && i < settings->packs[p]->n_rules; i++)
                        if (str_eq(settings->packs[p]->rules[i].map, register_map(reg)->name))
                                r = forecast_rule(context, reg, &settings->packs[p]->rules[i], until, months);
        if (r) {
                json_decref(months);
                return r < 0 ? err_trace(r) : r;
        }
        *ret = json_pack("{s:s, s:s, s:o}", "register", name, "until", DATE_TEXT(until), "months", months);
        return 0;
}
