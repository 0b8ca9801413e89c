"""When a run works, and when it stands back: hours, replicas that are behind, a server that is busy, and rest between
batches. Whatever puts it off is told, and it is taken up again."""
import contextlib
import datetime
import json
import os
import pathlib
import signal
import subprocess
import time
import zoneinfo

import psycopg
import pytest

from conftest import AS_OF, ROOT, Cluster, Office, generate_register, wait_until
from test_plan_approve import with_settings
from test_requests import ORDINARY, receive
from test_retention import archived_since, live, planned


@pytest.fixture
def office(database, register, tmp_path, keys):
    register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    register.rows("update register.child set relevant = true, consent_given_on = '2020-01-01', consent_withdrawn_on = null,"
                  " died_on = null")
    return Office(database, register, tmp_path, keys, more="batch_size = 5;\nworkers = 1;\npoll_seconds = 1;\n")


def once(office, daemon):
    running = daemon(office.settings, "--once", "--as-of", AS_OF)
    assert running.wait(90) == 0, running.log


def show(office, run):
    return office.json("retention", "show", run)


def soon(office):
    """What waits in the queue is due now."""
    office.database.rows("update muniment.job set not_before = now() where state = 'queued'")


def hours_from_now(first, last):
    """A span of the day on a clock in London."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London"))
    return "-".join(f"{now + datetime.timedelta(hours=h):%H:%M}" for h in (first, last))


def test_outside_its_hours_a_run_waits_and_is_taken_up_again(office, daemon):
    keys = archived_since(office, "2018-01-01", 12)
    run = planned(office)
    with_settings(office, run_hours=f'"{hours_from_now(2, 4)}"')
    once(office, daemon)
    shown = show(office, run)
    assert (shown["waits"], shown["batches_done"]) == ("outside-run-hours", 0) and live(office, keys) == set(keys)
    wait = office.database.value("select not_before - now() from muniment.job where state = 'queued'")
    assert datetime.timedelta(minutes=10) < wait <= datetime.timedelta(minutes=15), "hours may be set otherwise meanwhile"
    assert "It waits (outside-run-hours)" in office("retention", "show", run).out
    assert "outside run_hours" in office("retention", "run", run, status=1).err
    with_settings(office, run_hours=f'"{hours_from_now(-1, 1)}"')
    soon(office)
    once(office, daemon)
    shown = show(office, run)
    assert (shown["state"], shown["waits"], shown["disposed"]) == ("certified", None, 12)


@contextlib.contextmanager
def busy(database, n):
    """So many sessions of others at work."""
    sessions = [psycopg.connect(database.conninfo, autocommit=True) for _ in range(n)]
    try:
        for session in sessions:
            session.pgconn.send_query(b"select pg_sleep(600)")
        wait_until(lambda: database.value("select count(*) from pg_stat_activity where query like 'select pg_sleep%%'"
                                          " and state = 'active'") == n)
        yield
    finally:
        for session in sessions:
            session.cancel()
            session.close()


def test_a_run_stands_back_while_the_server_is_busy(office, daemon):
    keys = archived_since(office, "2018-01-01", 12)
    run = planned(office)
    with_settings(office, run_max_active=2)
    with busy(office.register, 3):
        once(office, daemon)
        assert (show(office, run)["waits"], live(office, keys)) == ("server-loaded", set(keys))
        assert office.database.value("select attempts from muniment.job where kind = 'retention.carry-out'") == 0
    with busy(office.register, 2):  # as many as it may be
        soon(office)
        once(office, daemon)
    assert show(office, run)["state"] == "certified" and not live(office, keys)


def test_what_is_soon_over_is_waited_for(office):
    keys = archived_since(office, "2018-01-01", 3)
    run = planned(office)
    with_settings(office, run_max_active=1)
    with busy(office.register, 2):
        running = subprocess.Popen([os.environ.get("MUNIMENT_BUILD", ROOT / "build/debug") + "/muniment", "retention", "run", str(run),
                                    "--config", office.settings, "--as-of", AS_OF], env={**os.environ, **office.keys})
        time.sleep(2)
        assert running.poll() is None and live(office, keys) == set(keys)
    assert running.wait(30) == 0 and not live(office, keys)


def test_a_limit_on_what_cannot_be_seen_stops_the_run(office):
    """The agent looks with its owner's rights. One who may not look sees nobody at work: that is not taken for idle."""
    keys = archived_since(office, "2018-01-01", 3)
    run = planned(office)
    office.register.rows("alter function muniment_agent.load() owner to muniment_engine")
    with psycopg.connect(office.register.conninfo):  # of another login: what it does is hidden
        with_settings(office, run_max_active=100)
        assert "cannot be seen" in office("retention", "run", run, status=1).err and live(office, keys) == set(keys)
        with_settings(office, run_max_active=0, run_max_lag_mb=0)  # nothing is asked, nothing has to be seen
        office("retention", "run", run)
    assert not live(office, keys)


