/* muniment init: the first run, and any later one that finds nothing left to do. */
#include "install/init.h"
#include "base/error.h"
#include "base/text.h"
#include "store/json.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#define STATE_DIR "/var/lib/muniment"

InitStep *init_step(Init *init, bool done, const char *format, ...) {
        assert(init->n_steps < INIT_STEPS_MAX);
        InitStep *step = &init->steps[init->n_steps++];
        va_list ap;
        va_start(ap, format);
        *step = (InitStep){ .what = arena_vprintf(init->arena, format, ap), .done = done };
        va_end(ap);
        return step;
}

static size_t count_open(const Init *init) {
        size_t n = 0;
        for (size_t i = 0; i < init->n_steps; i++)
                n += !init->steps[i].done;
        return n;
}

static bool is_sql(const InitStep *step) {
        return step->statement.sql != NULL;
}

/* Long texts (the migrations) are shown whole with --sql only. */
static void show_plan(const Init *init, FILE *out, bool whole) {
        for (size_t i = 0; i < init->n_steps; i++) {
                const InitStep *step = &init->steps[i];
                if (step->done)
                        continue;
                fprintf(out, "%s%s\n", step->what, is_sql(step) ? ";" : "");
                if (step->text && (whole || !str_starts(step->text, "-- the four roles")))
                        fprintf(out, "%s\n", step->text);
                else if (step->text)
                        fputs("        (--sql shows all of it)\n", out);
        }
}

static int perform(Init *init) {
        for (size_t i = 0; i < init->n_steps; i++) {
                InitStep *step = &init->steps[i];
                int status = step->done || !step->perform ? CLI_DONE : step->perform(init, step);
                if (status)
                        return status;
        }
        return CLI_DONE;
}

/* --- what remains --- */

static void remain_keys(Init *init, Doctor *doctor) {
        bool made = false;
        for (size_t i = 0; i < init->n_steps; i++)
                made = made || (str_eq(init->steps[i].target, init->keys) && !init->steps[i].done);
        if (made)
                finding_add(&doctor->findings, URGENCY_SOON, init->keys,
                            cli_flag(init->args, "encrypt-keys")
                                    ? "systemd-creds decrypt --name=NAME FILE.cred -"
                                    : arena_printf(init->arena, "cp -a '%s' SAFE-PLACE", init->keys),
                            "Keep a copy of the keys where the database's backups are not: without them the "
                            "ledger cannot be carried on, nor a stored paper be opened.");
        if (init->verifier)
                finding_add(&doctor->findings, URGENCY_NOTE, "ledger",
                            "Publish it where auditors and families find it.",
                            "This key verifies the ledger: %s", init->verifier);
}

/* What the doctor finds; a plan that was only shown has nothing to be examined yet. */
static int examine(Init *init, Doctor *doctor, bool stands) {
        doctor_init(doctor, init->args, init->keys);
        if (!stands)
                return CLI_DONE;
        remain_keys(init, doctor);
        if (init->settings->n_registers == 0)
                finding_add(&doctor->findings, URGENCY_SOON, init->settings_file,
                            "Add registers, maps and packs to it: muniment check --print-sample shows how.",
                            "The settings name no register, so nothing is governed yet.");
        int r = doctor_examine(doctor);
        return r < 0 ? cli_settle(err_trace(r)) : CLI_DONE;
}

/* --- answering --- */

static int answer_json(const Init *init, const Doctor *doctor, bool carried_out, size_t open) {
        json_t *steps = json_array();
        for (size_t i = 0; i < init->n_steps; i++) {
                const InitStep *step = &init->steps[i];
                json_add(steps, json_pack("{s:s, s:s}", "what", step->what, "state",
                                          step->done    ? "stood"
                                          : carried_out ? "done"
                                                        : "planned"));
        }
        return cli_print_json(json_pack("{s:b, s:o, s:o}", "changed", carried_out && open > 0, "steps", steps,
                                        "remaining", findings_json(&doctor->findings)));
}

static int command_init_answer(const Init *init, const Doctor *doctor, bool carried_out, size_t open) {
        if (cli_json(init->args))
                return answer_json(init, doctor, carried_out, open);
        if (open == 0)
                puts("Everything stands already; nothing was changed.");
        else if (carried_out)
                printf("Done: %zu step%s.\n", open, open == 1 ? "" : "s");
        if (doctor->findings.n)
                puts("What remains to do:");
        findings_print(&doctor->findings);
        return CLI_DONE;
}

