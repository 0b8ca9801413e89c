#pragma once
/* The reporter: the one process that answers monitoring. It holds one connection to the governance database,
 * may change nothing there, and has no keys. */

#include <stddef.h>

typedef struct ReporterOptions {
        const char *config;
        /* The nth kind of job; NULL past the last. */
        const char *(*kind)(size_t n);
} ReporterOptions;

/* The exit status of the process: 0 stopped by a signal; 78 the settings are wrong. */
int reporter_run(const ReporterOptions *options);
