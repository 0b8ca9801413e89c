#include "install/restore-drill.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/identity.h"
#include "install/spawn.h"
#include "store/migrate.h"
#include "store/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define DUMP_COMMAND "exec pg_restore --exit-on-error --dbname=\"$MUNIMENT_TARGET\""

static int drill_refused(const DrillDatabase *drill, Pg *pg, const char *doing) {
        if (str_eq(pg_sqlstate(pg), "55006")) /* object in use */
                return cli_refuse(
                        "A drill of %s is under way, or somebody is connected to the database %s that one "
                        "left; call it again when nobody is.",
                        drill->register_name, drill->name);
        return cli_refuse("The server would not %s the database %s (SQLSTATE %s).", doing, drill->name,
                          pg_sqlstate(pg));
}

static int drill_server(const DrillDatabase *drill, Pg **ret_pg, SetupDrill *ret) {
        int status = owner_open(&drill->owner, drill->base, "postgres", "server of the register", ret_pg);
        return status ? status : cli_settle(setup_drill(*ret_pg, drill->name, drill->owner.arena, ret));
}

int drill_make(DrillDatabase *drill) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        SetupDrill sql;
        drill->name = arena_printf(drill->owner.arena, "muniment_drill_%.40s", drill->register_name);
        int status = drill_server(drill, &pg, &sql);
        if (status)
                return status;
        if (sql.strange)
                return cli_refuse(
                        "A database %s is there that no drill made: its owner is not muniment_owner. Rename "
                        "it; nothing was done.",
                        drill->name);
        if (sql.left_over && pg_script(pg, sql.left_over))
                return drill_refused(drill, pg, "drop");
        if (pg_script(pg, sql.make))
                return drill_refused(drill, pg, "make");
        status = owner_open(&drill->owner, drill->base, drill->name, "database of the drill", &drill->keeper);
        return status == CLI_DONE && pg_script(pg, sql.close) ? drill_refused(drill, pg, "close") : status;
}

int drill_remove(DrillDatabase *drill) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        SetupDrill sql;
        int status = drill_server(drill, &pg, &sql);
        drill->keeper = pg_close(drill->keeper);
        if (status)
                return status;
        return pg_script(pg, sql.remove) ? drill_refused(drill, pg, "drop") : CLI_DONE;
}

static int drill_spawn(const DrillDatabase *drill, const char *command, const char *target, bool peer,
                       int input) {
        const char *const variables[][2] = { { "MUNIMENT_TARGET", target },
                                             { "MUNIMENT_REGISTER", drill->register_name },
                                             { NULL, NULL } };
        const SpawnShell shell = { .command = command ? command : DUMP_COMMAND,
                                   .variables = variables,
                                   .user = peer ? DATABASE_USER : NULL,
                                   .input = input };
        int ended = spawn_shell(&shell);
        if (ended == 127)
                return cli_refuse("What restores the backup could not be run.");
        return ended ? cli_refuse("What restores the backup ended with %d; what it said stands above.", ended)
                     : CLI_DONE;
}

int drill_fill(const DrillDatabase *drill, const char *command, const char *dump) {
        MigrateReport report;
        int input = dump ? open(dump, O_RDONLY | O_CLOEXEC) : -1;
        if (dump && input < 0)
                return cli_refuse("%s cannot be read (%s).", dump, strerrorname_np(errno));
        bool peer = owner_is_peer(&drill->owner, drill->base);
        const char *target = owner_conninfo(&drill->owner, drill->base, drill->name, peer);
        if (peer)
                identity_back();
        int status = drill_spawn(drill, command, target, peer, input);
        if (input >= 0)
                close(input);
        if (status)
                return status;
        peer = owner_is_peer(&drill->owner, drill->base);
        int r = migrate_register(target, &report);
        if (peer)
                identity_back();
        if (r == MIGRATE_E_REFUSED)
                return cli_refuse("What was restored did not take the agent schema (SQLSTATE %s).",
                                  report.sqlstate);
        return owner_settle(r, "database of the drill");
}
