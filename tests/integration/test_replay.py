"""Who is destroyed again after a restore, and who is not: a person is known by all their identifiers together, what is not
certain is asked about, and a replay is planned and approved like any run."""
import hashlib

import pytest

from test_restore import DESTROY, make, joint_template, two  # noqa: F401


def numbers(drill, *keys):
    """Each with an NHS number of their own."""
    drill.register.rows("alter table register.child drop constraint if exists child_nhs_number_key")
    for i, key in enumerate(keys):
        set_nhs(drill, key, ("9434765919", "9434765870", "9449305552", "9462978119")[i])


def set_nhs(drill, key, value):
    drill.register.rows("update register.child set nhs_number = %s, nhs_source_id = 2, nhs_power = 'must',"
                        " nhs_supplied_on = '2020-01-01' where child_id = %s", value, int(key))


def back(drill, keep):
    """Destroys who is due, and restores what was there before it."""
    dump = drill.dump(drill.register)
    drill.destroy()
    keep()
    drill.restore(drill.register, dump)


def other_than(drill, keys):
    return str(drill.register.value("select max(child_id) from register.child where child_id::text <> all(%s)", list(keys)))


@pytest.fixture
def mistaken(two):  # noqa: F811
    """Two records have one NHS number by mistake; one of them was destroyed, with two others."""
    keys = two.archived(3)
    numbers(two, *keys)
    other = other_than(two, keys)
    set_nhs(two, other, "9434765919")
    back(two, lambda: None)
    return two, keys, other


def test_who_shares_an_identifier_by_mistake_is_not_destroyed(mistaken):
    drill, (twin, *certain), other = mistaken
    done = drill.replay(status=1)
    assert (done["matched"], done["destroyed"], done["to_answer"], done["open"]) == (4, 2, 2, False)
    assert drill.there([other]) == 1 and drill.there(certain) == 0 and not drill.open()
    asked = {row["record"]: row for row in drill.findings()}
    assert {key: row["asked"] for key, row in asked.items()} == {twin: "shared", other: "differs"}
    assert "must be answered" in drill("retention", "replay", "s12", status=1).err
    drill.answer("stays", asked[other]["finding"])
    drill.answer("goes", asked[twin]["finding"])
    # What was answered is planned and approved like the rest; then verification finds the number that both had.
    done = drill.replay(status=1)
    assert (done["destroyed"], done["open"]) == (1, False) and drill.there([twin]) == 0 and drill.there([other]) == 1
    left, = [row for row in drill.findings() if row["asked"] == "left"]
    assert left["place"] == "register.child" and left["rows"] == 1
    drill.answer("stays", left["finding"])
    done = drill.replay()
    assert (done["clean"], done["open"]) == (False, True) and drill.there([other]) == 1 and drill.open()
    said = [(name, detail) for name, detail in drill.database.rows(
        "select detail ->> 'answer', detail ->> 'reason' from (select (leaf::json -> 'detail')::jsonb as detail, leaf::json ->> 'kind' as kind"
        " from muniment.ledger_entry union all select detail, kind from muniment.ledger_pending) as e where kind = 'replay-answered'")]
    assert sorted(said) == [("goes", "asked the school")] + [("stays", "asked the school")] * 2
    for table in ("replay_record", "replay_touch", "replay_approval", "replayed"):
        assert drill.database.value(f"select count(*) from muniment.{table}") == 0


def test_nothing_goes_before_it_is_approved(two):  # noqa: F811
    keys = two.archived(3)
    back(two, lambda: None)
    done = two.json("retention", "replay", "s12")
    assert (done["matched"], done["destroyed"], done["to_approve"], done["needs"], done["open"]) == (3, 0, 3, "one", False)
    assert two.there(keys) == 3 and two.findings() == []
    assert sorted(row["record"] for row in two.findings("--all")) == sorted(keys)
    assert two.json("retention", "replay", "s12")["destroyed"] == 0 and two.there(keys) == 3
    two("retention", "confirm", "s12", "--as", "a.reviewer")
    done = two.json("retention", "replay", "s12")
    assert (done["destroyed"], done["open"]) == (3, True) and two.there(keys) == 0
    kinds = two.ledger()
    for kind in ("replay-planned", "replay-approved", "batch-replayed", "register-opened"):
        assert kind in kinds, kinds
    assert "not closed" in two("retention", "confirm", "s12", "--as", "a.reviewer", status=1).err


def test_a_large_one_needs_two_people(two):  # noqa: F811
    keys = two.archived(3)
    back(two, lambda: two.settings.write_text(two.settings.read_text() + "belt_subjects = 2;\n"))
    done = two.json("retention", "replay", "s12")
    assert (done["needs"], done["belt"]) == ("two", "more than 2 records")
    two("retention", "confirm", "s12", "--as", "a.reviewer")
    assert "approved the replay before" in two("retention", "confirm", "s12", "--as", "A. Reviewer", status=1).err
    assert two.json("retention", "replay", "s12")["destroyed"] == 0 and two.there(keys) == 3
    two("retention", "confirm", "s12", "--as", "b.reviewer")
    assert two.json("retention", "replay", "s12")["destroyed"] == 3


