/* The canonical leaf, byte by byte, and proofs without a database. */
#include "base/text.h"
#include "check.h"
#include "ledger/leaf.h"
#include "ledger/ledger.h"

#include <errno.h>
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
        unlink(arena_printf(arena, "%s/ledger-signing-key", folder));
        unlink(arena_printf(arena, "%s/fingerprint-key", folder));
        rmdir(folder);
}

static void test_words(void) {
        check_group("every condition has its words, and nothing else has");
        for (int i = _LEDGER_E_SUCCESS + 1; i <= LEDGER_E_NONE; i++)
                CHECK(ledger_problem(i));
        CHECK(!ledger_problem(0));
        CHECK(!ledger_problem(PG_E_RETRY));
        CHECK(!ledger_problem(-EINVAL));
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        test_leaves(arena);
        test_proof(arena);
        test_words();
        return check_done();
}
