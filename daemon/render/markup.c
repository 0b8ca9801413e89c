#include "render/markup.h"

#include "render/template.h"

static void html_runs(const Block *block, Text *out) {
        for (const BlockRun *run = block->runs; run; run = run->next) {
                _cleanup_text_ Text escaped = { 0 };
                template_escape(TEMPLATE_ESCAPE_HTML, run->text, &escaped);
                text_append(out, run->bold ? "<strong>" : "");
                text_append(out, run->field ? "<bdi>" : "");
                for (const char *c = text_str(&escaped); *c; c++)
                        text_append_n(out, *c == '\n' ? "<br>" : c, *c == '\n' ? 4 : 1);
                text_append(out, run->field ? "</bdi>" : "");
                text_append(out, run->bold ? "</strong>" : "");
        }
}

static void html_cells(const Block *row, Text *out) {
        for (const Block *cell = row->first; cell; cell = cell->next) {
                bool head = row->header || cell == row->first;
                text_append(out, head ? row->header ? "<th scope=\"col\">" : "<th scope=\"row\">" : "<td>");
                html_runs(cell, out);
                text_append(out, head ? "</th>" : "</td>");
        }
}

static void html_block(const Block *block, Text *out) {
        static const char *const tags[_BLOCK_KIND_MAX] = {
                [BLOCK_DOCUMENT] = "div", [BLOCK_HEADING] = "h1", [BLOCK_PARAGRAPH] = "p",
                [BLOCK_LIST] = "ul",      [BLOCK_ITEM] = "li",    [BLOCK_TABLE] = "table",
                [BLOCK_ROW] = "tr",       [BLOCK_CELL] = "td",
        };
        const char *tag = tags[block->kind];
        char heading[] = { 'h', (char)('0' + block->level), '\0' };
        if (block->kind == BLOCK_HEADING)
                tag = heading;
        if (block->kind == BLOCK_LIST && block->start)
                tag = "ol";
        text_appendf(out, "<%s>", tag);
        html_runs(block, out);
        if (block->kind == BLOCK_ROW)
                html_cells(block, out);
        else
                for (const Block *child = block->first; child; child = child->next)
                        html_block(child, out);
        text_appendf(out, "</%s>\n", tag);
}

void markup_html(const Block *document, const char *language, Text *out) {
        text_appendf(out, "<section lang=\"%s\">\n", language);
        for (const Block *block = document->first; block; block = block->next)
                html_block(block, out);
        text_append(out, "</section>\n");
}

/* A value's lines go on under one another. What is written from right to left is set apart, so that it does
 * not turn round what stands beside it. */
static void text_runs(const Block *block, Text *out) {
        for (const BlockRun *run = block->runs; run; run = run->next) {
                bool apart = run->field && value_is_rtl(run->text);
                text_append(out, apart ? FSI : "");
                text_append(out, run->text);
                text_append(out, apart ? PDI : "");
        }
}

static void text_block(const Block *block, int depth, int number, Text *out);

/* A screen reader says no columns. Of two, the first says what the second is; of more, each cell is told with
 * the head of its column, and rows stand apart. */
static void text_table(const Block *table, Text *out) {
        const Block *head = table->first;
        if (!head || !head->first)
                return;
        bool pairs = !head->first->next || !head->first->next->next;
        for (const Block *row = pairs ? head : head->next; row; row = row->next) {
                const Block *name = pairs ? row->first : head->first;
                const Block *cell = pairs && row->first ? row->first->next : row->first;
                for (; cell && name; cell = cell->next, name = name->next) {
                        text_runs(name, out);
                        text_append(out, ": ");
                        text_runs(cell, out);
                        text_append(out, "\n");
                }
                text_append(out, !pairs && row->next ? "\n" : "");
        }
}

static void text_item(const Block *item, int depth, int number, Text *out) {
        text_appendf(out, "%*s", depth * 2, "");
        if (number)
                text_appendf(out, "%d. ", number);
        else
                text_append(out, "- ");
        for (const Block *child = item->first; child; child = child->next)
                text_block(child, depth, 0, out);
}

static void text_block(const Block *block, int depth, int number, Text *out) {
        if (block->kind == BLOCK_TABLE)
                text_table(block, out);
        else if (block->kind == BLOCK_ITEM)
                text_item(block, depth, number, out);
        text_runs(block, out);
        if (block->kind == BLOCK_LIST) {
                int n = block->start;
                for (const Block *item = block->first; item; item = item->next, n += n > 0)
                        text_block(item, depth + 1, n, out);
        }
        if (block->kind == BLOCK_HEADING || block->kind == BLOCK_PARAGRAPH)
                text_append(out, "\n");
}

void markup_text(const Block *document, Text *out) {
        for (const Block *block = document->first; block; block = block->next) {
                text_block(block, -1, 0, out);
                text_append(out, block->next ? "\n" : "");
        }
}
