"""What joins rows to whom they are about: columns that hold another unique column than the key, edges that no foreign
key guards, and what the catalog knows better than the map.
"""
import pytest

from small import CHILD, NOTE, Small, edge, entity, owned

# Child n has the ref 5 - n, so that who joined by the key would take another child's.
VISIT = """
create table visit(id int primary key, child_ref int not null {guard}, words text);
create index on visit(child_ref);
insert into visit select n, 5 - n, 'visitMK' || n || 'x' from generate_series(1, 4) n;
create table remark(id int primary key, visit_id int not null references visit, words text);
create index on remark(visit_id);
insert into remark select n, n, 'remarkMK' || n || 'x' from generate_series(1, 4) n;
"""
REMARK = owned("remark", "visit", "visit_id", "words")


@pytest.fixture(params=["one", "two"])
def small(request, cluster, template, tmp_path, keys):
    """Governance and register in one database, and in two."""
    governance = cluster.create(template)
    register = governance if request.param == "one" else cluster.create()
    yield lambda sql, *entities, **options: Small(governance, register, tmp_path, keys, sql, *entities, **options)
    governance.drop()
    if register is not governance:
        register.drop()


@pytest.mark.parametrize("guard", ["references child(ref)", "references child(ref) on delete cascade"])
def test_an_edge_follows_the_columns_that_its_foreign_key_refers_to(small, guard):
    office = small(VISIT.format(guard=guard), owned("visit", "child", "child_ref", "words"), REMARK)
    assert [p for p in office.check() if p[0] == "error"] == []
    shown = office.shown(1)
    assert "visitMK1x" in shown and "remarkMK1x" in shown and "MK4x" not in shown
    office.gone()
    assert office.marks("visit") == office.marks("remark") == ["3", "4"]


def test_a_map_may_name_those_columns_itself(small):
    """Where no foreign key says which they are."""
    said = owned("visit", "child", "child_ref", "words", more='match = [ "ref" ];')
    office = small(VISIT.format(guard=""), said, REMARK)
    assert "visitMK1x" in office.shown(1) and "MK4x" not in office.shown(1)
    office.gone()
    assert office.marks("visit") == office.marks("remark") == ["3", "4"]


def test_a_map_that_contradicts_the_foreign_key_is_an_error(small):
    wrong = owned("visit", "child", "child_ref", "words", more='match = [ "id" ];')
    office = small(VISIT.format(guard="references child(ref)"), wrong, REMARK)
    told = office.any("map", "check", "small")["problems"]
    found, = [p for p in told if p["severity"] == "error"]
    line = next(n for n, text in enumerate((office.folder / "map.conf").read_text().splitlines(), 1) if "child_ref" in text)
    assert found["problem"] == ("the foreign key over public.visit (child_ref) refers to public.child (ref), but the map matches"
                                " it with (id)")
    assert (found["line"], found["file"]) == (line, str(office.folder / "map.conf")) and 'match = [ "ref" ]' in found["mend"]
    assert "refers to public.child (ref)" in office("check", status=1).out
    assert "map does not fit" in office("retention", "plan", "small", status=1).err
    assert office.database.value("select count(*) from muniment.run") == 0


def test_without_a_foreign_key_a_name_that_says_another_column_is_asked_about(small):
    """child_ref is named like child.ref, which is unique as well: a person says which of the two it holds."""
    office = small(VISIT.format(guard=""), owned("visit", "child", "child_ref", "words"), REMARK)
    found, = [text for severity, text in office.check() if severity == "error"]
    assert "public.visit.child_ref is named like public.child.ref" in found
    assert "map does not fit" in office("retention", "plan", "small", status=1).err
    office.map(CHILD, NOTE, owned("visit", "child", "child_ref", "words", more='match = [ "id" ];'), REMARK)
    assert [p for p in office.check() if p[0] == "error"] == []


