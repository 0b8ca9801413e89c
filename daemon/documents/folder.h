#pragma once
/* For the files of documents/ only: the folder that copies are laid in. It is known by a number in a file of
 * its own, so that one folder mounted on two hosts is one, two hosts' folders of one name are two, and an
 * empty place where it is not mounted is another. */

#include "store/context.h"

#define FOLDER_MARK  ".muniment-folder"
#define FOLDER_TAKEN "taken" /* a folder in it, made by whoever prints what lies there */
#define FOLDER_ID    37      /* a UUID as text, and its end */

typedef struct Folder {
        int fd; /* -1: the settings name none, or none is there */
        char id[FOLDER_ID];
} Folder;

void folder_done(Folder *folder);
#define _cleanup_folder_ _cleanup_(folder_done)

/* Opens it; *ret_marked: it is known by a number. Without one: with make it gets one. 0 or -errno. */
int folder_open(const Context *context, bool make, Folder *ret, bool *ret_marked);

/* Writes a file under its own copy's name for halves, makes it durable and gives it its name. What stands in
 * its place, a link too, is replaced, never followed. The folder itself is synced by folder_sync(). */
int folder_write(const Folder *folder, int64_t copy, const char *name, const void *data, size_t n);
/* Also its half. *ret_found: it was there. */
int folder_remove(const Folder *folder, int64_t copy, const char *name, bool *ret_found);
int folder_has(const Folder *folder, const char *name, bool *ret);
int folder_sync(const Folder *folder);
/* What the print room says that it has taken (print-room.c): its files in FOLDER_TAKEN are noted and removed.
 * Not within a transaction. */
int folder_taken(Context *context, const Folder *folder);
/* Named as copies are: N-12.pdf, L-12.pdf, R-2026-7.pdf or .json, certificate-run-3.pdf or .json. */
bool folder_name_is_ours(const char *name);
