"""How gone is gone: what each grade promises, seen in the server's own files. A child is planted with marked values, some
long enough for TOAST, and destroyed; then the files of the tables, their indexes and TOAST, and of the write-ahead log
are read byte by byte.
"""
import pathlib

import pytest

from conftest import AS_OF, ROOT, Cluster, Office, generate_register, run_muniment

DESTROY = "s12-destroy-archived"
NAME, NOTE = "Zwxqjkvora", "Qzvkwxjymb"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that removes old segments of its log instead of writing over them, and vacuums only when told to."""
    made = Cluster(tmp_path_factory.mktemp("server"), "wal_recycle=off", "autovacuum=off", "checkpoint_timeout=1d",
                   "max_wal_size=4GB", "max_prepared_transactions=2")
    made.register = generate_register(made.create(), 100).name
    governance = made.create()
    run_muniment("migrate", "--database", governance.conninfo)
    made.governance = governance.name
    yield made
    made.stop()


@pytest.fixture
def house(server, tmp_path, keys, request):
    """An office whose rule promises the grade, with one planted child that is due."""
    grade = getattr(request, "param", "rewritten")
    office = Office(server.create(server.governance), server.create(server.register), tmp_path, keys)
    pack = tmp_path / "law.conf"
    text = (ROOT / "policies/law/england-childrens-database.conf").read_text()
    pack.write_text(text.replace('name = "england-childrens-database";',
                                 f'name = "england-childrens-database"; grade = "{grade}";', 1))
    office.text = office.settings.read_text().replace(f"{ROOT}/policies/law/england-childrens-database.conf", str(pack))
    office.text = office.text.replace('map = "s12-register"; }', 'map = "s12-register"; maintenance_role = "postgres"; }')
    office.settings.write_text(office.text)
    office.data = pathlib.Path(server.folder, "cluster").resolve() / "data"
    office.register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    office.key = office.child("nhs_number is not null and exists (select from register.child_name n where n.child_id = c.child_id)")
    office.register.rows("alter table register.child_name add body text; alter table register.child_name alter body"
                         " set storage external")
    office.register.rows("update register.child_name set given_names = %s, body = repeat(%s, 1000) where child_id = %s",
                         NAME, NOTE, office.key)
    office.register.rows("create index planted on register.child_name (given_names)")
    office.nhs, office.number = office.register.rows(
        "update register.child set archived_on = '2018-01-01' where child_id = %s returning nhs_number::text, number::text",
        office.key)[0]
    office.register.rows("analyze")
    office("map", "accept", "s12", "--because", "a column of the test's own, larger than a page", "--as", "dpo")
    yield office
    office.database.drop()
    office.register.drop()


def files_of(database, kinds):
    """The paths of all relations of these kinds in the register's schemas, their TOAST and indexes told apart."""
    return database.rows(
        "with heap as (select c.oid, c.reltoastrelid from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'r' and n.nspname in ('register', 'muniment_agent')),"
        " file as (select 'heap' as kind, oid from heap union all select 'toast', reltoastrelid from heap where reltoastrelid <> 0"
        " union all select case when i.indrelid in (select oid from heap) then 'index' else 'toast' end, i.indexrelid from pg_index i"
        " where i.indrelid in (select oid from heap union select reltoastrelid from heap))"
        " select kind, pg_relation_filepath(oid) from file where kind = any(%s)", list(kinds))


def in_files(office, value, kinds=("heap", "index", "toast")):
    office.register.rows("checkpoint")
    return {kind for kind, path in files_of(office.register, kinds)
            if any(value.encode() in part.read_bytes() for part in (office.data / path).parent.glob(pathlib.Path(path).name + "*"))}


def in_log(office, value):
    return [path.name for path in (office.data / "pg_wal").iterdir() if path.is_file() and value.encode() in path.read_bytes()]


def destroy(office):
    run = office.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    office("retention", "approve", run, "--as", "a.reviewer")
    office("retention", "run", run)
    return run


def certified(office):
    run = destroy(office)
    verified = office.json("retention", "verify", run)
    assert verified["clean"]
    return office.json("retention", "certificate", run)


