#pragma once
/* A folder that lies in memory and is wiped at the end, for what must not stay on a disk. */

#include <stdbool.h>
#include <stddef.h>

typedef struct MemoryFolder {
        char *path; /* NULL: none */
} MemoryFolder;

/* Whether what lies there is in memory: tmpfs or ramfs. 0 with *ret, or -errno. */
int folder_is_in_memory(const char *path, bool *ret);
/* A new folder of this user's own (0700) within one. 0 or -errno. */
int memory_folder_make(const char *within, MemoryFolder *ret);
/* Everything in it written over and taken away. False: something is still there. */
bool memory_folder_wipe(MemoryFolder *folder);
/* A text in a file there, 0600. 0 or -errno. */
int memory_folder_put(const MemoryFolder *folder, const char *name, const char *text);
