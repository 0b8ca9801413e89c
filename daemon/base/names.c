#include "base/names.h"

#include "base/text.h"

#include <stdint.h>

typedef struct Slot {
        const char *a, *b; /* a NULL: empty */
        size_t place;
} Slot;

struct Names {
        Slot *slots;
        size_t mask;
};

Names *names_new(Arena *arena, size_t n) {
        Names *names = arena_new_of(arena, Names);
        size_t size = 8;
        while (size < 2 * n + 2)
                size *= 2;
        names->slots = arena_array(arena, size, sizeof *names->slots);
        names->mask = size - 1;
        return names;
}

/* FNV-1a. */
static uint64_t mix(uint64_t hash, const char *s) {
        for (; *s; s++)
                hash = (hash ^ (unsigned char)*s) * UINT64_C(1099511628211);
        return (hash ^ 0xff) * UINT64_C(1099511628211);
}

/* Its slot, or the empty one where it would stand. */
static Slot *slot_for(const Names *names, const char *a, const char *b) {
        size_t at = (size_t)mix(mix(UINT64_C(14695981039346656037), a), b) & names->mask;
        while (names->slots[at].a && !(str_eq(names->slots[at].b, b) && str_eq(names->slots[at].a, a)))
                at = (at + 1) & names->mask;
        return &names->slots[at];
}

void names_add(Names *names, const char *a, const char *b, size_t place) {
        Slot *slot = slot_for(names, a, b);
        if (!slot->a)
                *slot = (Slot){ a, b, place };
}

bool names_find(const Names *names, const char *a, const char *b, size_t *ret) {
        const Slot *slot = slot_for(names, a, b);
        if (slot->a)
                *ret = slot->place;
        return slot->a;
}
