#pragma once
/* Registers that are closed, and how far their replay is, as statements. */

#include "model/closing-reason.h"
#include "store/store.h"

/* epoch_found of a closing whose register has not been looked at yet. */
#define EPOCH_UNSEEN INT64_MAX

typedef struct Closing {
        int64_t id;
        const char *token; /* its name in the register's receipts */
        const char *register_name;
        ClosingReason reason;
        int64_t epoch_found, epoch_known;
        int64_t batches, destroyed; /* of the replay so far */
        Date closed_on;
} Closing;

/* Stores register_name, reason, the epochs and the day. *ret_new false: it was closed already. */
int closing_insert(Store *store, const Closing *closing, bool *ret_new);
/* What a rehearsal on a copy hangs on, in a transaction that is rolled back: register_name, the epochs and
 * the day in; id and token out. The register stays open. */
int closing_rehearse(Store *store, const char *by, Arena *arena, Closing *closing);
/* A closed register was found still further back. */
int closing_deepen(Store *store, const char *register_name, int64_t epoch_found, int64_t epoch_known);
/* The open closing of a register: 0 or RESTORE_E_NONE. */
int closing_get(Store *store, const char *register_name, Arena *arena, Closing *ret);
/* Locks it until the transaction's end. *ret_batches: of its replay so far. 0 or RESTORE_E_NONE. */
int closing_lock(Store *store, int64_t id, int64_t *ret_batches);
/* Registers closed now: name, reason, day and id only. */
int closing_list(Store *store, Arena *arena, Closing **ret, size_t *ret_n);
/* Batch number so many of the replay is done. */
int closing_batch(Store *store, int64_t id, int64_t batch, int64_t destroyed);
/* 0 or RESTORE_E_NONE: somebody opened it before. */
int closing_end(Store *store, int64_t id, Date on, const char *by);

typedef struct Replayed {
        int64_t batch;
        const char **keys, **identifiers;
        size_t n_keys, n_identifiers;
} Replayed;
int replayed_insert(Store *store, int64_t closing, const Replayed *replayed);
/* That of the next batch after this one: 0 or RESTORE_E_NONE. */
int replayed_next(Store *store, int64_t closing, int64_t after, Arena *arena, Replayed *ret);
