"""Retention against a real register: who is due on which day, what goes with whom, what holds, and that each is
done once whatever happens in between. Everything runs twice: with governance and register in one database,
and in two.
"""
import json
import os
import random
import signal
import subprocess
import time

import psycopg
import pytest

from conftest import AS_OF, PROGRAMS, ROOT, Office, by, run_muniment, wait_until

ARCHIVE, DESTROY = "s12-archive-at-18", "s12-destroy-archived"
LOCK_OF_HOLDS = "muniment_agent.take_turn('s12')"


@pytest.fixture(scope="session")
def joint_template(cluster, register_template):
    """Governance and register in one database."""
    made = cluster.create(register_template)
    run_muniment("migrate", "--database", made.conninfo)
    return made.name


@pytest.fixture(params=["one", "two"])
def office(request, cluster, template, register_template, joint_template, tmp_path, keys):
    if request.param == "one":
        governance = register = cluster.create(joint_template)
    else:
        governance, register = cluster.create(template), cluster.create(register_template)
    # Nobody is due but whom a test makes due.
    register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    register.rows("update register.child set relevant = true, consent_given_on = '2020-01-01', consent_withdrawn_on = null,"
                  " died_on = null")
    yield Office(governance, register, tmp_path, keys, more="batch_size = 5;\n")
    governance.drop()
    if register is not governance:
        register.drop()


def archived_since(office, day, n, skip=0):
    """Makes n children archived on that day; their keys."""
    return [str(key) for key, in office.register.rows(
        "update register.child set archived_on = %s where child_id in (select child_id from register.child"
        " where archived_on is null order by child_id offset %s limit %s) returning child_id", day, skip, n)]


def live(office, keys):
    return {str(key) for key, in office.register.rows("select child_id from register.child where child_id::text = any(%s)",
                                                      list(keys))}


def plan(office, rule=DESTROY, **options):
    return office.json("retention", "plan", "s12", "--rule", rule, **options)


def planned(office, **options):
    made = plan(office, **options)
    for name in ["a.reviewer", "b.reviewer"][:{"one": 1, "two": 2}[made["needs"]]]:
        office("retention", "approve", made["run"], "--as", name, **options)
    return made["run"]


def start(office, *args, as_of=AS_OF):
    return subprocess.Popen([PROGRAMS / "muniment", *map(str, args), "--config", office.settings, "--as-of", as_of],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env={**os.environ, **office.keys})


def wait_blocked(database, n=1):
    """Until n sessions of the programs wait for a lock in the database."""
    wait_until(lambda: database.value(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'muniment%%'"
        " and datname = current_database()") >= n)


def finish(process):
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    return out


# --- who is due on which day ---

@pytest.mark.parametrize("born, last_day, first_day", [
    ("2008-11-16", "2026-11-15", "2026-11-16"),
    ("2008-02-29", "2026-02-28", "2026-03-01"),  # Family Law Reform Act 1969 s.9: no birthday before 1 March
    ("2007-12-31", "2025-12-30", "2025-12-31"),
])
def test_a_record_is_archived_on_the_eighteenth_birthday_and_not_before(office, born, last_day, first_day):
    key = office.child("true")
    office.register.rows("update register.child set born_on = %s, relevant = false, consent_given_on = null,"
                         " born_supplied_on = %s where child_id = %s", born, born, int(key))
    assert "Nothing is due" in office("retention", "plan", "s12", "--rule", ARCHIVE, as_of=last_day, status=1).err
    run = plan(office, ARCHIVE, as_of=first_day)
    assert (run["subjects"], run["needs"], run["state"]) == (1, "none", "approved")
    office("retention", "run", run["run"], as_of=first_day)
    assert str(office.register.value("select archived_on from register.child where child_id = %s", int(key))) == first_day
    assert office.register.value("select count(*) from register.child_name where child_id = %s and archived_on is null",
                                 int(key)) == 0
    assert office.json("retention", "verify", run["run"], as_of=first_day)["clean"]


def test_who_takes_part_is_not_archived(office):
    assert "Nothing is due" in office("retention", "plan", "s12", "--rule", ARCHIVE, status=1).err


@pytest.mark.parametrize("archived, last_day, first_day", [
    ("2020-11-16", "2026-11-15", "2026-11-16"), ("2020-02-29", "2026-02-27", "2026-02-28")])
