"""A run killed with -9 after every statement it makes, one after the other: the next attempt finishes it, and what is
left in every table of both sides is what an undisturbed run leaves. So are its verification and its certificate. Between the program and PostgreSQL stands a proxy
that reads the protocol, and kills the program when the server has answered the nth time but the answer has not arrived.
"""
import concurrent.futures
import os
import pathlib
import signal
import socket
import struct
import subprocess
import threading

import pytest

from conftest import AS_OF, PROGRAMS, ROOT, TRIAL, run_muniment, wait_until

SCHEMA = """
create schema home;
create table home.file (id integer primary key, number text, born date, archived_on date);
create table home.note (id integer primary key, file integer references home.file on delete cascade, body text);
create table home.carer (id integer primary key, name text);
create table home.link (file integer references home.file, carer integer references home.carer, primary key (file, carer));
create index on home.file (archived_on);
create index on home.note (file);
create index on home.link (carer);
insert into home.file select n, 'N' || n, '2000-01-01', case when n <= 4 then date '2018-01-01' end from generate_series(1, 9) n;
insert into home.note select n, (n + 1) / 2, 'x' from generate_series(1, 18) n;
insert into home.carer select n, 'c' from generate_series(1, 5) n;
insert into home.link select n, (n + 1) / 2 from generate_series(1, 9) n;
"""
GRANTS = """
grant usage on schema home to muniment_engine;
grant select, update, delete on all tables in schema home to muniment_engine;
"""
MAP = """map = { name = "home";
        subject = { birth = "born"; archived = "archived_on"; tombstone = [ "number" ]; };
        entities = (
                { name = "file"; table = "home.file"; ownership = "subject"; key = [ "id" ]; attributes = (
                        { column = "number"; item = "b"; category = "identity"; label = "number"; compare = "identifier"; identifies = true; },
                        { column = "born"; item = "system"; }, { column = "archived_on"; item = "system"; } ); },
                { name = "note"; table = "home.note"; ownership = "owned"; key = [ "id" ];
                        owner = { entity = "file"; columns = [ "file" ]; }; attributes = ( { column = "body"; item = "system"; } ); },
                { name = "carer"; table = "home.carer"; ownership = "shared"; key = [ "id" ];
                        attributes = ( { column = "name"; item = "system"; } ); },
                { name = "link"; table = "home.link"; ownership = "link"; key = [ "file", "carer" ];
                        owner = { entity = "file"; columns = [ "file" ]; }; to = { entity = "carer"; columns = [ "carer" ]; };
                        attributes = (); }
        ); };
"""
PACK = """pack = { name = "home"; rules = ( { id = "home-destroy"; cite = "Schedule line 1"; text = "It goes."; map = "home";
        trigger = "archived"; after = { years = 6; }; disposal = "destroy"; direction = "maximum"; approval = "none"; } ); };
"""
# What a run leaves behind, without what differs from one time to the next.
LEFT = {
    "governance": [
        "select id, rule, state, reason, subjects, rows, held, counts from muniment.run",
        "select run, seq, keys, done_on, disposed, held, changed, shared, encode(digest, 'hex') from muniment.batch",
        "select encode(fingerprint, 'hex'), run, register, disposed_on from muniment.tombstone",
        "select run, batch, keys, cardinality(identifiers) from muniment.disposed",
        "select run, batch, hold from muniment.held",
        "select register, subject_key from muniment.subject_ref",
        "select kind, actor, about, detail, subject is null from muniment.ledger_pending",
        "select kind, key, state from muniment.job",
        "select run, clean, findings from muniment.verification",
        "select run, issued_on from muniment.certificate",
        "select count(*) from muniment.document",
        "select count(*), count(distinct pending), max(index) from muniment.ledger_entry",
    ],
    "register": ["select * from home.file", "select * from home.note", "select * from home.carer", "select * from home.link",
                 "select run, batch, counts, outcome from muniment_agent.receipt"],
}


class Proxy:
    """Stands where the server's socket would, and kills the program after the nth answer (0: never) from its first
    transaction on."""

    def __init__(self, folder, target, n):
        self.target, self.n, self.answers, self.counting = target, n, 0, False
        self.lock, self.pid, self.started = threading.Lock(), None, threading.Event()
        self.sockets = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{folder}/.s.PGSQL.5432")
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{self.target}/.s.PGSQL.5432")
            self.sockets += [client, server]
            for source, goal, first in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(source, goal, first), daemon=True).start()

    def _message(self, source, typed):
        """One whole message; empty at the end."""
        head = b""
        while len(head) < (5 if typed else 4):
            more = source.recv((5 if typed else 4) - len(head))
            if not more:
                return b""
            head += more
        left = struct.unpack("!I", head[-4:])[0] - 4
        body = b""
        while len(body) < left:
            more = source.recv(left - len(body))
            if not more:
                return b""
            body += more
        return head + body

    def _pump(self, source, goal, from_client):
        typed = not from_client  # the first message of a client has no type
        try:
            while True:
                message = self._message(source, typed)
                if not message:
                    break
                typed = True
                if from_client and b"begin" in message:
                    self.counting = True
                if not from_client and message[:1] == b"Z" and self._fatal():
                    break
                goal.sendall(message)
        except OSError:
            pass
        for end in (source, goal):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _fatal(self):
        with self.lock:
            self.answers += self.counting
            if not self.counting or self.answers != self.n:
                return self.n and self.answers > self.n  # it is dead: nothing more is passed on
            self.started.wait(20)
            os.kill(self.pid, signal.SIGKILL)
            return True

    def close(self):
        self.listener.close()
        for each in self.sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)  # a thread may be reading it
            except OSError:
                pass
            each.close()


