#include "store/request.h"

#include "base/error.h"
#include "store/call.h"
#include "store/sealed-values.h"

int request_number(Store *store, int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_number, &rows);
        if (r == 0)
                *ret = pg_i64(rows, 0, REQUEST_NUMBER_N);
        return err_trace(r);
}

int request_insert(Store *store, const Request *request) {
        return store_call(
                store, request_insert, NULL, .ref = request->ref,
                .kind = request_kind_to_string(request->kind), .register_name = request->register_name,
                .subject = request->subject, .requester = requester_to_string(request->requester),
                .channel = request_channel_to_string(request->channel),
                .jurisdiction = jurisdiction_to_string(request->jurisdiction), .received = request->received,
                .regime = request->regime, .due = request->due, .language = request->language,
                .language_said = request->language_said, .hold = request->hold,
                .nation = nation_to_string(request->nation), .recognised = request->recognised,
                .repeats = request->repeats, .about = request->about);
}

int request_alike(Store *store, const Request *request, Arena *arena, RequestAlike **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key = { 0 };
        int r = store_call(store, request_alike, &rows, .register_name = request->register_name,
                           .subject = request->subject, .kind = request_kind_to_string(request->kind),
                           .requester = requester_to_string(request->requester),
                           .received = request->received);
        size_t n = r ? 0 : pg_rows_count(rows);
        RequestAlike *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; r == 0 && i < n; i++) {
                const char *name = pg_text(rows, i, REQUEST_ALIKE_NAME);
                bool sealed = pg_bool(rows, i, REQUEST_ALIKE_SEALED);
                list[i] = (RequestAlike){ .ref = arena_strdup(arena, pg_text(rows, i, REQUEST_ALIKE_REF)),
                                          .received = pg_date(rows, i, REQUEST_ALIKE_RECEIVED_ON),
                                          .open = pg_bool(rows, i, REQUEST_ALIKE_OPEN),
                                          .name = arena_strdup(arena, name) };
                if (sealed && !key.there)
                        r = value_key_open(store, NULL, pg_text(rows, i, REQUEST_ALIKE_SUBJECT), &key);
                if (r == 0 && sealed)
                        r = value_open(&key, name, arena, &list[i].name);
        }
        age_file_key_wipe(&key.key);
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}

int request_give(Store *store, const char *ref, const char *owner) {
        return store_call(store, request_give, NULL, .ref = ref, .owner = owner);
}

int request_party_insert(Store *store, const char *ref, const char *subject, const char *name) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueKey key;
        int r = value_key_make(store, NULL, subject, &key);
        if (r)
                return err_trace(r);
        const char *kept = value_seal(&key, name, arena);
        age_file_key_wipe(&key.key);
        return store_call(store, request_party_insert, NULL, .ref = ref, .subject = subject, .name = kept,
                          .sealed = key.there);
}

int request_party(Store *store, const char *ref, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key = { 0 };
        *ret = NULL;
        int r = store_call(store, request_party, &rows, .ref = ref);
        if (r || pg_rows_count(rows) == 0)
                return err_trace(r);
        *ret = arena_strdup(arena, pg_text(rows, 0, REQUEST_PARTY_NAME));
        if (!pg_bool(rows, 0, REQUEST_PARTY_SEALED))
                return 0;
        r = value_key_open(store, NULL, pg_text(rows, 0, REQUEST_PARTY_SUBJECT), &key);
        if (r == 0)
                r = value_open(&key, *ret, arena, ret);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

static int request_of_row(const PgRows *rows, size_t i, Arena *arena, Request *ret) {
        RequestState state;
        RequestKind kind;
        Requester requester;
        RequestChannel channel;
        Jurisdiction jurisdiction;
        Nation nation = NATION_UNSAID;
        const char *said = pg_text(rows, i, REQUEST_VIEW_NATION);
        if ((said && !nation_from_string(said, &nation)) ||
            !jurisdiction_from_string(pg_text(rows, i, REQUEST_VIEW_JURISDICTION), &jurisdiction) ||
            !request_kind_from_string(pg_text(rows, i, REQUEST_VIEW_KIND), &kind) ||
            !requester_from_string(pg_text(rows, i, REQUEST_VIEW_REQUESTER), &requester) ||
            !request_channel_from_string(pg_text(rows, i, REQUEST_VIEW_CHANNEL), &channel) ||
            !request_state_from_string(pg_text(rows, i, REQUEST_VIEW_STATE), &state))
                return err_origin(-EBADMSG);
        *ret = (Request){
                .ref = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_REF)),
                .kind = kind,
                .register_name = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_REGISTER)),
                .subject = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_SUBJECT)),
                .requester = requester,
                .channel = channel,
                .jurisdiction = jurisdiction,
                .language = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_LANGUAGE)),
                .language_said = pg_bool(rows, i, REQUEST_VIEW_LANGUAGE_SAID),
                .received = pg_date(rows, i, REQUEST_VIEW_RECEIVED_ON),
                .regime = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_REGIME)),
                .due = pg_date(rows, i, REQUEST_VIEW_DUE_ON),
                .state = state,
                .hold = pg_i64(rows, i, REQUEST_VIEW_HOLD),
                .stop = { pg_i64(rows, i, REQUEST_VIEW_DIFFERENCE), pg_bool(rows, i, REQUEST_VIEW_STANDS) },
                .nation = nation,
                .owner = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_OWNER)),
                .recognised = pg_date(rows, i, REQUEST_VIEW_RECOGNISED_ON),
                .repeats = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_REPEATS)),
                .about = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_ABOUT)),
        };
        return 0;
}

int request_load(Store *store, const char *ref, Arena *arena, Request *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_load, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? request_of_row(rows, 0, arena, ret) : REQUEST_STORE_E_NONE;
}

