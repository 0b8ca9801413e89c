#pragma once
/* What a rule leaves of a record, compiled from the map's methods. */

#include "register/compile.h"

typedef struct CompiledAnonymise {
        const char *rows;   /* $1 subject keys -> general data, raw values to be made pseudonyms; both JSON */
        const char *groups; /* $1 subject keys -> general data, and how many subjects have it */
} CompiledAnonymise;

void compile_anonymise(const Compiler *c, const Rule *rule, CompiledAnonymise *ret);
