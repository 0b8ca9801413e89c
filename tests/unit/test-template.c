/* render/: templates, Markdown to blocks, words, and what can be printed. */
#include "render/blocks.h"
#include "render/can-draw.h"
#include "render/template.h"
#include "render/words.h"
#include "settings/languages.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static const char *partial_of(void *closure, const char *name) {
        return json_string_value(json_object_get(closure, name));
}

static int fill(Arena *arena, const char *text, const json_t *data, TemplateEscape escape,
                TemplateMissing missing, Text *out, TemplateError *error) {
        Template *template;
        int r = template_parse(arena, text, strlen(text), &template, error);
        return r ? r
                 : template_render(template, data, &(TemplateRules){ .escape = escape, .missing = missing },
                                   out, error);
}

static void the_specification_is_kept(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *source = getenv("MUNIMENT_SOURCE");
        const char *path = arena_printf(arena, "%s/tests/vectors/mustache/cases.json", source ? source : ".");
        json_t *cases = json_load_file(path, 0, NULL), *one;
        size_t i;
        check_group("mustache vectors");
        CHECK_INT(json_array_size(cases), 136);
        json_array_foreach (cases, i, one) {
                const char *text = json_string_value(json_object_get(one, "template"));
                const TemplateRules rules = { .escape = TEMPLATE_ESCAPE_HTML,
                                              .missing = TEMPLATE_MISSING_EMPTY,
                                              .partial = partial_of,
                                              .closure = json_object_get(one, "partials") };
                TemplateError error = { 0 };
                Template *template;
                _cleanup_text_ Text out = { 0 };
                check_group("%s", json_string_value(json_object_get(one, "name")));
                int r = template_parse(arena, text, strlen(text), &template, &error);
                if (r == 0)
                        r = template_render(template, json_object_get(one, "data"), &rules, &out, &error);
                CHECK_INT(r, 0);
                CHECK_STR(text_str(&out), json_string_value(json_object_get(one, "expected")));
        }
        json_decref(cases);
}

static void what_is_wrong_is_said_with_its_line(void) {
        static const struct {
                const char *text;
                int r, line;
                const char *message;
        } cases[] = {
                { "one\ntwo {{nobody}}", TEMPLATE_E_MISSING, 2, "nobody: the data has nothing of this name" },
                { "{{#nobody}}x{{/nobody}}", TEMPLATE_E_MISSING, 1,
                  "nobody: the data has nothing of this name" },
                { "{{^nobody}}x{{/nobody}}", TEMPLATE_E_MISSING, 1,
                  "nobody: the data has nothing of this name" },
                { "a\n{{#name}}\n{{missing.part}}\n{{/name}}", TEMPLATE_E_MISSING, 3,
                  "missing.part: the data has nothing of this name" },
                { "{{list}}", TEMPLATE_E_MISSING, 1, "list: an object or a list cannot be printed" },
                { "\n\n{{name", TEMPLATE_E_BROKEN, 3, "a tag is not closed" },
                { "{{{name}}", TEMPLATE_E_BROKEN, 1, "a tag is not closed" },
                { "{{}}", TEMPLATE_E_BROKEN, 1, "a tag needs one name" },
                { "{{two names}}", TEMPLATE_E_BROKEN, 1, "a tag needs one name" },
                { "{{#name}}", TEMPLATE_E_BROKEN, 1, "section name is not closed" },
                { "x{{/name}}", TEMPLATE_E_BROKEN, 1, "section name is closed but was not opened" },
                { "{{#a}}\n{{#b}}\n{{/a}}{{/b}}", TEMPLATE_E_BROKEN, 3,
                  "section a is closed while b, opened on line 2, is open" },
                { "a\n{{> other}}", TEMPLATE_E_MISSING, 2, "other: there is no such partial" },
                { "{{=<%=}}", TEMPLATE_E_BROKEN, 1, "new delimiters are two words between equals signs" },
                { "{{=a b c=}}", TEMPLATE_E_BROKEN, 1, "new delimiters are two words between equals signs" },
                { "{{=<% %>=}}\n<% nobody %>", TEMPLATE_E_MISSING, 2,
                  "nobody: the data has nothing of this name" },
                { "\xff", TEMPLATE_E_BROKEN, 0, "it is not UTF-8 text" },
        };
        _cleanup_(arena_freep) Arena *arena = arena_new();
        json_t *data = json_pack("{s:s, s:[i]}", "name", "Ann", "list", 1);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                TemplateError error = { 0 };
                _cleanup_text_ Text out = { 0 };
                check_group("template \"%s\"", cases[i].text);
                CHECK_INT(fill(arena, cases[i].text, data, TEMPLATE_ESCAPE_MARKDOWN, TEMPLATE_MISSING_ALL,
                               &out, &error),
                          cases[i].r);
                CHECK_INT(error.line, cases[i].line);
                CHECK_STR(error.message, cases[i].message);
        }
        json_decref(data);
}

