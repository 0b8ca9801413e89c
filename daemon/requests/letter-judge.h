#pragma once
/* Whether a letter to whoever made a request may go: asked when it is to be made, and again at the moment of
 * sending and in every round while it lies. For the files of requests/ only. */

#include "requests/letters.h"
#include "requests/step.h"

enum {
#define REASON(name, c, t) LETTER_REASON_##name,
        LETTER_REASONS(REASON)
#undef REASON
};

/* What is known of a request whose letters are judged. */
typedef struct LetterCase {
        Context *context;
        const Request *request;
        const char *to;     /* where they said letters go; NULL */
        bool careful, form; /* they said what is safe, or wish another form */
        bool stopped, dead, gone, disproved;
        bool untold;            /* of a longer time in time: it does not count */
        RequestLetter *letters; /* all of the request */
        size_t n;
        RequestEvent *events;
        size_t n_events;
} LetterCase;

/* Its letters, events and wishes. */
int letter_case_read(Context *context, const Request *request, LetterCase *ret);
/* And what the register and letters that came back say. From here to the commit nothing new is recorded that
 * would stop it. */
int letter_case_look(LetterCase *of);
/* What a letter of the kind asks for has come since it was last asked for. */
bool letter_is_met(const Request *request, const RequestEvent *events, size_t n, RequestLetterKind kind);
/* Its state and reason where it may not go by itself; reason NULL: it may. */
void letter_judge(const LetterCase *of, RequestLetter *letter);
void letter_put_off(RequestLetter *letter, RequestLetterState state, size_t reason);
/* The lines of an address without the name, joined by line ends. */
const char *letter_address_text(Arena *arena, const LetterAddress *address);
