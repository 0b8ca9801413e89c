#pragma once
/* A report in each of its forms, all from one tree. For the files of requests/ only. */

#include "render/forms.h"
#include "requests/report.h"

/* The tree of what the items say, and its forms until paper_done(). */
typedef struct Paper {
        ReportSource source;
        json_t *held, *kept, *people; /* owned */
        const char *frame;            /* the report without any item, as plain text */
        bool child;                   /* one page in plain words, and the facts behind it */
} Paper;

/* 0, REQUESTS_E_SUBJECT, REQUESTS_E_RENDER, or what the register and kept say. */
int paper_open(Context *context, const Request *request, const Dossier *dossier, RequestKept kept,
               Paper *ret);
void paper_done(Paper *paper);
#define _cleanup_paper_ _cleanup_(paper_done)
/* What a form is, finished and searched for what is withheld: its bytes, what a reader of PDF finds in it,
 * and the plain text of the same tree. passphrase: what locks a PDF; NULL: nothing. 0, REQUESTS_E_RENDER, or
 * REQUESTS_E_LEAK; the caller frees *ret. */
int paper_make(const Paper *paper, RenderForm form, const char *passphrase, Buffer **ret);
/* The JSON twin; likewise. */
int paper_json(const Paper *paper, Buffer **ret);
