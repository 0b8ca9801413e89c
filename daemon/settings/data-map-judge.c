#include "settings/data-map.h"

#include "base/text.h"
#include "model/data-map-columns.h"

#include <string.h>

/* PostgreSQL cuts longer names off (NAMEDATALEN), so two could become one. */
#define IDENTIFIER_LIMIT 63

typedef struct Judge {
        const DataMap *map;
        Node map_node, entities;
} Judge;

static void check_identifier(Node node, const char *key, const char *name) {
        if (name && (strlen(name) > IDENTIFIER_LIMIT || strchr(name, '\n')))
                node_problem(node, key, "Use a name of at most 63 bytes on one line.",
                             "\"%.63s...\" cannot be the name of a table or column in PostgreSQL.", name);
}

static bool has(const char *const *names, size_t n, const char *name) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(names[i], name))
                        return true;
        return false;
}

/* --- one entity by itself --- */

static void check_key(Node node, const Entity *e) {
        for (size_t i = 0; i < e->n_key; i++) {
                check_identifier(node, "key", e->key[i]);
                if (has(e->key, i, e->key[i]))
                        node_problem(node, "key", "Name each column once.", "The key names \"%s\" twice.",
                                     e->key[i]);
        }
}

/* What is written to is a column. */
static void check_written(Node node, const char *key, const Entity *e, const char *column) {
        if (entity_taken(e, column))
                node_problem(node, key, "Name a column of the table.",
                             "\"%s\" names %s, which is taken out of a column and cannot be written to.", key,
                             column);
}

static void check_attributes(Node node, const Entity *e) {
        Node list = node_list(node, "attributes", OPTIONAL);
        for (size_t i = 0; i < e->n_attributes; i++) {
                const Attribute *a = &e->attributes[i];
                Node item = node_item(list, a->place);
                check_identifier(item, "column", a->column);
                for (size_t j = 0; j < i; j++) {
                        const Attribute *b = &e->attributes[j];
                        if (str_eq(a->column, b->column))
                                node_problem(item, "column", "Keep one of the two.",
                                             "Column \"%s\" of %s is described twice.", a->column, e->name);
                        if (a->label[0] && str_eq(a->label, b->label))
                                node_problem(item, "label",
                                             "Give each its own words, or a report cannot tell them apart.",
                                             "Label \"%s\" stands for two columns of %s: %s and %s.",
                                             a->label, e->name, b->column, a->column);
                }
                if (a->from && entity_taken(e, a->from))
                        node_problem(item, "from", "Name a column of the table.",
                                     "\"%s\" is itself taken out of a column.", a->from);
                if (a->identifies && str_eq(a->item, "system"))
                        node_problem(item, "identifies", "Name the item that it is, or take this line out.",
                                     "Column \"%s\" identifies a person, so it is not of the system.",
                                     a->column);
        }
}

static void check_described(Node node, const char *key, const Entity *e, const char *column) {
        if (column && !entity_attribute(e, column))
                node_problem(node, key,
                             "Describe it under attributes; item = \"system\" if no family cares for it.",
                             "\"%s\" names column \"%s\", which %s does not describe.", key, column, e->name);
}

static void check_named(Judge *judge, size_t at) {
        const Entity *e = &judge->map->entities[at];
        Node node = node_item(judge->entities, at);
        check_identifier(node, "table", e->schema);
        check_identifier(node, "table", e->table);
        for (size_t i = 0; i < at; i++) {
                const Entity *other = &judge->map->entities[i];
                if (str_eq(e->name, other->name))
                        node_problem(node, "name", "Give each entity its own name.",
                                     "Two entities are called \"%s\".", e->name);
                else if (str_eq(e->schema, other->schema) && str_eq(e->table, other->table))
                        node_problem(node, "table",
                                     "Describe each table once, or its rows would be disposed of twice.",
                                     "Table %s.%s is described twice, as %s and as %s.", e->schema, e->table,
                                     other->name, e->name);
        }
        check_key(node, e);
        check_attributes(node, e);
        check_described(node, "since", e, e->since);
        check_described(node, "until", e, e->until);
        check_described(node, "archived", e, e->archived);
        check_written(node, "archived", e, e->archived);
        check_described(node, "sensitive", e, e->sensitive);
}

/* --- how they hang together --- */

