#include "ledger/leaf.h"

#include "base/error.h"
#include "base/text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static int leaf_write_value(Text *out, const json_t *value);

static void write_string(Text *out, const char *s) {
        static const char *const shortened[128] = {
                ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n",  ['\f'] = "\\f",
                ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\",
        };
        text_append(out, "\"");
        for (; *s; s++) {
                unsigned char c = (unsigned char)*s;
                if (c < 128 && shortened[c])
                        text_append(out, shortened[c]);
                else if (c < ' ')
                        text_appendf(out, "\\u%04x", c);
                else
                        text_append_n(out, s, 1);
        }
        text_append(out, "\"");
}

static int leaf_compare_keys(const void *a, const void *b) {
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int write_object(Text *out, const json_t *object) {
        _cleanup_free_ const char **keys = calloc(json_object_size(object) + 1, sizeof *keys);
        if (!keys)
                return err_origin(-ENOMEM);
        size_t n = 0;
        const char *key;
        json_t *value;
        json_object_foreach ((json_t *)(uintptr_t)object, key, value)
                keys[n++] = key;
        qsort(keys, n, sizeof *keys, leaf_compare_keys);
        text_append(out, "{");
        for (size_t i = 0; i < n; i++) {
                text_append(out, i ? "," : "");
                write_string(out, keys[i]);
                text_append(out, ":");
                int r = leaf_write_value(out, json_object_get(object, keys[i]));
                if (r)
                        return err_trace(r);
        }
        text_append(out, "}");
        return 0;
}

static int write_array(Text *out, const json_t *array) {
        text_append(out, "[");
        for (size_t i = 0; i < json_array_size(array); i++) {
                text_append(out, i ? "," : "");
                int r = leaf_write_value(out, json_array_get(array, i));
                if (r)
                        return err_trace(r);
        }
        text_append(out, "]");
        return 0;
}

static int leaf_write_value(Text *out, const json_t *value) {
        switch (json_typeof(value)) {
        case JSON_OBJECT:
                return write_object(out, value);
        case JSON_ARRAY:
                return write_array(out, value);
        case JSON_STRING:
                write_string(out, json_string_value(value));
                return 0;
        case JSON_INTEGER:
                text_appendf(out, "%lld", (long long)json_integer_value(value));
                return 0;
        case JSON_REAL: { /* a whole number written as 1.0 is let in, and is 1 */
                double number = json_real_value(value);
                if (number != floor(number) || fabs(number) > 9007199254740991.0)
                        return err_origin(-EINVAL);
                text_appendf(out, "%lld", (long long)number);
                return 0;
        }
        case JSON_TRUE:
                text_append(out, "true");
                return 0;
        case JSON_FALSE:
                text_append(out, "false");
                return 0;
        case JSON_NULL:
                text_append(out, "null");
                return 0;
        default:
                return err_origin(-EINVAL);
        }
}

static void write_member(Text *out, const char *before, const char *value) {
        text_append(out, before);
        write_string(out, value);
}

int ledger_leaf(const LedgerPending *pending, Arena *arena, char **ret) {
        _cleanup_text_ Text out = { 0 };
        json_auto_t *detail = json_loads(pending->detail, JSON_REJECT_DUPLICATES, NULL);
        if (!detail)
                return err_origin(-EINVAL);
        text_append(&out, "{");
        if (pending->about)
                write_member(&out, "\"about\":", pending->about);
        write_member(&out, pending->about ? ",\"actor\":" : "\"actor\":", pending->actor);
        write_member(&out, ",\"at\":", pending->at);
        text_append(&out, ",\"detail\":");
        int r = leaf_write_value(&out, detail);
        if (r)
                return err_trace(r);
        write_member(&out, ",\"kind\":", pending->kind);
        write_member(&out, ",\"on\":", pending->on);
        if (pending->subject)
                write_member(&out, ",\"subject\":", pending->subject);
        text_append(&out, ",\"v\":1}");
        *ret = arena_strdup(arena, text_str(&out));
        return 0;
}
