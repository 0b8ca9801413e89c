"""What verification finds: a child is destroyed, and its numbers turn up again in every kind of place that PostgreSQL
knows, on the map or not. Each must be found, named by its table and by nothing else, and stop the certificate.
"""
import pytest

from conftest import Office

DESTROY = "s12-destroy-archived"


@pytest.fixture(scope="module")
def gone(cluster, template, register_template, tmp_path_factory, keys):
    """An office in which one child has been destroyed, not yet verified; with the child's numbers."""
    office = Office(cluster.create(template), cluster.create(register_template), tmp_path_factory.mktemp("office"), keys)
    office.register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    office.child_id, office.number, office.nhs = office.register.rows(
        "update register.child set archived_on = '2018-01-01' where child_id = (select min(child_id) from register.child"
        " where nhs_number is not null) returning child_id, number::text, nhs_number::text")[0]
    office.run = office.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    office("retention", "approve", office.run, "--as", "a.reviewer")
    office("retention", "run", office.run)
    yield office
    office.database.drop()
    office.register.drop()


def verify(office, status):
    return office("retention", "verify", office.run, "--json", status=status)


# what it is: the statements that leave it there, the place that must be named, the statements that take it away
PLACES = {
    "a text of an unmapped table": (
        "create table register.extra (note text); insert into register.extra values ('{nhs}')", "register.extra", ""),
    "varchar": ("create table register.extra (v varchar(40)); insert into register.extra values ('{nhs}')", "register.extra", ""),
    "char, padded": ("create table register.extra (c char(40)); insert into register.extra values ('{nhs}')", "register.extra", ""),
    "a domain over a domain over text": (
        "create domain register.d1 as text; create domain register.d2 as register.d1;"
        " create table register.extra (v register.d2); insert into register.extra values ('{nhs}')",
        "register.extra", "drop table register.extra; drop domain register.d2; drop domain register.d1"),
    "within a longer text": (
        "create table register.extra (note text); insert into register.extra values ('Rang about NHS no. {nhs}, no answer.')",
        "register.extra", ""),
    "written with blanks": (
        "create table register.extra (note text);"
        " insert into register.extra values (substr('{nhs}', 1, 3) || ' ' || substr('{nhs}', 4, 3) || ' ' || substr('{nhs}', 7))",
        "register.extra", ""),
    "written in small letters": (
        "create table register.extra (note text); insert into register.extra values (lower('{number}'))", "register.extra", ""),
    "an array": ("create table register.extra (a text[]); insert into register.extra values (array['x', '{nhs}'])",
                 "register.extra", ""),
    "jsonb, deep down": ("create table register.extra (j jsonb); insert into register.extra values ('[{{\"a\": [1, \"{nhs}\"]}}]')",
                         "register.extra", ""),
    "json": ("create table register.extra (j json); insert into register.extra values ('{{\"{nhs}\": true}}')",
             "register.extra", ""),
    "the last of more columns than a function takes arguments": (
        "create table register.extra (" + ", ".join(f"c{n} text" for n in range(150)) + ");"
        " insert into register.extra (c0, c149) values ('x', 'no. {nhs}')", "register.extra", ""),
    "a number": ("create table register.extra (n bigint); insert into register.extra values ({nhs})", "register.extra", ""),
    "a composite value": (
        "create type register.pair as (a text, b text); create table register.extra (p register.pair);"
        " insert into register.extra values (row('x', '{nhs}'))",
        "register.extra", "drop table register.extra; drop type register.pair"),
    "the words of a search index": (
        "create table register.extra (w tsvector); insert into register.extra values (to_tsvector('simple', 'no {nhs} here'))",
        "register.extra", ""),
    "an unlogged table": ("create unlogged table register.extra (v text); insert into register.extra values ('{nhs}')",
                          "register.extra", ""),
    "a partition": (
        "create table register.extra (d date, v text) partition by range (d);"
        " create table register.extra_now partition of register.extra default;"
        " insert into register.extra values ('2026-01-01', '{nhs}')", "register.extra", ""),
    "an heir, in a column of its own": (
        "create table register.extra (v text); create table register.heir (own text) inherits (register.extra);"
        " insert into register.heir (own) values ('{nhs}')", "register.heir", "drop table register.extra cascade"),
    "a materialised view, not refreshed": (
        "create table register.extra (v text); insert into register.extra values ('{nhs}');"
        " create materialized view register.seen as select v from register.extra; truncate register.extra",
        "register.seen", "drop table register.extra cascade"),
    "another schema": ('create schema "Else where"; create table "Else where"."T" ("C" text);'
                       ' insert into "Else where"."T" values (\'{nhs}\'); grant usage on schema "Else where" to public;'
                       ' grant select on "Else where"."T" to public', "Else where.T", 'drop schema "Else where" cascade'),
    "the key, by its name": ("create table register.extra (n serial primary key, child_id bigint);"
                             " insert into register.extra (child_id) values ({child})", "register.extra", ""),
    "the key, by its name, elsewhere": (
        "create schema other; create table other.log (child_id bigint); insert into other.log values ({child});"
        " grant usage on schema other to public; grant select on other.log to public", "other.log",
        "drop schema other cascade"),
    "the engine's own outbox": ("insert into muniment_agent.outbox (subject_key, event) values ('{number}', 'changed')",
                                "muniment_agent.outbox", "delete from muniment_agent.outbox where subject_key = '{number}'"),
}


@pytest.mark.parametrize("what", PLACES)
def test_it_is_found_wherever_it_was_left(gone, what):
    leave, place, take_away = (part.format(nhs=gone.nhs, number=gone.number, child=gone.child_id) for part in PLACES[what])
    gone.register.rows(leave + "; grant select on all tables in schema register to muniment_engine")
    try:
        done = verify(gone, 1)
        assert done.json["clean"] is False and done.json["findings"] == [{"where": place, "rows": 1}]
        assert gone.nhs not in done.out + done.err and gone.number not in done.out + done.err
        assert "not at this step" in gone("retention", "certificate", gone.run, status=1).err
    finally:
        gone.register.rows(take_away or "drop table register.extra")


@pytest.mark.parametrize("shut", ["revoke all on register.extra from muniment_engine",
                                  "alter table register.extra enable row level security"])
def test_what_the_engine_cannot_see_is_said(gone, shut):
    """A table that it may not read, or whose rows are kept from it: to find nothing there would prove nothing."""
    gone.register.rows(f"create table register.extra (v text); grant select on register.extra to muniment_engine; {shut}")
    try:
        finding, = verify(gone, 1).json["findings"]
        assert (finding["where"], finding["rows"]) == ("register.extra", 0) and "may not read" in finding["why"]
        assert [p for p in gone.json("check")["problems"] if "may not read all of register.extra" in p["problem"]]
    finally:
        gone.register.rows("drop table register.extra")


def test_when_all_is_gone_it_is_clean(gone):
    """A longer number that holds it is another; a table's own number is nobody's."""
    gone.register.rows(f"create table register.extra (extra_id bigint primary key, v text);"
                       f" insert into register.extra values ({gone.child_id}, '1{gone.nhs}, {gone.nhs[:-1]}');"
                       f" grant select on register.extra to muniment_engine")
    done = verify(gone, 0)
    assert done.json["clean"] and done.json["findings"] == [] and done.json["grade"] == "deleted"
