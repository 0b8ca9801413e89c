#include "register/trace.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "register/compile-trace.h"
#include "statements.h"

#include <string.h>

#define KEYS_AT_ONCE   20000
#define PIECE_ROWS     200 /* of the first piece of a table */
#define PIECE_ROWS_MAX 20000
#define PIECE_BYTES    4000000 /* aimed at: rows are as wide as they are */
#define OBJECT_OVERLAP 200     /* a value may lie across two pieces */

/* --- what is looked for --- */

int trace_identifying(Register *reg, const char *const *keys, size_t n, Arena *arena, const char ***ret,
                      size_t *ret_n) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Compiler compiler = register_compiler(reg);
        PgArgs args = PG_ARGS(arena);
        compiler.arena = arena;
        const char *sql = compile_identifying(&compiler);
        *ret_n = 0;
        *ret = arena_array(arena, 1, sizeof **ret);
        if (!sql || n == 0)
                return 0;
        pg_arg_texts(&args, keys, n);
        int r = pg_query(register_pg(reg), sql, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = arena_array(arena, pg_rows_count(rows) + 1, sizeof **ret);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                if (!str_empty(pg_text(rows, i, IDENTIFYING_VALUE)))
                        (*ret)[(*ret_n)++] =
                                arena_printf(arena, "\x01%s%s", pg_text(rows, i, IDENTIFYING_KIND),
                                             pg_text(rows, i, IDENTIFYING_VALUE));
        return 0;
}

/* Tombstone columns are noted as they stand. */
const char *trace_sure(const char *noted) {
        if (noted[0] != '\x01')
                return noted;
        return noted[1] == TRACE_SURE ? noted + 2 : NULL;
}

static void add_identifier(TraceFor *want, const char *value) {
        char kind = TRACE_SURE;
        if (value[0] == '\x01' && value[1]) {
                kind = value[1];
                value += 2;
        }
        if (kind == TRACE_NAME)
                want->n_short_names += !scan_add_name(want->scan, value);
        else
                scan_add_identifier(want->scan, value, kind == TRACE_SURE);
}

/* A key that is a number is anybody's; one that is a text or a UUID says whose it is wherever it stands. */
static bool key_tells(const Register *reg) {
        const Entity *subject = register_map(reg)->entities;
        const CatalogColumn *key =
                catalog_column(catalog_of(register_catalog(reg), subject), subject->key[0]);
        return subject->n_key == 1 && key && key->is_text;
}

static void keep_keys(TraceFor *want, const char *const *keys, size_t n) {
        if (want->n_keys + n > want->keys_room) {
                size_t room = (want->n_keys + n) * 2;
                const char **wider = arena_array(want->arena, room, sizeof *wider);
                for (size_t i = 0; i < want->n_keys; i++)
                        wider[i] = want->keys[i];
                want->keys = wider;
                want->keys_room = room;
        }
        for (size_t i = 0; i < n; i++)
                want->keys[want->n_keys++] = arena_strdup(want->arena, keys[i]);
}

void trace_add(Register *reg, TraceFor *want, const char *const *keys, size_t n_keys,
               const char *const *identifiers, size_t n_identifiers) {
        bool tells = key_tells(reg), several = register_map(reg)->entities[0].n_key > 1;
        for (size_t i = 0; i < n_keys && !several; i++) {
                scan_add_key(want->scan, keys[i]);
                if (tells && strlen(keys[i]) >= SCAN_WORD_LEAST)
                        scan_add_identifier(want->scan, keys[i], true);
        }
        if (several)
                keep_keys(want, keys, n_keys);
        for (size_t i = 0; i < n_identifiers; i++)
                add_identifier(want, identifiers[i]);
}

/* --- looking --- */

typedef struct Look {
        Register *reg;
        TraceFor *want;
        Arena *arena;
        TraceReport *out;
        size_t room; /* for unsearched */
} Look;

