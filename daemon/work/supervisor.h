#pragma once
/* The supervisor: starts the workers, restarts the dead, speaks to systemd. It opens no database and holds no
 * personal data. */

#include "base/date.h"

#include <stdbool.h>

typedef struct SupervisorOptions {
        const char *config;
        Date as_of; /* DATE_NONE: the system's day */
        bool once;  /* end when nothing is left to do */
        bool verbose;
} SupervisorOptions;

/* The exit status of the program: 0 stopped or done; 1 (once) a job failed; 3 (once) the database cannot be
 * reached; 4 a fault; 78 the settings are wrong. */
int supervisor_run(const SupervisorOptions *options);
