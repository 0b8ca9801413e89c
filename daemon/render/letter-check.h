#pragma once
/* Within render/: is every mark of a letter where the printer allows one? */

#include "render/letter.h"
#include "render/page.h"

/* Looks at the laid-out letter itself, text by text: inside the zones of each page, no more pages than the
 * post takes, and not the word by which the printer finds its own mark. */
LetterFault letter_check_pages(const Pages *pages);
