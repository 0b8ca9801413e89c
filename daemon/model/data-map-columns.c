#include "model/data-map-columns.h"

#include "base/text.h"

static bool data_map_columns_named(const char *const *columns, size_t n, const char *column) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(columns[i], column))
                        return true;
        return false;
}

bool edge_has_column(const Edge *edge, const char *column) {
        return data_map_columns_named(edge->columns, edge->n_columns, column) || str_eq(edge->where, column);
}

bool entity_has_column(const Entity *e, const char *column) {
        bool has = entity_attribute(e, column) || data_map_columns_named(e->key, e->n_key, column);
        for (size_t i = 0; i < e->n_shares; i++)
                has = has || edge_has_column(&e->shares[i], column);
        for (size_t i = 0; i < e->n_owners; i++)
                has = has || edge_has_column(&e->owners[i], column);
        for (size_t i = 0; i < e->n_refers; i++)
                has = has || edge_has_column(&e->refers[i], column);
        return has;
}
