/* How a command is called. */
#include "base/text.h"
#include "cli/args.h"
#include "cli/plain.h"

#include <stdio.h>

/* Whether a word of the call asks for help, where no command was found to parse it. */
static bool wants_help(int argc, char **argv) {
        for (int i = 1; i < argc; i++)
                if (str_eq(argv[i], "--help") || str_eq(argv[i], "-h"))
                        return true;
        return false;
}

/* muniment help [WORDS], and --help behind words that are no whole command. */
static int help_words(const CliRow *table, int argc, char **argv, int first) {
        if (first >= argc || str_starts(argv[first], "-"))
                help_all(table);
        else if (!help_group(table, argc, argv, first))
                return cli_wrong_usage("There is no command \"%s\"; muniment --help lists them.",
                                       argv[first]);
        return CLI_DONE;
}

/* " Did you mean \"request show\"?", or nothing. */
static const char *meant(const CliRow *table, const char *first, const char *word, char *buf, size_t size) {
        Nearest nearest = { .word = word };
        CLI_EACH_ROW(row, table) {
                const char *const *words = row->command ? row->command->words : (const char *const[3]){ 0 };
                const char *candidate = !first ? words[0] : str_eq(words[0], first) ? words[1] : NULL;
                if (candidate)
                        nearest_offer(&nearest, candidate);
        }
        *buf = 0;
        if (nearest.best)
                snprintf(buf, size, " Did you mean \"%s%s%s\"?", first ? first : "", first ? " " : "",
                         nearest.best);
        return buf;
}
#define MEANT(table, first, word) meant((table), (first), (word), (char[96]){ 0 }, 96)

static bool begins_a_command(const CliRow *table, const char *word) {
        CLI_EACH_ROW(row, table)
        if (row->command && str_eq(row->command->words[0], word))
                return true;
        return false;
}

static int no_command(const CliRow *table, int argc, char **argv, int rest) {
        if (rest < argc && str_eq(argv[rest], "help"))
                return help_words(table, argc, argv, rest + 1);
        if (wants_help(argc, argv))
                return help_words(table, argc, argv, rest);
        if (rest >= argc)
                return cli_wrong_usage("Which command? muniment --help lists them.");
        const char *word = argv[rest], *next = rest + 1 < argc ? argv[rest + 1] : "-";
        if (!begins_a_command(table, word))
                return cli_wrong_usage("There is no command \"%s\".%s muniment --help lists them.", word,
                                       MEANT(table, NULL, word));
        if (str_starts(next, "-"))
                return cli_wrong_usage("muniment %s needs one word more; muniment %s --help lists them.",
                                       word, word);
        return cli_wrong_usage("There is no command \"%s %s\".%s muniment %s --help lists them.", word, next,
                               MEANT(table, word, next), word);
}

static int call(const CliRow *table, int argc, char **argv) {
        if (argc == 2 && str_eq(argv[1], "--version")) {
                printf("muniment %s\n", MUNIMENT_VERSION);
                return CLI_DONE;
        }
        _cleanup_(arena_freep) Arena *arena = arena_new();
        CliArgs args = { .arena = arena, .table = table, .argc = argc, .argv = argv, .as_of = DATE_NONE };
        int rest, usage = args_find_command(&args, argc, argv, &rest);
        if (usage)
                return usage;
        if (!args.command)
                return no_command(table, argc, argv, rest);
        usage = args_parse(&args, argc, argv, rest);
        if (usage)
                return usage;
        if (cli_flag(&args, "help")) {
                help_command(args.command);
                return CLI_DONE;
        }
        int status = args.command->run(&args);
        return status == CLI_ANSWERED ? args.answered : status;
}

int cli_main(const CliRow *table, int argc, char **argv) {
        plain_terminal();
        int status = call(table, argc, argv);
        /* An answer that did not arrive is no answer: a full disk must not look like an empty list. */
        if (fflush(stdout) != 0 && status != CLI_FAULT) {
                fputs("muniment: The answer could not be written.\n", stderr);
                return CLI_FAULT;
        }
        return status;
}
