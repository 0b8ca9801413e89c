"""What a map can say of registers whose foreign keys do not: edges between different types, rows shared by a column of
one's own, rows that are kept and shown. Children look alike; marks MK1x are of child 1, and 3 and 4 stay.
"""
import pytest

from small import NOTE, edge, entity, owned, small  # noqa: F401 (small is a fixture)

CAST = """
alter table child add uid uuid unique;
update child set uid = ('00000000-0000-0000-0000-00000000000' || id)::uuid;
create table visit(id int primary key, child text, words text);
create index on visit(child);
insert into visit select n, '00000000-0000-0000-0000-00000000000' || n, 'visitMK' || n || 'x' from generate_series(1, 4) n;
create table remark(id int primary key, visit_no text, words text);
create index on remark(visit_no);
insert into remark select n, n::text, 'remarkMK' || n || 'x' from generate_series(1, 4) n;
create table seen(id int primary key, child text, words text);
insert into seen select n, '00000000-0000-0000-0000-00000000000' || n, 'seenMK' || n || 'x' from generate_series(1, 4) n;
"""


def cast(more=""):
    named = edge("child", "child", more=f'match = [ "uid" ]; {more}')
    return (entity("child", "subject", "nhs name born gone ref uid"), NOTE,
            owned("visit", "child", "child", "words", more=f'match = [ "uid" ]; {more}'),
            owned("remark", "visit", "visit_no", "words", more=more),
            entity("seen", "kept", "words", f'because = "The auditor reads it."; refers = ( {named} );'))


def test_an_edge_between_different_types_is_an_error_until_the_map_casts(small):
    office = small(CAST)
    office.map(*cast())
    told = office.any("map", "check", "small")["problems"]
    found = [p for p in told if p["severity"] == "error"]
    assert len(found) == 3 and all("is of type text" in p["problem"] and "cast = true" in p["mend"] and p["line"] for p in found)
    office.map(*cast("cast = true;"))
    assert [p for p in office.check() if p[0] == "error"] == []
    shown = office.shown(1)
    assert "visitMK1x" in shown and "remarkMK1x" in shown and "seenMK1x" in shown and "MK2x" not in shown
    office.gone()
    assert office.marks("visit") == office.marks("remark") == ["3", "4"]


def test_kept_rows_are_shown_and_stay_without_the_name_of_whom_they_were(small):
    office = small(CAST)
    office.map(*cast("cast = true;"))
    assert office.any("map", "check", "small")["kept"] == [{"entity": "seen", "because": "The auditor reads it."}]
    assert "seenMK2x" in office.shown(2) and "seenMK1x" not in office.shown(2)
    run = office.planned()
    assert "seen" not in office.json("retention", "show", run).get("counts", {})
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.marks("seen") == ["1", "2", "3", "4"]
    assert [n for n, in office.register.rows("select id from seen where child is null order by 1")] == [1, 2]
    assert office.json("retention", "verify", run)["clean"]


def test_a_kept_column_that_may_not_be_empty_is_told_before_anybody_approves(small):
    office = small(CAST + "alter table seen alter child set not null;")
    office.map(*cast("cast = true;"))
    assert any("public.seen" in text and "may be empty" in text for _, text in office.check())


SHARED = """
create table family(id int primary key, words text);
create table address(id int primary key, family_id int references family, words text);
create index on address(family_id);
insert into family select n, 'familyMK' || n || 'x' from generate_series(1, 4) n;
insert into address select n, n, 'addressMK' || n || 'x' from generate_series(1, 4) n;
alter table child add home_id int {guard}, add other_id int {guard};
create index on child(home_id);
create index on child(other_id);
update child set home_id = id, other_id = case id when 3 then 1 when 1 then 4 end;
create table visit(id int primary key, child_id int references child, place_id int {guard}, words text);
create index on visit(child_id);
create index on visit(place_id);
insert into visit select n, n, case n when 2 then 3 end, 'visitMK' || n || 'x' from generate_series(1, 4) n;
"""


@pytest.mark.parametrize("guard", ["references address", ""])
def test_what_is_shared_by_a_column_of_ones_own_goes_with_the_last_that_names_it(small, guard):
    """Child 1 and child 3 are at address 1; address 2 is of child 2 alone; families hang on addresses likewise."""
    office = small(SHARED.format(guard=guard))
    subject = entity("child", "subject", "nhs name born gone ref",
                     f'shares = ( {edge("address", "home_id")}, {edge("address", "other_id")} );')
    visit = owned("visit", "child", "child_id", "words").replace(
        "attributes =", f'shares = ( {edge("address", "place_id")} ); attributes =')
    office.map(subject, NOTE, entity("family", "shared", "words"),
               entity("address", "shared", "words", f'shares = ( {edge("family", "family_id")} );'), visit)
    assert [p for p in office.check() if p[0] == "error"] == []
    assert office.any("map", "check", "small")["unmapped"] == []
    shown = office.shown(1)
    assert all(f"{what}MK{n}x" in shown for what in ("address", "family") for n in (1, 4))
    assert "MK2x" not in shown and "MK3x" not in shown
    assert "addressMK3x" in office.shown(2), "the place of a visit"
    run = office.planned()
    shared = office.json("retention", "show", run)
    assert '"address"' in str(shared).replace("'", '"')
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.marks("address") == office.marks("family") == ["1", "3", "4"]
    assert office.json("retention", "verify", run)["clean"]
    office.register.rows("update child set gone = '2010-01-01' where id = 3")
    office.gone()
    assert office.marks("address") == office.marks("family") == ["4"]
