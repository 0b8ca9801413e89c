#pragma once
/* Whether two acts are one person's. */

#include "settings/settings.h"

/* An actor is "login" or "login for NAME" (muniment.actor()). The person is the login, whoever it says it
 * speaks for; NAME, where the settings trust that login to speak for people it knows. "J. Smith" and "j
 * smith" are one: letter case, marks, spaces and stops do not make a second person. */
bool person_same(const Settings *settings, const char *a, const char *b);
