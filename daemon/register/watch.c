#include "register/watch.h"

#include "base/error.h"
#include "base/text.h"
#include "register/compile-parts.h"

#include <string.h>

typedef struct WatchedEntity {
        const Entity *entity;
        const char *rows; /* $1 keys, $2 day -> key, the row's own key, then the columns below */
        size_t *columns;  /* places among the columns asked for */
        size_t n_columns;
} WatchedEntity;

enum { SUBJECTS_KEY, SUBJECTS_LOOKUP, SUBJECTS_SHIELDED };       /* the columns of first and next */
enum { WATCHED_KEY, WATCHED_ROW, WATCHED_COLUMNS /* and on */ }; /* and of an entity's rows */

struct Watch {
        Register *reg;
        const char *first, *next; /* $1 limit [, $2 key] -> key, lookup number, shielded */
        WatchedEntity *entities;
        size_t n_entities, n_columns;
};

static const Entity *subject_of(const Compiler *c) {
        return &c->map->entities[0];
}

/* The subject, or what it owns directly; NULL for anything else, or when the column is not there. */
static const Entity *watched(const Compiler *c, const WatchColumn *column) {
        const Entity *e = data_map_entity(c->map, column->entity);
        const CatalogTable *table = e ? catalog_of(c->catalog, e) : NULL;
        if (!table || (!entity_taken(e, column->column) && !catalog_column(table, column->column)))
                return NULL;
        if (e == subject_of(c))
                return e;
        bool owned = e->ownership == OWNERSHIP_OWNED || e->ownership == OWNERSHIP_LINK;
        return owned && data_map_entity(c->map, e->owner.entity) == subject_of(c) ? e : NULL;
}

/* The key of the subject that the row is of, as text. */
static const char *owner_key_text(const Compiler *c, const Entity *e) {
        return e == subject_of(c) ? part_key_text(c, e) : part_led_to(c, e, &e->owner);
}

static const char *join_condition(const Compiler *c, const Entity *e) {
        return part_joins(c, e, &e->owner, subject_of(c));
}

/* The number by which a subject is known: a column of its own row, or of one row that it owns. */
static const char *lookup_text(const Compiler *c, const Entity *e, const WatchColumn *lookup) {
        if (e == subject_of(c))
                return arena_printf(c->arena, "%s::text", part_column(c, e, lookup->column));
        const char *until =
                e->until ? arena_printf(c->arena, " and %s is null", part_column(c, e, e->until)) : "";
        return arena_printf(c->arena, "(select max(%s::text) from %s where %s%s)",
                            part_column(c, e, lookup->column), part_from(c, e), join_condition(c, e), until);
}

static void compile_subjects(const Compiler *c, const Entity *e, const WatchColumn *lookup, Watch *watch) {
        const Entity *s = subject_of(c);
        const char *number = lookup_text(c, e, lookup);
        const char *shielded = c->map->shielded ? part_column(c, s, c->map->shielded) : "false";
        const char *live = c->map->archived ? arena_printf(c->arena, " and %s is null",
                                                           part_column(c, s, c->map->archived))
                                            : "";
        const char *select =
                arena_printf(c->arena, "select %s, %s, %s from %s where %s is not null%s",
                             part_key_text(c, s), number, shielded, part_from(c, s), number, live);
        const char *order =
                arena_printf(c->arena, " order by %s limit $1::bigint", part_columns(c, s, s->key, s->n_key));
        watch->first = arena_printf(c->arena, "%s%s", select, order);
        watch->next = arena_printf(c->arena, "%s and %s%s", select, part_after(c, subject_of(c), 2), order);
}

static void compile_rows(const Compiler *c, const WatchColumn *columns, WatchedEntity *we) {
        const Entity *e = we->entity;
        _cleanup_text_ Text out = { 0 };
        text_appendf(&out, "select %s, %s", owner_key_text(c, e), part_key_text(c, e));
        for (size_t i = 0; i < we->n_columns; i++)
                text_appendf(&out, ", %s::text", part_column(c, e, columns[we->columns[i]].column));
        /* The day stands in every statement, so that all bind alike. */
        text_appendf(&out, " from %s where %s and $2::date is not null%s", part_from(c, e),
                     part_belongs(c, e, subject_of(c), 1), part_current(c, e, 2));
        we->rows = arena_strdup(c->arena, text_str(&out));
}

