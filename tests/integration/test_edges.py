"""What joins rows to whom they are about: columns that hold another unique column than the key, edges that no foreign
key guards, and what the catalog knows better than the map.
"""
import pytest

from small import CHILD, NOTE, edge, entity, owned, small  # noqa: F401 (small is a fixture)

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


# --- polymorphic tables ---

COMMENT = """
create table visit(id int primary key, child_id int not null references child, words text);
create index on visit(child_id);
insert into visit select 10 + n, n, 'visitMK' || n || 'x' from generate_series(1, 4) n;
create table staff(id int primary key, words text);
insert into staff select n, 'staffMSx' from generate_series(1, 4) n;
create table comment(id int primary key, on_type text, on_id int, words text);
create index on comment(on_type, on_id);
insert into comment select n, 'Child', n, 'commMK' || n || 'x' from generate_series(1, 4) n;
insert into comment select 10 + n, 'Staff', n, 'commMS' || n || 'x' from generate_series(1, 4) n;
insert into comment select 20 + n, 'Visit', 10 + n, 'commMK' || n || 'x' from generate_series(1, 4) n;
create table scan(id int primary key, comment_id int not null references comment, words text);
create index on scan(comment_id);
insert into scan select id, id, words from comment;
"""
VISITS = owned("visit", "child", "child_id", "words")
STAFF = entity("staff", "reference", "words")
SCAN = owned("scan", "comment", "comment_id", "words")


def on(kind, *values):
    return edge(kind, "on_id", more=f'where = {{ column = "on_type"; is = [ {", ".join(chr(34) + v + chr(34) for v in values)} ]; }};')


def test_a_row_that_names_rows_of_several_kinds_goes_with_the_one_it_names(small):
    comment = entity("comment", "owned", "words", f'owners = ( {on("child", "Child")}, {on("visit", "Visit", "Call")} );'
                     f' refers = ( {on("staff", "Staff")} );')
    office = small(COMMENT, VISITS, STAFF, comment, SCAN)
    check = office.any("map", "check", "small")
    assert check["coverage"] == 100 and [p for p in check["problems"] if p["severity"] == "error"] == []
    shown = office.json("subject", "show", "small", "1")["entities"]
    assert [row["key"] for row in shown["comment"]] == ["1", "21"]
    assert [row["owner"] for row in shown["comment"]] == ["1", None]  # of several owners, the first
    assert [row["key"] for row in shown["scan"]] == ["1", "21"] and shown["staff"] == []
    run = office.planned()
    assert office.json("retention", "show", str(run))["counts"] == {"child": 2, "note": 2, "visit": 2, "comment": 4, "scan": 4}
    office("retention", "run", run)
    assert office.json("retention", "verify", run)["clean"]
    assert office.marks("comment") == office.marks("scan") == ["3", "3", "4", "4", "S1", "S2", "S3", "S4"]


def test_rows_of_one_kind_alone_may_be_on_the_map(small):
    office = small(COMMENT, VISITS, STAFF, entity("comment", "owned", "words", f'owner = {on("child", "Child")};'), SCAN)
    assert ("warning", "8 rows of public.comment say in on_type what no edge of the map speaks of") in office.check()
    assert "commMS1x" not in office.shown(1)
    office.gone()
    assert office.register.rows("select id from comment order by 1") == [
        (n,) for n in (3, 4, 11, 12, 13, 14, 21, 22, 23, 24)]


def test_a_sister_that_tells_kinds_apart_is_an_error_without_a_condition(small):
    plain = owned("comment", "child", "on_id", "on_type words")
    office = small(COMMENT, VISITS, STAFF, plain, SCAN)
    found, = [text for severity, text in office.check() if severity == "error"]
    assert found == "public.comment.on_type tells rows apart by what (on_id) names, but the map takes all of them for child"
    assert "map does not fit" in office("retention", "plan", "small", status=1).err
    office.register.rows("delete from scan where comment_id > 10; delete from comment where id > 10")
    assert [p for p in office.check() if p[0] == "error"] == []  # one kind is no question


def test_a_condition_that_no_row_meets_is_a_finding(small):
    office = small(COMMENT, VISITS, STAFF, entity("comment", "owned", "words", f'owner = {on("child", "Chidl")};'), SCAN)
    assert ("warning", "no row of public.comment meets the condition on on_type by which it names child") in office.check()


def test_a_condition_on_what_a_foreign_key_guards_is_an_error(small):
    sql = COMMENT + "alter table comment add child_id int references child on delete cascade;"
    when = 'where = { column = "on_type"; is = [ "Child" ]; };'
    office = small(sql, VISITS, STAFF, owned("comment", "child", "child_id", "on_id on_type words", more=when), SCAN)
    assert ("error", "the foreign key over public.comment (child_id) holds for every row, whatever on_type says") in office.check()


def test_a_hold_on_rows_of_one_kind_binds_whom_they_are_about(small):
    comment = entity("comment", "owned", "words", f'owners = ( {on("child", "Child")}, {on("visit", "Visit")} );')
    office = small(COMMENT, VISITS, STAFF, comment, SCAN)
    office.register.rows("delete from scan where comment_id in (1, 22); delete from comment where id in (1, 22)")
    office("hold", "add", "--register", "small", "--entity", "comment", "--reason", "a claim", "--as", "a.officer")
    assert "held" in office("retention", "plan", "small", status=1).err  # child 1 by its visit's comment, child 2 by its own
    office.register.rows("delete from scan where comment_id = 21; delete from comment where id = 21")
    office.gone()
    assert office.register.rows("select id from child order by 1") == [(2,), (3,), (4,)]
