#pragma once
/* The letters of requests, as statements. A row says nothing of a person; its document does. */

#include "base/conditions.h"
#include "model/request-letter.h"
#include "store/store.h"

typedef struct RequestLetter {
        int64_t id;
        const char *request;
        RequestLetterKind kind;
        Date of; /* the day that it tells of, where that made it; DATE_NONE: an event did */
        Date due;
        RequestLetterState state;
        const char *reason;   /* why it waits or has lapsed; NULL */
        int64_t document;     /* 0: not made, or destroyed */
        const char *language; /* "en", "cy-en"; NULL: not made */
        int pages;
        Date made_on; /* or the day they were told; DATE_NONE */
} RequestLetter;

/* One that the last event of the request makes; once, however often it is said. */
int request_letter_want(Store *store, const char *ref, RequestLetterKind kind, Date due);
/* One that a day makes, once for that day. */
int request_letter_want_on(Store *store, const RequestLetter *letter);
/* Those of the kind that are not made yet say nothing any more. */
int request_letter_met(Store *store, const char *ref, RequestLetterKind kind);
/* Calls back what was made since that day and lies here still; each is to be made anew, as another. The
 * caller settles the copies when it has committed. */
int request_letter_recall(Store *store, const char *ref, Date since);
/* They heard how far it is on that day: no letter need say it. */
int request_letter_heard(Store *store, const char *ref, Date on);
/* Of one request, oldest first. */
int request_letter_list(Store *store, const char *ref, Arena *arena, RequestLetter **ret, size_t *ret_n);
/* Its state, reason, document, language, pages and day. */
int request_letter_set(Store *store, const RequestLetter *letter);
/* References of requests with a letter to be made; in the arena. */
int request_letter_requests(Store *store, Arena *arena, const char ***ret, size_t *ret_n);
