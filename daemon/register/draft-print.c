/* The draft as libconfig. What a name could not tell is "decide": such a map is read, and checked, but
 * nothing is disposed of by it. */
#include "register/draft-parts.h"

#include <ctype.h>
#include <string.h>

typedef struct Printer {
        const DraftGraph *g;
        Text *out;
        size_t undecided;
} Printer;

static const char *const ownership_words[_OWNERSHIP_MAX] = {
        [OWNERSHIP_SUBJECT] = "subject", [OWNERSHIP_OWNED] = "owned", [OWNERSHIP_LINK] = "link",
        [OWNERSHIP_SHARED] = "shared",   [OWNERSHIP_KEPT] = "kept",   [OWNERSHIP_REFERENCE] = "reference",
};
static const char *const compare_words[_COMPARE_MAX] = {
        [COMPARE_NAME] = "name",         [COMPARE_DATE] = "date",   [COMPARE_ADDRESS] = "address",
        [COMPARE_POSTCODE] = "postcode", [COMPARE_PHONE] = "phone", [COMPARE_IDENTIFIER] = "identifier",
        [COMPARE_GENDER] = "gender",     [COMPARE_TEXT] = "text",
};
static const char *const anonymise_words[_ANONYMISE_MAX] = {
        [ANONYMISE_DROP] = "drop",         [ANONYMISE_BLANK] = "blank",         [ANONYMISE_YEAR] = "year",
        [ANONYMISE_DISTRICT] = "district", [ANONYMISE_PSEUDONYM] = "pseudonym", [ANONYMISE_KEEP] = "keep",
};

static const char *escaped(const Printer *p, const char *s) {
        _cleanup_text_ Text out = { 0 };
        for (; *s; s++)
                text_appendf(&out, "%s%c", *s == '"' || *s == '\\' ? "\\" : "", *s);
        return arena_strdup(p->g->arena, text_str(&out));
}

/* A schema with a point in its name stands in quotes, and its own quotes twice. */
static const char *table_text(const Printer *p, const CatalogTable *t) {
        _cleanup_text_ Text schema = { 0 };
        if (!strchr(t->schema, '.') && t->schema[0] != '"')
                return arena_printf(p->g->arena, "%s.%s", t->schema, t->name);
        for (const char *c = t->schema; *c; c++)
                text_appendf(&schema, "%s%c", *c == '"' ? "\"" : "", *c);
        return arena_printf(p->g->arena, "\"%s\".%s", text_str(&schema), t->name);
}

static const char *list_text(const Printer *p, const char *const *items, size_t n) {
        _cleanup_text_ Text out = { 0 };
        for (size_t i = 0; i < n; i++)
                text_appendf(&out, "%s\"%s\"", i ? ", " : "[ ", escaped(p, items[i]));
        text_append(&out, " ]");
        return arena_strdup(p->g->arena, text_str(&out));
}

static const char *edge_text(const Printer *p, const DraftEdge *edge) {
        const char *match = edge->match ? arena_printf(p->g->arena, " match = %s;",
                                                       list_text(p, edge->match, edge->n_columns))
                                        : "";
        return arena_printf(p->g->arena, "{ entity = \"%s\"; columns = %s;%s }", p->g->tables[edge->to].name,
                            list_text(p, edge->columns, edge->n_columns), match);
}

static bool names(const DraftEdge *edge, const char *column) {
        for (size_t i = 0; edge && i < edge->n_columns; i++)
                if (str_eq(edge->columns[i], column))
                        return true;
        return false;
}

static bool draft_print_refers(const Printer *p, const DraftEdge *edge) {
        const DraftTable *to = &p->g->tables[edge->to];
        return edge != p->g->tables[edge->from].to && to->placed && to->ownership == OWNERSHIP_REFERENCE;
}

/* Columns of keys and edges need no description, unless they tell who somebody is. */
static bool described_elsewhere(const Printer *p, size_t i, const CatalogColumn *column) {
        const DraftTable *t = &p->g->tables[i];
        ColumnGuess guess = guess_column(column);
        bool found = names(t->to, column->name);
        for (size_t k = 0; k < t->n_owners; k++)
                found = found || names(t->owners[k], column->name);
        for (size_t k = 0; k < p->g->n_edges; k++)
                found = found || (p->g->edges[k].from == i && draft_print_refers(p, &p->g->edges[k]) &&
                                  names(&p->g->edges[k], column->name));
        for (size_t k = 0; k < t->n_key && !t->key_is_guessed && !guess.identifies; k++)
                found = found || str_eq(t->key[k], column->name);
        return found && !guess_role(column);
}

