#include "state/state.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "seal/hash.h"
#include "store/restore.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* epoch 8, seq 8, fingerprint 32, day 4, mark 24, check; numbers with the high byte first. Files of the first
 * form have no mark: they are read, and never added to. */
typedef struct Form {
        int64_t record, check_at;
        const char *head, *suffix;
} Form;
static const Form form = { 96, 76, "muniment tombstones 2\n", ".tombstones" },
                  old_form = { 64, 52, "muniment tombstones 1\n", ".tombstones-1" };

enum {
        RECORD = 96, /* the longest */
        MARK_AT = 52,
        SLICE = 4096, /* records handled at once */
};

/* Registers have whatever name the settings give them; a file's name is plain. */
static const char *path_of(Arena *arena, const Settings *settings, const char *name, const char *suffix) {
        _cleanup_text_ Text out = { 0 };
        text_appendf(&out, "%s/", settings->state_dir);
        for (const char *p = name; *p; p++)
                if (char_is_alpha(*p) || char_is_digit(*p) || *p == '-' || *p == '_')
                        text_append_n(&out, p, 1);
                else
                        text_appendf(&out, "%%%02X", (unsigned)(unsigned char)*p);
        text_append(&out, suffix);
        return arena_strdup(arena, text_str(&out));
}

/* --- marks ---------------------------------------------------------------------------------------------- */

#define MARK_SIZE_MAX 200

/* *ret stays empty when there is no such file, or not for this user. */
static int read_small(const char *path, char ret[MARK_SIZE_MAX + 1]) {
        ret[0] = '\0';
        _cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
        if (fd < 0)
                return errno == ENOENT || errno == EACCES ? 0 : STATE_E_FILE;
        ssize_t n = read(fd, ret, MARK_SIZE_MAX);
        if (n <= 0 || n == MARK_SIZE_MAX)
                return STATE_E_FILE;
        ret[n] = '\0';
        return 0;
}

/* The new name is on disk only when the folder is. */
static int write_small(const Settings *settings, const char *path, const char *text) {
        _cleanup_fd_ int fd = open(settings->state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0 || file_write_whole(path, text, strlen(text)) < 0 || fsync(fd) < 0)
                return STATE_E_FILE;
        return 0;
}

int state_mark_read(const Settings *settings, const char *register_name, StateMark *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char text[MARK_SIZE_MAX + 1], end;
        long long epoch, seq, bytes;
        *ret = (StateMark){ 0 };
        if (!settings->state_dir)
                return 0;
        int r = read_small(path_of(arena, settings, register_name, ".mark"), text);
        if (r || !text[0])
                return err_trace(r);
        if (sscanf(text, "muniment mark 1\nepoch %lld\nseq %lld\nbytes %lld%c", &epoch, &seq, &bytes, &end) !=
                    4 ||
            end != '\n')
                return STATE_E_FILE;
        *ret = (StateMark){ .epoch = epoch, .seq = seq, .bytes = bytes };
        return 0;
}

static int mark_write(const Settings *settings, Arena *arena, const char *register_name,
                      const StateMark *mark) {
        return write_small(settings, path_of(arena, settings, register_name, ".mark"),
                           arena_printf(arena, "muniment mark 1\nepoch %lld\nseq %lld\nbytes %lld\n",
                                        (long long)mark->epoch, (long long)mark->seq,
                                        (long long)mark->bytes));
}

int state_entry_read(const Settings *settings, StateEntry *ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        char text[MARK_SIZE_MAX + 1], at[STATE_AT_SIZE], end;
        long long id;
        *ret = (StateEntry){ 0 };
        if (!settings->state_dir)
                return 0;
        int r = read_small(arena_printf(arena, "%s/ledger.mark", settings->state_dir), text);
        if (r || !text[0])
                return err_trace(r);
        if (sscanf(text, "muniment ledger mark 1\nentry %lld\nat %39s%c", &id, at, &end) != 3 || end != '\n')
                return STATE_E_FILE;
        ret->id = id;
        memcpy(ret->at, at, sizeof at);
        return 0;
}

/* --- one writer at a time ------------------------------------------------------------------------------- */

/* Not a place to wait for long: whoever holds it writes a few files. The end of the process lets it go. */
static int lock(const Settings *settings, int *ret_fd) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_fd_ int fd = open(arena_printf(arena, "%s/lock", settings->state_dir),
                                   O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return STATE_E_FILE;
        while (flock(fd, LOCK_EX) < 0)
                if (errno != EINTR)
                        return STATE_E_FILE;
        *ret_fd = TAKE_FD(fd);
        return 0;
}

