"""After a restore: a backup brings back people who had been destroyed. It is noticed, the register is closed, they are
destroyed again, it is verified, and the register opens; a failover that lost nothing closes nothing.
"""
import os
import pathlib
import subprocess

import psycopg
import pytest

from conftest import AS_OF, PROGRAMS, Office, generate_register, run_muniment, wait_until

NEXT = "2026-11-17"
DESTROY = "s12-destroy-archived"


@pytest.fixture(scope="session")
def joint_template(cluster, register_template):
    """Governance and register in one database."""
    made = cluster.create(register_template)
    run_muniment("migrate", "--database", made.conninfo)
    return made.name


class Drill(Office):
    """An office whose databases are dumped and restored over themselves."""

    def __init__(self, governance, register, folder, keys, state=True, more=""):
        self.state = folder / "state"
        self.state.mkdir()
        text = "batch_size = 5;\nworkers = 1;\npoll_seconds = 1;\nlease_seconds = 5;\n" + more
        if state:
            text += f'state_dir = "{self.state}";\n'
        super().__init__(governance, register, folder, keys, more=text)
        self.folder = folder

    @property
    def joint(self):
        return self.database.name == self.register.name

    def dump(self, database, name="dump"):
        path = self.folder / f"{name}-{database.name}"
        with open(path, "wb") as out:
            subprocess.run(["pg_dump", "-Fc", "--dbname", database.conninfo], stdout=out, check=True, timeout=120)
        return path

    def restore(self, database, path):
        with psycopg.connect(database.cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database {database.name} with (force)")
            connection.execute(f"create database {database.name} template template0")
        with open(path, "rb") as dump:
            subprocess.run(["pg_restore", "--dbname", database.conninfo, "--exit-on-error"], stdin=dump, check=True,
                           timeout=120)

    def archived(self, n, day="2018-01-01"):
        return [str(key) for key, in self.register.rows(
            "update register.child set archived_on = %s where child_id in (select child_id from register.child"
            " where archived_on is null order by child_id limit %s) returning child_id", day, n)]

    def destroy(self):
        run = self.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
        self("retention", "approve", run, "--as", "a.reviewer")
        self("retention", "run", run)
        return run

    def there(self, keys):
        return self.register.value("select count(*) from register.child where child_id::text = any(%s)", list(keys))

    def open(self):
        return self.register.value("select muniment_agent.open()")

    def closed(self):
        return [(row["register"], row["reason"]) for row in self("status", "--json", status=None).json["closed_registers"]]

    def ledger(self):
        return [kind for kind, in self.database.rows(
            "select kind from (select id, kind from muniment.ledger_pending union all"
            " select pending, leaf::json ->> 'kind' from muniment.ledger_entry) as e order by id")]

    def replay(self, *more, status=0, **options):
        """Planned, approved by as many as it takes, carried out."""
        done = self("retention", "replay", "s12", *more, "--json", status=None, **options)
        assert done.out, done.err
        if done.json["needs"]:
            for name in ("a.reviewer", "b.reviewer")[:2 if done.json["needs"] == "two" else 1]:
                self("retention", "confirm", "s12", "--as", name)
            done = self("retention", "replay", "s12", *more, "--json", status=None, **options)
        assert done.status == status, done.err
        return done.json

    def findings(self, *more):
        return self.json("retention", "findings", "s12", *more)["findings"]

    def answer(self, answer, *findings, **options):
        return self("retention", "answer", "s12", *findings, f"--{answer}", "--as", "a.reviewer", "--reason", "asked the school",
                    **options)


def make(cluster, template, register_template, joint_template, folder, keys, joint, **options):
    if joint:
        governance = register = cluster.create(joint_template)
    else:
        governance, register = cluster.create(template), cluster.create(register_template)
    register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    register.rows("update register.child set relevant = true, consent_given_on = '2020-01-01', consent_withdrawn_on = null,"
                  " died_on = null")
    return Drill(governance, register, folder, keys, **options)


@pytest.fixture(params=["one", "two"])
def drill(request, cluster, template, register_template, joint_template, tmp_path, keys):
    made = make(cluster, template, register_template, joint_template, tmp_path, keys, request.param == "one")
    yield made
    made.database.drop()
    if not made.joint:
        made.register.drop()


@pytest.fixture
def two(cluster, template, register_template, joint_template, tmp_path, keys):
    made = make(cluster, template, register_template, joint_template, tmp_path, keys, False)
    yield made
    made.database.drop()
    made.register.drop()


def once(drill, daemon, status=0, as_of=AS_OF):
    running = daemon(drill.settings, "--once", "--as-of", as_of)
    assert running.wait(120) == status, running.log
    return running.log


# --- the drill ---

def test_nothing_that_a_dump_brought_back_survives(drill, daemon, canary):
    keys = drill.archived(23)
    others = drill.register.value("select count(*) from register.child") - len(keys)
    once(drill, daemon)
    dump = drill.dump(drill.register)
    drill.destroy()
    assert drill.there(keys) == 0
    drill.restore(drill.register, dump)
    assert drill.there(keys) == len(keys)
    assert not drill.open()  # a copy that nobody has looked at is not taken for open

    log = once(drill, daemon, status=3, as_of=NEXT)  # what waits for the register does not end
    assert "A register is closed" in log and not drill.open()
    assert drill.there(keys) == len(keys)  # the daemon waits for a person
    (closed, reason), = drill.closed()
    assert closed == "s12" and reason == ("governance-went-back" if drill.joint else "register-went-back")

    done = drill.replay()
    assert done == {"register": "s12", "looked_at": len(keys) + others, "matched": len(keys), "destroyed": len(keys),
                    "held": 0, "older": 0, "to_approve": 0, "to_answer": 0, "needs": None, "belt": None, "clean": True,
                    "open": True, "findings": []}
    assert drill.there(keys) == 0 and drill.register.value("select count(*) from register.child") == others
    assert drill.open() and drill.closed() == []
    for table in ("child_name", "source_number"):
        assert drill.register.value(f"select count(*) from register.{table} where child_id::text = any(%s)", keys) == 0
    kinds = drill.ledger()
    for kind in ("register-closed", "batch-replayed", "register-opened"):
        assert kind in kinds, kinds
    again = drill.replay()
    assert (again["matched"], again["destroyed"], again["open"]) == (0, 0, True)
    once(drill, daemon, as_of=NEXT)
    assert drill.json("ledger", "verify")["ok"] is True
    assert drill.database.value("select count(*) from muniment.replayed") == 0


def test_the_register_alone_is_restored_and_nothing_is_kept_outside(cluster, template, register_template, joint_template,
                                                                    tmp_path, keys):
    """Without a state folder the governance database alone remembers; the command notices by itself."""
    drill = make(cluster, template, register_template, joint_template, tmp_path, keys, False, state=False)
    gone = drill.archived(7)
    dump = drill.dump(drill.register)
    drill.destroy()
    drill.restore(drill.register, dump)
    done = drill.replay()
    assert (done["matched"], done["destroyed"], done["open"]) == (7, 7, True)
    assert drill.there(gone) == 0
    drill.database.drop()
    drill.register.drop()


def test_an_open_register_with_nothing_brought_back(two):
    two.archived(2)
    two.destroy()
    done = two.replay()
    assert (done["matched"], done["destroyed"], done["older"], done["clean"], done["open"]) == (0, 0, 0, True, True)
    assert "register-opened" not in two.ledger()


def test_who_was_recorded_anew_before_the_backup_is_somebody_elses_record_now(two):
    """A child comes back to the area years after the old record was destroyed: the backup holds the new one."""
    old, = two.archived(1)
    number = two.register.value("select number from register.child where child_id = %s", int(old))
    two.destroy()
    returned = str(two.register.value("update register.child set number = %s where child_id ="
                                      " (select max(child_id) from register.child) returning child_id", number))
    gone = two.archived(3)
    dump = two.dump(two.register)
    two.destroy()
    two.restore(two.register, dump)
    done = two.replay()
    assert (done["matched"], done["destroyed"], done["older"]) == (len(gone), len(gone), 1)
    assert two.there([returned]) == 1 and two.there(gone) == 0
    # Rows brought back by hand into an open register: only who asks for them by --all.
    assert two.replay()["older"] == 1 and two.there([returned]) == 1
    # Nor does --all take them unasked.
    done = two.replay("--all", status=1)
    assert (done["matched"], done["destroyed"], done["older"], done["open"]) == (0, 0, 1, False) and two.there([returned]) == 1
    finding, = two.findings()
    assert (finding["record"], finding["asked"]) == (returned, "anew")
    two.answer("stays", finding["finding"])
    assert two.replay()["open"] and two.there([returned]) == 1
    two.replay("--all", status=1)
    two.answer("goes", "all")
    done = two.replay()
    assert (done["destroyed"], done["open"]) == (1, True) and two.there([returned]) == 0


def test_a_held_subject_stays_and_is_counted(drill):
    keys = drill.archived(6)
    dump = drill.dump(drill.register)
    drill.destroy()
    drill.restore(drill.register, dump)
    assert drill("retention", "plan", "s12", status=1)
    drill("hold", "add", "--register", "s12", "--subject", keys[2], "--reason", "inquiry", "--as", "dpo")
    done = drill.replay()
    assert (done["matched"], done["destroyed"], done["held"], done["open"]) == (6, 5, 1, True)
    assert drill.there(keys) == drill.there([keys[2]]) == 1
    # It falls due again by its own rule when the hold is released.
    hold = drill.json("hold", "list")["holds"][0]["hold"]
    drill("hold", "release", hold, "--as", "dpo", "--reason", "over")
    assert drill.json("retention", "plan", "s12", "--rule", DESTROY)["subjects"] == 1


@pytest.mark.parametrize("rule", [(), ("--rule", "s12-archive-at-18")], ids=["any rule", "another rule"])
def test_a_hold_on_part_of_a_record_keeps_whoever_has_that_part(drill, rule):
    """As in the run that destroyed them; whose rule a tombstone does not say, so a hold of any rule counts."""
    keys = drill.archived(60)
    kind = drill.register.value("select min(kind) from register.service where child_id::text = any(%s)", keys)
    kept = [key for key, in drill.register.rows("select distinct child_id::text from register.service where child_id::text = any(%s)"
                                                " and kind = %s", keys, kind)]
    assert 0 < len(kept) < 60
    dump = drill.dump(drill.register)
    drill.destroy()
    drill.restore(drill.register, dump)
    assert drill("retention", "plan", "s12", status=1)
    drill("hold", "add", "--register", "s12", "--service", kind, *rule, "--reason", "inquiry", "--as", "dpo")
    done = drill.replay()
    assert (done["matched"], done["destroyed"], done["held"], done["open"]) == (60, 60 - len(kept), len(kept), True)
    assert drill.there(keys) == drill.there(kept) == len(kept)


def test_what_verification_finds_left_keeps_the_register_closed(two):
    key, = two.archived(1)
    number = two.register.value("select number from register.child where child_id = %s", int(key))
    dump = two.dump(two.register)
    two.destroy()
    two.restore(two.register, dump)
    other = two.register.rows("select child_id, source_number_id from register.source_number where child_id <> %s limit 1",
                              int(key))[0]
    two.register.rows("update register.source_number set kind = 'case-system', value = %s"
                      " where (child_id, source_number_id) = (%s, %s)", number, *other)
    done = two.replay(status=1)
    assert (done["destroyed"], done["clean"], done["open"]) == (1, False, False)
    left, = done["findings"]
    assert (left["where"], left["rows"], left["answered"]) == ("register.source_number", 1, False)
    done = two("retention", "replay", "s12", "--json", status=1)
    assert number not in done.out + done.err and "stays closed" in done.err and not two.open()
    assert [(row["finding"], row["place"], row["asked"]) for row in two.findings()] == [(left["finding"], left["where"], "left")]
    # A place is nobody's record: it cannot be said to go.
    assert "Nothing of that waits" in two.answer("goes", left["finding"], status=1).err
    # What is still to be looked for is written down, but for nobody else to read.
    waiting = two.database.value("select identifiers from muniment.replayed")
    assert waiting and number not in str(waiting)
    two.register.rows("update register.source_number set value = 'X1' where (child_id, source_number_id) = (%s, %s)", *other)
    done = two.replay()
    assert (done["destroyed"], done["clean"], done["open"]) == (0, True, True)


# --- closed ---

def test_a_closed_register_refuses_everything_but_holds_and_its_replay(drill, daemon):
    keys = drill.archived(3)
    dump = drill.dump(drill.register)
    drill.destroy()
    drill.restore(drill.register, dump)
    once(drill, daemon, status=3, as_of=NEXT)
    for call in (["retention", "plan", "s12"], ["retention", "explain", "s12", keys[0]], ["subject", "show", "s12", keys[0]],
                 ["notice", "discover", "s12"], ["retention", "forecast", "s12"],
                 ["request", "new", "--kind", "access", "--register", "s12", "--received", AS_OF, "--channel", "post",
                  "--subject", keys[0], "--requester", "subject"]):
        assert "is closed" in drill(*call, status=1).err
    with drill.register.connect() as application:
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is closed"):
            application.execute("select muniment_agent.require_open()")
    drill("map", "check", "s12")
    drill("hold", "add", "--register", "s12", "--subject", keys[0], "--reason", "inquiry", "--as", "dpo")
    assert drill.there(keys) == 3


def test_jobs_wait_for_a_closed_register_and_come_back_by_themselves(two, daemon):
    keys = two.archived(4)
    dump = two.dump(two.register)
    two.destroy()
    two.restore(two.register, dump)
    running = daemon(two.settings).wait_ready()
    wait_until(lambda: two.database.value(
        "select count(*) from muniment.job where kind = 'retention.plan' and reason = 'register-closed' and state = 'queued'"), 40)
    attempts = two.database.value("select attempts from muniment.job where kind = 'retention.plan'")
    assert attempts == 0  # waiting is not failing
    wait_until(two.closed, 20)
    two.replay()
    wait_until(lambda: two.database.value(
        "select count(*) from muniment.job where kind = 'retention.plan' and state = 'done'"), 40)
    assert two.there(keys) == 0 and "A register is closed" in running.log


def test_applications_may_ask_for_a_fresh_look(two, daemon):
    once(two, daemon)
    assert two.open() and two.register.value("select muniment_agent.open(interval '1 hour')")
    two.register.rows("update muniment_agent.epoch set looked_at = now() - interval '2 hours'")
    assert two.open() and not two.register.value("select muniment_agent.open(interval '1 hour')")
    two.register.rows("create role t_application")
    try:
        with two.register.connect() as application:
            application.execute("set role t_application")
            assert application.execute("select muniment_agent.open()").fetchone()[0] is True
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("select * from muniment_agent.receipt")
    finally:
        two.register.rows("drop role t_application")


# --- the governance database ---

@pytest.mark.parametrize("memory", ["state", "receipts"])
def test_tombstones_that_governance_forgot_are_recovered(cluster, template, register_template, joint_template, tmp_path, keys,
                                                         daemon, memory):
    """From the file in the state folder, or from the register's own receipts; then a later restore of the register is
    cleaned with them."""
    two = make(cluster, template, register_template, joint_template, tmp_path, keys, False, state=memory == "state")
    gone = two.archived(12)
    once(two, daemon)
    register, governance = two.dump(two.register), two.dump(two.database)
    two.destroy()
    stones = two.database.value("select count(*) from muniment.tombstone")
    if memory == "state":
        two.register.rows("update muniment_agent.receipt set stones = null")
    two.restore(two.database, governance)
    once(two, daemon, status=3, as_of=NEXT)
    assert two.closed() == [("s12", "governance-went-back" if memory == "state" else "governance-forgot")]
    assert two.database.value("select count(*) from muniment.tombstone_kept") == stones
    done = two.replay()
    assert (done["matched"], done["destroyed"], done["open"]) == (0, 0, True)
    assert two.closed() == []
    once(two, daemon, as_of=NEXT)
    # Now the register is restored too: what governance had forgotten and got back is destroyed again.
    two.restore(two.register, register)
    done = two.replay()
    assert (done["matched"], done["destroyed"], done["open"]) == (12, 12, True)
    assert two.there(gone) == 0
    once(two, daemon, as_of="2026-11-18")
    two.database.drop()
    two.register.drop()


def test_both_databases_of_two_are_restored(two, daemon):
    keys = two.archived(8)
    once(two, daemon)
    dumps = two.dump(two.register), two.dump(two.database)
    two.destroy()
    two.restore(two.register, dumps[0])
    two.restore(two.database, dumps[1])
    once(two, daemon, status=3, as_of=NEXT)
    assert two.closed() == [("s12", "governance-went-back")]
    done = two.replay()
    assert (done["matched"], done["destroyed"], done["open"]) == (8, 8, True) and two.there(keys) == 0


def test_governance_that_went_back_in_the_middle_of_a_run(two, daemon):
    """Its batches are done in the register and unknown in governance: nothing goes twice, the run is not taken up."""
    keys = two.archived(15)
    run = two.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    two("retention", "approve", run, "--as", "a.reviewer")
    once_before = two.dump(two.database)
    two("retention", "run", run)
    two.restore(two.database, once_before)
    assert "is closed" in two("retention", "run", run, status=1).err
    once(two, daemon, status=3, as_of=NEXT)
    assert two.json("retention", "show", run)["state"] == "stopped"
    assert two.replay()["open"]
    once(two, daemon, as_of=NEXT)
    assert two.there(keys) == 0 and two.json("retention", "show", run)["state"] == "stopped"


def test_the_checkpoint_file_is_set_aside_with_an_entry(drill, daemon):
    """Signing goes on after a restore that was meant; what was signed before is kept, and accounted for."""
    drill.settings.write_text(drill.settings.read_text() + f'checkpoint_file = "{drill.folder}/checkpoint";\n')
    drill.archived(3)
    once(drill, daemon)
    dumps = [drill.dump(database) for database in {drill.database.name: drill.database,
                                                   drill.register.name: drill.register}.values()]
    drill.destroy()
    once(drill, daemon)
    drill.restore(drill.database, dumps[0])
    if not drill.joint:
        drill.restore(drill.register, dumps[1])
    once(drill, daemon, status=3, as_of=NEXT)
    drill.replay(as_of=NEXT)
    assert len(list(drill.folder.glob("checkpoint.before-restore-*"))) == 1
    failed = [job["job"] for job in drill("status", "--json", status=None).json["failed_jobs"] if job["kind"] == "ledger.sequence"]
    for job in failed:
        drill("job", "retry", job)
    once(drill, daemon, as_of=NEXT)
    assert "checkpoint-set-aside" in drill.ledger() and drill.json("ledger", "verify")["ok"] is True


# --- the state folder ---

def test_nothing_is_destroyed_while_the_state_folder_cannot_be_written(two):
    keys = two.archived(3)
    run = two.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    two("retention", "approve", run, "--as", "a.reviewer")
    two.state.rmdir()
    two.state.write_text("not a folder")
    assert "state folder" in two("retention", "run", run, status=1).err
    assert two.there(keys) == 3
    two.state.unlink()
    two.state.mkdir()
    two("retention", "run", run)
    assert two.there(keys) == 0


def test_the_file_of_tombstones_names_nobody_and_mends_itself(two, daemon):
    two.archived(4)
    once(two, daemon)
    two.destroy()
    path = two.state / "s12.tombstones"
    whole = path.read_bytes()
    stones = {bytes(stone) for stone, in two.database.rows("select fingerprint from muniment.tombstone")}
    assert len(whole) == 96 * (1 + len(stones)) and {whole[at + 16:at + 48] for at in range(96, len(whole), 96)} == stones
    # Torn by a crash: written over. Lost: written anew.
    path.write_bytes(whole + b"torn")
    two.archived(1)
    two.destroy()
    longer = path.read_bytes()
    assert longer.startswith(whole) and len(longer) % 96 == 0 and len(longer) > len(whole)
    path.unlink()
    two.archived(1)
    two.destroy()
    count = two.database.value("select count(*) from muniment.tombstone")
    assert len(path.read_bytes()) == 96 * (1 + count)
    assert (path.stat().st_mode & 0o777) == 0o600
    (two.state / "s12.mark").write_text("something else")
    assert "damaged" in two("retention", "plan", "s12", status=1).err


# --- crashes ---

def test_a_replay_killed_anywhere_goes_on_where_it_was(drill):
    keys = drill.archived(60)
    others = drill.register.value("select count(*) from register.child") - len(keys)
    dump = drill.dump(drill.register)
    drill.destroy()
    drill.restore(drill.register, dump)
    kills = 0
    for wait in (0.05, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        running = subprocess.Popen(
            [PROGRAMS / "muniment", "retention", "replay", "s12", "--config", drill.settings, "--as-of", AS_OF],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **drill.keys})
        try:
            running.wait(wait)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            kills += 1
    assert kills > 0
    done = drill.replay()
    assert done["clean"] and done["open"] and drill.there(keys) == 0
    assert drill.register.value("select count(*) from register.child") == others
    assert drill.database.value("select sum(destroyed) from muniment.closing") == 60
    assert sum(kind == "register-opened" for kind in drill.ledger()) == 1
    if not drill.joint:
        assert drill.register.value("select count(*) from muniment_agent.receipt where outcome is not null") == 0


# --- whole servers ---

@pytest.fixture
def server(own_cluster, tmp_path, keys):
    """Governance and register in one database of a server of its own, with twenty children to destroy."""
    database = generate_register(own_cluster.create(), 200)
    run_muniment("migrate", "--database", database.conninfo)
    database.rows("update register.child set archived_on = null, archive_ground = null, relevant = true,"
                  " consent_given_on = '2020-01-01', consent_withdrawn_on = null, died_on = null")
    return Drill(database, database, tmp_path, keys)


def as_server(*command):
    runs_as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*runs_as, *map(str, command)], check=True, timeout=120, stdin=subprocess.DEVNULL, cwd="/")


