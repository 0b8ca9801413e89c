#include "settings/reader-scan.h"

#include "base/text.h"
#include "settings/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Scan {
        const char *dir;
        Arena *arena;
        Problems *problems;
        size_t bytes; /* of all files so far, each time one is included */
        unsigned depth;
        struct {
                dev_t device;
                ino_t inode;
        } open[READER_INCLUDE_LIMIT]; /* the files we are inside of */
} Scan;

/* One file on its way through the scanner. */
typedef struct Cursor {
        const char *path;
        const char *s, *end;
        int line;
        bool at_line_start;
        unsigned brackets;
        unsigned keys[READER_DEPTH_LIMIT + 1]; /* of the groups we are inside of */
} Cursor;

static bool scan_file(Scan *scan, const char *path, const char *from, int line);

static bool reader_scan_refuse(Scan *scan, const char *file, int line, const char *mend,
                               const char *problem) {
        problem_add(scan->problems, SEVERITY_ERROR, file, line, "", mend, "%s", problem);
        return false;
}

static bool reader_scan_read_whole(Scan *scan, int fd, size_t size, const char *path, char **ret,
                                   size_t *ret_n) {
        char *s = arena_alloc(scan->arena, size + 1);
        size_t n = 0;
        while (n < size) {
                ssize_t got = read(fd, s + n, size - n);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got < 0)
                        return reader_scan_refuse(scan, path, 0,
                                                  "Look at the disk or file system it lies on.",
                                                  arena_printf(scan->arena, "The file cannot be read: %m."));
                if (got == 0)
                        break;
                n += (size_t)got;
        }
        *ret = s;
        *ret_n = n;
        return true;
}

typedef struct Plain {
        int fd;
        size_t size;
} Plain;

/* The problem of a file that does not open stands where it was asked for: at the @include, or as a whole. */
static bool open_plain(Scan *scan, const char *path, const char *from, int line, Plain *ret) {
        const char *file = from ? from : path;
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0)
                return reader_scan_refuse(
                        scan, file, line, "Check that the file is there and that this user may read it.",
                        arena_printf(scan->arena, "The file %s cannot be opened: %m.", path));
        struct stat st;
        const char *problem = NULL, *mend = "Name a plain text file.";
        if (fstat(fd, &st) < 0)
                problem = arena_printf(scan->arena, "The file %s cannot be looked at: %m.", path);
        else if (S_ISDIR(st.st_mode))
                problem = arena_printf(scan->arena, "%s is a folder, not a file.", path);
        else if (!S_ISREG(st.st_mode))
                problem = arena_printf(scan->arena, "%s is not a plain file.", path);
        else if (st.st_mode & S_IWOTH) {
                problem = arena_printf(scan->arena, "%s can be changed by everybody on this machine.", path);
                mend = arena_printf(scan->arena, "Take that from them: chmod o-w %s", path);
        } else if ((uintmax_t)st.st_size > READER_SIZE_LIMIT - scan->bytes) {
                problem = arena_printf(scan->arena,
                                       "The file is too large: more than %zu bytes with all it includes.",
                                       READER_SIZE_LIMIT);
                mend = "Check that this is the file you meant; settings and policies are small.";
        } else
                for (unsigned i = 0; i < scan->depth; i++)
                        if (scan->open[i].device == st.st_dev && scan->open[i].inode == st.st_ino) {
                                problem = arena_printf(scan->arena, "%s includes itself.", path);
                                mend = "Take one @include of the circle out.";
                        }
        if (problem) {
                close(fd);
                return reader_scan_refuse(scan, file, line, mend, problem);
        }
        scan->open[scan->depth].device = st.st_dev;
        scan->open[scan->depth].inode = st.st_ino;
        *ret = (Plain){ fd, (size_t)st.st_size };
        return true;
}

static void reader_scan_step(Cursor *c) {
        c->at_line_start = *c->s == '\n';
        c->line += c->at_line_start;
        c->s++;
}

