"""What verification finds, whatever form a mark has and wherever it lies; and what it says when it could not look."""
import json
import subprocess

import pytest

from small import CHILD, NOTE, alone, edge, entity, owned  # noqa: F401 (alone is a fixture)

def verified(office, clean=True):
    """Planned, carried out and looked for: what verification says."""
    office("map", "accept", "small", "--because", "of the test", "--as", "dpo", status=None)
    run = office.planned()
    assert office.json("retention", "run", run)["state"] == "disposed"
    told = office("retention", "verify", run, "--json", status=0 if clean else 1).json
    assert told["clean"] is clean, told
    return run, told


FORMS = {  # child 1 is 9434765911
    "a whole number": ("n bigint", "9434765911"),
    "a float": ("n float8", "9434765911"),
    "a decimal": ("n numeric", "9434765911.50"),
    "a word": ("t text", "'file 9434765911, closed'"),
    "other separators": ("t text", "'943\u2013476\u00a05911'"),
    "three spaces": ("t text", "'no 943   476   5911.'"),
    "an array of texts": ("t text[]", "array['x', '943 476 5911']"),
    "an array of numbers": ("t bigint[]", "array[1, 9434765911]"),
    "json": ("t json", "'{\"a\": [{\"b\": \"94\\u00334765911\"}]}'"),
    "jsonb": ("t jsonb", "'{\"a\": [{\"b\": 9434765911}]}'"),
    "json in a text": ("t text", "'{\"child_id\": 1}'"),
    "a key in jsonb": ("t jsonb", "'{\"childId\": 1}'"),
    "keys in jsonb": ("t jsonb", "'{\"child_ids\": [3, 1]}'"),
    "hstore": ("t hstore", "'child_id=>1'"),
    "bytes": ("t bytea", "convert_to('to 9434765911', 'UTF8')"),
    "xml": ("t xml", "'<a b=\"943 476 5911\"/>'"),
    "a range": ("t int8range", "'[9434765911,)'"),
    "a composite": ("t pair", "row(1, '943-476-5911')"),
    "a list of keys": ("child_ids int[]", "array[3, 1]"),
    "a text of keys": ("child_ids text", "'3, 1'"),
    "a key by name": ("\"childId\" int", "1"),
    "a text search": ("t tsvector", "to_tsvector('simple', 'see 9434765911')"),
}


def other(value):
    """The same form, about a child who stays."""
    for mine, theirs in (("5911", "5922"), (": 1}", ": 3}"), ("=>1", "=>3"), ("3, 1", "3, 4")):
        value = value.replace(mine, theirs)
    return "3" if value == "1" else value


def test_a_mark_is_found_in_every_form(alone):
    office = alone("create extension if not exists hstore; create type pair as (a int, b text);" + "".join(
        f"create table f{i}({column}); insert into f{i} values ({value}), ({other(value)});"
        for i, (column, value) in enumerate(FORMS.values())))
    _, told = verified(office, clean=False)
    found = {x["where"]: x["rows"] for x in told["findings"]}
    assert {name: found.get(f"public.f{i}") for i, name in enumerate(FORMS)} == dict.fromkeys(FORMS, 1)


def test_a_uuid_is_found_wherever_it_stands(alone):
    """As the key of the subject: a number says nothing by itself, a UUID does."""
    uuid = "3f2504e0-4f89-11d3-9a0c-0305e82c330{}"
    office = alone(f"alter table child add u uuid; update child set u = format('{uuid[:-2]}%s', id)::uuid;"
                   "alter table note drop constraint note_child_id_fkey; alter table note alter child_id type uuid using"
                   f" format('{uuid[:-2]}%s', child_id)::uuid; alter table child drop constraint child_pkey;"
                   "alter table child drop id; alter table child add primary key (u);"
                   "alter table note add foreign key (child_id) references child;"
                   "create table a(words text); create table b(raw bytea); create table c(tight text);"
                   f"insert into a values ('see urn:uuid:{uuid.format(1)}'), ('{uuid.format(3)}');"
                   f"insert into b values ('\\x{uuid.format(2).replace('-', '')}');"
                   f"insert into c values ('{uuid.format(1).replace('-', '').upper()}');")
    office.map(entity("child", "subject", "nhs name born gone ref", key="u"), NOTE)
    _, told = verified(office, clean=False)
    assert told["findings"] == [{"where": f"public.{x}", "rows": 1} for x in "abc"]


IDENTIFYING = (
    'attributes = ( { column = "kind"; item = "kept"; category = "kept"; label = "kind"; },'
    ' { column = "value"; item = "kept"; category = "kept"; label = "value"; compare = "%s"; identifies = true; } ); }')


