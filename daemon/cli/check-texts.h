#pragma once
/* The part of muniment check that looks at notices/: texts that are no templates, labels that are missing. */

#include "settings/settings.h"

/* Adds what is wrong to problems; its arena keeps what is said. */
void check_texts(const Settings *settings, Problems *problems);
