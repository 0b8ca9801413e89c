#pragma once
/* What a report says of items, in its language. For the files of requests/ only. */

#include "register/told.h"
#include "requests/report.h"

typedef struct Wording {
        const ReportSource *source;
        const DataMap *map;
        Labels *labels;
        Arena *arena;
        const Telling *telling;
        json_t *rules; /* as the report numbers them; borrowed */
} Wording;

bool wording_is_disclosed(const DossierItem *item);
/* What goes out of a disclosed item. */
const char *wording_value(const DossierItem *item);
/* What a map says of an item's column, of the entity itself or of what its rows name; never NULL for a map
 * that the dossier was collected with. ret_entity: that entity. */
const Attribute *wording_attribute(const Wording *w, const DossierItem *item, const Entity **ret_entity);

/* The words of a label, or the otherwise as plain as it can be made: "not-specified", "Not specified". */
const char *wording_label(const Wording *w, const char *prefix, const char *key, const char *otherwise);
/* Of an item: its label's, or those of its column. */
const char *wording_item(const Wording *w, const DossierItem *item);
/* Dates in words, codes explained, everything else as it is held. */
const char *wording_worded(const Wording *w, const char *label_of, const char *value);
/* The value of an item so, in another's place: numbers in the groups in which people read them. */
const char *wording_of_item(const Wording *w, const DossierItem *item, const char *value);
/* Under which heading an entity stands: entities of the same words stand under one. The subject is "you"
 * whatever the map calls them: in one map a "person" is a carer. */
const char *wording_heading(const Wording *w, const Entity *entity);
/* "two people", of labels people-one and people-many. */
const char *wording_count(const Wording *w, const char *of, size_t n);
/* Who an agency is, as letters name it. */
const char *wording_source(const Wording *w, const char *name);