static int entry_follow_locked(Store *store, const Settings *settings, Arena *arena) {
        StateEntry known;
        int64_t id;
        const char *at;
        int r = state_entry_read(settings, &known);
        if (r == 0)
                r = mark_ledger(store, arena, &id, &at);
        if (r)
                return err_trace(r);
        if (id == 0 || (id == known.id && str_eq(at, known.at)))
                return 0;
        return write_small(
                settings, arena_printf(arena, "%s/ledger.mark", settings->state_dir),
                arena_printf(arena, "muniment ledger mark 1\nentry %lld\nat %s\n", (long long)id, at));
}

/* --- tombstones ----------------------------------------------------------------------------------------- */

static void state_put(unsigned char *to, uint64_t value, int size) {
        for (int i = size; i-- > 0; value >>= 8)
                to[i] = (unsigned char)value;
}

static uint64_t get(const unsigned char *from, int size) {
        uint64_t value = 0;
        for (int i = 0; i < size; i++)
                value = value << 8 | from[i];
        return value;
}

static void write_record(const Stone *stone, unsigned char *to) {
        unsigned char digest[SHA256_SIZE];
        state_put(to, (uint64_t)stone->epoch, 8);
        state_put(to + 8, (uint64_t)stone->seq, 8);
        memcpy(to + 16, stone->fingerprint, STONE_SIZE);
        state_put(to + 48, (uint32_t)stone->on, 4);
        memcpy(to + MARK_AT, stone->mark, STONE_MARK_SIZE);
        sha256(to, (size_t)form.check_at, digest);
        memcpy(to + form.check_at, digest, (size_t)(form.record - form.check_at));
}

static bool state_read_record(const Form *as, const unsigned char *from, Stone *ret) {
        unsigned char digest[SHA256_SIZE];
        sha256(from, (size_t)as->check_at, digest);
        if (memcmp(from + as->check_at, digest, (size_t)(as->record - as->check_at)) != 0)
                return false;
        *ret = (Stone){ 0 };
        if (as == &form)
                memcpy(ret->mark, from + MARK_AT, STONE_MARK_SIZE);
        ret->epoch = (int64_t)get(from, 8);
        ret->seq = (int64_t)get(from + 8, 8);
        memcpy(ret->fingerprint, from + 16, STONE_SIZE);
        ret->on = (Date)(int32_t)(uint32_t)get(from + 48, 4);
        return true;
}

static bool write_at(int fd, const void *data, size_t n, int64_t at) {
        const char *from = data;
        while (n > 0) {
                ssize_t done = pwrite(fd, from, n, at);
                if (done < 0 && errno != EINTR)
                        return false;
                if (done > 0) {
                        from += done;
                        n -= (size_t)done;
                        at += done;
                }
        }
        return true;
}

static bool has_head(int fd, const Form *as) {
        char first[RECORD], head[RECORD] = { 0 };
        memcpy(head, as->head, strlen(as->head));
        return pread(fd, first, (size_t)as->record, 0) == as->record &&
               memcmp(first, head, (size_t)as->record) == 0;
}

/* *ret_size: where the next record goes. A record that a crash tore is written over. */
static int open_stones(const char *path, int flags, const Form *as, int *ret_fd, int64_t *ret_size) {
        char head[RECORD] = { 0 };
        struct stat st;
        _cleanup_fd_ int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
                return errno == ENOENT ? 0 : STATE_E_FILE;
        if (fstat(fd, &st) < 0)
                return STATE_E_FILE;
        *ret_size = st.st_size - st.st_size % as->record;
        if (*ret_size == 0) {
                memcpy(head, as->head, strlen(as->head));
                if ((flags & O_CREAT) && !write_at(fd, head, (size_t)as->record, 0))
                        return STATE_E_FILE;
                *ret_size = as->record;
        } else if (!has_head(fd, as))
                return STATE_E_FILE;
        *ret_fd = TAKE_FD(fd);
        return 0;
}

/* A file of the first form is set aside; the new one is written from the governance database, like one that
 * was lost. */
static int state_set_aside(const Settings *settings, Arena *arena, const char *register_name) {
        const char *path = path_of(arena, settings, register_name, form.suffix);
        _cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0)
                return errno == ENOENT ? 0 : STATE_E_FILE;
        if (!has_head(fd, &old_form))
                return 0;
        return rename(path, path_of(arena, settings, register_name, old_form.suffix)) < 0 ? STATE_E_FILE : 0;
}

