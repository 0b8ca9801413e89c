#pragma once
/* What policy has families told of a register on a day, as data for texts: letters and reports alike. Nothing
 * of it is known to a text by itself, and what policy does not say is not there. */

#include "model/regime.h"
#include "settings/labels.h"
#include "settings/settings.h"

#include <jansson.h>

typedef struct Telling {
        Arena *arena;
        const Settings *settings;
        const DataMap *map;
        Labels *labels;
        const Language *language;
        bool plain; /* in words for children */
        Date on;    /* the day of the document: the law of that day is told */
} Telling;

/* The pack that has families told of registers with the map; NULL: none has. */
const LawPack *told_pack(const Settings *settings, const char *map);
/* What letters about the register are written in while nobody knows the reader's wish: its pack says so, not
 * its authority's name. */
LanguageList told_languages(const Settings *settings, const char *map);
/* How many facts of the kind are told of the register on that day. */
size_t told_count(const Settings *settings, const char *map, FactKind kind, Date on);

/* {"power": ["..."], "has_power": true, ...} for every kind of fact; the caller owns it. */
json_t *told_facts(const Telling *t);
/* Rules of retention as letters tell them: [{"text", "cite", "law"}], law when it is no rule of the
 * authority's own; without those that its own row says are not for this subject (attributes by column; NULL:
 * any). */
json_t *told_letter_rules(const Telling *t, const json_t *row);
bool told_has_letter_rules(const Settings *settings, const char *map, Date on);
/* All of them that act on whole records or on one of the n entities. */
json_t *told_report_rules(const Telling *t, const char *const *entities, size_t n);
/* One of them, by its id; NULL: there is none. */
json_t *told_rule(const Telling *t, const char *id);
/* The authority, the regulator, the rights' days and which languages letters are written in:
 * {"authority": ..., "regulator": ..., "answer_within": "one month", "complain_to_us": ..., "written_in":
 * {"cy": ...}}; the keys of others may be added to it. */
json_t *told_frame(const Telling *t);
/* The label of the law's own period for a kind of request on a day: "period-1-months". NULL: the law has
 * none. */
const char *told_period_label(Arena *arena, const Settings *settings, RequestKind kind, Date on);
/* A category in words, or NULL where its attributes have words of their own. */
const char *told_category(const Telling *t, const char *category);
/* An attribute in words, where its category has none; never NULL. */
const char *told_attribute(const Telling *t, const Attribute *attribute);
/* Whether a letter may say that somebody has something of the category. */
bool told_openly(const DataMap *map, const char *category);
/* Kinds of information that the register can hold about anybody and that no letter names of one: ["..."]. */
json_t *told_discreet(const Telling *t);
/* The name of an agency in the language of the telling. */
const char *told_source(const Telling *t, const char *name);
