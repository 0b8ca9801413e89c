/* render/letter: addresses the post takes, and letters that keep to their zones. */
#include "base/error.h"
#include "render/letter.h"
#include "settings/languages.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Languages languages;

/* Nobody's letters go to real places: ZA is an area that the post does not serve. */
static const char *const nowhere[] = { "ZA" };
static const PostAreas trial = { nowhere, 1 };

#define LINES(...) { __VA_ARGS__ }, .n = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)

static void addresses_are_judged_as_the_printer_does(void) {
        static const struct {
                const char *lines[9];
                size_t n;
                LetterFault fault;
        } cases[] = {
                { LINES("Ms A Example", "1 Mill Street", "ZA1 2AB"), .fault = LETTER_FAULT_NONE },
                { LINES("a", "1", "2", "3", "4", "5", "ZA1 2AB"), .fault = LETTER_FAULT_NONE },
                { LINES("\xe0\xa6\xae\xe0\xa7\x8b", "Mill", "ZA1 2AB"), .fault = LETTER_FAULT_NONE },
                { .n = 0, .fault = LETTER_FAULT_ADDRESS_EMPTY },
                { LINES("Ms A Example", "ZA1 2AB"), .fault = LETTER_FAULT_ADDRESS_SHORT },
                { LINES("a", "1", "2", "3", "4", "5", "6", "ZA1 2AB"), .fault = LETTER_FAULT_ADDRESS_LONG },
                { LINES("-", "1 Mill Street", "ZA1 2AB"), .fault = LETTER_FAULT_ADDRESS_NAMELESS },
                { LINES("Ms A Example", "---", "ZA1 2AB"), .fault = LETTER_FAULT_ADDRESS_NAMELESS },
                { LINES("Ms A Example", "1 Mill Street", "Aberwennol"), .fault = LETTER_FAULT_NO_POSTCODE },
                { LINES("Ms A Example", "1 Mill Street", "ZA1 2AC"), .fault = LETTER_FAULT_NO_POSTCODE },
                { LINES("Ms A Example", "1 Mill Street", "ZA1 2AB", "Wales"),
                  .fault = LETTER_FAULT_NO_POSTCODE },
                { LINES("Ms A Example", "(rear) 1 Mill Street", "ZA1 2AB"),
                  .fault = LETTER_FAULT_BAD_CHARACTER },
                { LINES("Ms A Example", "1 Mill Street", "-", "ZA1 2AB"),
                  .fault = LETTER_FAULT_ADDRESS_NAMELESS },
                { LINES("Ms A Example", "\xe2\x80\x94", "ZA1 2AB"), .fault = LETTER_FAULT_ADDRESS_NAMELESS },
                { LINES("Ms A Example", "1 Mill Street", "ZB1 2AB"), .fault = LETTER_FAULT_NO_POSTCODE },
                { LINES("Ms A Example", "1 Mill Street", "SY23 3AS"), .fault = LETTER_FAULT_NONE },
                { LINES("Ms A Example", "1 Mill Street", "M1 1AE"), .fault = LETTER_FAULT_NONE },
                { LINES("Ms A Example", "1 Mill Street", "GIR 0AA"), .fault = LETTER_FAULT_NONE },
                { LINES("Ms A Example", "1 Mill Street", "ZZ99 3VZ"), .fault = LETTER_FAULT_NO_FIXED_ABODE },
                { LINES("Ms A Example", "/1", "ZA1 2AB"), .fault = LETTER_FAULT_BAD_CHARACTER },
                { LINES("Ms A Example", "1/2 Mill Street", "ZA1 2AB"), .fault = LETTER_FAULT_NONE },
                { LINES("Ms A Example", "NFA", "ZA1 2AB"), .fault = LETTER_FAULT_NO_FIXED_ABODE },
                { LINES("Ms A Example", "of No Fixed Abode, Aberwennol", "ZA1 2AB"),
                  .fault = LETTER_FAULT_NO_FIXED_ABODE },
                { LINES("NFA"), .fault = LETTER_FAULT_NO_FIXED_ABODE },
                { LINES("Ms A Example", "1 NFA Street", "ZA1 2AB"), .fault = LETTER_FAULT_NONE },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                check_group("address %zu: %s", i, letter_fault_to_string(cases[i].fault));
                CHECK_STR(letter_fault_to_string(letter_check_address(cases[i].lines, cases[i].n, &trial)),
                          letter_fault_to_string(cases[i].fault));
        }
}

