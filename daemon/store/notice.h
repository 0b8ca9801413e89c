#pragma once
/* Obligations to tell, the notices that meet them, and deliveries, as statements. */

#include "base/conditions.h"
#include "model/audience.h"
#include "model/delivery-words.h"
#include "model/lives/obligation.h"
#include "store/outward.h"
#include "store/store.h"

typedef struct Obligation {
        int64_t id;
        const char *register_name, *subject_key; /* read only */
        const char *subject;                     /* reference */
        const char *notice;                      /* "first-record" */
        Audience audience;
        const char *recipient; /* the register's key of the parent to be told; "": the subject */
        Date obtained, due;
        ObligationState state;
        const char *reason; /* NULL unless waiting or lapsed */
        OutwardStop stop;   /* read only, not by obligation_lock(): what keeps its letter from going */
} Obligation;

/* Once for each subject, notice and recipient: *ret_new is false when it was there. */
int obligation_insert(Store *store, const Obligation *obligation, bool *ret_new);
int obligations_open(Store *store, int64_t *ret);
/* What several workers share: of so many slices the nth, from 0. */
typedef struct ObligationSlice {
        int64_t of, nth;
} ObligationSlice;
#define OBLIGATIONS_ALL ((ObligationSlice){ .of = 1 })
/* Ids of open obligations of a slice after one, in order; at most limit. In the arena. */
int obligation_next(Store *store, const ObligationSlice *slice, int64_t after, int limit, Arena *arena,
                    int64_t **ret, size_t *ret_n);
/* 0 or NOTICE_STORE_E_NONE. */
int obligation_load(Store *store, int64_t id, Arena *arena, Obligation *ret);
/* The same, locked until the transaction ends. */
int obligation_lock(Store *store, int64_t id, Arena *arena, Obligation *ret);
/* Those not yet met that fall due by a day, by due date; DATE_NONE: all there are. */
int obligation_list(Store *store, Date due_by, Arena *arena, Obligation **ret, size_t *ret_n);
int obligation_set_state(Store *store, int64_t id, ObligationState state, const char *reason);

typedef struct Notice {
        int64_t id, obligation, document;
        const char *language; /* en, cy, cy-en */
        int pages;
        Date made_on;
        const char *channel, *delivery; /* read only: of its delivery; NULL: none yet */
} Notice;

int notice_insert(Store *store, const Notice *notice, int64_t *ret_id);
/* 0 or NOTICE_STORE_E_NONE. document is not read. */
int notice_of_obligation(Store *store, int64_t obligation, Arena *arena, Notice *ret);
