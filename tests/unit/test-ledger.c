/* The canonical leaf, byte by byte, and proofs without a database. */
#include "base/text.h"
#include "check.h"
#include "ledger/leaf.h"
#include "ledger/ledger.h"
#include "model/certificate.h"
#include "seal/hash.h"
#include "store/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_leaves(Arena *arena) {
        static const struct {
                const char *what, *about, *subject, *detail, *want; /* want NULL: refused */
        } cases[] = {
                { "bare", NULL, NULL, "{}",
                  "{\"actor\":\"engine\",\"at\":\"T\",\"detail\":{},\"kind\":\"k\",\"on\":\"D\",\"v\":1}" },
                { "whole", "run 1", "u", "{\"b\": 1, \"a\": [true, false, null]}",
                  "{\"about\":\"run "
                  "1\",\"actor\":\"engine\",\"at\":\"T\",\"detail\":{\"a\":[true,false,null],"
                  "\"b\":1},\"kind\":\"k\",\"on\":\"D\",\"subject\":\"u\",\"v\":1}" },
                { "keys by their bytes", NULL, NULL, "{\"aa\": 1, \"B\": 2, \"a\": 3, \"\xc3\xa9\": 4}",
                  "{\"actor\":\"engine\",\"at\":\"T\",\"detail\":{\"B\":2,\"a\":3,\"aa\":1,\"\xc3\xa9\":4},"
                  "\"kind\":\"k\",\"on\":\"D\",\"v\":1}" },
                { "escapes", "a\"\\\n\x1f\x7f/", NULL, "{}",
                  "{\"about\":\"a\\\"\\\\\\n\\u001f\x7f/\",\"actor\":\"engine\",\"at\":\"T\",\"detail\":{},"
                  "\"kind\":\"k\",\"on\":\"D\",\"v\":1}" },
                { "a whole number with a point", NULL, NULL, "{\"n\": 1.0}",
                  "{\"actor\":\"engine\",\"at\":\"T\",\"detail\":{\"n\":1},\"kind\":\"k\",\"on\":\"D\",\"v\":"
                  "1}" },
                { "a fraction", NULL, NULL, "{\"n\": 1.5}", NULL },
                { "too large to be exact", NULL, NULL, "{\"n\": 1e17}", NULL },
                { "a key twice", NULL, NULL, "{\"n\": 1, \"n\": 2}", NULL },
                { "no JSON", NULL, NULL, "{", NULL },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("leaf: %s", cases[i].what);
                const LedgerPending pending = {
                        .at = "T",
                        .on = "D",
                        .kind = "k",
                        .actor = "engine",
                        .subject = cases[i].subject,
                        .about = cases[i].about,
                        .detail = cases[i].detail,
                };
                char *leaf = NULL;
                int r = ledger_leaf(&pending, arena, &leaf);
                CHECK_INT(r, cases[i].want ? 0 : -EINVAL);
                if (cases[i].want)
                        CHECK_STR(leaf, cases[i].want);
        }
}

/* --- certificates --- */

#define LEAF(about, kind, detail)                                                                            \
        "{\"about\":\"" about "\",\"actor\":\"engine\",\"detail\":" detail ",\"kind\":\"" kind "\"}"

static const char *const run_leaves[] = {
        LEAF("run 7", "run-planned", "{\"policy\":\"p1\",\"subjects\":9}"),
        LEAF("run 7", "run-approved", "{}"),
        LEAF("run 7 batch 1", "batch-disposed", "{\"disposed\":5,\"held\":1,\"changed\":0,\"shared\":2}"),
        LEAF("run 7 batch 2", "batch-disposed", "{\"disposed\":2,\"held\":0,\"changed\":1,\"shared\":0}"),
        LEAF("run 7", "run-verified", "{}"),
        LEAF("run 71", "run-verified", "{}"), /* of another run */
};

static MerkleHash root_of(size_t begin, size_t end) {
        MerkleFrontier tree = { 0 };
        for (size_t i = begin; i < end; i++) {
                MerkleHash leaf = merkle_leaf(run_leaves[i], strlen(run_leaves[i]));
                merkle_append(&tree, &leaf, NULL);
        }
        return merkle_root(&tree);
}

