"""What a second reader tried in order to break retention, holds and reports: each was once possible."""
import signal

import psycopg
import pytest

from conftest import AS_OF, HOW, ROOT, Office, open_gates
from test_requests import decide_all, items, receive, release
from test_retention import (DESTROY, archived_since, finish, joint_template, live, office, plan, planned, start, trap,  # noqa: F401
                            untrap, wait_blocked, wait_until)


def in_two(office):
    return office.register.name != office.database.name


def kill_between_commits(office, run):
    """The register has committed a batch; the governance database has not heard of it."""
    trap(office.database, "before update", "muniment.batch")
    with psycopg.connect(office.database.conninfo) as holder:
        holder.execute("select pg_advisory_xact_lock(42)")
        running = start(office, "retention", "run", run)
        wait_blocked(office.database)
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=20)
        holder.commit()
    wait_until(lambda: office.database.value("select count(*) from pg_stat_activity where application_name like 'muniment%%'"
                                             " and datname = current_database()") == 0)
    untrap(office.database, "muniment.batch")


@pytest.mark.parametrize("written", ["00{}", " {} "])
def test_a_hold_binds_however_the_key_was_typed(office, written):
    key, = archived_since(office, "2018-01-01", 1)
    office("hold", "add", "--register", "s12", "--subject", written.format(key), "--reason", "claim", "--as", "dpo")
    assert "Nothing is due" in office("retention", "plan", "s12", "--rule", DESTROY, status=1).err
    assert live(office, [key])


def test_a_key_too_long_is_not_cut_to_that_of_another(office):
    office.register.rows("create table register.other (key varchar(3) primary key, died date, archived date)")
    office.register.rows("insert into register.other values ('ABC', null, null)")
    office.register.rows("grant select on register.other to muniment_engine")
    folder = office.out.parent
    (folder / "other.conf").write_text("""map = { name = "other"; subject = { birth = "died"; death = "died"; archived = "archived";
        tombstone = [ "key" ]; }; entities = ( { name = "other"; table = "register.other"; ownership = "subject"; key = [ "key" ];
        attributes = ( { column = "key"; item = "b"; category = "identity"; label = "number"; compare = "identifier";
        identifies = true; }, { column = "died"; item = "system"; }, { column = "archived"; item = "system"; } ); } ); };""")
    text = office.settings.read_text().replace('map = "s12-register"', 'map = "other"')
    office.settings.write_text(text.replace(f"{ROOT}/policies/maps/s12-register.conf", f"{folder}/other.conf").replace(
        "packs =", "# packs ="))
    add = ["hold", "add", "--register", "s12", "--reason", "claim", "--as", "dpo", "--subject"]
    assert "no such record" in office(*add, "ABCD", status=1).err
    assert office.json(*add, "ABC")["subject"] == "ABC"


def test_a_run_stopped_after_a_crash_still_accounts_for_what_went(office):
    if not in_two(office):
        pytest.skip("with one database there is nothing between the commits")
    keys = archived_since(office, "2018-01-01", 8)
    run = planned(office)
    kill_between_commits(office, run)
    gone = 8 - len(live(office, keys))
    assert gone == 5
    office("retention", "stop", run, "--as", "dpo", "--reason", "doubt")
    assert office.json("retention", "verify", run)["clean"]
    shown = office.json("retention", "show", run)
    assert (shown["state"], shown["disposed"]) == ("stopped", gone)
    assert office.database.value("select count(*) from muniment.tombstone where run = %s", run) >= gone
    assert office.database.value("select count(*) from muniment.ledger_pending where kind = 'batch-disposed'") == 1
    assert office.register.value("select count(*) from muniment_agent.receipt where outcome is not null") == 0
    assert len(live(office, keys)) == 3, "and nobody else goes"


def test_a_stopped_run_keeps_no_identifiers_of_those_destroyed(office, daemon):
    keys = archived_since(office, "2018-01-01", 10)
    run = planned(office)
    with psycopg.connect(office.register.conninfo) as blocker:
        blocker.execute("select 1 from register.child where child_id = %s for update", [int(keys[9])])
        running = start(office, "retention", "run", run)
        wait_blocked(office.register)
        office("retention", "stop", run, "--as", "dpo", "--reason", "doubt")
        blocker.commit()
    running.communicate(timeout=60)
    gone = 10 - len(live(office, keys))
    assert gone >= 5
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert office.database.value("select count(*) from muniment.verification where run = %s and clean", run) == 1
    assert office.database.value("select count(*) from muniment.disposed where run = %s", run) == 0
    assert office.database.value("select count(*) from muniment.batch where run = %s and keys is not null", run) == 0
    assert office.json("retention", "show", run)["state"] == "stopped"
    office("retention", "verify", run)
    assert office.database.value("select count(*) from muniment.verification where run = %s", run) == 1


