#include "retention/outcome.h"

#include "base/error.h"
#include "base/text.h"
#include "register/trace.h"
#include "seal/closed.h"
#include "seal/fingerprint.h"
#include "seal/hash.h"
#include "seal/random.h"
#include "store/batch.h"
#include "store/json.h"
#include "store/restore.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* By force of law a record is archived from its day on, however late we are (reg 8(2)). But where something
 * may have kept the rule from applying until lately, a consent since withdrawn, the law's day is not known
 * here: then it counts from today, for a period that began too early would destroy too early. */
static Date archived_from(const Rule *rule, Date on, Date due) {
        return rule->n_when + rule->n_unless > 0 || due == DATE_NONE ? on : due;
}

void outcome_sort(Outcome *outcome, const Rule *rule, Date on, const DueRows *due, size_t n_manifest,
                  const int64_t *holds) {
        Arena *arena = outcome->arena;
        outcome->disposed = arena_array(arena, due->n + 1, sizeof *outcome->disposed);
        outcome->days = arena_array(arena, due->n + 1, sizeof *outcome->days);
        outcome->held = arena_array(arena, due->n + 1, sizeof *outcome->held);
        for (size_t i = 0; i < due->n; i++) {
                const DueRow *row = &due->items[i];
                if (holds[i] || row->kept_by) {
                        outcome->held[outcome->n_held++] =
                                (Held){ row->subject, holds[i], holds[i] ? NULL : row->kept_by };
                        continue;
                }
                outcome->days[outcome->n_disposed] = archived_from(rule, on, row->due);
                outcome->disposed[outcome->n_disposed++] = row->key;
        }
        outcome->n_changed = n_manifest - due->n;
}

/* A tombstone names no column: the map may call it otherwise one day, and a file has no room for names. */
static int64_t attribute_of(const char *column) {
        unsigned char digest[SHA256_SIZE];
        uint64_t value = 0;
        sha256(column, strlen(column), digest);
        for (size_t i = 0; i < sizeof value; i++)
                value = value << 8 | digest[i];
        return (int64_t)value;
}

/* More than five: each text has its column beside it. */
size_t outcome_stone_texts(Arena *arena, const DataMap *map, const char *key, const char *const *stones,
                           const char **ret, int64_t *ret_attributes) {
        size_t n = 0;
        for (size_t k = 0; k < map->n_tombstone; k++) {
                if (!stones[k])
                        continue;
                ret_attributes[n] = attribute_of(map->tombstone[k]);
                ret[n++] = arena_printf(arena, "%s\x1f%s", map->tombstone[k], stones[k]);
        }
        if (n == 0) {
                ret_attributes[n] = attribute_of("");
                ret[n++] = arena_printf(arena, "\x1f%s", key);
        }
        return n;
}

/* One grave for all tombstones of a subject. */
static void mark_all(const int64_t *attributes, size_t n, unsigned char *ret) {
        unsigned char grave[STONE_MARK_SIZE - sizeof *attributes];
        random_bytes(grave, sizeof grave);
        for (size_t i = 0; i < n; i++, ret += STONE_MARK_SIZE) {
                memcpy(ret, grave, sizeof grave);
                for (size_t k = 0; k < sizeof *attributes; k++)
                        ret[sizeof grave + k] = (unsigned char)((uint64_t)attributes[i] >> (56 - 8 * k));
        }
}

