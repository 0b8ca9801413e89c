#pragma once
/* The tree of a parsed template, between template.c and template-render.c. */

#include "render/template.h"

typedef enum TemplateNodeKind {
        TEMPLATE_NODE_TEXT,
        TEMPLATE_NODE_VALUE,
        TEMPLATE_NODE_RAW, /* a value that is not escaped */
        TEMPLATE_NODE_SECTION,
        TEMPLATE_NODE_INVERTED,
        TEMPLATE_NODE_PARTIAL,
} TemplateNodeKind;

typedef struct TemplateNode TemplateNode;
struct TemplateNode {
        TemplateNodeKind kind;
        int line;
        const char *text;   /* the text itself, or a name */
        size_t n;           /* of text */
        const char *indent; /* PARTIAL: what each of its lines begins with */
        TemplateNode *first, *next;
};

struct Template {
        Arena *arena;
        TemplateNode *first;
};
