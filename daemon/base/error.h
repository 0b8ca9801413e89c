#pragma once
/* The error scheme of the house.
 *
 * Every function that can fail returns int: 0 done; negative errno is a fault, which nobody inside
 * matches on and which is passed up untouched through err_trace(); positive is a condition, one of the table
 * in base/conditions.h: of the function's own module, or of another that its header says it passes on. */

#include <errno.h>

/* Where a fault is born. Remembers the place and yields r. r is -errno. */
#define err_origin(r) err_note((r), true, __FILE__, __LINE__)
/* Where a fault passes on its way up. A condition, and 0, it hands on untouched, and the compiler sees that
 * it does. */
#define err_trace(r) err_pass((r), __FILE__, __LINE__)

#include <stdbool.h>

int err_note(int r, bool origin, const char *file, int line);

static inline int err_pass(int r, const char *file, int line) {
        if (r < 0)
                err_note(r, false, file, line);
        return r;
}

/* The way of the last fault of this thread, "pg/pg.c:81 store/job.c:30", newest last. Holds places
 * only, never values. Valid until the next err_origin() of this thread. */
const char *err_where(void);