@pytest.mark.parametrize("house", ["deleted"], indirect=True)
def test_deleted_is_gone_for_every_statement_but_not_from_the_files(house):
    certificate = certified(house)
    assert certificate["grade"] == "deleted"
    assert house.register.value("select count(*) from register.child_name where child_id = %s", house.key) == 0
    assert in_files(house, NAME) == {"heap", "index"} and in_files(house, NOTE) == {"toast"}
    assert certificate["traces"]["log_until"] is None and "at this grade" in certificate["traces"]["log_why"]


@pytest.mark.parametrize("house", ["reclaimed"], indirect=True)
def test_reclaimed_has_given_the_rows_places_back(house):
    def dead():
        return house.register.rows("select relname from pg_stat_user_tables where n_dead_tup > 0 and schemaname = 'register'")
    run = destroy(house)
    assert ("child_name",) in dead()
    assert house.json("retention", "verify", run)["grade"] == "reclaimed"
    assert dead() == []
    certificate = house.json("retention", "certificate", run)
    assert certificate["grade"] == "reclaimed" and certificate["traces"]["log_until"] == AS_OF
    # The planner's figures hold single values of a column: of what is gone, none any more.
    assert house.register.value("select count(*) from pg_stats where histogram_bounds::text like %s"
                                " or most_common_vals::text like %s", *[f"%{house.nhs}%"] * 2) == 0


def test_rewritten_leaves_no_trace_in_any_file_nor_in_the_log(house):
    for value in (NAME, NOTE, house.nhs, house.number):
        assert in_files(house, value), "it was there"
        assert in_log(house, value)
    certificate = certified(house)
    assert certificate["grade"] == "rewritten"
    assert certificate["traces"]["values_looked_for"] == 5 and certificate["traces"]["bytes_read"] > 1_000_000
    for value in (NAME, NOTE, house.nhs, house.number):
        assert in_files(house, value) == set()
    # The log was let go with the tables: the server removes old segments, so the day is the day.
    assert certificate["traces"]["log_until"] == AS_OF == certificate["traces"]["temporary_until"]
    for value in (NAME, NOTE, house.nhs, house.number):
        assert in_log(house, value) == []
    assert list((house.data / "base").glob("pgsql_tmp*/*")) == []


def write_settings(house, more="", role="postgres"):
    house.settings.write_text(house.text.replace('maintenance_role = "postgres"', f'maintenance_role = "{role}"') + more)


@pytest.mark.parametrize("server_says, more, until, why", [
    ({"wal_recycle": "on"}, "", None, "wal_recycle"),
    ({"wal_recycle": "on"}, "wal_days = 7;", "2026-11-23", None),
    ({"wal_keep_size": "64MB"}, "", None, "by size"),
    ({"wal_keep_size": "64MB"}, "wal_days = 30; backup_days = 90;", "2026-12-16", None),
    ({}, "backup_days = 90;", AS_OF, None)])
def test_the_dates_follow_from_the_settings_or_the_certificate_says_why_there_is_none(house, server_says, more, until, why):
    write_settings(house, more)
    for name, value in server_says.items():
        house.register.rows(f"alter system set {name} = '{value}'")
    house.register.rows("select pg_reload_conf()")
    try:
        traces = certified(house)["traces"]
        warned = [p["problem"] for p in house.json("check")["problems"] if "write-ahead log" in p["problem"]]
    finally:
        for name in server_says:
            house.register.rows(f"alter system set {name} = '{'off' if name == 'wal_recycle' else '0'}'")
        house.register.rows("select pg_reload_conf()")
    assert traces["log_until"] == until and (why or "") in traces.get("log_why", "")
    assert bool(warned) == (why is not None)
    assert traces["backups_until"] == ("2027-02-14" if "backup_days" in more else None)


GRANTS = ["alter database {database} owner to caretaker", "grant pg_read_all_stats to caretaker",
          "grant pg_checkpoint to caretaker", "grant execute on function pg_switch_wal() to caretaker",
          "grant execute on function pg_read_binary_file(text, bigint, bigint, boolean) to caretaker",
          "grant usage on schema register to caretaker"]


