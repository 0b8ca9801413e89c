/* notices/letter-data: in which languages, from which text, how large and by whom a letter is written. */
#include "documents/sender.h"
#include "notices/letter-data.h"

#include "base/cleanup.h"
#include "check.h"

static Language items[] = { { .place = 0, .code = "cy" }, { .place = 1, .code = "en", .standard = true } };
static Arena *arena;

static Settings settings_of(void) {
        return (Settings){ .data_dir = "/data",
                           .languages = { .items = items, .n = 2, .standard = &items[1] } };
}

static void what_they_wish(void) {
        const Settings settings = settings_of();
        static const struct {
                const char *wish, *want;
        } cases[] = {
                { "cy", "cy" },
                { "en", "en" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                LanguageList list = letter_languages(&settings, "any", cases[i].wish);
                check_group("wish %s", cases[i].wish);
                CHECK_STR(language_list_to_string(&list, arena), cases[i].want);
        }
}

/* Every audience has a text of its own name, and children's letters are larger and plainer. */
static void by_audience(void) {
        static const struct {
                Audience audience;
                bool plain;
                int size;
                const char *text;
        } cases[] = {
                { AUDIENCE_CHILD_0_5, true, 14, "/data/notices/cy/first-record.child-0-5.md" },
                { AUDIENCE_CHILD_6_9, true, 14, "/data/notices/cy/first-record.child-6-9.md" },
                { AUDIENCE_CHILD_10_12, true, 14, "/data/notices/cy/first-record.child-10-12.md" },
                { AUDIENCE_CHILD_13_15, true, 14, "/data/notices/cy/first-record.child-13-15.md" },
                { AUDIENCE_CHILD_16_17, true, 14, "/data/notices/cy/first-record.child-16-17.md" },
                { AUDIENCE_ADULT, false, 12, "/data/notices/cy/first-record.adult.md" },
                { AUDIENCE_PARENT, false, 12, "/data/notices/cy/first-record.parent.md" },
        };
        const Settings settings = settings_of();
        CHECK_INT(ELEMENTS(cases), _AUDIENCE_MAX);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                Audience audience = cases[i].audience;
                check_group("audience %s", audience_to_string(audience));
                CHECK_INT(letter_is_plain(audience), cases[i].plain);
                CHECK_INT(letter_size(audience), cases[i].size);
                CHECK_STR(letter_template(arena, &settings, &items[0], "first-record", audience),
                          cases[i].text);
        }
}

/* The authority's names in the letter's languages and their order; of the rest only what it has. */
static void senders(void) {
        static const char *names[] = { "Cyngor Enghraifft", "Example Council" };
        static const char *address[] = { "1 Example Street", "ZZ1 1ZZ" };
        static const struct {
                const char *phone, *email, *web;
                size_t n;
                const char *last;
        } cases[] = {
                { NULL, NULL, NULL, 2, "ZZ1 1ZZ" },
                { "", "", "", 2, "ZZ1 1ZZ" },
                { "01632 960000", NULL, NULL, 3, "01632 960000" },
                { "01632 960000", NULL, "council.example", 4, "council.example" },
                { "01632 960000", "dpo@council.example", "council.example", 5, "council.example" },
        };
        const LanguageList both = { { &items[0], &items[1] }, 2 }, one = { { &items[1] }, 1 };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const Authority authority = { .names = names,
                                              .address = address,
                                              .n_address = 2,
                                              .phone = cases[i].phone,
                                              .email = cases[i].email,
                                              .web = cases[i].web };
                Letter letter = { 0 };
                check_group("sender %zu", i);
                letter_sender(arena, &authority, &both, &letter);
                CHECK_INT(letter.n_heads, 2);
                CHECK_STR(letter.heads[0], names[0]);
                CHECK_STR(letter.heads[1], names[1]);
                CHECK_INT(letter.n_from, cases[i].n);
                CHECK_STR(letter.from[0], address[0]);
                CHECK_STR(letter.from[letter.n_from - 1], cases[i].last);
                CHECK(letter.look == &authority.look);
        }
        const Authority authority = { .names = names };
        Letter letter = { 0 };
        check_group("one language");
        letter_sender(arena, &authority, &one, &letter);
        CHECK_INT(letter.n_heads, 1);
        CHECK_STR(letter.heads[0], names[1]);
        CHECK_INT(letter.n_from, 0);
}

int main(void) {
        arena = arena_new();
        what_they_wish();
        by_audience();
        senders();
        check_group("reference");
        CHECK_STR(letter_reference(arena, INT64_MAX), "N-9223372036854775807");
        arena_free(arena);
        return check_done();
}
