/* Any text as a template, with data of every shape: it is refused with a line, or filled; and what a value
 * holds never changes the shape of the Markdown around it. */
#include "render/blocks.h"
#include "render/template.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok) {
        if (!ok)
                __builtin_trap();
}

/* The bytes as a value between two words: still one paragraph, beginning and ending with them. */
static void try_value(Arena *arena, const char *value) {
        _cleanup_text_ Text markdown = { 0 };
        Block *blocks;
        BlocksError error;
        text_append(&markdown, "before ");
        template_escape(TEMPLATE_ESCAPE_MARKDOWN, value, &markdown);
        text_append(&markdown, " after");
        must(blocks_parse(arena, text_str(&markdown), markdown.n, &blocks, &error) == 0);
        must(blocks->first && blocks->first->kind == BLOCK_PARAGRAPH && !blocks->first->next);
        const char *text = block_text(arena, blocks->first);
        must(str_starts(text, "before ") && strcmp(text + strlen(text) - 6, " after") == 0);
        must(strchr(text, '\n') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        if (size > 4096)
                return 0;
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char *text = arena_strndup(arena, (const char *)data, size);
        json_t *json = json_pack("{s:s, s:[i,i], s:{s:s}, s:b, s:f, s:n}", "a", "x", "l", 1, 2, "o", "b", "y",
                                 "t", 1, "r", 1.5, "n");
        Template *template;
        TemplateError error = { 0 };
        if (template_parse(arena, (const char *)data, size, &template, &error) == 0) {
                for (TemplateEscape e = TEMPLATE_ESCAPE_NONE; e <= TEMPLATE_ESCAPE_MARKDOWN; e++) {
                        _cleanup_text_ Text out = { 0 };
                        int r = template_render(
                                template, json,
                                &(TemplateRules){ .escape = e, .missing = TEMPLATE_MISSING_ALL }, &out,
                                &error);
                        must(r == 0 || (error.line > 0 && error.message));
                }
        } else
                must(error.message != NULL);
        if (str_is_utf8(text, strlen(text)))
                try_value(arena, text);
        json_decref(json);
        return 0;
}
