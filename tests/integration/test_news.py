"""Registers of any make tell of new records: by triggers made from the map, or, where none can stand, by a daily comparison.
One record makes one duty, whatever crashes; and no register's own statement fails or waits for it."""
import subprocess
import time

import psycopg
import pytest

from conftest import AS_OF, ROOT
from timeline import insert, office_for

ON = "2026-11-28"


@pytest.fixture
def wales(cluster, tmp_path, keys):
    register = cluster.create()
    subprocess.run([ROOT / "tools/generate-register.sh", register.conninfo, "3", "1", ON, "wales-pilot"], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    office = office_for(cluster, register, tmp_path, keys, "wales-education-database-pilot", "wales-pilot", "pilot")
    yield office
    register.drop()


def child(office, born="2012-05-05"):
    key = insert(office.register, "pilot.child", "child_id", {"born_on": born, "recorded_on": "2026-11-20"})
    insert(office.register, "pilot.child_name", "name_id", {"child_id": key, "kind": "current", "given_names": "Seren"})
    insert(office.register, "pilot.address", "address_id",
           {"child_id": key, "kind": "home", "line_1": "1 Heol y Bont", "town": "Aberwennol", "postcode": "CF10 1AA"})
    return str(key)


def owed(office):
    return office.database.rows("select s.subject_key, o.audience, o.obtained_on::text, o.state from muniment.obligation o "
                                "join muniment.subject_ref s on s.ref = o.subject order by o.id")


def outbox(office):
    return office.register.rows("select subject_key, event, occurred_on::text, map from muniment_agent.outbox order by id")


def test_a_register_of_another_make_tells_by_itself(wales):
    wales("migrate")
    key = child(wales)
    assert outbox(wales) == [(key, "first-record", "2026-11-20", "wales-pilot")]
    assert wales.json("notice", "discover", "pilot")["new"] == 1
    assert owed(wales) == [(key, "child-13-15", "2026-11-20", "open")]
    assert wales.json("notice", "discover", "pilot")["new"] == 0 and len(owed(wales)) == 1
    assert wales.json("notice", "compose")["made"] == 1


def test_migrating_again_changes_nothing_and_check_is_content(wales):
    for _ in range(2):
        wales("migrate")
    names = wales.register.rows("select tgname::text from pg_trigger where tgrelid = 'pilot.child'::regclass and not tgisinternal order by 1")
    assert names == [("muniment_subject_added",), ("muniment_subject_gone",)]
    assert not [p for p in wales.json("check")["problems"] if "daily" in p["problem"]]
    assert "create or replace trigger muniment_subject_added" in wales("map", "triggers", "pilot").out


def test_a_deleted_child_leaves_no_news_behind(wales):
    wales("migrate")
    key = child(wales)
    wales.register.rows("delete from pilot.child where child_id = %s", key)
    assert outbox(wales) == []


def test_a_quiet_load_makes_no_news(wales):
    wales("migrate")
    with wales.register.connect() as connection:
        connection.execute("set muniment_agent.quiet = 'on'")
        connection.execute("insert into pilot.child (born_on) values ('2012-05-05')")
    assert outbox(wales) == []


def test_no_statement_of_the_register_fails_or_waits_for_the_note(wales):
    wales("migrate")
    wales.register.rows("alter table muniment_agent.outbox add check (subject_key = 'nobody') not valid")
    key = child(wales)
    assert wales.register.value("select count(*) from pilot.child where child_id = %s", key) == 1 and outbox(wales) == []
    wales.register.rows("alter table muniment_agent.outbox drop constraint outbox_subject_key_check")
    fill = "insert into pilot.child (born_on, recorded_on) select '2012-05-05', '2026-11-20' from generate_series(1, 20000)"

    def seconds(*first):
        with wales.register.connect() as connection:
            for statement in first:
                connection.execute(statement)
            started = time.monotonic()
            connection.execute(fill)
            return time.monotonic() - started

    told = min(seconds() for _ in range(3))
    bare = min(seconds("alter table pilot.child disable trigger user") for _ in range(3))
    assert told < 3 * bare + 0.5, (told, bare)


def test_where_no_trigger_may_stand_a_daily_comparison_finds_the_same(wales):
    wales("migrate")
    wales.register.rows("drop trigger muniment_subject_added on pilot.child")
    assert [p for p in wales.json("check")["problems"] if "comparing it daily" in p["problem"] and "muniment migrate" in p["mend"]]
    assert wales.json("notice", "discover", "pilot")["new"] == 0, "who was there before is no news"
    first = child(wales)
    second = child(wales, "2015-01-01")
    assert wales.json("notice", "discover", "pilot")["new"] == 2
    assert {row[0] for row in owed(wales)} == {first, second}
    assert wales.json("notice", "discover", "pilot")["new"] == 0
    wales.register.rows("delete from pilot.child where child_id = %s", first)
    wales.json("notice", "discover", "pilot")
    assert (first,) not in wales.register.rows("select subject_key from muniment_agent.seen"), "who has gone is forgotten"
    wales("migrate")
    assert wales.register.value("select count(*) from muniment_agent.seen") == 0, "a trigger tells again"


@pytest.mark.parametrize("dies_in", ["muniment.obligation", "muniment_agent.outbox"])
def test_a_crash_between_loses_nothing_and_doubles_nothing(wales, dies_in):
    """Whatever table refuses in the middle: what was found is found again, once."""
    wales("migrate")
    wales.register.rows("drop trigger muniment_subject_added on pilot.child")
    wales.json("notice", "discover", "pilot")
    key = child(wales)
    event = "insert" if dies_in == "muniment.obligation" else "delete"
    wales.register.rows(f"create function public.dies() returns trigger language plpgsql as $$ begin raise exception 'dies'; end $$")
    wales.register.rows(f"create trigger dies before {event} on {dies_in} for each row execute function public.dies()")
    wales("notice", "discover", "pilot", status=4)
    assert owed(wales) == []
    wales.register.rows(f"drop trigger dies on {dies_in}")
    assert wales.json("notice", "discover", "pilot")["new"] == 1 and [row[0] for row in owed(wales)] == [key]
    assert wales.json("notice", "discover", "pilot")["new"] == 0 and outbox(wales) == []


def test_an_owner_who_is_not_the_migrator_makes_the_triggers(wales):
    owner = "pilot_owner"
    wales.register.rows(f"do $$ begin if not exists (select from pg_roles where rolname = '{owner}') then create role {owner}; end if; end $$")
    wales("migrate")
    wales.register.rows("drop trigger muniment_subject_added on pilot.child")
    wales.register.rows(f"alter table pilot.child owner to {owner}")
    wales.register.rows(f"grant usage on schema pilot to {owner}")
    wales("migrate")  # as superuser: makes the functions anew and grants them to the owner
    wales.register.rows("drop trigger muniment_subject_added on pilot.child")
    statements = wales("map", "triggers", "pilot").out
    with wales.register.connect() as connection:
        connection.execute(f"set role {owner}")
        connection.execute(statements)
    key = child(wales)
    assert [row[0] for row in outbox(wales)] == [key]
    with wales.register.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("create role somebody_else nologin")
        connection.execute("grant create on schema public to somebody_else")
        connection.execute("set role somebody_else")
        connection.execute("create table public.mine (child_id uuid)")
        connection.execute('create trigger t after insert on public.mine referencing new table as added for each statement '
                           'execute function muniment_agent."added to wales-pilot"()')


def test_a_register_without_a_day_of_first_recording_tells_too(cluster, tmp_path, keys):
    register = cluster.create()
    subprocess.run([ROOT / "tools/generate-register.sh", register.conninfo, "3", "1", ON, "local-authority"], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    office = office_for(cluster, register, tmp_path, keys, "local-authority-records", "local-authority", "files")
    person = lambda n: insert(register, "caseload.person", "person_id", {
        "number": f"P{n}", "role": "child", "born_on": "2012-05-05", "last_contact_on": "2026-11-20"})
    office("migrate")
    by_trigger = person(90000001)
    assert office.json("notice", "discover", "files")["new"] == 1
    register.rows("drop trigger muniment_subject_added on caseload.person")
    office.json("notice", "discover", "files")
    by_comparing = person(90000002)
    assert office.json("notice", "discover", "files")["new"] == 1
    assert [(row[0], row[2]) for row in owed(office)][1] == (str(by_comparing), AS_OF)
    assert owed(office)[0][0] == str(by_trigger)
    problems = office.json("check")["problems"]
    assert any("Parents are told nothing of this register" in p["problem"] for p in problems)
    register.drop()


def test_two_registers_in_one_database_keep_their_news_apart(wales):
    """The other one's events are not taken, and not lost."""
    wales("migrate")
    wales.register.rows("insert into muniment_agent.outbox (subject_key, event, map) values ('17', 'first-record', 'another')")
    wales.json("notice", "discover", "pilot")
    assert outbox(wales) == [("17", "first-record", outbox(wales)[0][2], "another")]
