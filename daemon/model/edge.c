#include "model/edge.h"

#include "base/text.h"

bool edges_exclude(const Edge *a, const Edge *b) {
        bool apart = a->where && str_eq(a->where, b->where) && a->n_columns == b->n_columns;
        for (size_t i = 0; apart && i < a->n_columns; i++)
                apart = str_in(a->columns[i], b->columns, b->n_columns);
        for (size_t i = 0; apart && i < a->n_is; i++)
                apart = !str_in(a->is[i], b->is, b->n_is);
        return apart;
}
