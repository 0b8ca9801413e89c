/* From argv to a command, its options and its operands. */
#include "cli/args.h"

#include "base/text.h"
#include "model/reference.h"

#include <assert.h>
#include <string.h>

const CliOption cli_common_options[] = {
        { "json", NULL, "answer with one JSON object on standard output" },
        { "as-of", "DATE", "answer as if today were DATE (YYYY-MM-DD)" },
        { "config", "FILE", "read settings from FILE" },
        { "as", "NAME", "who is spoken for, by a program that speaks for others" },
        { "help", NULL, "show this help" },
        { 0 },
};

static const CliOption *find_option(const CliOption *options, const char *name, size_t n) {
        for (; options && options->name; options++)
                if (strlen(options->name) == n && memcmp(options->name, name, n) == 0)
                        return options;
        return NULL;
}

static const CliOption *known_option(const CliCommand *command, const char *name, size_t n) {
        const CliOption *option = command ? find_option(command->options, name, n) : NULL;
        return option ? option : find_option(cli_common_options, name, n);
}

static const CliGiven *find_given(const CliArgs *args, const CliOption *option) {
        for (size_t i = args->n_given; i > 0; i--)
                if (args->given[i - 1].option == option)
                        return &args->given[i - 1];
        return NULL;
}

/* Its value stays unsaid: it may be about a person. */
static int no_option(const CliArgs *args, const char *name) {
        Nearest nearest = { .word = name };
        for (const CliOption *o = args->command ? args->command->options : NULL; o && o->name; o++)
                nearest_offer(&nearest, o->name);
        for (const CliOption *o = cli_common_options; o->name; o++)
                nearest_offer(&nearest, o->name);
        if (nearest.best)
                return cli_wrong_usage("There is no option --%s here. Did you mean --%s? --help lists them.",
                                       name, nearest.best);
        return cli_wrong_usage("There is no option --%s here; --help lists them.", name);
}

/* Reads the option at argv[*i] and moves *i past it and its value. */
static int args_take_option(CliArgs *args, int argc, char **argv, int *i) {
        const char *name = argv[*i] + 2, *equals = strchr(name, '=');
        const CliOption *option =
                known_option(args->command, name, equals ? (size_t)(equals - name) : strlen(name));
        if (!option)
                return no_option(args, arena_strndup(args->arena, name, strcspn(name, "=")));
        const char *value = equals ? equals + 1 : NULL;
        ++*i;
        if (option->value && !value) {
                if (*i >= argc)
                        return cli_wrong_usage("--%s needs a value: --%s %s.", option->name, option->name,
                                               option->value);
                value = argv[(*i)++];
        }
        if (!option->value && value)
                return cli_wrong_usage("--%s takes no value.", option->name);
        if (value && !*value)
                return cli_wrong_usage("--%s needs a value that is not empty.", option->name);
        if (!option->repeatable && find_given(args, option))
                return cli_wrong_usage("--%s may be given once only.", option->name);
        args->given[args->n_given++] = (CliGiven){ option, value };
        return CLI_DONE;
}

const char *command_name(const CliCommand *command, char *buf, size_t size) {
        size_t n = 0;
        for (size_t i = 0; i < ELEMENTS(command->words) && command->words[i]; i++) {
                size_t length = strlen(command->words[i]);
                assert(n + length + 2 <= size);
                if (n > 0)
                        buf[n++] = ' ';
                memcpy(buf + n, command->words[i], length + 1);
                n += length;
        }
        return buf;
}

int command_match(const CliCommand *command, int argc, char **argv, int first, bool *ret_whole) {
        int n = 0, max = (int)ELEMENTS(command->words);
        while (n < max && command->words[n] && first + n < argc && str_eq(command->words[n], argv[first + n]))
                n++;
        *ret_whole = n == max || !command->words[n];
        return n;
}

int args_find_command(CliArgs *args, int argc, char **argv, int *ret_rest) {
        args->given = arena_array(args->arena, (size_t)argc, sizeof *args->given);
        args->operands = arena_array(args->arena, (size_t)argc, sizeof *args->operands);
        int i = 1;
        while (i < argc && str_starts(argv[i], "--")) {
                int usage = args_take_option(args, argc, argv, &i);
                if (usage)
                        return usage;
        }
        int best = 0;
        CLI_EACH_ROW(row, args->table) {
                bool whole;
                int n = row->command ? command_match(row->command, argc, argv, i, &whole) : 0;
                if (n > best && whole) {
                        best = n;
                        args->command = row->command;
                }
        }
        *ret_rest = i + best;
        return CLI_DONE;
}

#define NAME_MOST 100

/* A name goes into the ledger and onto certificates: one line of ordinary characters. */
static bool name_is_plain(const char *name) {
        size_t n = 0;
        for (; name[n]; n++)
                if ((unsigned char)name[n] < ' ' || name[n] == 0x7f || n == NAME_MOST)
                        return false;
        return str_is_utf8(name, n);
}

