#pragma once
/* Within law-*.c only: one rule's reading, and the judging of all of them. */

#include "settings/law-pack.h"
#include "settings/reader.h"

/* How many rules the entry stands for when it names "entities"; 0: it stands for itself. */
size_t law_rule_copies(Node node);
/* What the pack says where a rule says nothing. */
typedef struct PackDefaults {
        Date from, to;
        Instrument law;
        const Languages *languages;
} PackDefaults;
/* Reads one entry into one rule, or into law_rule_copies() of them. */
void law_rule_read(Node node, Arena *arena, const PackDefaults *pack, Rule *rules);
/* What a pack or a rule says of its instrument. */
Instrument law_instrument_read(Node node);

/* How letters tell it: the group "letter" of a rule. */
void law_rule_letter(Node node, const Languages *languages, Arena *arena, Rule *rule);

/* What a pack or a rule promises; _PROMISE_MAX: it does not say. */
Promise law_grade_read(Node node);

/* What families are told: the list "facts" of a pack, or of the file of clocks. */
Fact *law_facts_read(Node group, const Languages *languages, Arena *arena, size_t *ret_n);
/* Against the maps, and against one another. */
void law_facts_judge(Node group, const LawPack *pack, const MapSet *maps, LawPack *const *earlier,
                     size_t n_earlier);
/* NATION_UNSAID: it does not say. */
Nation law_nation_read(Node node);
/* Sets languages. */
void law_languages_read(Node node, const Languages *languages, Arena *arena, LawPack *pack);

/* What is wrong with a rule by itself and against its map. */
void law_rule_judge(Node node, const Rule *rule, const MapSet *maps);
/* Whether two rules contradict each other. */
void law_rule_judge_pair(Node node, const Rule *rule, const Rule *other);
