"""No personal data in logs, errors, queue, ledger, process lists or leftovers, whatever is done and whatever fails.

A child, a parent and a practitioner with marked names, numbers and addresses go through every flow, and into every
failure that can be provoked; then the marks are looked for wherever they must not be. Where they may be:

  * the register itself; what is written to output_dir; and commands whose task is to show them (SHOWN);
  * PostgreSQL's own log, in the first line of an error that the server itself worded (a cast that failed, a
    trigger's exception), and nowhere else of it: the cluster here logs every statement, as ours never hold values.
"""
import datetime
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess

import psycopg
import pytest

from agency import Agency
from canary import Canary, Watch
from conftest import AS_OF, PROGRAMS, ROOT, Cluster, HOW, decide_everything, generate_register, open_gates, run_muniment, wait_until

DESTROY = "s12-destroy-archived"
SHOWN = (("request", "items"), ("subject", "show"))
SETTINGS = """database = "{governance}";
data_dir = "{data}";
jurisdiction = "england-wales";
output_dir = "{out}";
checkpoint_file = "{folder}/checkpoints";
state_dir = "{state}";
workers = 2;
max_attempts = 1;
rehearsal = true;
made_up_postcodes = [ "ZA", "ZB", "ZC", "ZD", "ZY" ];
poll_seconds = 1;
authority = {{ name_en = "Anytown Council"; name_cy = "Cyngor Unrhyw Dref";
        address = [ "Civic Centre", "1 High Street", "Anytown", "ZZ99 3WZ" ];
        phone = "01632 960000"; email = "records@council.example"; dpo_contact = "dpo@council.example"; }};
maps = [ "policies/maps/s12-register.conf" ];
packs = [ "policies/law/england-childrens-database.conf" ];
registers = ( {{ name = "s12"; connection = "{register}"; map = "s12-register"; }} );
sources = ( {{ file = "policies/sources/pds.conf"; base_url = "{agency}"; }} );
"""


def later(days):
    return str(datetime.date.fromisoformat(AS_OF) + datetime.timedelta(days=days))


