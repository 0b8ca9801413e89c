/* Wrong files of clocks and holidays: each mistake is a problem with its line, and nothing is loaded. */
#include "base/text.h"
#include "check.h"
#include "settings/law-regimes.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/muniment-law-XXXXXX";

static void write_file(const char *name, const char *content) {
        char path[256];
        snprintf(path, sizeof path, "%s/policies/%s", folder, name);
        FILE *f = fopen(path, "we");
        if (CHECK(f != NULL)) {
                fputs(content, f);
                fclose(f);
        }
}

static const char good_law[] =
        "regimes = ( { name = \"a\"; title = \"the A\"; cite = \"A s.1\"; from = \"2020-01-01\";\n"
        "  clocks = ( { kinds = [\"access\"]; months = 1; cite = \"A s.2\"; } ); } );\n";

static void write_holidays(const char *place, const char *years) {
        char name[64], content[512];
        snprintf(name, sizeof name, "holidays/%s.conf", place);
        snprintf(content, sizeof content, "jurisdiction = \"%s\"; cite = \"a list\";\nyears = ( %s );\n",
                 place, years);
        write_file(name, content);
}

static void write_good(void) {
        static const char years[] = "{ year = 2020; days = [ \"2020-12-25\", \"2020-01-01\" ]; }";
        write_file("law/uk-data-protection.conf", good_law);
        for (size_t i = 0; i < _JURISDICTION_MAX; i++)
                write_holidays(jurisdiction_to_string((Jurisdiction)i), years);
}

/* How many errors; the first one's sentence in *ret_first, in the arena. */
static size_t load(Arena *arena, const char **ret_first) {
        Problems problems = PROBLEMS(arena);
        const Regimes *regimes = NULL;
        const Languages languages = { 0 }; /* what families are told is another test's */
        int r = law_regimes_load(folder, &languages, arena, &problems, &regimes);
        CHECK_INT(r, problems.errors > 0 ? SETTINGS_E_REFUSED : 0);
        CHECK((regimes != NULL) == (r == 0));
        *ret_first = problems.n > 0 ? problems.items[0].problem : "";
        for (size_t i = 0; i < problems.n; i++)
                CHECK(problems.items[i].line > 0 && problems.items[i].mend[0]);
        if (regimes) {
                const Holidays *h = &regimes->holidays[0];
                CHECK(h->n_days == 2 && h->days[0] < h->days[1] && h->first_year == 2020 &&
                      h->last_year == 2020);
        }
        return problems.errors;
}

static void wrong_laws(void) {
        static const struct {
                const char *clock, *says; /* NULL: it is right */
        } cases[] = {
                { "kinds = [\"access\"]; months = 1; cite = \"x\";", NULL },
                { "kinds = [\"access\"]; days = 40; first_day_counts = true; cite = \"x\";", NULL },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; clarification = { effect = \"starts\"; "
                  "cite = \"y\"; };",
                  NULL },
                { "kinds = [\"access\"]; cite = \"x\";", "in months or in days" },
                { "kinds = [\"access\"]; months = 1; days = 3; cite = \"x\";", "in months or in days" },
                { "kinds = [\"access\"]; months = 1;", "cite" },
                { "kinds = [\"acess\"]; months = 1; cite = \"x\";", "acess" },
                { "kinds = [\"access\", \"access\"]; months = 1; cite = \"x\";", "named twice" },
                { "kinds = [\"access\"]; months = 0; cite = \"x\";", "months" },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; extension = \"y\";",
                  "citation and its length" },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; extended_months = 3;",
                  "citation and its length" },
                { "kinds = [\"access\"]; months = 3; cite = \"x\"; extension = \"y\"; extended_months = 3;",
                  "no longer" },
                { "kinds = [\"access\"]; days = 30; cite = \"x\"; extension = \"y\"; extended_months = 3;",
                  "in months can be" },
                { "kinds = [\"access\"]; months = 1; first_day_counts = true; cite = \"x\";", "same number" },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; from = \"2020-02-02\"; to = "
                  "\"2020-02-01\";",
                  "before it begins" },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; clarification = { effect = \"stops\"; "
                  "cite = \"y\"; };",
                  "effect" },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; clarification = { effect = \"pauses\"; };",
                  "cite" },
                { "kinds = [\"access\"]; months = 1; cite = \"x\"; roll_over = \"y\";", "roll_over" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("clock { %s }", cases[i].clock);
                _cleanup_(arena_freep) Arena *arena = arena_new();
                const char *first;
                write_file("law/uk-data-protection.conf",
                           arena_printf(arena,
                                        "regimes = ( { name = \"a\"; title = \"the A\"; cite = \"A s.1\";\n"
                                        "  clocks = ( { %s } ); } );\n",
                                        cases[i].clock));
                CHECK((load(arena, &first) > 0) == (cases[i].says != NULL));
                if (cases[i].says && !CHECK(strstr(first, cases[i].says) != NULL))
                        printf("     said: %s\n", first);
        }
        write_good();
}

