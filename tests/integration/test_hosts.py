"""Several hosts on one database, each in a network namespace of its own, cut off, slowed, brought back, with clocks of their own.

Needs root and network namespaces: make check-hosts runs it, and ordinary runs leave it out. What a test measures it prints."""
import datetime
import itertools
import os
import pathlib
import subprocess
import time

import psycopg
import pytest

from conftest import Cluster, Daemon, Database, ROOT, generate_register, run_muniment, wait_until, write_config

TODAY = datetime.date.today()
FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
LEASE = 6
GONE = 90  # seconds in which a host that vanished must have been noticed by the others and by the server


def ip(*args):
    subprocess.run(["ip", *map(str, args)], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE, timeout=20)


def say(what):
    print(f"\n    {what}", end="", flush=True)


class Network:
    """A switch with a database and three hosts on it, out of reach of the machine's own network."""

    def __init__(self):
        self.name = f"mun{os.getpid()}"
        self.spaces = []
        self.space("db")
        ip("-n", self.full("db"), "link", "add", "switch", "type", "bridge")
        ip("-n", self.full("db"), "addr", "add", "10.77.0.1/24", "dev", "switch")
        ip("-n", self.full("db"), "link", "set", "switch", "up")
        for n in (1, 2, 3):
            self.space(n)
            ip("link", "add", "out", "netns", self.full(n), "type", "veth", "peer", "name", f"port{n}", "netns", self.full("db"))
            ip("-n", self.full("db"), "link", "set", f"port{n}", "master", "switch", "up")
            ip("-n", self.full(n), "addr", "add", f"10.77.0.1{n}/24", "dev", "out")
            ip("-n", self.full(n), "link", "set", "out", "up")

    def full(self, which):
        return f"{self.name}-{which}"

    def space(self, which):
        ip("netns", "add", self.full(which))
        self.spaces.append(self.full(which))
        ip("-n", self.full(which), "link", "set", "lo", "up")

    def cut(self, n):
        ip("-n", self.full("db"), "link", "set", f"port{n}", "down")

    def join(self, n):
        ip("-n", self.full("db"), "link", "set", f"port{n}", "up")

    def slow(self, n):
        for space, device in ((self.full("db"), f"port{n}"), (self.full(n), "out")):
            subprocess.run(["tc", "-n", space, "qdisc", "add", "dev", device, "root", "tbf", "rate", "24kbit", "burst", "2kb",
                            "latency", "20s"], check=True, timeout=20)

    def quick(self, n):
        for space, device in ((self.full("db"), f"port{n}"), (self.full(n), "out")):
            subprocess.run(["tc", "-n", space, "qdisc", "del", "dev", device, "root"], check=True, timeout=20)

    def done(self):
        for space in self.spaces:
            subprocess.run(["ip", "netns", "del", space], timeout=20)


@pytest.fixture(scope="module")
def network():
    if os.geteuid() != 0:
        pytest.fail("make check-hosts needs root: hosts are network namespaces")
    try:
        made = Network()
    except subprocess.CalledProcessError as failed:
        pytest.skip(f"NOT TESTED: this machine gives no network namespaces: {failed.stderr.decode().strip()}")
    yield made
    made.done()


class NetworkCluster(Cluster):
    """PostgreSQL within the network, and for the tests themselves on its socket, which no cut reaches."""

    def __init__(self, network, folder):
        self.network = network
        super().__init__(folder, "listen_addresses=10.77.0.1")
        with (folder / "cluster" / "data" / "pg_hba.conf").open("a") as hba:
            hba.write("host all all 10.77.0.0/24 trust\n")
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("select pg_reload_conf()")

    def _do(self, verb, *more):
        done = subprocess.run(["ip", "netns", "exec", self.network.full("db"), ROOT / "tools/private-postgres.sh", verb,
                               self.folder, *more], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120, check=True, text=True)
        return done.stdout


