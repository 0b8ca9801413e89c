"""A register's own triggers and rules may keep what a run was to take: the rows affected are not the rows meant. Such a batch is
refused whole, by the table's name, and nothing is certified; once the register lets go, the run goes on.
"""
import pytest

from small import owned, small  # noqa: F401 (small is a fixture)

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
