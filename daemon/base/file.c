#include "base/file.h"

#include "base/cleanup.h"
#include "base/error.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int file_read_whole(const char *path, size_t max, Text *out) {
        _cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        char piece[16384];
        ssize_t n = 0;
        size_t all = 0;
        if (fd < 0)
                return err_origin(-errno);
        while (all <= max && ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR)))
                if (n > 0) {
                        text_append_n(out, piece, (size_t)n);
                        all += (size_t)n;
                }
        int r = n < 0 ? -errno : all > max ? -EFBIG : 0;
        explicit_bzero(piece, sizeof piece);
        return r < 0 ? err_origin(r) : 0;
}

int file_put(int fd, const void *bytes, size_t n) {
        const char *data = bytes;
        while (n > 0) {
                ssize_t written = write(fd, data, n);
                if (written < 0 && errno != EINTR)
                        return err_origin(-errno);
                if (written > 0) {
                        data += written;
                        n -= (size_t)written;
                }
        }
        return 0;
}

int file_write_all(int fd, const void *data, size_t n) {
        int r = file_put(fd, data, n);
        return r < 0 ? err_trace(r) : fsync(fd) < 0 ? err_origin(-errno) : 0;
}

int file_write_whole(const char *path, const void *data, size_t n) {
        _cleanup_text_ Text part = { 0 };
        text_appendf(&part, "%s.part", path);
        int fd = open(text_str(&part), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return err_origin(-errno);
        int r = file_write_all(fd, data, n);
        if (close(fd) < 0 && r == 0)
                r = err_origin(-errno);
        if (r == 0 && rename(text_str(&part), path) < 0)
                r = err_origin(-errno);
        if (r < 0)
                unlink(text_str(&part));
        return err_trace(r);
}

bool file_is_private(const struct stat *st) {
        bool own = st->st_uid == geteuid();
        if (!own && st->st_uid != 0)
                return false;
        return (st->st_mode & (own ? 0077 : 0037)) == 0;
}
