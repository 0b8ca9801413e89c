#pragma once
/* For the frame of the command line itself: what a call was parsed into. Commands use cli/command.h. */

#include "cli/command.h"
#include "store/context.h"

typedef struct CliGiven {
        const CliOption *option;
        const char *value; /* NULL: a switch */
} CliGiven;

/* A call that the engine carries out for somebody's login (cli/serve.h). */
typedef struct CliServed {
        const Context *context; /* the worker's own: store, settings, keys, clock, actor */
        unsigned who;           /* what the login is, of CliWho */
        json_t *files;          /* what goes with the answer: name and bytes */
} CliServed;

struct CliArgs {
        Arena *arena;
        const CliRow *table;
        int argc;
        char **argv;
        const CliServed *served; /* NULL: called by whoever typed it */
        const CliCommand *command;
        CliGiven *given;
        size_t n_given;
        const char **operands;
        int n_operands;
        Date as_of;
        int answered; /* the exit status of the errand, with CLI_ANSWERED */
};

extern const CliOption cli_common_options[];

/* Reads the words of a command line after argv[0]. Names the command in args->command: NULL when the words
 * name none. *ret_rest is where the command's options and operands begin. CLI_DONE, or CLI_USAGE after saying
 * why. */
int args_find_command(CliArgs *args, int argc, char **argv, int *ret_rest);
/* Reads options and operands. CLI_DONE, or CLI_USAGE after saying why. */
int args_parse(CliArgs *args, int argc, char **argv, int rest);

/* All commands; then those whose words begin with what was typed; then one of them. */
void help_all(const CliRow *table);
bool help_group(const CliRow *table, int argc, char **argv, int rest);
void help_command(const CliCommand *command);

#define CLI_EACH_ROW(row, table) for (const CliRow *row = (table); row->heading || row->command; row++)
/* How many leading words of the call the command shares; *ret_whole: whether it has no more words. */
int command_match(const CliCommand *command, int argc, char **argv, int first, bool *ret_whole);
/* "request new" */
const char *command_name(const CliCommand *command, char *buf, size_t size);
#define COMMAND_NAME(command) command_name((command), (char[64]){ 0 }, 64)