static const char *about_word(const DraftTable *t) {
        return t->ownership == OWNERSHIP_SHARED      ? "carer"
               : t->ownership == OWNERSHIP_REFERENCE ? "system"
                                                     : NULL;
}

/* Two columns may come to one label; a number parts them. */
static const char *label_of(const Printer *p, const CatalogTable *table, size_t i) {
        char *label = arena_strdup(p->g->arena, table->columns[i].name);
        for (char *c = label; *c; c++)
                *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '-';
        for (size_t k = 0; k < i; k++)
                if (strlen(table->columns[k].name) == strlen(label)) {
                        bool same = true;
                        for (size_t c = 0; label[c]; c++) {
                                unsigned char x = (unsigned char)table->columns[k].name[c];
                                same = same && label[c] == (isalnum(x) ? (char)tolower(x) : '-');
                        }
                        if (same)
                                return arena_printf(p->g->arena, "%s-%zu", label, i);
                }
        return label;
}

static bool finds(const DraftTable *t, ColumnGuess g) {
        return g.identifies && t->ownership != OWNERSHIP_REFERENCE;
}

/* Nothing but its name sets it apart from others of its table. */
static bool draft_print_is_plain(const Printer *p, const DraftTable *t, size_t i) {
        ColumnGuess g = guess_column(&t->table->columns[i]);
        char *name = arena_strdup(p->g->arena, t->table->columns[i].name);
        for (char *c = name; *c; c++)
                *c = *c == '_' ? '-' : *c;
        return g.compare == COMPARE_TEXT && g.anonymise == ANONYMISE_DROP && !finds(t, g) &&
               str_eq(name, label_of(p, t->table, i));
}

static void print_rest(const Printer *p, const DraftTable *t, ColumnGuess g) {
        if (about_word(t))
                text_appendf(p->out, " about = \"%s\";", about_word(t));
        if (g.compare != COMPARE_TEXT)
                text_appendf(p->out, " compare = \"%s\";", compare_words[g.compare]);
        if (g.anonymise != ANONYMISE_DROP)
                text_appendf(p->out, " anonymise = \"%s\";", anonymise_words[g.anonymise]);
        text_appendf(p->out, " disclose = \"review\";%s }", finds(t, g) ? " identifies = true;" : "");
}

#define ATTRIBUTE "                                { "

static void print_attribute(Printer *p, const DraftTable *t, size_t i, const char *between) {
        const CatalogColumn *column = &t->table->columns[i];
        text_appendf(p->out,
                     "%s" ATTRIBUTE "column = \"%s\"; item = \"" UNDECIDED "\"; category = \"" UNDECIDED
                     "\"; label = \"%s\";",
                     between, escaped(p, column->name), label_of(p, t->table, i));
        print_rest(p, t, guess_column(column));
        p->undecided++;
}

/* Those that are treated alike, on one line. */
static void print_alike(Printer *p, const DraftTable *t, const char *const *columns, size_t n, bool system,
                        const char *between) {
        if (n == 0)
                return;
        text_appendf(p->out, "%s" ATTRIBUTE "columns = %s;", between, list_text(p, columns, n));
        if (system) {
                text_append(p->out, " item = \"system\"; }");
                return;
        }
        text_append(p->out, " item = \"" UNDECIDED "\"; category = \"" UNDECIDED "\";");
        print_rest(p, t, (ColumnGuess){ .compare = COMPARE_TEXT, .anonymise = ANONYMISE_DROP });
        p->undecided += n;
}

static void print_attributes(Printer *p, size_t i) {
        const DraftTable *t = &p->g->tables[i];
        const char **system = arena_array(p->g->arena, t->table->n_columns + 1, sizeof *system);
        const char **plain = arena_array(p->g->arena, t->table->n_columns + 1, sizeof *plain);
        size_t n_system = 0, n_plain = 0, n = 0;
        text_append(p->out, "                        attributes = (\n");
        for (size_t k = 0; k < t->table->n_columns; k++) {
                const CatalogColumn *column = &t->table->columns[k];
                if (described_elsewhere(p, i, column))
                        continue;
                if (guess_column(column).system)
                        system[n_system++] = column->name;
                else if (draft_print_is_plain(p, t, k))
                        plain[n_plain++] = column->name;
                else
                        print_attribute(p, t, k, n++ ? ",\n" : "");
        }
        print_alike(p, t, plain, n_plain, false, n ? ",\n" : "");
        print_alike(p, t, system, n_system, true, n + n_plain ? ",\n" : "");
        text_append(p->out, n + n_plain + n_system ? "\n                        );\n"
                                                   : "                        );\n");
}

