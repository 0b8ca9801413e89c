"""Rights other than access: each lived through, from receipt until they are told. What each law says is a row."""
import re

import psycopg
import pytest

from conftest import AS_OF, ROOT
from test_letters import CHILD, GROWN, TO, desk, grade, new, office, text_of  # noqa: F401

HOW = ("--how", "asked the team who did it")


def show(office, ref):
    return office.json("request", "show", ref, "--whole")


def events(office, ref):
    return [event["event"] for event in show(office, ref)["events"]]


def wants(office, ref, **day):
    return {want["what"]: want for want in office.json("request", "show", ref, "--whole", **day)["wants"]}


def told(office, ref, letter):
    """The letter, made by a person's hand: its words."""
    made = office.json("request", "letter", ref, letter)
    assert made["state"] == "made", made
    return text_of(office.out / f"L-{made['number']}.pdf")


def test_a_complaint_is_acknowledged_looked_into_and_decided_by_another(office):
    first = new(office, GROWN, *TO)
    office("request", "refuse", first, "--because", "exempt", "--as", "dana")
    ref = new(office, GROWN, *TO, "--language", "en", "--about", first.lower(), kind="complaint")
    case = show(office, ref)
    assert (case["state"], case["about"], case["due"], case["clock"]["acknowledge_by"]) == ("identified", first, "2026-12-16", "2026-12-16")
    # The first letter about it acknowledges it: the rest has no day of its own.
    assert "We have your complaint" in told(office, ref, "received")
    case = show(office, ref)
    assert (case["due"], case["clock"]["state"], case["clock"]["acknowledge_by"]) == (None, "met", "2026-12-16")
    assert "acknowledged" in events(office, ref) and not office.json("request", "next", as_of="2027-03-01")["next"][0]["overdue"]
    # Enquiries have their days, and so has whoever else looks into it.
    office("request", "enquiry", ref, *HOW)
    assert wants(office, ref)["enquiry"]["by"] == "2026-11-30"
    office("request", "enquiry", ref, "--answered", "--how", "they sent the file")
    assert "outcome" in wants(office, ref)
    office("request", "regulator", ref, "IC-123456-A1", "--answer-by", "2026-11-20")
    assert wants(office, ref)["outside"]["by"] == "2026-11-20"
    office("request", "regulator", ref, "IC-123456-A1", "--decided", "closed")
    assert "outside" not in wants(office, ref)
    assert [(o["body"], o["reference"], o["decided"]) for o in show(office, ref)["outside"]] == [("regulator", "IC-123456-A1", "closed")]
    # Whoever decided first does not decide it.
    refused = office("request", "outcome", ref, "upheld", "--as", "dana", status=1)
    assert "You decided what this complaint is about" in refused.err and show(office, ref)["state"] == "identified"
    office("request", "outcome", ref, "partly-upheld", "--say", "The reasons were right, but you waited too long.", "--as", "erin")
    assert show(office, ref)["state"] == "decided"
    said = told(office, ref, "complaint-decided")
    assert "right about part of it" in said and "you waited too long." in said and "regulator" in said and "a court" in said
    case = show(office, ref)
    assert case["state"] == "answered" and case["wants"] == [] and events(office, ref)[-1] == "answered"
    figures = {row["kind"]: row for row in office.json("request", "figures")["figures"]}
    assert (figures["complaint"]["answered"], figures["complaint"]["open"], figures["access"]["refused"]) == (1, 0, 1)


def test_the_database_lets_nobody_decide_a_complaint_about_themselves(office):
    """Not by the program, and not beside it; where it names no request, of nothing that they decided about the person."""
    first = new(office, GROWN, *TO)
    office("request", "refuse", first, "--because", "exempt")  # by this login
    for about, other in ((("--about", first), "erin"), ((), "frank")):  # of the second: erin has decided something of theirs by then
        ref = new(office, GROWN, *TO, *about, kind="complaint")
        outcome = "insert into muniment.request_event (request, n, on_day, kind, code, actor) values (%s, 99, %s, 'outcome-found', 'upheld', 'nobody')"
        with pytest.raises(psycopg.errors.CheckViolation, match="whoever decided first"):
            office.database.rows(outcome, ref, AS_OF)
        office("request", "outcome", ref, "upheld", status=1)
        office("request", "outcome", ref, "not-upheld", "--as", other)


