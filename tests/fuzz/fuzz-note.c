/* Signed notes and verifier keys from anybody: whatever opens must say the same when it is written again. */
#include "base/text.h"
#include "seal/note.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        /* The key of the seed corpus; its secret was thrown away. */
        static const char vkey[] =
                "muniment.example/ledger+11b80f37+AfHEuleDz/kiC/XzjWrONboHTQzwVrYtIaRvzj/Yedje";
        VerifierKey key, other;
        Checkpoint checkpoint;
        if (!verifier_key_parse(vkey, &key))
                __builtin_trap();
        if (checkpoint_open((const char *)data, size, &key, &checkpoint) == 0) {
                char root[MERKLE_HASH_TEXT_SIZE];
                _cleanup_text_ Text text = { 0 };
                text_appendf(&text, "%s\n%llu\n%s\n", checkpoint.origin, (unsigned long long)checkpoint.size,
                             merkle_hash_text(&checkpoint.root, root));
                if (size < text.n || memcmp(data, text_str(&text), text.n) != 0)
                        __builtin_trap();
        }
        _cleanup_text_ Text text = { 0 };
        text_append_n(&text, (const char *)data, size);
        if (verifier_key_parse(text_str(&text), &other) && !strchr(text_str(&text), '+'))
                __builtin_trap();
        return 0;
}
