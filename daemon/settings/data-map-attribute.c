/* What a map says of columns. */
#include "base/text.h"
#include "settings/data-map.h"

#include <string.h>

static const char *const abouts[] = { ABOUTS(WORD_STRING) };
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

static const char *const ways[_READ_AS_MAX] = {
        [READ_AS_IS] = "is",
        [READ_AS_DATE] = "date",
        [READ_AS_BOOLEAN] = "boolean",
};

static bool is_format(const char *format) {
        size_t years = 0, months = 0, days = 0;
        for (const char *c = format; *c;) {
                size_t *part = str_starts(c, "YYYY") ? &years
                               : str_starts(c, "MM") ? &months
                               : str_starts(c, "DD") ? &days
                                                     : NULL;
                if (!part && !strchr("-/. ", *c))
                        return false;
                c += part == &years ? 4 : part ? 2 : 1;
                if (part)
                        ++*part;
        }
        return years == 1 && months == 1 && days == 1;
}

/* What a column holds among other things: a value within a document, or in rows of one kind. */
static void read_taken(Node node, Attribute *attribute, bool several) {
        attribute->from = node_text(node, "from", OPTIONAL);
        attribute->path = node_texts(node, "path", OPTIONAL, &attribute->n_path);
        attribute->as = (ReadAs)node_word(node, "as", OPTIONAL, ways, _READ_AS_MAX, READ_AS_IS);
        attribute->zone = node_text(node, "zone", OPTIONAL);
        attribute->format = node_text(node, "format", OPTIONAL);
        Node where = node_group(node, "where", OPTIONAL);
        if (node_exists(where)) {
                attribute->where = node_text(where, "column", REQUIRED);
                attribute->is = node_texts(where, "is", REQUIRED, &attribute->n_is);
                node_close(where);
        }
        bool taken = attribute->n_path || node_exists(where) || attribute->as != READ_AS_IS;
        if (taken && !attribute->from)
                node_problem(node, "from", "Name under from the column that it is taken out of.",
                             "Nothing says which column of the table this is taken out of.");
        if (attribute->from && (!taken || several))
                node_problem(node, "from",
                             several ? "Give each a line of its own."
                                     : "Add path, where or as, or take it out.",
                             several ? "Several columns cannot be taken out of one."
                                     : "Nothing says what is taken out of the column.");
        if (attribute->as != READ_AS_DATE && (attribute->zone || attribute->format))
                node_problem(node, attribute->zone ? "zone" : "format", "Add as = \"date\".",
                             "Only what is read as a day has a zone or a format.");
        if (attribute->format && !str_eq(attribute->format, "seconds") &&
            !str_eq(attribute->format, "milliseconds") && !is_format(attribute->format))
                node_problem(node, "format",
                             "Write YYYY, MM and DD with - / . or spaces between; or seconds, milliseconds.",
                             "\"%s\" does not say how a day is written.", attribute->format);
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
        read_taken(node, &attribute, *ret_n > 0);
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
