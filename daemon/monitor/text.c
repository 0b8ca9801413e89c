#include "monitor/text.h"

#include <assert.h>
#include <string.h>

typedef enum MetricType { GAUGE, COUNTER, HISTOGRAM } MetricType;
static const char *const type_names[] = { "gauge", "counter", "histogram" };

#define PREFIX "muniment_"
static const struct {
        const char *name, *label, *label_b, *help;
        MetricType type;
        bool database;
} metrics[_METRIC_MAX] = {
#define HOST     false
#define DATABASE true
#define METRIC(id, from, t, n, l, b, h)                                                                      \
        [METRIC_##id] = {                                                                                    \
                .name = PREFIX n, .label = (l), .label_b = (b), .help = (h), .type = (t), .database = (from) \
        },
        METRICS
#undef METRIC
};

const char *metric_name(Metric metric) {
        return metrics[metric].name;
}

void samples_add(Samples *samples, Sample sample) {
        if (samples->n == samples->room) {
                size_t room = samples->room * 2 + 64;
                Sample *items = arena_array(samples->arena, room, sizeof *items);
                if (samples->n)
                        memcpy(items, samples->items, samples->n * sizeof *items);
                samples->items = items;
                samples->room = room;
        }
        samples->items[samples->n++] = sample;
}

static Metric text_find(const char *name) {
        for (Metric m = 0; m < _METRIC_MAX; m++)
                if (metrics[m].database && str_eq(metrics[m].name + strlen(PREFIX), name))
                        return m;
        return _METRIC_MAX;
}

void samples_add_figures(Samples *samples, const Figure *figures, size_t n) {
        for (size_t i = 0; i < n; i++) {
                Metric metric = text_find(figures[i].metric);
                assert(metric != _METRIC_MAX);
                samples_add(samples, (Sample){ .metric = metric,
                                               .label = figures[i].label,
                                               .label_b = figures[i].label_b,
                                               .value = figures[i].value });
        }
}

void samples_number(Samples *samples, Metric metric, const char *label, const char *label_b, double value) {
        samples_add(samples, (Sample){ .metric = metric,
                                       .label = label,
                                       .label_b = label_b,
                                       .value = arena_printf(samples->arena, "%.15g", value) });
}

/* Within quotes, as both formats want it. */
static void text_write_value(Text *out, const char *s) {
        for (; *s; s++)
                if (*s == '\n')
                        text_append(out, "\\n");
                else if (*s == '"' || *s == '\\')
                        text_appendf(out, "\\%c", *s);
                else
                        text_append_n(out, s, 1);
}

static void write_label(Text *out, const char *name, const char *value, const char **before) {
        if (!value)
                return;
        assert(name);
        text_appendf(out, "%s%s=\"", *before, name);
        text_write_value(out, value);
        text_append(out, "\"");
        *before = ",";
}

static void write_sample(Text *out, const Sample *s) {
        const char *before = "{";
        const char *suffix = s->suffix ? s->suffix : metrics[s->metric].type == COUNTER ? "_total" : "";
        text_appendf(out, "%s%s", metrics[s->metric].name, suffix);
        write_label(out, metrics[s->metric].label, s->label, &before);
        write_label(out, metrics[s->metric].label_b, s->label_b, &before);
        write_label(out, "le", s->le, &before);
        text_appendf(out, "%s %s\n", *before == ',' ? "}" : "", s->value);
}

static bool text_ends(const char *s, const char *end) {
        size_t n = strlen(s), m = strlen(end);
        return n >= m && str_eq(s + n - m, end);
}

/* OpenMetrics names the family of a counter without _total, the older format with it. */
static void write_head(Text *out, Metric m, bool open_metrics) {
        const char *name = metrics[m].name;
        const char *total = !open_metrics && metrics[m].type == COUNTER ? "_total" : "";
        text_appendf(out, "# HELP %s%s %s\n", name, total, metrics[m].help);
        text_appendf(out, "# TYPE %s%s %s\n", name, total, type_names[metrics[m].type]);
        if (open_metrics && text_ends(name, "_seconds"))
                text_appendf(out, "# UNIT %s seconds\n", name);
        if (open_metrics && text_ends(name, "_bytes"))
                text_appendf(out, "# UNIT %s bytes\n", name);
}

void samples_write(const Samples *samples, bool open_metrics, Text *out) {
        for (Metric m = 0; m < _METRIC_MAX; m++) {
                bool headed = false;
                for (size_t i = 0; i < samples->n; i++) {
                        if (samples->items[i].metric != m)
                                continue;
                        if (!headed)
                                write_head(out, m, open_metrics);
                        headed = true;
                        write_sample(out, &samples->items[i]);
                }
        }
        if (open_metrics)
                text_append(out, "# EOF\n");
}