def test_a_record_is_destroyed_six_years_after_it_was_archived_and_not_before(office, archived, last_day, first_day):
    keys = archived_since(office, archived, 1)
    assert office("retention", "plan", "s12", "--rule", DESTROY, as_of=last_day, status=1)
    run = planned(office, as_of=first_day)
    assert live(office, keys)
    office("retention", "run", run, as_of=first_day)
    assert not live(office, keys)


# --- planned, approved, verified, certified ---

def test_one_run_from_plan_to_certificate(office):
    keys = archived_since(office, "2018-01-01", 12)
    made = plan(office)
    assert (made["subjects"], made["needs"], made["state"]) == (12, "one", "planned")
    assert made["rows"] > 12 * 5
    run = made["run"]
    assert "not at this step" in office("retention", "run", run, status=1).err and live(office, keys) == set(keys)
    office("retention", "approve", run, "--as", "a.reviewer")
    done = office.json("retention", "run", run)
    assert (done["state"], done["disposed"], done["batches"], done["batches_done"]) == ("disposed", 12, 3, 3)
    assert not live(office, keys)
    verified = office.json("retention", "verify", run)
    assert verified["clean"] and verified["grade"] == "deleted" and verified["findings"] == []
    certificate = office.json("retention", "certificate", run)
    assert (certificate["disposed"], certificate["approved_by"]) == (12, [by("a.reviewer")])
    assert certificate["tombstones"] >= 12
    assert (office.out / f"certificate-run-{run}.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((office.out / f"certificate-run-{run}.json").read_text()) == certificate
    # What was only needed until now is gone.
    assert office.database.value("select count(*) from muniment.disposed") == 0
    assert office.database.value("select count(*) from muniment.batch where keys is not null") == 0
    if office.register.name != office.database.name:
        assert office.register.value("select count(*) from muniment_agent.receipt where outcome is not null") == 0
        assert office.register.value("select count(*) from muniment_agent.receipt") == 3
    # Doing any step again changes nothing.
    office("retention", "run", run)
    office("retention", "verify", run)
    assert office.json("retention", "certificate", run) == certificate


def test_governance_rows_go_with_the_subject_and_the_ledger_names_nobody(office):
    key, = archived_since(office, "2018-01-01", 1)
    hold = office.json("hold", "add", "--register", "s12", "--subject", key, "--reason", "claim 4711", "--as", "dpo")["hold"]
    office("hold", "release", hold, "--as", "dpo", "--reason", "settled")
    number = office.register.value("select number from register.child where child_id = %s", int(key))
    office("retention", "run", planned(office))
    assert office.database.value("select count(*) from muniment.subject_ref where subject_key = %s", key) == 0
    assert office.database.value("select count(*) from muniment.hold") == 0
    ledger = str(office.database.rows("select kind, actor, about, detail::text from muniment.ledger_pending"))
    assert "batch-disposed" in ledger and "hold-released" in ledger and number not in ledger


def test_two_approvals_are_two_peoples(office, tmp_path):
    pack = tmp_path / "law.conf"
    text = (ROOT / "policies/law/england-childrens-database.conf").read_text()
    pack.write_text(text.replace('approval = "one"', 'approval = "two"'))
    office.settings.write_text(office.settings.read_text().replace(
        f"{ROOT}/policies/law/england-childrens-database.conf", str(pack)))
    archived_since(office, "2018-01-01", 2)
    run = plan(office)["run"]
    assert office.json("retention", "approve", run, "--as", "A. Reviewer")["state"] == "planned"
    assert "somebody else" in office("retention", "approve", run, "--as", " a.  reviewer ", status=1).err
    assert office.json("retention", "approve", run, "--as", "b.reviewer")["state"] == "approved"
    assert "not at this step" in office("retention", "approve", run, "--as", "c.reviewer", status=1).err
    # A rule changed after the plan: the run is stopped, nothing goes.
    pack.write_text(text.replace("years = 6", "years = 5"))
    assert "rule has changed" in office("retention", "run", run, status=1).err
    assert office.json("retention", "show", run)["state"] == "stopped"
    assert office.register.value("select count(*) from register.child where archived_on = '2018-01-01'") == 2


def test_what_is_due_is_planned_once(office):
    archived_since(office, "2018-01-01", 3)
    first = plan(office)
    assert plan(office)["run"] == first["run"]
    assert office.database.value("select count(*) from muniment.run") == 1
    office("retention", "stop", first["run"], "--as", "dpo", "--reason", "too early")
    assert plan(office)["run"] != first["run"]


def test_with_nothing_due_the_table_is_not_read(office):
    """The planner's figures say that many are due who have just been dealt with: it must not look for them one by one."""
    office.register.rows("update register.child set consent_given_on = null where archived_on is null")
    office.register.rows("vacuum analyze register.child")
    office.register.rows("update register.child set archived_on = '2026-01-01' where archived_on is null")
    def scans():
        return office.register.rows("select idx_scan, (select seq_scan from pg_stat_user_tables where relid = i.relid)"
                                    " from pg_stat_user_indexes i where indexrelname = 'child_coming_of_age'")[0]
    # A session's own figures are told when it has ended.
    wait_until(lambda: office.register.value("select count(*) from pg_stat_activity where datname = current_database()"
                                             " and pid <> pg_backend_pid()") == 0)
    before = scans()
    assert office("retention", "plan", "s12", "--rule", ARCHIVE, status=1)
    after = wait_until(lambda: (now := scans())[0] > before[0] and now)
    assert after[1] == before[1]


def test_no_step_that_the_table_does_not_have(office):
    archived_since(office, "2018-01-01", 1)
    run = plan(office)["run"]
    with pytest.raises(psycopg.errors.CheckViolation):
        office.database.rows("update muniment.run set state = 'certified' where id = %s", run)


def test_verification_finds_what_is_left_behind(office):
    key, = archived_since(office, "2018-01-01", 1)
    number = office.register.value("select number from register.child where child_id = %s", int(key))
    run = planned(office)
    office("retention", "run", run)
    other = office.register.rows("select child_id, source_number_id from register.source_number limit 1")[0]
    before = office.register.value("select value from register.source_number where (child_id, source_number_id) = (%s, %s)", *other)
    kind = office.register.value("update register.source_number set kind = 'case-system', value = %s"
                                 " where (child_id, source_number_id) = (%s, %s) returning kind", number, *other)
    assert kind
    done = office("retention", "verify", run, "--json", status=1)
    assert done.json["clean"] is False and done.json["grade"] == "deleted" and done.json["looked_now"]
    assert done.json["findings"] == [{"where": "register.source_number", "rows": 1}]
    assert number not in done.err + done.out
    assert "not at this step" in office("retention", "certificate", run, status=1).err
    office.register.rows("update register.source_number set value = 'X1' where (child_id, source_number_id) = (%s, %s)", *other)
    assert before and office.json("retention", "verify", run)["clean"]


# --- what goes with whom ---

def siblings(office):
    """A person with just two linked children, and the two."""
    row = office.register.rows(
        "select l.person_id, array_agg(l.child_id order by l.child_id) from register.child_person l"
        " where exists (select from register.person_contact t where t.person_id = l.person_id)"
        " group by l.person_id having count(distinct l.child_id) = 2 and count(*) = 2 order by 1 limit 1")[0]
    return row[0], [str(child) for child in row[1]]


def make_due(office, *keys):
    for key in keys:
        office.register.rows("update register.child set archived_on = '2018-01-01' where child_id = %s", int(key))


def person_there(office, person):
    return office.register.rows("select (select count(*) from register.person where person_id = %s),"
                                " (select count(*) from register.person_contact where person_id = %s) > 0", person, person)[0]


def test_a_parent_stays_while_a_sibling_stays_and_goes_with_the_last(office):
    person, (older, younger) = siblings(office)
    make_due(office, older)
    office("retention", "run", planned(office))
    assert live(office, [older, younger]) == {younger}
    assert person_there(office, person) == (1, True)
    make_due(office, younger)
    office("retention", "run", planned(office))
    assert person_there(office, person) == (0, False)


def test_siblings_in_one_batch_take_their_parent_along(office):
    person, both = siblings(office)
    make_due(office, *both)
    office("retention", "run", planned(office))
    assert person_there(office, person) == (0, False)


def test_nothing_of_the_others_is_touched(office):
    tables = [name for name, in office.register.rows(
        "select table_name from information_schema.columns where table_schema = 'register' and column_name = 'child_id'"
        " and table_name not like '%%_visible' order by 1")]
    doomed = archived_since(office, "2018-01-01", 7)
    def others():
        return {table: office.register.value(
            f"select md5(string_agg(t::text, '|' order by t::text)) from register.{table} t"
            f" where not child_id::text = any(%s)", doomed) for table in tables}
    before, references = others(), office.register.value("select count(*) from register.school")
    office("retention", "run", planned(office))
    assert others() == before and office.register.value("select count(*) from register.school") == references
    for table in tables:
        assert office.register.value(f"select count(*) from register.{table} where child_id::text = any(%s)", doomed) == 0


# --- holds ---

@pytest.mark.parametrize("scope", [[], ["--register", "s12"], ["--rule", DESTROY], ["--register", "s12", "--rule", DESTROY]])
def test_a_hold_over_everybody_leaves_nothing_to_plan(office, scope):
    keys = archived_since(office, "2018-01-01", 3)
    office("hold", "add", *scope, "--reason", "Inquiry", "--as", "dpo")
    assert office("retention", "plan", "s12", "--rule", DESTROY, status=1)
    assert live(office, keys) == set(keys)


def test_a_hold_of_another_rule_does_not_bind(office):
    archived_since(office, "2018-01-01", 1)
    office("hold", "add", "--rule", ARCHIVE, "--reason", "Inquiry", "--as", "dpo")
    assert plan(office)["subjects"] == 1


def test_a_held_child_stays_whether_held_before_the_plan_or_after(office):
    before, after, free = archived_since(office, "2018-01-01", 3)
    hold = {key: office.json("hold", "add", "--register", "s12", "--subject", key, "--reason", "r", "--as", "dpo")["hold"]
            for key in [before]}
    made = plan(office)
    assert (made["subjects"], made["held"]) == (2, 1)
    office("retention", "approve", made["run"], "--as", "a")
    hold[after] = office.json("hold", "add", "--register", "s12", "--subject", after, "--reason", "r", "--as", "dpo")["hold"]
    done = office.json("retention", "run", made["run"])
    assert (done["disposed"], done["held_back"]) == (1, 1)
    assert live(office, [before, after, free]) == {before, after}
    recorded = office.database.rows("select s.subject_key, h.hold, h.batch from muniment.held h"
                                    " join muniment.subject_ref s on s.ref = h.subject order by h.batch nulls first")
    assert recorded == [(before, hold[before], None), (after, hold[after], 1)]
    for number in hold.values():
        office("hold", "release", number, "--as", "dpo", "--reason", "over")
    office("retention", "run", planned(office))
    assert not live(office, [before, after])


def test_a_hold_on_nobody_is_refused(office):
    assert "no such record" in office("hold", "add", "--register", "s12", "--subject", "999999999", "--reason", "r",
                                      "--as", "dpo", status=1).err


# --- races ---

def test_a_hold_waits_for_the_batch_that_runs_and_binds_the_next(office):
    keys = archived_since(office, "2018-01-01", 10)  # two batches
    run = planned(office)
    with psycopg.connect(office.register.conninfo) as blocker:
        blocker.execute("select 1 from register.child where child_id = %s for update", [int(keys[0])])
        running = start(office, "retention", "run", run)
        wait_blocked(office.register)
        holding = start(office, "hold", "add", "--register", "s12", "--reason", "Inquiry", "--as", "dpo")
        wait_blocked(office.register, 2)
        assert holding.poll() is None and office.database.value("select count(*) from muniment.hold") == 0
        blocker.commit()
    finish(holding)
    finish(running)
    done = office.json("retention", "show", run)
    # One batch had begun before the hold; that one may end. Depending on who got the lock first the second ran
    # before the hold was set, or was held back whole: but never after.
    assert (done["disposed"], done["held_back"]) in [(5, 5), (10, 0)]
    assert len(live(office, keys)) == 10 - done["disposed"]


def test_a_hold_that_is_set_first_binds_a_batch_that_waits(office):
    keys = archived_since(office, "2018-01-01", 4)
    run = planned(office)
    with psycopg.connect(office.register.conninfo) as setter:
        setter.execute(f"select {LOCK_OF_HOLDS}")
        running = start(office, "retention", "run", run)
        wait_blocked(office.register)
        office.database.rows("insert into muniment.hold (register, reason, owner, set_by, set_on, review_on)"
                             " values ('s12', 'r', 'dpo', 'dpo', %s, '2027-01-01')", AS_OF)
        setter.commit()
    finish(running)
    assert live(office, keys) == set(keys)
    assert office.json("retention", "show", run)["held_back"] == 4


def test_two_processes_run_one_plan_together(office):
    keys = archived_since(office, "2018-01-01", 60)
    run = planned(office)
    both = [start(office, "retention", "run", run) for _ in range(2)]
    for process in both:
        finish(process)
    done = office.json("retention", "show", run)
    assert (done["state"], done["disposed"], done["changed"], done["batches_done"]) == ("disposed", 60, 0, 12)
    assert not live(office, keys)
    assert office.database.value("select count(*) from muniment.ledger_pending where kind = 'batch-disposed'") == 12
    assert office.database.value("select count(*) from muniment.ledger_pending where kind = 'run-disposed'") == 1
    assert office.json("retention", "verify", run)["clean"]


def test_a_sibling_added_while_the_parent_is_going_keeps_the_parent(office):
    person, both = siblings(office)
    make_due(office, *both)
    run = planned(office)
    newcomer = office.register.value("select child_id from register.child where not child_id::text = any(%s) limit 1", both)
    with psycopg.connect(office.register.conninfo) as adding:
        adding.execute("insert into register.child_person (child_id, person_id, relation, parental_responsibility, has_care,"
                       " source_id, power, supplied_on) select %s, %s, 'mother', true, true, min(source_id), 'must', %s"
                       " from register.source", [newcomer, person, AS_OF])
        running = start(office, "retention", "run", run)
        wait_blocked(office.register)
        adding.commit()
    finish(running)
    assert not live(office, both)
    assert person_there(office, person) == (1, True)
    assert office.register.value("select count(*) from register.child_person where person_id = %s", person) == 1


def test_a_sibling_added_after_the_parent_went_waits_and_is_refused(office):
    """The other order: the run has destroyed the parent, but not committed yet, when somebody gives it another child."""
    person, both = siblings(office)
    make_due(office, *both)
    run = planned(office)
    newcomer = office.register.value("select child_id from register.child where not child_id::text = any(%s) limit 1", both)
    trap(office.register, "after delete", "register.person")
    try:
        with psycopg.connect(office.register.conninfo) as holder, psycopg.connect(office.register.conninfo) as adding:
            holder.execute("select pg_advisory_xact_lock(42)")
            running = start(office, "retention", "run", run)
            wait_blocked(office.register)
            adding.pgconn.send_query(
                f"insert into register.child_person (child_id, person_id, relation, parental_responsibility, has_care, source_id,"
                f" power, supplied_on) select {newcomer}, {person}, 'mother', true, true, min(source_id), 'must', date '{AS_OF}'"
                f" from register.source".encode())
            wait_until(lambda: office.register.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                                     " and query like 'insert into register.child_person%%'") == 1)
            holder.commit()
            finish(running)
            results = []
            while result := adding.pgconn.get_result():
                results.append(result.error_field(psycopg.pq.DiagnosticField.SQLSTATE))
            assert results == [b"23503"]
    finally:
        untrap(office.register, "register.person")
    assert not live(office, both) and person_there(office, person) == (0, False)
    assert office.register.value("select count(*) from register.child_person where person_id = %s", person) == 0
    assert office.json("retention", "verify", run)["clean"]


