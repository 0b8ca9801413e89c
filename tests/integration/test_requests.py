"""An access request from receipt to a released report, and what must never be in it."""
import json
import pathlib
import re
import subprocess

import pytest

from conftest import HOW, decide_everything, open_gates

RECEIVED = "2026-11-16"


def receive(office, key, requester="subject", *more, kind="access"):
    made = office.json("request", "new", "--kind", kind, "--register", "s12", "--subject", key, "--received", RECEIVED,
                       "--channel", "post", "--requester", requester, "--another", *more)
    if requester == "subject" and "--identity-in-doubt" not in more:
        open_gates(office.json, made["ref"])
    return made["ref"]


def items(office, ref, *more):
    return office.json("request", "items", ref, "--values", *more)["items"]


def decide_all(office, ref):
    decide_everything(office.json, ref)


def decide_all_but(office, ref, few):
    decide_all(office, ref)
    office.database.rows("update muniment.dossier_item set decision = 'undecided', redacted = null where request = %s and n = any(%s)", ref, few)
    office.database.rows("update muniment.request set state = 'collected' where ref = %s", ref)
    office.database.rows("delete from muniment.request_event where request = %s and kind = 'reviewed'", ref)


def release(office, ref):
    """The words of the report, by other people's tools, and its twin."""
    office("request", "approve", ref, "--as", "officer")
    office("request", "render", ref)
    office("request", "release", ref, "--as", "officer", "--out", office.out)
    pdf = office.out / f"{ref}.pdf"
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return text, json.loads((office.out / f"{ref}.json").read_text())


ORDINARY = ("born_on < '2012-01-01' and archived_on is null and not shielded and nhs_number is not null and died_on is null "
            "and exists (select from register.education e where e.child_id = c.child_id and e.urn is not null) "
            "and exists (select from register.child_person p where p.child_id = c.child_id)")


def test_a_child_gets_what_is_about_them(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    decide_all(office, ref)
    text, twin = release(office, ref)
    number, born, nhs = office.register.rows("select number, born_on, nhs_number from register.child where child_id = %s", key)[0]
    assert number in text and f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}" in text, "numbers stand in groups"
    assert f"{born.day} {born:%B} {born.year}" in text, "dates stand in words"
    assert {"entity": "child", "attribute": "nhs_number", "value": nhs}.items() <= next(
        i for i in twin["items"] if i["attribute"] == "nhs_number").items()
    school = office.register.value("select s.name from register.education e join register.school s using (urn) where child_id = %s", key)
    assert school in text, "what a row names is told with the row"


def test_an_authority_without_a_telephone_can_report_too(office):
    """Telephone and mail address are optional settings: they once took the whole report with them."""
    office.settings.write_text(re.sub(r"phone = .*; email = .*;\n", "", office.settings.read_text()))
    ref = receive(office, office.child(ORDINARY))
    office("request", "collect", ref)
    decide_all(office, ref)
    text, _ = release(office, ref)
    contact = re.search(r"Anytown Council\.? *Our data protection officer", " ".join(text.split()))
    assert contact, text[-800:]