def test_a_first_decider_neither_refuses_the_complaint_nor_hides_behind_another_request(office):
    """Nor as who writes for themselves, nor by any lesser decision; and it is about nobody else."""
    first, beside = (new(office, GROWN, *TO) for _ in range(2))
    office("request", "extend", first, "--because", "number", "--as", "gail")
    ref = new(office, GROWN, *TO, "--about", beside, kind="complaint")  # which gail has not touched
    for step in (("outcome", ref, "upheld"), ("refuse", ref, "--because", "no-authority")):
        assert "You decided what this complaint is about" in office("request", *step, "--as", "gail", status=1).err
    office.database.rows("update muniment.request_event set actor = 'gail' where request = %s and kind = 'extended'", first)  # by her own login
    assert "You decided what" in office("request", "outcome", ref, "upheld", "--as", "gail", status=1).err
    assert "no request about the same person" in office("request", "new", "--kind", "complaint", "--about", new(office, CHILD, *TO), "--register", "s12",
                                                        "--subject", office.child(GROWN), "--received", "2026-11-16", "--channel", "post", "--requester",
                                                        "subject", status=1).err
    for case, because in ((ref, "unfounded"), (ref, "accurate"), (beside, "accurate"), (beside, "no-ground")):
        assert "not refused for that reason" in office("request", "refuse", case, "--because", because, "--how", "so", "--as", "hal", status=1).err
    office("request", "outcome", ref, "not-upheld", "--as", "hal")


def test_a_complaint_that_nobody_acknowledged_is_late(office, daemon):
    """And telling them how far it is acknowledges it too."""
    late, heard = (new(office, GROWN, *TO, "--letters-to", "", kind="complaint") if not where else new(office, GROWN, *where, kind="complaint")
                   for where in (("--reach", "07700 900123"), ("--reach", "07700 900124")))
    office("request", "told", heard, as_of="2026-12-01")
    assert show(office, late)["due"] == "2026-12-16" and show(office, heard)["due"] is None
    overdue = {case["ref"]: case["overdue"] for case in office.json("request", "next", as_of="2026-12-17")["next"]}
    assert overdue == {late: True, heard: False}
    # So does a letter that says how far it is, though none said before that it has come.
    written = new(office, GROWN, *TO, kind="complaint")
    told(office, written, "progress")
    assert show(office, written)["due"] is None and show(office, written)["clock"]["state"] == "met"


def test_a_child_may_complain_whatever_they_understand(office):
    """For access the same child would be asked about first."""
    assert new(office, CHILD) and office.json("request", "gates", new(office, CHILD))["gate"] == "A2"
    ref = new(office, CHILD, *TO, "--language", "en", kind="complaint")
    assert office.json("request", "gates", ref)["gate"] is None
    office("request", "outcome", ref, "upheld")
    assert "You were right." in told(office, ref, "complaint-decided")
    parent = new(office, CHILD, requester="parent", kind="complaint")
    assert office.json("request", "gates", parent)["gate"] == "A1b"
    office("request", "enquiry", parent, *HOW)
    assert "who asks" in office("request", "outcome", parent, "upheld", status=1).err


def test_a_right_is_decided_done_and_answered(office):
    ref = new(office, GROWN, *TO, "--language", "en", kind="objection")
    assert "decide" in wants(office, ref)
    office("request", "fulfil", ref, status=1)
    assert "A complaint ends" in office("request", "outcome", ref, "upheld", status=1).err
    office("request", "outcome", ref, "partly", "--say", "We stopped the letters.")
    assert "carry-out" in wants(office, ref) and show(office, ref)["due"] == "2026-12-16"
    office("request", "fulfil", ref)
    assert "answer-them" in wants(office, ref)
    said = told(office, ref, "carried-out")
    assert "We stopped the letters." in said and "part of what you asked" in said
    assert (show(office, ref)["state"], events(office, ref)[-3:]) == ("answered", ["outcome-found", "carried-out", "answered"])


