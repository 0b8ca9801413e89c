#include "render/braille.h"

#include "base/error.h"
#include "render/document.h"
#include "render/markup.h"

#include <glib.h>
#include <liblouis/liblouis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELLS  40
#define LINES  25
#define GROWTH 8 /* a character takes at most so many cells, on the average of a text */
#define UNDEFINED                                                                                            \
        128 /* liblouis's mode noUndefined: what has no sign is left out, not written as its number */

int braille_language(Braille *braille, const Language *language) {
        if (!language->braille) {
                PROBLEM(braille->problem, NULL, 0, "there is no braille code for the language %s",
                        language->code);
                return RENDER_E_GLYPHS;
        }
        /* The cells as an embosser takes them, then the code. */
        snprintf(braille->tables, sizeof braille->tables, "en-us-brf.dis,%s", language->braille);
        return 0;
}

/* One line of text to cells in ASCII braille, in memory of its own; NULL: liblouis cannot. */
static char *translate(const char *tables, const char *text, size_t n, int mode) {
        glong length = 0;
        gunichar *wide = g_utf8_to_ucs4_fast(text, (glong)n, &length);
        int from = (int)length, to = from * GROWTH + 64, cells = to;
        widechar *in = calloc((size_t)from + 1, sizeof *in), *made = calloc((size_t)to + 1, sizeof *made);
        if (!in || !made)
                abort();
        for (int i = 0; i < from; i++)
                in[i] = (widechar)wide[i];
        char *out = NULL;
        if (lou_translateString(tables, in, &from, made, &cells, NULL, NULL, mode)) {
                out = calloc((size_t)cells + 1, 1);
                if (!out)
                        abort();
                for (int i = 0; i < cells; i++)
                        out[i] = made[i] < 0x80 ? (char)made[i] : '?';
        }
        explicit_bzero(in, ((size_t)length + 1) * sizeof *in);
        explicit_bzero(made, ((size_t)to + 1) * sizeof *made);
        explicit_bzero(wide, (size_t)length * sizeof *wide);
        free(in);
        free(made);
        g_free(wide);
        return out;
}

/* Whether the code has a sign for every character: then nothing is left out where liblouis may leave out. */
static bool can_write(const char *tables, const char *text) {
        char *all = translate(tables, text, strlen(text), 0),
             *rest = translate(tables, text, strlen(text), UNDEFINED);
        bool can = all && rest && str_eq(all, rest);
        free(all);
        free(rest);
        return can;
}

static void end_line(Braille *braille) {
        text_append(braille->out, "\r\n");
        if (++braille->line < LINES)
                return;
        text_append(braille->out, "\f");
        braille->line = 0;
}

/* Cells into lines: the first indented by `first`, the others by `rest`; between words, or where a line is
 * full. */
static void wrap(Braille *braille, const char *cells, int first, int rest) {
        int column = 0, indent = first;
        while (*cells) {
                int word = (int)strcspn(cells, " "), room = CELLS - (column ? column + 1 : indent);
                if (column && word > room) {
                        end_line(braille);
                        column = 0;
                        indent = rest;
                        continue;
                }
                word = word > room ? room : word;
                text_appendf(braille->out, "%*s%.*s", column ? 1 : indent, "", word, cells);
                column = (column ? column + 1 : indent) + word;
                cells += word + (int)strspn(cells + word, " ");
        }
        if (column)
                end_line(braille);
}

/* Blanks at the beginning say how deep in lists a line stands. */
static int write_cells(Braille *braille, const char *line, size_t n, bool heading) {
        size_t deep = 0;
        while (deep < n && line[deep] == ' ')
                deep++;
        char *cells = translate(braille->tables, line + deep, n - deep, 0);
        if (!cells)
                return err_origin(-EIO);
        int indent = deep > 10 ? 10 : (int)deep;
        if (heading) {
                int length = (int)strlen(cells);
                wrap(braille, cells, length < CELLS - 6 ? (CELLS - length) / 2 : 4, 4);
        } else
                wrap(braille, cells, indent, indent + 2);
        explicit_bzero(cells, strlen(cells));
        free(cells);
        return 0;
}

static int write_lines(Braille *braille, const char *text, bool heading) {
        for (size_t n; *text; text += n + (text[n] == '\n')) {
                n = strcspn(text, "\n");
                if (n == 0 && braille->line > 0)
                        end_line(braille);
                int r = n > 0 ? write_cells(braille, text, n, heading) : 0;
                if (r)
                        return err_trace(r);
        }
        return 0;
}

int braille_text(Braille *braille, const char *text, const char *field) {
        if (!can_write(braille->tables, text)) {
                PROBLEM(braille->problem, NULL, 0, "%s holds text that braille of this language cannot write",
                        field);
                return RENDER_E_GLYPHS;
        }
        int r = write_lines(braille, text, false);
        return err_trace(r);
}

static int check_runs(Braille *braille, const Block *block) {
        for (const BlockRun *run = block->runs; run; run = run->next)
                if (!can_write(braille->tables, run->text)) {
                        PROBLEM(braille->problem, NULL, 0,
                                "%s holds text that braille of this language cannot write",
                                run->field ? run->field : "it");
                        return RENDER_E_GLYPHS;
                }
        for (const Block *child = block->first; child; child = child->next) {
                int r = check_runs(braille, child);
                if (r)
                        return err_trace(r);
        }
        return 0;
}

int braille_blocks(Braille *braille, const Block *document) {
        int r = check_runs(braille, document);
        for (const Block *block = document->first; r == 0 && block; block = block->next) {
                _cleanup_text_ Text text = { 0 };
                bool heading = block->kind == BLOCK_HEADING;
                /* A heading does not stand alone at the end of a page. */
                if (heading && braille->line > LINES - 4)
                        while (braille->line > 0)
                                end_line(braille);
                if (heading && braille->line > 0)
                        end_line(braille);
                markup_text_block(block, &text);
                r = write_lines(braille, text_str(&text), heading);
        }
        return err_trace(r);
}

void braille_end(Braille *braille) {
        if (braille->line > 0)
                text_append(braille->out, "\f");
        lou_free();
}