@pytest.fixture(scope="module")
def net_cluster(network, tmp_path_factory):
    made = NetworkCluster(network, tmp_path_factory.mktemp("net"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def net_templates(net_cluster):
    governance = net_cluster.create()
    run_muniment("migrate", "--database", governance.conninfo)
    return governance.name, generate_register(net_cluster.create(), 1000, as_of=TODAY.isoformat()).name


class House:
    """One governance database, one register, and hosts that are started one by one."""

    def __init__(self, network, cluster, templates, folder, keys):
        self.network, self.cluster, self.folder, self.keys = network, cluster, folder, keys
        self.database, self.register = (cluster.create(name) for name in templates)
        self.hosts = {}
        self.out = folder / "out"
        self.out.mkdir()

    def settings(self, host, **more):
        path = self.folder / f"host-{host}.conf"
        base = "host=10.77.0.1 user=postgres" if host else self.cluster.base
        return write_config(path, f"{base} dbname={self.database.name}", f'''
authority = {{ name_en = "Anytown Council"; address = [ "Civic Centre", "Anytown" ]; dpo_contact = "dpo@council.example"; }};
maps = [ "{ROOT}/policies/maps/s12-register.conf" ];
packs = [ "{ROOT}/policies/law/england-childrens-database.conf" ];
registers = ( {{ name = "s12"; connection = "{base} dbname={self.register.name}"; map = "s12-register"; }} );
''', lease_seconds=LEASE, batch_size=5, lock_timeout_ms=2000, statement_timeout_ms=30000, **more)

    def start(self, n, env=None):
        daemon = Daemon(self.settings(n), self.folder, self.keys, prefix=("ip", "netns", "exec", self.network.full(n)), env=env)
        self.hosts[n] = daemon
        return daemon.wait_ready(60)

    def muniment(self, *args):
        return run_muniment(*args, "--config", self.settings(0), "--json", env=self.keys, timeout=120).json

    def no_day(self):
        """This day's own work stands as scheduled already."""
        self.database.rows("insert into muniment.job_day select key, d::date from unnest(%s::text[]) key, "
                           "generate_series(current_date - 1, current_date + 1, interval '1 day') d",
                           ["queue.tidy", "retention.plan:s12", "notice.discover:s12", "notice.compose", "hold.remind", "request.letters", "deliver"])

    def verified(self):
        answer = self.muniment("ledger", "verify")
        assert answer["ok"] and answer["pending"] == 0, answer
        return answer

    def done(self):
        for host in self.hosts.values():
            host.stop()
        for database in (self.database, self.register):
            database.drop()


@pytest.fixture
def house(network, net_cluster, net_templates, tmp_path, keys):
    made = House(network, net_cluster, net_templates, tmp_path, keys)
    yield made
    for n in (1, 2, 3):
        network.join(n)
    made.done()


def log_tidying(house, seconds):
    """Each queue.tidy takes so long, and leaves a line that says from which host it was done."""
    house.database.rows(f"""create table public.did (host inet, at timestamptz default clock_timestamp());
        create function public.slow() returns trigger language plpgsql security definer as $$
        begin perform pg_catalog.pg_sleep({seconds}); insert into public.did values (pg_catalog.inet_client_addr()); return null; end $$;
        create trigger slow before delete on muniment.job for each statement execute function public.slow()""")


def work(house, n):
    """So many jobs, from the first to the last: seconds."""
    house.database.rows("truncate public.did")
    house.database.rows("insert into muniment.job (kind, run_on) select 'queue.tidy', current_date from generate_series(1, %s::int)", n)
    wait_until(lambda: house.database.value("select count(*) from public.did") >= n, 120)
    return house.database.value("select extract(epoch from max(at) - min(at))::float8 from public.did")


def test_every_job_once_and_more_hosts_do_more(house):
    house.no_day()
    log_tidying(house, 0.1)
    house.start(1)
    alone = work(house, 60)
    for n in (2, 3):
        house.start(n)
    together = work(house, 60)
    time.sleep(1)
    shares = dict(house.database.rows("select host(host), count(*) from public.did group by 1"))
    say(f"60 jobs: one host {alone:.1f} s, three hosts {together:.1f} s, shares {sorted(shares.values())}")
    assert sum(shares.values()) == 60 and set(shares) == {"10.77.0.11", "10.77.0.12", "10.77.0.13"}
    assert together < 0.6 * alone
    assert house.database.rows("select distinct state, attempts from muniment.job where kind = 'queue.tidy'") == [("done", 1)]


def begin_run(house):
    """An approved run with many batches, each of them slow enough to be cut in the middle."""
    house.register.rows("""create function public.slow() returns trigger language plpgsql security definer as $$
        begin perform pg_catalog.pg_sleep(0.3); return null; end $$;
        create trigger slow after delete on register.child for each statement execute function public.slow()""")
    house.muniment("retention", "plan", "s12", "--rule", "s12-destroy-archived")
    run = [r for r in house.muniment("retention", "show")["runs"] if r["rule"] == "s12-destroy-archived"][0]
    for name in ("dpo", "records-manager")[:{"one": 1, "two": 2}[run["needs"]]]:
        house.muniment("retention", "approve", run["run"], "--as", name)
    return run


def worker_at(house, host):
    """Whether a batch is under way from that host."""
    return house.register.value("select count(*) from pg_stat_activity where datname = %s and client_addr = %s::inet "
                                "and query ilike '%%delete%%' and state = 'active'", house.register.name, f"10.77.0.1{host}") > 0


def certified(house, run):
    return house.database.value("select state from muniment.run where id = %s", run["run"]) in ("verified", "certified")


def disposed_once(house, run):
    """The register has lost each of them, the governance database has counted each of them, once."""
    counted = house.database.rows("select sum(disposed), count(*) filter (where done_at is null) from muniment.batch where run = %s", run["run"])
    assert counted == [(run["subjects"], 0)]
    assert house.database.value("select count(*) - count(distinct fingerprint) from muniment.tombstone where run = %s", run["run"]) == 0


@pytest.mark.parametrize("hosts", [2, 3])
def test_a_host_cut_off_in_the_middle_of_a_batch(house, hosts):
    house.no_day()
    for n in range(1, hosts + 1):
        house.start(n)
    run = begin_run(house)
    busy = wait_until(lambda: next((n for n in range(1, hosts + 1) if worker_at(house, n)), None), 60, 0.02)
    house.network.cut(busy)
    began = time.monotonic()
    done = "select coalesce(sum(disposed), 0) from muniment.batch where run = %s"
    before = house.database.value(done, run["run"])
    wait_until(lambda: house.database.value(done, run["run"]) > before, GONE)
    say(f"{hosts} hosts: work went on {time.monotonic() - began:.1f} s after one was cut off")
    wait_until(lambda: certified(house, run), 180)
    disposed_once(house, run)
    house.network.join(busy)
    wait_until(lambda: house.database.value(
        "select count(*) from pg_stat_activity where datname = %s and client_addr = %s::inet", house.database.name, f"10.77.0.1{busy}"), GONE)
    assert house.hosts[busy].process.poll() is None
    wait_until(lambda: house.database.value("select count(*) from muniment.ledger_pending") == 0, 60)
    house.verified()


def test_the_sequencer_moves_when_its_host_dies(house):
    """Host 1 is cut off while it holds the sequencers' lock and writes a checkpoint; host 2 waits for the lock, and signs."""
    house.no_day()
    house.database.rows("""create function public.slow() returns trigger language plpgsql security definer as $$
        begin if pg_catalog.inet_client_addr() = '10.77.0.11' then perform pg_catalog.pg_sleep(5); end if; return new; end $$;
        create trigger slow before insert on muniment.ledger_checkpoint for each row execute function public.slow()""")
    house.start(1)
    house.muniment("hold", "add", "--register", "s12", "--reason", "inquiry", "--as", "dpo")
    wait_until(lambda: house.database.value("select count(*) from pg_stat_activity where client_addr = '10.77.0.11' and wait_event = 'PgSleep'"), 30, 0.02)
    house.network.cut(1)
    began = time.monotonic()
    house.start(2)
    wait_until(lambda: house.database.value("select count(*) from muniment.ledger_pending") == 0
               and house.database.value("select count(*) from muniment.ledger_checkpoint"), GONE + 30)
    say(f"the ledger was signed by the other host {time.monotonic() - began:.1f} s after its sequencer was cut off")
    house.muniment("hold", "add", "--register", "s12", "--reason", "litigation", "--as", "dpo")
    wait_until(lambda: house.database.value("select count(*) from muniment.ledger_pending") == 0, 30)
    house.network.join(1)
    house.verified()


def test_a_slow_line_slows_one_host_only(house, network):
    house.no_day()
    log_tidying(house, 0.02)
    house.start(2)
    house.start(1)
    network.slow(1)
    try:
        seconds = work(house, 60)
        time.sleep(2)
        shares = dict(house.database.rows("select host(host), count(*) from public.did group by 1"))
        say(f"60 jobs beside a host on a slow line: {seconds:.1f} s, shares {shares}")
        assert sum(shares.values()) == 60 and shares.get("10.77.0.12", 0) > shares.get("10.77.0.11", 0)
    finally:
        network.quick(1)
    assert house.hosts[1].process.poll() is None


def test_hosts_whose_clocks_disagree_agree_on_the_day(house):
    """One is two days behind, one four hundred days ahead: the day, leases and due dates are the database's."""
    assert FAKETIME, "libfaketime is not installed; make check-hosts installs it"
    for n, offset in ((1, "-2d"), (2, "+400d")):
        house.start(n, env={"LD_PRELOAD": str(FAKETIME), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    house.start(3)
    wait_until(lambda: house.database.value("select count(*) from muniment.job where state in ('queued', 'running') and run_on <= current_date") == 0
               and house.database.value("select count(*) from muniment.job where kind = 'retention.plan' and state = 'done'"), 120)
    days = house.database.rows("select distinct day from muniment.job_day")
    say(f"clocks two days behind and 400 ahead: work for {[str(d[0]) for d in days]}")
    assert days == [(house.database.value("select (now() at time zone 'Europe/London')::date"),)]
    assert house.database.value("select count(*) from muniment.run where as_of > now() at time zone 'Europe/London'") == 0
    assert house.database.value("select max(acted_on) from (select acted_on from muniment.ledger_pending union all "
                                "select (leaf::jsonb->>'on')::date from muniment.ledger_entry where leaf like '{%%') e") in (None, days[0][0])
    log_tidying(house, 0.05)
    house.database.rows("delete from muniment.job where kind = 'queue.tidy'")
    work(house, 30)
    time.sleep(1)
    assert house.database.value("select count(*) from public.did") == 30
