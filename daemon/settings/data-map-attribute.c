/* What a map says of columns. */
#include "base/text.h"
#include "settings/data-map.h"

static const char *const abouts[_ABOUT_MAX] = {
        [ABOUT_SUBJECT] = "subject",
        [ABOUT_CARER] = "carer",
        [ABOUT_PRACTITIONER] = "practitioner",
        [ABOUT_SYSTEM] = "system",
};
static const char *const discloses[_DISCLOSE_MAX] = {
        [DISCLOSE_FREELY] = "freely",
        [DISCLOSE_REVIEW] = "review",
        [DISCLOSE_NEVER] = "never",
};
static const char *const compares[_COMPARE_MAX] = {
        [COMPARE_NAME] = "name",         [COMPARE_DATE] = "date",   [COMPARE_ADDRESS] = "address",
        [COMPARE_POSTCODE] = "postcode", [COMPARE_PHONE] = "phone", [COMPARE_IDENTIFIER] = "identifier",
        [COMPARE_GENDER] = "gender",     [COMPARE_TEXT] = "text",
};
static const char *const anonymises[_ANONYMISE_MAX] = {
        [ANONYMISE_DROP] = "drop",         [ANONYMISE_BLANK] = "blank",         [ANONYMISE_YEAR] = "year",
        [ANONYMISE_DISTRICT] = "district", [ANONYMISE_PSEUDONYM] = "pseudonym", [ANONYMISE_KEEP] = "keep",
};

/* s.12(4): (a) to (h), and nothing of medical or other personal records. What other powers permit is not for
 * us to list. */
static void check_item(Node node, Power power, const char *item) {
        if (!item || power == POWER_OTHER || str_eq(item, "system") ||
            (item[0] >= 'a' && item[0] <= 'h' && !item[1]))
                return;
        node_problem(
                node, "item",
                "Name the paragraph that permits it, \"a\" to \"h\", or take the column out of the register.",
                "\"%s\" is not on the list of Children Act 2004 s.12(4), which is all that may be kept: case "
                "notes have no place here.",
                item);
}

/* One column, or several that are alike: then each is its own label. */
static Attribute read_attribute(Node node, Power power, const char ***ret_columns, size_t *ret_n) {
        Attribute attribute = { .column = node_text(node, "column", OPTIONAL),
                                .item = node_text(node, "item", REQUIRED),
                                .source = node_text(node, "source", OPTIONAL) };
        *ret_columns = node_texts(node, "columns", OPTIONAL, ret_n);
        if (!attribute.column == !*ret_n)
                node_problem(node, attribute.column ? "columns" : "column",
                             "Write column, or columns for several that are alike.",
                             attribute.column ? "A line has both a column and columns." : "missing");
        check_item(node, power, attribute.item);
        bool system = str_eq(attribute.item, "system");
        Need need = system ? OPTIONAL : REQUIRED;
        const char *category = node_text(node, "category", need);
        const char *label = node_text(node, "label", *ret_n ? OPTIONAL : need);
        if (label && *ret_n)
                node_problem(node, "label", "Take it out: each column is its own label.",
                             "One label stands for several columns.");
        attribute.category = category ? category : "system";
        attribute.label = label ? label : "";
        attribute.about = (About)node_word(node, "about", OPTIONAL, abouts, _ABOUT_MAX,
                                           system ? ABOUT_SYSTEM : ABOUT_SUBJECT);
        attribute.compare =
                (CompareKind)node_word(node, "compare", OPTIONAL, compares, _COMPARE_MAX, COMPARE_TEXT);
        attribute.anonymise =
                (Anonymise)node_word(node, "anonymise", OPTIONAL, anonymises, _ANONYMISE_MAX, ANONYMISE_DROP);
        attribute.disclose = (Disclose)node_word(node, "disclose", OPTIONAL, discloses, _DISCLOSE_MAX,
                                                 system ? DISCLOSE_NEVER : DISCLOSE_FREELY);
        attribute.identifies = node_bool(node, "identifies", OPTIONAL, false);
        node_close(node);
        return attribute;
}

static void add_attributes(Entity *entity, Attribute attribute, const char *const *columns, size_t n) {
        if (n == 0)
                entity->attributes[entity->n_attributes++] = attribute;
        for (size_t i = 0; i < n; i++) {
                attribute.column = columns[i];
                attribute.label = str_eq(attribute.item, "system") ? "" : columns[i];
                entity->attributes[entity->n_attributes++] = attribute;
        }
}

void data_map_attributes(Arena *arena, Node node, Power power, Entity *entity) {
        Node list = node_list(node, "attributes", OPTIONAL);
        size_t lines = node_count(list), most = 0;
        Attribute *read = arena_array(arena, lines + 1, sizeof *read);
        const char ***columns = arena_array(arena, lines + 1, sizeof *columns);
        size_t *n = arena_array(arena, lines + 1, sizeof *n);
        for (size_t i = 0; i < lines; i++) {
                read[i] = read_attribute(node_item(list, i), power, &columns[i], &n[i]);
                read[i].place = i;
                most += n[i] + 1;
        }
        entity->attributes = arena_array(arena, most + 1, sizeof *entity->attributes);
        for (size_t i = 0; i < lines; i++)
                add_attributes(entity, read[i], columns[i], n[i]);
}
