"""Words that the program and the database both know: one table in the source each, and the checks of the database say the same."""
import re

import psycopg
import pytest

from conftest import ROOT

TABLES = [  # header, list, table and column of the database
    ("model/request-words.h", "REQUEST_KINDS", "request", "kind"),
    ("model/request-words.h", "REQUESTERS", "request", "requester"),
    ("model/request-words.h", "REQUEST_CHANNELS", "request", "channel"),
    ("model/request-words.h", "REQUEST_EVENTS", "request_event", "kind"),
    ("model/request-words.h", "WISHES", "request_wish", "kind"),
    ("model/nation.h", "NATIONS", "request", "nation"),
    ("model/nation.h", "JURISDICTIONS", "request", "jurisdiction"),
    ("model/request-letter.h", "REQUEST_LETTERS", "request_letter", "kind"),
    ("model/request-letter.h", "REQUEST_LETTER_STATES", "request_letter", "state"),
    ("model/disclosure.h", "DECISIONS", "dossier_item", "decision"),
    ("model/audience.h", "AUDIENCES", "obligation", "audience"),
    ("model/claim-words.h", "CLAIM_DECISIONS", "request_claim", "decision"),
    ("model/claim-words.h", "CLAIM_REASONS", "request_claim", "because"),
    ("model/claim-words.h", "CLAIM_ENDS", "request_claim", "ended"),
    ("model/claim-words.h", "RECIPIENT_ANSWERS", "request_recipient", "answer"),
    ("model/request-words.h", "OUTSIDE_BODIES", "request_outside", "body"),
    ("model/request-words.h", "OUTSIDE_DECISIONS", "request_outside", "decided"),
    ("model/lives/run.h", "RUN_STATES", "run", "state"),
    ("model/lives/request.h", "REQUEST_STATES", "request", "state"),
    ("model/lives/difference.h", "DIFFERENCE_STATES", "discrepancy", "state"),
    ("model/difference-words.h", "DIFFERENCE_KINDS", "discrepancy", "kind"),
    ("model/difference-words.h", "DIFFERENCE_DECISIONS", "discrepancy", "decision"),
    ("model/difference-words.h", "DIFFERENCE_REASONS", "discrepancy", "decided_because"),
    ("model/lives/obligation.h", "OBLIGATION_STATES", "obligation", "state"),
    ("model/delivery-words.h", "DELIVERY_CHANNELS", "delivery", "channel"),
    ("model/delivery-words.h", "DELIVERY_STATES", "delivery", "state"),
    ("model/disposal.h", "RUN_DISPOSALS", "run", "disposal"),
    ("model/disposal.h", "APPROVALS", "run", "approval"),
    ("model/promise.h", "PROMISES", "verification", "grade"),
    ("model/attribute.h", "ABOUTS", "dossier_item", "about"),
    ("model/compare.h", "GRADES", "check_result", "grade"),
    ("model/document-words.h", "DOCUMENT_KINDS", "document", "kind"),
    ("model/document-words.h", "DOCUMENT_FORMATS", "document", "format"),
    ("model/closing-reason.h", "CLOSING_REASONS", "closing", "reason"),
    ("model/job-kind.h", "JOB_STATES", "job", "state"),
    ("model/lives/attempt.h", "ATTEMPT_STATES", "delivery_attempt", "state"),
    ("model/delivery-words.h", "ATTEMPT_CHANNELS", "delivery_attempt", "channel"),
    ("model/delivery-words.h", "DELIVERY_PROOFS", "delivery_attempt", "proof"),
    ("model/delivery-words.h", "DELIVERY_UNDERSTOOD", "delivery_attempt", "understood"),
]


def words_of(header, name):
    """The words of one list, in its order."""
    text = (ROOT / "daemon" / header).read_text()
    rows = re.search(rf"^#define {name}\(WORD\)((?:.*\\\n)+.*)", text, re.M).group(1)
    return re.findall(r'WORD\(\w+, "([^"]+)"', rows)


def words_allowed(database, table, column):
    """The words that the check of that column allows, as the database itself tells it."""
    checks = database.rows(
        "select pg_catalog.pg_get_constraintdef(c.oid) from pg_catalog.pg_constraint as c "
        "join pg_catalog.pg_attribute as a on a.attrelid = c.conrelid and c.conkey = array[a.attnum] "
        "where c.contype = 'c' and c.conrelid = ('muniment.' || %s)::regclass and a.attname = %s", table, column)
    lists = [re.findall(r"'([^']+)'::text", check) for (check,) in checks if "ANY" in check]
    assert len(lists) == 1, checks
    return lists[0]


@pytest.mark.parametrize("header,name,table,column", TABLES, ids=[t[1] for t in TABLES])
def test_the_database_knows_the_same_words(database, header, name, table, column):
    words = words_of(header, name)
    assert len(words) > 1 and sorted(words) == sorted(words_allowed(database, table, column))


