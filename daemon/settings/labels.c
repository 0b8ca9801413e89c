#include "settings/labels.h"

#include "base/text.h"
#include "settings/reader.h"
#include "settings/texts.h"

/* The words of one file. */
typedef struct LabelFile {
        Reader *reader;
        Node words;
} LabelFile;

struct Labels {
        LabelFile own, shipped; /* own: no reader, when the authority keeps none */
        const DataMap *map;     /* NULL: none */
        const char *language;
        Arena *arena;
};

static bool label_file_open(const char *path, Arena *arena, Problems *problems, LabelFile *ret) {
        ret->reader = reader_open(path, arena, problems);
        if (ret->reader)
                ret->words = node_group(reader_root(ret->reader), "labels", REQUIRED);
        return ret->reader && node_exists(ret->words);
}

Labels *labels_open(const Settings *settings, const Language *language, Arena *arena, Problems *problems) {
        Labels *labels = calloc(1, sizeof *labels);
        if (!labels)
                abort();
        labels->language = arena_strdup(arena, language->code);
        labels->arena = arena;
        const char *shipped = arena_printf(arena, "%s/labels.conf", texts_shipped(settings, language, arena));
        const char *found = texts_find(settings, language, "labels.conf", arena);
        bool whole = label_file_open(shipped, arena, problems, &labels->shipped);
        if (!str_eq(found, shipped))
                whole = label_file_open(found, arena, problems, &labels->own) && whole;
        return whole ? labels : labels_close(labels);
}

Labels *labels_close(Labels *labels) {
        if (labels) {
                reader_free(labels->own.reader);
                reader_free(labels->shipped.reader);
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
        const char *words = labels->own.reader ? node_text(labels->own.words, plain, OPTIONAL) : NULL;
        return words ? words : node_text(labels->shipped.words, plain, OPTIONAL);
}