static bool starts(const Cursor *c, const char *token) {
        size_t n = strlen(token);
        return (size_t)(c->end - c->s) >= n && memcmp(c->s, token, n) == 0;
}

/* libconfig lets a text run over lines; then one forgotten quote is only noticed pages below. Nothing here
 * needs it: "one" "two" is one text, and \n a new line. */
static bool skip_string(Scan *scan, Cursor *c) {
        for (reader_scan_step(c); c->s < c->end && *c->s != '\n'; reader_scan_step(c)) {
                if (*c->s == '"') {
                        reader_scan_step(c);
                        return true;
                }
                if (*c->s == '\\' && c->s + 1 < c->end && c->s[1] != '\n')
                        reader_scan_step(c);
        }
        return reader_scan_refuse(scan, c->path, c->line, "Close the text with a \".",
                                  "A quote that opens on this line is not closed on it.");
}

static bool skip_comment(Scan *scan, Cursor *c) {
        int opened = c->line;
        if (!starts(c, "/*")) {
                while (c->s < c->end && *c->s != '\n')
                        reader_scan_step(c);
                return true;
        }
        for (c->s += 2; c->s < c->end; reader_scan_step(c))
                if (starts(c, "*/")) {
                        c->s += 2;
                        return true;
                }
        return reader_scan_refuse(scan, c->path, opened, "Close the comment with */.",
                                  "A comment that opens here is never closed.");
}

static bool skip_bracket(Scan *scan, Cursor *c) {
        if (strchr("{[(", *c->s) && ++c->brackets > READER_DEPTH_LIMIT)
                return reader_scan_refuse(
                        scan, c->path, c->line, "Count the brackets; one was probably not closed.",
                        arena_printf(scan->arena, "More than %d brackets stand in one another here.",
                                     READER_DEPTH_LIMIT));
        if (strchr("{[(", *c->s))
                c->keys[c->brackets] = 0;
        if (strchr("}])", *c->s) && c->brackets > 0)
                c->brackets--;
        reader_scan_step(c);
        return true;
}

static bool take_key(Scan *scan, Cursor *c) {
        if (++c->keys[c->brackets] > READER_KEYS_LIMIT)
                return reader_scan_refuse(
                        scan, c->path, c->line,
                        "Check that this is the file you meant; settings and policies are small.",
                        arena_printf(scan->arena, "More than %d keys stand in one group here.",
                                     READER_KEYS_LIMIT));
        reader_scan_step(c);
        return true;
}

/* libconfig knows @include only at the start of a line, with blanks and a quote after it. */
static bool take_include(Scan *scan, Cursor *c, bool *ret_taken) {
        const char *s = c->s;
        while (s < c->end && (*s == ' ' || *s == '\t'))
                s++;
        Cursor at = { .s = s, .end = c->end };
        *ret_taken = false;
        if (!starts(&at, "@include"))
                return true;
        s += strlen("@include");
        const char *blank = s;
        while (s < c->end && (*s == ' ' || *s == '\t'))
                s++;
        if (s == blank || s == c->end || *s != '"')
                return true; /* libconfig will call it a syntax error */
        const char *name = ++s;
        while (s < c->end && *s != '"' && *s != '\\' && *s != '\n')
                s++;
        if (s == c->end || *s != '"' || s == name || *name == '/')
                return reader_scan_refuse(scan, c->path, c->line,
                                          "Write @include \"name.conf\" with a path beside the first file.",
                                          "This @include names no file that may be included.");
        *ret_taken = true;
        c->s = s + 1;
        c->at_line_start = false;
        if (scan->depth == READER_INCLUDE_LIMIT)
                return reader_scan_refuse(scan, c->path, c->line, "Include fewer files from included files.",
                                          "Files include one another too deeply here.");
        const char *path = arena_printf(scan->arena, "%s/%.*s", scan->dir, (int)(s - name), name);
        return scan_file(scan, path, c->path, c->line);
}

