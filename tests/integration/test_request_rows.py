"""What is proposed for an item, how it may be decided, and what is looked at again before it goes out. Each row for each nation is
tried in tests/unit/test-exemptions.c; here it goes through the register, the database and the report."""
from conftest import HOW, decide_everything, open_gates
from test_requests import items, receive, release

PARENT = ("parent", "--requester-name", "Ms Example")
LIVE = "archived_on is null and not shielded and died_on is null and born_on > '2009-06-01'"
WITH_GP = f"{LIVE} and exists (select from register.gp_registration g where g.child_id = c.child_id and g.ods_code is not null)"
WITH_SENSITIVE = f"{LIVE} and exists (select from register.service s where s.child_id = c.child_id and s.sensitive)"


def collected(office, key, *who, because="child-authorised"):
    ref = receive(office, key, *who)
    open_gates(office.json, ref, because, "written-authority")
    office("request", "collect", ref)
    return ref


def of_rule(office, ref, rule):
    return [i for i in items(office, ref) if rule in i["rules"].split()]


def test_s1_s2_s3_health_data_waits_for_an_opinion_and_it_ages(office):
    ref = collected(office, office.child(WITH_GP), "subject")
    health = of_rule(office, ref, "S2")
    assert health and {(i["decision"], i["proposed"]) for i in health} == {("undecided", "disclose")}
    assert "health-cleared" in office("request", "decide", ref, "rule:S2", "disclose", "--because", "own-data", *HOW, status=1).err
    assert "opinion" in office("request", "decide", ref, "rule:S2", "withhold", "--because", "serious-harm-health", *HOW, status=1).err
    words = ["--who", "Dr Example, GP, 1234567", "--how", "her own doctor; the surgery"]
    old = office.json("request", "opinion", ref, "not-met", "--given", "2026-05-16", *words)["opinion"]
    assert "six months" in office("request", "decide", ref, "rule:S2", "disclose", "--because", "health-cleared", "--opinion", old, status=1).err
    new = office.json("request", "opinion", ref, "not-met", "--given", "2026-05-17", *words)["opinion"]
    office("request", "decide", ref, "rule:S2", "disclose", "--because", "health-cleared", "--opinion", new)
    decide_everything(office.json, ref)
    office("request", "approve", ref)
    office("request", "render", ref)
    refused = office("request", "release", ref, "--out", office.out, status=1, as_of="2026-11-17")
    assert "six months" in refused.err and not (office.out / f"{ref}.pdf").exists()
    office("request", "release", ref, "--out", office.out)


def test_s8_a8_the_solicitor_of_a_17_year_old_gets_what_she_would(office):
    """The same items, none fewer: a sensitive service and a shield are no reason against whom they are about."""
    key = office.child(WITH_SENSITIVE)
    seen = []
    for who, because in ((("subject",), None), (("representative-of-subject", "--requester-name", "Mx Example"), "legal-representative")):
        ref = collected(office, key, *who, because=because)
        seen.append([(i["attribute"], i["value"], i["decision"], i["proposed"], i["because"]) for i in items(office, ref)])
    assert seen[0] == seen[1] and any(because == "health-known" for *_, because in seen[0])


def test_s9_a_clinic_told_in_confidence_is_kept_from_a_parent_without_a_hint(office):
    key = office.child(WITH_SENSITIVE)
    ref = collected(office, key, *PARENT)
    service = of_rule(office, ref, "S9")
    assert {(i["decision"], i["proposed"], i["because"]) for i in service} == {("undecided", "withhold", "expectations-given")}
    decide_everything(office.json, ref)
    text, twin = release(office, ref)
    clinics = [i["value"] for i in service if i["attribute"] == "provider.name"]
    assert clinics and all(clinic not in text and clinic not in str(twin) for clinic in clinics)
    assert "expectations-given" not in {line["because"] for line in twin["left_out"]}
    assert "This is everything we can give you under the law." in " ".join(text.split()), "N1 stands in every report"


def test_o1_o5_t1_a_child_sees_who_her_parents_are_when_a_person_has_looked(office):
    ref = collected(office, office.child(f"{WITH_GP} and exists (select from register.child_person p where p.child_id = c.child_id)"), "subject")
    assert {i["decision"] for i in items(office, ref)} == {"disclose", "undecided"}, "software withholds nothing"
    assert {i["proposed"] for i in of_rule(office, ref, "T1")} == {"disclose"}
    flags = of_rule(office, ref, "O5")
    assert flags and {(i["decision"], i["proposed"]) for i in flags} == {("undecided", "disclose")}
    assert "no exemption" in office("request", "decide", ref, "rule:O5", "withhold", "--because", "own-data", *HOW, status=1).err
    assert "no reason" in office("request", "decide", ref, "rule:O5", "withhold", "--because", "internal", *HOW, status=1).err
    assert "--how" in office("request", "decide", ref, "rule:T1", "disclose", "--because", "reasonable", status=1).err


def test_a_name_with_a_number_is_no_range_of_items(office):
    """"name-2" was once read as the items up to the second."""
    ref = collected(office, office.child(WITH_GP), "subject")
    before = items(office, ref)
    office("request", "decide", ref, "name-2", "withhold", "--because", "third-party", *HOW, status=1)
    assert items(office, ref) == before
    office("request", "decide", ref, "1-2", "withhold", "--because", "third-party", *HOW)
    assert [i["decision"] for i in items(office, ref)][:2] == ["withhold", "withhold"]


def test_open_dossiers_of_before_are_collected_anew(office):
    """What the migration does, done again to a dossier of before."""
    from conftest import ROOT
    ref = collected(office, office.child(WITH_GP), "subject")
    text = next((ROOT / "sql/migrate").glob("*-exemptions.sql")).read_text()
    anew = text[text.index("create temporary table anew"):]
    with office.database.connect() as connection:
        connection.execute(anew)
    assert office.json("request", "show", ref)["state"] == "identified"
    assert items(office, ref) == []
    assert office.database.value("select count(*) from muniment.job where kind = 'request.collect' and state = 'queued'") == 1
