"""What a source says about danger or death binds at once: nothing about the child goes outward until a person decides,
or the source takes it back, or the register says so itself. It alone refuses nothing, and moves no clock."""
import json
import re

import psycopg
import pytest

from agency import Agency
from conftest import AS_OF, ROOT, open_gates, run_muniment
from test_requests import decide_all, items, receive
from test_retention import start, wait_blocked

HOME = ("archived_on is null and died_on is null and not shielded and nhs_number is not null and born_on between '2009-06-01' and "
        "'2012-11-16' and exists (select from register.address a where a.child_id = c.child_id and a.postcode is not null "
        "and a.until is null and a.kind = 'home') and exists (select from register.child_person p where p.child_id = c.child_id "
        "and p.parental_responsibility and p.until is null and p.archived_on is null)")
NO = ["keep", "--because", "not-so", "--as", "dpo"]
YES = ["shield", "--because", "confirmed-here-too", "--as", "dpo"]
ATTRIBUTE = {"shielding": "record", "deceased": "child.died_on"}


def say(office, key, kind="shielding", connection=None):
    """What a sweep records when the source says so and the register does not. The number of the difference."""
    office.database.rows("insert into muniment.register (name, map) values ('s12', 's12-register') on conflict do nothing")
    office.database.rows("insert into muniment.subject_ref (register, subject_key) values ('s12', %s) on conflict do nothing", str(key))
    insert = ("insert into muniment.discrepancy (subject, source, attribute, kind, found_on, seen_on) select ref, 'pds', %s, %s, %s, %s "
              "from muniment.subject_ref where subject_key = %s returning id")
    values = (ATTRIBUTE[kind], kind, AS_OF, AS_OF, str(key))
    return connection.execute(insert, values).fetchone()[0] if connection else office.database.value(insert, *values)


def settle(office, difference, because=NO):
    return office.json("accuracy", "decide", difference, *because)


# --- requests ---

WHO = {"subject": (), "parent": ("--requester-name", "Ms Example"), "representative-of-subject": ("--requester-name", "Mx Example")}
STEPS = {"collect": (), "decide": (), "approve": ("--as", "officer"), "render": (), "release": ("--as", "officer")}


def asked(office, key, requester):
    ref = receive(office, key, requester, *WHO[requester])
    if requester != "subject":
        open_gates(office.json, ref, "child-authorised" if requester == "parent" else "legal-representative")
    return ref


def step(office, ref, name, status=0):
    if name == "decide":
        return decide_all(office, ref)
    out = ("--out", office.out) if name == "release" else ()
    return office("request", name, ref, *STEPS[name], *out, status=status)


@pytest.mark.parametrize("found, requester, kind", [
    *((found, requester, "shielding") for found in ("collect", "approve", "render", "release") for requester in WHO),
    ("collect", "parent", "deceased"), ("release", "subject", "deceased")])
def test_no_report_is_made_or_handed_over_while_a_person_has_not_decided(office, found, requester, kind):
    """Found before each step: what was made before it stays, what discloses is refused, and a decision lets it go on."""
    key = office.child(HOME)
    ref = asked(office, key, requester)
    due = office.json("request", "show", ref)["due"]
    names = list(STEPS)
    for name in names[:names.index(found)]:
        step(office, ref, name)
    difference = say(office, key, kind)
    stopped = "release" if found == "release" else "render"
    for name in names[names.index(found):names.index(stopped)]:
        step(office, ref, name)
    refused = step(office, ref, stopped, 1).err
    assert "Nothing goes out about this child now" in refused and not re.search("shield|restrict|dead|died|danger", refused)
    assert not list(office.out.glob("R-*"))
    shown = office.json("request", "show", ref)
    assert shown["due"] == due and shown["stopped"] == {"difference": difference, "state": "open"}
    assert shown["state"] == ("rendered" if found == "release" else "approved")

    assert settle(office, difference) == {"difference": difference, "decision": "keep", "state": "settled", "because": "not-so",
                                           "recipients": []}
    assert office.json("request", "show", ref)["stopped"] is None
    if found != "release":
        step(office, ref, "render")
    step(office, ref, "release")
    assert (office.out / f"{ref}.pdf").exists() and json.loads((office.out / f"{ref}.json").read_text())["items"]


