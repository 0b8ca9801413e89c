"""A register of many tables: what is compiled from its map grows with it, and not with a power of it."""
import os
import resource

import pytest

from small import owned, small  # noqa: F401 (small is a fixture)


def wide(n):
    """Tables in chains of five that hang on the child, each with a row of child 1 and of child 4."""
    sql, entities = [], []
    for i in range(n):
        owner, column = ("child", "child_id") if i % 5 == 0 else (f"t{i - 1}", f"t{i - 1}_id")
        sql.append(f"create table t{i}(id int primary key, {column} int not null references {owner}, words text);"
                   f"create index on t{i}({column}); insert into t{i} select n, n, 'tMK' || n || 'x' from unnest(array[1, 4]) n;")
        entities.append(owned(f"t{i}", owner, column, "words"))
    return "".join(sql), entities


def spent(work):
    """Seconds of processor of the programs that were called: what the server takes is its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("small", ["one"], indirect=True)
def test_a_register_of_many_tables(small):
    n = int(os.environ.get("MUNIMENT_TABLES", 200))
    sql, entities = wide(n)
    office = small(sql, *entities)
    checked = spent(lambda: office.any("map", "check", "small"))
    shown = spent(lambda: office.shown(1))
    run = office.planned()
    ran = spent(lambda: office.json("retention", "run", run))
    assert office.marks(f"t{n - 1}") == ["4"] and office.marks("t0") == ["4"]
    print(f"{n} tables: check {checked:.2f} s, show {shown:.2f} s, run {ran:.2f} s of processor")
    assert checked < 5 and ran < 5, (checked, shown, ran)
