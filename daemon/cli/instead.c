#include "cli/instead.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/again.h"
#include "cli/args.h"
#include "cli/identity.h"

#include <assert.h>
#include <string.h>

#define READ_IN_MOST ((size_t)4 * 1024 * 1024)

int cli_read_in(const CliArgs *args, const char *option, const char **ret) {
        const char *path = cli_value(args, option);
        *ret = NULL;
        if (!path)
                return CLI_DONE;
        identity_back(); /* as whoever called */
        _cleanup_text_ Text text = { 0 };
        int r = file_read_whole(path, READ_IN_MOST, &text);
        if (r < 0 && r != -EFBIG)
                return cli_refuse("The file %s cannot be read (%s).", path, strerror(-r));
        if (r < 0 || !str_is_utf8(text_str(&text), text.n) || strlen(text_str(&text)) != text.n)
                return cli_refuse("The file %s is too long, or is not UTF-8 text: save it as CSV in UTF-8.",
                                  path);
        *ret = arena_strdup(args->arena, text_str(&text));
        return CLI_DONE;
}

int cli_instead(const CliArgs *args, const char *without, const char *option, const char *const *values,
                size_t n) {
        char **argv = arena_array(args->arena, (size_t)args->argc + n + 1, sizeof *argv);
        const char *left_out = arena_printf(args->arena, "--%s", without),
                   *joined = arena_printf(args->arena, "--%s=", without);
        CliArgs again = {
                .arena = args->arena, .table = args->table, .served = args->served, .as_of = DATE_NONE
        };
        int argc = 0, rest, status = args_find_command(&again, args->argc, args->argv, &rest);
        assert(status == CLI_DONE); /* it was read once before */
        for (int i = 0; i < args->argc; i++) {
                for (size_t k = 0; i == rest && k < n; k++)
                        argv[argc++] = arena_printf(args->arena, "--%s=%s", option, values[k]);
                if (str_eq(args->argv[i], left_out))
                        i++;
                else if (!str_starts(args->argv[i], joined))
                        argv[argc++] = args->argv[i];
        }
        again = (CliArgs){ .arena = args->arena,
                           .table = args->table,
                           .argc = argc,
                           .argv = argv,
                           .served = args->served,
                           .as_of = DATE_NONE };
        return cli_call(&again);
}
