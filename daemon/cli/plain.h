#pragma once
/* What registers and people wrote reaches a terminal as writing only: whatever else a terminal would act on
 * (escape sequences, a change of the direction of writing) is shown as its code, \u001b. */

/* Standard output and error, each where it is a terminal. Output that goes to a file or a program stays as it
 * is, to the byte. */
void plain_terminal(void);
/* The line of standard error that tells how far a long command is, drawn over itself; "" clears it. For
 * callers who know that it is a terminal. */
void plain_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