static void print_refers(Printer *p, size_t i) {
        const char *between = "                        refers = ( ";
        for (size_t k = 0; k < p->g->n_edges; k++)
                if (p->g->edges[k].from == i && draft_print_refers(p, &p->g->edges[k])) {
                        text_appendf(p->out, "%s%s", between, edge_text(p, &p->g->edges[k]));
                        between = ",\n                                   ";
                }
        text_append(p->out, str_starts(between, ",") ? " );\n" : "");
}

static void print_owners(Printer *p, const DraftTable *t) {
        if (t->n_owners == 1)
                text_appendf(p->out, "                        owner = %s;\n", edge_text(p, t->owners[0]));
        for (size_t i = 0; t->n_owners > 1 && i < t->n_owners; i++)
                text_appendf(p->out, "%s%s%s",
                             i ? ",\n                                   "
                               : "                        owners = ( ",
                             edge_text(p, t->owners[i]), i + 1 == t->n_owners ? " );\n" : "");
        if (t->first_goes)
                text_append(p->out, "                        goes_with = \"first\";\n");
        if (t->to)
                text_appendf(p->out, "                        to = %s;\n", edge_text(p, t->to));
}

/* since and until name columns that are described among the attributes. */
static void print_times(Printer *p, const DraftTable *t) {
        static const char *const roles[] = { "since", "until" };
        for (size_t r = 0; t->ownership != OWNERSHIP_SUBJECT && r < ELEMENTS(roles); r++)
                for (size_t i = 0; i < t->table->n_columns; i++)
                        if (str_eq(guess_role(&t->table->columns[i]), roles[r])) {
                                text_appendf(p->out, "                        %s = \"%s\";\n", roles[r],
                                             escaped(p, t->table->columns[i].name));
                                break;
                        }
}

static void print_entity(Printer *p, size_t i, bool first) {
        const DraftTable *t = &p->g->tables[i];
        text_appendf(p->out, "%s                # %s\n", first ? "" : ",\n", t->why);
        if (t->key_is_guessed)
                text_append(p->out, "                # No key is unique: all columns stand for one. Decide, "
                                    "and add one.\n");
        text_appendf(
                p->out,
                "                {\n                        name = \"%s\";\n                        table = "
                "\"%s\";\n                        ownership = \"%s\";\n                        key = %s;\n",
                t->name, escaped(p, table_text(p, t->table)), ownership_words[t->ownership],
                list_text(p, t->key, t->n_key));
        print_owners(p, t);
        print_refers(p, i);
        print_times(p, t);
        print_attributes(p, i);
        text_append(p->out, "                }");
}

static void draft_print_subject(Printer *p) {
        static const char *const roles[] = { "birth", "death", "archived", "shielded", "language" };
        const CatalogTable *t = p->g->tables[p->g->subject].table;
        const char **stones = arena_array(p->g->arena, t->n_columns + 1, sizeof *stones);
        size_t n = 0;
        text_append(p->out, "        subject = {\n");
        for (size_t r = 0; r < ELEMENTS(roles); r++)
                for (size_t i = 0; i < t->n_columns; i++)
                        if (str_eq(guess_role(&t->columns[i]), roles[r])) {
                                text_appendf(p->out, "                %s = \"%s\";\n", roles[r],
                                             escaped(p, t->columns[i].name));
                                break;
                        }
        for (size_t i = 0; i < t->n_columns; i++)
                if (guess_column(&t->columns[i]).tombstone)
                        stones[n++] = t->columns[i].name;
        if (n > 0)
                text_appendf(p->out, "                tombstone = %s;\n", list_text(p, stones, n));
        else
                text_append(
                        p->out,
                        "                # tombstone = [ \"...\" ]: decide which columns never change.\n");
        text_append(p->out, "        };\n");
}

/* Owners before what they own, shared things before their links. */
static bool may_stand(const DraftGraph *g, const bool *printed, size_t i) {
        const DraftTable *t = &g->tables[i];
        for (size_t k = 0; k < t->n_owners; k++)
                if (!printed[t->owners[k]->to])
                        return false;
        return !t->to || printed[t->to->to];
}