static void addresses_are_read_as_the_printer_reads_them(void) {
        static const struct {
                const char *lines[9];
                size_t n;
                const char *normal; /* with bars between the lines */
                LetterFault fault;
        } cases[] = {
                { LINES(" Ms  A\tExample ", "1 Mill Street ,, ", "", " , ", "za12ab"),
                  "Ms A Example|1 Mill Street|ZA1 2AB", LETTER_FAULT_NONE },
                { LINES("Ms A\nExample", "1 Mill Street", "ZA1 2AB", "United  Kingdom"),
                  "Ms A Example|1 Mill Street|ZA1 2AB", LETTER_FAULT_NONE },
                { LINES("Ms A Example", "Wales", "1 Mill Street", "ZA1 2AB", "WALES,"),
                  "Ms A Example|Wales|1 Mill Street|ZA1 2AB", LETTER_FAULT_NONE },
                { LINES("Ms A Example", "Flat 1 , Mill Street .", "ZA1  2AB"),
                  "Ms A Example|Flat 1, Mill Street.|ZA1 2AB", LETTER_FAULT_NONE },
                { LINES("Ms A Example", "of no  fixed\tabode", "ZA1 2AB"),
                  "Ms A Example|of no fixed abode|ZA1 2AB", LETTER_FAULT_NO_FIXED_ABODE },
                { LINES("Ms A Example", " , ", "ZA1 2AB"), "Ms A Example|ZA1 2AB",
                  LETTER_FAULT_ADDRESS_SHORT },
                { LINES("a", "1", "", "2", ",", "3", "4", "5", "za1 2ab"), "a|1|2|3|4|5|ZA1 2AB",
                  LETTER_FAULT_NONE },
                { LINES(" , ", ""), "", LETTER_FAULT_ADDRESS_EMPTY },
                { LINES("Wales"), "Wales", LETTER_FAULT_ADDRESS_SHORT },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                _cleanup_text_ Text joined = { 0 };
                const char *normal[9];
                check_group("address made normal %zu", i);
                size_t n = letter_normal_address(arena, cases[i].lines, cases[i].n, normal);
                for (size_t k = 0; k < n; k++)
                        text_appendf(&joined, "%s%s", k ? "|" : "", normal[k]);
                CHECK_STR(text_str(&joined), cases[i].normal);
                CHECK_STR(letter_fault_to_string(letter_check_address(normal, n, &trial)),
                          letter_fault_to_string(cases[i].fault));
        }
}

/* A letter of this text to this name; n_words of filling. */
static int make(const char *text, const char *name, int n_words, RenderProblem *problem, LetterFault *fault,
                int *pages, Buffer **pdf) {
        char path[] = "/tmp/muniment-test-letter.XXXXXX";
        int fd = mkstemp(path);
        FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
        CHECK(file != NULL);
        if (!file)
                return -EIO;
        fputs(text, file);
        for (int i = 0; i < n_words; i++)
                fputs("filling ", file);
        fclose(file);
        const char *to[] = { name, "1 Mill Street", "ZA1 2AB" }, *heads[] = { "A Council" },
                   *from[] = { "1 Bridge Street" };
        json_t *data = json_pack("{s:s}", "name", name);
        RenderSection section = { path, languages.standard, data };
        Letter letter = { .to = to,
                          .areas = trial,
                          .n_to = 3,
                          .heads = heads,
                          .n_heads = 1,
                          .from = from,
                          .n_from = 1,
                          .reference = "N-1",
                          .on = 20000,
                          .size = 12,
                          .sections = &section,
                          .n_sections = 1,
                          .problem = problem };
        int r = render_letter(&letter, pdf, pages, fault);
        json_decref(data);
        unlink(path);
        return r;
}

