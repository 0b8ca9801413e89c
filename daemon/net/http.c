/* Many transfers over curl's multi interface, which is the one place of the house with callbacks: the
 * library gives no other way. A transfer is one request with its attempts; the client's bucket says when
 * the next attempt of any of them may go. */
#include "net/http.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#define USEC_PER_MS INT64_C(1000)

struct Http {
        HttpOptions options;
        char *ca_file, *user_agent;
        CURLM *multi;
        double tokens;
        uint64_t refilled_usec;
        uint64_t held_until_usec; /* Retry-After of any answer */
};

typedef enum TransferState { TRANSFER_WAITING, TRANSFER_RUNNING, TRANSFER_ENDED } TransferState;

typedef struct Transfer {
        Http *http;
        HttpRequest *request;
        HttpAnswer *answer;
        Arena *arena;
        CURL *easy;
        struct curl_slist *headers;
        TransferState state;
        uint64_t not_before_usec;
        int64_t retry_after_ms; /* -1: the answer named none */
        bool too_large;
        Text body;
} Transfer;

static const char *const outcome_names[_HTTP_OUTCOME_MAX] = {
        [HTTP_UNASKED] = "unasked", [HTTP_ANSWERED] = "answered", [HTTP_UNREACHABLE] = "unreachable",
        [HTTP_TIMEOUT] = "timeout", [HTTP_TLS] = "tls",           [HTTP_TOO_LARGE] = "too-large",
        [HTTP_REFUSED] = "refused",
};

const char *http_outcome_to_string(HttpOutcome outcome) {
        return outcome_names[outcome];
}

void http_request_id(char ret[HTTP_REQUEST_ID_SIZE]) {
        unsigned char b[16];
        if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
                abort(); /* 16 bytes are never cut short once the pool is ready */
        b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
        b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
        snprintf(ret, HTTP_REQUEST_ID_SIZE,
                 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
                 b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

int http_open(const HttpOptions *options, Http **ret) {
        /* Safe to repeat; never undone, for other clients of this process may live. */
        unsetenv("SSLKEYLOGFILE"); /* the environment does not choose who may read what is said */
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
                return err_origin(-ENOMEM);
        _cleanup_(http_closep) Http *http = calloc(1, sizeof *http);
        if (!http)
                return err_origin(-ENOMEM);
        http->options = *options;
        if (http->options.burst < 1)
                http->options.burst = 1;
        if (http->options.concurrency < 1)
                http->options.concurrency = 1;
        http->ca_file = options->ca_file ? strdup(options->ca_file) : NULL;
        http->user_agent = options->user_agent ? strdup(options->user_agent) : NULL;
        http->tokens = http->options.burst;
        http->refilled_usec = clock_monotonic_usec();
        http->multi = curl_multi_init();
        if (!http->multi || (options->ca_file && !http->ca_file) ||
            (options->user_agent && !http->user_agent))
                return err_origin(-ENOMEM);
        curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)http->options.concurrency);
        *ret = TAKE_PTR(http);
        return 0;
}

Http *http_close(Http *http) {
        if (http) {
                if (http->multi)
                        curl_multi_cleanup(http->multi);
                free(http->ca_file);
                free(http->user_agent);
                free(http);
        }
        return NULL;
}

static void bucket_refill(Http *http, uint64_t now) {
        double gained = (double)(now - http->refilled_usec) / 1e6 * http->options.rate;
        http->tokens = http->tokens + gained;
        if (http->tokens > http->options.burst)
                http->tokens = http->options.burst;
        http->refilled_usec = now;
}

/* Microseconds until the next request may go; 0: now. */
static uint64_t bucket_wait(Http *http, uint64_t now) {
        uint64_t wait = http->held_until_usec > now ? http->held_until_usec - now : 0;
        if (http->options.rate <= 0)
                return wait;
        bucket_refill(http, now);
        if (http->tokens >= 1)
                return wait;
        uint64_t refill = (uint64_t)((1 - http->tokens) / http->options.rate * 1e6) + 1;
        return refill > wait ? refill : wait;
}

