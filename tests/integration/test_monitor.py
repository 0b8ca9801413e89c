"""Monitoring: what munimentd tells over its unix socket and over loopback HTTP, and who may ask how."""
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import psycopg
import pytest

from conftest import BUILD, ROOT, wait_until
from test_work import FAULTY, enqueue, hang_on_tidy, job, not_today, own_database, write_config

TABLE = re.findall(r'METRIC\((\w+),\s*(\w+),\s*(\w+),\s*"(\w+)",\s*(\S+), (\S+), "(.*)"\)',
                   (ROOT / "daemon" / "monitor" / "metrics.h").read_text())
TYPES = {f"muniment_{name}": type_.lower() for _, _, type_, name, *_ in TABLE}
OPEN = "application/openmetrics-text; version=1.0.0"
needs_prometheus = pytest.mark.skipif(not shutil.which("promtool"), reason="prometheus is not installed")


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(connection, method="GET", path="/metrics", accept=None):
    connection.request(method, path, headers={"Accept": accept} if accept else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def scrape(path, accept=None):
    """What the unix socket tells, as text, once it is there."""
    wait_until(path.exists)
    answer, text = ask(Unix(path), accept=accept)
    assert answer.status == 200, text
    return text


def figures(text):
    """{"muniment_jobs{state="due"}": 0.0, ...}"""
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")}


def wait_figure(path, name, value, seconds=20):
    return wait_until(lambda: figures(scrape(path)).get(name) == value, seconds, 0.3)


@pytest.fixture
def socket_path(tmp_path):
    return tmp_path / "metrics"


@pytest.fixture
def monitored(config, daemon, socket_path):
    """A daemon that answers on the unix socket: monitored(workers=2) -> Daemon."""
    return lambda **settings: daemon(config(metrics_socket=str(socket_path), **settings)).wait_ready()


# --- what is told -----------------------------------------------------------------------------------------

def test_every_metric_of_the_table_is_told_of_a_house_at_work(database, monitored, socket_path):
    """The table is what the manual is made from; a metric that nothing ever fills would be a promise not kept."""
    not_today(database)
    database.rows("insert into muniment.register (name, map) values ('r', 'm')")
    database.rows("insert into muniment.sweep (source, register, begun_on, state, agreed, unknown, finished_at) "
                  "values ('pds', 'r', current_date, 'done', 5, 2, now())")
    database.rows("insert into muniment.subject_ref (register, subject_key) values ('r', '1')")
    database.rows("insert into muniment.discrepancy (subject, source, attribute, kind, found_on, seen_on) "
                  "select ref, 'pds', 'child.born_on', 'differs', current_date, current_date from muniment.subject_ref")
    database.rows("insert into muniment.ledger_pending (acted_on, kind, actor) values (current_date, 'test-act', 'engine')")
    monitored()
    wait_figure(socket_path, "muniment_ledger_entries", 1)
    told = figures(scrape(socket_path))
    families = {re.sub(r"(_total|_bucket|_sum|_count)?(\{.*)?$", "", name) for name in told}
    assert families == set(TYPES)
    assert told['muniment_source_answers_total{source="pds",answer="unknown"}'] == 2
    assert told['muniment_discrepancies_open{source="pds"}'] == 1
    assert told["muniment_ledger_pending"] == 0
    assert abs(told["muniment_ledger_checkpoint_timestamp_seconds"] - time.time()) < 60
    assert (told["muniment_workers"], told['muniment_processes{process="workers"}']) == (1, 2)  # and the one that is kept
    assert told['muniment_process_resident_bytes{process="workers"}'] > 1e6
    assert 0 < told["muniment_database_latency_seconds"] < 5


def test_both_forms_say_the_same(database, monitored, socket_path):
    monitored()
    older, newer = scrape(socket_path), scrape(socket_path, OPEN)
    assert newer.endswith("\n# EOF\n") and "# EOF" not in older
    assert set(figures(older)) == set(figures(newer))
    assert "# TYPE muniment_job_tries counter" in newer and "# TYPE muniment_job_tries_total counter" in older
    assert "# UNIT muniment_job_duration_seconds seconds" in newer
    for text in (older, newer):
        heads = re.findall(r"^# TYPE (\w+) ", text, re.M)
        assert len(heads) == len(set(heads))


def test_jobs_are_counted_by_kind_and_end(database, monitored, socket_path):
    """With how long they took; the counts outlive the worker that made them."""
    not_today(database)
    hang_on_tidy(database, FAULTY.format("x"))
    running = monitored(max_attempts=1)
    enqueue(database)
    enqueue(database, kind="no.such-kind")
    wait_figure(socket_path, 'muniment_jobs{state="failed"}', 2)
    victim = [pid for pid in running.workers() if b"--worker" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()][0]
    os.kill(victim, signal.SIGKILL)
    database.rows("drop function public.trouble() cascade")
    enqueue(database, 3)
    wait_figure(socket_path, 'muniment_job_tries_total{kind="queue.tidy",outcome="done"}', 3)
    told = figures(scrape(socket_path))
    assert told['muniment_job_tries_total{kind="queue.tidy",outcome="failed"}'] == 1
    assert told['muniment_job_tries_total{kind="unknown",outcome="failed"}'] == 1
    assert told["muniment_process_deaths_total"] == 1
    buckets = [value for name, value in told.items() if name.startswith('muniment_job_duration_seconds_bucket{kind="queue.tidy"')]
    assert buckets == sorted(buckets) and buckets[-1] == told['muniment_job_duration_seconds_count{kind="queue.tidy"}'] == 4
    assert 0 < told['muniment_job_duration_seconds_sum{kind="queue.tidy"}'] < 20


def test_what_is_overdue_and_what_is_soon(database, monitored, socket_path):
    """A day past is overdue; today and the seven days after are soon; what is closed is neither."""
    database.rows("insert into muniment.register (name, map) values ('r', 'm')")
    for ref, due, state in (("R-2026-1", -1, "received"), ("R-2026-2", 0, "received"), ("R-2026-3", 7, "received"),
                            ("R-2026-4", 8, "received"), ("R-2026-5", -9, "refused")):
        database.rows("insert into muniment.request (ref, kind, register, requester, channel, jurisdiction, language, received_on, "
                      "regime, due_on, state) values (%s, 'access', 'r', 'subject', 'post', 'england-wales', 'en', current_date, 'x', "
                      "(now() at time zone 'Europe/London')::date + %s::integer, %s)", ref, due, state)
    database.rows("insert into muniment.hold (register, reason, owner, set_by, set_on, review_on) values "
                  "('r', 'x', 'x', 'x', current_date - 9, current_date - 2), ('r', 'x', 'x', 'x', current_date, current_date + 2)")
    database.rows("insert into muniment.register (name, map) values ('s', 'm')")
    database.rows("insert into muniment.closing (register, reason, epoch_found, epoch_known, closed_on) values"
                  " ('r', 'register-went-back', 1, 2, current_date), ('s', 'register-went-back', 1, 2, current_date)")
    database.rows("update muniment.closing set opened_on = current_date, opened_by = 'x', opened_at = now() where register = 's'")
    monitored()
    told = figures(scrape(socket_path))
    assert [told[f"muniment_requests_{what}"] for what in ("open", "overdue", "due_soon")] == [4, 1, 2]
    assert told["muniment_holds_binding"] == 2 and told["muniment_holds_review_due"] == 1
    assert told["muniment_registers_closed"] == 1


def test_a_database_away_is_told_and_the_host_goes_on_telling(own_cluster, tmp_path, daemon, socket_path):
    conninfo = own_database(own_cluster)
    daemon(write_config(tmp_path / "c.conf", conninfo, metrics_socket=str(socket_path))).wait_ready()
    wait_figure(socket_path, "muniment_database_up", 1)
    own_cluster.halt()
    wait_figure(socket_path, "muniment_database_up", 0)
    told = figures(scrape(socket_path))
    assert "muniment_jobs{state=\"due\"}" not in told and told['muniment_processes{process="workers"}'] == 2
    wait_until(lambda: figures(scrape(socket_path))["muniment_database_losses_total"] > 0, step=0.3)
    own_cluster.resume()
    wait_figure(socket_path, "muniment_database_up", 1, 30)


def test_the_reporter_can_change_nothing(database, monitored, socket_path):
    """What it reads is replaced by a trap that writes: read by anybody else it does, read by the reporter it cannot."""
    database.rows("create table public.written (n integer)")
    database.rows("grant insert on public.written to muniment_engine")
    database.rows("alter table muniment.life_edge rename to life_edge_real")
    database.rows("create function public.trap() returns setof muniment.life_edge_real language plpgsql as $$ begin "
                  "insert into public.written values (1); return query select * from muniment.life_edge_real; end $$")
    database.rows("create view muniment.life_edge as select * from public.trap()")
    database.rows("grant select on muniment.life_edge to muniment_engine")
    monitored()
    assert figures(scrape(socket_path))["muniment_database_up"] == 0
    assert database.value("select count(*) from public.written") == 0
    with psycopg.connect(database.conninfo, autocommit=True) as session:
        session.execute("set role muniment_engine")
        session.execute("select * from muniment.life_edge")
    assert database.value("select count(*) from public.written") == 1


# --- who asks how -----------------------------------------------------------------------------------------

def raw(path, data, wait=True):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20)
        s.connect(str(path))
        s.sendall(data)
        answer = b""
        while wait and (more := s.recv(65536)):
            answer += more
        return answer.decode()


