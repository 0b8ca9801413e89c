#pragma once
/* The documents made, the folders that copies of them are laid in, and those copies, as statements. For
 * documents/, which is the one hand that makes, keeps and opens them; lists are for everybody. */

#include "base/conditions.h"
#include "model/document-words.h"
#include "store/store.h"

typedef struct Document {
        int64_t id;
        DocumentKind kind;
        DocumentFormat format;
        const char *language;        /* en, cy, cy-en */
        const char *subject;         /* reference; NULL: about nobody */
        const unsigned char *sha256; /* 32 bytes, of body */
        const void *body;
        size_t size;
        Date made_on;
        const char *header, *recipient, *escrow; /* sealed: body is an age payload; NULL: it lies open */
} Document;

/* Keeps a document; it goes when its subject's reference goes. Fills id. */
int document_insert(Store *store, Document *document);
/* Its body and header alone, as they are stored. 0 or DOCUMENT_STORE_E_NONE. */
int document_body(Store *store, int64_t id, Arena *arena, Document *ret);
/* The next after one that lie open, at most limit, locked until the transaction ends: id and body of each. */
int document_unsealed(Store *store, int64_t after, int limit, Arena *arena, Document **ret, size_t *ret_n);
/* Puts what is sealed in the place of what lay open: id, body, header, recipient and escrow. */
int document_seal(Store *store, const Document *document);
/* Of before copies were known: which document would have been given that file name. 0 or
 * DOCUMENT_STORE_E_NONE. */
int document_by_file_name(Store *store, const char *name, Arena *arena, Document *ret);

/* *ret_new: nobody knew that folder before. */
int folder_ensure(Store *store, const char *id, const char *host, const char *path, bool *ret_new);
/* Never to be seen again: 0 or DOCUMENT_STORE_E_NONE. */
int folder_give_up(Store *store, const char *id, Date on, const char *by);
/* Columns: id, host, path, gone_on, gone_by; copies that lie there, are to be written, are to be removed. */
int folder_list(Store *store, PgRows **ret);

/* A copy of a document by that name in that folder, now to be written; written: it lies there already. */
int copy_insert(Store *store, const char *folder, const char *name, int64_t document, bool written);
int copy_known(Store *store, const char *folder, const char *name, bool *ret);
/* The document stays, its copies in that folder go; NULL: those in every folder. */
int copy_end(Store *store, int64_t document, const char *folder);
/* A print room has taken the file of that name. *ret_known: it is a copy of ours, and the file may go. */
int copy_take(Store *store, const char *folder, const char *name, bool *ret_known);
/* Whether a print room has taken a copy of the document, and whether one lies in a folder, or is to. */
int copy_where(Store *store, int64_t document, bool *ret_taken, bool *ret_lies);
/* The letters that lie in a folder. Columns: name, pages, sha256, made_on. */
int copy_letters(Store *store, const char *folder, PgRows **ret);

typedef struct DocumentCopy {
        int64_t id;
        const char *name;
        int64_t document;    /* 0: destroyed, and so the file is to be removed; else it is to be written */
        const char *outcome; /* written, removed, missing */
} DocumentCopy;
/* The next after one, at most limit, locked until the transaction ends. */
int copy_pending(Store *store, const char *folder, int64_t after, int limit, Arena *arena, DocumentCopy **ret,
                 size_t *ret_n);
/* Notes their outcomes; a copy without one is left as it is. */
int copy_settle(Store *store, const DocumentCopy *copies, size_t n);
/* Those that a run or closing (by its token) had destroyed, and that are noted as removed from the folder. */
int copy_removed(Store *store, const char *token, const char *folder, int64_t after, int limit, Arena *arena,
                 DocumentCopy **ret, size_t *ret_n);
/* They are still there: they are to be removed again. */
int copy_reopen(Store *store, const int64_t *ids, size_t n);

typedef struct CopiesLeft {
        const char *folder, *host, *path;
        int64_t n;
        const char *first, *last; /* names */
} CopiesLeft;
/* Folders where copies lie that a run or closing has destroyed the documents of; token NULL: whatever did. */
int copy_left(Store *store, const char *token, Arena *arena, CopiesLeft **ret, size_t *ret_n);
typedef struct CopyCounts {
        int64_t destroyed, missing, out_of_reach; /* missing: taken away before by somebody */
} CopyCounts;
int copy_count(Store *store, const char *token, CopyCounts *ret);
