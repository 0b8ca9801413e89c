#include "settings/texts.h"

#include <unistd.h>

const char *texts_shipped(const Settings *settings, const Language *language, Arena *arena) {
        return arena_printf(arena, "%s/notices/%s", settings->data_dir, language->code);
}

const char *texts_own(const Settings *settings, const Language *language, Arena *arena) {
        return settings->texts_dir ? arena_printf(arena, "%s/%s", settings->texts_dir, language->code) : NULL;
}

/* An own text that cannot be read counts as there: to send the packages' words in its place would be to say
 * what the authority does not. */
const char *texts_find(const Settings *settings, const Language *language, const char *name, Arena *arena) {
        const char *folder = texts_own(settings, language, arena);
        const char *own = folder ? arena_printf(arena, "%s/%s", folder, name) : NULL;
        return own && access(own, F_OK) == 0
                       ? own
                       : arena_printf(arena, "%s/%s", texts_shipped(settings, language, arena), name);
}
