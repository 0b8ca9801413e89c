#pragma once
/* What a command that works on the databases needs, opened as its call says: settings, store, keys, and the
 * Context that features take. */

#include "cli/command.h"
#include "settings/settings.h"
#include "store/context.h"

typedef struct Keys Keys;   /* seal/keys.h */
typedef struct Store Store; /* store/store.h */

/* As whom the store is opened: roles of sql/embed/roles.sql. */
typedef enum SessionRole {
        SESSION_SETTINGS, /* no database: settings only */
        SESSION_ENGINE,
        SESSION_OFFICER,
        SESSION_AUDITOR,
        _SESSION_ROLE_MAX,
} SessionRole;

typedef struct Session {
        Settings *settings; /* in the arena of the call */
        Store *store;       /* NULL for SESSION_SETTINGS */
        SessionRole role;
        Keys *keys;      /* NULL unless asked for */
        Context context; /* store, settings, keys, the day of --as-of, the call's arena, and the actor: the
                            name    given with --as where the command has that option, else the login name */
} Session;

/* Opens what is asked. CLI_DONE, or the exit status to return, after saying what is wrong on standard error:
 * each problem of the settings, a database that cannot be reached or is not of this version, missing keys.
 * The keys come from $CREDENTIALS_DIRECTORY.
 *
 *         _cleanup_session_ Session session = { 0 };
 *         int status = session_open(args, SESSION_OFFICER, false, &session);
 *         if (status)
 *                 return status;
 */
int session_open(const CliArgs *args, SessionRole role, bool keys, Session *ret);
void session_done(Session *session);
/* For a command that goes on while the database is away: session_lose() gives the connection up,
 * session_reopen() makes it anew where it was given up. A condition of store_open(), said nowhere. */
void session_lose(Session *session);
int session_reopen(Session *session);
#define _cleanup_session_ _cleanup_(session_done)

/* The folder that holds policies/ and notices/: that of the settings when --config is given, else the
 * built-in one, so that pure questions need no settings. CLI_DONE or the exit status to return. */
int session_data_dir(const CliArgs *args, const char **ret);
