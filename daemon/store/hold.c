#include "store/hold.h"

#include "base/error.h"
#include "base/text.h"
#include "store/call.h"
#include "store/job.h"
#include "store/sealed-values.h"

#include <errno.h>

/* NULL when it narrows nothing. */
static const HoldScope *hold_read_scope(const PgRows *rows, size_t row, const char *value, Arena *arena) {
        const HoldScope scope = {
                .entity = arena_strdup(arena, pg_text(rows, row, HOLD_SCOPE_ENTITY)),
                .attribute = arena_strdup(arena, pg_text(rows, row, HOLD_SCOPE_ATTRIBUTE)),
                .category = arena_strdup(arena, pg_text(rows, row, HOLD_SCOPE_CATEGORY)),
                .service = arena_strdup(arena, pg_text(rows, row, HOLD_SCOPE_SERVICE)),
                .column = arena_strdup(arena, pg_text(rows, row, HOLD_SCOPE_OF_COLUMN)),
                .value = arena_strdup(arena, value),
                .since = pg_date(rows, row, HOLD_SCOPE_SINCE),
                .until = pg_date(rows, row, HOLD_SCOPE_UNTIL),
        };
        return hold_scope_narrows(&scope) ? arena_memdup(arena, &scope, sizeof scope) : NULL;
}

/* The words of it are sealed in the statement that makes it, so that they never lay open. */
int hold_insert(Store *store, const Hold *hold, int64_t *ret_id) {
        const HoldScope all = HOLD_SCOPE_ALL, *scope = hold->scope ? hold->scope : &all;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        NewKey own = { 0 };
        int r = hold->reason || hold->evidence || scope->value ? value_key_new(store, arena, &own) : 0;
        if (r)
                return err_trace(r);
        r = store_call(store, hold_insert, &rows, .register_name = hold->register_name, .rule = hold->rule,
                       .subject = hold->subject, .entity = scope->entity, .attribute = scope->attribute,
                       .category = scope->category, .service = scope->service, .column = scope->column,
                       .value = value_seal(&own.key, scope->value, arena), .since = scope->since,
                       .until = scope->until, .basis = hold_basis_to_string(hold->basis),
                       .reason = value_seal(&own.key, hold->reason, arena),
                       .owner = hold->owner ? hold->owner : hold->set_by,
                       .evidence = value_seal(&own.key, hold->evidence, arena), .set_by = hold->set_by,
                       .set_on = hold->set_on, .review_on = hold->review_on, .header = own.header,
                       .recipient = own.recipient, .escrow = own.escrow);
        age_file_key_wipe(&own.key.key);
        if (r)
                return err_trace(r);
        *ret_id = pg_i64(rows, 0, HOLD_INSERT_ID);
        return 0;
}

/* A key of its own: the daily pass may be under way, and past the rule that the hold stood in the way of. */
int hold_replan(Store *store, int64_t id, const char *register_name, const char *rule, Date on) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        int r = job_enqueue(store, JOB_RETENTION_PLAN,
                            arena_printf(arena, "%s:hold-%lld", register_name, (long long)id),
                            json_pack("{s:s, s:s*}", "register", register_name, "rule", rule), on);
        return err_trace(r);
}

/* A hold is sealed whole: what of it lies open goes with the words that come to it. *ret as it is kept. */
typedef struct KeptWords {
        const char *words;
        bool sealed;
} KeptWords;

static int hold_seal_words(Store *store, int64_t id, const char *words, Arena *arena, KeptWords *ret) {
        ValueKey key;
        int r = value_key_make_hold(store, id, &key);
        if (r == 0 && key.there)
                r = values_seal_hold(store, id, &key);
        if (r == 0) {
                *ret = (KeptWords){ value_seal(&key, words, arena), key.there };
        }
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

static int hold_there(Store *store, int64_t id) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_lock, &rows, .id = id);
        return r || pg_rows_count(rows) ? err_trace(r) : HOLD_E_NONE;
}

