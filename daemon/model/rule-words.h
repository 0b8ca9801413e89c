#pragma once
/* A rule in one line of words, for people who compare two versions of it. */

#include "base/arena.h"
#include "model/rule.h"

/* "destroy: the latest of 3 years after case-end, 21 years after birth; maximum, approval one, local". In the
 * arena. */
const char *rule_words(Arena *arena, const Rule *rule);
