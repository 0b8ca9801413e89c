"""What map check counts of a register's tables: also those that a foreign key to something else would hide, that name whom they
are about by other words or another number, and those that rows on the map refer to.
"""
import pytest

from small import CHILD, NOTE, Small, owned

TABLES = {
    "a foreign key to anything": "create table call(id int primary key, child_id int, by_id int references usr, words text)",
    "written as one word": "create table call(id int primary key, childid bigint, words text)",
    "in capitals": 'create table call(id int primary key, "childId" int, words text)',
    "a type and an id": "create table call(id int primary key, about_type text, about_id int, by_id int references usr)",
    "an alternate key": "create table call(id int primary key, child_ref int, by_id int references usr)",
    "what rows on the map refer to": "create table call(id int primary key, road text);"
                                     "alter table note add call_id int references call",
}


@pytest.fixture
def small(cluster, template, tmp_path, keys):
    governance, register = cluster.create(template), cluster.create()
    yield lambda sql, *entities: Small(governance, register, tmp_path, keys, "create table usr(id int primary key);" + sql,
                                       *entities)
    governance.drop()
    register.drop()


@pytest.mark.parametrize("how", TABLES)
def test_a_table_that_seems_to_hang_is_listed(small, how):
    office = small(TABLES[how])
    if "refer to" in how:
        office.map(CHILD, owned("note", "child", "child_id", "words call_id"))
    check = office.any("map", "check", "small")
    assert "public.call" in check["unmapped"] and check["coverage"] < 100
    assert "leaves out" in office("retention", "plan", "small", status=1).err
    assert "% of the columns" in office("map", "check", "small", status=1).out


def left_off(*tables, because="lists of the program's own"):
    return "left_off = ( { tables = [ " + ", ".join(f'"{t}"' for t in tables) + f' ]; because = "{because}"; }} );'


def test_a_table_that_names_nobody_is_listed_until_a_person_has_said_why(small):
    """It hinders no disposal; the percentage counts its columns until it is on the map or left off with a reason."""
    office = small("create table call(id int primary key, kind text, by_id int references usr, words text)")
    check = office.any("map", "check", "small")
    assert (check["unmapped"], check["unanswered"]) == ([], ["public.call", "public.usr"])
    assert check["coverage"] == 100 * 9 // 14  # child has 6 columns, note 3; call 4 and usr 1
    assert "the map does not say what it is" in office("check", status=None).out
    office.planned()
    office.map(CHILD, NOTE, more=left_off("public.call", "public.usr"))
    check = office.json("map", "check", "small")
    assert (check["coverage"], check["unmapped"], check["unanswered"]) == (100, [], [])
    assert [(x["table"], x["because"]) for x in check["left_off"]] == [("call", "lists of the program's own"),
                                                                       ("usr", "lists of the program's own")]
    assert "left off: public.usr: lists of the program's own" in office("map", "check", "small").out


def test_what_a_foreign_key_ties_to_a_subject_cannot_be_left_off(small):
    """Nor what is not there; and a drafted reason is none."""
    office = small("create table call(id int primary key, child_id int references child on delete cascade, words text);"
                   "create table seen(id int primary key, child_id int references child on delete set null)")
    office.map(CHILD, NOTE, more=left_off("public.call", "public.seen", "public.usr", "public.gone"))
    told = office.any("map", "check", "small")["problems"]
    found, = [p for p in told if p["severity"] == "error"]
    assert "public.call is left off, but its foreign key" in found["problem"] and found["line"] > 0
    assert "there is no table public.gone to leave off" in str([p["problem"] for p in told if p["severity"] == "warning"])
    assert "map does not fit" in office("retention", "plan", "small", status=1).err
    office.map(CHILD, NOTE, more=left_off("public.usr", because="decide"))
    assert ("error", "why public.usr is left off has still to be decided") in office.check()


def test_columns_that_are_alike_share_a_line(small):
    """Shown, disclosed and covered as if each had a line of its own."""
    office = small("create table visit(id int primary key, child_id int not null references child, place text, words text);"
                   "create index on visit(child_id);"
                   "insert into visit select n, n, 'placeMK' || n || 'x', 'visitMK' || n || 'x' from generate_series(1, 4) n")
    alike = owned("visit", "child", "child_id").replace(
        "attributes = (", 'attributes = ( { columns = [ "place", "words" ]; item = "kept"; category = "kept"; }')
    office.map(CHILD, NOTE, alike, more=left_off("public.usr"))
    assert office.json("map", "check", "small")["coverage"] == 100
    shown = office.shown(1)
    assert "placeMK1x" in shown and "visitMK1x" in shown and "MK2x" not in shown
    office.gone()
    assert office.marks("visit") == ["3", "4"]


# --- words ---

WORDS = [("nhs", "Number of the health service"), ("name", "Your name"), ("born", "Day of your birth"), ("gone", "Day you left"),
         ("ref", "Reference"), ("words", "What was noted")]


def labels(words):
    return "labels = ( " + ", ".join(f'{{ label = "{k}"; en = "{v}"; }}' for k, v in words) + " );"


def test_a_map_brings_its_own_words(small):
    """Six errors, and six more in Welsh, become none and one warning: no pack says that letters are written in Welsh."""
    office = small("")
    office.map(CHILD, NOTE, more=left_off("public.usr"))
    told = office("check", "--json", status=1).json["problems"]
    assert sorted(p["path"] for p in told if "no words in language en" in p["problem"]) == [
        "child.born", "child.gone", "child.name", "child.nhs", "child.ref", "note.words"]
    assert all(p["line"] > 0 and "labels of the map" in p["mend"] for p in told if "has no words in language" in p["problem"])
    office.map(CHILD, NOTE, more=left_off("public.usr") + labels(WORDS))
    told = office("check", "--json").json["problems"]
    assert [p["problem"] for p in told if "no words in language" in p["problem"]] == [
        "6 labels of map small have no words in language cy: a report in it would name the columns."]
    text = office.reported(1)
    assert "Number of the health service" in text and "What was noted" in text and "noteMK1x" in text and "MK2x" not in text
