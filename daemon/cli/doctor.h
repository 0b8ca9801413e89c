#pragma once
/* What muniment doctor looks at, in parts that muniment init looks at too. Each adds what it finds and fails
 * only for a fault. */

#include "cli/findings.h"
#include "settings/settings.h"
#include "store/context.h"

#define KEYS_DIR "/etc/muniment/keys"

typedef struct Doctor {
        const CliArgs *args;
        const char *settings_file;
        const char *options; /* " --config FILE" for commands that are told, "" when it is the usual file */
        const char *keys;    /* the folder of keys */
        const Settings *settings; /* NULL: they cannot be read */
        Context context;          /* its store is NULL while the database does not open */
        Findings findings;
} Doctor;

/* Fonts, time zone, holidays, folders and their space. */
void doctor_machine(Doctor *doctor);
/* Whether the service is there, enabled and at work; only where systemd runs. */
void doctor_unit(Doctor *doctor);
/* Roles, schema, rights, the server's settings and its clock. */
int doctor_database(Doctor *doctor);
/* Keys, and whether they are those of the ledger. */
int doctor_keys(Doctor *doctor);
/* Jobs, runs, requests, holds, the ledger. */
int doctor_work(Doctor *doctor);
