#pragma once
/* The governance database at a glance, as one statement. */

#include "store/store.h"

typedef struct StatusView {
        int64_t overdue;           /* requests past their due date and not answered */
        int64_t pending;           /* ledger entries that wait to be numbered */
        int64_t checkpoint;        /* entries under the newest signed checkpoint; 0: none yet */
        const char *checkpoint_at; /* in the arena; NULL: none yet */
} StatusView;

int status_overview(Store *store, Date today, Arena *arena, StatusView *ret);
