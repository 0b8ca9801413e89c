#pragma once
/* Every command, in the order in which help lists them: COMMAND(NAME) stands for `const CliCommand cmd_NAME`.
 */

#include "cli/command.h"

#define COMMANDS                                                                                             \
        COMMAND(clock)                                                                                       \
        COMMAND(identifier)                                                                                  \
        COMMAND(migrate)                                                                                     \
        COMMAND(key_new)

#define COMMAND(name) extern const CliCommand cmd_##name;
COMMANDS
#undef COMMAND
