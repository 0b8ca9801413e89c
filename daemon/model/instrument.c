#include "model/instrument.h"

#include "base/text.h"

static const char *word(const char *const *words, size_t n, size_t i) {
        return i < n ? words[i] : NULL;
}

const char *duty_to_string(Duty duty) {
        static const char *const words[] = { NULL, "must", "may" };
        return word(words, ELEMENTS(words), (size_t)duty);
}

const char *person_to_string(Person person) {
        static const char *const words[] = { NULL, "living", "dead", "either" };
        return word(words, ELEMENTS(words), (size_t)person);
}
