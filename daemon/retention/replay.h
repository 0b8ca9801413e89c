#pragma once
/* For the files of the replay only. */

#include "register/epoch.h"
#include "register/stones.h"
#include "retention/restore.h"
#include "store/closing.h"
#include "store/ledger.h"
#include "store/replay.h"

typedef struct Replay {
        Context *context;
        Register *reg;
        const char *name;
        Arena *arena; /* of the whole replay: little */
        Epoch epoch;
        Closing closing; /* id 0: it is open, and stays so */
        bool all;
        ReplayReport *report;
} Replay;

/* What tombstones of these rows would be made of; owners[i]: the row of touch i. In the arena. */
void replay_touches(const Replay *p, Arena *arena, const StoneRows *rows, ReplayTouches *ret,
                    size_t **ret_owners);
/* Looks through the register, judges who agrees with a tombstone, and plans what nobody has approved yet. 0,
 * RETENTION_E_PAUSED, PG_E_. */
int replay_look(Replay *p);
/* A ledger entry about a register; takes the reference. */
int replay_note(Context *context, const char *register_name, EntryKind kind, json_t *detail);
