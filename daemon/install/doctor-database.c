/* The governance database and the registers: reached, of this version, with the right rights and settings. */
#include "base/error.h"
#include "base/text.h"
#include "cli/identity.h"
#include "install/check-live.h"
#include "install/doctor.h"
#include "pg/conninfo.h"
#include "register/check.h"
#include "store/setup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SKEW_SOON_USEC INT64_C(5000000)
#define SKEW_NOW_USEC  INT64_C(300000000)

/* psql as somebody who may change the server, for a statement that has no single quote outside its texts. */
static const char *psql(const Doctor *d, const char *conninfo, const char *more) {
        Arena *arena = d->findings.arena;
        const char *host = pg_conninfo_value(conninfo, "host", arena);
        bool peer = getuid() == 0 && (!host || host[0] == '/');
        const char *as = pg_conninfo_as(conninfo, peer ? NULL : conninfo, NULL, arena);
        _cleanup_text_ Text text = { 0 };
        text_appendf(&text, "%spsql -X -d \"%s\"%s", peer ? "runuser -u " DATABASE_USER " -- " : "",
                     as ? as : conninfo, more);
        return arena_strdup(arena, text_str(&text));
}

const char *doctor_init_command(const Doctor *d) {
        return arena_printf(d->findings.arena, "muniment init --yes%s%s%s", d->options,
                            str_eq(d->keys, KEYS_DIR) ? "" : " --keys ",
                            str_eq(d->keys, KEYS_DIR) ? "" : d->keys);
}

static void unreached(Doctor *d, const char *where, const char *conninfo) {
        Arena *arena = d->findings.arena;
        const char *host = pg_conninfo_value(conninfo, "host", arena);
        if (pg_answers(conninfo))
                finding_add(&d->findings, URGENCY_NOW, where, doctor_init_command(d),
                            "The database server answers, but does not let the daemon in: its login or the "
                            "database is missing, or pg_hba.conf has no line for it.");
        else
                finding_add(&d->findings, URGENCY_NOW, where,
                            !host || host[0] == '/' ? "systemctl start postgresql"
                                                    : arena_printf(arena, "pg_isready -d \"%s\"", conninfo),
                            "The database server cannot be reached.");
}

static void unopened(Doctor *d, const char *where, const char *conninfo, int r) {
        if (r == PG_E_LOST)
                unreached(d, where, conninfo);
        else if (r == PG_E_POOLED)
                finding_add(&d->findings, URGENCY_NOW, where,
                            "Set pool_mode = session in pgbouncer.ini, or connect to PostgreSQL itself.",
                            "A pooler in between gives each transaction another session of the server.");
        else if (r == STORE_E_TOO_NEW)
                finding_add(&d->findings, URGENCY_NOW, where,
                            "apt-get install --only-upgrade munimentd muniment",
                            "The database was made by a newer version than this one.");
        else if (r == STORE_E_NOT_MIGRATED)
                finding_add(&d->findings, URGENCY_NOW, where, doctor_init_command(d),
                            "The schema of this version is missing.");
        else
                finding_add(&d->findings, URGENCY_NOW, where, doctor_init_command(d),
                            "The daemon's login may not act as muniment_engine, or that role lacks rights.");
}

/* --- the server --- */

static int examine_server(Doctor *d, Pg *pg) {
        ServerSetting *settings;
        size_t n;
        int r = setup_server(pg, d->findings.arena, &settings, &n);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n; i++)
                finding_add(&d->findings, str_starts(settings[i].name, "log_") ? URGENCY_NOTE : URGENCY_SOON,
                            "server",
                            psql(d, d->settings->database,
                                 arena_printf(d->findings.arena,
                                              " -c \"alter system set %s = '%s'\""
                                              " -c \"select pg_reload_conf()\"",
                                              settings[i].name, settings[i].wanted)),
                            "%s is %s: %s.", settings[i].name, settings[i].value, settings[i].why);
        return 0;
}