def test_other_people_are_withheld_and_counted(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    about_carers = [i for i in items(office, ref) if i["about"] == "carer"]
    assert about_carers and {i["decision"] for i in about_carers} == {"undecided"}, "no software withholds"
    assert {"T1", "T2"} <= {i["rule"] for i in about_carers}
    for rule in {i["rule"] for i in about_carers}:
        office("request", "decide", ref, f"rule:{rule}", "withhold", "--because", "third-party", *HOW)
    decide_all(office, ref)
    text, twin = release(office, ref)
    for given, phone in office.register.rows(
            "select p.given_names, k.phone from register.child_person l join register.person p using (person_id) "
            "left join register.person_contact k using (person_id) where l.child_id = %s", key):
        own_names = office.register.value("select string_agg(given_names::text, ' ') from register.child_name where child_id = %s", key)
        assert given in own_names or given not in text
        assert phone is None or phone.replace(" ", "") not in "".join(text.split())
    people = office.register.value("select count(distinct person_id) from register.child_person where child_id = %s", key)
    names = next(line for line in twin["left_out"] if line["what"] == "their names")
    assert names["because"] == "third-party" and names["count"] == {1: "one person"}.get(people, f"{people} people"), "people, not columns"
    assert "about other people" in text


def test_a_parent_is_told_nothing_of_a_sensitive_service(office):
    """Neither the service, nor the clinic's name, nor that anything is missing (reg 6(3)(a), 11(3))."""
    key = office.child("archived_on is null and not shielded and c.born_on > '2009-01-01' and "
                       "exists (select from register.service s where s.child_id = c.child_id and s.sensitive)")
    ref = receive(office, key, "parent", "--requester-name", "Ms Example")
    open_gates(office.json, ref)
    office("request", "collect", ref)
    decide_all(office, ref)
    text, twin = release(office, ref)
    for provider, kind in office.register.rows(
            "select p.name, s.kind from register.service s join register.provider p using (provider_id) "
            "where s.child_id = %s and s.sensitive", key):
        assert provider not in text and provider not in json.dumps(twin)
        assert kind not in json.dumps(twin)
    assert "sensitive" not in text.lower() and {line["because"] for line in twin["left_out"]} <= {"third-party", "review", "own-data"}


def test_the_whereabouts_of_a_shielded_child_go_to_nobody_else(office):
    key = office.child("shielded and archived_on is null and c.born_on > '2009-01-01' and "
                       "exists (select from register.address a where a.child_id = c.child_id and a.postcode is not null)")
    ref = receive(office, key, "parent", "--requester-name", "Ms Example")
    open_gates(office.json, ref, "best-interests")
    office("request", "collect", ref)
    kept = {}
    for item in items(office, ref):
        if "R1" in item["rules"].split():
            assert item["decision"] == "undecided", "a shield is no reason, and nothing goes out past it by itself"
            because = ("expectations-given" if "S2" in item["rules"].split() else
                       "third-party" if item["class"] == "ordinary" else "serious-harm-social")
            kept.setdefault(because, []).append(str(item["item"]))
    for because, those in kept.items():
        office("request", "decide", ref, ",".join(those), "withhold", "--because", because, *HOW)
    decide_all(office, ref)
    text, twin = release(office, ref)
    hidden = office.register.rows("select line_1, postcode from register.address where child_id = %s and line_1 is not null", key)
    hidden += office.register.rows("select s.name, s.postcode from register.education e join register.school s using (urn) where child_id = %s", key)
    hidden += office.register.rows("select g.name, g.postcode from register.gp_registration r join register.gp_practice g using (ods_code) where child_id = %s", key)
    assert hidden
    for value in [v for row in hidden for v in row if v]:
        assert value not in text and value not in json.dumps(twin), "a hidden value is in the report"
    assert "shield" not in text.lower()
    assert "shielded" not in json.dumps(twin)


def test_nothing_is_collected_before_it_is_known_who_asks(office):
    key = office.child(ORDINARY)
    ref = receive(office, key, "subject", "--identity-in-doubt")
    shown = office.json("request", "show", ref)
    assert shown["state"] == "received" and shown["due"] is None, "the clock waits for the proof (Art 12A(2)(b))"
    refused = office("request", "collect", ref, status=1)
    assert "not at that step" in refused.err
    shown = office.json("request", "identity", ref, "--evidence", "passport", "--on", "2026-11-20", as_of="2026-11-20")
    assert (shown["state"], shown["due"]) == ("received", "2026-12-21")
    open_gates(office.json, ref)
    assert office.json("request", "show", ref)["state"] == "identified"


def test_a_parent_needs_more_than_being_a_parent(office):
    ref = receive(office, office.child(ORDINARY), "parent", "--requester-name", "Ms Example")
    assert office.json("request", "show", ref)["state"] == "received"
    office("request", "collect", ref, status=1)


def test_parental_responsibility_ends_at_eighteen(office):
    key = office.child("born_on <= '2008-11-16' and died_on is null")
    ref = receive(office, key, "parent", "--requester-name", "Ms Example")
    refused = office("request", "authority", ref, "--because", "best-interests", "--evidence", "birth-certificate", status=1)
    assert "18 or over" in refused.err
    office("request", "authority", ref, "--because", "child-authorised", "--evidence", "written-authority")
    assert office.json("request", "show", ref)["state"] == "identified"


def test_open_items_stop_an_approval(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    assert any(i["decision"] == "undecided" for i in items(office, ref))
    refused = office("request", "approve", ref, "--as", "officer", status=1)
    assert "await a decision" in refused.err


def test_a_dossier_is_reviewed_with_its_last_decision_and_not_before(office):
    ref = receive(office, office.child(ORDINARY))
    office("request", "collect", ref)
    few = [i["item"] for i in items(office, ref) if i["decision"] == "undecided"][-3:]
    decide_all_but(office, ref, few)
    waiting = few
    assert len(waiting) > 2, "this child gives too little to decide"
    for item in waiting:
        assert office.json("request", "show", ref)["state"] == "collected"
        found = next(i for i in items(office, ref) if i["item"] == item)
        how = ("proposed",) if found["proposed"] != "undecided" else ("disclose", "--because", "access-log")
        office("request", "decide", ref, item, *how, *HOW)
    assert office.json("request", "show", ref)["state"] == "reviewed"
    office("request", "decide", ref, 1, "withhold", "--because", "third-party", *HOW)
    assert office.database.value("select count(*) from muniment.request_event where kind = 'reviewed'") == 1
    office("request", "decide", ref, waiting[0], "withhold", "--because", "third-party", *HOW)
    assert office.database.value("select count(*) from muniment.request_event where kind = 'reviewed'") == 1, "once is enough"


def test_a_redacted_value_goes_out_as_the_person_wrote_it(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    name = next(i for i in items(office, ref) if i["attribute"] == "given_names")
    office("request", "decide", ref, name["item"], "redact", "--because", "third-party", *HOW, status=2)
    office("request", "decide", ref, name["item"], "redact", "--because", "third-party", "--text", "S.", *HOW)
    decide_all(office, ref)
    text, twin = release(office, ref)
    assert [i["value"] for i in twin["items"] if i["attribute"] == "given_names"][0] == "S."


def test_pauses_and_extensions_move_the_last_day(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    assert office.json("request", "show", ref)["due"] == "2026-12-16"
    office("request", "clarify", ref, "--on", "2026-11-18", as_of="2026-11-18")
    assert office.json("request", "clock", ref, as_of="2026-11-19")["state"] == "paused"
    office("request", "answer", ref, "--on", "2026-11-20", as_of="2026-11-20")
    clock = office.json("request", "clock", ref, as_of="2026-11-20")
    assert (clock["due"], clock["excluded_days"]) == ("2026-12-21", 3), "19 December 2026 is a Saturday"
    late = office("request", "extend", ref, "--because", "complexity", "--on", "2026-12-28", status=1, as_of="2026-12-28")
    assert late.err.strip()
    office("request", "extend", ref, "--because", "complexity", "--on", "2026-12-14", as_of="2026-12-14")
    assert office.json("request", "show", ref)["due"] > "2027-02-15"


def test_a_register_renamed_in_the_settings_is_not_a_subject_unknown(office):
    """Two conditions once had one number, and an officer was told that nothing is held about the child."""
    ref = receive(office, office.child(ORDINARY))
    office.settings.write_text(office.settings.read_text().replace('name = "s12"', 'name = "section-twelve"'))
    refused = office("request", "collect", ref, status=1)
    assert "no such register" in refused.err and "subject" not in refused.err
    assert office.json("request", "show", ref)["state"] == "identified"


def test_a_withdrawn_request_keeps_no_dossier(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    office("request", "withdraw", ref, "--as", "officer")
    assert office.database.value("select count(*) from muniment.dossier_item") == 0
    office("request", "approve", ref, "--as", "officer", status=1)


@pytest.mark.parametrize("wrong, status, says", [
    (["--subject", "999999999"], 1, "no such subject"),
    (["--register", "elsewhere"], 1, "no such register"),
    (["--kind", "everything"], 2, "--kind is one of"),
    (["--requester", "neighbour"], 2, "--requester is one of"),
    (["--requester", "parent"], 2, "--requester-name"),
    (["--requester", "representative"], 2, "Say whose"),
    (["--nation", "jersey"], 2, "--nation is one of"),
    (["--channel", "pigeon"], 2, "--channel is one of"),
    (["--received", "2027-01-01"], 1, "future"),
    (["--received", "16/11/2026"], 2, "received"),
])
def test_wrong_words_are_told_in_a_sentence(office, wrong, status, says):
    call = {"--kind": "access", "--register": "s12", "--subject": office.child(ORDINARY), "--received": RECEIVED,
            "--channel": "post", "--requester": "subject"}
    call.update(dict(zip(wrong[::2], wrong[1::2])))
    refused = office("request", "new", *[w for pair in call.items() for w in pair], status=status)
    assert says in refused.err and refused.out == ""
    assert office.database.value("select count(*) from muniment.request") == 0, "nothing is half done"


def test_every_step_leaves_an_entry_without_a_name(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    decide_all(office, ref)
    release(office, ref)
    kinds = [row[0] for row in office.database.rows("select kind from muniment.ledger_pending order by id")]
    for kind in ("request-received", "request-collected", "request-decided", "request-reviewed", "request-approved",
                 "request-rendered", "request-released"):
        assert kind in kinds
    everything = json.dumps(office.database.rows("select p::text from muniment.ledger_pending p"))
    for name in office.register.rows("select given_names, family_name, nhs_number from register.child_name join register.child using (child_id) where child_id = %s", key)[0]:
        assert name is None or name not in everything


@pytest.mark.parametrize("end", ["released", "withdrawn", "refused"])
def test_the_hold_of_a_request_ends_with_it_and_says_so(office, end):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    hold = office.json("hold", "list")["holds"][0]["hold"]
    if end == "released":
        office("request", "collect", ref)
        decide_all(office, ref)
        release(office, ref)
    else:
        office("request", *{"withdrawn": ["withdraw", ref], "refused": ["refuse", ref, "--because", "excessive", "--how", "the third alike this month"]}[end], "--as", "officer")
    assert office.json("hold", "list")["holds"] == []
    entries = office.database.rows("select kind, about, subject is not null from muniment.ledger_pending where kind like 'hold-%%' order by id")
    assert entries == [("hold-set", f"hold {hold}", True), ("hold-released", f"hold {hold}", True)]


def test_what_a_row_names_goes_no_further_than_the_row(office):
    """An agency's name says nothing about anybody on its own; beside a carer's row it tells of the carer."""
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    openness = ["withhold", "undecided", "disclose"]
    rows = {}
    for row, attribute, decision, because in office.database.rows(
            "select row_number, attribute, decision, because from muniment.dossier_item where request = %s", ref):
        own, named = rows.setdefault(row, ([], []))
        if "." in attribute:
            named.append(openness.index(decision))
        else:
            own.append(openness.index(decision))
    kept = [(own, named) for own, named in rows.values() if named and max(own, default=0) < 2]
    assert kept, "no row of this child is withheld and names something"
    assert all(max(named) <= max(own, default=0) for own, named in kept)


def test_the_report_is_tagged_and_sound(office):
    """Read back by poppler and qpdf: structure, language, no errors (ISO 14289-1)."""
    key = office.child(ORDINARY)
    ref = receive(office, key, "subject", "--language", "cy")
    office("request", "collect", ref)
    decide_all(office, ref)
    text, _ = release(office, ref)
    pdf = office.out / f"{ref}.pdf"
    info = subprocess.run(["pdfinfo", "-struct", pdf], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Tagged: +yes", subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout)
    assert "H1" in info and "Table" in info and "TH" in info
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
    assert "Yr wybodaeth a gedwir amdanoch" in text
    born = office.register.value("select born_on from register.child where child_id = %s", key)
    months = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr".split()
    assert f"{born.day} {months[born.month - 1]} {born.year}" in text


def test_a_report_is_made_once(office):
    """A job tried again after its commit finds nothing left to do."""
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref)
    decide_all(office, ref)
    office("request", "approve", ref, "--as", "officer")
    office("request", "render", ref)
    office("request", "render", ref)
    assert office.database.value("select count(*) from muniment.document") == 2


def test_an_open_request_holds_back_what_it_asks_about(office):
    """What was held when the request came must be told, though its period ends meanwhile."""
    key = office.child("archived_on <= '2020-11-16' and died_on is null")
    ref = receive(office, key)
    assert len(office.json("hold", "list")["holds"]) == 1
    run = office.json("retention", "plan", "s12", "--rule", "s12-destroy-archived")["run"]
    office("retention", "approve", run, "--as", "officer")
    office("retention", "run", run)
    assert office.register.value("select count(*) from register.child where child_id = %s", key) == 1
    office("request", "withdraw", ref, "--as", "officer")
    assert office.json("hold", "list")["holds"] == []
    for step in ("verify", "certificate"):
        office("retention", step, run)
    run = office.json("retention", "plan", "s12", "--rule", "s12-destroy-archived")["run"]
    office("retention", "approve", run, "--as", "officer")
    office("retention", "run", run)
    assert office.register.value("select count(*) from register.child where child_id = %s", key) == 0
    assert office.json("request", "show", ref)["state"] == "withdrawn", "the record of the request outlives the subject's"
