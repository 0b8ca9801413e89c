#pragma once
/* Reads a source (the form is told in policies/valid/sources/small.conf) and judges it against the map of
 * the register it confirms. */

#include "base/arena.h"
#include "base/conditions.h"
#include "model/source.h"
#include "settings/law-pack.h"
#include "settings/problems.h"

/* base_url: NULL, or what the settings say instead of the file. 0 with *ret set, in the arena, but for
 * register_name; SOURCE_E_REFUSED when there is a problem of severity error. */
int source_load(const char *path, const char *base_url, const MapSet *maps, Arena *arena, Problems *problems,
                Source **ret);

/* Why an address may not be asked; NULL: it may. https always, http only on this machine. */
const char *source_url_problem(const char *url);
