/* Heads of HTTP from anybody: what monitoring is asked, and the lines of an agency's answer. What is asked is
 * answered whatever it is; a header's value holds no end of line, and no pause is longer than a day. */
#include "monitor/request.h"
#include "net/http.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const char *bytes, size_t n) {
        _cleanup_text_ Text out = { 0 };
        bool open_metrics = false;
        ScrapeVerdict verdict = scrape_judge(bytes, n, &open_metrics);
        if (verdict == SCRAPE_MORE)
                return;
        scrape_answer(verdict, open_metrics, "up 1\n", &out);
        if (!str_starts(text_str(&out), "HTTP/1.1 "))
                __builtin_trap();
}

static void take(const char *line, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        HttpAnswer answer = { .content_type = "", .etag = "", .request_id = "" };
        int64_t wait = -1;
        http_header(line, n, arena, &answer, &wait);
        if (wait < -1 || wait > 86400 * INT64_C(1000))
                __builtin_trap();
        if (strlen(answer.content_type) + strlen(answer.etag) + strlen(answer.request_id) > n)
                __builtin_trap();
        for (const char *p = answer.content_type; *p; p++)
                if ((*p >= 'A' && *p <= 'Z') || *p == ' ' || *p == ';')
                        __builtin_trap();
}

/* Line by line, as libcurl hands them on, the end of each with it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        const char *text = (const char *)data, *end = text + size;
        ask(text, size);
        while (text < end) {
                const char *newline = memchr(text, '\n', (size_t)(end - text));
                size_t n = newline ? (size_t)(newline - text) + 1 : (size_t)(end - text);
                take(text, n);
                text += n;
        }
        return 0;
}
