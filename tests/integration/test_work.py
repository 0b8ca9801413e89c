"""munimentd: the queue, workers that die, a database that goes away, and what systemd is told.

The jobs are real ones. queue.tidy deletes jobs that ended long ago; a trigger that the test hangs on that
delete makes it slow, or makes it fail."""
import datetime
import json
import os
import signal
import subprocess
import time

import psycopg
import pytest

from conftest import PROGRAMS, ROOT, by, sqlgen, wait_until, write_config, run_muniment

TODAY = datetime.date.today().isoformat()
SLOW = """create function public.trouble() returns trigger language plpgsql as $$
          begin perform pg_catalog.pg_sleep({}); return null; end $$"""
FAULTY = """create function public.trouble() returns trigger language plpgsql as $$
            begin raise exception 'planted-detail-{}'; end $$"""


def hang_on_tidy(database, function):
    """What happens at each queue.tidy of this database from now on."""
    with database.connect() as connection:
        connection.execute("drop function if exists public.trouble() cascade")
        connection.execute(function)
        connection.execute("create trigger trouble before delete on muniment.job "
                           "for each statement execute function public.trouble()")


def no_trouble(database):
    database.rows("drop function if exists public.trouble() cascade")


def enqueue(database, n=1, kind="queue.tidy", run_on=TODAY):
    database.rows("insert into muniment.job (kind, run_on) select %s, %s::date from generate_series(1, %s::integer)",
                  kind, run_on, n)


def not_today(database):
    """As if this day's work had been scheduled already, so that only the test's own jobs are there."""
    database.rows("insert into muniment.job_day select key, d::date from unnest(%s::text[]) as key, "
                  "generate_series(current_date - 1, current_date + 1, interval '1 day') as d",
                  [key for key in scheduled_keys()])


def scheduled_keys():
    return ["queue.tidy", "hold.remind", "request.letters", "deliver"]  # the settings of these tests name no register and no source


def states(database):
    """Of the test's own jobs: each daemon notes once which rules it has read, and which key it seals for."""
    return dict(database.rows("select state, count(*) from muniment.job where kind not in ('policy.load', 'seal.renew') group by 1"))


def job(database):
    """The one job there is."""
    columns = "state, attempts, setbacks, reason, lease_owner, started_at, lease_until, not_before"
    rows = database.rows(f"select {columns} from muniment.job where kind = 'queue.tidy'")
    assert len(rows) == 1
    return dict(zip(columns.split(", "), rows[0]))


def wait_state(database, state, seconds=20):
    return wait_until(lambda: (lambda j: j if j["state"] == state else None)(job(database)), seconds)


# --- the queue --------------------------------------------------------------------------------------------

def test_a_job_is_done_and_says_so(database, config, daemon):
    not_today(database)
    running = daemon(config()).wait_ready()
    enqueue(database)
    wait_state(database, "done")
    assert job(database)["attempts"] == 1
    assert "A job is done" in wait_until(lambda: running.log if "KIND=queue.tidy" in running.log else None)


def test_a_new_job_wakes_a_sleeping_worker(database, config, daemon):
    """By notification: the poll is an hour away."""
    not_today(database)
    daemon(config(poll_seconds=3600)).wait_said("STATUS=Working, with 1 workers")
    time.sleep(1)
    enqueue(database)
    wait_state(database, "done", seconds=5)


def test_two_workers_never_run_one_job(database, config, daemon):
    """Each run of queue.tidy leaves a row; as many rows as jobs, by more than one worker."""
    not_today(database)
    database.rows("create table public.ran (pid integer)")
    database.rows("grant insert on public.ran to muniment_engine")
    hang_on_tidy(database, """create function public.trouble() returns trigger language plpgsql as $$
                 begin insert into public.ran values (pg_catalog.pg_backend_pid());
                 perform pg_catalog.pg_sleep(0.01); return null; end $$""")
    enqueue(database, 60)
    daemon(config(workers=4)).wait_ready()
    wait_until(lambda: states(database) == {"done": 60}, 40)
    assert database.value("select count(*) from public.ran") == 60
    assert database.value("select count(distinct pid) from public.ran") > 1
    assert database.value("select max(attempts) from muniment.job") == 1


