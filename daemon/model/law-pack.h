#pragma once
/* The policy of one jurisdiction or one body, as settings/law-pack.c reads it: plain data in an arena. */

#include "model/fact.h"
#include "model/language.h"
#include "model/rule.h"

typedef struct LawPack {
        const char *name, *file;
        Nation nation;          /* whose law it is; NATION_UNSAID: it does not say */
        LanguageList languages; /* of letters while nobody knows the reader's wish */
        Rule *rules;
        size_t n_rules;
        Fact *facts; /* what families are told */
        size_t n_facts;
} LawPack;
