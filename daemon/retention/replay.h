#pragma once
/* For the files of the replay only. */

#include "register/epoch.h"
#include "register/stones.h"
#include "retention/outcome.h"
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
/* The first part of it: reads the register from end to end, and notes whose identifiers have a tombstone. */
int replay_look_through(Replay *p);
/* Destroys those of the keys that are still what was approved, in a transaction of the register's, and leaves
 * a receipt where that is another database. keys NULL: only settles what an earlier attempt destroyed and
 * could not account for. */
int replay_register_half(const Replay *p, int64_t batch, const char *const *keys, size_t n, Outcome *outcome);
/* Looks for everybody this replay destroyed, by the same independent look as after a run, and adds to the
 * report's findings. */
int replay_verify(Replay *p);
/* A ledger entry about a register; takes the reference. */
int replay_note(Context *context, const char *register_name, EntryKind kind, json_t *detail);
