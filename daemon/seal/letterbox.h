#pragma once
/* An answer for one reader: whoever asks makes a pair of keys in memory and gives away its address; what is
 * sealed for that address can be opened with the other half only, which ends with the process. libsodium's
 * sealed boxes (X25519, XSalsa20-Poly1305). */

#include "base/arena.h"
#include "base/cleanup.h"

#include <stdbool.h>

#define LETTERBOX_ADDRESS_SIZE 32

typedef struct Letterbox Letterbox;

/* NULL: no memory that can be locked. */
Letterbox *letterbox_new(void);
Letterbox *letterbox_free(Letterbox *box);
DEFINE_CLEANUP(Letterbox *, letterbox_free)
const unsigned char *letterbox_address(const Letterbox *box); /* LETTERBOX_ADDRESS_SIZE bytes */

/* Sealed for an address; in the arena. Each call gives other bytes. NULL: it is no address that anything can
 * be sealed for (a point of low order, such as zeros). */
unsigned char *letterbox_seal(const unsigned char address[LETTERBOX_ADDRESS_SIZE], const void *data, size_t n,
                              Arena *arena, size_t *ret_n);
/* What was sealed, with a byte of zero behind it; NULL: it was not for this box, or was changed. */
char *letterbox_open(const Letterbox *box, const unsigned char *sealed, size_t n, Arena *arena,
                     size_t *ret_n);

/* Bytes as text for JSON, and back (NULL: it is none). */
char *base64_write(const void *data, size_t n, Arena *arena);
unsigned char *base64_read(const char *text, Arena *arena, size_t *ret_n);
