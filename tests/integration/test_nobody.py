"""A login with no role of ours at all, in every database it can connect to: it takes each lock that ever was ours, keeps
our tables in mind as far as it may name them, and plants tables named like catalogs. Nothing of ours notices. And an
auditor, who may look: not at keys."""
import contextlib
import re

import psycopg
import pytest

from conftest import AS_OF, ROOT, run_muniment, wait_until, write_config
from test_accuracy import agency, register, sweep, with_children  # noqa: F401 fixtures
from test_retention import archived_since, joint_template, live, planned  # noqa: F401 fixtures

# classid and objid, or the one number, of each advisory lock that programs of ours took before rows took their place.
NUMBERS = ["6962, 1", "6962, 2", "20070618, 2182", "1297436745, hashtext('s12')", "1297436745, hashtext('children')",
           "hashtextextended('muniment sweep pds children', 0)"]
# A register that is in no other test's way.
SHARES, WAITS = "select muniment_agent.share_turn('one')", "select muniment_agent.take_turn('one')"


def login(database, name, *roles):
    """A connection of a login that has these roles and nothing else."""
    database.rows("do $$ begin create role " + name + " login; exception when duplicate_object then null; end $$")
    for role in roles:
        database.rows(f"grant {role} to {name}")
    return psycopg.connect(database.conninfo.replace("user=postgres", f"user={name}"), autocommit=True)


@contextlib.contextmanager
def nobody(database, named="munimentd worker"):
    """It holds all it can, for as long as the block lasts."""
    with login(database, "stranger") as connection:
        connection.execute(f"set application_name = '{named}'")
        for number in NUMBERS:
            connection.execute(f"select pg_try_advisory_lock({number})")
        for worker in range(3):
            connection.execute(f"select pg_advisory_lock_shared(2182, {worker})")
        connection.execute("begin")
        # A statement that is only prepared asks for no right to the table, and locks it all the same.
        for table in ("epoch", "receipt", "outbox", "planning", "turn"):
            for text in ("select from {} for update", "delete from {}"):
                connection.execute("savepoint s")
                try:
                    connection.execute(f"prepare {text[:6]}_{table} as " + text.format(f"muniment_agent.{table}"))
                except psycopg.Error:
                    connection.execute("rollback to s")
        yield connection


def test_nobody_is_taken_for_a_worker(office):
    with nobody(office.database):
        assert office.json("status", status=1)["workers"] == 0


def test_workers_are_counted(database, config, daemon):
    """The same figure that a stranger cannot raise."""
    daemon(config(workers=2)).wait_ready()
    wait_until(lambda: database.value("select count(*) from muniment.engine_session where name = 'munimentd worker'") == 2)


def test_the_ledger_is_signed_all_the_same(office):
    office("retention", "plan", "s12", as_of="2027-03-01", timeout=120)
    with nobody(office.database):
        office("ledger", "checkpoint", "--now", timeout=30)
    assert office.database.value("select count(*) from muniment.ledger_pending") == 0


@pytest.mark.parametrize("apart", [False, True])
def test_a_hold_is_set_all_the_same(office, cluster, joint_template, tmp_path, keys, apart):
    if not apart:
        joint = cluster.create(joint_template)
        office.settings.write_text(office.settings.read_text().replace(office.register.conninfo, joint.conninfo)
                                   .replace(office.database.conninfo, joint.conninfo)
                                   .replace(f'connection = "{joint.conninfo}"; ', ""))
        office.database, office.register = joint, joint
    with nobody(office.database), nobody(office.register):
        office("hold", "add", "--register", "s12", "--subject", office.child("true"), "--reason", "a claim", "--owner", "dpo",
               "--review-on", "2027-01-01", "--as", "dpo", timeout=30)
    assert office.database.value("select count(*) from muniment.hold") == 1


def test_a_batch_is_worked_all_the_same(office):
    keys = archived_since(office, "2018-01-01", 4)
    run = planned(office)
    with nobody(office.database), nobody(office.register):
        office("retention", "run", run, timeout=30)
    assert live(office, keys) == set()


def test_a_source_is_swept_all_the_same(register, agency, sweep):  # noqa: F811
    there = agency()
    with nobody(register):
        sweep(there, "--sample", 5)
    assert register.rows("select state, worked_by from muniment.sweep") == [("done", None)]


