#include "base/memory-folder.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

int folder_is_in_memory(const char *path, bool *ret) {
        struct statfs fs;
        if (statfs(path, &fs) < 0)
                return err_origin(-errno);
        *ret = fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC;
        return 0;
}

int memory_folder_make(const char *within, MemoryFolder *ret) {
        char *path;
        if (asprintf(&path, "%s/muniment-XXXXXX", within) < 0)
                return err_origin(-ENOMEM);
        if (!mkdtemp(path)) {
                int r = -errno;
                free(path);
                return err_trace(r);
        }
        *ret = (MemoryFolder){ path };
        return 0;
}

/* A file is written over before its name goes: another name, or an editor that still runs, then has nothing.
 */
static int wipe_one(const char *path, const struct stat *st, int type, struct FTW *at) {
        static const char zeros[4096];
        (void)at;
        if (type == FTW_DP)
                return rmdir(path) < 0;
        int fd = type == FTW_F ? open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
        for (off_t left = st->st_size; fd >= 0 && left > 0; left -= (off_t)sizeof zeros)
                if (write(fd, zeros, sizeof zeros) < 0)
                        break;
        if (fd >= 0)
                close(fd);
        return unlink(path) < 0;
}

bool memory_folder_wipe(MemoryFolder *folder) {
        if (!folder->path)
                return true;
        (void)nftw(folder->path, wipe_one, 8, FTW_DEPTH | FTW_PHYS);
        bool gone = access(folder->path, F_OK) < 0;
        free(folder->path);
        folder->path = NULL;
        return gone;
}

int memory_folder_put(const MemoryFolder *folder, const char *name, const char *text) {
        char *path;
        if (asprintf(&path, "%s/%s", folder->path, name) < 0)
                return err_origin(-ENOMEM);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        int r = fd < 0 ? -errno : file_put(fd, text, strlen(text));
        if (fd >= 0)
                close(fd);
        free(path);
        return err_trace(r);
}
