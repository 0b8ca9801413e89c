#pragma once
/* How an attempt moves, and its delivery with it. For the files of delivery/ only. */

#include "delivery/channel.h"
#include "model/entry-kind.h"

/* A new attempt by that channel. handing NULL: no person's. */
int attempts_plan(Sending *sending, const Channel *channel, const Handing *handing);
/* The attempt takes a step, and the delivery is where that leaves it. */
int attempts_step(Sending *sending, const AttemptStep *step);
/* What became of the letter, in the ledger. because may be NULL. */
int attempts_note(const Sending *sending, EntryKind kind, const char *because);
