#pragma once
/* Files read and written whole or not at all. */

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Whether what a file holds is this user's alone, or root's given to it. systemd gives its credentials to a
 * service's user by an access list, which shows as the group's read bit on a file of root's; on a file of our
 * own that bit means what it says. */
bool file_is_private(const struct stat *st);
/* All that a file or a pipe holds, added to out. 0, -EFBIG when it holds more than max bytes, or another
 * -errno. */
int file_read_whole(const char *path, size_t max, Text *out);
/* All of it, as far as the kernel. 0 or -errno. */
int file_put(int fd, const void *data, size_t n);
/* All of it, made durable. 0 or -errno. */
int file_write_all(int fd, const void *data, size_t n);
/* Writes a file of its own, makes it durable, then gives it its name; nobody else may read it (0600). An
 * earlier one of that name is replaced. 0 or -errno. */
int file_write_whole(const char *path, const void *data, size_t n);
