/* muniment map draft: a first map, for a person to complete. muniment map accept: a decision to dispose of
 * what a map covers although it leaves something out. */
#include "base/error.h"
#include "cli/session.h"
#include "pg/pg.h"
#include "register/check.h"
#include "register/draft.h"
#include "retention/whole-map.h"
#include "store/json.h"

#include <stdio.h>

static int print_accepted(const CliArgs *args, size_t columns) {
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:I}", "register", cli_operand(args, 0), "columns",
                                                (json_int_t)columns));
        printf("Disposal may go ahead without the %zu column%s that the map leaves out. Whatever is added to "
               "the "
               "register needs a decision of its own.\n",
               columns, columns == 1 ? "" : "s");
        return CLI_DONE;
}

static int run_accept(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(register_closep) Register *reg = NULL;
        size_t columns = 0;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = register_open(&session.context, cli_operand(args, 0), &reg);
        if (r == 0)
                r = whole_map_accept(&session.context, reg, cli_value(args, "because"), &columns);
        return r ? cli_settle_about(r, "register", cli_operand(args, 0)) : print_accepted(args, columns);
}

static const CliOption accept_options[] = {
        { .name = "because", .value = "TEXT", .required = true, .help = "why it may go ahead; no names" },
        { 0 },
};

const CliCommand cmd_map_accept = {
        .words = { "map", "accept" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Let disposal go ahead although the map leaves out what map check lists",
        .options = accept_options,
        .run = run_accept,
        .who = CLI_OFFICER,
        .engine = true,
        .acts = true,
};

/* --- draft --- */

/* A register that has no map yet stands in settings that would be refused: only its connection is read. */
static int find_register(const CliArgs *args, const char **ret_connection, const char **ret_map) {
        Problems problems = PROBLEMS(cli_arena(args));
        Settings *settings = NULL;
        const char *name = cli_operand(args, 0);
        *ret_map = name;
        *ret_connection = cli_value(args, "connection");
        if (*ret_connection)
                return CLI_DONE;
        int r = settings_peek(cli_config(args, NULL), cli_arena(args), &problems, &settings);
        if (r < 0)
                return cli_settle(err_trace(r));
        if (r)
                return cli_refuse_problems(&problems, "The settings");
        const RegisterSettings *reg = settings_register(settings, name);
        if (!reg)
                return cli_refuse("There is no register %s in the settings; add it, or say --connection.",
                                  name);
        *ret_map = reg->map_name ? reg->map_name : name;
        *ret_connection = reg->connection ? reg->connection : settings->database;
        return CLI_DONE;
}

static int settle_draft(const CliArgs *args, int r, const Draft *draft) {
        if (r == DRAFT_E_NO_SUBJECT && cli_value(args, "subject"))
                return cli_refuse("There is no table %s in these schemas.", cli_value(args, "subject"));
        if (r)
                return cli_settle(r);
        if (cli_json(args)) {
                json_t *left_out = json_array();
                for (size_t i = 0; i < draft->n_left_out; i++)
                        json_add(left_out, json_string(draft->left_out[i]));
                return cli_print_json(json_pack("{s:s, s:I, s:I, s:o, s:s}", "subject", draft->subject,
                                                "entities", (json_int_t)draft->n_entities, "undecided",
                                                (json_int_t)draft->n_undecided, "left_out", left_out, "map",
                                                draft->text));
        }
        fputs(draft->text, stdout);
        return CLI_DONE;
}

static const char **given_schemas(const CliArgs *args, size_t *ret_n) {
        const char **schemas;
        for (*ret_n = 0; cli_nth(args, "schema", *ret_n);)
                ++*ret_n;
        schemas = arena_array(cli_arena(args), *ret_n + 1, sizeof *schemas);
        for (size_t i = 0; i < *ret_n; i++)
                schemas[i] = cli_nth(args, "schema", i);
        return schemas;
}

static int run_draft(const CliArgs *args) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        PgOptions options = { .application_name = "muniment draft", .statement_timeout_ms = 60000 };
        DraftOptions draft_options = { .subject = cli_value(args, "subject") };
        Draft draft = { 0 };
        int status = find_register(args, &options.conninfo, &draft_options.name);
        if (status)
                return status;
        draft_options.schemas = given_schemas(args, &draft_options.n_schemas);
        int r = pg_open(&options, &pg);
        if (r == 0)
                r = draft_map(pg, cli_arena(args), &draft_options, &draft);
        return settle_draft(args, r, &draft);
}

static const CliOption draft_options[] = {
        { .name = "subject",
          .value = "SCHEMA.TABLE",
          .help = "the table of those the data is about; else guessed" },
        { .name = "schema",
          .value = "NAME",
          .repeatable = true,
          .help = "only this schema and what refers to it" },
        { .name = "connection", .value = "CONNINFO", .help = "a register that is not in the settings yet" },
        { 0 },
};

const CliCommand cmd_map_draft = {
        .words = { "map", "draft" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Write a first data map from the live catalog, for a person to complete",
        .options = draft_options,
        .run = run_draft,
};
