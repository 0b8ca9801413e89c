#include "model/telephone.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Ofcom's National Telephone Numbering Plan: how long the code is, without the 0, and the group after it;
 * what is left is the last group. '?' is any digit. The first that fits decides. */
static const struct {
        const char *begins;
        int code, next;
} plan[] = {
        { "2", 2, 4 }, { "11", 3, 3 }, { "1?1", 3, 3 }, { "3", 3, 3 },
        { "8", 3, 3 }, { "9", 3, 3 },  { "7", 4, 0 },   { "1", 4, 0 },
};

static bool begins_like(const char *digits, const char *pattern) {
        for (; *pattern; digits++, pattern++)
                if (*pattern != '?' && *digits != *pattern)
                        return false;
        return true;
}

bool telephone_in_groups(const char *held, char ret[TELEPHONE_SIZE]) {
        const bool abroad = str_starts(held, "+44");
        const char *digits = abroad ? held + 3 : held[0] == '0' ? held + 1 : "";
        const size_t n = strlen(digits);
        /* Of nine digits only numbers of some places and some that are free to ring. */
        const bool shorter = n == 9 && (*digits == '1' || *digits == '8');
        if ((n != 10 && !shorter) || strspn(digits, "0123456789") != n)
                return false;
        for (size_t i = 0; i < ELEMENTS(plan); i++)
                if (begins_like(digits, plan[i].begins)) {
                        const char *after = digits + plan[i].code;
                        const int next = shorter ? 0 : plan[i].next;
                        snprintf(ret, TELEPHONE_SIZE, "%s%.*s %.*s%s%s", abroad ? "+44 " : "0", plan[i].code,
                                 digits, next, after, next ? " " : "", after + next);
                        return true;
                }
        return false;
}
