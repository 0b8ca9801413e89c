"""Who asks and for whom: each gate of the law, tried with a child of the register and under the row that it stands in. That the
judgement itself is right for each nation is tried in tests/unit/test-gates.c."""
import json

import pytest

from conftest import open_gates
from test_requests import decide_all, receive

HOW = ("--how", "asked alone at school")
PARENT = ("parent", "--requester-name", "Ms Example")
SOLICITOR = ("representative-of-subject", "--requester-name", "Mx Example")
LIVE = "archived_on is null and not shielded and died_on is null"
AGED_15 = f"{LIVE} and born_on between '2010-12-01' and '2011-11-01'"
AGED_17 = f"{LIVE} and born_on between '2008-12-01' and '2009-11-01'"


def gate(office, ref, **options):
    return office.json("request", "gates", ref, **options)["gate"]


def state(office, ref):
    return office.json("request", "show", ref)["state"]


def shown(office, ref, because="child-authorised", evidence="birth-certificate"):
    return office("request", "authority", ref, "--because", because, "--evidence", evidence)


def test_a1_identity_is_recorded_by_kind_and_its_copies_are_destroyed(office):
    ref = receive(office, office.child("born_on < '2008-01-01' and died_on is null"), "subject", "--identity-in-doubt")
    assert gate(office, ref) == "A1"
    office("request", "identity", ref, "--evidence", "library-card", status=2)
    office("request", "identity", ref, status=2)
    office("request", "identity", ref, "--evidence", "passport", "--how", "seen at the counter")
    assert state(office, ref) == "identified"
    office("request", "identity", ref, "--destroyed")
    found = office.json("request", "gates", ref)["findings"]
    assert [(f["kind"], f["code"]) for f in found] == [("identity-asked", None), ("identity-given", "passport"),
                                                          ("evidence-destroyed", None)]
    assert found[1]["how"] == "seen at the counter" and found[1]["actor"]


def test_a1b_authority_is_an_event_of_the_clock(office):
    ref = receive(office, office.child(AGED_15), *PARENT)
    assert gate(office, ref) == "A1b"
    office("request", "authority", ref, "--asked", "--on", "2026-11-17", as_of="2026-11-17")
    assert office.json("request", "show", ref)["due"] is None
    office("request", "authority", ref, "--because", "child-authorised", "--evidence", "birth-certificate", "--on", "2026-11-25",
           as_of="2026-11-25")
    clock = office.json("request", "clock", ref, as_of="2026-11-25")
    assert (clock["target"], clock["due"]) == ("2026-12-16", "2026-12-29"), "25 to 28 December 2026 are no working days"


def test_a1b_a_birth_parent_after_an_adoption_has_no_standing(office):
    ref = receive(office, office.child(AGED_15), "other", "--requester-name", "Ms Example")
    assert gate(office, ref) == "A1b"
    assert "no such reason" in office("request", "authority", ref, "--because", "child-authorised", "--evidence",
                                      "birth-certificate", status=1).err
    office("request", "collect", ref, status=1)
    office("request", "refuse", ref, "--because", "no-authority")


@pytest.mark.parametrize("nation, first", [("england", "A2"), ("wales", "A2"), ("northern-ireland", "A2"), ("scotland", None)])
def test_a2_a_child_of_15_asks(office, nation, first):
    made = office.json("request", "new", "--kind", "access", "--register", "s12", "--subject", office.child(AGED_15), "--received",
                       "2026-11-16", "--channel", "post", "--requester", "subject", "--nation", nation)
    assert (made["nation"], gate(office, made["ref"])) == (nation, first)
    assert made["state"] == ("received" if first else "identified")
    office("request", "understanding", made["ref"], "does-not", *HOW)
    assert gate(office, made["ref"]) == "A2", "found not to understand, whatever was presumed"
    office("request", "collect", made["ref"], status=1)
    office("request", "understanding", made["ref"], "understands", *HOW)
    assert gate(office, made["ref"]) is None


def test_a3_a_childs_no_ends_a_parents_request_and_is_not_said(office):
    ref = receive(office, office.child(AGED_15), *PARENT)
    shown(office, ref)
    office("request", "understanding", ref, "understands", *HOW)
    assert gate(office, ref) == "A3"
    office("request", "child", ref, "refuses", "--how", "the words of the child")
    assert state(office, ref) == "refused"
    assert office.database.value("select count(*) from muniment.dossier_item") == 0
    assert office.json("hold", "list")["holds"] == []
    assert office.database.value("select code from muniment.request_event where kind = 'refused'") == "child-refuses"
    assert "the words" not in json.dumps(office.database.rows("select p::text from muniment.ledger_pending p"))


@pytest.mark.parametrize("step", ["approve", "render", "release"])
def test_a3_a_no_that_comes_late_still_counts(office, step):
    ref = receive(office, office.child(AGED_15), *PARENT)
    open_gates(office.json, ref)
    office("request", "collect", ref)
    decide_all(office, ref)
    steps = {"approve": (), "render": (), "release": ("--out", office.out)}
    for name, more in steps.items():
        if name == step:
            break
        office("request", name, ref, *more)
    office("request", "child", ref, "refuses", *HOW)
    if step == "approve":
        assert state(office, ref) == "refused"
        return
    for name in ("render", "release"):
        refused = office("request", name, ref, *steps[name], status=None)
    assert refused.status == 1 and not (office.out / f"{ref}.pdf").exists() and state(office, ref) != "released"


