/* The table of conditions: what a person is told, what the queue keeps, and that no two can be mistaken for
 * each other. */
#include "base/conditions.h"
#include "check.h"

#include <string.h>

static bool is_code(const char *s) {
        for (; *s; s++)
                if (!char_is_alpha(*s) && !char_is_digit(*s) && *s != '-')
                        return false;
        return true;
}

static void test_rows(void) {
        check_group("each row");
        for (int i = _CONDITION_NONE + 1; i < _CONDITION_MAX; i++) {
                const char *code = condition_code(i), *sentence = condition_sentence(i);
                check_group("%s", code);
                CHECK(*code && is_code(code));
                CHECK(*sentence && sentence[strlen(sentence) - 1] == '.');
                CHECK(*sentence == char_upper(*sentence));
                CHECK(!strchr(sentence, '\n'));
                for (int k = i + 1; k < _CONDITION_MAX; k++)
                        CHECK(!str_eq(code, condition_code(k)));
        }
}

/* In a switch no two labels may be equal: the compiler itself refuses a shared number. */
static void test_numbers(void) {
        check_group("numbers");
        int n = 0;
        for (int i = _CONDITION_NONE + 1; i < _CONDITION_MAX; i++)
                switch (i) {
#define CONDITION(module, name, code, disposition, sentence) case module##_E_##name:
                        CONDITIONS
#undef CONDITION
                        n++;
                }
        CHECK(n > 100);
        CHECK_INT(n, _CONDITION_MAX - 1);
}

static void test_modules(void) {
        check_group("modules");
        CHECK(condition_is_of(LEDGER_E_KEY, "LEDGER"));
        CHECK(!condition_is_of(PG_E_RETRY, "LEDGER"));
        CHECK(!condition_is_of(0, "LEDGER"));
        CHECK(!condition_is_of(-22, "LEDGER"));
}

static void test_words(void) {
        static const struct {
                int condition;
                const char *noun, *name, *says;
        } cases[] = {
                { REGISTER_E_UNKNOWN, NULL, NULL, "There is no such register in the settings." },
                { REGISTER_E_UNKNOWN, "register", "s12", "There is no register s12 in the settings." },
                { REGISTER_E_UNKNOWN, "run", "12", "Run 12: There is no such register in the settings." },
                { RETENTION_E_CHANGED, "run", NULL,
                  "The rule has changed since the run was planned; it is stopped: plan again." },
                { RETENTION_E_CHANGED, "run", "12",
                  "Run 12: The rule has changed since the run was planned; it is stopped: plan again." },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_text_ Text out = { 0 };
                check_group("words %zu", i);
                condition_say(cases[i].condition, cases[i].noun, cases[i].name, &out);
                CHECK_STR(text_str(&out), cases[i].says);
        }
}

int main(void) {
        test_rows();
        test_numbers();
        test_modules();
        test_words();
        return check_done();
}
