"""Backup and restore as an operator does it, with the scripts of packaging/backup: dumps of two databases, and a copy of
a whole server; after either, what had been destroyed is destroyed again."""
import os
import shutil
import subprocess

import psycopg
import pytest

from conftest import AS_OF, PROGRAMS, ROOT, Office, generate_register, run_muniment
from test_restore import NEXT, Drill, as_server, home_of, joint_template, make, once, two  # noqa: F401

SCRIPTS = ROOT / "packaging" / "backup"


def script(drill, name, *args, status=0):
    done = subprocess.run([SCRIPTS / name, *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=240,
                          env={**os.environ, **drill.keys, "MUNIMENT": str(PROGRAMS / "muniment")})
    assert done.returncode == status, done.stderr
    return done.stderr


def make_anew(database):
    with psycopg.connect(database.cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {database.name} with (force)")
        connection.execute(f"create database {database.name} template template0")


def test_dumps_of_both_databases_there_and_back(two, daemon, tmp_path):  # noqa: F811
    keys = two.archived(9)
    once(two, daemon)
    backup = tmp_path / "backup"
    assert "is whole" in script(two, "muniment-backup", "--config", two.settings, backup)
    held = sorted(str(path.relative_to(backup)) for path in backup.rglob("*") if path.is_file())
    assert {"governance.dump", "register-s12.dump", "state/ledger.mark", "settings/muniment.conf",
            "policies.tar.gz", "notices.tar.gz", "ledger-key.pub", "sums"} <= set(held), held
    assert oct(backup.stat().st_mode & 0o777) == "0o700"
    assert not any("signing-key" in name or "fingerprint" in name for name in held)
    two.destroy()
    # Nothing is written over.
    assert "is not empty" in script(two, "muniment-restore", "--config", two.settings, backup, status=1)
    assert two.there(keys) == 0
    assert "is there already" in script(two, "muniment-backup", "--config", two.settings, backup, status=1)
    for database in (two.database, two.register):
        make_anew(database)
    said = script(two, "muniment-restore", "--config", two.settings, backup)
    assert "muniment retention replay s12" in said and "holds" in said
    assert two.there(keys) == len(keys)
    log = once(two, daemon, status=3, as_of=NEXT)
    assert "A register is closed" in log
    done = two.replay(as_of=NEXT)
    assert (done["matched"], done["destroyed"], done["clean"], done["open"]) == (9, 9, True, True)
    assert two.there(keys) == 0
    once(two, daemon, as_of=NEXT)


def test_one_database_alone_and_a_damaged_backup(two, daemon, tmp_path):  # noqa: F811
    keys = two.archived(3)
    backup = tmp_path / "backup"
    script(two, "muniment-backup", "--config", two.settings, backup)
    two.destroy()
    make_anew(two.register)
    damaged = tmp_path / "damaged"
    shutil.copytree(backup, damaged)
    with open(damaged / "register-s12.dump", "r+b") as dump:
        dump.seek(100)
        dump.write(b"\0\0\0\0")
    assert "is damaged" in script(two, "muniment-restore", "--config", two.settings, "--only", "s12", damaged, status=1)
    assert "nothing is called" in script(two, "muniment-restore", "--config", two.settings, "--only", "s13", backup, status=1)
    script(two, "muniment-restore", "--config", two.settings, "--only", "s12", backup)
    assert two.there(keys) == 3
    assert two.replay()["destroyed"] == 3 and two.there(keys) == 0


@pytest.mark.parametrize("call", [[], ["one", "two"], ["--nope", "x"], ["--config"]])
def test_wrong_calls_say_how_it_is_called(call, tmp_path):
    for name in ("muniment-backup", "muniment-restore"):
        done = subprocess.run([SCRIPTS / name, *call], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == 2 and "usage:" in done.stderr and done.stdout == ""


def test_a_whole_server_there_and_back(own_cluster, daemon, tmp_path, keys):
    database = generate_register(own_cluster.create(), 200)
    run_muniment("migrate", "--database", database.conninfo)
    database.rows("update register.child set archived_on = null, archive_ground = null, relevant = true,"
                  " consent_given_on = '2020-01-01', consent_withdrawn_on = null, died_on = null")
    server = Drill(database, database, tmp_path, keys)
    gone = server.archived(20)
    once(server, daemon)
    backup = tmp_path / "backup"
    script(server, "muniment-backup", "--config", server.settings, "--server", backup)
    server.destroy()
    own_cluster.halt()
    home = home_of(own_cluster)
    copy, = backup.glob("server-*")
    as_server("mv", home / "data", home / "lost")
    script(server, "muniment-restore", "--server", copy, tmp_path / "data")
    # As the distribution would: the folder belongs to the server's user, its settings are the server's.
    subprocess.run(["cp", "-a", tmp_path / "data", home / "data"], check=True)
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "postgres:", home / "data"], check=True)
    own_cluster.resume()
    assert server.there(gone) == 20
    assert "A register is closed" in once(server, daemon, status=3, as_of=NEXT)
    done = server.replay(as_of=NEXT)
    assert (done["destroyed"], done["clean"], done["open"]) == (20, True, True) and server.there(gone) == 0
