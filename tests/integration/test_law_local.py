"""The records of a local authority, lived through day by day: what statute keeps, what the authority chose, and which
of them wins. timeline.py tells how.
"""
import subprocess

import pytest

from conftest import ROOT
from timeline import Timeline, at, ids, insert, office_for

DAY = "2026-03-01"
YEAR_END = "2026-03-31"
DAYS = ["2026-02-27", "2026-02-28", DAY, "2026-03-02", "2026-03-30", YEAR_END]


def person(register, born, died=None, contact="2025-12-01", role="child"):
    n = register.value("select coalesce(max(person_id), 0) + 1 from caseload.person")
    key = insert(register, "caseload.person", "person_id", {
        "number": f"P{n:08}", "role": role, "born_on": born, "died_on": died, "last_contact_on": contact})
    insert(register, "caseload.person_name", "name_id", {"person_id": key, "kind": "legal", "given_names": "Arthur"})
    return key


TABLES = {"care_episode": "episode_id", "adoption_order": "order_id", "protection_case": "case_id", "need_case": "case_id",
          "youth_case": "case_id", "send_file": "file_id", "health_record": "record_id", "pupil_record": "record_id",
          "support_payment": "payment_id", "allegation": "allegation_id"}


def file(table, **columns):
    return table, columns


def add(register, key, table, columns):
    return insert(register, f"caseload.{table}", TABLES[table], {"person_id": key, **columns})


def whole(born, *files, **about):
    """Watches the person's whole record."""
    def make(register):
        key = person(register, born, **about)
        for table, columns in files:
            add(register, key, table, columns)
        return "select coalesce((select 'live' from caseload.person where person_id = %s), 'gone')", key
    return make


def first(born, *files, **about):
    """Watches the first of the files."""
    def make(register):
        key = person(register, born, **about)
        made = [(table, add(register, key, table, columns)) for table, columns in files]
        table, number = made[0]
        return f"select coalesce((select 'live' from caseload.{table} where {TABLES[table]} = %s), 'gone')", number
    return make


CARE = file("care_episode", legal_status="care-order", since="1960-01-01", until="1965-01-01")
CARE_LATELY = file("care_episode", legal_status="accommodated", since="2004-01-01", until="2005-01-01")


def adopted(day):
    return file("adoption_order", ordered_on=day)


def protection(closed):
    return file("protection_case", opened_on="1980-01-01", closed_on=closed)


def need(closed):
    return file("need_case", opened_on="2006-01-01", closed_on=closed)


def youth(contact, sexual=False):
    return file("youth_case", outcome="court-order", sexual=sexual, opened_on="2013-01-01", last_contact_on=contact)


def send(kind):
    return file("send_file", kind=kind, since="1996-01-01", until="1999-01-01")


def health(until, kind="child-health"):
    return file("health_record", kind=kind, since="2002-01-01", until=until)


def pupil(kind):
    return file("pupil_record", kind=kind, school="Saltmoor High School", until="2017-07-20")


def allegation(outcome, closed):
    return file("allegation", outcome=outcome, opened_on="1970-01-01", closed_on=closed)


