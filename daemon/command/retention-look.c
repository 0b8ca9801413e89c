/* muniment retention explain, forecast: why it is kept, until when, and what is coming. */
#include "base/text.h"
#include "cli/session.h"
#include "model/disposal.h"
#include "register/register.h"
#include "render/chart.h"
#include "retention/explain.h"
#include "store/json.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FORECAST_YEARS 100 /* an adoption is kept for no less */
#define MONTHS_DRAWN   48  /* more are drawn year by year */

static const char *retention_look_text_of(const json_t *item, const char *name) {
        const char *s = json_string_value(json_object_get(item, name));
        return s ? s : "";
}

/* Rows of one entity that share a fate stand in one line. */
static bool same_fate(const json_t *a, const json_t *b) {
        static const char *const names[] = { "entity", "rule",      "due",      "why",
                                             "action", "from_date", "foreseen", "held_by" };
        for (size_t i = 0; i < ELEMENTS(names); i++)
                if (!json_equal(json_object_get(a, names[i]), json_object_get(b, names[i])))
                        return false;
        return true;
}

static bool told_before(const json_t *items, size_t i) {
        for (size_t k = 0; k < i; k++)
                if (same_fate(json_array_get(items, k), json_array_get(items, i)))
                        return true;
        return false;
}

static void print_fate(const json_t *items, size_t at) {
        const json_t *item = json_array_get(items, at);
        size_t rows = 0;
        for (size_t i = at; i < json_array_size(items); i++)
                rows += same_fate(json_array_get(items, i), item);
        const char *due = retention_look_text_of(item, "due"),
                   *from = retention_look_text_of(item, "from_date");
        printf("%s, %zu row%s: %s on %s by %s (%s), from %s%s%s: %s", retention_look_text_of(item, "entity"),
               rows, rows == 1 ? "" : "s", retention_look_text_of(item, "action"), *due ? due : "no day yet",
               retention_look_text_of(item, "rule"), retention_look_text_of(item, "cite"),
               retention_look_text_of(item, "from_event"), *from ? " on " : "", from,
               retention_look_text_of(item, "why"));
        if (*retention_look_text_of(item, "foreseen"))
                printf("; %s, if archived on its day", retention_look_text_of(item, "foreseen"));
        int64_t hold = json_integer_value(json_object_get(item, "held_by"));
        if (hold)
                printf("; hold %lld is over it", (long long)hold);
        putchar('\n');
}

static int run_explain(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        json_auto_t *json = NULL;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = retention_explain(&session.context, cli_operand(args, 0), cli_operand(args, 1), &json);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(TAKE_PTR(json));
        const json_t *items = json_object_get(json, "items");
        printf("%s\n\n", retention_look_text_of(json, "sentence"));
        for (size_t i = 0; i < json_array_size(items); i++)
                if (!told_before(items, i))
                        print_fate(items, i);
        return CLI_DONE;
}

/* --- forecast --- */

static const char *const actions[] = { RUN_DISPOSALS(WORD_STRING) };
static_assert(ELEMENTS(actions) <= CHART_SERIES_MAX, "each action has a colour and a mark in a chart");

typedef struct Counted {
        const char *label;
        int64_t values[ELEMENTS(actions)];
} Counted;

static void count_month(Counted *counted, const json_t *month) {
        for (size_t i = 0; i < ELEMENTS(actions); i++)
                if (str_eq(actions[i], retention_look_text_of(month, "action")))
                        counted->values[i] += json_integer_value(json_object_get(month, "subjects"));
}

/* A bar for each month from today's on, or for each year when they would be too many. */
static Counted *count_bars(Arena *arena, const json_t *json, Date today, Date until, size_t *ret_n) {
        DateParts a = date_parts(today), b = date_parts(until);
        int months = (b.year - a.year) * 12 + b.month - a.month + 1, years = b.year - a.year + 1;
        bool yearly = months > MONTHS_DRAWN;
        size_t n = (size_t)(yearly ? years : months);
        Counted *bars = arena_array(arena, n, sizeof *bars);
        for (size_t i = 0; i < n; i++) {
                int at = a.month - 1 + (int)i;
                bars[i].label = yearly ? arena_printf(arena, "%04d", a.year + (int)i)
                                       : arena_printf(arena, "%04d-%02d", a.year + at / 12, at % 12 + 1);
        }
        size_t i;
        json_t *month;
        json_array_foreach (json_object_get(json, "months"), i, month) {
                for (size_t k = 0; k < n; k++)
                        if (str_starts(retention_look_text_of(month, "month"), bars[k].label))
                                count_month(&bars[k], month);
        }
        *ret_n = n;
        return bars;
}

