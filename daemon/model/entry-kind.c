#include "model/entry-kind.h"

#include "base/cleanup.h"

static const char *const words[] = { ENTRY_KINDS(WORD_STRING) };

const char *entry_kind_to_string(EntryKind kind) {
        return words[kind];
}

bool entry_kind_from_string(const char *s, EntryKind *ret) {
        size_t n;
        if (!str_place(s, words, ELEMENTS(words), &n))
                return false;
        *ret = (EntryKind)n;
        return true;
}

EntryKind entry_of_request_event(RequestEventKind event) {
        return (EntryKind)(ENTRY_REQUEST_RECEIVED + event);
}