void outcome_fingerprint(Outcome *outcome, const Keys *keys, const DataMap *map, const char *register_name,
                         const DueRows *due) {
        Arena *arena = outcome->arena;
        size_t most = outcome->n_disposed * (due->n_stones + 1), at = 0;
        const char **texts = arena_array(arena, most + 1, sizeof *texts);
        int64_t *attributes = arena_array(arena, most + 1, sizeof *attributes);
        outcome->marks = arena_alloc(arena, most * STONE_MARK_SIZE + 1);
        outcome->identifiers = arena_array(arena, most + 1, sizeof *outcome->identifiers);
        for (size_t i = 0; i < due->n && at < outcome->n_disposed; i++) {
                const DueRow *row = &due->items[i];
                if (!str_eq(row->key, outcome->disposed[at]))
                        continue;
                at++;
                for (size_t k = 0; k < due->n_stones; k++)
                        if (row->stones[k])
                                outcome->identifiers[outcome->n_identifiers++] =
                                        closed_seal(keys, register_name, row->stones[k], arena);
                size_t before = outcome->n_stones;
                outcome->n_stones += outcome_stone_texts(arena, map, row->key, row->stones, texts + before,
                                                         attributes + before);
                mark_all(attributes + before, outcome->n_stones - before,
                         outcome->marks + before * STONE_MARK_SIZE);
        }
        outcome->stones = arena_alloc(arena, outcome->n_stones * FINGERPRINT_SIZE + 1);
        fingerprint_many(keys, "tombstone", register_name, texts, outcome->n_stones, outcome->stones);
}

int outcome_note_identifying(Outcome *outcome, const Keys *keys, Register *reg) {
        Arena *arena = outcome->arena;
        const char **values;
        size_t n;
        int r = trace_identifying(reg, outcome->disposed, outcome->n_disposed, arena, &values, &n);
        if (r)
                return err_trace(r);
        const char **all = arena_array(arena, outcome->n_identifiers + n + 1, sizeof *all);
        for (size_t i = 0; i < outcome->n_identifiers; i++)
                all[i] = outcome->identifiers[i];
        for (size_t i = 0; i < n; i++)
                all[outcome->n_identifiers++] = closed_seal(keys, register_name(reg), values[i], arena);
        outcome->identifiers = all;
        return 0;
}

static json_t *texts_of(const char *const *items, size_t n) {
        json_t *array = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(array, json_string(items[i]));
        return array;
}

/* Pieces of equal width as hexadecimal. */
static json_t *hex_of(const unsigned char *bytes, size_t n, size_t width) {
        static const char digits[] = "0123456789abcdef";
        json_t *array = json_array();
        for (size_t i = 0; i < n; i++, bytes += width) {
                char text[2 * FINGERPRINT_SIZE];
                for (size_t k = 0; k < width; k++) {
                        text[2 * k] = digits[bytes[k] >> 4];
                        text[2 * k + 1] = digits[bytes[k] & 15];
                }
                json_add(array, json_stringn(text, 2 * width));
        }
        return array;
}

static json_t *held_of(const Outcome *outcome) {
        json_t *array = json_array();
        for (size_t i = 0; i < outcome->n_held; i++) {
                const Held *held = &outcome->held[i];
                json_add(array, json_pack("{s:s, s:I, s:s?}", "subject", held->subject, "hold",
                                          (json_int_t)held->hold, "kept_by", held->kept_by));
        }
        return array;
}

static const char *kept_text(Arena *arena, const json_t *json) {
        char *text = json_canonical(json);
        const char *copy = arena_strdup(arena, text);
        free(text);
        return copy;
}

const char *outcome_counts(const Outcome *outcome) {
        json_auto_t *counts = json_pack("{s:I}", "disposed", (json_int_t)outcome->n_disposed);
        return kept_text(outcome->arena, counts);
}

const char *outcome_write(const Outcome *outcome) {
        json_auto_t *all =
                json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I}", "disposed",
                          texts_of(outcome->disposed, outcome->n_disposed), "held", held_of(outcome),
                          "stones", hex_of(outcome->stones, outcome->n_stones, FINGERPRINT_SIZE), "marks",
                          hex_of(outcome->marks, outcome->n_stones, STONE_MARK_SIZE), "identifiers",
                          texts_of(outcome->identifiers, outcome->n_identifiers), "changed",
                          (json_int_t)outcome->n_changed, "shared", (json_int_t)outcome->shared, "epoch",
                          (json_int_t)outcome->epoch);
        json_put(all, "went", json_text(outcome->went));
        json_put(all, "wrote", json_text(outcome->wrote));
        json_put(all, "last_links", json_text(outcome->last_links));
        json_put(all, "still_shared", json_text(outcome->still_shared));
        return kept_text(outcome->arena, all);
}

