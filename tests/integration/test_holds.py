"""Holds: on what ground, of what scope, looked at again when, released when; and that nothing in the scope of one
is disposed of, whatever happens at the same moment. With governance and register in one database, and in two.
"""
import pytest

from conftest import AS_OF
from test_retention import (ARCHIVE, DESTROY, archived_since, finish, joint_template, live, office, plan,  # noqa: F401
                            planned, start, wait_blocked)


def hold(office, *scope, basis="litigation", as_of=AS_OF):
    return office.json("hold", "add", *scope, "--basis", basis, "--as", "dpo", as_of=as_of)


def once(office, daemon, day):
    """What the daemon does of its own accord on that day; its log."""
    run = daemon(office.settings, "--once", "--as-of", day, env=office.keys)
    assert run.wait(60) == 0, run.log
    return run.log


# --- grounds ---

def test_a_hold_says_on_what_ground_who_answers_and_where_the_evidence_is(office):
    made = office.json("hold", "add", "--register", "s12", "--basis", "inquiry", "--owner", "Legal Services",
                       "--evidence", "LS/2026/114", "--review-on", "2027-03-01", "--as", "dpo")
    assert (made["basis"], made["cite"], made["reason"]) == ("inquiry", "Inquiries Act 2005 s.35", None)
    assert (made["owner"], made["evidence"], made["set_by"]) == ("Legal Services", "LS/2026/114", "dpo")
    assert (made["review_on"], made["review"], made["reviews"]) == ("2027-03-01", "later", [])
    said = office("hold", "show", made["hold"]).out
    assert "inquiry (Inquiries Act 2005 s.35)" in said and "owner Legal Services" in said and "LS/2026/114" in said


def test_unless_said_it_is_reviewed_as_the_settings_ask_and_answered_for_by_who_set_it(office):
    made = hold(office)
    assert (made["owner"], made["review_on"]) == ("dpo", "2027-05-15")  # 180 days
    office.settings.write_text(office.settings.read_text() + "hold_review_days = 30;\n")
    assert hold(office)["review_on"] == "2026-12-16"


def test_the_grounds_are_a_closed_list_with_their_sources(office, muniment):
    bases = {b["basis"]: b["cite"] for b in muniment("hold", "bases", "--json").json["bases"]}
    assert bases["section-47"].startswith("Children Act 1989 s.47") and bases["other"] is None
    assert set(bases) == {"other", "inquiry", "litigation", "section-47", "safeguarding-review", "police", "request",
                          "retention-review"}
    for basis in bases:
        assert office.json("hold", "add", "--basis", basis, "--reason", "r", "--as", "dpo")["basis"] == basis


def test_the_ledger_says_that_and_on_what_ground_a_hold_was_set_but_not_on_whom(office):
    key = office.child("true")
    made = office.json("hold", "add", "--register", "s12", "--subject", key, "--basis", "police", "--reason",
                       "Canary Reason", "--evidence", "Canary Letter", "--as", "dpo")["hold"]
    (detail, about), = office.database.rows("select detail::text, about from muniment.ledger_pending where kind = 'hold-set'")
    assert "police" in detail and about == f"hold {made}"
    assert "Canary" not in str(office.database.rows("select * from muniment.ledger_pending"))


# --- looked at again ---

def test_a_review_is_recorded_and_moves_the_day(office):
    made = hold(office, "--review-on", "2026-12-01")
    assert made["review"] == "later"
    for day, stage in (("2026-11-17", "soon"), ("2026-12-01", "due"), ("2026-12-02", "overdue")):
        assert office.json("hold", "show", made["hold"], as_of=day)["review"] == stage
    again = office.json("hold", "review", made["hold"], "--keep-until", "2027-06-01", "--because", "the appeal is open",
                        "--as", "a.solicitor", as_of="2026-12-02")
    assert (again["review_on"], again["review"]) == ("2027-06-01", "later")
    assert again["reviews"] == [{"due_on": "2026-12-01", "reviewed_on": "2026-12-02", "reviewed_by": "a.solicitor",
                                 "because": "the appeal is open", "keep_until": "2027-06-01"}]
    assert "the appeal is open" in office("hold", "show", made["hold"]).out
    assert office.database.value("select count(*) from muniment.ledger_pending where kind = 'hold-reviewed'") == 1


