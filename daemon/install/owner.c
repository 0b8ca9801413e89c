#include "install/owner.h"

#include "base/error.h"
#include "cli/command.h"
#include "cli/identity.h"
#include "pg/conninfo.h"

#include <unistd.h>

bool owner_is_peer(const Owner *owner, const char *base) {
        const char *host = pg_conninfo_value(base, "host", owner->arena);
        return !owner->given && geteuid() == 0 && (!host || host[0] == '/') && identity_become(DATABASE_USER);
}

const char *owner_conninfo(const Owner *owner, const char *base, const char *dbname, bool peer) {
        return pg_conninfo_as(base, owner->given ? owner->given : peer ? NULL : base, dbname, owner->arena);
}

int owner_settle(int r, const char *what) {
        if (r == PG_E_LOST || r == PG_E_DENIED)
                return cli_unreachable(
                        "The %s cannot be reached as its owner; see that PostgreSQL runs and that "
                        "the database is there, and name a superuser with --owner-connection "
                        "or call it as root beside it.",
                        what);
        return cli_settle(err_trace(r));
}

int owner_open(const Owner *owner, const char *base, const char *dbname, const char *what, Pg **ret) {
        bool peer = owner_is_peer(owner, base);
        const PgOptions options = {
                .conninfo = owner_conninfo(owner, base, dbname, peer),
                .application_name = "muniment owner",
                .lock_timeout_ms = 60000,
        };
        int r = pg_open(&options, ret);
        if (peer)
                identity_back();
        return owner_settle(r, what);
}
