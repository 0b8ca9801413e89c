#pragma once
/* A page on the terminal that is drawn again every few seconds, until q or Ctrl-C. */

#include "base/text.h"

/* Writes the page. */
typedef void (*WatchPage)(void *data, Text *out);

/* Whether standard input and output are a terminal. */
bool watch_possible(void);
/* Draws page every so many seconds, at once when the window changes its size, cut to the window. The terminal
 * is given back as it was, however it ends: 0 for q, Ctrl-C or a signal to stop; or a fault. */
int watch_run(WatchPage page, void *data, int seconds);
