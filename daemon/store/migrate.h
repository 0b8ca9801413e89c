#pragma once
/* Makes and upgrades the schemas: roles, then the migrations compiled in, forward only. */

#include "base/conditions.h"
#include "store/store.h"

typedef struct MigrateReport {
        int from, to; /* versions before and after; 0: nothing was there */
        int version;  /* the migration concerned, for the conditions above */
        char sqlstate[6];
} MigrateReport;

/* Brings the governance database to version upto (0: the newest), each migration in a transaction of its
 * own with the record of itself, so that a crash leaves a version and never half of one. Waits for another
 * migrator to finish. The login must be a superuser, or may create roles and owns the database, or is a
 * member of muniment_owner where the roles stand already.
 * 0, PG_E_LOST, PG_E_DENIED, PG_E_RETRY (another migrator took too long), or a condition above; *ret is
 * filled in every case. */
int migrate_governance(const char *conninfo, int upto, MigrateReport *ret);

/* Gives a register its muniment_agent schema, or brings it up to date: receipts, outbox, and for the
 * section 12 register its triggers. In one transaction; safe to run again. The login owns the register's
 * tables or is a superuser. 0, PG_E_LOST, PG_E_DENIED, PG_E_RETRY, MIGRATE_E_REFUSED with the sqlstate. */
int migrate_register(const char *conninfo, MigrateReport *ret);

/* The version of the schema; 0: none. */
int migrate_version(Pg *pg, int *ret);
