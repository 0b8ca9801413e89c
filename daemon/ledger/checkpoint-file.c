#include "ledger/checkpoint-file.h"

#include "base/file.h"
#include "base/text.h"
#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A copy that went through Windows or a mail: what such a way puts before the text and its line ends is no
 * part of what was signed. Anything else still differs. */
static size_t without_marks(char *s, size_t n) {
        size_t kept = 0, i = n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        for (; i < n; i++)
                if (s[i] != '\r' || i + 1 == n || s[i + 1] != '\n')
                        s[kept++] = s[i];
        return kept;
}

int checkpoint_file_read(const char *path, Arena *arena, char **ret, size_t *ret_n) {
        *ret = NULL;
        *ret_n = 0;
        _cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0)
                return errno == ENOENT ? 0 : LEDGER_E_FILE;
        char *note = arena_alloc(arena, NOTE_SIZE_MAX + 2);
        size_t n = 0;
        ssize_t got;
        while ((got = read(fd, note + n, NOTE_SIZE_MAX + 1 - n)) > 0)
                n += (size_t)got;
        if (got < 0 || n > NOTE_SIZE_MAX)
                return LEDGER_E_FILE;
        *ret = note;
        *ret_n = without_marks(note, n);
        return 0;
}

static bool write_whole(int fd, const char *s) {
        return file_put(fd, s, strlen(s)) == 0 && fchmod(fd, 0644) == 0 && fsync(fd) == 0;
}

/* The new name is on disk only when the folder is. */
static bool sync_folder(const char *path, Arena *arena) {
        const char *slash = strrchr(path, '/');
        const char *folder = slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : ".";
        _cleanup_fd_ int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd >= 0 && fsync(fd) == 0;
}

int checkpoint_file_write(const char *path, const char *note, Arena *arena) {
        char *temporary = arena_printf(arena, "%s.XXXXXX", path);
        _cleanup_fd_ int fd = mkostemp(temporary, O_CLOEXEC);
        if (fd < 0)
                return LEDGER_E_FILE;
        if (!write_whole(fd, note) || rename(temporary, path) < 0) {
                unlink(temporary);
                return LEDGER_E_FILE;
        }
        return sync_folder(path, arena) ? 0 : LEDGER_E_FILE;
}
