#pragma once
/* What stops everything that goes outward about a subject, as statements: a difference in which a source says
 * that the child is restricted, or dead, where the register says nothing. */

#include "store/store.h"

typedef struct OutwardStop {
        int64_t difference; /* 0: nothing stops it */
        bool stands;        /* a person has found it true; else it waits for one */
} OutwardStop;

/* The question to be asked in the transaction that sends something out, before it does: what is found later
 * waits for the end of that transaction. What the register says itself by now stops nothing more: its own
 * shield does. 0 or a PG_E_ condition. */
int outward_judge(Store *store, const char *subject, bool shielded_here, bool dead_here, Date today,
                  OutwardStop *ret);
/* For showing only. */
int outward_of_subject(Store *store, const char *register_name, const char *key, OutwardStop *ret);
