#include "base/arena.h"

#include "base/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)16 * 1024)

typedef struct Block Block;
struct Block {
        Block *next;
        size_t size, used;
        _Alignas(max_align_t) unsigned char data[];
};

struct Arena {
        Block *blocks;
        size_t size;
};

static void *must(void *p) {
        if (!p)
                abort();
        return p;
}

Arena *arena_new(void) {
        return must(calloc(1, sizeof(Arena)));
}

void arena_clear(Arena *arena) {
        Block *next;
        for (Block *b = arena->blocks; b; b = next) {
                next = b->next;
                explicit_bzero(b->data, b->used);
                free(b);
        }
        arena->blocks = NULL;
        arena->size = 0;
}

Arena *arena_free(Arena *arena) {
        if (arena) {
                arena_clear(arena);
                free(arena);
        }
        return NULL;
}

static Block *block_for(Arena *arena, size_t size) {
        if (arena->blocks && arena->blocks->size - arena->blocks->used >= size)
                return arena->blocks;

        size_t n = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        Block *b = must(malloc(sizeof *b + n));
        *b = (Block){ .next = arena->blocks, .size = n };
        arena->size += n;
        /* A large block that will be full at once goes behind the one still being filled. */
        if (arena->blocks && size > BLOCK_SIZE) {
                b->next = arena->blocks->next;
                arena->blocks->next = b;
        } else
                arena->blocks = b;
        return b;
}

void *arena_alloc(Arena *arena, size_t size) {
        const size_t align = _Alignof(max_align_t);
        assert(size < SIZE_MAX - align - sizeof(Block));
        size = (size + align - 1) / align * align;
        Block *b = block_for(arena, size);
        void *p = b->data + b->used;
        b->used += size;
        return memset(p, 0, size);
}

void *arena_array(Arena *arena, size_t n, size_t size) {
        size_t bytes;
        if (__builtin_mul_overflow(n, size, &bytes))
                abort();
        return arena_alloc(arena, bytes);
}

void *arena_memdup(Arena *arena, const void *p, size_t n) {
        void *copy = arena_alloc(arena, n);
        if (n)
                memcpy(copy, p, n);
        return copy;
}

char *arena_strndup(Arena *arena, const char *s, size_t n) {
        n = strnlen(s, n);
        char *copy = arena_alloc(arena, n + 1);
        memcpy(copy, s, n);
        return copy;
}

char *arena_strdup(Arena *arena, const char *s) {
        return s ? arena_strndup(arena, s, SIZE_MAX) : NULL;
}

char *arena_vprintf(Arena *arena, const char *format, va_list ap) {
        va_list again;
        assert(format);
        va_copy(again, ap);
        int n = vsnprintf(NULL, 0, format, ap);
        assert(n >= 0);
        char *s = arena_alloc(arena, (size_t)n + 1);
        vsnprintf(s, (size_t)n + 1, format, again);
        va_end(again);
        return s;
}

char *arena_printf(Arena *arena, const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        char *s = arena_vprintf(arena, format, ap);
        va_end(ap);
        return s;
}

char *arena_joined(Arena *arena, const char *const *parts, size_t n, const char *between) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                if (!str_empty(parts[i]))
                        text_appendf(&out, "%s%s", out.n ? between : "", parts[i]);
        return arena_strdup(arena, text_str(&out));
}

size_t arena_size(const Arena *arena) {
        return arena->size;
}
