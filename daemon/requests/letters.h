#pragma once
/* Letters to whoever made a request: event -> wanted -> made, or a person's work.
 *
 * Each event that somebody must be told of makes one letter, in the transaction of the event; it is written
 * afterwards, by whoever comes first, and never twice. It goes to the address that they gave for it and to no
 * other. What may not go by itself waits with its reason. Besides the conditions below each passes on what
 * the register, documents/ and the database say. */

#include "delivery/delivery.h"
#include "render/letter.h"
#include "requests/requests.h"
#include "store/request-letter.h"

/* Why a letter waits, and what a person does about it; faults of an address stand beside them by their own
 * codes. */
#define LETTER_REASONS(REASON)                                                                               \
        REASON(NO_ADDRESS, "no-address", "Nobody has said where letters go: muniment request wishes")        \
        REASON(SAFETY, "read-what-is-safe",                                                                  \
               "They said what is safe: read it first, then muniment request letter")                        \
        REASON(FORM, "another-form",                                                                         \
               "They wish another form: tell them so, then muniment request letter --told")                  \
        REASON(STOPPED, "person-decides", "Nothing goes out about the child until a difference is settled")  \
        REASON(CARE, "person-reads", "A person reads the case first, and writes or rings")                   \
        REASON(CONCERN, "concern",                                                                           \
               "An order or an objection about who asks is on record: weigh it, or read the letter and "     \
               "make it")                                                                                    \
        REASON(TELLS, "tells-withheld",                                                                      \
               "What it adds holds a value that is withheld, or not decided: say it otherwise (--say)")      \
        REASON(UNSAID, "say-again",                                                                          \
               "A person gave it words, which are not kept: muniment request letter, with --say")            \
        REASON(UNPRINTABLE, "unprintable", "No font here draws their name or address: tell them otherwise")  \
        REASON(BROKEN, "text-broken", "The letter's text is broken: muniment check says where")              \
        REASON(CLOSED, "closed", "The request is closed")                                                    \
        REASON(ANSWERED, "answered", "They have been answered")                                              \
        REASON(MET, "met", "What it asks for has come, or is asked anew")                                    \
        REASON(UNTOLD, "too-late", "They were not told in the first month: the longer time does not count")  \
        REASON(NEWER, "newer", "A later letter says how far it is")                                          \
        REASON(DISPROVED, "address-disproved",                                                               \
               "A letter to that address came back: ask where letters go, then muniment request wishes")     \
        REASON(CHANGED, "address-changed", "They gave another address since: muniment request letter")       \
        REASON(TOLD, "told-otherwise", "They were told in another way")                                      \
        REASON(RECALLED, "called-back", "Their wishes changed before it left")                               \
        REASON(GONE, "record-gone", "The subject's record is gone")                                          \
        REASON(ONE, "said-in-another", "The letter that asks them for something says it too")

/* The sentence of a reason, without its full stop. */
const char *letter_reason_text(const char *reason);

#define LETTER_LINES_MOST 12
typedef struct LetterAddress {
        const char *lines[LETTER_LINES_MOST]; /* the name first, the postcode last */
        size_t n;
} LetterAddress;
/* As the post takes it, from what was said in one line with commas. The fault; NONE: it can be written to. */
LetterFault letters_address(const Context *context, const char *said, LetterAddress *ret);

/* Writes what a request has to be written. *ret_made: how many. 0, REQUESTS_E_NONE. */
int requests_letters(Context *context, const char *ref, int64_t *ret_made);
/* The same of every request, after asking what the day itself makes (letter-daily.h); for a day's work. */
int requests_letters_all(Context *context);

/* What a person does with one. said: what it says besides, or for nothing-found the names that were looked
 * for; NULL: what the event says. */
typedef enum LetterAct { LETTER_MAKE, LETTER_TOLD } LetterAct;
typedef struct LetterWish {
        RequestLetterKind kind;
        LetterAct act;
        const char *said;
} LetterWish;
/* Makes one that waits, though it says to be read what is safe, for a person has read it; or one that they
 * wish to write now; or notes that they were told otherwise. *ret as it then is: made, told, or waiting
 * still. Of one that has not gone or not arrived another is made. REQUESTS_E_LETTER: nothing happened that it
 * would tell of. */
int requests_letter(Context *context, const char *ref, const LetterWish *wish, RequestLetter *ret);
/* Judges a letter that was made at the moment of sending and in every round while it lies: what has happened
 * since, what they wish by now, and what the register says of that moment. */
extern const DeliveryJudge requests_letter_judge;
/* As it would be today, as plain text, and nothing is kept of it. The caller frees *ret. */
int requests_letter_preview(Context *context, const char *ref, const LetterWish *wish, Buffer **ret);
