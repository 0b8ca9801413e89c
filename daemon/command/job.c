/* muniment job list, show, retry, discard: the queue, for people. */
#include "store/job.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/session.h"
#include "store/json.h"
#include "store/ledger.h"

#include <stdio.h>

static json_t *command_job_number(int64_t n) {
        return n >= 0 ? json_integer(n) : json_null();
}

static json_t *json_of(const JobView *v) {
        json_t *job =
                json_pack("{s:I, s:s, s:s, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "job",
                          (json_int_t)v->job.id, "kind", v->job.kind, "state", job_state_to_string(v->state),
                          "run_on", cli_json_date(v->job.run_on), "attempts", v->job.attempts, "reason",
                          json_text(v->reason), "progress", command_job_number(v->progress), "total",
                          command_job_number(v->total), "not_before", json_text(v->not_before), "created_at",
                          json_text(v->created_at), "started_at", json_text(v->started_at), "finished_at",
                          json_text(v->finished_at), "key", json_text(v->job.key));
        if (v->job.arguments)
                json_put(job, "arguments", json_loads(v->job.arguments, 0, NULL));
        return job;
}

static void print_list(const CliArgs *args, const JobView *views, size_t n) {
        static const char *const heads[] = { "JOB", "KIND", "STATE", "DAY", "TRIES", "REASON" };
        const char **cells = arena_array(cli_arena(args), n * ELEMENTS(heads), sizeof *cells);
        for (size_t i = 0; i < n; i++) {
                const char **row = cells + i * ELEMENTS(heads);
                char day[DATE_TEXT_SIZE];
                row[0] = arena_printf(cli_arena(args), "%lld", (long long)views[i].job.id);
                row[1] = views[i].job.kind;
                row[2] = job_state_to_string(views[i].state);
                row[3] = arena_strdup(cli_arena(args), date_format(views[i].job.run_on, day));
                row[4] = arena_printf(cli_arena(args), "%d", views[i].job.attempts);
                row[5] = views[i].reason;
        }
        cli_print_table(heads, ELEMENTS(heads), cells, n);
}

static int job_run_list(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        JobState ignored;
        int64_t limit = 100;
        if (!cli_number(args, "limit", 1, 100000, &limit))
                return CLI_USAGE;
        if (cli_value(args, "state") && !job_state_from_string(cli_value(args, "state"), &ignored))
                return cli_wrong_usage("--state is one of:" JOB_STATES(WORD_SPACED) ".");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        JobView *views;
        size_t n;
        int r = job_list(session.store, cli_value(args, "state"), cli_value(args, "kind"), (int)limit,
                         cli_arena(args), &views, &n);
        if (r)
                return cli_settle(r);
        if (!cli_json(args)) {
                print_list(args, views, n);
                return CLI_DONE;
        }
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list, json_of(&views[i]));
        return cli_print_json(json_pack("{s:o}", "jobs", list));
}

/* The operand as a job's number. */
static int job_number(const CliArgs *args, int64_t *ret) {
        if (str_to_i64(cli_operand(args, 0), 1, INT64_MAX, ret))
                return CLI_DONE;
        return cli_wrong_usage("JOB is a number, as muniment job list shows it.");
}

static int job_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        JobView view;
        int64_t id;
        int status = job_number(args, &id);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = job_show(session.store, id, cli_arena(args), &view);
        if (r == JOB_E_GONE)
                return cli_refuse("There is no job %lld.", (long long)id);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_of(&view));
        print_list(args, &view, 1);
        printf("\narguments    %s\nnot before   %s\ncreated      %s\nstarted      %s\nfinished     %s\n",
               view.job.arguments ? view.job.arguments : "-", view.not_before, view.created_at,
               view.started_at ? view.started_at : "-", view.finished_at ? view.finished_at : "-");
        return CLI_DONE;
}

/* Changes a job and notes in the ledger who did, in one transaction. */
static int job_change(const Session *session, int64_t id, int (*act)(Store *, int64_t), EntryKind kind) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        const Context *c = &session->context;
        int r = pg_tx_begin(store_pg(c->store), &tx);
        if (r == 0)
                r = act(c->store, id);
        if (r == 0)
                r = ledger_note(c, kind, arena_printf(c->arena, "job %lld", (long long)id), NULL);
        return r == 0 ? pg_tx_commit(&tx) : err_trace(r);
}

static int run_change(const CliArgs *args, int (*act)(Store *, int64_t), EntryKind kind, const char *done,
                      const char *not_such) {
        _cleanup_session_ Session session = { 0 };
        int64_t id;
        int status = job_number(args, &id);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        int r = job_change(&session, id, act, kind);
        if (r == JOB_E_GONE)
                return cli_refuse("There is no job %lld %s; see muniment job show %lld.", (long long)id,
                                  not_such, (long long)id);
        if (r == PG_E_CONFLICT)
                return cli_refuse("The same work stands in the queue again already; job %lld is not needed.",
                                  (long long)id);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:s}", "job", (json_int_t)id, "state", done));
        printf("Job %lld is %s.\n", (long long)id, done);
        return CLI_DONE;
}

static int run_retry(const CliArgs *args) {
        return run_change(args, job_requeue, ENTRY_JOB_RETRIED, "queued", "that failed or was discarded");
}

static int run_discard(const CliArgs *args) {
        return run_change(args, job_discard, ENTRY_JOB_DISCARDED, "discarded", "that waits or has failed");
}

static const CliOption list_options[] = {
        { "state", "STATE", "only queued, running, done, failed or discarded ones" },
        { "kind", "KIND", "only of this kind" },
        { "limit", "N", "at most so many, the newest first (100)" },
        { 0 },
};

#define JOB_LOOKS   .who = CLI_AUDITOR | CLI_OPERATOR
#define JOB_CHANGES .who = CLI_OFFICER | CLI_OPERATOR, .engine = true, .acts = true
CLI_COMMAND(job_list, "job", "list", NULL, 0, 0, "List the work that waits, runs, is done or has failed",
            list_options, job_run_list, JOB_LOOKS);
CLI_COMMAND(job_show, "job", "show", "JOB", 1, 1, "Show one job", NULL, job_run_show, JOB_LOOKS);
CLI_COMMAND(job_retry, "job", "retry", "JOB", 1, 1, "Put a failed job back in the queue", NULL, run_retry,
            JOB_CHANGES);
CLI_COMMAND(job_discard, "job", "discard", "JOB", 1, 1, "Decide that a job shall not be done", NULL,
            run_discard, JOB_CHANGES);
