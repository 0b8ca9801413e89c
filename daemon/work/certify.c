#include "work/certify.h"

#include "base/error.h"
#include "ledger/ledger.h"
#include "retention/retention.h"
#include "store/json.h"

int certify_run(Context *context, int64_t run) {
        json_t *proofs = NULL;
        int r = retention_certify(context, run, NULL);
        if (r != RETENTION_E_PROOFS)
                return err_trace(r);
        r = ledger_sequence(context, NULL);
        if (r == 0)
                r = ledger_prove_about(context, arena_printf(context->arena, "run %lld", (long long)run),
                                       &proofs);
        if (r)
                return condition_is_of(r, "LEDGER") ? RETENTION_E_LEDGER : err_trace(r);
        r = retention_certify(context, run, proofs);
        json_decref(proofs);
        return err_trace(r);
}
