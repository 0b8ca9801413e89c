/* Who and what falls due in which month. One question a rule, however many months and subjects: the database
 * counts by the events' days, and the law's arithmetic is done here. */
#include "base/error.h"
#include "register/due.h"
#include "retention/explain.h"
#include "settings/settings.h"
#include "store/json.h"

#include <stdlib.h>
#include <string.h>

typedef struct Days {
        DueDay *items;
        size_t n;
} Days;

typedef struct Forecast {
        Context *context;
        Register *reg;
        Date today, until;
        Days archived; /* whole records that the archiving rules will archive, and when */
        json_t *months;
} Forecast;

static int forecast_ask(Forecast *f, const Rule *rule, Days *ret) {
        DueQuery query;
        *ret = (Days){ 0 };
        int r = due_compile(f->reg, rule, f->until, f->context->arena, &query);
        if (r == DUE_E_NO_EVENT)
                return 0;
        if (r == 0)
                r = due_days(f->reg, &query, f->context->arena, &ret->items, &ret->n);
        return err_trace(r);
}

static void forecast_append(Forecast *f, Days *all, const Days *more) {
        DueDay *items = arena_array(f->context->arena, all->n + more->n + 1, sizeof *items);
        if (all->n)
                memcpy(items, all->items, all->n * sizeof *items);
        if (more->n)
                memcpy(items + all->n, more->items, more->n * sizeof *items);
        *all = (Days){ items, all->n + more->n };
}

static bool archives_records(const Rule *rule) {
        return disposal_archives(rule->disposal) && !rule->entity;
}

/* What is not archived yet but will be, and then goes within the time that is looked ahead. */
static Days foreseen(Forecast *f, const Rule *rule) {
        Days days = { arena_array(f->context->arena, f->archived.n + 1, sizeof *days.items), 0 };
        if (!rule_destroys(rule) || rule->entity || rule->n_terms != 1 ||
            rule->terms[0].trigger != TRIGGER_ARCHIVED)
                return days;
        for (size_t i = 0; i < f->archived.n; i++) {
                Date from = f->archived.items[i].due < f->today ? f->today : f->archived.items[i].due;
                Date due = term_due(&rule->terms[0], from, 0);
                if (due <= f->until)
                        days.items[days.n++] = (DueDay){ due, f->archived.items[i].n };
        }
        return days;
}

static int by_day(const void *a, const void *b) {
        const DueDay *x = a, *y = b;
        return (x->due > y->due) - (x->due < y->due);
}

static int month_of(Date date) {
        DateParts p = date_parts(date);
        return p.year * 12 + p.month - 1;
}

/* Those overdue, and those whose day is not known, are counted in the month of today. */
static int month_counted(const Forecast *f, const DueDay *d) {
        return month_of(d->due == DATE_NONE || d->due < f->today ? f->today : d->due);
}

static int64_t count_in(const Forecast *f, const Days *days, int month) {
        int64_t n = 0;
        for (size_t i = 0; i < days->n; i++)
                n += month_counted(f, &days->items[i]) == month ? days->items[i].n : 0;
        return n;
}

static void add_months(Forecast *f, const Rule *rule, Days *days, const Days *ahead) {
        Days all = *days;
        forecast_append(f, &all, ahead);
        qsort(all.items, all.n, sizeof *all.items, by_day);
        for (size_t i = 0; i < all.n;) {
                int month = month_counted(f, &all.items[i]);
                int64_t n = 0;
                for (; i < all.n && month_counted(f, &all.items[i]) == month; i++)
                        n += all.items[i].n;
                json_add(f->months,
                         json_pack("{s:o, s:s, s:s, s:s, s:s?, s:I, s:I}", "month",
                                   json_sprintf("%04d-%02d", month / 12, month % 12 + 1), "rule", rule->id,
                                   "cite", rule->cite, "action", disposal_to_string(rule->disposal), "entity",
                                   rule->entity, "subjects", (json_int_t)n, "foreseen",
                                   (json_int_t)count_in(f, ahead, month)));
        }
}

/* The archiving rules are asked first: what they will archive is what later rules run from. */
static int forecast_rules(Forecast *f, bool archiving) {
        RuleCursor at = { 0 };
        int r = 0;
        for (const Rule *rule;
             (rule = settings_next_rule(f->context->settings, register_map(f->reg)->name, &at));) {
                Days days;
                if (archives_records(rule) != archiving)
                        continue;
                r = forecast_ask(f, rule, &days);
                if (r)
                        break;
                Days ahead = foreseen(f, rule);
                add_months(f, rule, &days, &ahead);
                if (archiving)
                        forecast_append(f, &f->archived, &days);
        }
        return err_trace(r);
}

static Date end_of_month(Date date) {
        DateParts p = date_parts(date);
        return date_from_ymd(p.year, p.month, date_days_in_month(p.year, p.month));
}

int retention_forecast(Context *context, const char *name, Date until, json_t **ret) {
        _cleanup_(register_closep) Register *reg = NULL;
        Forecast f = { .context = context,
                       .today = clock_today(&context->clock),
                       .until = end_of_month(until) };
        int r = register_open(context, name, &reg);
        f.reg = reg;
        f.months = json_array();
        if (r == 0)
                r = forecast_rules(&f, true);
        if (r == 0)
                r = forecast_rules(&f, false);
        if (r) {
                json_decref(f.months);
                return err_trace(r);
        }
        *ret = json_pack("{s:s, s:s, s:o}", "register", name, "until", DATE_TEXT(until), "months", f.months);
        return 0;
}
