"""What a map can say of registers whose foreign keys do not: edges between different types, rows shared by a column of
one's own, rows that are kept and shown. Children look alike; marks MK1x are of child 1, and 3 and 4 stay.
"""
import pytest

from small import CHILD, NOTE, PACK, edge, entity, owned, small  # noqa: F401 (small is a fixture)

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


# --- what is taken out of columns ---

DOC = """
create table folder(id int primary key, child_id int not null references child, closed_at timestamptz, doc jsonb not null);
create index on folder(child_id);
insert into folder select n, n, timestamptz '2010-06-30 23:30+00',
       jsonb_build_object('mother', jsonb_build_object('name', 'motherMK' || n || 'x', 'town', 'townMK' || n || 'x'),
                          'closed', '30/06/2010', 'notes', jsonb_build_array('noteMK' || n || 'x', 'secondMK' || n || 'x'),
                          'secret', 'secretMK' || n || 'x')
  from generate_series(1, 4) n;
"""
RULES = """{{ id = "{0}"; cite = "Schedule line 2"; text = "It goes."; map = "small"; entity = "{1}"; trigger = "case-end";
  after = {{ years = 6; }}; attributes = [ {2} ]; disposal = "destroy"; direction = "maximum"; approval = "none"; }}"""


def pack(*rules):
    return PACK.replace(" ); };", "".join(", " + r for r in rules) + " ); };")


def taken(name, source, more, about="subject", disclose="review"):
    return (f'{{ column = "{name}"; from = "{source}"; {more} item = "kept"; category = "kept"; label = "{name}"; '
            f'about = "{about}"; disclose = "{disclose}"; }}')


FOLDER = owned("folder", "child", "child_id").replace("attributes = (", """attributes = (
    { columns = [ "doc" ]; item = "kept"; category = "kept"; }, { column = "closed_at"; item = "system"; }, """ + ", ".join([
    taken("mother", "doc", 'path = [ "mother", "name" ];', about="carer"), taken("first_note", "doc", 'path = [ "notes", "0" ];'),
    taken("secret", "doc", 'path = [ "secret" ];', disclose="never"),
    taken("closed", "doc", 'path = [ "closed" ]; as = "date"; format = "DD/MM/YYYY";'),
    taken("closed_here", "closed_at", 'as = "date"; zone = "Europe/London";')]))
CLOSED = 'events = ( { event = "case-end"; entity = "folder"; column = "%s"; } );'


def test_values_within_documents_are_told_blanked_and_counted_from(small):
    """Each told by itself, and the rest of the document without them; blanked without touching the rest."""
    office = small(DOC, pack=pack(RULES.format("papers", "folder", '"mother", "first_note"')))
    office.map(CHILD, NOTE, FOLDER, more=CLOSED % "closed")
    assert [p for p in office.check() if p[0] == "error"] == []
    row, = office.json("subject", "show", "small", "1")["entities"]["folder"]
    told = row["attributes"]
    assert (told["mother"], told["first_note"], told["closed"]) == ("motherMK1x", "noteMK1x", "2010-06-30")
    assert told["closed_here"] == "2010-07-01", "half past eleven in Greenwich is the next day in a British summer"
    assert told["doc"] == {"mother": {"town": "townMK1x"}, "notes": [None, "secondMK1x"]}
    office.register.rows("update folder set doc = doc || '{\"closed\": \"31/02/2010\"}' where id = 2;"
                         "update folder set doc = '[]' where id = 4")
    run = office.planned("papers")
    assert office.json("retention", "run", run)["disposed"] == 2, "1 and 3: no calendar has the day of 2, and 4 has none"
    assert office.json("retention", "verify", run)["clean"]
    left = dict(office.register.rows("select id, doc::text from folder"))
    assert all("townMK" in left[n] and "secondMK" in left[n] and "secretMK" in left[n] for n in (1, 3))
    assert not any("motherMK" in left[n] or "noteMK" in left[n] for n in (1, 3))
    assert "motherMK2x" in left[2] and "noteMK2x" in left[2] and left[4] == "[]"
    assert ("warning", "1 row of public.folder has a day in closed that no calendar holds") in office.check()


@pytest.mark.parametrize("old, new, words", [
    ('zone = "Europe/London";', "", "is a moment, which is another day in another place"),
    ('from = "doc"; path = [ "secret" ];', 'from = "closed_at"; path = [ "secret" ];', "in which there are no paths"),
    ('column = "secret"; from', 'column = "child_id"; from', "has a column child_id of its own"),
    ('path = [ "closed" ]; as = "date"; format = "DD/MM/YYYY";', 'path = [ "closed" ];', "is a text, but a date is needed"),
])
def test_what_cannot_be_taken_out_is_told(small, old, new, words):
    office = small(DOC)
    assert old in FOLDER
    office.map(CHILD, NOTE, FOLDER.replace(old, new), more=CLOSED % "closed")
    told = [p for p in office.any("map", "check", "small")["problems"] if p["severity"] == "error"]
    assert any(words in p["problem"] and p["line"] > 0 and p["mend"] for p in told), told


