/* muniment status: is the daemon at work, and does anything want a person's eye? */
#include "cli/command.h"
#include "cli/session.h"
#include "store/hold.h"
#include "store/job.h"
#include "store/json.h"
#include "store/status.h"

#include <stdio.h>

#define SHOWN_MOST 20

typedef struct Answer {
        JobCounts counts;
        StatusView view;
        HoldCounts holds;
        JobView *failed, *next;
        size_t n_failed, n_next;
} Answer;

static int gather(const Session *session, Arena *arena, Answer *ret) {
        Date today = clock_today(&session->context.clock);
        int r = job_counts(session->store, today, &ret->counts);
        if (r == 0)
                r = status_overview(session->store, today, arena, &ret->view);
        if (r == 0)
                r = hold_counts(session->store, today, session->settings->hold_reminder_days, &ret->holds);
        if (r == 0)
                r = job_list(session->store, "failed", NULL, SHOWN_MOST, arena, &ret->failed, &ret->n_failed);
        if (r == 0)
                r = job_list(session->store, "queued", NULL, SHOWN_MOST, arena, &ret->next, &ret->n_next);
        return r;
}

static json_t *json_jobs(const JobView *views, size_t n) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list,
                         json_pack("{s:I, s:s, s:o, s:s, s:i, s:s?}", "job", (json_int_t)views[i].job.id,
                                   "kind", views[i].job.kind, "run_on", cli_json_date(views[i].job.run_on),
                                   "not_before", views[i].not_before, "attempts", views[i].job.attempts,
                                   "reason", views[i].reason));
        return list;
}

static json_t *json_of(const Answer *a) {
        json_t *checkpoint = a->view.checkpoint_at
                                     ? json_pack("{s:I, s:s}", "entries", (json_int_t)a->view.checkpoint,
                                                 "signed_at", a->view.checkpoint_at)
                                     : json_null();
        return json_pack("{s:I, s:{s:I, s:I, s:I, s:I}, s:I, s:o, s:o, s:o, s:I, s:{s:I, s:I, s:I}}",
                         "workers", (json_int_t)a->counts.workers, "queue", "due", (json_int_t)a->counts.due,
                         "waiting", (json_int_t)a->counts.waiting, "running", (json_int_t)a->counts.running,
                         "failed", (json_int_t)a->counts.failed, "overdue_clocks",
                         (json_int_t)a->view.overdue, "next", json_jobs(a->next, a->n_next), "failed_jobs",
                         json_jobs(a->failed, a->n_failed), "last_checkpoint", checkpoint, "ledger_pending",
                         (json_int_t)a->view.pending, "holds", "in_force", (json_int_t)a->holds.all,
                         "review_soon", (json_int_t)a->holds.soon, "review_due", (json_int_t)a->holds.due);
}

static void print_answer(const Answer *a) {
        printf("Workers     %lld%s\n", (long long)a->counts.workers,
               a->counts.workers ? "" : ": no munimentd is at work on this database");
        printf("Queue       %lld due, %lld waiting, %lld running, %lld failed\n", (long long)a->counts.due,
               (long long)a->counts.waiting, (long long)a->counts.running, (long long)a->counts.failed);
        printf("Clocks      %lld overdue\n", (long long)a->view.overdue);
        printf("Holds       %lld in force, %lld to be reviewed soon, %lld now\n", (long long)a->holds.all,
               (long long)a->holds.soon, (long long)a->holds.due);
        if (a->view.checkpoint_at)
                printf("Ledger      %lld entries signed at %s, %lld pending\n", (long long)a->view.checkpoint,
                       a->view.checkpoint_at, (long long)a->view.pending);
        else
                printf("Ledger      nothing signed yet, %lld pending\n", (long long)a->view.pending);
        for (size_t i = 0; i < a->n_failed; i++)
                printf("Failed      job %lld, %s: %s\n", (long long)a->failed[i].job.id,
                       a->failed[i].job.kind, a->failed[i].reason);
}

static int run_status(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Answer answer;
        int status = session_open(args, SESSION_AUDITOR, false, &session);
        if (status)
                return status;
        int r = gather(&session, cli_arena(args), &answer);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_of(&answer));
        print_answer(&answer);
        return CLI_DONE;
}

const CliCommand cmd_status = {
        .words = { "status" },
        .help = "Show workers, queue, failed jobs, overdue clocks, holds to review and the last checkpoint",
        .run = run_status,
};
