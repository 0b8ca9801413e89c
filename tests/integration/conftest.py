"""Fixtures for tests against a real PostgreSQL and the programs as built.

MUNIMENT_BUILD names the build folder (build/debug unless set). Everything is bounded in time; every process
started is ended again by its own id.

    cluster            a private PostgreSQL for the whole session
    database           a migrated governance database of the test's own
    empty_database     one with nothing in it
    own_cluster        a PostgreSQL of the test's own, to be halted and resumed
    muniment           runs the command line: muniment("clock", "--kind", "access", ...) -> Result
    config             writes a settings file: config(workers=2) -> path
    daemon             starts munimentd: daemon(config_path, "--foreground") -> Daemon
    canary             plants marked names and finds them again: tests/integration/canary.py
"""
import importlib.util
import itertools
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import psycopg
import pytest

from canary import Canary

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("MUNIMENT_BUILD", ROOT / "build" / "debug")).resolve()
PRIVATE_POSTGRES = ROOT / "tools" / "private-postgres.sh"
PROGRAMS = BUILD
TIMEOUT = 60
# Tests speak as the cluster's superuser for people of their own, on days of their own; test_people.py does not.
TRIAL = 'trusted_wrappers = [ "postgres" ];\nrehearsal = true;\nmade_up_postcodes = [ "ZA", "ZB", "ZC", "ZD" ];\n'


def sqlgen():
    """tools/sqlgen.py: the statements of a file, as the programs send them."""
    spec = importlib.util.spec_from_file_location("sqlgen", ROOT / "tools/sqlgen.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by(name):
    """Who acted, when a test has said --as NAME."""
    return f"postgres for {name}"


# Hosts as network namespaces take minutes and root: make check-hosts.
collect_ignore = [] if os.environ.get("MUNIMENT_HOSTS") else ["test_hosts.py"]


# Under the sanitizers a test takes about twice as long. What these files call in the programs, others call too; they
# differ in the days, registers and crashes they go through, and are run with the plain build.
PLAIN_BUILD_ONLY = {f"test_{name}.py" for name in (
    "alerts", "backup", "cli_contract", "clock_jumps", "drill", "faults", "law_england", "law_local", "law_wales", "moments", "packaging", "pooler", "run_pace")}


# The longest files first, or one of two workers ends minutes before the other.
LONGEST = ["test_kill_everywhere.py", "test_work.py"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        if BUILD.name == "asan" and item.path.name in PLAIN_BUILD_ONLY:
            item.add_marker(pytest.mark.skip(reason="run with the plain build: see PLAIN_BUILD_ONLY"))


def pytest_configure():
    """A run that is timed out from outside still ends what it started."""
    def stop(number, frame):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)


def wait_until(true_of, seconds=20, step=0.05):
    """The first true value of true_of(), or a failure after that many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = true_of()
        if value:
            return value
        assert time.monotonic() < end, "waited too long"
        time.sleep(step)


def let_the_server_in(folder):
    """The server, another user than root, reaches what lies in a folder of pytest's."""
    for parent in (folder, *list(folder.parents)[:3]):
        if parent != pathlib.Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)


def in_memory():
    """Where clusters lie: a copy of a database is three hundred files, made and removed five times as quickly in memory.
    Without four gigabytes to spare there, on the disk."""
    shm = pathlib.Path("/dev/shm")
    free = dict(line.split(":") for line in pathlib.Path("/proc/meminfo").read_text().splitlines())["MemAvailable"]
    room = os.statvfs(shm) if shm.is_mount() else None
    roomy = room and min(room.f_bavail * room.f_frsize, int(free.split()[0]) * 1024) > 4 << 30
    return {"MUNIMENT_CLUSTERS": str(shm)} if roomy else {}


class Cluster:
    def __init__(self, folder, *settings):
        self.folder = folder
        self.base = self._do("start", *settings).strip()
        self._numbers = itertools.count(1)

    def _do(self, verb, *more):
        done = subprocess.run([PRIVATE_POSTGRES, verb, self.folder, *more], stdout=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=120, check=True, text=True, env={**in_memory(), **os.environ})
        return done.stdout

    def halt(self):
        self._do("halt")

    def resume(self):
        self._do("resume")

    def stop(self):
        self._do("stop")

    def conninfo(self, name):
        return f"{self.base} dbname={name}"

    def create(self, template="template0"):
        name = f"t{next(self._numbers)}"
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name} template {template} strategy file_copy")
        return Database(self, name)


class Database:
    """One database: conninfo for the programs, connect() and the short cuts for the test itself."""

    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.conninfo = cluster.conninfo(name)

    def connect(self, **options):
        return psycopg.connect(self.conninfo, autocommit=True, **options)

    def rows(self, sql, *values):
        with self.connect() as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def dump(self):
        """The schema as SQL, without the parts that differ from run to run."""
        done = subprocess.run(["pg_dump", "--schema-only", "--dbname", self.conninfo], stdout=subprocess.PIPE,
                              timeout=TIMEOUT, check=True, text=True)
        return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("\\"))

    def drop(self):
        with psycopg.connect(self.cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database if exists {self.name} with (force)")


class Result:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)