# Of a right: what refuses it, and what the letter then says (UK GDPR Art 12(4)).
REFUSED = {
    "erasure": ("no-ground", "only for certain reasons"),
    "objection": ("compelling-grounds", "strong reasons to go on"),
    "portability": ("not-by-consent", "only for what you chose to give us"),
    "rectification": ("opinion", "so it stays, as their opinion"),
}


def test_a_refusal_says_why_and_what_they_can_do(office):
    for kind, (because, says) in REFUSED.items():
        ref = new(office, GROWN, *TO, "--language", "en", kind=kind)
        office("request", "refuse", ref, "--because", because)
        said = " ".join(office("request", "letter", ref, "refused", "--preview").out.split())
        assert says in said and "complain to us" in said and "go to a court" in said, (kind, said)
        assert "does not let us say more" not in said


def test_what_is_told_otherwise_is_answered_too(office):
    ref = new(office, GROWN, "--form", "braille", kind="objection")
    office("request", "outcome", ref, "granted")
    office("request", "fulfil", ref)
    office("request", "letter", ref, "carried-out", "--told")
    assert show(office, ref)["state"] == "answered"
    access = new(office, GROWN, *TO)
    for step in (("outcome", access, "granted"), ("fulfil", access), ("enquiry", access, *HOW), ("regulator", access, "IC-1")):
        assert "has no such step" in office("request", *step, status=1).err


# Each letter of a right, as it would be today: for an adult and for a child, in each language.
READ = {
    "complaint-decided": ("complaint", {"en": ("You do not have to come back to us", "Somebody new looked at it"), "cy": ("ddod yn ôl atom", "Rhywun newydd")}),
    "rectified": ("rectification", {"en": ("we have changed it", "we have changed it"), "cy": ("wedi’i newid", "wedi’i newid")}),
    "carried-out": ("objection", {"en": ("done what you asked", "We have done it"), "cy": ("wedi gwneud yr hyn", "wedi’i wneud")}),
}


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("child", [False, True], ids=["adult", "child"])
def test_a_letter_by_kind_audience_and_language(office, language, child):
    for kind, (right, says) in READ.items():
        ref = new(office, CHILD if child else GROWN, *TO, "--language", language, kind=right)
        plain = office("request", "letter", ref, kind, "--preview", "--say", "Words of ours.").out
        said = " ".join(plain.split())
        assert says[language][child] in said and "Words of ours." in said and "01632 960000" in said, (kind, said)
        assert re.search("regulator|rheoleiddiwr", said) and re.search("court|llys", said), (kind, said)
        assert language == "cy" or grade(plain) <= (6 if child else 9), (kind, plain)


# --- to put right (UK GDPR Arts 16, 19) ------------------------------------------------------------------------------------------

WRONG = ("--should-be", "Perpetua", "--evidence", "her birth certificate, seen at the counter")
ONE_NAME = f"{GROWN} and (select count(*) from register.child_name n where n.child_id = c.child_id) = 1"


def name_of(office, key):
    return office.register.rows("select given_names from register.child_name where child_id = %s", key)


def wrong(office, *more, condition=ONE_NAME, **day):
    """A request to put a name right, and whose it is."""
    key = office.child(condition)
    ref = office.json("request", "new", "--kind", "rectification", "--register", "s12", "--received", "2026-11-16", "--channel", "post", "--another",
                      "--subject", key, "--requester", "subject", *TO, "--language", "en")["ref"]
    assert "claim" in wants(office, ref)
    office("request", "claim", ref, "child_name.given_names", *(more or WRONG), **day)
    return key, ref


def claims(office, ref):
    return office.json("request", "claims", ref)["claims"]


def rectified(office, ref, *more, **options):
    office("request", "settle", ref, "1", "correct", "--because", "evidence-seen")
    return office("request", "fulfil", ref, *more, **options)


@pytest.fixture
def source(office):
    """One that says who is told: whoever works with the child."""
    settings = office.settings.read_text()
    office.settings.write_text(settings + f'sources = ( {{ file = "{ROOT}/policies/sources/pds.conf"; base_url = "http://127.0.0.1:9"; }} );\n')
    yield
    office.settings.write_text(settings)


