/* Reads and judges what a law pack has families told. */
#include "base/text.h"
#include "settings/law-read.h"

static FactWords law_fact_read_words(Node node, const char *key, Need need) {
        Node group = node_group(node, key, need);
        if (!node_exists(group))
                return (FactWords){ "", "" };
        FactWords words = { .full = node_text(group, "full", REQUIRED),
                            .plain = node_text(group, "plain", OPTIONAL) };
        node_close(group);
        words.plain = words.plain ? words.plain : words.full;
        return words;
}

/* In each of the languages. */
static const FactWords *read_all_words(Node node, const Languages *languages, Arena *arena) {
        FactWords *words = arena_array(arena, languages->n + 1, sizeof *words);
        for (size_t i = 0; i < languages->n; i++)
                words[i] = law_fact_read_words(node, languages->items[i].code, REQUIRED);
        return words;
}

static void read_fact(Node node, const Languages *languages, Arena *arena, Fact *fact) {
        const char *kinds[_FACT_KIND_MAX];
        if (!node_exists(node))
                return;
        for (int i = 0; i < _FACT_KIND_MAX; i++)
                kinds[i] = fact_kind_to_string((FactKind)i);
        *fact = (Fact){ .kind = (FactKind)node_word(node, "fact", REQUIRED, kinds, _FACT_KIND_MAX, 0),
                        .map = node_text(node, "map", OPTIONAL),
                        .cite = node_text(node, "cite", REQUIRED),
                        .from = node_date(node, "from", OPTIONAL),
                        .to = node_date(node, "to", OPTIONAL),
                        .words = read_all_words(node, languages, arena) };
        fact->nation = law_nation_read(node);
        fact->categories = node_texts(node, "categories", OPTIONAL, &fact->n_categories);
        if (fact->kind == FACT_ABSENT && fact->n_categories == 0)
                node_problem(node, "categories", "Name the categories that no map of it may have.",
                             "What is never held is not said in the map's words, so nobody can hold it "
                             "against it.");
        if (fact->from != DATE_NONE && fact->to != DATE_NONE && fact->from > fact->to)
                node_problem(node, "to", "Let from stand before to.", "The fact ends before it begins.");
        node_close(node);
}

Fact *law_facts_read(Node group, const Languages *languages, Arena *arena, size_t *ret_n) {
        Node list = node_list(group, "facts", OPTIONAL);
        Fact *facts = arena_array(arena, node_count(list) + 1, sizeof *facts);
        *ret_n = node_count(list);
        for (size_t i = 0; i < *ret_n; i++)
                read_fact(node_item(list, i), languages, arena, &facts[i]);
        return facts;
}

/* What is said never to be held must not stand in the map. */
static void judge_absent(Node node, const Fact *fact, const DataMap *map) {
        for (size_t i = 0; i < fact->n_categories; i++) {
                const Entity *holder = data_map_holds(map, fact->categories[i]);
                if (holder)
                        node_problem(node, "categories",
                                     "Take the sentence back, or the data out of the map.",
                                     "It tells families that nothing of \"%s\" is held, but %s of map %s is.",
                                     fact->categories[i], holder->name, map->name);
        }
}

static bool one_register(const Fact *a, const Fact *b) {
        return str_eq(a->map, b->map) && (!a->nation || !b->nation || a->nation == b->nation);
}

/* What may be true once at a time is said once at a time. */
static void judge_against(Node node, const Fact *fact, const Fact *earlier) {
        if (earlier->kind == fact->kind && !fact_kind_repeats(fact->kind) && one_register(fact, earlier) &&
            facts_meet(fact, earlier))
                node_problem(node, "fact", "End the earlier one with \"to\", or keep one of the two.",
                             "Two facts of the kind \"%s\" are told of one register on one day.",
                             fact_kind_to_string(fact->kind));
}

static void judge_fact(Node node, const Fact *fact, const MapSet *maps) {
        const DataMap *map = fact->map ? map_set_find(maps, fact->map) : NULL;
        if (!fact->map)
                node_problem(node, "map", "Name the map of the register that it is told of.",
                             "The fact does not say of which register it is true.");
        else if (!map && maps->whole)
                node_problem(node, "map", "Name the map's file in the settings, or mend the name.",
                             "No data map of the name \"%s\" is loaded.", fact->map);
        if (map && fact->kind == FACT_ABSENT)
                judge_absent(node, fact, map);
}

static void judge_other_pack(Node node, const Fact *fact, const LawPack *other) {
        for (size_t i = 0; i < other->n_facts; i++)
                if (str_eq(other->facts[i].map, fact->map)) {
                        node_problem(node, "map", "Let one pack say all that is told of a register.",
                                     "The pack %s has families told of registers with this map too.",
                                     other->name);
                        return;
                }
}

void law_facts_judge(Node group, const LawPack *pack, const MapSet *maps, LawPack *const *earlier,
                     size_t n_earlier) {
        Node list = node_list(group, "facts", OPTIONAL);
        for (size_t i = 0; i < pack->n_facts; i++) {
                Node node = node_item(list, i);
                judge_fact(node, &pack->facts[i], maps);
                for (size_t j = 0; j < i; j++)
                        judge_against(node, &pack->facts[i], &pack->facts[j]);
                for (size_t p = 0; p < n_earlier; p++)
                        judge_other_pack(node, &pack->facts[i], earlier[p]);
        }
        if (pack->n_facts > 0 && !pack->nation)
                node_problem(group, "nation", "Say whose law it is: nation = \"england\".",
                             "The pack has families told of the law, and does not say of which nation.");
}

void law_rule_letter(Node node, const Languages *languages, Arena *arena, Rule *rule) {
        Node letter = node_group(node, "letter", OPTIONAL);
        if (!node_exists(letter))
                return;
        rule->letter = read_all_words(letter, languages, arena);
        node_close(letter);
}

Nation law_nation_read(Node node) {
        static const char *const words[] = { NATIONS(WORD_STRING) };
        return (Nation)(1 + node_word(node, "nation", OPTIONAL, words, ELEMENTS(words), -1));
}

/* The standard language unless said, and each that is owed in the nation. */
void law_languages_read(Node node, const Languages *languages, Arena *arena, LawPack *pack) {
        size_t n;
        const char **said = node_texts(node, "languages", OPTIONAL, &n);
        LanguageList *list = &pack->languages;
        for (size_t i = 0; i < n; i++) {
                const Language *language = languages_find(languages, said[i]);
                if (language)
                        language_list_add(list, language);
                else
                        node_problem(node, "languages",
                                     arena_printf(arena, "Use those of notices/: %s.",
                                                  languages_names(languages, arena)),
                                     "There are no texts in a language \"%s\".", said[i]);
        }
        if (n == 0)
                language_list_add(list, languages->standard);
        for (size_t i = 0; i < languages->n; i++) {
                const Language *language = &languages->items[i];
                bool owed = language->owed_in & 1u << pack->nation;
                if (language_list_has(list, language))
                        continue;
                if (language->standard)
                        node_problem(node, "languages", arena_printf(arena, "Add \"%s\".", language->code),
                                     "Nobody could be written to in the standard language.");
                else if (owed)
                        node_problem(node,
                                     node_exists(node_array(node, "languages", OPTIONAL)) ? "languages"
                                                                                          : NULL,
                                     arena_printf(arena, "Write languages = [ \"%s\", \"%s\" ].",
                                                  language->code, languages->standard->code),
                                     "A body in %s writes in the language \"%s\" too, and the pack does not.",
                                     nation_to_string(pack->nation), language->code);
        }
}
