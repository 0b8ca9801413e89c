"""What each person may do, tried with the logins that muniment init makes: an officer's, an auditor's, the daemon's own, and
that of somebody who has none of our roles. Every command of the program stands in the table below, and a DPO's day is lived
through as an officer, with the daemon at work beside it."""
import functools
import json
import os
import re
import subprocess
import time

import psycopg
import pytest

from conftest import AS_OF, BUILD, Cluster, Daemon, decide_everything, generate_register, open_gates, run_muniment, wait_until
from test_cli_contract import COMMANDS, call_of, name
from test_doctor import Installation
from test_init import Host

OFFICERS, AUDITOR, NOBODY, ENGINE = ("alice", "bob"), "ada", "mallory", "postgres"


class House(Installation):
    """An installation whose daemon has a login of its own, and the logins of four people."""

    def __init__(self, folder):
        own = Cluster(folder / "cluster")
        register = generate_register(own.create(), 200)
        Host.__init__(self, own, folder, register)
        self.conninfo = self.conninfo.replace("user=postgres", "user=engine")
        register.conninfo = register.conninfo.replace("user=postgres", "user=engine")
        self.init("--yes", *[word for officer in OFFICERS for word in ("--officer", officer)], "--auditor", AUDITOR)
        with self.settings.open("a") as settings:
            settings.write("workers = 2;\npoll_seconds = 1;\nrun_share = 100;\n")
        with psycopg.connect(own.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"create role {NOBODY} login")
        self.credentials = {"CREDENTIALS_DIRECTORY": str(self.keys)}
        self.daemon = Daemon(self.settings, folder, self.credentials).wait_ready(60)
        self.out_dir = folder / "handed-over"
        self.out_dir.mkdir()

    def settings_of(self, login):
        path = self.folder / f"{login}.conf"
        text = self.settings.read_text().replace("user=engine", f"user={login}")
        path.write_text(text)
        return path

    def as_(self, login, *args, status=0, timeout=60, **options):
        """A person's own call: no keys, and the settings that name their login."""
        return run_muniment(*args, "--config", self.settings_of(login), status=status, timeout=timeout,
                            env={"CREDENTIALS_DIRECTORY": "/nonexistent"}, **options)

    def json(self, login, *args, **options):
        return self.as_(login, *args, "--json", **options).json

    def sql(self, login, statement, *values, database=None):
        with psycopg.connect(self.cluster.conninfo(database or self.name).replace("user=postgres", f"user={login}"), autocommit=True) as c:
            cursor = c.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def child(self, condition):
        return self.value(f"select child_id from register.child c where {condition} order by child_id limit 1", self.register.name)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.done()


ORDINARY = ("archived_on is null and not shielded and died_on is null and nhs_number is not null and born_on < date '2012-01-01' "
            "and exists (select from register.education e where e.child_id = c.child_id)")


