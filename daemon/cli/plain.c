#include "cli/plain.h"

#include "base/file.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A character may come in two writes: its first bytes wait here. */
typedef struct Plain {
        int fd;
        char held[4];
        size_t n_held;
} Plain;

static bool is_acted_on(unsigned c) {
        bool control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f);
        bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        return control || turns;
}

/* How many bytes the character has whose first this is; 1 where none begins so. */
static size_t plain_length(unsigned char first) {
        return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

static unsigned decoded(const char *s, size_t n) {
        unsigned c = n == 1 ? (unsigned char)*s : (unsigned char)*s & (0xffu >> (n + 1));
        for (size_t i = 1; i < n; i++)
                c = c << 6 | ((unsigned char)s[i] & 0x3f);
        return c;
}

/* NUL is no part of valid text, and is a control character all the same. */
static void add_character(Text *out, const char *s, size_t n) {
        bool valid = (n == 1 && *s == 0) || str_is_utf8(s, n);
        if (!valid)
                for (size_t i = 0; i < n; i++)
                        text_appendf(out, "\\x%02x", (unsigned char)s[i]);
        else if (is_acted_on(decoded(s, n)))
                text_appendf(out, "\\u%04x", decoded(s, n));
        else
                text_append_n(out, s, n);
}

/* For fopencookie(): 0 is an error, told by ferror() and fflush(). */
static ssize_t plain_write(void *cookie, const char *s, size_t n) {
        Plain *plain = cookie;
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++) {
                plain->held[plain->n_held++] = s[i];
                if (plain->n_held == plain_length((unsigned char)plain->held[0])) {
                        add_character(&out, plain->held, plain->n_held);
                        plain->n_held = 0;
                }
        }
        return file_put(plain->fd, text_str(&out), out.n) == 0 ? (ssize_t)n : 0;
}

static FILE *plain_open(Plain *plain, FILE *before, int buffering) {
        FILE *file = isatty(plain->fd)
                             ? fopencookie(plain, "w", (cookie_io_functions_t){ .write = plain_write })
                             : NULL;
        if (!file)
                return before;
        (void)setvbuf(file, NULL, buffering, 0);
        return file;
}

void plain_terminal(void) {
        static Plain out = { .fd = STDOUT_FILENO }, err = { .fd = STDERR_FILENO };
        stdout = plain_open(&out, stdout, _IOLBF);
        stderr = plain_open(&err, stderr, _IONBF);
}

void plain_progress(const char *format, ...) {
        char line[128];
        va_list args;
        va_start(args, format);
        int n = vsnprintf(line, sizeof line, format, args);
        va_end(args);
        if (n >= 0 && file_put(STDERR_FILENO, "\r\033[K", 4) == 0)
                (void)file_put(STDERR_FILENO, line, strlen(line));
}