def run_muniment(*args, env=None, status=0, timeout=TIMEOUT):
    """Runs the command line. status: the exit status wanted, None for any."""
    done = subprocess.run([PROGRAMS / "muniment", *map(str, args)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, text=True,
                          env={**os.environ, **(env or {})})
    result = Result(done)
    if status is not None:
        assert result.status == status, f"exit {result.status}, wanted {status}: {result.err}{result.out}"
    return result


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def template(cluster):
    """A migrated governance database, to be copied by each test."""
    made = cluster.create()
    run_muniment("migrate", "--database", made.conninfo)
    return made.name


@pytest.fixture
def database(cluster, template):
    made = cluster.create(template)
    yield made
    made.drop()


@pytest.fixture
def empty_database(cluster):
    made = cluster.create()
    yield made
    made.drop()


@pytest.fixture
def own_cluster(tmp_path):
    made = Cluster(tmp_path / "own-cluster")
    yield made
    made.stop()


@pytest.fixture
def muniment():
    return run_muniment


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """A credentials folder as systemd would give it: run programs with env=keys."""
    folder = tmp_path_factory.mktemp("credentials") / "keys"
    run_muniment("key", "new", folder)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def age_opens(header, payload, identity):
    """What the public program makes of the two joined, with that file of identities; None: it refuses."""
    opened = subprocess.run(["age", "-d", "-i", identity], input=header.encode() + bytes(payload), capture_output=True, timeout=20)
    return opened.stdout if opened.returncode == 0 else None


def stored(database, keys, document):
    """A document as it was made, opened by the public program with the authority's key."""
    header, body = database.rows("select k.header, d.body from muniment.document d join muniment.seal_key k on k.document = d.id"
                                 " where d.id = %s", document)[0]
    return age_opens(header, body, f"{keys['CREDENTIALS_DIRECTORY']}/document-key")


def write_config(path, conninfo, text="", **settings):
    """Numbers and strings as keywords; anything deeper as text in libconfig's own form."""
    values = {"workers": 1, "poll_seconds": 1, "lease_seconds": 20, **settings}
    lines = [f'database = "{conninfo}";', f'data_dir = "{ROOT}";']
    lines += [TRIAL, *(f"{key} = {json.dumps(value)};" for key, value in values.items())]
    path.write_text("\n".join(lines) + "\n" + text)
    return path


@pytest.fixture
def config(tmp_path, database):
    """A settings file for the test's database: config(workers=2) -> path."""
    return lambda text="", conninfo=None, name="muniment.conf", **settings: write_config(
        tmp_path / name, conninfo or database.conninfo, text, **settings)


def cmdline(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has ended
        return b""


class Daemon:
    """A running munimentd with the notification socket of a make-believe systemd."""

    def __init__(self, config, folder, keys, *args, env=None, prefix=()):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = folder / f"notify-{os.urandom(4).hex()}"
        self.socket.bind(str(address))
        self.address = str(address)
        self.told = []  # (moment, "READY=1"), in order
        # As systemd does, it reads at once: a full socket would hold the daemon up.
        threading.Thread(target=self._listen, daemon=True).start()
        self.log_path = folder / f"log-{os.urandom(4).hex()}"
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [*prefix, PROGRAMS / "munimentd", "--foreground", "--config", config, *map(str, args)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **keys, "NOTIFY_SOCKET": str(address), **(env or {})})
        self.pid = self.process.pid

    @property
    def log(self):
        return self.log_path.read_text()

    def _listen(self):
        while True:
            data = self.socket.recv(4096).decode()
            if data == "end of test":
                return self.socket.close()
            self.told += [(time.monotonic(), line) for line in data.splitlines()]

    def notifications(self):
        return list(self.told)

    def said(self, start):
        """What was notified that begins so, in order."""
        return [line for _, line in self.notifications() if line.startswith(start)]

    def wait_said(self, start, seconds=20):
        return wait_until(lambda: self.said(start), seconds)

    def wait_ready(self, seconds=20):
        self.wait_said("READY=1", seconds)
        return self

    def children(self):
        children = pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def workers(self):
        """Without the one that is kept for what cannot wait."""
        return [pid for pid in self.children() if b"\0--kept\0" not in cmdline(pid)]

    def processes(self):
        return [self.pid, *self.children()]

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=20):
        return self.process.wait(timeout=seconds)

    def stop(self):
        """Asked to stop, then made to. The exit status."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
            try:
                self.wait(15)
            except subprocess.TimeoutExpired:
                for pid in self.processes():
                    os.kill(pid, signal.SIGKILL)
                self.wait()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            try:
                end.sendto(b"end of test", self.address)
            except OSError:
                pass  # stopped before
        return self.process.returncode


@pytest.fixture
def daemon(tmp_path, keys):
    """Starts munimentd: daemon(config_path, "--once", ...) -> Daemon. All are ended with the test."""
    started = []

    def start(config, *args, env=None):
        started.append(Daemon(config, tmp_path, keys, *args, env=env))
        return started[-1]

    yield start
    for one in started:
        one.stop()


# A section 12 register beside the governance database, for whatever needs children.

AS_OF = "2026-11-16"


def generate_register(database, n, seed=1, as_of=AS_OF):
    """Fills an empty database with the section 12 register and n synthetic children."""
    subprocess.run([ROOT / "tools" / "generate-register.sh", database.conninfo, str(n), str(seed), as_of],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=600, check=True)
    return database


@pytest.fixture(scope="session")
def register_template(cluster):
    return generate_register(cluster.create(), 1000).name


@pytest.fixture
def register(cluster, register_template):
    """A register of 1,000 children of the test's own, as they stand on AS_OF."""
    made = cluster.create(register_template)
    yield made
    made.drop()


