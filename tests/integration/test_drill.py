"""muniment restore drill: the last backup of a register is restored beside it, replayed and verified there, and dropped; the register
and what is known of it stay as they were, and an entry says what was found."""
import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import psycopg
import pytest

from conftest import AS_OF, BUILD, wait_until
from test_restore import drill, joint_template, make, two  # noqa: F401


@pytest.fixture
def everybodys():
    """A folder for what a command of the operator's own writes: root has another user run it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="muniment-drill.", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def drill_databases(cluster):
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        return [name for name, in connection.execute("select datname from pg_database where datname like 'muniment_drill%'")]


def run(of, *more, **options):
    return of("restore", "drill", "s12", "--owner-connection", of.register.cluster.base, *more, timeout=120, **options)


def sql(cluster, statement):
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def entry(of):
    return of.database.value("select detail from (select id, kind, detail from muniment.ledger_pending union all select pending, leaf::json ->> 'kind',"
                             " (leaf::jsonb -> 'detail') from muniment.ledger_entry) as e where kind = 'restore-drilled' order by id desc limit 1")


def state_of(of):
    """What must not move: the register whole, who has gone, where it stands, what is closed, the state folder."""
    tables = ("closing", "replayed", "replay_record", "replay_touch", "tombstone", "run")
    return ([of.register.value(f"select md5(string_agg(t::text, '' order by t::text)) from register.{t} t") for t in ("child", "child_name", "source_number")],
            [of.database.rows(f"select * from muniment.{t}") for t in tables], of.open(),
            {p.name: p.read_bytes() for p in of.state.iterdir()})


def test_a_backup_is_tried_beside_the_register(drill):  # noqa: F811
    """Four people destroyed since the backup go again from the copy; one who is held now would stay."""
    keys = drill.archived(5)
    drill.replay()  # it looks
    backup = drill.dump(drill.register)
    drill("hold", "add", "--register", "s12", "--subject", keys[0], "--reason", "claim", "--as", "a.reviewer")
    drill.destroy()
    assert drill.there(keys) == 1
    before = state_of(drill)
    drill.settings.write_text(drill.settings.read_text() + "backup_days = 30;\n")
    said = run(drill, "--dump", backup, "--json")
    report = said.json
    assert report["outcome"] == "sound" and report["register"] == "s12" and report["left"] == 0
    assert (report["matched"], report["destroyed"], report["held"], report["asked"]) == (4, 4, 0, 0)
    assert report["records"] == drill.register.value("select count(*) from register.child") + 4
    assert report["from"] and report["seconds"] >= report["restored_in"]
    assert state_of(drill) == before and drill_databases(drill.register.cluster) == []
    noted = entry(drill)
    assert noted["backups_until"] == str(datetime.date.fromisoformat(AS_OF) + datetime.timedelta(30))
    assert {key: noted[key] for key in ("outcome", "from", "destroyed", "records")} == {
        key: report[key] for key in ("outcome", "from", "destroyed", "records")}
    counts = {"records", "matched", "destroyed", "held", "asked", "left", "seconds", "restored_in"}
    assert set(noted) == counts | {"outcome", "from", "backups_until"} and all(isinstance(noted[key], int) for key in counts), "it names nobody"


def test_what_a_backup_may_be(two, everybodys):  # noqa: F811
    """A command of the operator's own; one that fails; a backup of nothing; one whose tables the map does not fit."""
    settings = two.settings.read_text()

    def drilled(command, status=1):
        two.settings.write_text(settings + f"restore_command = {json.dumps(command)};\n")
        said = run(two, status=status)
        assert drill_databases(two.register.cluster) == []
        return said
    refused = run(two, status=1)
    assert "restore_command" in refused.err and "restore-drilled" not in two.ledger()

    source = two.register.conninfo
    copy = f"pg_dump -Fc --dbname '{source}' | pg_restore --exit-on-error --dbname \"$MUNIMENT_TARGET\" && echo \"$MUNIMENT_REGISTER\" >{everybodys}/name && id -u >{everybodys}/user"
    said = drilled(copy, 0)
    assert (everybodys / "name").read_text() == "s12\n" and "Nothing of them was left" in said.out and entry(two)["outcome"] == "sound"
    assert (everybodys / "user").read_text().strip() != "0", "never as root"
    assert "ended with 3" in drilled("exit 3").err and entry(two)["outcome"] == "not-restored"
    empty = f"pg_dump -s --dbname '{source}' | psql -qX --dbname \"$MUNIMENT_TARGET\" >/dev/null"
    assert "holds no record" in drilled(empty).err and entry(two)["outcome"] == "empty"
    outside = f"{copy} && psql -qX --dbname \"$MUNIMENT_TARGET\" -c 'create foreign data wrapper w' -c 'create server elsewhere foreign data wrapper w'"
    assert "a foreign server, elsewhere" in drilled(outside).err and entry(two)["outcome"] == "not-restored"
    short = f"{copy} && psql -qX --dbname \"$MUNIMENT_TARGET\" -c 'drop table register.education cascade' 2>/dev/null"
    assert "does not fit" in drilled(short).err and entry(two)["outcome"] == "map-does-not-fit"


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts it as another user")
def test_settings_that_others_may_put_in_their_place_start_nothing(two):  # noqa: F811
    two.settings.write_text(two.settings.read_text() + 'restore_command = "exit 3";\n')
    folder = two.settings.parent
    folder.chmod(0o777)
    assert f"{folder}/ can be written by others" in run(two, status=1).err
    folder.chmod(0o700)
    beside = folder / "more.conf"
    beside.write_text("")
    beside.chmod(0o666)
    assert "more.conf can be written by others" in run(two, status=1).err
    beside.unlink()
    assert "ended with 3" in run(two, status=1).err