int hold_release(Store *store, int64_t id, const char *by, Date on, const char *reason, Arena *arena,
                 Hold *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        KeptWords kept = { 0 };
        int r = hold_there(store, id);
        if (r == 0 && reason)
                r = hold_seal_words(store, id, reason, arena, &kept);
        if (r == 0)
                r = store_call(store, hold_release, &rows, .id = id, .by = by, .on = on,
                               .reason = kept.words);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return HOLD_E_NONE;
        const char *register_name = arena_strdup(arena, pg_text(rows, 0, HOLD_RELEASE_REGISTER)),
                   *rule = arena_strdup(arena, pg_text(rows, 0, HOLD_RELEASE_RULE));
        if (ret)
                *ret = (Hold){ .id = id, .register_name = register_name, .rule = rule };
        return register_name ? hold_replan(store, id, register_name, rule, on) : 0;
}

int hold_review(Store *store, int64_t id, const HoldReview *review) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        KeptWords kept = { 0 };
        int r = hold_there(store, id);
        if (r == 0)
                r = hold_seal_words(store, id, review->because, arena, &kept);
        if (r == 0)
                r = store_call(store, hold_review, &rows, .id = id, .keep_until = review->keep_until,
                               .because = kept.words, .by = review->by, .reviewed_on = review->reviewed_on,
                               .sealed = kept.sealed);
        if (r)
                return err_trace(r);
        return pg_rows_count(rows) ? 0 : HOLD_E_NONE;
}

/* Who may not open it, or asked for no words, is not shown them. */
static int open_word(const ValueKey *key, bool sealed, Arena *arena, const char **word) {
        if (sealed && key->there)
                return value_open(key, *word, arena, word);
        if (sealed)
                *word = NULL;
        return 0;
}

int hold_reviews(Store *store, int64_t id, bool words, Arena *arena, HoldReview **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_reviews, &rows, .id = id);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        HoldReview *reviews = arena_array(arena, n + 1, sizeof *reviews);
        ValueKey key = { 0 };
        for (size_t i = 0; r == 0 && i < n; i++) {
                bool sealed = pg_bool(rows, i, HOLD_REVIEWS_SEALED);
                reviews[i] = (HoldReview){
                        .due_on = pg_date(rows, i, HOLD_REVIEWS_DUE_ON),
                        .reviewed_on = pg_date(rows, i, HOLD_REVIEWS_REVIEWED_ON),
                        .by = arena_strdup(arena, pg_text(rows, i, HOLD_REVIEWS_REVIEWED_BY)),
                        .because = arena_strdup(arena, pg_text(rows, i, HOLD_REVIEWS_BECAUSE)),
                        .keep_until = pg_date(rows, i, HOLD_REVIEWS_KEEP_UNTIL),
                };
                if (sealed && words && !key.there)
                        r = value_key_open_hold(store, id, &key);
                if (r == 0)
                        r = open_word(&key, sealed, arena, &reviews[i].because);
        }
        age_file_key_wipe(&key.key);
        *ret = reviews;
        *ret_n = n;
        return err_trace(r);
}

int hold_remind(Store *store, Date today, int days, Arena *arena, HoldReminder **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_remind, &rows, .today = today, .days = days);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        HoldReminder *reminders = arena_array(arena, n + 1, sizeof *reminders);
        for (size_t i = 0; i < n; i++)
                reminders[i] = (HoldReminder){
                        .hold = pg_i64(rows, i, HOLD_REMIND_HOLD),
                        .review_on = pg_date(rows, i, HOLD_REMIND_REVIEW_ON),
                        .due = str_eq(pg_text(rows, i, HOLD_REMIND_STAGE), "due"),
                };
        *ret = reminders;
        *ret_n = n;
        return 0;
}

int hold_counts(Store *store, Date today, int days, HoldCounts *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_counts, &rows, .today = today, .days = days);
        if (r)
                return err_trace(r);
        *ret = (HoldCounts){ pg_i64(rows, 0, HOLD_COUNTS_BINDING), pg_i64(rows, 0, HOLD_COUNTS_SOON),
                             pg_i64(rows, 0, HOLD_COUNTS_DUE) };
        return 0;
}

