/* The Merkle tree against RFC 6962: published roots, and every proof of every small tree against the
 * definition written down as it stands in the RFC. Then checkpoints. */
#include "check.h"
#include "seal/hash.h"
#include "seal/note.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SIZE_MAX_TESTED 131

static MerkleHash leaves[SIZE_MAX_TESTED];

/* MTH of RFC 6962 2.1, by recursion. */
static MerkleHash naive_root(size_t begin, size_t end) {
        if (begin == end) {
                MerkleHash empty;
                sha256("", 0, empty.b);
                return empty;
        }
        if (end - begin == 1)
                return leaves[begin];
        size_t k = 1;
        while (2 * k < end - begin)
                k *= 2;
        MerkleHash left = naive_root(begin, begin + k), right = naive_root(begin + k, end);
        return merkle_node(&left, &right);
}

/* PATH of RFC 6962 2.1.1, by recursion. */
static size_t naive_path(size_t m, size_t begin, size_t end, MerkleHash *ret) {
        if (end - begin == 1)
                return 0;
        size_t k = 1, n;
        while (2 * k < end - begin)
                k *= 2;
        if (m < k) {
                n = naive_path(m, begin, begin + k, ret);
                ret[n] = naive_root(begin + k, end);
        } else {
                n = naive_path(m - k, begin + k, end, ret);
                ret[n] = naive_root(begin, begin + k);
        }
        return n + 1;
}

/* SUBPROOF of RFC 6962 2.1.2, by recursion. */
static size_t naive_subproof(size_t m, size_t begin, size_t end, bool whole, MerkleHash *ret) {
        if (m == end - begin) {
                if (whole)
                        return 0;
                ret[0] = naive_root(begin, end);
                return 1;
        }
        size_t k = 1, n;
        while (2 * k < end - begin)
                k *= 2;
        if (m <= k) {
                n = naive_subproof(m, begin, begin + k, whole, ret);
                ret[n] = naive_root(begin + k, end);
        } else {
                n = naive_subproof(m - k, begin + k, end, false, ret);
                ret[n] = naive_root(begin, begin + k);
        }
        return n + 1;
}

/* A range's root from its perfect subtrees, as the ledger computes it from stored nodes. */
static MerkleHash range_root(MerkleRange range) {
        MerkleFrontier f = { 0 };
        unsigned level;
        uint64_t index;
        while (merkle_range_next(&range, &level, &index)) {
                MerkleHash part = naive_root(index << level, (index + 1) << level);
                merkle_append_subtree(&f, level, &part);
        }
        return merkle_root(&f);
}

static bool same_proof(const MerkleHash *naive, size_t n_naive, const MerkleRange *ranges, size_t n,
                       MerkleHash *ret) {
        if (n != n_naive)
                return false;
        for (size_t i = 0; i < n; i++) {
                ret[i] = range_root(ranges[i]);
                if (!merkle_equal(&ret[i], &naive[i]))
                        return false;
        }
        return true;
}

