"""Clocks that jump while the daemon is at work. What falls due on a day is planned and destroyed on that day, and does not
come back when the clock does.

libfaketime reads the offset from a file at each look at the clock, so that a test moves it under running programs. Clocks
that run on without a break since the machine started are left alone, as a jump leaves them alone."""
import datetime
import pathlib

import pytest

from conftest import Cluster, Daemon, Office, generate_register, let_the_server_in, run_muniment, wait_until
from test_plan_approve import with_law, with_settings

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
PLAN = "retention.plan:s12"


class Time:
    """What to start a program with, and how to move its clock."""

    def __init__(self, folder):
        assert FAKETIME, "libfaketime is not installed; make deps installs it"
        self.file = folder / "offset"
        self.jump(0)
        self.env = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def jump(self, days):
        new = self.file.with_suffix(".new")
        new.write_text(f"{days:+d}d\n")
        new.chmod(0o644)
        new.replace(self.file)


@pytest.fixture
def fake_time(tmp_path):
    let_the_server_in(tmp_path)
    return Time(tmp_path)


def due_in(office, days, n=5):
    """Makes n children whose six years as archived end in so many days; their keys."""
    ends = TODAY + datetime.timedelta(days=days)
    return [key for key, in office.register.rows(
        "update register.child set archived_on = %s::date - interval '6 years', archive_ground = 'age-18' where child_id in "
        "(select child_id from register.child where archived_on is null order by child_id limit %s) returning child_id", ends, n)]


def there(office, keys):
    return office.register.value("select count(*) from register.child where child_id = any(%s)", keys)


def queue(office, later=None):
    """A pass of planning, put in the queue by the database's clock; later: put off by it. The job."""
    return office.database.value(
        "insert into muniment.job (kind, arguments, run_on, not_before) values ('retention.plan', '{\"register\": \"s12\"}', "
        "current_date, now() + coalesce(%s::interval, '0')) returning id", later)


def done(office, job, seconds=40):
    wait_until(lambda: office.database.value("select state from muniment.job where id = %s", job) == "done", seconds)


def day_done(office, day, seconds=60):
    wait_until(lambda: office.database.rows("select state from muniment.job where key = %s and run_on = %s", PLAN, day) == [("done",)],
               seconds)


def runs(office):
    return office.database.rows("select state, belt from muniment.run order by id")


def test_a_jump_of_the_hosts_clock_is_none_of_the_daemons(office, tmp_path, keys, fake_time):
    """The day is the database's, carried on by the clock that does not jump: not even a pass begun at once takes another."""
    kept = due_in(office, 100)
    gone = due_in(office, 0)
    with_law(office, tmp_path, approval="none")
    with_settings(office, poll_seconds=3600)  # the database's clock is asked once
    daemon = Daemon(office.settings, tmp_path, keys, env=fake_time.env)
    try:
        daemon.wait_ready(40)
        day_done(office, TODAY)
        wait_until(lambda: there(office, gone) == 0 and {state for state, _ in runs(office)} == {"certified"}, 40)
        before = runs(office)
        for days in (400, -400, 0):
            fake_time.jump(days)
            done(office, queue(office))
        assert (there(office, kept), runs(office)) == (len(kept), before)
        fake_time.jump(400)
        told = run_muniment("doctor", "--config", office.settings, "--json", env={**keys, **fake_time.env}, status=None).json
        assert any("clocks of this host" in finding["what"] for finding in told["findings"]), "the jump was none"
        assert office.database.value("select count(distinct day) from muniment.job_day") == 1
        assert "jumped" not in daemon.log and "A fault of the program" not in daemon.log
    finally:
        daemon.stop()


@pytest.fixture
def one_clock(tmp_path, keys, fake_time, monkeypatch):
    """An office whose server goes by the same clock as the daemon."""
    with monkeypatch.context() as patch:
        for key, text in fake_time.env.items():
            patch.setenv(key, text)
        cluster = Cluster(tmp_path / "one-clock")
    try:
        database = cluster.create()
        run_muniment("migrate", "--database", database.conninfo)
        yield Office(database, generate_register(cluster.create(), 300, as_of=TODAY.isoformat()), tmp_path, keys)
    finally:
        cluster.stop()


def test_a_jump_of_every_clock_destroys_nothing_by_itself_and_leaves_nothing_stuck(one_clock, tmp_path, keys, fake_time):
    """Days that are missing are the one sign of it: what is planned then waits for two people. When the clock is right again,
    what it had put off is done, and the days it had run ahead to are days like any others."""
    office = one_clock
    kept = due_in(office, 100)
    gone = due_in(office, 0)
    with_law(office, tmp_path, approval="none")
    with_settings(office, poll_seconds=1)
    daemon = Daemon(office.settings, tmp_path, keys, env=fake_time.env)
    try:
        daemon.wait_ready(40)
        day_done(office, TODAY)
        wait_until(lambda: there(office, gone) == 0 and {state for state, _ in runs(office)} == {"certified"}, 60)
        before = len(runs(office))

        fake_time.jump(400)
        ahead = TODAY + datetime.timedelta(days=400)
        assert office.database.value("select current_date") == ahead
        day_done(office, ahead)
        new = runs(office)[before:]
        assert new and set(new) == {("planned", "planned 400 days after the planning before")}
        assert there(office, kept) == len(kept)
        assert "clock has jumped" in daemon.log and f"FROM={TODAY} TO={ahead}" in daemon.log
        put_off = queue(office, later="30 minutes")

        fake_time.jump(0)
        done(office, put_off)
        wait_until(lambda: f"FROM={ahead} TO={TODAY}" in daemon.log)
        assert office.database.value("select max(day) from muniment.job_day") == TODAY
        assert {state for state, _ in runs(office)[before:]} == {"planned"} and there(office, kept) == len(kept)

        fake_time.jump(1)
        tomorrow = TODAY + datetime.timedelta(days=1)
        day_done(office, tomorrow)
        assert "A fault of the program" not in daemon.log
        assert run_muniment("ledger", "verify", "--config", office.settings, "--json", env=keys).json["ok"] is True
    finally:
        daemon.stop()


def test_a_jump_back_leaves_what_was_planned_for_a_day_that_has_not_come(one_clock, tmp_path, keys, fake_time):
    """Approved by somebody who did not look at the day, a run of a day that has not come destroys nobody when it is
    carried out on a day that has: who is due is looked at again."""
    office = one_clock
    kept = due_in(office, 100)
    with_law(office, tmp_path, approval="one")
    fake_time.jump(200)
    run = run_muniment("retention", "plan", "s12", "--rule", "s12-destroy-archived", "--config", office.settings, "--json",
                       env={**keys, **fake_time.env}).json["run"]
    run_muniment("retention", "approve", run, "--as", "a.reviewer", "--config", office.settings, env={**keys, **fake_time.env})
    fake_time.jump(0)
    run_muniment("retention", "run", run, "--config", office.settings, env={**keys, **fake_time.env})
    assert there(office, kept) == len(kept)
    assert office.database.value("select sum(changed) from muniment.batch where run = %s", run) >= len(kept)
