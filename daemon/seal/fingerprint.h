#pragma once
/* Keyed fingerprints (BLAKE2b-256): the same value gives the same fingerprint, and without the key nobody
 * can find the value by trying all of them. Tombstones are made of these. */

#include "seal/keys.h"

#define FINGERPRINT_SIZE 32

/* The fingerprints of n values, side by side in ret (n * FINGERPRINT_SIZE bytes): ready for
 * pg_arg_bytea_array(). purpose ("tombstone-key") and scope (a register's name, or "") part the
 * fingerprints: the same value under another purpose or scope gives another one. No value may be NULL. */
void fingerprint_many(const Keys *keys, const char *purpose, const char *scope, const char *const *values,
                      size_t n, unsigned char *ret);
void fingerprint(const Keys *keys, const char *purpose, const char *scope, const char *value,
                 unsigned char ret[FINGERPRINT_SIZE]);
