#include "view/status.h"

#include "base/error.h"
#include "store/closing.h"
#include "store/json.h"

enum { SHOWN_MOST = 20, SOON_DAYS = 7 };

int status_gather(const Session *session, Arena *arena, StatusAnswer *ret) {
        Date today = clock_today(&session->context.clock);
        Store *store = session->store;
        int r = job_counts(store, today, &ret->counts);
        if (r == 0)
                r = status_overview(store, today, arena, &ret->view);
        if (r == 0)
                r = hold_counts(store, today, session->settings->hold_reminder_days, &ret->holds);
        if (r == 0)
                r = job_list(store, job_state_to_string(JOB_STATE_FAILED), NULL, SHOWN_MOST, arena,
                             &ret->failed, &ret->n_failed);
        if (r == 0)
                r = job_list(store, job_state_to_string(JOB_STATE_QUEUED), NULL, SHOWN_MOST, arena,
                             &ret->next, &ret->n_next);
        if (r == 0)
                r = run_open_list(store, SHOWN_MOST, arena, &ret->runs, &ret->n_runs);
        if (r == 0)
                r = figures_read(store, today, SOON_DAYS, arena, &ret->figures, &ret->n_figures);
        if (r == 0)
                r = closing_list(store, arena, &ret->closed, &ret->n_closed);
        if (r == 0)
                attention_judge(ret->figures, ret->n_figures, arena, &ret->attention, &ret->n_attention);
        return err_trace(r);
}

/* --- JSON ----------------------------------------------------------------------------------------------- */

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

static json_t *json_runs(const StatusAnswer *a) {
        json_t *list = json_array();
        for (size_t i = 0; i < a->n_runs; i++) {
                const OpenRun *run = &a->runs[i];
                json_add(list, json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:s?}", "run",
                                         (json_int_t)run->id, "register", run->register_name, "rule",
                                         run->rule, "state", run_state_to_string(run->state), "needs",
                                         approval_to_string(run->needs), "batches", (json_int_t)run->batches,
                                         "batches_done", (json_int_t)run->done, "waits", run->waits));
        }
        return list;
}

static json_t *json_figures(const StatusAnswer *a) {
        json_t *list = json_array();
        for (size_t i = 0; i < a->n_figures; i++)
                json_add(list, json_pack("{s:s, s:s?, s:s?, s:f}", "metric", a->figures[i].metric, "label",
                                         a->figures[i].label, "label_b", a->figures[i].label_b, "value",
                                         strtod(a->figures[i].value, NULL)));
        return list;
}

static json_t *json_attention(const StatusAnswer *a) {
        json_t *list = json_array();
        for (size_t i = 0; i < a->n_attention; i++)
                json_add(list, json_pack("{s:s, s:f, s:s, s:s}", "code", a->attention[i].code, "value",
                                         a->attention[i].value, "what", a->attention[i].what, "mend",
                                         a->attention[i].mend));
        return list;
}

static json_t *json_closed(const StatusAnswer *a) {
        json_t *list = json_array();
        for (size_t i = 0; i < a->n_closed; i++)
                json_add(list, json_pack("{s:s, s:s, s:o}", "register", a->closed[i].register_name, "reason",
                                         closing_reason_to_string(a->closed[i].reason), "since",
                                         cli_json_date(a->closed[i].closed_on)));
        return list;
}

json_t *status_json(const StatusAnswer *a) {
        json_t *checkpoint = a->view.checkpoint_at
                                     ? json_pack("{s:I, s:s}", "entries", (json_int_t)a->view.checkpoint,
                                                 "signed_at", a->view.checkpoint_at)
                                     : json_null();
        return json_pack("{s:I, s:{s:I, s:I, s:I, s:I}, s:I, s:o, s:o, s:o, s:I, s:{s:I, s:I, s:I}, s:o, "
                         "s:o, s:o, s:o}",
                         "workers", (json_int_t)a->counts.workers, "queue", "due", (json_int_t)a->counts.due,
                         "waiting", (json_int_t)a->counts.waiting, "running", (json_int_t)a->counts.running,
                         "failed", (json_int_t)a->counts.failed, "overdue_clocks",
                         (json_int_t)a->view.overdue, "next", json_jobs(a->next, a->n_next), "failed_jobs",
                         json_jobs(a->failed, a->n_failed), "last_checkpoint", checkpoint, "ledger_pending",
                         (json_int_t)a->view.pending, "holds", "in_force", (json_int_t)a->holds.all,
                         "review_soon", (json_int_t)a->holds.soon, "review_due", (json_int_t)a->holds.due,
                         "runs", json_runs(a), "attention", json_attention(a), "figures", json_figures(a),
                         "closed_registers", json_closed(a));
}

/* --- text ----------------------------------------------------------------------------------------------- */

typedef struct Page {
        const StatusAnswer *a;
        bool colour;
        Arena *arena;
        Text *out;
} Page;

static long long value(const Page *p, const char *metric, const char *label) {
        return (long long)figure_value(p->a->figures, p->a->n_figures, metric, label);
}

static void head(const Page *p, const char *name) {
        text_appendf(p->out, "%s%-11s%s ", p->colour ? "\033[1m" : "", name, p->colour ? "\033[0m" : "");
}