/* NULL after saying what is wrong. */
static const Entity *other_end(Judge *judge, Node node, const char *key, const Edge *edge) {
        const Entity *other = data_map_entity(judge->map, edge->entity);
        if (!other) {
                node_problem(node, key, "Name an entity of this map.",
                             "There is no entity \"%s\" in this map.", edge->entity);
                return NULL;
        }
        if (!edge->match_said && edge->n_columns != other->n_key)
                node_problem(node, key,
                             "Name one column for each column of its key, in the same order; or under match "
                             "the columns that they hold.",
                             "%zu columns stand here for the key of %s, which has %zu.", edge->n_columns,
                             other->name, other->n_key);
        for (size_t i = 0; edge->match_said && i < edge->n_columns; i++)
                if (!entity_has_column(other, edge->match[i]))
                        node_problem(node, key, "Name under match columns that the map describes there.",
                                     "The entity %s has no column \"%s\" in this map.", other->name,
                                     edge->match[i]);
        for (size_t i = 0; i < edge->n_columns; i++)
                check_identifier(node, key, edge->columns[i]);
        return other;
}

/* Whether following first owners from e leads back to e; other circles are told by the order of entities. */
static bool in_circle(const DataMap *map, const Entity *e) {
        const Entity *at = e;
        for (size_t steps = 0; at && at->owner.entity && steps <= map->n_entities; steps++) {
                at = data_map_entity(map, at->owner.entity);
                if (at == e)
                        return true;
        }
        return false;
}

static void check_owner(Judge *judge, Node node, const char *key, const Entity *e, const Edge *edge) {
        const Entity *owner = other_end(judge, node, key, edge);
        if (!owner)
                return;
        if (edge->list)
                node_problem(node, key, "Say it under refers: whoever goes is taken out of the list.",
                             "The rows of %s cannot go with all that a list names.", e->name);
        else if (owner == e)
                node_problem(node, key, "Name under refers the row of its own kind that it leads to.",
                             "%s cannot be its own owner.", e->name);
        else if (in_circle(judge->map, e))
                node_problem(node, key, "Let one of them hang on the subject.",
                             "The owners of %s go round in a circle back to itself.", e->name);
        else if (owner > e)
                node_problem(node, key, "Move the owner up.", "%s stands before its owner %s.", e->name,
                             owner->name);
        else if (entity_stays(owner))
                node_problem(node, key, "Make it a reference too, or let it hang on the subject.",
                             "%s goes with %s, which never goes.", e->name, owner->name);
}

static bool data_map_judge_same_columns(const Edge *a, const Edge *b) {
        for (size_t i = 0; i < a->n_columns; i++)
                if (!has(b->columns, b->n_columns, a->columns[i]))
                        return false;
        return a->n_columns == b->n_columns;
}

static void check_several(Judge *judge, Node node, const Entity *e) {
        Node list = node_list(node, "owners", OPTIONAL);
        if (e->n_owners > 1 && e->ownership == OWNERSHIP_LINK)
                node_problem(node, "owners", "Keep one owner, or make the entity owned.",
                             "The link %s has several owners, so nobody could say whose link it is.",
                             e->name);
        for (size_t i = 0; i < e->n_owners; i++) {
                for (size_t k = 0; k < i; k++)
                        if (data_map_judge_same_columns(&e->owners[i], &e->owners[k]) &&
                            !edges_exclude(&e->owners[i], &e->owners[k]))
                                node_problem(node_item(list, i), "columns",
                                             "Give each owner columns of its own, or a condition under where "
                                             "with other values.",
                                             "Two owners of %s stand in the same columns.", e->name);
                check_owner(judge, node_item(list, i), NULL, e, &e->owners[i]);
        }
}

static void check_owners(Judge *judge, Node node, const Entity *e) {
        bool needs = e->ownership == OWNERSHIP_OWNED || e->ownership == OWNERSHIP_LINK;
        bool listed = node_exists(node_list(node, "owners", OPTIONAL));
        if (needs != (e->n_owners > 0))
                node_problem(node, "owner",
                             needs ? "Write owner = { entity = ...; columns = [ ... ]; }."
                                   : "Take the owner out, or make the entity owned.",
                             needs ? "%s has no owner to go with."
                                   : "%s goes with nobody, so it has no owner.",
                             e->name);
        else if (needs && listed)
                check_several(judge, node, e);
        else if (needs)
                check_owner(judge, node, "owner", e, &e->owner);
        if (e->first_goes && e->n_owners < 2)
                node_problem(node, "goes_with", "Take it out, or name the other owners.",
                             "%s has not several owners, so there is no first of them to go.", e->name);
}

