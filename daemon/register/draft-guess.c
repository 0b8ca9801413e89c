/* Names and types, and what they usually mean. A guess that is wrong costs a person a line to mend. */
#include "register/draft-parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Lower case, words parted by one underscore: "FamilyName" and "family-name" are "_family_name_". */
static const char *draft_guess_words_of(Arena *arena, const char *name) {
        _cleanup_text_ Text out = { 0 };
        text_append(&out, "_");
        for (size_t i = 0; name[i]; i++) {
                unsigned char c = (unsigned char)name[i];
                bool edge = i > 0 && isupper(c) && islower((unsigned char)name[i - 1]);
                if (edge || !isalnum(c))
                        text_append(&out, "_");
                if (isalnum(c))
                        text_appendf(&out, "%c", tolower(c));
        }
        text_append(&out, "_");
        return arena_strdup(arena, text_str(&out));
}

static bool draft_guess_says(const char *words, const char *const *list) {
        for (; *list; list++) {
                static const char *const ends[] = { "", "s",
                                                    "es" }; /* a table is often called in the plural */
                char word[64];
                for (size_t i = 0; i < ELEMENTS(ends); i++) {
                        snprintf(word, sizeof word, "_%s%s_", *list, ends[i]);
                        if (strstr(words, word))
                                return true;
                }
                if (strlen(*list) > 3 && str_eq(*list + strlen(*list) - 1, "y")) {
                        snprintf(word, sizeof word, "_%.*sies_", (int)strlen(*list) - 1, *list);
                        if (strstr(words, word))
                                return true;
                }
        }
        return false;
}
#define SAYS(words, ...) draft_guess_says(words, (const char *const[]){ __VA_ARGS__, NULL })

static bool is_date(const CatalogColumn *column) {
        return str_eq(column->base, "date");
}

static bool is_time(const CatalogColumn *column) {
        return is_date(column) || str_starts(column->base, "timestamp");
}

static bool is_stable_identifier(const char *words) {
        return SAYS(words, "nhs", "upn", "uln", "uprn", "nino", "ni_number", "national_insurance", "passport",
                    "email", "e_mail", "chi", "case_number", "customer_number", "client_number", "ref",
                    "reference", "registration_number");
}

static bool is_persons_name(const char *words) {
        return SAYS(words, "family_name", "surname", "last_name", "lastname", "given_name", "given_names",
                    "first_name", "firstname", "forename", "forenames", "full_name", "fullname",
                    "display_name", "shown_name", "maiden_name");
}

static ColumnGuess guess_text(const char *words) {
        ColumnGuess g = { .compare = COMPARE_TEXT };
        if (is_stable_identifier(words))
                g = (ColumnGuess){ .compare = COMPARE_IDENTIFIER, .identifies = true, .tombstone = true };
        else if (is_persons_name(words))
                g = (ColumnGuess){ .compare = COMPARE_NAME, .identifies = true };
        else if (SAYS(words, "name"))
                g.compare = COMPARE_NAME;
        else if (SAYS(words, "postcode", "post_code", "zip", "postal_code"))
                g = (ColumnGuess){ .compare = COMPARE_POSTCODE, .anonymise = ANONYMISE_DISTRICT };
        else if (SAYS(words, "phone", "telephone", "tel", "mobile", "fax"))
                g.compare = COMPARE_PHONE;
        else if (SAYS(words, "address", "street", "road", "town", "city", "county", "line"))
                g.compare = COMPARE_ADDRESS;
        else if (SAYS(words, "gender", "sex"))
                g = (ColumnGuess){ .compare = COMPARE_GENDER, .anonymise = ANONYMISE_KEEP };
        return g;
}

ColumnGuess guess_column(const CatalogColumn *column) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *words = draft_guess_words_of(arena, column->name);
        if (SAYS(words, "created", "updated", "modified", "version", "changed_at", "changed_by", "deleted_at",
                 "power", "supplied_on", "verified_on")) /* of the record, not of anybody */
                return (ColumnGuess){ .system = true, .compare = COMPARE_TEXT };
        if (is_time(column)) {
                const char *role = guess_role(column);
                return (ColumnGuess){ .compare = COMPARE_DATE,
                                      .anonymise = ANONYMISE_YEAR,
                                      .identifies = str_eq(role, "birth") };
        }
        ColumnGuess g = guess_text(words);
        if (!column->is_text)
                g = (ColumnGuess){ .compare = g.compare == COMPARE_IDENTIFIER ? g.compare : COMPARE_TEXT };
        return g;
}

const char *guess_role(const CatalogColumn *column) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *words = draft_guess_words_of(arena, column->name);
        if (is_date(column) && !SAYS(words, "supplied_on", "verified_on")) {
                if (SAYS(words, "born", "birth", "dob", "birthday", "birthdate"))
                        return "birth";
                if (SAYS(words, "died", "death", "deceased"))
                        return "death";
                if (SAYS(words, "archived", "closed", "filed"))
                        return "archived";
                if (SAYS(words, "since", "valid_from", "from"))
                        return "since";
                if (SAYS(words, "until", "valid_to", "valid_until"))
                        return "until";
        }
        if (str_eq(column->base, "boolean") && SAYS(words, "shielded"))
                return "shielded";
        return column->is_text && SAYS(words, "language", "lang") ? "language" : NULL;
}

int guess_about_people(const CatalogTable *table) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        int points = 0;
        for (size_t i = 0; i < table->n_columns; i++) {
                const char *words = draft_guess_words_of(arena, table->columns[i].name);
                points += is_persons_name(words) ? 3 : 0;
                points += str_eq(guess_role(&table->columns[i]), "birth") ? 4 : 0;
                points += is_stable_identifier(words) ? 2 : 0;
                points += SAYS(words, "phone", "mobile", "street", "road", "address", "postcode", "name") ? 1
                                                                                                          : 0;
        }
        if (points > 0 && SAYS(draft_guess_words_of(arena, table->name), "child", "children", "person",
                               "people", "client", "customer", "pupil", "patient", "subject", "member",
                               "student", "resident", "tenant", "applicant"))
                points += 4;
        return points;
}

bool guess_names_people(const CatalogTable *table) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        for (size_t i = 0; i < table->n_columns; i++) {
                const char *words = draft_guess_words_of(arena, table->columns[i].name);
                if (is_persons_name(words) || str_eq(guess_role(&table->columns[i]), "birth") ||
                    SAYS(words, "nhs", "upn", "uln", "nino", "ni_number", "passport", "email", "e_mail",
                         "phone", "telephone", "mobile", "street", "road", "address", "postcode",
                         "post_code"))
                        return true;
        }
        return false;
}

bool guess_is_copy(const CatalogTable *table) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *names[] = { draft_guess_words_of(arena, table->schema),
                                draft_guess_words_of(arena, table->name) };
        for (size_t i = 0; i < ELEMENTS(names); i++)
                if (SAYS(names[i], "backup", "bak", "bkp", "old", "copy", "archive", "tmp", "temp", "staging",
                         "import", "history", "audit", "log"))
                        return true;
        return false;
}

bool guess_is_reference(const CatalogTable *table) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        return SAYS(draft_guess_words_of(arena, table->name), "school", "practice", "provider", "authority",
                    "source", "kind", "type", "status", "code", "country", "category", "product", "item",
                    "stock", "warehouse", "practitioner", "staff", "officer", "worker", "teacher", "employee",
                    "user", "users", "account", "team", "office", "department", "supplier", "organisation",
                    "lookup");
}
