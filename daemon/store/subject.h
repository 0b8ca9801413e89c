#pragma once
/* The bridge between a subject and what governance holds about them, as statements. */

#include "base/conditions.h"
#include "store/store.h"

/* Makes the register known, or notes its new map. */
int register_ensure(Store *store, const char *name, const char *map);
/* The subject's random reference (a UUID as text, in the arena), made at first need. */
int subject_ref_ensure(Store *store, const char *register_name, const char *key, Arena *arena,
                       const char **ret_ref);
/* References of many subjects, made at first need; ret[i] belongs to keys[i]. */
int subject_refs_ensure(Store *store, const char *register_name, const char *const *keys, size_t n,
                        Arena *arena, const char ***ret);
/* Back to the register's key. 0 or SUBJECT_STORE_E_NONE. */
int subject_ref_key(Store *store, const char *ref, Arena *arena, const char **ret_key);
