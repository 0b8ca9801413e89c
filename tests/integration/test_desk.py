"""The officer's desk: what comes in, what is next, the whole of a case, and the sheet on which it is decided."""
import threading

import pytest

from conftest import AS_OF, HOW, Office, age_opens

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
