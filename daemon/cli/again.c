#include "cli/again.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **words_again(const CliArgs *args, const char *const *words, int *ret_n) {
        static const char *const kept[] = { "config", "as-of", "as" };
        int n = 1;
        while (words[n - 1])
                n++;
        char **argv = arena_array(args->arena, (size_t)n + 2 * ELEMENTS(kept) + 1, sizeof *argv);
        argv[0] = args->argv[0];
        for (int i = 1; i < n; i++)
                argv[i] = arena_strdup(args->arena, words[i - 1]);
        for (size_t i = 0; i < ELEMENTS(kept); i++)
                if (cli_value(args, kept[i])) {
                        argv[n++] = arena_printf(args->arena, "--%s", kept[i]);
                        argv[n++] = arena_strdup(args->arena, cli_value(args, kept[i]));
                }
        *ret_n = n;
        return argv;
}

int cli_call(CliArgs *again) {
        int rest, status = args_find_command(again, again->argc, again->argv, &rest);
        if (status == CLI_DONE)
                status = args_parse(again, again->argc, again->argv, rest);
        if (status == CLI_DONE)
                status = again->command->run(again);
        return status == CLI_ANSWERED ? again->answered : status;
}

int cli_again(const CliArgs *args, const char *const *words, const char **ret_out) {
        CliArgs again = { .arena = args->arena, .table = args->table, .as_of = DATE_NONE };
        FILE *before = stdout;
        char *out = NULL;
        size_t n = 0;
        again.argv = words_again(args, words, &again.argc);
        fflush(stdout);
        stdout = open_memstream(&out, &n);
        if (!stdout) {
                stdout = before;
                return cli_settle(err_origin(-ENOMEM));
        }
        int status = cli_call(&again);
        fclose(stdout);
        stdout = before;
        *ret_out = arena_strndup(args->arena, out, n);
        explicit_bzero(out, n);
        free(out);
        return status;
}
