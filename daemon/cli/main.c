/* The table of commands, and how one of them is called and helped with. */
#include "base/text.h"
#include "cli/args.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

const CliCommand *const cli_commands[] = {
#define COMMAND(name) &cmd_##name,
        COMMANDS
#undef COMMAND
};
const size_t cli_n_commands = ELEMENTS(cli_commands);

static void print_options(const CliOption *options) {
        for (; options && options->name; options++) {
                char left[80];
                snprintf(left, sizeof left, "--%s%s%s%s", options->name, options->value ? " " : "",
                         options->value ? options->value : "", options->repeatable ? " ..." : "");
                printf("  %-32s %s%s\n", left, options->help, options->required ? " (required)" : "");
        }
}

static void print_command_line(const CliCommand *command) {
        char left[80];
        snprintf(left, sizeof left, "%s%s%s", COMMAND_NAME(command), command->operands ? " " : "",
                 command->operands ? command->operands : "");
        printf("  %-36s %s\n", left, command->help);
}

void help_all(void) {
        printf("muniment: keeps the promises a public body makes about people's data\n\n"
               "muniment COMMAND [--json] [--as-of DATE] [--config FILE] [--help]\n\n");
        for (size_t i = 0; i < cli_n_commands; i++)
                print_command_line(cli_commands[i]);
        printf("\nEvery command explains itself: muniment COMMAND --help\n");
}

bool help_group(int argc, char **argv, int rest) {
        bool any = false;
        for (size_t i = 0; i < cli_n_commands; i++) {
                bool whole;
                if (command_match(cli_commands[i], argc, argv, rest, &whole) > 0) {
                        print_command_line(cli_commands[i]);
                        any = true;
                }
        }
        return any;
}

void help_command(const CliCommand *command) {
        printf("muniment %s%s%s [OPTIONS]\n%s.\n\n", COMMAND_NAME(command), command->operands ? " " : "",
               command->operands ? command->operands : "", command->help);
        print_options(command->options);
        print_options(cli_common_options);
}

/* Whether a word of the call asks for help, where no command was found to parse it. */
static bool wants_help(int argc, char **argv) {
        for (int i = 1; i < argc; i++)
                if (str_eq(argv[i], "--help") || str_eq(argv[i], "-h"))
                        return true;
        return false;
}

static int no_command(int argc, char **argv, int rest) {
        if (wants_help(argc, argv) || (rest < argc && str_eq(argv[rest], "help"))) {
                if (rest >= argc || !help_group(argc, argv, rest))
                        help_all();
                return CLI_DONE;
        }
        if (rest >= argc)
                return cli_wrong_usage("Which command? muniment --help lists them.");
        for (size_t i = 0; i < cli_n_commands; i++)
                if (str_eq(cli_commands[i]->words[0], argv[rest]))
                        return cli_wrong_usage(
                                "muniment %s needs one word more; muniment %s --help lists them.", argv[rest],
                                argv[rest]);
        return cli_wrong_usage("There is no command \"%s\"; muniment --help lists them.", argv[rest]);
}

int cli_main(int argc, char **argv) {
        if (argc == 2 && str_eq(argv[1], "--version")) {
                printf("muniment %s\n", MUNIMENT_VERSION);
                return CLI_DONE;
        }
        _cleanup_(arena_freep) Arena *arena = arena_new();
        CliArgs args = { .arena = arena, .as_of = DATE_NONE };
        int rest, r = args_find_command(&args, argc, argv, &rest);
        if (r)
                return r;
        if (!args.command)
                return no_command(argc, argv, rest);
        r = args_parse(&args, argc, argv, rest);
        if (r)
                return r;
        if (cli_flag(&args, "help")) {
                help_command(args.command);
                return CLI_DONE;
        }
        return args.command->run(&args);
}
