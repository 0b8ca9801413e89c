#include "documents/documents.h"

#include "base/error.h"
#include "documents/folder.h"
#include "pg/pg.h"
#include "seal/hash.h"
#include "settings/settings.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_SIZE  256
#define SEAL_SLICE 20

/* As it is stored: sealed, where anything is. */
static int seal(const Sealing *sealing, Document *document, Arena *arena) {
        AgeSealed sealed;
        if (!sealing->recipient)
                return 0;
        int r = age_seal(&sealing->to, document->body, document->size, arena, &sealed);
        if (r)
                return err_trace(r);
        document->body = sealed.payload;
        document->size = sealed.n_payload;
        document->header = sealed.header;
        document->recipient = sealing->recipient;
        document->escrow = sealing->escrow;
        return 0;
}

static int seal_and_insert(Context *context, Document *document) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Document stored = *document;
        Sealing sealing;
        int r = sealing_begin(context->store, arena, &sealing);
        if (r == 0)
                r = seal(&sealing, &stored, arena);
        if (r == 0)
                r = document_insert(context->store, &stored);
        document->id = stored.id;
        return err_trace(r);
}

int documents_keep(Context *context, Document *document, const char *folder, const char *name) {
        unsigned char digest[SHA256_SIZE];
        sha256(document->body, document->size, digest);
        document->sha256 = arena_memdup(context->arena, digest, sizeof digest);
        document->made_on = clock_today(&context->clock);
        int r = seal_and_insert(context, document);
        if (r == 0 && folder)
                r = copy_insert(context->store, folder, name, document->id, false);
        return err_trace(r);
}

int documents_open(Context *context, int64_t id, Arena *arena, const unsigned char **ret, size_t *ret_n) {
        _cleanup_age_file_key_ AgeFileKey key = { 0 };
        Document stored;
        int r = document_body(context->store, id, arena, &stored);
        if (r)
                return r == DOCUMENT_STORE_E_NONE ? DOCUMENTS_E_GONE : err_trace(r);
        if (!stored.header) {
                *ret = stored.body;
                *ret_n = stored.size;
                return 0;
        }
        r = sealing_open(context->store, stored.header, &key);
        return r ? err_trace(r) : age_payload_open(&key, stored.body, stored.size, arena, ret, ret_n);
}

/* --- what was kept before there was a key ----------------------------------------------------------------
 */

static int seal_slice(Context *context, const Sealing *sealing, int64_t *after, size_t *ret_n) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Document *documents;
        *ret_n = 0;
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = document_unsealed(context->store, *after, SEAL_SLICE, arena, &documents, ret_n);
        for (size_t i = 0; r == 0 && i < *ret_n; i++) {
                *after = documents[i].id;
                r = seal(sealing, &documents[i], arena);
                if (r == 0)
                        r = document_seal(context->store, &documents[i]);
        }
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

int documents_seal(Context *context, const Sealing *sealing) {
        int64_t after = 0;
        size_t n;
        int r;
        if (!sealing->recipient)
                return 0;
        do
                r = seal_slice(context, sealing, &after, &n);
        while (r == 0 && n == SEAL_SLICE && (!context->proceed || context->proceed(context, after, -1)));
        return err_trace(r);
}

/* --- the folder ------------------------------------------------------------------------------------------
 */

static int hash_file(int folder, const char *name, unsigned char ret[SHA256_SIZE]) {
        unsigned char buf[16384];
        Sha256 hash;
        ssize_t n;
        int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (fd < 0)
                return err_origin(-errno);
        sha256_init(&hash);
        while ((n = read(fd, buf, sizeof buf)) > 0)
                sha256_update(&hash, buf, (size_t)n);
        int r = n < 0 ? err_origin(-errno) : 0;
        close(fd);
        sha256_final(&hash, ret);
        return err_trace(r);
}

typedef int Visit(Context *context, const Folder *folder, const char *name, void *data);

/* Each file that is named as copies are. */
static int visit(Context *context, const Folder *folder, Visit *call, void *data) {
        int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
        DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
        if (!dir) {
                r = err_origin(-errno);
                if (fd >= 0)
                        close(fd);
                return err_trace(r);
        }
        for (struct dirent *entry; r == 0 && (entry = readdir(dir));)
                if (folder_name_is_ours(entry->d_name))
                        r = call(context, folder, entry->d_name, data);
        closedir(dir);
        return err_trace(r);
}

/* A file of before copies were known is one when it holds what its document does. */
static int take_over(Context *context, const Folder *folder, const char *name, void *data) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        unsigned char digest[SHA256_SIZE];
        Document document;
        (void)data;
        int r = document_by_file_name(context->store, name, arena, &document);
        if (r)
                return r == DOCUMENT_STORE_E_NONE ? 0 : err_trace(r);
        if (hash_file(folder->fd, name, digest) < 0 || memcmp(digest, document.sha256, sizeof digest) != 0)
                return 0; /* unreadable, or something else: a person is told of it */
        r = copy_insert(context->store, folder->id, name, document.id, true);
        return err_trace(r);
}

int documents_folder(Context *context, const char **ret) {
        _cleanup_folder_ Folder folder = { .fd = -1 };
        _cleanup_pg_tx_ PgTx tx = { 0 };
        char host[HOST_SIZE] = "";
        bool marked, new;
        *ret = NULL;
        int r = folder_open(context, true, &folder, &marked);
        if (r || !marked)
                return err_trace(r);
        (void)gethostname(host, sizeof host - 1);
        r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = folder_ensure(context->store, folder.id, host, context->settings->output_dir, &new);
        if (r == 0 && new)
                r = visit(context, &folder, take_over, NULL);
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        *ret = arena_strdup(context->arena, folder.id);
        return 0;
}

typedef struct Strays {
        bool remove;
        int64_t n;
        const char *name;
} Strays;

static int count_stray(Context *context, const Folder *folder, const char *name, void *data) {
        Strays *strays = data;
        bool known;
        int r = copy_known(context->store, folder->id, name, &known);
        if (r || known)
                return err_trace(r);
        if (strays->n++ == 0)
                strays->name = arena_strdup(context->arena, name);
        if (strays->remove && unlinkat(folder->fd, name, 0) < 0 && errno != ENOENT)
                return err_origin(-errno);
        return 0;
}

int documents_strays(Context *context, bool remove, int64_t *ret_n, const char **ret_name) {
        _cleanup_folder_ Folder folder = { .fd = -1 };
        Strays strays = { .remove = remove };
        bool marked;
        int r = folder_open(context, false, &folder, &marked);
        if (r == 0 && marked)
                r = visit(context, &folder, count_stray, &strays);
        if (r == 0 && remove && strays.n)
                r = folder_sync(&folder);
        *ret_n = strays.n;
        *ret_name = strays.name;
        return err_trace(r);
}

bool documents_is_own(const Context *context, const char *folder) {
        struct stat own, other;
        const char *path = context->settings->output_dir;
        return path && stat(path, &own) == 0 && stat(folder, &other) == 0 && own.st_dev == other.st_dev &&
               own.st_ino == other.st_ino;
}
