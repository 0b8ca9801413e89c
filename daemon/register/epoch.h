#pragma once
/* How far a register has come, and whether it has gone back: its epoch, as the agent keeps it in the
 * register, beside what the governance database and the state folder know of it. */

#include "register/register.h"

typedef enum Verdict {
        VERDICT_OPEN,
        VERDICT_CLOSED,          /* it was closed before, and still is */
        VERDICT_WENT_BACK,       /* the register is older than what is known of it */
        VERDICT_GOVERNANCE_BACK, /* the governance database is older than what the state folder knows of it */
        VERDICT_AGENT_CLOSED,    /* the register says that it is closed; governance knows nothing of it */
        _VERDICT_MAX,
} Verdict;

typedef struct Epoch {
        bool there;         /* the register has an agent that keeps an epoch */
        bool standby;       /* the server only repeats what another does */
        bool open;          /* as the agent has it */
        int64_t epoch;      /* 0: no agent */
        int64_t known;      /* the furthest that is known of it outside */
        const char *system; /* server and database */
        int64_t timeline;
        const char *lacks;    /* what the agent does not have that this program needs, "receipt.stones"; NULL:
                                 nothing */
        bool governance_back; /* whatever the verdict */
        Verdict verdict;
} Epoch;

/* What an agent that an older program made lacks; NULL: nothing, or there is none. 0 or PG_E_. */
int register_agent_lacks(Register *reg, Arena *arena, const char **ret);
/* Looks, and changes nothing. 0, STATE_E_FILE, PG_E_. */
int register_look(Context *context, Register *reg, Arena *arena, Epoch *ret);

/* When the daemon last looked, in UTC, as the register itself has it: of a restored copy, how old it is.
 * NULL: never. */
int register_looked_at(Register *reg, Arena *arena, const char **ret);

/* In the transaction of a batch, last: the epoch grows by one. REGISTER_E_CLOSED: it was closed, or went
 * back, since it was opened. *ret 0: no agent keeps one. */
int register_advance(Register *reg, int64_t *ret);
/* The same for a look of the daemon's, which also notes which server and database it saw. */
int register_seen(Register *reg, int64_t known, const char *system, int64_t *ret);
/* Tells applications that it is closed, or that it is open again from past an epoch on. */
int register_shut(Register *reg);
int register_reopen(Register *reg, int64_t past, const char *system, int64_t *ret);

/* Runs that the register has receipts of: token and the number of batches it has told governance of. None
 * when it shares the governance database. */
int receipt_runs(Register *reg, Arena *arena, const char ***ret_tokens, int64_t **ret_batches, size_t *ret_n);

typedef struct ReceiptStones {
        int64_t batch, epoch;
        Date on;
        const unsigned char *stones, *marks; /* side by side; marks NULL: of an older program */
        size_t size, marks_size;
} ReceiptStones;
/* Of the next batch of a run that kept any, after the one in *batch (0: from the first). *ret_any false: none
 * is left. */
int receipt_stones(Register *reg, const char *run, Arena *arena, ReceiptStones *batch, bool *ret_any);
