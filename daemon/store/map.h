#pragma once
/* Decisions about maps that do not cover their register, as statements. */

#include "store/store.h"

#define MAP_DIGEST_SIZE 32

typedef struct MapDecision {
        const char *register_name;
        const unsigned char *digest; /* of what is left out: MAP_DIGEST_SIZE bytes */
        int coverage;
        const char *because, *decided_by;
        Date decided_on;
} MapDecision;

/* *ret_new: false, the same was decided before. */
int map_decide(Store *store, const MapDecision *decision, bool *ret_new);
/* Whether it was decided to go ahead without exactly this. */
int map_decided(Store *store, const char *register_name, const unsigned char *digest, bool *ret);
