/* All that is held about one subject beside one hand-written select; disposal beside the deletes somebody
 * would write by hand, in the same batches; and a pass with nothing due in the large register beside the same
 * pass in a small one, and beside the bare index probes. $N (1,000,000) children are in the large register,
 * $N_DISPOSE (a twentieth) go in a run. */
#include "base/text.h"
#include "bench.h"
#include "register/collect.h"
#include "register/due.h"
#include "retention/retention.h"
#include "seal/keys.h"
#include "settings/settings.h"
#include "store/errand.h"
#include "store/migrate.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RULE "s12-destroy-archived"

enum { SMALL, LARGE, N_WORLDS };

typedef struct World {
        const char *name;
        Arena *arena, *passing; /* passing: until the next run */
        Context context;
        Keys *keys;
        Settings *settings;
        Register *reg;
        int64_t n, dispose, run; /* children, of whom so many go; the run that is approved */
        const char **keys_due;
        size_t n_due, batch;
} World;

static Pg *pg_of(World *w) {
        return store_pg(w->context.store);
}

static int number(const char *name, int64_t fallback, int64_t *ret) {
        const char *text = getenv(name);
        *ret = fallback;
        return !text || str_to_i64(text, 1, 100000000, ret) ? 0 : -1;
}

/* --- dispose --- */

/* The run that the other side, or an earlier benchmark, has left open. */
static int stop_open(World *w) {
        int r = run_find_open(w->context.store, "s12", RULE, &w->run);
        return r == 0            ? retention_stop(&w->context, w->run, "left by the other side")
               : r == RUN_E_NONE ? 0
                                 : r;
}

/* n more children come to the end of their six years, and are planned and approved: the work of either side.
 */
static int prepare_dispose(void *data) {
        World *w = data;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        RunState state = RUN_PLANNED;
        int r = stop_open(w);
        if (r)
                return r;
        const char *sql =
                arena_printf(w->passing,
                             "update register.child set archived_on = '2018-01-01' where child_id in (select "
                             "child_id from register.child where archived_on is distinct from '2018-01-01' "
                             "order by child_id limit %lld) returning child_id",
                             (long long)w->dispose);
        r = pg_query(pg_of(w), sql, NULL, &rows);
        if (r)
                return r;
        w->n_due = pg_rows_count(rows);
        arena_clear(w->passing);
        for (size_t i = 0; i < w->n_due; i++)
                w->keys_due[i] = arena_strdup(w->passing, pg_text(rows, i, 0));
        r = retention_plan_due(&w->context, w->reg, retention_rule(&w->context, "s12", RULE), &w->run);
        if (r == 0)
                r = retention_count(&w->context, w->run);
        /* who planned it is none of the two */
        static const char *const names[] = { "first", "second" };
        for (size_t i = 0; i < ELEMENTS(names) && r == 0 && state == RUN_PLANNED; i++) {
                r = speaks_for(w->context.store, names[i], w->passing, &w->context.actor);
                if (r == 0)
                        r = retention_approve(&w->context, w->run, &state);
        }
        if (r == 0)
                r = speaks_for(w->context.store, "bench", w->passing, &w->context.actor);
        return r;
}

/* --- plan --- */

static int prepare_plan(void *data) {
        World *w = data;
        int r = stop_open(w);
        arena_clear(w->context.arena);
        return r;
}

static int plan(void *data) {
        World *w = data;
        return retention_plan_due(&w->context, w->reg, retention_rule(&w->context, "s12", RULE), &w->run);
}

static int find_due_by_hand(void *data) {
        return pg_query(pg_of(data),
                        "select child_id::text, archived_on from register.child where archived_on <= "
                        "'2020-11-22'",
                        NULL, NULL);
}

static int count(void *data) {
        World *w = data;
        return retention_count(&w->context, w->run);
}

static int prepare_count(void *data) {
        int r = prepare_plan(data);
        return r ? r : plan(data);
}

static int count_by_hand(void *data) {
        World *w = data;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        static const char *const tables[] = { "child",           "child_name",    "address",
                                              "departure",       "child_person",  "education",
                                              "gp_registration", "service",       "assessment",
                                              "professional",    "source_number", "responsibility",
                                              "shield",          "access_log" };
        int r = 0;
        for (size_t i = 0; i < ELEMENTS(tables) && r == 0; i++)
                r = pg_query(pg_of(w),
                             arena_printf(arena,
                                          "select count(*) from register.%s where child_id in (select "
                                          "child_id from register.child where archived_on <= '2020-11-22')",
                                          tables[i]),
                             NULL, NULL);
        return r;
}

