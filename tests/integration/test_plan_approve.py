"""What people see of a run before it goes, and who may say that it goes."""
import concurrent.futures
import re

import pytest

from conftest import ROOT
from test_retention import DESTROY, archived_since, joint_template, live, office, plan  # noqa: F401


def with_law(office, folder, **changes):
    """The office's rules with other approvals."""
    pack = folder / "law.conf"
    text = (ROOT / "policies/law/england-childrens-database.conf").read_text()
    for key, value in changes.items():
        text = re.sub(rf'{key} = "[a-z]+"', f'{key} = "{value}"', text)
    # What a rule may do, and need not, a person decides whatever else is asked.
    text = re.sub(r'(disposal = "unarchive";[^}]*?approval = )"none"', r'\1"one"', text)
    pack.write_text(text)
    office.settings.write_text(office.settings.read_text().replace(
        f"{ROOT}/policies/law/england-childrens-database.conf", str(pack)))


def with_settings(office, **values):
    lines = [line for line in office.settings.read_text().splitlines() if not line.startswith(tuple(values))]
    lines += [f"{key} = {value};" for key, value in values.items()]
    office.settings.write_text("\n".join(lines) + "\n")


def approve(office, run, name, **options):
    return office("retention", "approve", run, "--as", name, "--json", **options)


one_database = pytest.mark.parametrize("office", ["one"], indirect=True)

# --- what is seen ---

def test_a_plan_counts_what_goes_entity_by_entity(office):
    keys = archived_since(office, "2018-01-01", 12)
    made = plan(office)
    shown = office.json("retention", "show", made["run"])
    tables = [name for name, in office.register.rows(
        "select table_name from information_schema.columns where table_schema = 'register' and column_name = 'child_id'"
        " and table_name not like '%%_visible'")]
    there = {table: office.register.value(f"select count(*) from register.{table} where child_id::text = any(%s)", keys)
             for table in tables}
    last = ("select person_id from register.child_person group by 1 having bool_and(child_id::text = any(%s))")
    for table in ("person", "person_address", "person_contact"):  # what no child that stays shares
        there[table] = office.register.value(f"select count(*) from register.{table} where person_id in ({last})", keys)
    assert there["person"] > 0
    assert shown["counts"] == {table: n for table, n in there.items() if n}
    assert made["rows"] == shown["rows"] == sum(there.values())
    assert f"child {len(keys)}" in office("retention", "show", made["run"]).out
    counted = office.database.rows("select detail from muniment.ledger_pending where kind = 'run-counted'")
    assert [detail["rows"] for detail, in counted] == [shown["counts"]]


@one_database
def test_a_sample_is_random_repeatable_and_of_the_manifest(office):
    keys = archived_since(office, "2018-01-01", 40)
    run = plan(office)["run"]
    sample = office.json("retention", "show", run, "--sample", 8)["sample"]
    assert len(set(sample)) == 8 and set(sample) <= set(keys)
    assert sample != sorted(sample, key=int), "the first ones are no sample"
    assert office("retention", "show", run, "--sample", 8).out.split() == sample
    assert office.json("retention", "show", run, "--sample", 3)["sample"] == sample[:3]
    assert set(office.json("retention", "show", run, "--sample", 1000)["sample"]) == set(keys)
    # Another run over the same records is looked at elsewhere.
    office("retention", "stop", run, "--as", "dpo", "--reason", "again")
    again = plan(office)["run"]
    assert office.json("retention", "show", again, "--sample", 40)["sample"] != \
        office.json("retention", "show", run, "--sample", 40, status=None).get("sample")
    # What is held under a key is for another command, and what it names is there.
    assert office.json("subject", "show", "s12", sample[0])["entities"]["child"]


@one_database
def test_a_sample_of_nothing_is_refused_plainly(office):
    archived_since(office, "2018-01-01", 2)
    run = plan(office)["run"]
    assert "say which" in office("retention", "show", "--sample", 3, status=2).err
    assert office("retention", "show", run, "--sample", 0, status=2).err
    office("retention", "approve", run, "--as", "a.reviewer")
    office("retention", "run", run)
    office("retention", "verify", run)
    assert "forgotten" in office("retention", "show", run, "--sample", 3, status=1).err
    assert "forgotten" in office("retention", "show", run, "--sample", 3, "--json", status=1).err


@one_database
def test_nobody_approves_what_is_not_counted(office):
    archived_since(office, "2018-01-01", 2)
    run = plan(office)["run"]
    office.database.rows("update muniment.run set counts = null")
    assert "not counted yet" in approve(office, run, "a.reviewer", status=1).err
    assert plan(office)["run"] == run  # planning again counts what stands
    assert approve(office, run, "a.reviewer").json["state"] == "approved"