/* An operand that the table calls REF: a slip is said before anything is opened or looked up. */
static int check_references(const CliArgs *args) {
        const char *word = args->command->operands;
        for (int i = 0; word && i < args->n_operands; i++) {
                size_t n = strcspn(word, " ");
                if (n == 3 && !strncmp(word, "REF", n) &&
                    !reference_read(args->operands[i], args->arena, &args->operands[i]))
                        return cli_refuse(
                                "That is no reference of a request: a sign of it is wrong, or it is "
                                "none. They look like R-2026-7-4; muniment request list shows "
                                "them.");
                word = word[n] ? word + n + 1 : NULL;
        }
        return CLI_DONE;
}

static int check_operands(const CliArgs *args) {
        const CliCommand *command = args->command;
        if (args->n_operands > command->max_operands)
                return cli_wrong_usage(
                        command->max_operands == 0
                                ? "muniment %s takes options only; see --help."
                                : "muniment %s was given more words than it takes; see --help.",
                        COMMAND_NAME(command));
        if (args->n_operands < command->min_operands)
                return cli_wrong_usage("muniment %s needs %s.", COMMAND_NAME(command), command->operands);
        for (const CliOption *o = command->options; o && o->name; o++)
                if (o->required && !find_given(args, o))
                        return cli_wrong_usage("muniment %s needs --%s %s.", COMMAND_NAME(command), o->name,
                                               o->value ? o->value : "");
        return check_references(args);
}

int args_parse(CliArgs *args, int argc, char **argv, int rest) {
        bool options = true;
        for (int i = rest; i < argc;) {
                if (options && str_eq(argv[i], "--")) {
                        options = false;
                        i++;
                } else if (options && str_starts(argv[i], "--")) {
                        int usage = args_take_option(args, argc, argv, &i);
                        if (usage)
                                return usage;
                } else if (options && str_eq(argv[i], "-h")) {
                        args->given[args->n_given++] =
                                (CliGiven){ find_option(cli_common_options, "help", 4), NULL };
                        i++;
                } else {
                        args->operands[args->n_operands++] = argv[i++];
                }
        }
        if (cli_flag(args, "help"))
                return CLI_DONE;
        const char *as_of = cli_value(args, "as-of");
        if (as_of && !date_parse(as_of, &args->as_of))
                return cli_wrong_usage("--as-of needs a date that exists, as YYYY-MM-DD.");
        const char *name = cli_value(args, "as");
        if (name && !name_is_plain(name))
                return cli_wrong_usage("--as takes a name of at most %d characters, on one line.", NAME_MOST);
        return check_operands(args);
}

/* Asking for an option that the command's table lacks is our own bug. */
static const CliOption *asked_option(const CliArgs *args, const char *name) {
        const CliOption *option = known_option(args->command, name, strlen(name));
        assert(option);
        return option;
}

bool cli_flag(const CliArgs *args, const char *option) {
        return find_given(args, asked_option(args, option)) != NULL;
}

const char *cli_value(const CliArgs *args, const char *option) {
        const CliGiven *given = find_given(args, asked_option(args, option));
        return given ? given->value : NULL;
}

const char *cli_nth(const CliArgs *args, const char *option, size_t n) {
        const CliOption *asked = asked_option(args, option);
        for (size_t i = 0; i < args->n_given; i++)
                if (args->given[i].option == asked && n-- == 0)
                        return args->given[i].value;
        return NULL;
}

const char *cli_operand(const CliArgs *args, int n) {
        return n < args->n_operands ? args->operands[n] : NULL;
}

bool cli_json(const CliArgs *args) {
        return cli_flag(args, "json");
}

Date cli_as_of(const CliArgs *args) {
        return args->as_of;
}

const char *cli_config(const CliArgs *args, bool *ret_given) {
        const char *file = cli_value(args, "config");
        if (ret_given)
                *ret_given = file != NULL;
        return file ? file : MUNIMENT_CONFIG;
}

Arena *cli_arena(const CliArgs *args) {
        return args->arena;
}

bool cli_nth_date(const CliArgs *args, const char *option, size_t n, Date *ret) {
        const char *value = cli_nth(args, option, n);
        *ret = DATE_NONE;
        if (!value || date_parse(value, ret))
                return true;
        cli_wrong_usage("--%s needs a date that exists, as YYYY-MM-DD.", option);
        return false;
}

bool cli_date(const CliArgs *args, const char *option, Date *ret) {
        return cli_nth_date(args, option, 0, ret);
}

bool cli_number(const CliArgs *args, const char *option, int64_t min, int64_t max, int64_t *ret) {
        const char *value = cli_value(args, option);
        if (!value || str_to_i64(value, min, max, ret))
                return true;
        cli_wrong_usage("--%s needs a whole number from %lld to %lld.", option, (long long)min,
                        (long long)max);
        return false;
}