def test_a_job_for_tomorrow_waits(database, config, daemon):
    not_today(database)
    enqueue(database, run_on=datetime.date.today() + datetime.timedelta(days=1))
    daemon(config()).wait_ready()
    time.sleep(2)
    assert states(database) == {"queued": 1}


def test_an_expired_lease_is_claimed_again(database, config, daemon):
    """As when a whole host is lost: nobody comes back for the job."""
    not_today(database)
    enqueue(database)
    database.rows("update muniment.job set state = 'running', attempts = 1, lease_owner = 'gone/1', "
                  "lease_until = now() + interval '3 seconds'")
    daemon(config()).wait_ready()
    time.sleep(1)
    assert job(database)["lease_owner"] == "gone/1"
    wait_state(database, "done")
    assert job(database)["attempts"] == 2


def test_a_job_that_always_kills_its_worker_stands_aside(database, config, daemon):
    not_today(database)
    enqueue(database)
    database.rows("update muniment.job set state = 'running', attempts = 5, lease_owner = 'gone/1', "
                  "lease_until = now() - interval '1 second'")
    running = daemon(config(max_attempts=5)).wait_ready()
    assert wait_state(database, "failed")["reason"] == "worker-died"
    assert wait_until(lambda: "left behind by a worker that died" in running.log)
    assert "A worker died" not in running.log, "whoever puts it aside lives on"


def test_a_fault_is_tried_again_with_back_off_and_then_kept(database, config, daemon, canary):
    not_today(database)
    mark = canary.mark("a value in the server's error text")
    hang_on_tidy(database, FAULTY.format(mark))
    enqueue(database)
    running = daemon(config(max_attempts=2)).wait_ready()
    first = wait_until(lambda: (lambda j: j if j["attempts"] == 1 and j["state"] == "queued" else None)(job(database)))
    assert (first["not_before"] - first["started_at"]).total_seconds() >= 5
    database.rows("update muniment.job set not_before = now()")  # no need to wait for it
    failed = wait_state(database, "failed")
    assert failed["attempts"] == 2
    assert failed["reason"].startswith("fault EBADMSG at pg/pg.c:")
    assert "SQLSTATE=P0001" in running.log
    canary.assert_silent(running, database)


def test_a_lock_not_had_is_no_fault(database, config, daemon):
    """The job goes back to the queue, its tries uncounted, and is done once the lock is free."""
    not_today(database)
    running = daemon(config(lock_timeout_ms=50)).wait_ready()
    # Its worker has the day behind it: whoever cannot note the day's work claims nothing.
    wait_until(lambda: database.value("select state from muniment.job where kind = 'policy.load'") == "done")
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("lock table muniment.job_day in access exclusive mode")
        enqueue(database)
        back = wait_until(lambda: (lambda j: j if j["setbacks"] >= 2 else None)(job(database)), 60)
        assert back["reason"] == "database-busy" and back["attempts"] <= 1
        holder.rollback()
    assert wait_state(database, "done")["attempts"] == 1
    assert "A job did not succeed and will be tried again" in running.log


def test_an_unknown_kind_stands_aside_at_once(database, config, daemon):
    not_today(database)
    enqueue(database, kind="no.such-kind")
    daemon(config()).wait_ready()
    wait_until(lambda: states(database) == {"failed": 1})
    assert database.value("select reason from muniment.job where kind = 'no.such-kind'") == "kind-unknown"


def test_a_day_is_scheduled_once_by_any_number_of_daemons(database, config, daemon):
    daemons = [daemon(config(workers=2)) for _ in range(2)]
    for one in daemons:
        one.wait_ready()
    wait_until(lambda: set(states(database)) == {"done"})
    assert database.rows("select kind, count(*) from muniment.job where kind = 'queue.tidy' group by 1") == [
        ("queue.tidy", 1)]
    daemons[0].stop()
    daemon(config()).wait_ready()
    time.sleep(1)
    assert database.value("select count(*) from muniment.job where kind = 'queue.tidy'") == 1


# --- processes that die -----------------------------------------------------------------------------------