def test_an_identifier_that_the_backup_does_not_have_yet_changes_nothing(two):  # noqa: F811
    """What both have agrees; the number came after the backup was made."""
    key, = two.archived(1)
    two.register.rows("update register.child set nhs_number = null, nhs_source_id = null, nhs_power = null,"
                      " nhs_supplied_on = null where child_id = %s", int(key))
    dump = two.dump(two.register)
    numbers(two, key)
    two.destroy()
    two.restore(two.register, dump)
    done = two.replay()
    assert (done["destroyed"], done["open"]) == (1, True) and two.there([key]) == 0


def test_map_check_asks_that_tombstones_tell_one_from_another(two):  # noqa: F811
    keys = two.archived(2)
    assert not [p for p in two.json("map", "check", "s12")["problems"] if "share" in p["problem"]]
    numbers(two, *keys)
    set_nhs(two, keys[1], "9434765919")
    said = two("map", "check", "s12", "--json")
    problem, = [p for p in said.json["problems"] if "share" in p["problem"]]
    assert problem["problem"].startswith("2 records share their nhs_number with another")
    assert "9434765919" not in said.out + said.err


def forget_graves(drill):
    drill.database.rows("update muniment.tombstone set grave = null, attribute = null")


def test_old_tombstones_take_whoever_alone_agrees_with_them(two):  # noqa: F811
    keys = two.archived(2)
    numbers(two, *keys)
    back(two, lambda: forget_graves(two))
    done = two.replay()
    assert (done["destroyed"], done["to_answer"], done["open"]) == (2, 0, True) and two.there(keys) == 0


def test_old_tombstones_ask_where_more_than_one_record_agrees(two):  # noqa: F811
    keys = two.archived(1)
    numbers(two, *keys)
    other = other_than(two, keys)
    set_nhs(two, other, "9434765919")
    back(two, lambda: forget_graves(two))
    done = two.replay(status=1)
    assert (done["destroyed"], done["open"]) == (0, False) and two.there([*keys, other]) == 2
    assert {(row["record"], row["asked"]) for row in two.findings()} == {(keys[0], "old"), (other, "old")}


@pytest.mark.parametrize("memory", ["state", "receipts", "old state", "old receipts"])
def test_graves_are_recovered_with_their_tombstones(cluster, template, register_template, joint_template,  # noqa: F811
                                                    tmp_path, keys, daemon, memory):
    """From the state folder and from the register's receipts; those of an older program are still read."""
    drill = make(cluster, template, register_template, joint_template, tmp_path, keys, False, state="state" in memory)
    gone = drill.archived(2)
    numbers(drill, *gone)
    governance = drill.dump(drill.database)
    drill.destroy()
    graves = drill.database.rows("select fingerprint, grave, attribute from muniment.tombstone order by fingerprint")
    assert len(graves) == 4 and len({grave for _, grave, _ in graves}) == 2 and len({name for *_, name in graves}) == 2
    if "old" in memory:
        graves = [(stone, None, None) for stone, *_ in graves]
    if "state" in memory:
        drill.register.rows("update muniment_agent.receipt set stones = null, marks = null")
    else:
        drill.register.rows("update muniment_agent.receipt set marks = null") if "old" in memory else None
    if memory == "old state":
        write_old(drill.state / "s12.tombstones")
    drill.restore(drill.database, governance)
    drill("retention", "replay", "s12", status=None)
    assert drill.database.rows("select fingerprint, grave, attribute from muniment.tombstone_kept order by fingerprint") == graves
    if memory == "old state":  # it is set aside, and read again when that is needed
        drill.archived(1)
        drill.destroy()
        assert (drill.state / "s12.tombstones").read_bytes()[:22] == b"muniment tombstones 2\n"
        assert (drill.state / "s12.tombstones-1").read_bytes()[:22] == b"muniment tombstones 1\n"
        assert len((drill.state / "s12.tombstones").read_bytes()) == 96 * (1 + 4 + drill.database.value(
            "select count(*) from muniment.tombstone"))
    drill.database.drop()
    drill.register.drop()


def write_old(path):
    """As an older program wrote it: records of 64 bytes, without a grave."""

    whole = path.read_bytes()
    records = [whole[at:at + 52] for at in range(96, len(whole), 96)]
    path.write_bytes(b"muniment tombstones 1\n".ljust(64, b"\0")
                     + b"".join(record + hashlib.sha256(record).digest()[:12] for record in records))
