#pragma once
/* Reads a libconfig file and walks it. Whatever is wrong becomes a Problem (file, line, path, sentence, mend)
 * and the walk goes on, so that one look shows all of it. Used by the settings, maps, packs, regimes and
 * sources alike:
 *
 *      _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, problems);
 *      if (!reader) return;                                    (the problem is noted already)
 *      Node root = reader_root(reader);
 *      const char *name = node_text(root, "name", REQUIRED);
 *      Node rules = node_list(root, "rules", REQUIRED);        (of groups)
 *      for (size_t i = 0; i < node_count(rules); i++) { Node rule = node_item(rules, i); ...
 * node_close(rule); } node_close(root);                                       (keys nobody asked for become
 * problems)
 *
 * Strings handed out are copies in the arena: they outlive the Reader. Nodes do not. An absent node
 * (node_exists() is false) is taken by every function and answered with the default, silently: the problem
 * was noted where it was asked for. */

#include "base/arena.h"
#include "base/date.h"
#include "settings/problems.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Reader Reader;
struct config_setting_t;

typedef struct Node {
        Reader *reader;
        struct config_setting_t *setting; /* NULL: absent */
} Node;

typedef enum Need { OPTIONAL, REQUIRED } Need;

#define READER_SIZE_LIMIT    ((size_t)4 * 1024 * 1024) /* bytes, with everything it includes */
#define READER_DEPTH_LIMIT   32                        /* brackets in brackets */
#define READER_KEYS_LIMIT    5000 /* keys in one group: libconfig compares each with all before it */
#define READER_INCLUDE_LIMIT 8    /* @include in @include; libconfig stops at 10 */
#define READER_TEXT_LIMIT    4096 /* bytes of one string */

/* NULL, with one problem, for a file that is missing, unreadable, no plain file, too large, not text, too
 * deeply nested, includes itself, or is not libconfig syntax. @include is relative to the file's folder. */
Reader *reader_open(const char *path, Arena *arena, Problems *problems);
Reader *reader_free(Reader *reader);
DEFINE_CLEANUP(Reader *, reader_free)
Node reader_root(Reader *reader);
/* The folder of a path, in the arena; "." for one without a slash. */
const char *reader_folder(const char *path, Arena *arena);
/* The path the file was opened by, as a copy in the arena. */
const char *reader_file(const Reader *reader);

bool node_exists(Node node);
/* A group { } of that name; absent when there is none (a problem when REQUIRED) or it is no group. */
Node node_group(Node group, const char *key, Need need);
/* A list ( ) of groups: what is not a group in it becomes a problem and an absent item. REQUIRED: at least
 * one. */
Node node_list(Node group, const char *key, Need need);
size_t node_count(Node list); /* 0 when absent */
Node node_item(Node list, size_t i);
/* Whatever stands there: to tell of a problem with it. */
Node node_element(Node list, size_t i);

/* Text in quotes: UTF-8, not empty, without control characters but newline. NULL: absent or wrong. */
const char *node_text(Node group, const char *key, Need need);
/* A list or array of texts; with REQUIRED at least one. Wrong ones become problems and are left out. Never
 * NULL; *ret_n says how many. */
const char **node_texts(Node group, const char *key, Need need, size_t *ret_n);
/* A whole number in [min, max]; otherwise a problem and fallback. Absent and OPTIONAL: fallback. */
int64_t node_integer(Node group, const char *key, Need need, int64_t min, int64_t max, int64_t fallback);
/* Any number in [min, max]. */
double node_number(Node group, const char *key, Need need, double min, double max, double fallback);
bool node_bool(Node group, const char *key, Need need, bool fallback);
/* One of n words, as its place in the table; otherwise a problem that names them, and fallback. */
int node_word(Node group, const char *key, Need need, const char *const words[], size_t n, int fallback);
/* "YYYY-MM-DD"; DATE_NONE: absent or wrong. */
Date node_date(Node group, const char *key, Need need);

/* The list or array itself, for reading it item by item (holiday dates). */
Node node_array(Node group, const char *key, Need need);
/* An item of a list or array as text or date; a problem when it is something else. */
const char *node_item_text(Node list, size_t i);
Date node_item_date(Node list, size_t i);

/* Whether text in quotes stands there: for keys that have a short form. It does not count as asking. */
bool node_holds_text(Node group, const char *key);

/* When the group is read: keys that nobody asked for are problems, with the nearest known key as mend. */
void node_close(Node group);

/* An error at a key of a group (or, with NULL or an absent key, at the group itself). */
void node_problem(Node group, const char *key, const char *mend, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
void node_warning(Node group, const char *key, const char *mend, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
/* Where a node stands, to judge it later when its file is closed. Copies in the arena. */
typedef struct Place {
        const char *file, *path;
        int line;
} Place;
Place node_place(Node group, const char *key);
void place_problem(Problems *problems, const Place *place, const char *mend, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