def test_two_daemons_carry_out_one_plan_once(office, daemon):
    keys = archived_since(office, "2018-01-01", 60)
    run = planned(office)
    # Two jobs for one run, as two daemons would have them after a lease that ran out too early.
    office.database.rows("insert into muniment.job (kind, arguments, key, run_on) select kind, arguments, 'again', run_on"
                         " from muniment.job where kind = 'retention.carry-out'")
    both = [daemon(office.settings, "--once", "--as-of", AS_OF) for _ in range(2)]
    for each in both:
        assert each.wait(120) == 0, each.log
    done = office.json("retention", "show", run)
    assert (done["state"], done["disposed"], done["changed"], done["batches_done"]) == ("certified", 60, 0, 12)
    assert not live(office, keys)
    for kind, n in [("batch-disposed", 12), ("run-started", 1), ("run-disposed", 1), ("run-verified", 1)]:
        assert office.database.value("select count(*) from muniment.ledger_entry where leaf like %s and leaf ~ %s",
                                     f'%"kind":"{kind}"%', f'"about":"run {run}( batch [0-9]+)?"') == n
    assert office.json("ledger", "verify")["ok"]


def test_a_record_brought_back_during_the_run_stays(office):
    keys = archived_since(office, "2018-01-01", 3)
    run = planned(office)
    with psycopg.connect(office.register.conninfo) as restoring:
        restoring.execute("update register.child set archived_on = null where child_id = %s", [int(keys[1])])
        running = start(office, "retention", "run", run)
        wait_blocked(office.register)
        restoring.commit()
    finish(running)
    done = office.json("retention", "show", run)
    assert (done["disposed"], done["changed"]) == (2, 1)
    assert live(office, keys) == {keys[1]}