/* NULL: one of them is no text. */
static const char **outcome_read_texts(Arena *arena, const json_t *all, const char *name, size_t *ret_n) {
        const json_t *array = json_object_get(all, name);
        const char **items = arena_array(arena, json_array_size(array) + 1, sizeof *items);
        *ret_n = json_array_size(array);
        for (size_t i = 0; i < *ret_n; i++)
                if (!(items[i] = arena_strdup(arena, json_string_value(json_array_get(array, i)))))
                        return NULL;
        return items;
}

static bool read_hex(const char *hex, size_t width, unsigned char *ret) {
        static const char digits[] = "0123456789abcdef";
        if (!hex || strlen(hex) != 2 * width)
                return false;
        for (size_t i = 0; i < width; i++) {
                const char *high = strchr(digits, hex[2 * i]), *low = strchr(digits, hex[2 * i + 1]);
                if (!high || !low)
                        return false;
                ret[i] = (unsigned char)((high - digits) << 4 | (low - digits));
        }
        return true;
}

/* A receipt of an older program has no marks: zeros. */
static bool read_stones(const json_t *all, Outcome *ret) {
        Arena *arena = ret->arena;
        size_t n_marks;
        const char **stones = outcome_read_texts(arena, all, "stones", &ret->n_stones),
                   **marks = outcome_read_texts(arena, all, "marks", &n_marks);
        if (!stones || !marks)
                return false;
        ret->stones = arena_alloc(arena, ret->n_stones * FINGERPRINT_SIZE + 1);
        ret->marks = arena_alloc(arena, ret->n_stones * STONE_MARK_SIZE + 1);
        memset(ret->marks, 0, ret->n_stones * STONE_MARK_SIZE + 1);
        for (size_t i = 0; i < ret->n_stones; i++)
                if (!read_hex(stones[i], FINGERPRINT_SIZE, ret->stones + i * FINGERPRINT_SIZE) ||
                    (i < n_marks && !read_hex(marks[i], STONE_MARK_SIZE, ret->marks + i * STONE_MARK_SIZE)))
                        return false;
        return true;
}

static bool read_held(Arena *arena, const json_t *all, Outcome *ret) {
        const json_t *array = json_object_get(all, "held");
        ret->n_held = json_array_size(array);
        ret->held = arena_array(arena, ret->n_held + 1, sizeof *ret->held);
        for (size_t i = 0; i < ret->n_held; i++) {
                const json_t *item = json_array_get(array, i);
                ret->held[i] = (Held){
                        .subject = arena_strdup(arena, json_string_value(json_object_get(item, "subject"))),
                        .hold = json_integer_value(json_object_get(item, "hold")),
                        .kept_by = arena_strdup(arena, json_string_value(json_object_get(item, "kept_by"))),
                };
                if (!ret->held[i].subject)
                        return false;
        }
        return true;
}

int outcome_read(const char *text, Outcome *ret) {
        Arena *arena = ret->arena;
        json_auto_t *all = json_loads(text, 0, NULL);
        if (!json_is_object(all))
                return err_origin(-EBADMSG);
        ret->disposed = outcome_read_texts(arena, all, "disposed", &ret->n_disposed);
        ret->identifiers = outcome_read_texts(arena, all, "identifiers", &ret->n_identifiers);
        if (!ret->disposed || !ret->identifiers || !read_held(arena, all, ret) || !read_stones(all, ret))
                return err_origin(-EBADMSG);
        ret->n_changed = (size_t)json_integer_value(json_object_get(all, "changed"));
        ret->shared = json_integer_value(json_object_get(all, "shared"));
        ret->epoch = json_integer_value(json_object_get(all, "epoch"));
        ret->went = arena_strdup(arena, json_string_value(json_object_get(all, "went")));
        ret->wrote = arena_strdup(arena, json_string_value(json_object_get(all, "wrote")));
        ret->last_links = arena_strdup(arena, json_string_value(json_object_get(all, "last_links")));
        ret->still_shared = arena_strdup(arena, json_string_value(json_object_get(all, "still_shared")));
        return 0;
}
