/* Back-off, and the table of what kinds of job there are. */
#include "base/text.h"
#include "check.h"
#include "work/backoff.h"
#include "work/jobs.h"

static void test_backoff(void) {
        static const struct {
                int tries, first, most, want;
        } cases[] = {
                { 1, 5, 3600, 5 },     { 2, 5, 3600, 10 },        { 3, 5, 3600, 20 },
                { 10, 5, 3600, 2560 }, { 11, 5, 3600, 3600 },     { 1000, 5, 3600, 3600 },
                { 1, 1, 30, 1 },       { 5, 1, 30, 16 },          { 6, 1, 30, 30 },
                { 0, 1, 30, 1 },       { 2000000000, 1, 30, 30 }, { 1, 60, 30, 30 },
        };
        check_group("back-off");
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
                CHECK_INT(backoff_seconds(cases[i].tries, cases[i].first, cases[i].most), cases[i].want);
        for (int i = 1; i < 100; i++)
                CHECK(backoff_seconds(i + 1, 3, 1000) >= backoff_seconds(i, 3, 1000));
}

static void test_jobs(void) {
        Work work = { .job = { .kind = "no.such-kind" } };
        check_group("jobs");
        for (JobKind kind = 0; kind < _JOB_KIND_MAX; kind++) {
                const JobRow *row = job_row(kind);
                CHECK(row->run != NULL);
                CHECK(row->schedule != JOB_DAILY || row->scope <= JOB_OF_SOURCE);
        }
        CHECK_INT(job_do(&work), WORK_E_KIND);
        work.job.kind = "";
        CHECK_INT(job_do(&work), WORK_E_KIND);
        check_group("a job that does not say what it is about");
        work.job.kind = job_kind_to_string(JOB_REGISTER_WATCH);
        CHECK_INT(job_do(&work), WORK_E_ARGUMENTS);
        work.arguments = json_pack("{s:i}", "register", 1);
        CHECK_INT(job_do(&work), WORK_E_ARGUMENTS);
        work.job.kind = job_kind_to_string(JOB_ERRAND);
        CHECK_INT(job_do(&work), WORK_E_ARGUMENTS);
        json_decref(work.arguments);
}

int main(void) {
        test_backoff();
        test_jobs();
        return check_done();
}
