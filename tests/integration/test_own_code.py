"""What the register's own code does to a run: its triggers find what they call, and whatever it refuses is told as its
refusal, with the thing of its schema that refused and never a value."""
import pytest

from conftest import Database
from small import CHILD, NOTE, PACK, Small, alone, owned, small  # noqa: F401 (alone and small are fixtures)


def trigger(body, when="before delete on note"):
    return (f"create function bite() returns trigger language plpgsql as $$ begin {body} return old; end $$;"
            f"create trigger bite {when} for each row execute function bite();")


BARE = "create table tally(n int not null); insert into tally values (0); grant select, update on tally to muniment_engine;" \
    + trigger("update tally set n = n + 1;")


def test_triggers_find_what_they_call_by_bare_names(small):
    """Where the map says in which schemas; else the register refuses, and says of which function."""
    office = small(BARE, subject='archived = "gone"; tombstone = [ "nhs" ];', more='search_path = [ "public" ];')
    run = office.planned()
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.register.value("select n from tally") == 2 and office.marks("note") == ["3", "4"]


REFUSALS = {
    "a bare name": (BARE, "SQLSTATE 42P01, function public.bite"),
    "an exception": (trigger("raise exception 'no, not %', old.words;"), "SQLSTATE P0001, function public.bite"),
    "a type": (trigger("perform old.words::int;"), "SQLSTATE 22P02, function public.bite"),
    "a grant": ("create table closed(n int);" + trigger("perform 1 from public.closed;") , "SQLSTATE 42501, function public.bite"),
    "a constraint": ("create table keeper(child_id int references child); insert into keeper values (1);",
                     "SQLSTATE 23503, table public.keeper, constraint keeper_child_id_fkey"),
    "a deferred trigger": ("create function late() returns trigger language plpgsql as $$ begin raise exception 'no %', old.words; end $$;"
                           "create constraint trigger late after delete on note deferrable initially deferred"
                           " for each row execute function late();", "SQLSTATE P0001, function public.late"),
    "rows kept back": ("create function keep() returns trigger language plpgsql as $$ begin return null; end $$;"
                       "create trigger keep before delete on child for each row execute function keep();",
                       "kept rows of public.child"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_whatever_the_register_refuses_is_its_refusal(small, name):
    sql, wanted = REFUSALS[name]
    office = small(sql)
    if name == "a grant":
        office.register.rows("revoke all on closed from muniment_engine")
    office("map", "accept", "small", "--because", "of the test", "--as", "dpo", status=None)
    run = office.planned()
    said = office("retention", "run", run, status=1)
    assert "refused" in said.err and "fault" not in said.err and "MK1x" not in said.err
    shown = office.json("retention", "show", run)
    assert shown["state"] == "failed" and wanted in shown["reason"] and "MK1x" not in shown["reason"], shown["reason"]
    assert office.register.value("select count(*) from child") == 4


# --- what map check lists before anybody approves ---

def test_what_would_change_or_refuse_a_delete_is_listed(small):
    office = small(BARE + """
        create rule quiet as on update to note do also select 1;
        create table scan(id int primary key, child_id int not null references child, image oid);
        create table loose(child_id int not null references child, words text);
        create index on scan(child_id); create index on loose(child_id);
        create publication everywhere for table loose""",
                   owned("scan", "child", "child_id", "image"), owned("loose", "child", "child_id", "words", key="child_id"))
    office.register.rows("revoke delete on scan from muniment_engine; revoke all on scan from public")
    told = office.any("map", "check", "small")["problems"]
    said = {p["problem"]: (p["severity"], p["line"] > 0) for p in told}
    for problem, severity in {
            "public.note has a trigger bite of its own: before delete calls public.bite": "warning",
            "public.note has a rule quiet of its own: on update also": "warning",
            "public.scan.image may name a large object, which stays when its row goes": "warning",
            "public.loose is in the publication everywhere, and the server refuses deletes that it cannot tell it": "error",
            "the engine lacks delete on public.scan": "error"}.items():
        assert said.get(problem) == (severity, True), (problem, list(said))
    looked = office("check", status=None).out
    assert "the engine lacks delete on public.scan" in looked and "trigger bite" not in looked, "what is certain, and no more"


@pytest.mark.parametrize("action, approval", [("destroy", "none"), ("review", "one")])
def test_a_rule_that_empties_what_cannot_be_empty_is_an_error(small, action, approval):
    rule = f"""{{ id = "words"; cite = "Line 2"; text = "It goes."; map = "small"; entity = "visit"; trigger = "case-end";
      after = {{ years = 6; }}; attributes = [ "words", "twice", "free" ]; disposal = "{action}"; direction = "maximum"; approval = "{approval}"; }}"""
    office = small("""create table visit(id int primary key, child_id int references child, ended date, words text not null,
        twice text generated always as (words || words) stored, free text); create index on visit(child_id)""",
                   owned("visit", "child", "child_id", "ended words twice free"), pack=PACK.replace(" ); };", ", " + rule + " ); };"),
                   more='events = ( { event = "case-end"; entity = "visit"; column = "ended"; } );')
    errors = [text for severity, text in office.check() if severity == "error"]
    assert errors == ["rule words empties public.visit.words, which may not be empty",
                      "rule words empties public.visit.twice, which the server computes"]


# --- what verification reads ---

FORMS = {
    "in three, three and four": "asked after 943 476 5911 today",
    "beside another number": "ward 12 943-476-5911.",
    "in pairs": "NHS 94 34 76 59 11, seen",
}


@pytest.mark.parametrize("form", FORMS)
def test_numbers_are_found_as_people_write_them(small, form):
    office = small(f"create table elsewhere(words text); insert into elsewhere values ('{FORMS[form]}'), ('943 476 5922 943');")
    office("map", "accept", "small", "--because", "of the test", "--as", "dpo", status=None)
    run = office.planned()
    office("retention", "run", run)
    found = office("retention", "verify", run, "--json", status=1).json
    assert found["findings"] == [{"where": "public.elsewhere", "rows": 1}]


def test_a_column_without_a_deterministic_collation_does_not_stop_verification(small):
    office = small("create collation whatever (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                   "create table elsewhere(words text collate whatever);"
                   "insert into elsewhere values ('file 9434765911 is here');")
    office("map", "accept", "small", "--because", "of the test", "--as", "dpo", status=None)
    run = office.planned()
    office("retention", "run", run)
    found = office("retention", "verify", run, "--json", status=1).json
    assert found["findings"] == [{"where": "public.elsewhere", "rows": 1}]


def test_a_verified_run_says_when_it_was_looked_at(small):
    office = small("")
    run = office.planned()
    office("retention", "run", run)
    assert office.json("retention", "verify", run)["looked_now"] is True
    again = office("retention", "verify", run)
    assert "was looked at on 2026-" in again.out and "not looked at again" in again.out
    assert office.json("retention", "verify", run)["looked_now"] is False


# --- what the database itself is ---

def test_a_database_that_takes_no_writes_says_so(alone):
    """Before anybody approves, and when a run meets it; neither as a fault of the program, nor as a server that is away."""
    office = alone("")
    run = office.planned()
    name = office.register.name
    office.register.rows(f"alter database {name} set default_transaction_read_only = on")
    assert ("error", "the database of register small takes no writes, so nothing can be disposed of") in office.check()
    assert "takes no writes, so nothing can be disposed of" in office("check", status=1).out
    said = office("retention", "run", run, status=None)
    assert "The database takes no writes" in said.err and said.status == 3, said.err
    with office.register.connect() as connection:
        connection.execute("set default_transaction_read_only = off")
        connection.execute(f"alter database {name} reset default_transaction_read_only")
    assert office.json("retention", "run", run)["state"] == "disposed"


@pytest.fixture
def without_letters(cluster, template, tmp_path, keys):
    """A register whose server does not know what its bytes are."""
    governance = cluster.create(template)
    name = f"{governance.name}_ascii"
    governance.rows(f"create database {name} template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'")
    register = Database(cluster, name)
    yield lambda sql, *entities: Small(governance, register, tmp_path, keys, sql, *entities)
    governance.drop()
    register.drop()


def test_a_database_without_an_encoding_is_read_as_far_as_it_can_be(without_letters):
    """Old programs wrote Windows-1252 into it, newer ones UTF-8: check says it, both are shown, and a name is found in either."""
    office = without_letters(r"update child set name = E'Si\xe2n \x93O\x92Toole' where id = 1;"
                             r"update note set words = E'Si\xc3\xa2n \xe2\x82\xac' where id = 1;"
                             r"create table letter(id int primary key, words text); insert into letter values (1, E'Dear Si\xc3\xa2n o\x92toole'), (2, 'Dear Sian');")
    office.map(CHILD.replace('{ column = "name"; item = "kept"', '{ column = "name"; compare = "name"; identifies = true; item = "kept"'), NOTE)
    office("map", "accept", "small", "--because", "of the test", "--as", "dpo", status=None)
    assert [text for severity, text in office.check() if "SQL_ASCII" in text and severity == "warning"]
    shown = office.json("subject", "show", "small", "1")["entities"]
    assert shown["child"][0]["attributes"]["name"] == "Siân “O’Toole" and shown["note"][0]["attributes"]["words"] == "Siân €"
    run = office.planned()
    assert office.json("retention", "run", run)["state"] == "disposed"
    assert office.json("retention", "verify", run)["maybe"] == [{"where": "public.letter", "rows": 1}]
    office("retention", "certificate", run)