class House:
    """Everything the programs need, in folders of its own, and everything they let out."""

    def __init__(self, stage, folder, keys):
        self.cluster, self.folder, self.canary, self.agency = stage.cluster, folder, Canary(), None
        self.database = stage.cluster.create(stage.governance)
        self.register = stage.cluster.create(stage.register)
        for name in ("out", "tmp", "cwd"):
            (folder / name).mkdir()
        for name in ("policies", "notices"):
            shutil.copytree(ROOT / name, folder / "data" / name)
        self.change("policies/sources/pds.conf", ('authentication = "bearer"', 'authentication = "none"'),
                    ('        credential = "pds-token";\n', ""), ("rate_per_second = 5.0", "rate_per_second = 1000.0"),
                    ("timeout_seconds = 10", "timeout_seconds = 1"), ("retries = 3", "retries = 1"))
        self.env = {**os.environ, **keys, "TMPDIR": str(folder / "tmp")}
        self.said, self.seen, self.log_from = [], [], self.server_log_path.stat().st_size
        self.ask_agency()

    @property
    def server_log_path(self):
        return (self.cluster.folder / "cluster").resolve() / "server.log"

    def change(self, path, *pairs):
        """Policy files and texts are the test's own copies."""
        path = self.folder / "data" / path
        text = path.read_text()
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text)

    def settings(self, **changes):
        values = {"governance": self.database.conninfo, "register": self.register.conninfo, "folder": self.folder,
                  "data": self.folder / "data", "state": self.folder, "out": self.folder / "out", "agency": self.agency.url, **changes}
        path = self.folder / "muniment.conf"
        path.write_text(SETTINGS.format(**values))
        return path

    def ask_agency(self, *args):
        if self.agency:
            self.agency.stop()
        self.agency = Agency(self.folder, "--database", self.register.conninfo, *args)
        self.settings()

    def __call__(self, *args, status=0, as_of=AS_OF):
        done = subprocess.run([PROGRAMS / "muniment", *map(str, args), "--config", self.folder / "muniment.conf", "--as-of", as_of],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=60, env=self.env, cwd=self.folder / "cwd")
        what = " ".join(map(str, args))
        assert status is None or done.returncode == status, f"{what}: exit {done.returncode}: {done.stderr}{done.stdout}"
        if args[:2] not in SHOWN:
            self.said += [(what, done.stdout)]
        self.said += [(what, done.stderr)]
        return done

    def json(self, *args, **options):
        return json.loads(self(*args, "--json", **options).stdout)

    def day(self, as_of=AS_OF, status=0, meanwhile=None):
        """munimentd --once for a day, watched from outside. Its log."""
        path = self.folder / f"log-{len(self.said)}"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [PROGRAMS / "munimentd", "--once", "--as-of", as_of, "--config", self.folder / "muniment.conf"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.env, cwd=self.folder / "cwd")
            watch = Watch(process.pid, self.cluster.conninfo("postgres"))
            try:
                if meanwhile:
                    meanwhile(process)
                code = process.wait(60)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
        seen = watch.seen()
        assert any("munimentd worker" in text for text in seen) or status not in (0, 1)
        self.seen += seen
        self.said += [(f"munimentd on {as_of}", path.read_text())]
        assert status is None or code == status, path.read_text()
        return path.read_text()

    def failed_jobs(self):
        return [reason for reason, in self.database.rows("select reason from muniment.job where state = 'failed' order by id")]

    def server_log(self):
        with self.server_log_path.open("rb") as log:
            log.seek(self.log_from)
            return log.read().decode("utf-8", "replace")

    def leaks(self):
        """Every place with a mark in it that may hold none: {place: marks}."""
        places = {f"said by {what}": text for what, text in self.said}
        places["processes and sessions"] = "\n".join(self.seen)
        places["the agency's log"] = self.agency.err
        worded = re.compile(r"^.*\b(ERROR|FATAL):  ")
        places["PostgreSQL's log"] = "\n".join(line for line in self.server_log().splitlines() if not worded.match(line))
        checkpoints = self.folder / "checkpoints"
        places["checkpoint file"] = checkpoints.read_text() if checkpoints.is_file() else ""
        found = {place: self.canary.found(text) for place, text in places.items()}
        found.update(self.canary.tables_holding(self.database))
        leftovers = [p for name in ("tmp", "cwd") for p in (self.folder / name).rglob("*")]
        leftovers += [p for p in (self.folder / "out").rglob("*") if not re.fullmatch(r"[A-Za-z0-9-]+\.(pdf|json)|\.muniment-folder", p.name)]
        found["left behind"] = [str(p) for p in leftovers]
        return {place: marks for place, marks in found.items() if marks}

    def end(self):
        self.agency.stop()
        self.database.drop()
        self.register.drop()


class Stage:
    """A server that logs every statement it is sent, and two databases to copy."""

    def __init__(self, folder):
        self.cluster = Cluster(folder, "log_statement=all", "log_line_prefix=%m [%p] %a ", "log_connections=on")
        governance = self.cluster.create()
        run_muniment("migrate", "--database", governance.conninfo)
        register = generate_register(self.cluster.create(), 60)
        # Nobody is due, and nothing is news, but whom a test makes so.
        register.rows("update register.child set archived_on = null, archive_ground = null, relevant = true, "
                      "consent_given_on = '2020-01-01', consent_withdrawn_on = null")
        register.rows("delete from muniment_agent.outbox")
        self.governance, self.register = governance.name, register.name


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    made = Stage(tmp_path_factory.mktemp("canary-cluster"))
    yield made
    made.cluster.stop()


@pytest.fixture
def house(stage, tmp_path, keys):
    made = House(stage, tmp_path, keys)
    yield made
    made.end()


# --- the marked people ------------------------------------------------------------------------------------

def nhs_number():
    while True:
        digits = "999" + "".join(secrets.choice("0123456789") for _ in range(6))
        check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1))) % 11
        if check != 10:
            return digits + str(check % 11)


def letters(n):
    return "".join(secrets.choice("PQRSTUWXY") for _ in range(n))