def also(kind):
    return owned("also", "child", "child_id").replace("attributes = (  ); }", IDENTIFYING % kind)


ALSO = """create table also(id int primary key, child_id int not null references child, kind text, value text);
create index on also(child_id);
insert into also select n, n, 'case', 'CASE-77' || n || '1' from generate_series(1, 4) n;
create table letter(words text); insert into letter values ('as to case 7711'), ('in CASE 77 11 of late'), ('CASE-7741');"""


def test_every_identifier_of_theirs_is_looked_for(alone):
    office = alone(ALSO, also("identifier"))
    _, told = verified(office, clean=False)
    assert told["findings"] == [{"where": "public.letter", "rows": 2}]


def test_names_and_telephones_are_for_a_person_to_look_at(alone):
    office = alone(ALSO, also("phone"))
    run, told = verified(office)
    assert told["maybe"] == [{"where": "public.letter", "rows": 2}]
    assert office.json("retention", "show", run)["verified"]["maybe"] == told["maybe"]
    assert "For a person to look at: 2 rows of public.letter" in office("retention", "show", run).out


def test_a_name_is_found_by_all_its_words(alone):
    office = alone("update child set name = 'Siân Mair O''Toole' where id = 1; create table letter(words text, more text);"
                   "insert into letter values ('Dear SIAN', 'o’toole, mair'), ('Dear Siân', 'Mair'), ('sian mair o''toole', null);")
    office.map(CHILD.replace('{ column = "name"; item = "kept"', '{ column = "name"; compare = "name"; identifies = true; item = "kept"'),
               NOTE)
    _, told = verified(office)
    assert told["maybe"] == [{"where": "public.letter", "rows": 2}]


def test_what_was_not_searched_is_named(alone):
    office = alone("create table album(id int primary key, photo bytea, member_ids int[], weight float4);"
                   "select lo_from_bytea(0, '\\x01');")
    office.map(CHILD.replace('{ column = "born"; item = "kept"', '{ column = "born"; compare = "date"; identifies = true; item = "kept"'),
               NOTE)
    _, told = verified(office)
    assert [(x["where"], x["why"]) for x in told["not_searched"]] == [
        ("public.album.photo", "bytes"), ("public.album.weight", "seven-digits"), ("public.album.member_ids", "numbers"),
        ("1", "large-object"), ("child.born", "shared"), ("child.id", "small-key")]


def test_a_column_that_names_what_outlives_its_row_is_named(alone, tmp_path):
    """A photograph of the child is left, and nothing in it says whose it is: the certificate must not pass over it."""
    office = alone("alter table child add photo oid; update child set photo = lo_from_bytea(0, '\\x89504e47');"
                   "alter table child add more int;")
    office.map(CHILD.replace('{ column = "born"; item = "kept"', '{ column = "photo"; item = "kept"; category = "kept"; label = "contact"; },\n'
                             '{ column = "more"; item = "kept"; category = "kept"; label = "notes"; },\n{ column = "born"; item = "kept"'), NOTE)
    run, told = verified(office)
    assert ("public.child.photo", "object-stays") in [(x["where"], x["why"]) for x in told["not_searched"]]
    assert not [x for x in told["not_searched"] if "more" in x["where"]]
    words = office("retention", "show", run).out + office("retention", "certificate", run, "--text", status=None).out
    assert "public.child.photo (may name a large object, which stays in the database when its row goes" in " ".join(words.split())


def test_large_objects_that_may_be_read_are(alone):
    office = alone("select lo_from_bytea(71, convert_to('to 9434765911', 'UTF8')); grant select on large object 71 to muniment_engine;")
    _, told = verified(office, clean=False)
    assert told["findings"] == [{"where": "large objects", "rows": 1}]


def test_a_row_that_came_later_is_found_by_the_map_alone(alone):
    """Where no foreign key leads: to the child by the map's edge, and to what went with it by leading nowhere."""
    office = alone("create table tag(id int primary key, pupil int, words text); create index on tag(pupil);"
                   "create table part(id int primary key, tag_id int, words text); create index on part(tag_id);"
                   "insert into tag select n, n, 'tagMK' || n || 'x' from generate_series(1, 4) n;"
                   "insert into part select n, n, 'partMK' || n || 'x' from generate_series(1, 4) n;",
                   owned("tag", "child", "pupil", "words"), owned("part", "tag", "tag_id", "words"))
    run = office.planned()
    office("retention", "run", run)
    office.register.rows("insert into tag values (9, 1, 'late'); insert into part values (8, 2, 'late')")
    told = office("retention", "verify", run, "--json", status=1).json
    assert told["findings"] == [{"where": "public.tag", "rows": 1}]
    assert {"where": "public.part", "rows": 1} in told["nowhere"]


