#include "view/sheet.h"

#include <inttypes.h>
#include <string.h>

/* Whether the word says that nothing is decided. */
static bool is_open(const char *word) {
        Decision decision;
        return decision_from_string(word, &decision) && decision == DECISION_UNDECIDED;
}

/* --- writing -------------------------------------------------------------------------------------------- */

/* On one line, and never what an editor or a reader of sheets would take for more. */
static void put_plain(Text *out, const char *s) {
        for (; s && *s; s++)
                text_append_n(out, (unsigned char)*s < ' ' || *s == 0x7f ? " " : *s == '|' ? "/" : s, 1);
}

static void sheet_put_item(Text *out, const DossierItem *item) {
        bool open = item->decision == DECISION_UNDECIDED;
        text_appendf(out, "%" PRId64 " %s %s", item->n, decision_to_string(item->decision),
                     open ? "-" : item->because);
        if (item->opinion)
                text_appendf(out, " %" PRId64, item->opinion);
        bool proposed = item->proposed != DECISION_UNDECIDED;
        text_appendf(out, " | %s%s%s%s%s | %s: ", *item->rule ? item->rule : "no row", proposed ? ": " : "",
                     proposed ? decision_to_string(item->proposed) : "", open ? " " : "",
                     open ? item->because : "", item->attribute);
        put_plain(out, item->value);
        text_appendf(out, " | about %s", about_to_string(item->about));
        if (item->source) {
                text_append(out, ", from ");
                put_plain(out, item->source);
        }
        if (item->since != DATE_NONE)
                text_appendf(out, ", since %s", DATE_TEXT(item->since));
        if (item->until != DATE_NONE)
                text_appendf(out, ", until %s", DATE_TEXT(item->until));
        text_appendf(out, ", rows %s\n", *item->rules ? item->rules : "-");
        if (item->how) {
                text_append(out, "> ");
                put_plain(out, item->how);
                text_append(out, "\n");
        }
        if (item->redacted) {
                text_append(out, "= ");
                put_plain(out, item->redacted);
                text_append(out, "\n");
        }
}

void sheet_write(const char *ref, const char *mark, const DossierItem *items, size_t n, Text *out) {
        text_appendf(
                out,
                "# %s: %zu items. Change the words before the first |, save, and leave the editor.\n"
                "# NUMBER DECISION REASON | what is proposed | what is held | context\n"
                "# Decisions: disclose, withhold, redact, each with a reason; proposed, with -; undecided.\n"
                "# A group's line [...] decides all that is undecided in it: write a decision for its -.\n"
                "# Under a line: \"> what was weighed\"; \"= what goes out instead\", with redact.\n"
                "# Behind a reason: the number of the opinion that is relied on.\n"
                "# dossier %s\n",
                ref, n, mark);
        for (size_t i = 0; i < n; i++) {
                if (i == 0 || items[i].row != items[i - 1].row ||
                    !str_eq(items[i].entity, items[i - 1].entity))
                        text_appendf(out, "\n[%s %" PRId64 "] -\n", items[i].entity, items[i].row);
                sheet_put_item(out, &items[i]);
        }
}

/* --- reading -------------------------------------------------------------------------------------------- */

typedef struct Reading {
        Arena *arena;
        Sheet *sheet;
        int line, group;
} Reading;

/* The next word, or NULL; *s moves behind it. */
static const char *next_word(Reading *r, const char **s) {
        *s += strspn(*s, " \t");
        size_t n = strcspn(*s, " \t");
        if (n == 0)
                return NULL;
        const char *word = arena_strndup(r->arena, *s, n);
        *s += n;
        return word;
}

/* Decision, reason and opinion, as they stand before the first bar. */
static const char *read_decision_words(Reading *r, const char *s, SheetLine *line) {
        line->word = next_word(r, &s);
        line->because = next_word(r, &s);
        const char *opinion = next_word(r, &s);
        if (!line->word)
                return arena_printf(r->arena, "Line %d of the sheet has no decision.", r->line);
        if (str_eq(line->because, "-"))
                line->because = NULL;
        if (opinion && !str_to_i64(opinion, 1, INT32_MAX, &line->opinion))
                return arena_printf(r->arena,
                                    "Line %d of the sheet: behind the reason stands no number of an opinion.",
                                    r->line);
        if (next_word(r, &s))
                return arena_printf(r->arena,
                                    "Line %d of the sheet has more words than decision, reason and opinion "
                                    "before the |; what was weighed goes under it, behind >.",
                                    r->line);
        return NULL;
}

/* "> ..." and "= ..." belong to the line above; several are one text. */
static const char *read_comment(Reading *r, const char *s) {
        if (r->sheet->n == 0)
                return arena_printf(r->arena, "Line %d of the sheet stands under no item.", r->line);
        SheetLine *of = &r->sheet->lines[r->sheet->n - 1];
        const char **kept = *s == '>' ? &of->how : &of->text;
        s += 1 + strspn(s + 1, " ");
        if (*s)
                *kept = *kept ? arena_printf(r->arena, "%s %s", *kept, s) : s;
        return NULL;
}

