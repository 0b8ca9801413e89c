/* What init needs to know: from options, or asked at the terminal. */
#include "base/text.h"
#include "install/init.h"
#include "settings/data-map.h"
#include "settings/languages.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ADDRESS_MAX   7
#define REGISTERS_MAX 100

bool init_may_ask(const Init *init) {
        return !cli_flag(init->args, "yes") && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

const char *init_ask(Init *init, const char *question, const char *fallback) {
        char line[1024];
        fprintf(stderr, "%s%s%s%s ", question, fallback ? " [" : "", fallback ? fallback : "",
                fallback ? "]" : "");
        fflush(stderr);
        if (!fgets(line, sizeof line, stdin))
                return NULL;
        line[strcspn(line, "\r\n")] = 0;
        return *line ? arena_strdup(init->arena, line) : fallback;
}

/* The option, or an answer, or the fallback where nobody can be asked. */
static const char *init_answers_take(Init *init, const char *option, const char *question,
                                     const char *fallback) {
        const char *given = cli_value(init->args, option);
        if (given)
                return given;
        return init_may_ask(init) ? init_ask(init, question, fallback) : fallback;
}

/* NAME=CONNINFO, or NAME alone for one that lies in the governance database. */
static int add_register(Init *init, const char *given) {
        Answers *a = &init->answers;
        const char *equals = strchr(given, '=');
        const char *name = equals ? arena_strndup(init->arena, given, (size_t)(equals - given)) : given;
        if (!*name || strpbrk(name, " \t'\"") || (equals && !equals[1]))
                return cli_wrong_usage(
                        "--register is NAME, or NAME=CONNINFO: --register s12=dbname=children.");
        if (a->n_registers == REGISTERS_MAX)
                return cli_wrong_usage("More than %d registers are too many for one call.", REGISTERS_MAX);
        AnswerRegister *all = arena_array(init->arena, a->n_registers + 1, sizeof *all);
        if (a->n_registers)
                memcpy(all, a->registers, a->n_registers * sizeof *all);
        all[a->n_registers] = (AnswerRegister){ name, equals ? equals + 1 : NULL };
        a->registers = all;
        a->n_registers++;
        return CLI_DONE;
}

static int answer_registers(Init *init) {
        int status = CLI_DONE;
        const char *given;
        for (size_t i = 0; status == CLI_DONE && (given = cli_nth(init->args, "register", i)); i++)
                status = add_register(init, given);
        if (status || init->answers.n_registers || !init_may_ask(init))
                return status;
        fputs("A register is a database that holds information about children. Say NAME=CONNINFO for each, "
              "for "
              "example s12=dbname=children; an empty line ends them.\n",
              stderr);
        while (status == CLI_DONE && (given = init_ask(init, "Register:", NULL)))
                status = add_register(init, given);
        return status;
}

static void answer_address(Init *init) {
        Answers *a = &init->answers;
        a->address = arena_array(init->arena, ADDRESS_MAX, sizeof *a->address);
        const char *line;
        while (a->n_address < ADDRESS_MAX && (line = cli_nth(init->args, "address", a->n_address)))
                a->address[a->n_address++] = line;
        if (a->n_address || !init_may_ask(init))
                return;
        fputs("Its postal address, line by line; an empty line ends it.\n", stderr);
        while (a->n_address < ADDRESS_MAX && (line = init_ask(init, "Address:", NULL)))
                a->address[a->n_address++] = line;
}

static int answer_authority(Init *init, const Languages *languages) {
        Answers *a = &init->answers;
        a->language = languages->standard->code;
        a->authority = init_answers_take(init, "authority",
                                         "The authority that writes to families, by its name:", NULL);
        answer_address(init);
        a->dpo_contact =
                init_answers_take(init, "dpo-contact", "How its data protection officer is reached:", NULL);
        if (a->authority && a->n_address && a->dpo_contact)
                return CLI_DONE;
        if (a->n_registers == 0 && !a->authority && !a->n_address && !a->dpo_contact)
                return CLI_DONE;
        return cli_refuse("A letter must say who sends it: give --authority, --address (once a line) and "
                          "--dpo-contact.");
}

/* The name that the file itself gives its map. */
static int read_map_name(Init *init, const Languages *languages) {
        Answers *a = &init->answers;
        Problems problems = PROBLEMS(init->arena);
        DataMap *map;
        a->map_file = cli_value(init->args, "map");
        a->map_file = a->map_file ? a->map_file : "policies/maps/s12-register.conf";
        a->pack_file = cli_value(init->args, "pack");
        a->pack_file = a->pack_file ? a->pack_file : "policies/law/england-childrens-database.conf";
        const char *path = a->map_file[0] == '/'
                                   ? a->map_file
                                   : arena_printf(init->arena, MUNIMENT_DATA_DIR "/%s", a->map_file);
        if (data_map_load(path, languages, init->arena, &problems, &map))
                return cli_refuse_problems(&problems, "The map");
        a->map_name = map->name;
        return CLI_DONE;
}

int init_answer(Init *init) {
        Answers *a = &init->answers;
        Problems problems = PROBLEMS(init->arena);
        Present present;
        if (settings_present(init->settings_file, init->arena, &problems, &present))
                return cli_refuse_problems(&problems, "The settings");
        const char *database = cli_value(init->args, "database");
        if (present.database && database && !str_eq(database, present.said_database))
                return cli_refuse("%s names another governance database than --database, and what it says "
                                  "stands; change it there.",
                                  init->settings_file);
        if (present.registers && cli_value(init->args, "register"))
                return cli_refuse(
                        "%s names its registers already, and what it says stands; add another there.",
                        init->settings_file);
        Languages languages;
        if (languages_load(present.data_dir, init->arena, &problems, &languages))
                return cli_refuse_problems(&problems, "The languages of notices/");
        int status = CLI_DONE;
        if (!present.database)
                a->database = init_answers_take(init, "database", "The governance database:",
                                                arena_printf(init->arena, "dbname=%s", init->name));
        if (!present.jurisdiction)
                a->jurisdiction = init_answers_take(
                        init, "jurisdiction",
                        "Whose holidays and law: england-wales, scotland or northern-ireland?",
                        "england-wales");
        if (!present.checkpoint_file) {
                const char *file = cli_value(init->args, "checkpoint-file");
                a->checkpoint_file = file ? file : arena_printf(init->arena, "%s/checkpoints", init->state);
        }
        if (!present.output_dir)
                a->output_dir = init_answers_take(init, "output-dir", "Where finished letters are laid:",
                                                  arena_printf(init->arena, "%s/out", init->state));
        if (!present.registers)
                status = answer_registers(init);
        if (status == CLI_DONE && !present.authority)
                status = answer_authority(init, &languages);
        if (status == CLI_DONE && a->n_registers)
                status = read_map_name(init, &languages);
        return status;
}
