"""muniment status: the same figures that monitoring gets, for a person: once, with an exit status for scripts, and live."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pytest

from conftest import PROGRAMS, wait_until
from test_work import enqueue, own_database, write_config


def wait_attention(muniment, path, codes):
    """The answer as soon as exactly these things need a person."""
    def look():
        answer = muniment("status", "--config", path, "--json", status=None).json
        return answer if {item["code"] for item in answer["attention"]} == codes else None
    return wait_until(look)


def test_status_from_idle_to_work(database, config, daemon, muniment):
    path = config(workers=2)
    before = muniment("status", "--config", path, "--json", status=1).json
    assert before["workers"] == 0 and before["last_checkpoint"] is None
    assert "no munimentd is at work" in muniment("status", "--config", path, status=1).out
    enqueue(database, kind="no.such-kind")
    database.rows("insert into muniment.ledger_pending (acted_on, kind, actor) values (current_date, 'test-act', 'engine')")
    daemon(path).wait_said("STATUS=Working, with 2 workers")
    after = wait_until(lambda: (lambda s: s if s["last_checkpoint"] and s["queue"]["failed"] else None)(
        muniment("status", "--config", path, "--json", status=None).json))
    assert after["workers"] == 2
    assert after["failed_jobs"][0]["reason"] == "kind-unknown"
    assert after["last_checkpoint"]["entries"] == 1 and after["ledger_pending"] == 0


def test_all_is_well_is_status_0(database, config, daemon, muniment):
    path = config()
    daemon(path).wait_ready()
    wait_attention(muniment, path, set())
    done = muniment("status", "--config", path)
    assert done.err == "" and "Workers     1\n" in done.out


def test_what_needs_a_person_is_status_1_and_one_sentence(database, config, daemon, muniment):
    """The page lists each thing with the command that leads on; the sentence names the most urgent one."""
    path = config()
    daemon(path).wait_ready()
    wait_attention(muniment, path, set())
    enqueue(database, kind="no.such-kind")
    answer = wait_attention(muniment, path, {"jobs-failed"})
    assert answer["attention"][0]["value"] == 1
    done = muniment("status", "--config", path, status=1)
    assert done.err == ("muniment: Something needs a person: a job has failed and stands aside; "
                        "muniment job list --state failed.\n")
    database.rows("insert into muniment.register (name, map) values ('r', 'm')")
    database.rows("insert into muniment.request (ref, kind, register, requester, channel, jurisdiction, language, received_on, regime, "
                  "due_on) values ('R-2026-1', 'access', 'r', 'subject', 'post', 'england-wales', 'en', current_date - 60, 'x', current_date - 3)")
    database.rows("insert into muniment.hold (register, reason, owner, set_by, set_on, review_on) "
                  "values ('r', 'x', 'x', 'x', current_date - 9, current_date - 2)")
    wait_attention(muniment, path, {"jobs-failed", "requests-overdue", "holds-review"})
    done = muniment("status", "--config", path, status=1)
    assert done.err.startswith("muniment: 3 things need a person; first of all, a request is past its last lawful day: ")
    assert re.search(r"^To do +a request is past .*\n +a job has failed .*\n +a hold is to be reviewed: muniment hold list\n",
                     done.out)


# What makes each need arise, in one database where nothing else does.
NEEDS = {
    "ledger-unsigned": "insert into muniment.ledger_pending (at, acted_on, kind, actor) "
                       "values (now() - interval '2 hours', current_date, 'test-act', 'engine')",
    "jobs-waiting": "insert into muniment.job (kind, run_on, not_before) values ('queue.tidy', current_date - 1, now() - interval '1 hour')",
    "runs-to-approve": "insert into muniment.run (register, rule, rule_text, policy_version, disposal, approval, as_of, planned_by) "
                       "values ('r', 'x', '{}', 'x', 'destroy', 'one', current_date, 'engine')",
    "obligations-overdue": "insert into muniment.obligation (subject, notice, audience, obtained_on, due_on) "
                           "select ref, 'first-record', 'adult', current_date - 60, current_date - 2 from muniment.subject_ref",
    "obligations-waiting": "insert into muniment.obligation (subject, notice, audience, obtained_on, due_on) "
                           "select ref, 'first-record', 'adult', current_date, current_date + 20 from muniment.subject_ref; "
                           "update muniment.obligation set state = 'waiting', reason = 'no-address'",
}


@pytest.mark.parametrize("code", NEEDS)
def test_each_need_is_seen(database, config, muniment, code):
    """With no daemon there, so that it stays; that there is none is the one other need."""
    path = config()
    database.rows("insert into muniment.register (name, map) values ('r', 'm')")
    database.rows("insert into muniment.subject_ref (register, subject_key) values ('r', '1')")
    assert {i["code"] for i in muniment("status", "--config", path, "--json", status=1).json["attention"]} == {"workers-none"}
    database.rows(NEEDS[code])
    done = muniment("status", "--config", path, "--json", status=1)
    assert {i["code"] for i in done.json["attention"]} == {"workers-none", code}
    assert done.err.count("\n") == 1 and "2 things need a person" in done.err


# --- live -------------------------------------------------------------------------------------------------

class Terminal:
    """muniment status --watch on a terminal of the test's own."""

    def __init__(self, path, rows=24, columns=80, env=None):
        self.fd, child = pty.openpty()
        self.resize(rows, columns)
        self.modes = termios.tcgetattr(child)
        self.child = child
        self.process = subprocess.Popen([PROGRAMS / "muniment", "status", "--watch", "--config", path], stdin=child, stdout=child,
                                        stderr=subprocess.PIPE, env={**os.environ, **(env or {})}, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.seen = ""

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait(self, text, seconds=20):
        """What has come since the last wait, as soon as text is in it."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} did not come: {self.seen[-2000:]!r}"
            if select.select([self.fd], [], [], 0.2)[0]:
                self.seen += os.read(self.fd, 65536).decode()
        seen, self.seen = self.seen, ""
        return seen

    def key(self, key):
        os.write(self.fd, key)

    def end(self):
        status = self.process.wait(timeout=20)
        self.wait("\x1b[?1049l")  # the screen as it was
        restored = termios.tcgetattr(self.child) == self.modes
        os.close(self.fd)
        os.close(self.child)
        return status, restored, self.process.stderr.read().decode()


def lines(drawn):
    """The last whole page of what was drawn, without colours."""
    page = drawn.split("\x1b[H")[-1].split("\x1b[J")[0]
    return [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip("\r") for line in page.split("\n")]


@pytest.mark.parametrize("key", [b"q", b"Q", b"\x03"], ids=["q", "Q", "ctrl-c"])
def test_watch_draws_until_it_is_ended(database, config, muniment, key):
    terminal = Terminal(config())
    page = lines(terminal.wait("\x1b[J"))
    assert "Muniment" in page[0] and any(line.startswith("Workers     0") for line in page)
    enqueue(database, 7)
    drawn = terminal.wait("7 due", 10)  # by itself, within seconds
    assert "\x1b[?1049h" not in drawn
    terminal.key(b"x")  # nothing else ends it
    terminal.wait("\x1b[J")
    terminal.key(key)
    assert terminal.end() == (0, True, "")


def test_watch_fits_its_window(database, config, muniment):
    """And is drawn anew at once when that changes."""
    terminal = Terminal(config(), rows=5, columns=20)
    page = lines(terminal.wait("\x1b[J"))
    assert len(page) == 5 and all(len(line) <= 20 for line in page)
    terminal.resize(30, 100)
    page = lines(terminal.wait("\x1b[J", 1.5))
    assert len(page) > 8 and any(len(line) > 20 for line in page)
    terminal.resize(1, 1)
    assert lines(terminal.wait("\x1b[J", 1.5)) == ["M"]
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == (0, True, "")


def test_watch_without_colours(database, config, muniment):
    terminal = Terminal(config(), env={"NO_COLOR": "1"})
    assert "\x1b[1m" not in terminal.wait("\x1b[J")
    terminal.key(b"q")
    terminal.end()


def test_watch_sees_the_database_go_and_come_back(own_cluster, tmp_path, muniment):
    terminal = Terminal(write_config(tmp_path / "c.conf", own_database(own_cluster)))
    terminal.wait("Queue")
    own_cluster.halt()
    terminal.wait("cannot be reached; trying again")
    own_cluster.resume()
    terminal.wait("Queue")
    terminal.key(b"q")
    assert terminal.end() == (0, True, "")


def test_watch_is_for_a_person(database, config, muniment):
    path = config()
    assert muniment("status", "--watch", "--config", path, status=2).err == "muniment: --watch needs a terminal.\n"
    assert "--json" in muniment("status", "--watch", "--json", "--config", path, status=2).err
