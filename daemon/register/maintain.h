#pragma once
/* What grades above "deleted" need of a register's server: vacuum, the write-ahead log, table files. Through
 * a connection of its own, for vacuum cannot run in a transaction, and as a role of its own (the setting
 * maintenance_role), for the engine owns no table. */

#include "base/conditions.h"
#include "register/needles.h"
#include "register/register.h"

typedef struct Maintenance Maintenance;

/* 0, MAINTAIN_E_NO_ROLE or a PG_E_ condition. The caller closes it. */
int maintenance_open(Context *context, const Register *reg, Maintenance **ret);
Maintenance *maintenance_close(Maintenance *maintenance);
DEFINE_CLEANUP(Maintenance *, maintenance_close)

/* 0 when the role may do all of it; MAINTAIN_E_LACKS with the first thing it may not, and the grant, in the
 * arena. pages: table files are to be read too. */
int maintenance_may(Maintenance *maintenance, bool pages, Arena *arena, const char **ret_lack,
                    const char **ret_mend);

/* Waits, as long as for a lock, until nobody can see any more what was deleted before now. 0 or
 * MAINTAIN_E_HELD.
 */
int maintenance_wait(Maintenance *maintenance);
int maintenance_there(Maintenance *maintenance, const char *schema, const char *table, bool *ret);
/* VACUUM and ANALYZE; full: rewrites the table. PG_E_RETRY: its lock was not to be had. */
int maintenance_vacuum(Maintenance *maintenance, const char *schema, const char *table, bool full);
/* Brings every page to its file. */
int maintenance_checkpoint(Maintenance *maintenance);

/* How the write-ahead log is kept on this server. */
typedef struct LogKept {
        bool recycled, kept, followed,
                archived; /* written over; wal_keep_size; slots or replicas; archive_mode */
} LogKept;
int maintenance_log(Maintenance *maintenance, LogKept *ret);
/* Begins a new segment of the log and lets go of the old ones. */
int maintenance_leave_log(Maintenance *maintenance);

typedef struct FileTrace {
        const char *schema, *table; /* whose files: heap, TOAST and indexes */
        int64_t found;
} FileTrace;
/* Reads all table files of the register's database, page by page: tables in whose files something was found,
 * in the arena; *ret_bytes: how much was read. Checkpoint first. */
int maintenance_search(Maintenance *maintenance, const Needles *needles, Arena *arena, FileTrace **ret,
                       size_t *ret_n, int64_t *ret_bytes);