def test_kill_9_of_a_worker_in_the_middle(database, config, daemon):
    not_today(database)
    hang_on_tidy(database, SLOW.format(30))
    enqueue(database)
    running = daemon(config(lease_seconds=3600)).wait_ready()
    wait_state(database, "running")
    victim, = running.workers()
    no_trouble_later = psycopg.connect(database.conninfo)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: running.workers() and running.workers() != [victim])
    no_trouble_later.execute("select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity "
                             "where query ilike '%muniment.job%' and pid <> pg_catalog.pg_backend_pid() "
                             "and wait_event = 'PgSleep'")
    no_trouble_later.execute("drop function public.trouble() cascade")
    no_trouble_later.commit()
    no_trouble_later.close()
    done = wait_state(database, "done")  # long before the lease would have run out
    assert done["attempts"] >= 2
    assert "A worker died" in running.log and "left behind by a worker that died" in running.log


def test_kill_9_of_the_supervisor_takes_its_workers_along(database, config, daemon):
    not_today(database)
    hang_on_tidy(database, SLOW.format(4))
    enqueue(database)
    running = daemon(config(workers=2, lease_seconds=5, statement_timeout_ms=100000)).wait_ready()
    wait_state(database, "running")
    workers = running.workers()
    assert len(workers) == 2
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers), 5)
    assert job(database)["state"] == "running"  # nobody could tell; the lease will
    no_trouble(database)
    database.rows("update muniment.job set lease_until = now() where state = 'running'")
    daemon(config(name="again.conf")).wait_ready()
    assert wait_state(database, "done")["attempts"] == 2


def test_a_worker_that_keeps_dying_is_restarted_with_back_off(database, config, daemon):
    not_today(database)
    running = daemon(config()).wait_ready()
    deaths = []
    while len(deaths) < 3:
        victim, = wait_until(running.workers)
        deaths.append(time.monotonic())
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: victim not in running.workers())
    wait_until(running.workers)
    assert deaths[1] - deaths[0] < 1          # the first may be chance
    assert time.monotonic() - deaths[2] >= 2  # later ones wait: 0, 2, 4 ... seconds


def test_stops_within_seconds_and_gives_the_job_back(database, config, daemon):
    not_today(database)
    hang_on_tidy(database, SLOW.format(60))
    enqueue(database)
    running = daemon(config(workers=2, statement_timeout_ms=2000)).wait_ready()
    wait_state(database, "running")
    workers = running.workers()
    began = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - began < 10
    given = job(database)
    assert given["state"] == "queued" and given["lease_owner"] is None, "it is nobody's, and waits to be done"
    no_trouble(database)
    database.rows("update muniment.job set not_before = now() where state = 'queued'")
    daemon(config(name="again.conf")).wait_ready()
    wait_state(database, "done")
    assert not any(os.path.exists(f"/proc/{pid}") for pid in workers)


def test_a_long_statement_does_not_hold_up_the_stop_for_ever(database, config, daemon):
    not_today(database)
    hang_on_tidy(database, SLOW.format(60))
    enqueue(database)
    running = daemon(config(statement_timeout_ms=120000)).wait_ready()
    wait_state(database, "running")
    began = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - began < 14


# --- a database that is away ------------------------------------------------------------------------------

