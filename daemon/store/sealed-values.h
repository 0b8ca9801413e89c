#pragma once
/* Small values are sealed under a key that they share: those of a case under one of the case's, those of a
 * subject under one of the subject's, those of a hold under one of the hold's. Each is the base64 of an age
 * payload of its own. Dropping the key row destroys them all; it goes with the subject. */

#include "store/sealing.h"

typedef struct ValueKey {
        AgeFileKey key;
        bool there; /* false: nothing is sealed here, and values lie open */
} ValueKey;

/* The key of a case, or with request NULL that of the subject; made unless there is one. 0, SEALING_E_NO_KEY.
 */
int value_key_make(Store *store, const char *request, const char *subject, ValueKey *ret);
/* 0, SEALING_E_NO_KEY; SEALING_E_GONE: it was destroyed. */
int value_key_open(Store *store, const char *request, const char *subject, ValueKey *ret);
/* Likewise that of a hold. */
int value_key_make_hold(Store *store, int64_t hold, ValueKey *ret);
int value_key_open_hold(Store *store, int64_t hold, ValueKey *ret);

/* A key that the caller stores, in the statement that makes what it is of. */
typedef struct NewKey {
        ValueKey key;
        const char *header, *recipient, *escrow; /* header NULL: nothing is sealed here */
} NewKey;
/* 0, SEALING_E_NO_KEY. */
int value_key_new(Store *store, Arena *arena, NewKey *ret);

/* In the arena; NULL stays NULL. */
const char *value_seal(const ValueKey *key, const char *value, Arena *arena);
/* 0, AGE_E_FORM. */
int value_open(const ValueKey *key, const char *stored, Arena *arena, const char **ret);
/* Seals in the present transaction what a hold has that lies open. */
int values_seal_hold(Store *store, int64_t hold, const ValueKey *key);
/* Seals, a dossier, a name or a hold at a time, what was kept before there was a key. Not within a
 * transaction. */
int values_seal(Context *context, const Sealing *sealing);
