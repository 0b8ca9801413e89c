#pragma once
/* What a reader may follow or ring: web and e-mail addresses and telephone numbers, found in the words
 * themselves, for texts and values alike. Every form that has links has the same ones. */

#include "base/arena.h"

#include <pango/pango.h>
#include <stdbool.h>
#include <stddef.h>

/* The first link at or after *at, which must lie in text: where it begins, how long it is, and the URI that
 * it leads to, in the arena, with everything escaped that a URI cannot hold. NULL: there is no more. */
const char *link_next(Arena *arena, const char *text, const char **at, size_t *ret_n);

/* Says of the bytes [start, end) of a layout that they lead to uri. Changes nothing of how they are laid out:
 * who draws asks the pieces of a line. */
PangoAttribute *link_attribute_new(const char *uri, size_t start, size_t end);
/* Where a piece of a line leads; NULL: nowhere. Borrowed from the piece. */
const char *link_of_item(const PangoItem *item);
bool link_in_layout(PangoLayout *layout);
