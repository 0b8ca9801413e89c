#pragma once
/* A stacked bar chart as a drawing that text readers can read too: SVG 1.1 with a title, a description and
 * real text, in colours told apart by those who do not tell red from green (and by a pattern of their own).
 */

#include "base/text.h"

typedef struct ChartBar {
        const char *label;
        const int64_t *values; /* one for each series */
} ChartBar;

typedef struct Chart {
        const char *title, *description;
        const char *const *series; /* at most CHART_SERIES_MAX */
        size_t n_series;
        const ChartBar *bars;
        size_t n_bars;
} Chart;

#define CHART_SERIES_MAX 5

/* Appends the whole document. */
void chart_svg(const Chart *chart, Text *out);
/* Appends a line a bar for a terminal so many columns wide. */
void chart_lines(const Chart *chart, size_t columns, Text *out);