static void check_link(Judge *judge, Node node, const Entity *e) {
        bool link = e->ownership == OWNERSHIP_LINK;
        if (link != (e->to.entity != NULL)) {
                node_problem(node, "to",
                             link ? "Write to = { entity = ...; columns = [ ... ]; }."
                                  : "Take it out, or make the entity a link.",
                             link ? "The link %s has only one end: it joins nothing shared."
                                  : "%s is no link, so it joins nothing.",
                             e->name);
                return;
        }
        const Entity *to = link ? other_end(judge, node, "to", &e->to) : NULL;
        if (to && to->ownership != OWNERSHIP_SHARED)
                node_problem(node, "to", "Join it to a shared entity, or make it owned.",
                             "The link %s joins %s, which is not shared.", e->name, to->name);
}

static void check_shares(Judge *judge, Node node, const Entity *e) {
        Node list = node_list(node, "shares", OPTIONAL);
        for (size_t i = 0; i < node_count(list); i++) {
                Node item = node_item(list, i);
                const Entity *to = other_end(judge, item, NULL, &e->shares[i]);
                if (e->shares[i].list)
                        node_problem(item, "list", "Say it under refers.",
                                     "What a list of %s names cannot be shared by it.", e->name);
                else if (to && to->ownership != OWNERSHIP_SHARED)
                        node_problem(item, "entity", "Name a shared entity, or say it under refers.",
                                     "%s shares %s, which is not shared.", e->name, to->name);
        }
}

/* What stays although its subject goes needs a reason, and somebody to show it to. */
static void check_kept(Judge *judge, Node node, const Entity *e) {
        bool kept = e->ownership == OWNERSHIP_KEPT, named = false;
        for (size_t i = 0; i < e->n_refers; i++) {
                const Entity *to = data_map_entity(judge->map, e->refers[i].entity);
                named = named || (to && !entity_stays(to));
        }
        if (kept && !e->because)
                node_problem(node, "because", "Write why, as you would tell the person.",
                             "The rows of %s are kept, but no reason is given.", e->name);
        if (!kept && e->because)
                node_problem(node, "because", "Take it out, or say ownership = \"kept\".",
                             "%s is not kept, so there is nothing to give a reason for.", e->name);
        if (kept && !named)
                node_problem(node, "refers", "Name under refers what its rows name, or make it a reference.",
                             "The rows of %s name nobody that they could be shown to.", e->name);
}

static void check_refers(Judge *judge, Node node, const Entity *e) {
        Node list = node_list(node, "refers", OPTIONAL);
        for (size_t i = 0; i < e->n_refers; i++) {
                Node item = node_item(list, i);
                const Entity *to = other_end(judge, item, NULL, &e->refers[i]);
                if (e->refers[i].list && (to == e || e->refers[i].n_columns != 1))
                        node_problem(item, "list", "Name one column that holds several of another entity.",
                                     "A list of %s is no list of several rows by one column.", e->name);
        }
}

/* What nothing that goes links to would never go. */
static void check_shared(Judge *judge, Node node, const Entity *e) {
        if (e->ownership != OWNERSHIP_SHARED)
                return;
        for (size_t i = 0; i < judge->map->n_entities; i++)
                if (!entity_stays(&judge->map->entities[i]) && entity_shares(&judge->map->entities[i], e))
                        return;
        node_problem(node, "ownership", "Add the link that joins it to a subject, or name it under shares.",
                     "No link leads to %s, so its rows would never go.", e->name);
}

static void check_subject_place(Judge *judge) {
        size_t n = 0;
        for (size_t i = 0; i < judge->map->n_entities; i++) {
                if (judge->map->entities[i].ownership != OWNERSHIP_SUBJECT)
                        continue;
                Node node = node_item(judge->entities, i);
                if (n++ > 0)
                        node_problem(node, "ownership", "Let it go with the subject: owned.",
                                     "A second entity is the subject: %s.", judge->map->entities[i].name);
                else if (i > 0)
                        node_problem(node, "ownership", "Move it to the top of the entities.",
                                     "The subject %s does not stand first.", judge->map->entities[i].name);
        }
        if (n == 0)
                node_problem(judge->map_node, "entities",
                             "Give the subject's own table ownership = \"subject\".",
                             "No entity is the subject.");
}

