#include "model/data-class.h"

static const char *const words[] = { DATA_CLASSES(WORD_STRING) };

const char *data_class_to_string(DataClass class) {
        return words[class];
}

bool data_class_from_string(const char *s, DataClass *ret) {
        size_t n;
        if (!str_place(s, words, ELEMENTS(words), &n))
                return false;
        *ret = (DataClass)n;
        return true;
}