def test_what_is_wrong_is_put_right_and_others_are_told(office, source):
    key, ref = wrong(office, condition=f"{ONE_NAME} and exists (select from register.service s where s.child_id = c.child_id)")
    [[before]] = name_of(office, key)
    [claim] = claims(office, ref)
    assert (claim["held"], claim["should_be"], claim["decision"]) == (before, "Perpetua", None) and "settle" in wants(office, ref)
    assert "keep" in office("request", "settle", ref, "1", "correct", "--because", "accurate", status=2).err
    rectified(office, ref, "--say", "Your first name is Perpetua now.")
    assert name_of(office, key) == [("Perpetua",)] and show(office, ref)["state"] == "carried-out"
    [claim] = claims(office, ref)
    assert (claim["held"], claim["ended"], claim["ended_on"]) == (before, "corrected", AS_OF)
    said = told(office, ref, "rectified")
    assert "You were right, and we have changed it." in said and "Perpetua now" in said and show(office, ref)["state"] == "answered"
    # Whoever had it stands on a list for a person; that is done when each is told or ruled out, though the case is closed.
    names = {name for name, in office.register.rows("select distinct p.name from register.service s join register.provider p using (provider_id) where s.child_id = %s", key)}
    listed = office.json("request", "recipients", ref)["recipients"]
    assert names and names <= {r["name"] for r in listed} and not any(r["answer"] for r in listed)
    for number, answer in zip(range(1, len(listed) + 1), ["told", "unsafe"] + ["impossible"] * len(listed)):
        assert "recipients" in wants(office, ref)
        office("request", "recipient", ref, number, answer)
    assert wants(office, ref) == {} and office.json("request", "recipients", ref)["recipients"][0]["answer"] == "told"
    # Nothing of it lies open, and none of it is in the ledger.
    for table in ("request_claim", "request_recipient", "request_event", "ledger_pending", "job", "errand"):
        assert "Perpetua" not in str(office.database.rows(f"select t::text from muniment.{table} t")), table