static int dispose(void *data) {
        World *w = data;
        int r = retention_run(&w->context, w->run);
        arena_clear(w->context.arena);
        return r;
}

/* What one would write: children go by the schema's own cascades, then parents without a child. */
static int delete_batch(World *w, const char *const *keys, size_t n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        PgArgs children = PG_ARGS(arena), persons = PG_ARGS(arena);
        pg_arg_texts(&children, keys, n);
        int r = pg_tx_begin(pg_of(w), &tx);
        if (r == 0)
                r = pg_query(pg_of(w),
                             "select array_agg(distinct person_id)::text from register.child_person "
                             "where child_id = any($1::bigint[])",
                             &children, &rows);
        if (r == 0)
                r = pg_query(pg_of(w), "delete from register.child where child_id = any($1::bigint[])",
                             &children, NULL);
        if (r)
                return r;
        pg_arg_text(&persons, pg_text(rows, 0, 0));
        r = pg_query(pg_of(w),
                     "delete from register.person p where person_id = any($1::bigint[]) and not exists "
                     "(select from register.child_person l where l.person_id = p.person_id)",
                     &persons, NULL);
        return r ? r : pg_tx_commit(&tx);
}

static int delete_by_hand(void *data) {
        World *w = data;
        int r = 0;
        for (size_t i = 0; i < w->n_due && r == 0; i += w->batch)
                r = delete_batch(w, w->keys_due + i, w->n_due - i < w->batch ? w->n_due - i : w->batch);
        return r;
}

/* --- nothing due --- */

static int pass(World *w) {
        const LawPack *pack = w->settings->packs[0];
        for (size_t i = 0; i < pack->n_rules; i++) {
                int64_t run;
                int r = retention_plan_due(&w->context, w->reg, &pack->rules[i], &run);
                if (r != RETENTION_E_NOTHING_DUE)
                        return r ? r : -1;
        }
        arena_clear(w->context.arena);
        return 0;
}

#define PASSES 20
static int many_passes(World *w) {
        int r = 0;
        for (int i = 0; i < PASSES && r == 0; i++)
                r = pass(w);
        return r;
}

static int pass_large(void *data) {
        return many_passes(&((World *)data)[LARGE]);
}

static int pass_small(void *data) {
        return many_passes(&((World *)data)[SMALL]);
}

/* The questions that a pass cannot do without, on days at which nobody is due. */
static int probe_large(void *data) {
#define LIVE(table, day, bound, more)                                                                        \
        "select from register." table " where " day " <= '" bound "' and archived_on is null" more           \
        " order by " day " limit 1"
#define CHOSEN(table, years, bound)                                                                          \
        "select from register." table " where archive_years = " years " and until <= '" bound                \
        "' and archived_on is null order by until limit 1"
#define GONE(table)                                                                                          \
        "select from register." table " where archived_on <= '2020-11-22' order by archived_on limit 1"
        static const char *const probes[] = {
                LIVE("child", "born_on", "2008-11-22", " and participating is not true"),
                LIVE("child", "born_on", "2001-11-22", " and participating"),
                LIVE("child", "consent_withdrawn_on", "2026-11-22", ""),
                LIVE("departure", "aware_on", "2026-11-22", " and returned_on is null"),
                ("select from register.departure where returned_on <= '2026-11-22' and archived_on is not "
                 "null "
                 "limit 1"),
                LIVE("child", "died_on", "2025-11-22", ""),
                LIVE("education", "until", "2025-11-22", ""),
                LIVE("gp_registration", "until", "2025-11-22", ""),
                LIVE("assessment", "superseded_on", "2025-11-22", ""),
                CHOSEN("service", "1", "2025-11-22"),
                CHOSEN("service", "2", "2024-11-22"),
                CHOSEN("service", "3", "2023-11-22"),
                CHOSEN("service", "4", "2022-11-22"),
                CHOSEN("service", "5", "2021-11-22"),
                CHOSEN("professional", "1", "2025-11-22"),
                CHOSEN("professional", "2", "2024-11-22"),
                CHOSEN("professional", "3", "2023-11-22"),
                CHOSEN("professional", "4", "2022-11-22"),
                CHOSEN("professional", "5", "2021-11-22"),
                GONE("child"),
                GONE("child_name"),
                GONE("address"),
                GONE("departure"),
                GONE("child_person"),
                GONE("education"),
                GONE("gp_registration"),
                GONE("service"),
                GONE("assessment"),
                GONE("professional"),
                GONE("source_number"),
                GONE("responsibility"),
        };
        int r = 0;
        for (int i = 0; i < PASSES && r == 0; i++)
                for (size_t k = 0; k < ELEMENTS(probes) && r == 0; k++)
                        r = pg_query(pg_of(&((World *)data)[LARGE]), probes[k], NULL, NULL);
        return r;
}

