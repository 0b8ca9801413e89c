#pragma once
/* Within render/: is every mark of a letter where the printer allows one? */

#include "render/letter.h"
#include "render/page.h"

typedef struct Zone {
        double left, top, right, bottom; /* millimetres */
} Zone;

#define LETTER_ZONE_WINDOW 2 /* of page 1: the window of the envelope */

/* Where page 1, 2, ... may bear ink. */
const Zone *letter_zones(int page, size_t *ret_n);

/* Looks at the laid-out letter itself, text by text: inside the zones of each page, no more pages than the
 * post takes, and not the word by which the printer finds its own mark. */
LetterFault letter_check_pages(const Pages *pages);