# --- replicas ---

def as_server(*words):
    return ["runuser", "-u", "postgres", "--", *map(str, words)] if os.getuid() == 0 else [*map(str, words)]


@contextlib.contextmanager
def standby(cluster, late="1h"):
    """A second server that follows the first and is told to replay everything so late; its folder."""
    bin_dir = subprocess.run(["pg_config", "--bindir"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    if not pathlib.Path(bin_dir, "initdb").exists():
        bin_dir = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    home = os.path.realpath(cluster.folder / "cluster")
    data = f"{home}/standby"
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": 120, "cwd": "/"}
    subprocess.run(as_server(f"{bin_dir}/pg_basebackup", "-D", data, "-R", "-X", "stream", "-c", "fast", "-d", cluster.base),
                   check=True, **quiet)
    delay = f"echo \"recovery_min_apply_delay = {late}\" >>"
    subprocess.run(as_server("sh", "-c", f"{delay} {data}/postgresql.auto.conf"), check=True, **quiet)
    options = f"-c unix_socket_directories={data} -c hot_standby=on"
    subprocess.run(as_server(f"{bin_dir}/pg_ctl", "-D", data, "-w", "-t", "60", "-l", f"{home}/standby.log", "-o", options, "start"),
                   check=True, **quiet)
    try:
        yield data
    finally:
        subprocess.run(as_server(f"{bin_dir}/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"), **quiet)


@pytest.fixture
def followed(tmp_path, database, keys):
    """An office whose register's server may have a replica."""
    cluster = Cluster(tmp_path / "followed", "wal_level=replica", "max_wal_senders=4")
    register = generate_register(cluster.create(), 50)
    yield Office(database, register, tmp_path, keys, more="batch_size = 5;\nworkers = 1;\npoll_seconds = 1;\nrun_max_lag_mb = 1;\n")
    cluster.stop()


def test_a_run_stands_back_while_a_replica_is_behind(followed, daemon):
    followed.register.rows("update register.child set relevant = true, consent_given_on = '2020-01-01', archived_on = null,"
                           " archive_ground = null, consent_withdrawn_on = null, died_on = null")
    keys = archived_since(followed, "2018-01-01", 6)
    run = planned(followed)
    lag = "select pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) from pg_stat_replication where state = 'streaming'"
    with standby(followed.register.cluster) as data:
        followed.register.rows("create table public.first ()")  # the commit that it waits at; what comes after is behind
        followed.register.rows("create table public.bulk as select repeat(md5(n::text), 20) as t from generate_series(1, 5000) n")
        followed.register.rows("grant select on public.first, public.bulk to muniment_engine")  # verification reads them too
        wait_until(lambda: (followed.register.value(lag) or 0) > 1 << 20)
        once(followed, daemon)
        assert (show(followed, run)["waits"], live(followed, keys)) == ("replica-lags", set(keys))
        with psycopg.connect(f"host={data} user=postgres dbname=postgres", autocommit=True) as replica:
            replica.execute("alter system set recovery_min_apply_delay = 0")
            replica.execute("select pg_reload_conf()")
        wait_until(lambda: (followed.register.value(lag) or 0) < 1 << 20, 30)
        soon(followed)
        once(followed, daemon)
    assert show(followed, run)["state"] == "certified" and not live(followed, keys)


# --- rest, and progress ---

def test_a_run_that_rests_stops_at_once_tells_how_far_it_is_and_goes_on(office, daemon):
    keys = archived_since(office, "2018-01-01", 60)
    run = planned(office)
    with_settings(office, run_share=2)  # forty-nine times as long as it works
    running = daemon(office.settings, "--once", "--as-of", AS_OF)
    wait_until(lambda: show(office, run)["batches_done"] >= 2, 60)
    shown = show(office, run)
    assert shown["state"] == "running" and 2 <= shown["batches_done"] < 12 and shown["expected_end"]
    assert "At this pace it ends at" in office("retention", "show", run).out
    told = office("status", "--json", status=None).json["runs"]
    assert (run, True, 12) in [(r["run"], r["batches_done"] >= 2, r["batches"]) for r in told]
    began = time.monotonic()
    running.signal(signal.SIGTERM)
    running.wait(20)
    assert time.monotonic() - began < 10
    assert len(live(office, keys)) == 60 - 5 * show(office, run)["batches_done"] > 0
    with_settings(office, run_share=100)
    once(office, daemon)
    assert show(office, run)["state"] == "certified" and not live(office, keys)


# --- whose the worker is ---

def carried(office, run, columns):
    """Of the run's job: the daemon plans and carries out others beside it."""
    row, = office.database.rows(f"select {columns} from muniment.job where kind = 'retention.carry-out'"
                                " and (arguments->>'run')::bigint = %s", run)
    return row


def test_a_run_that_rests_gives_its_worker_to_whoever_waits(office, daemon):
    """One worker, and a run that works a fiftieth of its time: other housekeeping is done while it rests, and what was left of
    the rest is rested before it goes on."""
    keys = archived_since(office, "2018-01-01", 60)
    run = planned(office)
    with_settings(office, run_share=2)
    daemon(office.settings, "--as-of", AS_OF)
    wait_until(lambda: show(office, run)["batches_done"] >= 1, 60)
    office.database.rows("insert into muniment.job (kind, run_on) values ('hold.remind', %s)", AS_OF)
    wait_until(lambda: office.database.value("select bool_and(state = 'done') from muniment.job where kind = 'hold.remind'"), 30)
    assert carried(office, run, "attempts <= 1, reason") == (True, "made-way")


def test_a_request_does_not_wait_for_a_verification_that_rests(office, daemon):
    """The only worker stands in a verification, which rests for most of the time: a person's request is collected within
    seconds."""
    archived_since(office, "2018-01-01", 3)
    run = planned(office)
    office.register.rows("create table public.bulk as select repeat(md5(n::text), 20) as t from generate_series(1, 20000) n")
    office.register.rows("grant select on public.bulk to muniment_engine")
    with_settings(office, run_share=1)
    daemon(office.settings, "--as-of", AS_OF)
    wait_until(lambda: show(office, run)["state"] == "disposed", 60)
    ref = receive(office, office.child(ORDINARY))
    office.database.rows("insert into muniment.job (kind, arguments, run_on) values ('request.collect', %s, %s)",
                         json.dumps({"request": ref}), AS_OF)
    began = time.monotonic()
    wait_until(lambda: office.json("request", "show", ref)["state"] == "collected", 15)
    print(f"{time.monotonic() - began:.1f} s")
    assert show(office, run)["state"] == "disposed"
    assert carried(office, run, "state") == ("running",)


def test_a_lease_outlasts_a_plan_that_takes_longer(office, daemon):
    """Planning is one transaction of the governance database, in which nothing of the queue can be told."""
    with_settings(office, workers=2, lease_seconds=5)
    job = "select attempts, lease_until > now() from muniment.job where kind = 'retention.plan' and state = 'running'"
    with psycopg.connect(office.register.conninfo) as holder:
        holder.execute("lock table register.child in access exclusive mode")
        daemon(office.settings, "--as-of", AS_OF).wait_ready()
        wait_until(lambda: office.database.rows(job))
        time.sleep(11)
        assert office.database.rows(job) == [(1, True)]


def test_tries_that_brought_something_are_not_counted(office, daemon):
    """More deaths than a job may have, each after a batch more."""
    keys = archived_since(office, "2018-01-01", 60)
    run = planned(office)
    with_settings(office, run_share=20, max_attempts=2)
    running = daemon(office.settings, "--as-of", AS_OF)
    for _ in range(3):
        wait_until(lambda: carried(office, run, "state") == ("running",), 60)
        before = show(office, run)["batches_done"]
        wait_until(lambda: show(office, run)["batches_done"] >= before + 2, 60)
        for pid in running.workers():
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: carried(office, run, "lease_owner") == (None,))
    with_settings(office, run_share=100)
    running.signal(signal.SIGHUP)
    wait_until(lambda: show(office, run)["state"] == "certified", 60)
    assert not live(office, keys)
