#include "cli/check-texts.h"

#include "base/text.h"
#include "render/template.h"
#include "settings/labels.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)1 << 20)

/* Every family is written to in English or, if it prefers, in Welsh. */
static const char *const languages[] = { "en", "cy" };

static void check_label(Labels *labels, const char *language, const DataMap *map, const Entity *entity,
                        const Attribute *attribute, Problems *problems) {
        if (attribute->disclose == DISCLOSE_NEVER || !attribute->label[0] ||
            labels_get(labels, attribute->label))
                return;
        const char *path = arena_printf(problems->arena, "%s.%s", entity->name, attribute->column);
        problem_add(problems, SEVERITY_ERROR, map->file, 0, path,
                    arena_printf(problems->arena, "Add %s to notices/%s/labels.conf.", attribute->label,
                                 language),
                    "The label \"%s\" has no words in language %s.", attribute->label, language);
}

static void check_labels(const Settings *settings, const char *language, Problems *problems) {
        _cleanup_(labels_closep) Labels *labels =
                labels_open(settings->data_dir, language, problems->arena, problems);
        if (!labels)
                return;
        for (size_t m = 0; m < settings->n_maps; m++) {
                const DataMap *map = settings->maps[m];
                for (size_t e = 0; e < map->n_entities; e++)
                        for (size_t a = 0; a < map->entities[e].n_attributes; a++)
                                check_label(labels, language, map, &map->entities[e],
                                            &map->entities[e].attributes[a], problems);
        }
}

static void check_text(const char *path, Problems *problems) {
        Arena *arena = problems->arena;
        FILE *f = fopen(path, "re");
        if (!f) {
                problem_add(problems, SEVERITY_ERROR, path, 0, "", "Check who may read it.",
                            "The text cannot be opened: %m.");
                return;
        }
        char *text = arena_alloc(arena, TEXT_LIMIT);
        size_t n = fread(text, 1, TEXT_LIMIT, f);
        fclose(f);
        if (n == TEXT_LIMIT || !str_is_utf8(text, n)) {
                problem_add(problems, SEVERITY_ERROR, path, 0, "",
                            "Name a text file in UTF-8 below one megabyte.",
                            "This is no text that can be sent to anybody.");
                return;
        }
        Template *template;
        TemplateError error = { 0 };
        if (template_parse(arena, text, n, &template, &error))
                problem_add(problems, SEVERITY_ERROR, path, error.line, "", "Mend the {{ }} on this line.",
                            "%s.", error.message);
}

static int is_text(const struct dirent *entry) {
        size_t n = strlen(entry->d_name);
        return n > 3 && str_eq(entry->d_name + n - 3, ".md");
}

static void check_folder(const Settings *settings, const char *language, Problems *problems) {
        const char *folder = arena_printf(problems->arena, "%s/notices/%s", settings->data_dir, language);
        struct dirent **names = NULL;
        int n = scandir(folder, &names, is_text, alphasort);
        if (n <= 0)
                problem_add(problems, SEVERITY_ERROR, folder, 0, "", "Check data_dir.",
                            "There are no texts in language %s here.", language);
        for (int i = 0; i < n; i++) {
                check_text(arena_printf(problems->arena, "%s/%s", folder, names[i]->d_name), problems);
                free(names[i]);
        }
        free(names);
}

void check_texts(const Settings *settings, Problems *problems) {
        for (size_t i = 0; i < ELEMENTS(languages); i++) {
                check_folder(settings, languages[i], problems);
                check_labels(settings, languages[i], problems);
        }
}
