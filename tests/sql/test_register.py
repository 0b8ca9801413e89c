"""The section 12 register: its pgTAP files in sql/test, and what is better said from outside."""
import functools
import re
import subprocess

import pytest
import stdnum.gb.nhs
import stdnum.gb.upn

from conftest import ROOT, generate

MAP = ROOT / "policies" / "maps" / "s12-register.conf"
TABLES = """select relname from pg_class where relnamespace = 'register'::regnamespace and relkind = 'r' order by 1"""


def tap_cases():
    """Every assertion of every pgTAP file is a case of its own."""
    for file in sorted((ROOT / "sql" / "test").glob("*.sql")):
        planned = int(re.search(r"select plan\((\d+)\)", file.read_text())[1])
        for number in range(1, planned + 1):
            yield pytest.param(file, number, id=f"{file.stem}-{number}")


@pytest.fixture(scope="module")
def tap(register):
    """What a pgTAP file says, each file run once."""
    @functools.cache
    def run(file):
        done = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", register.conninfo, "-f", file], text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.stdout.splitlines()
    return run


@pytest.mark.parametrize("file,number", tap_cases())
def test_pgtap(tap, file, number):
    said = tap(file)
    assert any(line.startswith(f"ok {number} ") for line in said), "\n".join(
        line for line in said if not line.startswith("ok "))


def checksum(database):
    """One digest of every row of every table, and of the events that wait."""
    with database.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        tables = [f"register.{name}" for (name,) in connection.execute(TABLES).fetchall()]
        digests = [connection.execute(f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t").fetchone()
                   for table in tables]
        digests.append(connection.execute("select md5(string_agg(subject_key || event || occurred_on, '|' order by id)) "
                                          "from muniment_agent.outbox").fetchone())
    return digests


def test_the_same_seed_gives_the_same_children(cluster):
    made = [generate(cluster.create(), n=300, seed=seed, as_of=day)
            for seed, day in ((5, "2026-11-21"), (5, "2026-11-21"), (6, "2026-11-21"), (5, "2025-02-28"))]
    first, again, other_seed, other_day = (checksum(database) for database in made)
    for database in made:
        database.drop()
    assert first == again
    assert first != other_seed and first != other_day


@pytest.mark.parametrize("seed,as_of", [(2, "2024-02-29"), (3, "2010-08-06"), (999999, "2035-01-01"), (0, "2026-03-01")])
def test_any_seed_and_day_can_be_filled(cluster, seed, as_of):
    database = generate(cluster.create(), n=1500, seed=seed, as_of=as_of)
    assert database.value("select count(*) from register.child") == 1500
    assert database.value("select count(*) from register.child where archived_on > %s or born_on > %s", as_of, as_of) == 0
    database.drop()


def test_a_filled_register_is_not_filled_again(register):
    with pytest.raises(subprocess.CalledProcessError):
        generate(register)


def test_the_schema_and_the_agent_may_be_run_again(register):
    before = register.value("select count(*) from pg_constraint")
    for file in ("schema.sql", "agent.sql"):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", register.conninfo, "-f", ROOT / "sql/register" / file],
                       check=True, timeout=60, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert register.value("select count(*) from pg_constraint") == before


def test_numbers_are_valid_by_another_hand(register):
    numbers = register.rows("select nhs_number from register.child where nhs_number is not null")
    assert len(numbers) > 1000 and all(stdnum.gb.nhs.is_valid(number) for (number,) in numbers)
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    upns = register.rows("select value from register.source_number where kind = 'upn'")
    # python3-stdnum also wants an authority that exists; ours must not, so only its arithmetic is asked.
    assert len(upns) > 500 and all(stdnum.gb.upn.calc_check_digit(upn[1:]) == upn[0] and upn[0] in letters for (upn,) in upns)


def mapped():
    """Table -> columns that the map describes, read from the words of the file itself."""
    found, table = {}, None
    for line in re.sub(r"#.*", "", MAP.read_text()).splitlines():
        if match := re.search(r'table = "register\.(\w+)"', line):
            table = found.setdefault(match[1], set())
        if match := re.search(r'\{ column = "(\w+)"', line):
            table.add(match[1])
        for columns in re.findall(r"(?:key|columns) = \[([^\]]*)\]", line):
            table.update(re.findall(r'"(\w+)"', columns))
    return found


def test_every_table_and_column_is_on_the_map(register):
    held = {}
    for table, column in register.rows("select table_name::text, column_name::text from information_schema.columns "
                                       "join information_schema.tables using (table_schema, table_name) "
                                       "where table_schema = 'register' and table_type = 'BASE TABLE'"):
        held.setdefault(table, set()).add(column)
    assert held == mapped()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_label_has_its_words(language):
    wanted = set(re.findall(r'label = "([^"]+)"', MAP.read_text()))
    words = dict(re.findall(r'^\s*([\w-]+) = "([^"]+)";$', (ROOT / "notices" / language / "labels.conf").read_text(), re.M))
    assert wanted <= set(words)
    assert all(text.strip() for text in words.values())
