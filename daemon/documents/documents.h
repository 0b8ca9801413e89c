#pragma once
/* Documents: made once, hashed, kept, copied to the folder of finished papers, opened, destroyed. The one
 * hand for all features.
 *
 * A copy is a row of muniment.document_copy before it is a file, and the row's transaction is committed
 * before the file is begun, so that a crash at any moment leaves no file that is not known. The folder then
 * follows the rows: documents_settle() writes what is to be written and removes what is of a destroyed
 * document. It may be called again after a crash anywhere.
 * What is kept is sealed, under a key of its own (store/sealing.h); the hash is of the plain bytes. Copies in
 * the folder are plain. Besides its own conditions each passes on what the database says, and
 * SEALING_E_NO_KEY. */

#include "base/conditions.h"
#include "store/context.h"
#include "store/document.h"
#include "store/sealing.h"

/* The folder of this host's settings (output_dir), ready to take copies: its number, in the context's arena;
 * NULL: the settings name none. Never within a transaction. What lay there before copies were known is taken
 * over where it is what a document says. 0, or -errno when it cannot be written. */
int documents_folder(Context *context, const char **ret);

/* Keeps a document, sha256 and made_on of it filled in, and, with a folder, a copy by that name, which
 * documents_settle() writes once the caller has committed. Within the caller's transaction. */
int documents_keep(Context *context, Document *document, const char *folder, const char *name);
/* A document's body, in the arena: the one way to read one. 0, DOCUMENTS_E_GONE; AGE_E_FORM: it is damaged.
 */
int documents_open(Context *context, int64_t id, Arena *arena, const unsigned char **ret, size_t *ret_n);
/* Seals, in slices, what was kept before there was a key. Nothing where there still is none. Not within a
 * transaction; stopped or killed, it goes on when called again. */
int documents_seal(Context *context, const Sealing *sealing);

/* Writes and removes what is to be in this host's folder; nothing when the settings name none. Not within a
 * transaction. 0; -errno: some could not be, and the next call tries them again. */
int documents_settle(Context *context);
/* For a print room, where one works in this host's folder (there is a folder "taken" in it): the list of the
 * letters that lie there, written anew as manifest.tsv. Not within a transaction. 0 or -errno. */
int documents_manifest(Context *context);
/* Whether folder is the one of the settings: what is written there is a copy of ours; anywhere else a file is
 * the caller's. */
bool documents_is_own(const Context *context, const char *folder);
/* After a run or closing (by its token) has destroyed its subjects: settles this host's folder, with what the
 * print room took and nobody has noted, looks whether what is noted as removed has come back, and lists where
 * copies are left. -errno: what was taken cannot be removed. */
int documents_left(Context *context, const char *token, CopiesLeft **ret, size_t *ret_n);
/* Files in this host's folder that are named like copies and are none: of before copies were known, or of
 * before the governance database was restored. How many, and the name of one, in the context's arena; remove:
 * they are removed, without a way back. */
int documents_strays(Context *context, bool remove, int64_t *ret_n, const char **ret_name);
