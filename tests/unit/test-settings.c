/* settings/: policies/valid is read without a word, and each file of policies/invalid is refused with the
 * problem that its first line tells: "# LINE PATH: phrase" (PATH "-": the file as a whole). */
#include "check.h"
#include "settings/data-map.h"
#include "settings/languages.h"
#include "settings/law-pack.h"
#include "settings/setting-table.h"
#include "settings/settings.h"
#include "settings/source.h"

#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *root;

/* The map that packs and sources are judged by. */
static MapSet small_maps(const Languages *languages, Arena *arena, Problems *problems) {
        DataMap *map = NULL;
        MapSet set = { .maps = arena_array(arena, 1, sizeof map), .whole = true };
        set.languages = languages;
        if (CHECK(!data_map_load("policies/valid/maps/small.conf", languages, arena, problems, &map)))
                set.maps[set.n++] = map;
        return set;
}

static int load(const char *kind, const char *path, Arena *arena, Problems *problems) {
        DataMap *map;
        LawPack *pack;
        Source *source;
        Settings *settings;
        Languages languages;
        CHECK(!languages_load(".", arena, problems, &languages));
        if (str_eq(kind, "maps"))
                return data_map_load(path, &languages, arena, problems, &map);
        MapSet maps = small_maps(&languages, arena, problems);
        if (str_eq(kind, "law"))
                return law_pack_load(path, &maps, NULL, 0, arena, problems, &pack);
        if (str_eq(kind, "sources"))
                return source_load(path, NULL, &maps, arena, problems, &source);
        return settings_load(path, arena, problems, &settings);
}

static void a_valid_file_is_read(const char *kind, const char *path) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        check_group("%s", path);
        CHECK_INT(load(kind, path, arena, &problems), 0);
        for (size_t i = 0; i < problems.n; i++)
                printf("     %s:%d: %s: %s\n", problems.items[i].file, problems.items[i].line,
                       problems.items[i].path, problems.items[i].problem);
        CHECK_INT(problems.n, 0);
}

/* "# 12 map.name: phrase" */
static bool read_expectation(const char *path, char *line, size_t size, int *ret_line, char **ret_path,
                             char **ret_phrase) {
        FILE *f = fopen(path, "re");
        bool ok = f && fgets(line, (int)size, f);
        if (f)
                fclose(f);
        if (!ok)
                return false;
        line[strcspn(line, "\n")] = '\0';
        char *space, *colon;
        if (!str_starts(line, "# ") || !(space = strchr(line + 2, ' ')) || !(colon = strstr(space, ": ")))
                return false;
        *space = *colon = '\0';
        int64_t n;
        if (!str_to_i64(line + 2, 0, 100000, &n))
                return false;
        *ret_line = (int)n;
        *ret_path = str_eq(space + 1, "-") ? colon : space + 1;
        *ret_phrase = colon + 2;
        return true;
}

static void an_invalid_file_is_refused(const char *kind, const char *path) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        char buffer[400], *where = NULL, *phrase = NULL;
        int line = 0;
        check_group("%s", path);
        if (!CHECK(read_expectation(path, buffer, sizeof buffer, &line, &where, &phrase)))
                return;
        CHECK(load(kind, path, arena, &problems) > 0);
        bool found = false;
        for (size_t i = 0; i < problems.n; i++) {
                const Problem *p = &problems.items[i];
                found = found || (p->line == line && str_eq(p->path, where) && str_eq(p->file, path) &&
                                  strstr(p->problem, phrase) && p->mend[0]);
        }
        if (CHECK(found))
                return;
        for (size_t i = 0; i < problems.n; i++)
                printf("     %s:%d: %s: %s (%s)\n", problems.items[i].file, problems.items[i].line,
                       problems.items[i].path, problems.items[i].problem, problems.items[i].mend);
}

static int is_conf(const struct dirent *entry) {
        const char *dot = strrchr(entry->d_name, '.');
        return dot && str_eq(dot, ".conf");
}

static size_t each_file(const char *folder, void (*check)(const char *kind, const char *path)) {
        static const char *const kinds[] = { "maps", "law", "sources", "settings" };
        size_t total = 0;
        for (size_t k = 0; k < ELEMENTS(kinds); k++) {
                char path[600];
                struct dirent **names = NULL;
                snprintf(path, sizeof path, "%s/%s", folder, kinds[k]);
                int n = scandir(path, &names, is_conf, alphasort);
                check_group("%s", path);
                CHECK(n > 0);
                for (int i = 0; i < n; i++) {
                        snprintf(path, sizeof path, "%s/%s/%s", folder, kinds[k], names[i]->d_name);
                        check(kinds[k], path);
                        free(names[i]);
                        total++;
                }
                free(names);
        }
        return total;
}

