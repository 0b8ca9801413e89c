"""Statements are read by name: the names that sqlgen.py finds in a text are those that the server returns, in their order."""
import re
import subprocess

import pytest

from conftest import ROOT, run_muniment, sqlgen

QUERIES = sorted((ROOT / "sql/queries").glob("*.sql"))


def described(connection, sql):
    pgconn = connection.pgconn
    prepared = pgconn.prepare(b"one", sql.encode())
    assert not prepared.error_message, (sql, prepared.error_message)
    result = pgconn.describe_prepared(b"one")
    names = [result.fname(i).decode() for i in range(result.nfields)]
    connection.execute("deallocate one")
    return names


def test_names_are_the_servers(database):
    gen, rows, seen = sqlgen(), {}, 0
    with database.connect() as connection:
        for path in QUERIES:
            for name, sql, _ in gen.statements(path, rows):
                assert rows[name].names == described(connection, sql), name
                seen += len(rows[name].names)
    assert seen > 300


def heard(cluster, database, act):
    """What the server was asked to parse and to execute meanwhile, by the names of the statements."""
    log = (cluster.folder / "cluster").resolve() / "server.log"
    begin = log.stat().st_size
    database.rows(f"alter database {database.name} set log_min_duration_statement = 0")
    act()
    database.rows(f"alter database {database.name} reset log_min_duration_statement")
    said = log.read_bytes()[begin:].decode()
    return [re.findall(rf"duration: [\d.]+ ms  {what} (\S+): ", said) for what in ("parse", "execute")]


def test_only_what_comes_again_is_prepared(cluster, database, config, daemon):
    """A command opens the database hundreds of times a day and calls a dozen statements; a worker calls the same for weeks."""
    settings = config()
    parsed, _ = heard(cluster, database, lambda: run_muniment("job", "list", "--config", settings))
    assert 0 < len(parsed) < 25, parsed

    def work():
        assert daemon(settings, "--once", "--as-of", "2026-11-16").wait(60) == 0
    parsed, executed = heard(cluster, database, work)
    assert "job_claim" in parsed and executed.count("job_claim") > 3
    assert parsed.count("job_claim") <= 3  # a worker each


def generate(tmp_path, text):
    """sqlgen.py on one file of queries."""
    (tmp_path / "queries").mkdir(exist_ok=True)
    path = tmp_path / "queries/x.sql"
    path.write_text(text)
    done = subprocess.run([ROOT / "tools/sqlgen.py", tmp_path / "s.h", tmp_path / "s.c", tmp_path, path],
                          capture_output=True, text=True, timeout=30)
    return done, dict(re.findall(r"^ +(X_\w+) = (\d+),", (tmp_path / "s.h").read_text() if done.returncode == 0 else "", re.M))


def test_a_column_that_moves_keeps_its_name(tmp_path):
    _, before = generate(tmp_path, "-- name: x\nselect a, b::text, count(*) from t\n")
    _, after = generate(tmp_path, "-- name: x\nselect b::text, count(*), a from t\n")
    assert before == {"X_A": "0", "X_B": "1", "X_COUNT": "2"}
    assert after == {"X_B": "0", "X_COUNT": "1", "X_A": "2"}


def test_parameters_are_given_by_name(tmp_path):
    generate(tmp_path, "-- name: x\nselect a from t where b > :least::date and c = any(:keys::text[]) and d <> :least::date\n")
    assert "struct x_args {\n        Date least;\n        PgTexts keys;\n};" in (tmp_path / "s.h").read_text()
    assert "b > $1::date and c = any($2::text[]) and d <> $1::date" in (tmp_path / "s.c").read_text()


@pytest.mark.parametrize("text,complaint", [
    ("-- name: x\nselect a, b is null from t\n", "a column has no name: b is null"),
    ("-- name: x\nselect * from t\n", "a column has no name: *"),
    ("-- name: x\nselect t.a, u.a from t, u\n", "columns named twice: a"),
    ("-- name: x\nselect a from t where b = :b\n", "a parameter has a name and a type"),
    ("-- name: x\nselect a from t where b = $1::text\n", "a parameter has a name and a type"),
    ("-- name: x\nselect a from t where b = :b::inet\n", "a type that nothing binds"),
    ("-- name: y\nselect a, b from t\n-- name: x returns y\nselect b, a from t\n", "does not return what y does"),
])
def test_what_could_be_read_as_another_is_refused(tmp_path, text, complaint):
    done, _ = generate(tmp_path, text)
    assert done.returncode != 0 and complaint in done.stderr
