#pragma once
/* Requests, their events and documents, as statements. */

#include "base/conditions.h"
#include "model/document-words.h"
#include "model/lives/request.h"
#include "model/nation.h"
#include "model/request-words.h"
#include "store/outward.h"
#include "store/store.h"

typedef struct Request {
        const char *ref; /* R-2026-7-4 */
        RequestKind kind;
        const char *register_name;
        const char *subject; /* reference; NULL: the record has gone */
        Requester requester;
        RequestChannel channel;
        Jurisdiction jurisdiction;
        Nation nation; /* whose law decides; NATION_UNSAID: of before it was asked for */
        const char *language, *regime;
        bool language_said; /* else nobody knows which they wish */
        Date received, due; /* due DATE_NONE while the clock has not started */
        RequestState state;
        int64_t hold;        /* kept while an access request is open; 0: none */
        const char *owner;   /* read only: whose work it is; NULL: nobody knows */
        const char *repeats; /* the one before it that was answered; NULL: none */
        const char *about;   /* of a complaint: the request that it is about; NULL: none */
        Date recognised;     /* when somebody saw what it was; DATE_NONE: when it came */
        OutwardStop stop;    /* read only: what keeps its report from being made and handed over */
} Request;

typedef struct RequestEvent {
        int64_t n; /* its number within the request */
        Date on;
        RequestEventKind kind;
        const char *code; /* NULL: none */
        const char *actor;
} RequestEvent;

/* The number of a new reference. */
int request_number(Store *store, int64_t *ret);
/* Inserts request; its state and owner are the database's. */
int request_insert(Store *store, const Request *request);

/* One that asks the same: open, or answered before. */
typedef struct RequestAlike {
        const char *ref;
        Date received;
        bool open;
        const char *name; /* of who asked; NULL: the subject */
} RequestAlike;
/* Those of the same register, subject, kind and requester near that day, the open ones first. */
int request_alike(Store *store, const Request *request, Arena *arena, RequestAlike **ret, size_t *ret_n);
/* Whose work it is from now on. */
int request_give(Store *store, const char *ref, const char *owner);
/* Who asks, when it is not the subject. */
int request_party_insert(Store *store, const char *ref, const char *subject, const char *name);
/* Its name, opened; *ret NULL: the subject asks. */
int request_party(Store *store, const char *ref, Arena *arena, const char **ret);
/* 0 or REQUEST_STORE_E_NONE. */
int request_load(Store *store, const char *ref, Arena *arena, Request *ret);
/* Locks the request's row until the transaction ends. */
int request_lock(Store *store, const char *ref, RequestState *ret);
/* By due date. state NULL: all. */
int request_list(Store *store, const char *state, Arena *arena, Request **ret, size_t *ret_n);
/* 0 or REQUEST_STORE_E_MOVED; an illegal edge is PG_E_CONFLICT from the database itself. */
int request_move(Store *store, const char *ref, RequestState from, RequestState to);
int request_set_due(Store *store, const char *ref, Date due);
/* Those that are open. */
int request_open_refs(Store *store, Arena *arena, const char ***ret, size_t *ret_n);

/* Who asks, and whose law decides, corrected. */
int request_said(Store *store, const Request *request);
/* How the last event of the request was found; nothing when the subject's record has gone. */
int request_note_insert(Store *store, const char *ref, const char *subject, const char *how);

/* What was found of who asks. */
typedef struct RequestFinding {
        int64_t n; /* of its event */
        Date on;
        RequestEventKind kind;
        const char *code, *actor;
        const char *how; /* NULL: not said, or gone with the subject */
} RequestFinding;
/* Oldest first. */
int request_findings(Store *store, const char *ref, Arena *arena, RequestFinding **ret, size_t *ret_n);

int request_event_insert(Store *store, const char *ref, const RequestEvent *event);
int request_events(Store *store, const char *ref, Arena *arena, RequestEvent **ret, size_t *ret_n);

int request_document_insert(Store *store, const char *ref, int64_t document);

/* Destroys the documents made for the request. */
int request_documents_drop(Store *store, const char *ref);

typedef struct RequestDocument {
        int64_t document;
        DocumentFormat format;
} RequestDocument;
int request_documents(Store *store, const char *ref, Arena *arena, RequestDocument **ret, size_t *ret_n);

/* Counts by kind of what was received between two days (DATE_NONE: no bound): received, open, overdue today,
 * released, answered, refused, withdrawn. */
int request_figures(Store *store, Date from, Date to, Date today, PgRows **ret);
