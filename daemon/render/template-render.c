/* A parsed template and its data, to text. */
#include "render/template-nodes.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STACK_MAX    80
#define PARTIALS_MAX 16
#define OUTPUT_MAX   ((size_t)4 * 1024 * 1024)

typedef struct Renderer {
        Arena *arena;
        const TemplateRules *rules;
        Text *out;
        size_t out_start;
        TemplateError *error;
        const json_t *stack[STACK_MAX]; /* innermost last */
        int depth, partials;            /* how many stand in one another */
} Renderer;

static void escape_html(const char *value, Text *out) {
        for (const char *c = value; *c; c++) {
                switch (*c) {
                case '&':
                        text_append(out, "&amp;");
                        break;
                case '<':
                        text_append(out, "&lt;");
                        break;
                case '>':
                        text_append(out, "&gt;");
                        break;
                case '"':
                        text_append(out, "&quot;");
                        break;
                case '\'':
                        text_append(out, "&#39;");
                        break;
                default:
                        text_append_n(out, c, 1);
                }
        }
}

/* Every ASCII punctuation mark may be escaped in Markdown; white space and control characters, which could
 * begin a code block or end a paragraph, become single spaces, and none at the ends. */
static void escape_markdown(const char *value, Text *out) {
        bool space = false, any = false;
        for (const char *c = value; *c; c++) {
                unsigned char u = (unsigned char)*c;
                if (u <= ' ' || u == 0x7f) {
                        space = any;
                        continue;
                }
                if (space)
                        text_append_n(out, " ", 1);
                if (u < 0x80 && !char_is_alpha(*c) && !char_is_digit(*c))
                        text_append_n(out, "\\", 1);
                text_append_n(out, c, 1);
                space = false;
                any = true;
        }
}

void template_escape(TemplateEscape escape, const char *value, Text *out) {
        switch (escape) {
        case TEMPLATE_ESCAPE_NONE:
                text_append(out, value);
                break;
        case TEMPLATE_ESCAPE_HTML:
                escape_html(value, out);
                break;
        case TEMPLATE_ESCAPE_MARKDOWN:
                escape_markdown(value, out);
                break;
        }
}

/* The first part of a dotted name is looked for from the inside out; the others only below it. */
static const json_t *look_up(const Renderer *r, const char *name) {
        if (str_eq(name, "."))
                return r->stack[r->depth - 1];
        _cleanup_text_ Text part = { 0 };
        const json_t *found = NULL;
        for (const char *at = name;; at++) {
                size_t n = strcspn(at, ".");
                text_clear(&part);
                text_append_n(&part, at, n);
                if (at == name)
                        for (int i = r->depth - 1; i >= 0 && !found; i--)
                                found = json_object_get(r->stack[i], text_str(&part));
                else
                        found = json_object_get(found, text_str(&part));
                at += n;
                if (!found || !*at)
                        return found;
        }
}

static int missing(Renderer *r, const TemplateNode *node, const char *why) {
        *r->error = (TemplateError){ .line = node->line,
                                     .message = arena_printf(r->arena, "%s: %s", node->text, why) };
        return TEMPLATE_E_MISSING;
}

/* The shortest form that reads back as the same number. */
static const char *real_text(double value, char buf[32]) {
        for (int digits = 15; digits <= 17; digits++) {
                snprintf(buf, 32, "%.*g", digits, value);
                if (strtod(buf, NULL) == value)
                        break;
        }
        return buf;
}

/* How the item that a value stands in calls itself: a row of a report has its label beside it. */
static const char *item_label(const Renderer *r) {
        return json_string_value(json_object_get(r->stack[r->depth - 1], "label"));
}

static int merge_into(Renderer *r, const TemplateNode *node, const char *text) {
        const TemplateField field = { .name = node->text, .label = item_label(r), .value = text };
        if (!r->rules->merge) {
                template_escape(node->kind == TEMPLATE_NODE_RAW ? TEMPLATE_ESCAPE_NONE : r->rules->escape,
                                text, r->out);
                return 0;
        }
        const char *fault = r->rules->merge(r->rules->closure, &field, r->out);
        if (!fault)
                return 0;
        *r->error = (TemplateError){
                .line = node->line,
                .message = arena_printf(r->arena, "%s%s%s%s holds %s", field.name, field.label ? " (" : "",
                                        field.label ? field.label : "", field.label ? ")" : "", fault)
        };
        return TEMPLATE_E_VALUE;
}