CASES = [
    # SI 2010/959 reg 50, SI 2015/1818 reg 64: 75 years from birth, or 15 beginning with death under 18.
    *at(DAY, "live", "gone",
        ("looked after: the 75th anniversary", whole("1951-03-01", CARE)),
        ("looked after: died at 17, 15 years beginning with the death",
         whole("1993-06-01", CARE_LATELY, died="2011-03-01", contact="2011-03-01"))),
    *at(None, "live", None,
        ("looked after: 74", whole("1951-04-02", CARE)),
        ("looked after: died on the 18th birthday",
         whole("1993-03-01", CARE_LATELY, died="2011-03-01", contact="2011-03-01")),
        ("looked after: an old contact changes nothing", whole("1970-01-01", CARE, contact="1990-01-01")),
        # SI 2005/888 reg 6: a hundred years from the order, which outlasts the 75.
        ("adopted besides: a hundred years from the order", whole("1951-03-01", CARE, adopted("1956-06-01")))),
    *at(DAY, "live", "gone", ("adopted: a hundred years from the order", whole("1925-05-05", adopted("1926-03-01")))),
    *at(None, "live", None, ("adopted: ninety-nine", whole("1925-05-05", adopted("1926-04-02")))),

    # 35 years from closure, unless looked after or adopted.
    *at(DAY, "live", "gone", ("child protection: 35 years", first("1978-01-01", protection("1991-03-01")))),
    *at(None, "live", None,
        ("child protection: open", first("1978-01-01", protection(None))),
        ("child protection: later looked after", first("1978-01-01", protection("1985-03-01"), CARE_LATELY)),
        ("child protection: later adopted", first("1978-01-01", protection("1985-03-01"), adopted("1988-01-01")))),
    # Three years after closure and not before 21.
    *at(DAY, "live", "gone",
        ("child in need: three years", first("2000-01-01", need("2023-03-01"))),
        ("child in need: twenty-one", first("2005-03-01", need("2015-01-01")))),
    *at(None, "live", None, ("child in need: open", first("2000-01-01", need(None)))),
    # The 25th birthday, or ten years from the last contact.
    *at(DAY, "live", "gone",
        ("youth offending: ten years", first("1998-01-01", youth("2016-03-01"))),
        ("youth offending: twenty-five", first("2001-03-01", youth("2014-01-01")))),
    *at(None, "live", None, ("youth offending: sexual, a person looks", first("1998-01-01", youth("2016-03-01", True)))),
    # 31, 45 with a plan, 75 if looked after.
    *at(DAY, "live", "gone",
        ("special needs: 31", first("1995-03-01", send("support"))),
        ("special needs: 45 with a statement", first("1981-03-01", send("statement"))),
        ("special needs: 45, and the plan counts for the whole file", first("1981-03-01", send("support"), send("ehcp"))),
        ("special needs: 75 if looked after", first("1951-03-01", send("support"), CARE))),
    *at(None, "live", None,
        ("special needs: a plan at 31", first("1995-03-01", send("ehcp"))),
        ("special needs: looked after at 45", first("1981-03-01", send("ehcp"), CARE_LATELY))),
    # 25, 26 if 17 when treatment ended, eight years after death.
    *at(DAY, "live", "gone",
        ("child health: 25", first("2001-03-01", health("2010-01-01"))),
        ("child health: 26, seventeen at the end", first("2000-03-01", health("2017-03-01"))),
        ("child health: 26, seventeen for one more day", first("2000-03-01", health("2018-02-28"))),
        ("child health: eight years after death", first("2008-01-01", health("2018-02-01"), died="2018-03-01",
                                                        contact="2018-03-01"))),
    *at(None, "live", None,
        ("child health: seventeen at the end, 25 now", first("2001-03-01", health("2018-06-01"))),
        ("child health: goes on", first("2001-03-01", health(None)))),
    *at(DAY, "live", "gone",
        ("mental health: twenty years", first("1990-01-01", health("2006-03-01", "mental-health"))),
        ("mental health: ten after death", first("1990-01-01", health("2015-03-01", "mental-health"), died="2016-03-01",
                                                 contact="2016-03-01"))),
    *at(DAY, "live", "gone", ("pupil record: 25", first("2001-03-01", pupil("secondary")))),
    *at(None, "live", None, ("a school's protection file: a person looks", first("2001-03-01", pupil("child-protection")))),
    # Six years from the end of the financial year, the 31st of March.
    *at(YEAR_END, "live", "gone",
        ("payment: the first day of the year", first("2000-01-01", file("support_payment", kind="foster-care",
                                                                         since="2018-01-01", until="2019-04-01"))),
        ("payment: the last day of the year", first("2000-01-01", file("support_payment", kind="foster-care",
                                                                        since="2018-01-01", until="2020-03-31")))),
    *at(None, "live", None,
        ("payment: the next year", first("2000-01-01", file("support_payment", kind="foster-care", since="2018-01-01",
                                                            until="2020-04-01")))),
    # A hundred years from the professional's birth; ten if there was nothing in it.
    *at(DAY, "live", "gone",
        ("allegation: a hundred years", first("1926-03-01", allegation("substantiated", "1980-01-01"), role="professional")),
        ("allegation: unfounded", first("1975-01-01", allegation("unfounded", "2016-03-01"), role="professional")),
        ("allegation: malicious", first("1975-01-01", allegation("malicious", "2016-03-01"), role="professional"))),
    *at(None, "live", None,
        ("allegation: unsubstantiated", first("1975-01-01", allegation("unsubstantiated", "2016-03-01"), role="professional"))),
    # Who somebody was, when no file is left.
    *at(DAY, "live", "gone", ("person: six years, no file", whole("1990-01-01", contact="2020-03-01"))),
    *at(None, "live", None, ("person: six years, and a file", whole("1990-01-01", send("ehcp"), contact="2020-03-01"))),
]


@pytest.fixture(scope="module")
def local(cluster, tmp_path_factory, keys):
    register = cluster.create()
    subprocess.run([ROOT / "tools/generate-register.sh", register.conninfo, "3", "1", DAYS[0], "local-authority"], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    register.rows("delete from caseload.person")
    office = office_for(cluster, register, tmp_path_factory.mktemp("local"), keys, "local-authority-records",
                        "local-authority", "files")
    yield Timeline(office, CASES, DAYS).live()
    register.drop()


@pytest.mark.parametrize("case", ids(CASES))
def test_local(local, case):
    local.check(case)


def test_what_statute_keeps_is_recorded_with_that_rule_as_the_reason(local):
    """The 75 years were over, the hundred were not."""
    reasons = local.office.database.rows("select distinct h.kept_by from muniment.held h join muniment.run r on r.id = h.run"
                                         " where r.rule = 'la-looked-after' and h.kept_by is not null")
    assert reasons == [("la-adoption",)]


def test_what_a_person_must_look_at_waits_for_one(local):
    waiting = local.office.database.rows("select distinct rule from muniment.run where state = 'planned' and disposal = 'review'")
    assert {"la-youth-offending-sexual", "la-pupil-protection"} <= {rule for rule, in waiting}