static int read_hold(const PgRows *rows, size_t row, Arena *arena, Hold *ret) {
        *ret = (Hold){
                .id = pg_i64(rows, row, HOLD_LIST_ID),
                .register_name = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_REGISTER)),
                .rule = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_RULE)),
                .key = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_SUBJECT_KEY)),
                .subject = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_SUBJECT)),
                .scope = hold_read_scope(rows, row, pg_text(rows, row, HOLD_LIST_HOLD_VALUE), arena),
                .reason = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_REASON)),
                .owner = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_OWNER)),
                .evidence = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_EVIDENCE)),
                .set_by = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_SET_BY)),
                .set_on = pg_date(rows, row, HOLD_LIST_SET_ON),
                .review_on = pg_date(rows, row, HOLD_LIST_REVIEW_ON),
                .released_by = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_RELEASED_BY)),
                .released_on = pg_date(rows, row, HOLD_LIST_RELEASED_ON),
                .release_reason = arena_strdup(arena, pg_text(rows, row, HOLD_LIST_RELEASE_REASON)),
                .sealed = pg_bool(rows, row, HOLD_LIST_SEALED),
        };
        return hold_basis_from_string(pg_text(rows, row, HOLD_LIST_BASIS), &ret->basis)
                       ? 0
                       : err_origin(-EBADMSG);
}

static int open_hold_words(const ValueKey *key, Arena *arena, Hold *hold) {
        HoldScope *scope = hold->scope ? arena_memdup(arena, hold->scope, sizeof *scope) : NULL;
        int r = open_word(key, true, arena, &hold->reason);
        if (r == 0)
                r = open_word(key, true, arena, &hold->evidence);
        if (r == 0)
                r = open_word(key, true, arena, &hold->release_reason);
        if (r == 0 && scope)
                r = open_word(key, true, arena, &scope->value);
        hold->scope = scope;
        hold->sealed = !key->there;
        return err_trace(r);
}

static int store_hold_open_hold(Store *store, bool words, Arena *arena, Hold *hold) {
        ValueKey key = { 0 };
        if (!hold->sealed)
                return 0;
        int r = words ? value_key_open_hold(store, hold->id, &key) : 0;
        if (r == 0)
                r = open_hold_words(&key, arena, hold);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int hold_list(Store *store, const HoldsWanted *wanted, Arena *arena, Hold **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_list, &rows, .id = wanted->id, .released_too = wanted->released_too);
        if (r)
                return err_trace(r);
        size_t n = pg_rows_count(rows);
        Hold *holds = arena_array(arena, n + 1, sizeof *holds);
        for (size_t i = 0; r == 0 && i < n; i++)
                if ((r = read_hold(rows, i, arena, &holds[i])) == 0)
                        r = store_hold_open_hold(store, wanted->words, arena, &holds[i]);
        if (r)
                return err_trace(r);
        *ret = holds;
        *ret_n = n;
        return 0;
}

/* A scope is never guessed: a value that cannot be opened ends the work that asked. */
static int match_value(Store *store, const PgRows *rows, size_t i, Arena *arena, const char **ret) {
        ValueKey key;
        *ret = pg_text(rows, i, HOLD_MATCH_OF_VALUE);
        if (!*ret || !pg_bool(rows, i, HOLD_MATCH_SEALED))
                return 0;
        int r = value_key_open_hold(store, pg_i64(rows, i, HOLD_MATCH_ID), &key);
        if (r == 0)
                r = value_open(&key, *ret, arena, ret);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int hold_match(Store *store, const char *register_name, const char *rule, const char *const *keys, size_t n,
               Arena *arena, HoldMatch **ret, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, hold_match, &rows, .register_name = register_name, .rule = rule,
                           .keys = { keys, n });
        if (r)
                return err_trace(r);
        size_t matches = pg_rows_count(rows);
        HoldMatch *items = arena_array(arena, matches + 1, sizeof *items);
        for (size_t i = 0; r == 0 && i < matches; i++) {
                const char *value;
                r = match_value(store, rows, i, arena, &value);
                items[i] = (HoldMatch){ pg_i64(rows, i, HOLD_MATCH_ID),
                                        arena_strdup(arena, pg_text(rows, i, HOLD_MATCH_SUBJECT_KEY)),
                                        hold_read_scope(rows, i, value, arena) };
                if (r == 0 && !hold_basis_from_string(pg_text(rows, i, HOLD_MATCH_BASIS), &items[i].basis))
                        r = err_origin(-EBADMSG);
        }
        *ret = items;
        *ret_n = matches;
        return err_trace(r);
}
