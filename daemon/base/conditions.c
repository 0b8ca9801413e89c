#include "base/conditions.h"

#include <assert.h>
#include <string.h>

static const struct {
        const char *module, *code, *sentence;
        Disposition disposition;
} conditions[] = {
#define CONDITION(module, name, code, disposition, sentence)                                                 \
        [module##_E_##name] = { #module, code, sentence, DISPOSITION_##disposition },
        CONDITIONS
#undef CONDITION
};

static bool known(int r) {
        return r > _CONDITION_NONE && r < _CONDITION_MAX;
}

const char *condition_code(int r) {
        assert(known(r));
        return conditions[r].code;
}

Disposition condition_disposition(int r) {
        assert(known(r));
        return conditions[r].disposition;
}

const char *condition_sentence(int r) {
        assert(known(r));
        return conditions[r].sentence;
}

bool condition_is_of(int r, const char *module) {
        return known(r) && str_eq(conditions[r].module, module);
}

/* "Run 12: " */
static void say_name(const char *noun, const char *name, Text *out) {
        char first[2] = { char_upper(*noun) };
        text_appendf(out, "%s%s %s: ", first, noun + 1, name);
}

void condition_say(int r, const char *noun, const char *name, Text *out) {
        const char *sentence = condition_sentence(r);
        const char *open = strchr(sentence, '{'), *close = open ? strchr(open, '}') : NULL;
        const size_t place = open ? (size_t)(close - open - 1) : 0;
        const bool here = name && open && strlen(noun) == place && strncmp(open + 1, noun, place) == 0;
        if (name && !here)
                say_name(noun, name, out);
        if (!open) {
                text_append(out, sentence);
                return;
        }
        text_append_n(out, sentence, (size_t)(open - sentence));
        if (!here)
                text_append(out, "such ");
        text_append_n(out, open + 1, place);
        if (here)
                text_appendf(out, " %s", name);
        text_append(out, close + 1);
}
