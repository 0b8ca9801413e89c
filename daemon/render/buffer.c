#include "render/buffer.h"

#include <stdlib.h>
#include <string.h>

Buffer *buffer_new(void) {
        Buffer *buffer = calloc(1, sizeof *buffer);
        if (!buffer)
                abort();
        return buffer;
}

Buffer *buffer_free(Buffer *buffer) {
        if (!buffer)
                return NULL;
        if (buffer->data)
                explicit_bzero(buffer->data, buffer->cap);
        free(buffer->data);
        free(buffer);
        return NULL;
}

/* Not realloc(): the old copy must be wiped. */
void buffer_append(Buffer *buffer, const void *data, size_t n) {
        if (buffer->cap - buffer->n < n) {
                size_t cap = (buffer->n + n) * 2 + 4096;
                unsigned char *grown = malloc(cap);
                if (!grown)
                        abort();
                if (buffer->data) {
                        memcpy(grown, buffer->data, buffer->n);
                        explicit_bzero(buffer->data, buffer->cap);
                        free(buffer->data);
                }
                buffer->data = grown;
                buffer->cap = cap;
        }
        if (n > 0)
                memcpy(buffer->data + buffer->n, data, n);
        buffer->n += n;
}