class House:
    """A planned and approved run, with what was done to it before, to be copied for every attempt of the command."""

    def __init__(self, cluster, template, folder, keys, one, command="run", before=()):
        self.cluster, self.folder, self.keys, self.one, self.command = cluster, folder, keys, one, command
        self.host = cluster.base.split("host=")[1].split()[0]
        self.governance = cluster.create(template)
        self.register = self.governance if one else cluster.create()
        with self.register.connect() as connection:
            connection.execute(SCHEMA)
            connection.execute((ROOT / "sql/register/agent.sql").read_text())
            connection.execute(GRANTS)
        (folder / "map.conf").write_text(MAP)
        (folder / "law.conf").write_text(PACK)
        settings = self.settings(folder / "first.conf", self.governance, self.register, self.host)
        run_muniment("retention", "plan", "s", "--config", settings, "--as-of", AS_OF, env=keys)
        for name in ["a", "b"]:  # 4 of 9 are more than a quarter
            run_muniment("retention", "approve", "1", "--as", name, "--config", settings, "--as-of", AS_OF, env=keys)
        for step in before:
            run_muniment("retention", step, "1", "--config", settings, "--as-of", AS_OF, env=keys)

    def settings(self, path, governance, register, host):
        def conninfo(database):
            return f"host={host} user=postgres dbname={database.name}"
        own = "" if self.one else f'connection = "{conninfo(register)}"; '
        path.write_text(
            TRIAL + f'database = "{conninfo(governance)}";\nbatch_size = 2;\nrun_share = 100;\nrun_max_lag_mb = 0;\n'
            'authority = { name_en = "Anytown Council"; address = [ "Anytown" ]; dpo_contact = "dpo@council.example"; };\n'
            f'maps = [ "{self.folder}/map.conf" ];\npacks = [ "{self.folder}/law.conf" ];\n'
            f'registers = ( {{ name = "s"; {own}map = "home"; }} );\n')
        return path

    def start(self, settings):
        return subprocess.Popen([PROGRAMS / "muniment", "retention", self.command, "1", "--config", settings, "--as-of", AS_OF],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env={**os.environ, **self.keys})

    def attempt(self, n):
        """Killed after the nth answer, then run again. Whether it was killed, answers until then, and what is left."""
        governance = self.cluster.create(self.governance.name)
        register = governance if self.one else self.cluster.create(self.register.name)
        folder = self.folder / f"attempt-{n}"
        folder.mkdir()
        proxy = Proxy(folder, self.host, n)
        running = self.start(self.settings(folder / "proxied.conf", governance, register, folder))
        proxy.pid = running.pid
        proxy.started.set()
        said, _ = running.communicate(timeout=60)
        proxy.close()
        assert running.returncode in (0, -signal.SIGKILL), said
        if running.returncode:
            for database in {governance.name: governance, register.name: register}.values():
                wait_until(lambda: database.value("select count(*) from pg_stat_activity where datname = current_database()"
                                                  " and application_name like 'muniment%%'") == 0, 60)
            again = self.start(self.settings(folder / "direct.conf", governance, register, self.host))
            said, _ = again.communicate(timeout=60)
            assert again.returncode == 0, f"after answer {n}: {said}"
        left = {}
        for side, database in (("governance", governance), ("register", register)):
            with database.connect() as connection:
                left |= {sql: sorted(map(str, connection.execute(sql).fetchall())) for sql in LEFT[side]}
        governance.drop()
        if not self.one:
            register.drop()
        return running.returncode != 0, proxy.answers, left


def try_everywhere(house, undisturbed, statements):
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for n, (killed, _, left) in enumerate(pool.map(house.attempt, range(1, statements + 1)), 1):
            assert killed, f"there was no answer {n}"
            for sql, rows in undisturbed.items():
                assert left[sql] == rows, f"killed after answer {n}: {sql}"
    assert house.attempt(statements + 1)[0] is False, "that was the last of them"
    house.governance.drop()
    if not house.one:
        house.register.drop()


@pytest.mark.parametrize("one", [True, False], ids=["one", "two"])
def test_killed_after_any_statement_a_run_leaves_what_an_undisturbed_one_does(cluster, template, tmp_path_factory, keys, one):
    folder = pathlib.Path(tmp_path_factory.mktemp("k"))  # a socket's path is short
    house = House(cluster, template, folder, keys, one)
    killed, statements, undisturbed = house.attempt(0)
    assert not killed and statements > (35 if one else 50)
    assert [row for row in undisturbed[LEFT["governance"][0]] if "'disposed'" in row]
    assert len(undisturbed["select * from home.file"]) == 5 and len(undisturbed["select * from home.carer"]) == 3
    try_everywhere(house, undisturbed, statements)


@pytest.mark.parametrize("one", [True, False], ids=["one", "two"])
@pytest.mark.parametrize("command, before, state", [("verify", ["run"], "verified"), ("certificate", ["run", "verify"], "certified")])
def test_killed_after_any_statement_it_is_verified_and_certified_once(cluster, template, tmp_path_factory, keys, command, before, state, one):
    folder = pathlib.Path(tmp_path_factory.mktemp("k"))
    house = House(cluster, template, folder, keys, one, command, before)
    killed, statements, undisturbed = house.attempt(0)
    assert not killed and statements > 10
    assert [row for row in undisturbed[LEFT["governance"][0]] if f"'{state}'" in row]
    try_everywhere(house, undisturbed, statements)