static size_t take_body(char *data, size_t size, size_t n, void *owner) {
        Transfer *transfer = owner;
        size_t bytes = size * n;
        if (bytes > transfer->http->options.body_max - transfer->body.n) {
                transfer->too_large = true;
                return CURL_WRITEFUNC_ERROR;
        }
        text_append_n(&transfer->body, data, bytes);
        return bytes;
}

/* The value of a header line "Name: value\r\n", or NULL when it is another header. */
static const char *header_value(Arena *arena, const char *line, size_t n, const char *name) {
        size_t length = strlen(name);
        if (n <= length || strncasecmp(line, name, length) != 0 || line[length] != ':')
                return NULL;
        const char *start = line + length + 1, *end = line + n;
        while (start < end && (*start == ' ' || *start == '\t'))
                start++;
        while (end > start && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
                end--;
        return arena_strndup(arena, start, (size_t)(end - start));
}

static const char *media_type(Arena *arena, const char *value) {
        char *type = arena_strndup(arena, value, strcspn(value, "; \t"));
        for (char *p = type; *p; p++)
                if (*p >= 'A' && *p <= 'Z')
                        *p = (char)(*p - 'A' + 'a');
        return type;
}

void http_header(const char *line, size_t n, Arena *arena, HttpAnswer *answer, int64_t *retry_after_ms) {
        const char *value;
        int64_t seconds;
        if ((value = header_value(arena, line, n, "content-type")))
                answer->content_type = media_type(arena, value);
        else if ((value = header_value(arena, line, n, "etag")))
                answer->etag = value;
        else if ((value = header_value(arena, line, n, "x-request-id")))
                answer->request_id = value;
        else if ((value = header_value(arena, line, n, "retry-after")) &&
                 str_to_i64(value, 0, 86400, &seconds))
                *retry_after_ms = seconds * 1000; /* the HTTP-date form falls back to our own back-off */
}

static size_t take_header(char *data, size_t size, size_t n, void *owner) {
        Transfer *transfer = owner;
        http_header(data, size * n, transfer->arena, transfer->answer, &transfer->retry_after_ms);
        return size * n;
}

static int add_header(Transfer *transfer, const char *line) {
        struct curl_slist *longer = curl_slist_append(transfer->headers, line);
        if (!longer)
                return err_origin(-ENOMEM);
        transfer->headers = longer;
        return 0;
}

static int add_headers(Transfer *transfer) {
        const HttpRequest *request = transfer->request;
        Arena *arena = transfer->arena;
        int r = add_header(transfer, arena_printf(arena, "X-Request-ID: %s", request->request_id));
        if (r == 0 && request->accept)
                r = add_header(transfer, arena_printf(arena, "Accept: %s", request->accept));
        if (r == 0 && request->bearer)
                r = add_header(transfer, arena_printf(arena, "Authorization: Bearer %s", request->bearer));
        if (r == 0 && request->header)
                r = add_header(transfer, request->header);
        if (r == 0 && request->body)
                r = add_header(transfer, "Content-Type: application/json");
        if (r == 0 && request->body)
                r = add_header(transfer, "Expect:"); /* nothing is gained by asking first */
        return err_trace(r);
}

static void set_options(Transfer *transfer) {
        const Http *http = transfer->http;
        CURL *easy = transfer->easy;
        curl_easy_setopt(easy, CURLOPT_URL, transfer->request->url);
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
        if (http->ca_file)
                curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca_file);
        if (transfer->request->body) {
                curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                 (curl_off_t)strlen(transfer->request->body));
                curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->request->body); /* not copied */
                /* Where a connection that it used before breaks off, libcurl asks once more by itself. */
                curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        }
        if (http->user_agent)
                curl_easy_setopt(easy, CURLOPT_USERAGENT, http->user_agent);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* the environment does not choose who sees the address */
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)http->options.connect_ms);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)http->options.total_ms);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
}