/* The leaves and roots that the certificate transparency projects publish and test with. */
static void test_known(void) {
        static const char *const data[] = {
                "",
                "\x00",
                "\x10",
                "\x20\x21",
                "\x30\x31",
                "\x40\x41\x42\x43",
                "\x50\x51\x52\x53\x54\x55\x56\x57",
                "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        };
        static const size_t sizes[] = { 0, 1, 1, 2, 2, 4, 8, 16 };
        static const char *const roots[] = {
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        };
        MerkleFrontier f = { 0 };
        for (size_t i = 0; i < ELEMENTS(roots); i++) {
                check_group("known root of %zu leaves", i);
                MerkleHash root = merkle_root(&f);
                CHECK_STR(SHA256_HEX(root.b), roots[i]);
                if (i < ELEMENTS(data)) {
                        MerkleHash leaf = merkle_leaf(data[i], sizes[i]);
                        merkle_append(&f, &leaf, NULL);
                }
        }
}

/* Every proof holds; what is off by a leaf, an index, a size, a hash or a bit proves nothing. */
static bool inclusion_holds(size_t i, size_t size, const MerkleHash *root) {
        MerkleHash naive[MERKLE_LEVELS], proof[MERKLE_LEVELS + 1];
        MerkleRange ranges[MERKLE_LEVELS];
        const MerkleHash *leaf = &leaves[i];
        size_t n_naive = naive_path(i, 0, size, naive), n = merkle_inclusion_ranges(i, size, ranges);
        if (!same_proof(naive, n_naive, ranges, n, proof))
                return false;
        proof[n] = leaves[0];
        bool ok = merkle_verify_inclusion(leaf, i, size, proof, n, root) &&
                  !merkle_verify_inclusion(leaf, i, size, proof, n, &leaves[(i + 1) % SIZE_MAX_TESTED]) &&
                  (size == 1 || !merkle_verify_inclusion(leaf, (i + 1) % size, size, proof, n, root)) &&
                  !merkle_verify_inclusion(leaf, i + size, size, proof, n, root) &&
                  !merkle_verify_inclusion(leaf, i, size, proof, n + 1, root) &&
                  (n == 0 || !merkle_verify_inclusion(leaf, i, size, proof, n - 1, root));
        for (size_t k = 0; k < n; k++) {
                proof[k].b[7] ^= 4;
                ok = ok && !merkle_verify_inclusion(leaf, i, size, proof, n, root);
                proof[k].b[7] ^= 4;
        }
        return ok;
}

static bool consistency_holds(size_t first, size_t size, const MerkleHash *root) {
        MerkleHash naive[MERKLE_LEVELS], proof[MERKLE_LEVELS + 1], old = naive_root(0, first);
        MerkleRange ranges[MERKLE_LEVELS];
        size_t n_naive = naive_subproof(first, 0, size, true, naive);
        size_t n = merkle_consistency_ranges(first, size, ranges);
        if (!same_proof(naive, n_naive, ranges, n, proof))
                return false;
        proof[n] = leaves[0];
        bool ok = merkle_verify_consistency(first, &old, size, root, proof, n) &&
                  !merkle_verify_consistency(first, &leaves[3], size, root, proof, n) &&
                  !merkle_verify_consistency(first, &old, size, root, proof, n + 1) &&
                  !merkle_verify_consistency(0, &old, size, root, proof, n) &&
                  !merkle_verify_consistency(size + 1, &old, size, root, proof, n) &&
                  (n == 0 || !merkle_verify_consistency(first, &old, size, root, proof, n - 1));
        for (size_t k = 0; k < n; k++) {
                proof[k].b[31] ^= 128;
                ok = ok && !merkle_verify_consistency(first, &old, size, root, proof, n);
                proof[k].b[31] ^= 128;
        }
        return ok;
}

static void test_every_size(void) {
        MerkleFrontier f = { 0 };
        for (size_t size = 1; size <= SIZE_MAX_TESTED; size++) {
                check_group("tree of %zu leaves", size);
                MerkleHash completed[MERKLE_LEVELS];
                unsigned level = merkle_append(&f, &leaves[size - 1], completed);
                bool right = true;
                for (unsigned l = 0; l <= level; l++) {
                        MerkleHash want = naive_root(size - ((size_t)1 << l), size);
                        right = right && merkle_equal(&completed[l], &want);
                }
                CHECK(right);
                CHECK(size % ((size_t)1 << level) == 0 && size >> level & 1);
                MerkleHash root = merkle_root(&f), naive = naive_root(0, size);
                CHECK(merkle_equal(&root, &naive));
                bool included = true, consistent = true;
                for (size_t i = 0; i < size; i++) {
                        included = included && inclusion_holds(i, size, &root);
                        consistent = consistent && consistency_holds(i + 1, size, &root);
                }
                CHECK(included);
                CHECK(consistent);
        }
}

static void test_checkpoints(Arena *arena) {
        check_group("checkpoints");
        char folder[] = "/tmp/muniment-note.XXXXXX", other[] = "/tmp/muniment-note.XXXXXX";
        const char *problem;
        _cleanup_(keys_freep) Keys *keys = NULL, *others = NULL;
        if (!mkdtemp(folder) || !mkdtemp(other))
                return;
        CHECK_INT(keys_create(folder, "muniment.example/a", arena, &problem), 0);
        CHECK_INT(keys_create(other, "muniment.example/a", arena, &problem), 0);
        CHECK_INT(keys_load(folder, arena, &keys, &problem), 0);
        CHECK_INT(keys_load(other, arena, &others, &problem), 0);
        VerifierKey key, another;
        keys_public(keys, &key);
        keys_public(others, &another);

        Checkpoint got;
        char *note = checkpoint_sign(keys, 20852163, &leaves[5], arena);
        size_t n = strlen(note);
        CHECK_INT(checkpoint_open(note, n, &key, &got), 0);
        CHECK_STR(got.origin, "muniment.example/a");
        CHECK_INT(got.size, 20852163);
        CHECK(merkle_equal(&got.root, &leaves[5]));
        CHECK_INT(checkpoint_open(note, n, &another, &got), NOTE_E_UNSIGNED);
        bool noticed = true, whole = true;
        for (size_t i = 0; i < n; i++) {
                char *bad = arena_memdup(arena, note, n);
                bad[i] ^= 1;
                noticed = noticed && checkpoint_open(bad, n, &key, &got) != 0;
                whole = whole && checkpoint_open(note, i, &key, &got) != 0;
        }
        CHECK(noticed); /* any bit changed */
        CHECK(whole);   /* cut short anywhere */
        /* A witness's line beside ours does no harm; a line of rubbish does. */
        char *more = arena_printf(arena, "%s\xe2\x80\x94 witness.example AAAAAAECAw==\n", note);
        CHECK_INT(checkpoint_open(more, strlen(more), &key, &got), 0);
        more = arena_printf(arena, "%srubbish\n", note);
        CHECK_INT(checkpoint_open(more, strlen(more), &key, &got), NOTE_E_MALFORMED);
        /* The key's own name and hash over somebody else's signature. */
        VerifierKey stolen = another;
        memcpy(stolen.key, key.key, sizeof stolen.key);
        char *forged = checkpoint_sign(others, 7, &leaves[5], arena);
        CHECK_INT(checkpoint_open(forged, strlen(forged), &stolen, &got), NOTE_E_FORGED);
        char path[100];
        for (int i = 0; i < 4; i++) {
                snprintf(path, sizeof path, "%s/%s", i & 1 ? folder : other,
                         i & 2 ? "fingerprint-key" : "ledger-signing-key");
                unlink(path);
        }
        rmdir(folder);
        rmdir(other);
}

/* Signed by the right key, or not signed at all: the form is judged first. */
static void test_malformed(void) {
        static const VerifierKey key = { .name = "o" };
        static const char *const notes[] = {
                "",
                "\n",
                "\n\n",
                "o\n1\n",
                "o\n1\nAAAA\n\n",
                "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 o AAAAAAA=\n",
                "o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 o AAAAAAA=\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n\n\xe2\x80\x94 o AAAAAAA=\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 o AAAAAAA=",
                ("o\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 o "
                 "AAAAAAA=\n"),
                "o\r\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 o AAAAAAA=\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n- o AAAAAAA=\n",
        };
        for (size_t i = 0; i < ELEMENTS(notes); i++) {
                check_group("malformed note %zu", i);
                Checkpoint got;
                CHECK_INT(checkpoint_open(notes[i], strlen(notes[i]), &key, &got), NOTE_E_MALFORMED);
        }
        check_group("the specification's own example");
        /* c2sp.org/tlog-checkpoint; its key is not published, so it is whole but unsigned for us. */
        static const char example[] =
                "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
                "\xe2\x80\x94 example.com/behind-the-sofa "
                "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
                "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        Checkpoint got;
        CHECK_INT(checkpoint_open(example, strlen(example), &key, &got), NOTE_E_UNSIGNED);
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        for (int i = 0; i < SIZE_MAX_TESTED; i++)
                leaves[i] = merkle_leaf(&i, sizeof i);
        test_known();
        test_every_size();
        test_checkpoints(arena);
        test_malformed();
        return check_done();
}
