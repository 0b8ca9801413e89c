/* The table of commands. */
#include "command/commands.h"

const CliRow commands[] = {
#define HEADING(text) { .heading = (text) },
#define COMMAND(name) { .command = &cmd_##name },
        COMMANDS
#undef COMMAND
#undef HEADING
        { 0 },
};
