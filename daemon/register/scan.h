#pragma once
/* Looks for many values in many rows, in one pass however many values there are: every word of a row is
 * hashed and looked up. Kept are hashes only, no value. Small and capital letters, marks on letters, and
 * whatever parts letters and digits make no difference.
 *
 * An identifier is found as a whole value however it is parted, as a word, in groups as people write numbers,
 * within lists, JSON and bytes. One of less than SCAN_WORD_LEAST letters and digits is found as a whole value
 * or item only. A name is found when all its words stand in one row. */

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_WORD_LEAST   6
#define SCAN_NUMBER_LEAST 8 /* in columns of numbers: shorter ones could be anybody's row number */

typedef struct Scan Scan;

/* What a value is, as its column says. */
typedef enum ScanKind {
        SCAN_TEXT,
        SCAN_NUMBER,
        SCAN_WITHIN, /* lists, JSON, whatever may hold several */
        SCAN_BYTES,  /* as the server writes bytea */
        SCAN_KEY,    /* holds a subject's key and nothing else */
        SCAN_KEYS,   /* holds a list of such keys */
} ScanKind;

Scan *scan_new(void);
Scan *scan_free(Scan *scan);
DEFINE_CLEANUP(Scan *, scan_free)

/* sure: whoever holds it holds something of the subject; else it may be somebody else's too. */
void scan_add_identifier(Scan *scan, const char *value, bool sure);
/* False: too short to be told from any other word, and not looked for. */
bool scan_add_name(Scan *scan, const char *words);
/* A subject's key: looked for in SCAN_KEY and SCAN_KEYS, and beside a name of scan_add_key_name() in JSON. */
void scan_add_key(Scan *scan, const char *key);
/* What members of JSON that hold a key are called: as squeezed_name() makes it. */
void scan_add_key_name(Scan *scan, const char *squeezed);
/* How many identifiers are looked for as whole values only. */
size_t scan_n_short(const Scan *scan);

/* A row is begun, each of its values is given, and then it is asked. NUL-terminated, of n bytes. */
void scan_row(Scan *scan);
void scan_value(Scan *scan, ScanKind kind, const char *value, size_t n);
bool scan_found(const Scan *scan);
/* It is not certain: a name, or what others may share. */
bool scan_found_maybe(Scan *scan);
