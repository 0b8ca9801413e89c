#pragma once
/* What is wrong in a file a person wrote: collected, so that one look shows all of it. */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct Problem {
        const char *file;
        int line;         /* 0: the file as a whole */
        const char *path; /* "registers.[0].map"; "" for the file as a whole */
        Severity severity;
        const char *problem; /* one plain sentence: what is wrong */
        const char *mend;    /* one plain sentence: what to do */
} Problem;

typedef struct Problems {
        Arena *arena;
        Problem *items;
        size_t n, cap, errors;
} Problems;

#define PROBLEMS(a) ((Problems){ .arena = (a) })

/* More than this are counted but not kept: a file of garbage need not fill the memory. */
#define PROBLEMS_KEPT 1000

/* Keeps copies of what it is given. mend may be "". */
void problem_add(Problems *problems, Severity severity, const char *file, int line, const char *path,
                 const char *mend, const char *format, ...) __attribute__((format(printf, 7, 8)));