static void deep_and_long_templates_end(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_text_ Text deep = { 0 }, wide = { 0 }, out = { 0 };
        TemplateError error = { 0 };
        check_group("limits");
        for (int i = 0; i < 100; i++)
                text_append(&deep, "{{#a}}");
        CHECK_INT(fill(arena, text_str(&deep), NULL, TEMPLATE_ESCAPE_NONE, TEMPLATE_MISSING_EMPTY, &out,
                       &error),
                  TEMPLATE_E_BROKEN);
        json_t *list = json_array(), *data = json_pack("{s:o}", "l", list);
        for (int i = 0; i < 200; i++)
                json_array_append_new(list, json_integer(i));
        text_append(&wide,
                    "{{#l}}{{#l}}{{#l}}{{.}} a line that is printed eight million times{{/l}}{{/l}}{{/l}}");
        CHECK_INT(fill(arena, text_str(&wide), data, TEMPLATE_ESCAPE_NONE, TEMPLATE_MISSING_EMPTY, &out,
                       &error),
                  TEMPLATE_E_TOO_LONG);
        json_decref(data);
}

/* Whatever a value holds, Markdown gives it back as the very same one line of text. */
static void no_value_changes_the_shape_of_a_document(void) {
        static const char *const values[] = {
                "*not bold*",
                "# no heading",
                "- no list",
                "1. no list",
                "a | b",
                "<b>x</b>",
                "&amp; &copy;",
                "`code`",
                "[text](https://example.org)",
                "![i](x)",
                "back\\slash",
                "under_score_d",
                "~~~",
                "> quote",
                "***",
                "---",
                "+ x",
                "=== ",
                "a  b",
                "O'Brien-D\xc3\xbc ck",
                "\xe0\xa6\xae\xe0\xa7\x8b",
                "<https://example.org>",
                "https://example.org",
                "{{name}}",
                "a\\",
                "@me",
                "$5 %x ^ ;:,!?",
                "\"quoted\"",
                "{ } [ ] ( )",
        };
        for (size_t i = 0; i < ELEMENTS(values); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                _cleanup_text_ Text plain = { 0 }, cell = { 0 };
                Block *blocks;
                BlocksError error;
                check_group("value \"%s\"", values[i]);
                template_escape(TEMPLATE_ESCAPE_MARKDOWN, values[i], &plain);
                CHECK_INT(blocks_parse(arena, text_str(&plain), plain.n, &blocks, &error), 0);
                CHECK(blocks->first && blocks->first->kind == BLOCK_PARAGRAPH && !blocks->first->next);
                _cleanup_text_ Text tidy = { 0 };
                for (const char *c = values[i]; *c;
                     c++) /* runs of spaces, and those at the end, are tidied */
                        if (*c != ' ' || (c[1] && c[1] != ' '))
                                text_append_n(&tidy, c, 1);
                CHECK_STR(block_text(arena, blocks->first), text_str(&tidy));

                text_appendf(&cell, "| a | b |\n|---|---|\n| %s | x |\n", text_str(&plain));
                CHECK_INT(blocks_parse(arena, text_str(&cell), cell.n, &blocks, &error), 0);
                CHECK_INT(blocks->first->kind, BLOCK_TABLE);
                CHECK_STR(block_text(arena, blocks->first->first->next->first), text_str(&tidy));
        }
        check_group("values of many lines");
        _cleanup_text_ Text lines = { 0 };
        template_escape(TEMPLATE_ESCAPE_MARKDOWN, "\n\n    # one\r\n\ttwo\x01three  ", &lines);
        CHECK_STR(text_str(&lines), "\\# one two three");
}

static void markdown_becomes_blocks(void) {
        static const char text[] =
                "# Title **bold**\n\nA line\nand *more*  \nbelow, [text](https://example.org/x), "
                "<https://example.org>.\n\n- one\n- two\n\n3. three\n\n| a | b |\n|---|---|\n| c | d |\n";
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Block *document;
        BlocksError error;
        check_group("blocks");
        CHECK_INT(blocks_parse(arena, text, strlen(text), &document, &error), 0);
        const Block *b = document->first;
        CHECK(b->kind == BLOCK_HEADING && b->level == 1 && b->line == 1);
        CHECK(!b->runs->bold && b->runs->next->bold);
        CHECK_STR(block_text(arena, b), "Title bold");
        b = b->next;
        CHECK_STR(block_text(arena, b),
                  "A line and more\nbelow, text (https://example.org/x), https://example.org.");
        b = b->next;
        CHECK(b->kind == BLOCK_LIST && b->start == 0 && b->tight && b->first->kind == BLOCK_ITEM);
        b = b->next;
        CHECK(b->kind == BLOCK_LIST && b->start == 3);
        b = b->next;
        CHECK(b->kind == BLOCK_TABLE && b->first->header && !b->first->next->header);
        CHECK_STR(block_text(arena, b->first->next->first->next), "d");
}

