#pragma once
/* The frame of the command line: what a command is, what it is called with, and how it answers.
 *
 * A command is one `const CliCommand cmd_NAME` in command/NOUN.c and one row in command/commands.h. Parsing,
 * help and usage errors follow from its tables; the function only does the work. */

#include "base/arena.h"
#include "base/date.h"
#include "settings/problems.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum CliExit {
        CLI_DONE = 0,
        CLI_NO = 1,    /* refused, invalid, not found, falls short: one line on standard error says why */
        CLI_USAGE = 2, /* called wrongly */
        CLI_UNREACHABLE = 3, /* the database or another service could not be reached */
        CLI_FAULT = 4,       /* a fault of ours */
        CLI_ANSWERED =
                256, /* not an exit status: session_open() had the engine do it, and its answer is printed */
} CliExit;

typedef struct CliArgs CliArgs;

/* --name VALUE, --name=VALUE, or a switch. A table of them ends with a row without a name. */
typedef struct CliOption {
        const char *name;  /* without the dashes */
        const char *value; /* what stands for the value in help: "DATE"; NULL: a switch */
        const char *help;  /* one line */
        bool repeatable, required;
} CliOption;

/* Whose login a command asks for: any one of these. An officer is an auditor as well. */
typedef enum CliWho {
        CLI_ANYBODY = 0,       /* no database, or one that the call names itself */
        CLI_AUDITOR = 1 << 0,  /* whoever may look */
        CLI_OFFICER = 1 << 1,  /* whoever decides about people's data */
        CLI_OPERATOR = 1 << 2, /* the daemon's own login: root on its host */
} CliWho;

typedef struct CliCommand {
        const char *words[3]; /* { "request", "new" } */
        const char *operands; /* shown in help: "KIND VALUE"; NULL: none */
        int min_operands, max_operands;
        const char *help;                /* one line */
        const CliOption *options;        /* besides the common ones; may be NULL */
        int (*run)(const CliArgs *args); /* its return is the exit status */
        CliWho who;
        /* It needs a register, keys, or the right to change something: the engine does it, for whoever asks
         * (cli/errand.h). engine_when: only with that option. */
        bool engine;
        const char *engine_when;
        bool acts; /* it changes something, so it refuses a day that has not come */
} CliCommand;

/* A command of two words, `muniment GROUP WORD`; behind them whose it is, as fields of CliCommand. */
#define CLI_COMMAND(name_, group_, word_, operands_, least_, most_, help_, options_, run_, ...)              \
        const CliCommand cmd_##name_ = { .words = { (group_), (word_) },                                     \
                                         .operands = (operands_),                                            \
                                         .min_operands = (least_),                                           \
                                         .max_operands = (most_),                                            \
                                         .help = (help_),                                                    \
                                         .options = (options_),                                              \
                                         .run = (run_),                                                      \
                                         __VA_ARGS__ }

/* A row of the table of commands: a heading or a command. The last has neither. */
typedef struct CliRow {
        const char *heading;
        const CliCommand *command;
} CliRow;

/* Every command answers to --json, --as-of, --as, --config and --help. */

bool cli_flag(const CliArgs *args, const char *option);
/* The last value given, NULL when the option was not given. */
const char *cli_value(const CliArgs *args, const char *option);
/* The nth value of a repeatable option, NULL past the last. */
const char *cli_nth(const CliArgs *args, const char *option, size_t n);
/* NULL past the last. */
const char *cli_operand(const CliArgs *args, int n);
bool cli_json(const CliArgs *args);
/* The day of --as-of; DATE_NONE when not given. */
Date cli_as_of(const CliArgs *args);
/* The file of --config, or the built-in place. *ret_given (may be NULL): whether --config was given. */
const char *cli_config(const CliArgs *args, bool *ret_given);
/* Good until the command returns. */
Arena *cli_arena(const CliArgs *args);
/* A date option: true with *ret set (DATE_NONE when not given); false after saying what is wrong, and the
 * command returns CLI_USAGE. */
bool cli_date(const CliArgs *args, const char *option, Date *ret);
/* Likewise the nth of a repeatable one. */
bool cli_nth_date(const CliArgs *args, const char *option, size_t n, Date *ret);
/* Likewise a whole number; *ret keeps its value when not given. */
bool cli_number(const CliArgs *args, const char *option, int64_t min, int64_t max, int64_t *ret);

/* Each prints one line on standard error and gives the exit status, so that a command ends with
 * `return cli_refuse("...")`. Never a value that is about a person. */
int cli_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
int cli_wrong_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
int cli_unreachable(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* For what a function of the house returned and the command did not settle: the condition in its own
 * sentence (base/conditions.h), or a fault (r < 0). 0 gives CLI_DONE. */
int cli_settle(int r);
/* The same of what the command was told to work on: "run", "12". name NULL: of nothing. */
int cli_settle_about(int r, const char *noun, const char *name);

/* Refuses with the first error of the files named by what ("The settings"). */
int cli_refuse_problems(const Problems *problems, const char *what);

/* Writes a new file where the caller said, for the caller's own user; the name that "what" gives it in a
 * refusal is "The certificate". While the engine does an errand the bytes travel with its answer. */
int cli_hand_out(const CliArgs *args, const char *path, const void *data, size_t n, const char *what);

/* Writes a file of a report into the folder of --out, or the present one; one of that name is replaced. 0 or
 * -errno. */
int cli_hand_over(const CliArgs *args, const char *name, const void *data, size_t n);

/* One object on standard output; takes the reference. Gives CLI_DONE, or CLI_FAULT when it cannot be
 * written. */
int cli_print_json(json_t *object);
/* A JSON string, or null for DATE_NONE. */
json_t *cli_json_date(Date date);
/* Columns aligned under their heads; cells row by row, NULL prints "-". Widths are counted in characters. */
void cli_print_table(const char *const *heads, size_t n_columns, const char *const *cells, size_t n_rows);

/* Finds the command in the table, parses, runs. The exit status of the program. */
int cli_main(const CliRow *table, int argc, char **argv);
