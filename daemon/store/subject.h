#pragma once
/* The bridge between a subject and what governance holds about them, and the documents made, as statements.
 */

#include "base/conditions.h"
#include "store/store.h"

/* Makes the register known, or notes its new map. */
int register_ensure(Store *store, const char *name, const char *map);
/* The subject's random reference (a UUID as text, in the arena), made at first need. */
int subject_ref_ensure(Store *store, const char *register_name, const char *key, Arena *arena,
                       const char **ret_ref);
/* Back to the register's key. 0 or SUBJECT_STORE_E_NONE. */
int subject_ref_key(Store *store, const char *ref, Arena *arena, const char **ret_key);

typedef struct Document {
        const char *kind;            /* report, letter, certificate */
        const char *format;          /* pdf, json, html, text */
        const char *language;        /* en, cy */
        const char *subject;         /* reference; NULL: about nobody */
        const unsigned char *sha256; /* 32 bytes, of body */
        const void *body;
        size_t size;
        Date made_on;
} Document;

/* Keeps a document; it goes when its subject's reference goes. */
int document_insert(Store *store, const Document *document, int64_t *ret_id);
