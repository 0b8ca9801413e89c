#include "install/check-texts.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/audience.h"
#include "model/regime.h"
#include "notices/notices.h"
#include "register/told.h"
#include "render/can-draw.h"
#include "render/template.h"
#include "settings/labels.h"
#include "settings/texts.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TEXT_LIMIT ((size_t)1 << 20)

/* Counts the labels without words; asks for each of them where the language is owed. More than five: a label
 * is looked for in one language, for one attribute of one map. */
static size_t check_label(Labels *labels, const Language *language, bool owed, const DataMap *map,
                          const Entity *entity, const Attribute *attribute, Problems *problems) {
        if (!attribute->label[0] || labels_get(labels, attribute->label))
                return 0;
        const char *path = arena_printf(problems->arena, "%s.%s", entity->name, attribute->column);
        if (owed)
                problem_add(
                        problems, SEVERITY_ERROR, map->file, entity->line, path,
                        arena_printf(problems->arena,
                                     "Add { label = \"%s\"; %s = \"...\"; } to the labels of the map, or %s "
                                     "to notices/%s/labels.conf.",
                                     attribute->label, language->code, attribute->label, language->code),
                        "The label \"%s\" has no words in language %s.", attribute->label, language->code);
        return 1;
}

/* --- what families are told --- */

/* A letter without these would be none of Article 14, and is not written. */
static void check_facts(const Settings *settings, const RegisterSettings *governed, Date today,
                        Problems *problems) {
        const LawPack *pack = told_pack(settings, governed->map_name);
        const char *path = arena_printf(problems->arena, "registers.%s", governed->name);
        if (!pack) {
                problem_add(problems, SEVERITY_WARNING, settings->file, 0, path,
                            arena_printf(problems->arena,
                                         "Add facts of map %s to a law pack, and name the pack in packs.",
                                         governed->map_name),
                            "No law pack says what families are told of this register: no letter about it is "
                            "written, "
                            "and reports say only what is held.");
                return;
        }
        for (FactKind kind = 0; kind < _FACT_KIND_MAX; kind++)
                if (fact_kind_is_needed(kind) && told_count(settings, governed->map_name, kind, today) == 0)
                        problem_add(problems, SEVERITY_WARNING, pack->file, 0, path,
                                    arena_printf(problems->arena, "Add a fact \"%s\" of map %s.",
                                                 fact_kind_to_string(kind), governed->map_name),
                                    "Texts need the fact \"%s\", and the pack says none that is in force: no "
                                    "letter about "
                                    "this register is written.",
                                    fact_kind_to_string(kind));
        if (!told_has_letter_rules(settings, governed->map_name, today))
                problem_add(problems, SEVERITY_WARNING, pack->file, 0, path,
                            "Give the rules that families should know of a letter = { LANGUAGE = { full; "
                            "plain; }; }.",
                            "Letters cannot say how long this register is kept: no rule in force has words "
                            "for them.");
}

static bool is_labelled(const DataMap *map, const char *label) {
        for (size_t e = 0; e < map->n_entities; e++)
                for (size_t a = 0; a < map->entities[e].n_attributes; a++)
                        if (str_eq(map->entities[e].attributes[a].label, label))
                                return true;
        return false;
}

/* Duties that a register does not get, for what its map does not say. */
static void check_duties(const RegisterSettings *governed, Problems *problems) {
        static const struct {
                const char *label, *lost;
        } needs[] = {
                { "given-names", "No letter about this register can be addressed" },
                { "address-line-1", "No letter to the subjects of this register can be addressed" },
                { "parental-responsibility", "Parents are told nothing of this register" },
        };
        const char *path = arena_printf(problems->arena, "registers.%s", governed->name);
        for (size_t i = 0; i < ELEMENTS(needs); i++)
                if (!is_labelled(governed->map, needs[i].label))
                        problem_add(problems, SEVERITY_WARNING, governed->map->file, 0, path,
                                    arena_printf(
                                            problems->arena,
                                            "Label the column that says it \"%s\", if the register keeps it.",
                                            needs[i].label),
                                    "%s: no column of its map has the label \"%s\".", needs[i].lost,
                                    needs[i].label);
}

