"""Sweeps against the simulated agency, over a generated register in the governance database itself.

What the simulator planted is the answer sheet: every difference must be found, and nothing else."""
import json
import math
import os
import shutil
import signal
import subprocess
import time

import psycopg
import pytest

from agency import Agency
from conftest import BUILD, PROGRAMS, ROOT, run_muniment, wait_until, write_config

AS_OF = "2026-11-22"
LATER = "2027-06-30"  # past the source's interval of 180 days
ALL_KINDS = "moved=0.06,renamed=0.06,born=0.05,practice=0.05,deceased=0.03,restricted=0.05,superseded=0.03,missing=0.03,invalidated=0.02"
# What each planted difference must be found as.
FOUND_AS = {
    "moved": {("address.line_1", "differs"), ("address.postcode", "differs")},
    "renamed": {("child_name.family_name", "differs")},
    "born": {("child.born_on", "differs")},
    "practice": {("gp_registration.ods_code", "differs")},
    "deceased": {("child.died_on", "deceased")},
    "restricted": {("record", "shielding")},
    "superseded": {("child.nhs_number", "superseded")},
    "missing": {("child.nhs_number", "not-found")},
    "invalidated": {("child.nhs_number", "invalidated")},
}
SETTINGS = """
jurisdiction = "england-wales";
authority = {{ name_en = "Anytown Council"; address = [ "Civic Centre", "1 High Street", "Anytown", "ZZ99 3WZ" ];
              dpo_contact = "data.protection@council.example"; }};
maps = [ "policies/maps/s12-register.conf" ];
registers = ( {{ name = "children"; map = "s12-register"; }} );
sources = ( {{ file = "{source}"; base_url = "{url}"; }} );
"""


@pytest.fixture(scope="module")
def with_children(cluster, template):
    """A governance database that is a register of 300 children as well; copied by each test."""
    made = cluster.create(template)
    subprocess.run([ROOT / "tools" / "generate-register.sh", made.conninfo, "300", "1", AS_OF], check=True,
                   timeout=120, stdout=subprocess.DEVNULL)
    return made.name


@pytest.fixture
def register(cluster, with_children):
    made = cluster.create(with_children)
    yield made
    made.drop()


@pytest.fixture
def agency(tmp_path, register):
    """agency("--plant", ...) -> a running one over the register's children."""
    started = []

    def start(*args, tls=None):
        started.append(Agency(tmp_path, "--database", register.conninfo, *args, tls=tls))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def sweep(tmp_path, register):
    """sweep(agency, "--sample", 5, status=0, env=...) -> Result. The source is the shipped one, quicker."""

    def settings(agency, rate=1000, authentication="none", **changes):
        text = (ROOT / "policies" / "sources" / "pds.conf").read_text()
        lines = []
        for line in text.splitlines():
            key = line.split("=")[0].strip()
            values = {"rate_per_second": f"{float(rate)}", "authentication": f'"{authentication}"', "concurrency": "8",
                      "timeout_seconds": "2", **{k: str(v) for k, v in changes.items()}}
            if key in values:
                line = f"        {key} = {values[key]};"
            if key == "credential" and authentication == "none":
                continue
            lines.append(line)
        source = tmp_path / "source.conf"
        source.write_text("\n".join(lines))
        return write_config(tmp_path / "muniment.conf", register.conninfo,
                            SETTINGS.format(source=source, url=agency.url))

    def run(agency, *args, status=0, env=None, as_of=AS_OF, **changes):
        return run_muniment("accuracy", "sweep", "pds", "--json", "--config", settings(agency, **changes), "--as-of",
                            as_of, *args, status=status, env=env)

    run.settings = settings
    return run


def found(register):
    """{NHS number: {(attribute, kind)}} of everything that is open."""
    out = {}
    for number, attribute, kind in register.rows("""
            select c.nhs_number, d.attribute, d.kind from muniment.discrepancy d
              join muniment.subject_ref r on r.ref = d.subject
              join register.child c on c.child_id::text = r.subject_key where d.state = 'open'"""):
        out.setdefault(number, set()).add((attribute, kind))
    return out


