"""A schema that nobody here designed: keys of several columns, reserved words and mixed case for names, a table
that refers to itself, edges without a foreign key or without a cascade, something shared that shares again.
The engine must govern it through a map alone.
"""
import pytest

from conftest import ROOT, Office

SCHEMA = """
create schema "Odd ""Place";
set search_path = "Odd ""Place";
create table "Table" ("select" text, "Nr" integer, "order" date, died date, "Filed" date, primary key ("select", "Nr"));
create table "user" ("select" text, "Nr" integer, id integer primary key, "group" text, twin integer references "user",
        foreign key ("select", "Nr") references "Table");
create index on "user" ("select", "Nr");
create index on "user" (twin);
create table "Deep" (id integer primary key, up integer references "user", note text);
create index on "Deep" (up);
create table "Carer" (id integer primary key, "from" text);
create table "Link" ("select" text, "Nr" integer, carer integer references "Carer", primary key ("select", "Nr", carer),
        foreign key ("select", "Nr") references "Table" on delete cascade);
create index on "Link" (carer);
create table "Phone" (id integer primary key, carer integer references "Carer", number text);
create index on "Phone" (carer);
create table "House" (id integer primary key, road text);
create table "Lives" (carer integer references "Carer" on delete cascade, house integer, primary key (carer, house));
create index on "Lives" (house);
create index on "Table" ("order");
create index on "Table" (died);
create index on "Table" ("Filed");
insert into "Table" select 'a,"b' || n, n, '2000-01-01', null, case when n <= 3 then date '2018-01-01' end
  from generate_series(1, 6) n;
insert into "user" select "select", "Nr", "Nr", 'x', null from "Table";
insert into "user" select "select", "Nr", 10 + "Nr", 'y', "Nr" from "Table";
insert into "Deep" select id, id, 'n' from "user";
insert into "Carer" select n, 'c' from generate_series(1, 4) n;
insert into "Link" select "select", "Nr", case when "Nr" = 1 then 1 when "Nr" in (2, 4) then 2 else 3 end from "Table";
insert into "Phone" select n, n, 'p' from generate_series(1, 4) n;
insert into "House" select n, 'r' from generate_series(1, 2) n;
insert into "Lives" values (1, 1), (2, 2);
grant usage on schema "Odd ""Place" to muniment_engine;
grant select, update, delete on all tables in schema "Odd ""Place" to muniment_engine;
"""


def entity(name, table, ownership, key, more=""):
    words = ", ".join(f'"{column}"' for column in key)
    return (f'{{ name = "{name}"; table = "Odd \\"Place.{table}"; ownership = "{ownership}"; key = [ {words} ]; {more} }}')


def attribute(column):
    if column == "select":
        return ('{ column = "select"; item = "b"; category = "identity"; label = "number"; compare = "identifier";'
                ' identifies = true; }')
    return f'{{ column = "{column}"; item = "system"; }}'


def owned(owner, *columns):
    words = ", ".join(f'"{column}"' for column in columns)
    return f'owner = {{ entity = "{owner}"; columns = [ {words} ]; }};'


def attributes(*columns):
    return f'attributes = ( {", ".join(map(attribute, columns))} );'


MAP = f"""map = {{
        name = "odd";
        subject = {{ birth = "order"; death = "died"; archived = "Filed"; tombstone = [ "select" ]; }};
        entities = (
                {entity("file", "Table", "subject", ["select", "Nr"], attributes("select", "order", "died", "Filed"))},
                {entity("user", "user", "owned", ["id"], owned("file", "select", "Nr") + attributes("group", "twin"))},
                {entity("deep", "Deep", "owned", ["id"], owned("user", "up") + attributes("note"))},
                {entity("carer", "Carer", "shared", ["id"], attributes("from"))},
                {entity("link", "Link", "link", ["select", "Nr", "carer"], owned("file", "select", "Nr")
                        + 'to = { entity = "carer"; columns = [ "carer" ]; };' + attributes())},
                {entity("phone", "Phone", "owned", ["id"], owned("carer", "carer") + attributes("number"))},
                {entity("house", "House", "shared", ["id"], attributes("road"))},
                {entity("lives", "Lives", "link", ["carer", "house"], owned("carer", "carer")
                        + 'to = { entity = "house"; columns = [ "house" ]; };' + attributes())}
        );
}};
"""

PACK = """pack = { name = "odd"; rules = ( { id = "odd-destroy"; cite = "Schedule line 1"; text = "It goes.";
        map = "odd"; trigger = "archived"; after = { years = 6; }; disposal = "destroy"; direction = "maximum";
        approval = "none"; } ); };
"""


