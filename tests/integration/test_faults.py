"""What servers suffer. Each fault is met in the middle of work; then it is taken away, and the account is made up: what was
lost (nothing), what was done twice (nothing), and how long until the work went on (the number each test names).

The work is of two kinds: jobs that leave a row in public.ran in the transaction of what they do, and entries of the
ledger, which must be numbered once each. Deaths of workers and of the whole daemon, the database going away and coming
back, and missing keys are in test_work.py; a disposal killed at each of its steps is in test_daemon_week.py."""
import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time

import psycopg
import pytest

from conftest import Cluster, Daemon, let_the_server_in, run_muniment, wait_until, write_config
from test_retention import archived_since, live, plan, planned
from test_run_pace import standby
from test_work import TODAY, not_today, own_database

JOBS, ENTRIES = 12, 40
LEAVES_A_ROW = """create function public.trouble() returns trigger language plpgsql as $$
                  begin insert into public.ran values (pg_catalog.pg_backend_pid()); perform pg_catalog.pg_sleep({});
                  return null; end $$"""


def take_work(database, slow=0.05):
    """Work for the daemon to be disturbed at."""
    with database.connect() as connection:
        connection.execute("create table public.ran (pid integer)")
        connection.execute("grant insert on public.ran to muniment_engine")
        connection.execute(LEAVES_A_ROW.format(slow))
        connection.execute("create trigger trouble before delete on muniment.job for each statement execute function public.trouble()")
    not_today(database)
    more_work(database)


def more_work(database):
    database.rows("insert into muniment.ledger_pending (acted_on, kind, actor) "
                  "select current_date, 'test-act', 'engine' from generate_series(1, %s::integer)", ENTRIES)
    database.rows("insert into muniment.job (kind, run_on) select 'queue.tidy', %s::date from generate_series(1, %s::integer)",
                  TODAY, JOBS)


def under_way(database):
    wait_until(lambda: database.value("select count(*) from public.ran") > 0)


def account(database, config, keys, rounds=1, within=40, again=0):
    """Waits until everything is done, then makes up the account. Seconds until it was. again: how many workers were cut off
    where they could not tell the queue what they had done. That one job of each is begun anew, as the queue promises no
    more than that; what a job must not do twice it guards itself (test_daemon_week.py), as the ledger does here."""
    began = time.monotonic()

    def done():
        try:
            return database.rows("select (select count(*) from muniment.job where kind = 'queue.tidy' and state = 'done'), "
                                 "(select count(*) from muniment.ledger_entry), "
                                 "(select count(*) from muniment.job where state <> 'done')") == [(JOBS * rounds, ENTRIES * rounds, 0)]
        except psycopg.OperationalError:
            return False
    wait_until(done, within, 0.1)
    seconds = time.monotonic() - began
    ran = database.value("select count(*) from public.ran")
    assert JOBS * rounds <= ran <= JOBS * rounds + again, "a job's work was lost, or done twice"
    assert database.value("select count(distinct pending) from muniment.ledger_entry") == ENTRIES * rounds
    assert run_muniment("ledger", "verify", "--config", config, "--json", env=keys).json["ok"] is True
    return seconds


class Own:
    """A database of a server of the test's own."""

    def __init__(self, cluster, conninfo):
        self.cluster, self.conninfo = cluster, conninfo

    def connect(self, name=None):
        return psycopg.connect(self.conninfo if name is None else self.cluster.conninfo(name), autocommit=True)

    def rows(self, sql, *values, name=None):
        with self.connect(name) as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None


@pytest.fixture
def own(own_cluster):
    """Migrated."""
    return Own(own_cluster, own_database(own_cluster))


def cut(database, name="postgres"):
    """Every session of the daemon ends."""
    database.rows("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'munimentd%%'", name=name)


