/* muniment compare: do two values say the same? */
#include "model/compare.h"
#include "cli/command.h"

#include <stdio.h>

static int compare_run(const CliArgs *args) {
        static const char *const sentences[_GRADE_MAX] = {
                [GRADE_SAME] = "The same.",
                [GRADE_EQUIVALENT] = "They mean the same.",
                [GRADE_SIMILAR] = "They may mean the same; a person should look.",
                [GRADE_DIFFERENT] = "They differ.",
        };
        CompareKind kind;
        if (!compare_kind_from_string(cli_operand(args, 0), &kind))
                return cli_wrong_usage(
                        "KIND is one of name date address postcode phone identifier gender text.");
        Comparison c = compare_values(kind, cli_operand(args, 1), cli_operand(args, 2));
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:f, s:s}", "grade", grade_to_string(c.grade), "score",
                                                c.score, "because", c.because));
        printf("%s %s (%.2f)\n", sentences[c.grade], c.because, c.score);
        return CLI_DONE;
}

const CliCommand cmd_compare = {
        .words = { "compare" },
        .operands = "KIND A B",
        .min_operands = 3,
        .max_operands = 3,
        .help = "Say whether two values mean the same (name date address postcode phone identifier gender "
                "text)",
        .run = compare_run,
};