@pytest.fixture(params=["one", "two"])
def odd(request, cluster, template, tmp_path, keys):
    governance = cluster.create(template)
    register = governance if request.param == "one" else cluster.create()
    with register.connect() as connection:
        connection.execute((ROOT / "sql" / "register" / "agent.sql").read_text())
        connection.execute(SCHEMA)
    made = Office(governance, register, tmp_path, keys)
    (tmp_path / "odd-map.conf").write_text(MAP)
    (tmp_path / "odd-law.conf").write_text(PACK)
    text = made.settings.read_text().splitlines()
    text = [line for line in text if not line.startswith(("maps", "packs"))]
    made.settings.write_text("\n".join(text).replace("s12-register", "odd") +
                             f'\nmaps = [ "{tmp_path}/odd-map.conf" ];\npacks = [ "{tmp_path}/odd-law.conf" ];\n')
    yield made
    governance.drop()
    if register is not governance:
        register.drop()


def ids(odd, table, column="id"):
    return [value for value, in odd.register.rows(f'select {column} from "Odd ""Place"."{table}" order by 1')]


def test_a_map_alone_governs_it(odd):
    check = odd.json("map", "check", "s12")
    assert (check["coverage"], check["unmapped"], check["missing_indexes"]) == (100, [], [])
    assert [p["severity"] for p in check["problems"]] == ["warning"]  # the house has no foreign key
    held = odd.json("subject", "show", "s12", '["a,\\"b1", "1"]')["entities"]
    assert [row["key"] for row in held["user"]] == ["1", "11"] and len(held["deep"]) == 2
    assert held["carer"][0]["attributes"] == {"from": "c"} and held["house"][0]["key"] == "1"
    run = odd.json("retention", "plan", "s12")
    # The rule asks for nobody; but half of a register does not go without two people, counted or not.
    assert (run["subjects"], run["state"], run["needs"]) == (3, "planned", "two")
    for name in ["a.reviewer", "b.reviewer"]:
        odd("retention", "approve", run["run"], "--as", name)
    assert odd.json("retention", "run", run["run"])["shared"] == 2  # a carer, and with the carer a house
    assert ids(odd, "Table", '"Nr"') == [4, 5, 6]
    assert ids(odd, "user") == [4, 5, 6, 14, 15, 16] == ids(odd, "Deep")
    # Carer 2 has child 4, carer 3 has 5 and 6; carer 4, whom no link ever joined, is nobody's to take.
    assert ids(odd, "Carer") == [2, 3, 4] == ids(odd, "Phone")
    assert ids(odd, "House") == [2]
    assert odd.json("retention", "verify", run["run"])["clean"]


def test_what_is_not_on_the_map_is_told(odd):
    odd.register.rows('create table "Odd ""Place".stray (id integer primary key, child integer references'
                      ' "Odd ""Place"."user", remark text)')
    odd.register.rows('alter table "Odd ""Place"."Deep" add extra text')
    odd.register.rows('drop index "Odd ""Place"."Deep_up_idx"')
    check = odd("map", "check", "s12", "--json", status=1).json
    assert check["coverage"] < 100
    assert check["unmapped"] == ['Odd "Place.Deep.extra', 'Odd "Place.stray']
    assert check["missing_indexes"] == ['create index on "Odd ""Place"."Deep" ("up")']


def test_a_map_that_names_what_is_not_there_disposes_of_nothing(odd):
    odd.register.rows('alter table "Odd ""Place"."Phone" rename column carer to owner')
    assert "map does not fit" in odd("retention", "plan", "s12", status=1).err
    problems = odd("map", "check", "s12", "--json", status=1).json["problems"]
    assert any(p["severity"] == "error" and "carer" in p["problem"] for p in problems)
    assert len(ids(odd, "Table", '"Nr"')) == 6


def test_a_stranger_that_still_refers_fails_the_run_and_nothing_goes(odd):
    odd.register.rows('create table "Odd ""Place".stray (child integer references "Odd ""Place"."user")')
    odd.register.rows('insert into "Odd ""Place".stray values (1)')
    odd("map", "accept", "s12", "--because", "strays are swept by hand", "--as", "a.person")
    run = odd.json("retention", "plan", "s12")["run"]
    for name in ["a.reviewer", "b.reviewer"]:
        odd("retention", "approve", run, "--as", name)
    assert "refused a batch" in odd("retention", "run", run, status=1).err
    assert odd.json("retention", "show", run)["state"] == "failed" and len(ids(odd, "Table", '"Nr"')) == 6
    odd.register.rows('delete from "Odd ""Place".stray')
    assert odd.json("retention", "run", run)["state"] == "disposed"
