#pragma once
/* What an operator has to see to, in order of urgency. */

#include "cli/command.h"

typedef enum Urgency { URGENCY_NOW, URGENCY_SOON, URGENCY_NOTE, _URGENCY_MAX } Urgency;

typedef struct Finding {
        Urgency urgency;
        const char *what;  /* one plain sentence */
        const char *where; /* "queue", "register s12", a file: for sorting by eye */
        const char *mend;  /* the command that mends it; where only a person can, a sentence */
} Finding;

typedef struct Findings {
        Arena *arena;
        Finding *items;
        size_t n, cap;
} Findings;

#define FINDINGS(a) ((Findings){ .arena = (a) })

/* Keeps copies. */
void finding_add(Findings *findings, Urgency urgency, const char *where, const char *mend, const char *format,
                 ...) __attribute__((format(printf, 5, 6)));
/* The most urgent first, otherwise as they were found. */
void findings_sort(Findings *findings);
size_t findings_count(const Findings *findings, Urgency urgency);
json_t *findings_json(const Findings *findings);
void findings_print(const Findings *findings);
