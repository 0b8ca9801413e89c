#pragma once
/* A document as blocks: what Markdown means, before anybody decides how it looks. One tree drives the page,
 * HTML and plain text. The only place with cmark-gfm. */

#include "base/arena.h"
#include "base/conditions.h"
#include "base/text.h"
#include "render/value.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum BlockKind {
        BLOCK_DOCUMENT,
        BLOCK_HEADING,
        BLOCK_PARAGRAPH,
        BLOCK_LIST,
        BLOCK_ITEM,
        BLOCK_TABLE, /* a head row that is empty is left out: then the first column names what stands beside
                        it */
        BLOCK_ROW,
        BLOCK_CELL,
        _BLOCK_KIND_MAX,
} BlockKind;

/* A stretch of text of one weight: the text's own words, or one value. A newline in it is a line break. */
typedef struct BlockRun BlockRun;
struct BlockRun {
        const char *text;
        const char *field; /* of a value, its name; NULL: the text's own words */
        bool bold;
        BlockRun *next;
};

typedef struct Block Block;
struct Block {
        BlockKind kind;
        int line;       /* in the Markdown */
        int level;      /* HEADING: 1 to 6 */
        int start;      /* LIST: first number; 0: bullets */
        bool tight;     /* LIST: no space between items */
        bool header;    /* ROW: the first of a table */
        BlockRun *runs; /* HEADING, PARAGRAPH, CELL */
        Block *first, *next;
};

typedef struct BlocksError {
        int line;
        const char *message; /* constant */
} BlocksError;

/* Reads Markdown (CommonMark with GitHub's tables). The tree lives in the arena. Emphasis becomes bold, for
 * slanted type is hard to read; a link is printed as its text with the address after it. */
int blocks_parse(Arena *arena, const char *markdown, size_t n, Block **ret, BlocksError *ret_error);
/* The same with the values that marks in the Markdown stand for. In a cell a value keeps its lines; elsewhere
 * they become one. */
int blocks_parse_filled(Arena *arena, const Text *markdown, const Values *values, Block **ret,
                        BlocksError *ret_error);

/* The text of a block's runs, as one string in the arena. */
const char *block_text(Arena *arena, const Block *block);