# --- kill -9 ---

# Where a run is stopped and killed: a trigger waits there for a lock that the test holds.
POINTS = [
    ("register", "before delete", "register.child"), ("register", "after delete", "register.child"),
    ("register", "before delete", "register.person"), ("register", "after delete", "register.person"),
    ("agent", "before insert", "muniment_agent.receipt"), ("agent", "before update", "muniment_agent.receipt"),
    ("governance", "before update", "muniment.batch"), ("governance", "after insert", "muniment.disposed"),
    ("governance", "after insert", "muniment.tombstone"), ("governance", "after insert", "muniment.ledger_pending"),
    ("governance", "before update", "muniment.run"),
]


def trap(database, moment, table):
    with database.connect() as connection:
        connection.execute("create or replace function public.trap() returns trigger language plpgsql as $$ begin"
                           " perform pg_catalog.pg_advisory_xact_lock_shared(42); return null; end $$")
        connection.execute(f"create trigger trap {moment} on {table} for each statement execute function public.trap()")


def untrap(database, table):
    database.rows(f"drop trigger trap on {table}")


def check_done_once(office, run, keys, people):
    """The state that an undisturbed run leaves."""
    done = office.json("retention", "show", run)
    assert (done["state"], done["disposed"], done["held_back"], done["changed"]) == ("disposed", len(keys), 0, 0)
    assert not live(office, keys)
    assert office.register.value("select count(*) from register.person where person_id = any(%s)", people) == 0
    assert office.database.value("select count(distinct grave) from muniment.tombstone where run = %s", run) == len(keys)
    assert office.database.value("select sum(cardinality(keys)) from muniment.disposed where run = %s", run) == len(keys)
    batches = done["batches"]
    assert office.database.value("select count(*) from muniment.ledger_pending where kind = 'batch-disposed'"
                                 " and about like %s", f"run {run} %") == batches
    assert office.json("retention", "verify", run)["clean"]
    office("retention", "certificate", run)