static WatchedEntity *watched_entity(Watch *watch, const Compiler *c, const Entity *e) {
        for (size_t i = 0; i < watch->n_entities; i++)
                if (watch->entities[i].entity == e)
                        return &watch->entities[i];
        WatchedEntity *we = &watch->entities[watch->n_entities++];
        *we = (WatchedEntity){ .entity = e,
                               .columns = arena_array(c->arena, watch->n_columns, sizeof *we->columns) };
        return we;
}

int watch_compile(Register *reg, Arena *arena, WatchColumn lookup, const WatchColumn *columns, size_t n,
                  Watch **ret) {
        Compiler c = register_compiler(reg);
        c.arena = arena;
        const Entity *e = watched(&c, &lookup);
        if (!e)
                return REGISTER_E_MAP;
        Watch *watch = arena_new_of(arena, Watch);
        *watch = (Watch){ .reg = reg, .n_columns = n };
        watch->entities = arena_array(arena, n ? n : 1, sizeof *watch->entities);
        compile_subjects(&c, e, &lookup, watch);
        for (size_t i = 0; i < n; i++) {
                e = watched(&c, &columns[i]);
                if (!e)
                        return REGISTER_E_MAP;
                WatchedEntity *we = watched_entity(watch, &c, e);
                we->columns[we->n_columns++] = i;
        }
        for (size_t i = 0; i < watch->n_entities; i++)
                compile_rows(&c, columns, &watch->entities[i]);
        *ret = watch;
        return 0;
}

int watch_subjects(const Watch *watch, const char *after, int64_t limit, Arena *arena, WatchSubject **ret,
                   size_t *ret_n) {
        PgArgs args = PG_ARGS(arena);
        pg_arg_i64(&args, limit);
        if (after)
                pg_arg_text(&args, after);
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = pg_query(register_pg(watch->reg), after ? watch->next : watch->first, &args, &rows);
        if (r)
                return err_trace(r);
        WatchSubject *subjects = arena_array(arena, pg_rows_count(rows) + 1, sizeof *subjects);
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                subjects[i] =
                        (WatchSubject){ .key = arena_strdup(arena, pg_text(rows, i, SUBJECTS_KEY)),
                                        .lookup = arena_strdup(arena, pg_text(rows, i, SUBJECTS_LOOKUP)),
                                        .shielded = pg_bool(rows, i, SUBJECTS_SHIELDED) };
        *ret = subjects;
        *ret_n = pg_rows_count(rows);
        return 0;
}

static WatchRow row_of(const Watch *watch, const WatchedEntity *we, const PgRows *rows, size_t i,
                       Arena *arena) {
        WatchRow row = { .key = arena_strdup(arena, pg_text(rows, i, WATCHED_KEY)),
                         .row = arena_strdup(arena, pg_text(rows, i, WATCHED_ROW)),
                         .entity = we->entity->name };
        row.values = arena_array(arena, watch->n_columns, sizeof *row.values);
        for (int k = 0; k < (int)we->n_columns; k++)
                row.values[we->columns[k]] = arena_strdup(arena, pg_text(rows, i, WATCHED_COLUMNS + k));
        return row;
}

int watch_rows(const Watch *watch, const char *const *keys, size_t n_keys, Date on, Arena *arena,
               WatchRow **ret, size_t *ret_n) {
        PgRows **answers = arena_array(arena, watch->n_entities + 1, sizeof *answers);
        PgArgs args = PG_ARGS(arena);
        pg_arg_texts(&args, keys, n_keys);
        pg_arg_date(&args, on);
        size_t n = 0;
        int r = 0;
        for (size_t e = 0; r == 0 && e < watch->n_entities; e++) {
                r = pg_query(register_pg(watch->reg), watch->entities[e].rows, &args, &answers[e]);
                n += r == 0 ? pg_rows_count(answers[e]) : 0;
        }
        WatchRow *out = arena_array(arena, n + 1, sizeof *out);
        size_t filled = 0;
        for (size_t e = 0; e < watch->n_entities; e++) {
                for (size_t i = 0; r == 0 && i < pg_rows_count(answers[e]); i++)
                        out[filled++] = row_of(watch, &watch->entities[e], answers[e], i, arena);
                pg_rows_free(answers[e]);
        }
        if (r)
                return err_trace(r);
        *ret = out;
        *ret_n = filled;
        return 0;
}
