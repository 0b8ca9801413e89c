/* Checks the certificate of a run with nothing but the public key: its signature, the proof of each of its
 * ledger entries, and that what it says agrees with what they say. The signature alone would prove only that
 * the office wrote the paper; the entries were signed when the things were done. */
#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "model/certificate.h"
#include "model/entry-kind.h"
#include "seal/hash.h"
#include "store/json.h"

#include <stdlib.h>
#include <string.h>

typedef struct Sums {
        int64_t batches, disposed, held, changed, shared, approvals, copies;
} Sums;

typedef struct Check {
        const VerifierKey *key;
        Arena *arena;
        json_t *root;
        LedgerCertificate *found;
        Checkpoint checkpoint;
        Sums sums;
} Check;

static int64_t certified_number(const json_t *object, const char *name) {
        return json_integer_value(json_object_get(object, name));
}

static const char *check_signature(Check *c) {
        unsigned char digest[SHA256_SIZE];
        const char *signed_text, *note = json_text_of(c->root, "note");
        if (!note)
                return "The certificate carries no signature.";
        int r = note_open(note, strlen(note), c->key, c->arena, &signed_text);
        if (r)
                return arena_printf(c->arena, "The certificate's signature does not hold. %s",
                                    condition_sentence(r));
        json_object_del(c->root, "note");
        char *canonical = json_canonical(c->root);
        sha256(canonical, strlen(canonical), digest);
        free(canonical);
        if (!str_eq(signed_text, certificate_text(c->arena, c->key->name, SHA256_HEX(digest))))
                return "The certificate is not the one that was signed: something in it was changed.";
        return NULL;
}

/* What each kind of entry must agree with. */
static const char *certified_check_entry(Check *c, const char *word, const json_t *detail) {
        EntryKind kind;
        if (!entry_kind_from_string(word, &kind))
                return NULL;
        if (kind == ENTRY_BATCH_DISPOSED) {
                c->sums.batches++;
                c->sums.disposed += certified_number(detail, "disposed");
                c->sums.held += certified_number(detail, "held");
                c->sums.changed += certified_number(detail, "changed");
                c->sums.shared += certified_number(detail, "shared");
        } else if (kind == ENTRY_RUN_APPROVED) {
                c->sums.approvals++;
        } else if (kind == ENTRY_RUN_PLANNED) {
                c->found->planned++;
                if (!str_eq(json_text_of(detail, "policy"), json_text_of(c->root, "policy_version")) ||
                    certified_number(detail, "subjects") != certified_number(c->root, "planned"))
                        return "The certificate and the ledger's entry of the plan differ.";
        } else if (kind == ENTRY_RUN_VERIFIED) {
                c->found->verified++;
                c->sums.copies = certified_number(detail, "copies"); /* the last one counts */
        }
        return NULL;
}

/* "run 12" or "run 12 batch 3", of this run. */
static bool certified_concerns(const Check *c, const char *about) {
        const char *run = arena_printf(c->arena, "run %lld", (long long)certified_number(c->root, "run"));
        return about && str_starts(about, run) && (!about[strlen(run)] || about[strlen(run)] == ' ');
}

static const char *check_leaf(Check *c, const char *leaf) {
        json_auto_t *entry = json_loads(leaf, JSON_REJECT_DUPLICATES, NULL);
        const char *problem =
                certified_concerns(c, json_text_of(entry, "about"))
                        ? certified_check_entry(c, json_text_of(entry, "kind"),
                                                json_object_get(entry, "detail"))
                        : "The certificate holds an entry of the ledger that is about something else.";
        return problem;
}

