#pragma once
/* The part of muniment check that looks at notices/: texts that are no templates, labels and facts that are
 * missing. */

#include "settings/settings.h"

/* today: the law of that day is asked for. Adds what is wrong to problems; its arena keeps what is said. */
void check_texts(const Settings *settings, Date today, Problems *problems);
