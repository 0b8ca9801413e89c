#include "register/compile-anonymise.h"

#include "base/text.h"
#include "register/compile-parts.h"

/* The value made general; NULL: it is not among the general ones. */
static const char *general(const Compiler *c, const Entity *e, const Attribute *a) {
        const char *column = part_column(c, e, a->column);
        switch (a->anonymise) {
        case ANONYMISE_YEAR:
                return arena_printf(c->arena, "to_char(%s, 'YYYY')", column);
        case ANONYMISE_DISTRICT: /* the outward part of a postcode */
                return arena_printf(c->arena, "split_part(%s::text, ' ', 1)", column);
        case ANONYMISE_KEEP:
                return arena_printf(c->arena, "%s::text", column);
        case ANONYMISE_BLANK:
                return "null::text";
        case ANONYMISE_PSEUDONYM:
        case ANONYMISE_DROP:
        case _ANONYMISE_MAX:
                break;
        }
        return NULL;
}

/* Of several rows the values stand in one list, each once and in their own order, so that nothing tells which
 * belonged together. */
static const char *one_value(const Compiler *c, const Entity *e, const char *value) {
        if (e == &c->map->entities[0])
                return arena_printf(c->arena, "to_jsonb(%s)", value);
        return arena_printf(c->arena,
                            "(select jsonb_agg(distinct %s) filter (where %s is not null) from %s where %s)",
                            value, value, part_from(c, e), part_hangs(c, e, &c->map->entities[0]));
}

static void compile_anonymise_add(const Compiler *c, Text *out, const char *name, const char *value) {
        text_appendf(out, "%s%s, %s", out->n ? ", " : "", pg_quote_text(c->pg, c->arena, name), value);
}

/* An attribute named "entity.column" by the rule. */
static const Attribute *compile_anonymise_named(const Compiler *c, const char *name,
                                                const Entity **ret_entity) {
        for (size_t i = 0; i < c->map->n_entities; i++) {
                const Entity *e = &c->map->entities[i];
                for (size_t k = 0; k < e->n_attributes; k++)
                        if (str_eq(arena_printf(c->arena, "%s.%s", e->name, e->attributes[k].column), name)) {
                                *ret_entity = e;
                                return &e->attributes[k];
                        }
        }
        return NULL;
}

void compile_anonymise(const Compiler *c, const Rule *rule, CompiledAnonymise *ret) {
        const Entity *subject = &c->map->entities[0];
        _cleanup_text_ Text data = { 0 }, raw = { 0 };
        for (size_t i = 0; i < rule->n_attributes; i++) {
                const Entity *e;
                const Attribute *a = compile_anonymise_named(c, rule->attributes[i], &e);
                if (!a)
                        continue;
                const char *value = general(c, e, a);
                if (value)
                        compile_anonymise_add(c, &data, rule->attributes[i], one_value(c, e, value));
                else if (a->anonymise == ANONYMISE_PSEUDONYM && e == subject)
                        compile_anonymise_add(
                                c, &raw, rule->attributes[i],
                                arena_printf(c->arena, "%s::text", part_column(c, e, a->column)));
        }
        const char *from = arena_printf(c->arena, "from %s where %s", part_from(c, subject),
                                        part_in_keys(c, subject, subject->key, subject, 1));
        ret->rows = arena_printf(c->arena, "select jsonb_build_object(%s), jsonb_build_object(%s) %s",
                                 text_str(&data), text_str(&raw), from);
        ret->groups = arena_printf(c->arena, "select jsonb_build_object(%s), count(*) %s group by 1",
                                   text_str(&data), from);
}