/* The state in which a daemon leaves a register every night. */
static int settle_due(World *w) {
        static const char *const steps[] = {
                "set muniment_agent.quiet = on",
                "update register.child set archived_on = '2026-11-22' where archived_on <= '2020-11-22'",
                ("update register.child c set archived_on = '2026-11-22' where archived_on is null and "
                 "(born_on <= '2008-11-22' and not participating or born_on <= '2001-11-22' or "
                 "died_on <= '2025-11-22' or exists (select from register.departure d where d.child_id = "
                 "c.child_id and d.aware_on is not null))"),
                "update register.departure set archived_on = '2026-11-22' where aware_on is not null",
                ("do $$ declare item text; begin foreach item in array array['child_name', 'address', "
                 "'departure', 'child_person', 'education', 'gp_registration', 'service', 'assessment', "
                 "'professional', 'source_number', 'responsibility'] loop execute format('update register.%I "
                 "set archived_on = %L where archived_on <= %L', item, '2026-11-22', '2020-11-22'); end "
                 "loop; "
                 "end $$"),
                ("update register.education set archived_on = '2026-11-22' where archived_on is null and "
                 "until <= '2025-11-22'"),
                ("update register.gp_registration set archived_on = '2026-11-22' where archived_on is null "
                 "and until <= '2025-11-22'"),
                ("update register.assessment set archived_on = '2026-11-22' where archived_on is null and "
                 "superseded_on <= '2025-11-22'"),
                ("update register.service set archived_on = '2026-11-22' where archived_on is null and "
                 "until + make_interval(years => archive_years) <= '2026-11-22'"),
                ("update register.professional set archived_on = '2026-11-22' where archived_on is null and "
                 "until + make_interval(years => archive_years) <= '2026-11-22'"),
                "vacuum analyze",
        };
        int r = 0;
        for (size_t i = 0; i < ELEMENTS(steps) && r == 0; i++)
                r = pg_script(pg_of(w), steps[i]);
        return r;
}

/* --- collect one --- */

#define COLLECTS 200

static const char floor_collect[] =
        "select json_build_object("
        "'child', (select json_agg(t) from register.child t where child_id = $1::bigint),"
        "'child_name', (select json_agg(t) from register.child_name t where child_id = $1::bigint),"
        "'address', (select json_agg(t) from register.address t where child_id = $1::bigint),"
        "'departure', (select json_agg(t) from register.departure t where child_id = $1::bigint),"
        "'child_person', (select json_agg(t) from register.child_person t where child_id = $1::bigint),"
        "'person', (select json_agg(t) from register.person t where person_id in (select person_id from "
        "register.child_person where child_id = $1::bigint)),"
        "'person_address', (select json_agg(t) from register.person_address t where person_id in (select "
        "person_id "
        "from register.child_person where child_id = $1::bigint)),"
        "'person_contact', (select json_agg(t) from register.person_contact t where person_id in (select "
        "person_id "
        "from register.child_person where child_id = $1::bigint)),"
        "'education', (select json_agg(t) from register.education t where child_id = $1::bigint),"
        "'school', (select json_agg(t) from register.school t where urn in (select urn from "
        "register.education where "
        "child_id = $1::bigint)),"
        "'gp_registration', (select json_agg(t) from register.gp_registration t where child_id = $1::bigint),"
        "'gp_practice', (select json_agg(t) from register.gp_practice t where ods_code in (select ods_code "
        "from "
        "register.gp_registration where child_id = $1::bigint)),"
        "'service', (select json_agg(t) from register.service t where child_id = $1::bigint),"
        "'assessment', (select json_agg(t) from register.assessment t where child_id = $1::bigint),"
        "'professional', (select json_agg(t) from register.professional t where child_id = $1::bigint),"
        "'practitioner', (select json_agg(t) from register.practitioner t where practitioner_id in (select "
        "practitioner_id from register.professional where child_id = $1::bigint union select practitioner_id "
        "from "
        "register.assessment where child_id = $1::bigint)),"
        "'source_number', (select json_agg(t) from register.source_number t where child_id = $1::bigint),"
        "'responsibility', (select json_agg(t) from register.responsibility t where child_id = $1::bigint),"
        "'shield', (select json_agg(t) from register.shield t where child_id = $1::bigint),"
        "'access_log', (select json_agg(t) from register.access_log t where child_id = $1::bigint))";

