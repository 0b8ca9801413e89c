#pragma once
/* Within pg/ only: what a server sends that keeps bytes without knowing what they mean. */

#include <libpq-fe.h>
#include <stdbool.h>

/* As long as we ask for UTF-8 it would refuse to send anything else. False: the connection is gone. */
bool readable_take_all(PGconn *conn);
/* Values that are not UTF-8 are made so: what is, stays, and every other byte is read as Windows-1252. */
void readable_make(const PGconn *conn, PGresult *result);
