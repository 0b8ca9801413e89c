#pragma once
/* The languages that families are written to in: a row each, read from notices/LANGUAGE/language.conf by
 * settings/languages.c. Nothing in C names one. Plain data in an arena. */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* More folders than that are a mistake. */
#define LANGUAGES_MAX 16

typedef struct Language {
        size_t place;          /* among its Languages: what is said in each of them is an array by place */
        const char *code;      /* the folder's name: "cy" */
        const char *tag;       /* BCP 47, for ICU, for pango and for who reads a PDF aloud: "en-GB" */
        bool standard;         /* what nobody need wish for; exactly one is */
        unsigned owed_in;      /* nations whose bodies write in it too, a bit each */
        const char **months;   /* twelve, as they stand in a date */
        const char *page;      /* "Page {page} of {pages}" */
        const char *reference; /* "Our reference: {reference}" */
        const char *report;    /* the title of an access report */
        const char *regulator; /* the Commissioner's name, unless the settings say another */
        const char *letters;   /* those that a font may lack */
        const char *braille;   /* liblouis's table of its code; NULL: it is not written in braille */
} Language;

typedef struct Languages {
        Language *items; /* by code */
        size_t n;
        const Language *standard;
} Languages;

/* What one letter is written in, in its order. */
typedef struct LanguageList {
        const Language *items[LANGUAGES_MAX];
        size_t n;
} LanguageList;

/* NULL: there are no texts in it. */
const Language *languages_find(const Languages *languages, const char *code);
/* "cy en": for usage texts; in the arena. */
const char *languages_names(const Languages *languages, Arena *arena);

bool language_list_has(const LanguageList *list, const Language *language);
/* Adds it, once; the standard language stays last, so that no other is treated less favourably. */
void language_list_add(LanguageList *list, const Language *language);
/* "cy-en", as rows, entries and --language have it; in the arena. */
const char *language_list_to_string(const LanguageList *list, Arena *arena);
/* False: it names a language that there is not, or one twice. The order is as it says. */
bool language_list_from_string(const Languages *languages, const char *text, LanguageList *ret);
