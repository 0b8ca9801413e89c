#include "model/data-map-columns.h"

#include "base/text.h"

static bool named(const char *const *columns, size_t n, const char *column) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(columns[i], column))
                        return true;
        return false;
}

bool entity_has_column(const Entity *e, const char *column) {
        bool has = entity_attribute(e, column) || named(e->key, e->n_key, column) ||
                   named(e->to.columns, e->to.n_columns, column);
        for (size_t i = 0; i < e->n_owners; i++)
                has = has || named(e->owners[i].columns, e->owners[i].n_columns, column);
        for (size_t i = 0; i < e->n_refers; i++)
                has = has || named(e->refers[i].columns, e->refers[i].n_columns, column);
        return has;
}
