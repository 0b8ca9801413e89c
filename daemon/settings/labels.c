#include "settings/labels.h"

#include "settings/reader.h"

struct Labels {
        Reader *reader;
        Node words;
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

const char *labels_get(Labels *labels, const char *key) {
        char *hyphened = arena_strdup(labels->arena, key);
        for (char *p = hyphened; *p; p++)
                if (*p == '_')
                        *p = '-';
        return node_text(labels->words, hyphened, OPTIONAL);
}
