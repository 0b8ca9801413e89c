#include "settings/settings.h"

#include "base/error.h"
#include "base/loopback.h"
#include "base/text.h"
#include "seal/age.h"
#include "settings/data-map.h"
#include "settings/languages.h"
#include "settings/law-pack.h"
#include "settings/law-regimes.h"
#include "settings/setting-table.h"
#include "settings/source.h"

#include <string.h>
#include <unistd.h>

typedef struct Load {
        SettingsDraft draft;
        MapSet maps;
        Node root; /* of the settings file, for what is wrong between it and the policies */
        Arena *arena;
        Problems *problems;
} Load;

/* The path of a policy file named at a place of the settings; NULL, after saying so there, when it cannot be
 * opened. */
static const char *policy_path(const Load *load, Node at, const char *key, const char *file) {
        const char *path = file[0] == '/'
                                   ? file
                                   : arena_printf(load->arena, "%s/%s", load->draft.settings.data_dir, file);
        if (access(path, R_OK) == 0)
                return path;
        node_problem(at, key, "Check the name, data_dir, and who may read it.",
                     "The file %s cannot be opened: %m.", path);
        return NULL;
}

static void load_maps(Load *load) {
        MapSet *set = &load->maps;
        set->maps = arena_array(load->arena, load->draft.n_map_files, sizeof(DataMap *));
        set->whole = true;
        Node list = node_array(load->root, "maps", OPTIONAL);
        for (size_t i = 0; i < load->draft.n_map_files; i++) {
                DataMap *map;
                const char *path = policy_path(load, node_element(list, i), NULL, load->draft.map_files[i]);
                if (!path ||
                    data_map_load(path, &load->draft.settings.languages, load->arena, load->problems, &map)) {
                        set->whole = false;
                        continue;
                }
                if (map_set_find(set, map->name))
                        node_problem(load->root, "maps", "Name each map once.",
                                     "Two data maps are called \"%s\".", map->name);
                else
                        set->maps[set->n++] = map;
        }
        load->draft.settings.maps = set->maps;
        load->draft.settings.n_maps = set->n;
}

static void load_packs(Load *load) {
        Settings *settings = &load->draft.settings;
        load->maps.languages = &settings->languages;
        settings->packs = arena_array(load->arena, load->draft.n_pack_files, sizeof(LawPack *));
        Node list = node_array(load->root, "packs", OPTIONAL);
        for (size_t i = 0; i < load->draft.n_pack_files; i++) {
                LawPack *pack;
                const char *path = policy_path(load, node_element(list, i), NULL, load->draft.pack_files[i]);
                if (path && !law_pack_load(path, &load->maps, settings->packs, settings->n_packs, load->arena,
                                           load->problems, &pack))
                        settings->packs[settings->n_packs++] = pack;
        }
}

/* --- monitoring --- */

static void judge_monitoring(Load *load) {
        const char *listen = load->draft.settings.metrics_listen;
        const char *path = load->draft.settings.metrics_socket;
        if (listen && !loopback_parse(listen, &(Loopback){ 0 }))
                node_problem(load->root, "metrics_listen",
                             "Write an address of 127.0.0.0/8 or [::1], and a port: \"127.0.0.1:9460\".",
                             "\"metrics_listen\" is no loopback address with a port.");
        if (path && strlen(path) > 100)
                node_problem(load->root, "metrics_socket", "Choose a shorter path.",
                             "\"metrics_socket\" is longer than a socket's path may be.");
}

/* --- how letters go --- */

static bool judge_channel(const Load *load, Node at, const char *word, AttemptChannel *ret) {
        bool there = attempt_channel_from_string(word, ret);
        if (!there || *ret == ATTEMPT_BY_HAND || *ret == ATTEMPT_BY_VOICE) {
                node_problem(at, NULL, "Name spool, notify, or both.",
                             there ? "What people do, they do whatever \"channels\" says."
                                   : "There is no such way for a letter to go.");
                return false;
        }
        for (size_t i = 0; i < load->draft.settings.n_channels; i++)
                if (load->draft.settings.channels[i] == *ret) {
                        node_problem(at, NULL, "Name each way once.", "\"%s\" is there twice.", word);
                        return false;
                }
        return true;
}

