#pragma once
/* One letter about a request: by kind, audience and language. For the files of requests/ only.
 *
 * Nothing of the register stands in it: not a name, not an address, not whether there is a record. Who it is
 * to and where it goes are what they said themselves, kept with the case; days, rights and who to complain to
 * are policy's. So a letter about a shielded child is the letter about any other. */

#include "requests/letters.h"

typedef struct LetterText {
        Context *context;
        const Request *request;
        RequestLetterKind kind;
        LanguageList languages;
        bool child;             /* who asks is one, younger than 16, or says so */
        bool doubted;           /* they have not shown who they are */
        const char *name;       /* of who it is to; NULL: nobody has said it */
        const char *said, *why; /* what an officer said it is about; a reason's code; NULL */
        Date missed;            /* of a late one: the day that has passed */
        bool asked, showing;    /* they have a question to answer, or something to show */
        Date due;    /* by when they are answered; DATE_NONE: the clock stands, or has no such day */
        bool stands; /* the clock does not run until they do what is asked */
} LetterText;

/* Reads case, clock and events; what is not known is left out. 0, REQUESTS_E_SUBJECT, or what the register
 * says. */
int letter_text_read(Context *context, const Request *request, const RequestLetter *letter, LetterText *ret);
typedef struct LetterMade {
        Buffer *pdf; /* the caller frees it */
        int pages;
        LetterFault fault;
} LetterMade;
/* 0, RENDER_E_ conditions; of RENDER_E_LAYOUT the fault is set. */
int letter_text_pdf(const LetterText *text, const LetterAddress *to, LetterMade *ret);
/* As plain text, for whoever is about to send it. */
int letter_text_plain(const LetterText *text, Buffer **ret);