static void not_searched(Look *look, Unsearchedness why, const char *place) {
        TraceReport *out = look->out;
        if (out->n_unsearched == look->room) {
                look->room = look->room ? look->room * 2 : 32;
                Unsearched *wider = arena_array(look->arena, look->room, sizeof *wider);
                for (size_t i = 0; i < out->n_unsearched; i++)
                        wider[i] = out->unsearched[i];
                out->unsearched = wider;
        }
        out->unsearched[out->n_unsearched++] = (Unsearched){ why, place };
}

static int count_where(Register *reg, Arena *arena, const char *sql, const char *const *values, size_t n,
                       int64_t *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        PgArgs args = PG_ARGS(arena);
        if (values)
                pg_arg_texts(&args, values, n);
        int r = pg_query(register_pg(reg), sql, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = pg_i64(rows, 0, ONLY_COLUMN);
        return 0;
}

static int count_by_key(Look *look, const char *sql, int64_t *ret) {
        const TraceFor *want = look->want;
        *ret = 0;
        for (size_t at = 0; at < want->n_keys; at += KEYS_AT_ONCE) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                size_t n = want->n_keys - at < KEYS_AT_ONCE ? want->n_keys - at : KEYS_AT_ONCE;
                int64_t found;
                int r = count_where(look->reg, arena, sql, want->keys + at, n, &found);
                if (r)
                        return err_trace(r);
                *ret += found;
        }
        return 0;
}

/* Yields how many bytes they were. */
static size_t look_at_rows(Scan *scan, const Reading *reading, const PgRows *rows, Trace *trace) {
        size_t bytes = 0;
        for (size_t i = 0; i < pg_rows_count(rows); i++) {
                scan_row(scan);
                for (size_t k = 0; k < reading->n && !scan_found(scan); k++) {
                        const char *value = pg_text(rows, i, k);
                        size_t n = value ? pg_length(rows, i, k) : 0;
                        if (value)
                                scan_value(scan, reading->kinds[k], value, n);
                        bytes += n;
                }
                trace->rows += scan_found(scan);
                trace->maybe += !scan_found(scan) && scan_found_maybe(scan);
        }
        return bytes;
}

/* The next piece of the place. */
static int look_at_piece(Look *look, const Reading *reading, int64_t *rows_next, Trace *trace,
                         bool *ret_end) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        uint64_t began = clock_monotonic_usec();
        int r = pg_query(register_pg(look->reg), compile_trace_fetch(arena, *rows_next), NULL, &rows);
        if (r)
                return err_trace(r);
        size_t bytes = look_at_rows(look->want->scan, reading, rows, trace);
        int64_t n = (int64_t)pg_rows_count(rows), wide = bytes && n ? (int64_t)bytes / n + 1 : 1;
        *ret_end = n < *rows_next;
        int64_t next = PIECE_BYTES / wide < *rows_next * 4 ? PIECE_BYTES / wide : *rows_next * 4;
        *rows_next = next < 1 ? 1 : next > PIECE_ROWS_MAX ? PIECE_ROWS_MAX : next;
        return *ret_end || !look->want->rest
                       ? 0
                       : look->want->rest(look->want->data, clock_monotonic_usec() - began);
}

/* Through a cursor: a large table takes long, and somebody may ask us to stop, or to make room; but it is
 * seen as of one moment. */
static int read_through(Look *look, const Reading *reading, Trace *trace) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int64_t rows_next = PIECE_ROWS;
        bool end = false;
        int r = pg_tx_begin(register_pg(look->reg), &tx);
        if (r == 0)
                r = pg_query(register_pg(look->reg),
                             arena_printf(look->arena, "declare muniment_trace no scroll cursor for %s",
                                          reading->sql),
                             NULL, NULL);
        while (r == 0 && !end)
                r = look_at_piece(look, reading, &rows_next, trace, &end);
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

