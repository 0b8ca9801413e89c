/* What waits for somebody: jobs, runs, requests, holds, the ledger. */
#include "base/error.h"
#include "base/text.h"
#include "cli/identity.h"
#include "documents/documents.h"
#include "install/doctor.h"
#include "pg/conninfo.h"
#include "store/doctor.h"
#include "store/job.h"

#include <unistd.h>

#define MOST_OF_A_KIND 10

typedef struct Sentence {
        const char *what;
        Urgency urgency;
        const char *where, *mend, *format; /* %1 key, %2 detail, %3 the rest, %a as whom, %o options */
} Sentence;

static const Sentence sentences[] = {
        { "job-failed", URGENCY_NOW, "queue", "%amuniment job retry %1%o",
          "Job %1 (%2) has failed: %3. When its cause is gone, have it tried again." },
        { "job-stuck", URGENCY_NOW, "queue", "systemctl restart munimentd",
          "Job %1 (%2) was left by a worker that is gone, and nobody has taken it up." },
        { "job-late", URGENCY_SOON, "queue", "%amuniment status%o",
          "%1 jobs are due and wait; the oldest for %3 minutes. More workers, or another host, would help." },
        { "run-failed", URGENCY_NOW, "retention", "%amuniment retention run %1%o",
          "Run %1 of rule %2 has failed: %3." },
        { "run-failed-job", URGENCY_NOW, "retention", "%amuniment job retry %1%o",
          "A run of rule %2 has failed: %3. When its cause is gone, have it tried again." },
        { "run-waits", URGENCY_SOON, "retention", "%amuniment retention approve %1 --as NAME%o",
          "Run %1 of rule %2 has waited for approval for %3 days." },
        { "register-closed", URGENCY_NOW, "registers", "%amuniment retention replay %1%o",
          "Register %1 is closed since %3 (%2): it may hold again what had been destroyed." },
        { "request-late", URGENCY_NOW, "requests", "%amuniment request show %1%o",
          "%1 (%2) is %3 days past the day on which it was to be answered." },
        { "request-soon", URGENCY_SOON, "requests", "%amuniment request show %1%o",
          "%1 (%2) is to be answered within %3 days." },
        { "hold-late", URGENCY_SOON, "holds", "%amuniment hold show %1%o",
          "Hold %1 was to be reviewed %3 days ago." },
        { "copies-left", URGENCY_NOW, "documents", "%amuniment document list%o",
          "%1 copies of documents are to be written to %2 on %3, or removed from it, and are not: munimentd "
          "must "
          "run there, and the folder be one that it can write." },
        { "drill-left", URGENCY_NOW, "backup", "psql -d postgres -c 'drop database \"%1\"'",
          "%1 is a copy of a register that a drill left when it was ended; what was destroyed is in it." },
        { "ledger-late", URGENCY_NOW, "ledger", "systemctl restart munimentd",
          "%1 entries of the ledger wait to be numbered and signed; the oldest for %3 minutes." },
};

/* Root has no login of its own where PostgreSQL asks the kernel; its superuser may act as anybody. */
static const char *as_whom(const Doctor *d) {
        const char *conninfo = d->settings->database;
        bool peer = getuid() == 0 && !pg_conninfo_value(conninfo, "user", d->findings.arena) &&
                    !pg_conninfo_value(conninfo, "host", d->findings.arena);
        return peer ? "runuser -u " DATABASE_USER " -- " : "";
}

static const char *doctor_work_fill(const Doctor *d, const char *format, const DoctorRow *row) {
        _cleanup_text_ Text text = { 0 };
        for (; *format; format++) {
                if (*format != '%') {
                        text_append_n(&text, format, 1);
                        continue;
                }
                const char *piece = *++format == '1' ? row->key
                                    : *format == '2' ? row->detail
                                    : *format == '3' ? row->more
                                    : *format == 'a' ? as_whom(d)
                                                     : d->options;
                text_append(&text, piece ? piece : "");
        }
        return arena_strdup(d->findings.arena, text_str(&text));
}

static void doctor_work_add_row(Doctor *d, const DoctorRow *row) {
        for (size_t i = 0; i < ELEMENTS(sentences); i++) {
                const Sentence *s = &sentences[i];
                if (str_eq(s->what, row->what))
                        finding_add(&d->findings, s->urgency, s->where, doctor_work_fill(d, s->mend, row),
                                    "%s", doctor_work_fill(d, s->format, row));
        }
}

/* The eyes are the service's own: whoever may not look into the folder has no finding of it. */
static int examine_strays(Doctor *d) {
        int64_t n;
        const char *name, *folder = d->settings->output_dir;
        int r = documents_strays(&d->context, false, &n, &name);
        if (r == 0 && n)
                finding_add(&d->findings, URGENCY_SOON, folder,
                            arena_printf(d->findings.arena, "muniment document strays%s", d->options),
                            "%lld files are named like letters, reports or certificates, such as %s, and no "
                            "document answers for them: of before an upgrade or a restore, and perhaps of "
                            "somebody destroyed since.",
                            (long long)n, name);
        return r < 0 ? 0 : err_trace(r);
}

int doctor_work(Doctor *d) {
        DoctorRow *rows;
        JobCounts counts;
        size_t n;
        if (!d->context.store)
                return 0;
        Date today = clock_today(&d->context.clock);
        int r = doctor_rows(d->context.store, today, MOST_OF_A_KIND, d->findings.arena, &rows, &n);
        if (r == 0)
                r = job_counts(d->context.store, today, &counts);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n; i++)
                doctor_work_add_row(d, &rows[i]);
        r = examine_strays(d);
        if (r)
                return err_trace(r);
        if (counts.workers == 0)
                finding_add(&d->findings, URGENCY_NOW, "daemon",
                            arena_printf(d->findings.arena,
                                         d->unit ? "systemctl enable --now %s" : "munimentd --config %s",
                                         d->unit ? d->unit : d->settings_file),
                            "No munimentd is at work on this database.");
        return 0;
}