def live(register):
    return {n for n, in register.rows("select nhs_number from register.child where nhs_number is not null and archived_on is null")}


def expected(register, agency):
    here = live(register)
    return {n: FOUND_AS[kind] for n, kind in agency.planted["planted"].items() if n in here}


def statuses(register):
    return dict(register.rows("""
            select c.nhs_number, s.status from muniment.subject_check s
              join muniment.subject_ref r on r.ref = s.subject
              join register.child c on c.child_id::text = r.subject_key"""))


def register_digest(register):
    """Of every row of the register: a sweep must leave it as it was."""
    tables = [t for t, in register.rows("select tablename from pg_tables where schemaname = 'register' order by 1")]
    return [register.value(f'select md5(coalesce(string_agg(t::text, chr(10) order by t::text), \'\')) from register."{t}" t')
            for t in tables]


def test_every_planted_difference_is_found_and_nothing_else(register, agency, sweep):
    there = agency("--plant", ALL_KINDS)
    before = register_digest(register)
    answer = sweep(there).json
    want = expected(register, there)
    assert {kind for n, kind in there.planted["planted"].items() if n in live(register)} == set(FOUND_AS), "too few children"
    assert found(register) == want
    assert answer["asked"] == len(live(register)) == there.stats["asked_about"]
    assert answer["agreed"] + answer["differed"] + answer["withheld"] == answer["asked"]
    assert register_digest(register) == before
    kinds = {"superseded": "superseded", "missing": "not-found", "invalidated": "invalidated", "restricted": "restricted"}
    planted, shielded = there.planted["planted"], set(there.planted["shielded"])
    for number, status in statuses(register).items():
        kind = planted.get(number)
        by_kind = kinds.get(kind) or ("restricted" if number in shielded else "differences" if kind else "no-differences")
        assert status == by_kind


def test_withheld_locations_are_neither_missing_nor_different(register, agency, sweep):
    there = agency("--plant", "restricted=1.0")
    sweep(there)
    outcomes = set(register.rows("""select attribute, status, outcome, because from muniment.check_result
                                     where attribute like 'address.%%' or attribute like 'gp_%%'"""))
    assert {(s, o, b) for _, s, o, b in outcomes} == {("attested", "unknown", "location-withheld")}
    assert {kind for kinds in found(register).values() for kind in kinds} == {("record", "shielding")}
    assert set(found(register)) == live(register) - set(there.planted["shielded"])


def test_what_the_source_does_not_have_is_not_confirmed(register, agency, sweep):
    """A surgery that only the register knows is neither a difference nor validated: nobody has confirmed it."""
    current = [n for n, in register.rows("update register.gp_registration set until = '2026-11-22' where until is null and since < '2026-11-22' returning gp_registration_id")]
    there = agency()
    register.rows("update register.gp_registration set until = null where gp_registration_id = any(%s)", current)
    sweep(there)
    rows = register.rows("select distinct status, outcome, grade from muniment.check_result where because = 'missing-there'")
    assert rows == [("attested", "unknown", None)]
    assert not found(register)


def test_an_older_confirmation_outlives_a_restricted_record(register, agency, sweep):
    sweep(agency())
    sweep(agency("--plant", "restricted=1.0"), as_of=LATER)
    states = register.rows("""select distinct k.status, k.outcome, k.grade, k.checked_on::text from muniment.check_result k
                                join muniment.subject_ref r on r.ref = k.subject
                                join register.child c on c.child_id::text = r.subject_key
                               where k.attribute = 'address.postcode' and k.because = 'location-withheld' and not c.shielded""")
    # The other is of children without a known address: nothing of theirs was ever confirmed.
    assert sorted(states) == [("attested", "unknown", None, LATER), ("validated", "unknown", "same", AS_OF)]


