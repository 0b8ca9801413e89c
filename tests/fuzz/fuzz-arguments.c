/* What is typed, a word a line, against the whole table of commands. It is taken, or refused before anything
 * is opened; what is taken has as many operands as its command takes. */
#include "cli/args.h"
#include "command/commands.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MOST = 64 };

static int words_of(char *text, char **argv) {
        char *rest = text;
        int n = 1;
        argv[0] = (char *)(uintptr_t) "muniment";
        while (n < WORDS_MOST && (argv[n] = strsep(&rest, "\n")))
                n++;
        return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static bool silent;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        CliArgs args = { .arena = arena, .table = commands, .as_of = DATE_NONE };
        char *argv[WORDS_MOST + 1] = { 0 };
        int rest;
        if (!silent) /* a refusal is a line on standard error each time */
                silent = freopen("/dev/null", "w", stderr) != NULL;
        int argc = words_of(arena_strndup(arena, (const char *)data, size), argv);
        args.argc = argc;
        args.argv = argv;
        if (args_find_command(&args, argc, argv, &rest) != CLI_DONE || !args.command)
                return 0;
        int status = args_parse(&args, argc, argv, rest);
        if (status == CLI_DONE && !cli_flag(&args, "help") &&
            (args.n_operands < args.command->min_operands || args.n_operands > args.command->max_operands))
                __builtin_trap();
        if (args.n_given > (size_t)argc || args.n_operands > argc)
                __builtin_trap();
        return 0;
}