def digits(n):
    return "".join(secrets.choice("0123456789") for _ in range(n))


SUPPLIED = "source_id, power, supplied_on"


def plant(house):
    """A child of 14 whose first record is news today, with a parent and a health visitor: all of them marked."""
    canary, register = house.canary, house.register
    key, source = register.rows(
        "select c.child_id, c.born_source_id from register.child c where not shielded and died_on is null "
        "and nhs_number is not null and exists (select from register.address a where a.child_id = c.child_id "
        "and kind = 'home' and until is null and postcode is not null) order by child_id limit 1")[0]
    supplied = [source, "must", "2026-11-01"]
    register.rows("update register.child set nhs_number = %s, born_on = '2012-02-03', born_supplied_on = '2012-03-01', "
                  "relevant = false, consent_given_on = null, number = %s where child_id = %s",
                  canary.know("NHS number", nhs_number()), canary.know("number", digits(12)), key)
    register.rows("update register.child_name set given_names = %s, family_name = %s where child_id = %s",
                  canary.mark("given name", accented=True), canary.mark("family name"), key)
    register.rows("update register.address set line_1 = '1 ' || %s, town = %s, postcode = %s "
                  "where child_id = %s and line_1 is not null",
                  canary.mark("street"), canary.mark("town", accented=True), canary.know("postcode", f"ZY{digits(2)} {digits(1)}" + letters(2)), key)
    register.rows(f"insert into register.source_number (child_id, kind, value, {SUPPLIED}) values (%s, 'case-system', %s, %s, %s, %s)",
                  key, canary.mark("case number").upper(), *supplied)
    person = register.value(f"insert into register.person (given_names, family_name, {SUPPLIED}) "
                            "values (%s, %s, %s, %s, %s) returning person_id", canary.mark("parent's given name"),
                            canary.mark("parent's family name", accented=True), *supplied)
    register.rows("delete from register.child_person where child_id = %s", key)
    register.rows("insert into register.child_person (child_id, person_id, relation, parental_responsibility, has_care, "
                  f"{SUPPLIED}) values (%s, %s, 'mother', true, true, %s, %s, %s)", key, person, *supplied)
    register.rows(f"insert into register.person_address (person_id, line_1, town, postcode, {SUPPLIED}) values "
                  "(%s, %s, %s, %s, %s, %s, %s)", person, "2 " + canary.mark("parent's street"), "Anytown",
                  canary.know("parent's postcode", f"ZY{digits(2)} {digits(1)}" + letters(2)), *supplied)
    for column, value in (("phone", canary.know("phone", "07700" + digits(6))),
                          ("email", canary.mark("mail") + "@" + canary.mark("mail's host") + ".example")):
        register.rows(f"insert into register.person_contact (person_id, {column}, {SUPPLIED}) values (%s, %s, %s, %s, %s)",
                      person, value, *supplied)
    provider, number = register.rows("select min(provider_id), (select max(practitioner_id) + 1 from register.practitioner) "
                                     "from register.provider")[0]
    register.rows("insert into register.practitioner (practitioner_id, given_names, family_name, provider_id, email) "
                  "values (%s, %s, %s, %s, %s)", number, canary.mark("practitioner's given name"),
                  canary.mark("practitioner's family name"), provider, canary.mark("practitioner's mail") + "@nhs.example")
    register.rows("insert into register.professional (child_id, role, practitioner_id, archive_years, since, "
                  f"{SUPPLIED}) values (%s, 'health-visitor', %s, 1, '2026-10-01', %s, %s, %s)", key, number, *supplied)
    register.rows("insert into register.access_log (child_id, account_id, provider_id, purpose, asked_name, asked_postcode, shown) "
                  "select %s, account_id, provider_id, 'assessment', %s, %s, '{1}' from register.account limit 1",
                  key, canary.mark("name asked for"), canary.marks["postcode"])
    register.rows("delete from muniment_agent.outbox")
    register.rows("insert into muniment_agent.outbox (subject_key, event, occurred_on) values (%s, 'first-record', %s)",
                  str(key), AS_OF)
    house.ask_agency()
    return key


