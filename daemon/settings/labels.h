#pragma once
/* Plain words for what a register keeps: labels.conf of a language, before it that of the authority
 * (texts.h), and before both what a map says itself. Attributes by the label their data map gives them,
 * entities as "entity-NAME", coded values as "value-CODE".
 */

#include "model/data-map.h"
#include "settings/problems.h"
#include "settings/settings.h"

typedef struct Labels Labels;

/* Opens the labels of a language. NULL, with a problem noted, when a file cannot be read. Strings handed
 * out live in the arena. */
Labels *labels_open(const Settings *settings, const Language *language, Arena *arena, Problems *problems);
Labels *labels_close(Labels *labels);
DEFINE_CLEANUP(Labels *, labels_close)

/* From now on the words that the map says itself come first; it outlives the labels. */
void labels_follow(Labels *labels, const DataMap *map);

/* NULL when there is no label of that key. Underscores in a key count as hyphens. */
const char *labels_get(Labels *labels, const char *key);
