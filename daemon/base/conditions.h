#pragma once
/* Every condition of the house, that is, every answer of a function that is neither done (0) nor a fault
 * (negative): the module and the name that the code knows it by, the code that the queue, the journal and
 * muniment-conditions(7) know it by, what becomes of a job that ends so, and what a person is told.
 *
 * A number is a row's place here, so no two conditions share one, and it means nothing outside the process. A
 * sentence may have one place, {run}: "run 12" where the name is known, else "such run". */

#include "base/text.h"

#include <stdbool.h>

/* DONE: nothing is left to do. REFUSED: trying again cannot help, the job stands aside until a person looks.
 * AGAIN: it may pass, and is tried again as often as a fault is. LATER: not now, through no fault of the
 * job's; not counted against it. INNER: its caller settles it, so no person and no job ever meets it. */
typedef enum Disposition {
        DISPOSITION_DONE,
        DISPOSITION_REFUSED,
        DISPOSITION_AGAIN,
        DISPOSITION_LATER,
        DISPOSITION_INNER,
} Disposition;

/* clang-format off */
#define CONDITIONS \
        CONDITION(PG, CONFLICT,             "database-conflict",           AGAIN,   "The database refused this as contradicting what it holds; nothing was changed.") \
        CONDITION(PG, RETRY,                "database-busy",               LATER,   "The database is busy with the same rows; try again shortly.") \
        CONDITION(PG, LOST,                 "database-away",               LATER,   "The database cannot be reached; see that PostgreSQL runs and that the settings name it rightly.") \
        CONDITION(PG, READ_ONLY,            "database-read-only",          LATER,   "The database takes no writes: it is a standby, or default_transaction_read_only is on.") \
        CONDITION(PG, DENIED,               "database-denied",             AGAIN,   "The database does not allow this to your role; ask the operator for it.") \
        CONDITION(PG, NO_ROLE,              "database-role-missing",       AGAIN,   "The database does not know the role asked for; run muniment migrate.") \
        CONDITION(PG, POOLED,               "database-pooled",             AGAIN,   "A pooler stands before the database and gives each transaction another session; set its pool_mode to session, or connect to PostgreSQL itself.") \
        CONDITION(AGE, FORM,                "sealed-broken",               REFUSED, "What was sealed is not whole, or is no such thing.") \
        CONDITION(AGE, KEY,                 "sealed-for-another",          REFUSED, "It was sealed for another key.") \
        CONDITION(CLOCK, NO_LAW,            "clock-no-law",                REFUSED, "No law of that kind is loaded for that day and jurisdiction.") \
        CONDITION(CLOCK, CONTRADICTION,     "clock-contradiction",         REFUSED, "The dates cannot be: something was answered before it was asked.") \
        CONDITION(CLOCK, REFUSED,           "clock-refused",               REFUSED, "The law does not allow this extension, or it was notified too late.") \
        CONDITION(KEYS, REFUSED,            "keys-refused",                REFUSED, "The keys are missing, unsafe or malformed; see muniment key new.") \
        CONDITION(NOTE, MALFORMED,          "note-malformed",              INNER,   "It is not in the signed note form.") \
        CONDITION(NOTE, UNSIGNED,           "note-unsigned",               INNER,   "It carries no signature by this key.") \
        CONDITION(NOTE, FORGED,             "note-forged",                 INNER,   "Its signature is not the key's own.") \
        CONDITION(NOTE, ORIGIN,             "note-origin",                 INNER,   "It belongs to a ledger of another name.") \
        CONDITION(TEMPLATE, BROKEN,         "template-broken",             INNER,   "It is not a template: a tag is not closed, or a section does not nest.") \
        CONDITION(TEMPLATE, MISSING,        "template-missing",            INNER,   "The template asks for something that the data does not have.") \
        CONDITION(TEMPLATE, VALUE,          "template-value",              INNER,   "A value holds what cannot be shown.") \
        CONDITION(TEMPLATE, TOO_LONG,       "template-too-long",           INNER,   "What the template makes is too long.") \
        CONDITION(BLOCKS, UNSUPPORTED,      "blocks-unsupported",          INNER,   "The text holds what no letter can: an image, HTML, code or a rule.") \
        CONDITION(RENDER, TEMPLATE,         "render-template",             REFUSED, "A text or template is missing, broken, or asks for what the data does not have; muniment check says where.") \
        CONDITION(RENDER, GLYPHS,           "render-glyphs",               REFUSED, "The text holds a character that no installed font can draw; muniment check says which.") \
        CONDITION(RENDER, LAYOUT,           "render-layout",               REFUSED, "The text does not fit on its pages, or an address in its window.") \
        CONDITION(SETTINGS, REFUSED,        "settings-refused",            REFUSED, "The settings, or a file they name, are wrong; muniment check lists where.") \
        CONDITION(LAW_PACK, REFUSED,        "law-pack-refused",            INNER,   "The law pack is wrong.") \
        CONDITION(DATA_MAP, REFUSED,        "data-map-refused",            INNER,   "The data map is wrong.") \
        CONDITION(SOURCE, REFUSED,          "source-refused",              INNER,   "The source's file is wrong.") \
        CONDITION(STORE, NOT_MIGRATED,      "schema-missing",              AGAIN,   "The database has no schema of this version yet; run muniment migrate.") \
        CONDITION(STORE, TOO_NEW,           "schema-too-new",              AGAIN,   "The database is newer than this program; upgrade the program.") \
        CONDITION(MIGRATE, TOO_NEW,         "migrate-too-new",             REFUSED, "The database is newer than this program; upgrade the program before you migrate.") \
        CONDITION(MIGRATE, CHANGED,         "migrate-changed",             REFUSED, "A migration in the database is not the one this program carries; nothing was touched.") \
        CONDITION(MIGRATE, REFUSED,         "migrate-refused",             REFUSED, "A migration did not go through and left nothing behind.") \
        CONDITION(JOB, NONE,                "job-none",                    INNER,   "Nothing is due.") \
        CONDITION(JOB, GONE,                "job-gone",                    REFUSED, "There is no {job}, or it is somebody else's by now.") \
        CONDITION(ERRAND, GONE,             "errand-gone",                 INNER,   "There is no such errand of this login any more.") \
        CONDITION(STATE, FILE,              "state-dir",                   AGAIN,   "The state folder (state_dir) cannot be read or written, or a file in it is damaged: run this as the daemon's user, and look at the folder.") \
        CONDITION(SUBJECT_STORE, NONE,      "subject-reference-gone",      INNER,   "No subject has that reference any more.") \
        CONDITION(REQUEST_STORE, NONE,      "request-row-none",            INNER,   "There is no such request or item.") \
        CONDITION(REQUEST_STORE, MOVED,     "request-row-moved",           INNER,   "The request has left the state that the step starts from.") \
        CONDITION(NOTICE_STORE, NONE,       "notice-row-none",             INNER,   "There is no such obligation, or no notice was made for it.") \
        CONDITION(DELIVERY_STORE, NONE,     "delivery-row-none",           INNER,   "There is no such delivery, or somebody is at it.") \
        CONDITION(DELIVERY_STORE, MOVED,    "delivery-row-moved",          INNER,   "The attempt has left the state that the step starts from.") \
        CONDITION(DOCUMENT_STORE, NONE,     "document-row-none",           INNER,   "There is no such document or folder: it was destroyed, or given up before.") \
        CONDITION(SEALING, NO_KEY,          "document-key-missing",        LATER,   "What is stored is sealed, and the document key here is missing or not the newest: put it back from its copy. muniment doctor says more.") \
        CONDITION(SEALING, GONE,            "key-destroyed",               REFUSED, "The key that it was sealed under has been destroyed, and so has what it says.") \
        CONDITION(RESTORE, NONE,            "closing-none",                INNER,   "The register is not closed, or nothing is left to look at.") \
        CONDITION(RUN, NONE,                "run-row-none",                INNER,   "There is no such run.") \
        CONDITION(RUN, MOVED,               "run-row-moved",               INNER,   "The run has left the state that the step starts from.") \
        CONDITION(RUN, REPEATED,            "run-row-repeated",            INNER,   "This person has approved the run before.") \
        CONDITION(RUN, END,                 "run-row-end",                 INNER,   "No batch of the run is left.") \
        CONDITION(DOCUMENTS, GONE,          "document-gone",               REFUSED, "The document has been destroyed.") \
        CONDITION(REGISTER, UNKNOWN,        "register-unknown",            REFUSED, "There is no {register} in the settings.") \
        CONDITION(REGISTER, MAP,            "map-does-not-fit",            REFUSED, "The map does not fit the register: muniment map check says where.") \
        CONDITION(REGISTER, NO_SUBJECT,     "subject-unknown",             REFUSED, "The register has no such record; see that the key is right.") \
        CONDITION(REGISTER, CLOSED,         "register-closed",             LATER,   "The register is closed: it or the governance database went back in time, as after a restore. \"muniment retention replay REGISTER\" cleans and opens it.") \
        CONDITION(DUE, NO_EVENT,            "due-no-event",                INNER,   "The map keeps no such event, or cannot archive: the rule does not apply here.") \
        CONDITION(DUE, END,                 "due-end",                     INNER,   "Nobody else is due.") \
        CONDITION(DISPOSE, DONE,            "dispose-done",                INNER,   "The batch was done before.") \
        CONDITION(DISPOSE, REFUSED,         "dispose-refused",             INNER,   "The register's own constraint, trigger, rule or grant refused it.") \
        CONDITION(DISPOSE, KEPT,            "register-kept-rows",          REFUSED, "A trigger or rule of the register kept rows that were to go or to change; nothing of the batch was done.") \
        CONDITION(MAINTAIN, NO_ROLE,        "maintain-no-role",            INNER,   "The settings name no maintenance role, or the server does not let us be it.") \
        CONDITION(MAINTAIN, LACKS,          "maintain-lacks",              INNER,   "The maintenance role may not do all that is needed.") \
        CONDITION(MAINTAIN, HELD,           "maintain-held",               INNER,   "Somebody's old transaction keeps deleted rows alive.") \
        CONDITION(CORRECT, CHANGED,         "correct-changed",             INNER,   "The row is not there any more, or holds another value.") \
        CONDITION(CORRECT, REFUSED,         "correct-refused",             INNER,   "The register's own type, constraint, trigger or grant refused the value.") \
        CONDITION(DRAFT, NO_TABLES,         "draft-no-tables",             REFUSED, "There is no table in these schemas; name others by --schema.") \
        CONDITION(DRAFT, NO_SUBJECT,        "draft-no-subject",            REFUSED, "No table looks like one about people; name it by --subject.") \
        CONDITION(HOLD_SCOPE, ENTITY,       "hold-entity-unknown",         REFUSED, "The register's map has no such entity; muniment subject show shows them.") \
        CONDITION(HOLD_SCOPE, ATTRIBUTE,    "hold-attribute-unknown",      REFUSED, "The entity has no such attribute; see the register's map.") \
        CONDITION(HOLD_SCOPE, CATEGORY,     "hold-category-unknown",       REFUSED, "No attribute is of that category there; see the register's map.") \
        CONDITION(HOLD_SCOPE, SERVICE,      "hold-services-unmapped",      REFUSED, "The register's map does not say where it names kinds of service: give its \"services\", or use --entity and --where.") \
        CONDITION(HOLD_SCOPE, COLUMN,       "hold-column-unknown",         REFUSED, "The entity has no such column; see the register's map.") \
        CONDITION(HOLD_SCOPE, IDENTIFIES,   "hold-column-identifies",      REFUSED, "That column identifies a person: hold the record itself, by --subject.") \
        CONDITION(HOLD_SCOPE, DATES,        "hold-no-day",                 REFUSED, "The entity keeps no day that could fall in a range; leave out --since and --until.") \
        CONDITION(HOLD_SCOPE, VALUE,        "hold-value-unknown",          REFUSED, "No row of the register says so: write it as the register does.") \
        CONDITION(HOLD_SCOPE, NOTHING,      "hold-keeps-nothing",          REFUSED, "Such a hold could keep nothing: no disposal takes anything in its scope.") \
        CONDITION(HOLD, NONE,               "hold-unknown",                REFUSED, "There is no {hold}, or it is released already.") \
        CONDITION(HOLD, RULE,               "hold-rule-unknown",           REFUSED, "No law pack has a rule of that name for it; muniment retention explain shows them.") \
        CONDITION(HOLD, UNCONFIRMED,        "hold-unconfirmed",            AGAIN,   "It is set. But a register could not be reached, so a batch running there at this moment may not have seen it: look at the last runs.") \
        CONDITION(WHOLE_MAP, NO_GAP,        "map-is-whole",                REFUSED, "Everything is on the map: there is nothing to decide.") \
        CONDITION(WHOLE_MAP, BEFORE,        "map-accepted-before",         REFUSED, "Exactly this was decided before.") \
        CONDITION(RETENTION, NOTHING_DUE,   "nothing-due",                 DONE,    "Nothing is due by this rule.") \
        CONDITION(RETENTION, OPEN,          "run-open",                    REFUSED, "All that is due by this rule is planned already: muniment retention show lists its open runs.") \
        CONDITION(RETENTION, NO_RULE,       "rule-cannot-be-carried-out",  REFUSED, "There is no such rule for the register's map, or none that can be carried out there.") \
        CONDITION(RETENTION, NO_RUN,        "run-unknown",                 REFUSED, "There is no such run; muniment retention show lists them.") \
        CONDITION(RETENTION, STATE,         "run-not-at-this-step",        DONE,    "The run is not at this step: muniment retention show says where it is.") \
        CONDITION(RETENTION, REPEATED,      "run-approved-before",         REFUSED, "This person has approved the run before: somebody else must.") \
        CONDITION(RETENTION, PLANNER,       "run-planner-approves",        REFUSED, "Two others must approve what you have planned: a planner is not one of the two.") \
        CONDITION(RETENTION, UNCOUNTED,     "run-uncounted",               REFUSED, "What it takes along is not counted yet: muniment retention plan counts it.") \
        CONDITION(RETENTION, CHANGED,       "rule-changed",                REFUSED, "The rule has changed since the run was planned; it is stopped: plan again.") \
        CONDITION(RETENTION, REFUSED,       "register-refused",            REFUSED, "The register refused a batch: muniment retention show says by which table, constraint or trigger.") \
        CONDITION(RETENTION, PAUSED,        "stopped-half-way",            DONE,    "Stopped before the end: run it again to go on.") \
        CONDITION(RETENTION, HOURS,         "outside-run-hours",           LATER,   "It is outside run_hours: munimentd goes on when they begin.") \
        CONDITION(RETENTION, LAGS,          "replica-lags",                LATER,   "A replica is behind, over run_max_lag_mb: run it again to go on.") \
        CONDITION(RETENTION, LOADED,        "server-loaded",               LATER,   "The register's server is loaded, over run_max_active: run it again.") \
        CONDITION(RETENTION, UNSEEN,        "server-load-unseen",          LATER,   "The server's load cannot be seen, and a limit is set: run muniment migrate as a superuser.") \
        CONDITION(RETENTION, UNCLEAN,       "verification-unclean",        REFUSED, "Something was found left: muniment retention show says where. Put it right and verify again, or decide: muniment retention decide.") \
        CONDITION(RETENTION, NOTHING_FOUND, "nothing-found-left",          DONE,    "Nothing was found left, or nobody has looked yet: there is nothing to decide.") \
        CONDITION(RETENTION, COPIES,        "copies-left",                 LATER,   "Copies of destroyed documents are left in a folder: muniment document list says where. The host that has it removes them.") \
        CONDITION(RETENTION, KEYS,          "keys-missing",                REFUSED, "The keys are missing: set CREDENTIALS_DIRECTORY, see muniment key new.") \
        CONDITION(RETENTION, RARE,          "anonymised-too-rare",         REFUSED, "What would be left of the records is rarer than the rule allows: let it leave less, or wait.") \
        CONDITION(RETENTION, MAINTENANCE,   "maintenance-role",            REFUSED, "The maintenance role may not do what the grade needs: muniment check says what it lacks.") \
        CONDITION(RETENTION, REWRITE_HOURS, "outside-rewrite-hours",       LATER,   "Tables are rewritten at other hours, between rewrite_hours: run it again then.") \
        CONDITION(RETENTION, PROOFS,        "certificate-without-proofs",  INNER,   "The certificate needs the proofs of the run's ledger entries.") \
        CONDITION(RETENTION, CONTRADICTED,  "certificate-contradicted",    REFUSED, "The ledger's entries about {run} contradict what its certificate would say, so none is issued: muniment ledger show has them, and whoever investigates needs the database as it is.") \
        CONDITION(RETENTION, LEDGER,        "ledger-not-signed",           AGAIN,   "The ledger cannot be signed, so nothing is certified: run muniment ledger verify.") \
        CONDITION(RETENTION, TEMPLATE,      "certificate-template",        REFUSED, "The certificate cannot be drawn: look at its text, certificate.md.") \
        CONDITION(RETENTION, UNMAPPED,      "map-leaves-something-out",    REFUSED, "The register keeps data that the map leaves out: describe what muniment map check lists, or answer for it by muniment map accept.") \
        CONDITION(REPLAY, AGENT,            "agent-schema-missing",        REFUSED, "It came back without its agent schema: run muniment migrate, then this again.") \
        CONDITION(REPLAY, OPEN,                "register-open",                REFUSED, "The register is not closed: nothing of it waits for anybody.") \
        CONDITION(REPLAY, NOTHING,             "replay-nothing-waits",         REFUSED, "Nothing of that waits there: muniment retention replay plans, muniment retention findings lists.") \
        CONDITION(REPLAY, PLANNER,             "replay-planner-approves",      REFUSED, "Two people must approve this replay, and whoever planned it is neither.") \
        CONDITION(REPLAY, REPEATED,            "replay-approved-before",       REFUSED, "This person has approved the replay before: somebody else must.") \
        CONDITION(REPLAY, REFUSED,          "replay-refused",              REFUSED, "It refused what the replay would destroy: look at its triggers, constraints and grants, and run this again.") \
        CONDITION(FHIR, NOT_JSON,           "fhir-not-json",               INNER,   "The answer is not one JSON value.") \
        CONDITION(FHIR, NOT_FHIR,           "fhir-not-fhir",               INNER,   "The answer is not the resource it should be.") \
        CONDITION(AGENCY, NO_CREDENTIAL,    "agency-no-credential",        INNER,   "The source wants a token or password, and there is no such credential.") \
        CONDITION(ACCURACY, NO_SOURCE,      "source-unknown",              REFUSED, "There is no {source}; the settings list those there are.") \
        CONDITION(ACCURACY, NO_CREDENTIAL,  "source-credential-missing",   REFUSED, "Its token or password is not in $CREDENTIALS_DIRECTORY, or may be read by others (chmod 600); see the source's credential.") \
        CONDITION(ACCURACY, MAP,            "source-does-not-fit",         REFUSED, "It and its register's map do not fit; muniment check says where.") \
        CONDITION(ACCURACY, BUSY,           "source-busy",                 LATER,   "It is being swept already; wait for that to end.") \
        CONDITION(ACCURACY, UNAVAILABLE,    "source-unavailable",          AGAIN,   "It gives no usable answer; sweep again when it does, and it is carried on from there.") \
        CONDITION(ACCURACY, POLICY,         "correction-not-policy",       REFUSED, "The source's policy does not let this be corrected from it: have it put right in the register, then decide put-right.") \
        CONDITION(ACCURACY, VALUES,         "correction-no-value",         REFUSED, "There is no whole value to correct it by, or no row to hold one: have it put right in the register, then decide put-right.") \
        CONDITION(ACCURACY, CHANGED,        "correction-overtaken",        REFUSED, "Somebody has changed the value meanwhile, so nothing was corrected: look at it again after the next sweep.") \
        CONDITION(ACCURACY, REGISTER,       "correction-refused",          REFUSED, "The register did not take the value, and holds what it held: have it put right there, then decide put-right.") \
        CONDITION(DIFFERENCE, NONE,         "difference-unknown",          REFUSED, "There is no {difference}; muniment accuracy discrepancies lists them.") \
        CONDITION(DIFFERENCE, ENDED,        "difference-ended",            REFUSED, "It has ended: it was settled, or is found no more.") \
        CONDITION(DIFFERENCE, UNFIT,        "difference-unfit",            REFUSED, "That is no decision for such a difference: shield is for a restricted record, died for a death, and what stands is not asked about.") \
        CONDITION(REQUESTS, NONE,           "request-unknown",             REFUSED, "There is no {request}, or no such item of it; muniment request list shows them.") \
        CONDITION(REQUESTS, STATE,          "request-not-at-that-step",    DONE,    "It is not at that step; muniment request show says where it is.") \
        CONDITION(REQUESTS, SUBJECT,        "request-subject-gone",        REFUSED, "The register holds no such subject; check the key.") \
        CONDITION(REQUESTS, ALIKE,          "request-alike",               REFUSED, "The same request is open already; --another says that this is another.") \
        CONDITION(REQUESTS, AUTHORITY,      "request-authority-ended",     REFUSED, "The subject is 18 or over, so parental responsibility has ended; only the subject's own authority or a legal representative's will do.") \
        CONDITION(REQUESTS, GATE,           "request-gate-shut",           REFUSED, "It is not settled who asks and for whom; muniment request gates says what a person does next.") \
        CONDITION(REQUESTS, NATION,         "request-nation-unknown",      REFUSED, "No law pack says which nation's law governs the register; give --nation england or wales.") \
        CONDITION(REQUESTS, BASIS,          "request-basis-unlawful",      REFUSED, "The law of that nation knows no such reason for such a requester.") \
        CONDITION(REQUESTS, UNDECIDED,      "request-undecided",           REFUSED, "Items await a decision; muniment request items lists them.") \
        CONDITION(REQUESTS, CLOCK,          "request-clock",               REFUSED, "The clock knows no such law for that day of receipt, or the event makes no sense for it.") \
        CONDITION(REQUESTS, RENDER,         "request-cannot-be-printed",   REFUSED, "The report cannot be made: its template or labels are broken, or it holds a character that no installed font can draw; muniment check says which.") \
        CONDITION(REQUESTS, LEAK,           "request-report-tells",        REFUSED, "The report would hold a value that is withheld, so it was not made; redact what is disclosed and says it, or withhold that too.") \
        CONDITION(REQUESTS, KIND,           "request-without-dossier",     REFUSED, "Only an access request has a dossier.") \
        CONDITION(REQUESTS, RIGHT,          "request-other-right",         REFUSED, "A request of that kind has no such step; muniment request next says what it wants.") \
        CONDITION(REQUESTS, OUTCOME,        "request-outcome-unknown",     REFUSED, "A complaint ends upheld, partly-upheld or not-upheld, any other right granted or partly, or is refused.") \
        CONDITION(REQUESTS, REFUSAL,        "request-refusal-of-another",  REFUSED, "Such a request is not refused for that reason: accurate and opinion are of a rectification, compelling-grounds of an objection, not-by-consent of portability, no-ground of erasure, restriction and objection, and a complaint is refused only for who makes it.") \
        CONDITION(REQUESTS, BEGUN,          "request-begun",               REFUSED, "Part of it is written already, so it is neither refused nor withdrawn: muniment request settle keeps the rest, and muniment request fulfil ends it.") \
        CONDITION(REQUESTS, ABOUT,          "request-about-unknown",       REFUSED, "There is no request about the same person of the reference that --about gives; muniment request list shows them.") \
        CONDITION(REQUESTS, ATTRIBUTE,      "request-attribute-unknown",   REFUSED, "The map has no such attribute to put right: give it as ENTITY.COLUMN, as muniment subject show names them; no key.") \
        CONDITION(REQUESTS, ROW,            "request-row-unclear",         REFUSED, "The record has no such row, or several: say with --row which; muniment subject show gives their keys.") \
        CONDITION(REQUESTS, HELD,           "request-value-held",          INNER,   "A hold keeps the value as it is.") \
        CONDITION(REQUESTS, OVERTAKEN,      "request-claim-overtaken",     REFUSED, "The register held something else by now, so that was not written; what could be is. Record it anew from what it holds (muniment request claim), or keep what it holds (muniment request settle).") \
        CONDITION(REQUESTS, REGISTER,       "request-register-refused",    REFUSED, "The register did not take a value, and holds what it held; what it took is written. Record anew what it would take (muniment request claim), or keep what it holds (muniment request settle).") \
        CONDITION(REQUESTS, FIRST_HAND,     "request-first-hand",          REFUSED, "You decided what this complaint is about, so somebody else finds its outcome: muniment request give.") \
        CONDITION(REQUESTS, PROTECTED,      "request-protected",           REFUSED, "By now something speaks against part of it that did not when it was decided; collect it anew and decide again.") \
        CONDITION(REQUESTS, OPINION,        "request-opinion-old",         REFUSED, "What it relies on about health is six months old or more; ask again and decide again.") \
        CONDITION(REQUESTS, CHANGED,        "request-dossier-changed",     REFUSED, "The dossier has changed since that sheet was made, and nothing was overwritten: open a new one.") \
        CONDITION(REQUESTS, UNLAWFUL,       "request-decision-unlawful",   REFUSED, "The law does not let that item be decided so.") \
        CONDITION(REQUESTS, LETTER,         "request-letter-untimely",     REFUSED, "Nothing has happened that this letter would tell of; muniment request show lists the letters there are.") \
        CONDITION(REQUESTS, STOPPED,        "request-person-decides",      LATER,   "Nothing goes out about this child now; muniment request show says what a person decides first.") \
        CONDITION(NOTICES, NONE,            "notice-unknown",              REFUSED, "There is no {notice}; muniment notice due --all lists them.") \
        CONDITION(NOTICES, TEXT,            "notice-text",                 REFUSED, "There is no such text, or it is broken.") \
        CONDITION(DELIVERY, NONE,           "delivery-none",               REFUSED, "There is no {letter} to be handed over; muniment delivery list shows those there are.") \
        CONDITION(DELIVERY, STATE,          "delivery-not-so",             REFUSED, "Its letter is not where that could happen to it; muniment delivery list shows where it is.") \
        CONDITION(LEDGER, KEY,              "ledger-key",                  REFUSED, "The ledger was signed with another key than the one loaded. Restore that key; the ledger is not continued under a new one.") \
        CONDITION(LEDGER, BROKEN,           "ledger-broken",               REFUSED, "The ledger in the database contradicts its own checkpoints, so nothing was signed. Run \"muniment ledger verify\" and keep the database as it is for whoever investigates.") \
        CONDITION(LEDGER, ROLLED_BACK,      "ledger-rolled-back",          REFUSED, "The checkpoint file knows more entries than the database: the database is older than the file, as after a restore. Nothing was signed. When the restore was meant, run \"muniment retention replay\" and then move the file away.") \
        CONDITION(LEDGER, FORKED,           "ledger-forked",               REFUSED, "The checkpoint file and the database tell different histories, so nothing was signed. Keep both as they are for whoever investigates.") \
        CONDITION(LEDGER, FILE,             "ledger-file",                 AGAIN,   "The checkpoint file cannot be read or written, or is not a checkpoint of this ledger. See its folder's permissions; when the file is damaged, move it away.") \
        CONDITION(LEDGER, NONE,             "ledger-entry-unknown",        REFUSED, "The ledger holds nothing of the kind: no such entry, or nothing signed yet.") \
        CONDITION(WORK, KIND,               "kind-unknown",                REFUSED, "This program knows no such kind of job.") \
        CONDITION(WORK, ARGUMENTS,          "arguments",                   REFUSED, "The job's arguments do not say what it is about.")
/* clang-format on */

enum {
        _CONDITION_NONE,
#define CONDITION(module, name, code, disposition, sentence) module##_E_##name,
        CONDITIONS
#undef CONDITION
                _CONDITION_MAX,
};

/* Of a condition, r > 0; anything else is a bug of ours. */
const char *condition_code(int r);
Disposition condition_disposition(int r);
/* "LEDGER": the module that a condition belongs to, by the name in its constant. False for 0 and faults. */
bool condition_is_of(int r, const char *module);
/* Appends its sentence. name, of the noun, stands in the sentence's place for that noun, or else before it:
 * "run", "12" makes "Run 12: The rule has changed ...". Both may be NULL. */
void condition_say(int r, const char *noun, const char *name, Text *out);
/* Its sentence as it stands above. */
const char *condition_sentence(int r);
