#pragma once
/* Who writes, at the top of every letter. */

#include "render/letter.h"
#include "settings/settings.h"

/* heads, from and look of a letter in those languages, from the settings. */
void letter_sender(Arena *arena, const Authority *authority, const LanguageList *languages, Letter *letter);
