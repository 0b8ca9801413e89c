/* muniment identifier: can this be such an identifier at all? */
#include "model/identifier.h"
#include "base/text.h"
#include "cli/command.h"
#include "store/json.h"

#include <stdio.h>
#include <string.h>

static json_t *identifier_to_json(IdentifierKind kind, const char *value, const Identifier *id) {
        bool classed = id->valid || id->class == IDENTIFIER_PLACEHOLDER;
        json_t *object = json_pack("{s:s, s:s, s:b, s:s?, s:s?, s:s?}", "kind",
                                   identifier_kind_to_string(kind), "value", value, "valid", id->valid,
                                   "class", classed ? identifier_class_to_string(id->class) : NULL,
                                   "formatted", id->valid ? id->formatted : NULL, "series", id->series);
        if (!id->valid)
                json_put(object, "why", json_string(id->why));
        return object;
}

static const char *people_name(IdentifierKind kind) {
        static const char *const names[_IDENTIFIER_KIND_MAX] = {
                [IDENTIFIER_NHS] = "an NHS number",
                [IDENTIFIER_UPN] = "a unique pupil number",
                [IDENTIFIER_ULN] = "a unique learner number",
                [IDENTIFIER_UPRN] = "a unique property reference number",
                [IDENTIFIER_ODS] = "the code of a GP practice",
                [IDENTIFIER_URN] = "the unique reference number of a school",
                [IDENTIFIER_LAESTAB] = "the DfE number of a school",
                [IDENTIFIER_POSTCODE] = "a postcode",
        };
        return names[kind];
}

static const char *class_remark(IdentifierClass class) {
        static const char *const remarks[_IDENTIFIER_CLASS_MAX] = {
                [IDENTIFIER_ORDINARY] = "",
                [IDENTIFIER_TEMPORARY] = " It is a temporary one, to be replaced by the real one.",
                [IDENTIFIER_TEST_RANGE] = " It lies in the range for tests, which is issued to nobody.",
                [IDENTIFIER_PLACEHOLDER] = " It is an agreed code for there being none.",
        };
        return remarks[class];
}

static int identifier_run(const CliArgs *args) {
        const char *value = cli_operand(args, 1);
        IdentifierKind kind;
        if (!identifier_kind_from_string(cli_operand(args, 0), &kind))
                return cli_wrong_usage("KIND is one of nhs upn uln uprn ods urn laestab postcode.");
        if (!str_is_utf8(value, strlen(value)))
                return cli_wrong_usage("The value is not valid UTF-8.");
        Identifier id = identifier_judge(kind, value);
        if (cli_json(args) && cli_print_json(identifier_to_json(kind, value, &id)) != CLI_DONE)
                return CLI_FAULT;
        if (!id.valid)
                return cli_refuse("%s Compare it with the letter or record it came from.", id.why);
        if (!cli_json(args))
                printf("%s can be %s.%s\n", id.formatted, people_name(kind), class_remark(id.class));
        return CLI_DONE;
}

const CliCommand cmd_identifier = {
        .words = { "identifier" },
        .operands = "KIND VALUE",
        .min_operands = 2,
        .max_operands = 2,
        .help = "Say whether a number or code can be what it claims (nhs upn uln uprn ods urn laestab "
                "postcode)",
        .run = identifier_run,
};
