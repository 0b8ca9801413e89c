#include "render/blocks.h"

#include "base/error.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <string.h>

#define DEPTH_MAX 24 /* lists in lists; recursion must end somewhere */

typedef struct Reader {
        Arena *arena;
        const Values *values; /* NULL: none */
        bool in_cell;
        BlocksError *error;
        BlockRun **tail; /* where the next run of the present block goes */
        int bold, depth;
} Reader;

static int read_children(Reader *r, cmark_node *node, Block *block);

static int unsupported(Reader *r, cmark_node *node, const char *message) {
        *r->error = (BlocksError){ .line = cmark_node_get_start_line(node), .message = message };
        return BLOCKS_E_UNSUPPORTED;
}

static void add_run(Reader *r, const char *text, const char *field) {
        if (str_empty(text))
                return;
        BlockRun *run = arena_new_of(r->arena, BlockRun);
        run->text = text;
        run->field = field;
        run->bold = r->bold > 0;
        *r->tail = run;
        r->tail = &run->next;
}

/* Words of the text, with the values between them. */
static void add_words(Reader *r, const char *text) {
        const char *end, *mark;
        const Value *value;
        while (r->values && text && (mark = values_next(r->values, text, &end, &value))) {
                add_run(r, arena_strndup(r->arena, text, (size_t)(mark - text)), NULL);
                add_run(r, value_tidy(r->arena, value->text, r->in_cell), value->field);
                text = end;
        }
        add_run(r, arena_strdup(r->arena, text), NULL);
}

static int read_inlines(Reader *r, cmark_node *node);

/* The text, then the address in brackets unless the text is the address itself. */
static int read_link(Reader *r, cmark_node *node) {
        int result = read_inlines(r, node);
        if (result)
                return result;
        const char *url = cmark_node_get_url(node);
        cmark_node *only = cmark_node_first_child(node);
        const char *text = only && !cmark_node_next(only) ? cmark_node_get_literal(only) : NULL;
        if (str_empty(url) || str_eq(text, url) || (str_starts(url, "mailto:") && str_eq(text, url + 7)) ||
            (str_starts(url, "https://") && str_eq(text, url + 8)))
                return 0;
        add_words(r, arena_printf(r->arena, " (%s)", url));
        return 0;
}

static int read_bold(Reader *r, cmark_node *node) {
        r->bold++;
        int result = read_inlines(r, node);
        r->bold--;
        return result;
}

static int read_inline(Reader *r, cmark_node *node) {
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_STRONG || type == CMARK_NODE_EMPH)
                return read_bold(r, node);
        if (type == CMARK_NODE_LINK)
                return read_link(r, node);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
                add_words(r, cmark_node_get_literal(node));
        else if (type == CMARK_NODE_SOFTBREAK)
                add_run(r, " ", NULL);
        else if (type == CMARK_NODE_LINEBREAK)
                add_run(r, "\n", NULL);
        else
                return unsupported(r, node, "images, raw HTML and the like have no place in a document");
        return 0;
}

static int read_inlines(Reader *r, cmark_node *node) {
        if (r->bold > DEPTH_MAX)
                return unsupported(r, node, "emphasis stands too deep in emphasis");
        for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child)) {
                int result = read_inline(r, child);
                if (result)
                        return result;
        }
        return 0;
}

/* What kind of block a node is; _BLOCK_KIND_MAX for none of ours. */
static BlockKind kind_of(cmark_node *node) {
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING)
                return BLOCK_HEADING;
        if (type == CMARK_NODE_PARAGRAPH)
                return BLOCK_PARAGRAPH;
        if (type == CMARK_NODE_LIST)
                return BLOCK_LIST;
        if (type == CMARK_NODE_ITEM)
                return BLOCK_ITEM;
        const char *name = cmark_node_get_type_string(node);
        if (str_eq(name, "table"))
                return BLOCK_TABLE;
        if (str_eq(name, "table_row") || str_eq(name, "table_header"))
                return BLOCK_ROW;
        if (str_eq(name, "table_cell"))
                return BLOCK_CELL;
        return _BLOCK_KIND_MAX;
}

