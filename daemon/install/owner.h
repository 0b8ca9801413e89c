#pragma once
/* As whom a server is asked for what only its owner may change: databases, roles, schemas. */

#include "base/arena.h"
#include "pg/pg.h"

typedef struct Owner {
        const char *given; /* conninfo, laid over that of each database; NULL: not given */
        Arena *arena;
} Owner;

/* Whether PostgreSQL is asked as its own user, which peer authentication lets in as the superuser: then root
 * has become that user until identity_back(). */
bool owner_is_peer(const Owner *owner, const char *base);
/* As whom a database is opened for changing it; dbname NULL: that of base. */
const char *owner_conninfo(const Owner *owner, const char *base, const char *dbname, bool peer);
/* Opens it. CLI_DONE or the exit status, after saying why; what: "server", "register s12". */
int owner_open(const Owner *owner, const char *base, const char *dbname, const char *what, Pg **ret);
/* What stood in the way of changing it, likewise. */
int owner_settle(int r, const char *what);
