#pragma once
/* Reads the statutory clocks (policies/law/uk-data-protection.conf) and the bank holidays
 * (policies/holidays/JURISDICTION.conf) of a data folder, and judges them together. */

#include "base/conditions.h"
#include "model/language.h"
#include "model/regime.h"
#include "settings/problems.h"

/* 0 with *ret in the arena; SETTINGS_E_REFUSED when something is wrong, as problems say. */
int law_regimes_load(const char *data_dir, const Languages *languages, Arena *arena, Problems *problems,
                     const Regimes **ret);
