#pragma once
/* Reads the languages of a data folder: each folder of notices/ that holds a language.conf is one. */

#include "base/conditions.h"
#include "model/language.h"
#include "settings/problems.h"

/* 0 with *ret in the arena; SETTINGS_E_REFUSED, with *ret none of them, when something is wrong, as problems
 * say. */
int languages_load(const char *data_dir, Arena *arena, Problems *problems, Languages *ret);
