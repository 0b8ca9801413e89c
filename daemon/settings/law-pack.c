#include "settings/law-pack.h"

#include "base/text.h"
#include "settings/law-read.h"

const DataMap *map_set_find(const MapSet *set, const char *name) {
        for (size_t i = 0; i < set->n; i++)
                if (str_eq(set->maps[i]->name, name))
                        return set->maps[i];
        return NULL;
}

/* Rules in the order of the file; nodes[i] is the entry that rule i came from. */
static void read_rules(Node list, const PackDefaults *defaults, Arena *arena, LawPack *pack, Node *nodes) {
        for (size_t i = 0; i < node_count(list); i++) {
                Node item = node_item(list, i);
                size_t copies = law_rule_copies(item), n = copies ? copies : 1;
                law_rule_read(item, arena, defaults, &pack->rules[pack->n_rules]);
                for (size_t k = 0; k < n; k++)
                        nodes[pack->n_rules++] = item;
        }
}

/* A rule that says nothing promises what its pack does; else the least that its disposal is. */
static void promise(LawPack *pack, Promise of_pack) {
        for (size_t i = 0; i < pack->n_rules; i++) {
                Rule *rule = &pack->rules[i];
                if (rule->grade == _PROMISE_MAX && rule_destroys(rule))
                        rule->grade = of_pack == _PROMISE_MAX ? PROMISE_DELETED : of_pack;
                else if (rule->grade == _PROMISE_MAX)
                        rule->grade = PROMISE_HIDDEN;
        }
}

static size_t law_pack_count_rules(Node list) {
        size_t n = 0;
        for (size_t i = 0; i < node_count(list); i++) {
                size_t copies = law_rule_copies(node_item(list, i));
                n += copies ? copies : 1;
        }
        return n;
}

static void judge_pack(Node node, const Node *nodes, const LawPack *pack, const MapSet *maps,
                       LawPack *const *earlier, size_t n_earlier) {
        for (size_t i = 0; i < n_earlier; i++)
                if (str_eq(earlier[i]->name, pack->name))
                        node_problem(node, "name", "Name each pack once.", "Two law packs are called \"%s\".",
                                     pack->name);
        for (size_t i = 0; i < pack->n_rules; i++) {
                law_rule_judge(nodes[i], &pack->rules[i], maps);
                for (size_t p = 0; p < n_earlier; p++)
                        for (size_t j = 0; j < earlier[p]->n_rules; j++)
                                law_rule_judge_pair(nodes[i], &pack->rules[i], &earlier[p]->rules[j]);
                for (size_t j = 0; j < i; j++)
                        law_rule_judge_pair(nodes[i], &pack->rules[i], &pack->rules[j]);
        }
}

/* More than five: as every loader, it takes an arena and gives problems. */
int law_pack_load(const char *path, const MapSet *maps, LawPack *const *earlier, size_t n_earlier,
                  Arena *arena, Problems *problems, LawPack **ret) {
        size_t errors = problems->errors;
        _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, problems);
        if (!reader)
                return LAW_PACK_E_REFUSED;
        Node root = reader_root(reader), node = node_group(root, "pack", REQUIRED);
        node_close(root);
        if (!node_exists(node))
                return LAW_PACK_E_REFUSED;

        LawPack *pack = arena_new_of(arena, LawPack);
        pack->file = reader_file(reader);
        pack->name = node_text(node, "name", REQUIRED);
        pack->nation = law_nation_read(node);
        law_languages_read(node, maps->languages, arena, pack);
        pack->facts = law_facts_read(node, maps->languages, arena, &pack->n_facts);
        Node list = node_list(node, "rules", REQUIRED);
        size_t n = law_pack_count_rules(list);
        Node *nodes = arena_array(arena, n + 1, sizeof *nodes);
        pack->rules = arena_array(arena, n + 1, sizeof *pack->rules);
        const PackDefaults defaults = { .from = node_date(node, "from", OPTIONAL),
                                        .to = node_date(node, "to", OPTIONAL),
                                        .law = law_instrument_read(node),
                                        .languages = maps->languages };
        read_rules(list, &defaults, arena, pack, nodes);
        promise(pack, law_grade_read(node));
        node_close(node);
        if (problems->errors == errors)
                law_facts_judge(node, pack, maps, earlier, n_earlier);
        if (problems->errors == errors)
                judge_pack(node, nodes, pack, maps, earlier, n_earlier);
        if (problems->errors > errors)
                return LAW_PACK_E_REFUSED;
        *ret = pack;
        return 0;
}
