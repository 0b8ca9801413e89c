#include "store/request.h"

#include "base/error.h"
#include "store/call.h"

int request_insert(Store *store, const Request *request, Arena *arena, const char **ret_ref) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, request_kind_to_string(request->kind));
        pg_arg_text(&args, request->register_name);
        pg_arg_text(&args, request->subject);
        pg_arg_text(&args, requester_to_string(request->requester));
        pg_arg_text(&args, request_channel_to_string(request->channel));
        pg_arg_text(&args, request->jurisdiction);
        pg_arg_date(&args, request->received);
        pg_arg_text(&args, request->regime);
        pg_arg_date(&args, request->due);
        pg_arg_text(&args, request->language);
        if (request->hold)
                pg_arg_i64(&args, request->hold);
        else
                pg_arg_text(&args, NULL);
        pg_arg_text(&args, request->nation);
        int r = store_call(store, STATEMENT_REQUEST_INSERT, &args, &rows);
        if (r)
                return err_trace(r);
        *ret_ref = arena_strdup(arena, pg_text(rows, 0, REQUEST_INSERT_REF));
        return 0;
}

int request_party_insert(Store *store, const char *ref, const char *subject, const char *name) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_text(&args, subject);
        pg_arg_text(&args, name);
        return store_call(store, STATEMENT_REQUEST_PARTY_INSERT, &args, NULL);
}

static int request_of_row(const PgRows *rows, size_t i, Arena *arena, Request *ret) {
        RequestState state;
        RequestKind kind;
        Requester requester;
        RequestChannel channel;
        if (!request_kind_from_string(pg_text(rows, i, REQUEST_VIEW_KIND), &kind) ||
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
                .jurisdiction = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_JURISDICTION)),
                .language = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_LANGUAGE)),
                .received = pg_date(rows, i, REQUEST_VIEW_RECEIVED_ON),
                .regime = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_REGIME)),
                .due = pg_date(rows, i, REQUEST_VIEW_DUE_ON),
                .state = state,
                .hold = pg_i64(rows, i, REQUEST_VIEW_HOLD),
                .stop = { pg_i64(rows, i, REQUEST_VIEW_DIFFERENCE), pg_bool(rows, i, REQUEST_VIEW_STANDS) },
                .nation = arena_strdup(arena, pg_text(rows, i, REQUEST_VIEW_NATION)),
        };
        return 0;
}

int request_load(Store *store, const char *ref, Arena *arena, Request *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_REQUEST_LOAD, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? request_of_row(rows, 0, arena, ret) : REQUEST_STORE_E_NONE;
}

int request_lock(Store *store, const char *ref, RequestState *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_REQUEST_LOCK, &args, &rows);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return REQUEST_STORE_E_NONE;
        return request_state_from_string(pg_text(rows, 0, REQUEST_LOCK_STATE), ret) ? 0
                                                                                    : err_origin(-EBADMSG);
}

int request_list(Store *store, const char *state, Arena *arena, Request **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, state);
        int r = store_call(store, STATEMENT_REQUEST_LIST, &args, &rows);
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
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_text(&args, request_state_to_string(from));
        pg_arg_text(&args, request_state_to_string(to));
        int r = store_call(store, STATEMENT_REQUEST_MOVE, &args, &rows);
        if (r)
                return err_trace(r);
        return pg_rows_affected(rows) ? 0 : REQUEST_STORE_E_MOVED;
}

int request_set_due(Store *store, const char *ref, Date due) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_date(&args, due);
        return store_call(store, STATEMENT_REQUEST_SET_DUE, &args, NULL);
}

int request_said(Store *store, const Request *request) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, request->ref);
        pg_arg_text(&args, requester_to_string(request->requester));
        pg_arg_text(&args, request->nation);
        pg_arg_text(&args, request->jurisdiction);
        return store_call(store, STATEMENT_REQUEST_SAID, &args, NULL);
}

int request_note_insert(Store *store, const char *ref, const char *how) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_text(&args, how);
        return store_call(store, STATEMENT_REQUEST_NOTE_INSERT, &args, NULL);
}

int request_findings(Store *store, const char *ref, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        return store_call(store, STATEMENT_REQUEST_FINDINGS, &args, ret);
}

int request_event_insert(Store *store, const char *ref, const RequestEvent *event) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_date(&args, event->on);
        pg_arg_text(&args, request_event_to_string(event->kind));
        pg_arg_text(&args, event->code);
        pg_arg_text(&args, event->actor);
        return store_call(store, STATEMENT_REQUEST_EVENT_INSERT, &args, NULL);
}

int request_events(Store *store, const char *ref, Arena *arena, RequestEvent **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_REQUEST_EVENTS, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestEvent *events = arena_array(arena, n, sizeof *events);
        for (size_t i = 0; i < n; i++) {
                events[i] = (RequestEvent){
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
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        pg_arg_i64(&args, document);
        return store_call(store, STATEMENT_REQUEST_DOCUMENT_INSERT, &args, NULL);
}

int request_documents_drop(Store *store, const char *ref) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        return store_call(store, STATEMENT_REQUEST_DOCUMENTS_DROP, &args, NULL);
}

int request_documents(Store *store, const char *ref, Arena *arena, RequestDocument **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, ref);
        int r = store_call(store, STATEMENT_REQUEST_DOCUMENTS, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        RequestDocument *list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; i < n; i++) {
                list[i].document = pg_i64(rows, i, REQUEST_DOCUMENTS_ID);
                list[i].format = arena_strdup(arena, pg_text(rows, i, REQUEST_DOCUMENTS_FORMAT));
        }
        *ret = list;
        *ret_n = n;
        return 0;
}

int request_figures(Store *store, Date from, Date to, Date today, PgRows **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        PgArgs args = PG_ARGS(arena);
        pg_arg_date(&args, from);
        pg_arg_date(&args, to);
        pg_arg_date(&args, today);
        return store_call(store, STATEMENT_REQUEST_FIGURES, &args, ret);
}