static void letters_are_made_or_refused(void) {
        static const struct {
                const char *text, *name;
                int n_words, r;
                LetterFault fault;
                int pages;
        } cases[] = {
                { "# Hello\n\nDear {{name}},\n", "Ann Example", 0, 0, LETTER_FAULT_NONE, 1 },
                { "# Hello\n\nDear {{name}},\n", "Ann Example", 700, 0, LETTER_FAULT_NONE, 2 },
                { "# Hello\n\n", "Ann Example", 12000, RENDER_E_LAYOUT, LETTER_FAULT_TOO_MANY_PAGES, 0 },
                { "# Hello\n\nThe word NOTIFY.", "Ann Example", 0, RENDER_E_LAYOUT, LETTER_FAULT_NOTIFY_TAG,
                  0 },
                { "# Hello\n\n{{name}}", "Ann \xf4\x80\x80\x80", 0, RENDER_E_GLYPHS, LETTER_FAULT_NONE, 0 },
                { "# Hello",
                  "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
                  "w",
                  0, RENDER_E_LAYOUT, LETTER_FAULT_TOO_WIDE, 0 },
                { "# Hello\n\n{{nobody}}", "Ann Example", 0, RENDER_E_TEMPLATE, LETTER_FAULT_NONE, 0 },
                { "# Hello\n\n<div>\n", "Ann Example", 0, RENDER_E_TEMPLATE, LETTER_FAULT_NONE, 0 },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                _cleanup_(buffer_freep) Buffer *pdf = NULL, *again = NULL;
                RenderProblem problem = { 0 };
                LetterFault fault = LETTER_FAULT_NONE;
                int pages = 0;
                check_group("letter %zu", i);
                CHECK_INT(
                        make(cases[i].text, cases[i].name, cases[i].n_words, &problem, &fault, &pages, &pdf),
                        cases[i].r);
                CHECK_STR(letter_fault_to_string(fault), letter_fault_to_string(cases[i].fault));
                CHECK_INT(pages, cases[i].pages);
                CHECK((pdf != NULL) == (cases[i].r == 0));
                CHECK((problem.message[0] != '\0') == (cases[i].r != 0));
                /* What is wrong never says whose letter it was. */
                CHECK(!strstr(problem.message, cases[i].name));
                if (cases[i].r)
                        continue;
                CHECK_INT(make(cases[i].text, cases[i].name, cases[i].n_words, &problem, &fault, &pages,
                               &again),
                          0);
                CHECK(again && again->n == pdf->n && memcmp(again->data, pdf->data, pdf->n) == 0);
        }
}

/* Against figures that others publish. */
static void colours_stand_out_as_wcag_has_it(void) {
        static const struct {
                const char *text;
                bool ok;
                int hundredths;
        } cases[] = {
                { "#000000", true, 2100 }, { "#ffffff", true, 100 }, { "#767676", true, 454 },
                { "#777777", true, 448 },  { "#FF0000", true, 400 }, { "#0000ff", true, 859 },
                { "#12436", false, 0 },    { "12436d", false, 0 },   { "#12436g", false, 0 },
                { "", false, 0 },          { "#+12436", false, 0 },  { "#12436d0", false, 0 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                unsigned colour = 0;
                check_group("colour %s", cases[i].text);
                CHECK_INT(look_colour_from_string(cases[i].text, &colour), cases[i].ok);
                if (cases[i].ok)
                        CHECK_INT((int)(look_contrast(colour) * 100 + 0.5), cases[i].hundredths);
        }
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *source = getenv("MUNIMENT_SOURCE");
        Problems problems = PROBLEMS(arena);
        check_group("languages");
        if (!CHECK_INT(languages_load(source ? source : ".", arena, &problems, &languages), 0))
                return check_done();
        addresses_are_judged_as_the_printer_does();
        addresses_are_read_as_the_printer_reads_them();
        letters_are_made_or_refused();
        colours_stand_out_as_wcag_has_it();
        return check_done();
}
