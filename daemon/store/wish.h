#pragma once
/* How who asks wishes to be reached and answered, as statements. What they said is sealed with the name. */

#include "model/request-words.h"
#include "store/sealed-values.h"

typedef struct RequestWish {
        const char *value; /* NULL: not said */
        Wish kind;
        Date on; /* of WISH_NEEDED_BY */
} RequestWish;

/* One more, or instead of the one before. */
int wish_put(Store *store, const char *ref, const char *subject, const RequestWish *wish);
/* Opened; in the order of the words. */
int wish_list(Store *store, const char *ref, Arena *arena, RequestWish **ret, size_t *ret_n);
/* Whether they said anything of that kind, which needs no key. */
int wish_is_said(Store *store, const char *ref, Wish kind, bool *ret);
/* Those of a request that were kept before there was a key. */
int wish_seal_open(Store *store, const char *ref, const ValueKey *key, Arena *arena);
/* The day that they need it by, which needs no key; DATE_NONE: they said none. */
int wish_needed_by(Store *store, const char *ref, Date *ret);
