#include "register/load.h"

#include "base/error.h"
#include "statements.h"

int register_load(Register *reg, RegisterLoad *ret) {
        _cleanup_(pg_rows_freep) PgRows *there = NULL, *rows = NULL;
        int r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_LOAD_THERE, NULL, &there);
        if (r)
                return err_trace(r);
        *ret = (RegisterLoad){ .active = -1, .lag_bytes = pg_bool(there, 0, LOAD_THERE_REPLICAS) ? -1 : 0 };
        if (!pg_bool(there, 0, LOAD_THERE_AGENT))
                return 0;
        r = pg_query(register_pg(reg), SQL_EMBED_REGISTER_LOAD, NULL, &rows);
        if (r)
                return err_trace(r);
        *ret = (RegisterLoad){ .active = pg_i64(rows, 0, LOAD_READ_ACTIVE),
                               .lag_bytes = pg_i64(rows, 0, LOAD_READ_LAG_BYTES) };
        return 0;
}
