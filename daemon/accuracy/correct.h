#pragma once
/* Decided: what becomes of a difference. What is corrected is written into the register through its map, if
 * the source's policy has it so and nobody has changed the value meanwhile. */

#include "base/conditions.h"
#include "model/difference-words.h"
#include "model/source.h"
#include "store/context.h"

/* Who has had the value and is to be told that it was wrong (UK GDPR Art 19): as the source's "tells" says.
 */
typedef struct Recipients {
        const char **names; /* in the arena */
        size_t n;
} Recipients;

/* Decides one difference for whoever acts. recipients are of DIFFERENCE_DECISION_CORRECT alone. 0, an
 * ACCURACY_E_, DIFFERENCE_E_, REGISTER_E_, SEALING_E_ or PG_E_ condition, or a fault. */
int accuracy_decide(Context *context, int64_t difference, DifferenceVerdict verdict, Recipients *ret);
/* Corrects what the source's policy corrects by itself, of all that is open; what cannot be stays open. */
int accuracy_correct_by_itself(Context *context, const Source *source);