/* Forgets what an earlier attempt left. */
static void answer_reset(HttpAnswer *answer) {
        int attempts = answer->attempts;
        *answer = (HttpAnswer){
                .attempts = attempts, .content_type = "", .etag = "", .request_id = "", .body = ""
        };
}

static int transfer_begin(Transfer *transfer) {
        answer_reset(transfer->answer);
        transfer->answer->attempts++;
        transfer->retry_after_ms = -1;
        transfer->too_large = false;
        text_clear(&transfer->body);
        transfer->easy = curl_easy_init();
        if (!transfer->easy)
                return err_origin(-ENOMEM);
        int r = transfer->headers ? 0 : add_headers(transfer);
        if (r)
                return err_trace(r);
        set_options(transfer);
        if (curl_multi_add_handle(transfer->http->multi, transfer->easy) != CURLM_OK)
                return err_origin(-EIO);
        transfer->state = TRANSFER_RUNNING;
        return 0;
}

static void transfer_leave(Transfer *transfer) {
        if (!transfer->easy)
                return;
        curl_multi_remove_handle(transfer->http->multi, transfer->easy);
        curl_easy_cleanup(transfer->easy);
        transfer->easy = NULL;
}

static HttpOutcome http_outcome_of(const Transfer *transfer, CURLcode code) {
        if (transfer->too_large)
                return HTTP_TOO_LARGE;
        switch ((int)code) {
        case CURLE_OK:
                return HTTP_ANSWERED;
        case CURLE_OPERATION_TIMEDOUT:
                return HTTP_TIMEOUT;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
                return HTTP_TLS;
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
                return HTTP_REFUSED;
        default:
                return HTTP_UNREACHABLE;
        }
}

static bool worth_retrying(const HttpAnswer *answer, bool posted) {
        if (posted)
                return answer->status == 429;
        if (answer->outcome == HTTP_UNREACHABLE || answer->outcome == HTTP_TIMEOUT)
                return true;
        if (answer->outcome != HTTP_ANSWERED)
                return false;
        int status = answer->status;
        return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
               status == 504;
}

/* Milliseconds to wait before the next attempt, or -1: give up. */
static int64_t retry_wait(const Transfer *transfer) {
        const HttpOptions *options = &transfer->http->options;
        if (!worth_retrying(transfer->answer, transfer->request->body) ||
            transfer->answer->attempts >= options->attempts)
                return -1;
        if (transfer->retry_after_ms > options->retry_after_max_ms)
                return -1;
        if (transfer->retry_after_ms >= 0)
                return transfer->retry_after_ms;
        int doublings = transfer->answer->attempts - 1 < 10 ? transfer->answer->attempts - 1 : 10;
        int64_t wait = (int64_t)options->backoff_ms << doublings;
        /* The request's own id spreads the retries of many requests apart. */
        unsigned jitter = (unsigned char)transfer->request->request_id[0] * 31u +
                          (unsigned char)transfer->request->request_id[1];
        return wait + wait * (jitter % 32) / 64;
}

static void transfer_end(Transfer *transfer, CURLcode code) {
        HttpAnswer *answer = transfer->answer;
        long status = 0;
        answer->outcome = http_outcome_of(transfer, code);
        if (answer->outcome == HTTP_ANSWERED) {
                curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
                answer->status = (int)status;
        }
        transfer_leave(transfer);
        int64_t wait = retry_wait(transfer);
        if (wait >= 0) {
                transfer->not_before_usec = clock_monotonic_usec() + (uint64_t)(wait * USEC_PER_MS);
                transfer->state = TRANSFER_WAITING;
                if ((answer->status == 429 || answer->status == 503) && transfer->retry_after_ms >= 0 &&
                    transfer->not_before_usec > transfer->http->held_until_usec)
                        transfer->http->held_until_usec = transfer->not_before_usec;
                return;
        }
        transfer->state = TRANSFER_ENDED;
        if (answer->outcome == HTTP_ANSWERED) {
                /* A copy with its terminator: a body may hold NUL bytes. */
                answer->body = arena_memdup(transfer->arena, text_str(&transfer->body), transfer->body.n + 1);
                answer->n_body = transfer->body.n;
        }
        text_done(&transfer->body);
}

