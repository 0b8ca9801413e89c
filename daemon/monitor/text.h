#pragma once
/* Samples as the text that monitoring reads: OpenMetrics 1.0, or Prometheus' older text format. */

#include "base/arena.h"
#include "base/text.h"
#include "monitor/metrics.h"
#include "store/figures.h"

/* One value of one metric. */
typedef struct Sample {
        Metric metric;
        const char *suffix;          /* of a histogram: "_bucket", "_sum", "_count"; NULL */
        const char *label, *label_b; /* values; NULL: none */
        const char *le;              /* of a bucket; NULL */
        const char *value;
} Sample;

typedef struct Samples {
        Arena *arena; /* strings */
        Sample *items;
        size_t n, room;
} Samples;

void samples_add(Samples *samples, Sample sample);
/* For the database's own: figures that no metric stands for are our own bug. */
void samples_add_figures(Samples *samples, const Figure *figures, size_t n);
void samples_number(Samples *samples, Metric metric, const char *label, const char *label_b, double value);

/* The whole answer. open_metrics: in OpenMetrics, with its end mark. */
void samples_write(const Samples *samples, bool open_metrics, Text *out);

/* "muniment_jobs", without _total; for tests and messages. */
const char *metric_name(Metric metric);
