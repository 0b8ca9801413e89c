/* Back-off, and the table of what kinds of job there are. */
#include "base/text.h"
#include "check.h"
#include "work/backoff.h"
#include "work/handlers.h"

static void test_backoff(void) {
        static const struct {
                int tries, first, most, want;
        } cases[] = {
                { 1, 5, 3600, 5 },     { 2, 5, 3600, 10 },        { 3, 5, 3600, 20 },
                { 10, 5, 3600, 2560 }, { 11, 5, 3600, 3600 },     { 1000, 5, 3600, 3600 },
                { 1, 1, 30, 1 },       { 5, 1, 30, 16 },          { 6, 1, 30, 30 },
                { 0, 1, 30, 1 },       { 2000000000, 1, 30, 30 }, { 1, 60, 30, 30 },
        };
        check_group("back-off");
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                CHECK_INT(backoff_seconds(cases[i].tries, cases[i].first, cases[i].most), cases[i].want);
        for (int i = 1; i < 100; i++)
                CHECK(backoff_seconds(i + 1, 3, 1000) >= backoff_seconds(i, 3, 1000));
}

static void test_handlers(void) {
        size_t n = 0;
        check_group("handlers");
        for (; handler_kind(n); n++) {
                CHECK(handler_find(handler_kind(n)) != NULL);
                for (size_t i = 0; i < n; i++)
                        CHECK(!str_eq(handler_kind(i), handler_kind(n)));
        }
        CHECK_INT(n, _JOB_KIND_MAX);
        CHECK(handler_find("") == NULL);
        CHECK(handler_find("no.such-kind") == NULL);
}

int main(void) {
        test_backoff();
        test_handlers();
        return check_done();
}
