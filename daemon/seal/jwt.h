#pragma once
/* JSON Web Tokens (RFC 7519) by which we say who asks. */

#include "base/arena.h"

#include <stdint.h>

/* Signed with HS256 (RFC 7515) under the secret's own bytes: who issued it and when, in seconds since the
 * epoch, and nothing else. issuer holds nothing that JSON would have to escape. */
const char *jwt_hs256(const char *issuer, const char *secret, int64_t issued_sec, Arena *arena);
