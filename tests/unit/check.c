#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char group[200];
static unsigned passed, failed;

void check_group(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        vsnprintf(group, sizeof group, format, ap);
        va_end(ap);
}

bool check_true(bool ok, const char *what, const char *file, int line) {
        if (ok) {
                passed++;
                return true;
        }
        failed++;
        printf("FAIL %s:%d [%s] %s\n", file, line, group, what);
        return false;
}

bool check_i64(int64_t got, int64_t want, const char *what, const char *file, int line) {
        bool ok = check_true(got == want, what, file, line);
        if (!ok)
                printf("     got %" PRId64 ", want %" PRId64 "\n", got, want);
        return ok;
}

bool check_str(const char *got, const char *want, const char *what, const char *file, int line) {
        bool ok = check_true(got && want ? strcmp(got, want) == 0 : got == want, what, file, line);
        if (!ok)
                printf("     got \"%s\", want \"%s\"\n", got ? got : "(null)", want ? want : "(null)");
        return ok;
}

int check_done(void) {
        printf("%u passed, %u failed\n", passed, failed);
        return failed ? 1 : 0;
}
