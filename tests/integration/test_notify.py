"""Letters through GOV.UK Notify, against the simulator: each goes once whatever answer is lost, its status is followed, and what it
cannot do the next channel does, or a person."""
import base64
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import time
import urllib.request

import jsonschema
import pytest

from conftest import AS_OF, ROOT, Office
from test_copies import tell
from test_delivery import attempts, deliveries, entries, letters, of_child

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
WEEK_LATER = "2026-11-24"
FOLDERS = [os.environ.get("NOTIFY_SPECIFICATION"), ROOT.parent / "shared/specs/notify"]
SPECIFICATION = next((pathlib.Path(f) for f in FOLDERS if f and (pathlib.Path(f) / "publicapi_spec.json").exists()), None)


class Notify:
    """A running simulators/notify.py."""

    def __init__(self, *args):
        self.process = subprocess.Popen(["/usr/bin/python3", "-B", ROOT / "simulators/notify.py", "--service", SERVICE, "--secret", SECRET,
                                         *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def ask(self, path, body=None, token=None):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body is not None else None,
                                         {"Authorization": f"Bearer {token}"} if token else {})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def next(self, *how):
        self.ask("/_next", {"how": how})

    def set(self, reference, status):
        self.ask("/_set", {"reference": reference, "status": status})

    @property
    def letters(self):
        return self.ask("/_letters")[1]["letters"]

    @property
    def posts(self):
        return self.ask("/_letters")[1]["posts"]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()


@pytest.fixture
def notify():
    made = Notify()
    yield made
    made.stop()


@pytest.fixture
def posting(database, register, tmp_path, keys, notify):
    """An office that gives its letters to Notify, and to its print room what Notify cannot do. Letters are made."""
    own = tmp_path / "own-keys"
    shutil.copytree(keys["CREDENTIALS_DIRECTORY"], own)
    office = Office(database, register, tmp_path, {"CREDENTIALS_DIRECTORY": str(own)},
                    f'channels = [ "notify", "spool" ];\nnotify = {{ base_url = "{notify.url}"; postage = "first"; }};\n')
    office.key = own / "notify-key"
    office.key.write_text(f"a-live-key-{SERVICE}-{SECRET}\n")
    office.key.chmod(0o600)
    office.notify = notify
    office.told = tell(office, 3)
    assert office.json("notice", "compose")["made"] > 5
    office.numbers = [d["number"] for d in deliveries(office)]
    return office


def send(office, **options):
    counts = office.json("delivery", "send", **options)
    return {name: n for name, n in counts.items() if n}


def states(office):
    """What has become of the letters at Notify: by number (channel, state, because) of the newest attempt."""
    return {number: attempts(office, number)[-1:] for number in office.numbers}


def reference(office, number):
    return office.database.value("select a.reference::text from muniment.delivery_attempt a join muniment.delivery d on d.id = a.delivery"
                                 " join muniment.notice n on n.id = d.notice where n.obligation = %s and a.channel = 'notify' order by a.id desc", number)


def age(office, number, seconds):
    """So long ago its attempt was begun."""
    office.database.rows("update muniment.delivery_attempt set begun_at = now() - make_interval(secs => %s) where reference = %s::uuid",
                         seconds, reference(office, number))


def test_letters_go_whole_and_are_followed_until_received(posting):
    assert not letters(posting) and {tuple(a) for a in states(posting).values()} == {()}, "they do not lie about for a print room"
    assert send(posting) == {"sent": len(posting.numbers)} == {"sent": posting.notify.posts}
    sent = posting.notify.letters
    assert {letter["sha256"] for letter in sent} == {value for value, in posting.database.rows(
        "select encode(sha256, 'hex') from muniment.document where kind = 'letter'")}
    assert {letter["reference"] for letter in sent} == {reference(posting, n) for n in posting.numbers}
    assert {letter["postage"] for letter in sent} == {"first"} and entries(posting, "letter-sent") == len(sent)
    assert {d["state"] for d in deliveries(posting)} == {"sent"} and not letters(posting)
    # Asked, it has nothing new to say; then some are on their way, and are so once.
    assert send(posting) == {} and {a[0][1] for a in states(posting).values()} == {"accepted"}
    gone, back, *others = posting.numbers
    for number in (gone, back):
        posting.notify.set(reference(posting, number), "received")
    assert send(posting) == {} and {a[0][1] for n, a in states(posting).items() if n in (gone, back)} == {"dispatched"}
    # One comes back: nothing goes to that address any more, and a person sees to it.
    posting.notify.set(reference(posting, back), "returned-letter")
    assert send(posting) == {} and states(posting)[back] == [("notify", "returned", "returned-letter")]
    assert posting.database.value("select count(*) from muniment.delivery_address where returned_on is not null") == 1
    assert entries(posting, "letter-returned") == 1
    assert send(posting, as_of=WEEK_LATER) == {"received": 1} and states(posting)[gone] == [("notify", "delivered", None)]
    assert posting.notify.posts == len(posting.numbers), "each once"


def test_whatever_answer_is_lost_each_letter_goes_once(posting):
    notify, (busy, refused, dropped, lost, broken, *others) = posting.notify, posting.numbers
    # The first is told to wait and does; the second it does not want, and the print room gets that; the third it has taken, but
    # did not say so: asked by its reference it has it. The fourth it has not. After two such in a row nothing more is sent in that round.
    notify.next("busy-once", "ok", "reject", "drop", "lose")
    assert send(posting) == {"sent": 2} and notify.posts == 5
    assert attempts(posting, busy) == [("notify", "accepted", None)]
    assert attempts(posting, refused) == [("notify", "failed", "refused-by-notify"), ("spool", "accepted", None)]
    assert letters(posting) == {f"N-{refused}.pdf"} and attempts(posting, dropped) == [("notify", "accepted", None)]
    assert [(d["number"], d["reason"]) for d in deliveries(posting, state="waits")] == [(lost, "notify-unsure")]
    assert attempts(posting, broken) == [] and "deliveries-held" in {a["code"] for a in posting.json("status", status=1)["attention"]}
    # That it does not know the fourth counts for nothing yet: a request may be long under way. The fifth breaks something there, and
    # holds up none behind it.
    notify.next("error")
    assert send(posting) == {"sent": len(others)}
    assert attempts(posting, lost) == attempts(posting, broken) == [("notify", "doubtful", None)] and notify.posts == 6 + len(others)
    assert send(posting) == {} and attempts(posting, lost) == [("notify", "doubtful", None)], "not yet"
    age(posting, lost, 301)
    age(posting, broken, 301)
    assert send(posting) == {"sent": 2} and attempts(posting, lost) == attempts(posting, broken) == [("notify", "accepted", None)]
    # Cut off after Notify had it, before the answer was on record.
    posting.database.rows("alter table muniment.delivery_attempt disable trigger attempt_life")
    posting.database.rows("update muniment.delivery_attempt set state = 'sending', accepted_on = null where reference = %s::uuid", reference(posting, busy))
    posting.database.rows("alter table muniment.delivery_attempt enable trigger attempt_life")
    assert send(posting) == {"sent": 1} and attempts(posting, busy) == [("notify", "accepted", None)]
    had = [letter["reference"] for letter in notify.letters]
    assert sorted(had) == sorted(reference(posting, n) for n in posting.numbers if n != refused), "no letter twice, and none missing"


def test_one_that_it_may_have_forgotten_is_a_persons(posting):
    first, second, third, *_ = posting.numbers
    posting.notify.next("lose")
    send(posting)
    age(posting, first, 7 * 86400)
    posting.notify.next("ok", "ok")
    send(posting)
    assert attempts(posting, first) == [("notify", "failed", "status-unknown")], "it may be on its way: the print room does not get it"
    # Where it failed for sure the next channel has it; where somebody stopped it, or another try might be a second letter, nobody.
    ends = {second: "validation-failed", third: "cancelled", posting.numbers[3]: "permanent-failure", posting.numbers[4]: "technical-failure"}
    for number, status in ends.items():
        posting.notify.set(reference(posting, number), status)
    send(posting)
    for number, status in ends.items():
        follows = [("spool", "accepted", None)] if status in ("validation-failed", "permanent-failure") else []
        assert attempts(posting, number) == [("notify", "failed", status), *follows]
    assert letters(posting) == {f"N-{second}.pdf", f"N-{posting.numbers[3]}.pdf"}
    assert {d["number"] for d in deliveries(posting, state="failed")} == {first, third, posting.numbers[4]}
    # The print room does not take them either: after the last channel they are a person's.
    assert send(posting, as_of="2026-12-30") == {"failed": 2} and not letters(posting)
    assert [d["reason"] for d in deliveries(posting, state="failed") if d["number"] in (second, posting.numbers[3])] == ["not-taken"] * 2


def test_what_it_may_have_does_not_go_twice(posting):
    first, second, third, fourth, fifth, *_ = posting.numbers
    notify = posting.notify
    # A week long it answers a letter and never has it: the next channel has it then.
    notify.next("lose")
    send(posting)
    age(posting, first, 301)
    send(posting, as_of=WEEK_LATER)
    assert attempts(posting, first) == [("notify", "failed", "never-taken"), ("spool", "accepted", None)]
    posts = notify.posts
    # That one came back was said by mistake; Notify had it, so it may have left, and is not sent again.
    posting("delivery", "returned", f"N-{second}", "--because", "gone-away")
    assert posting.json("delivery", "unreturned", f"N-{second}")["state"] == "failed"
    assert send(posting) == {} and attempts(posting, second) == [("notify", "failed", "status-unknown")]
    # It no longer knows the word for letters that came back: those behind are followed all the same.
    notify.set(reference(posting, third), "received")
    send(posting)
    notify.ask("/_words", {"words": ["received"]})
    notify.set(reference(posting, fourth), "received")
    send(posting)
    assert attempts(posting, third) == attempts(posting, fourth) == [("notify", "dispatched", None)] and notify.posts == posts
    # Planned while it was among the channels, and not begun.
    posting.database.rows("alter table muniment.delivery_attempt disable trigger attempt_life")
    posting.database.rows("update muniment.delivery_attempt set state = 'planned', accepted_on = null where reference = %s::uuid", reference(posting, fifth))
    posting.database.rows("update muniment.delivery d set state = 'ready' from muniment.notice n where n.id = d.notice and n.obligation = %s", fifth)
    posting.database.rows("alter table muniment.delivery_attempt enable trigger attempt_life")
    posting.settings.write_text(posting.settings.read_text().replace('[ "notify", "spool" ]', '[ "spool" ]'))
    send(posting)
    assert attempts(posting, fifth) == [("notify", "failed", "not-now"), ("spool", "accepted", None)] and notify.posts == posts


def test_what_it_refuses_or_nobody_takes_goes_once(posting):
    notify, (first, second, third, *others) = posting.notify, posting.numbers
    # It refuses two in a row: that is hardly the letters' fault.
    notify.next("reject", "reject")
    assert send(posting) == {} and notify.posts == 2 and attempts(posting, third) == []
    # An answer that says neither yes nor no: it is asked.
    notify.next("late")
    assert send(posting) == {"sent": 1 + len(others)} and attempts(posting, third) == [("notify", "accepted", None)]
    assert notify.posts == 3 + len(others)
    # What the print room does not take goes to Notify, but not before the folder was looked at once more.
    posting.settings.write_text(posting.settings.read_text().replace('[ "notify", "spool" ]', '[ "spool", "notify" ]'))
    posting.database.rows("update muniment.delivery_attempt set because = 'not-now' where because = 'refused-by-notify'")
    send(posting, as_of="2026-12-30")
    assert attempts(posting, first)[1:] == [("spool", "failed", "not-taken")] and not letters(posting)
    send(posting, as_of="2026-12-30")
    assert attempts(posting, first)[2:] == attempts(posting, second)[2:] == [("notify", "accepted", None)] and notify.posts == 5 + len(others)


def test_it_waits_where_it_cannot_be_used_and_is_judged_when_it_goes(posting):
    # Too many for today; the key is not there, is one that others may read, is another's: nothing is taken, and everything waits.
    posting.notify.next(*["busy"] * 3)
    whole = posting.key.read_text()
    tried = [("notify-busy", whole, 0o600), ("notify-key", whole.replace("122b0", "122b1"), 0o600), ("notify-key", whole, 0o644),
             ("notify-key", "too-short", 0o600)]
    for n, (reason, text, mode) in enumerate(tried, 1):
        posting.key.write_text(text)
        posting.key.chmod(mode)
        result = posting("delivery", "send")
        assert SECRET not in result.out + result.err
        assert [(d["number"], d["reason"]) for d in deliveries(posting, state="waits")] == [(posting.numbers[0], reason)]
        assert attempts(posting, posting.numbers[0]) == [("notify", "failed", "not-now")] * n and not posting.notify.letters
    assert "deliveries-held" in {a["code"] for a in posting.json("status", status=1)["attention"]}
    posting.key.write_text(whole)
    posting.key.chmod(0o600)
    # Since it was made the child has become shielded: the letter does not go now.
    shielded = of_child(posting, posting.told[0])
    posting.register.rows("update register.child set shielded = true where child_id = %s", posting.told[0])
    counts = send(posting)
    assert counts["stopped"] >= 1 and counts["sent"] == len(posting.notify.letters) == len(posting.numbers) - counts["stopped"]
    assert deliveries(posting, number=shielded)[0]["reason"] == "person-decides" and reference(posting, shielded) is None or \
        reference(posting, shielded) not in {letter["reference"] for letter in posting.notify.letters}
    assert "deliveries-held" not in {a["code"] for a in posting.json("status", status=None)["attention"]}
    dump = posting.database.rows("select array_agg(t::text)::text from muniment.delivery_attempt t")[0][0]
    assert SECRET not in dump


@pytest.mark.parametrize("text,problem", [
    ('channels = [ "pigeon" ];', "There is no such way for a letter to go."),
    ('channels = [ "spool", "hand" ];', "What people do, they do whatever"),
    ('channels = [ "spool", "spool" ];', '"spool" is there twice.'),
    ('notify = { base_url = "http://notify.example"; };', "would send data about children unsealed"),
    ('notify = { credential = "/etc/key"; };', "is not the name of a credential"),
])
def test_settings_are_judged(tmp_path, muniment, text, problem):
    path = tmp_path / "muniment.conf"
    path.write_text(f'database = "dbname=nowhere";\ndata_dir = "{ROOT}";\n{text}\n')
    result = muniment("check", "--config", path, status=None)
    assert result.status != 0 and problem in result.out + result.err


# --- the simulator itself ---


@pytest.fixture(scope="module")
def simulator():
    spec = importlib.util.spec_from_file_location("notify", ROOT / "simulators/notify.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def token(simulator, issued, secret=SECRET, alg="HS256", service=SERVICE, more=None):
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    said = f"{part({'typ': 'JWT', 'alg': alg})}.{part({'iss': service, 'iat': issued, **(more or {})})}"
    mac = simulator.hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_the_simulator_believes_a_token_for_thirty_seconds(simulator):
    now = 1795910400
    check = lambda text: simulator.check_token(text, SERVICE, SECRET, now)
    for good in (now, now - 30, now + 30):
        check(f"Bearer {token(simulator, good)}")
    bad = [(None, 401), (token(simulator, now), 401), *((f"Bearer {text}", 403) for text in (
        token(simulator, now - 31), token(simulator, now + 31), token(simulator, now, secret=SERVICE), token(simulator, now, alg="HS512"),
        token(simulator, now, service=SECRET), token(simulator, now, more={"exp": now + 60}), token(simulator, now)[:-4], "a.b.c", "nothing"))]
    for header, status in bad:
        with pytest.raises(simulator.Refusal) as refused:
            check(header)
        assert refused.value.status == status, header


@pytest.mark.skipif(SPECIFICATION is None, reason="THE NOTIFY SPECIFICATION IS NOT HERE: set NOTIFY_SPECIFICATION")
def test_the_simulator_answers_as_the_public_description_says(simulator, notify):
    described = json.loads((SPECIFICATION / "schema.json").read_text())

    def holds(name, value):
        schema = described["components"]["schemas"][name]
        for one in schema.get("oneOf", []):  # of several kinds of messages; a letter fits more than its own
            schema = one if one["title"] == "precompiled letter" else schema
        jsonschema.validate(value, {**nullable(schema), "components": nullable(described["components"])})

    def nullable(node):
        """OpenAPI 3.0 has a word of its own for what may be null."""
        if isinstance(node, list):
            return [nullable(v) for v in node]
        if not isinstance(node, dict):
            return node
        made = {k: nullable(v) for k, v in node.items()}
        if node.get("nullable") is True and isinstance(node.get("type"), str):
            made["type"] = [node["type"], "null"]
        return made

    fresh = lambda: token(simulator, int(time.time()))
    letter = {"reference": "one", "content": base64.b64encode(b"%PDF-1.7 made up").decode(), "postage": "second"}
    holds("SendPrecompiledLetterRequest", letter)
    status, made = notify.ask("/v2/notifications/letter", letter, fresh())
    assert status == 201
    holds("SendPrecompiledLetterResponse", made)
    status, listed = notify.ask("/v2/notifications?template_type=letter&reference=one", token=fresh())
    assert status == 200 and [n["reference"] for n in listed["notifications"]] == ["one"]
    assert set(listed) == set(described["components"]["schemas"]["GetMultipleMessagesResponse"]["properties"])
    holds("GetOneMessageResponse", listed["notifications"][0])
    holds("GetOneMessageResponse", notify.ask(f"/v2/notifications/{made['id']}", token=fresh())[1])
    notify.set("one", "returned-letter")
    assert notify.ask("/v2/notifications?reference=one", token=fresh())[1]["notifications"][0]["status"] == "received"
    assert len(notify.ask("/v2/notifications?reference=one&status=returned-letter", token=fresh())[1]["notifications"]) == 1
    for body, name in (({"reference": "two"}, "SendNotificaitonRequestError"), ({**letter, "name": "x"}, "SendNotificaitonRequestError")):
        status, refusal = notify.ask("/v2/notifications/letter", body, fresh())
        assert status == 400
        holds(name, refusal)
    status, refusal = notify.ask("/v2/notifications/letter", letter, token(simulator, 1))
    assert status == 403
    holds("AuthError", refusal)
    notify.next("busy")
    status, refusal = notify.ask("/v2/notifications/letter", letter, fresh())
    assert status == 429
    holds("LimitError", refusal)
    # Encrypted, the file is of no use to it.
    notify.ask("/v2/notifications/letter", {**letter, "reference": "three", "content": base64.b64encode(b"%PDF-1.7 /Encrypt").decode()}, fresh())
    assert notify.letters[-1]["status"] == "validation-failed"
