#pragma once
/* Requests: received -> identified -> collected -> reviewed -> approved -> rendered -> released.
 *
 * Each function is one step, in one transaction with its event and its ledger entry. Besides the conditions
 * below they return those of pg/pg.h. Who acts is context->actor. */

#include "base/conditions.h"
#include "model/disclosure.h"
#include "model/statutory-clock.h"
#include "render/forms.h"
#include "store/context.h"
#include "store/dossier.h"
#include "store/request.h"
#include "store/wish.h"

#include <jansson.h>

/* Besides its own conditions each function here passes on what register_open() and the database say. */

typedef struct RequestNew {
        RequestKind kind;
        const char *register_name, *subject_key;
        Requester requester;
        const char *requester_name; /* NULL when the subject asks */
        Nation nation;              /* NATION_UNSAID: that of the register's law pack */
        RequestChannel channel;
        const char *language; /* of the answer; NULL: the standard one */
        Date received;
        Date recognised;     /* when somebody saw what it was; DATE_NONE: when it came */
        bool identity_known; /* no reasonable doubt about who asks (UK GDPR Art 12(6)): the clock runs at once
                              */
        bool another;        /* though one like it is open */
        const char *about;   /* of a complaint: the request that it is about; NULL: none */
        const RequestWish *wishes;
        size_t n_wishes;
} RequestNew;

/* Records a request and starts its clock. *ret_ref in the context's arena. REQUESTS_E_ALIKE with *ret_first
 * when the same is open and nobody has said that it is another. */
int requests_receive(Context *context, const RequestNew *request, const char **ret_ref,
                     RequestAlike *ret_first);
/* How to reach and to answer who asks: each instead of the one before. */
int requests_wish(Context *context, const char *ref, const RequestWish *wishes, size_t n);
/* Gives the case into another's hands: the owner's login. */
int requests_give(Context *context, const char *ref, const char *owner);

/* The clock as it stands today. It lives in the context's arena. */
int requests_clock(Context *context, const Request *request, StatutoryClock *ret);

/* Collects the dossier, each item decided by policy or left to a person. REQUESTS_E_STATE when it has been
 * collected before: a job that is tried again must not undo what people decided since. */
int requests_collect(Context *context, const char *ref);
/* The same, or again from the register as it now is, at any time before the release: decisions and reports
 * made from the earlier dossier are dropped. */
int requests_collect_anew(Context *context, const char *ref);

/* A person's decision on one item or many: group is "1,4,12-20", an entity, "entity.attribute",
 * "rule:T2" or "undecided". redacted is what goes out instead of the value, for redact alone; how what was
 * weighed. */
typedef struct GroupDecision {
        const char *group;
        bool as_proposed; /* each what is proposed for it; where nothing is, it is left as it is */
        Decision decision;
        DisclosureReason because;
        const char *redacted, *how;
        int64_t opinion; /* a health professional's that is relied on; 0: none */
} GroupDecision;
/* All of them or none. REQUESTS_E_UNLAWFUL with *ret_why when the law does not let one be decided so. */
int requests_decide(Context *context, const char *ref, const GroupDecision *decision, const char **ret_why);

/* Many decisions of one sitting: all of them or none. */
typedef struct Review {
        const GroupDecision *decisions;
        size_t n;
        const char *mark; /* of the dossier that they were made on; NULL: whatever it is now */
        bool trial;       /* say what would come of it, and change nothing */
} Review;
typedef struct DecidedItems {
        size_t done, left; /* left: nothing is proposed for them */
        int64_t open;      /* still undecided then */
        int64_t item;      /* with why: the one that the law does not let be decided so */
        const char *why;   /* NULL: it does */
} DecidedItems;
/* REQUESTS_E_CHANGED: the dossier is another than the mark is of. */
int requests_review(Context *context, const char *ref, const Review *review, DecidedItems *ret);
/* Of what a dossier says and what is decided: another value, another mark. In the arena. */
const char *dossier_mark(const DossierItem *items, size_t n, Arena *arena);
/* What a health professional said; *ret_n its number within the request. */
int requests_opinion(Context *context, const char *ref, const DossierOpinion *opinion, int64_t *ret_n);
/* A person answers for the decisions; the report is made next. */
int requests_approve(Context *context, const char *ref);
/* When each row held about a subject goes, by which rule: retention_explain(), of a feature beside this one.
 */
typedef int (*RequestKept)(Context *context, const char *register_name, const char *key, json_t **ret);
/* Makes the report, PDF and JSON, and keeps both with the request. */
int requests_render(Context *context, const char *ref, RequestKept kept);
/* What a report is asked to be. */
typedef struct RequestForm {
        RenderForm form;        /* _RENDER_FORM_MAX: JSON */
        const char *passphrase; /* a PDF is locked with it; NULL: nothing is */
} RequestForm;
/* The same report in another form; nothing is kept of it, nor of the passphrase. Once it is approved. The
 * caller frees *ret. */
int requests_form(Context *context, const char *ref, RequestKept kept, const RequestForm *as, Buffer **ret);
/* Where a report is handed over: called for each of its files. 0 or -errno: nothing is released then. */
typedef struct HandOver {
        int (*file)(void *to, const char *name, const void *data, size_t n);
        void *to;
        const char *folder; /* for people; where it is output_dir, the files are copies that we know, and file
                               is not called. NULL: on another host than this */
} HandOver;
/* Hands the report over, "REF.pdf" and "REF.json", and closes the request. */
int requests_release(Context *context, const char *ref, const HandOver *to);
/* Closes it without an answer on the merits: refused, with the reason's code, or withdrawn. how: the reasons
 * in a person's words, or NULL. */
typedef struct RequestClose {
        RequestState to;
        const char *code, *how;
} RequestClose;
int requests_close(Context *context, const char *ref, const RequestClose *close);
