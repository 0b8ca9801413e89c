#include "store/ledger.h"

#include "base/error.h"
#include "store/call.h"
#include "store/json.h"

#include <stdlib.h>

int ledger_pend(Store *store, const LedgerNote *note) {
        return store_call(store, ledger_pend, NULL, .on = note->on, .kind = note->kind, .actor = note->actor,
                          .subject = note->subject, .about = note->about, .detail = note->detail);
}

int ledger_note_subject(const Context *context, EntryKind kind, const char *subject, const char *about,
                        json_t *detail) {
        char *text = detail ? json_canonical(detail) : NULL;
        const LedgerNote note = {
                .kind = entry_kind_to_string(kind),
                .actor = context->actor,
                .subject = subject,
                .about = about,
                .detail = text,
                .on = clock_today(&context->clock),
        };
        int r = ledger_pend(context->store, &note);
        free(text);
        json_decref(detail);
        return err_trace(r);
}

int ledger_note(const Context *context, EntryKind kind, const char *about, json_t *detail) {
        return ledger_note_subject(context, kind, NULL, about, detail);
}

int ledger_pend_many(Store *store, const LedgerNote *notes, size_t n) {
        enum { ON, KIND, ACTOR, SUBJECT, ABOUT, DETAIL, COLUMNS };
        if (n == 0)
                return 0;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char **columns[COLUMNS];
        for (int c = 0; c < COLUMNS; c++)
                columns[c] = arena_array(arena, n, sizeof **columns);
        for (size_t i = 0; i < n; i++) {
                columns[ON][i] = arena_strdup(arena, DATE_TEXT(notes[i].on));
                columns[KIND][i] = notes[i].kind;
                columns[ACTOR][i] = notes[i].actor;
                columns[SUBJECT][i] = notes[i].subject;
                columns[ABOUT][i] = notes[i].about;
                columns[DETAIL][i] = notes[i].detail;
        }
        return store_call(store, ledger_pend_many, NULL, .on = { columns[ON], n },
                          .kind = { columns[KIND], n }, .actor = { columns[ACTOR], n },
                          .subject = { columns[SUBJECT], n }, .about = { columns[ABOUT], n },
                          .detail = { columns[DETAIL], n });
}
