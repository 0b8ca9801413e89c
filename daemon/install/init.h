#pragma once
/* muniment init: what is answered, what is still to be done, and doing it. */

#include "install/doctor.h"
#include "install/owner.h"
#include "settings/amend.h"
#include "settings/languages.h"
#include "store/setup.h"

typedef struct Init Init;
typedef struct InitStep InitStep;

struct InitStep {
        const char *what; /* "Make the keys in /etc/muniment/keys" */
        bool done;        /* stood already, or has been carried out */
        /* Carries it out: CLI_DONE or the exit status, after saying why. NULL: there is nothing to carry out.
         */
        int (*perform)(Init *init, const InitStep *step);
        const char *text;   /* SQL, or what is added to a file; NULL: nothing to show */
        const char *target; /* file or folder, or the conninfo of a database */
        const char *name;   /* of a register */
        SetupStatement statement;
};

#define INIT_STEPS_MAX 1000

struct Init {
        const CliArgs *args;
        Arena *arena;
        Answers answers;
        const char *settings_file, *keys;
        const char *state; /* the folder of the service's state */
        const char *name;  /* of the database, unless another is said */
        const char *unit;  /* NULL: no unit reads these settings */
        Owner owner;
        const Settings *settings;
        const char *verifier; /* of keys made now: fit to publish */
        const Languages *languages;
        bool asked; /* somebody has answered at a terminal */
        InitStep *steps;
        size_t n_steps;
};

InitStep *init_step(Init *init, bool done, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* From options and, at a terminal, by asking. CLI_DONE or the exit status. */
int init_answer(Init *init);
/* Each adds its steps. CLI_DONE or the exit status. */
int init_plan_settings(Init *init); /* also reads them: init->settings */
int init_plan_files(Init *init);
int init_plan_databases(Init *init);

/* What is wrong with an answer, in a sentence; NULL: nothing. answer NULL: an empty line. */
typedef const char *InitJudge(Init *init, const char *answer);
InitJudge init_judge_database, init_judge_jurisdiction, init_judge_folder, init_judge_register,
        init_judge_needed, init_judge_map, init_judge_pack;
/* Whether what the map keeps its subjects in is there in every register that answers. *ret_not: the first in
 * which it is not. */
bool init_map_fits(Init *init, const char *file, const AnswerRegister **ret_not);
/* Where a register lies, as far as has been answered. */
const char *init_register_conninfo(const Init *init, const AnswerRegister *reg);
/* A policy file, where settings look for it. */
const char *init_policy_path(const Init *init, const char *file);
/* Prints the call that says what was answered, so that nobody has to answer twice. */
void init_say_answers(const Init *init);

/* A question at the terminal; the answer in the arena, fallback for an empty line, NULL at its end. */
const char *init_ask(Init *init, const char *question, const char *fallback);
bool init_may_ask(const Init *init);
