#pragma once
/* What a letter needs to know of a subject, read from a register through its map: by the labels its
 * attributes have, for the engine knows no table by name. For the files of notices/ only. */

#include "model/data-map.h"
#include "register/collect.h"

#define ADDRESS_LINES_MAX 8

typedef struct PostalAddress {
        const char *lines[ADDRESS_LINES_MAX]; /* without the name; the postcode last */
        size_t n;                             /* 0: none that is known to be good */
} PostalAddress;

typedef struct RecordPerson {
        const char *key; /* of the shared row */
        const char *name, *language;
        PostalAddress address;
        const char *source; /* of their details; NULL: not known */
        bool responsible;   /* has parental responsibility now */
        bool restricted;    /* a court order limits their part */
} RecordPerson;

typedef struct Record {
        const DataMap *map;
        const json_t *data; /* register_collect(), borrowed */
        Date on;
        SubjectFacts facts;
        const char *name, *first; /* NULL: no name is known */
        PostalAddress address;
        RecordPerson *persons;
        size_t n_persons;
} Record;

/* Reads, from its data, what stands on its day: the map, data, facts and on of record are given, the rest is
 * filled in. Strings live in the arena or in data. */
void record_read(Arena *arena, Record *record);

/* The column labelled so; NULL: none. */
const char *record_column(const Entity *entity, const char *label);
/* A row's text in the column labelled so; NULL when there is none or it is null. */
const char *record_text(const Entity *entity, const json_t *row, const char *label);
/* Whether a row stands on that day: begun, not ended, not archived. */
bool record_is_current(const Entity *entity, const json_t *row, Date on);
/* The row of a key; NULL: none. */
const json_t *record_row(const json_t *data, const Entity *entity, const char *key);
/* Who supplied a row: the name of the nth agency it refers to, for one row may have several. NULL: no more.
 */
const char *record_source(const DataMap *map, const json_t *data, const Entity *entity, const json_t *row,
                          size_t n);
