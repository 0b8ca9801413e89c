"""SI 2007/2182 regulations 4, 7 and 8, lived through day by day: every row of the table of archive dates, the end after
six years, the way back, and the hold that makes it longer. timeline.py tells how.
"""
import pytest

from conftest import generate_register, wait_until
from timeline import Timeline, at, ids, insert, office_for

DAY = "2026-03-01"  # the 18th birthday of somebody born on 29 February 2008, and of somebody born on 1 March
S12_DAYS = ["2026-02-27", "2026-02-28", DAY, "2026-03-02", "2026-03-03"]
RELEASED = "2026-03-03"

RECORD = ("select coalesce((select case when archived_on is null then 'live' else 'archived: ' || coalesce(archive_ground, '-')"
          " end from register.child where child_id = %s), 'gone')")


def item_state(table, key, number):
    return (f"select coalesce((select case when archived_on is null then 'live' else 'archived' end from register.{table}"
            f" where {key} = %s), 'gone')", number)


def child(register, born, more="", **columns):
    """A child with a name; the key."""
    values = {"number": f"9{register.value('select count(*) from register.child'):011}", "born_on": born,
              "born_source_id": 2, "born_power": "must", "born_supplied_on": born, "gender": "not-specified",
              "gender_source_id": 2, "gender_power": "must", "gender_supplied_on": born, "first_recorded_on": born, **columns}
    if columns.get("died_on"):
        values |= {"died_source_id": 2, "died_power": "must", "died_supplied_on": columns["died_on"]}
    if columns.get("consent_given_on"):
        values["relevant"] = True
    key = insert(register, "register.child", "child_id", values)
    item(register, "child_name", "name_id", key, kind="legal", given_names="Seren", archived_on=columns.get("archived_on"))
    return key


def item(register, table, key, child_id, **columns):
    return insert(register, f"register.{table}", key,
                  {"child_id": child_id, "source_id": 2, "power": "must", "supplied_on": "2010-01-01", **columns})


def record(born, **columns):
    return lambda register: (RECORD, child(register, born, **columns))


def departed(born, left, columns, **record_columns):
    def make(register):
        key = child(register, born, **record_columns)
        item(register, "departure", "departure_id", key, left_on=left, **columns,
             archived_on=record_columns.get("archived_on"))
        return RECORD, key
    return make


def owned(table, key, born="2015-05-05", archived_record=None, **columns):
    """An item of a child whose record is live."""
    def make(register):
        whose = child(register, born, archived_on=archived_record,
                      **({"archive_ground": "discretion"} if archived_record else {}))
        return item_state(table, key, item(register, table, key, whose, **columns))
    return make


def education(**columns):
    return owned("education", "education_id", kind="home", since="2018-09-01", **columns)


def doctor(**columns):
    return owned("gp_registration", "gp_registration_id", ods_code="Z00001", since="2016-01-01", **columns)


def service(**columns):
    return owned("service", "service_id", kind="early-help", sensitive=False, provider_id=1, since="2017-01-01", **columns)


def professional(role, **columns):
    return owned("professional", "professional_id", **{"role": role, "practitioner_id": 1, "since": "2019-01-01", **columns})


def assessments(*added, watch=0, archived_on=None):
    """Assessments added on those days, in that order; the one watched."""
    def make(register):
        whose = child(register, "2014-04-04")
        made = [item(register, "assessment", "assessment_id", whose, practitioner_id=1, assessed_on=assessed,
                     supplied_on=supplied) for assessed, supplied in added]
        return item_state("assessment", "assessment_id", made[watch])
    return make


def shared_parent(register):
    """A link that was archived long ago, and the parent whom nothing else joins to a child."""
    whose = child(register, "2014-04-04")
    parent = insert(register, "register.person", "person_id", {"given_names": "Nia", "source_id": 2, "power": "must",
                                                               "supplied_on": "2014-05-01"})
    item(register, "child_person", "child_person_id", whose, person_id=parent, relation="guardian", has_care=False,
         parental_responsibility=True, archived_on="2020-03-01")
    return "select coalesce((select 'live' from register.person where person_id = %s), 'gone')", parent


