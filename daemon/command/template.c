/* muniment template render: a template with data, as it will be filled. */
#include "render/template.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#define TEMPLATE_MAX ((size_t)4 << 20)

static bool read_escape(const char *word, TemplateEscape *ret) {
        static const char *const words[] = {
                [TEMPLATE_ESCAPE_NONE] = "none",
                [TEMPLATE_ESCAPE_HTML] = "html",
                [TEMPLATE_ESCAPE_MARKDOWN] = "markdown",
        };
        for (size_t i = 0; i < ELEMENTS(words); i++)
                if (str_eq(word, words[i])) {
                        *ret = (TemplateEscape)i;
                        return true;
                }
        return false;
}

static int template_fill(const CliArgs *args, const Text *text, const json_t *data, TemplateEscape escape,
                         Text *out) {
        Template *template;
        TemplateError error = { 0 };
        int r = template_parse(cli_arena(args), text_str(text), text->n, &template, &error);
        if (r == 0)
                r = template_render(template, data,
                                    &(TemplateRules){ .escape = escape, .missing = TEMPLATE_MISSING_VALUES },
                                    out, &error);
        if (r > 0)
                return cli_refuse("%s: line %d: %s", cli_operand(args, 0), error.line, error.message);
        return cli_settle(r);
}

static int template_run(const CliArgs *args) {
        _cleanup_text_ Text text = { 0 }, out = { 0 };
        TemplateEscape escape;
        json_error_t error;
        const char *word = cli_value(args, "escape");
        if (!read_escape(word ? word : "html", &escape))
                return cli_wrong_usage("--escape is html, markdown or none.");
        if (file_read_whole(cli_operand(args, 0), TEMPLATE_MAX, &text) < 0)
                return cli_refuse("The file %s cannot be read.", cli_operand(args, 0));
        json_auto_t *data =
                json_load_file(cli_value(args, "data"), JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
        if (!data)
                return error.line > 0 ? cli_refuse("%s: line %d: This is not JSON.", cli_value(args, "data"),
                                                   error.line)
                                      : cli_refuse("The file %s cannot be read.", cli_value(args, "data"));
        int status = template_fill(args, &text, data, escape, &out);
        if (status != CLI_DONE)
                return status;
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s}", "text", text_str(&out)));
        return fwrite(text_str(&out), 1, out.n, stdout) == out.n && fflush(stdout) == 0 ? CLI_DONE
                                                                                        : CLI_FAULT;
}

static const CliOption options[] = {
        { "data", "FILE.json", "the data it is filled with", .required = true },
        { "escape", "KIND", "html (default), markdown or none" },
        { NULL },
};

const CliCommand cmd_template_render = {
        .words = { "template", "render" },
        .operands = "FILE",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Fill a template with data",
        .options = options,
        .run = template_run,
};
