#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* One fault is on its way at a time in a thread; more places than fit are cut off at the end. */
static _Thread_local char where[512];

static const char *short_name(const char *file) {
        const char *p = strstr(file, "daemon/");
        return p ? p + strlen("daemon/") : file;
}

int err_note(int r, bool origin, const char *file, int line) {
        if (r >= 0)
                return r;
        size_t used = origin ? 0 : strlen(where);
        snprintf(where + used, sizeof where - used, "%s%s:%d", used ? " " : "", short_name(file), line);
        return r;
}

const char *err_where(void) {
        return where;
}