static const char *check_proof(Check *c, const json_t *item, int64_t *last) {
        const char *leaf = json_text_of(item, "leaf");
        int64_t index = certified_number(item, "index");
        MerkleHash path[MERKLE_LEVELS];
        size_t n;
        if (!leaf || !json_is_integer(json_object_get(item, "index")) || index <= *last ||
            !proof_path_parse(json_object_get(item, "path"), path, &n))
                return "The certificate's proofs are not in the form that they are written in.";
        *last = index;
        MerkleHash hash = merkle_leaf(leaf, strlen(leaf));
        if (!merkle_verify_inclusion(&hash, (uint64_t)index, c->checkpoint.size, path, n,
                                     &c->checkpoint.root))
                return arena_printf(c->arena,
                                    "Entry %lld is not in the ledger that was signed: it, its number or its "
                                    "path was changed.",
                                    (long long)index);
        c->found->entries++;
        return check_leaf(c, leaf);
}

static const char *check_proofs(Check *c) {
        const json_t *ledger = json_object_get(c->root, "ledger"), *item;
        const char *note = json_text_of(ledger, "checkpoint"), *problem = NULL;
        int64_t last = -1;
        size_t i;
        if (!note)
                return "The certificate holds no checkpoint of the ledger.";
        int r = checkpoint_open(note, strlen(note), c->key, &c->checkpoint);
        if (r)
                return arena_printf(c->arena, "The certificate's checkpoint does not hold. %s",
                                    condition_sentence(r));
        json_array_foreach (json_object_get(ledger, "entries"), i, item) {
                problem = check_proof(c, item, &last);
                if (problem)
                        return problem;
        }
        c->found->size = (int64_t)c->checkpoint.size;
        return NULL;
}

static const char *check_sums(const Check *c) {
        const struct {
                const char *name;
                int64_t sum;
        } table[] = {
                { "batches", c->sums.batches }, { "disposed", c->sums.disposed },  { "held", c->sums.held },
                { "changed", c->sums.changed }, { "shared_rows", c->sums.shared },
        };
        for (size_t i = 0; i < ELEMENTS(table); i++)
                if (certified_number(c->root, table[i].name) != table[i].sum)
                        return arena_printf(
                                c->arena,
                                "The certificate says \"%s\": %lld, but its ledger entries come to %lld.",
                                table[i].name, (long long)certified_number(c->root, table[i].name),
                                (long long)table[i].sum);
        const json_t *copies = json_object_get(json_object_get(c->root, "traces"), "copies");
        if (certified_number(copies, "destroyed") != c->sums.copies)
                return "The certificate names another number of destroyed copies than its ledger entry does.";
        if ((int64_t)json_array_size(json_object_get(c->root, "approved_by")) != c->sums.approvals)
                return "The certificate names other approvals than its ledger entries do.";
        if (c->found->planned != 1 || c->found->verified < 1)
                return "The certificate lacks the ledger's entry of the plan or of the verification.";
        return NULL;
}

bool ledger_is_certificate(const char *data, size_t n) {
        json_auto_t *root =
                n <= CERTIFICATE_SIZE_MAX ? json_loadb(data, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
        bool is = str_eq(json_text_of(root, "format"), CERTIFICATE_FORMAT);
        return is;
}

const char *ledger_certificate_check(const char *data, size_t n, const VerifierKey *key, Arena *arena,
                                     LedgerCertificate *ret) {
        LedgerCertificate found = { 0 };
        Check check = { .key = key, .arena = arena, .found = &found };
        check.root = n <= CERTIFICATE_SIZE_MAX ? json_loadb(data, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
        const char *problem = NULL;
        if (!str_eq(json_text_of(check.root, "format"), CERTIFICATE_FORMAT))
                problem = "This is not a certificate in the form that muniment retention certificate writes.";
        if (!problem)
                problem = check_signature(&check);
        if (!problem)
                problem = check_proofs(&check);
        if (!problem)
                problem = check_sums(&check);
        if (!problem) {
                found.run = certified_number(check.root, "run");
                found.disposed = check.sums.disposed;
                found.rule = arena_strdup(arena, json_text_of(json_object_get(check.root, "rule"), "id"));
                found.action = arena_strdup(arena, json_text_of(check.root, "action"));
                found.grade = arena_strdup(arena, json_text_of(check.root, "grade"));
                *ret = found;
        }
        json_decref(check.root);
        return problem;
}
