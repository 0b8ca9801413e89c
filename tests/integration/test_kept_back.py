"""A register's own triggers and rules may keep what a run was to take: the rows affected are not the rows meant. Such a batch is
refused whole, by the table's name, and nothing is certified; once the register lets go, the run goes on.
"""
import pytest

from small import CHILD, NOTE, alone, edge, entity, owned, small  # noqa: F401 (alone and small are fixtures)

TAG = """
create table tag(id int primary key, child_id int not null {guard}, words text, deleted boolean default false);
insert into tag select n, n, 'tagMK' || n || 'x' from generate_series(1, 4) n;
create index on tag(child_id);
create table part(id int primary key, tag_id int not null references tag on delete cascade, words text);
create index on part(tag_id);
insert into part select n, n, 'partMK' || n || 'x' from generate_series(1, 4) n;
create function softly() returns trigger language plpgsql set search_path = public as $$ begin
  return null; end $$;
"""
ENTITIES = (owned("tag", "child", "child_id", "words deleted"), owned("part", "tag", "tag_id", "words"))
SWALLOWS = {
    "unguarded": ("", "tag", "create trigger t before delete on tag for each row execute function softly()"),
    "cascade": ("references child on delete cascade", "tag",
                "create trigger t before delete on tag for each row execute function softly()"),
    "deep cascade": ("", "part", "create trigger t before delete on part for each row execute function softly()"),
    "subject": ("", "child", "create trigger t before delete on child for each row execute function softly()"),
    "rule": ("", "tag", "create rule r as on delete to tag do instead nothing"),
    "one row": ("", "tag", "create trigger t before delete on tag for each row when (old.id = 2) execute function softly()"),
}


@pytest.mark.parametrize("how", SWALLOWS)
def test_a_batch_that_did_less_than_was_meant_is_refused(small, how):
    guard, table, trigger = SWALLOWS[how]
    office = small(TAG.format(guard=guard) + trigger, *ENTITIES)
    before = {t: office.marks(t) for t in ("note", "tag", "part")}
    run = office.planned()
    assert "register refused a batch" in office("retention", "run", run, status=1).err
    shown = office.json("retention", "show", str(run))
    assert shown["state"] == "failed" and f"kept rows of public.{table}" in shown["reason"] and "MK" not in shown["reason"]
    assert {t: office.marks(t) for t in ("note", "tag", "part")} == before  # nothing of the batch
    assert office.register.value("select count(*) from child") == 4
    office("retention", "certificate", run, status=1)
    office.register.rows("drop rule if exists r on tag; drop function softly() cascade")
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.json("retention", "verify", run)["clean"]
    assert office.marks("tag") == office.marks("part") == ["3", "4"]


PACK = """pack = { name = "small"; rules = ( { id = "gone"; cite = "1"; text = "It is filed."; map = "small";
  trigger = "birth"; after = { years = 6; }; disposal = "archive"; direction = "maximum"; approval = "none"; },
  { id = "blank"; cite = "2"; text = "It is blanked."; map = "small"; entity = "note"; attributes = [ "words" ];
    trigger = "birth"; after = { years = 6; }; disposal = "destroy"; direction = "maximum"; approval = "none"; } ); };"""


@pytest.mark.parametrize("rule, table", [("gone", "child"), ("blank", "note")])
def test_so_is_one_that_changed_less(small, rule, table):
    office = small(TAG.format(guard="") + f"create trigger t before update on {table} for each row execute function softly()",
                   *ENTITIES, pack=PACK, subject='birth = "born"; archived = "gone"; tombstone = [ "nhs" ];')
    run = office.planned(rule)
    office("retention", "run", run, status=1)
    shown = office.json("retention", "show", str(run))
    assert shown["state"] == "failed" and f"kept rows of public.{table}" in shown["reason"]


# A circle without a foreign key on one of its sides: the case goes, and what its owner was found by goes with it.
CIRCLE = """
create table matter(id int primary key, child_id int not null references child, first_step int not null, words text);
create table step(id int primary key, matter_id int not null, words text);
insert into step select n * 10 + k, n, 'stepMK' || n || 'x' from generate_series(1, 4) n, generate_series(1, 2) k;
insert into matter select n, n, n * 10 + 1, 'matterMK' || n || 'x' from generate_series(1, 4) n;
alter table matter add foreign key (first_step) references step;
create index on matter(child_id); create index on matter(first_step); create index on step(matter_id);
create function softly() returns trigger language plpgsql set search_path = public as $$ begin return null; end $$;
"""
ROUND = (owned("matter", "child", "child_id", "words first_step"), owned("step", "matter", "matter_id", "words"))