static json_t *entry_of(size_t i) {
        MerkleRange ranges[MERKLE_LEVELS];
        json_t *path = json_array();
        size_t n = merkle_inclusion_ranges(i, ELEMENTS(run_leaves), ranges);
        for (size_t k = 0; k < n; k++) {
                char text[MERKLE_HASH_TEXT_SIZE];
                MerkleHash hash = root_of(ranges[k].begin, ranges[k].end);
                json_add(path, json_string(merkle_hash_text(&hash, text)));
        }
        return json_pack("{s:I, s:s, s:o}", "index", (json_int_t)i, "leaf", run_leaves[i], "path", path);
}

/* Entries first to last - 1; then one member says something else; then it is signed all the same. */
static const char *signed_certificate(const Keys *keys, Arena *arena, size_t first, size_t last,
                                      const char *member, json_t *value) {
        unsigned char digest[SHA256_SIZE];
        MerkleHash root = root_of(0, ELEMENTS(run_leaves));
        json_t *entries = json_array();
        for (size_t i = first; i < last; i++)
                json_add(entries, entry_of(i));
        json_t *body = json_pack(
                "{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:s, s:[s], s:s, s:s, s:{s:s}, s:{s:s, s:o}}",
                "format", CERTIFICATE_FORMAT, "run", 7, "planned", 9, "batches", 2, "disposed", 7, "held", 1,
                "changed", 1, "shared_rows", 2, "policy_version", "p1", "approved_by", "somebody", "action",
                "destroy", "grade", "deleted", "rule", "id", "r1", "ledger", "checkpoint",
                checkpoint_sign(keys, ELEMENTS(run_leaves), &root, arena), "entries", entries);
        if (member)
                json_put(body, member, value);
        char *canonical = json_canonical(body);
        sha256(canonical, strlen(canonical), digest);
        free(canonical);
        json_put(body, "note",
                 json_string(note_sign(keys, certificate_text(arena, keys_name(keys), SHA256_HEX(digest)),
                                       arena)));
        char *text = json_dumps(body, 0);
        const char *copy = arena_strdup(arena, text);
        free(text);
        json_decref(body);
        return copy;
}

/* Whoever holds the key can sign any paper; but the entries were signed when the things were done, and what
 * differs from them does not pass. */
static void test_certificate(const Keys *keys, Arena *arena) {
        const struct {
                const char *what;
                size_t first, last;
                const char *member;
                int value;
                const char *why; /* NULL: it holds */
        } cases[] = {
                { "whole", 0, 5, NULL, 0, NULL },
                { "more destroyed than the entries say", 0, 5, "disposed", 8, "\"disposed\": 8" },
                { "fewer held", 0, 5, "held", 0, "\"held\": 0" },
                { "fewer changed", 0, 5, "changed", 0, "\"changed\": 0" },
                { "more shared", 0, 5, "shared_rows", 3, "\"shared_rows\": 3" },
                { "a batch too many", 0, 5, "batches", 3, "\"batches\": 3" },
                { "another plan", 0, 5, "planned", 8, "of the plan differ" },
                { "an approval too few", 0, 5, "approved_by", 0, "other approvals" },
                { "another policy", 0, 5, "policy_version", 0, "of the plan differ" },
                { "another run", 0, 5, "run", 71, "about something else" },
                { "a run whose number begins alike", 0, 6, NULL, 0, "about something else" },
                { "without its verification", 0, 4, NULL, 0, "lacks" },
                { "without its plan", 1, 5, NULL, 0, "lacks" },
                { "without its entries", 0, 0, NULL, 0, "\"batches\": 2" },
                { "without the ledger", 0, 5, "ledger", 0, "no checkpoint" },
        };
        VerifierKey key;
        keys_public(keys, &key);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("certificate: %s", cases[i].what);
                const char *text =
                        signed_certificate(keys, arena, cases[i].first, cases[i].last, cases[i].member,
                                           cases[i].member ? json_integer(cases[i].value) : NULL);
                LedgerCertificate found = { 0 };
                const char *problem = ledger_certificate_check(text, strlen(text), &key, arena, &found);
                CHECK(ledger_is_certificate(text, strlen(text)));
                CHECK((problem == NULL) == (cases[i].why == NULL));
                CHECK(!cases[i].why || (problem && strstr(problem, cases[i].why)));
                CHECK_INT(found.disposed, cases[i].why ? 0 : 7);
                CHECK_INT(found.entries, cases[i].why ? 0 : 5);
        }
}