def test_statements_name_only_kinds_of_jobs_that_there_are():
    kinds = words_of("model/job-kind.h", "JOB_KINDS")
    text = "".join(path.read_text() for path in sorted((ROOT / "sql/queries").glob("*.sql")))
    first = {kind.split(".")[0] for kind in kinds}
    named = {word for word in re.findall(r"'([a-z]+\.[a-z-]+):?'", text) if word.split(".")[0] in first}
    assert named and named <= set(kinds)


LIVES = ("run", "request", "difference", "obligation", "attempt", "complaint", "rectification", "right")
# A request's kind says which of these lives it has; their states are of one list, in one column.
OF_REQUESTS = ("request", "complaint", "rectification", "right")


def kept_in(name):
    return "request" if name in OF_REQUESTS else name


def life_of(name):
    """The words of a life's states by their names in C, and its steps: from, to, final."""
    of = kept_in(name)
    header = (ROOT / f"daemon/model/lives/{of}.h").read_text()
    words = dict(re.findall(r'WORD\((\w+), "([^"]+)"\)', header))
    rows = re.findall(rf'\{{ {of.upper()}_(\w+), {of.upper()}_(\w+), "[^"]+"(, \.final = true)? \}}',
                      (ROOT / f"daemon/model/lives/{name}.c").read_text())
    return words, {(words[a], words[b], bool(final)) for a, b, final in rows}


def closed_of(steps):
    """What a final step leads to, and what follows from there."""
    closed, more = {to for _, to, final in steps if final}, True
    while more:
        more = {to for a, to, _ in steps if a in closed} - closed
        closed |= more
    return closed


def test_every_life_is_compared():
    assert sorted(path.stem for path in (ROOT / "daemon/model/lives").glob("*.c")) == sorted(LIVES)


@pytest.mark.parametrize("name", LIVES)
def test_the_database_knows_the_same_steps(database, name):
    _, steps = life_of(name)
    assert len(steps) > 5
    assert steps == set(database.rows("select state_from, state_to, final from muniment.life_edge where life = %s", name))


def test_every_life_is_guarded(database):
    guards = database.rows("select tgargs from pg_catalog.pg_trigger as t join pg_catalog.pg_proc as f on f.oid = t.tgfoid "
                           "where f.proname = 'life_step' and t.tgenabled = 'O' and t.tgtype & 16 > 0")
    assert sorted(bytes(words).split(b"\0")[0].decode() for words, in guards) == sorted(LIVES)


def test_who_was_told_is_never_owed_it_again(database):
    owed = ("insert into muniment.obligation (subject, notice, audience, obtained_on, due_on, state, reason) "
            "select ref, 'first-record', 'adult', '2026-11-01', '2026-12-01', %s, %s from muniment.subject_ref")
    database.rows("insert into muniment.register (name, map) values ('r', 'm')")
    database.rows("insert into muniment.subject_ref (register, subject_key) values ('r', '1')")
    with pytest.raises(psycopg.errors.CheckViolation, match="an? obligation begins as open"):
        database.rows(owed, "waiting", "no-address")
    database.rows(owed, "open", None)
    for state, reason in (("waiting", "no-address"), ("open", None), ("met", None)):
        database.rows("update muniment.obligation set state = %s, reason = %s", state, reason)
    with pytest.raises(psycopg.errors.CheckViolation, match="does not step from met to open"):
        database.rows("update muniment.obligation set state = 'open'")


@pytest.mark.parametrize("name", LIVES)
def test_the_database_finds_the_same_open(database, name):
    """By the view, by the index that carries it, and by the steps."""
    words, steps = life_of(name)
    # Of several lives in one column what is closed in one is open in none.
    closed = set().union(*(closed_of(life_of(other)[1]) for other in LIVES if kept_in(other) == kept_in(name)))
    assert closed & {state for step in steps for state in step[:2]} == closed_of(steps)
    view = database.value("select pg_catalog.pg_get_viewdef(('muniment.open_' || %s)::regclass)", kept_in(name))
    index = database.value("select pg_catalog.pg_get_indexdef(('muniment.' || %s || '_open')::regclass)", kept_in(name))
    for text in (view, index):
        said = set(re.findall(r"'([a-z-]+)'::text", text))
        assert said == (closed if "<> ALL" in text else set(words.values()) - closed), text


def test_statements_ask_the_views_what_is_open():
    """No statement lists the states by itself."""
    for name in LIVES:
        words, steps = life_of(name)
        for path in sorted((ROOT / "sql/queries").glob("*.sql")):
            for listed in re.findall(r"\bstate (?:not )?in \(([^)]*)\)", path.read_text()):
                said = set(re.findall(r"'([a-z]+)'", listed))
                assert said not in (closed_of(steps), set(words.values()) - closed_of(steps)), (path.name, listed)
