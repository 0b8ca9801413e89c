/* muniment check: are the settings, and every policy they name, right? */
#include "cli/command.h"
#include "install/check-live.h"
#include "install/check-texts.h"
#include "settings/setting-table.h"
#include "settings/settings.h"

#include "base/error.h"
#include "base/text.h"
#include "store/json.h"

#include <stdio.h>

static json_t *problem_to_json(const Problem *p) {
        return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "file", p->file, "line", p->line, "path", p->path,
                         "severity", p->severity == SEVERITY_ERROR ? "error" : "warning", "problem",
                         p->problem, "mend", p->mend);
}

static json_t *check_to_json(const Problems *problems) {
        json_t *list = json_array();
        for (size_t i = 0; i < problems->n; i++)
                json_add(list, problem_to_json(&problems->items[i]));
        return json_pack("{s:b, s:o}", "ok", problems->errors == 0, "problems", list);
}

static void print_problem(const Problem *p) {
        printf("%s", p->file);
        if (p->line > 0)
                printf(":%d", p->line);
        printf(": %s: %s%s%s\n", p->severity == SEVERITY_ERROR ? "error" : "warning", p->path,
               *p->path ? ": " : "", p->problem);
        if (*p->mend)
                printf("        %s\n", p->mend);
}

static void print_summary(const Settings *s) {
        RuleCursor at = { 0 };
        size_t rules = 0;
        while (settings_next_rule(s, NULL, &at))
                rules++;
        printf("%s is in order: %zu register%s, %zu map%s, %zu rule%s, %zu source%s.\n", s->file,
               s->n_registers, s->n_registers == 1 ? "" : "s", s->n_maps, s->n_maps == 1 ? "" : "s", rules,
               rules == 1 ? "" : "s", s->n_sources, s->n_sources == 1 ? "" : "s");
}

/* For packaging/backup: what a backup must hold, a line each, with the place after a tab. Connection strings
 * hold no password. */
static int print_places(const CliArgs *args) {
        Problems problems = PROBLEMS(cli_arena(args));
        Settings *s;
        int r = settings_load(cli_config(args, NULL), cli_arena(args), &problems, &s);
        if (r)
                return r < 0 ? cli_settle(err_trace(r)) : cli_refuse_problems(&problems, "The settings");
        printf("settings\t%s\ndata\t%s\ngovernance\t%s\n", s->file, s->data_dir, s->database);
        for (size_t i = 0; i < s->n_registers; i++)
                printf("register %s\t%s\n", s->registers[i].name,
                       s->registers[i].connection ? s->registers[i].connection : "");
        if (s->state_dir)
                printf("state\t%s\n", s->state_dir);
        if (s->checkpoint_file)
                printf("checkpoint\t%s\n", s->checkpoint_file);
        return CLI_DONE;
}

static int check_run(const CliArgs *args) {
        if (cli_flag(args, "print-places"))
                return print_places(args);
        if (cli_flag(args, "print-sample")) {
                fputs(setting_table_sample(cli_arena(args)), stdout);
                return CLI_DONE;
        }
        if (cli_flag(args, "print-manual")) {
                fputs(setting_table_manual(cli_arena(args)), stdout);
                return CLI_DONE;
        }
        Problems problems = PROBLEMS(cli_arena(args));
        Settings *settings = NULL;
        int r = settings_load(cli_config(args, NULL), cli_arena(args), &problems, &settings);
        if (r == 0) {
                check_texts(settings, clock_today(&(Clock){ .as_of = cli_as_of(args) }), &problems);
                r = check_live(args, settings, &problems);
        }
        if (r < 0)
                return cli_settle(err_trace(r));
        if (cli_json(args)) {
                int status = cli_print_json(check_to_json(&problems));
                if (status != CLI_DONE)
                        return status;
        } else {
                for (size_t i = 0; i < problems.n; i++)
                        print_problem(&problems.items[i]);
                if (problems.errors == 0)
                        print_summary(settings);
        }
        if (problems.errors > 0)
                return cli_refuse("There %s %zu error%s: mend what is listed and check again.",
                                  problems.errors == 1 ? "is" : "are", problems.errors,
                                  problems.errors == 1 ? "" : "s");
        return CLI_DONE;
}

static const CliOption options[] = {
        { .name = "print-sample", .help = "print a settings file that shows every setting" },
        { .name = "print-places", .help = "print what a backup must hold, for muniment-backup" },
        { .name = "print-manual", .help = "print the manual page of the settings file" },
        { 0 },
};

const CliCommand cmd_check = {
        .words = { "check" },
        .help = "Say what is wrong in the settings and policies, where, and how to mend it",
        .options = options,
        .run = check_run,
};
