#include "settings/reader.h"

#include "base/text.h"
#include "settings/reader-scan.h"

#include <assert.h>
#include <libconfig.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

struct Reader {
        config_t config;
        const char *path, *dir;
        Arena *arena;
        Problems *problems;
};

/* The keys asked of one group so far: hangs on the group's hook. */
typedef struct Asked {
        const char **keys;
        size_t n, cap;
} Asked;

/* libconfig names an included file as the @include does. */
static const char *shown_file(const Reader *reader, const char *file) {
        if (!file || str_eq(file, reader->path))
                return reader->path;
        return arena_printf(reader->arena, "%s/%s", reader->dir, file);
}

static void note_syntax(Reader *reader) {
        const char *file = config_error_file(&reader->config), *text = config_error_text(&reader->config);
        bool doubled = text && strstr(text, "duplicate");
        bool mixed = text && strstr(text, "mismatched");
        problem_add(reader->problems, SEVERITY_ERROR, shown_file(reader, file),
                    config_error_line(&reader->config), "",
                    doubled ? "Keep one of the two."
                    : mixed ? "Use ( ) for values of several kinds, [ ] for values of one kind."
                            : "Look here and one line up for a missing ; or , or bracket.",
                    "%s",
                    doubled ? "The same key stands twice in one group."
                    : mixed ? "The values of an array [ ] are not all of one kind."
                            : "The file is not understood from here on: syntax error.");
}