def make_due(house, key):
    """For destruction, on any day of these tests."""
    house.register.rows("update register.child set archived_on = '2019-01-01', archive_ground = 'discretion' where child_id = %s", key)


def ask(house, key, requester="parent", *more):
    ref = house.json("request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", AS_OF,
                     "--channel", "post", "--requester", requester, *more)["ref"]
    if requester == "subject":
        open_gates(house.json, ref)
    return ref


def approved_run(house, as_of=AS_OF):
    run = house.json("retention", "plan", "s12", "--rule", DESTROY, as_of=as_of)["run"]
    house("retention", "approve", run, "--as", "a.reviewer", as_of=as_of)
    return run


# --- it can fail ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("form", [
    "{0}", "x{0}y", "{0.upper}", "\\u017d{1}", "%C5%BDq{1}", "in hex {2}"])
def test_a_mark_is_found_in_whatever_form(form):
    canary = Canary()
    word = canary.mark("name", accented=True)
    plain = canary.marks["name"]
    text = form.replace("{0.upper}", word.upper()).replace("{0}", word).replace("{2}", plain.encode().hex())
    text = text.replace("\\u017d{1}", "\\u017d" + word[1:]).replace("%C5%BDq{1}", "%C5%BD" + word[1:])
    assert canary.found(text) == ["name"] and Canary().found(text) == []
    canary.know("number", "9991234567")
    assert canary.found("999 123 4567") == ["number"] == canary.found("999-123-4567")


def test_a_planted_leak_is_found(house):
    """Each place that is searched is searched in earnest."""
    word = house.canary.mark("name")
    house.day()
    assert house.leaks() == {}
    (house.folder / "log-x").write_text("munimentd: hello")
    house.said.append(("munimentd", f"munimentd: a fault (NAME={word.upper()})"))
    house.seen.append(f"munimentd worker: select '{word}'")
    (house.folder / "checkpoints").write_text(word)
    (house.folder / "tmp" / "muniment-x").write_text("")
    (house.folder / "out" / "N-1.pdf.part").write_text("")
    with house.agency.err_path.open("a") as log:
        log.write(f"GET /Patient/{word}\n")
    house.database.rows("insert into muniment.job (kind, run_on, reason) values ('queue.tidy', current_date, %s)", word)
    house.database.rows("insert into muniment.ledger_pending (acted_on, kind, actor, about) values (current_date, 'x', 'x', %s)", word)
    house.database.rows(psycopg.sql.SQL("select 1 where 'x' = {}").format(psycopg.sql.Literal(word)).as_string(None))
    places = house.leaks()
    assert set(places) == {"said by munimentd", "processes and sessions", "checkpoint file", "left behind", "the agency's log",
                           "muniment.job", "muniment.ledger_pending", "PostgreSQL's log"}
    assert len(places["left behind"]) == 2


# --- every flow -------------------------------------------------------------------------------------------

