/* Finds many short values in many bytes, in one pass: where the first four bytes of one of them stand, the
 * rest is compared. */
#include "register/needles.h"

#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LEAST     6 /* shorter ones stand anywhere by chance */
#define NUMBER    8 /* digits; the same for numbers in binary */
#define BITS      16
#define FORMS     3 /* text, bigint, UUID */
#define FORM_SIZE 64

typedef struct Needle {
        struct Needle *next; /* of the same slot */
        size_t n;
        unsigned char bytes[FORM_SIZE];
} Needle;

struct Needles {
        Needle *slots[1 << BITS];
        Needle *items;
        size_t n;
};

static size_t slot_of(const unsigned char *p) {
        uint32_t word;
        memcpy(&word, p, sizeof word);
        return (size_t)(word * UINT32_C(2654435761) >> (32 - BITS));
}

static void needles_add(Needles *needles, const void *bytes, size_t n) {
        if (n < LEAST || n > FORM_SIZE)
                return;
        Needle *needle = &needles->items[needles->n++];
        memcpy(needle->bytes, bytes, n);
        needle->n = n;
        Needle **slot = &needles->slots[slot_of(needle->bytes)];
        needle->next = *slot;
        *slot = needle;
}

/* A bigint as it lies in a row: eight bytes in the byte order of the server, which is ours or it is not
 * found. */
static void add_number(Needles *needles, const char *value) {
        int64_t number;
        if (strlen(value) >= NUMBER && str_to_i64(value, 0, INT64_MAX, &number))
                needles_add(needles, &number, sizeof number);
}

static int nibble(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void add_uuid(Needles *needles, const char *value) {
        unsigned char bytes[16] = { 0 };
        size_t digits = 0;
        for (const char *p = value; *p; p++) {
                if (*p == '-')
                        continue;
                if (nibble(*p) < 0 || digits == 32)
                        return;
                bytes[digits / 2] = (unsigned char)(bytes[digits / 2] << 4 | nibble(*p));
                digits++;
        }
        if (digits == 32)
                needles_add(needles, bytes, sizeof bytes);
}

Needles *needles_new(const char *const *values, size_t n) {
        Needles *needles = calloc(1, sizeof *needles);
        assert(needles);
        needles->items = calloc(n * FORMS + 1, sizeof *needles->items);
        assert(needles->items);
        for (size_t i = 0; i < n; i++) {
                needles_add(needles, values[i], strlen(values[i]));
                add_number(needles, values[i]);
                add_uuid(needles, values[i]);
        }
        return needles;
}

Needles *needles_free(Needles *needles) {
        if (needles) {
                explicit_bzero(needles->items, needles->n * sizeof *needles->items);
                free(needles->items);
                free(needles);
        }
        return NULL;
}

int64_t needles_count(const Needles *needles, const unsigned char *data, size_t n) {
        int64_t found = 0;
        for (size_t at = 0; at + LEAST <= n; at++)
                for (const Needle *needle = needles->slots[slot_of(data + at)]; needle; needle = needle->next)
                        found += at + needle->n <= n && memcmp(data + at, needle->bytes, needle->n) == 0;
        return found;
}
