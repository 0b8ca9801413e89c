/* Text to a tree of nodes. template-render.c walks it. */
#include "render/template-nodes.h"

#include "base/error.h"

#include <assert.h>
#include <string.h>

#define DEPTH_MAX 32

typedef struct Parser {
        Arena *arena;
        const char *text, *end, *at;
        const char *left, *right; /* the delimiters */
        const char *indent;       /* blanks before the present tag, when it stands alone in its line */
        int line;                 /* of at */
        TemplateError *error;
        TemplateNode *open[DEPTH_MAX]; /* sections not yet closed */
        TemplateNode **tail[DEPTH_MAX + 1];
        int depth;
} Parser;

static int broken(Parser *p, int line, const char *message) {
        *p->error = (TemplateError){ .line = line, .message = message };
        return TEMPLATE_E_BROKEN;
}

static TemplateNode *add_node(Parser *p, TemplateNodeKind kind, int line) {
        TemplateNode *node = arena_new_of(p->arena, TemplateNode);
        node->kind = kind;
        node->line = line;
        *p->tail[p->depth] = node;
        p->tail[p->depth] = &node->next;
        return node;
}

static void add_text(Parser *p, const char *from, const char *to) {
        if (from >= to)
                return;
        TemplateNode *node = add_node(p, TEMPLATE_NODE_TEXT, p->line);
        node->text = arena_strndup(p->arena, from, (size_t)(to - from));
        node->n = (size_t)(to - from);
}

static void count_lines(Parser *p, const char *from, const char *to) {
        for (; from < to; from++)
                p->line += *from == '\n';
}

static bool is_blank(char c) {
        return c == ' ' || c == '\t';
}

/* The name in a tag, without the spaces around it; NULL when it is not one. */
static const char *tag_name(Parser *p, const char *from, const char *to) {
        while (from < to && strchr(" \t\r\n", *from))
                from++;
        while (to > from && strchr(" \t\r\n", to[-1]))
                to--;
        if (from == to)
                return NULL;
        for (const char *c = from; c < to; c++)
                if (strchr(" \t\r\n{}", *c))
                        return NULL;
        return arena_strndup(p->arena, from, (size_t)(to - from));
}

/* A tag that prints nothing and stands alone takes its whole line with it. Moves *from back to the start
 * of the line and *to past its end when so. */
static void take_whole_line(const Parser *p, const char **from, const char **to) {
        const char *a = *from, *b = *to;
        while (a > p->text && is_blank(a[-1]))
                a--;
        if (a > p->text && a[-1] != '\n')
                return;
        while (b < p->end && is_blank(*b))
                b++;
        if (b < p->end && *b == '\r' && b + 1 < p->end && b[1] == '\n')
                b++;
        if (b < p->end && *b != '\n')
                return;
        *from = a;
        *to = b < p->end ? b + 1 : b;
}

/* "=<% %=": two words without blanks or equals signs. */
static int set_delimiters(Parser *p, const char *from, const char *to, int line) {
        const char *words[2] = { NULL, NULL };
        size_t n = 0;
        for (const char *c = from; c < to && n <= 2;) {
                size_t blank = strspn(c, " \t\r\n"), word = strcspn(c + blank, " \t\r\n=");
                c += blank;
                if (c >= to)
                        break;
                word = c + word > to ? (size_t)(to - c) : word;
                if (word == 0 || n == 2)
                        n = 3;
                else
                        words[n++] = arena_strndup(p->arena, c, word);
                c += word;
        }
        if (n != 2)
                return broken(p, line, "new delimiters are two words between equals signs");
        p->left = words[0];
        p->right = words[1];
        return 0;
}

static int open_section(Parser *p, TemplateNodeKind kind, const char *name, int line) {
        if (p->depth == DEPTH_MAX)
                return broken(p, line, "sections stand too deep in one another");
        TemplateNode *node = add_node(p, kind, line);
        node->text = name;
        p->open[p->depth++] = node;
        p->tail[p->depth] = &node->first;
        return 0;
}

