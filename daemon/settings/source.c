#include "settings/source.h"

#include "base/text.h"
#include "settings/data-map.h"
#include "settings/reader.h"

#include <string.h>

/* --- reading --- */

static SourceKind read_kind(Node node) {
        const char *words[_SOURCE_KIND_MAX];
        for (int i = 0; i < _SOURCE_KIND_MAX; i++)
                words[i] = source_kind_to_string((SourceKind)i);
        return (SourceKind)node_word(node, "kind", REQUIRED, words, _SOURCE_KIND_MAX, SOURCE_FHIR_PDS);
}

static SourcePower read_power(Node node) {
        const char *words[_SOURCE_POWER_MAX];
        for (int i = 0; i < _SOURCE_POWER_MAX; i++)
                words[i] = source_power_to_string((SourcePower)i);
        return (SourcePower)node_word(node, "power", REQUIRED, words, _SOURCE_POWER_MAX, SOURCE_POWER_MUST);
}

static SourceField read_field(Node node) {
        const char *words[_SOURCE_FIELD_MAX];
        for (int i = 0; i < _SOURCE_FIELD_MAX; i++)
                words[i] = source_field_to_string((SourceField)i);
        return (SourceField)node_word(node, "field", REQUIRED, words, _SOURCE_FIELD_MAX,
                                      SOURCE_FIELD_FAMILY_NAME);
}

static SourceCorrects read_corrects(Node node, SourceField field) {
        const char *words[_SOURCE_CORRECTS_MAX];
        for (int i = 0; i < _SOURCE_CORRECTS_MAX; i++)
                words[i] = source_corrects_to_string((SourceCorrects)i);
        SourceCorrects corrects = (SourceCorrects)node_word(node, "corrects", OPTIONAL, words,
                                                            _SOURCE_CORRECTS_MAX, SOURCE_CORRECTS_NEVER);
        bool line = field == SOURCE_FIELD_ADDRESS_LINE_1 || field == SOURCE_FIELD_ADDRESS_LINE_2 ||
                    field == SOURCE_FIELD_TOWN || field == SOURCE_FIELD_COUNTY;
        if (corrects != SOURCE_CORRECTS_NEVER && line)
                node_problem(node, "corrects", "Take it out: such an address is put right by a person.",
                             "An agency closes up the lines of an address, so none can be corrected alone.");
        /* What it does by itself nobody looks at first. */
        if (corrects == SOURCE_CORRECTS_BY_ITSELF && field == SOURCE_FIELD_DEATH_DATE)
                node_problem(node, "corrects", "Write \"when-decided\" or \"never\".",
                             "A death is never written into a record without a person's decision.");
        return corrects;
}

/* It becomes a file name below the credentials folder. */
static void read_credential(Node node, Source *source) {
        source->credential = node_text(node, "credential", OPTIONAL);
        if (source->credential && (strchr(source->credential, '/') || source->credential[0] == '.'))
                node_problem(node, "credential",
                             "Write the name alone; the secret itself never stands in a file here.",
                             "\"credential\" is not the name of a credential.");
}

static void read_authentication(Node node, Source *source) {
        const char *words[_SOURCE_AUTHENTICATION_MAX];
        for (int i = 0; i < _SOURCE_AUTHENTICATION_MAX; i++)
                words[i] = source_authentication_to_string((SourceAuthentication)i);
        source->authentication =
                (SourceAuthentication)node_word(node, "authentication", REQUIRED, words,
                                                _SOURCE_AUTHENTICATION_MAX, SOURCE_AUTHENTICATION_NONE);
        read_credential(node, source);
        bool bearer = source->authentication == SOURCE_AUTHENTICATION_BEARER;
        if (bearer && !source->credential)
                node_problem(node, "credential", "Name the systemd credential that holds the token.",
                             "A bearer token is to be sent, but no credential is named.");
        if (!bearer && source->credential)
                node_problem(node, "credential", "Take it out, or write authentication = \"bearer\".",
                             "A credential is named, but nothing is sent with it.");
}

/* What it says is known when it is asked; that it asks about somebody can be seen. */
static void read_query(Node node, Source *source) {
        source->query = node_text(node, "query", REQUIRED);
        read_credential(node, source);
        if (source->query && !strstr(source->query, "$1"))
                node_problem(node, "query", "Write \"where number = any($1::text[])\", for example.",
                             "\"query\" does not ask about the numbers, $1.");
}

/* More than five: what is read is two. */
static void read_attribute_path(Arena *arena, Node node, const char *key, Need need, const char **ret_entity,
                                const char **ret_column) {
        const char *s = node_text(node, key, need);
        if (s && !split_at_point(arena, s, ret_entity, ret_column))
                node_problem(node, key, "Write \"entity.column\".",
                             "\"%s\" does not name an entity and a column.", s);
}

static void read_confirms(Arena *arena, Node node, SourceAttribute *attribute) {
        if (!node_exists(node))
                return;
        read_attribute_path(arena, node, "attribute", REQUIRED, &attribute->entity, &attribute->column);
        attribute->field = read_field(node);
        attribute->power = read_power(node);
        attribute->cite = node_text(node, "cite", REQUIRED);
        attribute->corrects = read_corrects(node, attribute->field);
        node_close(node);
}

