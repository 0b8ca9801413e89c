#pragma once
/* Secrets that systemd hands over as files of $CREDENTIALS_DIRECTORY, one line each: tokens and keys of those
 * who are asked. They never stand in settings. */

#include "base/arena.h"

/* Where it is; NULL where it is not, or cannot be read. */
const char *credential_path(const char *name, Arena *arena);
/* Its line, which the caller gives to credential_free(); NULL where it is not, is empty, or others may read
 * it. */
char *credential_read(const char *name);
char *credential_free(char *credential);
DEFINE_CLEANUP(char *, credential_free)
