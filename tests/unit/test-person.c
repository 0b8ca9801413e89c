/* Two people are two logins: whose an act was, from what the database stamped on it. */
#include "base/text.h"
#include "check.h"
#include "retention/person.h"

static const struct {
        const char *a, *b;
        bool same, same_trusted; /* without, and with, trust in the login "web" */
} cases[] = {
        { "dana", "dana", true, true },
        { "dana", "dylan", false, false },
        /* Whatever names a login gives, it is one person. */
        { "dana", "dana for officer1", true, true },
        { "dana for officer1", "dana for officer2", true, true },
        /* But the people whom a trusted program knows. */
        { "web for J. Smith", "web for P. Jones", true, false },
        { "web for J. Smith", "web for j smith", true, true },
        { "web for J. Smith", "web  for J. Smith", true, false },
        /* The same person through the program and by a login of their own. */
        { "web for dana", "dana", false, true },
        { "web", "web for dana", true, false },
        { "webby for J. Smith", "webby for P. Jones", true, true },
        { "engine", "dana", false, false },
        { "", "", true, true },
        { NULL, "dana", false, false },
};

int main(void) {
        const Settings plain = { 0 };
        const Settings trusting = { .trusted_wrappers = (const char *[]){ "other", "web" },
                                    .n_trusted_wrappers = 2 };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s, %s", cases[i].a ? cases[i].a : "nobody", cases[i].b);
                CHECK(person_same(&plain, cases[i].a, cases[i].b) == cases[i].same);
                CHECK(person_same(&plain, cases[i].b, cases[i].a) == cases[i].same);
                CHECK(person_same(&trusting, cases[i].a, cases[i].b) == cases[i].same_trusted);
                CHECK(person_same(&trusting, cases[i].b, cases[i].a) == cases[i].same_trusted);
        }
        return check_done();
}