def test_fresh_answers_are_not_asked_for_again(register, agency, sweep):
    there = agency()
    assert sweep(there).json["asked"] == len(live(register))
    assert sweep(there).json["asked"] == 0
    assert there.stats["requests"] == len(live(register))
    assert sweep(there, as_of=LATER).json["asked"] == len(live(register))


def test_what_another_makes_known_meanwhile_is_not_asked_about_twice(register, agency, sweep):
    there = agency()
    with psycopg.connect(register.conninfo) as discovery:
        discovery.execute("insert into muniment.register (name, map) values ('children', 's12-register') on conflict do nothing")
        discovery.commit()
        discovery.execute("insert into muniment.subject_ref (register, subject_key) select 'children', child_id::text"
                          " from register.child where nhs_number is not null and archived_on is null limit 3")
        command = [PROGRAMS / "muniment", "accuracy", "sweep", "pds", "--config", sweep.settings(there), "--as-of", AS_OF]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: register.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                          " and datname = current_database()"))
        discovery.commit()
    assert process.wait(timeout=60) == 0
    assert there.stats["requests"] == len(live(register))


def test_a_difference_that_is_gone_is_closed(register, agency, sweep):
    sweep(agency("--plant", ALL_KINDS))
    assert found(register)
    sweep(agency(), as_of=LATER)
    # Whoever died, moved and so on there is as here again.
    assert found(register) == {}
    assert register.value("select count(*) from muniment.discrepancy where state <> 'gone' or ended_on <> %s::date", LATER) == 0
    # What had been confirmed and then differs wants validating again.
    sweep(agency("--plant", "born=1.0"), as_of="2028-03-01")
    assert ("reval-fail",) in register.rows("select distinct status from muniment.check_result where attribute = 'child.born_on'")


def test_a_sample_asks_no_more_than_it_says(register, agency, sweep):
    there = agency()
    assert sweep(there, "--sample", 7).json["asked"] == 7
    assert sweep(there, "--sample", 60).json["asked"] == 60
    assert there.stats["asked_about"] == 67


@pytest.mark.parametrize("fault, because", [
    ("throttled", "too-many-requests"), ("error", "server-error"), ("unavailable", "timeout"), ("reset", "unreachable"),
    ("slow", "timeout"), ("not-json", "not-json"), ("wrong-shape", "not-fhir"), ("wrong-type", "not-fhir"),
    ("wrong-content", "wrong-content-type"), ("huge", "too-large"), ("endless", "too-large"), ("deep", "not-json"),
    ("twice", "not-json")])
def test_whatever_an_agency_does_is_an_outcome(register, agency, sweep, fault, because):
    there = agency("--fault", f"{fault}=1.0", "--fault-times", 0, "--slow-seconds", 4)
    before = register_digest(register)
    refused = sweep(there, "--sample", 6, status=3, retries=1, timeout_seconds=1)
    assert "gives no usable answer" in refused.err
    assert register.rows("select status, because, failures from muniment.subject_check") == [("error", because, 1)] * 6
    assert set(register.rows("select status, outcome, because from muniment.check_result")) == {("in-process", "unknown", "no-answer")}
    assert found(register) == {}
    assert register_digest(register) == before
    # When it is well again, the same children are asked about, and the same sweep ends.
    well = agency()
    answer = sweep(well, "--sample", 6).json
    assert (answer["sweep"], answer["state"], answer["asked"], answer["unknown"], answer["differed"]) == (1, "done", 6, 0, 0)
    assert register.value("select count(*) from muniment.subject_check where status = 'error'") == 0


def sweep_counts(register):
    names = ("subjects", "agreed", "differed", "withheld", "unknown")
    return dict(zip(names, register.rows(f"select {', '.join(names)} from muniment.sweep order by id limit 1")[0]))


@pytest.mark.parametrize("fault", ["throttled", "error", "unavailable", "reset"])
def test_what_passes_is_tried_again_as_the_same_request(register, agency, sweep, fault):
    there = agency("--fault", f"{fault}=1.0", "--fault-times", 2)
    answer = sweep(there, "--sample", 10, retries=3).json
    assert (answer["asked"], answer["unknown"]) == (10, 0)
    assert there.stats["most_tries"] == 3 and there.stats["requests"] == 30
    assert there.stats["ids_changed"] == 0  # the agency knows a retry by its X-Request-ID