# --- belts ---

SETTINGS = [
    ({"belt_subjects": 30, "belt_share": 100}, None), ({"belt_subjects": 29, "belt_share": 100}, "more than 29 records"),
    ({"belt_subjects": 1000, "belt_share": 3}, None), ({"belt_subjects": 1000, "belt_share": 2}, "more than 2 % of the register"),
]


@pytest.mark.parametrize("rule", ["none", "one", "two"])
@one_database
def test_a_large_run_needs_a_second_person_whatever_the_rule_says(office, tmp_path, rule):
    assert office.register.value("select count(*) from register.child") == 1000
    keys = archived_since(office, "2018-01-01", 30)  # 3 in the hundred
    office.register.rows("delete from register.child_person where child_id::text = any(%s)", keys)  # nothing that they share
    with_law(office, tmp_path, approval=rule)
    for settings, belt in SETTINGS:
        with_settings(office, **settings)
        made = plan(office)
        assert (made["belt"], made["needs"]) == (belt, "two" if belt else rule), settings
        assert made["state"] == ("approved" if made["needs"] == "none" else "planned")
        office("retention", "stop", made["run"], "--as", "dpo", "--reason", "again")


@one_database
def test_what_is_shared_is_held_to_them_too(office):
    archived_since(office, "2018-01-01", 30)
    with_settings(office, belt_subjects=30, belt_share=100)
    made = plan(office)
    assert re.fullmatch(r"\d+ rows of person, which is shared, go with them", made["belt"]) and made["needs"] == "two"


@one_database
def test_the_belts_are_on_unless_let_out(office, tmp_path):
    archived_since(office, "2018-01-01", 251)
    with_law(office, tmp_path, approval="none")
    made = plan(office)
    assert (made["belt"], made["needs"], made["state"]) == ("more than 25 % of the register", "two", "planned")
    assert "two people must agree" in office("retention", "show", made["run"]).out
    assert approve(office, made["run"], "a").json["state"] == "planned"
    assert approve(office, made["run"], "b").json["state"] == "approved"


# --- people ---

@one_database
def test_one_person_under_two_spellings_is_one_person(office, tmp_path):
    archived_since(office, "2018-01-01", 2)
    with_law(office, tmp_path, approval="two")
    run = plan(office)["run"]
    assert approve(office, run, "J. Smith").json["state"] == "planned"
    for second in ["j. smith", " J.  SMITH ", "J Smith", "j.smith", "J. Sm\u00edth"]:
        assert "somebody else" in approve(office, run, second, status=1).err
    assert approve(office, run, "J. Smithe").json["state"] == "approved"


@pytest.mark.parametrize("rule, status", [("one", 0), ("two", 1)])
@one_database
def test_who_planned_by_hand_is_not_one_of_two(office, tmp_path, rule, status):
    archived_since(office, "2018-01-01", 2)
    with_law(office, tmp_path, approval=rule)
    run = plan(office)["run"]
    planner = office.database.value("select planned_by from muniment.run")
    said = approve(office, run, f" {planner.upper()} ", status=status)
    if rule == "two":
        assert "planner is not one of the two" in said.err
        assert [approve(office, run, name).json["state"] for name in ["a", "b"]] == ["planned", "approved"]


@one_database
def test_who_came_second_at_the_same_moment_is_seen(office, tmp_path):
    """Two approvals of one person at once do not make two."""
    archived_since(office, "2018-01-01", 2)
    with_law(office, tmp_path, approval="two")
    run = plan(office)["run"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda name: approve(office, run, name, status=None).status, ["dpo", "DPO", "d p o", "Dpo"]))
    assert sorted(said) == [0, 1, 1, 1]
    assert office.json("retention", "show", run)["state"] == "planned"


def test_a_rule_over_several_entities_is_planned_by_its_name(office):
    """It stands in the pack as one rule and is carried out as one for each entity; a hold on it was taken, a plan refused."""
    address, service = [office.register.value(
        f"update register.{table} set archived_on = '2019-01-01' where ctid = (select t.ctid from register.{table} t "
        "join register.child c using (child_id) where c.archived_on is null limit 1) returning child_id", ) for table in ("address", "service")]
    assert address and service
    plans = office.json("retention", "plan", "s12", "--rule", "s12-destroy-archived-item")["plans"]
    assert {"s12-destroy-archived-item.address", "s12-destroy-archived-item.service"} <= {plan["rule"] for plan in plans}
    assert "no rule" in office("retention", "plan", "s12", "--rule", "s12-destroy-archived-it", status=1).err
