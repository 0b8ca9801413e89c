/* muniment clock: when must a request be answered, and why. */
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/session.h"
#include "model/statutory-clock.h"
#include "settings/languages.h"
#include "settings/law-regimes.h"
#include "view/clock.h"

#include <stdio.h>
#include <string.h>

static const CliOption options[] = {
        { "kind", "KIND", "one of:" REQUEST_KINDS(WORD_SPACED), .required = true },
        { "jurisdiction", "PLACE", "england-wales, scotland or northern-ireland", .required = true },
        { "received", "DATE", "the day it was received, working day or not", .required = true },
        { "regime", "NAME", "reckon under this regime, whatever the day of receipt" },
        { "identity-asked", "DATE", "proof of identity was asked for" },
        { "identity-given", "DATE", "proof of identity was there" },
        { "fee-asked", "DATE", "a fee was asked for" },
        { "fee-paid", "DATE", "the fee was paid" },
        { "clarification-asked", "DATE", "the person was asked what they mean (access)", .repeatable = true },
        { "clarification-given", "DATE", "the answer to the clarification asked for in the same place",
          .repeatable = true },
        { "extended-on", "DATE", "the person was told of an extension" },
        { 0 },
};

/* The problems of law and holidays, first to last, then the refusal. */
static int load_regimes(const CliArgs *args, const Regimes **ret) {
        const char *data_dir;
        int status = session_data_dir(args, &data_dir);
        if (status)
                return status;
        Problems problems = PROBLEMS(cli_arena(args));
        Languages languages;
        if (languages_load(data_dir, cli_arena(args), &problems, &languages) == 0 &&
            law_regimes_load(data_dir, &languages, cli_arena(args), &problems, ret) == 0)
                return CLI_DONE;
        return cli_refuse_problems(&problems, "The law and holiday files");
}

static bool read_pauses(const CliArgs *args, ClockEvents *events) {
        size_t n = 0;
        while (cli_nth(args, "clarification-asked", n) || cli_nth(args, "clarification-given", n))
                n++;
        ClockPause *pauses = arena_array(cli_arena(args), n + 1, sizeof *pauses);
        for (size_t i = 0; i < n; i++)
                if (!cli_nth_date(args, "clarification-asked", i, &pauses[i].asked) ||
                    !cli_nth_date(args, "clarification-given", i, &pauses[i].answered))
                        return false;
        events->pauses = pauses;
        events->n_pauses = n;
        return true;
}

static bool read_question(const CliArgs *args, ClockQuestion *q) {
        ClockEvents *e = &q->events;
        if (!request_kind_from_string(cli_value(args, "kind"), &e->kind)) {
                cli_wrong_usage("--kind is one of:" REQUEST_KINDS(WORD_SPACED) ".");
                return false;
        }
        if (!jurisdiction_from_string(cli_value(args, "jurisdiction"), &q->jurisdiction)) {
                cli_wrong_usage("--jurisdiction is one of:" JURISDICTIONS(WORD_SPACED) ".");
                return false;
        }
        q->regime = cli_value(args, "regime");
        return cli_date(args, "received", &e->received) &&
               cli_date(args, "identity-asked", &e->identity_asked) &&
               cli_date(args, "identity-given", &e->identity_given) &&
               cli_date(args, "fee-asked", &e->fee_asked) && cli_date(args, "fee-paid", &e->fee_paid) &&
               cli_date(args, "extended-on", &e->extended_on) && read_pauses(args, e);
}

static int clock_run(const CliArgs *args) {
        ClockQuestion question = { .events = CLOCK_EVENTS(REQUEST_ACCESS, DATE_NONE),
                                   .as_of = clock_today(&(Clock){ .as_of = cli_as_of(args) }) };
        if (!read_question(args, &question))
                return CLI_USAGE;
        int status = load_regimes(args, &question.regimes);
        if (status)
                return status;
        if (question.regime && !regimes_find(question.regimes, question.regime)) {
                Text names = { 0 };
                for (size_t i = 0; i < question.regimes->n_regimes; i++)
                        text_appendf(&names, " %s", question.regimes->regimes[i].name);
                status = cli_wrong_usage("--regime is one of%s.", text_str(&names));
                text_done(&names);
                return status;
        }
        StatutoryClock clock;
        const char *why;
        int c = statutory_clock_run(&question, cli_arena(args), &clock, &why);
        if (c == CLOCK_E_CONTRADICTION)
                return cli_wrong_usage("%s", why);
        if (c)
                return cli_refuse("%s", why);
        return cli_print_clock(args, &clock);
}

const CliCommand cmd_clock = {
        .words = { "clock" },
        .help = "Say when a request must be answered, and why, step by step",
        .options = options,
        .run = clock_run,
};
