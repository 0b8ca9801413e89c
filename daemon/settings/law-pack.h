#pragma once
/* Reads a law pack's retention rules (the form is told in policies/valid/law/small.conf) and judges them
 * against the data maps they name. */

#include "base/arena.h"
#include "base/conditions.h"
#include "model/data-map.h"
#include "model/law-pack.h"
#include "settings/problems.h"

/* The maps to judge by; whole is false when one of them could not be read, and then a name that is not
 * among them is no problem of the pack's. With the languages that a pack must have words in. */
typedef struct MapSet {
        DataMap **maps;
        size_t n;
        bool whole;
        const Languages *languages;
} MapSet;
const DataMap *map_set_find(const MapSet *set, const char *name); /* NULL: not among them */

/* earlier: packs read before this one, whose rules it may not contradict. 0 with *ret set, in the arena;
 * LAW_PACK_E_REFUSED when there is a problem of severity error. */
int law_pack_load(const char *path, const MapSet *maps, LawPack *const *earlier, size_t n_earlier,
                  Arena *arena, Problems *problems, LawPack **ret);