static void write_queue(const Page *p) {
        const JobCounts *c = &p->a->counts;
        head(p, "Workers");
        text_appendf(p->out, "%lld%s\n", (long long)c->workers,
                     c->workers ? "" : ": no munimentd is at work on this database");
        head(p, "Queue");
        text_appendf(p->out, "%lld due", (long long)c->due);
        if (c->due)
                text_appendf(p->out, " for %s",
                             duration_text((double)value(p, "job_oldest_due_age_seconds", NULL), p->arena));
        text_appendf(p->out, ", %lld waiting, %lld running, %lld failed\n", (long long)c->waiting,
                     (long long)c->running, (long long)c->failed);
}

static void write_people(const Page *p) {
        head(p, "Requests");
        text_appendf(p->out, "%lld open, %lld overdue, %lld due within 7 days\n",
                     value(p, "requests_open", NULL), value(p, "requests_overdue", NULL),
                     value(p, "requests_due_soon", NULL));
        head(p, "Notices");
        text_appendf(p->out, "%lld to write, %lld wait for a person, %lld overdue, %lld due within 7 days\n",
                     value(p, "obligations", "open"), value(p, "obligations", "waiting"),
                     value(p, "obligations_overdue", NULL), value(p, "obligations_due_soon", NULL));
        head(p, "Letters");
        text_appendf(p->out, "%lld ready, %lld sent, %lld failed\n", value(p, "deliveries", "ready"),
                     value(p, "deliveries", "sent"), value(p, "deliveries", "failed"));
        head(p, "Holds");
        text_appendf(p->out, "%lld in force, %lld to be reviewed soon, %lld now\n",
                     (long long)p->a->holds.all, (long long)p->a->holds.soon, (long long)p->a->holds.due);
}

static void write_runs(const Page *p) {
        static const char *const states[] = { "planned", "approved", "running", "disposed", "failed" };
        head(p, "Runs");
        for (size_t i = 0; i < ELEMENTS(states); i++) {
                long long rows = value(p, "run_rows", states[i]);
                text_appendf(p->out, "%s%lld %s", i ? ", " : "", value(p, "runs", states[i]), states[i]);
                if (rows)
                        text_appendf(p->out, " (%lld rows)", rows);
        }
        text_append(p->out, "\n");
        for (size_t i = 0; i < p->a->n_runs; i++) {
                const OpenRun *run = &p->a->runs[i];
                head(p, "");
                text_appendf(p->out, "run %lld, %s of %s, is %s: %lld of %lld batches done%s%s\n",
                             (long long)run->id, run->rule, run->register_name,
                             run_state_to_string(run->state), (long long)run->done, (long long)run->batches,
                             run->waits ? "; it waits: " : "", run->waits ? run->waits : "");
        }
}

static long long answers(const Page *p, const char *source, const char *answer) {
        for (size_t i = 0; i < p->a->n_figures; i++) {
                const Figure *f = &p->a->figures[i];
                if (str_eq(f->metric, "source_answers") && str_eq(f->label, source) &&
                    str_eq(f->label_b, answer))
                        return (long long)strtod(f->value, NULL);
        }
        return 0;
}

static void write_sources(const Page *p) {
        bool first = true;
        for (size_t i = 0; i < p->a->n_figures; i++) {
                const Figure *f = &p->a->figures[i];
                if (!str_eq(f->metric, "source_subjects"))
                        continue;
                head(p, first ? "Sources" : "");
                text_appendf(p->out,
                             "%s: %s%lld agreed, %lld differed, %lld withheld, %lld without a usable "
                             "answer; %lld differences open\n",
                             f->label, value(p, "source_sweeps_running", f->label) ? "sweeping; " : "",
                             answers(p, f->label, "agreed"), answers(p, f->label, "differed"),
                             answers(p, f->label, "withheld"), answers(p, f->label, "unknown"),
                             value(p, "discrepancies_open", f->label));
                first = false;
        }
}

static void write_ledger(const Page *p) {
        const StatusView *v = &p->a->view;
        head(p, "Ledger");
        if (v->checkpoint_at)
                text_appendf(p->out, "%lld entries signed at %s", (long long)v->checkpoint, v->checkpoint_at);
        else
                text_append(p->out, "nothing signed yet");
        text_appendf(p->out, ", %lld pending\n", (long long)v->pending);
}

static void write_closed(const Page *p) {
        for (size_t i = 0; i < p->a->n_closed; i++) {
                const Closing *closed = &p->a->closed[i];
                head(p, "Closed");
                text_appendf(p->out, "register %s since %s, %s: muniment retention replay %s opens it\n",
                             closed->register_name, DATE_TEXT(closed->closed_on),
                             closing_reason_to_string(closed->reason), closed->register_name);
        }
}

static void write_failed(const Page *p) {
        for (size_t i = 0; i < p->a->n_failed; i++) {
                head(p, "Failed");
                text_appendf(p->out, "job %lld, %s: %s\n", (long long)p->a->failed[i].job.id,
                             p->a->failed[i].job.kind, p->a->failed[i].reason);
        }
}

static void write_attention(const Page *p) {
        for (size_t i = 0; i < p->a->n_attention; i++) {
                const Attention *item = &p->a->attention[i];
                head(p, i ? "" : "To do");
                text_appendf(p->out, "%s%s%s: %s\n", p->colour ? "\033[31m" : "", item->what,
                             p->colour ? "\033[0m" : "", item->mend);
        }
}

void status_write(const StatusAnswer *answer, bool colour, Arena *arena, Text *out) {
        const Page page = { .a = answer, .colour = colour, .arena = arena, .out = out };
        write_attention(&page);
        write_closed(&page);
        write_queue(&page);
        write_people(&page);
        write_runs(&page);
        write_sources(&page);
        write_ledger(&page);
        write_failed(&page);
}