static int render_value(Renderer *r, const TemplateNode *node) {
        const json_t *value = look_up(r, node->text);
        if (!value)
                return r->rules->missing == TEMPLATE_MISSING_EMPTY
                               ? 0
                               : missing(r, node, "the data has nothing of this name");
        char number[32];
        const char *text = NULL;
        switch (json_typeof(value)) {
        case JSON_NULL:
                return 0;
        case JSON_STRING:
                text = json_string_value(value);
                break;
        case JSON_INTEGER:
                snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
                text = number;
                break;
        case JSON_REAL:
                text = real_text(json_real_value(value), number);
                break;
        case JSON_TRUE:
        case JSON_FALSE:
                text = json_is_true(value) ? "true" : "false";
                break;
        case JSON_OBJECT:
        case JSON_ARRAY:
                return missing(r, node, "an object or a list cannot be printed");
        }
        int result = merge_into(r, node, text);
        return err_trace(result);
}

static int render_nodes(Renderer *r, const TemplateNode *node);

static int render_inside(Renderer *r, const TemplateNode *node, const json_t *value) {
        if (r->depth == STACK_MAX)
                return missing(r, node, "the data is too deep");
        r->stack[r->depth++] = value;
        int result = render_nodes(r, node->first);
        r->depth--;
        return result;
}

static bool is_false(const json_t *value) {
        return !value || json_is_null(value) || json_is_false(value) ||
               (json_is_array(value) && json_array_size(value) == 0) ||
               (json_is_string(value) && json_string_length(value) == 0);
}

static int render_section(Renderer *r, const TemplateNode *node) {
        const json_t *value = look_up(r, node->text);
        if (!value && r->rules->missing == TEMPLATE_MISSING_ALL)
                return missing(r, node, "the data has nothing of this name");
        if (node->kind == TEMPLATE_NODE_INVERTED)
                return is_false(value) ? render_nodes(r, node->first) : 0;
        if (is_false(value))
                return 0;
        if (!json_is_array(value))
                return render_inside(r, node, value);
        for (size_t i = 0; i < json_array_size(value); i++) {
                int result = render_inside(r, node, json_array_get(value, i));
                if (result)
                        return result;
        }
        return 0;
}

/* The text with an indent before each of its lines. */
static const char *indented(Arena *arena, const char *text, const char *indent) {
        _cleanup_text_ Text out = { 0 };
        while (*indent && *text) {
                size_t n = strcspn(text, "\n");
                n += text[n] == '\n';
                text_append(&out, indent);
                text_append_n(&out, text, n);
                text += n;
        }
        text_append(&out, text);
        return arena_strdup(arena, text_str(&out));
}

/* A partial is read where it is used, for it may use itself. */
static int render_partial(Renderer *r, const TemplateNode *node) {
        const char *text = r->rules->partial ? r->rules->partial(r->rules->closure, node->text) : NULL;
        if (!text)
                return r->rules->missing == TEMPLATE_MISSING_EMPTY
                               ? 0
                               : missing(r, node, "there is no such partial");
        if (r->partials == PARTIALS_MAX)
                return missing(r, node, "the partials stand too deep in one another");
        Template *template;
        text = indented(r->arena, text, node->indent);
        int result = template_parse(r->arena, text, strlen(text), &template, r->error);
        r->partials++;
        if (result == 0)
                result = render_nodes(r, template->first);
        r->partials--;
        return err_trace(result);
}

static int render_nodes(Renderer *r, const TemplateNode *node) {
        for (; node; node = node->next) {
                int result = 0;
                if (node->kind == TEMPLATE_NODE_TEXT)
                        text_append_n(r->out, node->text, node->n);
                else if (node->kind == TEMPLATE_NODE_VALUE || node->kind == TEMPLATE_NODE_RAW)
                        result = render_value(r, node);
                else if (node->kind == TEMPLATE_NODE_PARTIAL)
                        result = render_partial(r, node);
                else
                        result = render_section(r, node);
                if (result)
                        return result;
                if (r->out->n - r->out_start > OUTPUT_MAX) {
                        *r->error =
                                (TemplateError){ .line = node->line, .message = "the result is over 4 MiB" };
                        return TEMPLATE_E_TOO_LONG;
                }
        }
        return 0;
}

int template_render(const Template *template, const json_t *data, const TemplateRules *rules, Text *out,
                    TemplateError *ret_error) {
        Renderer r = { .arena = template->arena,
                       .rules = rules,
                       .out = out,
                       .out_start = out->n,
                       .error = ret_error,
                       .stack = { data },
                       .depth = 1 };
        return render_nodes(&r, template->first);
}
