#pragma once
/* Errands: a command that a person's login asks for and the engine carries out. The database stamps who
 * asked; what is asked is forgotten when it is answered; the answer is sealed for the one who asked, read
 * once, and gone in ten minutes. */

#include "store/store.h"

/* ERRAND_E_GONE: there is no such errand of this login (any more). */

/* Whether the login may act as a role of sql/embed/roles.sql. */
int role_held(Store *store, const char *role, bool *ret);

/* --- whoever asks */

typedef enum ErrandState {
        ERRAND_WAITING,
        ERRAND_TAKEN,
        ERRAND_ANSWERED,
        ERRAND_FAILED, /* its job stands aside: no answer will come */
        ERRAND_GONE,
        _ERRAND_STATE_MAX,
} ErrandState;

typedef struct ErrandLook {
        ErrandState state;
        int64_t progress, total; /* -1: not told */
} ErrandLook;

/* words: a JSON array of text, the command without the settings. reply_to: a letterbox's address.
 * PG_E_DENIED: the login has no role of ours, or asks for too many at once. */
int errand_ask(Store *store, const char *words, const unsigned char *reply_to, size_t n, int64_t *ret);
int errand_look(Store *store, int64_t id, ErrandLook *ret);
/* The sealed answer (arena), once. ERRAND_E_GONE. */
int errand_take(Store *store, int64_t id, Arena *arena, const unsigned char **ret, size_t *ret_n);
/* *ret: it was withdrawn before anybody began it. */
int errand_withdraw(Store *store, int64_t id, bool *ret);

/* --- the engine */

typedef struct Errand {
        int64_t id;
        const char *login, *words;
        const unsigned char *reply_to;
        size_t reply_to_n;
        bool fresh;            /* false: another try had it before, and nobody knows how far it came */
        bool officer, auditor; /* what its login is a member of, now */
} Errand;

/* Takes it. ERRAND_E_GONE: withdrawn, or answered already. */
int errand_begin(Store *store, int64_t id, Arena *arena, Errand *ret);
int errand_answer(Store *store, int64_t id, const unsigned char *sealed, size_t n);
int errand_forget(Store *store);

/* --- who acts */

/* For whom the engine acts from now on: NULL for nobody. Every act and ledger entry bears the name. */
int acts_for(Store *store, const char *actor);
/* Says on whose behalf this login speaks (NULL: its own), and who acts by that: "login" or "login for NAME".
 */
int speaks_for(Store *store, const char *name, Arena *arena, const char **ret_actor);