def test_faults_here_and_there_hide_nothing_else(register, agency, sweep):
    lasting = "not-json=0.05,wrong-shape=0.05,wrong-type=0.05,wrong-content=0.05,huge=0.03,endless=0.02,deep=0.03,twice=0.05"
    there = agency("--plant", ALL_KINDS, "--fault", lasting + ",error=0.1,reset=0.1")
    answer = sweep(there).json
    faulty = {n for n, kind in there.planted["faults"].items() if kind not in ("error", "reset") and n in live(register)}
    assert found(register) == {n: kinds for n, kinds in expected(register, there).items() if n not in faulty}
    assert {n for n, status in statuses(register).items() if status == "error"} == faulty
    assert answer["unknown"] == len(faulty) > 10
    # The next sweep asks about those again, and only about those.
    well = agency("--plant", ALL_KINDS)
    assert sweep(well).json["asked"] == len(faulty)
    assert found(register) == expected(register, well)


def test_an_agency_that_is_not_there(register, agency, sweep):
    there = agency()
    there.process.terminate()
    there.process.wait(timeout=10)
    assert "gives no usable answer" in sweep(there, "--sample", 6, status=3, retries=1).err
    assert register.rows("select distinct status, because from muniment.subject_check") == [("error", "unreachable")]
    assert register.value("select state from muniment.sweep") == "running"


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_an_agency_must_prove_who_it_is(tmp_path, register, agency, sweep):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                    "-out", certificate, "-days", "2", "-subj", "/CN=agency.example", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True, timeout=30)
    there = agency(tls=(certificate, key))
    sweep(there, "--sample", 6, status=3)
    assert register.rows("select distinct status, because from muniment.subject_check") == [("error", "tls")]
    assert there.stats["requests"] == 0  # nobody's number was sent to it
    folder = tmp_path / "trusted"
    folder.mkdir()
    shutil.copy(certificate, folder / "pds-ca")
    assert sweep(there, "--sample", 6, env={"CREDENTIALS_DIRECTORY": str(folder)}).json["unknown"] == 0


def test_the_token_is_a_credential(tmp_path, register, agency, sweep):
    there = agency("--bearer", "open-sesame")
    assert "token" in sweep(there, status=1, authentication="bearer", env={"CREDENTIALS_DIRECTORY": ""}).err
    (tmp_path / "pds-token").write_text("wrong\n")
    folder = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    (tmp_path / "pds-token").chmod(0o644)
    assert "may be read by others" in sweep(there, status=1, authentication="bearer", env=folder).err
    (tmp_path / "pds-token").chmod(0o600)
    sweep(there, "--sample", 6, status=3, authentication="bearer", env=folder)
    assert register.rows("select distinct because from muniment.subject_check") == [("access-denied",)]
    (tmp_path / "pds-token").write_text("open-sesame\n")
    assert sweep(there, "--sample", 6, authentication="bearer", env=folder).json["unknown"] == 0


def test_the_rate_is_kept(register, agency, sweep):
    there = agency("--fault", "error=0.3")  # retries count too
    sweep(there, "--sample", 40, rate=20)
    assert there.stats["busiest_second"] <= 21
    throttling = agency("--rate", 20)
    sweep(throttling, "--sample", 40, rate=20, as_of=LATER)
    assert throttling.stats["throttled"] == 0


def end_state(register):
    return (sorted(register.rows("""select r.subject_key, c.attribute, c.status, c.outcome, c.grade, c.because, c.checked_on
                                      from muniment.check_result c join muniment.subject_ref r on r.ref = c.subject"""), key=str),
            sorted(register.rows("""select r.subject_key, d.attribute, d.kind, d.grade, d.state, d.found_on, d.seen_on
                                      from muniment.discrepancy d join muniment.subject_ref r on r.ref = d.subject"""), key=str),
            sorted(register.rows("""select r.subject_key, s.status, s.because, s.version, s.failures from muniment.subject_check s
                                      join muniment.subject_ref r on r.ref = s.subject"""), key=str))


