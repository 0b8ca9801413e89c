#pragma once
/* A command that asks other commands of the same program, as the login that called it: each is an errand of
 * its own where the login needs the engine. */

#include "cli/command.h"

/* Reads a call whose argc, argv, arena and table are set, and runs it. The exit status. */
int cli_call(CliArgs *again);

/* Calls words (NULL at the end) with this call's --config, --as-of and --as, and catches what it prints on
 * standard output; on standard error it speaks for itself. The exit status. *ret_out in the call's arena,
 * which is wiped. */
int cli_again(const CliArgs *args, const char *const *words, const char **ret_out);