/* The law's own days need words in every language. */
static void check_periods(const Settings *settings, const Language *language, Labels *labels, Date today,
                          Problems *problems) {
        static const RequestKind kinds[] = { REQUEST_ACCESS, REQUEST_COMPLAINT };
        for (size_t i = 0; i < ELEMENTS(kinds); i++) {
                const char *key = told_period_label(problems->arena, settings, kinds[i], today);
                if (key && !labels_get(labels, key))
                        problem_add(problems, SEVERITY_ERROR,
                                    arena_printf(problems->arena, "%s/labels.conf",
                                                 texts_shipped(settings, language, problems->arena)),
                                    0, "", arena_printf(problems->arena, "Add %s.", key),
                                    "A period of the law in force has no words in language %s.",
                                    language->code);
        }
}

static size_t check_texts_check_discreet(Labels *labels, const Language *language, bool owed,
                                         const DataMap *map, Problems *problems) {
        size_t missing = 0;
        for (size_t i = 0; i < map->n_discreet; i++) {
                const char *key = arena_printf(problems->arena, "holds-%s", map->discreet[i]);
                if (labels_get(labels, key))
                        continue;
                missing++;
                if (owed)
                        problem_add(problems, SEVERITY_ERROR, map->file, 0, "discreet",
                                    arena_printf(problems->arena,
                                                 "Add %s to the labels of the map or to "
                                                 "notices/%s/labels.conf.",
                                                 key, language->code),
                                    "The category \"%s\" has no words in language %s.", map->discreet[i],
                                    language->code);
        }
        return missing;
}

/* Columns that a report would have to name as the register does. A key says nothing, nor does what is kept of
 * a school or an agency for the register's own sake: neither is shown. */
static void check_bare_columns(const DataMap *map, Problems *problems) {
        const char *first = NULL;
        size_t n = 0;
        for (size_t e = 0; e < map->n_entities; e++)
                for (size_t a = 0; a < map->entities[e].n_attributes; a++) {
                        const Entity *entity = &map->entities[e];
                        const Attribute *attribute = &entity->attributes[a];
                        if (attribute->label[0] || entity_is_key(entity, attribute->column) ||
                            (entity->ownership == OWNERSHIP_REFERENCE && str_eq(attribute->item, "system")))
                                continue;
                        if (n++ == 0)
                                first = arena_printf(problems->arena, "%s.%s", entity->name,
                                                     attribute->column);
                }
        if (n > 0)
                problem_add(problems, SEVERITY_WARNING, map->file, 0, first,
                            "Give each a label in the map, and the label words.",
                            "%zu column%s of map %s that a report can show ha%s no label: it would name the "
                            "column.",
                            n, n == 1 ? "" : "s", map->name, n == 1 ? "s" : "ve");
}

/* The standard language is always owed; any other where a pack says that letters about the register are
 * written in it. */
static void check_map_labels(const Settings *settings, Labels *labels, const Language *language,
                             const DataMap *map, Problems *problems) {
        const LanguageList of_letters = told_languages(settings, map->name);
        bool owed = language->standard || language_list_has(&of_letters, language);
        labels_follow(labels, map);
        if (language->standard)
                check_bare_columns(map, problems);
        size_t missing = check_texts_check_discreet(labels, language, owed, map, problems);
        for (size_t e = 0; e < map->n_entities; e++)
                for (size_t a = 0; a < map->entities[e].n_attributes; a++)
                        missing += check_label(labels, language, owed, map, &map->entities[e],
                                               &map->entities[e].attributes[a], problems);
        if (missing > 0 && !owed)
                problem_add(
                        problems, SEVERITY_WARNING, map->file, 0, "labels",
                        "Nothing, if nobody asks for a report in it; else add them to the labels of the map.",
                        "%zu label%s of map %s ha%s no words in language %s: a report in it would name the "
                        "columns.",
                        missing, missing == 1 ? "" : "s", map->name, missing == 1 ? "s" : "ve",
                        language->code);
}

