/* A print room at the folder of finished papers. Whoever runs it makes a folder "taken" there. It takes a
 * letter by moving its file into that; the letter is then out of the house, and the file, which has served,
 * goes. */
#include "base/error.h"
#include "base/text.h"
#include "documents/documents.h"
#include "documents/folder.h"
#include "pg/pg.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#define MANIFEST "manifest.tsv"

/* Never a link: what it pointed to would be looked through, and emptied. */
static DIR *open_taken(const Folder *folder) {
        int fd = openat(folder->fd, FOLDER_TAKEN, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
        if (!dir && fd >= 0)
                close(fd);
        return dir;
}

/* The database knows before the file goes: cut off between the two, the next look finds the file again. */
static int take_file(Context *context, const Folder *folder, int taken, const char *name) {
        bool known;
        int r = copy_take(context->store, folder->id, name, &known);
        if (r || !known)
                return err_trace(r);
        /* Copied, not moved, it lies here still, and is on record as gone: that one first. */
        if ((unlinkat(folder->fd, name, 0) < 0 && errno != ENOENT) ||
            (unlinkat(taken, name, 0) < 0 && errno != ENOENT))
                return err_origin(-errno);
        return 0;
}

int folder_taken(Context *context, const Folder *folder) {
        DIR *dir = open_taken(folder);
        int r = 0, fault = 0;
        if (!dir)
                return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 0 : err_origin(-errno);
        /* One that cannot be removed keeps no other from being taken. */
        for (struct dirent *entry; r <= 0 && (entry = readdir(dir));)
                if (folder_name_is_ours(entry->d_name)) {
                        r = take_file(context, folder, dirfd(dir), entry->d_name);
                        fault = r < 0 && fault == 0 ? r : fault;
                }
        closedir(dir);
        r = r > 0 ? r : fault;
        return err_trace(r);
}

static int write_list(Context *context, const Folder *folder) {
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        _cleanup_text_ Text list = { 0 };
        int r = copy_letters(context->store, folder->id, &rows);
        if (r)
                return err_trace(r);
        const int name = pg_column(rows, "name"), pages = pg_column(rows, "pages"),
                  sha256 = pg_column(rows, "sha256"), made = pg_column(rows, "made_on");
        text_append(&list, "file\tpages\tsha256\tmade\n");
        for (size_t i = 0; i < pg_rows_count(rows); i++)
                text_appendf(&list, "%s\t%s\t%s\t%s\n", pg_text(rows, i, name), pg_text(rows, i, pages),
                             pg_text(rows, i, sha256), pg_text(rows, i, made));
        return folder_write(folder, 0, MANIFEST, text_str(&list), list.n);
}

int documents_manifest(Context *context) {
        _cleanup_folder_ Folder folder = { .fd = -1 };
        bool marked;
        int r = folder_open(context, false, &folder, &marked);
        if (r || !marked)
                return err_trace(r);
        DIR *dir = open_taken(&folder);
        if (!dir)
                return 0;
        closedir(dir);
        return write_list(context, &folder);
}