def added_late(register):
    """Reg 4(2): what comes to an archived record is archived with it."""
    whose = child(register, "2000-05-05", archived_on="2023-01-01", archive_ground="age-18")
    return item_state("education", "education_id", item(register, "education", "education_id", whose, kind="home",
                                                        since="2016-01-01"))


def came_back_with_items(archived_on):
    """The items of a record that leaves the archive: archived with it, or before it."""
    def make(register):
        whose = child(register, "2012-05-05", archived_on="2025-06-01", archive_ground="left-england")
        item(register, "departure", "departure_id", whose, left_on="2025-05-01", return_meant="no",
             aware_on="2025-06-01", returned_on=DAY, archived_on="2025-06-01")
        return item_state("education", "education_id",
                          item(register, "education", "education_id", whose, kind="home", since="2016-01-01",
                               until="2023-07-20" if archived_on == "2024-07-20" else None, archived_on=archived_on))
    return make


HELD = {}


def held(basis):
    def make(register):
        key = HELD[basis] = child(register, "1999-09-09", archived_on="2020-03-01", archive_ground="discretion")
        return RECORD, key
    return make


NO_RETURN = {"return_meant": "no"}
S12 = [
    # 8(2)(a): attains 18, not participating.
    *at(DAY, "live", "archived: age-18",
        ("a: eighteen", record("2008-03-01")),
        ("a: eighteen, born on 29 February", record("2008-02-29"))),
    *at("2026-02-28", "live", "archived: age-18", ("a: eighteen a day before", record("2008-02-28"))),
    *at(None, "live", None,
        ("a: eighteen tomorrow", record("2008-03-04")),
        ("a: eighteen, takes part", record("2008-03-01", consent_given_on="2026-01-05")),
        ("a: not born yet", record(None, due_on="2026-03-01", born_supplied_on="2026-01-01",
                                   gender_supplied_on="2026-01-01", first_recorded_on="2026-01-01"))),
    # 8(2)(b): participating: 25, or consent withdrawn if earlier.
    *at(DAY, "live", "archived: age-25", ("b: twenty-five, takes part", record("2001-03-01", consent_given_on="2019-04-01"))),
    *at(DAY, "live", "archived: consent-withdrawn",
        ("b: withdrawn at 20", record("2005-05-05", consent_given_on="2023-06-01", consent_withdrawn_on=DAY)),
        ("b: withdrawn while a child, eighteen now", record("2008-03-01", consent_given_on="2026-01-05",
                                                            consent_withdrawn_on="2026-02-10"))),
    *at(None, "live", None,
        ("b: twenty-four", record("2001-03-04", consent_given_on="2019-04-01")),
        ("b: withdrawn while a child", record("2009-05-05", consent_given_on="2026-01-05", consent_withdrawn_on="2026-02-10"))),
    # 8(2)(c): left England, and aware that a return is unlikely.
    *at(DAY, "live", "archived: left-england",
        ("c: aware", departed("2012-05-05", "2026-01-10", {**NO_RETURN, "aware_on": DAY}))),
    *at(None, "live", None,
        ("c: left, means to return", departed("2012-05-05", "2026-01-10", {"return_meant": "yes"})),
        ("c: left, not yet known", departed("2012-05-05", "2026-01-10", {"return_meant": "unknown"})),
        ("c: left, and back", departed("2012-05-05", "2025-01-10", {**NO_RETURN, "aware_on": "2025-02-01",
                                                                    "returned_on": "2025-03-01"}))),
    # 8(2)(d): the first anniversary of the death.
    *at(DAY, "live", "archived: died", ("d: a year after death", record("2012-05-05", died_on="2025-03-01"))),
    *at(None, "live", None,
        ("d: a year less some days", record("2012-05-05", died_on="2025-03-04")),
        # Who has died attains no age, and takes no agreement back: only the anniversary of the death is left.
        ("d: would be eighteen today", record("2008-03-01", died_on="2025-11-01")),
        ("d: would be twenty-five today", record("2001-03-01", consent_given_on="2019-04-01", died_on="2025-11-01")),
        ("d: took part no more, and would be eighteen today", record("2008-03-01", consent_given_on="2025-06-01",
                                                                     consent_withdrawn_on="2025-10-01", died_on="2025-11-01"))),
    # To attain an age is to live to the start of that birthday.
    *at(DAY, "live", "archived: age-18", ("a: died on the eighteenth birthday", record("2008-03-01", died_on=DAY))),
    # 8(2)(e): item 7, a year after leaving.
    *at(DAY, "live", "archived", ("e: school left a year ago", education(until="2025-03-01"))),
    *at(None, "live", None, ("e: school goes on", education()), ("e: school left later", education(until="2025-03-04"))),
    # 8(2)(f): item 8, a year after the provision ended.
    *at(DAY, "live", "archived", ("f: doctor left a year ago", doctor(until="2025-03-01"))),
    *at(None, "live", None, ("f: doctor goes on", doctor())),
    # 8(2)(g): item 9, the chosen period.
    *at(DAY, "live", "archived", *((f"g: service, {n} chosen", service(archive_years=n, until=f"{2026 - n}-03-01"))
                                   for n in (1, 2, 3, 4, 5))),
    *at("2026-02-28", "live", "archived", ("g: service that ended on 29 February", service(archive_years=2, until="2024-02-29"))),
    *at(None, "live", None,
        ("g: service goes on", service(archive_years=1)),
        ("g: service, two chosen and one passed", service(archive_years=2, until="2025-03-01"))),
    # 8(2)(h): item 10, a year after a subsequent assessment was added: added, not made.
    *at(DAY, "live", "archived",
        ("h: superseded", assessments(("2022-01-01", "2022-01-05"), ("2025-02-10", "2025-03-01"))),
        ("h: superseded twice, the first counts", assessments(("2022-01-01", "2022-01-05"), ("2025-02-10", "2025-03-01"),
                                                              ("2025-06-01", "2025-06-01"))),
        ("h: added late, under one that was there", assessments(("2025-02-10", "2024-12-01"), ("2022-01-01", "2025-03-01"), watch=1))),
    *at(None, "live", None,
        ("h: the latest stays", assessments(("2022-01-01", "2022-01-05"), ("2023-02-10", "2023-03-01"), watch=1)),
        ("h: alone", assessments(("2015-01-01", "2015-01-05")))),
    # 8(2)(i): items 11 to 13, the chosen period; item 16 goes with the record.
    *at(DAY, "live", "archived",
        ("i: health visitor", professional("health-visitor", archive_years=1, until="2025-03-01")),
        ("i: school nurse", professional("school-nurse", archive_years=3, until="2023-03-01")),
        ("i: midwife", professional("midwife", archive_years=5, since="2020-03-01", until="2021-03-01", born="2020-06-01"))),
    *at(None, "live", None, ("i: lead professional", professional("lead-professional", until="2020-03-01"))),
    # 8(3): only a child, only who had left England, only while resident.
    *at(DAY, "archived: left-england", "live",
        ("8(3): back again", departed("2012-05-05", "2025-05-01", {**NO_RETURN, "aware_on": "2025-06-01", "returned_on": DAY},
                                      archived_on="2025-06-01", archive_ground="left-england"))),
    *at(None, "archived: left-england", None,
        ("8(3): back again at eighteen", departed("2008-02-01", "2025-05-01", {**NO_RETURN, "aware_on": "2025-06-01",
                                                                               "returned_on": DAY},
                                                  archived_on="2025-06-01", archive_ground="left-england"))),
    *at(None, "archived: discretion", None,
        ("8(3): archived for another reason", departed("2012-05-05", "2025-05-01", {**NO_RETURN, "aware_on": "2025-06-01",
                                                                                    "returned_on": DAY},
                                                       archived_on="2025-06-01", archive_ground="discretion"))),
    *at(DAY, "archived", "live", ("8(3): an item archived with the record", came_back_with_items("2025-06-01"))),
    *at(None, "archived", None, ("8(3): an item archived before the record", came_back_with_items("2024-07-20"))),
    # 7(1): six years from the day it became archived, record or item.
    *at(DAY, "archived: age-18", "gone", ("7(1): record", record("2002-03-01", archived_on="2020-03-01", archive_ground="age-18"))),
    *at("2026-02-28", "archived: age-18", "gone",
        ("7(1): record archived on 29 February", record("2002-02-28", archived_on="2020-02-29", archive_ground="age-18"))),
    *at(DAY, "archived: discretion", "gone",
        ("8(4): archived early", record("2012-05-05", archived_on="2020-03-01", archive_ground="discretion"))),
    *at(None, "archived: age-18", None,
        ("7(1): record, not yet", record("2002-03-04", archived_on="2020-03-04", archive_ground="age-18"))),
    *at(DAY, "archived", "gone",
        ("7(1): item of a live record", education(until="2019-03-01", archived_on="2020-03-01")),
        ("7(1): item archived before its record", education(until="2019-03-01", archived_on="2020-03-01",
                                                            archived_record="2023-01-01"))),
    *at(DAY, "live", "gone", ("7(1): a parent goes with the last link", shared_parent)),
    *at(None, "archived", None,
        ("7(1): item archived with its record", education(archived_on="2023-01-01", archived_record="2023-01-01")),
        ("4(2): added to an archived record", added_late)),
    # 7(2): longer for a section 47 investigation, a serious case review or a child death review.
    *at(RELEASED, "archived: discretion", "gone", ("7(2): held for an investigation, released", held("section-47"))),
    *at(None, "archived: discretion", None, ("7(2): held for a review", held("safeguarding-review"))),
]