const char *reader_folder(const char *path, Arena *arena) {
        const char *slash = strrchr(path, '/');
        if (!slash)
                return ".";
        return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

Reader *reader_open(const char *path, Arena *arena, Problems *problems) {
        const char *dir = reader_folder(path, arena);
        if (!reader_scan(path, dir, arena, problems))
                return NULL;
        _cleanup_(reader_freep) Reader *reader = calloc(1, sizeof *reader);
        assert(reader);
        reader->path = arena_strdup(arena, path);
        reader->dir = dir;
        reader->arena = arena;
        reader->problems = problems;
        config_init(&reader->config);
        config_set_include_dir(&reader->config, dir);
        if (config_read_file(&reader->config, path) != CONFIG_TRUE) {
                note_syntax(reader);
                return NULL;
        }
        return TAKE_PTR(reader);
}

Reader *reader_free(Reader *reader) {
        if (reader) {
                config_destroy(&reader->config);
                free(reader);
        }
        return NULL;
}

Node reader_root(Reader *reader) {
        return (Node){ reader, config_root_setting(&reader->config) };
}

const char *reader_file(const Reader *reader) {
        return reader->path;
}

bool node_exists(Node node) {
        return node.setting;
}

/* --- where a node stands --- */

static void append_path(Text *text, const config_setting_t *setting) {
        if (!setting || config_setting_is_root(setting))
                return;
        append_path(text, config_setting_parent(setting));
        if (text->n)
                text_append(text, ".");
        if (config_setting_name(setting))
                text_append(text, config_setting_name(setting));
        else
                text_appendf(text, "[%d]", config_setting_index(setting));
}

/* A missing key is placed at its group, but named in the path. */
Place node_place(Node group, const char *key) {
        assert(group.setting);
        const config_setting_t *at = key ? config_setting_get_member(group.setting, key) : NULL;
        const config_setting_t *shown = at ? at : group.setting;
        _cleanup_text_ Text path = { 0 };
        append_path(&path, shown);
        if (key && !at)
                text_appendf(&path, "%s%s", path.n ? "." : "", key);
        return (Place){
                .file = shown_file(group.reader,
                                   arena_strdup(group.reader->arena, config_setting_source_file(shown))),
                .path = arena_strdup(group.reader->arena, text_str(&path)),
                .line = (int)config_setting_source_line(shown),
        };
}

static void reader_note(Node group, const char *key, Severity severity, const char *mend, const char *format,
                        va_list ap) __attribute__((format(printf, 5, 0)));

static void reader_note(Node group, const char *key, Severity severity, const char *mend, const char *format,
                        va_list ap) {
        if (!group.setting)
                return;
        Place place = node_place(group, key);
        problem_add(group.reader->problems, severity, place.file, place.line, place.path, mend, "%s",
                    arena_vprintf(group.reader->arena, format, ap));
}

void node_problem(Node group, const char *key, const char *mend, const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        reader_note(group, key, SEVERITY_ERROR, mend, format, ap);
        va_end(ap);
}

void node_warning(Node group, const char *key, const char *mend, const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        reader_note(group, key, SEVERITY_WARNING, mend, format, ap);
        va_end(ap);
}

void place_problem(Problems *problems, const Place *place, const char *mend, const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        problem_add(problems, SEVERITY_ERROR, place->file, place->line, place->path, mend, "%s",
                    arena_vprintf(problems->arena, format, ap));
        va_end(ap);
}

/* --- asking for keys --- */

static const char *type_name(const config_setting_t *setting) {
        switch (config_setting_type(setting)) {
        case CONFIG_TYPE_GROUP:
                return "a group { }";
        case CONFIG_TYPE_LIST:
                return "a list ( )";
        case CONFIG_TYPE_ARRAY:
                return "an array [ ]";
        case CONFIG_TYPE_INT:
        case CONFIG_TYPE_INT64:
                return "a whole number";
        case CONFIG_TYPE_FLOAT:
                return "a number with a fraction";
        case CONFIG_TYPE_BOOL:
                return "true or false";
        case CONFIG_TYPE_STRING:
                return "text in quotes";
        default:
                return "nothing";
        }
}

static void remember(Node group, const char *key) {
        Arena *arena = group.reader->arena;
        Asked *asked = config_setting_get_hook(group.setting);
        if (!asked) {
                asked = arena_new_of(arena, Asked);
                config_setting_set_hook(group.setting, asked);
        }
        for (size_t i = 0; i < asked->n; i++)
                if (str_eq(asked->keys[i], key))
                        return;
        if (asked->n == asked->cap) {
                asked->cap = asked->cap ? asked->cap * 2 : 8;
                const char **keys = arena_array(arena, asked->cap, sizeof *keys);
                if (asked->n)
                        memcpy(keys, asked->keys, asked->n * sizeof *keys);
                asked->keys = keys;
        }
        asked->keys[asked->n++] = arena_strdup(arena, key);
}

/* The member of that name, or NULL with its problem when it is REQUIRED. */
static config_setting_t *reader_ask(Node group, const char *key, Need need) {
        if (!group.setting)
                return NULL;
        remember(group, key);
        config_setting_t *setting = config_setting_get_member(group.setting, key);
        if (!setting && need == REQUIRED)
                node_problem(group, key, "Add it.", "\"%s\" is missing.", key);
        return setting;
}

static void wrong_type(Node group, const char *key, const config_setting_t *got, const char *wanted) {
        node_problem(group, key, arena_printf(group.reader->arena, "Write %s.", wanted),
                     "\"%s\" must be %s, not %s.", key, wanted, type_name(got));
}

static Node absent(Node node) {
        return (Node){ node.reader, NULL };
}

Node node_group(Node group, const char *key, Need need) {
        config_setting_t *setting = reader_ask(group, key, need);
        if (setting && !config_setting_is_group(setting)) {
                wrong_type(group, key, setting, "a group { }");
                return absent(group);
        }
        return (Node){ group.reader, setting };
}

static Node sequence(Node group, const char *key, Need need, bool array_too) {
        config_setting_t *setting = reader_ask(group, key, need);
        if (!setting)
                return absent(group);
        if (!config_setting_is_list(setting) && !(array_too && config_setting_is_array(setting))) {
                wrong_type(group, key, setting, array_too ? "an array [ ]" : "a list ( )");
                return absent(group);
        }
        if (need == REQUIRED && config_setting_length(setting) == 0)
                node_problem(group, key, "Name at least one.", "\"%s\" is empty.", key);
        return (Node){ group.reader, setting };
}

Node node_list(Node group, const char *key, Need need) {
        return sequence(group, key, need, false);
}

Node node_array(Node group, const char *key, Need need) {
        return sequence(group, key, need, true);
}

size_t node_count(Node list) {
        return list.setting ? (size_t)config_setting_length(list.setting) : 0;
}

static config_setting_t *element(Node list, size_t i) {
        return list.setting ? config_setting_get_elem(list.setting, (unsigned)i) : NULL;
}

Node node_element(Node list, size_t i) {
        return (Node){ list.reader, element(list, i) };
}

Node node_item(Node list, size_t i) {
        config_setting_t *setting = element(list, i);
        if (setting && !config_setting_is_group(setting)) {
                node_problem((Node){ list.reader, setting }, NULL, "Write a group { }.",
                             "An entry of this list must be a group { }, not %s.", type_name(setting));
                return absent(list);
        }
        return (Node){ list.reader, setting };
}

/* --- values --- */

/* A problem is told at the value itself, which may be an element of an array. */
static const char *reader_text_of(Reader *reader, config_setting_t *setting, const char *what) {
        Node at = { reader, setting };
        if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
                node_problem(at, NULL, "Write text in quotes.", "%s must be text in quotes, not %s.", what,
                             type_name(setting));
                return NULL;
        }
        const char *s = config_setting_get_string(setting);
        size_t n = s ? strlen(s) : 0;
        const char *problem = NULL;
        if (n == 0)
                problem = "is empty";
        else if (n > READER_TEXT_LIMIT)
                problem = "is too long";
        else if (!str_is_utf8(s, n))
                problem = "is not UTF-8 text";
        for (size_t i = 0; !problem && i < n; i++)
                if (((unsigned char)s[i] < 0x20 && s[i] != '\n') || s[i] == 0x7f)
                        problem = "holds a control character";
        if (problem) {
                node_problem(at, NULL, "Write plain text, or leave the key out.", "%s %s.", what, problem);
                return NULL;
        }
        return arena_strdup(reader->arena, s);
}

