#pragma once
/* Letters for the post: tagged PDF laid out in the zones of GOV.UK Notify's letter specification, and checked
 * by us before anything leaves, for the printer says only "validation failed". */

#include "render/report.h"

/* Why a letter cannot go by post: the codes are Notify's own where it has one. */
#define LETTER_FAULTS                                                                                        \
        LETTER_FAULT(NONE, "")                                                                               \
        LETTER_FAULT(UNREADABLE, "unable-to-read-the-file")                                                  \
        LETTER_FAULT(NOT_A4, "letter-not-a4-portrait-oriented")                                              \
        LETTER_FAULT(FONT, "font-not-embedded")                                                              \
        LETTER_FAULT(ADDRESS_EMPTY, "address-is-empty")                                                      \
        LETTER_FAULT(ADDRESS_SHORT, "not-enough-address-lines")                                              \
        LETTER_FAULT(ADDRESS_LONG, "too-many-address-lines")                                                 \
        LETTER_FAULT(ADDRESS_NAMELESS, "invalid-address-line-1-or-2")                                        \
        LETTER_FAULT(NO_POSTCODE, "not-a-real-uk-postcode")                                                  \
        LETTER_FAULT(BAD_CHARACTER, "invalid-char-in-address")                                               \
        LETTER_FAULT(NO_FIXED_ABODE, "no-fixed-abode-address")                                               \
        LETTER_FAULT(TOO_WIDE, "address-line-too-long")                                                      \
        LETTER_FAULT(TOO_MANY_PAGES, "letter-too-long")                                                      \
        LETTER_FAULT(NOTIFY_TAG, "notify-tag-found-in-content")                                              \
        LETTER_FAULT(OUTSIDE, "content-outside-printable-area")

typedef enum LetterFault {
#define LETTER_FAULT(name, code) LETTER_FAULT_##name,
        LETTER_FAULTS
#undef LETTER_FAULT
                _LETTER_FAULT_MAX,
} LetterFault;

/* The code, for records and messages. */
const char *letter_fault_to_string(LetterFault fault);

/* The address as the printer reads it: blanks to one, commas at the ends and empty lines out, the country
 * off, the postcode as it is written. ret has room for n; how many are left. Lines live in the arena. */
size_t letter_normal_address(Arena *arena, const char *const *lines, size_t n, const char **ret);

/* Areas of postcodes that a trial writes to, besides those that there are: { "ZA" }. */
typedef struct PostAreas {
        const char *const *made_up;
        size_t n;
} PostAreas;

/* Would the post take this address, made normal? Rules of the letter specification v2.4: 3 to 7 lines, each
 * with a letter or digit, the last a postcode of an area that there is and where people live (ZZ99 is where
 * nobody does), none that begins with a mark the printer refuses, and somewhere to go to ("no fixed abode"
 * needs another route). areas may be NULL. */
LetterFault letter_check_address(const char *const *lines, size_t n, const PostAreas *areas);

#define LETTER_PAGES_MAX 10

typedef struct Letter {
        const char *const *to; /* 3 to 7 lines, the last the postcode */
        size_t n_to;
        const char *const *heads; /* who writes: one name, or two in a letter in two languages */
        size_t n_heads;
        const char *const *from; /* lines of the service address, telephone and the like */
        size_t n_from;
        const char *reference; /* ours, opaque */
        Date on;
        double size;                   /* of running text, points: 12 or more */
        const RenderSection *sections; /* the first begins beside the address, each other on its own page */
        size_t n_sections;
        PostAreas areas;
        const Look *look;       /* NULL: ours */
        RenderProblem *problem; /* may be NULL */
} Letter;

/* The first heading is the document's title. Lays out, checks and makes the letter; the caller frees the PDF.
 * 0, RENDER_E_TEMPLATE, RENDER_E_GLYPHS, or RENDER_E_LAYOUT with *ret_fault saying why it cannot go by post.
 * ret_pages and ret_fault may be NULL. */
int render_letter(const Letter *letter, Buffer **ret_pdf, int *ret_pages, LetterFault *ret_fault);
