#pragma once
/* What a file of the caller's says, as words that an errand can carry. */

#include "cli/command.h"

/* The text of a file that a caller's option names, in the arena of the call; *ret NULL when it was not given.
 * CLI_DONE or the status after saying why. Only where the command was typed: an errand carries words alone.
 */
int cli_read_in(const CliArgs *args, const char *option, const char **ret);
/* Runs the call again, with values of a repeatable option in place of an option: what a file says becomes
 * words that an errand can carry. Its status. */
int cli_instead(const CliArgs *args, const char *without, const char *option, const char *const *values,
                size_t n);