def begin(of, folder):
    """A drill whose command has begun; its process, and those of the command's shell and of what that began."""
    of.settings.write_text(of.settings.read_text() + f'restore_command = "sleep 60 & echo $$ $! >{folder}/new; mv {folder}/new {folder}/begun; wait";\n')
    begun = subprocess.Popen([BUILD / "muniment", "restore", "drill", "s12", "--owner-connection", of.register.cluster.base, "--config", of.settings,
                              "--as-of", AS_OF], env={**os.environ, **of.keys}, stderr=subprocess.DEVNULL)
    wait_until((folder / "begun").exists)
    return begun, *(pathlib.Path("/proc", pid) for pid in (folder / "begun").read_text().split())


def test_a_drill_that_is_asked_to_end_ends_what_it_began_and_drops_the_copy(two, everybodys):  # noqa: F811
    ended, shell, child = begin(two, everybodys)
    ended.send_signal(signal.SIGTERM)
    assert ended.wait(30) == 1 and drill_databases(two.register.cluster) == []
    wait_until(lambda: not shell.exists() and not child.exists())
    assert entry(two)["outcome"] == "not-restored"


def test_what_a_killed_drill_left_is_dropped_by_the_next_and_nothing_else(two, everybodys):  # noqa: F811
    backup, cluster = two.dump(two.register), two.register.cluster
    killed, shell, child = begin(two, everybodys)
    assert drill_databases(cluster) == ["muniment_drill_s12"]
    assert "is under way" in run(two, "--dump", backup, status=1).err
    killed.send_signal(signal.SIGKILL)
    killed.wait(20)
    wait_until(lambda: not shell.exists())
    os.kill(int(child.name), signal.SIGKILL)
    assert drill_databases(cluster) == ["muniment_drill_s12"]
    wait_until(lambda: two.database.value("select count(*) from pg_stat_activity where datname = 'muniment_drill_s12'") == 0)
    assert "muniment_drill_s12 is a copy of a register" in two("doctor", status=None).out
    run(two, "--dump", backup)
    assert drill_databases(cluster) == []

    sql(cluster, "create database muniment_drill_s12 template template0")
    try:
        assert "no drill made" in run(two, "--dump", backup, status=1).err
        assert drill_databases(cluster) == ["muniment_drill_s12"]
    finally:
        sql(cluster, "drop database muniment_drill_s12")


def test_a_closed_register_has_its_drill_already(two, daemon):  # noqa: F811
    two.archived(2)
    two.replay()
    backup = two.dump(two.register)
    two.destroy()
    two.restore(two.register, backup)
    two("retention", "replay", "s12")
    assert "is closed" in run(two, "--dump", backup, status=1).err
    assert drill_databases(two.register.cluster) == []
