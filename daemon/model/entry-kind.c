#include "model/entry-kind.h"

static const char *const words[] = { ENTRY_KINDS(WORD_STRING) };

const char *entry_kind_to_string(EntryKind kind) {
        return words[kind];
}

EntryKind entry_of_request_event(RequestEventKind event) {
        return (EntryKind)(ENTRY_REQUEST_RECEIVED + event);
}
