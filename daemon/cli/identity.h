#pragma once
/* Root acts as somebody else for a while: PostgreSQL asks the kernel who is calling (peer authentication),
 * and only the service's own user shows what the service may do. */

#include <stdbool.h>

#define SERVICE_USER  "muniment"
#define DATABASE_USER "postgres"

/* True when root has become that user until identity_back(). False, and nothing changed, for anybody but root
 * and where there is no such user. */
bool identity_become(const char *user);
void identity_back(void);
