#pragma once
/* Memory that is dropped whole: one arena a job run. It may hold personal data, so it is wiped when
 * it is freed or cleared. */

#include "base/cleanup.h"

#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

/* Allocation failure ends the program: a daemon that cannot allocate a few kilobytes is restarted by
 * its supervisor, and its job goes back to the queue. */
Arena *arena_new(void);
Arena *arena_free(Arena *arena);
DEFINE_CLEANUP(Arena *, arena_free)

/* Wipes and drops what the arena holds; the arena itself stays usable. */
void arena_clear(Arena *arena);

/* Zeroed memory, aligned for any type, valid until clear or free. */
void *arena_alloc(Arena *arena, size_t size);
void *arena_array(Arena *arena, size_t n, size_t size);
char *arena_strdup(Arena *arena, const char *s); /* NULL gives NULL */
char *arena_strndup(Arena *arena, const char *s, size_t n);
void *arena_memdup(Arena *arena, const void *p, size_t n);
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *arena, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));

/* Those that say something, with what stands between two; "" when none does. */
char *arena_joined(Arena *arena, const char *const *parts, size_t n, const char *between);

/* Bytes now held, for benchmarks and limits. */
size_t arena_size(const Arena *arena);

#define arena_new_of(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