def test_a_report_that_waited_is_made_by_itself_after_the_decision(office, daemon):
    key = office.child(HOME)
    ref = asked(office, key, "parent")
    for name in ("collect", "decide", "approve"):
        step(office, ref, name)
    difference = say(office, key)
    once = lambda: daemon(office.settings, "--once", "--as-of", AS_OF).wait(60)
    assert once() == 0
    assert office.database.rows("select state, reason from muniment.job where kind = 'request.render'") == [
        ("queued", "request-person-decides")]
    settle(office, difference)
    assert office.database.rows("select state, not_before <= now() from muniment.job where kind = 'request.render'") == [
        ("queued", True)], "the job that waits, and no other beside it"
    assert once() == 0
    assert office.json("request", "show", ref)["state"] == "rendered"


def test_what_a_person_finds_true_stands_until_the_register_says_the_same(office):
    key = office.child(HOME)
    ref = asked(office, key, "representative-of-subject")
    for name in ("collect", "decide", "approve", "render"):
        step(office, ref, name)
    difference = say(office, key)
    assert settle(office, difference, YES)["state"] == "stands"
    step(office, ref, "release", 1)
    assert office.json("request", "show", ref)["stopped"] == {"difference": difference, "state": "stands"}
    assert office.json("accuracy", "discrepancies")["discrepancies"] == []
    assert [d["id"] for d in office.json("accuracy", "discrepancies", "--standing")["discrepancies"]] == [difference]
    office.register.rows("update register.child set shielded = true where child_id = %s", int(key))
    assert "something speaks against part of it" in step(office, ref, "release", 1).err, "the register's own shield takes its place"
    step(office, ref, "collect")
    asked_about = [i for i in office.json("request", "items", ref)["items"] if i["rule"] == "R1"]
    assert asked_about and {i["decision"] for i in asked_about} == {"undecided"}, "and a person decides about each"
    for name in STEPS:
        step(office, ref, name)
    assert office.json("request", "show", ref)["state"] == "released"
    assert office.database.value("select state from muniment.discrepancy") == "gone"


def test_a_decision_that_it_stands_can_be_taken_back(office):
    key = office.child(HOME)
    ref = asked(office, key, "subject")
    for name in ("collect", "decide", "approve", "render"):
        step(office, ref, name)
    difference = say(office, key)
    settle(office, difference, YES)
    step(office, ref, "release", 1)
    settle(office, difference, ["keep", "--because", "no-longer", "--as", "dpo"])
    step(office, ref, "release")
    assert "has ended" in office("accuracy", "decide", difference, *NO, status=1).err
    assert "no difference 999" in office("accuracy", "decide", 999, *NO, status=1).err


def test_one_of_two_reasons_is_not_enough_to_go_on(office):
    key = office.child(HOME)
    ref = asked(office, key, "subject")
    for name in ("collect", "decide", "approve", "render"):
        step(office, ref, name)
    first, second = say(office, key), say(office, key, "deceased")
    settle(office, first)
    step(office, ref, "release", 1)
    settle(office, second)
    step(office, ref, "release")


def test_it_alone_refuses_and_ends_nothing(office):
    """A request may still be recorded, closed or withdrawn, and the hold that it set goes with it."""
    key = office.child(HOME)
    say(office, key)
    first, second = asked(office, key, "subject"), asked(office, key, "parent")
    office("request", "collect", first)
    office("request", "refuse", first, "--because", "excessive", "--how", "the ninth time this month", "--as", "officer")
    office("request", "withdraw", second, "--as", "officer")
    assert [office.json("request", "show", r)["stopped"] for r in (first, second)] == [None, None]
    assert office.json("hold", "list")["holds"] == []


def test_an_officer_sees_that_it_waits_and_not_why(office):
    key = office.child(HOME)
    ref = asked(office, key, "subject")
    office("request", "collect", ref)
    difference = say(office, key)
    sentence = f"Nothing goes out about this child until a person decides difference {difference}"
    for call in (["request", "show", ref], ["request", "items", ref], ["subject", "show", "s12", key]):
        assert office(*call).out.startswith(sentence), call
        assert office.json(*call)["stopped"]["difference"] == difference
    assert office.json("request", "list")["requests"][0]["stopped"]["difference"] == difference
    assert office("request", "list").out.splitlines()[1].split()[-1] == str(difference)
    listed = office.json("accuracy", "discrepancies")["discrepancies"]
    assert [(d["id"], d["kind"], d["state"]) for d in listed] == [(difference, "shielding", "open")]


# --- notices ---

@pytest.fixture
def owed(office):
    """One child's first record is news: a letter to the child, and one to each responsible parent."""
    office.key = office.child(HOME)
    office.register.rows("delete from muniment_agent.outbox")
    office.register.rows("insert into muniment_agent.outbox (subject_key, event, occurred_on) values (%s, 'first-record', %s::date - 10)",
                         str(office.key), AS_OF)
    assert office.json("notice", "discover", "s12")["new"] >= 2
    return office


