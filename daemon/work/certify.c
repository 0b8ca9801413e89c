#include "work/certify.h"

#include "base/error.h"
#include "ledger/ledger.h"
#include "retention/retention.h"
#include "seal/keys.h"
#include "store/json.h"

/* A certificate that a stranger's check would refuse is worse than none. */
static bool certificate_holds(const Context *context, const char *text, size_t n) {
        VerifierKey key;
        LedgerCertificate found;
        keys_public(context->keys, &key);
        return !ledger_certificate_check(text, n, &key, context->arena, &found);
}

int certify_run(Context *context, int64_t run) {
        json_auto_t *proofs = NULL;
        int r = retention_certify(context, run, NULL, certificate_holds);
        if (r != RETENTION_E_PROOFS)
                return err_trace(r);
        r = ledger_sequence(context, NULL);
        if (r == 0)
                r = ledger_prove_run(context, run, &proofs);
        if (r)
                return condition_is_of(r, "LEDGER") ? RETENTION_E_LEDGER : err_trace(r);
        r = retention_certify(context, run, proofs, certificate_holds);
        return err_trace(r);
}
