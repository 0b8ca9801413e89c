#pragma once
/* What a register keeps about a subject, and who owns whose rows. The engine knows no table by name:
 * everything it does follows from this. settings/data-map.c reads it from policies/maps. Plain data, in an
 * arena; strings are never NULL unless said. */

#include "base/arena.h"
#include "base/names.h"
#include "model/attribute.h"
#include "model/data-class.h"
#include "model/edge.h"
#include "model/rule.h"

/* How an entity's rows hang on the subject. */
typedef enum Ownership {
        OWNERSHIP_SUBJECT,   /* the subject's own row */
        OWNERSHIP_OWNED,     /* goes with its owner */
        OWNERSHIP_LINK,      /* joins an owner to something shared; goes with its owner */
        OWNERSHIP_SHARED,    /* goes with its last link */
        OWNERSHIP_KEPT,      /* shown to whom its rows name, and never disposed of */
        OWNERSHIP_REFERENCE, /* schools, practices: named in reports, never disposed of */
        _OWNERSHIP_MAX,
} Ownership;

/* By what power it is kept: Children Act 2004 s.12(4) closes the list of what may stand in it. */
typedef enum Power { POWER_SECTION_12, POWER_OTHER, _POWER_MAX } Power;

typedef struct Entity {
        const char *name;
        int line; /* where it was read */
        const char *schema, *table;
        Ownership ownership;
        const char **key;
        size_t n_key;
        Edge owner;   /* OWNED, LINK: the entity it goes with (subject, shared or owned). Else entity NULL */
        Edge to;      /* LINK: the shared entity it joins. Else entity NULL */
        Edge *owners; /* all of them, OWNED may have several; owner is the one that leads to the subject */
        size_t n_owners;
        Edge *shares; /* shared entities that its rows join by columns of their own; a LINK's is to */
        size_t n_shares;
        const char *because; /* KEPT: why; else NULL */
        bool first_goes;     /* of several owners: it goes with the first to go, not with the last */
        Edge *refers;        /* entities named by its rows, which do not go with them */
        size_t n_refers;
        const char *since, *until; /* columns: from when, to when the row is or was current; NULL: not kept */
        const char *archived;      /* column: since when the row is archived; NULL: not by itself */
        DataClass class;           /* by which law on access */
        const char *sensitive;     /* boolean column or column naming a sensitive service; NULL: none */
        Attribute *attributes;
        size_t n_attributes;
} Entity;

/* Where the day of an event is kept; the latest row of an entity speaks for the subject. */
typedef struct MapEvent {
        Trigger trigger;
        const Entity *entity;
        const char *column;
        const char *unless_set; /* column: what it holds takes the event back; NULL: none */
} MapEvent;

/* A table that a person has answered for: it holds nothing about subjects. */
typedef struct LeftOff {
        const char *schema, *table, *because;
        int line; /* where it was read */
} LeftOff;

/* Words of the map's own, before those of notices/LANGUAGE/labels.conf. */
typedef struct MapLabel {
        const char *key, *language, *words;
} MapLabel;

typedef struct DataMap {
        const char *name;
        const char *file; /* where it was read, for messages */
        Power power;
        Entity *entities; /* the subject is entities[0]; owners stand before what they own */
        size_t n_entities;
        /* Columns of the subject entity; NULL: the register does not keep it. */
        const char *birth, *death, *archived, *shielded, *language;
        const char *ground;     /* column: why the record was archived */
        MapEvent *events;       /* one for a trigger and an entity */
        const char **tombstone; /* columns whose values, keyed, make a tombstone: stable identifiers */
        size_t n_tombstone;
        const char **discreet;    /* categories that no letter says somebody has */
        const char **search_path; /* schemas in which the register's own code looks for bare names */
        const Names *names;       /* of entities; NULL: not yet made */
        Edge *services;           /* columns, one each, that name a kind of service */
        MapLabel *labels;
        LeftOff *left_off; /* tables that are not on the map, each with its reason */
        size_t n_events, n_services, n_discreet, n_search_path, n_left_off, n_labels;
} DataMap;

/* NULL when there is none of that name; why a table is left off, or NULL: it is not. */
const LeftOff *data_map_left_off(const DataMap *map, const char *schema, const char *table);
const Entity *data_map_entity(const DataMap *map, const char *name);
const Attribute *entity_attribute(const Entity *entity, const char *column);
/* The attribute of that name when it is taken out of a column; NULL: it is one itself, or unknown. */
const Attribute *entity_taken(const Entity *entity, const char *column);
/* Whether the column is part of a key, its own or that of a row it names: it says nothing, and is no item of
 * a dossier (Art 15 knows no right to a row's number). */
bool entity_is_key(const Entity *entity, const char *column);
/* Lets entities be found by name at once, however many there are. */
void data_map_index(DataMap *map, Arena *arena);
/* A copy whose edges may be written to, in the arena; what no edge is made of is shared with the original. */
DataMap *data_map_copy(const DataMap *map, Arena *arena);
/* Whether the edge's columns hold the other's key, in its order and of its types. */
bool edge_is_by_key(const Edge *edge, const Entity *other);
/* Where a rule on this entity (NULL: on subjects) finds the day of the event: in the row itself before the
 * subject, in the subject before another entity. NULL: the register does not keep it. */
const MapEvent *data_map_event(const DataMap *map, const char *entity, Trigger trigger);
/* An entity that holds something of the category; NULL: none does. */
const Entity *data_map_holds(const DataMap *map, const char *category);
/* Whether following owners up from the entity leads to the other, itself counted. */
bool entity_hangs_on(const DataMap *map, const Entity *entity, const Entity *other);
/* Several owners, and it goes with the last of them: when another goes, it is only unlinked from that one. */
bool entity_is_joint(const Entity *entity);
/* Whether its rows are never disposed of. */
bool entity_stays(const Entity *entity);
/* Whether a row of it joins a row of the other, which is shared. */
bool entity_shares(const Entity *entity, const Entity *shared);
/* Whether its rows go when their row of root goes: by owners alone, and not past a joint entity. */
bool entity_goes_with(const DataMap *map, const Entity *entity, const Entity *root);
