#pragma once
/* The letters that a request leads to: what makes each, by which day, and what the law says of it. Pure. */

#include "base/date.h"
#include "model/request-words.h"

#define REQUEST_LETTERS(WORD)                                                                                \
        WORD(RECEIVED, "received")                                                                           \
        WORD(IDENTITY, "identity-wanted")                                                                    \
        WORD(AUTHORITY, "authority-wanted")                                                                  \
        WORD(CLARIFICATION, "clarification-wanted")                                                          \
        WORD(EXTENSION, "extension")                                                                         \
        WORD(PROGRESS, "progress")                                                                           \
        WORD(LATE, "late")                                                                                   \
        WORD(NOTHING, "nothing-found")                                                                       \
        WORD(REFUSED, "refused")                                                                             \
        WORD(ENCLOSED, "report-enclosed")                                                                    \
        WORD(OUTCOME, "complaint-decided")                                                                   \
        WORD(RECTIFIED, "rectified")                                                                         \
        WORD(DONE, "carried-out")

/* wanted: to be made. waiting: it may not go by itself, a person sees to it. made. told: they were told in
 * another way. lapsed: it would say nothing any more. */
#define REQUEST_LETTER_STATES(WORD)                                                                          \
        WORD(WANTED, "wanted")                                                                               \
        WORD(WAITING, "waiting")                                                                             \
        WORD(MADE, "made")                                                                                   \
        WORD(TOLD, "told")                                                                                   \
        WORD(LAPSED, "lapsed")

typedef enum RequestLetterKind {
#define WORD(name, word) REQUEST_LETTER_##name,
        REQUEST_LETTERS(WORD)
#undef WORD
                _REQUEST_LETTER_KIND_MAX,
} RequestLetterKind;

typedef enum RequestLetterState {
#define WORD(name, word) REQUEST_LETTER_IS_##name,
        REQUEST_LETTER_STATES(WORD)
#undef WORD
                _REQUEST_LETTER_STATE_MAX,
} RequestLetterState;

const char *request_letter_to_string(RequestLetterKind kind);
bool request_letter_from_string(const char *s, RequestLetterKind *ret);
const char *request_letter_state_to_string(RequestLetterState state);
bool request_letter_state_from_string(const char *s, RequestLetterState *ret);

/* The letter that an event of such a request makes; false: none. */
bool request_letter_of_event(RequestKind right, RequestEventKind event, RequestLetterKind *ret);
/* The letter that an event makes needless, for it asks for what has come; false: none. */
bool request_letter_met_by(RequestEventKind event, RequestLetterKind *ret);
/* The last day for it, of what happened on that day. */
Date request_letter_due(RequestLetterKind kind, Date on);
const char *request_letter_cite(RequestLetterKind kind);
/* Whether it is the answer, or part of it, and so goes when the request is closed. */
bool request_letter_answers(RequestLetterKind kind);
/* Whether a request of another right than access is answered by it: so long its clock runs. */
bool request_letter_ends(RequestLetterKind kind);
/* Whether it tells more than that they asked, and what they are asked to show: words of an officer, or what
 * was found. */
bool request_letter_tells(RequestLetterKind kind);
/* Whether a person makes it when they wish, without an event. */
bool request_letter_by_hand(RequestLetterKind kind);
/* A letter that says how far it is: of it no event tells but that they were told. */
bool request_letter_is_news(RequestLetterKind kind);

/* Somebody who waits hears at least so often how far it is. No law names the number: it is the house's. */
#define LETTER_SILENCE_DAYS 21
