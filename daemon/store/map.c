#include "store/map.h"

#include "base/error.h"
#include "store/call.h"

int map_decide(Store *store, const MapDecision *decision, bool *ret_new) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, map_decide, &rows, .register_name = decision->register_name,
                           .digest = { decision->digest, MAP_DIGEST_SIZE }, .coverage = decision->coverage,
                           .because = decision->because, .decided_by = decision->decided_by,
                           .decided_on = decision->decided_on);
        if (r)
                return err_trace(r);
        *ret_new = pg_rows_count(rows) > 0;
        return 0;
}

int map_decided(Store *store, const char *register_name, const unsigned char *digest, bool *ret) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int r = store_call(store, map_decided, &rows, .register_name = register_name,
                           .digest = { digest, MAP_DIGEST_SIZE });
        if (r)
                return err_trace(r);
        *ret = pg_bool(rows, 0, MAP_DECIDED_DECIDED);
        return 0;
}
