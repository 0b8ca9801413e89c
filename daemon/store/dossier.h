#pragma once
/* The dossier of a request, as statements. */

#include "model/data-class.h"
#include "model/disclosure.h"
#include "store/store.h"

typedef struct DossierItem {
        int64_t n;
        const char *entity;
        int64_t row;
        const char *attribute, *category, *label;
        About about;
        const char *source; /* NULL: not known */
        Date since, until;
        const char *value;
        Decision decision;
        const char *because, *decided_by;
        const char *redacted; /* what goes out instead of value, when the decision is redact; else NULL */
        Date decided_on;
        DataClass class; /* the law's kind of data */
        Decision proposed;
        const char *rule, *rules; /* the rule proposed; every one that fired, with spaces between */
        const char *how;          /* what was weighed; NULL: not said */
        int64_t opinion;          /* that was relied on; 0: none */
} DossierItem;

/* items: a JSON array of objects with the columns of muniment.dossier_item; one statement whatever its
 * length. */
int dossier_insert(Store *store, const char *ref, const char *subject, const char *items, const char *actor,
                   Date on);
int dossier_clear(Store *store, const char *ref);
int dossier_items(Store *store, const char *ref, Arena *arena, DossierItem **ret, size_t *ret_n);
/* 0 or REQUEST_STORE_E_NONE. */
int dossier_decide(Store *store, const char *ref, const DossierItem *decided, Date on);
int dossier_undecided(Store *store, const char *ref, int64_t *ret_n);

/* What a health professional said (DPA 2018 Sch 3 paras 5, 6). */
typedef struct DossierOpinion {
        int64_t n;
        bool met; /* the test of serious harm */
        Date given;
        const char *who, *why;
} DossierOpinion;
/* 0 with its number, or REQUEST_STORE_E_NONE when the subject's record has gone. */
int dossier_opinion_insert(Store *store, const char *ref, const char *subject, const DossierOpinion *opinion,
                           int64_t *ret_n);
int dossier_opinions(Store *store, const char *ref, Arena *arena, DossierOpinion **ret, size_t *ret_n);