AUDIT = """create table history(id serial primary key, row_id int, old jsonb);
create function au() returns trigger language plpgsql security definer set search_path = public as $$ begin
  insert into history(row_id, old) values (old.id, to_jsonb(old)); return old; end $$;"""


@pytest.mark.parametrize("table", ["note", "child"])
def test_what_a_trigger_writes_while_rows_go_is_found_and_named(alone, table):
    office = alone(AUDIT + f"create trigger t after delete on {table} for each row execute function au();")
    run, told = verified(office, clean=False)
    assert told["findings"] == [{"where": "public.history", "rows": 2}]
    assert office.json("retention", "show", run)["wrote"] == {"public.history": 2}


# --- what cannot be clean ---

def test_a_run_that_cannot_be_clean_is_closed_by_a_decision(alone):
    """The certificate says what stays, who decided it and why; what was not there then is not decided."""
    office = alone("create table elsewhere(words text); insert into elsewhere values ('see 9434765911');")
    run, _ = verified(office, clean=False)
    assert "Left: 1 rows of public.elsewhere." in office("retention", "verify", run, status=1).out
    assert "not at this step" in office("retention", "certificate", run, status=1).err
    office.register.rows("insert into elsewhere values ('again 9434765911')")
    assert "found left" in office("retention", "decide", run, "--because", "The court has it.", "--as", "dpo", status=1).err
    assert office.json("retention", "show", run)["state"] == "disposed"
    assert office.json("retention", "decide", run, "--because", "The court has it.", "--as", "dpo")["state"] in ("verified", "certified")
    office("retention", "certificate", run)
    certificate = json.loads((office.out / f"certificate-run-{run}.json").read_text())
    assert certificate["verified"]["clean"] is False
    assert certificate["verified"]["findings"] == [{"where": "public.elsewhere", "rows": 2}]
    assert [(d["where"], d["rows"], d["because"]) for d in certificate["decisions"]] == [
        ("public.elsewhere", 2, "The court has it.")]
    said = words(office, run)
    assert "Something was found, and a person has decided that it stays" in said and "2 rows of public.elsewhere" in said
    assert "The court has it." in said and "Nothing was found." not in said
    assert "nothing to decide" in office("retention", "decide", run, "--because", "x", status=None).err \
        or "not at this step" in office("retention", "decide", run, "--because", "x", status=None).err


def words(office, run):
    """The paper, in one line."""
    pdf = office.out / f"certificate-run-{run}.pdf"
    return " ".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], stdout=subprocess.PIPE, timeout=30, check=True,
                                   text=True).stdout.split())


def test_the_certificate_says_what_was_not_certain_and_what_went(alone):
    office = alone(AUDIT.replace("to_jsonb(old)", "'{}'") + "create trigger t after delete on note for each row execute function au();"
                   "create table letter(words text, photo bytea); insert into letter values ('Dear NameMK1x', null);"
                   "create table parent(id int primary key, words text); insert into parent values (1, 'x');"
                   "create table bond(child_id int references child, parent_id int references parent, primary key (child_id, parent_id));"
                   "create index on bond(parent_id); insert into bond values (1, 1), (2, 1);")
    office.map(CHILD.replace('{ column = "name"; item = "kept"', '{ column = "name"; compare = "name"; identifies = true; item = "kept"'),
               NOTE, entity("parent", "shared", "words"),
               entity("bond", "link", "", f"owner = {edge('child', 'child_id')}; to = {edge('parent', 'parent_id')};", key="child_id parent_id"))
    run, _ = verified(office)
    office("retention", "certificate", run)
    certificate = json.loads((office.out / f"certificate-run-{run}.json").read_text())
    assert certificate["went"] == {"public.child": 2, "public.note": 2, "public.bond": 2, "public.parent": 1}
    assert certificate["wrote"] == {"public.history": 2} and certificate["rehearsal"] is True
    assert certificate["verified"]["notes"]["maybe"] == [{"where": "public.letter", "rows": 1}]
    said = words(office, run)
    for expected in ("A rehearsal.", "public.parent 1", "public.history 2", "1 rows of public.letter", "Nothing was found.",
                     "public.letter.photo: read as they stand", "child.id: keys that are numbers", "Write-ahead log: what"):
        assert expected in said, expected