static void judge_channels(Load *load) {
        Settings *settings = &load->draft.settings;
        Node list = node_array(load->root, "channels", OPTIONAL);
        Node group = node_group(load->root, "notify", OPTIONAL);
        settings->channels = arena_array(load->arena, _ATTEMPT_CHANNEL_MAX, sizeof *settings->channels);
        for (size_t i = 0; i < load->draft.n_channels; i++)
                if (judge_channel(load, node_element(list, i), load->draft.channels[i],
                                  &settings->channels[settings->n_channels]))
                        settings->n_channels++;
        if (settings->n_channels == 0)
                settings->channels[settings->n_channels++] = ATTEMPT_BY_SPOOL;
        size_t n = strlen(settings->notify.base_url);
        while (n > 0 && settings->notify.base_url[n - 1] == '/')
                n--;
        settings->notify.base_url = arena_strndup(load->arena, settings->notify.base_url, n);
        const char *problem = source_url_problem(settings->notify.base_url);
        if (problem)
                node_problem(group, "base_url",
                             "Write https://host; http only for 127.0.0.1, [::1] or localhost.",
                             "\"base_url\" %s.", problem);
        if (strchr(settings->notify.credential, '/') || settings->notify.credential[0] == '.')
                node_problem(group, "credential",
                             "Write the name alone; the key itself never stands in a file here.",
                             "\"credential\" is not the name of a credential.");
}

/* --- registers --- */

static void judge_registers(Load *load) {
        Settings *settings = &load->draft.settings;
        Node list = node_list(load->root, "registers", OPTIONAL);
        for (size_t i = 0; i < settings->n_registers; i++) {
                RegisterSettings *r = &settings->registers[i];
                Node item = node_item(list, i);
                if (!r->name || !r->map_name)
                        continue;
                r->map = map_set_find(&load->maps, r->map_name);
                if (!r->map && load->maps.whole)
                        node_problem(item, "map", "Name the map's file under \"maps\", or mend the name.",
                                     "No data map of the name \"%s\" is loaded.", r->map_name);
                for (size_t j = 0; j < i; j++) {
                        const RegisterSettings *other = &settings->registers[j];
                        if (str_eq(r->name, other->name))
                                node_problem(item, "name", "Give each register its own name.",
                                             "Two registers are called \"%s\".", r->name);
                        else if (str_eq(r->connection, other->connection) &&
                                 str_eq(r->map_name, other->map_name))
                                node_problem(item, "connection", "Name each register once.",
                                             "Registers %s and %s are the same: one database, one map.",
                                             other->name, r->name);
                }
        }
        if (settings->n_registers > 0 && !node_exists(node_group(load->root, "authority", OPTIONAL)))
                node_problem(load->root, "authority",
                             arena_printf(load->arena,
                                          "Add authority = { name_%s; address; dpo_contact; ... }.",
                                          settings->languages.standard->code),
                             "There is a register, but nobody is named who writes to families.");
}

const RegisterSettings *settings_register(const Settings *settings, const char *name) {
        for (size_t i = 0; i < settings->n_registers; i++)
                if (str_eq(settings->registers[i].name, name))
                        return &settings->registers[i];
        return NULL;
}

const Rule *settings_next_rule(const Settings *settings, const char *map, RuleCursor *at) {
        for (; at->pack < settings->n_packs; *at = (RuleCursor){ .pack = at->pack + 1 })
                while (at->rule < settings->packs[at->pack]->n_rules) {
                        const Rule *rule = &settings->packs[at->pack]->rules[at->rule++];
                        if (!map || str_eq(rule->map, map))
                                return rule;
                }
        return NULL;
}

/* --- sources --- */

