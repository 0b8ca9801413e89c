#pragma once
/* Scope cleanup: a local that owns says so, and hands on with TAKE_PTR(). */

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((__cleanup__(f)))

/* f##p() is the scope hook of f(); f() must accept a non-NULL pointer. */
#define DEFINE_CLEANUP(type, f)                                                                              \
        static inline void f##p(type *p) {                                                                   \
                if (*p)                                                                                      \
                        f(*p);                                                                               \
        }

/* Gives the pointer away: yields its value and leaves NULL behind. */
#define TAKE_FD(fd)                                                                                          \
        ({                                                                                                   \
                int *_f = &(fd), _v = *_f;                                                                   \
                *_f = -1;                                                                                    \
                _v;                                                                                          \
        })
#define TAKE_PTR(p)                                                                                          \
        ({                                                                                                   \
                __typeof__(p) *_pp = &(p), _v = *_pp;                                                        \
                *_pp = NULL;                                                                                 \
                _v;                                                                                          \
        })

static inline void freep(void *p) {
        free(*(void **)p);
}
#define _cleanup_free_ _cleanup_(freep)

static inline void fd_closep(int *fd) {
        if (*fd >= 0)
                close(*fd);
}
#define _cleanup_fd_ _cleanup_(fd_closep)

#define ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))
