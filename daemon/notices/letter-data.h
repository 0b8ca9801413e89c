#pragma once
/* A letter from settings and data: who writes, what the template is filled with. For the files of notices/
 * only. */

#include "notices/record.h"
#include "register/told.h"
#include "render/letter.h"
#include "settings/settings.h"
#include "store/notice.h"

/* In which languages to write: the one that they wish; while their wish is not known, all that the register's
 * law pack asks for, the standard one last, so that Welsh is treated no less favourably (Welsh
 * Language (Wales) Measure 2011). */
LanguageList letter_languages(const Settings *settings, const char *map, const char *wish);
/* Whether a text for the audience is in words for children. */
bool letter_is_plain(Audience audience);
/* Of its running text, in points: larger in a letter to a child, as clear print ideally is. */
double letter_size(Audience audience);

typedef struct LetterCase {
        Arena *arena;
        const Settings *settings;
        const Record *record;
        const RecordPerson *person; /* NULL: to the subject */
        const Obligation *obligation;
        Date on;
} LetterCase;

/* What a template is filled with, in one language; the caller owns it. NULL when the labels cannot be read.
 */
json_t *letter_data(const LetterCase *c, const Language *language);
/* The part of it that is of the register, not of a person. Takes items and rules. */
json_t *letter_frame(const Telling *telling, json_t *items, json_t *rules);
/* "N-12" */
const char *letter_reference(Arena *arena, int64_t obligation);
/* The path of "first-record.parent.md" (settings/texts.h). */
const char *letter_template(Arena *arena, const Settings *settings, const Language *language,
                            const char *notice, Audience audience);
