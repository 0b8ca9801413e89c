#include "notices/letter-data.h"

#include "base/text.h"
#include "notices/holdings.h"
#include "render/words.h"

bool authority_is_welsh(const Authority *authority) {
        return authority->name_cy && !str_eq(authority->name_cy, authority->name_en);
}

const char *letter_language(const Authority *authority, const char *wish) {
        if (str_eq(wish, "cy") || str_eq(wish, "en"))
                return wish;
        return authority_is_welsh(authority) ? "cy-en" : "en";
}

const char *letter_reference(Arena *arena, int64_t obligation) {
        return arena_printf(arena, "N-%lld", (long long)obligation);
}

const char *letter_template(Arena *arena, const Settings *settings, const char *language, const char *notice,
                            const char *audience) {
        return arena_printf(arena, "%s/notices/%s/%s.%s.md", settings->data_dir, language, notice, audience);
}

void letter_sender(Arena *arena, const Authority *a, const char *language, Letter *letter) {
        const char **heads = arena_array(arena, 2, sizeof *heads);
        const char **from = arena_array(arena, a->n_address + 3, sizeof *from);
        const char *const more[] = { a->phone, a->email, a->web };
        size_t n = 0;
        if (!str_eq(language, "en"))
                heads[letter->n_heads++] = a->name_cy;
        if (!str_eq(language, "cy"))
                heads[letter->n_heads++] = a->name_en;
        for (size_t i = 0; i < a->n_address; i++)
                from[n++] = a->address[i];
        for (size_t i = 0; i < ELEMENTS(more); i++)
                if (!str_empty(more[i]))
                        from[n++] = more[i];
        letter->heads = heads;
        letter->from = from;
        letter->n_from = n;
}

/* The database power: section 12 in England, its twin section 29 in Wales. */
static const char *section_of_the_act(const Authority *authority, bool cy) {
        if (authority_is_welsh(authority))
                return cy ? "adran 29" : "section 29";
        return cy ? "adran 12" : "section 12";
}

static json_t *optional(const char *s) {
        return json_string(s ? s : "");
}

json_t *letter_data(const LetterCase *c, const char *language) {
        const Authority *a = &c->settings->authority;
        bool cy = str_eq(language, "cy");
        Problems problems = PROBLEMS(c->arena);
        _cleanup_(labels_closep) Labels *labels =
                labels_open(c->settings->data_dir, language, c->arena, &problems);
        if (!labels)
                return NULL;
        json_t *items = holdings_list(c->arena, c->record, labels, !c->person);
        const char *carer_source =
                c->person && c->person->source ? holdings_source(c->arena, labels, c->person->source) : "";
        return json_pack("{s:{s:s, s:o, s:o, s:o, s:s}, s:{s:s}, s:{s:s}, s:{s:s, s:s}, s:{s:s}, s:s, s:s, "
                         "s:b, s:b, s:s, s:b, "
                         "s:o}",
                         "authority", "name", cy ? a->name_cy : a->name_en, "phone", optional(a->phone),
                         "email", optional(a->email), "web", optional(a->web), "dpo", a->dpo_contact,
                         "regulator", "name", cy ? a->regulator_cy : a->regulator_en, "law", "section",
                         section_of_the_act(a, cy), "child", "name", c->record->name, "first",
                         c->record->first, "to", "name", c->person ? c->person->name : c->record->name,
                         "recorded_on", words_date(c->arena, language, c->obligation->obtained), "reference",
                         letter_reference(c->arena, c->obligation->id), "welsh", authority_is_welsh(a),
                         "complain_to_us",
                         /* The duty to hear complaints, DPA 2018 s.164A, begins on 19 June 2026. */
                         c->on >= date_from_ymd(2026, 6, 19), "carer_source", carer_source, "has_items",
                         json_array_size(items) > 0, "items", items);
}
