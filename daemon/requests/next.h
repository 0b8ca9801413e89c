#pragma once
/* What an open request wants today, of whom, and by which day. */

#include "requests/requests.h"

typedef enum WantOf { WANT_OF_OFFICER, WANT_OF_REQUESTER, WANT_OF_ENGINE, _WANT_OF_MAX } WantOf;
const char *want_of_to_string(WantOf of);

typedef struct Want {
        const char *what; /* "decide": a short code */
        const char *text; /* a sentence for people, without its full stop */
        Date by;          /* DATE_NONE: no day is known */
        WantOf of;
} Want;

#define WANTS_MOST 6

typedef struct RequestNext {
        Request request;
        Date due;       /* the last lawful day; DATE_NONE while the clock waits */
        Date needed_by; /* that they said; DATE_NONE: nothing */
        bool overdue;
        Want wants[WANTS_MOST]; /* the most urgent first */
        size_t n_wants;
} RequestNext;

/* Of one request; of one that is closed it wants nothing but that its answer goes. */
int requests_next_of(Context *context, const Request *request, RequestNext *ret);
/* Of all that want something, the most urgent first. owner NULL: of everybody. */
int requests_next(Context *context, const char *owner, RequestNext **ret, size_t *ret_n);
