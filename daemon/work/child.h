#pragma once
/* Starting a worker process. */

#include "work/supervisor.h"

#include <sys/types.h>

/* Runs this very program again as a worker named owner, in the slot after, whose earlier workers are dead
 * (NULL: it is the first). It dies with the process that started it. *ret_control: our end of the socket it
 * tells its state on; the caller closes it. */
int child_start(const SupervisorOptions *options, const char *owner, const char *after, pid_t *ret_pid,
                int *ret_control);
