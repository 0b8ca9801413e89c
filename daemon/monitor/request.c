#include "monitor/request.h"

#include <string.h>
#include <strings.h>

#define OPEN_METRICS "application/openmetrics-text"

/* The n bytes from line's start on hold its end: up to there, without CR. */
static size_t line_length(const char *line, size_t n) {
        const char *end = memchr(line, '\n', n);
        size_t length = end ? (size_t)(end - line) : n;
        return length && line[length - 1] == '\r' ? length - 1 : length;
}

/* Where the head ends, past its empty line; 0: not yet. */
static size_t head_length(const char *bytes, size_t n) {
        for (size_t i = 1; i < n; i++)
                if (bytes[i] == '\n' &&
                    (bytes[i - 1] == '\n' || (i > 1 && bytes[i - 1] == '\r' && bytes[i - 2] == '\n')))
                        return i + 1;
        return 0;
}

static bool request_begins(const char *s, size_t n, const char *prefix) {
        return n >= strlen(prefix) && strncasecmp(s, prefix, strlen(prefix)) == 0;
}

/* "GET /metrics HTTP/1.1" */
static ScrapeVerdict judge_line(const char *line, size_t n) {
        const char *path = memchr(line, ' ', n);
        const char *version = path ? memchr(path + 1, ' ', n - (size_t)(path + 1 - line)) : NULL;
        if (!version || !request_begins(version + 1, n - (size_t)(version + 1 - line), "HTTP/1."))
                return SCRAPE_BAD;
        size_t method_n = (size_t)(path - line), path_n = (size_t)(version - path - 1);
        const char *query = memchr(path + 1, '?', path_n);
        path_n = query ? (size_t)(query - path - 1) : path_n;
        bool get = method_n == 3 && memcmp(line, "GET", 3) == 0;
        bool head = method_n == 4 && memcmp(line, "HEAD", 4) == 0;
        if (!get && !head)
                return SCRAPE_METHOD;
        if (path_n != strlen("/metrics") || memcmp(path + 1, "/metrics", path_n) != 0)
                return SCRAPE_UNKNOWN;
        return get ? SCRAPE_GET : SCRAPE_HEAD;
}

ScrapeVerdict scrape_judge(const char *bytes, size_t n, bool *ret_open_metrics) {
        *ret_open_metrics = false;
        size_t head = head_length(bytes, n);
        if (memchr(bytes, '\0', n))
                return SCRAPE_BAD;
        if (!head)
                return SCRAPE_MORE;
        ScrapeVerdict verdict = judge_line(bytes, line_length(bytes, head));
        for (const char *line = bytes; (line = memchr(line, '\n', head - (size_t)(line - bytes)));) {
                line++;
                size_t left = head - (size_t)(line - bytes);
                if (left && request_begins(line, left, "accept:") &&
                    memmem(line, line_length(line, left), OPEN_METRICS, strlen(OPEN_METRICS)))
                        *ret_open_metrics = true;
        }
        return verdict;
}

static const char *request_status_of(ScrapeVerdict verdict) {
        switch (verdict) {
        case SCRAPE_GET:
        case SCRAPE_HEAD:
                return "200 OK";
        case SCRAPE_METHOD:
                return "405 Method Not Allowed";
        case SCRAPE_UNKNOWN:
                return "404 Not Found";
        case SCRAPE_MORE:
        case SCRAPE_BAD:
                break;
        }
        return "400 Bad Request";
}

static const char *sentence_of(ScrapeVerdict verdict) {
        if (verdict == SCRAPE_METHOD)
                return "Only GET and HEAD are answered.\n";
        if (verdict == SCRAPE_UNKNOWN)
                return "The metrics are at /metrics.\n";
        return "This is not a request that can be read.\n";
}

void scrape_answer(ScrapeVerdict verdict, bool open_metrics, const char *body, Text *out) {
        bool fine = verdict == SCRAPE_GET || verdict == SCRAPE_HEAD;
        const char *type = !fine          ? "text/plain; charset=utf-8"
                           : open_metrics ? OPEN_METRICS "; version=1.0.0; charset=utf-8"
                                          : "text/plain; version=0.0.4; charset=utf-8";
        const char *text = fine ? body : sentence_of(verdict);
        text_appendf(out, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n",
                     request_status_of(verdict), type, strlen(text));
        text_append(out, verdict == SCRAPE_METHOD ? "Allow: GET, HEAD\r\n" : "");
        text_append(out, "Cache-Control: no-store\r\nConnection: close\r\n\r\n");
        if (verdict != SCRAPE_HEAD)
                text_append(out, text);
}
