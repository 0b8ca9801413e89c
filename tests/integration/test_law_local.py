"""The records of a local authority, lived through day by day: what statute keeps, what the authority chose, and which
of them wins. timeline.py tells how.
"""
import re
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
          "support_payment": "payment_id", "allegation": "allegation_id", "home_stay": "stay_id", "leaving_care": "plan_id",
          "fostering": "fostering_id"}


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


HOME = file("home_stay", since="1960-01-01", until="1965-01-01")
HOME_LATELY = file("home_stay", since="2004-01-01", until="2005-01-01")
LEFT_CARE = file("leaving_care", since="1967-01-01", until="1970-01-01")


def adopted(day, nation="england"):
    return file("adoption_order", ordered_on=day, nation=nation)


def fostering(kind, ended):
    return file("fostering", kind=kind, since="2001-01-01", ended_on=ended)


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
        # 75 years from the order outlast 75 from birth.
        ("adopted besides", whole("1951-03-01", CARE, adopted("1956-06-01")))),
    # SI 1983/1964 reg 14(3): 75 years from the order, in either nation, before 30 December 2005; then a hundred.
    *at(DAY, "live", "gone",
        ("adopted: 75 years from the order", whole("1950-05-05", adopted("1951-03-01"))),
        ("adopted in Wales: 75 years from the order", whole("1950-05-05", adopted("1951-03-01", "wales")))),
    *at(None, "live", None,
        ("adopted: 74", whole("1950-05-05", adopted("1951-04-02"))),
        ("adopted since 2005", whole("1951-03-01", CARE, adopted("2005-12-30"))),
        ("adopted since 2005 in Wales", whole("1951-03-01", CARE, adopted("2005-12-30", "wales")))),
    # SI 2015/541 reg 36(2), SI 2010/2571 reg 10(3): 75 years from birth; a home's, 15 from death under 18.
    *at(DAY, "live", "gone",
        ("children's home: the 75th anniversary", whole("1951-03-01", HOME)),
        ("children's home: 15 years from death under 18",
         whole("1993-06-01", HOME_LATELY, died="2011-03-01", contact="2011-03-01")),
        ("leaving care: the 75th anniversary", whole("1951-03-01", LEFT_CARE))),
    *at(None, "live", None,
        ("children's home: 74", whole("1951-04-02", HOME)),
        ("leaving care: 74", whole("1951-04-02", LEFT_CARE, contact="1990-01-01"))),
    # SI 2011/581 reg 32.
    *at(DAY, "live", "gone",
        ("foster parent: ten years", first("1970-01-01", fostering("foster-parent", "2016-03-01"), role="foster-carer")),
        ("connected person: ten years", first("1970-01-01", fostering("connected-person", "2016-03-01"), role="foster-carer")),
        ("not approved to foster: three years", first("1970-01-01", fostering("refused-applicant", "2023-03-01"),
                                                      role="foster-carer"))),
    *at(None, "live", None,
        ("foster parent: still approved", first("1970-01-01", fostering("foster-parent", None), role="foster-carer")),
        ("foster parent: nine years", first("1970-01-01", fostering("foster-parent", "2017-03-02"), role="foster-carer"))),

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
    # The NHS code has least periods: 25, 26 if 17 when treatment ended, eight years after death; then a person appraises.
    *at(None, "live", None,
        ("child health: 25", first("2001-03-01", health("2010-01-01"))),
        ("child health: 26, seventeen at the end", first("2000-03-01", health("2017-03-01"))),
        ("child health: 26, seventeen for one more day", first("2000-03-01", health("2018-02-28"))),
        ("child health: eight years after death", first("2008-01-01", health("2018-02-01"), died="2018-03-01",
                                                        contact="2018-03-01"))),
    *at(None, "live", None,
        ("child health: seventeen at the end, 25 now", first("2001-03-01", health("2018-06-01"))),
        ("child health: goes on", first("2001-03-01", health(None)))),
    *at(None, "live", None,
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
        ("allegation: false", first("1975-01-01", allegation("false", "2016-03-01"), role="professional")),
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
    """The 75 years from birth were over, those from the order were not, nor the hundred."""
    reasons = local.office.database.rows("select distinct h.kept_by from muniment.held h join muniment.run r on r.id = h.run"
                                         " where r.rule = 'la-looked-after' and h.kept_by is not null order by 1")
    assert reasons == [("la-adoption",), ("la-adoption-before-2005",), ("la-adoption-wales",)]


def test_what_a_person_must_look_at_waits_for_one(local):
    waiting = local.office.database.rows("select distinct rule from muniment.run where state = 'planned' and disposal = 'review'")
    assert {"la-youth-offending-sexual", "la-pupil-protection", "la-child-health", "la-child-health-17", "la-child-health-died",
            "la-mental-health"} <= {rule for rule, in waiting}


def test_no_word_of_the_register_falls_through(local):
    """Each word that a column may hold is told to a family in words of its own, and where rules part rows by such a
    column, one of them speaks of each."""
    pack = (ROOT / "policies/law/local-authority-records.conf").read_text()
    the_map = (ROOT / "policies/maps/local-authority.conf").read_text()
    labels = {language: (ROOT / f"notices/{language}/labels.conf").read_text() for language in ("en", "cy")}
    words = local.office.register.rows(
        "select t.relname, a.attname, w.word[1] from pg_constraint c join pg_class t on t.oid = c.conrelid"
        " join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'caseload'"
        " join pg_attribute a on a.attrelid = t.oid and c.conkey = array[a.attnum]"
        " cross join regexp_matches(pg_get_constraintdef(c.oid), $$'([a-z0-9-]+)'::text$$, 'g') as w (word)"
        " where c.contype = 'c' and pg_get_constraintdef(c.oid) like '%%= ANY%%'")
    assert len(words) > 20 and ("allegation", "outcome", "false") in words
    for table, column, word in words:
        label = re.search(r'name = "%s";.*?column = "%s";.*?label = "([^"]+)"' % (table, column), the_map, re.S).group(1)
        for language, text in labels.items():
            assert re.search(rf"\bvalue-(?:{label}-)?{word} = ", text), (language, table, column, word)
    assert "value-allegation-outcome-false" in labels["en"]
    for table, column in (("allegation", "outcome"), ("health_record", "kind"), ("pupil_record", "kind"), ("fostering", "kind")):
        rules = re.findall(r'entity = "%s";(.*?)\n                }' % table, pack, re.S)
        spoken_of = {word for rule in rules for line in re.findall(r"when = (.*)", rule)
                     for listed in re.findall(r'column = "%s"; is = \[(.*?)\]' % column, line)
                     for word in re.findall(r'"([^"]+)"', listed)}
        assert spoken_of == {word for of, col, word in words if (of, col) == (table, column)}, table