def own_database(own_cluster, name="g"):
    with psycopg.connect(own_cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    conninfo = own_cluster.conninfo(name)
    run_muniment("migrate", "--database", conninfo)
    return conninfo


def value(conninfo, sql):
    with psycopg.connect(conninfo, autocommit=True) as connection:
        return connection.execute(sql).fetchone()[0]


def test_starting_with_the_database_away(own_cluster, tmp_path, daemon):
    conninfo = own_database(own_cluster)
    own_cluster.halt()
    running = daemon(write_config(tmp_path / "c.conf", conninfo))
    running.wait_said("STATUS=The database cannot be reached; trying again")
    assert running.said("READY") == [] and running.process.poll() is None
    assert running.log.count("The database cannot be reached") == 1
    own_cluster.resume()
    running.wait_ready(40)
    wait_until(lambda: value(conninfo, "select count(*) from muniment.job where state = 'done'"), 20)
    assert "The database answers again" in running.log


def test_the_database_goes_and_comes_back_in_the_middle(own_cluster, tmp_path, daemon):
    """The job under way goes back to the queue and is done once the database is there again."""
    conninfo = own_database(own_cluster)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(SLOW.format(20))
        connection.execute("create trigger trouble before delete on muniment.job "
                           "for each statement execute function public.trouble()")
    running = daemon(write_config(tmp_path / "c.conf", conninfo, lease_seconds=3600)).wait_ready()
    wait_until(lambda: value(conninfo, "select count(*) from muniment.job where kind = 'queue.tidy' "
                                       "and state = 'running'"))
    pids = running.processes()
    own_cluster.halt()
    running.wait_said("STATUS=The database cannot be reached; trying again")
    own_cluster.resume()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("drop function public.trouble() cascade")
    wait_until(lambda: value(conninfo, "select count(*) from muniment.job where kind = 'queue.tidy' "
                                       "and state = 'done'"), 60)
    assert value(conninfo, "select attempts from muniment.job where kind = 'queue.tidy'") == 1
    assert running.processes() == pids  # nobody had to die for it
    assert running.log.count("The database cannot be reached") == 1
    assert running.log.count("The database answers again") == 1


def test_waits_for_muniment_migrate(empty_database, tmp_path, daemon):
    running = daemon(write_config(tmp_path / "c.conf", empty_database.conninfo))
    running.wait_said("STATUS=The database's schema is not this program's")
    assert running.said("READY") == []
    run_muniment("migrate", "--database", empty_database.conninfo)
    running.wait_ready(40)


# --- systemd ----------------------------------------------------------------------------------------------

def test_ready_comes_after_the_first_connection_and_once(database, config, daemon):
    running = daemon(config(workers=2))
    running.wait_ready()
    assert database.value("select count(*) from pg_stat_activity where datname = %s and "
                          "application_name in ('munimentd worker', 'munimentd kept')", database.name) >= 1
    running.wait_said("STATUS=Working, with 2 workers")
    assert len(running.said("READY=1")) == 1


def test_the_watchdog_is_fed_in_time(database, config, daemon):
    running = daemon(config(), env={"WATCHDOG_USEC": "2000000"}).wait_ready()
    time.sleep(5)
    moments = [moment for moment, line in running.notifications() if line == "WATCHDOG=1"]
    assert len(moments) >= 3
    assert max(b - a for a, b in zip(moments, moments[1:])) < 2


def test_stopping_is_told(database, config, daemon):
    running = daemon(config()).wait_ready()
    running.signal(signal.SIGTERM)
    running.wait_said("STOPPING=1")
    assert running.wait() == 0


def test_sighup_takes_new_settings(database, config, daemon):
    not_today(database)
    running = daemon(config(workers=1)).wait_ready()
    before = running.workers()
    config(workers=3)
    running.signal(signal.SIGHUP)
    running.wait_said("RELOADING=1")
    wait_until(lambda: len(running.workers()) == 3 and not set(before) & set(running.workers()))
    config(workers=1)
    running.signal(signal.SIGHUP)
    wait_until(lambda: len(running.workers()) == 1)
    assert len(running.said("READY=1")) == 3


def test_sighup_with_wrong_settings_changes_nothing(database, config, daemon):
    running = daemon(config(workers=1)).wait_ready()
    before = wait_until(running.workers)
    config(workers=0)
    running.signal(signal.SIGHUP)
    wait_until(lambda: "The settings or policies are wrong" in running.log)
    assert running.workers() == before and running.process.poll() is None
    assert "workers" in running.log


def test_wrong_settings_at_start_are_refused(tmp_path, daemon):
    path = tmp_path / "wrong.conf"
    path.write_text('database = "dbname=x";\nworkers = "many";\n')
    running = daemon(path)
    assert running.wait() == 78
    assert "wrong.conf:2: workers:" in running.log


def test_missing_keys_are_refused(config, daemon, tmp_path):
    running = daemon(config(), env={"CREDENTIALS_DIRECTORY": str(tmp_path / "nowhere")})
    assert running.wait() == 78


# --- once -------------------------------------------------------------------------------------------------

def once(config, keys, *args, timeout=60):
    return subprocess.run([PROGRAMS / "munimentd", "--once", "--config", config, *args], timeout=timeout,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **keys})


