"""The daemon by itself through a stretch of dates, over a register with an agency: with governance and register in
one database, and in two. And killed, whole, at one moment after the other in the middle of disposal: what comes of
it is what would have come without.
"""
import datetime
import json
import os
import signal
import subprocess

import pytest

from agency import Agency
from conftest import PROGRAMS, ROOT, Office, decide_everything, generate_register, open_gates, run_muniment, wait_until

ARCHIVE, DESTROY = "s12-archive-at-18", "s12-destroy-archived"
FIRST = datetime.date(2026, 11, 16)
BIRTHDAY = FIRST + datetime.timedelta(days=3)
DAYS = [str(FIRST + datetime.timedelta(days=n)) for n in range(6)]
PLANTED = "moved=0.1,renamed=0.1,practice=0.1,missing=0.05"
FOUND_AS = {"moved": {("address.line_1", "differs"), ("address.postcode", "differs")},
            "renamed": {("child_name.family_name", "differs")}, "practice": {("gp_registration.ods_code", "differs")},
            "missing": {("child.nhs_number", "not-found")}}


@pytest.fixture(scope="module")
def small_register(cluster):
    """120 children of whom nobody is due, news, or away."""
    made = generate_register(cluster.create(), 120, as_of=DAYS[0])
    # Who had been archived is left out: half of their facts are.
    made.rows("delete from register.child where archived_on is not null")
    made.rows("update register.child set relevant = true, consent_given_on = '2020-01-01', consent_withdrawn_on = null, died_on = null")
    made.rows("delete from muniment_agent.outbox")
    return made.name


@pytest.fixture(scope="module")
def small_joint(cluster, small_register):
    made = cluster.create(small_register)
    run_muniment("migrate", "--database", made.conninfo)
    return made.name


@pytest.fixture(params=["one", "two"])
def office(request, cluster, template, small_register, small_joint, tmp_path, keys):
    if request.param == "one":
        governance = register = cluster.create(small_joint)
    else:
        governance, register = cluster.create(template), cluster.create(small_register)
    agency = Agency(tmp_path, "--database", register.conninfo, "--plant", PLANTED)
    source = tmp_path / "pds.conf"
    lines = (ROOT / "policies/sources/pds.conf").read_text().splitlines()
    change = {"base_url": f'"{agency.url}"', "authentication": '"none"', "rate_per_second": "1000.0"}
    source.write_text("\n".join(
        f"{line.split('=')[0]}= {change[line.split('=')[0].strip()]};" if line.split("=")[0].strip() in change else line
        for line in lines if line.split("=")[0].strip() != "credential"))
    made = Office(governance, register, tmp_path, keys, more=f"""batch_size = 3;
workers = 2;
max_attempts = 50;
poll_seconds = 1;
checkpoint_file = "{tmp_path}/checkpoint";
sources = ( {{ file = "{source}"; }} );
""")
    made.agency = agency
    yield made
    agency.stop()
    governance.drop()
    if register is not governance:
        register.drop()


def start(office, day):
    return subprocess.Popen([PROGRAMS / "munimentd", "--once", "--as-of", day, "--config", office.settings],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, **office.keys})


def pass_day(office, day):
    process = start(office, day)
    try:
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, said


def children(office, n, skip=0):
    """Such as are ordinary in every way."""
    return [key for key, in office.register.rows(
        "select child_id from register.child where not shielded and nhs_number is not null and born_on < '2015-01-01' "
        "and born_on > '2008-12-01' order by child_id offset %s limit %s", skip, n)]


def archived_long_ago(office, keys):
    office.register.rows("update register.child set archived_on = '2019-01-01', archive_ground = 'discretion' "
                         "where child_id = any(%s)", keys)


def live(office, keys):
    return {key for key, in office.register.rows("select child_id from register.child where child_id = any(%s)", keys)}


def counts(office, sql):
    return dict(office.database.rows(sql))


def found(office):
    out = {}
    for key, attribute, kind in office.database.rows(
            "select r.subject_key, d.attribute, d.kind from muniment.discrepancy d join muniment.subject_ref r on r.ref = d.subject"):
        out.setdefault(int(key), set()).add((attribute, kind))
    return out


def planted(office):
    """What the agency will say that the register does not."""
    answers = office.agency.planted["planted"]
    return {key: FOUND_AS[answers[number]] for key, number in office.register.rows(
        "select child_id, nhs_number from register.child where archived_on is null and nhs_number is not null")
        if number in answers}