@pytest.fixture(scope="module")
def s12(cluster, tmp_path_factory, keys):
    register = generate_register(cluster.create(), 12, as_of=S12_DAYS[0])
    register.rows("delete from register.child")
    register.rows("delete from register.person")
    register.rows("delete from muniment_agent.outbox")
    office = office_for(cluster, register, tmp_path_factory.mktemp("s12"), keys, "england-childrens-database",
                        "s12-register", "s12")
    timeline = Timeline(office, S12, S12_DAYS)
    holds = {basis: office.json("hold", "add", "--register", "s12", "--subject", key, "--basis", basis, "--as", "dpo",
                                as_of=S12_DAYS[0])["hold"] for basis, key in HELD.items()}

    def release(day):
        if day == RELEASED:
            office("hold", "release", holds["section-47"], "--as", "dpo", "--reason", "ended", as_of=day)

    yield timeline.live(release)
    register.drop()


@pytest.mark.parametrize("case", ids(S12))
def test_england(s12, case):
    s12.check(case)


def test_nothing_comes_out_of_the_archive_but_a_person_has_decided_it(s12):
    """8(3): the authority may decide; nothing decides for it."""
    decided = s12.office.database.rows("select r.approval, a.name from muniment.run r left join muniment.approval a on a.run = r.id"
                                       " where r.rule = 's12-unarchive-returned'")
    assert [(approval, name.endswith("first")) for approval, name in decided] == [("one", True)]


