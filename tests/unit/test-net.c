/* net/: what is taken from an answer's header lines, which addresses are never asked, and the ids of
 * requests. Nothing here leaves this process. */
#include "base/cleanup.h"
#include "base/text.h"
#include "check.h"
#include "net/http.h"

#include <string.h>

static Arena *arena;

static void header_lines(void) {
        static const struct {
                const char *line, *type, *etag, *id;
                int64_t retry_after_ms;
        } cases[] = {
                { "Content-Type: application/fhir+json; charset=utf-8\r\n", "application/fhir+json", "", "",
                  -1 },
                { "content-type:TEXT/Plain\r\n", "text/plain", "", "", -1 },
                { "ETag:  W/\"2\" \r\n", "", "W/\"2\"", "", -1 },
                { "X-Request-ID: 60e0b220\r\n", "", "", "60e0b220", -1 },
                { "Retry-After: 3\r\n", "", "", "", 3000 },
                { "retry-after: 0\r\n", "", "", "", 0 },
                { "Retry-After: 86400\r\n", "", "", "", 86400000 },
                { "Retry-After: 86401\r\n", "", "", "", -1 },
                { "Retry-After: -1\r\n", "", "", "", -1 },
                { "Retry-After: Sat, 28 Nov 2026 20:00:00 GMT\r\n", "", "", "", -1 },
                { "Content-Types: text/plain\r\n", "", "", "", -1 },
                { "ETag", "", "", "", -1 },
                { "HTTP/1.1 200 OK\r\n", "", "", "", -1 },
                { "\r\n", "", "", "", -1 },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                HttpAnswer answer = { .content_type = "", .etag = "", .request_id = "" };
                int64_t retry = -1;
                check_group("header %s", cases[i].line);
                http_header(cases[i].line, strlen(cases[i].line), arena, &answer, &retry);
                CHECK_STR(answer.content_type, cases[i].type);
                CHECK_STR(answer.etag, cases[i].etag);
                CHECK_STR(answer.request_id, cases[i].id);
                CHECK_INT(retry, cases[i].retry_after_ms);
        }
}

/* An address in settings that names a file, or another protocol, is refused before anything is opened. */
static void addresses_that_are_not_asked(void) {
        static const char *const urls[] = { "file:///etc/hostname", "ftp://127.0.0.1/x",
                                            "gopher://127.0.0.1/x", "http://", "http://127.0.0.1:99999/" };
        const HttpOptions options = {
                .body_max = 100, .connect_ms = 1000, .total_ms = 1000, .concurrency = 2, .attempts = 3
        };
        _cleanup_(http_closep) Http *http = NULL;
        HttpRequest requests[ELEMENTS(urls)] = { 0 };
        HttpAnswer answers[ELEMENTS(urls)] = { 0 };
        check_group("refused addresses");
        CHECK_INT(http_open(&options, &http), 0);
        for (size_t i = 0; i < ELEMENTS(urls); i++)
                requests[i].url = urls[i];
        CHECK_INT(http_ask_all(http, requests, ELEMENTS(urls), arena, answers), 0);
        for (size_t i = 0; i < ELEMENTS(urls); i++) {
                check_group("address %s", urls[i]);
                CHECK_STR(http_outcome_to_string(answers[i].outcome), "refused");
                CHECK_INT(answers[i].status, 0);
                CHECK_INT(answers[i].attempts, 1); /* asking again would not help */
                CHECK_STR(answers[i].body, "");
        }
}

/* RFC 9562: version 4, variant 10. */
static void ids(void) {
        char one[HTTP_REQUEST_ID_SIZE], other[HTTP_REQUEST_ID_SIZE];
        check_group("ids");
        http_request_id(one);
        http_request_id(other);
        CHECK_INT(strlen(one), 36);
        CHECK_INT(strspn(one, "0123456789abcdef-"), 36);
        for (size_t i = 0; i < 36; i++)
                CHECK_INT(one[i] == '-', i == 8 || i == 13 || i == 18 || i == 23);
        CHECK(one[14] == '4');
        CHECK(strchr("89ab", one[19]) != NULL);
        CHECK(!str_eq(one, other));
}

static void outcomes(void) {
        check_group("outcomes");
        for (HttpOutcome a = 0; a < _HTTP_OUTCOME_MAX; a++)
                for (HttpOutcome b = 0; b < a; b++)
                        CHECK(!str_eq(http_outcome_to_string(a), http_outcome_to_string(b)));
        CHECK_STR(http_outcome_to_string(HTTP_UNASKED), "unasked"); /* what a zeroed answer is */
}

int main(void) {
        arena = arena_new();
        header_lines();
        addresses_that_are_not_asked();
        ids();
        outcomes();
        arena_free(arena);
        return check_done();
}