static size_t terminal_columns(void) {
        struct winsize size;
        return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* Leaves out the actions that do not occur: neither bar nor legend speaks of them. *ret_total: of all. */
static size_t drop_unused(Counted *counted, size_t n, const char **ret_series, int64_t *ret_total) {
        size_t kept = 0;
        *ret_total = 0;
        for (size_t k = 0; k < ELEMENTS(actions); k++) {
                int64_t total = 0;
                for (size_t i = 0; i < n; i++)
                        total += counted[i].values[kept] = counted[i].values[k];
                *ret_total += total;
                if (total)
                        ret_series[kept++] = actions[k];
        }
        return kept;
}

/* More than five: what is drawn, from when to when, and as what. */
static void retention_look_draw(const CliArgs *args, const json_t *json, Date today, Date until, bool svg,
                                Text *out) {
        Arena *arena = cli_arena(args);
        const char *series[ELEMENTS(actions)];
        size_t n;
        int64_t total;
        Counted *counted = count_bars(arena, json, today, until, &n);
        size_t n_series = drop_unused(counted, n, series, &total);
        ChartBar *bars = arena_array(arena, n, sizeof *bars);
        for (size_t i = 0; i < n; i++)
                bars[i] = (ChartBar){ counted[i].label, counted[i].values };
        const Chart chart = {
                .title = arena_printf(arena, "What falls due in %s until %s",
                                      retention_look_text_of(json, "register"),
                                      retention_look_text_of(json, "until")),
                .description = arena_printf(arena, "Bars from %s to %s; %lld fall due in all.", bars[0].label,
                                            bars[n - 1].label, (long long)total),
                .series = series,
                .n_series = n_series,
                .bars = bars,
                .n_bars = n,
        };
        if (svg)
                chart_svg(&chart, out);
        else
                chart_lines(&chart, terminal_columns(), out);
}

static void retention_look_write_rows(const json_t *json, bool csv, Text *out) {
        size_t i;
        json_t *month;
        if (csv)
                text_append(out, "month,rule,action,entity,count,foreseen,cite\n");
        json_array_foreach (json_object_get(json, "months"), i, month) {
                long long n = json_integer_value(json_object_get(month, "subjects")),
                          foreseen = json_integer_value(json_object_get(month, "foreseen"));
                if (csv)
                        text_appendf(out, "%s,%s,%s,%s,%lld,%lld,\"%s\"\n",
                                     retention_look_text_of(month, "month"),
                                     retention_look_text_of(month, "rule"),
                                     retention_look_text_of(month, "action"),
                                     retention_look_text_of(month, "entity"), n, foreseen,
                                     retention_look_text_of(month, "cite"));
                else
                        text_appendf(
                                out, "%s  %8lld  %-10s %s (%s)\n", retention_look_text_of(month, "month"), n,
                                retention_look_text_of(month, "action"),
                                retention_look_text_of(month, "rule"), retention_look_text_of(month, "cite"));
        }
}

static int hand_out(const CliArgs *args, const Text *out) {
        const char *path = cli_value(args, "out");
        if (path)
                return cli_hand_out(args, path, text_str(out), out->n, "The forecast");
        bool ok = fwrite(text_str(out), 1, out->n, stdout) == out->n && fflush(stdout) == 0;
        return ok ? CLI_DONE : cli_refuse("The forecast could not be written whole.");
}

static int print_forecast(const CliArgs *args, const json_t *json, Date today, Date until) {
        _cleanup_text_ Text out = { 0 };
        const char *format = cli_value(args, "format");
        if (str_eq(format, "svg") || str_eq(format, "chart"))
                retention_look_draw(args, json, today, until, str_eq(format, "svg"), &out);
        else
                retention_look_write_rows(json, str_eq(format, "csv"), &out);
        return hand_out(args, &out);
}

/* Never after the last day that there is. */
static Date years_on(Date today, int years) {
        Date last = DATE_NONE, then = date_add_months(today, 12 * years);
        (void)date_parse(DATE_LAST, &last);
        return then == DATE_NONE || then > last ? last : then;
}

static int run_forecast(const CliArgs *args) {
        static const char *const formats[] = { "table", "csv", "svg", "chart" };
        _cleanup_session_ Session session = { 0 };
        json_auto_t *json = NULL;
        Date until;
        if (!cli_date(args, "until", &until))
                return CLI_USAGE;
        if (cli_value(args, "format") && !str_in(cli_value(args, "format"), formats, ELEMENTS(formats)))
                return cli_wrong_usage("--format is table, csv, svg or chart.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        const Date today = clock_today(&session.context.clock);
        if (until == DATE_NONE)
                until = years_on(today, 1);
        if (until < today || until > years_on(today, FORECAST_YEARS))
                return cli_wrong_usage("--until lies between today and %d years from now.", FORECAST_YEARS);
        int r = retention_forecast(&session.context, cli_operand(args, 0), until, &json);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(TAKE_PTR(json));
        status = print_forecast(args, json, today, until);
        return status;
}

static const CliOption forecast_options[] = {
        { "until", "DATE", "how far to look ahead; a year unless given" },
        { "format", "FORMAT", "table (unless given), csv, svg, or chart for the terminal" },
        { "out", "FILE", "write it to a new file" },
        { 0 },
};

const CliCommand cmd_retention_forecast = {
        .words = { "retention", "forecast" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Count what falls due, by month and rule",
        .options = forecast_options,
        .run = run_forecast,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
};

const CliCommand cmd_retention_explain = {
        .words = { "retention", "explain" },
        .operands = "REGISTER KEY",
        .min_operands = 2,
        .max_operands = 2,
        .help = "Say of every item held about a subject when it goes, by which rule, and what holds it back",
        .run = run_explain,
        .who = CLI_OFFICER,
        .engine = true,
};
