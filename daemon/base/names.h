#pragma once
/* Finds a name among many: the place of each in a list that somebody else keeps. */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Names Names;

/* For so many names; in the arena. */
Names *names_new(Arena *arena, size_t n);
/* The two together are the name; it must outlive the table. The first of a name stays. */
void names_add(Names *names, const char *a, const char *b, size_t place);
/* False: there is none of that name. */
bool names_find(const Names *names, const char *a, const char *b, size_t *ret);
