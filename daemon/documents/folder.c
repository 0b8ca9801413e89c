#include "documents/folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "settings/settings.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define HALF_SIZE 48

void folder_done(Folder *folder) {
        if (folder->fd >= 0)
                close(folder->fd);
        folder->fd = -1;
}

static bool id_is_valid(const char *id) {
        static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
        for (size_t i = 0; i < sizeof form - 1; i++)
                if (form[i] == '-' ? id[i] != '-' : !id[i] || !strchr("0123456789abcdef", id[i]))
                        return false;
        return true;
}

/* False: none is there, or it is not one of ours. */
static bool read_mark(Folder *folder) {
        int fd = openat(folder->fd, FOLDER_MARK, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        ssize_t n = fd >= 0 ? read(fd, folder->id, FOLDER_ID - 1) : -1;
        if (fd >= 0)
                close(fd);
        folder->id[n < 0 ? 0 : n] = 0;
        return n == FOLDER_ID - 1 && id_is_valid(folder->id);
}

/* A version 4 UUID. */
static int new_id(char ret[FOLDER_ID]) {
        unsigned char b[16];
        if (getrandom(b, sizeof b, 0) != sizeof b)
                return err_origin(-EIO);
        b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
        b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
        snprintf(ret, FOLDER_ID, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
                 b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
                 b[15]);
        return 0;
}

/* Whole or not at all, and never a second one: of two who mark it at once one wins, and both read that. */
static int make_mark(const Folder *folder) {
        char id[FOLDER_ID], part[HALF_SIZE];
        int r = new_id(id);
        if (r)
                return err_trace(r);
        snprintf(part, sizeof part, "%s.%ld.part", FOLDER_MARK, (long)getpid());
        int fd = openat(folder->fd, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return err_origin(-errno);
        id[FOLDER_ID - 1] = '\n';
        r = file_write_all(fd, id, FOLDER_ID);
        if (close(fd) < 0 && r == 0)
                r = err_origin(-errno);
        if (r == 0 && linkat(folder->fd, part, folder->fd, FOLDER_MARK, 0) < 0 && errno != EEXIST)
                r = err_origin(-errno);
        unlinkat(folder->fd, part, 0);
        return r ? err_trace(r) : folder_sync(folder);
}

int folder_open(const Context *context, bool make, Folder *ret, bool *ret_marked) {
        const char *path = context->settings->output_dir;
        *ret = (Folder){ .fd = -1 };
        *ret_marked = false;
        if (!path)
                return 0;
        ret->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (ret->fd < 0)
                return !make && errno == ENOENT ? 0 : err_origin(-errno);
        /* A folder that takes nothing is found out before a letter is on record that cannot be laid there. */
        if (make && faccessat(ret->fd, ".", W_OK | X_OK, AT_EACCESS) < 0)
                return err_origin(-errno);
        *ret_marked = read_mark(ret);
        if (*ret_marked || !make)
                return 0;
        int r = make_mark(ret);
        if (r)
                return err_trace(r);
        *ret_marked = read_mark(ret);
        return *ret_marked ? 0 : err_origin(-EBADMSG);
}

static void half_of(int64_t copy, char ret[HALF_SIZE]) {
        snprintf(ret, HALF_SIZE, ".copy-%lld.part", (long long)copy);
}

int folder_write(const Folder *folder, int64_t copy, const char *name, const void *data, size_t n) {
        char half[HALF_SIZE];
        half_of(copy, half);
        if (unlinkat(folder->fd, half, 0) < 0 && errno != ENOENT)
                return err_origin(-errno);
        int fd = openat(folder->fd, half, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return err_origin(-errno);
        int r = file_write_all(fd, data, n);
        if (close(fd) < 0 && r == 0)
                r = err_origin(-errno);
        if (r == 0 && renameat(folder->fd, half, folder->fd, name) < 0)
                r = err_origin(-errno);
        if (r)
                unlinkat(folder->fd, half, 0);
        return err_trace(r);
}

static int folder_drop(const Folder *folder, const char *name, bool *ret_found) {
        *ret_found = unlinkat(folder->fd, name, 0) == 0;
        return *ret_found || errno == ENOENT ? 0 : err_origin(-errno);
}

int folder_remove(const Folder *folder, int64_t copy, const char *name, bool *ret_found) {
        char half[HALF_SIZE];
        bool was;
        half_of(copy, half);
        int r = folder_drop(folder, half, &was);
        return r ? err_trace(r) : folder_drop(folder, name, ret_found);
}

int folder_has(const Folder *folder, const char *name, bool *ret) {
        struct stat st;
        *ret = fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
        return *ret || errno == ENOENT ? 0 : err_origin(-errno);
}

int folder_sync(const Folder *folder) {
        return fsync(folder->fd) < 0 ? err_origin(-errno) : 0;
}

static const char *folder_digits(const char *s) {
        const char *start = s;
        while (char_is_digit(*s))
                s++;
        return s > start ? s : "?";
}

bool folder_name_is_ours(const char *name) {
        if (str_starts(name, "N-") || str_starts(name, "L-"))
                return str_eq(folder_digits(name + 2), ".pdf");
        const char *end = "";
        if (str_starts(name, "certificate-run-"))
                end = folder_digits(name + strlen("certificate-run-"));
        else if (str_starts(name, "R-") && *folder_digits(name + 2) == '-')
                end = folder_digits(folder_digits(name + 2) + 1);
        return str_eq(end, ".pdf") || str_eq(end, ".json");
}
