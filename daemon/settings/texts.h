#pragma once
/* Where a text that families read lies: in the authority's own folder (texts_dir) if it is there, else among
 * the packages' (data_dir/notices). File by file, so that an authority keeps only what it words itself, and
 * an upgrade brings it the rest. */

#include "model/language.h"
#include "settings/settings.h"

/* "first-record.parent.md" in a language: its path, in the arena, whether or not anything lies there. */
const char *texts_find(const Settings *settings, const Language *language, const char *name, Arena *arena);
/* The packages' folder of a language, in which lies what several texts share. */
const char *texts_shipped(const Settings *settings, const Language *language, Arena *arena);
/* The authority's own; NULL: it keeps none. */
const char *texts_own(const Settings *settings, const Language *language, Arena *arena);
