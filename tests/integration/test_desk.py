"""The officer's desk: what comes in, what is next, the whole of a case, and the sheet on which it is decided."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading

import pytest

from conftest import AS_OF, HOW, PROGRAMS, Office, age_opens, decide_everything, open_gates

MARK = "Perpetua Planted, 1 Hidden Lane, 01632 960123"
CALL = ["request", "new", "--kind", "access", "--register", "s12", "--received", "2026-11-16", "--channel", "post"]


def new(office, key, *more, requester="subject", **options):
    return office.json(*CALL, "--subject", key, "--requester", requester, *more, **options)


@pytest.fixture(scope="module")
def desk(cluster, template, register_template, tmp_path_factory, keys):
    """One office for all: each test has a child of its own, or clears the desk first."""
    made = Office(cluster.create(template), cluster.create(register_template), tmp_path_factory.mktemp("desk"), keys)
    yield made
    made.database.drop()
    made.register.drop()


@pytest.fixture
def office(desk, keys):
    """Nothing lies on it when a test begins."""
    desk.keys = keys
    desk.database.rows("truncate muniment.request, muniment.subject_ref, muniment.hold, muniment.job cascade")
    return desk


def parent(name):
    return ["--requester-name", name]


def test_a_reference_is_read_down_a_telephone(office):
    """Its last sign checks the others; a slip is said as such, by a program that opens no database."""
    ref = new(office, office.child("true"))["ref"]
    body, sign = ref.rsplit("-", 1)
    assert office.json("request", "show", ref.lower())["ref"] == ref
    away = office.settings.parent / "away.conf"
    away.write_text(office.settings.read_text().replace("dbname=", "dbname=absent"))
    right, office.settings = office.settings, away
    for wrong in (f"{body}-{(int(sign.replace('X', '1')) + 1) % 10}", ref.replace("2026", "2062"), "X-2026-1"):
        for call in (["show"], ["approve"], ["decide", "undecided", "proposed"]):
            refused = office("request", call[0], wrong, *call[1:], status=1)
            assert "no reference" in refused.err and wrong not in refused.err
    office("request", "show", ref, status=3)
    office.settings = right
    # Those of before the upgrade go on as they were.
    office.database.rows("insert into muniment.request (ref, kind, register, requester, channel, jurisdiction, language, received_on, regime) "
                         "select 'R-2025-1', kind, register, requester, channel, jurisdiction, language, received_on, regime from muniment.request")
    assert office.json("request", "show", "R-2025-1")["ref"] == "R-2025-1"
    assert "There is no request" in office("request", "show", "R-2025-2", status=1).err


def test_the_same_request_twice_is_one_case(office):
    key, other = office.child("true"), office.child("child_id > 20")
    first = new(office, key)["ref"]
    for more in ((), ("--channel", "email")):
        call = [w for w in CALL if w not in ("--channel", "post")] + list(more or ("--channel", "post"))
        refused = office(*call, "--subject", key, "--requester", "subject", status=1)
        assert refused.err == f"muniment: The same request is open as {first}, received on 2026-11-16; --another says that this is another.\n"
    assert office.database.value("select count(*) from muniment.request") == 1
    assert office.database.value("select count(*) from muniment.hold") == 1, "what is refused leaves no hold behind"
    new(office, other)
    mother = new(office, key, *parent("Jane Example"), requester="parent")["ref"]
    new(office, key, *parent("John Example"), requester="parent")
    assert mother in office(*CALL, "--subject", key, "--requester", "parent", *parent("Jane Exmaple"), status=1).err
    second = new(office, key, "--another")
    assert second["ref"] != first and second["repeats"] is None
    # Long after it is another question, and after an answer it is told what it repeats.
    assert office.json(*[w if w != "2026-11-16" else "2026-08-01" for w in CALL], "--subject", key, "--requester", "subject")["repeats"] is None
    office("request", "refuse", mother, "--because", "excessive", *HOW)
    again = new(office, key, *parent("Jane Example"), requester="parent")
    assert again["repeats"] == mother
    assert f"answered: {mother}" in office("request", "show", again["ref"]).out


def test_two_at_once_are_one(office):
    key, done = office.child("true"), []
    call = lambda: done.append(office(*CALL, "--subject", key, "--requester", "subject", status=None).status)
    both = [threading.Thread(target=call) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert office.database.value("select count(*) from muniment.request") == 1 and 0 in done and len(done) == 2


def test_receipt_lies_before_recognition(office):
    key = office.child("true")
    made = office.json(*[w if w != "2026-11-16" else "2026-11-09" for w in CALL], "--recognised", "2026-11-13", "--subject", key, "--requester", "subject")
    assert (made["received"], made["recognised"], made["due"]) == ("2026-11-09", "2026-11-13", "2026-12-09")
    for day, status in (("2026-11-15", 2), ("2026-11-17", 1)):
        office(*CALL, "--recognised", day, "--subject", key, "--requester", "subject", "--another", status=status)


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "before there was a key"])
def test_wishes_are_kept_sealed_and_go_with_the_case(office, keys, daemon, sealed):
    key = office.child("true")
    if not sealed:
        office.keys = {"CREDENTIALS_DIRECTORY": "/nonexistent"}
        office.database.rows("truncate muniment.seal_recipient cascade")
    made = new(office, key, "--reach", MARK, "--not-to", "my stepfather", "--needed-by", "2026-12-01", "--needed-for", "a hearing")
    ref = made["ref"]
    read = lambda: office.json("request", "wishes", ref)["wishes"]
    assert read() == {"reach": MARK, "not-to": "my stepfather", "needed-by": {"day": "2026-12-01", "why": "a hearing"}}
    office.keys = keys
    stored = lambda: office.database.value("select string_agg(w::text, ' ') from muniment.request_wish w")
    if not sealed:
        assert "Planted" in stored()
        assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
        assert "Planted" not in stored() and read()["reach"] == MARK
    else:
        assert "Planted" not in stored() and "stepfather" not in stored()
        header, value = office.database.rows("select k.header, decode(w.value, 'base64') from muniment.request_wish w join muniment.seal_key k "
                                             "on k.subject = w.subject and k.request is null where w.kind = 'reach'")[0]
        assert age_opens(header, value, f"{keys['CREDENTIALS_DIRECTORY']}/document-key").decode() == MARK
    office("request", "wishes", ref, "--safe", "never by post", "--reach", "by email alone")
    assert read()["safe"] == "never by post" and read()["reach"] == "by email alone" and len(read()) == 4
    assert "never by post" in office("request", "wishes", ref).out
    assert office.database.value("select count(*) from muniment.request_event where kind = 'wishes-said'") == 2
    assert "needed-by" in office("request", "wishes", ref, "--needed-for", "x", status=2).err
    office("request", "withdraw", ref)
    assert office.database.value("select count(*) from muniment.request_wish") == 0
    office("request", "wishes", ref, "--safe", "again", status=1)


def test_wishes_go_with_the_subject(office):
    key = office.child("true")
    new(office, key, "--reach", MARK)
    office.database.rows("delete from muniment.subject_ref")
    assert office.database.value("select count(*) from muniment.request_wish") == 0


def test_a_case_is_somebodys_and_is_given_over(office):
    ref = new(office, office.child("true"))["ref"]
    assert office.json("request", "show", ref)["owner"] == "postgres"
    assert office.json("request", "give", ref, "dana")["owner"] == "dana"
    office("request", "give", ref, "d" * 64, status=2)
    office("request", "withdraw", ref)
    office("request", "give", ref, "dana", status=1)


def test_a_promise_lies_ahead_and_what_was_told_behind(office):
    ref = new(office, office.child("true"))["ref"]
    assert "over cannot be promised" in office("request", "promise", ref, "--on", "2026-11-15", status=1).err
    assert "future" in office("request", "told", ref, "--on", "2026-11-17", status=1).err
    due = office.json("request", "promise", ref, "--on", "2026-11-30")["due"]
    office("request", "told", ref)
    assert office.json("request", "show", ref)["due"] == due, "neither moves the clock"
    days = dict(office.database.rows("select kind, on_day::text from muniment.request_event where request = %s", ref))
    assert (days["promised"], days["progress-told"]) == ("2026-11-30", "2026-11-16")


def wants(office, ref, **options):
    return next(c for c in office.json("request", "next", **options)["next"] if c["ref"] == ref)["wants"]


def access(office, *more, condition="born_on < '2009-01-01' and archived_on is null and died_on is null and not shielded"):
    ref = new(office, office.child(condition), *more)["ref"]
    if not more:
        open_gates(office.json, ref)
    return ref


def test_what_is_next_is_a_line_a_case_the_most_urgent_first(office):
    ref = access(office)
    assert [(w["what"], w["of"]) for w in wants(office, ref)] == [("collect", "engine")]
    office("request", "collect", ref)
    (want,) = wants(office, ref)
    assert want["what"] == "decide" and want["text"].split()[0].isdigit() and want["by"] == "2026-12-16"
    decide_everything(office.json, ref)
    assert [w["what"] for w in wants(office, ref)] == ["approve"]
    doubted = access(office, "--identity-in-doubt", "--another")
    assert [(w["what"], w["of"], w["by"]) for w in wants(office, doubted)] == [("who-asks", "requester", None)]
    early = access(office, "--needed-by", "2026-11-20", "--another")
    late = office.json(*[w if w != "2026-11-16" else "2026-09-01" for w in CALL], "--subject", office.child("true"), "--requester", "subject", "--another")["ref"]
    lines = office("request", "next").out.splitlines()
    assert [next(r for r in (late, early, ref, doubted) if r in line) for line in lines[1:]] == [late, early, ref, doubted], lines
    assert "late 2026-10-01" in lines[1]
    office("request", "give", early, "dana")
    assert [c["ref"] for c in office.json("request", "next", "--owner", "dana")["next"]] == [early]
    for other in (early, late, doubted):
        office("request", "withdraw", other)
    office("request", "approve", ref)
    office("request", "render", ref)
    assert [w["what"] for w in wants(office, ref)] == ["release"]
    office("request", "release", ref, "--out", office.out)
    assert office.json("request", "next")["next"] == []


def test_who_waits_is_written_to_and_a_promise_is_kept(office):
    """The days of case N-4: received on a Friday, extended, promised, and late."""
    key = office.child("born_on < '2009-01-01' and archived_on is null and died_on is null and not shielded")
    ref = office.json(*[w if w != "2026-11-16" else "2026-12-04" for w in CALL], "--subject", key, "--requester", "subject", as_of="2026-12-04")["ref"]
    letters = lambda day: [(w["what"], w["by"]) for w in wants(office, ref, as_of=day) if w["what"] in ("progress", "late", "promised")]
    assert letters("2026-12-24") == [] and letters("2026-12-25") == [("progress", "2026-12-25")]
    office("request", "extend", ref, "--because", "complexity", "--on", "2026-12-18", as_of="2026-12-18")
    assert letters("2027-01-07") == [] and letters("2027-01-08") == [("progress", "2027-01-08")]
    for day, after in (("2027-01-08", "2027-01-29"), ("2027-01-29", "2027-02-19")):
        office("request", "told", ref, as_of=day)
        assert letters(day) == [] and letters(after) == [("progress", after)]
    office("request", "promise", ref, "--on", "2027-02-19", as_of="2027-02-05")
    assert ("promised", "2027-02-19") in letters("2027-02-19")
    # Missed on a Friday: a letter on Monday, which says why.
    assert letters("2027-02-22") == [("late", "2027-02-22")]
    office("request", "told", ref, as_of="2027-02-22")
    assert letters("2027-02-23") == []


def test_a_question_without_an_answer_is_no_reason_to_wait_for_ever(office):
    ref = access(office)
    office("request", "clarify", ref)
    assert [(w["what"], w["of"]) for w in wants(office, ref)] == [("answer", "requester")]
    assert [(w["what"], w["of"]) for w in wants(office, ref, as_of="2027-02-16") if w["what"] != "progress"] == [("silence", "officer")]


def test_the_whole_case_is_a_page(office):
    key = office.child("born_on between '2011-01-01' and '2013-01-01' and archived_on is null and died_on is null and not shielded")
    ref = new(office, key, *parent("Perpetua Planted"), "--reach", MARK, "--needed-by", "2026-12-01", requester="parent")["ref"]
    office("request", "understanding", ref, "understands", "--how", "a talk in the quiet room")
    page = office("request", "show", ref, "--whole").out
    for words in (ref, "parent, Perpetua Planted", MARK, "2026-12-01", "Not settled: A", "2026-12-16", "received", "understanding-found",
                  "quiet room", "What is next", "officer"):
        assert words in page, (words, page)
    assert max(map(len, page.splitlines())) < 240 and "\x1b" not in page
    whole = office.json("request", "show", ref, "--whole")
    assert whole["requester_name"] == "Perpetua Planted" and whole["wishes"]["reach"] == MARK and whole["wants"] and whole["gate"]["source"]
    assert whole["clock"]["working"] and [e["event"] for e in whole["events"]] == ["received", "wishes-said", "understanding-found"]
    brief = office("request", "show", ref)
    assert "Perpetua" not in brief.out and "quiet room" not in brief.out and MARK not in brief.out and "understanding-found" in brief.out
    office("request", "withdraw", ref)
    assert "it is closed" in office("request", "show", ref, "--whole").out


def test_what_is_asked_late_is_said_to_be(office):
    ref = access(office)
    for call in (["identity", ref, "--asked"], ["clarify", ref]):
        assert "warning" not in office.json("request", *call, "--on", "2026-11-23", as_of="2026-11-23")
        assert "asked 8 days" in office.json("request", *call, "--on", "2026-11-24", as_of="2026-11-24")["warning"]
        assert "Warning: This was asked 10 days" in office("request", *call, as_of="2026-11-26").out
    assert "warning" not in office.json("request", "answer", ref, as_of="2026-11-30")


# --- the sheet ----------------------------------------------------------------------------------------------------------

# Every group as proposed, with what was weighed.
PROPOSED = r"""sed -i -e 's/^\(\[.*\]\) -/\1 proposed/' -e '/^\[/a > as the team agreed' "$1" """


class Desk:
    """Somebody at a terminal: an editor that is a script, and what they answer."""

    def __init__(self, office, folder, ref):
        self.office, self.ref = office, ref
        self.editor, self.seen = folder / "editor", folder / "seen"
        self.memory = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm"))

    def review(self, script, answer="y\n", *more, status=0, env=None):
        self.editor.write_text(f"#!/bin/sh\ncp \"$1\" {self.seen}\npwd > {self.seen}.pwd; env > {self.seen}.env; stat -c %a . \"$1\" > {self.seen}.mode\n{script}\n")
        self.editor.chmod(0o700)
        done = subprocess.run([PROGRAMS / "muniment", "request", "review", self.ref, *more, "--config", self.office.settings, "--as-of", AS_OF],
                              input=answer, capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.office.keys, "EDITOR": str(self.editor), "VISUAL": "", "XDG_RUNTIME_DIR": str(self.memory), **(env or {})})
        assert done.returncode == status, done.stdout + done.stderr
        assert list(self.memory.iterdir()) == [], "wiped at the end, however it ended"
        return done

    def decisions(self):
        return {i["item"]: i for i in self.office.json("request", "items", self.ref)["items"]}


@pytest.fixture
def sitting(office, tmp_path):
    ref = access(office, condition="born_on < '2009-01-01' and archived_on is null and died_on is null and not shielded "
                 "and exists (select from register.child_person p where p.child_id = c.child_id)")
    office("request", "collect", ref)
    made = Desk(office, tmp_path, ref)
    yield made
    shutil.rmtree(made.memory)


def test_a_sheet_is_one_transaction_and_leaves_nothing(sitting):
    before = sitting.decisions()
    waits = [n for n, i in before.items() if i["decision"] == "undecided"]
    assert len(waits) > 2
    done = sitting.review(rf"sed -i -e 's/^{waits[0]} undecided -/{waits[0]} disclose reasonable/' -e '/^{waits[0]} /a > weighed at the desk' "
                          f'"$1"; echo left > backup~; {PROPOSED}')
    sheet = sitting.seen.read_text()
    assert [int(line.split()[0]) for line in sheet.splitlines() if line[:1].isdigit()] == sorted(before)
    item = next(i for i in sitting.office.json("request", "items", sitting.ref, "--values")["items"] if i["item"] == waits[0])
    line = next(line for line in sheet.splitlines() if line.startswith(f"{waits[0]} "))
    decided, proposal, held, context = line.split(" | ")
    assert decided == f"{waits[0]} undecided -" and item["rule"] in proposal and held.startswith(item["attribute"] + ": ") and item["about"] in context
    assert f"1 item ({waits[0]}): disclose reasonable" in done.stdout and "Apply this?" in done.stdout
    after = sitting.decisions()
    assert (after[waits[0]]["decision"], after[waits[0]]["how"]) == ("disclose", "weighed at the desk")
    assert sitting.office.database.value("select count(*) from muniment.request_event where kind = 'decided'") == 1
    assert {i["decision"] for i in before.values() if i["decision"] != "undecided"} == {"disclose"}
    # In memory, this user's alone, and the editor's home there too.
    pwd, env = pathlib.Path(f"{sitting.seen}.pwd").read_text().strip(), pathlib.Path(f"{sitting.seen}.env").read_text()
    assert pwd.startswith(str(sitting.memory)) and f"HOME={pwd}" in env and "noswapfile" in env
    assert pathlib.Path(f"{sitting.seen}.mode").read_text().split() == ["700", "600"]


def test_what_is_not_said_yes_to_is_not_done(sitting):
    before = sitting.decisions()
    change = PROPOSED
    assert "Nothing was changed" in sitting.review(change, "n\n", status=1).stderr
    sitting.review(change, "", status=1)
    assert "did not end well" in sitting.review(change + "; exit 3", status=1).stderr
    assert "Nothing was changed" in sitting.review(":").stdout
    assert sitting.decisions() == before
    first = next(n for n, i in before.items() if i["decision"] == "undecided")
    for edit, words in ((rf's/^{first} undecided -/{first} disclose banana/', "reason is a code"), (rf's/^{first} undecided -/{first} disclose shielded/', f"Item {first}"),
                        (rf's/^{first} undecided -/{first} withold third-party/', "decision is one of"), (rf's/^{first} undecided/99999 undecided/', "no item 99999"),
                        (rf's/^{first} undecided -/{first} redact third-party/', "goes out instead"), ("s/# dossier ./# dossier x/", "nothing was overwritten")):
        assert words in sitting.review(f"sed -i '{edit}' \"$1\"", "n\n", status=1).stderr, edit
    assert sitting.decisions() == before


def test_a_slip_is_edited_again(sitting):
    first = PROPOSED.replace("proposed", "proposed banana")
    script = f'if test -e {sitting.seen}.twice; then sed -i "s/banana/-/" "$1"; else {first}; fi; touch {sitting.seen}.twice'
    done = sitting.review(script, "y\ny\n")
    assert "Edit it again?" in done.stdout and "Apply this?" in done.stdout


def test_only_in_memory(sitting, tmp_path):
    refused = sitting.review(":", status=1, env={"XDG_RUNTIME_DIR": "/etc"})
    assert "does not lie in memory" in refused.stderr and not sitting.seen.exists()
    sitting.review(":", "", "--in", str(sitting.memory), env={"XDG_RUNTIME_DIR": "/etc"})


def test_a_sheet_of_another_dossier_is_refused_and_a_file_applied(sitting, tmp_path):
    office, ref, path = sitting.office, sitting.ref, tmp_path / "sheet"
    path.write_text(office("request", "review", ref, "--sheet").out.replace("] -\n", "] proposed\n> as the team agreed\n"))
    before = sitting.decisions()
    tried = office.json("request", "review", ref, "--apply", path, "--check")
    assert tried["applied"] is False and tried["decided"] > 0 and sitting.decisions() == before
    first = next(n for n, i in before.items() if i["decision"] == "undecided" and i["proposed"] != "undecided")
    office("request", "decide", ref, first, "proposed", *HOW)
    assert "nothing was overwritten" in office("request", "review", ref, "--apply", path, status=1).err
    path.write_text(office("request", "review", ref, "--sheet").out.replace("] -\n", "] proposed\n> as the team agreed\n"))
    done = office.json("request", "review", ref, "--apply", path)
    assert done["applied"] and done["decided"] == tried["decided"] - 1
    assert {i["how"] for n, i in sitting.decisions().items() if i["decision"] != before[n]["decision"]} == {"as the team agreed", HOW[1]}
    office("request", "decide", ref, "1,3-4", "disclose", "--because", "own-data", *HOW, status=None)
    office("request", "review", ref, "--decisions", "[]", status=2)


def test_five_hundred_items_are_one_transaction(sitting):
    office, ref = sitting.office, sitting.ref
    columns = ("request, subject, entity, row_number, attribute, category, label, about, source, since, until, value, decision, redacted, because, "
               "decided_by, decided_on, sealed, class, proposed, rule, rules")
    office.database.rows(f"insert into muniment.dossier_item (n, {columns}) select 1000 + g, {columns} from (select * from muniment.dossier_item "
                         "where decision = 'undecided' and proposed <> 'undecided' order by n limit 1) d, generate_series(1, 500) g")
    office.database.rows("update muniment.request set state = 'collected' where ref = %s and state <> 'collected'", ref)
    sheet = office("request", "review", ref, "--sheet").out
    sheet = re.sub(r"^(1[0-9]{3}) undecided -(.*)$", r"\1 proposed -\2\n> weighed alone, number \1, with some words of its own", sheet, flags=re.M)
    path = sitting.seen.parent / "sheet"
    path.write_text(sheet)
    transactions = "select count(distinct xmin::text) from muniment.dossier_item where n > 1000"
    done = office.json("request", "review", ref, "--apply", path)
    assert done["decided"] == 500 and len(done["changes"]) == 500 and office.database.value(transactions) == 1
    assert office.database.value("select count(distinct how) from muniment.dossier_item where n > 1000") == 500
