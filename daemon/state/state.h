#pragma once
/* What is kept in the state folder, outside every database, so that a database that was restored is found out
 * and cleaned: for each register how far it had come and the tombstones of it, and the newest entry of the
 * ledger. Fingerprints and numbers only: nothing here names anybody without the key.
 *
 *   REGISTER.mark        "muniment mark 1", epoch, seq and bytes, a line each; replaced as a whole
 *   REGISTER.tombstones  a head of 96 bytes, then 96 bytes a tombstone (state.c); only ever added to.
 *                        REGISTER.tombstones-1 is what an older program wrote, of 64 bytes each
 *   ledger.mark          "muniment ledger mark 1", number and moment of the newest entry
 *   lock                 held by whoever writes, one process at a time
 *
 * Tombstones are on disk before the mark that counts them. A file that was lost is written anew from the
 * governance database. Without the setting state_dir nothing is kept, and nothing found. */

#include "base/conditions.h"
#include "settings/settings.h"
#include "store/store.h"

typedef struct StateMark {
        int64_t epoch; /* of the register */
        int64_t seq;   /* tombstones up to this one are in the file */
        int64_t bytes; /* how long the file was then */
} StateMark;

/* Zeros when there is none, or when this user may not read the folder: the daemon may. 0 or STATE_E_FILE. */
int state_mark_read(const Settings *settings, const char *register_name, StateMark *ret);
/* Brings mark and tombstones of the register (NULL: of none), and the mark of the ledger, up to the
 * governance database. Between transactions: what is read must be committed. 0, STATE_E_FILE, PG_E_. */
int state_follow(Store *store, const Settings *settings, const char *register_name);
/* The other way round: tombstones that the file knows and the governance database does not are kept there. In
 * the caller's transaction. *ret_bad: records that are damaged, and were left out. 0, STATE_E_FILE, PG_E_. */
int state_recover(Store *store, const Settings *settings, const char *register_name, int64_t *ret_bad);

#define STATE_AT_SIZE 40

typedef struct StateEntry {
        int64_t id; /* 0: none is known */
        char at[STATE_AT_SIZE];
} StateEntry;

int state_entry_read(const Settings *settings, StateEntry *ret);
