/* render/pdf.h and pdf-read.h: what a finished PDF says, locked or not, as another program reads it; and what
 * locks it. */
#include "render/forms.h"
#include "render/pdf-read.h"
#include "seal/passphrase.h"
#include "settings/languages.h"

#include "check.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool says(const Buffer *pdf, const char *password, const char *value) {
        _cleanup_text_ Text said = { 0 };
        return pdf_read_text(pdf->data, pdf->n, password, &said) == 0 && strstr(text_str(&said), value);
}

static void a_value_is_read_back(const RenderSection *text, RenderForm form, const char *password) {
        _cleanup_(buffer_freep) Buffer *made = NULL;
        json_t *data = json_pack("{s:s}", "value", "Marked-Oakenshield 07700 900123");
        const RenderSection section = { text->template, text->language, data };
        RenderProblem problem = { 0 };
        const RenderDocument document = {
                .author = "Anytown Council",
                .password = password,
                .made_on = date_from_ymd(2026, 11, 28),
                .sections = &section,
                .n_sections = 1,
                .problem = &problem,
        };
        check_group("%s, %s", render_form_to_string(form), password ? "locked" : "open");
        CHECK_INT(render_form(&document, form, &made), 0);
        CHECK_STR(problem.message, "");
        if (made) {
                CHECK(says(made, password, "Marked-Oakenshield 07700 900123"));
                CHECK(!says(made, password, "Marked-Thistledown"));
                if (password) {
                        CHECK(!says(made, NULL, "Marked"));
                        CHECK(!says(made, "another", "Marked"));
                }
                /* The packed bytes say nothing: that is why they are read. */
                CHECK(!memmem(made->data, made->n, "Marked-Oakenshield", strlen("Marked-Oakenshield")));
        }
        json_decref(data);
}

static void what_is_no_pdf_is_a_fault(void) {
        _cleanup_text_ Text said = { 0 };
        check_group("no PDF");
        CHECK(pdf_read_text("%PDF-1.7 and no more", 20, NULL, &said) < 0);
        CHECK(pdf_read_text("", 0, NULL, &said) < 0);
        CHECK_STR(text_str(&said), "");
}

static void passphrases_can_be_read_out(void) {
        char one[PASSPHRASE_SIZE], another[PASSPHRASE_SIZE];
        check_group("passphrases");
        for (size_t n = 0; n < 200; n++) {
                passphrase_make(one);
                passphrase_make(another);
                CHECK_INT(strlen(one), 24);
                CHECK(strcmp(one, another) != 0);
                CHECK_INT(strcspn(one, "01OI"), 24);
                CHECK_INT(strspn(one, "23456789ABCDEFGHJKLMNPQRSTUVWXYZ-"), 24);
                for (size_t i = 0; i < 24; i++)
                        CHECK((one[i] == '-') == (i % 5 == 4));
        }
}

static void every_pdf_is_read_back(Arena *arena, const char *template) {
        const char *source = getenv("MUNIMENT_SOURCE");
        Problems problems = PROBLEMS(arena);
        Languages languages;
        if (!CHECK_INT(languages_load(source ? source : ".", arena, &problems, &languages), 0))
                return;
        const RenderSection text = { template, languages.standard, NULL };
        for (RenderForm form = 0; form < _RENDER_FORM_MAX; form++)
                if (render_form_is_pdf(form)) {
                        a_value_is_read_back(&text, form, NULL);
                        a_value_is_read_back(&text, form, "S3CR-ET");
                }
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char folder[] = "/tmp/muniment-pdf-XXXXXX";
        const char *path = mkdtemp(folder) ? arena_printf(arena, "%s/text.md", folder) : NULL;
        FILE *text = path ? fopen(path, "we") : NULL;
        if (CHECK(text != NULL)) {
                fputs("# A heading\n\nWhat is held: {{value}}\n", text);
                fclose(text);
                every_pdf_is_read_back(arena, path);
                remove(path);
        }
        remove(folder);
        what_is_no_pdf_is_a_fault();
        passphrases_can_be_read_out();
        return check_done();
}