def test_a_sweep_that_was_left_by_a_session_that_is_no_more(register, agency, sweep):  # noqa: F811
    """Whatever number it had: a stranger's session may have it now."""
    there = agency()
    with nobody(register) as stranger:
        register.rows("insert into muniment.register (name, map) values ('children', 's12-register') on conflict do nothing")
        register.rows("insert into muniment.sweep (source, register, begun_on, worked_by) values ('pds', 'children', %s, %s)",
                      AS_OF, stranger.info.backend_pid)
        sweep(there)
    assert register.rows("select state, worked_by from muniment.sweep") == [("done", None)]


def test_migrations_go_on_all_the_same(office, empty_database):
    with nobody(empty_database), nobody(office.register):
        run_muniment("migrate", "--database", empty_database.conninfo, timeout=40)
        office("migrate", timeout=40)


def test_a_table_named_like_a_catalog_opens_nothing(office):
    """A copy that the daemon has not looked at says no, whatever a session calls its own tables and types."""
    office.register.rows("update muniment_agent.epoch set system = (select system_identifier from pg_control_system()) || '.1'")
    with login(office.register, "stranger") as stranger:
        assert stranger.execute("select muniment_agent.open()").fetchone() == (False,)
        stranger.execute("create temp table pg_database (oid oid, datname name)")
        stranger.execute("insert into pg_database values (1, current_database())")
        stranger.execute("create temp table epoch as select true as open, 1 as epoch, null::text as system, now() as looked_at")
        stranger.execute("create domain pg_temp.boolean as text")
        assert stranger.execute("select muniment_agent.open()").fetchone() == (False,)
        assert stranger.execute("select muniment_agent.open(interval '1 day')").fetchone() == (False,)
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
            stranger.execute("select muniment_agent.require_open()")


def test_whoever_may_connect_may_ask_whether_it_is_open_and_nothing_else(office):
    with login(office.register, "stranger") as stranger:
        assert stranger.execute("select muniment_agent.open()").fetchone() == (True,)
        stranger.execute("select muniment_agent.require_open()")
    for database in (office.database, office.register):
        login(database, "stranger").close()
        tables = database.rows("""
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where nspname in ('muniment', 'muniment_agent') and relkind in ('r', 'p', 'v', 'm', 'f')
               and (has_table_privilege('stranger', c.oid, 'select, insert, update, delete, truncate, references, trigger')
                    or has_any_column_privilege('stranger', c.oid, 'select, insert, update, references'))""")
        sequences = database.rows("""
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where nspname in ('muniment', 'muniment_agent')
               and case when relkind = 'S' then has_sequence_privilege('stranger', c.oid, 'usage, select, update') end""")
        functions = database.rows("""
            select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where nspname in ('muniment', 'muniment_agent') and has_schema_privilege('stranger', n.oid, 'usage')
               and has_function_privilege('stranger', p.oid, 'execute')""")
        assert (tables, sequences) == ([], [])
        assert {name for name, in functions} == ({"open", "require_open"} if database is office.register else set())


def test_our_triggers_are_not_lent(office):
    """On a table of one's own they would empty the outbox with their owner's rights."""
    office.register.rows("insert into muniment_agent.outbox (subject_key, event) values ('77', 'left')")
    with login(office.register, "stranger") as stranger:
        stranger.execute("create temp table mine as select 77 as child_id")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            stranger.execute("create trigger t after delete on mine referencing old table as gone"
                             " for each statement execute function muniment_agent.child_gone()")
    assert office.register.value("select count(*) from muniment_agent.outbox where subject_key = '77'") == 1


def test_every_function_looks_in_pg_temp_last(office):
    for database in (office.database, office.register):
        found = database.rows("select p.oid::regprocedure::text, array_to_string(proconfig, ';') from pg_proc p"
                              " join pg_namespace n on n.oid = p.pronamespace"
                              " where nspname in ('muniment', 'muniment_agent') or nspname = 'register' and prosecdef")
        assert found
        for name, options in found:
            assert re.search(r"search_path=pg_catalog, pg_temp(;|$)", options or ""), name
    # The programs' own sessions, which look by what is compiled in.
    assert "set search_path = pg_catalog, pg_temp;" in (ROOT / "daemon/pg/pg.c").read_text()


def test_no_lock_is_anybodys(office):
    """Of the statements that the programs send, none takes an advisory lock."""
    for path in [*(ROOT / "sql/queries").glob("*.sql"), *(ROOT / "sql/embed").rglob("*.sql"), ROOT / "sql/register/agent.sql"]:
        for line in path.read_text().splitlines():
            assert line.startswith("--") or "advisory" not in line.split("--")[0], path


def waiting(database):
    return database.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")


