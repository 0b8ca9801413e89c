#include "monitor/attention.h"

#include "base/text.h"

#include <stdlib.h>

/* In the order of urgency. From above on, a figure needs a person; below: when it is less.
 * packaging/monitoring has an alert for each. */
static const struct {
        const char *code, *metric, *label;
        double above;
        bool below, seconds;
        const char *one, *many; /* %s: the number, or the time; %s once at most */
        const char *mend;
} rows[] = {
        { "workers-none", "workers", NULL, 1, true, false, NULL, "no munimentd is at work on this database",
          "systemctl start munimentd" },
        { "requests-overdue", "requests_overdue", NULL, 0, false, false,
          "a request is past its last lawful day", "%s requests are past their last lawful day",
          "muniment request list" },
        { "jobs-failed", "jobs", "failed", 0, false, false, "a job has failed and stands aside",
          "%s jobs have failed and stand aside", "muniment job list --state failed" },
        { "ledger-unsigned", "ledger_pending_age_seconds", NULL, 3600, false, true, NULL,
          "the ledger has had entries to sign for %s", "muniment job list --kind ledger.sequence" },
        { "jobs-waiting", "job_oldest_due_age_seconds", NULL, 1800, false, true, NULL,
          "a job that is due has waited for a worker for %s", "muniment job list --state queued" },
        { "runs-failed", "runs", "failed", 0, false, false, "a retention run was refused by its register",
          "%s retention runs were refused by their registers", "muniment retention show" },
        { "obligations-overdue", "obligations_overdue", NULL, 0, false, false,
          "a duty to tell somebody is past its day", "%s duties to tell somebody are past their day",
          "muniment notice due" },
        { "deliveries-failed", "deliveries", "failed", 0, false, false,
          "a letter was not delivered, or came back", "%s letters were not delivered, or came back",
          "muniment delivery list" },
        { "deliveries-held", "deliveries", "held", 0, false, false, NULL,
          "letters do not go out, for their channel cannot be used", "muniment delivery list --state waits" },
        { "holds-review", "holds_review_due", NULL, 0, false, false, "a hold is to be reviewed",
          "%s holds are to be reviewed", "muniment hold list" },
        { "obligations-waiting", "obligations", "waiting", 0, false, false,
          "a notice waits for a person to mend what stands in its way",
          "%s notices wait for a person to mend what stands in their way", "muniment notice due" },
        { "runs-to-approve", "runs", "planned", 0, false, false, "a retention run waits for approval",
          "%s retention runs wait for approval", "muniment retention show" },
};

double figure_value(const Figure *figures, size_t n, const char *metric, const char *label) {
        for (size_t i = 0; i < n; i++)
                if (str_eq(figures[i].metric, metric) && str_eq(figures[i].label, label))
                        return strtod(figures[i].value, NULL);
        return 0;
}

const char *duration_text(double seconds, Arena *arena) {
        static const struct {
                double least, unit;
                const char *name;
        } units[] = { { 172800, 86400, "days" }, { 7200, 3600, "h" }, { 120, 60, "min" }, { 0, 1, "s" } };
        size_t i = 0;
        while (seconds < units[i].least)
                i++;
        return arena_printf(arena, "%.0f %s", seconds / units[i].unit, units[i].name);
}

void attention_judge(const Figure *figures, size_t n, Arena *arena, Attention **ret, size_t *ret_n) {
        *ret = arena_array(arena, ELEMENTS(rows), sizeof **ret);
        *ret_n = 0;
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                double value = figure_value(figures, n, rows[i].metric, rows[i].label);
                if (rows[i].below ? value >= rows[i].above : value <= rows[i].above)
                        continue;
                const char *number =
                        rows[i].seconds ? duration_text(value, arena) : arena_printf(arena, "%.0f", value);
                const char *what = rows[i].one && value < 2 ? rows[i].one : rows[i].many;
                (*ret)[(*ret_n)++] = (Attention){
                        .code = rows[i].code,
                        .value = value,
                        .what = arena_printf(arena, what, number),
                        .mend = rows[i].mend,
                };
        }
}