static int close_section(Parser *p, const char *name, int line) {
        if (p->depth == 0)
                return broken(p, line,
                              arena_printf(p->arena, "section %s is closed but was not opened", name));
        const TemplateNode *open = p->open[p->depth - 1];
        if (!str_eq(open->text, name))
                return broken(p, line,
                              arena_printf(p->arena,
                                           "section %s is closed while %s, opened on line %d, is open", name,
                                           open->text, open->line));
        p->depth--;
        return 0;
}

static void add_partial(Parser *p, const char *name, int line) {
        TemplateNode *node = add_node(p, TEMPLATE_NODE_PARTIAL, line);
        node->text = name;
        node->indent = p->indent;
}

/* One tag whose inside is [from, to); kind is its first character, or 0 for a plain value. */
static int parse_tag(Parser *p, char kind, const char *from, const char *to, int line) {
        if (kind == '!')
                return 0;
        if (kind == '=')
                return set_delimiters(p, from, to, line);
        const char *name = tag_name(p, from, to);
        if (!name)
                return broken(p, line, "a tag needs one name");
        switch (kind) {
        case '#':
                return open_section(p, TEMPLATE_NODE_SECTION, name, line);
        case '^':
                return open_section(p, TEMPLATE_NODE_INVERTED, name, line);
        case '/':
                return close_section(p, name, line);
        case '>':
                add_partial(p, name, line);
                return 0;
        default:
                add_node(p, kind ? TEMPLATE_NODE_RAW : TEMPLATE_NODE_VALUE, line)->text = name;
                return 0;
        }
}

static const char *find_mark(const char *from, const char *end, const char *what) {
        assert(from);
        return memmem(from, (size_t)(end - from), what, strlen(what));
}

/* Where a tag's inside ends: before the right delimiter, and the brace or sign that belongs to it. */
static const char *find_close(const Parser *p, char kind, const char *inside) {
        const char *close = kind == '{'   ? arena_printf(p->arena, "}%s", p->right)
                            : kind == '=' ? arena_printf(p->arena, "=%s", p->right)
                                          : p->right;
        return find_mark(inside, p->end, close);
}

/* Reads text up to the next tag, then the tag. */
static int parse_step(Parser *p) {
        const char *start = find_mark(p->at, p->end, p->left);
        if (!start) {
                add_text(p, p->at, p->end);
                p->at = p->end;
                return 0;
        }
        const char *inside = start + strlen(p->left);
        char kind = inside < p->end && *inside && strchr("!#^/&>={", *inside) ? *inside : '\0';
        inside += kind != '\0';
        const char *close = find_close(p, kind, inside);
        int line = p->line;
        for (const char *c = p->at; c < start; c++)
                line += *c == '\n';
        if (!close)
                return broken(p, line, "a tag is not closed");

        const char *text_end = start, *next = close + strlen(p->right) + (kind == '{' || kind == '=');
        if (kind && strchr("!#^/>=", kind))
                take_whole_line(p, &text_end, &next);
        add_text(p, p->at, text_end);
        count_lines(p, p->at, next);
        p->at = next;
        p->indent = arena_strndup(p->arena, text_end, (size_t)(start - text_end));
        return parse_tag(p, kind, inside, close, line);
}

int template_parse(Arena *arena, const char *text, size_t n, Template **ret, TemplateError *ret_error) {
        Template *template = arena_new_of(arena, Template);
        Parser p = {
                .arena = arena,
                .text = text,
                .end = text + n,
                .at = text,
                .line = 1,
                .error = ret_error,
                .left = "{{",
                .right = "}}",
        };
        template->arena = arena;
        p.tail[0] = &template->first;

        if (!str_is_utf8(text, n))
                return broken(&p, 0, "it is not UTF-8 text");
        while (p.at < p.end) {
                int r = parse_step(&p);
                if (r)
                        return err_trace(r);
        }
        if (p.depth > 0)
                return broken(&p, p.open[p.depth - 1]->line,
                              arena_printf(arena, "section %s is not closed", p.open[p.depth - 1]->text));
        *ret = template;
        return 0;
}