def test_a_receipt_of_another_run_of_that_number_is_not_taken_for_ours(office, cluster, template, tmp_path, keys):
    """A governance database made anew counts its runs from 1 again."""
    if not in_two(office):
        pytest.skip("with one database there are no receipts")
    first, second = archived_since(office, "2018-01-01", 5), None
    run = planned(office)
    kill_between_commits(office, run)
    second = archived_since(office, "2018-01-01", 3)
    (tmp_path / "anew").mkdir()
    anew = Office(cluster.create(template), office.register, tmp_path / "anew", keys, more="batch_size = 5;\n")
    assert planned(anew) == run
    anew("retention", "run", run)
    assert anew.json("retention", "show", run)["disposed"] == 3 and not live(anew, second)
    office("retention", "run", run)
    assert office.json("retention", "show", run)["disposed"] == 5 and not live(office, first)
    anew.database.drop()


def test_the_belt_holds_in_a_register_nobody_has_counted(office, tmp_path):
    pack = tmp_path / "law.conf"
    text = (ROOT / "policies/law/england-childrens-database.conf").read_text()
    # What a rule may do, and need not, is never done without a person.
    pack.write_text("id = ".join(rule if "unarchive" in rule.split(";")[0] else rule.replace('approval = "one"', 'approval = "none"')
                                 for rule in text.split("id = ")))
    office.settings.write_text(office.settings.read_text().replace(
        f"{ROOT}/policies/law/england-childrens-database.conf", str(pack)))
    office.register.rows("update register.child set archived_on = '2018-01-01'")
    office.register.rows("update pg_class set reltuples = -1 where oid = 'register.child'::regclass")
    made = plan(office)
    assert (made["state"], made["needs"]) == ("planned", "two")


def test_a_request_waits_for_whoever_makes_the_same_subject_known_and_goes_on(office):
    """The daemon's discovery makes a slice of children known at once; a clerk's first request met it and was sent away."""
    key, = office.register.rows("select min(child_id)::text from register.child where archived_on is null")[0]
    with psycopg.connect(office.database.conninfo) as discovery:
        discovery.execute("insert into muniment.register (name, map) values ('s12', 's12') on conflict do nothing")
        discovery.commit()
        discovery.execute("insert into muniment.subject_ref (register, subject_key) values ('s12', %s)", [key])
        asking = start(office, "request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received",
                       "2026-11-16", "--channel", "post", "--requester", "subject")
        wait_blocked(office.database)
        discovery.commit()
    finish(asking)
    assert office.database.value("select count(*) from muniment.request") == 1


def test_a_hold_can_be_set_while_a_plan_is_made(office):
    keys = archived_since(office, "2018-01-01", 3)
    planned(office)
    office("retention", "stop", 1, "--as", "dpo", "--reason", "again")
    trap(office.database, "before insert", "muniment.batch")
    with psycopg.connect(office.database.conninfo) as holder:
        holder.execute("select pg_advisory_xact_lock(42)")
        planning = start(office, "retention", "plan", "s12", "--rule", DESTROY)
        wait_blocked(office.database)
        office("hold", "add", "--register", "s12", "--reason", "Inquiry", "--as", "dpo")
        holder.commit()
    finish(planning)
    # The plan knew nothing of the hold: nobody goes by it all the same.
    made = office.json("retention", "show", 2)
    assert (made["state"], made["subjects"]) == ("planned", 3)
    office("retention", "approve", 2, "--as", "a.reviewer")
    office("retention", "run", 2)
    assert office.json("retention", "show", 2)["disposed"] == 0 and live(office, keys) == set(keys)


@pytest.mark.parametrize("kind, planted", [("jsonb", '{"before": [{"number": "%s"}]}'), ("text[]", "{x,%s}")])
def test_verification_looks_into_what_an_audit_table_keeps(office, kind, planted):
    key, = archived_since(office, "2018-01-01", 1)
    number = office.register.value("select number from register.child where child_id = %s", int(key))
    run = planned(office)
    office("retention", "run", run)
    office.register.rows(f"create table register.audit (at timestamptz not null default now(), was {kind})")
    office.register.rows("grant select on register.audit to muniment_engine")
    office.register.rows(f"insert into register.audit (was) values (%s::{kind})", planted % number)
    done = office("retention", "verify", run, "--json", status=1).json
    assert done["findings"] == [{"where": "register.audit", "rows": 1}]
    office.register.rows(f"update register.audit set was = %s::{kind}", planted % "other")
    assert office.json("retention", "verify", run)["clean"]


