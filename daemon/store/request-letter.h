#pragma once
/* The letters of requests, as statements. A row says nothing of a person; its document does. */

#include "base/conditions.h"
#include "model/delivery-words.h"
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
        bool read;    /* a person has read the case, and what is safe, and had it made */
        bool said;    /* it had words of a person that are not kept: whoever makes it anew says them */
        /* Where one is that was made. Read only. */
        DeliveryState delivery; /* _DELIVERY_STATE_MAX: nothing is known of it */
        bool waits;             /* ready, and it may not go */
        bool escaped;           /* called back, and the print room had taken it by then */
        const char *because;    /* why it may not go, has failed or came back: a code; NULL */
        const char *by, *proof;
        Date sent_on, received_on;
} RequestLetter;

/* It was made, and has not gone or not arrived: it waits, has failed or came back. */
bool request_letter_is_stuck(const RequestLetter *letter);

/* One that the last event of the request makes; once, however often it is said. */
int request_letter_want(Store *store, const char *ref, RequestLetterKind kind, Date due);
/* One that a day makes, once for that day. */
int request_letter_want_on(Store *store, const RequestLetter *letter);
/* Those of the kind that are not made yet say nothing any more. */
int request_letter_met(Store *store, const char *ref, RequestLetterKind kind);
/* One that was made lapses, for it was called back, and is to be made anew, as another. */
int request_letter_recall(Store *store, int64_t id);
/* What a person read before today's news of who asks is to be read again. */
int request_letter_unread(Store *store, const char *ref);
/* Another of one that has not gone or not arrived; once. */
int request_letter_again(Store *store, int64_t id);
/* They heard how far it is on that day: no letter need say it. */
int request_letter_heard(Store *store, const char *ref, Date on);
/* Of one request, oldest first. */
int request_letter_list(Store *store, const char *ref, Arena *arena, RequestLetter **ret, size_t *ret_n);
/* Of which request it is; in the arena. */
int request_letter_of(Store *store, int64_t id, Arena *arena, const char **ret);
/* Its state, reason, document, language, pages, day, and what a person did with it. */
int request_letter_set(Store *store, const RequestLetter *letter);
/* References of requests with a letter to be made; in the arena. */
int request_letter_requests(Store *store, Arena *arena, const char ***ret, size_t *ret_n);
