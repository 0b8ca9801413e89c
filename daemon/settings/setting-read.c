#include "settings/setting-table.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

/* The row's last word when it stands directly below prefix; NULL otherwise. */
static const char *key_below(const Setting *row, const char *prefix) {
        if (!str_starts(row->path, prefix))
                return NULL;
        const char *key = row->path + strlen(prefix);
        return strchr(key, '.') ? NULL : key;
}

/* A password in a settings file is read by every backup of the machine: secrets come by credentials. libpq
 * takes them as password=... and as //user:secret@host. */
static bool holds_password(const char *connection) {
        if (strcasestr(connection, "password"))
                return true;
        const char *user = strstr(connection, "://");
        if (!user)
                return false;
        const char *at = strchr(user + 3, '@'), *colon = strchr(user + 3, ':'),
                   *slash = strchr(user + 3, '/');
        return at && colon && colon < at && (!slash || colon < slash);
}

static const char *read_text(Node group, const char *key, const Setting *row) {
        const char *s = node_text(group, key, row->need);
        if (!s)
                return row->standard;
        if (row->type == SETTING_PATH && s[0] != '/')
                node_problem(group, key, "Write the whole path, from / on.",
                             "\"%s\" must be an absolute path.", key);
        /* The value is not shown: it may be the secret itself. */
        if (row->type == SETTING_CONNECTION && holds_password(s))
                node_problem(group, key, "Use peer authentication, a client certificate, or a passfile.",
                             "\"%s\" may hold no password.", key);
        return s;
}

static int read_word(Node group, const char *key, const Setting *row) {
        size_t n = 0;
        int standard = 0;
        for (; row->words[n]; n++)
                if (str_eq(row->words[n], row->standard))
                        standard = (int)n;
        return node_word(group, key, row->need, row->words, n, standard);
}

static int read_integer(Node group, const char *key, const Setting *row) {
        int64_t standard = 0;
        assert(row->max <= INT32_MAX && row->min >= 0);
        bool ok = str_to_i64(row->standard, row->min, row->max, &standard);
        assert(ok);
        return (int)node_integer(group, key, row->need, row->min, row->max, standard);
}

static bool table_read_within(Node group, const char *key, const Setting *row, size_t n) {
        if (n <= (size_t)row->max)
                return true;
        node_problem(group, key, "Take some out.", "\"%s\" holds %zu entries; %lld is the most.", key, n,
                     (long long)row->max);
        return false;
}

static void read_list(Node group, const char *key, const Setting *row, char *base, Arena *arena) {
        Node list = node_list(group, key, row->need);
        size_t n = node_count(list);
        if (!table_read_within(group, key, row, n))
                n = 0;
        char *elements = arena_array(arena, n, row->element_size);
        const char *prefix = arena_printf(arena, "%s.[].", row->path);
        for (size_t i = 0; i < n; i++) {
                Node item = node_item(list, i);
                setting_table_read(item, prefix, elements + i * row->element_size, arena);
                node_close(item);
        }
        memcpy(base + row->offset, &elements, sizeof elements);
        memcpy(base + row->offset_n, &n, sizeof n);
}

static void table_read_texts(Node group, const char *key, const Setting *row, char *base) {
        size_t n = 0;
        const char **texts = node_texts(group, key, row->need, &n);
        if (!table_read_within(group, key, row, n))
                n = 0;
        memcpy(base + row->offset, &texts, sizeof texts);
        memcpy(base + row->offset_n, &n, sizeof n);
}

static void read_group(Node group, const char *key, const Setting *row, char *base, Arena *arena) {
        Node inner = node_group(group, key, row->need);
        /* Absent groups are read too, for the defaults of their rows. */
        setting_table_read(inner, arena_printf(arena, "%s.", row->path), base, arena);
        node_close(inner);
}

/* Where need be, the standard language's. */
static void read_by_language(Node group, const char *key, const Setting *row, char *base, Arena *arena) {
        const Languages *languages = &((const SettingsDraft *)(const void *)base)->settings.languages;
        const char **texts = arena_array(arena, languages->n + 1, sizeof *texts);
        for (size_t i = 0; i < languages->n; i++)
                texts[i] = node_text(group, arena_printf(arena, "%s%s", key, languages->items[i].code),
                                     languages->items[i].standard ? row->need : OPTIONAL);
        memcpy(base + row->offset, &texts, sizeof texts);
}

static void table_read_row(Node group, const char *key, const Setting *row, char *base, Arena *arena) {
        const char *text = NULL;
        switch (row->type) {
        case SETTING_TEXT:
        case SETTING_CONNECTION:
        case SETTING_PATH:
                text = read_text(group, key, row);
                memcpy(base + row->offset, &text, sizeof text);
                return;
        case SETTING_WORD:
                memcpy(base + row->offset, (int[]){ read_word(group, key, row) }, sizeof(int));
                return;
        case SETTING_INTEGER:
                memcpy(base + row->offset, (int[]){ read_integer(group, key, row) }, sizeof(int));
                return;
        case SETTING_BOOLEAN:
                memcpy(base + row->offset,
                       (bool[]){ node_bool(group, key, row->need, str_eq(row->standard, "true")) },
                       sizeof(bool));
                return;
        case SETTING_TEXTS:
                table_read_texts(group, key, row, base);
                return;
        case SETTING_BY_LANGUAGE:
                read_by_language(group, key, row, base, arena);
                return;
        case SETTING_GROUP:
                read_group(group, key, row, base, arena);
                return;
        case SETTING_LIST:
                read_list(group, key, row, base, arena);
                return;
        case _SETTING_TYPE_MAX:
                break;
        }
        assert(false);
}

void setting_table_read(Node group, const char *prefix, void *base, Arena *arena) {
        for (size_t i = 0; i < n_setting_table; i++) {
                const char *key = key_below(&setting_table[i], prefix);
                if (key)
                        table_read_row(group, key, &setting_table[i], base, arena);
        }
}