static Date reader_date_of(Reader *reader, config_setting_t *setting, const char *what) {
        const char *s = reader_text_of(reader, setting, what);
        Date date = DATE_NONE;
        if (s && !date_parse(s, &date))
                node_problem((Node){ reader, setting }, NULL,
                             "Write a day of the calendar as \"YYYY-MM-DD\".", "%s is not a date: \"%.40s\".",
                             what, s);
        return date;
}

static const char *reader_quoted(Node group, const char *key) {
        return arena_printf(group.reader->arena, "\"%s\"", key);
}

bool node_holds_text(Node group, const char *key) {
        config_setting_t *setting = group.setting ? config_setting_get_member(group.setting, key) : NULL;
        return setting && config_setting_type(setting) == CONFIG_TYPE_STRING;
}

const char *node_text(Node group, const char *key, Need need) {
        config_setting_t *setting = reader_ask(group, key, need);
        return setting ? reader_text_of(group.reader, setting, reader_quoted(group, key)) : NULL;
}

Date node_date(Node group, const char *key, Need need) {
        config_setting_t *setting = reader_ask(group, key, need);
        return setting ? reader_date_of(group.reader, setting, reader_quoted(group, key)) : DATE_NONE;
}

const char *node_item_text(Node list, size_t i) {
        config_setting_t *setting = element(list, i);
        return setting ? reader_text_of(list.reader, setting, "An entry of this list") : NULL;
}

Date node_item_date(Node list, size_t i) {
        config_setting_t *setting = element(list, i);
        return setting ? reader_date_of(list.reader, setting, "An entry of this list") : DATE_NONE;
}

const char **node_texts(Node group, const char *key, Need need, size_t *ret_n) {
        Node list = node_array(group, key, need);
        const char **texts = arena_array(group.reader->arena, node_count(list) + 1, sizeof *texts);
        *ret_n = 0;
        for (size_t i = 0; i < node_count(list); i++) {
                const char *s = node_item_text(list, i);
                if (s)
                        texts[(*ret_n)++] = s;
        }
        return texts;
}

