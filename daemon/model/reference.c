#include "model/reference.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

/* Over the digits alone: "R-2026-7" and its dashes are the form. */
static char check_sign(const char *s, size_t n) {
        unsigned sum = 0;
        for (size_t i = 0; i < n; i++)
                if (char_is_digit(s[i]))
                        sum = (sum + (unsigned)(s[i] - '0')) * 2 % 11;
        return "0123456789X"[(12 - sum) % 11];
}

const char *reference_write(int year, int64_t number, Arena *arena) {
        const char *plain = arena_printf(arena, "R-%d-%" PRId64, year, number);
        return arena_printf(arena, "%s-%c", plain, check_sign(plain, strlen(plain)));
}

static size_t digits_at(const char *s) {
        size_t n = 0;
        while (char_is_digit(s[n]))
                n++;
        return n;
}

bool reference_read(const char *typed, Arena *arena, const char **ret) {
        char *s = arena_strdup(arena, typed);
        for (char *c = s; *c; c++)
                *c = char_upper(*c);
        if (!str_starts(s, "R-") || digits_at(s + 2) != 4 || s[6] != '-' || digits_at(s + 7) == 0)
                return false;
        size_t n = 7 + digits_at(s + 7);
        if (s[n] && (s[n] != '-' || !s[n + 1] || s[n + 2] || check_sign(s, n) != s[n + 1]))
                return false;
        *ret = s;
        return true;
}