# What has become of the value when it is to be written: what is told, the claim's end, the case's state, and what the register holds.
MEANWHILE = {
    "changed": ("update register.child_name set given_names = 'Other' where child_id = %s", "held something else by now", "overtaken", "identified", "Other"),
    "there already": ("update register.child_name set given_names = 'Perpetua' where child_id = %s", None, "corrected", "carried-out", "Perpetua"),
    "gone": ("update register.child_name set since = null, until = '2020-01-01' where child_id = %s", "held something else by now", "overtaken", "identified", None),
    "refused": ("alter table register.child_name add constraint shorter check (given_names <> 'Perpetua') not valid", "did not take a value", "overtaken", "identified", None),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_nothing_is_written_over_what_somebody_changed(office, what):
    sql, says, ended, state, holds = MEANWHILE[what]
    key, ref = wrong(office)
    before = name_of(office, key)
    try:
        office.register.rows(sql, *([key] if "%s" in sql else []))
        assert rectified(office, ref, status=1 if says else 0).err.count(says or "") and claims(office, ref)[0]["ended"] == ended
        assert show(office, ref)["state"] == state and name_of(office, key) == ([(holds,)] if holds else before)
    finally:
        office.register.rows("alter table register.child_name drop constraint if exists shorter")
        office.register.rows("update register.child_name set given_names = %s, until = null where child_id = %s", before[0][0], key)


@pytest.mark.parametrize("then", ["keep", "anew", "crash"])
def test_what_was_overtaken_is_never_said_to_be_changed(office, then):
    """One of two is written: the case goes back until a person says what becomes of the other."""
    key, ref = wrong(office)
    [[given, family]] = office.register.rows("select given_names, family_name from register.child_name where child_id = %s", key)
    office("request", "claim", ref, "child_name.family_name", "--should-be", "Example", "--evidence", "a deed")
    for n in (1, 2):
        office("request", "settle", ref, n, "correct", "--because", "evidence-seen")
    try:
        office.register.rows("update register.child_name set family_name = 'Other' where child_id = %s", key)
        office("request", "fulfil", ref, status=1)
        assert [claim["ended"] for claim in claims(office, ref)] == ["corrected", "overtaken"]
        assert show(office, ref)["state"] == "identified" and "keep" in wants(office, ref)["claim"]["text"]
        for step in (("refuse", ref, "--because", "accurate"), ("withdraw", ref)):
            assert "written already" in office("request", *step, status=1).err
        if then == "crash":  # before it went back
            office.database.rows("set session_replication_role = replica; update muniment.request set state = 'decided' where ref = '" + ref + "'")
            assert "held something else by now" in office("request", "fulfil", ref, status=1).err
        assert show(office, ref)["state"] == "identified"
        if then == "anew":
            office("request", "claim", ref, "child_name.family_name", "--should-be", "Example", "--evidence", "a deed")
            office("request", "settle", ref, 3, "correct", "--because", "evidence-seen")
        else:
            office("request", "settle", ref, 2, "keep", "--because", "accurate")
        office("request", "fulfil", ref)
        said = told(office, ref, "rectified")
        assert ("You were right, and we have changed it." in said) == (then == "anew") != ("part of it right" in said)
    finally:
        office.register.rows("update register.child_name set given_names = %s, family_name = %s where child_id = %s", given, family, key)


def test_a_case_keeps_what_it_is_about_and_keeps_nobody_from_putting_it_right(office):
    """From receipt until it is answered, beside an open request for access."""
    key, ref = wrong(office)
    new(office, f"c.child_id = {key}", *TO)
    held = lambda: office.database.rows("select h.released_on is null from muniment.request r join muniment.hold h on h.id = r.hold where r.ref = %s", ref)
    assert held() == [(True,)]
    rectified(office, ref)
    assert name_of(office, key) == [("Perpetua",)] and claims(office, ref)[0]["ended"] == "corrected"
    told(office, ref, "rectified")
    assert held() == [(False,)]
    complaint = new(office, f"c.child_id = {key}", *TO, kind="complaint")
    assert office.database.rows("select basis from muniment.request r join muniment.hold h on h.id = r.hold where r.ref = %s", complaint) == [("request",)]


def test_a_hold_keeps_the_value_and_the_new_one_stands_beside(office):
    key, ref = wrong(office)
    before = name_of(office, key)
    office("hold", "add", "--register", "s12", "--subject", key, "--basis", "litigation", "--reason", "a claim")
    rectified(office, ref)
    assert name_of(office, key) == before and claims(office, ref)[0]["ended"] == "beside"
    said = told(office, ref, "rectified")
    assert "keep what you told us beside what we may not change" in said and "we have changed it" not in said and "put your information right" not in said
    assert "Others who had it" not in said
    assert office.json("request", "recipients", ref)["recipients"] == []


def test_what_is_right_or_an_opinion_stays(office):
    key, ref = wrong(office)
    office("request", "settle", ref, "1", "keep", "--because", "opinion")
    assert "refuse" in wants(office, ref) and show(office, ref)["state"] == "identified"
    office("request", "fulfil", ref, status=1)
    office("request", "claim", ref, "child_name.family_name", "--should-be", "Example", "--evidence", "a deed")
    office("request", "settle", ref, "2", "correct", "--because", "evidence-seen")
    assert show(office, ref)["state"] == "decided"
    office("request", "settle", ref, "2", "keep", "--because", "accurate")
    assert show(office, ref)["state"] == "identified"
    office("request", "settle", ref, "2", "correct", "--because", "evidence-seen")
    office("request", "fulfil", ref)
    assert "part of it right" in told(office, ref, "rectified")
    for attribute in ("name", "child_name.", "nothing.at_all", "child_name.name_id"):
        assert "no such attribute" in office("request", "claim", wrong(office)[1], attribute, *WRONG, status=1).err
    gone = wrong(office)[1]
    office("request", "withdraw", gone)
    assert claims(office, gone) == []


def test_killed_at_every_step_it_is_done_or_not_and_never_half(office):
    """Before the register is touched, between its commit and ours, and after: carrying it out again ends it."""
    key, ref = wrong(office)
    office("request", "settle", ref, "1", "correct", "--because", "evidence-seen")
    office.database.rows("update muniment.request_claim set begun_at = now() where request = %s", ref)  # died before it wrote
    assert office("request", "settle", ref, "1", "keep", "--because", "accurate", status=1)  # what has begun is ended first
    office.register.rows("update register.child_name set given_names = 'Perpetua' where child_id = %s", key)  # died after
    office("request", "fulfil", ref)
    assert claims(office, ref)[0]["ended"] == "corrected" and show(office, ref)["state"] == "carried-out"