def test_killed_in_the_middle_it_ends_as_if_it_had_not_been(cluster, with_children, register, agency, sweep):
    there = agency("--plant", ALL_KINDS)
    sweep(there)
    undisturbed, counts = end_state(register), sweep_counts(register)
    for table in ("discrepancy", "check_result", "subject_check", "sweep", "subject_ref"):
        register.rows(f"delete from muniment.{table}")
    before = there.stats["requests"]
    config = sweep.settings(there, rate=150)
    for kill_at in (50, 150):
        process = subprocess.Popen([PROGRAMS / "muniment", "accuracy", "sweep", "pds", "--config", config, "--as-of", AS_OF],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: register.value("select count(*) from muniment.subject_check") >= kill_at)
        time.sleep(0.1)  # into the next slice
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
        assert register.value("select state from muniment.sweep") == "running"
    sweep(there)
    assert end_state(register) == undisturbed
    again = sweep_counts(register)
    assert again == counts
    # Each death cost at most the slice that was under way.
    assert there.stats["requests"] - before <= len(live(register)) + 2 * 50
    assert register.rows("select kind from muniment.ledger_pending where kind like 'sweep-%%' order by id desc limit 2") == [
        ("sweep-finished",), ("sweep-started",)]


def test_the_daemon_sweeps_by_itself(register, agency, sweep, daemon):
    there = agency("--plant", ALL_KINDS, "--fault", "error=0.1")
    config = sweep.settings(there)
    assert daemon(config, "--once", "--as-of", AS_OF).wait(60) == 0
    assert found(register) == expected(register, there)
    assert register.rows("select state from muniment.job where kind = 'accuracy.sweep'") == [("done",)]


def test_a_stopped_daemon_leaves_the_sweep_to_the_next(register, agency, sweep, daemon):
    there = agency("--plant", ALL_KINDS)
    first = daemon(sweep.settings(there, rate=100))
    wait_until(lambda: register.value("select count(*) from muniment.subject_check") >= 50)
    first.stop()
    assert register.value("select state from muniment.sweep") == "running"
    assert register.rows("select state, attempts from muniment.job where kind = 'accuracy.sweep'") == [("queued", 0)]
    assert daemon(sweep.settings(there), "--once").wait(60) == 0
    assert register.rows("select state from muniment.sweep") == [("done",)]
    assert found(register) == expected(register, there)
    assert there.stats["requests"] == len(live(register))


def test_one_process_at_a_time_works_a_sweep(register, agency, sweep):
    there = agency()
    config = sweep.settings(there, rate=60)
    process = subprocess.Popen([PROGRAMS / "muniment", "accuracy", "sweep", "pds", "--config", config, "--as-of", AS_OF],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: register.value("select count(*) from muniment.sweep") == 1)
    assert "being swept already" in sweep(there, status=1).err
    process.kill()
    process.wait(timeout=10)


def test_the_ledger_has_counts_and_nothing_else(register, agency, sweep):
    sweep(agency("--plant", ALL_KINDS))
    entries = register.rows("select kind, subject, about, detail from muniment.ledger_pending where kind like 'sweep-%%' order by id")
    assert [(k, s, a) for k, s, a, _ in entries] == [("sweep-started", None, "sweep 1"), ("sweep-finished", None, "sweep 1")]
    assert set(entries[1][3]) == {"source", "register", "subjects", "asked", "agreed", "differed", "withheld", "unknown"}
    assert entries[1][3]["asked"] == len(live(register))


def test_what_is_kept_goes_with_the_subject(register, agency, sweep):
    sweep(agency("--plant", ALL_KINDS))
    register.rows("delete from muniment.subject_ref")
    for table in ("discrepancy", "check_result", "subject_check"):
        assert register.value(f"select count(*) from muniment.{table}") == 0