static void bind_register(Load *load, Node item, const SourceUse *use, Source *source) {
        const Settings *settings = &load->draft.settings;
        const RegisterSettings *found = NULL;
        size_t n = 0;
        for (size_t i = 0; i < settings->n_registers; i++)
                if (use->register_name ? str_eq(settings->registers[i].name, use->register_name)
                                       : str_eq(settings->registers[i].map_name, source->map_name)) {
                        found = &settings->registers[i];
                        n++;
                }
        if (use->register_name && !found)
                node_problem(item, "register", "Name one of the registers.", "There is no register \"%s\".",
                             use->register_name);
        else if (!use->register_name && n != 1)
                node_problem(item, "register", "Say which register it confirms: register = \"NAME\".",
                             n ? "Several registers have the map of source %s."
                               : "No register has the map of source %s.",
                             source->name);
        else if (!str_eq(found->map_name, source->map_name))
                node_problem(item, "register", "Choose a register with that map.",
                             "Source %s speaks of map %s, but register %s has map %s.", source->name,
                             source->map_name, found->name, found->map_name ? found->map_name : "none");
        else
                source->register_name = found->name;
}

static void load_source(Load *load, Node item, const SourceUse *use) {
        Settings *settings = &load->draft.settings;
        Source *source;
        const char *problem = use->base_url ? source_url_problem(use->base_url) : NULL;
        if (problem)
                node_problem(item, "base_url",
                             "Write https://host/path; http only for 127.0.0.1, [::1] or localhost.",
                             "\"base_url\" %s.", problem);
        const char *path = use->file ? policy_path(load, item, "file", use->file) : NULL;
        if (!path || source_load(path, use->base_url, &load->maps, load->arena, load->problems, &source))
                return;
        bind_register(load, item, use, source);
        source->connection = use->connection;
        bool sql = source->kind == SOURCE_SQL;
        if (sql && !use->connection)
                node_problem(item, "connection", "Write connection = \"host=... dbname=... user=...\".",
                             "Source %s asks a database, and it is not said where that is.", source->name);
        if (sql ? use->base_url : use->connection)
                node_problem(item, sql ? "base_url" : "connection", "Take it out.",
                             "Source %s is of the kind %s, which is not asked so.", source->name,
                             source_kind_to_string(source->kind));
        for (size_t i = 0; i < settings->n_sources; i++)
                if (str_eq(settings->sources[i]->name, source->name) &&
                    str_eq(settings->sources[i]->register_name, source->register_name))
                        node_problem(item, "file", "Name each source once for a register.",
                                     "Two sources of one register are called \"%s\".", source->name);
        settings->sources[settings->n_sources++] = source;
}

static void load_sources(Load *load) {
        Node list = node_list(load->root, "sources", OPTIONAL);
        load->draft.settings.sources = arena_array(load->arena, load->draft.n_sources, sizeof(Source *));
        for (size_t i = 0; i < load->draft.n_sources; i++)
                load_source(load, node_item(list, i), &load->draft.sources[i]);
}

/* What is said in each language falls back on what the standard one says, and on the language's own row. */
static void complete_authority(const Languages *languages, Authority *authority) {
        for (size_t i = 0; i < languages->n; i++) {
                if (!authority->names[i])
                        authority->names[i] = authority->names[languages->standard->place];
                if (!authority->regulators[i])
                        authority->regulators[i] = languages->items[i].regulator;
        }
}

/* What cannot be read by everybody is no look. */
static void complete_look(Load *load, const Languages *languages, Authority *authority) {
        Node group = node_group(load->root, "authority", OPTIONAL);
        Look *look = &authority->look;
        const size_t standard = languages->standard->place;
        if (authority->colour && !look_colour_from_string(authority->colour, &look->accent))
                node_problem(group, "colour", "Write it as #12436d.", "\"colour\" is no colour.");
        else if (look_contrast(look->accent) < LOOK_CONTRAST_LEAST)
                node_problem(group, "colour", "Take a darker one.",
                             "\"colour\" stands out from white by %.1f to 1 only; it takes 4.5 to be read.",
                             look_contrast(look->accent));
        if (look->logo && str_empty(look->logo_texts[standard]))
                node_problem(
                        group, "logo",
                        arena_printf(load->arena, "Add logo_text_%s = \"...\";", languages->standard->code),
                        "Nothing says what the logo shows, and some readers cannot see it.");
        for (size_t i = 0; i < languages->n; i++)
                if (!look->logo_texts[i])
                        look->logo_texts[i] = look->logo_texts[standard] ? look->logo_texts[standard] : "";
}