/* Starts what may start now. *ret_wait_usec: when to look again; *ret_left: transfers not ended. */
static int start_some(Http *http, Transfer *transfers, size_t n, uint64_t *ret_wait_usec, size_t *ret_left) {
        int running = 0;
        size_t left = 0;
        uint64_t wait = UINT64_C(1000000), now = clock_monotonic_usec();
        for (size_t i = 0; i < n; i++) {
                running += transfers[i].state == TRANSFER_RUNNING;
                left += transfers[i].state != TRANSFER_ENDED;
        }
        for (size_t i = 0; i < n && running < http->options.concurrency; i++) {
                if (transfers[i].state != TRANSFER_WAITING)
                        continue;
                uint64_t own = transfers[i].not_before_usec > now ? transfers[i].not_before_usec - now : 0;
                uint64_t bucket = bucket_wait(http, now);
                uint64_t later = own > bucket ? own : bucket;
                if (later > 0) {
                        wait = later < wait ? later : wait;
                        continue;
                }
                http->tokens -= 1;
                int r = transfer_begin(&transfers[i]);
                if (r)
                        return err_trace(r);
                running++;
        }
        *ret_wait_usec = wait;
        *ret_left = left;
        return 0;
}

/* Whether any has ended: there may be room for the next. */
static bool collect_ended(Http *http) {
        bool any = false;
        int more;
        CURLMsg *message;
        while ((message = curl_multi_info_read(http->multi, &more))) {
                Transfer *transfer = NULL;
                if (message->msg != CURLMSG_DONE)
                        continue;
                curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
                transfer_end(transfer, message->data.result);
                any = true;
        }
        return any;
}

/* Time is up: what waits for its turn, or for another try, stays as it is. */
static void give_up_waiting(Transfer *transfers, size_t n) {
        for (size_t i = 0; i < n; i++)
                if (transfers[i].state == TRANSFER_WAITING)
                        transfers[i].state = TRANSFER_ENDED;
}

static int http_run(Http *http, Transfer *transfers, size_t n) {
        uint64_t began = clock_monotonic_usec(), most = (uint64_t)http->options.batch_ms * 1000;
        for (;;) {
                if (most && clock_monotonic_usec() - began >= most)
                        give_up_waiting(transfers, n);
                uint64_t wait_usec = 0;
                size_t left = 0;
                int running;
                int r = start_some(http, transfers, n, &wait_usec, &left);
                if (r)
                        return err_trace(r);
                if (left == 0)
                        return 0;
                if (curl_multi_perform(http->multi, &running) != CURLM_OK)
                        return err_origin(-EIO);
                if (collect_ended(http))
                        continue;
                int wait_ms = (int)((wait_usec + 999) / 1000);
                if (curl_multi_poll(http->multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
                        return err_origin(-EIO);
        }
}

int http_ask_all(Http *http, HttpRequest *requests, size_t n, Arena *arena, HttpAnswer *answers) {
        _cleanup_free_ Transfer *transfers = calloc(n ? n : 1, sizeof *transfers);
        if (!transfers)
                return err_origin(-ENOMEM);
        for (size_t i = 0; i < n; i++) {
                if (!requests[i].request_id[0])
                        http_request_id(requests[i].request_id);
                answers[i].attempts = 0;
                answer_reset(&answers[i]);
                transfers[i] = (Transfer){
                        .http = http, .request = &requests[i], .answer = &answers[i], .arena = arena
                };
        }
        int r = http_run(http, transfers, n);
        for (size_t i = 0; i < n; i++) {
                transfer_leave(&transfers[i]);
                curl_slist_free_all(transfers[i].headers);
                text_done(&transfers[i].body);
        }
        return r ? err_trace(r) : 0;
}