static int examine_clock(Doctor *d) {
        int r = store_follow_clock(d->context.store, &d->context.clock);
        if (r)
                return err_trace(r);
        int64_t apart = clock_apart_usec(&d->context.clock);
        if (apart > SKEW_SOON_USEC)
                finding_add(&d->findings, apart > SKEW_NOW_USEC ? URGENCY_NOW : URGENCY_SOON, "clock",
                            "timedatectl set-ntp true",
                            "The clocks of this host and of the database server are %lld seconds apart.",
                            (long long)(apart / 1000000));
        return 0;
}

/* --- registers --- */

static int examine_rights(Doctor *d, Register *reg, const char *where) {
        const DataMap *map = register_map(reg);
        SetupTable *tables =
                arena_array(d->findings.arena, map->n_entities + map->n_left_off + 1, sizeof *tables);
        SetupStatement *missing;
        size_t n = 0;
        bool present;
        for (size_t i = 0; i < map->n_entities; i++)
                tables[i] = (SetupTable){ map->entities[i].schema, map->entities[i].table,
                                          map->entities[i].ownership != OWNERSHIP_REFERENCE };
        for (size_t i = 0; i < map->n_left_off; i++)
                tables[map->n_entities + i] =
                        (SetupTable){ map->left_off[i].schema, map->left_off[i].table, false };
        int r = setup_rights(register_pg(reg), tables, map->n_entities + map->n_left_off, d->findings.arena,
                             &missing, &n);
        if (r == 0)
                r = setup_agent_present(register_pg(reg), &present);
        if (r)
                return err_trace(r);
        if (n > 0)
                finding_add(&d->findings, URGENCY_NOW, where, doctor_init_command(d),
                            "The engine lacks rights on it: \"%s\"%s.", missing[0].sql,
                            n > 1 ? " and more" : "");
        if (!present)
                finding_add(&d->findings, URGENCY_NOW, where, doctor_init_command(d),
                            "Its agent schema is missing, so no batch can leave its receipt.");
        return 0;
}

static void add_problem(Doctor *d, const Problem *p, const char *where, const char *conninfo) {
        const char *mend = p->mend;
        if (str_starts(mend, "create index"))
                mend = psql(d, conninfo, arena_printf(d->findings.arena, " -c '%s'", mend));
        finding_add(&d->findings, p->severity == SEVERITY_ERROR ? URGENCY_NOW : URGENCY_NOTE, where, mend,
                    "%s%s%s%s", *p->path ? p->path : "", *p->path ? ": " : "", p->problem,
                    strchr(".!?", p->problem[strlen(p->problem) - 1]) ? "" : ".");
}

static int examine_register(Doctor *d, const RegisterSettings *settings) {
        _cleanup_(register_closep) Register *reg = NULL;
        const char *where = arena_printf(d->findings.arena, "register %s", settings->name);
        const char *conninfo = settings->connection ? settings->connection : d->settings->database;
        int r = register_open_unchecked(&d->context, settings->name, &reg);
        if (r < 0)
                return err_trace(r);
        if (r > 0) {
                unopened(d, where, conninfo, r);
                return 0;
        }
        r = examine_rights(d, reg, where);
        if (r)
                return err_trace(r);
        Problems problems = PROBLEMS(d->findings.arena);
        r = check_live_register(reg, &problems);
        for (size_t i = 0; i < problems.n; i++)
                add_problem(d, &problems.items[i], where, conninfo);
        return err_trace(r);
}

int doctor_database(Doctor *d) {
        const Settings *s = d->settings;
        const StoreOptions options = {
                .conninfo = s->database,
                .application_name = "muniment doctor",
                .role = "muniment_engine",
                .statement_timeout_ms = s->statement_timeout_ms,
                .lock_timeout_ms = s->lock_timeout_ms,
        };
        int r = store_open(&options, &d->context.store);
        if (r < 0)
                return err_trace(r);
        if (r > 0) {
                unopened(d, "database", s->database, r);
                return 0;
        }
        r = examine_server(d, store_pg(d->context.store));
        if (r == 0)
                r = examine_clock(d);
        for (size_t i = 0; i < s->n_registers && r == 0; i++)
                r = examine_register(d, &s->registers[i]);
        return err_trace(r);
}