/* A table of names and values has no heads: its first row, which Markdown asks for, is left empty. */
static void drop_empty_head(Block *table) {
        const Block *cell = table->first ? table->first->first : NULL;
        while (cell && !cell->runs)
                cell = cell->next;
        if (!cell && table->first && table->first->header)
                table->first = table->first->next;
}

static int read_block(Reader *r, cmark_node *node, Block *block) {
        block->line = cmark_node_get_start_line(node);
        switch (block->kind) {
        case BLOCK_HEADING:
                block->level = cmark_node_get_heading_level(node);
                break;
        case BLOCK_LIST:
                block->tight = cmark_node_get_list_tight(node);
                if (cmark_node_get_list_type(node) == CMARK_ORDERED_LIST)
                        block->start =
                                cmark_node_get_list_start(node) > 0 ? cmark_node_get_list_start(node) : 1;
                break;
        case BLOCK_ROW:
                block->header = cmark_gfm_extensions_get_table_row_is_header(node);
                break;
        case BLOCK_DOCUMENT:
        case BLOCK_PARAGRAPH:
        case BLOCK_ITEM:
        case BLOCK_TABLE:
        case BLOCK_CELL:
        case _BLOCK_KIND_MAX:
                break;
        }
        if (block->kind != BLOCK_HEADING && block->kind != BLOCK_PARAGRAPH && block->kind != BLOCK_CELL) {
                if (r->depth == DEPTH_MAX)
                        return unsupported(r, node, "lists stand too deep in one another");
                r->depth++;
                int result = read_children(r, node, block);
                r->depth--;
                if (block->kind == BLOCK_TABLE)
                        drop_empty_head(block);
                return result;
        }
        r->tail = &block->runs;
        r->in_cell = block->kind == BLOCK_CELL;
        return read_inlines(r, node);
}

static int read_children(Reader *r, cmark_node *node, Block *block) {
        Block **tail = &block->first;
        for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child)) {
                BlockKind kind = kind_of(child);
                if (kind == _BLOCK_KIND_MAX)
                        return unsupported(
                                r, child, "raw HTML, code, quotations and rules have no place in a document");
                Block *b = arena_new_of(r->arena, Block);
                b->kind = kind;
                *tail = b;
                tail = &b->next;
                int result = read_block(r, child, b);
                if (result)
                        return result;
        }
        return 0;
}

static int parse_with(Reader *reader, const char *markdown, size_t n, Block **ret) {
        cmark_gfm_core_extensions_ensure_registered();
        cmark_parser *parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8);
        if (!parser)
                return err_origin(-ENOMEM);
        cmark_syntax_extension *table = cmark_find_syntax_extension("table");
        if (table)
                cmark_parser_attach_syntax_extension(parser, table);
        cmark_parser_feed(parser, markdown, n);
        cmark_node *document = cmark_parser_finish(parser);

        Block *block = arena_new_of(reader->arena, Block);
        block->kind = BLOCK_DOCUMENT;
        int r = table ? read_children(reader, document, block) : err_origin(-ENOSYS);
        cmark_node_free(document);
        cmark_parser_free(parser);
        if (r)
                return err_trace(r);
        *ret = block;
        return 0;
}

int blocks_parse(Arena *arena, const char *markdown, size_t n, Block **ret, BlocksError *ret_error) {
        Reader reader = { .arena = arena, .error = ret_error };
        int r = parse_with(&reader, markdown, n, ret);
        return err_trace(r);
}

int blocks_parse_filled(Arena *arena, const Text *markdown, const Values *values, Block **ret,
                        BlocksError *ret_error) {
        Reader reader = { .arena = arena, .values = values, .error = ret_error };
        int r = parse_with(&reader, text_str(markdown), markdown->n, ret);
        return err_trace(r);
}

const char *block_text(Arena *arena, const Block *block) {
        _cleanup_text_ Text text = { 0 };
        for (const BlockRun *run = block->runs; run; run = run->next)
                text_append(&text, run->text);
        return arena_strdup(arena, text_str(&text));
}
