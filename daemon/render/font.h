#pragma once
/* The fonts: one context for laying text out, and the question whether they can draw a text at all. */

#include "base/arena.h"

#include <pango/pango.h>
#include <stdbool.h>

#define FONT_FAMILY "Noto Sans, Liberation Sans, DejaVu Sans"

/* A context of 72 units an inch, without hinting, so that a point is a point; g_object_unref() it. */
PangoContext *font_context_new(void);

/* False when some glyph of the laid-out text is missing, or comes from a colour font: cairo would print a
 * box, or a picture without text, and a name would lose a letter without anybody noticing. */
bool font_layout_is_whole(PangoLayout *layout);