static void print_entities(Printer *p, size_t *ret_n) {
        const DraftGraph *g = p->g;
        bool *printed = arena_array(g->arena, g->n_tables + 1, sizeof *printed);
        *ret_n = 0;
        print_entity(p, g->subject, (*ret_n)++ == 0);
        printed[g->subject] = true;
        for (bool again = true; again;) {
                again = false;
                for (size_t i = 0; i < g->n_tables; i++) {
                        if (!g->tables[i].placed || printed[i] || !may_stand(g, printed, i))
                                continue;
                        print_entity(p, i, (*ret_n)++ == 0);
                        printed[i] = again = true;
                }
        }
}

/* What nothing ties to the subject: a person says why it may be left off. */
static void print_left_off(Printer *p) {
        const DraftGraph *g = p->g;
        const char **names = arena_array(g->arena, g->n_tables + 1, sizeof *names);
        size_t n = 0;
        for (size_t i = 0; i < g->n_tables; i++)
                if (!g->tables[i].placed)
                        names[n++] = table_text(p, g->tables[i].table);
        if (n > 0)
                text_appendf(
                        p->out,
                        "        # Nothing seems to tie these to a subject. Look into each: what holds "
                        "nothing about people stays\n        # here, with the reason.\n"
                        "        left_off = ( { tables = %s;\n                       because = \"" UNDECIDED
                        "\"; } );\n",
                        list_text(p, names, n));
        p->undecided += n;
}

/* --- words --- */

/* "first_name" -> "First name": a guess that a person reads again. */
static const char *guess_words(const Printer *p, const char *label) {
        char *words = arena_strdup(p->g->arena, label);
        for (char *c = words; *c; c++)
                *c = *c == '-' || *c == '_' ? ' ' : *c;
        words[0] = char_upper(words[0]);
        return words;
}

static bool label_is_listed(const char *const *labels, size_t n, const char *label) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(labels[i], label))
                        return true;
        return false;
}

/* Of the subject's table first: what is said there need not be said again. */
static size_t list_labels(const Printer *p, size_t i, const char **labels, size_t n) {
        const DraftTable *t = &p->g->tables[i];
        for (size_t k = 0; t->placed && k < t->table->n_columns; k++) {
                const CatalogColumn *column = &t->table->columns[k];
                if (described_elsewhere(p, i, column) || guess_column(column).system)
                        continue;
                const char *label = draft_print_is_plain(p, t, k) ? column->name : label_of(p, t->table, k);
                if (!label_is_listed(labels, n, label))
                        labels[n++] = label;
        }
        return n;
}

static void print_labels(Printer *p) {
        const DraftGraph *g = p->g;
        size_t most = 0, n = 0;
        for (size_t i = 0; i < g->n_tables; i++)
                most += g->tables[i].table->n_columns;
        const char **labels = arena_array(g->arena, most + 1, sizeof *labels);
        n = list_labels(p, g->subject, labels, n);
        for (size_t i = 0; i < g->n_tables; i++)
                n = list_labels(p, i, labels, n);
        if (n > 0)
                text_append(p->out, "        # How a report names the columns: guessed from their names.\n");
        for (size_t i = 0; i < n; i++)
                text_appendf(p->out, "%s{ label = \"%s\"; en = \"%s\"; }%s",
                             i == 0       ? "        labels = ( "
                             : i % 2 == 0 ? ",\n                   "
                                          : ", ",
                             escaped(p, labels[i]), escaped(p, guess_words(p, labels[i])),
                             i + 1 == n ? " );\n" : "");
}

void draft_print(const DraftGraph *g, const char *name, Text *out, size_t *ret_entities,
                 size_t *ret_undecided) {
        Printer p = { .g = g, .out = out };
        text_appendf(
                out,
                "# A first map, drafted from the live catalog. Whose rows are whose was read from foreign "
                "keys, or\n"
                "# guessed where a comment says so; what a column is, from its name. Everything marked "
                "\"decide\" is\n"
                "# for a person to decide; until then the map is checked, and nothing is disposed of by it. "
                "The\n"
                "# keys are explained in muniment-map(5).\n"
                "#\n"
                "# power = \"other\" leaves the items to you. A register kept under Children Act 2004 s.12 "
                "says\n"
                "# \"section-12\" instead, and then each item is one of \"a\" to \"h\" or \"system\".\n\n"
                "map = {\n        name = \"%s\";\n        power = \"other\";\n",
                name);
        draft_print_subject(&p);
        print_left_off(&p);
        print_labels(&p);
        text_append(out, "        entities = (\n");
        print_entities(&p, ret_entities);
        text_append(out, "\n        );\n};\n");
        *ret_undecided = p.undecided;
}
