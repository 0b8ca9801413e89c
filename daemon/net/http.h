#pragma once
/* Asking an agency: a bounded client that gets many addresses at once. The only place with libcurl.
 *
 * Nothing here logs: an address may hold somebody's NHS number. Redirects are not followed, TLS is always
 * verified, and only http and https are spoken. */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Http Http;

typedef struct HttpOptions {
        const char *ca_file;    /* certificates to trust; NULL: the system's */
        const char *user_agent; /* NULL: none */
        size_t body_max;        /* bytes of a body that are taken at most */
        int connect_ms, total_ms;
        int concurrency;        /* transfers under way at once */
        double rate;            /* requests a second, retries counted; 0: no limit */
        int burst;              /* requests that may go at once after a pause; at least 1 */
        int attempts;           /* of one request, the first counted */
        int backoff_ms;         /* before the second attempt; doubles, with jitter */
        int batch_ms;           /* after so long http_ask_all() begins no more attempts; 0: no limit */
        int retry_after_max_ms; /* a longer Retry-After is not waited for: the request is given up */
} HttpOptions;

/* How a request ended. Everything but HTTP_ANSWERED means that there is no whole answer. */
typedef enum HttpOutcome {
        HTTP_UNASKED, /* its turn did not come within batch_ms */
        HTTP_ANSWERED,
        HTTP_UNREACHABLE, /* no connection, or it broke off */
        HTTP_TIMEOUT,
        HTTP_TLS,       /* the other side could not prove who it is, or does not speak TLS */
        HTTP_TOO_LARGE, /* more than body_max */
        HTTP_REFUSED,   /* the address itself is not one to ask */
        _HTTP_OUTCOME_MAX,
} HttpOutcome;

#define HTTP_REQUEST_ID_SIZE 37

typedef struct HttpRequest {
        const char *url;
        const char *accept;                    /* media type asked for; NULL: any */
        const char *bearer;                    /* token; NULL: none */
        const char *header;                    /* one more, "Name: value"; NULL: none */
        const char *body;                      /* JSON that is posted; NULL: the address is got */
        char request_id[HTTP_REQUEST_ID_SIZE]; /* X-Request-ID, the same at every attempt; "": one is made */
} HttpRequest;

typedef struct HttpAnswer {
        HttpOutcome outcome;
        int status; /* 0 unless answered */
        int attempts;
        const char *content_type; /* without parameters, lower case; "" when absent */
        const char *etag;         /* "" when absent */
        const char *request_id;   /* mirrored X-Request-ID; "" when absent */
        const char *body;         /* terminated; "" unless answered */
        size_t n_body;
} HttpAnswer;

/* Takes one header line of an answer, of n bytes, from whoever was asked. Strings live in the arena; what is
 * no header of these leaves both untouched. */
void http_header(const char *line, size_t n, Arena *arena, HttpAnswer *answer, int64_t *retry_after_ms);

/* 0 or a fault. The token bucket and the connections live as long as the client. */
int http_open(const HttpOptions *options, Http **ret);
Http *http_close(Http *http);
DEFINE_CLEANUP(Http *, http_close)

/* Asks n addresses, in any order, and waits for all of them. Status 408, 429, 500, 502, 503, 504, an
 * unreachable server and a timeout are tried again within the limits; a 429 or 503 with Retry-After holds
 * back every request. What is posted may have been taken for all that, and is tried again after a 429 alone,
 * which says that it was not. answers[i] belongs to requests[i]; strings live in the arena. 0 or a fault. */
int http_ask_all(Http *http, HttpRequest *requests, size_t n, Arena *arena, HttpAnswer *answers);

/* A random UUID (version 4). */
void http_request_id(char ret[HTTP_REQUEST_ID_SIZE]);
const char *http_outcome_to_string(HttpOutcome outcome);