/* One law at a time, in order. */
static void wrong_orders(void) {
        static const struct {
                const char *first, *second, *says;
        } cases[] = {
                { "to = \"2019-12-31\";", "from = \"2020-01-01\";", NULL },
                { "to = \"2020-01-01\";", "from = \"2020-01-01\";", "overlaps" },
                { "", "from = \"2020-01-01\";", "overlaps" },
                { "from = \"2020-01-02\"; to = \"2020-01-01\";", "from = \"2021-01-01\";",
                  "before it begins" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("regimes %s %s", cases[i].first, cases[i].second);
                _cleanup_(arena_freep) Arena *arena = arena_new();
                const char *first;
                static const char regime[] =
                        "{ name = \"%s\"; title = \"t\"; cite = \"c\"; %s\n clocks = ( { kinds = "
                        "[\"access\"]; months = 1; cite = \"x\"; } ); }";
                Text law = { 0 };
                text_append(&law, "regimes = (");
                text_appendf(&law, regime, "a", cases[i].first);
                text_append(&law, ",");
                text_appendf(&law, regime, "b", cases[i].second);
                text_append(&law, ");\n");
                write_file("law/uk-data-protection.conf", text_str(&law));
                text_done(&law);
                CHECK((load(arena, &first) > 0) == (cases[i].says != NULL));
                CHECK(!cases[i].says || strstr(first, cases[i].says));
        }
        write_good();
}

static void wrong_holidays(void) {
        static const struct {
                const char *years, *says;
        } cases[] = {
                { "{ year = 2020; days = [ \"2021-01-01\" ]; }", "does not lie in 2020" },
                { "{ year = 2020; days = [ \"2020-02-30\" ]; }", "2020-02-30" },
                { "{ year = 2020; days = [ \"2020-12-25\" ]; }, { year = 2022; days = [ \"2022-12-25\" ]; }",
                  "After 2020 comes 2022" },
                { "{ year = 2020; }", "days" },
                { "", "years" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("holidays %s", cases[i].years);
                _cleanup_(arena_freep) Arena *arena = arena_new();
                const char *first;
                write_holidays("scotland", cases[i].years);
                CHECK(load(arena, &first) > 0);
                if (!CHECK(strstr(first, cases[i].says) != NULL))
                        printf("     said: %s\n", first);
        }
        check_group("a file under another's name");
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *first;
        write_file("holidays/scotland.conf", "jurisdiction = \"northern-ireland\"; cite = \"a list\";\n"
                                             "years = ( { year = 2020; days = [ \"2020-12-25\" ]; } );\n");
        CHECK(load(arena, &first) > 0 && strstr(first, "another jurisdiction"));
        write_good();
}

static void make_folder(const char *name) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, name);
        CHECK(mkdir(path, 0700) == 0);
}

static void remove_all(void) {
        static const char *const names[] = { "policies/law/uk-data-protection.conf",
                                             "policies/holidays/england-wales.conf",
                                             "policies/holidays/scotland.conf",
                                             "policies/holidays/northern-ireland.conf",
                                             "policies/law",
                                             "policies/holidays",
                                             "policies",
                                             "" };
        for (size_t i = 0; i < ELEMENTS(names); i++) {
                char path[256];
                snprintf(path, sizeof path, "%s/%s", folder, names[i]);
                CHECK(remove(path) == 0);
        }
}

int main(void) {
        check_group("a folder of policies");
        if (!CHECK(mkdtemp(folder) != NULL))
                return check_done();
        make_folder("policies");
        make_folder("policies/law");
        make_folder("policies/holidays");
        write_good();
        {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                const char *first;
                CHECK_INT(load(arena, &first), 0);
        }
        wrong_laws();
        wrong_orders();
        wrong_holidays();
        remove_all();
        return check_done();
}
