#include "requests/leak.h"

#include "base/text.h"

#include <string.h>

/* Shorter values stand in every text by chance. */
#define LEAST 4

/* Codes and days are words that others share: what they would tell is told by names, addresses and numbers.
 */
static bool is_telling(const Wording *w, const DossierItem *item) {
        const char *value = item->value;
        return strlen(value) >= LEAST && value[0] != '[' &&
               str_eq(wording_worded(w, item->label, value), value) &&
               strspn(value, "abcdefghijklmnopqrstuvwxyz-") != strlen(value);
}

static bool is_within_word(char c) {
        return char_is_alpha(c) || char_is_digit(c) || (unsigned char)c >= 0x80;
}

/* As a word or words of its own. */
static bool leak_says(const char *text, const char *value) {
        size_t n = strlen(value);
        for (const char *at = text; (at = strstr(at, value)); at++)
                if ((at == text || !is_within_word(at[-1])) && !is_within_word(at[n]))
                        return true;
        return false;
}

/* Its words with one blank between them: where a line ends, every form decides for itself. */
static const char *leak_one_line(Arena *arena, const char *text) {
        char *line = arena_alloc(arena, strlen(text) + 1), *end = line;
        for (; *text; text++)
                if (!strchr(" \t\n\v\f\r", *text))
                        *end++ = *text;
                else if (end > line && end[-1] != ' ')
                        *end++ = ' ';
        if (end > line && end[-1] == ' ')
                end--;
        *end = '\0';
        return line;
}

/* All that may be said: what is disclosed, as it is held and in words, and the words around it. Not what a
 * person wrote in the place of a value: there a slip of the hand gives it away. */
static const char *may_say(const Wording *w, const char *frame) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, frame);
        for (size_t i = 0; i < w->source->n_items; i++) {
                const DossierItem *item = &w->source->items[i];
                text_appendf(&out, "\n%s\n", wording_item(w, item));
                if (item->decision == DECISION_DISCLOSE)
                        text_appendf(&out, "%s\n%s\n", item->value, wording_of_item(w, item, item->value));
        }
        return leak_one_line(w->arena, text_str(&out));
}

static bool leak_of(const Wording *w, const char *value, const char *said, const char *allowed) {
        const char *line = leak_one_line(w->arena, value);
        return *line && leak_says(said, line) && !leak_says(allowed, line);
}

int64_t leak_find(const Wording *w, const char *text, const char *frame) {
        const char *allowed = may_say(w, frame), *said = leak_one_line(w->arena, text);
        for (size_t i = 0; i < w->source->n_items; i++) {
                const DossierItem *item = &w->source->items[i];
                if (item->decision == DECISION_DISCLOSE || !is_telling(w, item))
                        continue;
                const char *written = wording_of_item(w, item, item->value);
                if (leak_of(w, item->value, said, allowed) ||
                    (!str_eq(written, item->value) && leak_of(w, written, said, allowed)))
                        return item->n;
        }
        return 0;
}
