#include "model/language.h"

#include "base/text.h"

#include <string.h>

static const Language *language_find(const Languages *languages, const char *code, size_t n) {
        for (size_t i = 0; i < languages->n; i++)
                if (strlen(languages->items[i].code) == n && strncmp(languages->items[i].code, code, n) == 0)
                        return &languages->items[i];
        return NULL;
}

const Language *languages_find(const Languages *languages, const char *code) {
        return code ? language_find(languages, code, strlen(code)) : NULL;
}

const char *languages_names(const Languages *languages, Arena *arena) {
        _cleanup_text_ Text names = { 0 };
        for (size_t i = 0; i < languages->n; i++)
                text_appendf(&names, "%s%s", i ? " " : "", languages->items[i].code);
        return arena_strdup(arena, text_str(&names));
}

bool language_list_has(const LanguageList *list, const Language *language) {
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i] == language)
                        return true;
        return false;
}

void language_list_add(LanguageList *list, const Language *language) {
        if (language_list_has(list, language) || list->n == LANGUAGES_MAX)
                return;
        list->items[list->n++] = language;
        if (list->n > 1 && list->items[list->n - 2]->standard) {
                const Language *standard = list->items[list->n - 2];
                list->items[list->n - 2] = language;
                list->items[list->n - 1] = standard;
        }
}

const char *language_list_to_string(const LanguageList *list, Arena *arena) {
        _cleanup_text_ Text codes = { 0 };
        for (size_t i = 0; i < list->n; i++)
                text_appendf(&codes, "%s%s", i ? "-" : "", list->items[i]->code);
        return arena_strdup(arena, text_str(&codes));
}

bool language_list_from_string(const Languages *languages, const char *text, LanguageList *ret) {
        LanguageList list = { 0 };
        for (const char *at = text;; at++) {
                size_t n = strcspn(at, "-");
                const Language *language = language_find(languages, at, n);
                if (!language || language_list_has(&list, language))
                        return false;
                list.items[list.n++] = language;
                at += n;
                if (!*at)
                        break;
        }
        *ret = list;
        return true;
}