static void check_labels(const Settings *settings, const Language *language, Date today, Problems *problems) {
        _cleanup_(labels_closep) Labels *labels = labels_open(settings, language, problems->arena, problems);
        if (!labels)
                return;
        for (size_t m = 0; m < settings->n_maps; m++)
                check_map_labels(settings, labels, language, settings->maps[m], problems);
        labels_follow(labels, NULL);
        check_periods(settings, language, labels, today, problems);
}

/* False: it is none that could be filled. */
static bool check_template(const char *path, Problems *problems) {
        _cleanup_text_ Text text = { 0 };
        int r = file_read_whole(path, TEXT_LIMIT, &text);
        if (r < 0 && r != -EFBIG) {
                problem_add(problems, SEVERITY_ERROR, path, 0, "", "Check who may read it.",
                            "The text cannot be read: %s.", strerror(-r));
                return false;
        }
        if (r < 0 || !str_is_utf8(text_str(&text), text.n)) {
                problem_add(problems, SEVERITY_ERROR, path, 0, "",
                            "Name a text file in UTF-8 below one megabyte.",
                            "This is no text that can be sent to anybody.");
                return false;
        }
        Template *template;
        TemplateError error = { 0 };
        r = template_parse(problems->arena, text_str(&text), text.n, &template, &error);
        if (r > 0)
                problem_add(problems, SEVERITY_ERROR, path, error.line, "", "Mend the {{ }} on this line.",
                            "%s.", error.message);
        return r == 0;
}

/* The texts of one language. */
typedef struct Texts {
        const Settings *settings;
        const Language *language;
        Date today;
        Problems *problems;
} Texts;

/* A letter as a made-up family would get it about each register: once for each thing that is wrong. */
static void check_letter(const Texts *t, const char *text, Audience audience, const char *path) {
        const Settings *settings = t->settings;
        const LanguageList languages = { .items = { t->language }, .n = 1 };
        Context context = { .settings = settings,
                            .clock = { .as_of = t->today },
                            .arena = t->problems->arena };
        char said[sizeof((RenderProblem *)NULL)->message] = "";
        for (size_t i = 0; i < settings->n_registers; i++) {
                const RegisterSettings *governed = &settings->registers[i];
                const LanguageList of_letters = told_languages(settings, governed->map_name);
                const PreviewWish wish = { .text = text,
                                           .audience = audience,
                                           .languages = &languages,
                                           .register_name = governed->name,
                                           .judge = true };
                RenderProblem problem = { 0 };
                if (!told_pack(settings, governed->map_name) || !language_list_has(&of_letters, t->language))
                        continue;
                int r = notices_preview(&context, &wish, &problem, NULL);
                if (r != NOTICES_E_TEXT || str_eq(problem.message, said))
                        continue;
                memcpy(said, problem.message, sizeof said);
                problem_add(t->problems, SEVERITY_ERROR, problem.file ? problem.file : path, problem.line,
                            governed->name, "Mend the text; muniment notice preview shows it.",
                            "With the sample of its language: %s.", problem.message);
        }
}

/* "first-record.parent.md" is the letter first-record to a parent. Others are filled with what a case holds,
 * so that only their form is looked at here. */
static void check_text(const Texts *t, const char *name) {
        Arena *arena = t->problems->arena;
        const char *path = texts_find(t->settings, t->language, name, arena);
        const char *dot = strchr(name, '.');
        const char *word = arena_strndup(arena, dot + 1, strlen(dot) > 4 ? strlen(dot) - 4 : 0);
        Audience audience;
        if (check_template(path, t->problems) && audience_from_string(word, &audience))
                check_letter(t, arena_strndup(arena, name, (size_t)(dot - name)), audience, path);
}

static int is_text(const struct dirent *entry) {
        size_t n = strlen(entry->d_name);
        return n > 3 && str_eq(entry->d_name + n - 3, ".md");
}

typedef int Chosen(const struct dirent *entry);
typedef void Ask(const Texts *t, const char *name);