@contextlib.contextmanager
def disk(folder, options):
    """A file system of its own in memory, until the end of the block."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], stderr=subprocess.PIPE)
    if done.returncode:
        pytest.skip("this machine, or this user, mounts nothing")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


# --- PostgreSQL -------------------------------------------------------------------------------------------

def test_postgresql_refuses_connections(own, tmp_path, keys, daemon):
    take_work(own)
    config = write_config(tmp_path / "c.conf", own.conninfo, lease_seconds=3600)
    running = daemon(config).wait_ready()
    under_way(own)
    own.rows("update pg_database set datallowconn = false where datname = 'g'", name="postgres")
    cut(own)
    running.wait_said("STATUS=The database cannot be reached; trying again")
    time.sleep(3)
    own.rows("update pg_database set datallowconn = true where datname = 'g'", name="postgres")
    assert account(own, config, keys, again=1) < 35
    assert running.log.count("The database cannot be reached") == 1


def test_postgresql_takes_no_writes(own, tmp_path, keys, daemon):
    """As when it has become a standby. It counts as away: tried again ever more rarely, without a fault in the journal."""
    take_work(own)
    config = write_config(tmp_path / "c.conf", own.conninfo, lease_seconds=3600)
    running = daemon(config).wait_ready()
    under_way(own)
    own.rows("alter system set default_transaction_read_only = on", name="postgres")
    own.rows("select pg_reload_conf()", name="postgres")
    running.wait_said("STATUS=The database cannot be reached; trying again")
    before = own.value("select count(*) from public.ran")
    time.sleep(5)
    assert own.value("select count(*) from public.ran") == before
    reset_read_only(own)
    assert account(own, config, keys, again=1) < 35
    assert "A fault of the program" not in running.log and running.log.count("The database cannot be reached") == 1


def reset_read_only(own):
    with own.connect("postgres") as connection:
        connection.execute("set default_transaction_read_only = off")
        connection.execute("alter system reset default_transaction_read_only")
        connection.execute("select pg_reload_conf()")


def test_postgresql_fails_over_to_a_standby(tmp_path, keys, daemon):
    """The settings name both servers. The first dies in the middle of the work, the second takes its place with all that had
    been committed, and the daemon finds it by itself."""
    cluster = Cluster(tmp_path / "first", "wal_level=replica", "max_wal_senders=4")
    first = Own(cluster, own_database(cluster))
    host = re.search(r"host=(\S+)", cluster.base)[1]
    try:
        with standby(cluster, late="0") as data:
            second = Own(None, f"host={data} user=postgres dbname=g")
            first.rows("alter system set synchronous_standby_names = '*'", name="postgres")
            first.rows("select pg_reload_conf()", name="postgres")
            take_work(first)
            config = write_config(tmp_path / "c.conf", f"host={host},{data} user=postgres dbname=g target_session_attrs=read-write",
                                  lease_seconds=3600)
            running = daemon(config).wait_ready()
            under_way(first)
            cluster.halt()
            running.wait_said("STATUS=The database cannot be reached; trying again")
            assert second.value("select pg_promote(wait_seconds => 30)")
            assert account(second, config, keys, again=1) < 35
            assert "A fault of the program" not in running.log
    finally:
        cluster.stop()


def test_postgresql_is_slow(database, config, keys, daemon):
    """Every statement of the job runs into its time limit; the tries are not counted against it."""
    path = config(statement_timeout_ms=200, lease_seconds=3600, max_attempts=2)
    take_work(database, slow=3)
    running = daemon(path).wait_ready()
    wait_until(lambda: database.value("select count(*) from muniment.job where setbacks >= 1") >= 2)
    assert database.value("select count(*) from public.ran") == 0 and "database-busy" in running.log
    database.rows(LEAVES_A_ROW.replace("create function", "create or replace function").format(0))
    assert account(database, config(name="patient.conf"), keys) < 30


def test_postgresql_is_out_of_disk(own, tmp_path, keys, daemon):
    """The table that the work fills lies on a tablespace that is full: the jobs go back, uncounted, until there is room."""
    let_the_server_in(tmp_path)
    with disk(tmp_path / "small", "size=4m,mode=777") as folder, contextlib.ExitStack() as end:
        end.callback(own.cluster.stop)
        shutil.chown(folder, "postgres")
        folder.chmod(0o700)
        own.rows(f"create tablespace small location '{folder}'", name="postgres")
        take_work(own)
        config = write_config(tmp_path / "c.conf", own.conninfo, max_attempts=2)
        own.rows("alter table public.ran set tablespace small")
        own.rows("create table public.filler (body text) tablespace small")
        with contextlib.suppress(psycopg.errors.DiskFull):
            own.rows("alter table public.filler alter body set storage plain")
            for _ in range(2000):
                own.rows("insert into public.filler values (repeat('x', 7000))")
        running = daemon(config).wait_ready()
        wait_until(lambda: "SQLSTATE=53100" in running.log)
        assert own.value("select count(*) from public.ran") == 0
        own.rows("drop table public.filler")
        assert account(own, config, keys) < 40
        assert own.value("select max(attempts) from muniment.job") == 1
        running.stop()


def test_a_newer_program_migrates_under_it(database, config, keys, daemon):
    """As in a rolling upgrade of two hosts: the old one stands back with a sentence, and works again when taken back."""
    path = config()
    take_work(database)
    running = daemon(path).wait_ready()
    under_way(database)
    database.rows("insert into muniment.migration (version, name, sha256) values (9999, 'newer', 'x')")
    running.wait_said("STATUS=The database's schema is not this program's")
    before = database.value("select count(*) from public.ran")
    more_work(database)
    time.sleep(3)
    assert database.value("select count(*) from public.ran") == before
    assert "A fault of the program" not in running.log
    database.rows("delete from muniment.migration where version = 9999")
    assert account(database, path, keys, rounds=2) < 40


# --- the host ---------------------------------------------------------------------------------------------

def test_the_disk_of_the_checkpoint_file_is_full(database, config, keys, daemon, tmp_path):
    """The ledger is not signed while its copy outside cannot be written; nothing is lost or numbered twice."""
    with disk(tmp_path / "small", "size=16k") as folder:
        with contextlib.suppress(OSError):
            (folder / "filler").write_bytes(b"x" * 100_000)
        path = config(checkpoint_file=str(folder / "checkpoints"))
        take_work(database)
        daemon(path).wait_ready()
        wait_until(lambda: database.value("select count(*) from muniment.job where kind = 'ledger.sequence' and attempts > 0"))
        (folder / "filler").unlink()
        assert account(database, path, keys) < 30
        assert (folder / "checkpoints").stat().st_size > 0


def test_the_disk_of_the_output_folder_is_full(office, daemon):
    """What was decided and done stands; its certificate is written when there is room, once."""
    with disk(office.out, "size=16k,mode=700"):
        keys = archived_since(office, "2018-01-01", 3)
        run = planned(office)
        running = daemon(office.settings).wait_ready()
        failing = "select count(*) from muniment.job where kind like 'retention.%' and attempts + setbacks > 0 and reason <> ''"
        wait_until(lambda: office.database.value(failing), 40)
        assert not live(office, keys) and not list(office.out.glob("*.pdf"))
        subprocess.run(["mount", "-o", "remount,size=4m", office.out], check=True)
        wait_until((office.out / f"certificate-run-{run}.pdf").exists, 60, 0.2)
        assert json.loads((office.out / f"certificate-run-{run}.json").read_text())["disposed"] >= 3
        assert office.database.value("select count(*) from muniment.certificate where run = %s", run) == 1
        assert "A fault of the program" not in running.log
        running.stop()


def test_the_file_system_turns_read_only(office, daemon, tmp_path):
    """As the kernel makes it when a disk fails. Nobody is destroyed whose tombstones could not be kept outside the database;
    when it can be written again, the run is done once, and its paper is there."""
    with disk(tmp_path / "disk", "size=4m,mode=700") as folder:
        office.settings.write_text(office.settings.read_text().replace(str(office.out), f"{folder}/out")
                                   + f'state_dir = "{folder}/state";\ncheckpoint_file = "{folder}/checkpoints";\n')
        (folder / "state").mkdir(mode=0o700)
        keys = archived_since(office, "2018-01-01", 3)
        run = plan(office)["run"]
        running = daemon(office.settings).wait_ready()
        wait_until((folder / "checkpoints").exists, 40)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        office("retention", "approve", run, "--as", "a.reviewer")
        job = wait_until(lambda: office.database.value("select id from muniment.job where kind = 'retention.carry-out' and state <> 'done' "
                                                       "and arguments = jsonb_build_object('run', %s::bigint) and reason = 'state-dir'", run), 40)
        assert live(office, keys) == set(keys)
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
        wait_until((folder / "out" / f"certificate-run-{run}.pdf").exists, 60, 0.2)
        wait_until(lambda: office.database.value("select state from muniment.job where id = %s", job) == "done", 20)
        assert not live(office, keys)
        assert office.database.value("select count(*) from muniment.certificate where run = %s", run) == 1
        assert "A fault of the program" not in running.log
        running.stop()


def test_the_supervisor_is_out_of_file_handles(database, config, keys, daemon):
    """It cannot start another worker for the one that died; it goes on trying and stays alive."""
    path = config()
    take_work(database)
    running = daemon(path).wait_ready()
    under_way(database)
    victim, = running.workers()
    before = resource.prlimit(running.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(running.pid, resource.RLIMIT_NOFILE, (4, before[1]))
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: "FAULT=EMFILE" in running.log)
    assert running.workers() == [] and running.process.poll() is None
    resource.prlimit(running.pid, resource.RLIMIT_NOFILE, before)
    wait_until(running.workers, 35)
    account(database, path, keys, again=1)


def test_a_worker_is_out_of_memory(database, config, keys, daemon):
    """It ends; its transaction is rolled back, and the one after it does the job."""
    path = config()
    take_work(database)
    running = daemon(path).wait_ready()
    under_way(database)
    victim, = running.workers()
    resource.prlimit(victim, resource.RLIMIT_AS, (1, resource.RLIM_INFINITY))
    database.rows("insert into muniment.ledger_pending (acted_on, kind, actor, detail) select current_date, 'test-act', 'engine', "
                  "jsonb_build_object('x', repeat('y', 100000)) from generate_series(1, 200)")
    wait_until(lambda: victim not in running.workers() and running.workers(), 40)
    assert "A worker died" in running.log
    wait_until(lambda: database.value("select count(*) from muniment.ledger_entry") == ENTRIES + 200, 30)
    wait_until(lambda: database.value("select count(*) from muniment.job where kind = 'queue.tidy' and state = 'done'") == JOBS, 30)
    assert database.value("select count(distinct pending) from muniment.ledger_entry") == ENTRIES + 200
    assert run_muniment("ledger", "verify", "--config", path, "--json", env=keys).json["ok"] is True


def test_a_worker_is_suspended_for_longer_than_its_lease(database, config, keys, daemon):
    """Another takes its job over. Awake again it is told that the job is another's, and says so; it ends nothing twice."""
    path = config(workers=2, lease_seconds=5, statement_timeout_ms=5000)
    not_today(database)
    running = daemon(path).wait_ready()
    wait_until(lambda: len(running.workers()) == 2)
    with psycopg.connect(database.conninfo) as holder:  # it stands in the middle of its job while the row is locked
        holder.execute("lock table muniment.job_day in access exclusive mode")
        database.rows("insert into muniment.job (kind, run_on) values ('queue.tidy', %s::date)", TODAY)
        wait_until(lambda: database.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
        owner = database.value("select lease_owner from muniment.job where kind = 'queue.tidy'")
        sleeper = next(pid for pid in running.workers() if owner in pathlib.Path(f"/proc/{pid}/cmdline").read_text())
        os.kill(sleeper, signal.SIGSTOP)
        holder.rollback()
    began = time.monotonic()
    wait_until(lambda: database.value("select state from muniment.job where kind = 'queue.tidy'") == "done", 30)
    assert time.monotonic() - began < 20
    finished = database.value("select finished_at from muniment.job where kind = 'queue.tidy'")
    os.kill(sleeper, signal.SIGCONT)
    wait_until(lambda: "REASON=lease-lost" in running.log)
    assert database.rows("select state, finished_at, attempts from muniment.job where kind = 'queue.tidy'") == [("done", finished, 2)]
    wait_until(lambda: len(running.workers()) == 2)
    assert sleeper in running.workers()  # it lives on


def test_the_whole_machine_is_suspended(database, config, keys, daemon):
    """Supervisor and workers stand still together, longer than the leases last, and go on where they were."""
    path = config(workers=2, lease_seconds=5, statement_timeout_ms=2000)
    take_work(database)
    running = daemon(path).wait_ready()
    under_way(database)
    processes = running.processes()
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(7)
    for pid in processes:
        os.kill(pid, signal.SIGCONT)
    assert account(database, path, keys, again=2) < 30


# --- settings and policies --------------------------------------------------------------------------------

def spoiled_pack(office, tmp_path):
    """The office's settings with a law pack of their own, which can be spoiled: (path of the pack, its right text)."""
    text = office.settings.read_text()
    named = text.split('packs = [ "')[1].split('"')[0]
    pack = tmp_path / "pack.conf"
    shutil.copy(named, pack)
    office.settings.write_text(text.replace(named, str(pack)))
    return pack, pack.read_text()


def test_a_reload_with_a_bad_policy_leaves_the_old_in_force(office, tmp_path, keys):
    """It is judged first and said in the journal, and the same workers go on. Nor does a worker that dies while the file is
    bad end the daemon: another comes as soon as it is mended."""
    pack, right = spoiled_pack(office, tmp_path)
    running = Daemon(office.settings, tmp_path, keys)
    try:
        running.wait_ready(40)
        before = wait_until(lambda: (lambda w: w if len(w) == 2 else None)(running.workers()))
        pack.write_text(right + "no_such_key = 1;\n")
        running.signal(signal.SIGHUP)
        wait_until(lambda: "The settings or policies are wrong" in running.log)
        assert "pack.conf:" in running.log and running.workers() == before
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: running.log.count("The settings or policies are wrong") >= 2)
        time.sleep(1)
        assert running.process.poll() is None and before[1] in running.workers()
        pack.write_text(right)
        wait_until(lambda: len(running.workers()) == 2 and before[0] not in running.workers(), 40)
        assert running.stop() == 0
    finally:
        running.stop()