static void check_subject(Judge *judge) {
        const DataMap *map = judge->map;
        const Entity *e = &map->entities[0];
        if (e->ownership != OWNERSHIP_SUBJECT)
                return;
        Node node = node_group(judge->map_node, "subject", REQUIRED);
        check_described(node, "birth", e, map->birth);
        check_described(node, "death", e, map->death);
        check_described(node, "archived", e, map->archived);
        check_described(node, "ground", e, map->ground);
        check_written(node, "archived", e, map->archived);
        check_written(node, "ground", e, map->ground);
        check_described(node, "shielded", e, map->shielded);
        check_described(node, "language", e, map->language);
        for (size_t i = 0; i < map->n_tombstone; i++) {
                const Attribute *a = entity_attribute(e, map->tombstone[i]);
                check_described(node, "tombstone", e, map->tombstone[i]);
                if (a && !a->identifies)
                        node_problem(node, "tombstone", "Name a column with identifies = true.",
                                     "Column \"%s\" identifies nobody, so it cannot make a tombstone.",
                                     a->column);
                if (has(map->tombstone, i, map->tombstone[i]))
                        node_problem(node, "tombstone", "Name each column once.",
                                     "Column \"%s\" stands here twice.", map->tombstone[i]);
        }
}

static void check_services(Judge *judge) {
        Node list = node_list(judge->map_node, "services", OPTIONAL);
        for (size_t i = 0; i < judge->map->n_services; i++) {
                const Edge *service = &judge->map->services[i];
                const Entity *e = data_map_entity(judge->map, service->entity);
                Node item = node_item(list, i);
                if (!e)
                        node_problem(item, "entity", "Name an entity of this map.",
                                     "There is no entity \"%s\" in this map.", service->entity);
                else if (!entity_has_column(e, service->columns[0]))
                        node_problem(item, "column", "Name the column that says which kind of service it is.",
                                     "The entity %s has no column \"%s\" in this map.", e->name,
                                     service->columns[0]);
                for (size_t k = 0; k < i; k++)
                        if (str_eq(judge->map->services[k].entity, service->entity))
                                node_problem(item, "entity", "Keep one of the two.",
                                             "The entity %s stands in the list twice.", service->entity);
        }
}

static void data_map_judge_check_discreet(Judge *judge) {
        for (size_t i = 0; i < judge->map->n_discreet; i++)
                if (!data_map_holds(judge->map, judge->map->discreet[i]))
                        node_problem(judge->map_node, "discreet", "Name a category of this map's attributes.",
                                     "No attribute of this map is of the category \"%s\".",
                                     judge->map->discreet[i]);
}

static void judge_labels(Judge *judge) {
        Node list = node_list(judge->map_node, "labels", OPTIONAL);
        for (size_t i = 0; i < node_count(list); i++) {
                const char *key = node_text(node_item(list, i), "label", OPTIONAL);
                for (size_t k = 0; k < i; k++)
                        if (str_eq(key, node_text(node_item(list, k), "label", OPTIONAL)))
                                node_problem(node_item(list, i), "label", "Keep one of the two.",
                                             "The label \"%s\" has words twice.", key);
        }
}

static void judge_left_off(Judge *judge) {
        const DataMap *map = judge->map;
        for (size_t i = 0; i < map->n_left_off; i++) {
                const LeftOff *off = &map->left_off[i];
                for (size_t k = 0; k < map->n_entities; k++)
                        if (str_eq(map->entities[k].table, off->table) &&
                            str_eq(map->entities[k].schema, off->schema))
                                node_problem(judge->map_node, "left_off", "Keep one of the two.",
                                             "Table %s.%s is left off and on the map, as %s.", off->schema,
                                             off->table, map->entities[k].name);
                if (data_map_left_off(map, off->schema, off->table) != off)
                        node_problem(judge->map_node, "left_off", "Keep one of the two.",
                                     "Table %s.%s is left off twice.", off->schema, off->table);
        }
}

void data_map_judge(Node map_node, Node entities, const DataMap *map) {
        Judge judge = { .map = map, .map_node = map_node, .entities = entities };
        check_subject_place(&judge);
        check_subject(&judge);
        for (size_t i = 0; i < map->n_entities; i++) {
                const Entity *e = &map->entities[i];
                Node node = node_item(entities, i);
                check_named(&judge, i);
                check_owners(&judge, node, e);
                check_link(&judge, node, e);
                check_shares(&judge, node, e);
                check_kept(&judge, node, e);
                check_refers(&judge, node, e);
                check_shared(&judge, node, e);
        }
        check_services(&judge);
        data_map_judge_check_discreet(&judge);
        judge_labels(&judge);
        judge_left_off(&judge);
}