static void what_a_letter_cannot_carry_is_refused(void) {
        static const struct {
                const char *text;
                int line;
        } cases[] = {
                { "ok\n\n<div>x</div>\n", 3 }, { "a <b>x</b>\n", 1 },  { "![p](x.png)\n", 1 },
                { "ok\n\n    code\n", 3 },     { "```\nx\n```\n", 1 }, { "> quoted\n", 1 },
                { "a\n\n---\n", 3 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                Block *document;
                BlocksError error = { 0 };
                check_group("Markdown \"%s\"", cases[i].text);
                CHECK_INT(blocks_parse(arena, cases[i].text, strlen(cases[i].text), &document, &error),
                          BLOCKS_E_UNSUPPORTED);
                CHECK_INT(error.line, cases[i].line);
        }
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_text_ Text deep = { 0 };
        Block *document;
        BlocksError error = { 0 };
        check_group("deep lists");
        for (int i = 0; i < 5000; i++)
                text_append(&deep, "- ");
        text_append(&deep, "x\n");
        CHECK_INT(blocks_parse(arena, text_str(&deep), deep.n, &document, &error), BLOCKS_E_UNSUPPORTED);
}

static void names_of_here_can_be_drawn_and_others_are_told(void) {
        static const struct {
                const char *name;
                bool can;
        } cases[] = {
                { "Siân Ŵyn", true }, /* Welsh: w with circumflex */
                { "Adé"
                  "báyọ̀ Ọlá",
                  true },                /* Yoruba: dot below, combining grave */
                { "Łukasz Żółć", true }, /* Polish */
                { "\xe0\xa6\xae\xe0\xa7\x8b\xe0\xa6\xb9\xe0\xa6\xbe\xe0\xa6\xae\xe0\xa7\x8d\xe0\xa6\xae\xe0"
                  "\xa6\xa6",
                  true }, /* Bengali */
                { "O’Neill-Dŵr", true },
                { "محمد", true }, /* Arabic */
                { "", true },
                { "\xf4\x80\x80\x80", false }, /* private use: each font means its own */
                { "a\xee\x80\x81", false },    /* private use */
                { "A\x01nn", false },          /* a control character */
                { "nn\342\200\256A", false },  /* turns the writing round */
                { "A\xef\xbf\xbdnn", false },  /* stands for a letter lost */
                { "\xff", false },             /* not UTF-8 */
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("can draw \"%s\"", cases[i].name);
                CHECK_INT(render_can_draw(cases[i].name), cases[i].can);
        }
}

static void dates_and_counts_have_words(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Date day = date_from_ymd(2026, 11, 1);
        Problems problems = PROBLEMS(arena);
        const char *source = getenv("MUNIMENT_SOURCE");
        Languages languages;
        check_group("words");
        if (!CHECK_INT(languages_load(source ? source : ".", arena, &problems, &languages), 0))
                return;
        const Language *en = languages_find(&languages, "en"), *cy = languages_find(&languages, "cy");
        CHECK_STR(words_date(arena, en, day), "1 November 2026");
        CHECK_STR(words_date(arena, cy, day), "1 Tachwedd 2026");
        CHECK_STR(words_date(arena, cy, date_from_ymd(2026, 2, 28)), "28 Chwefror 2026");
        CHECK_STR(words_date(arena, en, DATE_NONE), "");
        CHECK_STR(words_page(arena, cy, 2, 3), "Tudalen 2 o 3");
        CHECK_STR(words_reference(arena, cy, "N-1"), "Ein cyfeirnod: N-1");
        CHECK_STR(words_page(arena, en, 12, 30), "Page 12 of 30");
}

int main(void) {
        the_specification_is_kept();
        what_is_wrong_is_said_with_its_line();
        deep_and_long_templates_end();
        no_value_changes_the_shape_of_a_document();
        markdown_becomes_blocks();
        what_a_letter_cannot_carry_is_refused();
        names_of_here_can_be_drawn_and_others_are_told();
        dates_and_counts_have_words();
        return check_done();
}
