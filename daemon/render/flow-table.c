/* Tables: columns by what stands in them, rows whole where they can be, the head again on each page. */
#include "render/flow.h"

#include <string.h>

#define PAD_X       4.0
#define PAD_Y       3.5
#define INK         0x0b0c0c
#define RULE_COLOUR 0xb1b4b6
#define COLUMNS_MAX FLOW_COLUMNS_MAX
#define EMPTY_MOST  0.35 /* of a page, for the sake of a table on the next */

typedef struct TableFlow {
        Flow *flow;
        const Block *table;
        int n;
        double x[COLUMNS_MAX], w[COLUMNS_MAX];
} TableFlow;

static TextStyle cell_style(const Flow *flow, bool bold) {
        return (TextStyle){ .size = flow->size,
                            .bold = bold,
                            .colour = INK,
                            .language = flow->language,
                            .spacing = flow->air.line };
}

/* The width of a cell unbroken, and of its longest word. */
static void measure_cell(Flow *flow, const Block *cell, bool bold, double *natural, double *least) {
        TextStyle style = cell_style(flow, bold);
        PangoLayout *layout = flow_layout(flow, &style, cell, 0);
        int w;
        pango_layout_get_size(layout, &w, NULL);
        if (w / (double)PANGO_SCALE > *natural)
                *natural = w / (double)PANGO_SCALE;
        pango_layout_set_width(layout, 1);
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
        pango_layout_get_size(layout, &w, NULL);
        if (w / (double)PANGO_SCALE > *least)
                *least = w / (double)PANGO_SCALE;
}

/* What is left, to the columns still open: their longest words, then by the lengths of their texts. */
static void share_rest(TableFlow *t, double left, const double *natural, const double *least,
                       const bool *settled) {
        double words = 0, wishes = 0;
        for (int i = 0; i < t->n; i++) {
                words += settled[i] ? 0 : least[i];
                wishes += settled[i] ? 0 : natural[i];
        }
        for (int i = 0; i < t->n; i++)
                if (!settled[i])
                        t->w[i] = least[i] + (left - words) * natural[i] / wishes;
}

/* Columns that are content with a fair share or less get what they want, and no column less than its longest
 * word while that can be had; the others share the rest. */
static void share_width(TableFlow *t, double available, const double *natural, const double *least) {
        bool settled[COLUMNS_MAX] = { false };
        double left = available;
        int open = t->n;
        for (bool again = true; again && open > 0;) {
                double fair = left / open;
                again = false;
                for (int i = 0; i < t->n; i++) {
                        bool content = natural[i] <= fair;
                        if (settled[i] || (!content && least[i] <= fair))
                                continue;
                        t->w[i] = content ? natural[i] : least[i];
                        settled[i] = again = true;
                        left -= t->w[i];
                        open--;
                }
        }
        if (open > 0)
                share_rest(t, left, natural, least, settled);
        else
                for (int i = 0; i < t->n; i++) /* more than enough: all grow alike */
                        t->w[i] += left / t->n;
}

static int count_columns(const Block *table) {
        int most = 0;
        for (const Block *row = table->first; row; row = row->next) {
                int n = 0;
                for (const Block *cell = row->first; cell && n < COLUMNS_MAX; cell = cell->next)
                        n++;
                most = n > most ? n : most;
        }
        return most;
}

/* Over all tables of the section that have as many columns, so that they stand under one another. */
static void measure_alike(TableFlow *t, double *natural, double *least) {
        for (const Block *table = t->flow->section; table; table = table->next) {
                if (table->kind != BLOCK_TABLE || count_columns(table) != t->n)
                        continue;
                for (const Block *row = table->first; row; row = row->next) {
                        int i = 0;
                        for (const Block *cell = row->first; cell && i < t->n; cell = cell->next, i++)
                                measure_cell(t->flow, cell, row->header || i == 0, &natural[i], &least[i]);
                }
        }
}

static void set_columns(TableFlow *t) {
        double natural[COLUMNS_MAX] = { 0 }, least[COLUMNS_MAX] = { 0 };
        t->n = count_columns(t->table);
        double available = t->flow->width - 2 * PAD_X * t->n, *split = t->flow->columns[t->n];
        if (split[0] == 0) {
                measure_alike(t, natural, least);
                /* A word wider than a fair share breaks, before it takes its neighbours' room. */
                for (int i = 0; i < t->n; i++) {
                        least[i] = least[i] > available / t->n ? available / t->n : least[i];
                        least[i] = least[i] < 1 ? 1 : least[i];
                }
                share_width(t, available, natural, least);
                memcpy(split, t->w, sizeof t->w);
        }
        memcpy(t->w, split, sizeof t->w);
        double x = t->flow->left;
        for (int i = 0; i < t->n; i++) {
                t->x[i] = x + PAD_X;
                x += t->w[i] + 2 * PAD_X;
        }
}

typedef struct RowFlow {
        PangoLayout *cells[COLUMNS_MAX];
        int done[COLUMNS_MAX]; /* lines already placed */
        int n;
        bool header;
} RowFlow;