def run_of(office, rule):
    return office.database.value("select id from muniment.run where rule = %s", rule)


def quantities(office):
    """How much there is of everything that a day makes."""
    tables = ("obligation", "notice", "delivery", "document", "discrepancy", "check_result", "run", "tombstone", "certificate",
              "dossier_item", "request_event", "ledger_entry", "sweep")
    return {table: office.database.value(f"select count(*) from muniment.{table}") for table in tables}


def test_a_week(office):
    """Who comes of age on the fourth day is archived then; who is due and not held is gone for good; and a day that
    is worked twice adds nothing."""
    adult, held, asker, *doomed = children(office, 9)
    archived_long_ago(office, [held, *doomed])
    office.register.rows("update register.child set born_on = %s, born_supplied_on = '2009-01-01', relevant = false, "
                         "consent_given_on = null where child_id = %s", BIRTHDAY.replace(year=2008), adult)
    office.register.rows("insert into muniment_agent.outbox (subject_key, event, occurred_on) values (%s, 'first-record', %s)",
                         str(asker), DAYS[0])
    differences = planted(office)
    assert {kind for kinds in differences.values() for kind in kinds} == set().union(*FOUND_AS.values())
    # The agency read the register before the birthday was moved.
    differences[adult] = differences.get(adult, set()) | {("child.born_on", "differs")}
    office("hold", "add", "--register", "s12", "--subject", held, "--reason", "inquiry", "--as", "dpo", as_of=DAYS[0])
    ref = office.json("request", "new", "--kind", "access", "--register", "s12", "--subject", asker, "--received", DAYS[0],
                      "--channel", "post", "--requester", "subject", as_of=DAYS[0])["ref"]
    open_gates(office.json, ref, as_of=DAYS[0])
    pass_day(office, DAYS[0])

    assert found(office) == differences
    assert live(office, doomed) == set(doomed), "nobody has approved it"
    run = run_of(office, DESTROY)
    assert office.json("retention", "show", run)["subjects"] == len(doomed)
    assert office.json("request", "show", ref)["state"] == "collected"
    told = office.database.value("select count(*) from muniment.notice")
    assert told >= 1
    before = quantities(office)
    pass_day(office, DAYS[0])
    assert quantities(office) == before, "the same day again adds nothing"

    office("retention", "approve", run, "--as", "dpo", as_of=DAYS[0])
    decide_everything(office.json, ref)
    office("request", "approve", ref, "--as", "officer")
    states = []
    for day in DAYS[1:]:
        pass_day(office, day)
        states.append(office.register.value("select archived_on from register.child where child_id = %s", adult))
    assert states == [None, None, BIRTHDAY, BIRTHDAY, BIRTHDAY], "at 18, and not a day before"

    assert live(office, [held, *doomed]) == {held}
    assert counts(office, f"select rule, state from muniment.run where rule in ('{DESTROY}', '{ARCHIVE}')") == {
        DESTROY: "certified", ARCHIVE: "certified"}
    certificate = json.loads((office.out / f"certificate-run-{run}.json").read_text())
    assert certificate["disposed"] == len(doomed)
    office("request", "release", ref, "--as", "officer", "--out", office.out)
    assert (office.out / f"{ref}.pdf").read_bytes().startswith(b"%PDF")
    assert office.database.value("select count(*) from muniment.notice") == told
    assert found(office).keys() <= differences.keys(), "no new difference where nothing was asked afresh"
    # The report is released, and with it the hold of the request: what it kept will be planned anew. A letter goes with it.
    assert sorted(kind for kind, _ in office.database.rows("select kind, state from muniment.job where state <> 'done'")) == [
        "request.letter", "retention.plan"]
    pass_day(office, DAYS[-1])
    assert office.json("ledger", "verify")["ok"] is True
    assert office.database.value("select count(*) from muniment.ledger_pending") == 0


# --- killed in the middle ---------------------------------------------------------------------------------

