#pragma once
/* The little of HTTP that monitoring speaks: one GET on one connection. Pure. */

#include "base/text.h"

typedef enum ScrapeVerdict {
        SCRAPE_MORE, /* its head is not whole yet */
        SCRAPE_BAD,
        SCRAPE_METHOD,  /* neither GET nor HEAD */
        SCRAPE_UNKNOWN, /* not /metrics */
        SCRAPE_HEAD,    /* HEAD /metrics */
        SCRAPE_GET,
} ScrapeVerdict;

/* What n bytes ask for. *ret_open_metrics: whether the client would take OpenMetrics. */
ScrapeVerdict scrape_judge(const char *bytes, size_t n, bool *ret_open_metrics);
/* The answer to it, head and all; body is that of 200. */
void scrape_answer(ScrapeVerdict verdict, bool open_metrics, const char *body, Text *out);
