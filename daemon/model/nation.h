#pragma once
/* Whose law it is: nations, and the jurisdictions that share their bank holidays. The checks of
 * muniment.request hold the same words: a test compares them. */

#include "base/text.h"

/* Whose law a pack is, and whose decides a request. */
#define NATIONS(WORD)                                                                                        \
        WORD(ENGLAND, "england")                                                                             \
        WORD(WALES, "wales")                                                                                 \
        WORD(SCOTLAND, "scotland")                                                                           \
        WORD(NORTHERN_IRELAND, "northern-ireland")
/* One instrument may be the law of several. */
#define INSTRUMENT_NATIONS(WORD)                                                                             \
        NATIONS(WORD)                                                                                        \
        WORD(ENGLAND_WALES, "england-wales")                                                                 \
        WORD(UK, "uk")

typedef enum Nation {
        NATION_UNSAID,
#define WORD(name, word) NATION_##name,
        INSTRUMENT_NATIONS(WORD)
#undef WORD
                _NATION_MAX,
} Nation;

/* A file of policies/holidays each. */
#define JURISDICTIONS(WORD)                                                                                  \
        WORD(ENGLAND_WALES, "england-wales")                                                                 \
        WORD(SCOTLAND, "scotland")                                                                           \
        WORD(NORTHERN_IRELAND, "northern-ireland")

typedef enum Jurisdiction {
#define WORD(name, word) JURISDICTION_##name,
        JURISDICTIONS(WORD)
#undef WORD
                _JURISDICTION_MAX,
} Jurisdiction;

/* NULL where nothing was said. */
const char *nation_to_string(Nation nation);
/* One of NATIONS only. False, and *ret untouched, for any other word. */
bool nation_from_string(const char *s, Nation *ret);
const char *jurisdiction_to_string(Jurisdiction jurisdiction);
bool jurisdiction_from_string(const char *s, Jurisdiction *ret);
/* The holidays that go with the law of one of NATIONS. */
Jurisdiction nation_jurisdiction(Nation nation);
/* The one nation of a jurisdiction; NATION_UNSAID: it has two. */
Nation jurisdiction_nation(Jurisdiction jurisdiction);
