#pragma once
/* How gone is gone: the grade that a rule promises and a certificate names, each more than the one before. */

typedef enum Promise {
        PROMISE_HIDDEN,    /* archived: not visible to ordinary use */
        PROMISE_DELETED,   /* no statement over the register's tables returns it */
        PROMISE_RECLAIMED, /* vacuumed: its rows' places were given back */
        PROMISE_REWRITTEN, /* table, index and TOAST files hold no trace */
        _PROMISE_MAX,
} Promise;

const char *promise_to_string(Promise promise);
/* _PROMISE_MAX: no such grade. */
Promise promise_from_string(const char *s);
