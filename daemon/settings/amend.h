#pragma once
/* Adds answers to a settings file, for muniment init. What a file says stands: it is only ever added to. */

#include "base/conditions.h"
#include "settings/problems.h"

typedef struct AnswerRegister {
        const char *name, *connection; /* connection NULL: the governance database */
} AnswerRegister;

/* NULL: no answer. */
typedef struct Answers {
        const char *database, *jurisdiction, *checkpoint_file, *output_dir;
        const char *authority, *dpo_contact;
        const char *language; /* that the authority's name is in */
        const char **address;
        size_t n_address;
        const AnswerRegister *registers;
        size_t n_registers;
        const char *map_file, *map_name, *pack_file; /* of every register here */
} Answers;

/* What a file has of it already. */
typedef struct Present {
        bool database, jurisdiction, checkpoint_file, output_dir, authority, registers;
        const char *said_database; /* NULL: not said */
        const char *data_dir;      /* as said, or the programs' own */
} Present;

/* Looks at a file; one that is not there has nothing. 0; 1 when it cannot be read, as problems say. */
int settings_present(const char *file, Arena *arena, Problems *problems, Present *ret);
/* The text to be added to a file that has what is present; "" when there is nothing to add. */
const char *settings_amendment(const Present *present, const Answers *answers, Arena *arena);