const char *source_url_problem(const char *url) {
        bool secure = str_starts(url, "https://"), plain = str_starts(url, "http://");
        const char *host = url + (secure ? 8 : 7);
        if ((!secure && !plain) || *host == '\0' || *host == '/')
                return "is not an https address";
        for (const char *c = url; *c; c++)
                if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f)
                        return "holds a character that no address has";
        size_t n = strcspn(host, "/");
        if (memchr(host, '@', n))
                return "may hold no user or password";
        if (strpbrk(url, "?#"))
                return "may hold no query";
        size_t name = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
        static const char *const here[] = { "localhost", "127.0.0.1", "[::1]" };
        for (size_t i = 0; i < sizeof here / sizeof *here; i++)
                if (strlen(here[i]) == name && strncmp(host, here[i], name) == 0)
                        return NULL;
        return secure ? NULL : "would send data about children unsealed";
}

static void read_limits(Node node, Source *source) {
        source->rate_per_second = node_number(node, "rate_per_second", OPTIONAL, 0.01, 10000, 5);
        source->concurrency = (int)node_integer(node, "concurrency", OPTIONAL, 1, 64, 2);
        source->timeout_seconds = (int)node_integer(node, "timeout_seconds", OPTIONAL, 1, 300, 10);
        source->max_answer_bytes =
                (int)node_integer(node, "max_answer_bytes", OPTIONAL, 1024, 16 << 20, 256 << 10);
        source->retries = (int)node_integer(node, "retries", OPTIONAL, 0, 20, 3);
        source->decide_days = (int)node_integer(node, "decide_days", OPTIONAL, 1, 365, 28);
        source->interval_days = (int)node_integer(node, "interval_days", REQUIRED, 1, 3650, 180);
}

static const char *read_url(Arena *arena, Node node, const char *instead) {
        const char *url = node_text(node, "base_url", REQUIRED);
        const char *problem = url ? source_url_problem(url) : NULL;
        if (problem)
                node_problem(node, "base_url",
                             "Write https://host/path; http only for 127.0.0.1, [::1] or localhost.",
                             "\"base_url\" %s.", problem);
        url = instead ? instead : url;
        size_t n = url ? strlen(url) : 0;
        while (n > 0 && url[n - 1] == '/')
                n--;
        return url ? arena_strndup(arena, url, n) : NULL;
}

/* --- judging --- */

static void judge_attribute(Node node, const char *key, const DataMap *map, const char *entity,
                            const char *column) {
        const Entity *e = data_map_entity(map, entity);
        if (!e)
                node_problem(node, key, "Name an entity of the map.", "Map %s has no entity \"%s\".",
                             map->name, entity);
        else if (!entity_attribute(e, column))
                node_problem(node, key, "Name a column that the map describes.",
                             "Entity %s of map %s has no column \"%s\".", entity, map->name, column);
}

static void source_judge(Node node, const Source *source, const MapSet *maps) {
        const DataMap *map = source->map;
        if (!map) {
                if (maps->whole)
                        node_problem(node, "map", "Name a map that the settings load.",
                                     "There is no data map \"%s\".", source->map_name);
                return;
        }
        judge_attribute(node, "lookup", map, source->lookup_entity, source->lookup_column);
        if (source->tells_entity)
                judge_attribute(node, "tells", map, source->tells_entity, source->tells_column);
        Node list = node_list(node, "confirms", REQUIRED);
        for (size_t i = 0; i < source->n_confirms; i++) {
                const SourceAttribute *a = &source->confirms[i];
                Node item = node_item(list, i);
                judge_attribute(item, "attribute", map, a->entity, a->column);
                for (size_t j = 0; j < i; j++)
                        if (str_eq(a->entity, source->confirms[j].entity) &&
                            str_eq(a->column, source->confirms[j].column))
                                node_problem(item, "attribute", "Keep one of the two.",
                                             "Attribute %s.%s is confirmed twice.", a->entity, a->column);
        }
}

static void read_source(Arena *arena, Node node, const char *base_url, Source *source) {
        source->name = node_text(node, "name", REQUIRED);
        source->title = node_text(node, "title", REQUIRED);
        source->kind = read_kind(node);
        if (source->kind == SOURCE_SQL) {
                read_query(node, source);
        } else {
                source->base_url = read_url(arena, node, base_url);
                read_authentication(node, source);
                source->organisation = node_text(node, "organisation", OPTIONAL);
        }
        read_limits(node, source);
        source->map_name = node_text(node, "map", REQUIRED);
        read_attribute_path(arena, node, "lookup", REQUIRED, &source->lookup_entity, &source->lookup_column);
        read_attribute_path(arena, node, "tells", OPTIONAL, &source->tells_entity, &source->tells_column);
        Node list = node_list(node, "confirms", REQUIRED);
        source->n_confirms = node_count(list);
        source->confirms = arena_array(arena, source->n_confirms, sizeof *source->confirms);
        for (size_t i = 0; i < source->n_confirms; i++)
                read_confirms(arena, node_item(list, i), &source->confirms[i]);
        node_close(node);
}

/* More than five: as every loader, it takes an arena and gives problems. */
int source_load(const char *path, const char *base_url, const MapSet *maps, Arena *arena, Problems *problems,
                Source **ret) {
        size_t errors = problems->errors;
        _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, problems);
        if (!reader)
                return SOURCE_E_REFUSED;
        Node root = reader_root(reader), node = node_group(root, "source", REQUIRED);
        node_close(root);
        if (!node_exists(node))
                return SOURCE_E_REFUSED;
        Source *source = arena_new_of(arena, Source);
        source->file = reader_file(reader);
        read_source(arena, node, base_url, source);
        if (problems->errors == errors) {
                source->map = map_set_find(maps, source->map_name);
                source_judge(node, source, maps);
        }
        if (problems->errors > errors)
                return SOURCE_E_REFUSED;
        *ret = source;
        return 0;
}