/* What our own agent keeps as bytes are keyed fingerprints. */
static void note_columns(Look *look, const Place *place, const Reading *reading) {
        if (str_eq(place->table.schema, "muniment_agent"))
                return;
        const char *table = arena_printf(look->arena, "%s.%s", place->table.schema, place->table.name);
        for (size_t i = 0; i < place->table.n_columns; i++) {
                const char *name = arena_printf(look->arena, "%s.%s", table, place->table.columns[i].name);
                if (place->holds[i] == HOLDS_BYTES)
                        not_searched(look, UNSEARCHED_BYTES, name);
                if (place->holds[i] == HOLDS_SEVEN)
                        not_searched(look, UNSEARCHED_SEVEN, name);
        }
        for (size_t i = 0; i < reading->n_numbers && !key_tells(look->reg); i++)
                not_searched(look, UNSEARCHED_NUMBERS,
                             arena_printf(look->arena, "%s.%s", table, reading->numbers[i]));
}

static int look_at_place(Look *look, const Place *place) {
        Compiler compiler = register_compiler(look->reg);
        Reading reading;
        Trace trace = { .place = arena_printf(look->arena, "%s.%s", place->table.schema, place->table.name) };
        int64_t keyed = 0;
        int r = 0;
        compiler.arena = look->arena;
        if (place->elsewhere) {
                not_searched(look, UNSEARCHED_ELSEWHERE, trace.place);
                return 0;
        }
        compile_trace(&compiler, place, &reading);
        if (!reading.sql && !reading.by_key)
                return 0;
        trace.unread = !place->readable;
        if (place->readable) {
                note_columns(look, place, &reading);
                look->out->places++;
        }
        if (place->readable && reading.sql)
                r = read_through(look, &reading, &trace);
        if (r == 0 && place->readable && reading.by_key)
                r = count_by_key(look, reading.by_key, &keyed);
        if (r == 0 && place->readable && reading.nowhere)
                r = count_where(look->reg, look->arena, reading.nowhere, NULL, 0, &trace.nowhere);
        trace.rows = keyed > trace.rows ? keyed : trace.rows;
        if (r == 0 && (trace.rows || trace.maybe || trace.nowhere || trace.unread))
                look->out->traces[look->out->n++] = trace;
        return err_trace(r);
}

/* --- large objects --- */

/* *ret_end: there is no more of it. */
static int look_at_object_piece(Look *look, const char *oid, int64_t at, bool *ret_end) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        uint64_t began = clock_monotonic_usec();
        PgArgs args = PG_ARGS(arena);
        pg_arg_text(&args, oid);
        pg_arg_i64(&args, at);
        int r = pg_query(register_pg(look->reg), SQL_EMBED_REGISTER_LARGE_OBJECT_READ, &args, &rows);
        if (r)
                return err_trace(r);
        size_t n = pg_length(rows, 0, LARGE_OBJECT_READ_PIECE);
        *ret_end = n <= 2;
        if (!*ret_end)
                scan_value(look->want->scan, SCAN_BYTES, pg_text(rows, 0, LARGE_OBJECT_READ_PIECE), n);
        return look->want->rest ? look->want->rest(look->want->data, clock_monotonic_usec() - began) : 0;
}

static int look_at_object(Look *look, const char *oid, Trace *trace) {
        Scan *scan = look->want->scan;
        bool end = false;
        int r = 0;
        scan_row(scan);
        for (int64_t at = 0; r == 0 && !end && !scan_found(scan); at += 1048576 - OBJECT_OVERLAP)
                r = look_at_object_piece(look, oid, at, &end);
        trace->rows += scan_found(scan);
        trace->maybe += !scan_found(scan) && scan_found_maybe(scan);
        return err_trace(r);
}

