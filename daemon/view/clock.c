#include "view/clock.h"

#include "store/json.h"

#include <stdio.h>

json_t *clock_json(const StatutoryClock *c) {
        json_t *working = json_array();
        for (size_t i = 0; i < c->n_steps; i++)
                json_add(working, json_pack("{s:s, s:o, s:s}", "step", c->steps[i].step, "date",
                                            cli_json_date(c->steps[i].date), "because", c->steps[i].because));
        json_t *object = json_pack(
                "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:s, s:o}", "regime", c->regime->name, "starts",
                cli_json_date(c->starts), "due", cli_json_date(c->due), "target", cli_json_date(c->target),
                "extend_by", cli_json_date(c->extend_by), "extended_due", cli_json_date(c->extended_due),
                "acknowledge_by", cli_json_date(c->acknowledge_by), "excluded_days", c->excluded_days,
                "state", clock_state_to_string(c->state), "working", working);
        if (c->warning)
                json_put(object, "warning", json_string(c->warning));
        return object;
}

void clock_print(const StatutoryClock *c) {
        switch (c->state) {
        case CLOCK_NOT_STARTED:
                if (c->starts == DATE_NONE)
                        printf("The time has not begun: something asked for is still awaited.\n");
                else
                        printf("The time begins on %s; the last lawful day is %s.\n", DATE_TEXT(c->starts),
                               DATE_TEXT(c->due));
                break;
        case CLOCK_PAUSED:
                if (c->due == DATE_NONE)
                        printf("The clock stands still until the clarification comes; %d days do not count "
                               "so far.\n",
                               c->excluded_days);
                else
                        printf("The clock stands still; with the answer given the last lawful day is %s.\n",
                               DATE_TEXT(c->due));
                break;
        case CLOCK_OVERDUE:
                printf("Overdue: the last lawful day was %s.\n", DATE_TEXT(c->due));
                break;
        case CLOCK_MET:
                printf("It is acknowledged; the outcome is due without undue delay.\n");
                break;
        case CLOCK_RUNNING:
        case _CLOCK_STATE_MAX:
                printf("The last lawful day is %s; work to %s.\n", DATE_TEXT(c->due), DATE_TEXT(c->target));
                break;
        }
        for (size_t i = 0; i < c->n_steps; i++)
                printf("  %-10s  %-13s %s\n",
                       c->steps[i].date == DATE_NONE ? "-" : DATE_TEXT(c->steps[i].date), c->steps[i].step,
                       c->steps[i].because);
        if (c->warning)
                printf("Warning: %s\n", c->warning);
}

int cli_print_clock(const CliArgs *args, const StatutoryClock *clock) {
        if (cli_json(args))
                return cli_print_json(clock_json(clock));
        clock_print(clock);
        return CLI_DONE;
}
