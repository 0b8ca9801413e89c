#include "render/markup.h"

#include "render/links.h"
#include "render/logo.h"
#include "render/template.h"
#include "render/words.h"

#include <glib.h>
#include <string.h>

static void html_escaped(const char *c, size_t n, Text *out) {
        for (size_t i = 0; i < n; i++) {
                const char one[] = { c[i], '\0' };
                if (c[i] == '\n')
                        text_append(out, "<br>");
                else
                        template_escape(TEMPLATE_ESCAPE_HTML, one, out);
        }
}

static void html_link(const char *uri, const char *c, size_t n, Text *out) {
        /* The groups of a number stand in their order whatever stands around them. */
        text_appendf(out, "<a%s href=\"", str_starts(uri, "tel:") ? " dir=\"ltr\"" : "");
        html_escaped(uri, strlen(uri), out);
        text_append(out, "\">");
        html_escaped(c, n, out);
        text_append(out, "</a>");
}

static void html_words(const char *text, Text *out) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *from = text, *at = text, *uri;
        for (size_t n; (uri = link_next(arena, text, &at, &n)); from = at += n) {
                html_escaped(from, (size_t)(at - from), out);
                html_link(uri, at, n, out);
        }
        html_escaped(from, strlen(from), out);
}

static void html_runs(const Block *block, Text *out) {
        for (const BlockRun *run = block->runs; run; run = run->next) {
                text_append(out, run->bold ? "<strong>" : "");
                text_append(out, run->field ? "<bdi>" : "");
                html_words(run->text, out);
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

/* Ink on paper by day and the other way round by night, both of a contrast of more than 12 to 1; lines of at
 * most 65 characters; a table that is too wide for a telephone becomes lines. Nothing is fetched, and the
 * policy forbids it. */
static const char style[] =
        ":root{color-scheme:light dark;--ink:#0b0c0c;--paper:#fff;--accent:#12436d;--rule:#5a6266}"
        "@media(prefers-color-scheme:dark){:root{--ink:#f3f2f1;--paper:#16191b;--accent:#a8cbea;--rule:#"
        "9aa3a8}}"
        "body{margin:0 auto;padding:1.5rem 1rem "
        "3rem;max-width:40rem;color:var(--ink);background:var(--paper);"
        "font:1.1875rem/1.5 'Noto Sans',Arial,sans-serif;overflow-wrap:anywhere}"
        "header{border-bottom:3px solid var(--accent);padding-bottom:.75rem;margin-bottom:1.5rem}"
        "header p{margin:0}.logo{max-height:4rem;max-width:100%;background:#fff;padding:.25rem}header "
        "p:first-of-type{font-weight:bold;font-size:1.4rem;color:var(--accent)}"
        "h1{font-size:1.8rem;line-height:1.25;color:var(--accent)}h2{font-size:1.4rem;margin-top:2rem}"
        "h3{font-size:1.2rem;margin-top:1.5rem}li{margin:.3rem 0}li p{margin:0}a{color:var(--accent)}"
        "a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}"
        "table{width:100%;border-collapse:collapse;margin:1rem 0}"
        "th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid "
        "var(--rule);text-align:start;vertical-align:top}"
        "section+section{border-top:3px solid var(--accent);margin-top:3rem}"
        "@media(max-width:30rem){table,tbody,tr,th,td{display:block}th,td{border:0;padding:.15rem 0}"
        "tr{border-bottom:1px solid var(--rule);padding:.4rem 0}}"
        "@media print{body{max-width:none;font-size:12pt}h2,h3{break-after:avoid}tr{break-inside:avoid}}";

/* The authority's own colour by day; by night ours, which is light enough. */
static void html_look(const Look *look, Text *out) {
        if (look && look->accent != LOOK_ACCENT)
                text_appendf(out, "@media(prefers-color-scheme:light){:root{--accent:#%06x}}", look->accent);
        if (look && look->font) {
                text_append(out, "h1,h2,h3,header p:first-of-type{font-family:'");
                for (const char *c = look->font; *c; c++)
                        if (char_is_alpha(*c) || char_is_digit(*c) || *c == ' ' || *c == '-')
                                text_append_n(out, c, 1);
                text_append(out, "','Noto Sans',Arial,sans-serif}");
        }
}

/* On white, as in print: a mark is drawn for it. */
static void html_logo(const MarkupPage *page, Text *out) {
        char *uri = page->look && page->look->logo ? logo_data_uri(page->look->logo) : NULL;
        if (!uri)
                return;
        text_append(out, "<img class=\"logo\" alt=\"");
        template_escape(TEMPLATE_ESCAPE_HTML, page->logo_text, out);
        text_appendf(out, "\" src=\"%s\">\n", uri);
        g_free(uri);
}

static const char *html_direction(const char *language) {
        return words_from_right(language) ? " dir=\"rtl\"" : " dir=\"ltr\"";
}

void markup_html_begin(const MarkupPage *page, Text *out) {
        text_appendf(out,
                     "<!doctype html>\n<html lang=\"%s\"%s>\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                     "'unsafe-inline'; img-src data:\">\n<title>",
                     page->language, html_direction(page->language));
        template_escape(TEMPLATE_ESCAPE_HTML, page->title, out);
        text_appendf(out, "</title>\n<style>%s", style);
        html_look(page->look, out);
        text_append(out, "</style>\n</head>\n<body>\n<header>\n");
        html_logo(page, out);
        text_append(out, "<p>");
        template_escape(TEMPLATE_ESCAPE_HTML, page->author, out);
        text_append(out, "</p>\n");
        for (size_t i = 0; i < page->n_opening; i++) {
                text_append(out, "<p>");
                html_words(page->opening[i], out);
                text_append(out, "</p>\n");
        }
        text_append(out, "</header>\n<main>\n");
}

void markup_html_end(Text *out) {
        text_append(out, "</main>\n</body>\n</html>\n");
}

void markup_html(const Block *document, const char *language, Text *out) {
        text_appendf(out, "<section lang=\"%s\"%s>\n", language, html_direction(language));
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

void markup_text_block(const Block *block, Text *out) {
        text_block(block, -1, 0, out);
}

void markup_text(const Block *document, Text *out) {
        for (const Block *block = document->first; block; block = block->next) {
                text_block(block, -1, 0, out);
                text_append(out, block->next ? "\n" : "");
        }
}
