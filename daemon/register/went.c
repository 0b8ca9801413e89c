#include "register/went.h"

#include "base/error.h"
#include "statements.h"
#include "store/json.h"

#include <stdlib.h>

static int count_went(Register *reg, Arena *arena, const char *before, Went *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        const DataMap *map = register_map(reg);
        const char **mapped = arena_array(arena, map->n_entities + 1, sizeof *mapped);
        PgArgs args = PG_ARGS(arena);
        for (size_t i = 0; i < map->n_entities; i++)
                mapped[i] = arena_printf(arena, "%s.%s", map->entities[i].schema, map->entities[i].table);
        pg_arg_text(&args, before);
        pg_arg_texts(&args, mapped, map->n_entities);
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_ROWS_WENT, &args, &rows);
        if (r)
                return err_trace(r);
        *ret = (Went){ .before = arena_strdup(arena, pg_text(rows, 0, ROWS_WENT_BEFORE)),
                       .went = arena_strdup(arena, pg_text(rows, 0, ROWS_WENT_WENT)),
                       .wrote = arena_strdup(arena, pg_text(rows, 0, ROWS_WENT_WROTE)) };
        return 0;
}

int went_begin(Register *reg, Arena *arena, Went *ret) {
        return count_went(reg, arena, "{}", ret);
}

int went_end(Register *reg, Arena *arena, Went *went) {
        return count_went(reg, arena, went->before, went);
}

static const char *written(Arena *arena, json_t *rows) {
        char *text = json_dumps(rows, JSON_COMPACT);
        const char *copy = arena_strdup(arena, text ? text : "{}");
        free(text);
        json_decref(rows);
        return copy;
}

static void register_went_add(json_t *sum, const char *place, json_int_t rows) {
        json_put(sum, place, json_integer(json_integer_value(json_object_get(sum, place)) + rows));
}

const char *went_add(Arena *arena, const char *all, const char *more) {
        json_auto_t *added = json_loads(more, 0, NULL);
        json_t *sum = json_loads(all ? all : "{}", 0, NULL), *rows;
        const char *place;
        json_object_foreach (added, place, rows) {
                register_went_add(sum, place, json_integer_value(rows));
        }
        return written(arena, sum);
}

const char *went_add_rows(Arena *arena, const char *all, const char *place, size_t n) {
        json_t *sum = json_loads(all ? all : "{}", 0, NULL);
        register_went_add(sum, place, (json_int_t)n);
        return written(arena, sum);
}