def test_a_hold_stands_in_line_before_the_batches_that_come_after_it(office):
    """Batches of several workers overlap, so that there is always one: a hold would wait for ever."""
    office.register.rows("insert into muniment_agent.turn values ('one')")
    with (psycopg.connect(office.register.conninfo) as first, psycopg.connect(office.register.conninfo) as other,
          psycopg.connect(office.register.conninfo) as hold, psycopg.connect(office.register.conninfo) as later):
        for each in (first, other, hold, later):
            each.execute("set statement_timeout = '30s'")
            each.commit()
            each.execute("select 1")
        first.execute(SHARES)
        other.execute(SHARES)  # batches do not hinder one another
        hold.pgconn.send_query(WAITS.encode())
        wait_until(lambda: waiting(office.register) == 1)
        later.pgconn.send_query(SHARES.encode())
        wait_until(lambda: waiting(office.register) == 2)
        first.rollback()
        other.rollback()
        assert hold.pgconn.get_result().status == psycopg.pq.ExecStatus.TUPLES_OK
        assert waiting(office.register) == 1  # the batch: the hold is there now, and it will see it
        assert hold.pgconn.get_result() is None
        hold.rollback()
        assert later.pgconn.get_result().status == psycopg.pq.ExecStatus.TUPLES_OK
        assert later.pgconn.get_result() is None


# --- an auditor --------------------------------------------------------------------------------------------

def planted(office):
    """Every table of the governance database that holds keys of children holds the canary's, and some are planned."""
    key = "canary-key-90210"
    office("retention", "plan", "s12", as_of="2027-03-01", timeout=120, status=None)
    run = office.database.value("select max(run) from muniment.batch")
    assert run, "nothing was planned"
    ref = office.database.value("insert into muniment.subject_ref (register, subject_key) values ('s12', %s) returning ref", key)
    closing = office.database.value("insert into muniment.closing (register, reason, epoch_found, epoch_known, closed_on, opened_on,"
                                    " opened_at) values ('s12', 'asked', 1, 1, current_date, current_date, now()) returning id")
    for sql in (f"insert into muniment.replay_record (closing, key) values ({closing}, %s)",
                "update muniment.batch set keys = keys || %s::text",
                f"insert into muniment.disposed select {run}, 1, array[k.k], array[k.k] from (select %s::text as k) as k",
                "insert into muniment.sweep (source, register, begun_on, after_key) values ('pds', 's12', current_date, %s)",
                "insert into muniment.job (kind, run_on, key, arguments) select 'retention.plan', current_date, 'x',"
                " jsonb_build_object('subject', k.k) from (select %s::text as k) as k",
                "insert into muniment.hold (register, subject, entity, of_column, of_value, reason, owner, set_by, set_on, review_on)"
                f" values ('s12', '{ref}', 'child', 'child_id', %s, 'r', 'o', 's', current_date, current_date)",
                f"insert into muniment.obligation (subject, notice, audience, recipient, obtained_on, due_on) values ('{ref}',"
                " 'first-notice', 'parent', %s, current_date, current_date)"):
        office.database.rows(sql, key)
    return key


def test_an_auditor_reads_no_keys(office):
    key = planted(office)
    keys = {str(k) for k, in office.database.rows("select distinct unnest(keys) from muniment.batch")}
    looked = 0
    with login(office.database, "looker", "muniment_auditor") as auditor:
        auditor.execute("set role muniment_auditor")
        columns = office.database.rows("""
            select c.oid::regclass::text, quote_ident(attname), format_type(atttypid, -1) from pg_attribute a
              join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
             where nspname not like 'pg\\_%%' and nspname <> 'information_schema' and relkind in ('r', 'p', 'v', 'm', 'f')
               and attnum > 0 and not attisdropped and has_column_privilege('looker', c.oid, attnum, 'select')""")
        for table, column, kind in columns:
            values = [str(value) for value, in auditor.execute(f"select {column}::text from {table}") if value is not None]
            looked += 1
            assert not any(key in value for value in values), f"{table}.{column}"
            if kind.endswith("[]"):
                assert not keys & {k for value in values for k in re.findall(r"\w+", value)}, f"{table}.{column}"
    assert looked > 100


def test_an_auditors_commands_still_answer(office, tmp_path):
    planted(office)
    login(office.database, "looker", "muniment_auditor").close()
    office.settings.write_text(office.settings.read_text().replace("user=postgres", "user=looker", 1))
    for command in (("status",), ("ledger", "checkpoint"), ("ledger", "verify"), ("accuracy", "report"), ("retention", "changes")):
        answer = office(*command, status=None)
        assert "does not allow" not in answer.err, answer.err