def open_gates(json, ref, because="child-authorised", evidence="birth-certificate", **options):
    """Records what must be known about who asks and for whom, as a person would who finds nothing against it."""
    how = ["--how", "a talk, nobody else in the room"]
    done = []
    while (gate := json("request", "gates", ref, **options))["gate"]:
        assert gate["gate"] + str(gate["next"]) not in done, gate
        done.append(gate["gate"] + str(gate["next"]))
        json("request", *{"A1b": ["authority", ref, "--because", because, "--evidence", evidence],
                          "A2": ["understanding", ref, "does-not" if because in ("lacks-understanding", "best-interests") else
                                 "understands", *how],
                          "A3": ["child", ref, "agrees", *how]}[gate["gate"]], **options)


HOW = ("--how", "weighed: known to who asks, and nobody is at risk")


def decide_everything(json, ref, **options):
    """As proposed, and what nothing is proposed for is given or kept back as its rule allows."""
    waits = lambda: {i["rule"] for i in json("request", "items", ref, **options)["items"] if i["decision"] == "undecided"}
    if waits():
        json("request", "decide", ref, "undecided", "proposed", *HOW, **options)
    for rule in sorted(waits()):
        decision = {"S2": ("disclose", "health-known"), "O4": ("disclose", "access-log"), "P7": ("withhold", "sen-plan")}
        what, because = decision.get(rule, ("disclose", "for-child"))
        json("request", "decide", ref, f"rule:{rule}", what, "--because", because, *HOW, **options)


class Office:
    """A governance database, a register and the settings that join them: office("request", "list") -> Result."""

    def __init__(self, database, register, folder, keys, more=""):
        self.database, self.register, self.keys = database, register, keys
        self.out = folder / "out"
        self.out.mkdir()
        self.settings = folder / "muniment.conf"
        own = f'connection = "{register.conninfo}"; ' if register.name != database.name else ""
        self.settings.write_text(
            f'database = "{database.conninfo}";\n'
            f'jurisdiction = "england-wales";\n'
            f'output_dir = "{self.out}";\nrun_share = 100;\n{TRIAL}'
            f'authority = {{ name_en = "Anytown Council"; name_cy = "Cyngor Unrhyw Dref";\n'
            f'  address = [ "Civic Centre", "1 High Street", "Anytown", "ZZ99 3WZ" ];\n'
            f'  phone = "01632 960000"; email = "records@council.example";\n'
            f'  dpo_contact = "data.protection@council.example"; }};\n'
            f'maps = [ "{ROOT}/policies/maps/s12-register.conf" ];\n'
            f'packs = [ "{ROOT}/policies/law/england-childrens-database.conf" ];\n'
            f'registers = ( {{ name = "s12"; {own}map = "s12-register"; }} );\n{more}')

    def __call__(self, *args, status=0, as_of=AS_OF, timeout=TIMEOUT):
        return run_muniment(*args, "--config", self.settings, "--as-of", as_of, status=status, timeout=timeout,
                            env=self.keys)

    def json(self, *args, **options):
        return self(*args, "--json", **options).json

    def child(self, condition, *values):
        """The key of a child of whom the SQL condition (over register.child c) holds."""
        key = self.register.value(f"select child_id from register.child c where {condition} order by child_id limit 1",
                                  *values)
        assert key is not None, f"the generator made no child with: {condition}"
        return key


@pytest.fixture
def office(database, register, tmp_path, keys):
    """Governance and register as two databases."""
    return Office(database, register, tmp_path, keys)


@pytest.fixture
def canary():
    return Canary()