def test_a_released_hold_is_not_reviewed(office):
    made = hold(office)["hold"]
    office("hold", "release", made, "--as", "dpo", "--reason", "over")
    assert "released already" in office("hold", "review", made, "--keep-until", "2027-06-01", "--because", "x",
                                        "--as", "dpo", status=1).err


def test_a_person_is_reminded_once_before_the_review_and_once_when_it_has_come(office, daemon):
    made = hold(office, "--review-on", "2026-12-01")["hold"]
    hold(office, "--review-on", "2027-12-01")
    told = []
    for day in ("2026-11-16", "2026-11-17", "2026-11-18", "2026-12-01", "2026-12-09"):
        log = once(office, daemon, day)
        told += [(day, line.split("STAGE=")[1].rstrip(')').split()[0]) for line in log.splitlines()
                 if "looked at again" in line and f"HOLD={made}" in line]
    assert told == [("2026-11-17", "soon"), ("2026-12-01", "due")]
    notes = office.database.rows("select leaf::jsonb->>'kind', leaf::jsonb->>'about' from muniment.ledger_entry where leaf::jsonb->>'kind' like 'hold-review-%%' order by 1")
    assert notes == [("hold-review-due", f"hold {made}"), ("hold-review-soon", f"hold {made}")]
    status = office.json("status", as_of="2026-12-01", status=1)["holds"]
    assert status == {"in_force": 2, "review_soon": 0, "review_due": 1}
    assert "2 in force, 0 to be reviewed soon, 1 now" in office("status", as_of="2026-12-01", status=1).out
    # A review begins anew: there is a reminder for the new day, too.
    office("hold", "review", made, "--keep-until", "2026-12-20", "--because", "still wanted", "--as", "dpo", as_of="2026-12-09")
    assert "STAGE=soon" in once(office, daemon, "2026-12-10")


# --- released: what waited is planned at once ---

@pytest.mark.parametrize("scope", [[], ["--register", "s12"], ["--rule", DESTROY], ["--subject"]])
def test_what_waited_for_a_released_hold_is_planned_the_same_day(office, daemon, scope):
    key, = archived_since(office, "2018-01-01", 1)
    scope = ["--register", "s12", "--subject", key] if scope == ["--subject"] else scope
    made = hold(office, *scope)["hold"]
    once(office, daemon, AS_OF)
    assert office.json("retention", "show")["runs"] == []
    office("hold", "release", made, "--as", "dpo", "--reason", "settled")
    once(office, daemon, AS_OF)  # the day's own pass has been: only the release asks for another
    run, = office.json("retention", "show")["runs"]
    assert (run["rule"], run["subjects"], run["held"]) == (DESTROY, 1, 0)
    office("retention", "approve", run["run"], "--as", "a.reviewer")
    once(office, daemon, AS_OF)
    assert not live(office, [key])


def test_a_release_during_the_days_own_pass_is_not_lost(office, daemon):
    """The pass may be beyond the rule by then: the release puts a job of its own in the queue beside it."""
    key, = archived_since(office, "2018-01-01", 1)
    made = hold(office, "--register", "s12", "--subject", key)["hold"]
    office.database.rows("insert into muniment.job (kind, arguments, key, run_on, state, lease_owner, lease_until)"
                         " values ('retention.plan', '{\"register\":\"s12\"}', 'retention.plan:s12', %s, 'running', 'x.1',"
                         " now() + interval '1 hour')", AS_OF)
    office("hold", "release", made, "--as", "dpo", "--reason", "settled")
    assert office.database.value("select count(*) from muniment.job where state = 'queued' and kind = 'retention.plan'") == 1


# --- never in the way of access ---

def test_a_hold_hides_nothing_from_whom_it_is_about(office):
    key = office.child("true")
    before = office.json("subject", "show", "s12", key)["entities"]
    hold(office, "--register", "s12", "--subject", key)
    hold(office)
    assert office.json("subject", "show", "s12", key)["entities"] == before
    made = office.json("request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", AS_OF,
                       "--channel", "post", "--requester", "subject")["ref"]
    office("request", "collect", made)
    items = office.json("request", "items", made)["items"]
    assert items and {i["decision"] for i in items} != {"withhold"}