def test_a4_a_child_who_comes_of_age_before_the_release_is_asked_instead(office):
    key = office.child(AGED_17)
    office.register.rows("update register.child set born_on = '2008-11-25' where child_id = %s", key)
    ref = receive(office, key, *PARENT)
    open_gates(office.json, ref)
    office("request", "collect", ref)
    decide_all(office, ref)
    office("request", "approve", ref)
    office("request", "render", ref)
    assert gate(office, ref, as_of="2026-11-24") is None
    refused = office("request", "release", ref, "--out", office.out, status=1, as_of="2026-11-25")
    assert "gates" in refused.err and not (office.out / f"{ref}.pdf").exists()
    assert gate(office, ref, as_of="2026-11-25") == "A4"
    # The adult's own word, given as one.
    office("request", "authority", ref, "--because", "child-authorised", "--evidence", "written-authority", as_of="2026-11-25")
    office("request", "release", ref, "--out", office.out, as_of="2026-11-25")


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a5_the_right_ends_with_the_child(office, when):
    key = office.child(AGED_15)
    ref = receive(office, key)
    if when == "meanwhile":
        office("request", "collect", ref)
        decide_all(office, ref)
    office.register.rows("update register.child set died_on = '2026-11-10', died_source_id = born_source_id, "
                         "died_power = born_power, died_supplied_on = born_supplied_on where child_id = %s", key)
    assert gate(office, ref) == "A5"
    assert "gates" in office("request", "collect", ref, status=1).err
    office("request", "refuse", ref, "--because", "not-living")
    assert state(office, ref) == "refused"


@pytest.mark.parametrize("row, concern", [("A6", "non-molestation-order"), ("A7", "other-parent-objects")])
def test_a6_a7_a_person_weighs_what_stands_against_a_parent(office, row, concern):
    ref = receive(office, office.child(AGED_15), *PARENT)
    office("request", "concern", ref, concern, *HOW)
    shown(office, ref)
    assert gate(office, ref) == "A6", "A7 is weighed as A6 is: neither parent's word decides"
    office("request", "collect", ref, status=1)
    office("request", "weigh", ref, "--how", "legal advice of the 16th")
    open_gates(office.json, ref)
    assert state(office, ref) == "identified"


def test_a8_whoever_acts_for_the_child_says_whose_representative_it_is(office):
    """A request of before it was asked: nothing goes out until that is said."""
    ref = receive(office, office.child(AGED_17), *SOLICITOR)
    open_gates(office.json, ref, "legal-representative", "written-authority")
    office("request", "collect", ref)
    decide_all(office, ref)
    office.database.rows("update muniment.request set requester = 'representative', nation = null where ref = %s", ref)
    assert gate(office, ref) == "A0"
    office("request", "requester", ref, "representative", status=2)
    office("request", "approve", ref)
    assert "gates" in office("request", "render", ref, status=1).err
    office("request", "requester", ref, "representative-of-subject", "--nation", "wales")
    office("request", "render", ref)
    office("request", "release", ref, "--out", office.out)


def test_a8_a_solicitors_authority_grows_stale(office):
    ref = receive(office, office.child(AGED_17), *SOLICITOR)
    open_gates(office.json, ref, "legal-representative", "written-authority")
    assert gate(office, ref) is None
    assert gate(office, ref, as_of="2027-05-16") is None, "shown on the 16th of November"
    assert gate(office, ref, as_of="2027-05-17") == "A8"


def test_a8_a_parents_solicitor_gets_what_the_parent_would(office):
    ref = receive(office, office.child(AGED_15), "representative-of-parent", "--requester-name", "Mx Example")
    assert "no such reason" in office("request", "authority", ref, "--because", "legal-representative", "--evidence",
                                      "written-authority", status=1).err
    shown(office, ref)
    office("request", "understanding", ref, "understands", *HOW)
    assert gate(office, ref) == "A3"


def test_a9_that_it_is_excessive_is_shown(office):
    ref = receive(office, office.child(AGED_15))
    assert "what shows" in office("request", "refuse", ref, "--because", "excessive", status=2).err
    office("request", "refuse", ref, "--because", "excessive", "--how", "the third alike in two weeks")
    assert office.json("request", "gates", ref)["findings"][-1]["how"].startswith("the third")


def test_a_register_whose_law_nobody_says_asks_for_it(office):
    office.settings.write_text(office.settings.read_text().replace("packs =", "# packs ="))
    words = ["request", "new", "--kind", "access", "--register", "s12", "--subject", office.child(AGED_15), "--received", "2026-11-16",
             "--channel", "post", "--requester", "subject"]
    assert "--nation" in office(*words, status=1).err
    assert office.json(*words, "--nation", "northern-ireland")["nation"] == "northern-ireland"
    assert office.database.value("select jurisdiction from muniment.request") == "northern-ireland"
