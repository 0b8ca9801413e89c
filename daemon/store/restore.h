#pragma once
/* How far registers had come, which are closed, and what is known of the destroyed after a restore: as
 * statements of sql/migrate/0009-restore.sql. */

#include "base/conditions.h"
#include "store/store.h"

typedef struct Guard {
        int64_t epoch; /* of the register, as last known here; 0: never seen */
        bool closed;
        const char *entry_at; /* when the ledger's entry of that number was made; NULL: there is none */
} Guard;

/* What stands here about a register, and about an entry of the ledger. */
int mark_guard(Store *store, const char *register_name, int64_t entry, Arena *arena, Guard *ret);

typedef struct Mark {
        int64_t epoch, stones;
        const char *system; /* NULL: never looked at */
        int64_t timeline;
} Mark;

/* A register that was never seen has a mark of zeros. */
int mark_get(Store *store, const char *register_name, Arena *arena, Mark *ret);
int mark_ensure(Store *store, const char *register_name);
/* A batch was done at that epoch, and left tombstones or not. *ret_seq: its number among those that did. Its
 * row stays locked until the transaction's end, so numbers become visible in their order. */
int mark_advance(Store *store, const char *register_name, int64_t epoch, bool stones, int64_t *ret_seq);
/* The daemon has looked. */
int mark_look(Store *store, const char *register_name, int64_t epoch, const char *system, int64_t timeline);
/* Batches are numbered from past seq from now on. */
int mark_stones(Store *store, const char *register_name, int64_t seq);
/* The newest entry of the ledger; *ret_id 0: it is empty. */
int mark_ledger(Store *store, Arena *arena, int64_t *ret_id, const char **ret_at);

#define STONE_SIZE 32 /* a fingerprint's */
/* Whose it is: random, the same for all tombstones of one person (16 bytes); and of which column: a digest of
 * its name (8). Zeros: it was made by a program that did not say. */
#define STONE_MARK_SIZE 24

typedef struct Stone {
        unsigned char fingerprint[STONE_SIZE], mark[STONE_MARK_SIZE];
        int64_t epoch, seq;
        Date on;
} Stone;

/* Those after one (NULL: from the start), by seq, at most limit, in the arena. */
int stones_next(Store *store, const char *register_name, const Stone *after, int limit, Arena *arena,
                Stone **ret, size_t *ret_n);
/* Keeps those that are not known here. */
int stones_keep(Store *store, const char *register_name, const Stone *stones, size_t n);
/* ret_epochs[i]: the newest epoch of a tombstone of fingerprint i; -1: it has none. */
int stones_match(Store *store, const char *register_name, const unsigned char *fingerprints, size_t n,
                 int64_t *ret_epochs);

/* Of runs (tokens) that a register has receipts of, with how many batches it knows us to have heard of: those
 * that we have not heard of, or not of as many. */
int runs_forgotten(Store *store, const char *const *tokens, const int64_t *batches, size_t n, Arena *arena,
                   const char ***ret, size_t *ret_n);

/* A run of the register whose receipts have been taken over, up to so many batches. */
int run_lost_note(Store *store, const char *register_name, const char *token, int64_t batches);
int run_lost_known(Store *store, const char *token, bool *ret);
/* Stops it where it is still under way. *ret_run: its number; 0: it was not. */
int run_lost_stop(Store *store, const char *token, const char *reason, int64_t *ret_run);

/* Puts a look at each register that nobody has looked at for so many seconds in the queue. */
int watch_enqueue(Store *store, const char *const *registers, size_t n, Date today, int seconds);
/* Jobs that wait for a closed register are tried again now. */
int job_unblock(Store *store);
