#include "settings/labels.h"

#include "base/text.h"
#include "settings/reader.h"

struct Labels {
        Reader *reader;
        Node words;
        const DataMap *map; /* NULL: none */
        const char *language;
        Arena *arena;
};

Labels *labels_open(const char *data_dir, const char *language, Arena *arena, Problems *problems) {
        const char *file = arena_printf(arena, "%s/notices/%s/labels.conf", data_dir, language);
        Reader *reader = reader_open(file, arena, problems);
        if (!reader)
                return NULL;
        Labels *labels = malloc(sizeof *labels);
        if (!labels)
                abort();
        *labels = (Labels){ .reader = reader,
                            .words = node_group(reader_root(reader), "labels", REQUIRED),
                            .language = arena_strdup(arena, language),
                            .arena = arena };
        return node_exists(labels->words) ? labels : labels_close(labels);
}

Labels *labels_close(Labels *labels) {
        if (labels) {
                reader_free(labels->reader);
                free(labels);
        }
        return NULL;
}

void labels_follow(Labels *labels, const DataMap *map) {
        labels->map = map;
}

static const char *hyphened(Arena *arena, const char *key) {
        char *out = arena_strdup(arena, key);
        for (char *p = out; *p; p++)
                if (*p == '_')
                        *p = '-';
        return out;
}

const char *labels_get(Labels *labels, const char *key) {
        const char *plain = hyphened(labels->arena, key);
        for (size_t i = 0; labels->map && i < labels->map->n_labels; i++) {
                const MapLabel *own = &labels->map->labels[i];
                if (str_eq(own->language, labels->language) &&
                    str_eq(hyphened(labels->arena, own->key), plain))
                        return own->words;
        }
        return node_text(labels->words, plain, OPTIONAL);
}
