#include "requests/left-out.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "store/json.h"

#include <string.h>

static bool is_about_person(const DossierItem *item) {
        return item->about == ABOUT_CARER || item->about == ABOUT_PRACTITIONER ||
               item->about == ABOUT_INFORMANT;
}

static bool is_told_withheld(const DossierItem *item) {
        DisclosureReason reason;
        return !wording_is_disclosed(item) && !things_is_beside(item) &&
               reason_from_code(item->because, &reason) && reason_is_told(reason);
}

/* What of somebody it is, as the label that says so. */
static const char *what_of(const Wording *w, const DossierItem *item) {
        const Entity *of;
        const Attribute *a = wording_attribute(w, item, &of);
        if (!a)
                return "withheld-other";
        if (a->compare == COMPARE_NAME)
                return "withheld-name";
        if (a->compare == COMPARE_ADDRESS || a->compare == COMPARE_POSTCODE)
                return "withheld-address";
        return a->compare == COMPARE_PHONE || strstr(a->column, "mail") ? "withheld-reach" : "withheld-other";
}

typedef bool (*ItemTest)(const Wording *w, const DossierItem *item, const void *closure);

/* How many people or things have an item that the test is true of. */
static size_t count_things(const Wording *w, const DossierRow *rows, size_t n, ItemTest test,
                           const void *closure) {
        const char **seen = arena_array(w->arena, n + 1, sizeof *seen);
        size_t n_seen = 0;
        for (size_t i = 0; i < n; i++) {
                bool has = false;
                for (size_t k = 0; k < rows[i].n; k++)
                        has = has || test(w, &rows[i].items[k], closure);
                if (has && !str_in(rows[i].thing, seen, n_seen))
                        seen[n_seen++] = rows[i].thing;
        }
        return n_seen;
}

static bool is_named(const Wording *w, const DossierItem *item, const void *closure) {
        (void)closure;
        return is_about_person(item) && wording_is_disclosed(item) &&
               str_eq(what_of(w, item), "withheld-name");
}

static bool is_left(const Wording *w, const DossierItem *item, const void *closure) {
        (void)w;
        (void)closure;
        return is_about_person(item) && is_told_withheld(item);
}

size_t left_out_named(const Wording *w, const DossierRow *rows, size_t n) {
        return count_things(w, rows, n, is_named, NULL);
}

size_t left_out_people(const Wording *w, const DossierRow *rows, size_t n) {
        return count_things(w, rows, n, is_left, NULL);
}

/* One line of what is left out. */
typedef struct LeftOut {
        const char *because, *what; /* what: of people a label, of things a heading */
        bool people;
} LeftOut;

static LeftOut left_of(const Wording *w, const DossierItem *item) {
        bool people = is_about_person(item);
        const char *what =
                people ? what_of(w, item) : wording_heading(w, data_map_entity(w->map, item->entity));
        return (LeftOut){ item->because, what, people };
}

static bool is_same(const Wording *w, const DossierItem *item, const void *closure) {
        const LeftOut *line = closure;
        if (!is_told_withheld(item))
                return false;
        const LeftOut own = left_of(w, item);
        return own.people == line->people && str_eq(own.because, line->because) &&
               str_eq(own.what, line->what);
}

static void left_out_add_left(const Wording *w, json_t *list, const LeftOut *line, size_t n) {
        DisclosureReason reason;
        if (!reason_from_code(line->because, &reason))
                return;
        json_add(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "because", line->because, "count",
                                 wording_count(w, line->people ? "people" : "things", n), "what",
                                 line->people ? wording_label(w, "", line->what, line->what) : line->what,
                                 "reason", wording_label(w, "reason-", line->because, reason_text(reason)),
                                 "cite", reason_cite(reason)));
}

json_t *left_out_json(const Wording *w, const DossierRow *rows, size_t n) {
        json_t *list = json_array();
        LeftOut *said = arena_array(w->arena, w->source->n_items + 1, sizeof *said);
        size_t n_said = 0;
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < rows[i].n; k++) {
                        const DossierItem *item = &rows[i].items[k];
                        bool known = !is_told_withheld(item);
                        for (size_t s = 0; s < n_said && !known; s++)
                                known = is_same(w, item, &said[s]);
                        if (known)
                                continue;
                        said[n_said] = left_of(w, item);
                        left_out_add_left(w, list, &said[n_said],
                                          count_things(w, rows, n, is_same, &said[n_said]));
                        n_said++;
                }
        return list;
}
