#pragma once
/* The settings file and everything it names, read into plain data. settings/setting-table.c declares every
 * setting once: parser, muniment check, sample file and man page come from it. Lives in one arena. */

#include "base/arena.h"
#include "base/conditions.h"
#include "base/date.h"
#include "model/data-map.h"
#include "model/delivery-words.h"
#include "model/language.h"
#include "model/law-pack.h"
#include "model/look.h"
#include "model/nation.h"
#include "model/run-hours.h"
#include "settings/problems.h"

typedef struct Regimes Regimes; /* model/regime.h: clocks and holidays */
typedef struct Source Source;   /* model/source.h */

typedef struct RegisterSettings {
        const char *name;
        const char *connection; /* libpq conninfo; NULL: the governance database itself */
        const char *map_name;
        const DataMap *map;
        const char *maintenance_role; /* as whom its tables are vacuumed; NULL: nobody, and grades end at
                                         "deleted" */
} RegisterSettings;

/* Who writes to families: printed on letters and reports. Needed as soon as there is a register: then the
 * names (that of the standard language unless given), address, dpo_contact and the regulator's names are set.
 */
typedef struct Authority {
        const char **names;   /* by the place of the language */
        const char **address; /* lines */
        size_t n_address;
        const char *phone, *email, *web; /* NULL: none */
        const char *dpo_contact;
        const char **regulators; /* the Commissioner, as it is to be named; likewise */
        const char *colour;      /* as it was written; look has it as a number */
        Look look;
} Authority;

/* GOV.UK Notify, which prints letters and posts them. */
typedef struct NotifySettings {
        const char *base_url, *credential;
        Postage postage;
} NotifySettings;

typedef struct Settings {
        const char *file;
        const char *database;  /* libpq conninfo of the governance database */
        const char *data_dir;  /* holds policies/ and notices/ */
        const char *texts_dir; /* an authority's own texts; NULL: none */
        Jurisdiction jurisdiction;
        const char *checkpoint_file; /* where signed tree heads go besides the journal; NULL: nowhere */
        const char *state_dir;  /* where marks and tombstones are kept outside the databases; NULL: nowhere */
        const char *output_dir; /* where documents are also written as files; NULL: nowhere */
        const char *escrow_recipient; /* "age1...": who besides the authority can open what is stored; NULL:
                                         nobody */
        const char *metrics_socket;   /* where monitoring is answered; NULL: not there */
        const char *metrics_listen;   /* likewise on loopback, "127.0.0.1:9460"; NULL: not there */
        int workers, lease_seconds, max_attempts, poll_seconds;
        int spool_days, post_days; /* a letter lies in output_dir; takes by post, in working days */
        AttemptChannel *channels;  /* by which letters go, the first one first; never none */
        size_t n_channels;
        NotifySettings notify;
        int hold_review_days, hold_reminder_days;
        int batch_size, statement_timeout_ms, lock_timeout_ms;
        const char **trusted_wrappers; /* logins whose --as is believed where two people must act */
        size_t n_trusted_wrappers;
        const char **made_up_postcodes; /* areas of addresses that a trial may write to */
        size_t n_made_up_postcodes;
        bool rehearsal;                /* --as-of may act on days to come */
        int belt_subjects, belt_share; /* a run over either needs a second person; the share in hundredths */
        int belt_days;                 /* likewise one planned so many days after the planning before */
        const char *run_hours_text;    /* NULL: any hour */
        RunHours run_hours;
        int run_share;                      /* of its time, in hundredths, that a run may work */
        int run_max_lag_mb, run_max_active; /* a run waits beyond either; 0: not looked at */
        const char *rewrite_hours_text;     /* NULL: any hour */
        RunHours rewrite_hours;
        const char *restore_command;                 /* NULL: none */
        int backup_days, wal_days, wal_archive_days; /* 0: not said */
        Languages languages;                         /* that families are written to in */
        Authority authority;
        RegisterSettings *registers;
        size_t n_registers;
        DataMap **maps;
        size_t n_maps;
        LawPack **packs; /* retention rules in force here */
        size_t n_packs;
        Source **sources;
        size_t n_sources;
        const Regimes *regimes;
} Settings;

/* Reads the file and every policy it names, then judges them together. 0 with *ret set when there is no
 * problem of severity error; SETTINGS_E_REFUSED when there is (*ret untouched; problems say what, where and
 * the mend). */
int settings_load(const char *file, Arena *arena, Problems *problems, Settings **ret);
/* The file alone, without the policies it names: for a register that has no map yet. Nothing else of what is
 * returned may be relied on but names and connections. */
int settings_peek(const char *file, Arena *arena, Problems *problems, Settings **ret);

const RegisterSettings *settings_register(const Settings *settings,
                                          const char *name); /* NULL: none of that name */

/* The retention rules of all packs, one after another; map: only those for that map; NULL: all. NULL at the
 * end.
 *
 *         RuleCursor at = { 0 };
 *         for (const Rule *rule; (rule = settings_next_rule(settings, map, &at));) */
typedef struct RuleCursor {
        size_t pack, rule; /* the next one */
} RuleCursor;
const Rule *settings_next_rule(const Settings *settings, const char *map, RuleCursor *at);