/* Adds what came after mark->seq to the file, and brings the mark up to it. */
static int append_stones(Store *store, const char *register_name, int fd, StateMark *mark) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Stone last = { .seq = mark->seq };
        size_t n;
        memset(last.fingerprint, 0xff, STONE_SIZE); /* past all of that batch */
        memset(last.mark, 0xff, STONE_MARK_SIZE);
        do {
                Stone *stones;
                int r = stones_next(store, register_name, &last, SLICE, arena, &stones, &n);
                if (r)
                        return err_trace(r);
                unsigned char *records = arena_alloc(arena, n * RECORD + 1);
                for (size_t i = 0; i < n; i++)
                        write_record(&stones[i], records + i * RECORD);
                if (!write_at(fd, records, n * RECORD, mark->bytes))
                        return STATE_E_FILE;
                mark->bytes += (int64_t)(n * RECORD);
                if (n > 0)
                        last = stones[n - 1];
                arena_clear(arena);
        } while (n == SLICE);
        if (fsync(fd) < 0)
                return STATE_E_FILE;
        mark->seq = last.seq;
        return 0;
}

static int follow_locked(Store *store, const Settings *settings, Arena *arena, const char *register_name) {
        _cleanup_fd_ int fd = -1;
        StateMark before, mark;
        Mark known;
        int64_t size = 0;
        int r = state_mark_read(settings, register_name, &before);
        if (r == 0)
                r = mark_get(store, register_name, arena, &known);
        if (r)
                return err_trace(r);
        mark = before;
        if (known.epoch > mark.epoch)
                mark.epoch = known.epoch;
        if (known.stones > before.seq || before.seq > 0) {
                r = state_set_aside(settings, arena, register_name);
                if (r == 0)
                        r = open_stones(path_of(arena, settings, register_name, form.suffix),
                                        O_RDWR | O_CREAT, &form, &fd, &size);
                if (r)
                        return err_trace(r);
                if (size < before.bytes)
                        mark.seq = 0; /* it was lost, in whole or in part */
                mark.bytes = size;
                if (known.stones > mark.seq)
                        r = append_stones(store, register_name, fd, &mark);
                if (r)
                        return err_trace(r);
        }
        if (mark.epoch == before.epoch && mark.seq == before.seq && mark.bytes == before.bytes)
                return 0;
        return mark_write(settings, arena, register_name, &mark);
}

int state_follow(Store *store, const Settings *settings, const char *register_name) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_fd_ int held = -1;
        if (!settings->state_dir)
                return 0;
        int r = lock(settings, &held);
        if (r == 0 && register_name)
                r = follow_locked(store, settings, arena, register_name);
        if (r == 0)
                r = entry_follow_locked(store, settings, arena);
        return err_trace(r);
}

typedef struct Recovery {
        Store *store;
        const char *register_name;
        int64_t newest, bad; /* the newest number seen; records that are none */
} Recovery;

/* What one file holds is kept in the governance database. */
static int recover_file(Recovery *recovery, const char *path, const Form *as) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_fd_ int fd = -1;
        int64_t size = 0;
        int r = open_stones(path, O_RDONLY, as, &fd, &size);
        if (r || fd < 0)
                return err_trace(r);
        unsigned char *records = arena_alloc(arena, (size_t)SLICE * RECORD);
        Stone *stones = arena_array(arena, SLICE, sizeof *stones);
        for (int64_t at = as->record; r == 0 && at < size; at += SLICE * as->record) {
                ssize_t got = pread(fd, records, (size_t)(SLICE * as->record), at);
                size_t n = 0;
                if (got < 0)
                        return STATE_E_FILE;
                for (ssize_t i = 0; i + as->record <= got; i += as->record) {
                        bool good = state_read_record(as, records + i, &stones[n]);
                        if (good && stones[n].seq > recovery->newest)
                                recovery->newest = stones[n].seq;
                        n += good;
                        recovery->bad += !good;
                }
                r = stones_keep(recovery->store, recovery->register_name, stones, n);
        }
        return err_trace(r);
}

/* A file that is still of the first form has not been written to since the program changed. */
static int recover_either(Recovery *recovery, const char *path) {
        int r = recover_file(recovery, path, &form);
        if (r == STATE_E_FILE)
                r = recover_file(recovery, path, &old_form);
        return err_trace(r);
}

int state_recover(Store *store, const Settings *settings, const char *register_name, int64_t *ret_bad) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Recovery recovery = { .store = store, .register_name = register_name };
        *ret_bad = 0;
        if (!settings->state_dir)
                return 0;
        int r = recover_either(&recovery, path_of(arena, settings, register_name, form.suffix));
        if (r == 0)
                r = recover_file(&recovery, path_of(arena, settings, register_name, old_form.suffix),
                                 &old_form);
        *ret_bad = recovery.bad;
        if (r == 0)
                r = mark_stones(store, register_name, recovery.newest);
        return err_trace(r);
}
