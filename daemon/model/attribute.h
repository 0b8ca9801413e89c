#pragma once
/* What a map says of a column. */

#include <stdbool.h>
#include <stddef.h>

/* Who a value is about: decides what a report withholds (DPA 2018 Sch 2 para 16-17).
 * informant: a private person who reported something. As the check of muniment.dossier_item.about has them.
 */
#define ABOUTS(WORD)                                                                                         \
        WORD(SUBJECT, "subject")                                                                             \
        WORD(CARER, "carer")                                                                                 \
        WORD(PRACTITIONER, "practitioner")                                                                   \
        WORD(INFORMANT, "informant")                                                                         \
        WORD(SYSTEM, "system")
typedef enum About {
#define WORD(name, word) ABOUT_##name,
        ABOUTS(WORD)
#undef WORD
                _ABOUT_MAX
} About;

typedef enum Disclose { DISCLOSE_FREELY, DISCLOSE_REVIEW, DISCLOSE_NEVER, _DISCLOSE_MAX } Disclose;

/* model/compare.h does the comparing. */
typedef enum CompareKind {
        COMPARE_NAME,
        COMPARE_DATE,
        COMPARE_ADDRESS,
        COMPARE_POSTCODE,
        COMPARE_PHONE,
        COMPARE_IDENTIFIER,
        COMPARE_GENDER,
        COMPARE_TEXT,
        _COMPARE_MAX,
} CompareKind;

typedef enum Anonymise {
        ANONYMISE_DROP, /* the row's value is not carried over at all */
        ANONYMISE_BLANK,
        ANONYMISE_YEAR,      /* a date, to its year */
        ANONYMISE_DISTRICT,  /* a postcode, to its outward part */
        ANONYMISE_PSEUDONYM, /* keyed */
        ANONYMISE_KEEP,
        _ANONYMISE_MAX,
} Anonymise;

#define UNDECIDED "decide" /* item and category of a drafted column, until a person has decided */

/* As what a value taken out of a column is read. */
typedef enum ReadAs { READ_AS_IS, READ_AS_DATE, READ_AS_BOOLEAN, _READ_AS_MAX } ReadAs;

typedef struct Attribute {
        const char
                *column;   /* of the table; or, with from, the name that the map gives to what is taken out */
        const char *from;  /* column of the table that holds it among other things; NULL: it is one itself */
        const char **path; /* within the document there */
        const char *where; /* column: only rows in which it holds one of is hold it; NULL: all do */
        const char **is;
        size_t n_path, n_is;
        ReadAs as;
        const char *zone;     /* of moments: the days there; NULL: as they are written */
        const char *format;   /* of texts: how days are written: YYYY, MM and DD; or seconds, milliseconds */
        const char *item;     /* s.12(4): "a" to "h"; by another power any words; "system" for metadata */
        const char *category; /* groups attributes in reports: "name", "address", "education" ... */
        const char *label;    /* key of the plain-language label in notices/LANGUAGE/labels.conf */
        const char *source;   /* name of the source with authority over it; NULL: none */
        About about;
        CompareKind compare;
        Anonymise anonymise;
        Disclose disclose;
        size_t place;    /* of its line in the entity's list: several columns may share one */
        bool identifies; /* finds a person: search, matching, tombstones, verification scans */
} Attribute;
