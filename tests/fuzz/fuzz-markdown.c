/* Any text as Markdown: blocks, or a refusal with its reason; and both kinds of markup can be made of them.
 */
#include "render/blocks.h"
#include "render/markup.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok) {
        if (!ok)
                __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        if (size > 8192)
                return 0;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_text_ Text html = { 0 }, text = { 0 };
        Block *blocks;
        BlocksError error = { 0 };
        int r = blocks_parse(arena, (const char *)data, size, &blocks, &error);
        must(r == 0 || (r == BLOCKS_E_UNSUPPORTED && error.message));
        if (r)
                return 0;
        markup_html(blocks, "en-GB", &html);
        markup_text(blocks, &text);
        must(str_is_utf8(text_str(&text), text.n) && str_is_utf8(text_str(&html), html.n));
        return 0;
}