static RowFlow lay_out_row(TableFlow *t, const Block *row) {
        RowFlow r = { .header = row->header };
        for (const Block *cell = row->first; cell && r.n < t->n; cell = cell->next, r.n++) {
                TextStyle style = cell_style(t->flow, row->header || r.n == 0);
                r.cells[r.n] = flow_layout(t->flow, &style, cell, t->w[r.n]);
        }
        return r;
}

static double row_height(const RowFlow *r) {
        double height = 0;
        for (int i = 0; i < r->n; i++)
                if (layout_height(r->cells[i]) > height)
                        height = layout_height(r->cells[i]);
        return height + 2 * PAD_Y;
}

/* How many more lines of a cell fit. At least one, so that there is an end. */
static int next_lines(PangoLayout *layout, int done, double height, double *used) {
        int n = pango_layout_get_line_count(layout);
        if (done >= n)
                return 0;
        double line = layout_height(layout) / n;
        int fit = (int)(height / line);
        fit = fit < 1 ? 1 : fit;
        fit = fit > n - done ? n - done : fit;
        *used = fit * line > *used ? fit * line : *used;
        return fit;
}

/* Places what fits of a row as one row element; true when all of it is placed. */
static bool place_row(TableFlow *t, RowFlow *r, bool artifact) {
        Flow *flow = t->flow;
        double room = flow->bottom - flow->y - 2 * PAD_Y, used = 0;
        bool all = true;
        pages_open(flow->pages, artifact ? TAG_ARTIFACT : "TR");
        for (int i = 0; i < r->n; i++) {
                int lines = next_lines(r->cells[i], r->done[i], room, &used);
                if (!artifact)
                        pages_open(flow->pages, r->header || i == 0 ? "TH" : "TD");
                if (lines > 0)
                        pages_text(flow->pages, r->cells[i], r->done[i], r->done[i] + lines, t->x[i],
                                   flow->y + PAD_Y, INK);
                if (!artifact)
                        pages_close(flow->pages);
                r->done[i] += lines;
                all = all && r->done[i] >= pango_layout_get_line_count(r->cells[i]);
        }
        pages_close(flow->pages);
        flow->y += used + 2 * PAD_Y;
        pages_rule(flow->pages, flow->left, flow->y, flow->width, r->header ? 1.2 : 0.6,
                   r->header ? flow->look->accent : RULE_COLOUR);
        flow->fresh = false;
        return all;
}

/* A table whose rows are laid out. */
typedef struct RowsFlow {
        RowFlow *rows;
        double *heights, total;
        size_t n;
        bool head; /* the first row */
} RowsFlow;

static RowsFlow lay_out_rows(TableFlow *t) {
        RowsFlow r = { .n = 0 };
        for (const Block *row = t->table->first; row; row = row->next)
                r.n++;
        r.rows = arena_array(pages_arena(t->flow->pages), r.n, sizeof *r.rows);
        r.heights = arena_array(pages_arena(t->flow->pages), r.n, sizeof *r.heights);
        size_t i = 0;
        for (const Block *row = t->table->first; row; row = row->next, i++) {
                r.rows[i] = lay_out_row(t, row);
                r.heights[i] = row_height(&r.rows[i]);
                r.total += r.heights[i];
        }
        r.head = r.n > 0 && r.rows[0].header;
        return r;
}

/* How much must stand together from row i on: the head with two rows, two rows at the beginning and at the
 * end, and of a row that no page holds its first lines. The whole table where i is its first row and a page
 * holds it, unless that would leave much of this page empty. */
static double kept_height(const TableFlow *t, const RowsFlow *r, size_t i) {
        double page = t->flow->bottom - t->flow->top;
        if (i == 0 && r->total <= page && t->flow->bottom - t->flow->y <= page * EMPTY_MOST)
                return r->total;
        size_t to = i == 0 ? i + 2 + r->head : i + 1;
        to = to + 1 == r->n ? r->n : to; /* the last row alone is no company */
        double height = 0, head = r->head ? r->heights[0] : 0;
        for (size_t k = i; k < to && k < r->n; k++) {
                double one = r->heights[k] > page - head ? 4 * flow_line(t->flow) : r->heights[k];
                if (height + one > page)
                        break;
                height += one;
        }
        return height;
}

static void break_table(TableFlow *t, const RowsFlow *r, size_t i) {
        flow_break(t->flow);
        if (!r->head || i == 0)
                return;
        RowFlow again = lay_out_row(t, t->table->first);
        place_row(t, &again, true);
}

double flow_table_start(Flow *flow, const Block *table) {
        TableFlow t = { .flow = flow, .table = table };
        set_columns(&t);
        RowsFlow rows = lay_out_rows(&t);
        double height = kept_height(&t, &rows, 0), most = (flow->bottom - flow->top) * 0.8;
        return height > most ? most : height;
}

void flow_table(Flow *flow, const Block *table) {
        TableFlow t = { .flow = flow, .table = table };
        set_columns(&t);
        RowsFlow r = lay_out_rows(&t);
        pages_open(flow->pages, "Table");
        for (size_t i = 0; i < r.n; i++) {
                if (!flow->fresh && flow->y + kept_height(&t, &r, i) > flow->bottom)
                        break_table(&t, &r, i);
                while (!place_row(&t, &r.rows[i], false))
                        break_table(&t, &r, i);
        }
        pages_close(flow->pages);
}
