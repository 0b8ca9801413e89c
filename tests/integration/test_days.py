"""Days that the calendar of the program does not hold: -infinity and 0001-01-01, which drivers write for "no date", infinity, and
years before Christ. Nothing falls due by one, explain says so, and map check finds them for a person.
"""
from small import owned, small  # noqa: F401 (small is a fixture)

ODD = ("-infinity", "0001-01-01", "0999-12-31", "infinity", "0044-03-15 BC", "10000-01-01")


def why(office, key, rule="gone"):
    items = office.json("retention", "explain", "small", str(key))["items"]
    return {item["why"] for item in items if item["rule"] == rule and item["entity"] == "child"}


def test_a_day_that_cannot_be_read_is_never_due(small):
    office = small("")
    for day in ODD:
        office.register.rows("update child set gone = %s::date where id = 1", day)
        assert why(office, 1) == {"a day it runs from cannot be read: a person must look at it"}, day
        assert ("warning", "1 row of public.child has a day in gone that no calendar holds") in office.check()
    assert why(office, 2) == {"due"} and why(office, 3) == {"the event it runs from has not happened"}
    office.register.rows("update child set gone = '1000-01-01' where id = 2")
    assert why(office, 2) == {"due"}  # the first that is read
    office.gone()
    assert office.register.rows("select id from child order by 1") == [(1,), (3,), (4,)]


def test_of_several_rows_one_without_a_readable_day_leaves_the_last_unknown(small):
    pack = """pack = { name = "small"; rules = ( { id = "gone"; cite = "1"; text = "It goes."; map = "small";
      trigger = "case-end"; after = { years = 6; }; disposal = "destroy"; direction = "maximum"; approval = "none"; } ); };"""
    office = small("""create table spell(id int primary key, child_id int not null references child, ended date);
        create index on spell(child_id); create index on spell(ended);
        insert into spell values (1, 1, '2010-01-01'), (2, 1, '-infinity'), (3, 2, '2010-01-01'), (4, 2, '2011-01-01');""",
                   owned("spell", "child", "child_id", "ended"), pack=pack,
                   more='events = ( { event = "case-end"; entity = "spell"; column = "ended"; } );')
    assert why(office, 1) == {"a day it runs from cannot be read: a person must look at it"} and why(office, 2) == {"due"}
    office.gone()
    assert office.register.rows("select id from child order by 1") == [(1,), (3,), (4,)]


def test_a_minimum_from_such_a_day_keeps(small):
    pack = """pack = { name = "small"; rules = ( { id = "gone"; cite = "1"; text = "It goes."; map = "small";
      trigger = "archived"; after = { years = 6; }; disposal = "destroy"; direction = "maximum"; approval = "none"; },
      { id = "keep"; cite = "2"; text = "It stays."; map = "small"; trigger = "birth"; after = { years = 10; };
        from = "1990-01-01"; to = "2020-01-01"; disposal = "destroy"; direction = "minimum"; approval = "none"; } ); };"""
    office = small("update child set born = '-infinity' where id = 1", pack=pack,
                   subject='birth = "born"; archived = "gone"; tombstone = [ "nhs" ];')
    assert why(office, 1) == {"kept by keep"} and why(office, 2) == {"due"}