static const char *nth_key(World *w, Arena *arena, int i) {
        return arena_printf(arena, "%lld", (long long)(w->n - 1 - i * 7));
}

static int collect(void *data) {
        World *w = data;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        for (int i = 0; i < COLLECTS; i++) {
                json_t *all;
                int r = register_collect(w->reg, nth_key(w, arena, i), &all);
                if (r)
                        return r;
                json_decref(all);
        }
        return 0;
}

static int select_by_hand(void *data) {
        World *w = data;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        for (int i = 0; i < COLLECTS; i++) {
                _cleanup_(pg_rows_freep) PgRows *rows = NULL;
                PgArgs args = PG_ARGS(arena);
                pg_arg_text(&args, nth_key(w, arena, i));
                int r = pg_query(pg_of(w), floor_collect, &args, &rows);
                json_t *all = r ? NULL : json_loads(pg_text(rows, 0, 0), 0, NULL);
                if (!all)
                        return r ? r : -1;
                json_decref(all);
        }
        return 0;
}

/* --- worlds --- */

static int write_settings(World *w, const char *folder, const char *conninfo) {
        const char *path = arena_printf(w->arena, "%s/%s.conf", folder, w->name);
        FILE *file = fopen(path, "we");
        if (!file)
                return -1;
        fprintf(file,
                "database = \"%s\";\ndata_dir = \"%s\";\njurisdiction = \"england-wales\";\n"
                "authority = { name_en = \"Anytown Council\"; address = [ \"Anytown\" ]; dpo_contact = "
                "\"x@y.example\"; };\n"
                "maps = [ \"policies/maps/s12-register.conf\" ];\n"
                "packs = [ \"policies/law/england-childrens-database.conf\" ];\n"
                "run_share = 100;\nrehearsal = true;\ntrusted_wrappers = [ \"postgres\" ];\n"
                "registers = ( { name = \"s12\"; map = \"s12-register\"; } );\n",
                conninfo, MUNIMENT_DATA_DIR);
        fclose(file);
        Problems problems = PROBLEMS(w->arena);
        return settings_load(path, w->arena, &problems, &w->settings);
}

static int fill(World *w, const char *conninfo) {
        const char *command = arena_printf(
                w->arena, "tools/generate-register.sh \"%s\" %lld 1 2026-11-22 >/dev/null </dev/null",
                conninfo, (long long)w->n);
        return system(command) == 0 ? 0 : -1;
}

/* A register that an earlier benchmark has filled is taken as it is. */
static int create(World *w, const char *base, const char *conninfo) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        MigrateReport migrated;
        PgArgs args = PG_ARGS(w->arena);
        pg_arg_text(&args, w->name);
        int r = pg_open(&(PgOptions){ .conninfo = base, .application_name = "bench" }, &pg);
        if (r == 0)
                r = pg_query(pg, "select from pg_database where datname = $1::text", &args, &rows);
        if (r || pg_rows_count(rows) > 0)
                return r;
        r = pg_script(pg, arena_printf(w->arena, "create database %s", w->name));
        if (r == 0)
                r = migrate_governance(conninfo, 0, &migrated);
        return r ? r : fill(w, conninfo);
}

static int open_world(World *w, const char *base, const char *folder) {
        const char *problem, *conninfo;
        w->arena = arena_new();
        w->passing = arena_new();
        w->context.arena = arena_new();
        /* Of a conninfo the last word of a kind wins. */
        conninfo = arena_printf(w->arena, "%s dbname=%s", base, w->name);
        int r = create(w, base, conninfo);
        if (r == 0)
                r = write_settings(w, folder, conninfo);
        if (r == 0)
                r = keys_load(folder, w->arena, &w->keys, &problem);
        if (r == 0)
                r = store_open(&(StoreOptions){ .conninfo = conninfo, .application_name = "bench" },
                               &w->context.store);
        w->context.settings = w->settings;
        w->context.keys = w->keys;
        w->context.clock = (Clock){ .as_of = date_from_ymd(2026, 11, 22) };
        w->context.actor = "bench";
        w->batch = r ? 0 : (size_t)w->settings->batch_size;
        return r ? r : register_open(&w->context, "s12", &w->reg);
}

static void close_world(World *w) {
        register_close(w->reg);
        store_close(w->context.store);
        keys_free(w->keys);
        arena_free(w->context.arena);
        arena_free(w->passing);
        arena_free(w->arena);
}