/* Some keys of the table are there once for each language, so the languages come first. */
static int read_table(Load *load) {
        Settings *settings = &load->draft.settings;
        const char *data_dir =
                node_holds_text(load->root, "data_dir") ? node_text(load->root, "data_dir", OPTIONAL) : NULL;
        int r = languages_load(data_dir ? data_dir : MUNIMENT_DATA_DIR, load->arena, load->problems,
                               &settings->languages);
        if (r)
                return err_trace(r);
        setting_table_read(load->root, "", &load->draft, load->arena);
        complete_authority(&settings->languages, &settings->authority);
        settings->authority.look.accent = LOOK_ACCENT;
        if (node_exists(node_group(load->root, "authority", OPTIONAL)))
                complete_look(load, &settings->languages, &settings->authority);
        return 0;
}

int settings_peek(const char *file, Arena *arena, Problems *problems, Settings **ret) {
        size_t errors = problems->errors;
        _cleanup_(reader_freep) Reader *reader = reader_open(file, arena, problems);
        if (!reader)
                return SETTINGS_E_REFUSED;
        Load load = { .root = reader_root(reader), .arena = arena, .problems = problems };
        read_table(&load);
        if (problems->errors > errors)
                return SETTINGS_E_REFUSED;
        *ret = arena_memdup(arena, &load.draft.settings, sizeof load.draft.settings);
        return 0;
}

int settings_load(const char *file, Arena *arena, Problems *problems, Settings **ret) {
        size_t errors = problems->errors;
        _cleanup_(reader_freep) Reader *reader = reader_open(file, arena, problems);
        if (!reader)
                return SETTINGS_E_REFUSED;
        Load load = { .root = reader_root(reader), .arena = arena, .problems = problems };
        Settings *settings = &load.draft.settings;
        if (read_table(&load))
                return SETTINGS_E_REFUSED;
        node_close(load.root);
        settings->file = reader_file(reader);
        if (settings->run_hours_text && !run_hours_parse(settings->run_hours_text, &settings->run_hours))
                node_problem(load.root, "run_hours", "Write two times of day: run_hours = \"20:00-06:00\".",
                             "\"run_hours\" is no span of a day.");
        unsigned char key[AGE_KEY_SIZE];
        if (settings->escrow_recipient && !age_recipient_parse(settings->escrow_recipient, key))
                node_problem(load.root, "escrow_recipient",
                             "Give the line \"age1...\" that age-keygen calls the public key.",
                             "\"escrow_recipient\" is no public key of age.");
        if (!settings->state_dir && settings->checkpoint_file)
                settings->state_dir = reader_folder(settings->checkpoint_file, arena);
        if (settings->rewrite_hours_text &&
            !run_hours_parse(settings->rewrite_hours_text, &settings->rewrite_hours))
                node_problem(load.root, "rewrite_hours",
                             "Write two times of day: rewrite_hours = \"01:00-05:00\".",
                             "\"rewrite_hours\" is no span of a day.");
        load_maps(&load);
        load_packs(&load);
        judge_monitoring(&load);
        judge_channels(&load);
        judge_registers(&load);
        load_sources(&load);
        if (settings->data_dir)
                law_regimes_load(settings->data_dir, &settings->languages, arena, problems,
                                 &settings->regimes);
        if (problems->errors > errors)
                return SETTINGS_E_REFUSED;
        *ret = arena_memdup(arena, settings, sizeof *settings);
        return 0;
}