def test_a_reload_takes_less_than_a_tenth_of_a_second_and_drops_no_work(office, tmp_path, keys):
    """With a register's map, a law pack and a source; the jobs that are under way come to their end."""
    running = Daemon(office.settings, tmp_path, keys)
    try:
        running.wait_ready(40)
        wait_until(lambda: office.database.value("select count(*) from muniment.job where state in ('queued', 'running')") == 0, 60)
        times = []
        for n in range(5):
            running.signal(signal.SIGHUP)
            wait_until(lambda: len(running.said("RELOADING=1")) == n + 1 and len(running.said("READY=1")) == n + 2)
            moment = dict.fromkeys(("RELOADING=1", "READY=1"))
            for at, line in running.notifications():
                if line in moment:
                    moment[line] = at
            times.append(moment["READY=1"] - moment["RELOADING=1"])
            time.sleep(0.5)
        assert min(times) < 0.1, times
        assert office.database.value("select count(*) from muniment.job where state = 'failed'") == 0
    finally:
        running.stop()


# --- the journal under it all -----------------------------------------------------------------------------

def test_a_message_is_not_written_over_and_over(database, config, keys, daemon):
    """Two hundred jobs fail within moments: fifty are told of, then how many were left out; none of them is lost."""
    not_today(database)
    running = daemon(config()).wait_ready()
    database.rows("insert into muniment.job (kind, run_on) select 'no.such-kind', %s::date from generate_series(1, 200)", TODAY)
    wait_until(lambda: database.value("select count(*) from muniment.job where state = 'failed'") == 200)
    running.stop()
    log = running.log
    shown = log.count("A job has failed and stands aside")
    held = sum(int(line.split("COUNT=")[1].rstrip(")\n")) for line in log.splitlines() if "NAME=JOB_FAILED" in line)
    assert 50 <= shown < 200 and shown + held == 200
