/* muniment map accept: a decision to dispose of what a map covers although it leaves something out. */
#include "cli/session.h"
#include "register/check.h"
#include "retention/whole-map.h"
#include "store/json.h"

#include <stdio.h>

static int settle(const CliArgs *args, int r, size_t columns) {
        switch (r) {
        case WHOLE_MAP_E_NO_GAP:
                return cli_refuse("Everything is on the map: there is nothing to decide.");
        case WHOLE_MAP_E_BEFORE:
                return cli_refuse("Exactly this was decided before.");
        case 0:
                break;
        default:
                return cli_settle(r);
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:I}", "register", cli_operand(args, 0), "columns",
                                                (json_int_t)columns));
        printf("Disposal may go ahead without the %zu column%s that the map leaves out. Whatever is added to the "
               "register needs a decision of its own.\n",
               columns, columns == 1 ? "" : "s");
        return CLI_DONE;
}

static int run_accept(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(register_closep) Register *reg = NULL;
        size_t columns = 0;
        int status = session_open(args, SESSION_ENGINE, false, &session);
        if (status)
                return status;
        int r = register_open(&session.context, cli_operand(args, 0), &reg);
        if (r == REGISTER_E_UNKNOWN)
                return cli_refuse("There is no register %s in the settings.", cli_operand(args, 0));
        if (r == REGISTER_E_MAP)
                return cli_refuse("The map does not fit the register: muniment map check says where.");
        if (r == 0)
                r = whole_map_accept(&session.context, reg, cli_value(args, "because"), &columns);
        return settle(args, r, columns);
}

static const CliOption accept_options[] = {
        { .name = "because", .value = "TEXT", .required = true, .help = "why it may go ahead; no names" },
        { .name = "as", .value = "NAME", .required = true, .help = "who answers for it" },
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
};
