#include "install/findings.h"

#include "store/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const urgencies[_URGENCY_MAX] = {
        [URGENCY_NOW] = "now",
        [URGENCY_SOON] = "soon",
        [URGENCY_NOTE] = "note",
};

void finding_add(Findings *findings, Urgency urgency, const char *where, const char *mend, const char *format,
                 ...) {
        if (findings->n == findings->cap) {
                size_t cap = findings->cap ? 2 * findings->cap : 16;
                Finding *items = arena_array(findings->arena, cap, sizeof *items);
                if (findings->n)
                        memcpy(items, findings->items, findings->n * sizeof *items);
                findings->items = items;
                findings->cap = cap;
        }
        va_list ap;
        va_start(ap, format);
        findings->items[findings->n++] = (Finding){
                .urgency = urgency,
                .what = arena_vprintf(findings->arena, format, ap),
                .where = arena_strdup(findings->arena, where),
                .mend = arena_strdup(findings->arena, mend),
        };
        va_end(ap);
}

void findings_sort(Findings *findings) {
        Finding *sorted = arena_array(findings->arena, findings->n + 1, sizeof *sorted);
        size_t n = 0;
        for (Urgency u = 0; u < _URGENCY_MAX; u++)
                for (size_t i = 0; i < findings->n; i++)
                        if (findings->items[i].urgency == u)
                                sorted[n++] = findings->items[i];
        findings->items = sorted;
        findings->cap = findings->n + 1;
}

size_t findings_count(const Findings *findings, Urgency urgency) {
        size_t n = 0;
        for (size_t i = 0; i < findings->n; i++)
                n += findings->items[i].urgency == urgency;
        return n;
}

json_t *findings_json(const Findings *findings) {
        json_t *list = json_array();
        for (size_t i = 0; i < findings->n; i++) {
                const Finding *f = &findings->items[i];
                json_add(list, json_pack("{s:s, s:s, s:s, s:s}", "urgency", urgencies[f->urgency], "what",
                                         f->what, "where", f->where, "mend", f->mend));
        }
        return list;
}

void findings_print(const Findings *findings) {
        for (size_t i = 0; i < findings->n; i++) {
                const Finding *f = &findings->items[i];
                printf("%-5s %s: %s\n", urgencies[f->urgency], f->where, f->what);
                if (*f->mend)
                        printf("        %s\n", f->mend);
        }
}
