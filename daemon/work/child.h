#pragma once
/* Starting a worker, or the reporter. */

#include "work/supervisor.h"

#include <sys/types.h>

typedef struct Child {
        const char *owner; /* of a worker: its name; NULL: the child is the reporter */
        const char *after; /* its slot, whose earlier workers are dead; NULL: it is the first */
        bool kept;         /* a worker for what cannot wait */
        int tally;         /* the memory of monitor/tally.h that it is given; -1: none */
} Child;

/* Runs this very program again as that child. It dies with the process that started it. *ret_control: our end
 * of the socket it tells its state on; the caller closes it. */
int child_start(const SupervisorOptions *options, const Child *child, pid_t *ret_pid, int *ret_control);