/* libconfig keeps the last 32 bits of a whole number that is written without an L. */
static bool skip_number(Scan *scan, Cursor *c) {
        const char *first = c->s;
        int64_t value;
        while (c->s < c->end && char_is_digit(*c->s))
                reader_scan_step(c);
        const char *digits = arena_strndup(scan->arena, first, (size_t)(c->s - first));
        if ((c->s < c->end && strchr("Lx.eE", *c->s)) || str_to_i64(digits, 0, INT32_MAX, &value))
                return true;
        return reader_scan_refuse(scan, c->path, c->line, "Choose a number within the limits.",
                                  arena_printf(scan->arena,
                                               "The number %.20s is larger than any that may stand here.",
                                               digits));
}

/* The rest of a word, in which a digit begins no number. */
static void skip_word(Cursor *c) {
        while (c->s < c->end && (char_is_alpha(*c->s) || char_is_digit(*c->s) || strchr("_-.*", *c->s)))
                reader_scan_step(c);
}

static bool scan_text(Scan *scan, Cursor *c) {
        while (c->s < c->end) {
                bool taken = false, ok = true;
                if (c->at_line_start)
                        ok = take_include(scan, c, &taken);
                if (!ok)
                        return false;
                if (taken)
                        continue;
                if (*c->s == '"')
                        ok = skip_string(scan, c);
                else if (*c->s == '#' || starts(c, "//") || starts(c, "/*"))
                        ok = skip_comment(scan, c);
                else if (strchr("{}[]()", *c->s))
                        ok = skip_bracket(scan, c);
                else if (strchr("=:", *c->s))
                        ok = take_key(scan, c);
                else if (char_is_digit(*c->s))
                        ok = skip_number(scan, c);
                else if (char_is_alpha(*c->s))
                        skip_word(c);
                else
                        reader_scan_step(c);
                if (!ok)
                        return false;
        }
        return true;
}

static int reader_scan_line_of(const char *s, size_t n, size_t at) {
        int line = 1;
        for (size_t i = 0; i < n && i < at; i++)
                line += s[i] == '\n';
        return line;
}

static bool check_is_text(Scan *scan, const char *path, const char *s, size_t n) {
        const char *nul = memchr(s, 0, n);
        if (nul)
                return reader_scan_refuse(scan, path, reader_scan_line_of(s, n, (size_t)(nul - s)),
                                          "Name a text file.", "The file is binary, not text.");
        if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
                return reader_scan_refuse(
                        scan, path, 1, "Save the file as UTF-8 without one.",
                        "The file begins with a byte-order mark, as some editors write it.");
        if (str_is_utf8(s, n))
                return true;
        int line = 1;
        for (const char *from = s, *end = s + n; from < end; line++) {
                const char *to = memchr(from, '\n', (size_t)(end - from));
                to = to ? to : end;
                if (!str_is_utf8(from, (size_t)(to - from)))
                        break;
                from = to + 1;
        }
        return reader_scan_refuse(scan, path, line, "Save the file as UTF-8.",
                                  "This line is not UTF-8 text.");
}

static bool scan_file(Scan *scan, const char *path, const char *from, int line) {
        Plain file;
        size_t n;
        char *s;
        if (!open_plain(scan, path, from, line, &file))
                return false;
        bool ok = reader_scan_read_whole(scan, file.fd, file.size, path, &s, &n);
        close(file.fd);
        if (!ok || !check_is_text(scan, path, s, n))
                return false;
        scan->bytes += n;
        scan->depth++;
        Cursor cursor = { .path = path, .s = s, .end = s + n, .line = 1, .at_line_start = true };
        ok = scan_text(scan, &cursor);
        scan->depth--;
        return ok;
}

bool reader_scan(const char *path, const char *dir, Arena *arena, Problems *problems) {
        Scan scan = { .dir = dir, .arena = arena, .problems = problems };
        return scan_file(&scan, path, NULL, 0);
}