@pytest.mark.parametrize("request_bytes,status", [
    (b"GET /metrics HTTP/1.0\r\n\r\n", "200 OK"),
    (b"GET /metrics?name=x HTTP/1.1\nHost: x\n\n", "200 OK"),
    (b"GET / HTTP/1.1\r\n\r\n", "404 Not Found"),
    (b"GET /metrics/../etc/passwd HTTP/1.1\r\n\r\n", "404 Not Found"),
    (b"POST /metrics HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
    (b"GET /metrics\r\n\r\n", "400 Bad Request"),
    (b"\x16\x03\x01\x00\x00", "400 Bad Request"),
    (b"GET /metrics HTTP/1.1\r\n" + b"X: y\r\n" * 1000, "400 Bad Request"),
], ids=["http-1.0", "query", "root", "elsewhere", "post", "http-0.9", "tls", "long"])
def test_requests_are_answered_or_refused(database, monitored, socket_path, request_bytes, status):
    monitored()
    wait_until(socket_path.exists)
    assert raw(socket_path, request_bytes).startswith(f"HTTP/1.1 {status}\r\n")


def test_head_has_no_body(database, monitored, socket_path):
    monitored()
    wait_until(socket_path.exists)
    answer, text = ask(Unix(socket_path), "HEAD")
    assert answer.status == 200 and text == "" and int(answer.getheader("Content-Length")) > 1000


def test_the_manual_has_every_metric(tmp_path):
    page = (BUILD / "packaging" / "muniment-metrics.7").read_text()
    assert len(TABLE) > 30
    for name, type_ in TYPES.items():
        assert f".B {name}{'_total' if type_ == 'counter' else ''}" in page


def test_silent_clients_hold_nobody_up_for_long(database, monitored, socket_path):
    """More than have room connect and say nothing: after five seconds each is dropped, and the next is answered."""
    monitored()
    wait_until(socket_path.exists)
    silent = []
    for _ in range(12):
        silent.append(socket.socket(socket.AF_UNIX))
        silent[-1].settimeout(20)
        silent[-1].connect(str(socket_path))
    began = time.monotonic()
    assert "muniment_database_up 1" in scrape(socket_path)
    assert time.monotonic() - began < 12
    assert silent[0].recv(1) == b""  # dropped
    for one in silent:
        one.close()


def test_the_socket_is_for_owner_and_group_and_goes_with_the_daemon(database, monitored, socket_path):
    running = monitored()
    wait_until(socket_path.exists)
    assert socket_path.stat().st_mode & 0o777 == 0o660
    running.stop()
    assert not socket_path.exists()


def test_a_socket_left_by_a_dead_daemon_is_replaced(database, monitored, socket_path):
    running = monitored()
    scrape(socket_path)
    for pid in (running.pid, *running.workers()):
        os.kill(pid, signal.SIGKILL)
    running.wait()
    assert socket_path.exists()
    running = monitored()

    def answers():
        try:
            return "muniment_database_up 1" in raw(socket_path, b"GET /metrics HTTP/1.0\r\n\r\n")
        except (ConnectionRefusedError, FileNotFoundError):
            return False  # the dead one's still, or neither's
    wait_until(answers, 20)


def test_whatever_else_stands_in_its_place_is_left_alone(database, monitored, socket_path):
    """The daemon works on, and says once why nobody can ask it."""
    not_today(database)
    socket_path.write_text("somebody's notes")
    running = monitored()
    enqueue(database)
    wait_until(lambda: job(database)["state"] == "done")
    wait_until(lambda: "Monitoring cannot be answered" in running.log)
    assert "SETTING=metrics_socket FAULT=EEXIST" in running.log
    assert socket_path.read_text() == "somebody's notes"


def test_a_reload_begins_and_ends_it(database, config, daemon, socket_path):
    running = daemon(config()).wait_ready()
    config(metrics_socket=str(socket_path))
    running.signal(signal.SIGHUP)
    assert figures(scrape(socket_path))['muniment_reloads_total{outcome="taken"}'] == 1
    config(metrics_socket=str(socket_path), workers=0)
    running.signal(signal.SIGHUP)
    wait_figure(socket_path, 'muniment_reloads_total{outcome="refused"}', 1)
    config()
    running.signal(signal.SIGHUP)
    wait_until(lambda: not socket_path.exists())


@pytest.mark.parametrize("address", ["0.0.0.0:9460", "192.0.2.1:9460", "[::]:9460", "localhost:9460", "127.0.0.1", "127.0.0.1:0",
                                     "127.0.0.1:99999", ":9460", "[::1]"])
def test_only_loopback_is_listened_at(config, muniment, address):
    done = muniment("check", "--config", config(metrics_listen=address), "--json", status=1)
    assert "metrics_listen" in [p["path"] for p in done.json["problems"]]


# --- Prometheus -------------------------------------------------------------------------------------------

@needs_prometheus
def test_promtool_finds_nothing_wrong(database, monitored, socket_path):
    monitored()
    done = subprocess.run(["promtool", "check", "metrics"], input=scrape(socket_path), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout


@needs_prometheus
def test_prometheus_scrapes_it(database, config, daemon, tmp_path):
    """A Prometheus of the test's own, over loopback."""
    port, own = free_port(), free_port()
    daemon(config(metrics_listen=f"127.0.0.1:{port}")).wait_ready()
    settings = tmp_path / "prometheus.yml"
    settings.write_text("global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: muniment\n"
                        f"    static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n")
    with (tmp_path / "prometheus.log").open("wb") as log:
        prometheus = subprocess.Popen(["prometheus", f"--config.file={settings}", f"--storage.tsdb.path={tmp_path / 'tsdb'}",
                                       f"--web.listen-address=127.0.0.1:{own}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        def value(query):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", own, timeout=10)
                _, text = ask(connection, path=f"/api/v1/query?query={query}")
                found = re.search(r'"value":\[[\d.]+,"([^"]+)"\]', text)
                return found and found.group(1)
            except OSError:
                return None
        wait_until(lambda: value("muniment_database_up") == "1", 60, 0.5)
        assert value("up") == "1"
        assert value("muniment_workers") == "1"
    finally:
        prometheus.send_signal(signal.SIGTERM)
        try:
            prometheus.wait(timeout=30)
        except subprocess.TimeoutExpired:
            prometheus.kill()
            prometheus.wait()