ROWS = """
create table obs(id int primary key, child_id int not null references child, concept int not null, value_text text,
        value_date date);
create index on obs(child_id);
insert into obs select n * 10 + k, n, k, case k when 1 then 'allergyMK' || n || 'x' when 2 then 'heightMK' || n || 'x'
        when 4 then 'otherMK' || n || 'x' end, case k when 3 then date '2010-01-01' end
  from generate_series(1, 4) n, generate_series(1, 4) k;
"""
OBS = owned("obs", "child", "child_id").replace("attributes = (", """attributes = (
    { columns = [ "value_text", "value_date" ]; item = "kept"; category = "kept"; disclose = "review"; }, """ + ", ".join([
    taken("allergy", "value_text", 'where = { column = "concept"; is = [ "1" ]; };'),
    taken("height", "value_text", 'where = { column = "concept"; is = [ "2" ]; };', disclose="never"),
    taken("left", "value_date", 'where = { column = "concept"; is = [ "3" ]; };')]))


def test_rows_of_attributes_and_values_have_attributes_and_events_of_their_own(small):
    """The event stands in one row of the child, what it blanks in others; what no line speaks of is told as the rest."""
    rule = PACK.replace('"gone"', '"left"').replace('"archived"', '"case-end"')
    blank = RULES.format("allergies", "obs", '"allergy"').replace('"case-end"', '"service-end"')
    office = small(ROWS, pack=rule.replace(" ); };", ", " + blank + " ); };"))
    office.map(CHILD, NOTE, OBS, more='events = ( { event = "case-end"; entity = "obs"; column = "left"; },'
                                      ' { event = "service-end"; entity = "child"; column = "gone"; } );')
    assert [p for p in office.check() if p[0] == "error"] == []
    assert "public.obs.concept" not in str(office.any("map", "check", "small")["unmapped"])
    told = [r["attributes"] for r in office.json("subject", "show", "small", "1")["entities"]["obs"]]
    assert [(t["allergy"], t["height"], t["left"], t["value_text"]) for t in told] == [
        ("allergyMK1x", None, None, None), (None, "heightMK1x", None, None), (None, None, "2010-01-01", None),
        (None, None, None, "otherMK1x")]
    run = office.planned("allergies")
    assert office.json("retention", "run", run)["disposed"] == 2
    assert office.json("retention", "verify", run)["clean"]
    assert office.register.rows("select id, value_text from obs where concept = 1 order by 1") == [
        (11, None), (21, None), (31, "allergyMK3x"), (41, "allergyMK4x")]
    assert office.register.value("select count(*) from obs where concept = 2 and value_text is not null") == 4
    office.register.rows("update obs set value_date = '2026-01-01' where concept = 3 and child_id = 2")
    run = office.planned("left")
    assert office.json("retention", "run", run)["disposed"] == 3
    assert [n for n, in office.register.rows("select id from child")] == [2]


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


LISTS = """
create table outing(id int primary key, went int[], names text, words text);
insert into outing values (1, array[1, 3, 12], '1, 3,12', 'outingMK1x and MK3x'), (2, array[2], '2', 'outingMK2x'),
                          (3, array[3, 4], '3;4', 'outingMK4x'), (4, null, null, 'nobody');
"""


def test_one_is_taken_out_of_lists_of_several(small):
    """Whoever goes; 12 is not 1, and the others stay in their order."""
    lists = f'{edge("child", "went", more="list = true;")}, {edge("child", "names", more="list = true;")}'
    outing = entity("outing", "kept", "words", f'because = "Outings are counted."; refers = ( {lists} );')
    office = small(LISTS, outing)
    assert [p for p in office.check() if p[0] == "error"] == []
    assert "outingMK1x" in office.shown(3) and "outingMK4x" in office.shown(3) and "outingMK2x" not in office.shown(3)
    assert "MK4x" not in office.shown(1).replace("noteMK4x", "")
    run = office.planned()
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.register.rows("select id, went, names from outing order by 1") == [
        (1, [3, 12], "3,12"), (2, [], None), (3, [3, 4], "3;4"), (4, None, None)]
    assert office.json("retention", "verify", run)["clean"]