/* More than five: a key, its limits and its default. */
int64_t node_integer(Node group, const char *key, Need need, int64_t min, int64_t max, int64_t fallback) {
        config_setting_t *setting = reader_ask(group, key, need);
        if (!setting)
                return fallback;
        int type = config_setting_type(setting);
        if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
                wrong_type(group, key, setting, "a whole number");
                return fallback;
        }
        int64_t value = config_setting_get_int64(setting);
        if (type == CONFIG_TYPE_INT)
                value = config_setting_get_int(setting);
        if (value >= min && value <= max)
                return value;
        node_problem(group, key, "Choose a number within the limits.",
                     "\"%s\" must be %lld to %lld, not %lld.", key, (long long)min, (long long)max,
                     (long long)value);
        return fallback;
}

/* More than five: a key, its limits and its default. */
double node_number(Node group, const char *key, Need need, double min, double max, double fallback) {
        config_setting_t *setting = reader_ask(group, key, need);
        if (!setting)
                return fallback;
        if (!config_setting_is_number(setting)) {
                wrong_type(group, key, setting, "a number");
                return fallback;
        }
        double value = config_setting_type(setting) == CONFIG_TYPE_FLOAT ? config_setting_get_float(setting)
                       : config_setting_type(setting) == CONFIG_TYPE_INT
                               ? config_setting_get_int(setting)
                               : (double)config_setting_get_int64(setting);
        if (isfinite(value) && value >= min && value <= max)
                return value;
        node_problem(group, key, "Choose a number within the limits.", "\"%s\" must be %g to %g, not %g.",
                     key, min, max, value);
        return fallback;
}

bool node_bool(Node group, const char *key, Need need, bool fallback) {
        config_setting_t *setting = reader_ask(group, key, need);
        if (!setting)
                return fallback;
        if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
                wrong_type(group, key, setting, "true or false");
                return fallback;
        }
        return config_setting_get_bool(setting);
}

int node_word(Node group, const char *key, Need need, const char *const words[], size_t n, int fallback) {
        const char *s = node_text(group, key, need);
        if (!s)
                return fallback;
        _cleanup_text_ Text all = { 0 };
        for (size_t i = 0; i < n; i++) {
                if (str_eq(words[i], s))
                        return (int)i;
                text_appendf(&all, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", words[i]);
        }
        node_problem(group, key, arena_printf(group.reader->arena, "Write %s.", text_str(&all)),
                     "\"%s\" is not a word known for \"%s\".", s, key);
        return fallback;
}

/* --- keys that nobody asked for --- */

static bool was_asked(const Asked *asked, const char *key) {
        for (size_t i = 0; asked && i < asked->n; i++)
                if (str_eq(asked->keys[i], key))
                        return true;
        return false;
}

static const char *mend_for(Node group, const Asked *asked, const char *key) {
        Nearest nearest = { .word = key };
        _cleanup_text_ Text all = { 0 };
        for (size_t i = 0; asked && i < asked->n; i++) {
                nearest_offer(&nearest, asked->keys[i]);
                text_appendf(&all, "%s%s", i ? ", " : "", asked->keys[i]);
        }
        if (nearest.best)
                return arena_printf(group.reader->arena, "Did you mean \"%s\"?", nearest.best);
        return arena_printf(group.reader->arena, "Take it out; these are known here: %s.", text_str(&all));
}

void node_close(Node group) {
        if (!group.setting)
                return;
        const Asked *asked = config_setting_get_hook(group.setting);
        for (size_t i = 0; i < node_count(group); i++) {
                const char *key = config_setting_name(element(group, i));
                if (!was_asked(asked, key))
                        node_problem(group, key, mend_for(group, asked, key), "\"%s\" is not known here.",
                                     key);
        }
}
