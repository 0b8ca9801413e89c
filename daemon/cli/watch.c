#include "cli/watch.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/* The other screen without a cursor; back to the first one. */
#define ENTER "\033[?1049h\033[?25l"
#define LEAVE "\033[?25h\033[?1049l"
enum { CTRL_C = 3 };

typedef struct Watch {
        struct termios before;
        sigset_t mask_before;
        int signals;
} Watch;

bool watch_possible(void) {
        return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* A terminal that is gone is told of by SIGHUP. */
static void put(const char *s, size_t n) {
        (void)file_put(STDOUT_FILENO, s, n);
}

static int watch_begin(Watch *watch) {
        static const int watched[] = { SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT };
        sigset_t set;
        sigemptyset(&set);
        for (size_t i = 0; i < ELEMENTS(watched); i++)
                sigaddset(&set, watched[i]);
        if (tcgetattr(STDIN_FILENO, &watch->before) < 0 ||
            sigprocmask(SIG_BLOCK, &set, &watch->mask_before) < 0)
                return err_origin(-errno);
        watch->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        if (watch->signals < 0)
                return err_origin(-errno);
        struct termios raw = watch->before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
        raw.c_cc[VMIN] = 0;
        raw.c_cc[VTIME] = 0;
        if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) < 0) {
                int r = err_origin(-errno);
                close(watch->signals);
                return err_trace(r);
        }
        put(ENTER, strlen(ENTER));
        return 0;
}

static void end(const Watch *watch) {
        put(LEAVE, strlen(LEAVE));
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &watch->before);
        close(watch->signals);
        (void)sigprocmask(SIG_SETMASK, &watch->mask_before, NULL);
}

/* One line of it, cut after so many characters; what only colours counts for none. */
static void watch_add_line(Text *out, const char *line, size_t n, int columns) {
        int at = 0;
        for (size_t i = 0; i < n;) {
                size_t length = 1;
                bool escape = line[i] == '\033';
                while (i + length < n &&
                       (escape ? line[i + length - 1] != 'm' : (line[i + length] & 0xc0) == 0x80))
                        length++;
                at += !escape;
                if (escape || at <= columns)
                        text_append_n(out, line + i, length);
                i += length;
        }
        text_append(out, "\033[K");
}

static void watch_draw(WatchPage page, void *data) {
        _cleanup_text_ Text whole = { 0 }, out = { 0 };
        struct winsize size = { 0 };
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row || !size.ws_col)
                size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
        page(data, &whole);
        text_append(&out, "\033[H");
        const char *line = text_str(&whole);
        for (int row = 0; row < size.ws_row && *line; row++) {
                size_t n = strcspn(line, "\n");
                /* No line end behind the last row: it would scroll the first one away. */
                text_append(&out, row ? "\r\n" : "");
                watch_add_line(&out, line, n, size.ws_col);
                line += n + (line[n] == '\n');
        }
        text_append(&out, "\033[J");
        put(text_str(&out), out.n);
}

/* Whether a key or a signal says to end. */
static bool ended(const Watch *watch) {
        char keys[64];
        struct signalfd_siginfo si;
        ssize_t n = read(STDIN_FILENO, keys, sizeof keys);
        for (ssize_t i = 0; i < n; i++)
                if (keys[i] == 'q' || keys[i] == 'Q' || keys[i] == CTRL_C)
                        return true;
        while (read(watch->signals, &si, sizeof si) == sizeof si)
                if (si.ssi_signo != SIGWINCH)
                        return true;
        return false;
}

int watch_run(WatchPage page, void *data, int seconds) {
        Watch watch;
        int r = watch_begin(&watch);
        if (r < 0)
                return err_trace(r);
        do {
                watch_draw(page, data);
                struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                                        { .fd = watch.signals, .events = POLLIN } };
                if (poll(fds, ELEMENTS(fds), seconds * 1000) < 0 && errno != EINTR)
                        break;
                if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
                        break;
        } while (!ended(&watch));
        end(&watch);
        return 0;
}
