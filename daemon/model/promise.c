#include "model/promise.h"

#include "base/text.h"

const char *promise_to_string(Promise promise) {
        static const char *const names[_PROMISE_MAX] = {
                [PROMISE_HIDDEN] = "hidden",
                [PROMISE_DELETED] = "deleted",
                [PROMISE_RECLAIMED] = "reclaimed",
                [PROMISE_REWRITTEN] = "rewritten",
        };
        return names[promise];
}

Promise promise_from_string(const char *s) {
        Promise promise = PROMISE_HIDDEN;
        while (promise < _PROMISE_MAX && !str_eq(s, promise_to_string(promise)))
                promise++;
        return promise;
}