static const char *read_line(Reading *r, const char *s) {
        SheetLine line = { .line = r->line };
        s += strspn(s, " \t");
        if (str_starts(s, "# dossier "))
                r->sheet->mark = s + strlen("# dossier ");
        if (!*s || *s == '#')
                return NULL;
        if (*s == '>' || *s == '=')
                return read_comment(r, s);
        s = arena_strndup(r->arena, s, strcspn(s, "|"));
        if (*s == '[') {
                const char *end = strchr(s, ']');
                r->group++;
                if (!end)
                        return arena_printf(r->arena, "Line %d of the sheet: the group's ] is gone.",
                                            r->line);
                s = end + 1;
        } else {
                const char *number = next_word(r, &s);
                if (!str_to_i64(number, 1, INT32_MAX, &line.item))
                        return arena_printf(r->arena, "Line %d of the sheet begins with no item's number.",
                                            r->line);
        }
        line.group = r->group;
        const char *wrong = read_decision_words(r, s, &line);
        r->sheet->lines[r->sheet->n++] = line;
        return wrong;
}

const char *sheet_read(const char *text, Arena *arena, Sheet *ret) {
        size_t most = 1;
        for (const char *s = text; *s; s++)
                most += *s == '\n';
        *ret = (Sheet){ .lines = arena_array(arena, most, sizeof *ret->lines) };
        Reading reading = { .arena = arena, .sheet = ret };
        if (!str_is_utf8(text, strlen(text)))
                return "The sheet is not UTF-8 text.";
        const char *wrong = NULL;
        for (const char *s = text; *s && !wrong;) {
                size_t n = strcspn(s, "\n"), kept = n;
                while (kept > 0 && (s[kept - 1] == '\r' || s[kept - 1] == ' '))
                        kept--;
                reading.line++;
                wrong = read_line(&reading, arena_strndup(arena, s, kept));
                s += n + (s[n] == '\n');
        }
        return wrong;
}

/* --- comparing ------------------------------------------------------------------------------------------ */

static const SheetLine *sheet_line_of(const Sheet *sheet, int64_t item, size_t before) {
        for (size_t i = 0; i < before; i++)
                if (sheet->lines[i].item == item)
                        return &sheet->lines[i];
        return NULL;
}

/* Of the groups, which come before their items, the one that this is in. */
static const SheetLine *sheet_group_of(const Sheet *sheet, size_t i) {
        for (size_t k = i; k-- > 0;)
                if (sheet->lines[k].item == 0)
                        return str_eq(sheet->lines[k].word, "-") ? NULL : &sheet->lines[k];
        return NULL;
}

static bool says_the_same(const SheetLine *a, const SheetLine *b) {
        return str_eq(a->word, b->word) && str_eq(a->because, b->because) && str_eq(a->how, b->how) &&
               str_eq(a->text, b->text) && a->opinion == b->opinion;
}

static bool same_change(const SheetChange *change, const SheetLine *line) {
        return says_the_same(&(SheetLine){ .word = change->word,
                                           .because = change->because,
                                           .how = change->how,
                                           .text = change->text,
                                           .opinion = change->opinion },
                             line);
}

/* Behind what is said already, "1,4-6": a run of neighbours is written as one. */
static const char *with_number(Arena *arena, const char *items, int64_t n) {
        const char *comma = strrchr(items, ','), *part = comma ? comma + 1 : items, *dash = strchr(part, '-');
        int64_t last;
        if (!str_to_i64(dash ? dash + 1 : part, 1, INT32_MAX, &last) || last + 1 != n)
                return arena_printf(arena, "%s,%" PRId64, items, n);
        return arena_printf(arena, "%.*s-%" PRId64, (int)((dash ? dash : part + strlen(part)) - items), items,
                            n);
}

static void sheet_add_change(Arena *arena, SheetChange *list, size_t *n, int64_t item,
                             const SheetLine *line) {
        size_t i = 0;
        while (i < *n && !same_change(&list[i], line))
                i++;
        if (i < *n) {
                list[i].items = with_number(arena, list[i].items, item);
                list[i].n++;
                return;
        }
        list[(*n)++] = (SheetChange){ .items = arena_printf(arena, "%" PRId64, item),
                                      .word = line->word,
                                      .because = line->because,
                                      .how = line->how,
                                      .text = line->text,
                                      .opinion = line->opinion,
                                      .n = 1 };
}

const char *sheet_compare(const Sheet *before, const Sheet *after, Arena *arena, SheetChange **ret,
                          size_t *ret_n) {
        SheetChange *list = arena_array(arena, after->n + 1, sizeof *list);
        size_t n = 0;
        for (size_t i = 0; i < after->n; i++) {
                const SheetLine *line = &after->lines[i], *was = sheet_line_of(before, line->item, before->n);
                if (line->item == 0)
                        continue;
                if (!was)
                        return arena_printf(arena,
                                            "Line %d of the sheet: the dossier has no item %" PRId64 ".",
                                            line->line, line->item);
                if (sheet_line_of(after, line->item, i))
                        return arena_printf(arena,
                                            "Line %d of the sheet: item %" PRId64 " stands there twice.",
                                            line->line, line->item);
                const SheetLine *group = sheet_group_of(after, i);
                SheetLine with;
                if (group && is_open(line->word) && !line->because) {
                        with = *group;
                        with.how = line->how ? line->how : group->how; /* its own comment is kept */
                        line = &with;
                }
                if (says_the_same(line, was))
                        continue;
                if (is_open(line->word))
                        return arena_printf(arena,
                                            "Line %d of the sheet: what is decided is decided otherwise, and "
                                            "not undecided again; a reason wants its decision.",
                                            line->line);
                sheet_add_change(arena, list, &n, after->lines[i].item, line);
        }
        *ret = list;
        *ret_n = n;
        return NULL;
}