static void clean(Arena *arena, const char *folder) {
        static const char *const files[] = { "small.conf", "large.conf", "fingerprint-key",
                                             "ledger-signing-key" };
        for (size_t i = 0; i < ELEMENTS(files); i++)
                unlink(arena_printf(arena, "%s/%s", folder, files[i]));
        rmdir(folder);
}

static int bench_collect(World *w) {
        return bench_run(&(Bench){
                .name = "collect",
                .ours = "everything held about one subject, compiled from the data map",
                .floor = "one hand-written select with json_agg over the same tables",
                .n = COLLECTS,
                .run_ours = collect,
                .run_floor = select_by_hand,
                .data = w,
        });
}

static int bench_disposal(World *w) {
        return bench_run(&(Bench){
                .name = "dispose",
                .ours = "an approved run: locked, holds looked at, destroyed, tombstones and ledger entries",
                .floor = "delete by cascade, and parents without children, in the same batches",
                .n = w->dispose,
                .run_ours = dispose,
                .run_floor = delete_by_hand,
                .prepare = prepare_dispose,
                .data = w,
        });
}

/* As many are due as go in a disposal, and whoever the generator made due. */
static int bench_planning(World *w) {
        int r = prepare_dispose(w);
        if (r == 0)
                r = bench_run(&(Bench){
                        .name = "plan",
                        .ours = "a run planned: who is due and not held, frozen in batches",
                        .floor = "the bare query for who is due, by the index",
                        .n = w->n,
                        .run_ours = plan,
                        .run_floor = find_due_by_hand,
                        .prepare = prepare_plan,
                        .data = w,
                });
        return r ? r
                 : bench_run(&(Bench){
                           .name = "plan-count",
                           .ours = "what goes with a planned run counted, entity by entity",
                           .floor = "the same tables counted by hand, a statement each",
                           .n = w->n,
                           .run_ours = count,
                           .run_floor = count_by_hand,
                           .prepare = prepare_count,
                           .data = w,
                   });
}

static int bench_passes(World *worlds) {
        const Bench passed = {
                .name = "nothing-due",
                .ours = "passes over every rule in the large register, nothing due",
                .floor = "the same passes in a register of 10,000",
                .n = worlds[LARGE].n,
                .run_ours = pass_large,
                .run_floor = pass_small,
                .data = worlds,
        };
        const Bench probed = {
                .name = "nothing-due-probe",
                .ours = "passes over every rule in the large register, the map checked before each rule",
                .floor = "the index probes that the rules cannot do without",
                .n = worlds[LARGE].n,
                .run_ours = pass_large,
                .run_floor = probe_large,
                .data = worlds,
        };
        int r = 0;
        for (int i = 0; i < N_WORLDS && r == 0; i++)
                r = settle_due(&worlds[i]);
        if (r == 0)
                r = bench_run(&passed);
        return r ? r : bench_run(&probed);
}

/* $ONLY: one of them by itself, while it is being made faster. */
static bool wanted(const char *name) {
        const char *only = getenv("ONLY");
        return !only || str_eq(only, name);
}

static int bench_all(World *worlds) {
        int r = wanted("collect") ? bench_collect(&worlds[LARGE]) : 0;
        worlds[LARGE].keys_due = arena_array(worlds[LARGE].arena, (size_t)worlds[LARGE].dispose,
                                             sizeof *worlds[LARGE].keys_due);
        if (r == 0 && wanted("plan"))
                r = bench_planning(&worlds[LARGE]);
        if (r == 0 && wanted("dispose"))
                r = bench_disposal(&worlds[LARGE]);
        return r || !wanted("nothing-due") ? r : bench_passes(worlds);
}

int main(void) {
        World worlds[N_WORLDS] = { [SMALL] = { .name = "small", .n = 10000 }, [LARGE] = { .name = "large" } };
        char folder[] = "/tmp/muniment-bench.XXXXXX";
        static char base[512];
        const char *problem;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        if (number("N", 1000000, &worlds[LARGE].n) ||
            number("N_DISPOSE", worlds[LARGE].n / 20, &worlds[LARGE].dispose))
                return 2;
        if (!mkdtemp(folder))
                return 1;
        int r = bench_postgres(base, sizeof base);
        if (r == 0)
                r = keys_create(folder, "muniment.example/bench", arena, &problem);
        for (int i = 0; i < N_WORLDS && r == 0; i++)
                r = open_world(&worlds[i], base, folder);
        if (r == 0)
                r = bench_all(worlds);
        if (r)
                printf("bench-retention failed (%d)\n", r);
        for (int i = 0; i < N_WORLDS; i++)
                close_world(&worlds[i]);
        clean(arena, folder);
        return r ? 1 : 0;
}
