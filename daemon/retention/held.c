#include "retention/held.h"

#include "base/error.h"
#include "base/text.h"
#include "register/hold-scope.h"
#include "store/hold.h"

#include <stdlib.h>
#include <string.h>

/* The units by subject, to find those of one. */
typedef struct Place {
        const char *subject;
        size_t at;
} Place;

typedef struct Search {
        const HeldAsk *ask;
        const HeldUnits *units;
        HoldUnit kind;
        Place *places;
        int64_t *holds;
} Search;

static int by_subject(const void *a, const void *b) {
        const Place *x = a, *y = b;
        return strcmp(x->subject, y->subject);
}

static Place *sort_places(const HeldUnits *units, Arena *arena) {
        Place *places = arena_array(arena, units->n + 1, sizeof *places);
        for (size_t i = 0; i < units->n; i++)
                places[i] = (Place){ units->subjects[i], i };
        qsort(places, units->n, sizeof *places, by_subject);
        return places;
}

/* The places of one subject; NULL: of all. */
static void span(const Search *s, const char *subject, size_t *ret_first, size_t *ret_end) {
        size_t low = 0, high = s->units->n;
        *ret_first = 0;
        *ret_end = s->units->n;
        if (!subject)
                return;
        while (low < high) {
                size_t middle = (low + high) / 2;
                if (strcmp(s->places[middle].subject, subject) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        *ret_first = low;
        while (low < s->units->n && str_eq(s->places[low].subject, subject))
                low++;
        *ret_end = low;
}

static void held_bind(const Search *s, size_t at, int64_t hold) {
        if (!s->holds[at])
                s->holds[at] = hold;
}

static int held_compare_keys(const void *a, const void *b) {
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those of the places whose unit the register finds in the hold's scope. */
static int bind_scoped(const Search *s, const HoldMatch *match, size_t first, size_t end) {
        const char **keys = arena_array(s->ask->arena, end - first + 1, sizeof *keys), **found = NULL;
        size_t n = 0, n_found = 0;
        for (size_t i = first; i < end; i++)
                if (!s->holds[s->places[i].at])
                        keys[n++] = s->units->keys[s->places[i].at];
        const HoldScopeAsk in = { match->scope, &s->kind, s->ask->destroying };
        int r = hold_scope_find(s->ask->reg, &in, keys, n, s->ask->arena, &found, &n_found);
        if (r || n_found == 0)
                return err_trace(r);
        qsort(found, n_found, sizeof *found, held_compare_keys);
        for (size_t i = first; i < end; i++) {
                const char *key = s->units->keys[s->places[i].at];
                if (bsearch(&key, found, n_found, sizeof *found, held_compare_keys))
                        held_bind(s, s->places[i].at, match->id);
        }
        return 0;
}

static int bind_all(const Search *s, const HoldMatch *matches, size_t n) {
        int r = 0;
        for (size_t m = 0; r == 0 && m < n; m++) {
                size_t first, end;
                span(s, matches[m].key, &first, &end);
                if (matches[m].scope)
                        r = bind_scoped(s, &matches[m], first, end);
                for (size_t i = first; !matches[m].scope && i < end; i++)
                        held_bind(s, s->places[i].at, matches[m].id);
        }
        return err_trace(r);
}

int held_find(const HeldAsk *ask, const HeldUnits *units, int64_t **ret) {
        HoldMatch *matches;
        size_t n;
        Search search = { .ask = ask, .units = units, .kind = hold_unit(register_map(ask->reg), ask->rule) };
        *ret = search.holds = arena_array(ask->arena, units->n + 1, sizeof *search.holds);
        int r = hold_match(ask->context->store, register_name(ask->reg), ask->rule ? ask->rule->id : NULL,
                           units->subjects, units->n, ask->arena, &matches, &n);
        if (r || n == 0)
                return err_trace(r);
        search.places = sort_places(units, ask->arena);
        r = bind_all(&search, matches, n);
        return err_trace(r);
}

int held_due(const HeldAsk *ask, const DueRows *due, int64_t **ret) {
        HeldUnits units = { .keys = arena_array(ask->arena, due->n + 1, sizeof *units.keys),
                            .subjects = arena_array(ask->arena, due->n + 1, sizeof *units.subjects),
                            .n = due->n };
        for (size_t i = 0; i < due->n; i++) {
                units.keys[i] = due->items[i].key;
                units.subjects[i] = due->items[i].subject;
        }
        return held_find(ask, &units, ret);
}
