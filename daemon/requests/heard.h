#pragma once
/* What the events say of when people were written to, and what they were promised. For the files of requests/
 * only. */

#include "requests/requests.h"

typedef struct Heard {
        Date last;     /* the last letter or the day it came */
        Date promised; /* the last day that was promised; DATE_NONE: none */
        Date asked;    /* of a question that is not answered; DATE_NONE: none is open */
        bool doubted;  /* proof of who they are was asked for and has not come */
        bool showing;  /* that, or proof of their authority, was asked for and has not come */
} Heard;

/* The last day by which they were to hear, and have not: one that was promised, or due; DATE_NONE: none. due:
 * the law's day, DATE_NONE to leave it out. */
Date heard_missed(const Heard *heard, Date due, Date today);
/* The day on which they are told that a day was missed: the next that is worked, where the request's law has
 * holidays. */
Date heard_late_by(const Context *context, const Request *request, Date missed);
/* The first day on which they were told of a longer time, by a letter that left or otherwise; DATE_NONE: they
 * have not been. */
int heard_extension(Context *context, const char *ref, Date *ret);
/* Whether any letter left. */
int heard_by_letter(Context *context, const char *ref, bool *ret);
void heard_read(const RequestEvent *events, size_t n, Heard *ret);
