#pragma once
/* The letters of requests, as statements. A row says nothing of a person; its document does. */

#include "base/conditions.h"
#include "model/request-letter.h"
#include "store/store.h"

typedef struct RequestLetter {
        int64_t id;
        const char *request;
        RequestLetterKind kind;
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
/* Of one request, oldest first. */
int request_letter_list(Store *store, const char *ref, Arena *arena, RequestLetter **ret, size_t *ret_n);
/* Its state, reason, document, language, pages and day. */
int request_letter_set(Store *store, const RequestLetter *letter);
/* References of requests with a letter to be made; in the arena. */
int request_letter_requests(Store *store, Arena *arena, const char ***ret, size_t *ret_n);
