#include "store/request-letter.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"

#include <string.h>

int request_letter_want(Store *store, const char *ref, RequestLetterKind kind, Date due) {
        return store_call(store, request_letter_want, NULL, .ref = ref,
                          .kind = request_letter_to_string(kind), .due = due);
}

int request_letter_want_on(Store *store, const RequestLetter *letter) {
        return store_call(store, request_letter_want_on, NULL, .ref = letter->request,
                          .kind = request_letter_to_string(letter->kind), .of = letter->of,
                          .due = letter->due);
}

int request_letter_met(Store *store, const char *ref, RequestLetterKind kind) {
        return store_call(store, request_letter_met, NULL, .ref = ref,
                          .kind = request_letter_to_string(kind));
}

bool request_letter_is_stuck(const RequestLetter *letter) {
        return letter->state == REQUEST_LETTER_IS_MADE &&
               (letter->waits || letter->delivery == DELIVERY_FAILED ||
                letter->delivery == DELIVERY_RETURNED);
}

int request_letter_recall(Store *store, int64_t id) {
        return store_call(store, request_letter_recall, NULL, .id = id);
}

int request_letter_unread(Store *store, const char *ref) {
        return store_call(store, request_letter_unread, NULL, .ref = ref);
}

int request_letter_again(Store *store, int64_t id) {
        return store_call(store, request_letter_again, NULL, .id = id);
}

int request_letter_of(Store *store, int64_t id, Arena *arena, const char **ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_letter_of, &rows, .id = id);
        if (r == 0)
                *ret = arena_strdup(arena, pg_text(rows, 0, REQUEST_LETTER_OF_REQUEST));
        return err_trace(r);
}

int request_letter_heard(Store *store, const char *ref, Date on) {
        return store_call(store, request_letter_heard, NULL, .ref = ref, .on = on);
}

/* "day-2027-01-05", and of one in its place "again-7-2027-01-05". */
static Date occasion_day(const char *occasion) {
        const size_t n = strlen(occasion), of_day = strlen("-2027-01-05");
        Date day;
        return n > of_day && occasion[n - of_day] == '-' && date_parse(occasion + n - of_day + 1, &day)
                       ? day
                       : DATE_NONE;
}

static int letter_of_row(const PgRows *rows, size_t i, Arena *arena, RequestLetter *ret) {
        *ret = (RequestLetter){
                .of = occasion_day(pg_text(rows, i, REQUEST_LETTER_VIEW_OCCASION)),
                .id = pg_i64(rows, i, REQUEST_LETTER_VIEW_ID),
                .request = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_VIEW_REQUEST)),
                .due = pg_date(rows, i, REQUEST_LETTER_VIEW_DUE_ON),
                .reason = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_VIEW_REASON)),
                .document = pg_i64(rows, i, REQUEST_LETTER_VIEW_DOCUMENT),
                .language = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_VIEW_LANGUAGE)),
                .pages = (int)pg_i64(rows, i, REQUEST_LETTER_VIEW_PAGES),
                .made_on = pg_date(rows, i, REQUEST_LETTER_VIEW_MADE_ON),
                .read = pg_bool(rows, i, REQUEST_LETTER_VIEW_READ),
                .said = pg_bool(rows, i, REQUEST_LETTER_VIEW_SAID),
                .delivery = _DELIVERY_STATE_MAX,
                .escaped = pg_bool(rows, i, REQUEST_LETTER_VIEW_ESCAPED),
                .waits = pg_bool(rows, i, REQUEST_LETTER_VIEW_WAITS),
                .because = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_VIEW_BECAUSE)),
                .by = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_VIEW_BY)),
                .proof = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_VIEW_PROOF)),
                .sent_on = pg_date(rows, i, REQUEST_LETTER_VIEW_SENT_ON),
                .received_on = pg_date(rows, i, REQUEST_LETTER_VIEW_RECEIVED_ON),
        };
        const char *delivery = pg_text(rows, i, REQUEST_LETTER_VIEW_DELIVERY);
        return request_letter_from_string(pg_text(rows, i, REQUEST_LETTER_VIEW_KIND), &ret->kind) &&
                               request_letter_state_from_string(pg_text(rows, i, REQUEST_LETTER_VIEW_STATE),
                                                                &ret->state) &&
                               (!delivery || delivery_state_from_string(delivery, &ret->delivery))
                       ? 0
                       : err_origin(-EBADMSG);
}

static int letters_of_rows(const PgRows *rows, Arena *arena, RequestLetter **ret, size_t *ret_n) {
        size_t n = pg_rows_count(rows);
        RequestLetter *list = arena_array(arena, n, sizeof *list);
        int r = 0;
        for (size_t i = 0; r == 0 && i < n; i++)
                r = letter_of_row(rows, i, arena, &list[i]);
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}

int request_letter_list(Store *store, const char *ref, Arena *arena, RequestLetter **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_letter_list, &rows, .ref = ref);
        return r ? err_trace(r) : letters_of_rows(rows, arena, ret, ret_n);
}

int request_letter_set(Store *store, const RequestLetter *letter) {
        return store_call(store, request_letter_set, NULL, .id = letter->id,
                          .state = request_letter_state_to_string(letter->state), .reason = letter->reason,
                          .document = letter->document, .language = letter->language, .pages = letter->pages,
                          .made_on = letter->made_on, .read = letter->read, .said = letter->said);
}

int request_letter_requests(Store *store, Arena *arena, const char ***ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, request_letter_requests, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        const char **list = arena_array(arena, n, sizeof *list);
        for (size_t i = 0; i < n; i++)
                list[i] = arena_strdup(arena, pg_text(rows, i, REQUEST_LETTER_REQUESTS_REQUEST));
        *ret = list;
        *ret_n = n;
        return 0;
}
