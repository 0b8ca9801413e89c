"""A law pack that changes while runs are planned: what was planned under the old rule is stopped, planned again under
the new one, and told: to the ledger, the journal and whoever asks.
"""
import json
import os
import subprocess

import pytest

from conftest import AS_OF, PROGRAMS, ROOT

PACK = "policies/law/england-childrens-database.conf"
DESTROY = "s12-destroy-archived"


@pytest.fixture
def office(office, tmp_path):
    """Nobody is due; the law pack is a copy that the test may edit."""
    office.register.rows("delete from register.child where archived_on is not null")
    office.register.rows("update register.child set relevant = true, consent_given_on = '2020-01-01', consent_withdrawn_on = null,"
                         " died_on = null")
    office.register.rows("delete from register.departure")
    office.pack = tmp_path / "pack.conf"
    office.pack.write_text((ROOT / PACK).read_text())
    office.settings.write_text(office.settings.read_text().replace(f"{ROOT}/{PACK}", str(office.pack)))
    return office


def work(office, day=AS_OF):
    done = subprocess.run([PROGRAMS / "munimentd", "--once", "--as-of", day, "--config", office.settings],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                          env={**os.environ, **office.keys})
    assert done.returncode == 0, done.stdout
    return done.stdout


def archive(office, day):
    return office.register.value("update register.child set archived_on = %s, archive_ground = 'discretion' where child_id ="
                                 " (select min(child_id) from register.child where archived_on is null) returning child_id", day)


def run_of(office, state, rule=DESTROY):
    return office.database.rows("select id, subjects, reason from muniment.run where rule = %s and state = %s", rule, state)


def edit(office, old, new):
    """Within the rule that destroys whole records."""
    text = office.pack.read_text()
    start = text.index(f'id = "{DESTROY}";')
    assert old in text[start:]
    office.pack.write_text(text[:start] + text[start:].replace(old, new, 1))


def changes(office, since=AS_OF):
    return [(c["change"], c["rule"]) for c in office.json("retention", "changes", "--since", since)["changes"]]


def test_the_first_load_notes_every_rule_and_the_next_nothing(office):
    assert changes(office) == []
    said = work(office)
    noted = changes(office)
    assert {change for change, _ in noted} == {"added"} and ("added", DESTROY) in noted
    assert f"ADDED={len(noted)} CHANGED=0 REMOVED=0" in said
    assert office.database.value("select count(*) from muniment.ledger_entry where leaf like '%%policy-loaded%%'") == 1
    assert "ADDED=" not in work(office, "2026-11-17")
    assert changes(office) == noted


def test_a_longer_period_stops_what_was_planned_and_plans_anew(office):
    """Six years become seven: who was archived six years ago waits, who was seven years ago goes as before."""
    archive(office, "2020-11-16")
    archive(office, "2019-11-16")
    work(office)
    (planned, subjects, _), = run_of(office, "planned")
    assert subjects == 2
    edit(office, "years = 6", "years = 7")
    said = work(office)
    assert "ADDED=0 CHANGED=1 REMOVED=0" in said
    (stopped, _, reason), = run_of(office, "stopped")
    assert stopped == planned and reason.startswith("the rule has changed: destroy: 7 years after archived")
    (again, subjects, _), = run_of(office, "planned")
    assert again > planned and subjects == 1
    change, = [c for c in office.json("retention", "changes")["changes"] if c["change"] == "changed"]
    assert change["rule"] == DESTROY and change["noticed"] == AS_OF
    assert change["before"].startswith("destroy: 6 years after archived") and "7 years" in change["after"]
    detail = json.loads(office.database.value(
        "select leaf from muniment.ledger_entry where leaf like '%%policy-loaded%%' order by index desc limit 1"))
    assert [c["rule"] for c in detail["detail"]["changes"]] == [DESTROY]
    assert "7 years after archived" in office("retention", "changes").out


def test_an_approval_is_for_the_rule_that_was_approved(office):
    """Approved under six years, and the pack says seven before the run begins."""
    key = archive(office, "2020-11-16")
    work(office)
    (planned, _, _), = run_of(office, "planned")
    edit(office, "years = 6", "years = 7")
    office("retention", "approve", planned, "--as", "dpo")
    work(office)
    assert [run for run, _, _ in run_of(office, "stopped")] == [planned] and not run_of(office, "planned")
    assert office.register.value("select count(*) from register.child where child_id = %s", key) == 1


def test_a_rule_that_leaves_the_pack_leaves_nothing_open(office):
    archive(office, "2020-11-16")
    work(office)
    assert run_of(office, "planned")
    text = office.pack.read_text()
    end = text.index(f'id = "{DESTROY}";')
    start = text.rindex("{", 0, end)
    stop = text.index("                },\n", end) + len("                },\n")
    office.pack.write_text(text[:start].rstrip(" ") + text[stop:])
    said = work(office)
    assert "ADDED=0 CHANGED=0 REMOVED=1" in said and ("removed", DESTROY) in changes(office)
    (_, _, reason), = run_of(office, "stopped")
    assert reason == "the rule is in no law pack any more" and not run_of(office, "planned")


def test_a_pack_that_ends_governs_what_happened_before(office):
    """"to" of the whole pack: what became archived later falls under no rule of it."""
    archive(office, "2020-11-14")
    archive(office, "2020-11-16")
    office.pack.write_text(office.pack.read_text().replace('name = "england-childrens-database";',
                                                           'name = "england-childrens-database";\n        to = "2020-11-15";'))
    work(office)
    (_, subjects, _), = run_of(office, "planned")
    assert subjects == 1


@pytest.mark.parametrize("withdrawn, archived_at, says", [
    ("2006-05-01", "latest", "the rule is not in force for an event of that day"), ("2027-05-01", "latest", "not yet due"),
    ("2006-05-01", "earliest", "due")])
def test_explain_knows_which_of_several_events_a_rule_must_be_in_force_for(office, withdrawn, archived_at, says):
    """Every one that the latest is of, and of the earliest one that is enough."""
    rule = "s12-archive-consent-withdrawn"
    text = office.pack.read_text()
    place = text.index(f'id = "{rule}"')
    office.pack.write_text(text[:place] + text[place:].replace("latest = (", f"{archived_at} = (", 1))
    key = str(office.register.value(
        "update register.child set born_on = '2002-05-01', died_on = null, died_source_id = null, died_power = null, died_supplied_on = null,"
        " consent_given_on = '2006-01-01', consent_withdrawn_on = %s where child_id = (select child_id from register.child"
        " where archived_on is null and born_on is not null order by child_id limit 1) returning child_id", withdrawn))
    item, = [i for i in office.json("retention", "explain", "s12", key)["items"] if i["rule"] == rule and i["entity"] == "child"]
    assert item["why"] == says


@pytest.mark.parametrize("line,day,says", [
    ('to = "2018-06-30";', "2018-06-30", "due"),
    ('to = "2018-06-30";', "2018-07-01", "the rule is not in force for an event of that day"),
    ('from = "2018-07-01";', "2018-06-30", "the rule is not in force for an event of that day"),
    ('from = "2018-07-01";', "2018-07-01", "due"),
])
def test_explain_knows_whether_a_rule_is_in_force(office, line, day, says):
    edit(office, 'from = "2007-07-31";', line)
    key = archive(office, day)
    item, = [i for i in office.json("retention", "explain", "s12", key)["items"] if i["rule"] == DESTROY and i["entity"] == "child"]
    assert item["why"] == says
    planned = office("retention", "plan", "s12", "--rule", DESTROY, status=None)
    assert (planned.status == 0) == (says == "due")