def wilson(k, n, z=1.959964):
    """The interval in per cent, as the book has it."""
    middle, half = (k + z * z / 2) / (n + z * z), z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    return 100 * (middle - half), 100 * (middle + half)


def test_reports(register, agency, sweep, tmp_path):
    there = agency("--plant", ALL_KINDS)
    sweep(there)
    config = tmp_path / "muniment.conf"
    report = run_muniment("accuracy", "report", "--json", "--config", config, "--as-of", AS_OF).json
    assert report["sweeps"][0]["state"] == "done" and sum(s["subjects"] for s in report["subjects"]) == len(live(register))
    assert {a["status"] for a in report["attributes"]} <= {"attested", "validated", "in-process", "req-revalid", "val-fail", "reval-fail"}
    for row in report["agreement"]:
        assert row["compared"] == row["agreed"] + row["partly"] + row["differed"] + row["missing_here"] or not row["compared"]
        if row["compared"]:
            low, high = wilson(row["agreed"] + row["partly"], row["compared"])
            assert (row["low"], row["high"]) == (pytest.approx(low, abs=0.06), pytest.approx(high, abs=0.06)) and row["low"] <= row["share"] <= row["high"]
    agreement = {row["attribute"]: row for row in report["agreement"]}
    planted = [kind for n, kind in there.planted["planted"].items() if n in live(register)]
    assert agreement["child.born_on"]["differed"] == planted.count("born") > 0
    assert agreement["address.postcode"]["differed"] == planted.count("moved") and agreement["address.postcode"]["cannot_verify"] > 0
    assert agreement["child.born_on"]["cannot_verify"] == 0, "what is withheld is where a child lives"
    later = run_muniment("accuracy", "report", "--json", "--config", config, "--as-of", LATER).json
    assert not any(a["status"] == "validated" for a in later["attributes"])
    listed = run_muniment("accuracy", "discrepancies", "--json", "--config", config).json["discrepancies"]
    assert len(listed) == sum(len(kinds) for kinds in expected(register, there).values())
    assert "differs" in run_muniment("accuracy", "discrepancies", "--config", config).out


def test_marked_names_stay_where_they_belong(register, agency, sweep, tmp_path):
    mark = "Zqxmarked"
    register.rows(f"update register.child_name set given_names = '{mark}givn', family_name = '{mark}famly'")
    register.rows(f"update register.address set line_1 = '1 {mark}street' where line_1 is not null")
    there = agency("--plant", ALL_KINDS, "--fault", "not-json=0.2,wrong-shape=0.2,huge=0.1,error=0.1,reset=0.1")
    results = [sweep(there), sweep(there, as_of=LATER, status=None)]
    there.stop()
    broken = agency("--fault", "wrong-shape=1.0")
    results.append(sweep(broken, as_of="2028-06-30", status=3))
    said = "".join(r.out + r.err for r in results) + there.err + broken.err
    numbers = {n for n, in register.rows("select nhs_number from register.child where nhs_number is not null")}
    dump = subprocess.run(["pg_dump", "--data-only", "--schema", "muniment", "--dbname", register.conninfo], timeout=60,
                          stdout=subprocess.PIPE, check=True, text=True).stdout
    assert "sweep-finished" in dump
    for place in (said, dump):
        assert mark not in place and mark.lower() not in place.lower()
        assert not [n for n in numbers if n in place]


def peak_kilobytes(*args):
    process = subprocess.Popen([PROGRAMS / "muniment", *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


@pytest.mark.skipif("asan" in BUILD.name, reason="the sanitizer keeps freed memory")
def test_memory_does_not_grow_with_the_register(register, agency, sweep):
    there = agency()
    config = sweep.settings(there, rate=5000)
    few = peak_kilobytes("accuracy", "sweep", "pds", "--config", config, "--as-of", AS_OF, "--sample", 50)
    for n in range(8):  # the sum of these is many times the few
        all_of = peak_kilobytes("accuracy", "sweep", "pds", "--config", config, "--as-of", f"{2028 + n}-01-01")
        assert all_of < few + 4096
