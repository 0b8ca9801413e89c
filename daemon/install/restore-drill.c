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

#define DRILL_NAME_LIMIT 63 /* bytes; PostgreSQL would cut it */
#define DUMP_COMMAND     "exec pg_restore --exit-on-error --dbname=\"$MUNIMENT_TARGET\""

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
        drill->name = arena_printf(drill->owner.arena, "muniment_drill_%s", drill->register_name);
        if (strlen(drill->name) > DRILL_NAME_LIMIT)
                return cli_refuse(
                        "The register's name is too long for a database muniment_drill_%s: the server "
                        "allows %d bytes. Nothing was done.",
                        drill->register_name, DRILL_NAME_LIMIT);
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
        if (status == CLI_DONE && pg_script(pg, sql.close))
                status = drill_refused(drill, pg, "close");
        if (status)
                drill_remove(drill); /* what stood in the way has been said */
        return status;
}

int drill_remove(DrillDatabase *drill) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        SetupDrill sql;
        int status = drill_server(drill, &pg, &sql);
        drill->keeper = pg_close(drill->keeper);
        if (status)
                return status;
        if (sql.strange)
                return cli_refuse("The database %s has another owner now, so it was not dropped.",
                                  drill->name);
        return sql.remove && pg_script(pg, sql.remove) ? drill_refused(drill, pg, "drop") : CLI_DONE;
}

/* Root never runs it as itself: what restores needs a login of the server, not the machine. NULL: as who we
 * are. */
static int drill_user(const char **ret) {
        static const char *const users[] = { DATABASE_USER, SERVICE_USER };
        *ret = NULL;
        for (size_t i = 0; getuid() == 0 && i < ELEMENTS(users) && !*ret; i++)
                if (identity_become(users[i])) {
                        identity_back();
                        *ret = users[i];
                }
        if (getuid() == 0 && !*ret)
                return cli_refuse("Root runs what restores the backup as " DATABASE_USER " or " SERVICE_USER
                                  ", and neither user is here; call it as somebody else.");
        return CLI_DONE;
}

static int drill_spawn(const DrillDatabase *drill, const char *command, const char *target, int input) {
        const char *const variables[][2] = { { "MUNIMENT_TARGET", target },
                                             { "MUNIMENT_REGISTER", drill->register_name },
                                             { NULL, NULL } };
        const char *user;
        int status = drill_user(&user);
        if (status)
                return status;
        const SpawnShell shell = { .command = command ? command : DUMP_COMMAND,
                                   .variables = variables,
                                   .user = user,
                                   .input = input };
        int ended = spawn_shell(&shell);
        if (ended == 127)
                return cli_refuse("What restores the backup could not be run.");
        return ended ? cli_refuse("What restores the backup ended with %d; what it said stands above.", ended)
                     : CLI_DONE;
}

static int drill_stays_inside(const DrillDatabase *drill) {
        const char *outside = NULL;
        int r = setup_drill_outside(drill->keeper, drill->owner.arena, &outside);
        if (r)
                return owner_settle(r, "database of the drill");
        return outside ? cli_refuse("What was restored reaches another server (%s), where the drill would "
                                    "destroy in earnest; nothing was destroyed.",
                                    outside)
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
        int status = drill_spawn(drill, command, target, input);
        if (input >= 0)
                close(input);
        if (status == CLI_DONE)
                status = drill_stays_inside(drill);
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
