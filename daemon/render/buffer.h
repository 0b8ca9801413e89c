#pragma once
/* Bytes of a finished document. They are about somebody, so they are wiped when freed. */

#include "base/cleanup.h"

#include <stddef.h>

typedef struct Buffer {
        unsigned char *data;
        size_t n, cap;
} Buffer;

Buffer *buffer_new(void);
Buffer *buffer_free(Buffer *buffer);
DEFINE_CLEANUP(Buffer *, buffer_free)

/* Copies n bytes to the end. */
void buffer_append(Buffer *buffer, const void *data, size_t n);
