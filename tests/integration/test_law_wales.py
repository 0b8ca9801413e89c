"""WSI 2025/440 regulations 6 to 11, lived through day by day: removal on becoming aware, not before the receiving
authority is told and the child has left; and what is left when the Regulations cease. timeline.py tells how.
"""
import datetime
import subprocess

import pytest

from conftest import ROOT
from timeline import Timeline, at, ids, insert, office_for

DAY = "2025-06-28"  # the day after the last Friday in June 2025
DAYS = ["2025-06-26", "2025-06-27", DAY, "2025-06-29"]
CEASED = "2026-04-08"
STATE = "select coalesce((select 'live' from pilot.child where child_id = %s), 'gone')"


def child(register, born="2014-05-05"):
    key = insert(register, "pilot.child", "child_id", {"born_on": born, "recorded_on": "2025-04-10"})
    insert(register, "pilot.child_name", "name_id", {"child_id": key, "kind": "current", "given_names": "Seren"})
    return key


def born(day):
    return lambda register: (STATE, child(register, day))


def ending(*grounds, **columns):
    def make(register):
        key = child(register)
        for ground in grounds:
            more = columns if ground == "moved" or len(grounds) == 1 else {"aware_on": columns["aware_on"]}
            insert(register, "pilot.ending", "ending_id", {
                "child_id": key, "ground": ground, "receiver": "Cyngor Trefunrhyw" if ground == "moved" else None, **more})
        return STATE, key
    return make


def siblings(register):
    """A parent of two: the record of one goes, and the parent stays for the other."""
    one, other = child(register), child(register)
    parent = insert(register, "pilot.parent", "parent_id", {"given_names": "Lowri"})
    for key in (one, other):
        insert(register, "pilot.child_parent", "parent_id", {"child_id": key, "parent_id": parent})
    insert(register, "pilot.ending", "ending_id", {"child_id": one, "ground": "died", "aware_on": DAY})
    return "select 'parent of ' || count(*) from pilot.child_parent where parent_id = %s", parent


CASES = [
    # Reg 6: told within 28 days of becoming aware, and removed after the child has left.
    *at(DAY, "live", "gone",
        ("6: told, and left", ending("moved", aware_on="2025-06-20", told_on="2025-06-25", left_on=DAY)),
        ("6: left, and told", ending("moved", aware_on="2025-06-20", told_on=DAY, left_on="2025-06-22"))),
    *at(None, "live", None,
        ("6: told, not left", ending("moved", aware_on="2025-06-01", told_on="2025-06-10")),
        ("6: told, leaves in summer", ending("moved", aware_on="2025-06-01", told_on="2025-06-10", left_on="2025-07-20")),
        ("6: left, not told, the 28th day is the 27th of June", ending("moved", aware_on="2025-05-30", left_on="2025-06-01")),
        ("6: left, not told, still in time", ending("moved", aware_on="2025-06-10", left_on="2025-06-11")),
        ("6(a) before 8: a pupil elsewhere, whose authority is not told",
         ending("moved", "registered-pupil", aware_on="2025-06-10", left_on="2025-06-11"))),
    # Regs 7 to 10: on becoming aware.
    *at(DAY, "live", "gone",
        ("7: left, nobody knows where to", ending("left-area", aware_on=DAY)),
        ("8: registered pupil", ending("registered-pupil", aware_on=DAY)),
        ("9: suitable education", ending("suitable-education", aware_on=DAY)),
        ("10: died", ending("died", aware_on=DAY))),
    *at(DAY, "parent of 2", "parent of 1", ("10: died, and has a sibling", siblings)),
    # Reg 11, Education Act 1996 s.8: until the end of the last Friday in June of the year of the 16th birthday.
    *at(DAY, "live", "gone",
        ("11: sixteen at the end of August", born("2009-08-31")),
        ("11: sixteen since September", born("2008-09-01"))),
    *at(None, "live", None,
        ("11: sixteen on 1 September", born("2009-09-01")),
        ("11: nothing has happened", born("2014-05-05"))),
]


@pytest.fixture(scope="module")
def wales(cluster, tmp_path_factory, keys):
    register = cluster.create()
    subprocess.run([ROOT / "tools/generate-register.sh", register.conninfo, "3", "1", DAYS[0], "wales-pilot"], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    register.rows("delete from pilot.child")
    register.rows("delete from pilot.parent")
    office = office_for(cluster, register, tmp_path_factory.mktemp("wales"), keys, "wales-education-database-pilot",
                        "wales-pilot", "pilot")
    yield Timeline(office, CASES, DAYS).live()
    register.drop()


@pytest.mark.parametrize("case", ids(CASES))
def test_wales(wales, case):
    wales.check(case)


def test_who_was_not_told_in_time_is_overdue_from_the_29th_day(wales):
    overdue = [day for day in DAYS if "RULE=wales-receiver-not-told" in wales.said[day]]
    assert overdue == [DAY, "2025-06-29"]


@pytest.mark.parametrize("birth, last_day", [
    ("2008-09-01", "2025-06-27"), ("2009-06-27", "2025-06-27"), ("2009-06-28", "2025-06-27"), ("2009-08-31", "2025-06-27"),
    ("2009-09-01", "2026-06-26"), ("2012-02-29", "2028-06-30"), ("2007-01-01", "2023-06-30"), ("2006-12-31", "2023-06-30"),
])
def test_the_last_day_of_compulsory_school_age(wales, birth, last_day):
    day = wales.office.register.value("select pilot.school_leaving_date(%s)", birth)
    assert str(day) == last_day and day.weekday() == 4 and (day + datetime.timedelta(7)).month == 7


def test_what_is_left_when_the_regulations_cease_is_put_to_a_person(wales):
    """On the last day of the Regulations they still remove; from the next on nothing goes without a person."""
    office, register = wales.office, wales.office.register
    last = child(register)
    insert(register, "pilot.ending", "ending_id", {"child_id": last, "ground": "died", "aware_on": "2026-04-07"})
    wales.work("2026-04-07")
    assert register.value(STATE, last) == "gone"
    late = child(register)
    insert(register, "pilot.ending", "ending_id", {"child_id": late, "ground": "died", "aware_on": CEASED})
    assert office.database.value("select count(*) from muniment.run where rule = 'wales-power-ended'") == 0
    wales.work(CEASED)
    run, state, subjects, needs = office.database.rows(
        "select id, state, subjects, approval from muniment.run where rule = 'wales-power-ended'")[0]
    assert state == "planned" and subjects == register.value("select count(*) from pilot.child") > 3
    assert register.value(STATE, late) == "live"
    office("hold", "add", "--register", "pilot", "--subject", late, "--reason", "claim", "--as", "dpo", as_of=CEASED)
    for name in ("dpo", "head of service")[:2 if needs == "two" else 1]:  # a run over the whole register asks for two
        office("retention", "approve", run, "--as", name, as_of=CEASED)
    wales.work(CEASED)
    assert register.rows("select child_id from pilot.child") == [(late,)]


def test_the_register_has_nothing_but_schedule_2(wales):
    """No gender, no number that identifies, nothing of doctors (WSI 2025/440)."""
    columns = {column for column, in wales.office.register.rows(
        "select column_name::text from information_schema.columns where table_schema = 'pilot'")}
    assert not {c for c in columns if any(word in c for word in ("gender", "nhs", "upn", "number", "practice", "note"))}