# --- reports ---

PARENT = ("parent", "--requester-name", "Ms Example")


def parents_request(office, key):
    ref = receive(office, key, *PARENT)
    open_gates(office.json, ref)
    office("request", "collect", ref)
    return ref


LIVE = "archived_on is null and c.born_on > '2009-01-01' and not shielded"
WITH_ADDRESS = f"{LIVE} and exists (select from register.address a where a.child_id = c.child_id and a.postcode is not null)"
WITH_SENSITIVE = f"{LIVE} and exists (select from register.service s where s.child_id = c.child_id and s.sensitive)"


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_child_shielded_after_the_dossier_was_made_is_shielded_in_the_report(office, before):
    key = office.child(WITH_ADDRESS)
    ref = parents_request(office, key)
    decide_all(office, ref)
    steps = [("approve", "--as", "officer"), ("render",), ("release", "--as", "officer", "--out", office.out)]
    for step, *more in steps[:before]:
        office("request", step, ref, *more)
    office.register.rows("update register.child set shielded = true where child_id = %s", int(key))
    for step, *more in steps[before:]:
        refused = office("request", step, ref, *more, status=None)
    assert refused.status == 1 and not (office.out / f"{ref}.pdf").exists()
    # Collected anew it can be answered, without the address.
    office("request", "collect", ref)
    office("request", "decide", ref, "address", "withhold", "--because", "serious-harm-social", *HOW)
    decide_all(office, ref)
    text, twin = release(office, ref)
    for value, in office.register.rows("select postcode from register.address where child_id = %s and postcode is not null", int(key)):
        assert value not in text and value not in str(twin)
    assert twin["items"]


def test_behind_a_new_shield_an_old_value_goes_out_no_more_than_the_new(office):
    """Who hid a child by moving and by shielding at once has not left the old address free to be told."""
    key = office.child(WITH_ADDRESS)
    ref = parents_request(office, key)
    decide_all(office, ref)
    # The postcode alone would go out, so that nothing else of the dossier is what stops it.
    office.database.rows("update muniment.dossier_item set decision = 'withhold', because = 'third-party' "
                         "where request = %s and not (entity = 'address' and attribute = 'postcode')", ref)
    office("request", "approve", ref, "--as", "officer")
    office("request", "render", ref)
    office.register.rows("update register.address set postcode = 'ZZ99 9ZZ' where child_id = %s and postcode is not null", int(key))
    office.register.rows("update register.child set shielded = true where child_id = %s", int(key))
    refused = office("request", "release", ref, "--as", "officer", "--out", office.out, status=1)
    assert "collect it anew" in refused.err and not (office.out / f"{ref}.pdf").exists()


def test_nobody_can_decide_a_sensitive_service_into_a_parents_report(office):
    """Neither by a reason that has nothing to do with health, nor without saying what was weighed."""
    key = office.child(WITH_SENSITIVE)
    ref = parents_request(office, key)
    hidden = [i for i in items(office, ref) if "S9" in i["rules"].split()]
    assert hidden and {i["decision"] for i in hidden} == {"undecided"}
    for decision, because in [("disclose", "reasonable"), ("disclose", "for-child"), ("disclose", "health-cleared"),
                              ("withhold", "sensitive-service"), ("withhold", "serious-harm-health")]:
        refused = office("request", "decide", ref, hidden[0]["item"], decision, "--because", because, *HOW, status=1)
        assert refused.err
    assert [i for i in items(office, ref) if "S9" in i["rules"].split()] == hidden


def test_the_numbering_of_records_leaves_no_gap_where_something_is_hidden(office):
    key = office.child(WITH_SENSITIVE)
    ref = parents_request(office, key)
    decide_all(office, ref)
    _, twin = release(office, ref)
    records = sorted({i["record"] for i in twin["items"]})
    assert records == list(range(1, len(records) + 1))


def test_behind_a_shield_no_number_of_a_case_system_is_even_offered(office):
    key = office.child("archived_on is null and c.born_on > '2009-01-01' and shielded and "
                       "exists (select from register.source_number s where s.child_id = c.child_id)")
    ref = parents_request(office, key)
    found = [i for i in items(office, ref) if i["entity"] == "source_number"]
    assert found and {i["decision"] for i in found} == {"undecided"} and all("R1" in i["rules"].split() for i in found)
