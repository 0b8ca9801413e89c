#pragma once
/* Signed notes, and checkpoints: signed tree heads, in the C2SP tlog-checkpoint form over a C2SP signed note
 * (Ed25519), so that anybody's tools can check them:
 *
 *   <origin>
 *   <number of leaves>
 *   <base64 of the root>
 *
 *   — <key name> <base64 of the key's hash and the signature>
 */

#include "base/conditions.h"
#include "seal/keys.h"
#include "seal/merkle.h"

#define NOTE_SIZE_MAX 65536

typedef struct Checkpoint {
        char origin[KEYS_NAME_MAX + 1];
        uint64_t size;
        MerkleHash root;
} Checkpoint;

/* Any other text, which must end with a newline. One key signs notes of several kinds: a text must be told
 * from a checkpoint's, whose second line is a number, by its own second line. */
char *note_sign(const Keys *keys, const char *text, Arena *arena);
/* 0, or a NOTE_E_ condition with *ret_text untouched; the text lies in the arena. */
int note_open(const char *note, size_t n, const VerifierKey *key, Arena *arena, const char **ret_text);

/* The signed note for a tree head; the origin is the key's name. */
char *checkpoint_sign(const Keys *keys, uint64_t size, const MerkleHash *root, Arena *arena);
/* Reads n bytes and checks them against the key. 0, or a NOTE_E_ condition with *ret untouched. */
int checkpoint_open(const char *note, size_t n, const VerifierKey *key, Checkpoint *ret);
/* Standard base64, for hashes in proofs. False unless it is canonical and exactly one hash. */
bool merkle_hash_parse(const char *s, size_t n, MerkleHash *ret);
#define MERKLE_HASH_TEXT_SIZE 45
const char *merkle_hash_text(const MerkleHash *hash, char buf[MERKLE_HASH_TEXT_SIZE]);