int request_lock(Store *store, const char *ref, RequestState *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_lock, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return REQUEST_STORE_E_NONE;
        return request_state_from_string(pg_text(rows, 0, REQUEST_LOCK_STATE), ret) ? 0
                                                                                    : err_origin(-EBADMSG);
}

int request_list(Store *store, const char *state, Arena *arena, Request **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_list, &rows, .state = state);
        size_t n = r ? 0 : pg_rows_count(rows);
        Request *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = request_of_row(rows, i, arena, &list[i]);
        if (r)
                return err_trace(r);
        *ret = list;
        *ret_n = n;
        return 0;
}

int request_move(Store *store, const char *ref, RequestState from, RequestState to) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_move, &rows, .ref = ref, .from = request_state_to_string(from),
                           .to = request_state_to_string(to));
        if (r)
                return err_trace(r);
        return pg_rows_affected(rows) ? 0 : REQUEST_STORE_E_MOVED;
}

int request_set_due(Store *store, const char *ref, Date due) {
        return store_call(store, request_set_due, NULL, .ref = ref, .due = due);
}

int request_open_refs(Store *store, Arena *arena, const char ***ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        *ret_n = 0;
        int r = store_call(store, request_open_refs, &rows);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        *ret = arena_array(arena, *ret_n + 1, sizeof **ret);
        for (size_t i = 0; i < *ret_n; i++)
                (*ret)[i] = arena_strdup(arena, pg_text(rows, i, REQUEST_OPEN_REFS_REF));
        return 0;
}

int request_said(Store *store, const Request *request) {
        return store_call(store, request_said, NULL, .ref = request->ref,
                          .requester = requester_to_string(request->requester),
                          .nation = nation_to_string(request->nation),
                          .jurisdiction = jurisdiction_to_string(request->jurisdiction));
}

int request_note_insert(Store *store, const char *ref, const char *subject, const char *how) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueKey key;
        if (!subject)
                return 0;
        int r = value_key_make(store, NULL, subject, &key);
        if (r)
                return err_trace(r);
        const char *kept = value_seal(&key, how, arena);
        age_file_key_wipe(&key.key);
        return store_call(store, request_note_insert, NULL, .ref = ref, .how = kept, .sealed = key.there);
}

static int open_note(Store *store, const PgRows *rows, size_t i, Arena *arena, RequestFinding *finding) {
        ValueKey key;
        if (!finding->how || !pg_bool(rows, i, REQUEST_FINDINGS_SEALED))
                return 0;
        int r = value_key_open(store, NULL, pg_text(rows, i, REQUEST_FINDINGS_SUBJECT), &key);
        if (r == 0)
                r = value_open(&key, finding->how, arena, &finding->how);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int request_findings(Store *store, const char *ref, Arena *arena, RequestFinding **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_findings, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestFinding *list = arena_array(arena, n + 1, sizeof *list);
        for (size_t i = 0; r == 0 && i < n; i++) {
                list[i] = (RequestFinding){
                        .n = pg_i64(rows, i, REQUEST_FINDINGS_EVENT),
                        .on = pg_date(rows, i, REQUEST_FINDINGS_ON_DAY),
                        .code = arena_strdup(arena, pg_text(rows, i, REQUEST_FINDINGS_CODE)),
                        .actor = arena_strdup(arena, pg_text(rows, i, REQUEST_FINDINGS_ACTOR)),
                        .how = arena_strdup(arena, pg_text(rows, i, REQUEST_FINDINGS_HOW)),
                };
                r = request_event_from_string(pg_text(rows, i, REQUEST_FINDINGS_KIND), &list[i].kind)
                            ? open_note(store, rows, i, arena, &list[i])
                            : err_origin(-EBADMSG);
        }
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}

int request_event_insert(Store *store, const char *ref, const RequestEvent *event) {
        return store_call(store, request_event_insert, NULL, .ref = ref, .on = event->on,
                          .kind = request_event_to_string(event->kind), .code = event->code,
                          .actor = event->actor);
}

int request_events(Store *store, const char *ref, Arena *arena, RequestEvent **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_events, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestEvent *events = arena_array(arena, n, sizeof *events);
        for (size_t i = 0; i < n; i++) {
                events[i] = (RequestEvent){
                        .n = pg_i64(rows, i, REQUEST_EVENTS_N),
                        .on = pg_date(rows, i, REQUEST_EVENTS_ON_DAY),
                        .code = arena_strdup(arena, pg_text(rows, i, REQUEST_EVENTS_CODE)),
                        .actor = arena_strdup(arena, pg_text(rows, i, REQUEST_EVENTS_ACTOR)),
                };
                if (!request_event_from_string(pg_text(rows, i, REQUEST_EVENTS_KIND), &events[i].kind))
                        return err_origin(-EBADMSG);
        }
        *ret = events;
        *ret_n = n;
        return 0;
}

int request_document_insert(Store *store, const char *ref, int64_t document) {
        return store_call(store, request_document_insert, NULL, .ref = ref, .document = document);
}

int request_documents_drop(Store *store, const char *ref) {
        return store_call(store, request_documents_drop, NULL, .ref = ref);
}

int request_documents(Store *store, const char *ref, Arena *arena, RequestDocument **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_documents, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestDocument *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; i < n; i++) {
                list[i].document = pg_i64(rows, i, REQUEST_DOCUMENTS_ID);
                if (!document_format_from_string(pg_text(rows, i, REQUEST_DOCUMENTS_FORMAT), &list[i].format))
                        return err_origin(-EBADMSG);
        }
        *ret = list;
        *ret_n = n;
        return 0;
}

int request_figures(Store *store, Date from, Date to, Date today, PgRows **ret) {
        return store_call(store, request_figures, ret, .from = from, .to = to, .today = today);
}
