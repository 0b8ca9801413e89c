#include "register/unsearched.h"

#include "base/text.h"

#define UNSEARCHED_WORD(name, word, why) word,
#define UNSEARCHED_WHY(name, word, why)  why,
static const char *const unsearched_words[] = { UNSEARCHED(UNSEARCHED_WORD) };
static const char *const unsearched_whys[] = { UNSEARCHED(UNSEARCHED_WHY) };

const char *unsearched_to_string(Unsearchedness why) {
        return unsearched_words[why];
}

const char *unsearched_because(const char *word) {
        size_t i;
        return str_place(word, unsearched_words, ELEMENTS(unsearched_words), &i) ? unsearched_whys[i] : NULL;
}
