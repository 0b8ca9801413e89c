"""muniment map draft: a first map from a live catalog. On two schemas that are not ours, and on the section 12 register:
the draft is read, covers everything that hangs on a subject, owns whose rows the maps written by hand own, and lists
what a person has still to decide. Decided, it disposes as the other does.
"""
import re

import pytest

from conftest import ROOT, Office
from test_any_schema import LEFT, SCHEMAS, Foreign

def entities(text):
    """Each entity of a map by its table: ownership, owners' tables, and the table it joins."""
    blocks, tables = {}, {}
    for block in re.split(r"(?m)^ {16}\{", text)[1:]:
        name, table = re.search(r'name = "(\w+)"', block)[1], re.search(r'table = "((?:[^"\\]|\\.)+)"', block)[1]
        tables[name], blocks[table] = table, block
    found = {}
    for table, block in blocks.items():
        owners = re.search(r"owners? = (.*?\}) ?(?:\);|;)", block, re.S)
        to = re.search(r'to = \{ entity = "(\w+)"', block)
        found[table] = (re.search(r'ownership = "(\w+)"', block)[1],
                        sorted(tables[name] for name in re.findall(r'entity = "(\w+)"', owners[1])) if owners else [],
                        tables[to[1]] if to else None, "first" if 'goes_with = "first"' in block else None)
    return found


def use(office, text):
    """The office works by this map from now on."""
    path = office.settings.parent / "draft.conf"
    path.write_text(text)
    settings = re.sub(r'(?m)^maps = .*$', f'maps = [ "{path}" ];', office.settings.read_text())
    office.settings.write_text(settings)
    return office


def decided(text):
    return text.replace('item = "decide"; category = "decide"', 'item = "kept"; category = "kept"')


@pytest.fixture(params=["cases", "shop"])
def foreign(request, cluster, template, tmp_path, keys):
    governance, register = cluster.create(template), cluster.create()
    yield Foreign(request.param, governance, register, tmp_path, keys)
    governance.drop()
    register.drop()


def test_the_draft_owns_what_the_map_by_hand_owns(foreign):
    draft = foreign.json("map", "draft", "s12")
    assert draft["subject"] == {"cases": "casework.Client", "shop": "web.shop.customer"}[foreign.kind]
    assert draft["left_out"] == [] and f'name = "{foreign.kind}"' in draft["map"]
    mine, drafted = entities((SCHEMAS / f"{foreign.kind}.conf").read_text()), entities(draft["map"])
    assert drafted == mine


def test_it_covers_everything_and_lists_what_is_to_be_decided(foreign):
    draft = foreign.json("map", "draft", "s12")
    use(foreign, draft["map"])
    check = foreign("map", "check", "s12", "--json", status=1).json
    assert (check["coverage"], check["unmapped"], check["missing_indexes"]) == (100, [], [])
    errors = [p["problem"] for p in check["problems"] if p["severity"] == "error"]
    assert len(errors) == draft["undecided"] > 20 and all("still to be decided" in e for e in errors)
    assert "map does not fit" in foreign("retention", "plan", "s12", status=1).err


def test_decided_it_disposes_as_the_map_by_hand_does(foreign):
    use(foreign, decided(foreign("map", "draft", "s12").out))
    run = foreign.planned()
    assert foreign.json("retention", "run", run)["disposed"] == 3
    assert foreign.left() == LEFT[foreign.kind]
    assert foreign.json("retention", "verify", run)["clean"]


def test_the_section_12_register(office: Office):
    draft = office.json("map", "draft", "s12", "--schema", "register")
    assert draft["subject"] == "register.child" and draft["left_out"] == []
    mine = entities((ROOT / "policies/maps/s12-register.conf").read_text())
    drafted = entities(draft["map"])
    assert mine == drafted
    assert all(line in draft["map"] for line in ('birth = "born_on";', 'death = "died_on";', 'archived = "archived_on";',
                                                 'shielded = "shielded";', 'tombstone = [ "nhs_number" ];'))
    use(office, draft["map"])
    office.settings.write_text(re.sub(r"(?m)^packs = .*$", "", office.settings.read_text()))
    assert office("map", "check", "s12", "--json", status=1).json["coverage"] == 100


def test_a_register_without_a_map_or_without_settings_is_drafted_too(office: Office):
    text = office("map", "draft", "s12").out
    office.settings.write_text(office.settings.read_text().replace('map = "s12-register"', 'map = "to-be-written"'))
    assert 'name = "to-be-written";' in office("map", "draft", "s12").out
    assert office("map", "draft", "s12", "--connection", office.register.conninfo).out == text.replace(
        'name = "s12-register"', 'name = "s12"')


def test_who_the_data_is_about_may_be_said(office: Office):
    draft = office.json("map", "draft", "s12", "--subject", "register.person")
    assert draft["subject"] == "register.person"
    assert entities(draft["map"])["register.person_address"] == ("owned", ["register.person"], None, None)


# --- schemas that no foreign key or name of ours describes ---

MUSIC = """
create table customers(id int primary key, first_name text, last_name text, email text, born date, closed date);
create table artists(id int primary key, name text);
create table tracks(id int primary key, name text, artist_id int references artists, price numeric);
create table playlists(id int primary key, name text);
create table playlist_tracks(playlist_id int not null references playlists, track_id int not null references tracks,
        primary key (playlist_id, track_id));
create table invoices(id int primary key, customer_id int not null references customers, billed date);
create table invoice_lines(id int primary key, invoice_id int not null references invoices, track_id int not null references tracks);
create table visits(id int primary key, customer_id bigint, words text);
create table parents(id int primary key, first_name text, phone text);
create table customer_parents(customer_id int not null references customers, parent_id int not null references parents,
        primary key (customer_id, parent_id));
create schema backup;
create table backup.customers(id int primary key, first_name text, last_name text, email text, born date, nhs_number text);
create table backup.orders(id int primary key, customer_id int references backup.customers);
create table backup.returns(id int primary key, customer_id int references backup.customers);
create table backup.letters(id int primary key, customer_id int references backup.customers);
create table backup.calls(id int primary key, customer_id int references backup.customers);
"""


@pytest.fixture
def music(database, empty_database, tmp_path, keys):
    empty_database.rows(MUSIC)
    return Office(database, empty_database, tmp_path, keys)


def test_what_two_foreign_keys_lead_to_is_kept_unless_it_is_about_people(music):
    draft = music.json("map", "draft", "s12")
    drafted = entities(draft["map"])
    assert draft["subject"] == "public.customers"  # plural, and not the copy
    assert drafted["public.invoices"] == ("owned", ["public.customers"], None, None)
    assert drafted["public.invoice_lines"] == ("owned", ["public.invoices"], None, None)
    assert drafted["public.tracks"][0] == "reference" and drafted["public.artists"][0] == "reference"
    assert {"public.playlists", "public.playlist_tracks"} <= set(draft["left_out"])
    assert 'left_off = ( { tables = [ "backup.' in draft["map"] and '"public.playlists"' in draft["map"]
    assert 'columns = [ "first_name", "phone" ]' not in draft["map"]  # a phone is compared as one
    assert drafted["public.parents"][0] == "shared" and drafted["public.customer_parents"][0] == "link"


def test_names_in_the_plural_lead_to_their_owner(music):
    """visits.customer_id is the id of customers, though no foreign key says so and it is wider."""
    assert entities(music.json("map", "draft", "s12")["map"])["public.visits"] == ("owned", ["public.customers"], None, None)