/* A proof of the only entry of a ledger of one: its path is empty. */
static void test_proof(Arena *arena) {
        check_group("proof");
        char folder[] = "/tmp/muniment-proof.XXXXXX";
        const char *problem = NULL;
        _cleanup_(keys_freep) Keys *keys = NULL;
        if (!CHECK(mkdtemp(folder) && keys_create(folder, "muniment.example", arena, &problem) == 0 &&
                   keys_load(folder, arena, &keys, &problem) == 0))
                return;
        VerifierKey key;
        keys_public(keys, &key);
        MerkleHash leaf = merkle_leaf("an act", 6);
        _cleanup_text_ Text note = { 0 };
        for (const char *p = checkpoint_sign(keys, 1, &leaf, arena); *p; p++)
                text_append_n(&note, *p == '\n' ? "\\n" : p, *p == '\n' ? 2 : 1);
        static const struct {
                const char *what, *form;
                bool holds;
        } cases[] = {
                { "whole",
                  "{\"format\":\"muniment-ledger-proof-1\",\"entry\":{\"index\":0,\"leaf\":\"an "
                  "act\"},\"path\":[],"
                  "\"checkpoint\":\"%s\"}",
                  true },
                { "another leaf",
                  "{\"format\":\"muniment-ledger-proof-1\",\"entry\":{\"index\":0,\"leaf\":\"no "
                  "act\"},\"path\":[],"
                  "\"checkpoint\":\"%s\"}",
                  false },
                { "a fraction for a number",
                  "{\"format\":\"muniment-ledger-proof-1\",\"entry\":{\"index\":0.0,\"leaf\":\"an act\"},"
                  "\"path\":[],\"checkpoint\":\"%s\"}",
                  false },
                { "a number below zero",
                  "{\"format\":\"muniment-ledger-proof-1\",\"entry\":{\"index\":-1,\"leaf\":\"an "
                  "act\"},\"path\":[],"
                  "\"checkpoint\":\"%s\"}",
                  false },
                { "a member twice",
                  "{\"format\":\"muniment-ledger-proof-1\",\"format\":\"muniment-ledger-proof-1\",\"entry\":{"
                  "\"index\":0,\"leaf\":\"an act\"},\"path\":[],\"checkpoint\":\"%s\"}",
                  false },
                { "more in the entry",
                  "{\"format\":\"muniment-ledger-proof-1\",\"entry\":{\"index\":0,\"leaf\":\"an "
                  "act\",\"on\":1},"
                  "\"path\":[],\"checkpoint\":\"%s\"}",
                  false },
                { "a path that is none",
                  "{\"format\":\"muniment-ledger-proof-1\",\"entry\":{\"index\":0,\"leaf\":\"an "
                  "act\"},\"path\":{},"
                  "\"checkpoint\":\"%s\"}",
                  false },
                { "an array", "[\"%s\"]", false },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("proof: %s", cases[i].what);
                const char *at = strstr(cases[i].form, "%s");
                char *text = arena_printf(arena, "%.*s%s%s", (int)(at - cases[i].form), cases[i].form,
                                          text_str(&note), at + 2);
                LedgerProof proof = { .index = -1 };
                problem = ledger_proof_check(text, strlen(text), &key, arena, &proof);
                CHECK((problem == NULL) == cases[i].holds);
                CHECK_INT(proof.index, cases[i].holds ? 0 : -1);
        }
        test_certificate(keys, arena);
        unlink(arena_printf(arena, "%s/ledger-signing-key", folder));
        unlink(arena_printf(arena, "%s/fingerprint-key", folder));
        rmdir(folder);
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        test_leaves(arena);
        test_proof(arena);
        return check_done();
}