def whole_register(office):
    """Every row there is of the register, table by table."""
    tables = [t for t, in office.register.rows("select tablename from pg_tables where schemaname = 'register' order by 1")]
    return {t: office.register.value(f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from register.{t} t")
            for t in tables}


def outcome(office, run):
    return {
        "register": whole_register(office),
        "tombstones": office.database.value("select count(*) from muniment.tombstone"),
        "batches": office.database.rows("select seq, disposed from muniment.batch where run = %s order by 1", run),
        "ledger": counts(office, "select leaf::jsonb ->> 'kind', count(*) from muniment.ledger_entry group by 1"),
        "run": office.database.rows("select state, subjects, rows, held from muniment.run where id = %s", run),
        "documents": counts(office, "select kind, count(*) from muniment.document group by 1"),
        "certificates": office.database.value("select count(*) from muniment.certificate"),
        "left to look for": office.database.value("select count(*) from muniment.disposed"),
    }


def approved(office):
    """Thirteen children in five batches, ready to be destroyed."""
    office.settings.write_text(office.settings.read_text().split("sources = (")[0])
    archived_long_ago(office, children(office, 13))
    pass_day(office, DAYS[0])
    run = run_of(office, DESTROY)
    office("retention", "approve", run, "--as", "dpo", as_of=DAYS[0])
    return run


def kill_whole(process):
    """The supervisor and its workers, at once, by their ids."""
    try:
        with open(f"/proc/{process.pid}/task/{process.pid}/children") as f:
            workers = [int(pid) for pid in f.read().split()]
    except FileNotFoundError:
        workers = []
    for pid in [process.pid, *workers]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait(20)
    process.stderr.close()
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers), 10)


# Where the daemon stands when it is killed: a statement that will wait for us, as seen from outside.
MOMENTS = {
    "a first row goes": ("register", "register.child_name", "before delete", 1),
    "the children go": ("register", "register.child", "before delete", 5),
    "a tombstone is set": ("governance", "muniment.tombstone", "before insert", 1),
    "the batch is told of": ("governance", "muniment.ledger_pending", "before insert", 2),
    "the last batch is marked": ("governance", "muniment.batch", "before update", 5),
    "it is verified": ("governance", "muniment.verification", "before insert", 1),
    "it is certified": ("governance", "muniment.certificate", "before insert", 1),
    "entries are numbered": ("governance", "muniment.ledger_entry", "before insert", 1),
}


def gate(office, where, table, event, nth):
    """The nth such row of the day waits, and stays undone when its session dies."""
    database = office.register if where == "register" else office.database
    database.rows("create sequence public.passing")
    database.rows("create function public.gate() returns trigger language plpgsql security definer as $$ begin "
                  f"if nextval('public.passing') = {nth} then perform pg_catalog.pg_sleep(30); end if; "
                  "if tg_op = 'DELETE' then return old; end if; return new; end $$")
    database.rows(f"create trigger a_gate {event} on {table} for each row execute function public.gate()")
    return database


def open_gate(database):
    database.rows("drop function public.gate() cascade")
    database.rows("drop sequence public.passing")


def sleepers(database):
    return [pid for pid, in database.rows("select pid from pg_stat_activity where wait_event = 'PgSleep' "
                                          "and application_name like 'muniment%%'")]


def test_kill_9_of_the_whole_daemon_at_every_step_of_a_disposal(office, cluster, template, small_register, small_joint,
                                                                tmp_path_factory, keys):
    """One register is disposed of in peace; its twin by a daemon that is killed eight times on the way."""
    joint = office.register.name == office.database.name
    database = cluster.create(small_joint if joint else template)
    peace = Office(database, database if joint else cluster.create(small_register), tmp_path_factory.mktemp("peace"), keys,
                   more="batch_size = 3;\nworkers = 2;\npoll_seconds = 1;\n")
    run = approved(peace)
    pass_day(peace, DAYS[0])
    wanted = outcome(peace, run)
    assert wanted["run"][0][0] == "certified" and sum(n for _, n in wanted["batches"]) == 13

    assert approved(office) == run
    for moment, step in MOMENTS.items():
        database = gate(office, *step)
        process = start(office, DAYS[0])
        try:
            wait_until(lambda: sleepers(database), 30)
        except AssertionError:
            process.kill()
            raise AssertionError(f"the daemon did not come to where {moment}: {process.stderr.read()}")
        kill_whole(process)
        for pid in sleepers(database):
            database.rows("select pg_terminate_backend(%s)", pid)
        wait_until(lambda: not sleepers(database))
        open_gate(database)
        # As when the lease has run out: there is nobody left to give the job back.
        office.database.rows("update muniment.job set lease_until = now() where state = 'running'")
    pass_day(office, DAYS[0])
    assert outcome(office, run) == wanted
    assert office.json("ledger", "verify")["ok"] is True
    peace.database.drop()
    if not joint:
        peace.register.drop()
