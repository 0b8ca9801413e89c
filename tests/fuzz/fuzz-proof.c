/* Proofs and certificates from anybody. One that holds without the secret key having signed it would be a
 * forgery; the seed is the only one there is. */
#include "ledger/ledger.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const char vkey[] =
                "muniment.example/ledger+11b80f37+AfHEuleDz/kiC/XzjWrONboHTQzwVrYtIaRvzj/Yedje";
        _cleanup_(arena_freep) Arena *arena = arena_new();
        VerifierKey key;
        LedgerProof proof;
        if (!verifier_key_parse(vkey, &key))
                __builtin_trap();
        const char *problem = ledger_proof_check((const char *)data, size, &key, arena, &proof);
        if (!problem && (proof.size != 700 || !strstr(proof.leaf, "\"kind\":\"batch-disposed\"")))
                __builtin_trap();
        LedgerCertificate certificate;
        if (!ledger_certificate_check((const char *)data, size, &key, arena, &certificate))
                __builtin_trap(); /* none was ever signed with that key */
        return 0;
}
