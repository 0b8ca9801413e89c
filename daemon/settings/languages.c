#include "settings/languages.h"

#include "base/text.h"
#include "model/fact.h"
#include "settings/reader.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* What a code may be, so that a hyphen can stand between two of them. */
static bool language_is_code(const char *name) {
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");
        return n >= 2 && n <= 8 && !name[n];
}

static int language_is_folder(const struct dirent *entry) {
        return language_is_code(entry->d_name);
}

static void language_judge(Node node, const Language *language, size_t n_months) {
        if (n_months != 12)
                node_problem(node, "months", "Name the twelve months, January first.",
                             "\"months\" holds %zu names.", n_months);
        if (language->page && (!strstr(language->page, "{page}") || !strstr(language->page, "{pages}")))
                node_problem(node, "page", "Write it with {page} and {pages}.",
                             "\"page\" does not say where the numbers stand.");
        if (language->reference && !strstr(language->reference, "{reference}"))
                node_problem(node, "reference", "Write it with {reference}.",
                             "\"reference\" does not say where the reference stands.");
}

static unsigned owed_in_read(Node node) {
        size_t n;
        unsigned owed = 0;
        const char **said = node_texts(node, "owed_in", OPTIONAL, &n);
        for (size_t i = 0; i < n; i++) {
                Nation nation = NATION_UNSAID;
                if (!nation_from_string(said[i], &nation))
                        node_problem(node, "owed_in", "Name nations as law packs do.",
                                     "There is no nation \"%s\".", said[i]);
                owed |= 1u << nation;
        }
        return owed;
}

static void language_read(const char *file, Arena *arena, Problems *problems, Language *language) {
        _cleanup_(reader_freep) Reader *reader = reader_open(file, arena, problems);
        if (!reader)
                return;
        Node root = reader_root(reader), node = node_group(root, "language", REQUIRED);
        size_t n_months;
        node_close(root);
        if (!node_exists(node))
                return;
        language->tag = node_text(node, "tag", REQUIRED);
        language->standard = node_bool(node, "standard", OPTIONAL, false);
        language->owed_in = owed_in_read(node);
        language->months = node_texts(node, "months", REQUIRED, &n_months);
        language->page = node_text(node, "page", REQUIRED);
        language->reference = node_text(node, "reference", REQUIRED);
        language->report = node_text(node, "report", REQUIRED);
        language->regulator = node_text(node, "regulator", REQUIRED);
        language->letters = node_text(node, "letters", REQUIRED);
        language->braille = node_text(node, "braille", OPTIONAL);
        language_judge(node, language, n_months);
        node_close(node);
}

static void languages_choose_standard(const char *folder, Problems *problems, Languages *languages) {
        size_t n = 0;
        for (size_t i = 0; i < languages->n; i++)
                if (languages->items[i].standard) {
                        languages->standard = &languages->items[i];
                        n++;
                }
        if (n != 1)
                problem_add(problems, SEVERITY_ERROR, folder, 0, "",
                            "Write standard = true in one language.conf alone.",
                            "%zu languages are the one that nobody need wish for.", n);
}

int languages_load(const char *data_dir, Arena *arena, Problems *problems, Languages *ret) {
        size_t errors = problems->errors;
        const char *folder = arena_printf(arena, "%s/notices", data_dir);
        struct dirent **names = NULL;
        int n = scandir(folder, &names, language_is_folder, alphasort);
        Languages languages = { .items = arena_array(arena, LANGUAGES_MAX, sizeof(Language)) };
        if (n <= 0 || n > LANGUAGES_MAX)
                problem_add(problems, SEVERITY_ERROR, folder, 0, "", "Check data_dir.",
                            n > 0 ? "There are more than %d languages here." : "There are no texts here.",
                            LANGUAGES_MAX);
        for (int i = 0; i < n; i++) {
                if (i < LANGUAGES_MAX) {
                        Language *language = &languages.items[languages.n];
                        *language = (Language){ .place = languages.n++,
                                                .code = arena_strdup(arena, names[i]->d_name) };
                        language_read(arena_printf(arena, "%s/%s/language.conf", folder, language->code),
                                      arena, problems, language);
                }
                free(names[i]);
        }
        free(names);
        if (problems->errors == errors)
                languages_choose_standard(folder, problems, &languages);
        *ret = problems->errors == errors ? languages : (Languages){ 0 };
        return problems->errors == errors ? 0 : SETTINGS_E_REFUSED;
}