def home_of(cluster):
    return pathlib.Path(os.readlink(pathlib.Path(cluster.folder) / "cluster"))


def test_a_failover_that_loses_nothing_closes_nothing(server, own_cluster, daemon):
    """The timeline is another, what is known of the register is what stands there."""
    server.archived(5)
    once(server, daemon)
    server.destroy()
    own_cluster.halt()
    as_server("touch", home_of(own_cluster) / "data" / "standby.signal")
    own_cluster.resume()
    assert server.database.value("select pg_promote(wait_seconds => 30)")
    log = once(server, daemon, as_of=NEXT)
    assert "nothing of it was lost" in log and "TIMELINE_BEFORE=1 TIMELINE=2" in log and "is closed" not in log
    assert server.closed() == [] and server.open()


def test_a_whole_server_restored_from_a_base_backup(server, own_cluster, daemon):
    keys = server.archived(20)
    once(server, daemon)
    home = home_of(own_cluster)
    as_server("pg_basebackup", "-D", home / "backup", "-h", home, "-U", "postgres", "--checkpoint=fast")
    server.destroy()
    assert server.there(keys) == 0
    own_cluster.halt()
    as_server("mv", home / "data", home / "lost")
    as_server("mv", home / "backup", home / "data")
    own_cluster.resume()
    assert server.there(keys) == 20
    log = once(server, daemon, status=3, as_of=NEXT)
    assert "A register is closed" in log and not server.open()
    done = server.replay(as_of=NEXT)
    assert (done["matched"], done["destroyed"], done["clean"], done["open"]) == (20, 20, True, True)
    assert server.there(keys) == 0 and server.open()
    once(server, daemon, as_of=NEXT)
