#pragma once
/* The reporter: the one process that answers monitoring. It holds one connection to the governance database,
 * may change nothing there, and has no keys. */

/* The exit status of the process: 0 stopped by a signal; 78 the settings are wrong. */
int reporter_run(const char *config);
