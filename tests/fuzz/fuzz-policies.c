/* Settings, data maps, law packs, sources, clocks and holidays from anybody: each is read whole or refused
 * with a problem that has a place. */
#include "base/text.h"
#include "settings/data-map.h"
#include "settings/law-pack.h"
#include "settings/setting-table.h"
#include "settings/source.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok) {
        if (!ok)
                __builtin_trap();
}

/* Refused means a problem, and every problem is whole. */
static void judge(const Problems *problems, int r) {
        must((r != 0) == (problems->errors > 0));
        for (size_t i = 0; i < problems->n; i++) {
                const Problem *p = &problems->items[i];
                must(p->file[0] && p->line >= 0 && p->path && p->problem[0] && p->mend[0]);
                must(str_is_utf8(p->problem, strlen(p->problem)) && str_is_utf8(p->path, strlen(p->path)));
        }
}

/* What was let through keeps its promises to those who destroy by it. */
static void trust_map(const DataMap *map) {
        must(map->n_entities > 0 && map->entities[0].ownership == OWNERSHIP_SUBJECT && map->birth);
        for (size_t i = 0; i < map->n_entities; i++) {
                const Entity *e = &map->entities[i], *owner;
                must(e->name && e->schema && e->table && e->n_key > 0);
                if (e->owner.entity) {
                        owner = data_map_entity(map, e->owner.entity);
                        must(owner && owner < e && owner->n_key == e->owner.n_columns);
                }
                for (size_t j = 0; j < e->n_attributes; j++)
                        must(e->attributes[j].column && e->attributes[j].item && e->attributes[j].label);
        }
}

static Language tongues[] = { { .place = 0, .code = "cy" }, { .place = 1, .code = "en", .standard = true } };
static const Languages languages = { tongues, 2, &tongues[1] };

static void read_map(const char *path) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        DataMap *map = NULL;
        judge(&problems, data_map_load(path, &languages, arena, &problems, &map));
        if (map)
                trust_map(map);
}

static void trust_rule(const Rule *rule) {
        must(rule->id && rule->cite && rule->n_terms > 0);
        for (size_t i = 0; i < rule->n_terms; i++)
                must(rule->terms[i].trigger == TRIGGER_BIRTH);
        for (size_t i = 0; i < rule->n_when; i++)
                must(rule->when[i].kind != CONDITION_IS || rule->when[i].n_values > 0);
}

static void read_pack_and_source(const char *path) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Attribute attributes[] = { { .column = "born_on" }, { .column = "nhs_number" } };
        Entity child = { .name = "child", .attributes = attributes, .n_attributes = 2 };
        MapEvent birth = { .trigger = TRIGGER_BIRTH, .entity = &child, .column = "born_on" };
        DataMap small = { .name = "small",
                          .entities = &child,
                          .n_entities = 1,
                          .birth = "born_on",
                          .events = &birth,
                          .n_events = 1 };
        DataMap *list[] = { &small };
        MapSet maps = { .maps = list, .n = 1, .whole = true, .languages = &languages };
        Problems problems = PROBLEMS(arena);
        LawPack *pack = NULL;
        judge(&problems, law_pack_load(path, &maps, NULL, 0, arena, &problems, &pack));
        for (size_t i = 0; pack && i < pack->n_rules; i++)
                trust_rule(&pack->rules[i]);
        problems = PROBLEMS(arena);
        Source *source = NULL;
        judge(&problems, source_load(path, NULL, &maps, arena, &problems, &source));
        must(!source || (!source_url_problem(source->base_url) && source->n_confirms > 0));
}

static void read_table(const char *path) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, &problems);
        if (reader) {
                SettingsDraft draft = { 0 };
                setting_table_read(reader_root(reader), "", &draft, arena);
                node_close(reader_root(reader));
                must(draft.settings.workers >= 1 && draft.settings.workers <= 64 &&
                     draft.settings.jurisdiction < _JURISDICTION_MAX);
        }
        judge(&problems, problems.errors > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        int fd = memfd_create("policy", MFD_CLOEXEC);
        must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
        char path[40];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        read_map(path);
        read_pack_and_source(path);
        read_table(path);
        close(fd);
        return 0;
}
