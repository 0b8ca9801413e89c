#pragma once
/* Logic-less templates: Mustache as its public specification has it, without the optional modules (lambdas,
 * inheritance, dynamic names), escaped by default.
 *
 * A value that is missing is an error with its line, never a gap in somebody's letter. */

#include "base/arena.h"
#include "base/conditions.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Template Template;

typedef enum TemplateEscape {
        TEMPLATE_ESCAPE_NONE,
        TEMPLATE_ESCAPE_HTML,
        TEMPLATE_ESCAPE_MARKDOWN
} TemplateEscape;

/* What to do about a name the data does not have. */
typedef enum TemplateMissing {
        TEMPLATE_MISSING_EMPTY,  /* as the Mustache specification has it: nothing */
        TEMPLATE_MISSING_VALUES, /* an error for values; a section without data is left out */
        TEMPLATE_MISSING_ALL,    /* an error for values and sections: what letters and reports use */
} TemplateMissing;

/* A value about to be merged. */
typedef struct TemplateField {
        const char *name;
        const char *label; /* what the item it stands in calls itself ("label"), or NULL */
        const char *value;
} TemplateField;

/* How a template is filled. Either hook may be NULL. */
typedef struct TemplateRules {
        TemplateEscape escape;
        TemplateMissing missing;
        /* Merges a value instead of escaping it, raw ones too. NULL, or why the value cannot be shown. */
        const char *(*merge)(void *closure, const TemplateField *field, Text *out);
        /* The text of a partial; NULL: there is none of that name. */
        const char *(*partial)(void *closure, const char *name);
        void *closure;
} TemplateRules;

/* Where and why. Names of keys only, never a value; message lives in the arena of the call. */
typedef struct TemplateError {
        int line;
        const char *message;
} TemplateError;

/* Reads a template; it lives in the arena and copies what it keeps. 0, TEMPLATE_E_BROKEN. */
int template_parse(Arena *arena, const char *text, size_t n, Template **ret, TemplateError *ret_error);

/* Appends the template with data (any JSON value, borrowed) to out. Escaping for Markdown also makes one
 * line of a value, so that no value can change the shape of a document. 0, TEMPLATE_E_MISSING,
 * TEMPLATE_E_BROKEN (a partial), TEMPLATE_E_VALUE (refused by the merge hook), TEMPLATE_E_TOO_LONG (over 4
 * MiB); out then holds a part. */
int template_render(const Template *template, const json_t *data, const TemplateRules *rules, Text *out,
                    TemplateError *ret_error);

/* Appends a value escaped as {{value}} would be. */
void template_escape(TemplateEscape escape, const char *value, Text *out);
