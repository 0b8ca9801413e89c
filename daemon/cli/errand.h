#pragma once
/* A command that needs the engine, typed by somebody whose login may not be it: asked for through the queue,
 * waited for, and its answer printed as if the command had run here. The answer is sealed for this process
 * alone. */

#include "cli/args.h"
#include "cli/session.h"

/* CLI_ANSWERED with args->answered set; or the exit status after saying why there is no answer. */
int errand_run(const CliArgs *args, Session *session);
