#pragma once
/* What the events say of when people were written to, and what they were promised. For the files of requests/
 * only. */

#include "requests/requests.h"

typedef struct Heard {
        Date last;     /* the last letter or the day it came */
        Date promised; /* the last day that was promised; DATE_NONE: none */
        Date asked;    /* of a question that is not answered; DATE_NONE: none is open */
        bool showing;  /* proof of who they are, or of their authority, was asked for and has not come */
} Heard;

void heard_read(const RequestEvent *events, size_t n, Heard *ret);