def test_a_dpo_s_day(house):
    """Recorded, looked into, held, decided, approved by another, released: with nothing but officers' logins."""
    key = house.child(ORDINARY)
    made = house.json("alice", "request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", AS_OF,
                      "--channel", "post", "--requester", "subject")
    ref = made["ref"]
    open_gates(functools.partial(house.json, "alice"), ref)
    wait_until(lambda: house.json("alice", "request", "show", ref)["state"] in ("collected", "reviewed"), 30)
    items = house.json("alice", "request", "items", ref, "--values")["items"]
    assert len(items) > 10
    decide_everything(functools.partial(house.json, "alice"), ref)
    shown = house.json("alice", "subject", "show", "s12", key)
    assert shown["entities"]["child"]
    assert house.json("alice", "retention", "explain", "s12", key)["items"]
    assert house.json("alice", "retention", "forecast", "s12")["months"] is not None
    assert house.json("alice", "request", "clock", ref)["due"]
    house.as_("bob", "request", "approve", ref)
    wait_until(lambda: house.json("alice", "request", "show", ref)["state"] == "rendered", 30)
    # A report is handed over once: without a place for it nothing is released.
    refused = house.as_("bob", "request", "release", ref, "--out", house.folder / "nowhere", status=1)
    assert "nothing was released" in refused.err and house.json("bob", "request", "show", ref)["state"] == "rendered"
    house.as_("bob", "request", "release", ref, "--out", house.out_dir)
    text = subprocess.run(["pdftotext", "-layout", house.out_dir / f"{ref}.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert house.value(f"select number from register.child where child_id = {key}", house.register.name) in text
    assert json.loads((house.out_dir / f"{ref}.json").read_text())["items"]
    assert (house.out_dir / f"{ref}.pdf").stat().st_mode & 0o077 == 0

    # Who did what is what the database says, for every event and every entry.
    events = dict(house.sql("alice", "select kind, actor from muniment.request_event where request = %s", ref))
    assert events["received"] == "alice" and events["approved"] == "bob" and events["released"] == "bob", events
    entries = dict(house.sql("ada", """select l ->> 'kind', l ->> 'actor' from (
            select leaf::json as l from muniment.ledger_entry
            union all select json_build_object('kind', kind, 'actor', actor, 'about', about) from muniment.ledger_pending) as e
            where l ->> 'about' = %s""", f"request {ref}"))
    assert {"alice", "bob"} <= set(entries.values()), entries



def test_a_complaint_and_a_correction_by_officers_logins(house):
    """Nobody but the daemon touches the register, and whoever decided first does not find the outcome."""
    key = house.child("born_on < '2008-11-01' and died_on is null and archived_on is null and not shielded "
                      "and (select count(*) from register.child_name n where n.child_id = c.child_id) = 1")
    new = ("request", "new", "--register", "s12", "--subject", key, "--received", AS_OF, "--channel", "post", "--requester", "subject", "--another")
    ref = house.json("alice", *new, "--kind", "rectification")["ref"]
    house.as_("alice", "request", "claim", ref, "child_name.given_names", "--should-be", "Perpetua Planted", "--evidence", "seen")
    house.as_("alice", "request", "settle", ref, "1", "correct", "--because", "evidence-seen")
    house.as_("bob", "request", "fulfil", ref)
    assert house.json("bob", "request", "claims", ref)["claims"][0]["ended"] == "corrected"
    assert house.value(f"select given_names from register.child_name where child_id = {key}", house.register.name) == "Perpetua Planted"
    complaint = house.json("alice", *new, "--kind", "complaint", "--about", ref)["ref"]
    for login in ("alice", "bob"):  # she decided the claim, and he had it written
        assert "somebody else finds its outcome" in house.as_(login, "request", "outcome", complaint, "upheld", status=1).err
    other = house.json("bob", *("request", "new", "--register", "s12", "--subject", house.child(f"born_on < '2008-11-01' and died_on is null and child_id <> {key}")),
                       *new[6:], "--kind", "complaint")["ref"]  # of somebody else, about whom she decided nothing
    house.as_("alice", "request", "outcome", other, "not-upheld")
    by = dict(house.sql("ada", "select kind, actor from muniment.request_event where request in (%s, %s)", ref, other))
    assert (by["claim-decided"], by["carried-out"], by["outcome-found"]) == ("alice", "bob", "alice")
    house.as_("ada", "request", "claims", ref, status=1)
    assert "Perpetua" not in str(house.sql("ada", "select json_build_object('a', about, 'd', detail)::text from muniment.ledger_pending"))

def test_an_officer_s_desk(house, tmp_path):
    """What is next, a case on a page, and a dossier on a sheet, by errands; an auditor reads no names and decides nothing."""
    ref = house.json("alice", "request", "new", "--kind", "access", "--register", "s12", "--subject", house.child(ORDINARY), "--received",
                     AS_OF, "--channel", "post", "--requester", "subject", "--another", "--reach", "Perpetua Planted")["ref"]
    open_gates(functools.partial(house.json, "alice"), ref)
    wait_until(lambda: house.json("alice", "request", "show", ref)["state"] == "collected", 30)
    case = next(c for c in house.json("bob", "request", "next")["next"] if c["ref"] == ref)
    assert case["owner"] == "alice" and "decide" in [w["what"] for w in case["wants"]]
    assert "Perpetua Planted" in house.as_("bob", "request", "show", ref, "--whole").out
    assert "collected" in house.as_("ada", "request", "show", ref).out and "Planted" not in house.as_("ada", "request", "show", ref).out
    editor, sheet = tmp_path / "editor", tmp_path / "sheet"
    editor.write_text(f'#!/bin/sh\nsed -i "s/^\\(\\[.*\\]\\) -/\\1 proposed/;/^\\[/a > at the desk" "$1"; cp "$1" {sheet}\n')
    editor.chmod(0o755)
    done = subprocess.run([BUILD / "muniment", "request", "review", ref, "--in", "/dev/shm", "--config", house.settings_of("alice")], input="y\n", text=True,
                          capture_output=True, timeout=60, env={**os.environ, "VISUAL": str(editor), "CREDENTIALS_DIRECTORY": "/nonexistent"})
    assert done.returncode == 0 and " decided; " in done.stdout, done.stdout + done.stderr
    items = house.json("alice", "request", "items", ref)["items"]
    assert {item["by"] for item in items if item["how"] == "at the desk"} == {"alice"}
    assert not house.sql("alice", "select from muniment.dossier_item where request = %s and how like '%%desk%%'", ref)
    for call in (["--whole"], ["--sheet"], ["--apply", sheet], ["--decisions", '{"dossier": "", "changes": []}']):
        house.as_("ada", "request", "show" if call == ["--whole"] else "review", ref, *call, status=1)
    for call in (["next"], ["wishes", ref], ["give", ref, "ada"], ["promise", ref, "--on", "2099-01-01"], ["told", ref]):
        house.as_("ada", "request", *call, status=1)
    # A long sitting is one errand.
    long = json.dumps({"dossier": "", "changes": [{"items": "1", "decision": "disclose", "because": "own-data", "how": f"{n} weighed"} for n in range(1000)]})
    assert len(long) > 80000 and "nothing was overwritten" in house.as_("alice", "request", "review", ref, "--decisions", long, status=1).err
    house.as_("alice", "request", "withdraw", ref)


def test_a_hold_is_set_kept_and_ended(house):
    key = house.child(ORDINARY)
    hold = house.json("alice", "hold", "add", "--register", "s12", "--subject", key, "--reason", "claim")
    assert hold["set_by"] == "alice" and str(key) in json.dumps(hold)
    assert str(key) in json.dumps(house.json("bob", "hold", "list")) and f"record {key}" in house.as_("bob", "hold", "list").out
    assert "one record" in house.as_("ada", "hold", "list").out
    house.as_("bob", "hold", "review", hold["hold"], "--keep-until", "2099-01-01", "--because", "still running")
    ended = house.json("bob", "hold", "release", hold["hold"], "--reason", "settled")
    assert ended["released_by"] == "bob"
    # An auditor sees the hold, and neither whose it is nor what people wrote of it, which may name the child.
    seen = house.json("ada", "hold", "list", "--all")["holds"]
    assert [h["one_record"] for h in seen if h["hold"] == hold["hold"]] == [True] and f'"{key}"' not in json.dumps(seen)
    words = house.json("alice", "hold", "add", "--register", "s12", "--subject", key, "--reason", "Mary wrote", "--evidence", "her letter")
    house.as_("bob", "hold", "review", words["hold"], "--keep-until", "2099-01-01", "--because", "Mary asked")
    house.as_("bob", "hold", "release", words["hold"], "--reason", "Mary agreed")
    assert "Mary" not in house.as_("bob", "hold", "list", "--all").out
    assert "Mary wrote" in house.as_("bob", "hold", "list", "--all", "--words").out
    assert "for officers" in house.as_("ada", "hold", "list", "--words", status=1).err
    assert "for officers" in house.as_("ada", "hold", "show", words["hold"], "--words", status=1).err
    for form in ((), ("--json",)):
        told = house.as_("ada", "hold", "list", "--all", *form).out + house.as_("ada", "hold", "show", words["hold"], *form).out
        assert "Mary" not in told and "her letter" not in told and "2099-01-01" in told
    for column in ("reason", "evidence", "release_reason"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.sql("ada", f"select {column} from muniment.hold")


def test_two_people_are_two_logins(house):
    """One login that gives itself two names is one person still."""
    with psycopg.connect(house.cluster.conninfo(house.name), autocommit=True) as c:
        c.execute("select set_config('muniment.acts_for', 'engine', false)")
        run = c.execute("insert into muniment.run (register, rule, rule_text, policy_version, disposal, approval, as_of, planned_by, counts) "
                        "values ('s12', 'x', '{}', 'v', 'destroy', 'two', current_date, 'engine', '{}') returning id").fetchone()[0]
    first = house.json("alice", "retention", "approve", run, "--as", "officer1")
    assert first["state"] == "planned" and first["approved_by"] == ["alice for officer1"]
    refused = house.as_("alice", "retention", "approve", run, "--as", "officer2", status=1)
    assert "approved the run before" in refused.err
    assert house.json("bob", "retention", "approve", run)["approved_by"] == ["alice for officer1", "bob"]
    house.as_("bob", "retention", "stop", run, "--reason", "a trial", status=None)


def test_a_wrapper_counts_for_the_people_it_is_trusted_to_know(house):
    trusted = house.settings.read_text() + 'trusted_wrappers = [ "alice" ];\n'
    with psycopg.connect(house.cluster.conninfo(house.name), autocommit=True) as c:
        run = c.execute("insert into muniment.run (register, rule, rule_text, policy_version, disposal, approval, as_of, planned_by, counts) "
                        "values ('s12', 'x', '{}', 'v', 'destroy', 'two', current_date, 'engine', '{}') returning id").fetchone()[0]
    path = house.folder / "trusted.conf"
    path.write_text(trusted)
    with house.settings.open("w") as settings:
        settings.write(trusted)
    house.daemon.signal(1)
    try:
        # An officer's own settings say nothing about whom the engine trusts; the engine's do.
        house.json("alice", "retention", "approve", run, "--as", "J. Smith")
        def second():
            return house.as_("alice", "retention", "approve", run, "--as", "P. Jones", status=None)
        wait_until(lambda: second().status == 0, 30, 0.5)
        # A run approved twice starts at once, and this one stops: no rule is called x. So who approved is asked, not what it is now.
        assert house.json("bob", "retention", "show", run)["approved_by"] == ["alice for J. Smith", "alice for P. Jones"]
    finally:
        house.as_("bob", "retention", "stop", run, "--reason", "a trial", status=None)


# --- what an officer's own SQL may do: read

def test_an_officer_s_own_sql_changes_nothing(house):
    tables = house.sql(ENGINE, "select table_name from information_schema.tables where table_schema = 'muniment' and table_type = 'BASE TABLE'")
    for (table,) in tables:
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            for login in (*OFFICERS, AUDITOR, NOBODY):
                had = house.sql(ENGINE, "select has_table_privilege(%s, %s, %s) or (%s in ('INSERT', 'UPDATE') and has_any_column_privilege(%s, %s, %s))",
                                login, f"muniment.{table}", right, right, login, f"muniment.{table}", right if right in ("INSERT", "UPDATE") else "SELECT")
                assert not had[0][0], f"{login} may {right} {table}"


@pytest.mark.parametrize("statement", [
    "update muniment.hold set released_by = 'bob', released_on = current_date, release_reason = 'x'",
    "insert into muniment.approval (run, name, approved_on) select id, 'somebody', current_date from muniment.run",
    "update muniment.run set state = 'approved'",
    "update muniment.dossier_item set decision = 'disclose'",
    "delete from muniment.dossier_item",
    "update muniment.request set due_on = '2099-01-01'",
    "insert into muniment.ledger_pending (acted_on, kind, actor) values (current_date, 'hold-set', 'engine')",
    "insert into muniment.job (kind, run_on) values ('retention.plan', current_date)",
    "insert into muniment.errand (words, reply_to) values ('[]', decode(repeat('00', 32), 'hex'))",
    "select words from muniment.errand",
])
def test_acts_by_sql_are_refused_to_people(house, statement):
    for login in ("alice", "ada"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.sql(login, statement)


def test_the_database_stamps_who_acts(house):
    """Whatever name the engine's statement gives, and whatever a person's session calls itself."""
    with psycopg.connect(house.cluster.conninfo(house.name).replace("user=postgres", "user=engine"), autocommit=True) as c:
        c.execute("insert into muniment.ledger_pending (acted_on, kind, actor) values (current_date, 'test-act', 'alice')")
        assert c.execute("select muniment.actor()").fetchone() == ("engine",), "here the daemon's login has that name"
    with psycopg.connect(house.cluster.conninfo(house.name).replace("user=postgres", "user=alice"), autocommit=True) as c:
        c.execute("set muniment.acts_for = 'engine'")
        c.execute("set muniment.speaks_for = 'bob'")
        assert c.execute("select muniment.actor()").fetchone() == ("alice",)
    assert house.value("select count(*) from muniment.ledger_pending where kind = 'test-act' and actor <> 'engine'") == 0


# --- errands

def ask(house, login, words, key=b"\1" * 32):
    return house.sql(login, "select muniment.errand_ask(%s::jsonb, %s)", json.dumps(words), key)[0][0]


def test_an_errand_is_its_own_login_s_alone(house):
    """Another's is gone to whoever looks, cannot be taken, and cannot be withdrawn; it is read once."""
    errand = ask(house, "alice", ["retention", "forecast", "s12", "--json"])
    wait_until(lambda: house.sql("alice", "select state from muniment.errand_look(%s)", errand) == [("answered",)], 30)
    assert house.sql("bob", "select state from muniment.errand_look(%s)", errand) == [("gone",)]
    assert house.sql("bob", "select muniment.errand_take(%s)", errand) == [(None,)]
    assert house.sql("bob", "select muniment.errand_withdraw(%s)", errand) == [(False,)]
    assert house.value(f"select words::text from muniment.errand where id = {errand}") == "[]", "what was asked is forgotten"
    sealed = house.sql("alice", "select muniment.errand_take(%s)", errand)[0][0]
    assert sealed and b"months" not in sealed
    assert house.sql("alice", "select muniment.errand_take(%s)", errand) == [(None,)]


def test_an_answer_is_gone_after_ten_minutes(house):
    errand = ask(house, "alice", ["retention", "forecast", "s12"])
    wait_until(lambda: house.sql("alice", "select state from muniment.errand_look(%s)", errand) == [("answered",)], 30)
    house.value(f"update muniment.errand set answered_at = now() - interval '11 minutes', asked_at = now() - interval '12 minutes' where id = {errand} returning id")
    assert house.sql("alice", "select muniment.errand_take(%s)", errand) == [(None,)]
    left = ask(house, "alice", ["retention", "forecast", "s12"])
    wait_until(lambda: house.sql("alice", "select state from muniment.errand_look(%s)", left) == [("answered",)], 30)
    house.value(f"update muniment.errand set answered_at = now() - interval '11 minutes' where id = {left} returning id")
    wait_until(lambda: house.value(f"select count(*) from muniment.errand where id = {left}") == 0, 30)


@pytest.mark.parametrize("login,words,says", [
    ("ada", ["retention", "approve", "1"], "This login may not"),
    ("ada", ["subject", "show", "s12", "1"], "This login may not"),
    ("alice", ["retention", "replay", "s12"], "This login may not"),
    ("alice", ["doctor"], "no command for the engine"),
    ("alice", ["init", "--yes"], "no command for the engine"),
    ("alice", ["nonsense"], "no command for the engine"),
    ("alice", [], "no command for the engine"),
    ("alice", ["hold", "add", "--register", "s12", "--reason", "x", "--as", "two\nlines"], "on one line"),
])
def test_the_engine_does_for_a_login_what_its_table_says_and_no_more(house, login, words, says):
    """A program of somebody's own may ask for anything: what is refused is refused by the engine, and answered."""
    import ctypes.util
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    sodium.sodium_init()
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(32)
    sodium.crypto_box_keypair(public, secret)
    errand = ask(house, login, words, public.raw)
    wait_until(lambda: house.sql(login, "select state from muniment.errand_look(%s)", errand) == [("answered",)], 30)
    sealed = house.sql(login, "select muniment.errand_take(%s)", errand)[0][0]
    opened = ctypes.create_string_buffer(len(sealed))
    assert sodium.crypto_box_seal_open(opened, sealed, ctypes.c_ulonglong(len(sealed)), public, secret) == 0
    answer = json.loads(opened.raw[:len(sealed) - 48])
    assert answer["exit"] in (1, 2) and says in answer["err"] and answer["out"] == "" and answer["files"] == []


def test_a_try_that_died_is_not_taken_up_again(house):
    """Nobody knows how far it came: the answer says so, and nothing is done a second time."""
    house.daemon.signal(19)
    for worker in house.daemon.children():
        os.kill(worker, 19)
    try:
        key = house.child(ORDINARY)
        call = subprocess.Popen([BUILD / "muniment", "hold", "add", "--register", "s12", "--subject", str(key), "--reason", "claim",
                                 "--config", house.settings_of("alice")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        errand = wait_until(lambda: house.value("select max(id) from muniment.errand where taken_at is null and login = 'alice'"))
        before = house.value("select count(*) from muniment.hold")
        house.value(f"update muniment.errand set taken_at = now() where id = {errand} returning id")
    finally:
        for worker in house.daemon.children():
            os.kill(worker, 18)
        house.daemon.signal(18)
    out, err = call.communicate(timeout=60)
    assert call.returncode == 3 and "whether it was done is to be looked at" in err and out == ""
    assert house.value("select count(*) from muniment.hold") == before


def test_nobody_at_work_is_told_and_nothing_is_left(house):
    """Whoever waits no longer withdraws what has not begun."""
    house.daemon.signal(19)
    for worker in house.daemon.children():
        os.kill(worker, 19)
    try:
        call = subprocess.Popen([BUILD / "muniment", "retention", "forecast", "s12", "--config", house.settings_of("alice")],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        waiting = "select count(*) from muniment.errand where taken_at is null and answered_at is null and login = 'alice'"
        wait_until(lambda: house.value(waiting) == 1)
        call.send_signal(2)
        out, err = call.communicate(timeout=30)
        assert call.returncode == 1 and "Withdrawn" in err and out == ""
        assert house.value(waiting) == 0
    finally:
        for worker in house.daemon.children():
            os.kill(worker, 18)
        house.daemon.signal(18)


def test_words_that_are_no_text_are_told(house):
    """They cannot be asked for, and are refused before anything is."""
    done = subprocess.run([BUILD / "muniment", "hold", "add", "--register", "s12", "--reason", b"\xff", "--config", house.settings_of("alice")],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert done.returncode == 2 and b"UTF-8" in done.stderr, (done.returncode, done.stderr)


def test_a_login_cannot_fill_the_queue(house):
    for worker in house.daemon.children():
        os.kill(worker, 19)
    try:
        with pytest.raises(psycopg.errors.ConfigurationLimitExceeded):
            for _ in range(60):
                ask(house, "bob", ["retention", "forecast", "s12"])
    finally:
        house.value("delete from muniment.errand where login = 'bob' returning id")
        for worker in house.daemon.children():
            os.kill(worker, 18)


def test_the_engine_writes_no_report_on_its_own_host(house):
    """A folder that an errand names is on the host of whoever asked, even if it is called as one of the engine's."""
    key = house.child(ORDINARY)
    ref = house.json("alice", "request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", AS_OF,
                     "--channel", "post", "--requester", "subject", "--another")["ref"]
    open_gates(functools.partial(house.json, "alice"), ref)
    wait_until(lambda: house.json("alice", "request", "show", ref)["state"] in ("collected", "reviewed"), 30)
    decide_everything(functools.partial(house.json, "alice"), ref)
    house.as_("alice", "request", "approve", ref)
    wait_until(lambda: house.json("alice", "request", "show", ref)["state"] == "rendered", 30)
    own = re.search(r'^output_dir = "(.*)"', house.settings.read_text(), re.M)[1]
    errand = ask(house, "alice", ["request", "release", ref, "--out", own])
    wait_until(lambda: house.sql("alice", "select state from muniment.errand_look(%s)", errand) == [("answered",)], 30)
    assert house.json("alice", "request", "show", ref)["state"] == "released"
    assert [name for name in os.listdir(own) if ref in name] == []


def test_an_answer_that_could_not_be_sealed_is_not_worked_for(house):
    """A key of zeros, or of low order: nothing is done, no worker dies of it, and what was asked is forgotten."""
    workers, holds = house.daemon.children(), house.value("select count(*) from muniment.hold")
    words = ["hold", "add", "--register", "s12", "--subject", str(house.child(ORDINARY)), "--reason", "claim"]
    for key in (b"\0" * 32, b"\1" + b"\0" * 31):
        errand = ask(house, "alice", words, key)
        wait_until(lambda: house.sql("alice", "select state from muniment.errand_look(%s)", errand) == [("answered",)], 30)
        assert house.value(f"select words::text from muniment.errand where id = {errand}") == "[]"
        assert house.sql("alice", "select muniment.errand_take(%s)", errand) == [(b"",)]
    assert house.daemon.children() == workers and house.value("select count(*) from muniment.hold") == holds


def test_another_does_not_have_an_errand_done_after_all(house):
    """Who asked has been told that no answer will come, and may have decided otherwise since."""
    for worker in house.daemon.children():
        os.kill(worker, 19)
    try:
        errand = ask(house, "alice", ["hold", "add", "--register", "s12", "--subject", str(house.child(ORDINARY)), "--reason", "claim"])
        job = house.value(f"update muniment.job set state = 'discarded', finished_at = now() where key = 'errand:{errand}' returning id")
        assert house.sql("alice", "select state from muniment.errand_look(%s)", errand) == [("failed",)]
    finally:
        for worker in house.daemon.children():
            os.kill(worker, 18)
    holds = house.value("select count(*) from muniment.hold")
    assert f"no job {job} that failed" in house.as_("bob", "job", "retry", job, status=1).err
    assert house.value("select count(*) from muniment.hold") == holds


def test_nobody_waits_for_a_transaction_left_open(house):
    """Whoever takes an answer, or withdraws, and does not commit holds up their own errand and no worker."""
    errand = ask(house, "alice", ["hold", "bases"])
    wait_until(lambda: house.sql("alice", "select state from muniment.errand_look(%s)", errand) == [("answered",)], 30)
    for worker in house.daemon.children():
        os.kill(worker, 19)
    with psycopg.connect(house.cluster.conninfo(house.name).replace("user=postgres", "user=alice")) as left_open:
        try:
            house.value(f"update muniment.errand set answered_at = now() - interval '11 minutes' where id = {errand} returning id")
            left_open.execute("select muniment.errand_take(%s)", (errand,))
            waiting = ask(house, "alice", ["hold", "bases"])
            with psycopg.connect(house.cluster.conninfo(house.name).replace("user=postgres", "user=alice")) as withdrawn:
                assert withdrawn.execute("select muniment.errand_withdraw(%s)", (waiting,)).fetchone()[0]
                for worker in house.daemon.children():
                    os.kill(worker, 18)
                time.sleep(1.5) # longer than from one look for what is to be forgotten to the next
                assert house.json("bob", "retention", "forecast", "s12", timeout=4)["months"] is not None
        finally:
            for worker in house.daemon.children():
                os.kill(worker, 18)


def test_a_day_to_come_is_not_acted_on(house):
    key = house.child(ORDINARY)
    for call in (["retention", "plan", "s12"], ["hold", "add", "--register", "s12", "--subject", key, "--reason", "x"],
                 ["retention", "verify", 1], ["retention", "certificate", 1], ["ledger", "checkpoint", "--now"], ["document", "strays"]):
        refused = house.as_("alice", *call, "--as-of", "2099-01-01", status=1)
        assert "2099-01-01 has not come" in refused.err
        refused = run_muniment(*call, "--as-of", "2099-01-01", "--config", house.settings_of(ENGINE), env=house.credentials, status=1)
        assert "2099-01-01 has not come" in refused.err
    for day in ("2099-01-01", "9999-12-31"):
        assert house.json("alice", "retention", "forecast", "s12", "--as-of", day)["months"] is not None


def test_nothing_is_antedated(house):
    key = house.child(ORDINARY)
    before = house.value("select count(*) from muniment.hold")
    for call in (["retention", "plan", "s12"], ["hold", "add", "--register", "s12", "--subject", key, "--reason", "x"]):
        assert "2020-01-01 is over" in house.as_("alice", *call, "--as-of", "2020-01-01", status=1).err
        refused = run_muniment(*call, "--as-of", "2020-01-01", "--config", house.settings_of(ENGINE), env=house.credentials, status=1)
        assert "2020-01-01 is over" in refused.err
    assert house.value("select count(*) from muniment.hold") == before


def test_a_person_asks_for_the_public_key_and_verifies_with_it(house):
    """Their login has no keys, and needs none."""
    advice = house.as_("ada", "ledger", "verify", status=1).err
    assert "muniment ledger key" in advice and "key new" not in advice
    key = house.as_("ada", "ledger", "key").out.strip()
    assert house.json("ada", "ledger", "verify", "--key", key)["ok"] is True


def test_errands_do_not_crowd_the_list_of_jobs(house):
    house.as_("alice", "hold", "bases")
    house.as_("alice", "retention", "forecast", "s12")
    assert not [j for j in house.json("ada", "job", "list")["jobs"] if j["kind"] == "errand" and j["state"] == "done"]
    assert [j for j in house.json("ada", "job", "list", "--kind", "errand")["jobs"] if j["state"] == "done"]


def test_the_daemon_does_not_work_on_a_day_to_come(house):
    done = subprocess.run([BUILD / "munimentd", "--once", "--as-of", "2099-01-01", "--config", house.settings], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, env={**os.environ, **house.credentials})
    assert done.returncode == 78 and "2099-01-01 has not come" in done.stderr
    assert house.value("select count(*) from muniment.job_day where day > '2090-01-01'") == 0


# --- the table of who may what

def whose(words):
    """What the program says of itself, which is what the manual prints."""
    return run_muniment(*words, "--help").out.splitlines()[2]


NOT_TRIED = {
    "status": "exits with 1 where something waits", "doctor": "looks at the machine", "check": "for anybody with the settings",
    "migrate": "for the owner of the databases", "init": "for root", "key new": "makes keys, in a folder of the caller's", "key change": "likewise",
}


def allowed(result):
    """It got past the question of whose login it was: what it then says is about what it was asked."""
    return "login may not" not in result.err and "does not allow this" not in result.err


@pytest.mark.parametrize("words", [w for w in COMMANDS if name(w) not in NOT_TRIED], ids=name)
def test_each_command_is_for_whom_it_says(house, words):
    who = whose(words)
    logins = {"alice": "officers" in who, AUDITOR: "auditors" in who, "engine": "operator" in who, NOBODY: False}
    if who.startswith("For anybody"):
        logins = dict.fromkeys(logins, True)
    assert any(logins.values())
    for login, may in logins.items():
        keys = house.credentials if login == "engine" else {"CREDENTIALS_DIRECTORY": "/nonexistent"}
        done = run_muniment(*call_of(words), "--config", house.settings_of(login), env=keys, status=None, timeout=120)
        assert done.status in (0, 1, 2, 3), (login, done.err)
        assert allowed(done) == may, (login, who, done.status, done.err)


def test_status_is_for_those_who_look(house):
    for login, may in (("alice", True), (AUDITOR, True), ("engine", True), (NOBODY, False)):
        assert allowed(house.as_(login, "status", status=None)) == may
