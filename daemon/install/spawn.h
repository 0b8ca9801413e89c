#pragma once
/* Other programs, run to their end. */

/* Without a shell. argv ends with NULL; argv[0] is looked for in PATH. Input and output are /dev/null. The
 * exit status; 127 when it cannot be run, 128 when a signal ended it. */
int spawn_quietly(const char *const argv[]);

/* Runs a command of the operator's own in a shell and waits for it. What it prints goes to standard error.
 * SIGINT, SIGTERM and SIGHUP end it, with all in its process group, and not us. 127: it could not be run;
 * 128: a signal ended it. */
typedef struct SpawnShell {
        const char *command;
        const char *const (*variables)[2]; /* name and value; the last has no name */
        const char *user;                  /* root runs it as that user; NULL: as who we are */
        int input;                         /* its standard input; -1: none */
} SpawnShell;
int spawn_shell(const SpawnShell *shell);
