#pragma once
/* What muniment doctor looks at, and muniment init at its end. Each part adds what it finds; it fails only
 * for a fault, or with a PG_E_ condition when the database is lost on the way. */

#include "install/findings.h"
#include "settings/settings.h"
#include "store/context.h"

#define KEYS_DIR "/etc/muniment/keys"

typedef struct Doctor {
        const CliArgs *args;
        const char *settings_file;
        const char *options;      /* " --config FILE" for commands that are told; "" for the usual file */
        const char *keys;         /* the folder of keys */
        const char *unit;         /* NULL: no unit reads these settings */
        const Settings *settings; /* NULL: they cannot be read */
        Context context;          /* its store is NULL while the database does not open */
        Keys *loaded_keys;
        /* They are encrypted for this machine, and the document key is one of them. */
        bool encrypted_keys, document_key;
        const char *keys_problem; /* why they could not be loaded; NULL: no reason */
        Findings findings;
} Doctor;

/* The instance whose settings these are, "north" of /etc/muniment/north.conf; "" for the usual file, NULL:
 * none. */
const char *instance_of(Arena *arena, const char *settings_file);

/* keys NULL: $CREDENTIALS_DIRECTORY, or the usual folder. */
void doctor_init(Doctor *doctor, const CliArgs *args, const char *keys);
/* All of it, as the service's user where root asks; the findings sorted. */
int doctor_examine(Doctor *doctor);

/* Fonts, time zone, holidays, folders and their space. */
void doctor_machine(Doctor *doctor);
/* Whether the service is there, enabled and at work; only where systemd runs. */
void doctor_unit(Doctor *doctor);
/* Roles, schema, rights, the server's settings and its clock; opens the store. */
int doctor_database(Doctor *doctor);
/* Keys as root, then whether they are those of the ledger. */
int doctor_load_keys(Doctor *doctor);
int doctor_keys(Doctor *doctor);
/* Jobs, runs, requests, holds, the ledger. */
int doctor_work(Doctor *doctor);

/* "muniment init --yes" with the options that reach the same installation. */
const char *doctor_init_command(const Doctor *doctor);
