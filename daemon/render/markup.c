#include "render/markup.h"

#include "render/template.h"

static void html_runs(const Block *block, Text *out) {
        for (const BlockRun *run = block->runs; run; run = run->next) {
                _cleanup_text_ Text escaped = { 0 };
                template_escape(TEMPLATE_ESCAPE_HTML, run->text, &escaped);
                text_append(out, run->bold ? "<strong>" : "");
                for (const char *c = text_str(&escaped); *c; c++)
                        text_append_n(out, *c == '\n' ? "<br>" : c, *c == '\n' ? 4 : 1);
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

static void text_runs(const Block *block, Text *out) {
        for (const BlockRun *run = block->runs; run; run = run->next)
                text_append(out, run->text);
}

static void text_block(const Block *block, int depth, int number, Text *out) {
        if (block->kind == BLOCK_ITEM) {
                text_appendf(out, "%*s", depth * 2, "");
                if (number)
                        text_appendf(out, "%d. ", number);
                else
                        text_append(out, "- ");
        }
        text_runs(block, out);
        int n = block->start;
        for (const Block *child = block->first; child; child = child->next) {
                text_block(child, block->kind == BLOCK_LIST ? depth + 1 : depth, n, out);
                n += n > 0;
                if (block->kind == BLOCK_ROW && child->next)
                        text_append(out, " | ");
        }
        if (block->kind == BLOCK_HEADING || block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_ROW)
                text_append(out, "\n");
}

void markup_text(const Block *document, Text *out) {
        for (const Block *block = document->first; block; block = block->next) {
                text_block(block, -1, 0, out);
                text_append(out, block->next ? "\n" : "");
        }
}