def test_a_role_that_is_no_superuser_needs_just_what_check_names(house):
    """muniment check asks for one grant after the other; with the last of them the run goes through."""
    write_settings(house, role="caretaker")
    no_role, = [p for p in house("check", "--json", status=1).json["problems"] if "no maintenance role" in p["problem"]]
    assert no_role["severity"] == "error" and no_role["path"] == "registers.[0]"
    house.register.rows("create role caretaker nologin")
    try:
        run = destroy(house)
        missing = {grant.format(database=house.register.name) for grant in GRANTS}
        while missing:
            problem, = [p for p in house("check", "--json", status=1).json["problems"] if p["severity"] == "error"]
            assert "may not" in problem["problem"]
            assert "muniment check" in house("retention", "verify", run, status=1).err
            house.register.rows(problem["mend"])
            missing.remove(problem["mend"].removesuffix(";"))
        assert house.json("check")["ok"]
        assert house.json("retention", "verify", run)["grade"] == "rewritten"
        assert in_files(house, NAME) == set() == in_files(house, house.nhs)
    finally:
        house.register.rows(f"alter database {house.register.name} owner to postgres; drop owned by caretaker;"
                            " drop role caretaker")


def test_tables_are_rewritten_at_their_hours_only(house):
    hour = house.register.value("select extract(hour from now() at time zone 'Europe/London')::int")
    write_settings(house, f'rewrite_hours = "{(hour + 3) % 24:02}:00-{(hour + 4) % 24:02}:00";')
    run = destroy(house)
    assert "rewrite_hours" in house("retention", "verify", run, status=1).err
    assert in_files(house, NAME) and house.json("retention", "show", run)["state"] == "disposed"
    write_settings(house)
    assert house.json("retention", "verify", run)["clean"] and in_files(house, NAME) == set()


def test_a_session_that_can_still_see_the_rows_holds_it_up(house):
    """Vacuum leaves, and a rewrite copies, what an old snapshot sees: until it has ended nothing is promised."""
    write_settings(house, "lock_timeout_ms = 500;")
    with house.register.connect() as old:
        old.execute("begin isolation level repeatable read")
        old.execute("select count(*) from register.school")
        run = destroy(house)
        assert "busy" in house("retention", "verify", run, status=3).err
        assert house.json("retention", "show", run)["state"] == "disposed"
        old.execute("commit")
    assert house.json("retention", "verify", run)["clean"] and in_files(house, NAME) == set()


def test_a_table_in_use_is_not_waited_for_without_end_and_what_was_done_is_not_done_again(house):
    write_settings(house, "lock_timeout_ms = 500;")
    run = destroy(house)
    with house.register.connect() as user:
        user.execute("begin")
        user.execute("lock table register.person in row exclusive mode")
        house("retention", "verify", run, status=3)
        user.execute("rollback")
    done = dict(house.register.rows("select relname, relfilenode from pg_class where relname = 'child_name'"))
    assert house.database.value("select count(*) from muniment.reclaimed where place = 'register.child_name'") == 1
    assert house.json("retention", "verify", run)["clean"]
    assert dict(house.register.rows("select relname, relfilenode from pg_class where relname = 'child_name'")) == done


def test_traces_in_a_table_that_is_not_on_the_map_are_rewritten_too(house):
    house.register.rows(f"create table register.extra (v text); insert into register.extra values ('{house.nhs}');"
                        "grant select on register.extra to muniment_engine")
    run = destroy(house)
    assert house("retention", "verify", run, "--json", status=1).json["findings"] == [{"where": "register.extra", "rows": 1}]
    house.register.rows("delete from register.extra")
    assert in_files(house, house.nhs)
    assert house.json("retention", "verify", run)["clean"] and in_files(house, house.nhs) == set()


def test_what_is_looked_for_lies_closed_until_it_is_forgotten(house):
    """Governance remembers the numbers until they are found gone, under a key: its files and its log do not show them."""
    house.register.rows("checkpoint")
    destroy(house)
    house.database.rows("checkpoint")
    assert house.database.value("select count(*) from muniment.disposed where identifiers <> '{}'") == 1
    path = house.database.value("select pg_relation_filepath('muniment.disposed')")
    assert house.nhs.encode() not in (house.data / path).read_bytes()
