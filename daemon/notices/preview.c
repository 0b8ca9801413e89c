/* A text as a family would get it, about a register of the settings and a made-up child
 * (notices/LANGUAGE/sample.json). */
#include "notices/notices.h"

#include "base/error.h"
#include "base/text.h"
#include "documents/sender.h"
#include "model/audience.h"
#include "notices/holdings.h"
#include "notices/letter-data.h"
#include "render/document.h"
#include "render/words.h"
#include "settings/texts.h"
#include "store/json.h"

#include <assert.h>
#include <stdio.h>

static int preview_pdf(Context *c, const RenderSection *sections, const PreviewWish *wish,
                       RenderProblem *problem, Buffer **ret) {
        bool parent = wish->audience == AUDIENCE_PARENT;
        const char *to[] = { json_string_value(json_object_get(
                                     json_object_get(sections[0].data, parent ? "to" : "child"), "name")),
                             "12 Example Road", "Aberwennol", "ZA1 2AB" };
        static const char *const sample_area[] = { "ZA" };
        Letter letter = { .to = to,
                          .areas = { sample_area, ELEMENTS(sample_area) },
                          .n_to = ELEMENTS(to),
                          .reference = "N-1",
                          .on = clock_today(&c->clock),
                          .size = letter_size(wish->audience),
                          .sections = sections,
                          .n_sections = wish->languages->n,
                          .problem = problem };
        letter_sender(c->arena, &c->settings->authority, wish->languages, &letter);
        if (!to[0])
                return RENDER_E_TEMPLATE;
        return render_letter(&letter, ret, NULL, NULL);
}

/* The other forms have no window to keep to: who writes and when stands above the text. */
static int preview_form(Context *c, const RenderSection *sections, const PreviewWish *wish,
                        RenderProblem *problem, Buffer **ret) {
        const Date today = clock_today(&c->clock);
        Letter letter = { 0 };
        letter_sender(c->arena, &c->settings->authority, wish->languages, &letter);
        const char **opening = arena_array(c->arena, letter.n_from + 2, sizeof *opening);
        size_t lines = 0;
        for (size_t i = 0; i < letter.n_from; i++)
                opening[lines++] = letter.from[i];
        opening[lines++] = words_date(c->arena, sections[0].language, today);
        opening[lines++] = words_reference(c->arena, sections[0].language, "N-1");
        const RenderDocument document = { .look = letter.look,
                                          .author = letter.n_heads > 1
                                                            ? arena_printf(c->arena, "%s / %s",
                                                                           letter.heads[0], letter.heads[1])
                                                            : letter.heads[0],
                                          .opening = opening,
                                          .n_opening = lines,
                                          .made_on = today,
                                          .sections = sections,
                                          .n_sections = wish->languages->n,
                                          .problem = problem };
        int r = render_form(&document, wish->form, ret);
        return err_trace(r);
}

static int judge_sections(Context *c, const RenderSection *sections, const PreviewWish *wish,
                          RenderProblem *problem) {
        int r = 0;
        for (size_t i = 0; r == 0 && i < wish->languages->n; i++)
                r = document_judge(c->arena, &sections[i], problem);
        return err_trace(r);
}

/* A child of whom nothing is true that a rule may ask about. */
static json_t *plain_row(const Entity *subject) {
        json_t *row = json_object();
        for (size_t i = 0; i < subject->n_attributes; i++)
                json_put(row, subject->attributes[i].column, json_null());
        return row;
}

/* What is of the register comes from policy; only the people are made up. NULL: the labels or they cannot be
 * read. */
static json_t *sample_data(Context *c, const RegisterSettings *governed, Audience audience,
                           const Language *language, RenderProblem *problem) {
        Problems problems = PROBLEMS(c->arena);
        const char *path = texts_find(c->settings, language, "sample.json", c->arena);
        _cleanup_(labels_closep) Labels *labels = labels_open(c->settings, language, c->arena, &problems);
        json_auto_t *sample = labels ? json_load_file(path, JSON_REJECT_DUPLICATES, NULL) : NULL;
        if (!sample) {
                PROBLEM(problem, path, 0, "the example data cannot be read, or the labels beside them");
                return NULL;
        }
        labels_follow(labels, governed->map);
        Telling t = { .arena = c->arena,
                      .settings = c->settings,
                      .map = governed->map,
                      .labels = labels,
                      .language = language,
                      .plain = letter_is_plain(audience),
                      .on = clock_today(&c->clock) };
        const char *source = json_string_value(json_object_get(sample, "carer_source"));
        json_auto_t *row = plain_row(&governed->map->entities[0]);
        json_t *data = letter_frame(&t, holdings_sample(&t, source), told_letter_rules(&t, row));
        json_object_update(data, sample);
        json_put(data, "recorded_on", json_string(words_date(c->arena, language, t.on - 7)));
        return data;
}

static int preview_with(Context *c, const RegisterSettings *governed, const PreviewWish *wish,
                        RenderProblem *problem, Buffer **ret) {
        const LanguageList *languages = wish->languages;
        RenderSection sections[LANGUAGES_MAX];
        json_t *data[LANGUAGES_MAX] = { NULL };
        int r = 0;
        assert(languages->n > 0);
        for (size_t i = 0; i < languages->n; i++) {
                const Language *language = languages->items[i];
                data[i] = sample_data(c, governed, wish->audience, language, problem);
                sections[i] =
                        (RenderSection){ letter_template(c->arena, c->settings, language, wish->text,
                                                         wish->audience),
                                         language, data[i], texts_shipped(c->settings, language, c->arena) };
                if (!data[i])
                        r = RENDER_E_TEMPLATE;
        }
        if (r == 0)
                r = wish->judge                     ? judge_sections(c, sections, wish, problem)
                    : wish->form == RENDER_FORM_PDF ? preview_pdf(c, sections, wish, problem, ret)
                                                    : preview_form(c, sections, wish, problem, ret);
        for (size_t i = 0; i < languages->n; i++)
                json_decref(data[i]);
        return err_trace(r);
}

int notices_preview(Context *c, const PreviewWish *wish, RenderProblem *problem, Buffer **ret) {
        const Settings *settings = c->settings;
        const RegisterSettings *governed = wish->register_name
                                                   ? settings_register(settings, wish->register_name)
                                           : settings->n_registers ? &settings->registers[0]
                                                                   : NULL;
        if (!governed)
                return REGISTER_E_UNKNOWN;
        int r = preview_with(c, governed, wish, problem, ret);
        if (r > 0)
                return NOTICES_E_TEXT;
        return r < 0 ? err_trace(r) : 0;
}
