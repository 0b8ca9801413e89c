/* Bound values. */
#include "pg/given.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

static void args_add(PgArgs *args, const char *value, int length, int format) {
        assert(args->n < PG_ARGS_MAX);
        args->values[args->n] = value;
        args->lengths[args->n] = length;
        args->formats[args->n] = format;
        args->n++;
}

void pg_arg_text(PgArgs *args, const char *value) {
        args_add(args, value, 0, 0);
}

void pg_arg_i64(PgArgs *args, int64_t value) {
        args_add(args, arena_printf(args->arena, "%lld", (long long)value), 0, 0);
}

void pg_arg_bool(PgArgs *args, bool value) {
        args_add(args, value ? "t" : "f", 0, 0);
}

void pg_arg_date(PgArgs *args, Date value) {
        args_add(args, value == DATE_NONE ? NULL : arena_strdup(args->arena, DATE_TEXT(value)), 0, 0);
}

void pg_arg_bytes(PgArgs *args, const void *value, size_t n) {
        /* A zero-length bytea still needs a pointer, for NULL would bind null. */
        args_add(args, value ? arena_memdup(args->arena, value, n ? n : 1) : NULL, (int)n, 1);
        if (value)
                args->lengths[args->n - 1] = (int)n;
}

/* The text form of an array quotes every item, so only backslash and quote need escaping. */
static char *args_put_item(char *out, const char *item) {
        if (!item)
                return stpcpy(out, "NULL");
        *out++ = '"';
        for (; *item; item++) {
                if (*item == '"' || *item == '\\')
                        *out++ = '\\';
                *out++ = *item;
        }
        *out++ = '"';
        return out;
}

void pg_arg_texts(PgArgs *args, const char *const *values, size_t n) {
        size_t most = sizeof "{}";
        for (size_t i = 0; i < n; i++)
                most += values[i] ? 2 * strlen(values[i]) + sizeof "\"\"," : sizeof "NULL,";
        char *out = arena_alloc(args->arena, most), *p = out;
        *p++ = '{';
        for (size_t i = 0; i < n; i++) {
                if (i)
                        *p++ = ',';
                p = args_put_item(p, values[i]);
        }
        *p++ = '}';
        args_add(args, out, 0, 0);
}

void pg_arg_i64s(PgArgs *args, const int64_t *values, size_t n) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, "{");
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s%lld", i ? "," : "", (long long)values[i]);
        text_append(&out, "}");
        args_add(args, arena_strdup(args->arena, text_str(&out)), 0, 0);
}

void pg_arg_bytea_array(PgArgs *args, const unsigned char *values, size_t n, size_t width) {
        static const char hex[] = "0123456789abcdef";
        size_t item = 2 * width + 6; /* "\\x...", and a comma */
        char *out = arena_alloc(args->arena, n * item + 3), *p = out;
        *p++ = '{';
        for (size_t i = 0; i < n; i++) {
                if (i)
                        *p++ = ',';
                memcpy(p, "\"\\\\x", 4);
                p += 4;
                for (size_t k = 0; k < width; k++) {
                        *p++ = hex[values[i * width + k] >> 4];
                        *p++ = hex[values[i * width + k] & 15];
                }
                *p++ = '"';
        }
        *p++ = '}';
        args_add(args, out, 0, 0);
}

void pg_arg_blob(PgArgs *args, PgBytes value) {
        pg_arg_bytes(args, value.bytes, value.n);
}

void pg_arg_byteas(PgArgs *args, PgByteas value) {
        pg_arg_bytea_array(args, value.bytes, value.n, value.width);
}

void pg_arg_items(PgArgs *args, PgTexts value) {
        pg_arg_texts(args, value.items, value.n);
}

void pg_arg_numbers(PgArgs *args, PgNumbers value) {
        pg_arg_i64s(args, value.items, value.n);
}
