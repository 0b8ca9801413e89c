#pragma once
/* Connection strings of libpq taken apart and put together again: "dbname=x user=y" or postgresql://... */

#include "base/arena.h"

#include <stdbool.h>

/* What a conninfo says of a key ("dbname", "user", "host"), in the arena; NULL: nothing, or it is no
 * conninfo. */
char *pg_conninfo_value(const char *conninfo, const char *key, Arena *arena);
/* The server of base, but as whom and how over says (NULL: as whoever asks, for base's user is left out), and
 * the database dbname (NULL: that of base). NULL when one of them is no conninfo. */
char *pg_conninfo_as(const char *base, const char *over, const char *dbname, Arena *arena);
/* Whether a server answers there, whoever it would let in. */
bool pg_answers(const char *conninfo);
