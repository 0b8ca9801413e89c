#pragma once
/* What a rule leaves of a record, compiled from the map's methods. */

#include "register/compile.h"

enum { ANONYMISE_DATA, ANONYMISE_RAW }; /* the columns of rows */
enum { GROUPS_DATA, GROUPS_ROWS };      /* and of groups */

typedef struct CompiledAnonymise {
        const char *rows;   /* $1 subject keys -> general data, raw values to be made pseudonyms; both JSON */
        const char *groups; /* $1 subject keys -> general data, and how many subjects have it */
} CompiledAnonymise;

void compile_anonymise(const Compiler *c, const Rule *rule, CompiledAnonymise *ret);
