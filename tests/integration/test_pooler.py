"""A pooler between daemon and database: whole sessions are as good as none in between; single transactions are refused in a sentence."""
import os
import pwd
import shutil
import socket
import subprocess

import pytest

from conftest import run_muniment, wait_until

PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")


@pytest.fixture
def pooler(cluster, tmp_path_factory):
    """Starts pgbouncer before the test's cluster: pooler("transaction") -> conninfo without a database."""
    assert PGBOUNCER, "pgbouncer is not installed; tools/deps.sh check installs it"
    started = []

    def start(mode, size=20):
        folder = tmp_path_factory.mktemp("p")
        folder.chmod(0o777)
        for parent in folder.parents:
            if "pytest-of-" in str(parent):
                parent.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "p.ini").write_text(f"[databases]\n* = {cluster.base}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
                                      f"unix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = {size}\n"
                                      f"logfile = {folder}/log\n")
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        started.append(subprocess.Popen([*user, PGBOUNCER, "-q", folder / "p.ini"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        conninfo = f"host=127.0.0.1 port={port} user=postgres"

        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0
        wait_until(answers)
        return conninfo

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


def test_transactions_are_refused_by_the_command_line(pooler, config, database):
    settings = config(conninfo=f"{pooler('transaction')} dbname={database.name}")
    said = run_muniment("status", "--config", settings, status=1)
    assert said.err == ("muniment: A pooler stands before the database and gives each transaction another session; set its pool_mode to "
                        "session, or connect to PostgreSQL itself.\n")
    found = run_muniment("doctor", "--json", "--config", settings, status=1).json["findings"]
    assert any("A pooler in between" in f["what"] and "pool_mode = session" in f["mend"] for f in found)


@pytest.mark.parametrize("mode", ["transaction", "statement"])
def test_the_daemon_does_nothing_behind_it_and_says_why(pooler, config, database, daemon, mode):
    settings = config(conninfo=f"{pooler(mode)} dbname={database.name}")
    waiting = daemon(settings)
    waiting.wait_said("STATUS=A pooler gives each transaction another session; waiting for pool_mode session", 40)
    assert "A pooler gives each transaction another session" in waiting.log and not waiting.said("READY=1")
    assert database.value("select count(*) from muniment.job") == 0


@pytest.mark.parametrize("size", [20, 3])
def test_whole_sessions_are_as_good_as_none_in_between(pooler, config, database, daemon, size):
    settings = config(conninfo=f"{pooler('session', size)} dbname={database.name}")
    assert run_muniment("job", "list", "--config", settings, "--json").json["jobs"] == []
    working = daemon(settings).wait_ready(40)
    wait_until(lambda: database.value("select count(*) from muniment.job where kind = 'queue.tidy' and state = 'done'"), 40)
    assert working.stop() == 0
