#pragma once
/* Whether a text can be printed. */

#include <stdbool.h>

/* False for text with a character that no font here has, a colour emoji, a control character, or a mark
 * that turns the direction of writing round (which could make a name read as another). */
bool render_can_draw(const char *text);