/* Asks it of each chosen name in a folder, in order; how many there are, or -1 with errno. */
static int each_name(const char *folder, Chosen *chosen, Ask *ask, const Texts *t) {
        struct dirent **names = NULL;
        int n = scandir(folder, &names, chosen, alphasort);
        for (int i = 0; i < n; i++) {
                ask(t, names[i]->d_name);
                free(names[i]);
        }
        free(names);
        return n;
}

/* A slip of the pen in its name, and the packages' words would go on being sent in silence. */
static void check_replaces(const Texts *t, const char *name) {
        Arena *arena = t->problems->arena;
        const char *shipped = texts_shipped(t->settings, t->language, arena);
        if (access(arena_printf(arena, "%s/%s", shipped, name), F_OK) < 0)
                problem_add(t->problems, SEVERITY_ERROR, texts_find(t->settings, t->language, name, arena), 0,
                            "", arena_printf(arena, "Name it as one in %s.", shipped),
                            "No text of this name is ever sent.");
}

static void check_folder(const Texts *t) {
        Arena *arena = t->problems->arena;
        const char *shipped = texts_shipped(t->settings, t->language, arena),
                   *own = texts_own(t->settings, t->language, arena);
        if (each_name(shipped, is_text, check_text, t) <= 0)
                problem_add(t->problems, SEVERITY_ERROR, shipped, 0, "", "Check data_dir.",
                            "There are no texts in language %s here.", t->language->code);
        if (own)
                each_name(own, is_text, check_replaces, t);
}

static int is_seen(const struct dirent *entry) {
        return entry->d_name[0] != '.';
}

static void check_own_folder(const Texts *t, const char *name) {
        const Languages *languages = &t->settings->languages;
        if (!languages_find(languages, name))
                problem_add(t->problems, SEVERITY_ERROR, t->settings->texts_dir, 0, name,
                            arena_printf(t->problems->arena, "Name a folder for each language: %s.",
                                         languages_names(languages, t->problems->arena)),
                            "Nothing is read from here.");
}

/* A folder that is not there, or one of a language that there is not, is a slip as well. */
static void check_own_folders(const Settings *settings, Problems *problems) {
        const Texts t = { .settings = settings, .problems = problems };
        if (settings->texts_dir && each_name(settings->texts_dir, is_seen, check_own_folder, &t) < 0)
                problem_add(problems, SEVERITY_ERROR, settings->file, 0, "texts_dir",
                            "Check the name, and who may read it.", "The folder %s cannot be read: %m.",
                            settings->texts_dir);
}

static void check_texts_check_register(const Settings *settings, const RegisterSettings *governed, Date today,
                                       Problems *problems) {
        check_facts(settings, governed, today, problems);
        if (told_pack(settings, governed->map_name))
                check_duties(governed, problems);
}

/* What the settings cannot tell: whether the mark and the font are there. */
static void check_look(const Settings *settings, Problems *problems) {
        const Look *look = &settings->authority.look;
        const char *fault = look->logo ? render_logo_fault(look->logo) : NULL;
        if (fault)
                problem_add(problems, SEVERITY_ERROR, settings->file, 0, "authority.logo",
                            "Until it is mended, letters go without it.", "The logo %s %s.", look->logo,
                            fault);
        if (look->font && !render_has_font(look->font))
                problem_add(problems, SEVERITY_ERROR, settings->file, 0, "authority.font",
                            "Install it, or name one that fc-list shows.",
                            "There is no font of the name \"%s\" on this host.", look->font);
}

void check_texts(const Settings *settings, Date today, Problems *problems) {
        check_own_folders(settings, problems);
        for (size_t i = 0; i < settings->languages.n; i++) {
                check_folder(&(Texts){ settings, &settings->languages.items[i], today, problems });
                check_labels(settings, &settings->languages.items[i], today, problems);
        }
        for (size_t i = 0; i < settings->n_registers; i++)
                check_texts_check_register(settings, &settings->registers[i], today, problems);
        check_look(settings, problems);
}
