#include "store/request-claim.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"
#include "store/difference.h"
#include "store/sealed-values.h"

#include <errno.h>

int claim_insert(Store *store, const char *ref, const char *subject, const RequestClaim *claim,
                 int64_t *ret_n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const Evidence values = { claim->held, claim->told, claim->evidence, claim->row };
        ValueKey key;
        int r = value_key_make(store, NULL, subject, &key);
        if (r == 0 && !key.there)
                return SEALING_E_NO_KEY;
        if (r == 0)
                r = store_call(store, claim_insert, &rows, .ref = ref, .subject = subject,
                               .entity = claim->entity, .attribute = claim->column,
                               .value = evidence_seal_with(&key, &values, arena));
        if (r == 0)
                *ret_n = pg_i64(rows, 0, CLAIM_INSERT_N);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

static int claim_of_row(const PgRows *rows, size_t i, const ValueKey *key, Arena *arena, RequestClaim *ret) {
        const char *decision = pg_text(rows, i, CLAIM_LIST_DECISION),
                   *ended = pg_text(rows, i, CLAIM_LIST_ENDED);
        Evidence values;
        *ret = (RequestClaim){
                .n = pg_i64(rows, i, CLAIM_LIST_N),
                .entity = arena_strdup(arena, pg_text(rows, i, CLAIM_LIST_ENTITY)),
                .column = arena_strdup(arena, pg_text(rows, i, CLAIM_LIST_ATTRIBUTE)),
                .decision = _CLAIM_DECISION_MAX,
                .decided_by = arena_strdup(arena, pg_text(rows, i, CLAIM_LIST_DECIDED_BY)),
                .decided_on = pg_date(rows, i, CLAIM_LIST_DECIDED_ON),
                .begun = pg_bool(rows, i, CLAIM_LIST_BEGUN),
                .ended = _CLAIM_END_MAX,
                .ended_on = pg_date(rows, i, CLAIM_LIST_ENDED_ON),
                .replaced = pg_bool(rows, i, CLAIM_LIST_REPLACED),
        };
        if ((decision && (!claim_decision_from_string(decision, &ret->decision) ||
                          !claim_reason_from_string(pg_text(rows, i, CLAIM_LIST_BECAUSE), &ret->because))) ||
            (ended && !claim_end_from_string(ended, &ret->ended)))
                return err_origin(-EBADMSG);
        int r = evidence_open_with(key, pg_text(rows, i, CLAIM_LIST_VALUE), arena, &values);
        if (r)
                return err_trace(r);
        ret->row = values.row;
        ret->held = values.held;
        ret->told = values.told;
        ret->evidence = values.why;
        return 0;
}

int claim_list(Store *store, const char *ref, Arena *arena, RequestClaim **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key = { 0 };
        int r = store_call(store, claim_list, &rows, .ref = ref);
        size_t n = r ? 0 : pg_rows_count(rows);
        RequestClaim *list = arena_array(arena, n + 1, sizeof *list);
        if (r == 0 && n)
                r = value_key_open(store, NULL, pg_text(rows, 0, CLAIM_LIST_SUBJECT), &key);
        for (size_t i = 0; r == 0 && i < n; i++)
                r = claim_of_row(rows, i, &key, arena, &list[i]);
        age_file_key_wipe(&key.key);
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}

static int claim_one(int r, const PgRows *rows) {
        return r ? err_trace(r) : pg_rows_affected(rows) ? 0 : REQUEST_STORE_E_NONE;
}

int claim_decide(Store *store, const char *ref, const RequestClaim *claim) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, claim_decide, &rows, .ref = ref, .n = claim->n,
                           .decision = claim_decision_to_string(claim->decision),
                           .because = claim_reason_to_string(claim->because), .by = claim->decided_by,
                           .on = claim->decided_on);
        return claim_one(r, rows);
}

int claim_replace(Store *store, const char *ref, int64_t n) {
        return store_call(store, claim_replace, NULL, .ref = ref, .n = n);
}

