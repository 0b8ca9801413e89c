/* Marks of the state folder, which anything may have happened to: read whole, or refused. */
#include "state/state.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/muniment-fuzz.XXXXXX";
static const char *const names[] = { "r.mark", "ledger.mark" };

static void leave(void) {
        char path[64];
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                snprintf(path, sizeof path, "%s/%s", folder, names[i]);
                unlink(path);
        }
        rmdir(folder);
}

static void lay(const char *name, const uint8_t *data, size_t size) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, name);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd) < 0)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static bool made;
        Settings settings = { .state_dir = folder };
        StateMark mark;
        StateEntry entry;
        if (!made) {
                made = mkdtemp(folder) && atexit(leave) == 0;
                if (!made)
                        abort();
        }
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                lay(names[i], data, size);
        if (state_mark_read(&settings, "r", &mark) == 0 && memcmp(data, "muniment mark 1\n", 16) != 0)
                __builtin_trap();
        if (state_entry_read(&settings, &entry) == 0 &&
            (memcmp(data, "muniment ledger mark 1\n", 23) != 0 || strlen(entry.at) >= STATE_AT_SIZE))
                __builtin_trap();
        return 0;
}
