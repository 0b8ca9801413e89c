/* Help: all commands under their headings, and one command. tools/man-page.py makes the manual page of it. */
#include "base/text.h"
#include "cli/args.h"

#include <stdio.h>

/* "--name VALUE ..." */
static const char *option_usage(const CliOption *option, char *buf, size_t size) {
        snprintf(buf, size, "--%s%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "", option->repeatable ? " ..." : "");
        return buf;
}
#define OPTION_USAGE(option) option_usage((option), (char[80]){ 0 }, 80)

/* "request decide REF ITEM DECISION" */
static const char *command_usage(const CliCommand *command, char *buf, size_t size) {
        snprintf(buf, size, "%s%s%s", COMMAND_NAME(command), command->operands ? " " : "",
                 command->operands ? command->operands : "");
        return buf;
}
#define COMMAND_USAGE(command) command_usage((command), (char[96]){ 0 }, 96)

static void print_options(const CliOption *options) {
        for (; options && options->name; options++)
                printf("  %-32s %s%s\n", OPTION_USAGE(options), options->help,
                       options->required ? " (required)" : "");
}

static void print_command_line(const CliCommand *command) {
        printf("  %-36s %s\n", COMMAND_USAGE(command), command->help);
}

/* "For officers and the operator; done by the engine." */
static const char *whose(const CliCommand *command, char *buf, size_t size) {
        static const struct {
                unsigned who;
                const char *name;
        } names[] = { { CLI_AUDITOR, "auditors and officers" },
                      { CLI_OFFICER, "officers" },
                      { CLI_OPERATOR, "the operator" } };
        size_t n = (size_t)snprintf(buf, size, "For %s", command->who ? "" : "anybody");
        for (size_t i = 0, said = 0; i < ELEMENTS(names); i++)
                if (command->who & names[i].who)
                        n += (size_t)snprintf(buf + n, size - n, "%s%s", said++ ? " and " : "",
                                              names[i].name);
        snprintf(buf + n, size - n, "%s%s%s.", command->engine ? "; done by the engine" : "",
                 command->engine_when ? " with --" : "", command->engine_when ? command->engine_when : "");
        return buf;
}
#define WHOSE(command) whose((command), (char[96]){ 0 }, 96)

void help_all(const CliRow *table) {
        printf("muniment: keeps the promises a public body makes about people's data\n\n"
               "muniment COMMAND [--json] [--as-of DATE] [--config FILE] [--help]\n");
        CLI_EACH_ROW(row, table)
        if (row->heading)
                printf("\n%s\n", row->heading);
        else
                print_command_line(row->command);
        printf("\nEvery command explains itself: muniment COMMAND --help\n"
               "Exit status: 0 done, 1 the answer is no, 2 called wrongly, 3 a service is away, 4 a fault\n");
}

bool help_group(const CliRow *table, int argc, char **argv, int first) {
        bool any = false;
        CLI_EACH_ROW(row, table) {
                bool whole;
                if (row->command && command_match(row->command, argc, argv, first, &whole) > 0) {
                        print_command_line(row->command);
                        any = true;
                }
        }
        return any;
}

void help_command(const CliCommand *command) {
        printf("muniment %s [OPTIONS]\n%s.\n%s\n\n", COMMAND_USAGE(command), command->help, WHOSE(command));
        print_options(command->options);
        print_options(cli_common_options);
}
