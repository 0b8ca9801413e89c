#pragma once
/* What servers and registers lack before the daemon can work on them: for muniment init and doctor. The
 * server itself says which statements are still to be run, so that a second look finds none. */

#include "store/store.h"

/* A login of the server and the role it is to take on. */
typedef struct SetupLogin {
        const char *login, *role;
} SetupLogin;

typedef struct SetupStatement {
        const char *sql;
        bool after; /* to be run when the schemas are made */
} SetupStatement;

typedef struct SetupTable {
        const char *schema, *table;
        bool writes; /* the engine disposes of what is in it */
} SetupTable;

/* A setting of the server that is not as SECURITY.md asks. */
typedef struct ServerSetting {
        const char *name, *value, *wanted, *why;
} ServerSetting;

/* Of the database for a drill: statements, left_over and remove NULL when none is there. strange: one of that
 * name is there that no drill made. */
typedef struct SetupDrill {
        const char *left_over, *make, *close, *remove;
        bool strange;
} SetupDrill;

/* Logins, the database (NULL: none) and memberships. */
int setup_cluster(Pg *pg, const SetupLogin *logins, size_t n_logins, const char *database, Arena *arena,
                  SetupStatement **ret, size_t *ret_n);
/* The engine's rights on the tables of a map; those that are not there are passed over. */
int setup_rights(Pg *pg, const SetupTable *tables, size_t n_tables, Arena *arena, SetupStatement **ret,
                 size_t *ret_n);
/* What is to be run for the drill's database of that name. */
int setup_drill(Pg *pg, const char *name, Arena *arena, SetupDrill *ret);
/* What in a restored register reaches another server, in words; NULL: nothing. */
int setup_drill_outside(Pg *pg, Arena *arena, const char **ret);
/* Whether a register has its agent schema. */
int setup_agent_present(Pg *pg, bool *ret);
int setup_server(Pg *pg, Arena *arena, ServerSetting **ret, size_t *ret_n);
/* One statement of those above. */
int setup_run(Pg *pg, const SetupStatement *statement);

/* The newest version, and the text of a migration from 1 on (0: that of the roles), for those who want to
 * read it first. */
int setup_latest(void);
const char *setup_text(int version, const char **ret_name);
