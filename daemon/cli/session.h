#pragma once
/* What a command that works on the databases needs, opened as its call says: settings, store, keys, and the
 * Context that features take. */

#include "cli/command.h"
#include "settings/settings.h"
#include "store/context.h"

typedef struct Keys Keys;   /* seal/keys.h */
typedef struct Store Store; /* store/store.h */

typedef struct Session {
        Settings *settings; /* in the arena of the call */
        Store *store;       /* NULL for a command of CLI_ANYBODY */
        const char *role;   /* as which the store was opened: one of sql/embed/roles.sql */
        Keys *keys;         /* NULL unless asked for */
        Context context; /* store, settings, keys, the day of --as-of, the call's arena, and who acts, as the
                            database has it */
        bool lent;       /* all of it is the worker's that does this errand */
} Session;

/* Opens what the command's table asks: as the best role that the login has and the command takes. CLI_DONE,
 * or the status to return at once, after saying on standard error what is wrong: each problem of the
 * settings, a database that cannot be reached or is not of this version, a login that may not, missing keys.
 * CLI_ANSWERED where the engine has done the command for this login, and its answer has been printed. The
 * keys come from $CREDENTIALS_DIRECTORY.
 *
 *         _cleanup_session_ Session session = { 0 };
 *         int status = session_open(args, false, &session);
 *         if (status)
 *                 return status;
 */
int session_open(const CliArgs *args, bool keys, Session *ret);
void session_done(Session *session);
/* For a command that goes on while the database is away: session_lose() gives the connection up,
 * session_reopen() makes it anew where it was given up. A condition of store_open(), said nowhere. */
void session_lose(Session *session);
int session_reopen(Session *session);
#define _cleanup_session_ _cleanup_(session_done)

/* The folder that holds policies/ and notices/: that of the settings when --config is given, else the
 * built-in one, so that pure questions need no settings. CLI_DONE or the exit status to return. */
int session_data_dir(const CliArgs *args, const char **ret);