def only_theirs(office, keys):
    return [person for person, in office.register.rows(
        "select person_id from register.child_person group by 1 having bool_and(child_id::text = any(%s))", list(keys))]


@pytest.mark.parametrize("where, moment, table", POINTS, ids=[f"{m} {t}".replace(" ", "-") for _, m, t in POINTS])
def test_killed_anywhere_a_run_is_finished_once(office, where, moment, table):
    one = office.register.name == office.database.name
    if where == "agent" and one:
        pytest.skip("with one database there are no receipts")
    database = office.database if where == "governance" else office.register
    keys = archived_since(office, "2018-01-01", 11)
    people = only_theirs(office, keys)
    assert people
    run = planned(office)
    trap(database, moment, table)
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("select pg_advisory_xact_lock(42)")
        running = start(office, "retention", "run", run)
        wait_blocked(database)
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=20)
        holder.commit()
    # The server notices that nobody is there any more, and rolls back what was not committed.
    for each in {office.database.name: office.database, office.register.name: office.register}.values():
        wait_until(lambda: each.value("select count(*) from pg_stat_activity where application_name like 'muniment%%'"
                                      " and datname = current_database()") == 0)
    untrap(database, table)
    # Never half: a batch's children are all there, or all gone.
    assert len(keys) - len(live(office, keys)) in (0, 5, 10, 11)
    office("retention", "run", run)
    check_done_once(office, run, keys, people)


def test_killed_again_and_again_at_any_moment(office):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    dice = random.Random(seed)
    keys = archived_since(office, "2018-01-01", 150)
    people = only_theirs(office, keys)
    run = planned(office)
    kills = 0
    for _ in range(40):
        running = start(office, "retention", "run", run)
        try:
            # The first one dies young, however fast the machine is.
            running.communicate(timeout=dice.uniform(0.02, 0.25) if kills else 0.005)
            if running.returncode == 0:
                break
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.communicate(timeout=20)
            kills += 1
    assert kills > 0
    time.sleep(0.2)
    office("retention", "run", run)
    check_done_once(office, run, keys, people)
