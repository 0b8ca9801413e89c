#include "render/chart.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 960, HEIGHT = 420, LEFT = 70, TOP = 60, RIGHT = 20, BOTTOM = 70 };

/* Okabe and Ito's palette: told apart by every kind of colour vision. */
static const char *const colours[CHART_SERIES_MAX] = { "#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                       "#555555" };
/* The same series in a terminal without colour. */
static const char *const marks[CHART_SERIES_MAX] = { "=", "#", "+", "~", "." };

static void append_escaped(Text *out, const char *s) {
        for (; *s; s++)
                switch (*s) {
                case '<':
                        text_append(out, "&lt;");
                        break;
                case '>':
                        text_append(out, "&gt;");
                        break;
                case '&':
                        text_append(out, "&amp;");
                        break;
                case '"':
                        text_append(out, "&quot;");
                        break;
                default:
                        text_append_n(out, s, 1);
                }
}

static int64_t total(const Chart *chart, const ChartBar *bar) {
        int64_t sum = 0;
        for (size_t i = 0; i < chart->n_series; i++)
                sum += bar->values[i];
        return sum;
}

static int64_t highest(const Chart *chart) {
        int64_t most = 1;
        for (size_t i = 0; i < chart->n_bars; i++)
                most = total(chart, &chart->bars[i]) > most ? total(chart, &chart->bars[i]) : most;
        return most;
}

/* The next of 1, 2, 5, 10, 20 ... that leaves no more than five steps to the top. */
static int64_t step_of(int64_t most) {
        for (int64_t ten = 1;; ten *= 10)
                for (int i = 0; i < 3; i++) {
                        int64_t step = ten * ((int[]){ 1, 2, 5 })[i];
                        if (most <= step * 5)
                                return step;
                }
}

static void draw_text(Text *out, double x, double y, const char *anchor, const char *text) {
        text_appendf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
        append_escaped(out, text);
        text_append(out, "</text>\n");
}

static void draw_axis(Text *out, int64_t top, int64_t step) {
        double high = HEIGHT - TOP - BOTTOM;
        for (int64_t at = 0; at <= top; at += step) {
                char number[24];
                double y = TOP + high * (1 - (double)at / (double)top);
                snprintf(number, sizeof number, "%lld", (long long)at);
                text_appendf(out, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#cccccc\"/>\n",
                             LEFT, WIDTH - RIGHT, y, y);
                draw_text(out, LEFT - 8, y + 4, "end", number);
        }
}

static void draw_bar(const Chart *chart, Text *out, size_t i, int64_t top) {
        double slot = (double)(WIDTH - LEFT - RIGHT) / (double)chart->n_bars, high = HEIGHT - TOP - BOTTOM;
        double x = LEFT + slot * (double)i, y = HEIGHT - BOTTOM;
        const ChartBar *bar = &chart->bars[i];
        for (size_t s = 0; s < chart->n_series; s++) {
                double h = high * (double)bar->values[s] / (double)top;
                if (bar->values[s] == 0)
                        continue;
                y -= h;
                text_appendf(out,
                             "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>",
                             x + slot * 0.1, y, slot * 0.8, h, colours[s]);
                append_escaped(out, bar->label);
                text_append(out, ", ");
                append_escaped(out, chart->series[s]);
                text_appendf(out, ": %lld</title></rect>\n", (long long)bar->values[s]);
        }
        size_t every = chart->n_bars / 16 + 1; /* labels that would overlap are left out */
        if (i % every == 0)
                draw_text(out, x + slot / 2, HEIGHT - BOTTOM + 18, "middle", bar->label);
}

static void draw_legend(const Chart *chart, Text *out) {
        double x = LEFT;
        for (size_t s = 0; s < chart->n_series; s++) {
                text_appendf(out, "<rect x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", x,
                             HEIGHT - 30, colours[s]);
                draw_text(out, x + 18, HEIGHT - 20, "start", chart->series[s]);
                x += 40 + 8.0 * (double)strlen(chart->series[s]);
        }
}

void chart_svg(const Chart *chart, Text *out) {
        assert(chart->n_series <= CHART_SERIES_MAX);
        int64_t step = step_of(highest(chart)), top = (highest(chart) + step - 1) / step * step;
        text_appendf(
                out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                "role=\"img\" aria-labelledby=\"title desc\" font-family=\"Liberation Sans, Arial, "
                "sans-serif\" font-size=\"13\" fill=\"#111111\">\n<title id=\"title\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        append_escaped(out, chart->title);
        text_append(out, "</title>\n<desc id=\"desc\">");
        append_escaped(out, chart->description);
        text_appendf(out, "</desc>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, HEIGHT);
        text_append(out, "<g font-size=\"17\" font-weight=\"bold\">");
        draw_text(out, LEFT, 32, "start", chart->title);
        text_append(out, "</g>\n");
        draw_axis(out, top, step);
        for (size_t i = 0; i < chart->n_bars; i++)
                draw_bar(chart, out, i, top);
        draw_legend(chart, out);
        text_append(out, "</svg>\n");
}

void chart_lines(const Chart *chart, size_t columns, Text *out) {
        assert(chart->n_series <= CHART_SERIES_MAX);
        int64_t most = highest(chart);
        size_t room = columns > 40 ? columns - 20 : 20;
        for (size_t i = 0; i < chart->n_bars; i++) {
                const ChartBar *bar = &chart->bars[i];
                text_appendf(out, "%-8s %9lld ", bar->label, (long long)total(chart, bar));
                for (size_t s = 0; s < chart->n_series; s++) {
                        int64_t wide = (bar->values[s] * (int64_t)room + most - 1) / most;
                        for (int64_t k = 0; k < wide; k++)
                                text_append(out, marks[s]);
                }
                text_append(out, "\n");
        }
        for (size_t s = 0; s < chart->n_series; s++)
                text_appendf(out, "%s%s %s", s ? "   " : "", marks[s], chart->series[s]);
        text_append(out, "\n");
}
