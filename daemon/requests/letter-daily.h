#pragma once
/* Letters that a day makes and no event: how far it is, and that it is late. For the files of requests/ only.
 */

#include "requests/step.h"

/* Within the step: at least every LETTER_SILENCE_DAYS how far it is; on the next working day after one that
 * was promised, or the last lawful one, that it has passed. Each day makes one, however often it is asked. */
int letter_daily(Step *step);