static int look_at_objects(Look *look) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        Trace trace = { .place = "large objects" };
        size_t closed = 0;
        int r = pg_query(register_pg(look->reg), SQL_EMBED_REGISTER_LARGE_OBJECTS, NULL, &rows);
        for (size_t i = 0; r == 0 && i < pg_rows_count(rows); i++) {
                bool open = pg_bool(rows, i, LARGE_OBJECTS_READABLE);
                closed += !open;
                if (open)
                        r = look_at_object(look, pg_text(rows, i, LARGE_OBJECTS_OID), &trace);
        }
        if (r)
                return err_trace(r);
        look->out->places += pg_rows_count(rows) > closed;
        if (pg_rows_count(rows) > closed)
                not_searched(look, UNSEARCHED_BYTES, "large objects");
        if (closed)
                not_searched(look, UNSEARCHED_LARGE_OBJECT, arena_printf(look->arena, "%zu", closed));
        if (trace.rows || trace.maybe)
                look->out->traces[look->out->n++] = trace;
        return 0;
}

/* --- all of it --- */

/* What a row named outlives it: nothing in the file need say whose picture it is. */
static void note_objects(Look *look, const Entity *e) {
        const CatalogTable *table = catalog_of(register_catalog(look->reg), e);
        for (size_t i = 0; table && i < table->n_columns; i++)
                if (str_eq(table->columns[i].base, "oid"))
                        not_searched(look, UNSEARCHED_OBJECT_STAYS,
                                     arena_printf(look->arena, "%s.%s.%s", table->schema, table->name,
                                                  table->columns[i].name));
}

static void note_attributes(Look *look) {
        const DataMap *map = register_map(look->reg);
        for (size_t i = 0; i < map->n_entities; i++) {
                const Entity *e = &map->entities[i];
                note_objects(look, e);
                for (size_t k = 0; k < e->n_attributes; k++) {
                        const Attribute *a = &e->attributes[k];
                        if (a->identifies && a->about == ABOUT_SUBJECT && !attribute_looked_for(a))
                                not_searched(look, UNSEARCHED_SHARED,
                                             arena_printf(look->arena, "%s.%s", e->name, a->column));
                }
        }
        if (scan_n_short(look->want->scan))
                not_searched(look, UNSEARCHED_SHORT,
                             arena_printf(look->arena, "%zu", scan_n_short(look->want->scan)));
        if (look->want->n_short_names)
                not_searched(look, UNSEARCHED_SHORT_NAME,
                             arena_printf(look->arena, "%zu", look->want->n_short_names));
        if (!key_tells(look->reg))
                not_searched(
                        look, UNSEARCHED_SMALL_KEY,
                        arena_printf(look->arena, "%s.%s", map->entities[0].name, map->entities[0].key[0]));
}

int register_trace(Register *reg, TraceFor *want, Arena *arena, TraceReport *ret) {
        Look look = { .reg = reg, .want = want, .arena = arena, .out = ret };
        Compiler compiler = register_compiler(reg);
        const char *names[KEY_NAMES_MOST];
        Place *places;
        size_t n_places;
        *ret = (TraceReport){ 0 };
        compiler.arena = arena;
        size_t n_names = compile_key_names(&compiler, names);
        for (size_t i = 0; i < n_names; i++)
                scan_add_key_name(want->scan, names[i]);
        int r = places_load(reg, arena, &places, &n_places);
        if (r)
                return err_trace(r);
        ret->traces = arena_array(arena, n_places + 2, sizeof *ret->traces);
        for (size_t i = 0; i < n_places && r == 0; i++)
                r = look_at_place(&look, &places[i]);
        if (r == 0)
                r = look_at_objects(&look);
        if (r == 0)
                note_attributes(&look);
        return err_trace(r);
}

int register_count_live(Register *reg, const Entity *entity, const char *const *keys, size_t n,
                        int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        const char *sql = compile_live(&compiler, entity);
        *ret = 0;
        return sql ? count_where(reg, arena, sql, keys, n, ret) : 0;
}

int register_count_left(Register *reg, const Entity *entity, const char *const *columns, size_t n_columns,
                        const char *const *keys, size_t n, int64_t *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Compiler compiler = register_compiler(reg);
        compiler.arena = arena;
        return count_where(reg, arena, compile_left(&compiler, entity, columns, n_columns), keys, n, ret);
}
