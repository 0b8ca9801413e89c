#pragma once
/* How a clock is shown, by whatever command ran it. */

#include "cli/command.h"
#include "model/statutory-clock.h"

json_t *clock_json(const StatutoryClock *clock);
void clock_print(const StatutoryClock *clock);
/* The JSON object of cli's contract, or sentences with the working. CLI_DONE. */
int cli_print_clock(const CliArgs *args, const StatutoryClock *clock);
