#include "store/difference.h"

#include "base/error.h"
#include "base/text.h"
#include "seal/letterbox.h"
#include "store/call.h"
#include "store/json.h"
#include "store/sealed-values.h"

#include <string.h>

/* --- what is sealed ------------------------------------------------------------------------------------- */

static const char *evidence_text(const Evidence *evidence, Arena *arena) {
        json_auto_t *json = json_pack("{s:s, s:s, s:s?, s:s?}", "held", evidence->held, "told",
                                      evidence->told, "why", evidence->why, "row", evidence->row);
        char *text = json_canonical(json);
        const char *copy = arena_strdup(arena, text);
        explicit_bzero(text, strlen(text));
        free(text);
        return copy;
}

const char *evidence_seal_with(const ValueKey *key, const Evidence *evidence, Arena *arena) {
        return value_seal(key, evidence_text(evidence, arena), arena);
}

int evidence_seal(const Sealing *sealing, const Evidence *evidence, Arena *arena, const char **ret_header,
                  const char **ret_value) {
        ValueKey key = { .there = true };
        size_t n;
        *ret_header = *ret_value = NULL;
        if (!sealing->recipient)
                return 0;
        int r = age_file_key_new(&sealing->to, arena, &key.key, ret_header, &n);
        if (r == 0)
                *ret_value = evidence_seal_with(&key, evidence, arena);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int evidence_open_with(const ValueKey *key, const char *stored, Arena *arena, Evidence *ret) {
        const char *text;
        int r = value_open(key, stored, arena, &text);
        json_auto_t *json = r == 0 ? json_loads(text, 0, NULL) : NULL;
        if (r == 0 && !json)
                return AGE_E_FORM;
        if (r)
                return err_trace(r);
        *ret = (Evidence){
                .held = arena_strdup(arena, json_string_value(json_object_get(json, "held"))),
                .told = arena_strdup(arena, json_string_value(json_object_get(json, "told"))),
                .why = arena_strdup(arena, json_string_value(json_object_get(json, "why"))),
                .row = arena_strdup(arena, json_string_value(json_object_get(json, "row"))),
        };
        return 0;
}

/* --- one difference ------------------------------------------------------------------------------------- */

static bool read_words(const PgRows *rows, Difference *ret) {
        const char *grade = pg_text(rows, 0, DIFFERENCE_LOAD_GRADE),
                   *decision = pg_text(rows, 0, DIFFERENCE_LOAD_DECISION);
        return difference_kind_from_string(pg_text(rows, 0, DIFFERENCE_LOAD_KIND), &ret->kind) &&
               difference_state_from_string(pg_text(rows, 0, DIFFERENCE_LOAD_STATE), &ret->state) &&
               (!grade || grade_from_string(grade, &ret->grade)) &&
               (!decision ||
                difference_verdict_from_strings(decision, pg_text(rows, 0, DIFFERENCE_LOAD_DECIDED_BECAUSE),
                                                &ret->verdict));
}

static int read_difference(const PgRows *rows, Arena *arena, Difference *ret) {
#define COPY(column) arena_strdup(arena, pg_text(rows, 0, DIFFERENCE_LOAD_##column))
        *ret = (Difference){
                .id = pg_i64(rows, 0, DIFFERENCE_LOAD_ID),
                .source = COPY(SOURCE),
                .register_name = COPY(REGISTER),
                .ref = COPY(REF),
                .subject = COPY(SUBJECT),
                .attribute = COPY(ATTRIBUTE),
                .grade = _GRADE_MAX,
                .verdict = { .decision = _DIFFERENCE_DECISION_MAX },
                .because = COPY(BECAUSE),
                .owner = COPY(OWNER),
                .version = COPY(VERSION),
                .asked_at = COPY(ASKED_AT),
                .decided_by = COPY(DECIDED_BY),
                .found = pg_date(rows, 0, DIFFERENCE_LOAD_FOUND_ON),
                .seen = pg_date(rows, 0, DIFFERENCE_LOAD_SEEN_ON),
                .due = pg_date(rows, 0, DIFFERENCE_LOAD_DUE_ON),
                .decided = pg_date(rows, 0, DIFFERENCE_LOAD_DECIDED_ON),
                .begun = pg_text(rows, 0, DIFFERENCE_LOAD_CORRECTION) != NULL,
                .corrected = pg_bool(rows, 0, DIFFERENCE_LOAD_CORRECTED),
        };
#undef COPY
        return read_words(rows, ret) ? 0 : err_origin(-EBADMSG);
}

static int open_evidence(Store *store, const PgRows *rows, Arena *arena, Difference *ret) {
        const char *header = pg_text(rows, 0, DIFFERENCE_LOAD_HEADER),
                   *value = pg_text(rows, 0, DIFFERENCE_LOAD_VALUE);
        ValueKey key = { .there = true };
        if (!header || !value)
                return 0;
        int r = sealing_open(store, header, &key.key);
        if (r == 0)
                r = evidence_open_with(&key, value, arena, &ret->evidence);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

static int open_correction(Store *store, const PgRows *rows, Arena *arena, Difference *ret) {
        ValueKey key;
        if (!ret->begun)
                return 0;
        int r = value_key_open(store, NULL, ret->ref, &key);
        if (r == 0)
                r = evidence_open_with(&key, pg_text(rows, 0, DIFFERENCE_LOAD_CORRECTION), arena,
                                       &ret->correction);
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int difference_load(Store *store, int64_t difference, Arena *arena, Difference *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, difference_load, &rows, .difference = difference);
        if (r)
                return err_trace(r);
        if (pg_rows_count(rows) == 0)
                return DIFFERENCE_E_NONE;
        r = read_difference(rows, arena, ret);
        if (r == 0)
                r = open_evidence(store, rows, arena, ret);
        return r ? err_trace(r) : open_correction(store, rows, arena, ret);
}

/* --- many ----------------------------------------------------------------------------------------------- */

int difference_list(Store *store, const char *source, const char *owner, bool standing_too, int64_t limit,
                    PgRows **ret) {
        return store_call(store, difference_list, ret, .source = source, .owner = owner, .limit = limit,
                          .standing_too = standing_too);
}

int difference_waiting(Store *store, const char *source, const char *const *attributes, size_t n_attributes,
                       int64_t after, int64_t *ids, size_t limit, size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, difference_waiting, &rows, .source = source, .after = after,
                           .attributes = { attributes, n_attributes }, .limit = (int64_t)limit);
        if (r)
                return err_trace(r);
        *ret_n = pg_rows_count(rows);
        for (size_t i = 0; i < *ret_n; i++)
                ids[i] = pg_i64(rows, i, DIFFERENCE_WAITING_ID);
        return 0;
}

/* --- acts ----------------------------------------------------------------------------------------------- */

int difference_decide(Store *store, int64_t difference, DifferenceVerdict verdict, const char *by, Date on) {
        static const char *const outcomes[] = { "done", "none", "ended", "unfit" };
        const int conditions[] = { 0, DIFFERENCE_E_NONE, DIFFERENCE_E_ENDED, DIFFERENCE_E_UNFIT };
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        size_t place;
        int r = store_call(store, difference_decide, &rows, .difference = difference,
                           .decision = difference_decision_to_string(verdict.decision),
                           .because = difference_reason_to_string(verdict.because), .by = by, .on = on);
        if (r)
                return err_trace(r);
        if (!str_place(pg_text(rows, 0, DIFFERENCE_DECIDE_OUTCOME), outcomes, ELEMENTS(outcomes), &place))
                return err_origin(-EBADMSG);
        return conditions[place];
}

int difference_take(Store *store, int64_t difference, Arena *arena, const char **ret_owner) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, difference_take, &rows, .difference = difference);
        if (r)
                return err_trace(r);
        *ret_owner = arena_strdup(arena, pg_text(rows, 0, DIFFERENCE_TAKE_OWNER));
        return *ret_owner ? 0 : DIFFERENCE_E_ENDED;
}

int correction_begin(Store *store, const Difference *difference, const Evidence *correction, const char *by) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        ValueKey key;
        int r = value_key_make(store, NULL, difference->ref, &key);
        if (r == 0 && !key.there)
                return SEALING_E_NO_KEY;
        if (r == 0)
                r = store_call(store, correction_begin, NULL, .difference = difference->id, .by = by,
                               .value = evidence_seal_with(&key, correction, arena));
        age_file_key_wipe(&key.key);
        return err_trace(r);
}

int correction_drop(Store *store, int64_t difference) {
        return store_call(store, correction_drop, NULL, .difference = difference);
}