def states(office):
    return {tuple(row) for row in office.database.rows("select state, reason from muniment.obligation")}


def letters(office):
    return list(office.out.glob("N-*"))


@pytest.mark.parametrize("kind", ["shielding", "deceased"])
def test_no_letter_is_made_while_a_person_has_not_decided(owed, kind, daemon):
    """Neither to the child nor to a parent, and the day on which they should have been told stays what it was."""
    due = owed.database.rows("select due_on from muniment.obligation order by id")
    difference = say(owed, owed.key, kind)
    assert owed.json("notice", "compose")["made"] == 0
    assert states(owed) == {("waiting", "person-decides")} and not letters(owed)
    for notice in owed.json("notice", "due", "--all")["obligations"]:
        assert notice["stopped"] == {"difference": difference, "state": "open"}
        assert owed("notice", "show", notice["id"]).out.startswith("Nothing goes out about this child until")
    settle(owed, difference)
    assert daemon(owed.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert ("met", None) in states(owed) and ("waiting", "person-decides") not in states(owed) and letters(owed)
    assert owed.database.rows("select due_on from muniment.obligation order by id") == due


def test_letters_stay_where_they_are_while_it_stands(owed, daemon):
    difference = say(owed, owed.key)
    owed("notice", "compose")
    settle(owed, difference, YES)
    assert daemon(owed.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    owed("notice", "compose", owed.database.value("select min(id) from muniment.obligation"))
    assert states(owed) == {("waiting", "person-decides")} and not letters(owed)


def test_what_is_being_recorded_while_a_letter_is_composed_stops_it(owed):
    """The letter waits for the sweep's transaction, and finds what it says: there is no moment between the two."""
    with psycopg.connect(owed.database.conninfo) as sweep:
        say(owed, owed.key, connection=sweep)
        composing = start(owed, "notice", "compose")
        wait_blocked(owed.database)
        sweep.commit()
    composing.communicate(timeout=60)
    assert states(owed) == {("waiting", "person-decides")} and not letters(owed)


def test_what_is_being_recorded_while_a_report_is_handed_over_stops_it(office):
    key = office.child(HOME)
    ref = asked(office, key, "subject")
    for name in ("collect", "decide", "approve", "render"):
        step(office, ref, name)
    with psycopg.connect(office.database.conninfo) as sweep:
        say(office, key, connection=sweep)
        releasing = start(office, "request", "release", ref, "--as", "officer", "--out", office.out)
        wait_blocked(office.database)
        sweep.commit()
    assert "Nothing goes out" in releasing.communicate(timeout=60)[0] and not list(office.out.glob("R-*"))


def test_a_letter_that_lies_ready_is_not_handed_out(owed):
    made = owed.json("notice", "compose")["made"]
    ready = lambda state: len(owed.json("delivery", "list", "--state", state)["deliveries"])
    assert made == ready("ready") > 0
    difference = say(owed, owed.key)
    assert (ready("ready"), ready("waits")) == (0, made)
    assert {d["state"] for d in owed.json("delivery", "list")["deliveries"]} == {"waits"}
    settle(owed, difference)
    assert (ready("ready"), ready("waits")) == (made, 0)


def test_a_letter_that_a_crash_left_unwritten_is_not_written_when_it_is_stopped_meanwhile(owed):
    """Composed and kept, but its file was not yet in the folder when the source's word was recorded."""
    made = owed.json("notice", "compose")["made"]
    files = {path.name for path in letters(owed)}
    assert made == len(files) > 0
    owed.database.rows("update muniment.document_copy set written_at = null")
    for path in letters(owed):
        path.unlink()
    difference = say(owed, owed.key)
    owed("notice", "compose")
    assert not letters(owed)
    settle(owed, difference)
    owed("notice", "compose")
    assert {path.name for path in letters(owed)} == files


# --- who decides ---

def test_a_decision_leaves_who_when_and_why_and_an_entry_that_does_not_say_of_what(office):
    difference = say(office, office.child(HOME))
    settle(office, difference)
    row = office.database.rows("select state, ended_on::text, decided_by, decided_on::text, decided_because from muniment.discrepancy")
    assert row == [("settled", AS_OF, "postgres for dpo", AS_OF, "not-so")]
    entries = office.database.rows("select actor, about, detail from muniment.ledger_pending where kind = 'difference-decided'")
    assert entries == [("postgres for dpo", f"difference {difference}", {"source": "pds", "because": "not-so", "decision": "keep"})]


def test_nobody_ends_a_difference_past_the_decision(office):
    """Neither by SQL of their own, nor as an auditor."""
    difference = say(office, office.child(HOME))
    for role, sql in [("officer", "update muniment.discrepancy set state = 'settled', ended_on = current_date"),
                      ("officer", "delete from muniment.discrepancy"),
                      ("auditor", f"select muniment.difference_decide({difference}, 'keep', 'not-so', 'x', current_date)")]:
        with office.database.connect() as connection:
            connection.execute(f"set role muniment_{role}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql)
    assert office.database.value("select state from muniment.discrepancy") == "open"


# --- sweeps ---

@pytest.fixture
def swept(office, tmp_path):
    """sweep(planted, day): the agency says of the one child that can be asked about what is planted."""
    office.key = office.child(HOME)
    office.register.rows("update register.child set nhs_number = null where child_id <> %s", int(office.key))
    text = (ROOT / "policies/sources/pds.conf").read_text()
    text = re.sub(r'authentication = .*', 'authentication = "none";', re.sub(r"\n *credential = .*", "", text))
    (tmp_path / "pds.conf").write_text(text)
    before = office.settings.read_text()

    def sweep(planted, day=AS_OF, status=0):
        agency = Agency(tmp_path, "--database", office.register.conninfo, "--seed", "7", *(["--plant", planted] if planted else []))
        office.settings.write_text(before + f'sources = ( {{ file = "{tmp_path}/pds.conf"; register = "s12"; base_url = "{agency.url}"; }} );\n')
        try:
            return office.json("accuracy", "sweep", "pds", as_of=day, status=status)
        finally:
            agency.stop()

    office.sweep = sweep
    return office


LATER = "2027-05-15"  # asked again by then, and what was said of health data still counts


def test_when_the_source_takes_it_back_what_waited_goes_on(swept, daemon):
    ref = asked(swept, swept.key, "parent")
    for name in ("collect", "decide", "approve"):
        step(swept, ref, name)
    swept.sweep("restricted=1.0")
    step(swept, ref, "render", 1)
    swept.sweep(None, LATER)
    assert swept.database.rows("select kind, state from muniment.discrepancy where kind = 'shielding'") == [("shielding", "gone")]
    assert swept.database.value("select count(*) from muniment.job where kind = 'request.render' and state = 'queued'") == 1
    done = daemon(swept.settings, "--once", "--as-of", LATER)
    assert done.wait(60) == 0, done.log
    assert swept.json("request", "show", ref)["state"] == "rendered"


def test_what_a_person_found_true_stands_though_the_source_takes_it_back(swept):
    swept.sweep("restricted=1.0")
    settle(swept, swept.database.value("select id from muniment.discrepancy where kind = 'shielding'"), YES)
    swept.sweep(None, LATER)
    kinds = lambda: swept.database.rows("select state from muniment.discrepancy where kind = 'shielding' order by id")
    assert kinds() == [("stands",)]
    swept.sweep("restricted=1.0", "2028-03-30")
    assert kinds() == [("stands",)], "found again it is the same difference"
    swept.register.rows("update register.child set shielded = true where child_id = %s", int(swept.key))
    swept.sweep("restricted=1.0", "2028-12-30")
    assert kinds() == [("gone",)], "the register says so itself"


def test_a_death_ends_by_the_registers_own_word(swept):
    swept.sweep("deceased=1.0")
    difference = swept.database.value("select id from muniment.discrepancy where kind = 'deceased' and state = 'open'")
    settle(swept, difference, ["died", *YES[1:]])
    swept.sweep(None, LATER)
    state = lambda: swept.database.value("select state from muniment.discrepancy where id = %s", difference)
    assert state() == "stands"
    swept.register.rows("update register.child set died_on = '2026-11-10', died_source_id = 1, died_power = 'must', "
                        "died_supplied_on = '2026-11-12' where child_id = %s", int(swept.key))
    swept.sweep("deceased=1.0", "2028-03-30")
    assert state() == "gone"


def test_what_was_settled_and_is_still_said_opens_again(swept):
    """A later asking that brings the same is a new reason to look: it may be true by then."""
    swept.sweep("restricted=1.0")
    settle(swept, swept.database.value("select id from muniment.discrepancy where kind = 'shielding'"))
    swept.sweep("restricted=1.0", LATER)
    assert swept.database.rows("select state from muniment.discrepancy where kind = 'shielding' order by id") == [("settled",), ("open",)]
