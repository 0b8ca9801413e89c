#pragma once
/* Other programs, run to their end without a shell. */

/* argv ends with NULL; argv[0] is looked for in PATH. Input and output are /dev/null. The exit status; 127
 * when it cannot be run, 128 when a signal ended it. */
int spawn_quietly(const char *const argv[]);