def decide_and_release(house, ref, key):
    items = house.json("request", "items", ref, "--values")["items"]
    values = " ".join(i["value"] for i in items)
    assert {"given name", "family name", "postcode", "parent's family name", "practitioner's family name"} <= set(
        house.canary.found(values)), "the dossier holds what it is for"
    first = next(i["item"] for i in items if i["attribute"] == "given_names" and i["about"] == "subject")
    house("request", "decide", ref, first, "redact", "--text", house.canary.marks["given name"], "--because", "third-party", *HOW)
    decide_everything(house.json, ref)
    assert house.canary.tables_holding(house.database) == {}, "what is stored of it is sealed"
    dump = subprocess.run(["pg_dump", "--dbname", house.database.conninfo], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "dossier_item" in dump and house.canary.found(dump) == []
    house("request", "approve", ref, "--as", "officer")
    house.day()
    house("request", "release", ref, "--as", "officer", "--out", house.folder / "out")
    text = subprocess.run(["pdftotext", house.folder / "out" / f"{ref}.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "given name" in house.canary.found(text), "the report is meant to carry it"


def everything_that_only_looks(house, key, ref, as_of=AS_OF):
    for command in (["check"], ["migrate"], ["map", "check", "s12"], ["status"], ["job", "list"], ["request", "list"],
                    ["request", "show", ref], ["request", "clock", ref], ["retention", "explain", "s12", key],
                    ["retention", "forecast", "s12"], ["retention", "show"], ["hold", "list"], ["accuracy", "report"],
                    ["accuracy", "discrepancies"], ["notice", "due", "--all"], ["ledger", "verify"], ["ledger", "show"],
                    ["ledger", "checkpoint"], ["subject", "show", "s12", key]):
        status = None if command == ["status"] else 0  # 1: something needs a person
        house(*command, "--json", as_of=as_of, status=status)
        house(*command, as_of=as_of, status=status)
    for job, in house.database.rows("select id from muniment.job order by id"):
        house("job", "show", job, as_of=as_of)
    for number, in house.database.rows("select id from muniment.obligation order by id"):
        house("notice", "show", f"N-{number}", as_of=as_of)


def test_from_first_record_to_certificate_nothing_leaks_and_nothing_stays(house):
    key = plant(house)
    house.ask_agency("--plant", "moved=0.3,renamed=0.3,born=0.3")
    ref = ask(house, key, "parent", "--requester-name", house.canary.mark("requester"))
    open_gates(house.json, ref)
    hold = house.json("hold", "add", "--register", "s12", "--subject", key, "--reason", "claim 4711", "--as", "dpo")["hold"]
    house.day()  # sweeps, collects, finds out who is to be told, and tells them
    assert house.database.value("select count(*) from muniment.notice") >= 2
    assert house.database.value("select count(*) from muniment.discrepancy") > 10
    decide_and_release(house, ref, key)
    everything_that_only_looks(house, key, ref)
    assert house.leaks() == {}

    make_due(house, key)
    house.day(later(1))
    runs = [run["rule"] for run in house.json("retention", "show")["runs"]]
    assert "s12-destroy-archived" not in runs, "it is held"
    house("hold", "release", hold, "--as", "dpo", "--reason", "settled")
    house.day(later(2))
    run = house.json("retention", "show")["runs"][0]["run"]
    house("retention", "approve", run, "--as", "dpo")
    house.day(later(2))
    assert house.json("retention", "show", run)["state"] == "certified"
    house("retention", "verify", run, status=None)
    certificate = house.json("retention", "certificate", run)
    house("ledger", "verify")
    assert house.leaks() == {}
    assert house.canary.tables_holding(house.database) == {}, "all of it went with the subject"
    assert set(house.canary.tables_holding(house.register)) == {"register.practitioner"}, "who serves others too"
    kinds = dict(house.database.rows("select kind, count(*) from muniment.document group by 1"))
    assert set(kinds) == {"certificate"} and certificate["disposed"] == 1
    text = subprocess.run(["pdftotext", house.folder / "out" / f"certificate-run-{run}.pdf", "-"], capture_output=True, text=True).stdout
    assert text.strip() and house.canary.found(text) == []


# --- every failure ----------------------------------------------------------------------------------------

WHAT_SERVERS_SAY = {
    # DETAIL: Failing row contains (...)
    "constraint": "alter table {table} add constraint trouble check ({column}::text !~ '^.q') not valid",
    # ERROR: invalid input syntax for type integer: "..."
    "cast": "perform (pg_catalog.to_jsonb(v) ->> '{name}')::integer;",
    # ERROR: whatever a trigger's author thought useful
    "exception": "raise exception 'no such family: %', pg_catalog.to_jsonb(v);",
    # DETAIL: Key (...)=(...) already exists
    "unique": "perform public.twice(pg_catalog.to_jsonb(v) ->> '{name}');",
}


def trouble(database, kind, table, column, event, unless=None):
    """From now on the server refuses that event on that table, with the value in its error text. unless: rows are refused
    by that column and not by a mark, where the value that is stored says nothing."""
    body = WHAT_SERVERS_SAY[kind].format(table=table, column=column, name=column)
    if kind == "constraint":
        return database.rows(f"alter table {table} add constraint trouble check (not {unless}) not valid" if unless else body)
    row = "old" if event == "delete" else "new"
    database.rows("create table public.twice_seen (value text primary key)")
    database.rows("create function public.twice(value text) returns void language sql security definer as "
                  "$$ insert into public.twice_seen values (value), (value) $$")
    database.rows(f"create function public.trouble() returns trigger language plpgsql as $$ declare v {table} = {row}; "
                  f"begin {body} return {row}; end $$")
    database.rows(f"create trigger trouble before {event} on {table} for each row execute function public.trouble()")


@pytest.mark.parametrize("kind", ["constraint", "cast", "exception", "unique"])
def test_an_error_of_the_server_with_a_value_in_it(house, kind):
    """While a dossier is stored, and while a register disposes: the daemon's way and the command line's."""
    key = plant(house)
    ref = ask(house, key, "subject")
    trouble(house.database, kind, "muniment.dossier_item", "value", "insert", "sealed")
    log = house.day(status=1)
    assert "KIND=request.collect" in log and "SQLSTATE=" in log
    house("request", "collect", ref, status=None)
    house("request", "withdraw", ref, "--as", "officer")
    make_due(house, key)
    run = approved_run(house, later(1))
    trouble(house.register, "exception" if kind == "constraint" else kind, "register.child_name", "family_name", "delete")
    house.day(later(1), status=1)
    house("retention", "run", run, status=None, as_of=later(1))
    assert len(house.failed_jobs()) >= 2
    assert house.register.value("select count(*) from register.child where child_id = %s", key) == 1
    house("job", "list", "--state", "failed")
    assert "ERROR" in house.server_log()
    assert house.leaks() == {}


def test_a_server_that_crashes_in_the_middle(house):
    key = plant(house)
    make_due(house, key)
    run = approved_run(house)
    house.register.rows("create function public.slow() returns trigger language plpgsql as $$ begin "
                        "perform pg_catalog.pg_sleep(20); return old; end $$")
    house.register.rows("create trigger slow before delete on register.child_name for each row execute function public.slow()")

    def crash(_):
        wait_until(lambda: house.database.value("select count(*) from pg_stat_activity where wait_event = 'PgSleep'"))
        house.cluster.halt()

    house.day(meanwhile=crash, status=None)
    house("status", status=3)
    house("retention", "run", run, status=3)
    house.cluster.resume()
    house.register.rows("drop function public.slow() cascade")
    house.database.rows("update muniment.job set lease_until = now() where state = 'running'")
    house.database.rows("update muniment.job set not_before = now() where state = 'queued'")
    house.day(status=None)
    house("retention", "run", run, status=None)
    assert house.register.value("select count(*) from register.child where child_id = %s", key) == 0
    assert house.leaks() == {}


def test_texts_that_are_broken(house):
    key = plant(house)
    for text in ("first-record.child-13-15.md", "first-record.parent.md", "access-report.md"):
        for language in ("en", "cy"):
            house.change(f"notices/{language}/{text}", ("\n\n", "\n\n{{#nobody}} {{given}} {{name\n\n"))
    ref = ask(house, key, "subject")
    house("check", status=1)
    house.day(status=None)
    decide_everything(house.json, ref)
    house("request", "approve", ref, "--as", "officer")
    house.day(status=1)
    assert "request-cannot-be-printed" in house.failed_jobs()
    house("request", "render", ref, status=1)
    house("notice", "compose", status=None)
    assert house.database.value("select count(*) from muniment.notice") == 0
    assert house.leaks() == {}


def test_a_name_that_no_font_can_draw_is_listed_and_never_a_box(house):
    """The letter waits with its reason; the report, which has a day in law, shows the code point."""
    key = plant(house)
    name = house.canary.marks["given name"] + "\U000f0000"
    house.register.rows("update register.child_name set given_names = %s where child_id = %s", name, key)
    ref = ask(house, key, "subject")
    house.day()
    listed = house.json("notice", "due")["obligations"]
    assert listed and {(o["state"], o["reason"]) for o in listed} == {("waiting", "unprintable")}
    decide_everything(house.json, ref)
    house("request", "approve", ref, "--as", "officer")
    house.day()
    assert house.failed_jobs() == []
    pdf = house.folder / "name.pdf"
    house("request", "render", ref, "--format", "pdf", "--out", pdf)
    assert "U+F0000" in subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pdf.unlink()
    assert [file.name for file in (house.folder / "out").iterdir() if not file.name.startswith(("certificate-run-", ".muniment-folder"))] == []
    assert house.leaks() == {}


@pytest.mark.parametrize("where", ["a file", "a file/below it"])
def test_folders_that_cannot_be_written_to(house, where):
    key = plant(house)
    (house.folder / "a file").write_text("")
    bad = house.folder / where
    house.settings(out=bad, folder=house.folder / "a file" / "below it")
    house("check", status=None)
    house.day(status=None)
    house("notice", "compose", status=None)
    ref = ask(house, key, "subject")
    house("request", "collect", ref)
    decide_everything(house.json, ref)
    house("request", "approve", ref, "--as", "officer")
    house.day(status=None)
    assert "nothing was released" in house("request", "release", ref, "--as", "officer", "--out", bad, status=1).stderr
    house("request", "withdraw", ref, "--as", "officer")
    make_due(house, key)
    run = approved_run(house)
    house.day(status=None)
    house("retention", "certificate", run, status=None)
    house("status", status=None)
    assert house.leaks() == {}


def test_wrong_settings_and_wrong_words(house):
    """A key typed where a name was meant, or the other way round, goes no further than the terminal it was typed on."""
    key = plant(house)
    password = house.canary.mark("password")
    house.settings(governance=house.database.conninfo + f" password={password}")
    house("check", status=None)
    house.settings(register=f"host={house.folder} dbname=x password={password}")
    house("check", status=None)
    house("retention", "explain", "s12", key, status=None)
    house.day(status=None)
    house.settings()
    word = house.canary.marks["family name"]
    for args in (["retention", "explain", "s12", word], ["hold", "add", "--register", "s12", "--subject", word, "--reason", "r", "--as", "dpo"],
                 ["subject", "show", "s12", word], ["request", "new", "--kind", "access", "--register", "s12", "--subject", word,
                  "--received", AS_OF, "--channel", "post", "--requester", "subject"]):
        assert house(*args, status=None).returncode in (1, 2), args
    assert house.leaks() == {}


# What an agency may answer with, about a marked child, and what is recorded of it.
GARBAGE = {"not-json": "not-json", "wrong-shape": "not-fhir", "wrong-type": "not-fhir", "wrong-content": "wrong-content-type",
           "huge": "too-large", "endless": "too-large", "deep": "not-json", "reset": "unreachable", "error": "server-error"}

DIGEST = "select md5(string_agg(t::text, '|' order by child_id)) from register.child t"
STALE = "update muniment.subject_check set asked_on = '2020-01-01', failures = 0"
DISCREPANCIES = "select md5(string_agg(t::text, '|' order by id)) from muniment.discrepancy t"


def test_whatever_an_agency_answers_the_daemon_records_an_outcome(house):
    """A day for each kind of garbage: the job stands aside, the register is as it was, and the marks stay where they
    were: some of those answers held them."""
    key = plant(house)
    house.day()
    before = house.register.value(DIGEST), house.database.value(DISCREPANCIES)
    for number, (fault, because) in enumerate(GARBAGE.items(), 1):
        house.ask_agency("--fault", f"{fault}=1.0", "--fault-times", 0)
        house.database.rows(STALE)
        house.day(later(number), status=1)
        assert house.failed_jobs() == ["source-unavailable"] * number
        assert (because,) in house.database.rows("select distinct because from muniment.subject_check where status = 'error'"), fault
    assert (house.register.value(DIGEST), house.database.value(DISCREPANCIES)) == before
    house.ask_agency()
    house.database.rows(STALE)
    house.day(later(len(GARBAGE) + 1))
    assert house.database.value("select count(*) from muniment.subject_check where status = 'error'") == 0
    assert house.leaks() == {}
