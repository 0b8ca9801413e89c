#pragma once
/* How things stand, in numbers, as one statement: sql/queries/figures.sql. */

#include "store/store.h"

typedef struct Figure {
        const char *metric;          /* its name in monitor/metrics.h, lower case */
        const char *label, *label_b; /* values of its labels; NULL: it has none */
        const char *value;           /* as PostgreSQL writes a double */
} Figure;

/* Strings live in the arena. soon_days: how far ahead a day counts as soon. */
int figures_read(Store *store, Date today, int soon_days, Arena *arena, Figure **ret, size_t *ret_n);
/* From now on this session can change nothing. */
int figures_read_only(Store *store);
