"""muniment init: shows what is missing, makes it, and finds nothing left to do when it is called again."""
import os
import pty
import re
import select
import subprocess
import time

import psycopg
import pytest

from conftest import BUILD, run_muniment


class Host:
    """A host before its first run: a PostgreSQL, and a folder that stands for /etc/muniment and /var/lib/muniment."""

    def __init__(self, cluster, folder, register=None):
        self.cluster, self.folder = cluster, folder
        self.name = f"gov_{os.urandom(4).hex()}"
        self.settings, self.keys, self.out = folder / "etc" / "muniment.conf", folder / "keys", folder / "var" / "out"
        self.settings.parent.mkdir()
        self.conninfo = cluster.conninfo(self.name)
        self.register = register

    def args(self, *more):
        call = ["init", "--config", self.settings, "--keys", self.keys, "--output-dir", self.out, "--checkpoint-file", self.folder / "var" / "checkpoints",
                "--database", self.conninfo, "--owner-connection", self.cluster.base]
        if self.register:
            call += ["--register", f"s12={self.register.conninfo}", "--authority", "Anytown \"Old\" Council",
                     "--address", "Civic Centre", "--address", "Anytown", "--dpo-contact", "dpo@council.example"]
        return [*call, *more]

    def init(self, *more, status=0):
        return run_muniment(*self.args(*more), status=status)

    def again(self, *more, status=0):
        """As an operator calls it later: everything is in the settings."""
        return run_muniment("init", "--config", self.settings, "--keys", self.keys,
                            "--owner-connection", self.cluster.base, *more, status=status)

    def value(self, sql, database=None):
        with psycopg.connect(self.cluster.conninfo(database or self.name), autocommit=True) as connection:
            return connection.execute(sql).fetchone()[0]

    def exists(self):
        return self.value(f"select count(*) from pg_database where datname = '{self.name}'", "postgres") == 1

    def drop(self):
        with psycopg.connect(self.cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database if exists {self.name} with (force)")


@pytest.fixture
def host(cluster, tmp_path, register):
    made = Host(cluster, tmp_path, register)
    yield made
    made.drop()


@pytest.fixture(scope="module")
def any_register(cluster, register_template):
    made = cluster.create(register_template)
    yield made
    made.drop()


@pytest.fixture
def dry_host(cluster, tmp_path, any_register):
    """For calls that leave the register as it is."""
    made = Host(cluster, tmp_path, any_register)
    yield made
    made.drop()


def states(answer):
    return {step["what"]: step["state"] for step in answer["steps"]}


def test_a_dry_run_shows_everything_and_touches_nothing(dry_host):
    host = dry_host
    shown = host.init("--dry-run").out
    for line in (f"Add to the settings {host.settings}", f"Make the keys in {host.keys}", f"Make the folder {host.out}", f"Make the folder {host.folder}/var",
                 f"create database {host.name} template template0 encoding 'UTF8';", "Make the roles, and the schema from version 0 to"):
        assert line in shown
    assert "create schema muniment;" not in shown and "--sql shows all of it" in shown
    assert not host.settings.exists() and not host.keys.exists() and not host.out.exists() and not host.exists()

    whole = host.init("--sql").out
    assert "create schema muniment;" in whole and "create role %I nologin" in whole
    assert not host.exists()


def test_nobody_to_ask_is_a_refusal_that_changed_nothing(dry_host):
    host = dry_host
    said = host.init(status=1)
    assert said.err == "muniment: Nothing was changed: there is nobody to ask, so call it again with --yes.\n"
    assert not host.settings.exists() and not host.exists()


def test_it_makes_what_is_missing_and_then_finds_nothing_to_do(host):
    made = host.init("--yes", "--json", "--key-name", "council.example").json
    assert made["changed"]
    assert [what for what, state in states(made).items() if state != "done"] == ["The agent schema of the register s12"]
    assert any("verifies the ledger: council.example+" in f["what"] for f in made["remaining"])
    assert any("No munimentd is at work" in f["what"] for f in made["remaining"])
    assert run_muniment("check", "--config", host.settings).out.startswith(f"{host.settings} is in order: 1 register, 1 map")
    assert 'name_en = "Anytown \\"Old\\" Council";' in host.settings.read_text()
    assert oct(host.keys.stat().st_mode)[-3:] == "700" and oct(host.out.stat().st_mode)[-3:] == "700"
    assert oct(host.settings.stat().st_mode)[-3:] == "644"
    assert (host.keys / "ledger-signing-key").read_text().startswith("PRIVATE+KEY+council.example+")
    status = run_muniment("status", "--config", host.settings, "--json", status=1).json
    assert [need["code"] for need in status["attention"]] == ["workers-none"]

    before = {path: path.read_bytes() for path in (host.settings, *host.keys.iterdir())}
    again = host.again("--yes", "--json").json
    assert not again["changed"] and set(states(again).values()) == {"stood"}
    assert host.again().out.startswith("Everything stands already; nothing was changed.")
    assert before == {path: path.read_bytes() for path in (host.settings, *host.keys.iterdir())}


def test_a_daemon_works_on_what_it_made(host, daemon):
    host.init("--yes")
    done = daemon(host.settings, "--once", "--as-of", "2026-11-16", env={"CREDENTIALS_DIRECTORY": str(host.keys)})
    assert done.wait(120) == 0, done.log
    assert host.value("select count(*) from muniment.job where state = 'done'") > 0


def test_the_daemons_own_login_and_peoples_are_made_with_their_roles_only(host):
    """The settings name a login that is nobody yet; officers and auditors by option."""
    name = f"engine_{os.urandom(4).hex()}"
    host.conninfo = host.conninfo.replace("user=postgres", f"user={name}")
    host.register.conninfo = host.register.conninfo.replace("user=postgres", f"user={name}")
    shown = host.init("--dry-run", "--officer", f"dpo-{name}", "--auditor", f"audit-{name}").out
    assert f"create role {name} login;" in shown and f'grant muniment_officer to "dpo-{name}";' in shown
    assert shown.count(f"create role {name} login;") == 1 and shown.count(f"grant muniment_engine to {name};") == 1
    host.init("--yes", "--officer", f"dpo-{name}", "--auditor", f"audit-{name}")
    member = "select string_agg(r.rolname, ',') from pg_auth_members m join pg_roles r on r.oid = m.roleid where member = '\"{}\"'::regrole"
    assert host.value(member.format(name)) == "muniment_engine"
    assert host.value(member.format(f"dpo-{name}")) == "muniment_officer"
    assert host.value(member.format(f"audit-{name}")) == "muniment_auditor"
    assert not host.value(f"select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = '{name}'")
    assert run_muniment("map", "check", "s12", "--config", host.settings, "--json").json["coverage"] == 100
    host.again("--yes", "--officer", f"dpo-{name}")
    host.drop()
    with psycopg.connect(host.cluster.conninfo("postgres"), autocommit=True) as connection:
        for login in (name, f"dpo-{name}", f"audit-{name}"):
            connection.execute(f'drop role "{login}"')


def test_rights_on_a_register_that_were_lost_are_given_back(host):
    host.init("--yes")
    host.register.rows("revoke delete on register.child_name from muniment_engine")
    host.register.rows("revoke usage on schema register from muniment_engine")
    host.register.rows("drop schema muniment_agent cascade")
    shown = host.again("--dry-run").out
    assert "grant usage on schema register to muniment_engine;" in shown
    assert "grant select, update, delete on register.child_name to muniment_engine;" in shown
    assert "Make the agent schema of the register s12" in shown
    assert "Done: 3 steps." in host.again("--yes").out
    assert host.again().out.startswith("Everything stands already")


def test_what_the_settings_say_stands(dry_host):
    """The package brings a file that names the database: answers are added to it, nothing in it is changed."""
    host = dry_host
    head = f'# By hand.\ndatabase = "{host.conninfo}";\njurisdiction = "scotland";\ncheckpoint_file = "{host.folder}/c";\n'
    host.settings.write_text(head)
    host.settings.chmod(0o640)
    host.init("--yes")
    text = host.settings.read_text()
    assert text.startswith(head) and text.count("database =") == 1 and text.count("jurisdiction") == 1
    assert 'name = "s12"' in text and oct(host.settings.stat().st_mode)[-3:] == "640"

    said = run_muniment("init", "--config", host.settings, "--database", "dbname=elsewhere", "--yes", status=1)
    assert "what it says stands" in said.err and said.err.count("\n") == 1
    said = run_muniment("init", "--config", host.settings, "--register", "new", "--yes", status=1)
    assert "names its registers already" in said.err
    assert host.settings.read_text() == text


def test_settings_that_do_not_hold_together_never_become_the_settings(dry_host):
    host = dry_host
    host.settings.write_text(f'database = "{host.conninfo}";\nworkerz = 3;\n')
    before = host.settings.read_text()
    said = host.init("--yes", status=1)
    assert "workerz" in said.err and said.err.count("\n") == 1
    assert host.settings.read_text() == before and [p.name for p in host.settings.parent.iterdir()] == ["muniment.conf"]


@pytest.mark.parametrize("change,status,says", [
    (["--register", "=dbname=x"], 2, "--register is NAME"),
    (["--register", "x y"], 2, "--register is NAME"),
    (["--map", "policies/maps/absent.conf"], 1, "absent.conf"),
    (["--jurisdiction", "atlantis"], 1, "jurisdiction"),
    (["--key-name", "two words"], 1, "A key's name"),
    (["--register", "other=host=/nowhere dbname=x"], 3, "register other cannot be reached"),
])
def test_wrong_answers_are_one_sentence(dry_host, change, status, says):
    host = dry_host
    said = host.init("--yes", *change, status=status)
    assert says in said.err and said.err.count("\n") == 1


def test_a_server_away_is_status_3(dry_host):
    host = dry_host
    said = run_muniment("init", "--config", host.settings, "--database", f"host={host.folder} dbname=m", "--yes",
                        "--keys", host.keys, status=3)
    assert "--owner-connection" in said.err and not host.settings.exists()


def test_one_key_of_two_is_a_question_for_a_person(dry_host):
    host = dry_host
    host.init("--yes")
    (host.keys / "fingerprint-key").unlink()
    said = host.again("--yes", status=1)
    assert "Only one of the two keys" in said.err and not (host.keys / "fingerprint-key").exists()


def test_a_register_of_another_kind_is_not_given_the_map_of_section_12(cluster, tmp_path):
    """Its own map comes first: how one is begun is said, and nothing is made."""
    other = cluster.create()
    other.rows("create table client (id integer primary key, born date)")
    host = Host(cluster, tmp_path, other)
    try:
        for more in ("--yes", "--dry-run"):
            said = host.init(more, status=1)
            assert f"muniment map draft s12 --connection '{other.conninfo}'" in said.err and said.err.count("\n") == 1
        assert not host.settings.exists() and not host.keys.exists() and not host.exists()
    finally:
        other.drop()


class Terminal:
    """init at a terminal, answered line by line."""

    def __init__(self, *call):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([BUILD / "muniment", *map(str, call)], stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self.seen = ""

    def read_to(self, pattern):
        end = time.monotonic() + 60
        while not re.search(pattern, self.seen):
            assert time.monotonic() < end, self.seen
            if select.select([self.master], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.master, 4096).decode()
                except OSError:
                    break
        before, self.seen = re.split(pattern, self.seen, 1)
        return before

    def answer(self, *questions):
        for question, line in questions:
            self.read_to(question)
            os.write(self.master, (line + "\n").encode())

    def ends(self):
        status = self.process.wait(60)
        os.close(self.master)
        return status


def asked(host):
    return Terminal("init", "--config", host.settings, "--keys", host.keys, "--database", host.conninfo, "--owner-connection", host.cluster.base)


def test_at_a_terminal_it_asks(dry_host):
    """Questions on standard error, each answer judged when it is given, and a last question before anything is done."""
    host = dry_host
    terminal = asked(host)
    terminal.answer((r"Whose holidays.*\? \[england-wales\] ", "atlantis"),
                    (r"It is one of england-wales(?s:.*)\[england-wales\] ", ""),
                    (r"letters are laid: \[.*\] ", "out"), (r"begins with a slash(?s:.*)laid: \[.*\] ", str(host.out)),
                    ("Register: ", "s12=dbname"), ("(?s:connection string.*)Register: ", "s12=host=/nowhere dbname=x"),
                    ("(?s:No PostgreSQL answers there.*)Register: ", f"s12={host.register.conninfo}"), ("Register: ", ""),
                    ("by its name: ", ""), ("(?s:must say this.*)by its name: ", "Anytown Council"), ("Address: ", "Civic Centre"),
                    ("Address: ", "Anytown"), ("Address: ", ""), ("officer is reached: ", "dpo@council.example"),
                    (r"data map.*\[policies/maps/s12-register.conf\] ", "policies/maps/absent.conf"),
                    (r"(?s:absent.conf.*)\[policies/maps/s12-register.conf\] ", ""),
                    (r"law pack.*\[policies/law/england-childrens-database.conf\] ", "policies/maps/s12-register.conf"),
                    (r"(?s:pack.*)\[policies/law/england-childrens-database.conf\] ", ""),
                    (r"Shall this be done\? \(yes or no\) \[no\] ", "yes"))
    terminal.read_to("Done: [0-9]+ steps")
    assert terminal.ends() == 0
    assert 'jurisdiction = "england-wales"' in host.settings.read_text()
    assert host.exists()


def test_answers_of_a_call_that_did_nothing_are_not_asked_for_again(dry_host):
    """They are said as a call, which a shell reads back."""
    host = dry_host
    terminal = asked(host)
    terminal.answer((r"Whose holidays.*\] ", ""), (r"letters are laid: \[.*\] ", str(host.out)),
                    ("Register: ", f"s12={host.register.conninfo}"), ("Register: ", ""), ("by its name: ", "St John's Council"),
                    ("Address: ", "Civic Centre"), ("Address: ", ""), ("officer is reached: ", "dpo@council.example"),
                    (r"data map.*\] ", ""), (r"law pack.*\] ", ""), (r"Shall this be done\?.*\] ", "no"))
    terminal.read_to("Nothing was changed.")
    terminal.read_to("with your answers: muniment ")
    call = terminal.read_to("\r?\n")
    assert terminal.ends() == 1 and not host.settings.exists() and not host.exists()
    done = subprocess.run(["sh", "-c", f"exec {BUILD}/muniment {call} --checkpoint-file {host.folder}/var/checkpoints --yes"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "St John's Council" in host.settings.read_text() and host.exists()