@pytest.mark.parametrize("workers", [1, 3])
def test_once_does_what_is_due_and_returns(database, config, keys, workers):
    enqueue(database, 20, run_on="2031-05-01")
    enqueue(database, 1, run_on="2031-05-03")
    done = once(config(workers=workers, poll_seconds=60), keys, "--as-of", "2031-05-02")
    assert done.returncode == 0, done.stderr
    assert database.rows("select run_on::text, state, count(*) from muniment.job where kind = 'queue.tidy' "
                         "group by 1, 2 order by 1") == [
        ("2031-05-01", "done", 20), ("2031-05-02", "done", 1), ("2031-05-03", "queued", 1)]


def test_once_twice_schedules_the_day_once(database, config, keys):
    for _ in range(2):
        assert once(config(), keys, "--as-of", "2031-05-02").returncode == 0
    assert database.value("select count(*) from muniment.job where kind = 'queue.tidy'") == 1


def test_once_says_when_jobs_failed(database, config, keys):
    enqueue(database, kind="no.such-kind")
    done = once(config(), keys)
    assert done.returncode == 1
    assert "Some jobs failed" in done.stderr


def test_a_sequencer_that_failed_is_not_begun_over_and_over(database, config, keys, tmp_path):
    """Its entries stay pending, but whoever is idle next must not put it in the queue again, without end."""
    path = config(max_attempts=1, checkpoint_file=str(tmp_path / "nowhere" / "checkpoint"))
    for day, status, tries in (("2031-05-02", 1, 1), ("2031-05-02", 0, 1), ("2031-05-03", 1, 2)):
        database.rows("insert into muniment.ledger_pending (acted_on, kind, actor) values (%s::date, 'test-act', 'engine')", day)
        assert once(path, keys, "--as-of", day).returncode == status
        assert database.value("select count(*) from muniment.job where kind = 'ledger.sequence'") == tries
    assert set(database.rows("select reason from muniment.job where kind = 'ledger.sequence'")) == {("ledger-file",)}


def test_once_does_not_wait_for_a_database_that_is_away(tmp_path, keys):
    done = once(write_config(tmp_path / "c.conf", f"host={tmp_path} dbname=x"), keys)
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr


