"""What map check counts of a register's tables: also those that a foreign key to something else would hide, that name whom they
are about by other words or another number, and those that rows on the map refer to.
"""
import pytest

from small import CHILD, Small, owned

TABLES = {
    "a foreign key to anything": "create table call(id int primary key, child_id int, by_id int references usr, words text)",
    "written as one word": "create table call(id int primary key, childid bigint, words text)",
    "in capitals": 'create table call(id int primary key, "childId" int, words text)',
    "a type and an id": "create table call(id int primary key, about_type text, about_id int, by_id int references usr)",
    "an alternate key": "create table call(id int primary key, child_ref int, by_id int references usr)",
    "what rows on the map refer to": "create table call(id int primary key, road text);"
                                     "alter table note add call_id int references call",
}


@pytest.fixture
def small(cluster, template, tmp_path, keys):
    governance, register = cluster.create(template), cluster.create()
    yield lambda sql, *entities: Small(governance, register, tmp_path, keys, "create table usr(id int primary key);" + sql,
                                       *entities)
    governance.drop()
    register.drop()


@pytest.mark.parametrize("how", TABLES)
def test_a_table_that_seems_to_hang_is_listed(small, how):
    office = small(TABLES[how])
    if "refer to" in how:
        office.map(CHILD, owned("note", "child", "child_id", "words call_id"))
    check = office.any("map", "check", "small")
    assert "public.call" in check["unmapped"] and check["coverage"] < 100
    assert "leaves out" in office("retention", "plan", "small", status=1).err
    assert "% of the columns" in office("map", "check", "small", status=1).out


def test_a_table_that_names_nobody_is_not(small):
    office = small("create table call(id int primary key, kind text, by_id int references usr, words text)")
    assert office.any("map", "check", "small")["unmapped"] == []
