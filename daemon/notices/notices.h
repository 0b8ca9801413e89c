#pragma once
/* Notices: event -> obligation -> composed -> rendered -> ready to be delivered.
 *
 * A first record makes an obligation to tell the child, in words for its age, and each person with parental
 * responsibility (UK GDPR Art 14). No letter goes to the address of a shielded subject or to a parent whom a
 * court order restricts, nor at all while a source says that the child is in danger, or dead, and the
 * register does not; those wait for a person, for a reason that does not say which. */

#include "base/conditions.h"
#include "delivery/delivery.h"
#include "render/forms.h"
#include "render/letter.h"
#include "store/context.h"
#include "store/notice.h"

/* Why an obligation waits or has lapsed: stable codes. Letter faults stand beside them by their own. */
#define NOTICE_REASON_NO_TEXT    "no-text-for-audience"
#define NOTICE_REASON_NO_ADDRESS "no-address"
/* Shielded, a court order, or a source's word about danger or death: not said which. */
#define NOTICE_REASON_PERSON_DECIDES  "person-decides"
#define NOTICE_REASON_UNPRINTABLE     "unprintable"
#define NOTICE_REASON_TEXT_BROKEN     "text-broken"
#define NOTICE_REASON_NO_NAME         "no-name"
#define NOTICE_REASON_NO_FACTS        "no-facts"          /* policy does not say what a letter must */
#define NOTICE_REASON_DISPROVED       "address-disproved" /* a letter to it came back */
#define NOTICE_REASON_ADDRESS_CHANGED "address-changed"   /* since the letter was made */
#define NOTICE_REASON_RECORD_GONE     "record-gone" /* died, archived, destroyed, or no longer responsible */

/* Takes the register's first-record events and makes obligations of them, in slices of one transaction each;
 * doing it again makes nothing twice. since: also for subjects first recorded on or after that day, for a
 * register that was filled quietly; DATE_NONE: events alone. *ret_new counts obligations made. 0,
 * what register_open() says, or a PG_E_ condition. */
int notices_discover(Context *context, const char *register_name, Date since, int64_t *ret_new);

typedef struct NoticeOutcome {
        Obligation obligation; /* as it now is */
        Notice notice;         /* id 0: none was made */
} NoticeOutcome;

/* Meets one obligation: letter, document, delivery, ledger entry and state in one transaction, and a file in
 * the settings' output folder. What cannot be met now waits with its reason. A second call does nothing. 0,
 * NOTICES_E_NONE, what register_open() says, or a PG_E_ condition. */
int notices_compose(Context *context, int64_t obligation, NoticeOutcome *ret);
/* All of a slice that are open, one after the other. Several may do so at once. */
int notices_compose_open(Context *context, const ObligationSlice *slice, int64_t *ret_made,
                         int64_t *ret_waiting);

/* A round of delivery (delivery/delivery.h) in which each letter is judged again by the register of that
 * moment; those of requests by who writes them. */
int notices_deliver(Context *context, const DeliveryJudge *requests, DeliveryCounts *ret);

typedef struct PreviewWish {
        const char *text; /* "first-record" */
        Audience audience;
        const LanguageList *languages;
        const char *register_name; /* NULL: the first of the settings */
        RenderForm form;
        bool judge; /* only looks whether it can be a document; makes none */
} PreviewWish;

/* A text about a register as it would be on the clock's day, to a made-up family
 * (notices/LANGUAGE/sample.json), for whoever writes texts or policy. The caller frees *ret. 0,
 * REGISTER_E_UNKNOWN or NOTICES_E_TEXT. */
int notices_preview(Context *context, const PreviewWish *wish, RenderProblem *problem, Buffer **ret);