@pytest.mark.parametrize("args", [["--as-of", "2031-02-30"], ["--once", "--as-of", "soon"], ["--nonsense"], ["word"]])
def test_wrong_usage_is_status_2(args):
    done = subprocess.run([PROGRAMS / "munimentd", *args], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=20, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1


# --- what it costs ----------------------------------------------------------------------------------------

def memory_kb(pids):
    """Proportional: a page shared by three processes counts a third in each."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as f:
            total += next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
    return total


def test_idle_costs_almost_nothing(database, config, daemon):
    running = daemon(config(workers=2, poll_seconds=30)).wait_ready()
    wait_until(lambda: set(states(database)) == {"done"})
    running.wait_said("STATUS=Working, with 2 workers")
    time.sleep(1)

    def wakes():
        total = 0
        for pid in running.processes():
            with open(f"/proc/{pid}/status") as f:
                total += sum(int(line.split()[1]) for line in f if line.startswith("voluntary_ctxt_switches"))
        return total

    before = wakes()
    time.sleep(5)
    assert wakes() - before <= 5
    assert len(running.processes()) == 4, "the supervisor, two workers, and the one that is kept"
    assert memory_kb(running.processes()) < 4 * 24 * 1024


# --- for people -------------------------------------------------------------------------------------------

def test_job_list_show_retry_discard(database, config, muniment):
    path = config()
    enqueue(database, kind="no.such-kind")
    enqueue(database)
    failed, waiting = [row[0] for row in database.rows("select id from muniment.job order by id")]
    database.rows("update muniment.job set state = 'failed', reason = 'kind-unknown', attempts = 1, "
                  "finished_at = now() where id = %s", failed)
    jobs = muniment("job", "list", "--config", path, "--json").json["jobs"]
    assert [(j["job"], j["state"]) for j in jobs] == [(waiting, "queued"), (failed, "failed")]
    assert len(muniment("job", "list", "--state", "failed", "--config", path, "--json").json["jobs"]) == 1
    assert muniment("job", "show", failed, "--config", path, "--json").json["reason"] == "kind-unknown"
    assert "kind-unknown" in muniment("job", "show", failed, "--config", path).out
    muniment("job", "retry", waiting, "--config", path, status=1)  # it has not failed
    assert muniment("job", "retry", failed, "--as", "officer", "--config", path, "--json").json["state"] == "queued"
    assert database.rows("select state, attempts, finished_at from muniment.job where id = %s", failed) == [
        ("queued", 0, None)]
    muniment("job", "discard", failed, "--as", "officer", "--config", path)
    assert database.value("select state from muniment.job where id = %s", failed) == "discarded"
    assert database.rows("select kind, actor, about from muniment.ledger_pending order by id") == [
        ("job-retried", by("officer"), f"job {failed}"), ("job-discarded", by("officer"), f"job {failed}")]
    muniment("job", "show", 999999, "--config", path, status=1)
    muniment("job", "show", "one", "--config", path, status=2)


def test_retry_of_work_that_stands_in_the_queue_again(database, config, muniment):
    path = config()
    database.rows("insert into muniment.job (kind, key, run_on, state, finished_at, reason) "
                  "values ('queue.tidy', 'k', current_date, 'failed', now(), 'x')")
    database.rows("insert into muniment.job (kind, key, run_on) values ('queue.tidy', 'k', current_date)")
    failed = database.value("select id from muniment.job where state = 'failed'")
    assert "stands in the queue again" in muniment("job", "retry", failed, "--config", path, status=1).err


# --- in which order ---------------------------------------------------------------------------------------

def claim(connection, lanes=2, least=2, how=""):
    """The next job by the statement itself, as a worker sends it: (id, kind)."""
    text, order = next((sql, given) for name, sql, given in sqlgen().statements(ROOT / "sql/queries/job.sql", {}) if name == "job_claim")
    if not connection.execute("select from pg_prepared_statements where name = 'claim'").fetchall():
        connection.execute("prepare claim as " + text)
    given = {"today": f"'{TODAY}'", "owner": "'me'", "lease_seconds": 60, "lanes": lanes, "least": least}
    row = connection.execute(f"{how} execute claim({', '.join(str(given[name]) for name in order)})").fetchone()
    return row if how else row and (row[0], row[1])


def test_whom_somebody_waits_for_comes_first(database):
    """Then what is under a clock, and housekeeping last, however long it has waited."""
    for kind, on in (("queue.tidy", "2000-01-01"), ("retention.plan", "2000-01-02"), ("notice.compose", TODAY),
                     ("register.watch", "2000-01-03"), ("errand", TODAY), ("request.collect", "2000-01-04")):
        database.rows("insert into muniment.job (kind, run_on) values (%s, %s)", kind, on)
    database.rows("insert into muniment.job (kind, run_on, state, attempts, lease_owner, lease_until)"
                  " values ('hold.remind', %s, 'running', 1, 'gone', now() - interval '1 second')", TODAY)
    with database.connect() as connection:
        assert [claim(connection)[1] for _ in range(7)] == [
            "hold.remind", "errand", "notice.compose", "register.watch", "request.collect", "queue.tidy", "retention.plan"]
        assert claim(connection) is None


def test_the_worker_that_is_kept_takes_no_housekeeping(database):
    for kind in ("queue.tidy", "notice.compose"):
        database.rows("insert into muniment.job (kind, run_on) values (%s, %s)", kind, TODAY)
    database.rows("insert into muniment.job (kind, run_on, state, attempts, lease_owner, lease_until)"
                  " values ('hold.remind', %s, 'running', 1, 'gone', now() - interval '1 second')", TODAY)
    with database.connect() as connection:
        assert claim(connection, least=1)[1] == "notice.compose"
        assert claim(connection, least=1) is None


def ask(connection, login):
    """An errand of that login."""
    connection.execute(f"set session authorization {login}")
    asked = connection.execute("select muniment.errand_ask('[]', decode(repeat('00', 32), 'hex'))").fetchone()[0]
    connection.execute("reset session authorization")
    return connection.execute("select id from muniment.job where key = %s", [f"errand:{asked}"]).fetchone()[0]


def test_fifty_errands_of_one_do_not_hold_what_others_wait_for(database):
    """So many of one login are worked at once, and the first of another's come before the rest of them."""
    with database.connect() as connection:
        for login in ("queue_anna", "queue_ben"):
            connection.execute(f"create role {login} login in role muniment_officer")
        try:
            many = [ask(connection, "queue_anna") for _ in range(50)]
            one = ask(connection, "queue_ben")
            more = ask(connection, "queue_ben")
            connection.commit()
            assert [claim(connection)[0] for _ in range(4)] == [many[0], one, many[1], more]
            assert claim(connection) is None, "their lanes are full"
            connection.execute("update muniment.job set state = 'done', finished_at = now(), lease_owner = null, lease_until = null"
                               " where id = %s", [many[0]])
            assert claim(connection)[0] == many[2]
            connection.commit()
            with database.connect() as other, pytest.raises(psycopg.errors.UniqueViolation):
                other.execute("update muniment.job set state = 'running', lane = 0, lease_owner = 'x', lease_until = now()"
                              " where id = %s", [many[4]])
        finally:
            connection.rollback()
            connection.execute("drop owned by queue_anna, queue_ben")
            connection.execute("drop role queue_anna, queue_ben")


def test_what_cannot_wait_has_a_worker_while_housekeeping_holds_the_others(database, config, daemon):
    """Both workers stand in jobs that do not end: what somebody waits for is done within seconds all the same."""
    not_today(database)
    hang_on_tidy(database, SLOW.format(30))
    enqueue(database, 2)
    daemon(config(workers=2, statement_timeout_ms=60000)).wait_ready()
    wait_until(lambda: states(database) == {"running": 2})
    enqueue(database, kind="notice.compose")
    wait_until(lambda: database.value("select state from muniment.job where kind = 'notice.compose'") == "done", 10)
    assert states(database) == {"running": 2, "done": 1}
    no_trouble(database)


# --- leases -----------------------------------------------------------------------------------------------

def test_a_lease_is_renewed_while_a_statement_lasts_longer(database, config, daemon):
    """One statement of three leases, two workers: only one ever does it."""
    not_today(database)
    daemon(config(workers=2, lease_seconds=5, statement_timeout_ms=60000, lock_timeout_ms=60000)).wait_ready()
    wait_until(lambda: database.value("select count(*) from muniment.engine_session where name like 'munimentd %%'") == 3)
    with psycopg.connect(database.conninfo) as holder:  # not even to be named by a statement that is prepared
        holder.execute("lock table muniment.job_day in access exclusive mode")
        enqueue(database)
        first = wait_state(database, "running")
        time.sleep(11)
        now = job(database)
        assert (now["attempts"], now["lease_owner"]) == (1, first["lease_owner"])
        assert now["lease_until"] > first["lease_until"]
    assert wait_state(database, "done")["attempts"] == 1


def test_a_claim_does_not_look_at_the_whole_queue(database):
    database.rows("insert into muniment.job (kind, run_on) select 'queue.tidy', date '2000-01-01' + i % 300"
                  " from generate_series(1, 100000) as i")
    database.rows("analyze muniment.job")
    with database.connect() as connection:
        claim(connection)
        plan = claim(connection, how="explain (analyze, buffers, format json)")[0][0]
    text = json.dumps(plan)
    assert '"Sort"' not in text and '"Seq Scan"' not in text
    assert plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] < 200
    print(plan["Execution Time"], "ms")


def test_what_the_daemon_filled_is_analysed(database, config, daemon):
    """In the role of the engine, which owns no table; autovacuum has no part in it."""
    not_today(database)
    database.rows("alter table muniment.subject_ref set (autovacuum_enabled = false)")
    database.rows("insert into muniment.register (name, map) values ('r', 'm')")
    database.rows("insert into muniment.subject_ref (register, subject_key) select 'r', i::text from generate_series(1, 2000) i")
    assert database.value("select reltuples from pg_class where oid = 'muniment.subject_ref'::regclass") < 0
    daemon(config()).wait_ready()
    wait_until(lambda: database.value("select reltuples from pg_class where oid = 'muniment.subject_ref'::regclass") == 2000)
