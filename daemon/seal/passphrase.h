#pragma once
/* A secret that a person reads out or writes down. */

/* Five groups of four: 100 bits, so that nobody tries them all. */
#define PASSPHRASE_SIZE sizeof "XXXX-XXXX-XXXX-XXXX-XXXX"

/* One that nobody can guess, of letters and digits that are not taken for one another. The caller wipes it.
 */
void passphrase_make(char ret[PASSPHRASE_SIZE]);
