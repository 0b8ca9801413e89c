#include "settings/problems.h"

#include <stdarg.h>
#include <string.h>

static void grow(Problems *problems) {
        size_t cap = problems->cap ? problems->cap * 2 : 16;
        Problem *items = arena_array(problems->arena, cap, sizeof *items);
        if (problems->n)
                memcpy(items, problems->items, problems->n * sizeof *items);
        problems->items = items;
        problems->cap = cap;
}

/* More than five: where it stands takes three. */
void problem_add(Problems *problems, Severity severity, const char *file, int line, const char *path,
                 const char *mend, const char *format, ...) {
        if (severity == SEVERITY_ERROR)
                problems->errors++;
        if (problems->n == PROBLEMS_KEPT)
                return;
        if (problems->n == problems->cap)
                grow(problems);

        va_list ap;
        va_start(ap, format);
        problems->items[problems->n++] = (Problem){
                .file = arena_strdup(problems->arena, file),
                .line = line,
                .path = arena_strdup(problems->arena, path ? path : ""),
                .severity = severity,
                .problem = arena_vprintf(problems->arena, format, ap),
                .mend = arena_strdup(problems->arena, mend ? mend : ""),
        };
        va_end(ap);
}
