#pragma once
/* What can be printed. */

#include "base/arena.h"

#include <stdbool.h>

/* False for text with a character that no font here has, a colour emoji, a control character, or a mark
 * that turns the direction of writing round (which could make a name read as another). */
bool render_can_draw(const char *text);

/* Whether a family of fonts is there by that very name, and no other in its place. */
bool render_has_font(const char *family);

/* Why a file cannot be printed as an authority's mark, as a phrase that goes on from its name; NULL: it can.
 */
const char *render_logo_fault(const char *path);

/* The text, or, where it cannot be printed, with each character that cannot as its code point, "[U+1F600]": a
 * value in it is shown, if not as it is written. In the arena. */
const char *render_drawable(Arena *arena, const char *text);
