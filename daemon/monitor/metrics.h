#pragma once
/* Every metric there is: name (muniment_ goes before it, _total behind a counter's), type, labels, help. The
 * manual page muniment-metrics(7) is made from this table. No label may grow without bound, and none may be
 * about a person: states, kinds of job and names of sources only.
 *
 * FROM says who counts: DATABASE, the figures of sql/queries/figures.sql, the same from every host that
 * shares the governance database; HOST, what the processes of this daemon have seen since it started. */

/* clang-format off */
#define METRICS \
        METRIC(BUILD_INFO,              HOST,     GAUGE,     "build_info",                  "version", NULL, "Always 1; the label says which version this is.") \
        METRIC(DATABASE_UP,             HOST,     GAUGE,     "database_up",                 NULL, NULL, "1 when the governance database answered this scrape; when 0, what it would tell is left out.") \
        METRIC(DATABASE_LATENCY,        HOST,     GAUGE,     "database_latency_seconds",    NULL, NULL, "How long the governance database took over the least that can be asked.") \
        METRIC(GATHER_SECONDS,          HOST,     GAUGE,     "gather_seconds",              NULL, NULL, "How long it took to gather what the governance database tells.") \
        METRIC(START_TIME,              HOST,     GAUGE,     "start_time_seconds",          NULL, NULL, "When the daemon started, in seconds since 1970.") \
        METRIC(PROCESS_RESIDENT,        HOST,     GAUGE,     "process_resident_bytes",      "process", NULL, "Memory of the daemon's processes: supervisor, reporter, and all workers together.") \
        METRIC(PROCESSES,               HOST,     GAUGE,     "processes",                   "process", NULL, "How many processes of the daemon are alive.") \
        METRIC(PROCESS_DEATHS,          HOST,     COUNTER,   "process_deaths",              NULL, NULL, "Processes that ended in a way nobody asked for, and were started again.") \
        METRIC(RELOADS,                 HOST,     COUNTER,   "reloads",                     "outcome", NULL, "Reloads of the settings: taken, or refused because something in them is wrong.") \
        METRIC(SCRAPES,                 HOST,     COUNTER,   "scrapes",                     NULL, NULL, "Answers given to monitoring.") \
        METRIC(MESSAGES_HELD,           HOST,     COUNTER,   "messages_held_back",          NULL, NULL, "Messages that the journal was spared because the same one had been written often enough.") \
        METRIC(JOBS_ENDED,              HOST,     COUNTER,   "job_tries",                   "kind", "outcome", "Tries of jobs by how they ended: done, retried (after a fault), setback (the database was away or busy), stopped (given back when the daemon stops), failed (stands aside), lost (its lease ran out and the job is another worker's).") \
        METRIC(JOB_SECONDS,             HOST,     HISTOGRAM, "job_duration_seconds",        "kind", NULL, "How long a try of a job took.") \
        METRIC(LEASES_LOST,             HOST,     COUNTER,   "job_leases_lost",             NULL, NULL, "Leases that ran out under a worker of this host.") \
        METRIC(DATABASE_LOSSES,         HOST,     COUNTER,   "database_losses",             NULL, NULL, "Times that a worker lost the governance database or could not reach it.") \
        METRIC(WORKERS,                 DATABASE, GAUGE,     "workers",                     NULL, NULL, "Workers connected to the governance database, of all hosts, without those kept for what cannot wait.") \
        METRIC(JOBS,                    DATABASE, GAUGE,     "jobs",                        "state", NULL, "Jobs in the queue: due, waiting for their day or moment, running, failed.") \
        METRIC(JOB_OLDEST_DUE,          DATABASE, GAUGE,     "job_oldest_due_age_seconds",  NULL, NULL, "How long the oldest job that is due has waited for a worker.") \
        METRIC(JOB_LEASES_EXPIRED,      DATABASE, GAUGE,     "job_leases_expired",          NULL, NULL, "Jobs whose worker has been silent for longer than its lease, and that nobody has taken over yet.") \
        METRIC(REQUESTS_OPEN,           DATABASE, GAUGE,     "requests_open",               NULL, NULL, "Requests of people that are not closed.") \
        METRIC(REQUESTS_OVERDUE,        DATABASE, GAUGE,     "requests_overdue",            NULL, NULL, "Open requests past their last lawful day.") \
        METRIC(REQUESTS_SOON,           DATABASE, GAUGE,     "requests_due_soon",           NULL, NULL, "Open requests whose last lawful day is today or within seven days.") \
        METRIC(OBLIGATIONS,             DATABASE, GAUGE,     "obligations",                 "state", NULL, "Duties to tell somebody something: open, or waiting for a person.") \
        METRIC(OBLIGATIONS_OVERDUE,     DATABASE, GAUGE,     "obligations_overdue",         NULL, NULL, "Duties not met by their day.") \
        METRIC(OBLIGATIONS_SOON,        DATABASE, GAUGE,     "obligations_due_soon",        NULL, NULL, "Duties whose day is today or within seven days.") \
        METRIC(DELIVERIES,              DATABASE, GAUGE,     "deliveries",                  "state", NULL, "Letters on their way: ready, sent, failed or come back; held: their channel cannot be used.") \
        METRIC(RUNS,                    DATABASE, GAUGE,     "runs",                        "state", NULL, "Retention runs by state.") \
        METRIC(RUN_ROWS,                DATABASE, GAUGE,     "run_rows",                    "state", NULL, "Rows of the runs in a state, as planned.") \
        METRIC(RUN_SUBJECTS,            DATABASE, GAUGE,     "run_subjects",                "state", NULL, "Subjects of the runs in a state, as planned.") \
        METRIC(RUN_OLDEST,              DATABASE, GAUGE,     "run_oldest_age_seconds",      "state", NULL, "How long the run that has stood longest in a state that is not the last has stood in it.") \
        METRIC(REGISTERS_CLOSED,        DATABASE, GAUGE,     "registers_closed",            NULL, NULL, "Registers that went back in time, as a restored backup does, and wait for muniment retention replay.") \
        METRIC(HOLDS_BINDING,           DATABASE, GAUGE,     "holds_binding",               NULL, NULL, "Holds that are not released.") \
        METRIC(HOLDS_REVIEW,            DATABASE, GAUGE,     "holds_review_due",            NULL, NULL, "Holds that a person should look at again: the day of their review has come.") \
        METRIC(SOURCE_SUBJECTS,         DATABASE, COUNTER,   "source_subjects",             "source", NULL, "Subjects looked at in sweeps of a source.") \
        METRIC(SOURCE_ANSWERS,          DATABASE, COUNTER,   "source_answers",              "source", "answer", "Answers of a source: agreed, differed, withheld, unknown (no usable answer).") \
        METRIC(SOURCE_RUNNING,          DATABASE, GAUGE,     "source_sweeps_running",       "source", NULL, "Sweeps of a source that are under way.") \
        METRIC(SOURCE_FINISHED,         DATABASE, GAUGE,     "source_sweep_finished_timestamp_seconds", "source", NULL, "When the last sweep of a source came to its end, in seconds since 1970.") \
        METRIC(DISCREPANCIES,           DATABASE, GAUGE,     "discrepancies_open",          "source", NULL, "Differences found that nobody has settled.") \
        METRIC(LEDGER_ENTRIES,          DATABASE, GAUGE,     "ledger_entries",              NULL, NULL, "Entries that the ledger holds.") \
        METRIC(LEDGER_PENDING,          DATABASE, GAUGE,     "ledger_pending",              NULL, NULL, "Entries that wait to be numbered and signed.") \
        METRIC(LEDGER_PENDING_AGE,      DATABASE, GAUGE,     "ledger_pending_age_seconds",  NULL, NULL, "How long the oldest of them has waited.") \
        METRIC(LEDGER_CHECKPOINT,       DATABASE, GAUGE,     "ledger_checkpoint_timestamp_seconds", NULL, NULL, "When the newest checkpoint was signed, in seconds since 1970; left out while there is none.")
/* clang-format on */

typedef enum Metric {
#define METRIC(id, from, type, name, label, label_b, help) METRIC_##id,
        METRICS
#undef METRIC
                _METRIC_MAX,
} Metric;