int claim_begin(Store *store, const char *ref, int64_t n) {
        return store_call(store, claim_begin, NULL, .ref = ref, .n = n);
}

int claim_end(Store *store, const char *ref, const RequestClaim *claim) {
        return store_call(store, claim_end, NULL, .ref = ref, .n = claim->n,
                          .ended = claim_end_to_string(claim->ended), .on = claim->ended_on);
}

int claim_counts(Store *store, const char *ref, ClaimCounts *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, claim_counts, &rows, .ref = ref);
        if (r)
                return err_trace(r);
        *ret = (ClaimCounts){ .all = pg_i64(rows, 0, CLAIM_COUNTS_ALL_OF_THEM),
                              .undecided = pg_i64(rows, 0, CLAIM_COUNTS_UNDECIDED),
                              .to_correct = pg_i64(rows, 0, CLAIM_COUNTS_TO_CORRECT),
                              .to_keep = pg_i64(rows, 0, CLAIM_COUNTS_TO_KEEP),
                              .open = pg_i64(rows, 0, CLAIM_COUNTS_OPEN),
                              .overtaken = pg_i64(rows, 0, CLAIM_COUNTS_OVERTAKEN),
                              .begun = pg_i64(rows, 0, CLAIM_COUNTS_BEGUN),
                              .corrected = pg_i64(rows, 0, CLAIM_COUNTS_CORRECTED),
                              .beside = pg_i64(rows, 0, CLAIM_COUNTS_BESIDE),
                              .untold = pg_i64(rows, 0, CLAIM_COUNTS_UNTOLD) };
        return 0;
}

/* --- who is told ---------------------------------------------------------------------------------------- */

int recipient_insert(Store *store, const char *ref, const char *subject, const char *const *names, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueKey key;
        int r = value_key_make(store, NULL, subject, &key);
        if (r == 0 && !key.there)
                return SEALING_E_NO_KEY;
        for (size_t i = 0; r == 0 && i < n; i++)
                r = store_call(store, recipient_insert, NULL, .ref = ref, .n = (int64_t)i + 1,
                               .subject = subject, .name = value_seal(&key, names[i], arena));
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int recipient_list(Store *store, const char *ref, Arena *arena, RequestRecipient **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        ValueKey key = { 0 };
        int r = store_call(store, recipient_list, &rows, .ref = ref);
        size_t n = r ? 0 : pg_rows_count(rows);
        RequestRecipient *list = arena_array(arena, n + 1, sizeof *list);
        if (r == 0 && n)
                r = value_key_open(store, NULL, pg_text(rows, 0, RECIPIENT_LIST_SUBJECT), &key);
        for (size_t i = 0; r == 0 && i < n; i++) {
                const char *answer = pg_text(rows, i, RECIPIENT_LIST_ANSWER);
                list[i] =
                        (RequestRecipient){ .n = pg_i64(rows, i, RECIPIENT_LIST_N),
                                            .answer = _RECIPIENT_ANSWER_MAX,
                                            .on = pg_date(rows, i, RECIPIENT_LIST_ON_DAY),
                                            .by = arena_strdup(arena, pg_text(rows, i, RECIPIENT_LIST_BY)) };
                if (answer && !recipient_answer_from_string(answer, &list[i].answer))
                        r = err_origin(-EBADMSG);
                if (r == 0)
                        r = value_open(&key, pg_text(rows, i, RECIPIENT_LIST_NAME), arena, &list[i].name);
        }
        age_file_key_wipe(&key.key);
        *ret = list;
        *ret_n = n;
        return err_trace(r);
}

int recipient_settle(Store *store, const char *ref, const RequestRecipient *recipient) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, recipient_settle, &rows, .ref = ref, .n = recipient->n,
                           .answer = recipient_answer_to_string(recipient->answer), .by = recipient->by,
                           .on = recipient->on);
        return claim_one(r, rows);
}