def test_a_part_of_a_circle_is_missed(alone):
    office = alone(CIRCLE + "create trigger t before delete on step for each row when (old.id = 12) execute function softly()", *ROUND)
    run = office.planned()
    office("retention", "run", run, status=1)
    shown = office.json("retention", "show", str(run))
    assert shown["state"] == "failed" and "kept rows of public.step" in shown["reason"]
    assert office.register.value("select count(*) from matter") == 4 and len(office.marks("step")) == 8
    office.register.rows("drop function softly() cascade")
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.marks("step") == ["3", "3", "4", "4"]


# What only names a child is emptied, by us or by the server; a row of two owners loses one of them. None may be kept back.
NAMES = """
create table staff(id int primary key, favourite int {edge}, words text);
insert into staff values (1, 1, 'a'), (2, 3, 'b'); create index on staff(favourite);
create function softly() returns trigger language plpgsql set search_path = public as $$ begin {body} end $$;
"""
STAFF = "refers = ( " + edge("child", "favourite") + " );"
MEET = """
create table meet(id int primary key, one int references child, other int references child, words text);
insert into meet values (1, 1, 3, 'x'); create index on meet(one); create index on meet(other);
"""
MEETING = entity("meet", "owned", "words", f"owners = ( {edge('child', 'one')}, {edge('child', 'other')} );")
KEEPS = {
    "a mention": (NAMES.format(edge="", body="return null;"), entity("staff", "reference", "words", STAFF), "staff"),
    "a mention that the server empties": (
        NAMES.format(edge="references child on delete set null", body="return null;"), entity("staff", "reference", "words"), "staff"),
    "a mention put back": (
        NAMES.format(edge="", body="new.favourite = old.favourite; return new;"), entity("staff", "reference", "words", STAFF), "staff"),
    "one of two owners": (MEET + NAMES.format(edge="", body="return null;"), MEETING, "meet"),
    "a list": (NAMES.format(edge="", body="return null;") + "alter table staff add pupils int[]; update staff set pupils = '{1,3}';",
               entity("staff", "reference", "words", "refers = ( " + edge("child", "pupils", more="list = true;") + " );"), "staff"),
}


@pytest.mark.parametrize("what", KEEPS)
def test_an_update_that_a_trigger_keeps_back_is_missed(alone, what):
    sql, mapped, table = KEEPS[what]
    office = alone(sql + f"create trigger t before update on {table} for each row execute function softly();", mapped)
    office("map", "accept", "small", "--because", "of the test", "--as", "dpo", status=None)
    run = office.planned()
    office("retention", "run", run, status=1)
    shown = office.json("retention", "show", str(run))
    assert shown["state"] == "failed" and f"kept rows of public.{table}" in shown["reason"]
    assert office.register.value("select count(*) from child") == 4


def test_a_blank_that_is_put_back_is_missed(alone):
    """As many rows affected as were meant, and the words stand there as before."""
    office = alone("create function softly() returns trigger language plpgsql as $$ begin new.words = old.words; return new; end $$;"
                   "create trigger t before update on note for each row execute function softly()", pack=PACK,
                   subject='birth = "born"; archived = "gone"; tombstone = [ "nhs" ];')
    run = office.planned("blank")
    office("retention", "run", run, status=1)
    shown = office.json("retention", "show", str(run))
    assert shown["state"] == "failed" and "kept rows of public.note" in shown["reason"]


def test_so_is_a_row_that_was_to_be_archived_with_its_record(alone):
    office = alone("alter table note add filed date; create function softly() returns trigger language plpgsql as $$ begin return null; end $$;"
                   "create trigger t before update on note for each row when (old.id = 4) execute function softly()", pack=PACK,
                   subject='birth = "born"; archived = "gone"; tombstone = [ "nhs" ];')
    office.map(CHILD, owned("note", "child", "child_id", "words filed").replace(";\n", "; archived = \"filed\";\n", 1),
               subject='birth = "born"; archived = "gone"; tombstone = [ "nhs" ];')
    run = office.planned("gone")
    office("retention", "run", run, status=1)
    shown = office.json("retention", "show", str(run))
    assert shown["state"] == "failed" and "kept rows of public.note" in shown["reason"]
