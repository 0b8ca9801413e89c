#include "install/migrate.h"

#include "base/error.h"
#include "cli/command.h"
#include "pg/pg.h"
#include "register/news.h"

#include <stdio.h>

int cli_migrate_refused(int r, const MigrateReport *report) {
        switch (r) {
        case MIGRATE_E_TOO_NEW:
                return cli_refuse("The database is at version %d, which is newer than this program; upgrade "
                                  "the program.",
                                  report->version);
        case MIGRATE_E_CHANGED:
                return cli_refuse("Migration %d in the database is not the one this program carries; it was "
                                  "made by another build, so nothing was touched.",
                                  report->version);
        case MIGRATE_E_REFUSED:
                return cli_refuse("Migration %d did not go through (SQLSTATE %s) and left nothing behind; "
                                  "the database stays at version %d.",
                                  report->version, report->sqlstate, report->to);
        case PG_E_RETRY:
                return cli_refuse("Another migration is at work; try again when it has ended.");
        case PG_E_DENIED:
                return cli_refuse("This login may not migrate; use a superuser, the owner of the database "
                                  "that may create roles, or a member of muniment_owner.");
        default:
                return cli_settle(r);
        }
}

int cli_make_news(const char *conninfo, const RegisterSettings *reg) {
        NewsMade made;
        if (!reg || !reg->map)
                return 0;
        int r = news_make(conninfo, reg->map, &made);
        if (r == 0 && made == NEWS_NOT_OURS)
                fprintf(stderr,
                        "muniment: the triggers that tell of new records of %s are for the owner of its "
                        "tables to "
                        "make: muniment map triggers %s\n",
                        reg->name, reg->name);
        return err_trace(r);
}