static int settle_plan(Init *init, bool *ret_go) {
        size_t open = count_open(init);
        bool json = cli_json(init->args),
             dry = cli_flag(init->args, "dry-run") || cli_flag(init->args, "sql");
        *ret_go = open > 0 && !dry;
        if (open > 0 && !json)
                show_plan(init, stdout, cli_flag(init->args, "sql"));
        fflush(stdout);
        if (!*ret_go || cli_flag(init->args, "yes"))
                return CLI_DONE;
        if (!init_may_ask(init))
                return cli_refuse(
                        "Nothing was changed: there is nobody to ask, so call it again with --yes.");
        const char *said = init_ask(init, "Shall this be done? (yes or no)", "no");
        return str_eq(said, "yes") || str_eq(said, "y") ? CLI_DONE : cli_refuse("Nothing was changed.");
}

/* Where things lie: those of an instance in folders of its own, as munimentd@.service has them. */
static void init_place(Init *init) {
        const char *instance = instance_of(init->arena, init->settings_file);
        bool named = !str_empty(instance);
        init->name = named ? instance : "muniment";
        init->state = named ? arena_printf(init->arena, STATE_DIR "/%s", instance) : STATE_DIR;
        if (instance)
                init->unit = named ? arena_printf(init->arena, "munimentd@%s", instance) : "munimentd";
        if (!init->keys)
                init->keys = named ? arena_printf(init->arena, KEYS_DIR "/%s", instance) : KEYS_DIR;
}

static int run_init(const CliArgs *args) {
        Init init = { .args = args,
                      .arena = cli_arena(args),
                      .settings_file = cli_config(args, NULL),
                      .keys = cli_value(args, "keys"),
                      .owner = { cli_value(args, "owner-connection"), cli_arena(args) } };
        Doctor doctor;
        bool go = false;
        init_place(&init);
        init.steps = arena_array(init.arena, INIT_STEPS_MAX, sizeof *init.steps);
        int status = init_answer(&init);
        if (status == CLI_DONE)
                status = init_plan_settings(&init);
        if (status == CLI_DONE)
                status = init_plan_files(&init);
        if (status == CLI_DONE)
                status = init_plan_databases(&init);
        if (status == CLI_DONE)
                status = settle_plan(&init, &go);
        if (status == CLI_DONE && go)
                status = perform(&init);
        if (status == CLI_DONE)
                status = examine(&init, &doctor, go || count_open(&init) == 0);
        if (status != CLI_DONE && init.asked)
                init_say_answers(&init);
        return status == CLI_DONE ? command_init_answer(&init, &doctor, go, count_open(&init)) : status;
}

static const CliOption options[] = {
        { "database", "CONNINFO", "the governance database (dbname=muniment)" },
        { "register", "NAME=CONNINFO", "a register; NAME alone lies in the governance database",
          .repeatable = true },
        { "map", "FILE", "the data map of the registers; else that of section 12, where it fits" },
        { "pack", "FILE", "the law pack in force (policies/law/england-childrens-database.conf)" },
        { "jurisdiction", "NAME", "england-wales, scotland or northern-ireland" },
        { "authority", "NAME", "who writes to families" },
        { "address", "LINE", "a line of its postal address", .repeatable = true },
        { "dpo-contact", "TEXT", "how its data protection officer is reached" },
        { "output-dir", "DIR", "where finished letters are laid (/var/lib/muniment/out)" },
        { "checkpoint-file", "FILE", "where signed heads of the ledger go (/var/lib/muniment/checkpoints)" },
        { "keys", "DIR", "the folder of keys (" KEYS_DIR ")" },
        { "key-name", "NAME", "the ledger's name, best a domain name of the authority" },
        { .name = "encrypt-keys", .help = "seal the keys for this machine with systemd-creds" },
        { "owner-connection", "CONNINFO", "as whom roles and schemas are made; else postgres by peer" },
        { "officer", "LOGIN", "a login that decides: made if missing, and given muniment_officer",
          .repeatable = true },
        { "auditor", "LOGIN", "a login that reads: made if missing, and given muniment_auditor",
          .repeatable = true },
        { .name = "dry-run", .help = "show what would be done, and change nothing" },
        { .name = "sql", .help = "the same, with every line of the SQL" },
        { .name = "yes", .help = "ask nothing, and do it" },
        { 0 },
};

const CliCommand cmd_init = {
        .words = { "init" },
        .help = "Prepare this host: settings, keys, roles, schemas; show first, then do what is missing",
        .options = options,
        .run = run_init,
};