def test_values_are_looked_at_before_an_unguarded_edge_is_believed(small):
    """None occurs among the keys: an error, and nothing is planned. Some do not: a finding, and how many."""
    sql = """create table tag(id int primary key, whose int, words text);
             create index on tag(whose);
             insert into tag select n, 100 + n, 'tagMK' || n || 'x' from generate_series(1, 4) n;"""
    office = small(sql, owned("tag", "child", "whose", "words"))
    assert ("error", "no value of public.tag (whose) occurs in public.child (id)") in office.check()
    assert "map does not fit" in office("retention", "plan", "small", status=1).err
    office.register.rows("update tag set whose = id where id <> 3")
    assert ("warning", "1 row of public.tag names nobody: what it holds in (whose) does not occur in public.child (id)"
            ) in office.check()
    office.gone()
    assert office.marks("tag") == ["3", "4"]


def test_links_shared_rows_and_mentions_follow_the_same_columns(small):
    sql = """
create table carer(id int primary key, no text not null unique, words text);
insert into carer select n, 'c' || (5 - n), 'carerMK' || n || 'x' from generate_series(1, 4) n;
create table child_carer(child_ref int references child(ref), carer_no text references carer(no),
        primary key (child_ref, carer_no));
create index on child_carer(carer_no);
insert into child_carer select 5 - n, 'c' || (5 - n) from generate_series(1, 4) n;
insert into child_carer values (3, 'c2');
create table plan(id int primary key, child_ref int not null references child(ref), main_carer text references carer(no),
        words text);
create index on plan(child_ref);
create index on plan(main_carer);
insert into plan select n, 5 - n, 'c' || (5 - n), 'planMK' || n || 'x' from generate_series(1, 4) n;
update plan set main_carer = 'c4' where id = 4;
"""
    office = small(sql, entity("carer", "shared", "no words"),
                   entity("child_carer", "link", "", f'owner = {edge("child", "child_ref")}; to = {edge("carer", "carer_no")};',
                          key="child_ref carer_no"),
                   entity("plan", "owned", "words", f'owner = {edge("child", "child_ref")};'
                          f' refers = ( {edge("carer", "main_carer")} );'))
    assert [p for p in office.check() if p[0] == "error"] == []
    shown = office.shown(2)
    assert all(mark in shown for mark in ("carerMK2x", "carerMK3x", "planMK2x")) and "MK1x" not in shown and "MK4x" not in shown
    office.gone()
    assert office.marks("carer") == office.marks("plan") == ["3", "4"]  # carer 1 and 2 had no other child
    assert office.register.rows("select id, main_carer from plan order by 1") == [(3, "c2"), (4, None)]


def test_archived_held_and_due_by_such_an_edge(small):
    """Archiving reaches the rows, a hold on one binds its child, and an event in one speaks for its child."""
    sql = VISIT.format(guard="references child(ref)") + """
alter table visit add left_on date; alter table visit add filed date;
update visit set left_on = '2012-01-01' where id = 3;
update child set gone = null;"""
    pack = """pack = { name = "small"; rules = ( { id = "gone"; cite = "1"; text = "It goes."; map = "small";
  trigger = "last-contact"; after = { years = 6; }; disposal = "destroy"; direction = "maximum"; approval = "none"; },
  { id = "filed"; cite = "2"; text = "It is filed."; map = "small"; trigger = "last-contact"; after = { years = 6; };
    disposal = "archive"; direction = "maximum"; approval = "none"; } ); };"""
    visit = owned("visit", "child", "child_ref", "words left_on filed").replace("attributes", 'archived = "filed"; attributes')
    office = small(sql, visit, REMARK, pack=pack,
                   more='events = ( { event = "last-contact"; entity = "visit"; column = "left_on"; } );')
    assert office.json("retention", "run", office.planned("filed"))["disposed"] == 1
    assert office.register.rows("select id from visit where filed is not null") == [(3,)]
    assert office.register.rows("select id from child where gone is not null") == [(3,)]
    office("hold", "add", "--register", "small", "--entity", "visit", "--reason", "a claim", "--as", "a.officer", "--subject", "2")
    office.gone()
    assert office.marks("visit") == ["1", "2", "4"]


def test_a_draft_names_such_columns(small):
    office = small(VISIT.format(guard="references child(ref)"))
    draft = office.json("map", "draft", "small")
    block = draft["map"][draft["map"].index('name = "visit"'):]
    assert 'owner = { entity = "child"; columns = [ "child_ref" ]; match = [ "ref" ]; };' in block[:400]
    assert draft["left_out"] == []
