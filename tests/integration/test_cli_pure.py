"""The pure questions of the command line, as built: exit status, JSON, and independent reckonings.

They need no settings and no database, so these tests start none.
"""
import datetime
import json
import os
import pathlib
import pty
import random
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("MUNIMENT_BUILD", ROOT / "build" / "debug")).resolve()
VECTORS = ROOT / "tests" / "vectors"
PLACES = ("england-wales", "scotland", "northern-ireland")


def run(*args):
    return subprocess.run([BUILD / "muniment", *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=30, text=True)


def ask(*args, status=0):
    done = run(*args, "--json")
    assert done.returncode == status, (args, done.stderr)
    return json.loads(done.stdout)


def clock(received, *more, kind="access", place="england-wales", status=0):
    return ask("clock", "--kind", kind, "--jurisdiction", place, "--received", str(received), *more, status=status)


def vectors(name):
    for line in (VECTORS / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def holidays(place):
    """The days of a policy file, found without the program's own reader."""
    text = (ROOT / "policies" / "holidays" / f"{place}.conf").read_text()
    return {datetime.date.fromisoformat(day) for day in re.findall(r'"(\d{4}-\d\d-\d\d)"', text)}


# --- clock ---

def test_clock_answers_with_the_promised_keys():
    answer = clock("2026-11-21", "--as-of", "2026-11-22")
    assert answer.items() >= {"regime": "art-12a", "starts": "2026-11-21", "due": "2026-12-21",
                              "target": "2026-12-21", "extend_by": "2026-12-21", "extended_due": None,
                              "acknowledge_by": None, "excluded_days": 0, "state": "running"}.items()
    assert "warning" not in answer
    for step in answer["working"]:
        assert set(step) == {"step", "date", "because"}
    assert answer["working"][-1]["date"] == answer["due"]


@pytest.mark.parametrize("row", vectors("deadlines.tsv"), ids=lambda r: f"{r[0]}-{r[1]}")
def test_clock_agrees_with_the_vectors(row):
    place, received, due, extended = row[:4]
    assert clock(received, place=place)["due"] == due
    if extended != "-":
        answer = clock(received, "--extended-on", received, place=place)
        assert answer["due"] == answer["extended_due"] == extended


@pytest.mark.parametrize("row", vectors("pauses.tsv"), ids=lambda r: f"{r[0]}-{r[1]}")
def test_clock_pauses_agree_with_the_vectors(row):
    received, asked, answered, excluded, due, extended = row
    pause = ("--clarification-asked", asked, "--clarification-given", answered)
    answer = clock(received, *pause)
    assert (answer["excluded_days"], answer["due"]) == (int(excluded), due)
    assert answer["target"] <= answer["due"]
    if extended != "-":
        assert clock(received, *pause, "--extended-on", received)["due"] == extended


@pytest.mark.parametrize("row", vectors("complaints.tsv"), ids=lambda r: r[0])
def test_clock_complaints_agree_with_the_vectors(row):
    assert clock(row[0], kind="complaint")["acknowledge_by"] == row[1]


@pytest.mark.parametrize("place", PLACES)
def test_clock_agrees_with_python_dates(place):
    """A hundred random days of the present regime, reckoned with datetime."""
    free, chance = holidays(place), random.Random(2026)
    for _ in range(100):
        received = datetime.date(2026, 2, 5) + datetime.timedelta(days=chance.randrange(990))
        year, month = received.year + received.month // 12, received.month % 12 + 1
        day = received.day
        while True:
            try:
                due = datetime.date(year, month, day)
                break
            except ValueError:
                day -= 1
        while due.weekday() >= 5 or due in free:
            due += datetime.timedelta(days=1)
        assert clock(received, place=place)["due"] == str(due), (place, received)


def test_clock_states():
    assert clock("2026-09-01", "--as-of", "2026-10-01")["state"] == "running"
    assert clock("2026-09-01", "--as-of", "2026-10-02")["state"] == "overdue"
    waiting = clock("2026-09-01", "--as-of", "2026-09-10", "--identity-asked", "2026-09-02")
    assert (waiting["state"], waiting["starts"], waiting["due"]) == ("not-started", None, None)
    paused = clock("2026-09-01", "--as-of", "2026-09-10", "--clarification-asked", "2026-09-08")
    assert (paused["state"], paused["due"], paused["excluded_days"]) == ("paused", None, 3)


def test_clock_pairs_clarifications_in_order():
    answer = clock("2026-09-01", "--clarification-asked=2026-09-08", "--clarification-given=2026-09-09",
                   "--clarification-asked", "2026-09-20", "--clarification-given", "2026-09-21")
    assert answer["excluded_days"] == 4


def test_clock_warns_beyond_the_last_holiday_year():
    answer = clock("2030-06-03")
    assert answer["due"] == "2030-07-03" and "2030" in answer["warning"]


@pytest.mark.parametrize("args, status", [
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-09-01", "--extended-on", "2026-10-02"), 1),
    (("--kind", "complaint", "--jurisdiction", "scotland", "--received", "2026-06-18"), 1),
    (("--kind", "portability", "--jurisdiction", "scotland", "--received", "2010-06-18"), 1),
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-30"), 2),
    (("--kind", "access", "--jurisdiction", "france", "--received", "2026-02-20"), 2),
    (("--kind", "curiosity", "--jurisdiction", "scotland", "--received", "2026-02-20"), 2),
    (("--kind", "access", "--jurisdiction", "scotland"), 2),
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-20", "--received", "2026-02-20"), 2),
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-20", "--regime", "roman"), 2),
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-20", "--identity-given", "2026-02-21"), 2),
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-20", "--as-of", "soon"), 2),
    (("--kind", "access", "--jurisdiction", "scotland", "--received"), 2),
    (("--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-20", "more"), 2),
])
def test_clock_refuses_in_one_line(args, status):
    done = run("clock", *args, "--json")
    assert done.returncode == status
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("muniment: ")


def test_clock_with_settings_that_are_missing_says_so(tmp_path):
    done = run("clock", "--kind", "access", "--jurisdiction", "scotland", "--received", "2026-02-20",
               "--config", str(tmp_path / "none.conf"))
    assert done.returncode == 1 and "none.conf" in done.stderr


def test_clock_speaks_to_people():
    done = run("clock", "--kind", "access", "--jurisdiction", "england-wales", "--received", "2024-11-25",
               "--as-of", "2024-11-26")
    assert done.returncode == 0
    assert "2024-12-27" in done.stdout and "bank holiday" in done.stdout


# --- identifier ---

@pytest.mark.parametrize("row", vectors("identifiers.tsv"), ids=lambda r: f"{r[0]}-{r[1]}")
def test_identifier_agrees_with_the_vectors(row):
    kind, value, want = row
    answer = ask("identifier", kind, value, status=1 if want == "no" else 0)
    assert (answer["kind"], answer["value"], answer["valid"]) == (kind, value, want != "no")
    if want == "no":
        assert answer["why"]
    else:
        assert answer["class"] == ("ordinary" if want == "yes" else want)


def test_identifier_agrees_with_stdnum_on_nhs_numbers():
    """stdnum judges the arithmetic only, so ranges that are not issued are left to the unit tests."""
    nhs = pytest.importorskip("stdnum.gb.nhs")
    chance = random.Random(8)
    for _ in range(150):
        value = f"{chance.choice('4679')}{chance.randrange(10**9):09d}"
        answer = run("identifier", "nhs", value)
        assert (answer.returncode == 0) == nhs.is_valid(value), value


def test_identifier_agrees_with_stdnum_on_upns():
    upn = pytest.importorskip("stdnum.gb.upn")
    chance = random.Random(9)
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    for n in range(150):
        body = f"{chance.choice(('301', '801', '938'))}{chance.randrange(10**4):04d}{chance.randrange(30):02d}" \
               f"{chance.randrange(100):02d}{chance.choice(letters + '0123456789')}"
        right = upn.calc_check_digit("A" + body) if n % 2 else chance.choice(letters)
        done = run("identifier", "upn", right + body)
        assert (done.returncode == 0) == upn.is_valid(right + body), right + body


def test_identifier_shows_the_usual_form():
    assert ask("identifier", "nhs", "9990000018")["formatted"] == "999 000 0018"
    assert ask("identifier", "postcode", "ec1a1bb")["formatted"] == "EC1A 1BB"
    assert ask("identifier", "laestab", "3011234")["formatted"] == "301/1234"


def test_identifier_usage():
    assert run("identifier", "passport", "1").returncode == 2
    assert run("identifier", "nhs").returncode == 2
    assert run("identifier", "nhs", "999 000", "0018").returncode == 2
    assert run("identifier", "nhs", b"\xff\xfe").returncode == 2
    assert run("identifier", "nhs", "--", "--json").returncode == 1


# --- compare ---

@pytest.mark.parametrize("kind, a, b, grade", [
    ("name", "Siân O’Brien", "SIAN OBRIEN", "equivalent"),
    ("name", "Smith", "Smyth", "similar"),
    ("date", "2010-05-12", "2010-12-05", "similar"),
    ("address", "10 High Street", "12 High Street", "different"),
    ("address", "10 High St", "10 High Street", "equivalent"),
    ("postcode", "SW1A1AA", "sw1a 1aa", "equivalent"),
    ("phone", "+44 20 7946 0000", "020 7946 0000", "equivalent"),
    ("identifier", "9990000018", "999 000 0018", "equivalent"),
    ("gender", "F", "female", "equivalent"),
    ("text", "same", "same", "same"),
])
def test_compare(kind, a, b, grade):
    answer = ask("compare", kind, a, b)
    assert set(answer) == {"grade", "score", "because"}
    assert answer["grade"] == grade and 0 <= answer["score"] <= 1 and answer["because"]
    assert ask("compare", kind, b, a) == answer


def test_compare_does_not_repeat_the_values():
    done = run("compare", "name", "Marked-Abcdef", "Marked-Abcdeg")
    assert done.returncode == 0 and "Marked" not in done.stdout + done.stderr


def test_compare_usage():
    assert run("compare", "colour", "a", "b").returncode == 2
    assert run("compare", "name", "a").returncode == 2


# --- the frame ---

def test_help_and_version():
    everything = run("--help")
    assert everything.returncode == 0 and "clock" in everything.stdout and everything.stderr == ""
    assert run("clock", "--help").returncode == 0
    assert "--clarification-asked" in run("clock", "--help").stdout
    assert re.fullmatch(r"muniment \d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize("args", [(), ("nonsense",), ("--nonsense",), ("clock", "--nonsense"), ("clock", "--json=1"),
                                  ("--config",)])
def test_wrong_usage(args):
    done = run(*args)
    assert done.returncode == 2 and done.stdout == "" and len(done.stderr.splitlines()) == 1


def test_an_answer_that_cannot_be_written_is_a_fault():
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([BUILD / "muniment", "identifier", "nhs", "9990000018", "--json"], stdout=full,
                              stderr=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode == 4


@pytest.mark.parametrize("args,meant", [
    (("retentoin", "show"), "retention"), (("retention", "shwo"), "retention show"), (("clokc",), "clock"),
    (("clock", "--recieved", "2026-01-01"), "--received"), (("clock", "--jsn"), "--json"),
])
def test_what_was_meant_is_offered(args, meant):
    said = run(*args).stderr
    assert f'Did you mean "{meant}"?' in said or f"Did you mean {meant}?" in said


@pytest.mark.parametrize("word", ["zzzzzzzz", "x", "-"])
def test_nothing_is_offered_for_what_is_near_nothing(word):
    assert "mean" not in run("retention", word).stderr


def everything_in(master):
    shown = b""
    try:
        while piece := os.read(master, 4096):
            shown += piece
    except OSError:
        pass  # the other side is closed
    return shown


def on_a_terminal(*args):
    master, slave = pty.openpty()
    with subprocess.Popen([BUILD / "muniment", *args], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave) as program:
        os.close(slave)
        # The kernel may say that the other side is closed before it hands over what came last: asked again when the
        # program has ended, it does.
        shown = everything_in(master)
        assert program.wait(timeout=30) in (0, 1, 2)
    shown += everything_in(master)
    os.close(master)
    return shown.decode("utf-8", "strict")


@pytest.mark.parametrize("written,shown", [
    ("a\x1b]0;title\x07b", r"a\u001b]0;title\u0007b"), ("a\x9b31mb", r"a\u009b31mb"), ("a\u202eb", r"a\u202eb"),
    ("a\rb", r"a\u000db"), ("Siân \u05d0 👶", "Siân \u05d0 👶"),
])
def test_a_terminal_is_not_told_what_to_do(written, shown):
    """A word that is refused is repeated, and comes from whoever wrote it."""
    assert f'"hold {shown}"' in on_a_terminal("hold", written)
    # What goes to a program is left as it is.
    assert f'"hold {written}"' in subprocess.run([BUILD / "muniment", "hold", written], stderr=subprocess.PIPE,
                                                 check=False, timeout=30).stderr.decode()
    tail = "x" * 5000  # a character that lies across two writes
    for filler in range(4):
        assert f"{'y' * filler}{shown}{tail}" in on_a_terminal("hold", "y" * filler + written + tail)
