/* Monitoring without its sockets: requests, the two text formats, counts in shared memory, loopback
 * addresses. */
#include "base/loopback.h"
#include "check.h"
#include "model/job-kind.h"
#include "monitor/host.h"
#include "monitor/request.h"

#include <string.h>

static void test_requests(void) {
        static const struct {
                const char *bytes;
                ScrapeVerdict verdict;
                bool open_metrics;
        } cases[] = {
                { "", SCRAPE_MORE, false },
                { "GET /metrics HTTP/1.1\r\n", SCRAPE_MORE, false },
                { "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text\r\n", SCRAPE_MORE, false },
                { "GET /metrics HTTP/1.1\r\n\r\n", SCRAPE_GET, false },
                { "HEAD /metrics HTTP/1.0\n\n", SCRAPE_HEAD, false },
                { "GET /metrics?x=y HTTP/1.1\r\nACCEPT: text/plain, "
                  "application/openmetrics-text;q=0.5\r\n\r\n",
                  SCRAPE_GET, true },
                { "GET /metrics HTTP/1.1\r\nX-Accept: application/openmetrics-text\r\n\r\n", SCRAPE_GET,
                  false },
                { "GET /metric HTTP/1.1\r\n\r\n", SCRAPE_UNKNOWN, false },
                { "GET /metricss HTTP/1.1\r\n\r\n", SCRAPE_UNKNOWN, false },
                { "get /metrics HTTP/1.1\r\n\r\n", SCRAPE_METHOD, false },
                { "DELETE /metrics HTTP/1.1\r\n\r\n", SCRAPE_METHOD, false },
                { "GET /metrics HTTP/2\r\n\r\n", SCRAPE_BAD, false },
                { "GET\r\n\r\n", SCRAPE_BAD, false },
                { "\r\n\r\n", SCRAPE_BAD, false },
                { "\n\n", SCRAPE_BAD, false },
        };
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                bool open_metrics;
                check_group("request %zu", i);
                CHECK_INT(scrape_judge(cases[i].bytes, strlen(cases[i].bytes), &open_metrics),
                          cases[i].verdict);
                CHECK_INT(open_metrics, cases[i].open_metrics);
        }
        bool open_metrics;
        check_group("a NUL");
        CHECK_INT(scrape_judge("GET /metrics\0 HTTP/1.1\r\n\r\n", 26, &open_metrics), SCRAPE_BAD);
}

static void test_formats(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Samples samples = { .arena = arena };
        const Figure figures[] = {
                { "source_answers", "a\"\\\n", "unknown", "1e+20" },
                { "jobs", "due", NULL, "2" },
        };
        samples_add_figures(&samples, figures, 2);
        samples_number(&samples, METRIC_DATABASE_LATENCY, NULL, NULL, 0.5);
        _cleanup_text_ Text older = { 0 }, newer = { 0 };
        samples_write(&samples, false, &older);
        samples_write(&samples, true, &newer);
        check_group("formats");
        CHECK(strstr(text_str(&older),
                     "# TYPE muniment_source_answers_total counter\n"
                     "muniment_source_answers_total{source=\"a\\\"\\\\\\n\",answer=\"unknown\"} "
                     "1e+20\n"));
        CHECK(strstr(text_str(&newer), "# TYPE muniment_source_answers counter\n"
                                       "muniment_source_answers_total{source="));
        CHECK(strstr(text_str(&newer), "# UNIT muniment_database_latency_seconds seconds\n"
                                       "muniment_database_latency_seconds 0.5\n"));
        CHECK(strstr(text_str(&older), "\nmuniment_jobs{state=\"due\"} 2\n"));
        CHECK(!strstr(text_str(&older), "# EOF"));
        CHECK_STR(text_str(&newer) + newer.n - 6, "# EOF\n");
        CHECK(!strstr(text_str(&older), "muniment_workers")); /* what has no value has no head */
}

static void test_counts(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(tally_freep) Tally *tally = tally_inherit(); /* nobody handed one over */
        _cleanup_text_ Text text = { 0 };
        Samples samples = { .arena = arena };
        tally_job(tally, JOB_QUEUE_TIDY, TALLY_DONE, 10000);      /* just within the first bucket */
        tally_job(tally, JOB_QUEUE_TIDY, TALLY_FAILED, 10001);    /* just past it */
        tally_job(tally, JOB_QUEUE_TIDY, TALLY_DONE, 7200000001); /* past the last */
        tally_job(tally, 5000, TALLY_FAILED, 0);                  /* of no known kind */
        tally_count(tally, TALLY_LEASES_LOST);
        host_add(&samples, tally);
        samples_write(&samples, false, &text);
        static const char *const lines[] = {
                "muniment_job_tries_total{kind=\"queue.tidy\",outcome=\"done\"} 2\n",
                "muniment_job_tries_total{kind=\"queue.tidy\",outcome=\"failed\"} 1\n",
                "muniment_job_tries_total{kind=\"unknown\",outcome=\"failed\"} 1\n",
                "muniment_job_duration_seconds_bucket{kind=\"queue.tidy\",le=\"0.01\"} 1\n",
                "muniment_job_duration_seconds_bucket{kind=\"queue.tidy\",le=\"0.1\"} 2\n",
                "muniment_job_duration_seconds_bucket{kind=\"queue.tidy\",le=\"7200\"} 2\n",
                "muniment_job_duration_seconds_bucket{kind=\"queue.tidy\",le=\"+Inf\"} 3\n",
                "muniment_job_duration_seconds_count{kind=\"queue.tidy\"} 3\n",
                "muniment_job_duration_seconds_sum{kind=\"queue.tidy\"} 7200.020002\n",
                "muniment_job_leases_lost_total 1\n",
        };
        check_group("counts");
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
                CHECK(strstr(text_str(&text), lines[i]) != NULL);
}

static void test_loopback(void) {
        static const struct {
                const char *s;
                bool good;
        } cases[] = {
                { "127.0.0.1:9460", true },
                { "127.255.0.9:1", true },
                { "[::1]:65535", true },
                { "128.0.0.1:9460", false },
                { "0.0.0.0:1", false },
                { "localhost:1", false },
                { "[::]:1", false },
                { "::1:80", false },
                { "127.0.0.1:", false },
                { "127.0.0.1:65536", false },
                { "127.0.0.1", false },
                { "127.1:80", false },
                { "", false },
                { ":", false },
                { "127.0.0.1:-1", false },
        };
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                Loopback place;
                check_group("address \"%s\"", cases[i].s);
                CHECK_INT(loopback_parse(cases[i].s, &place), cases[i].good);
        }
}

int main(void) {
        test_requests();
        test_formats();
        test_counts();
        test_loopback();
        return check_done();
}
