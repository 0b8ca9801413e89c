"""muniment migrate: from nothing and from every earlier version, twice, by whom, and when it refuses."""
import re
import subprocess
import uuid

import psycopg
import pytest

from conftest import ROOT, PROGRAMS

FILES = sorted((ROOT / "sql" / "migrate").glob("*.sql"))
LATEST = len(FILES)
ROLES = ["muniment_owner", "muniment_engine", "muniment_officer", "muniment_auditor"]


def test_from_nothing_says_from_and_to(muniment, empty_database):
    answer = muniment("migrate", "--database", empty_database.conninfo, "--json").json
    assert (answer["from"], answer["to"]) == (0, LATEST)
    assert "version" in muniment("migrate", "--database", empty_database.conninfo).out


def test_twice_is_once(muniment, empty_database):
    muniment("migrate", "--database", empty_database.conninfo)
    before = empty_database.dump(), empty_database.rows("select * from muniment.migration order by 1")
    answer = muniment("migrate", "--database", empty_database.conninfo, "--json").json
    assert (answer["from"], answer["to"]) == (LATEST, LATEST)
    assert before == (empty_database.dump(), empty_database.rows("select * from muniment.migration order by 1"))


@pytest.mark.parametrize("version", range(1, LATEST))
def test_upgrade_from_every_earlier_version(muniment, empty_database, database, version):
    muniment("migrate", "--database", empty_database.conninfo, "--to", version)
    assert empty_database.value("select max(version) from muniment.migration") == version
    answer = muniment("migrate", "--database", empty_database.conninfo, "--json").json
    assert (answer["from"], answer["to"]) == (version, LATEST)
    assert empty_database.dump() == database.dump()


def test_each_file_is_recorded_with_its_hash(database):
    recorded = dict(database.rows("select name, sha256 from muniment.migration"))
    for file in FILES:
        out = subprocess.run(["sha256sum", file], stdout=subprocess.PIPE, check=True, text=True).stdout
        assert recorded[file.stem] == out.split()[0]


def test_a_newer_database_is_refused_with_a_sentence(muniment, database):
    database.rows("insert into muniment.migration (version, name, sha256) values (%s, 'later', '')", LATEST + 1)
    before = database.dump()
    answer = muniment("migrate", "--database", database.conninfo, status=1)
    assert "newer than this program" in answer.err and answer.err.count("\n") == 1
    assert database.dump() == before


def test_a_migration_that_differs_is_refused(muniment, database):
    database.rows("update muniment.migration set sha256 = repeat('0', 64) where version = 2")
    answer = muniment("migrate", "--database", database.conninfo, status=1)
    assert "Migration 2" in answer.err


def test_a_migration_that_fails_leaves_the_version_before_it(muniment, empty_database):
    muniment("migrate", "--database", empty_database.conninfo, "--to", 1)
    empty_database.rows("create table muniment.ledger_pending ()")  # in the way of 0002
    before = empty_database.dump()
    answer = muniment("migrate", "--database", empty_database.conninfo, status=1)
    assert "Migration 2" in answer.err and "42P07" in answer.err
    assert empty_database.value("select max(version) from muniment.migration") == 1
    assert empty_database.dump() == before


def test_two_migrators_at_once(empty_database):
    both = [subprocess.Popen([PROGRAMS / "muniment", "migrate", "--json", "--database", empty_database.conninfo],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert empty_database.value("select count(*) from muniment.migration") == LATEST


def test_everything_belongs_to_the_owner_role(database):
    owners = database.rows("select distinct pg_get_userbyid(relowner) from pg_class c "
                           "join pg_namespace n on n.oid = relnamespace where nspname = 'muniment'")
    assert owners == [("muniment_owner",)]


def test_roles_cannot_log_in_and_the_auditor_only_reads(database):
    assert database.value("select count(*) from pg_roles where rolname = any(%s) and not rolcanlogin "
                          "and not rolsuper", ROLES) == len(ROLES)
    writable = database.rows("select relname from pg_class c join pg_namespace n on n.oid = relnamespace "
                             "where nspname = 'muniment' and relkind in ('r', 'p') and "
                             "has_table_privilege('muniment_auditor', c.oid, 'insert, update, delete, truncate')")
    assert writable == []


def test_without_superuser(muniment, own_cluster):
    """A login that may create roles and owns the database, and later a mere member of the owner role."""
    with psycopg.connect(own_cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("create role builder login createrole")
        connection.execute("create role mender login")
        connection.execute("create database m owner builder")
    base = own_cluster.base.replace("user=postgres", "user=%s dbname=m")
    answer = muniment("migrate", "--database", base % "builder", "--to", 1, "--json").json
    assert answer["to"] == 1
    denied = muniment("migrate", "--database", base % "mender", status=1)
    assert "may not migrate" in denied.err
    with psycopg.connect(own_cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("grant muniment_owner to mender")
    assert muniment("migrate", "--database", base % "mender", "--json").json["to"] == LATEST


def test_an_unreachable_database_is_status_3(muniment, tmp_path):
    answer = muniment("migrate", "--database", f"host={tmp_path} dbname=x", status=3)
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("apart", [False, True])
def test_registers_get_their_agent(muniment, cluster, empty_database, tmp_path, apart):
    """In the governance database itself or in one of its own; with and without the section 12 tables."""
    register = cluster.create() if apart else empty_database
    path = tmp_path / "muniment.conf"
    text = (ROOT / "policies" / "valid" / "settings" / "small.conf").read_text()
    text = text.replace("dbname=muniment host=/run/postgresql", empty_database.conninfo)
    text = text.replace('map = "small";', f'map = "small"; connection = "{register.conninfo}";')
    path.write_text(f'data_dir = "{ROOT}";\n' + text)
    answer = muniment("migrate", "--config", path, "--json").json
    assert (answer["from"], answer["to"], answer["registers"]) == (0, LATEST, ["children"])
    assert register.value("select count(*) from muniment_agent.receipt") == 0
    register.rows((ROOT / "sql" / "register" / "schema.sql").read_text())
    for _ in range(2):
        muniment("migrate", "--config", path)
        assert register.value("select count(*) from pg_trigger where tgname like 'muniment_%%'") == 4
    if apart:
        register.drop()


def test_an_agent_that_an_older_program_made_is_told_and_brought_up_to_date(office):
    """As when a register was away while muniment migrate ran. Nothing is begun that could not be ended."""
    asked = office.register.rows("select table_name, column_name from information_schema.columns where table_schema = 'muniment_agent'")
    looked_for = set(re.findall(r"\('(\w+)', '(\w+)'\)", (ROOT / "sql/embed/register/epoch-place.sql").read_text()))
    assert set(asked) - {("epoch", "only_one")} == looked_for, "the statement does not look for what agent.sql makes"
    office.register.rows("alter table muniment_agent.receipt drop column stones")
    for command in (("retention", "plan", "s12", "--rule", "s12-destroy-archived"), ("map", "check", "s12"), ("check",), ("doctor",)):
        done = office(*command, status=None)
        assert done.status == 1, command
        if command[0] != "retention":
            assert "it has no muniment_agent.receipt.stones" in done.out + done.err and "muniment migrate" in done.out + done.err, command
    office("migrate")
    assert office("retention", "plan", "s12", "--rule", "s12-destroy-archived", status=None).status in (0, 1)
    assert "stones" not in office("doctor", status=None).out