static void what_small_says_arrives(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        Settings *s = NULL;
        check_group("small");
        if (!CHECK(!settings_load("policies/valid/settings/small.conf", arena, &problems, &s)))
                return;
        CHECK_STR(s->database, "dbname=muniment host=/run/postgresql");
        CHECK_INT(s->workers, 3);
        CHECK_INT(s->batch_size, 500);
        CHECK_INT(s->lease_seconds, 120);
        CHECK_STR(s->authority.names[languages_find(&s->languages, "cy")->place], "Anytown Council");
        CHECK_INT(s->authority.n_address, 4);
        CHECK_STR(s->authority.regulators[s->languages.standard->place], "Information Commissioner's Office");
        CHECK(!s->authority.phone && !s->checkpoint_file && !s->output_dir);
        const RegisterSettings *r = settings_register(s, "children");
        CHECK(r && r->map && !r->connection && !settings_register(s, "other"));
        CHECK_INT(s->n_packs, 1);
        CHECK_INT(s->packs[0]->n_rules, 6);
        const Rule *rule = &s->packs[0]->rules[2];
        CHECK(rule->n_terms == 1 && rule->terms[0].trigger == TRIGGER_ARCHIVED &&
              rule->disposal == DISPOSAL_DESTROY && rule->approval == APPROVAL_TWO);
        const Period *p = &rule->terms[0].period;
        CHECK_INT(p->years * 100 + p->months * 10 + p->days, 560);
        CHECK_STR(DATE_TEXT(rule->from), "2026-01-01");
        CHECK(rule->to == DATE_NONE && rule->n_unless == 0);
        CHECK_INT(s->n_sources, 1);
        const Source *source = s->sources[0];
        CHECK_STR(source->register_name, "children");
        CHECK(source->map == r->map && source->rate_per_second == 2.5);
        CHECK_STR(source->lookup_column, "nhs_number");
        CHECK_INT(source->confirms[1].field, SOURCE_FIELD_FAMILY_NAME);
        const Entity *link = data_map_entity(r->map, "child_carer");
        CHECK(link && link->ownership == OWNERSHIP_LINK && str_eq(link->to.entity, "carer"));
        const Attribute *a = entity_attribute(&r->map->entities[0], "born_on");
        CHECK(a && a->identifies && a->anonymise == ANONYMISE_YEAR && a->disclose == DISCLOSE_FREELY);
        const Attribute *hidden = entity_attribute(&r->map->entities[0], "archived_on");
        CHECK(hidden && hidden->disclose == DISCLOSE_NEVER && hidden->about == ABOUT_SYSTEM);
}

static void addresses_are_sealed_or_here(void) {
        static const struct {
                const char *url;
                bool ok;
        } cases[] = {
                { "https://api.service.nhs.uk/x", true },
                { "http://127.0.0.1:80/x", true },
                { "http://localhost", true },
                { "http://[::1]:9/x", true },
                { "https://[2001:db8::1]/x", true },
                { "http://127.0.0.1.example/x", false },
                { "http://localhost.example", false },
                { "http://council.example", false },
                { "ftp://x", false },
                { "https://", false },
                { "https:///x", false },
                { "https://a:b@host/", false },
                { "https://host/?q=1", false },
                { "https://host/ x", false },
                { "http://[::1", false },
                { "HTTPS://host/", false },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s", cases[i].url);
                CHECK_INT(source_url_problem(cases[i].url) == NULL, cases[i].ok);
        }
}

static const char *read_text(Arena *arena, const char *path) {
        char *text = arena_alloc(arena, 1 << 20);
        FILE *f = fopen(path, "re");
        if (!CHECK(f))
                return "";
        size_t n = fread(text, 1, (1 << 20) - 1, f);
        fclose(f);
        text[n] = '\0';
        return text;
}

/* tools/settings-docs.sh makes both anew. The sample names every shipped policy, so it is their test too. */
static void sample_and_manual_follow_the_table(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        check_group("sample and manual");
        CHECK(str_eq(read_text(arena, "packaging/muniment.conf.sample"), setting_table_sample(arena)));
        CHECK(str_eq(read_text(arena, "packaging/man/muniment.conf.5"), setting_table_manual(arena)));
        a_valid_file_is_read("settings", "packaging/muniment.conf.sample");
}

int main(void) {
        root = getenv("MUNIMENT_SOURCE");
        if (!CHECK(root && chdir(root) == 0))
                return check_done();
        each_file("policies/valid", a_valid_file_is_read);
        CHECK(each_file("policies/invalid", an_invalid_file_is_refused) >= 40);
        what_small_says_arrives();
        addresses_are_sealed_or_here();
        sample_and_manual_follow_the_table();
        return check_done();
}
