/* muniment map check, muniment subject show: what a register is, and what it holds about somebody. */
#include "base/text.h"
#include "cli/session.h"
#include "register/check.h"
#include "register/collect.h"
#include "register/edges.h"
#include "register/news.h"
#include "register/stones.h"
#include "retention/explain.h"
#include "store/json.h"
#include "view/stop.h"

#include <stdio.h>

static json_t *texts(const char *const *items, size_t n) {
        json_t *array = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(array, json_string(items[i]));
        return array;
}

static json_t *problems_json(const Problems *problems) {
        json_t *array = json_array();
        for (size_t i = 0; i < problems->n; i++) {
                const Problem *p = &problems->items[i];
                json_add(array,
                         json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "file", p->file, "line", p->line, "path",
                                   p->path, "severity", p->severity == SEVERITY_ERROR ? "error" : "warning",
                                   "problem", p->problem, "mend", p->mend));
        }
        return array;
}

static json_t *left_off_json(const DataMap *map) {
        json_t *array = json_array();
        for (size_t i = 0; i < map->n_left_off; i++) {
                const LeftOff *off = &map->left_off[i];
                json_add(array, json_pack("{s:s, s:s, s:s}", "schema", off->schema, "table", off->table,
                                          "because", off->because));
        }
        return array;
}

static json_t *kept_json(const DataMap *map) {
        json_t *array = json_array();
        for (size_t i = 0; i < map->n_entities; i++)
                if (map->entities[i].ownership == OWNERSHIP_KEPT)
                        json_add(array, json_pack("{s:s, s:s}", "entity", map->entities[i].name, "because",
                                                  map->entities[i].because));
        return array;
}

static void print_check(const DataMap *map, const MapCheck *check, const Problems *problems) {
        printf("%d %% of the columns of all tables are on the map, or of tables that it leaves off with a "
               "reason.\n",
               check->coverage);
        for (size_t i = 0; i < check->n_unmapped; i++)
                printf("not on the map: %s\n", check->unmapped[i]);
        for (size_t i = 0; i < check->n_unanswered; i++)
                printf("neither on the map nor left off: %s\n", check->unanswered[i]);
        for (size_t i = 0; i < map->n_left_off; i++)
                printf("left off: %s.%s: %s\n", map->left_off[i].schema, map->left_off[i].table,
                       map->left_off[i].because);
        for (size_t i = 0; i < map->n_entities; i++)
                if (map->entities[i].ownership == OWNERSHIP_KEPT)
                        printf("kept: %s.%s: %s\n", map->entities[i].schema, map->entities[i].table,
                               map->entities[i].because);
        for (size_t i = 0; i < check->n_missing_indexes; i++)
                printf("%s;\n", check->missing_indexes[i]);
        for (size_t i = 0; i < problems->n; i++)
                printf("%s: %s. %s\n", problems->items[i].path, problems->items[i].problem,
                       problems->items[i].mend);
}

static int register_run_check(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(register_closep) Register *reg = NULL;
        Problems problems = PROBLEMS(cli_arena(args));
        MapCheck check;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = register_open_unchecked(&session.context, cli_operand(args, 0), &reg);
        if (r)
                return cli_settle_about(r, "register", cli_operand(args, 0));
        register_check_map(reg, &problems);
        if (problems.errors == 0) /* what does not fit cannot be asked */
                r = register_check_days(reg, &problems);
        if (r == 0 && problems.errors == 0)
                r = edges_check_all_values(reg, &problems);
        if (r == 0)
                r = register_check_server(reg, &problems);
        if (r == 0)
                r = register_check_own_code(reg, &problems, true);
        if (r == 0)
                r = register_check_agent(reg, &problems);
        if (r == 0)
                r = register_check_stones(reg, &problems);
        if (r)
                return cli_settle(r);
        register_check_coverage(reg, cli_arena(args), &check);
        if (cli_json(args))
                status = cli_print_json(
                        json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "coverage", check.coverage,
                                  "unmapped", texts(check.unmapped, check.n_unmapped), "unanswered",
                                  texts(check.unanswered, check.n_unanswered), "left_off",
                                  left_off_json(register_map(reg)), "kept", kept_json(register_map(reg)),
                                  "missing_indexes", texts(check.missing_indexes, check.n_missing_indexes),
                                  "problems", problems_json(&problems)));
        else
                print_check(register_map(reg), &check, &problems);
        if (status == CLI_DONE && (problems.errors || check.n_unmapped || check.n_unanswered))
                return cli_refuse("The map does not fit the register yet.");
        return status;
}

static void register_print_subject(const json_t *all) {
        const char *entity, *column;
        json_t *rows, *row, *value;
        size_t i;
        json_object_foreach ((json_t *)(uintptr_t)all, entity, rows) {
                json_array_foreach (rows, i, row) {
                        printf("%s %s\n", entity, json_string_value(json_object_get(row, "key")));
                        json_object_foreach (json_object_get(row, "attributes"), column, value) {
                                char *text = json_dumps(value, JSON_ENCODE_ANY);
                                if (!json_is_null(value))
                                        printf("    %s: %s\n", column, text);
                                free(text);
                        }
                }
        }
}

static int register_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(register_closep) Register *reg = NULL;
        const char *name = cli_operand(args, 0), *key = cli_operand(args, 1);
        json_auto_t *all = NULL, *explained = NULL;
        SubjectFacts facts;
        OutwardStop stop;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = register_open(&session.context, name, &reg);
        if (r == 0)
                r = register_collect(reg, key, &all);
        if (r == 0)
                r = register_subject_facts(reg, cli_arena(args), key, &facts);
        if (r == 0)
                r = outward_of_subject(session.store, name, facts.key, &stop);
        if (r == 0)
                r = retention_explain(&session.context, name, key, &explained);
        if (r == 0 && cli_json(args)) {
                json_put(explained, "stopped", stop_json(&stop));
                json_put(explained, "entities", TAKE_PTR(all));
                return cli_print_json(TAKE_PTR(explained));
        }
        if (r == 0) {
                stop_print(&stop);
                register_print_subject(all);
        }
        return cli_settle_about(r, "register", name);
}

static int run_triggers(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(register_closep) Register *reg = NULL;
        const char *name = cli_operand(args, 0);
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = register_open_unchecked(&session.context, name, &reg);
        if (r)
                return cli_settle_about(r, "register", name);
        const char *statements = news_triggers(register_pg(reg), cli_arena(args), register_map(reg));
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:s?}", "register", name, "statements", statements));
        printf("%s",
               statements ? statements : "-- The agent of this register makes its own: muniment migrate.\n");
        return CLI_DONE;
}

const CliCommand cmd_map_triggers = {
        .words = { "map", "triggers" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Print the statements with which a register's owner has it tell of new records",
        .run = run_triggers,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
};
const CliCommand cmd_map_check = {
        .words = { "map", "check" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Say whether the data map fits the register and everything is on it",
        .run = register_run_check,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
};
const CliCommand cmd_subject_show = {
        .words = { "subject", "show" },
        .operands = "REGISTER KEY",
        .min_operands = 2,
        .max_operands = 2,
        .help = "Show everything held about one subject",
        .run = register_run_show,
        .who = CLI_OFFICER,
        .engine = true,
};
