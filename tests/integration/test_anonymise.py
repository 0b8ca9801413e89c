"""What anonymising leaves for the planning of services: general, shared by enough, and nothing that leads back."""
import json

import pytest

from conftest import ROOT, Office

RULE = """
pack = { name = "planning"; rules = ( {
        id = "for-planning"; cite = "Planning policy of the authority, line 1"; standing = "local";
        text = "Six years after a record was archived only figures are left of it.";
        map = "s12-register"; trigger = "archived"; after = { years = 6; };
        attributes = [ %s ]; at_least = 3;
        disposal = "anonymise"; direction = "maximum"; approval = "none";
} ); };
"""


@pytest.fixture
def planning(database, register, tmp_path, keys):
    """planning(attributes) -> an office under the one rule, with nine children whose time is over: two of one year
    and district, seven of another."""
    def make(*attributes):
        pack = tmp_path / "planning.conf"
        pack.write_text(RULE % ", ".join(f'"{a}"' for a in attributes))
        office = Office(database, register, tmp_path, keys, more="belt_share = 100;\n")
        text = office.settings.read_text()
        office.settings.write_text(text.replace(f"{ROOT}/policies/law/england-childrens-database.conf", str(pack)))
        register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
        register.rows("alter table register.child disable trigger user")
        keys_ = [key for key, in register.rows(
            "update register.child set archived_on = '2018-01-01', born_on = '2000-05-06', born_supplied_on = '2000-05-06',"
            " gender = 'female', died_on = null where child_id in (select child_id from register.child c where exists"
            " (select from register.address a where a.child_id = c.child_id and a.postcode is not null)"
            " order by child_id limit 9) returning child_id")]
        register.rows("alter table register.child enable trigger user")
        register.rows("update register.child set born_on = '1999-01-02' where child_id = any(%s)", keys_[:2])
        register.rows("update register.address set postcode = 'ZZ9 9ZZ' where child_id = any(%s) and postcode is not null",
                      keys_)
        return office, keys_
    return make


def standing(register):
    return register.rows("select data, pseudonyms, count(*) from muniment_agent.planning group by 1, 2 order by 3")


def test_what_would_be_too_rare_is_refused_and_nothing_goes(planning, register):
    office, keys = planning("child.born_on", "child.gender")
    run = office.json("retention", "plan", "s12")["run"]
    refused = office("retention", "run", run, "--json", status=1)
    assert "rarer than the rule allows" in refused.err
    assert json.loads(refused.out)["rare"] == [{"left": {"child.born_on": "1999", "child.gender": "female"}, "subjects": 2}]
    assert register.value("select count(*) from register.child where child_id = any(%s)", keys) == 9
    assert standing(register) == []


def test_what_is_common_enough_is_left_and_the_record_goes(planning, register):
    office, keys = planning("child.gender", "address.postcode")
    number = register.value("select number from register.child where child_id = %s", keys[0])
    run = office.json("retention", "plan", "s12")["run"]
    assert office.json("retention", "run", run)["disposed"] == 9
    assert standing(register) == [({"child.gender": "female", "address.postcode": ["ZZ9"]}, {}, 9)]
    assert office.json("retention", "verify", run)["clean"]
    assert register.value("select count(*) from register.child where child_id = any(%s)", keys) == 0
    assert number not in str(register.rows("select * from muniment_agent.planning"))


def test_who_is_few_today_is_counted_with_those_before(planning, register):
    """Two alone are too few; beside three left earlier by the same rule they are not."""
    office, _ = planning("child.born_on")
    register.rows("insert into muniment_agent.planning (rule, data) select 'for-planning', '{\"child.born_on\": \"1999\"}'"
                  " from generate_series(1, 3)")
    run = office.json("retention", "plan", "s12")["run"]
    office("retention", "run", run)
    assert {(row[0]["child.born_on"], row[2]) for row in standing(register)} == {("1999", 5), ("2000", 7)}


def test_what_became_too_rare_since_it_was_looked_at_is_found(planning, register):
    office, keys = planning("child.born_on")
    register.rows("update register.child set born_on = '2000-05-06' where child_id = any(%s)", keys)
    run = office.json("retention", "plan", "s12")["run"]
    office("retention", "run", run)
    register.rows("insert into muniment_agent.planning (rule, data) values ('for-planning', '{\"child.born_on\": \"1950\"}')")
    verified = office("retention", "verify", run, "--json", status=1)
    assert {"where": "muniment_agent.planning", "rows": 1} in json.loads(verified.out)["findings"]


def test_a_held_child_is_neither_destroyed_nor_left_in_figures(planning, register):
    office, keys = planning("child.gender")
    office("hold", "add", "--register", "s12", "--subject", keys[0], "--reason", "a claim", "--as", "dpo")
    run = office.json("retention", "plan", "s12")["run"]
    assert office.json("retention", "run", run)["disposed"] == 8
    assert standing(register)[0][2] == 8


def test_a_pseudonym_is_the_same_for_the_same_and_leads_nowhere(planning, register, tmp_path):
    """It stands apart from what is counted, and is keyed: whoever knows the number cannot make it."""
    office, keys = planning("child.gender", "child.number")
    text = (ROOT / "policies" / "maps" / "s12-register.conf").read_text()
    column = text.index('{ column = "number";')
    named = text[:column] + text[column:].replace("{ ", '{ anonymise = "pseudonym"; ', 1)
    (tmp_path / "map.conf").write_text(named)
    settings = office.settings.read_text()
    office.settings.write_text(settings.replace(f"{ROOT}/policies/maps/s12-register.conf", str(tmp_path / "map.conf")))
    numbers = {number for number, in register.rows("select number from register.child where child_id = any(%s)", keys)}
    office("retention", "run", office.json("retention", "plan", "s12")["run"])
    made = {row[1]["child.number"] for row in standing(register)}
    assert len(made) == 9 and not made & numbers
    assert all(len(name) == 24 and set(name) <= set("0123456789abcdef") for name in made)
