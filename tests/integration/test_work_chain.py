"""What the daemon does by itself from day to day: rule -> planned -> (approved) -> disposed -> verified -> certified,
with the ledger signed behind it, and whatever is killed on the way."""
import datetime
import os
import random
import signal
import time

import pytest

from conftest import AS_OF, Office, wait_until

DESTROY = "s12-destroy-archived"


@pytest.fixture
def office(database, register, tmp_path, keys):
    register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    return Office(database, register, tmp_path, keys, more="batch_size = 5;\nworkers = 2;\nlease_seconds = 5;\n")


def archived(office, n):
    """So many children are due for destruction on AS_OF."""
    long_ago = datetime.date.fromisoformat(AS_OF) - datetime.timedelta(days=366 * 7)
    return [key for key, in office.register.rows(
        "update register.child set archived_on = %s, archive_ground = 'age-18' where child_id in "
        "(select child_id from register.child order by child_id limit %s) returning child_id", long_ago, n)]


def left(office, keys):
    return office.register.value("select count(*) from register.child where child_id = any(%s)", keys)


def runs(office):
    return dict(office.database.rows("select rule, state from muniment.run"))


def once(office, daemon, as_of=AS_OF, status=0):
    running = daemon(office.settings, "--once", "--as-of", as_of)
    assert running.wait(90) == status, running.log
    return running


def test_a_day_at_a_time(office, daemon):
    keys = archived(office, 12)
    once(office, daemon)
    assert runs(office)[DESTROY] == "planned"  # it asks for a person
    assert left(office, keys) == 12
    once(office, daemon)
    assert office.database.value("select count(*) from muniment.run where rule = %s", DESTROY) == 1
    run = office.database.value("select id from muniment.run where rule = %s", DESTROY)
    office("retention", "approve", run, "--as", "officer")
    once(office, daemon)
    others = {rule: state for rule, state in runs(office).items() if "archived-item" not in rule}  # those ask for a person
    assert set(others.values()) == {"certified"}
    assert left(office, keys) == 0
    assert office.database.value("select count(*) from muniment.ledger_pending") == 0
    assert office.json("ledger", "verify")["ok"] is True
    assert office.database.value("select count(*) from muniment.job where state <> 'done'") == 0


def test_workers_killed_in_the_middle_of_disposal(office, daemon, canary):
    """Kill -9 at random moments: everybody due is gone in the end, each counted once."""
    keys = archived(office, 60)
    mark = canary.mark("a child's name")
    office.register.rows("update register.child_name set family_name = %s where child_id = any(%s)", mark, keys)
    once(office, daemon)
    run = office.database.value("select id from muniment.run where rule = %s", DESTROY)
    office("retention", "approve", run, "--as", "officer")
    running = daemon(office.settings, "--once", "--as-of", AS_OF)
    kills, chance = 0, random.Random(2007)
    end = time.monotonic() + 60
    while running.process.poll() is None and kills < 4 and time.monotonic() < end:
        time.sleep(chance.uniform(0.05, 0.4))
        workers = running.workers()
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
            kills += 1
    assert running.wait(90) == 0, running.log
    assert kills > 0
    assert runs(office)[DESTROY] == "certified" and left(office, keys) == 0
    assert office.database.value("select sum(disposed) from muniment.batch where run = %s", run) == len(keys)
    token = office.database.value("select token from muniment.run where id = %s", run)
    assert office.register.value("select count(*) from muniment_agent.receipt where run = %s", token) == 12
    assert office.json("ledger", "verify")["ok"] is True
    canary.assert_silent(running, office.database)


def test_a_death_on_the_heels_of_another_leaves_no_job_to_its_lease(office, daemon):
    """The worker that should give back what a dead one held dies too before it can: the next one does it."""
    keys = archived(office, 60)
    once(office, daemon)
    run = office.database.value("select id from muniment.run where rule = %s", DESTROY)
    office("retention", "approve", run, "--as", "officer")
    running = daemon(office.settings, "--once", "--as-of", AS_OF)
    killed = set()
    with office.database.connect() as watching:
        while running.process.poll() is None and not killed:
            if watching.execute("select from muniment.job where kind = 'retention.carry-out' and state = 'running'").rowcount:
                for worker in running.workers():
                    os.kill(worker, signal.SIGKILL)
                    killed.add(worker)
    end = time.monotonic() + 60
    while running.process.poll() is None and len(killed) < 4 and time.monotonic() < end:
        for worker in set(running.workers()) - killed:  # as soon as they are seen
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
    assert killed
    assert running.wait(90) == 0, running.log  # its lease is 120 seconds
    assert runs(office)[DESTROY] == "certified" and left(office, keys) == 0
