/* Certificates from anybody. One that holds says what the signed one says, whatever was changed around it:
 * the seed is the only one that this key has signed. */
#include "base/text.h"
#include "ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const char vkey[] = "muniment/a48f845c+b4339893+AXIMyt2slxW0zQgsG/KjvFc4wqWYvAnOyQls7Bj1sFZU";
        _cleanup_(arena_freep) Arena *arena = arena_new();
        LedgerCertificate said;
        VerifierKey key;
        if (!verifier_key_parse(vkey, &key))
                __builtin_trap();
        bool claims = ledger_is_certificate((const char *)data, size);
        const char *problem = ledger_certificate_check((const char *)data, size, &key, arena, &said);
        if (!problem && (!claims || said.run != 2 || said.disposed != 1 || said.entries != 7 ||
                         said.planned != 1 || !str_eq(said.rule, "s12-destroy-archived") ||
                         !str_eq(said.action, "destroy") || !str_eq(said.grade, "deleted")))
                __builtin_trap();
        if (problem && !*problem)
                __builtin_trap(); /* a refusal says why */
        return 0;
}
