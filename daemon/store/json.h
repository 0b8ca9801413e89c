#pragma once
/* Building JSON without losing anything. jansson makes NULL of a NULL where json_pack() was told of a string,
 * and what adds that NULL to a list or an object drops it without a word: a row, or a key, less. These two
 * are the only way to add (lint holds it); what may be null is packed as s?, or added by json_text(). */

#include <assert.h>
#include <jansson.h>

/* Each takes the reference. A NULL is our own bug, and the end of the program. */
static inline void json_add(json_t *array, json_t *item) {
        int r = json_array_append_new(array, item);
        assert(item && r == 0);
}

static inline void json_put(json_t *object, const char *key, json_t *value) {
        int r = json_object_set_new(object, key, value);
        assert(value && r == 0);
}

/* A string, or null for NULL. */
static inline json_t *json_text(const char *s) {
        return s ? json_string(s) : json_null();
}

/* A member's text, borrowed; NULL when it has none. */
static inline const char *json_text_of(const json_t *object, const char *key) {
        return json_string_value(json_object_get(object, key));
}

/* One form for one value, to be signed and digested: members in order, no blanks. The caller frees it. */
static inline char *json_canonical(const json_t *json) {
        char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
        assert(text);
        return text;
}
