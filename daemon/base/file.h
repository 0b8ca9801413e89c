#pragma once
/* Files written whole or not at all. */

#include <stddef.h>

/* All of it, made durable. 0 or -errno. */
int file_write_all(int fd, const void *data, size_t n);
/* Writes a file of its own, makes it durable, then gives it its name; nobody else may read it (0600). An
 * earlier one of that name is replaced. 0 or -errno. */
int file_write_whole(const char *path, const void *data, size_t n);
