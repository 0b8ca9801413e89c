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
        init->asked = true;
        if (!fgets(line, sizeof line, stdin))
                return NULL;
        line[strcspn(line, "\r\n")] = 0;
        return *line ? arena_strdup(init->arena, line) : fallback;
}

/* Asked anew until the answer will do, or nothing more is said. */
static const char *ask_until(Init *init, const char *question, const char *fallback, InitJudge *judge) {
        for (;;) {
                const char *answer = init_ask(init, question, fallback), *wrong = judge(init, answer);
                if (!wrong || feof(stdin))
                        return answer;
                fprintf(stderr, "%s\n", wrong);
        }
}

typedef struct Question {
        const char *option, *text, *fallback;
        InitJudge *judge;
} Question;

/* The option, or an answer, or the fallback where nobody can be asked. */
static const char *init_answers_take(Init *init, Question question) {
        const char *given = cli_value(init->args, question.option);
        if (given)
                return given;
        return init_may_ask(init) ? ask_until(init, question.text, question.fallback, question.judge)
                                  : question.fallback;
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
        while (status == CLI_DONE && (given = ask_until(init, "Register:", NULL, init_judge_register)))
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

static int answer_authority(Init *init) {
        Answers *a = &init->answers;
        a->language = init->languages->standard->code;
        a->authority = init_answers_take(
                init, (Question){ "authority", "The authority that writes to families, by its name:", NULL,
                                  init_judge_needed });
        answer_address(init);
        a->dpo_contact = init_answers_take(
                init, (Question){ "dpo-contact", "How its data protection officer is reached:", NULL,
                                  init_judge_needed });
        if (a->authority && a->n_address && a->dpo_contact)
                return CLI_DONE;
        if (a->n_registers == 0 && !a->authority && !a->n_address && !a->dpo_contact)
                return CLI_DONE;
        return cli_refuse("A letter must say who sends it: give --authority, --address (once a line) and "
                          "--dpo-contact.");
}

#define S12_MAP  "policies/maps/s12-register.conf"
#define S12_PACK "policies/law/england-childrens-database.conf"

/* A register that is not one under section 12 has no map yet. */
static int propose_draft(const Init *init, const AnswerRegister *reg) {
        return cli_refuse(
                "%s is not a register under section 12, and no other map is named: write a first one with "
                "\"muniment map draft %s --connection '%s'\", complete it, and name it with --map, and its "
                "rules with --pack. Nothing was changed.",
                reg->name, reg->name, init_register_conninfo(init, reg));
}

static int answer_policies(Init *init) {
        Answers *a = &init->answers;
        const AnswerRegister *other = NULL;
        bool s12 = cli_value(init->args, "map") || init_map_fits(init, S12_MAP, &other);
        if (other && !init_may_ask(init))
                return propose_draft(init, other);
        if (other)
                fprintf(stderr,
                        "%s is not a register under section 12. A first map of it is written by muniment map "
                        "draft; end with Ctrl-D to do that first.\n",
                        other->name);
        a->map_file = init_answers_take(init, (Question){ "map", "The data map of what it holds, a file:",
                                                          s12 ? S12_MAP : NULL, init_judge_map });
        if (!a->map_file)
                return other ? propose_draft(init, other) : cli_refuse("Nothing was changed.");
        a->pack_file =
                init_answers_take(init, (Question){ "pack", "The law pack with the rules in force, a file:",
                                                    s12 ? S12_PACK : NULL, init_judge_pack });
        return a->pack_file ? CLI_DONE
                            : cli_refuse("Nothing is governed without rules: name a law pack with --pack.");
}

/* The name that the file itself gives its map. */
static int read_map_name(Init *init) {
        Answers *a = &init->answers;
        Problems problems = PROBLEMS(init->arena);
        DataMap *map;
        int status = answer_policies(init);
        if (status)
                return status;
        if (data_map_load(init_policy_path(init, a->map_file), init->languages, init->arena, &problems, &map))
                return cli_refuse_problems(&problems, "The map");
        a->map_name = map->name;
        return CLI_DONE;
}

/* --- said again --- */

/* As a shell reads it back. */
static void append_quoted(Text *text, const char *option, const char *value) {
        text_appendf(text, " --%s '", option);
        for (; *value; value++)
                text_appendf(text, *value == '\'' ? "'\\''" : "%c", *value);
        text_append(text, "'");
}

void init_say_answers(const Init *init) {
        static const char *const given[] = { "keys",    "key-name", "owner-connection",
                                             "officer", "auditor",  "checkpoint-file" };
        const Answers *a = &init->answers;
        const char *const answered[][2] = { { "config", init->settings_file },
                                            { "database", a->database },
                                            { "jurisdiction", a->jurisdiction },
                                            { "output-dir", a->output_dir },
                                            { "authority", a->authority },
                                            { "dpo-contact", a->dpo_contact },
                                            { "map", a->map_file },
                                            { "pack", a->pack_file } };
        _cleanup_text_ Text text = { 0 };
        const char *value;
        for (size_t i = 0; i < ELEMENTS(answered); i++)
                if (answered[i][1])
                        append_quoted(&text, answered[i][0], answered[i][1]);
        for (size_t i = 0; i < a->n_address; i++)
                append_quoted(&text, "address", a->address[i]);
        for (size_t i = 0; i < a->n_registers; i++)
                append_quoted(&text, "register",
                              a->registers[i].connection
                                      ? arena_printf(init->arena, "%s=%s", a->registers[i].name,
                                                     a->registers[i].connection)
                                      : a->registers[i].name);
        for (size_t i = 0; i < ELEMENTS(given); i++)
                for (size_t k = 0; (value = cli_nth(init->args, given[i], k)); k++)
                        append_quoted(&text, given[i], value);
        if (cli_flag(init->args, "encrypt-keys"))
                text_append(&text, " --encrypt-keys");
        fprintf(stderr, "To call it again with your answers: muniment init%s\n", text_str(&text));
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
        Languages *languages = arena_new_of(init->arena, Languages);
        if (languages_load(present.data_dir, init->arena, &problems, languages))
                return cli_refuse_problems(&problems, "The languages of notices/");
        init->languages = languages;
        int status = CLI_DONE;
        a->database = present.said_database;
        if (!present.database)
                a->database = init_answers_take(
                        init, (Question){ "database", "The governance database:",
                                          arena_printf(init->arena, "dbname=%s", init->name),
                                          init_judge_database });
        if (!present.jurisdiction)
                a->jurisdiction = init_answers_take(
                        init,
                        (Question){ "jurisdiction",
                                    "Whose holidays and law: england-wales, scotland or northern-ireland?",
                                    "england-wales", init_judge_jurisdiction });
        if (!present.checkpoint_file) {
                const char *file = cli_value(init->args, "checkpoint-file");
                a->checkpoint_file = file ? file : arena_printf(init->arena, "%s/checkpoints", init->state);
        }
        if (!present.output_dir)
                a->output_dir =
                        init_answers_take(init, (Question){ "output-dir", "Where finished letters are laid:",
                                                            arena_printf(init->arena, "%s/out", init->state),
                                                            init_judge_folder });
        if (!present.registers)
                status = answer_registers(init);
        if (status == CLI_DONE && !present.authority)
                status = answer_authority(init);
        if (status == CLI_DONE && a->n_registers)
                status = read_map_name(init);
        return status;
}