def test_every_row_of_regulation_8_2_has_its_case():
    rows = {case.name.split(":")[0] for case in S12}
    assert rows >= set("abcdefghi") | {"7(1)", "7(2)", "8(3)", "8(4)", "4(2)"}


def test_the_dates_and_the_chosen_period_are_archived_with_their_item(s12):
    """8(2)(j): items 14 and 15 are on the item's own row, which nobody reads any more once it is archived."""
    assert s12.office.register.value(
        "select count(*) from register.service_visible v join register.child c using (child_id)"
        " where v.until = '2025-03-01'") == 1  # two years chosen, one passed: still to be seen


def test_with_nothing_due_no_rule_reads_more_than_its_index_tells(office):
    """One probe a branch, whatever the register's size: no table is read through, and hardly an entry of an index."""
    register, early = office.register, "2026-08-16"  # the generator leaves nothing undone by then
    register.rows("delete from register.child where archived_on < '2020-11-16'")
    register.rows("delete from register.professional where archived_on < '2020-11-16'")
    register.rows("vacuum analyze")
    register.rows(f"alter database {register.name} set enable_seqscan = off")

    def read():
        return register.rows(
            "select (select sum(seq_scan) from pg_stat_user_tables where schemaname = 'register'),"
            " sum(idx_scan), sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'register'")[0]

    before = read()
    assert "Nothing is due" in office("retention", "plan", "s12", as_of=early, status=1).err
    after = wait_until(lambda: (now := read())[1] > before[1] and now)
    assert after[0] == before[0] and after[2] - before[2] < 200, (before, after)
