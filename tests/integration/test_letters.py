"""Letters to whoever made a request: what makes each, what stands in it and what never does, and where it may go."""
import itertools
import os
import re
import shutil
import signal
import subprocess
import threading

import pytest

from conftest import AS_OF, PROGRAMS, ROOT, Office, stored
from test_outward import say

CALL = ["request", "new", "--kind", "access", "--register", "s12", "--received", "2026-11-16", "--channel", "post", "--another"]
NAME = "Siân Adébáyọ̀"
TO = ["--letters-to", f"{NAME}, 12 Example Road, Aberwennol, ZA1 2AB"]
GROWN = "born_on < '2008-11-01' and archived_on is null and died_on is null and not shielded"
CHILD = "born_on between '2013-01-01' and '2015-01-01' and archived_on is null and died_on is null and not shielded"

# What makes each letter; the event, the options, and the day it is due on.
KINDS = {
    "received": ((), "2026-11-21"),
    "extension": (("extend", "--because", "number", "--say", "Two files are on paper."), AS_OF),
    "identity-wanted": (("identity", "--asked"), AS_OF),
    "authority-wanted": (("authority", "--asked"), AS_OF),
    "clarification-wanted": (("clarify", "--say", "Do you mean school or doctor?"), AS_OF),
}# Letters without an event of their own kind are looked at as they would be today: what each says, by language, to an adult and a child.
READ = {
    "progress": (("--say", "Page four is missing."), {"en": ("looking at what you ask, piece by piece.*Page four", "looking at what you asked.*Page four"),
                                                      "cy": ("edrych ar yr hyn rydych yn ei ofyn.*Page four", "edrych ar beth ofynnaist ti.*Page four")}),
    "late": ((), {"en": ("hear from us by 15 November 2026.*by 16 December 2026",) * 2, "cy": ("erbyn 15 Tachwedd 2026.*erbyn 16 Rhagfyr 2026",) * 2}),
    "nothing-found": (("--say", "Mair Hughes, Bangor"), {"en": ("We looked for: Mair Hughes, Bangor\\..*go to court",) * 2,
                                                        "cy": ("Edrychwyd am: Mair Hughes.*y rheoleiddiwr", "Edrychon ni am: Mair Hughes.*y rheoleiddiwr")}),
    "refused": ((), {"en": ("(does not let us|only where the law allows).*(complain to us|Tell us).*go to a court",) * 2,
                     "cy": ("(gadael i ni|mae’r gyfraith yn caniatáu).*(wrthym ni|wrthon ni).*i’r llys",) * 2}),
    "report-enclosed": ((), {"en": ("comes with this letter",) * 2, "cy": ("gyda’r llythyr hwn",) * 2}),
}
# Who asks, about whom, and in which words the letter speaks of that person, by language; of a child who asks in plain ones.
READERS = {
    "child": (CHILD, "subject", {"en": "your facts", "cy": "dy ffeithiau"}),
    "adult": (GROWN, "subject", {"en": "your own information", "cy": "eich gwybodaeth eich hun"}),
    "parent": (CHILD, "parent", {"en": "your child’s information", "cy": "gwybodaeth eich plentyn"}),
    "representative": (GROWN, "representative-of-subject", {"en": "information of the person that it is about", "cy": "gwybodaeth y person"}),
}
# In the letter of each kind, for an adult and for a child, by language.
SAYS = {
    "received": {"en": (r"You will have our answer by 16 December 2026", r"You will get our answer by 16 December 2026"),
                 "cy": (r"Cewch ein hateb erbyn 16 Rhagfyr 2026", r"Byddi di’n cael ein hateb erbyn 16 Rhagfyr 2026")},
    "identity-wanted": {"en": (r"when you have shown us", r"When you have shown us"), "cy": (r"pan fyddwch wedi dangos", r"Pan fyddi di wedi dangos")},
    "authority-wanted": {"en": (r"belongs to the person that it is about",) * 2, "cy": (r"perthyn i’r person",) * 2},
    "clarification-wanted": {"en": (r"Do you mean school or doctor\?",) * 2, "cy": (r"Do you mean school or doctor\?",) * 2},
    "extension": {"en": (r"several requests.*Two files are on paper\..*by 16 February 2027", r"more than one thing.*on paper\..*by 16 February 2027"),
                  "cy": (r"sawl cais.*Two files are on paper\..*erbyn 16 Chwefror 2027", r"fwy nag un peth.*erbyn 16 Chwefror 2027")},
}


@pytest.fixture(scope="module")
def desk(cluster, template, register_template, tmp_path_factory, keys):
    """One office for all, where letters are owed in both languages, as in Wales."""
    folder = tmp_path_factory.mktemp("letters")
    made = Office(cluster.create(template), cluster.create(register_template), folder, keys)
    pack = (ROOT / "policies/law/england-childrens-database.conf").read_text()
    assert 'languages = [ "en" ];' in pack
    (folder / "pack.conf").write_text(pack.replace('languages = [ "en" ];', 'languages = [ "cy", "en" ];'))
    made.settings.write_text(made.settings.read_text().replace(f"{ROOT}/policies/law/england-childrens-database.conf", str(folder / "pack.conf")))
    yield made
    made.database.drop()
    made.register.drop()


@pytest.fixture
def office(desk):
    desk.database.rows("truncate muniment.request, muniment.subject_ref, muniment.hold, muniment.job cascade")
    for copy in desk.out.glob("L-*.pdf"):
        copy.unlink()
    return desk


def new(office, condition, *more, requester="subject", kind="access", received="2026-11-16", **day):
    name = () if requester == "subject" else ("--requester-name", "Jo Asker")
    call = [{"access": kind, "2026-11-16": received}.get(word, word) for word in CALL]
    return office.json(*call, "--subject", office.child(condition), "--requester", requester, *name, *more, **day)["ref"]


def letters(office, ref):
    return {letter["letter"]: letter for letter in office.json("request", "show", ref)["letters"]}


def make(office, ref, kind):
    """The event, and the letter that it makes; its file."""
    event, _ = KINDS.get(kind, ((), None))
    if event:
        office("request", event[0], ref, *event[1:])
    made = office.json("request", "letter", ref, kind)
    assert made["state"] == "made" and made["reason"] is None, made
    return office.out / f"L-{made['number']}.pdf"


def text_of(path):
    return re.sub(r"\s+", " ", subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout)


def grade(text):
    said = re.sub(r"(?m)^[-#> ]+", "", text)
    measured = subprocess.run(["style"], input=said, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Kincaid: ([-\d.]+)", measured).group(1))


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("reader", READERS)
def test_a_letter_by_kind_audience_and_language(office, reader, language):
    """The facts are there, in the reader's words; nothing of the register is; the printer takes it."""
    condition, requester, words = READERS[reader]
    key = office.child(condition)
    held = [value for value, in office.register.rows(
        "select unnest(array[given_names, family_name]) from register.child_name where child_id = %s union "
        "select postcode from register.address where child_id = %s union select nhs_number from register.child where child_id = %s", key, key, key) if value]
    assert len(held) > 2
    plain = ("--plain", "says so") if reader == "child" else ()  # whoever is asked who they are is no child until they say so
    ref = new(office, condition, *TO, *plain, "--language", language, requester=requester)
    made = {kind: make(office, ref, kind) for kind in KINDS if kind != "authority-wanted" or requester != "subject"}
    for kind, path in made.items():
        said = text_of(path)
        assert re.search(SAYS[kind][language][reader == "child"], said), (kind, said)
        assert words[language] in said, (kind, said)
        assert NAME in said and ref in said and "01632 960000" in said and ("30 days" if language == "en" else "30 diwrnod") in said
        assert not [value for value in held if re.search(rf"\b{re.escape(value)}\b", said)], kind
        if language == "en":
            plain = office("request", "letter", ref, kind, "--preview").out
            assert grade(plain) <= (6 if reader == "child" else 9), (kind, plain)
        elif reader in ("child", "parent"):
            office("notice", "check", path)
    fresh = new(office, condition, *TO, "--language", language, requester=requester)
    for kind, (more, says) in READ.items():
        plain = office("request", "letter", fresh, kind, "--preview", *more).out
        assert re.search(says[language][reader == "child"], " ".join(plain.split())), (kind, plain)
        assert fresh in plain and not [value for value in held if re.search(rf"\b{re.escape(value)}\b", plain)], kind
        assert language == "cy" or grade(plain) <= (6 if reader == "child" else 9), (kind, plain)
    rows = letters(office, ref)
    assert {kind: (row["due"], row["language"], row["on"]) for kind, row in rows.items()} == {kind: (KINDS[kind][1], language, AS_OF) for kind in made}
    assert all(row["source"].startswith("UK GDPR Art") for row in rows.values())


def test_while_nobody_knows_their_language_both_that_are_owed(office):
    ref = new(office, GROWN, *TO)
    said = text_of(make(office, ref, "received"))
    assert letters(office, ref)["received"]["language"] == "cy-en"
    assert said.index("Rydym wedi cael eich cais") < said.index("We have your request")


# What they said, what the letter does then by itself and when a person makes it: its state and why.
WISHES = [
    ((), ("waiting", "no-address"), ("waiting", "no-address")),
    ((*TO, "--form", "large print"), ("waiting", "another-form"), ("waiting", "another-form")),
    ((*TO, "--safe", "never on a Friday"), ("waiting", "read-what-is-safe"), ("made", None)),
    ((*TO, "--not-to", "my stepfather"), ("waiting", "read-what-is-safe"), ("made", None)),
    ((*TO, "--reach", "07700 900123"), ("made", None), ("made", None)),
]


def test_a_letter_goes_by_itself_only_where_they_said_it_may(office, daemon):
    """The rest is a person's work, named in what is next until it is done."""
    refs = [new(office, GROWN, *wishes) for wishes, _, _ in WISHES]
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    state = lambda ref: tuple(letters(office, ref)["received"][k] for k in ("state", "reason"))
    nexts = {case["ref"]: [want["text"] for want in case["wants"] if want["what"] == "letter"] for case in office.json("request", "next")["next"]}
    for ref, (wishes, alone, by_hand) in zip(refs, WISHES):
        assert state(ref) == alone, wishes
        assert (len(nexts[ref]), alone[0]) in ((1, "waiting"), (0, "made"))
        done = office("request", "letter", ref, "received", status=None)
        assert (done.status == 0) == (by_hand[0] == "made") and state(ref) == by_hand, (wishes, done.err)
    assert len(list(office.out.glob("L-*.pdf"))) == 3
    # An address makes one that waited for it; one that was told otherwise is never made.
    office("request", "wishes", refs[0], *TO)
    office("request", "letter", refs[1], "received", "--told")
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert state(refs[0]) == ("made", None) and state(refs[1]) == ("told", None)
    entries = [entry for entry, in office.database.rows(
        "select leaf::text from muniment.ledger_entry where leaf::text like '%request-letter-made%' union all "
        "select row_to_json(p)::text from muniment.ledger_pending p where kind = 'request-letter-made'")
               if any(f'request {ref}"' in entry for ref in refs)]
    assert len(entries) == 5, entries
    assert not any("Example" in entry or "Friday" in entry for entry in entries)


def test_an_address_that_the_post_would_not_take_is_refused_when_it_is_said(office):
    for wrong in ("Jo Asker", "Jo Asker, 1 Road, Town", "Jo Asker, no fixed abode, ZA1 2AB", "Jo Asker, 1 Road, Town, QQ1 1AA"):
        refused = office(*CALL, "--subject", office.child(GROWN), "--requester", "subject", "--letters-to", wrong, status=1)
        assert "--letters-to (" in refused.err and "Asker" not in refused.err
    assert office.database.value("select count(*) from muniment.request") == 0


def test_one_event_makes_one_letter(office, daemon):
    """However often it is said, and whoever comes at the same time."""
    ref = new(office, GROWN, *TO, "--language", "en")
    both = [threading.Thread(target=office, args=("request", "letter", ref, "received")) for _ in range(3)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    for _ in range(2):
        assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    made = letters(office, ref)["received"]
    assert [copy.name for copy in office.out.glob("L-*.pdf")] == [f"L-{made['number']}.pdf"]
    assert office.database.value("select count(*) from muniment.document where kind = 'letter'") == 1
    # Asked again is another event, and another letter.
    for _ in range(2):
        office("request", "clarify", ref)
        office("request", "letter", ref, "clarification-wanted")
        office("request", "answer", ref)
    assert len(list(office.out.glob("L-*.pdf"))) == 3
    assert "Nothing has happened" in office("request", "letter", ref, "extension", status=1).err


def test_who_is_asked_for_something_gets_one_letter_and_not_two(office, daemon):
    ref = new(office, GROWN, *TO, "--identity-in-doubt")
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert {kind: letter["state"] for kind, letter in letters(office, ref).items()} == {"received": "lapsed", "identity-wanted": "made"}


def test_danger_and_death_stop_every_letter(office, daemon):
    dead, said = new(office, GROWN, *TO), new(office, CHILD, *TO, requester="parent")
    say(office, office.child(GROWN), "deceased")
    say(office, office.child(CHILD))
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    for ref in (dead, said):
        assert letters(office, ref)["received"]["reason"] == "person-decides", ref
        assert "Nothing goes out" in office("request", "letter", said, "received", status=1).err
    assert not list(office.out.glob("L-*.pdf"))


def test_a_letter_about_a_shielded_child_has_the_words_of_any_other(office, keys):
    """To a parent; all but the reference is the same, in the finished file too."""
    shielded = CHILD.replace("not shielded", "shielded").replace("2013", "2000").replace("2015", "2020")
    refs = [new(office, condition, *TO, "--language", "en", requester="parent") for condition in (shielded, CHILD)]
    assert office.child(shielded) != office.child(CHILD)
    one, other = (text_of(make(office, ref, "received")).replace(ref, "REF") for ref in refs)
    assert one == other
    body = stored(office.database, keys, office.database.value("select document from muniment.request_letter where request = %s and kind = 'received'", refs[0]))
    assert body == (office.out / f"L-{letters(office, refs[0])['received']['number']}.pdf").read_bytes(), "kept sealed, byte for byte"


def test_a_letter_goes_with_the_subject(office):
    ref, other = new(office, GROWN, *TO), new(office, CHILD, *TO)
    path = make(office, ref, "received")
    assert path.exists()
    office.database.rows("delete from muniment.subject_ref where subject_key = %s", str(office.child(GROWN)))
    assert make(office, other, "received").exists()
    assert not path.exists() and letters(office, ref)["received"]["state"] == "made"


REFUSALS = ["unfounded", "excessive", "not-identified", "no-authority", "turned-eighteen", "not-living", "child-refuses", "exempt"]


def test_a_refusal_says_why_only_where_that_protects_nobody(office):
    """What a child said, and what is exempt, have one wording; each letter says how to complain, to whom, and that there is a court."""
    said = {}
    for code in REFUSALS:
        ref = new(office, CHILD, *TO, "--language", "en", requester="parent")
        office("request", "refuse", ref, "--because", code, "--how", "Hidden words of ours")
        path = make(office, ref, "refused")
        said[code] = text_of(path).replace(ref, "REF")
        assert letters(office, ref)["received"]["state"] in ("lapsed", "wanted") and letters(office, ref)["refused"]["source"] == "UK GDPR Art 12(4)"
        for words in ("complain to us", "30 days", "Information Commissioner's Office", "go to a court", "look at this again"):
            assert words in said[code], (code, words)
        assert "Hidden" not in said[code] and "said no" not in said[code]
    assert said["child-refuses"] == said["exempt"] and len(set(said.values())) == len(REFUSALS) - 1
    assert "only where the law allows" in said["exempt"] and "now an adult" in said["turned-eighteen"]


def test_nothing_found_is_the_same_for_whoever_is_hidden(office):
    """By a person's hand, with the names that they looked for; of what may not go nothing is kept."""
    shielded = CHILD.replace("not shielded", "shielded").replace("2013", "2000").replace("2015", "2020")
    texts = []
    for condition in (shielded, CHILD):
        ref = new(office, condition, *TO, "--language", "en", requester="parent")
        assert "names and places" in office("request", "letter", ref, "nothing-found", status=2).err
        made = office.json("request", "letter", ref, "nothing-found", "--say", "Mair Hughes and Mair Llewelyn, in Bangor and Caernarfon")
        again = office.json("request", "letter", ref, "nothing-found", "--say", "another name")
        assert again["number"] == made["number"], "a day makes one"
        texts.append(text_of(office.out / f"L-{made['number']}.pdf").replace(ref, "REF"))
    assert texts[0] == texts[1] and "Mair Llewelyn" in texts[0]
    nowhere = new(office, GROWN)
    office("request", "letter", nowhere, "nothing-found", "--say", "x", status=1)
    assert "nothing-found" not in letters(office, nowhere)


def told(office, ref):
    return [(str(on), code) for on, code in office.database.rows(
        "select on_day, code from muniment.request_event where request = %s and kind = 'progress-told' order by n", ref)]


def test_who_waits_hears_every_three_weeks_and_on_the_day_after_a_missed_one(office, daemon):
    """The days of case N-4, lived by the daemon: each letter once, and by itself."""
    ref = new(office, GROWN, *TO, "--language", "en", received="2026-12-04", as_of="2026-12-04")

    def day(on):
        assert daemon(office.settings, "--once", "--as-of", on).wait(60) == 0
        return told(office, ref)

    assert day("2026-12-24") == [] and day("2026-12-25") == [("2026-12-25", "progress")] == day("2026-12-25")
    # The last lawful day is 4 January: on the next working day it is said to be late.
    office("request", "promise", ref, "--on", "2026-12-31", as_of="2026-12-28")
    assert day("2027-01-01")[1:] == [], "a holiday: the next working day is Monday"
    assert day("2027-01-04")[1:] == [("2027-01-04", "late")]
    assert day("2027-01-05")[2:] == [("2027-01-05", "late")] == day("2027-01-06")[2:]
    row = [letter for letter in office.json("request", "show", ref)["letters"] if letter["letter"] == "late"]
    assert [(r["due"], r["state"]) for r in row] == [("2027-01-04", "made"), ("2027-01-05", "made")]
    assert "by 31 December 2026" in text_of(office.out / f"L-{row[0]['number']}.pdf") and "by 4 January 2027" in text_of(office.out / f"L-{row[1]['number']}.pdf")
    # What a person tells them counts, and so does a letter that waited for an address.
    office("request", "told", ref, as_of="2027-01-20")
    assert day("2027-01-26")[4:] == [] and len(told(office, ref)) == 4


def test_a_letter_says_nothing_that_is_untrue_of_this_case(office):
    """Of a complaint no day is the answer's; a clock that runs on is not said to wait; what was asked is asked once."""
    complaint = new(office, GROWN, *TO, "--language", "en", kind="complaint")
    said = text_of(make(office, complaint, "received"))
    assert "We have your complaint" in said and "answer by" not in said and "2026 at the latest" not in said
    right = new(office, GROWN, *TO, "--language", "en", kind="rectification")
    assert "do not count towards our time" not in text_of(make(office, right, "clarification-wanted"))
    access = new(office, GROWN, *TO, "--language", "en")
    assert "do not count towards our time" in text_of(make(office, access, "clarification-wanted"))
    # An earlier question is not printed again, and one that was answered is not sent.
    office("request", "answer", access)
    office("request", "clarify", access)
    made = office.json("request", "letter", access, "clarification-wanted")
    assert "school or doctor" not in text_of(office.out / f"L-{made['number']}.pdf")
    waits = new(office, GROWN)
    office("request", "clarify", waits, "--say", "First?")
    office("request", "answer", waits)
    office("request", "clarify", waits, "--say", "Second?")
    states = [(letter["state"], letter["reason"]) for letter in office.json("request", "show", waits)["letters"]
              if letter["letter"] == "clarification-wanted"]
    assert states == [("lapsed", "met"), ("wanted", None)]


def test_an_answer_that_waits_is_somebodys_work_though_the_request_is_closed(office, daemon):
    ref = new(office, GROWN)
    office("request", "refuse", ref, "--because", "exempt", "--how", "of the test")
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    listed = {case["ref"]: case["wants"] for case in office.json("request", "next")["next"]}
    assert [want["what"] for want in listed[ref]] == ["letter"] and '"refused"' in listed[ref][0]["text"]
    office("request", "wishes", ref, *TO)
    office("request", "letter", ref, "refused")
    assert ref not in {case["ref"] for case in office.json("request", "next")["next"]}


def test_a_letter_that_has_not_left_is_called_back_when_their_wishes_change(office):
    ref = new(office, GROWN, *TO, "--language", "en")
    first = make(office, ref, "received")
    office("request", "wishes", ref, "--letters-to", "Siân Example, 14 Example Road, Aberwennol, ZA1 2AB", "--safe", "never the old address")
    rows = [(letter["state"], letter["reason"]) for letter in office.json("request", "show", ref)["letters"] if letter["letter"] == "received"]
    assert not first.exists() and rows[0] == ("lapsed", "called-back") and rows[1][0] in ("wanted", "waiting"), rows
    again = office.json("request", "letter", ref, "received")
    assert "14 Example Road" in text_of(office.out / f"L-{again['number']}.pdf") and again["number"] != int(first.stem[2:])


def test_after_nothing_was_found_nobody_is_told_that_we_still_look(office, daemon):
    ref = new(office, GROWN, *TO, "--language", "en", received="2026-12-04", as_of="2026-12-04")
    office("request", "letter", ref, "nothing-found", "--say", "Mair Hughes", as_of="2026-12-10")
    for on in ("2026-12-26", "2027-01-05"):
        assert daemon(office.settings, "--once", "--as-of", on).wait(60) == 0
    assert told(office, ref) == []
    assert {letter["state"] for letter in office.json("request", "show", ref)["letters"] if letter["letter"] in ("progress", "late")} == {"lapsed"}


# --- on its way ---

@pytest.fixture
def posted(office):
    """A print room works at the folder."""
    (office.out / "taken").mkdir(exist_ok=True)
    yield office
    shutil.rmtree(office.out / "taken")


def where(office, number):
    one, = [d for d in office.json("delivery", "list")["deliveries"] if d["letter"] == f"L-{number}"]
    return one["state"], one["reason"]


def attempts(office, number):
    return [tuple(row) for row in office.database.rows(
        "select a.channel, a.state, a.because from muniment.delivery_attempt a join muniment.delivery d on d.id = a.delivery"
        " where d.request_letter = %s order by a.id", number)]


def take(office, number):
    (office.out / f"L-{number}.pdf").rename(office.out / "taken" / f"L-{number}.pdf")


def wants(office, ref):
    return [want["text"] for case in office.json("request", "next")["next"] if case["ref"] == ref for want in case["wants"] if want["what"] == "letter"]


DIED = ("update register.child set died_on = date '" + AS_OF + "' - 1, died_supplied_on = first_recorded_on, died_power = 'must',"
        " died_source_id = (select min(source_id) from register.source) where child_id = %s")
# What happens while a letter lies in the folder; where it is then, why, and whether it lies there when that is over.
SINCE = {
    "danger": (lambda office, ref, key: say(office, key), ("waits", "person-decides")),
    "said to be dead": (lambda office, ref, key: say(office, key, "deceased"), ("waits", "person-decides")),
    "dead": (lambda office, ref, key: office.register.rows(DIED, key), ("waits", "person-reads")),
    "disproved": (lambda office, ref, key: office.database.rows(
        "update muniment.delivery_address a set returned_on = %s from muniment.delivery d where d.id = a.delivery and d.request_letter ="
        " (select max(id) from muniment.request_letter where request = %s)", AS_OF, ref), ("waits", "address-disproved")),
    "closed": (lambda office, ref, key: office("request", "withdraw", ref), ("withdrawn", None)),
    "given": (lambda office, ref, key: office("request", "answer", ref), ("withdrawn", None)),
    "told": (lambda office, ref, key: office.database.rows("update muniment.request_letter set state = 'told' where request = %s and state = 'made'", ref), ("withdrawn", None)),
    "nothing": (lambda office, ref, key: None, ("ready", None)),
}


def test_a_letter_that_lies_is_judged_again_in_every_round(posted):
    office, lying = posted, {}
    for n, happens in enumerate(SINCE):
        key = office.register.value(f"select child_id from register.child c where {GROWN} order by child_id offset %s limit 1", 3 + n)
        to = TO[1].replace("12", str(20 + n))  # a house for each
        ref = office.json(*CALL, "--subject", key, "--requester", "subject", "--letters-to", to, "--language", "en")["ref"]
        path = make(office, ref, "clarification-wanted")
        lying[happens] = ref, int(path.stem[2:]), path
        assert attempts(office, lying[happens][1]) == [("spool", "accepted", None)]
        SINCE[happens][0](office, ref, key)
    assert office.json("delivery", "send")["stopped"] == len(SINCE) - 1
    assert office.json("delivery", "send")["stopped"] == 0, "said once"
    for happens, (ref, number, path) in lying.items():
        expected = SINCE[happens][1]
        assert where(office, number) == expected, happens
        assert path.exists() == (happens == "nothing"), happens
        assert attempts(office, number) == [("spool", *(("accepted", None) if happens == "nothing" else ("failed", "stopped")))]
        if expected[0] != "waits":
            continue
        shown, = [letter for letter in office.json("request", "show", ref)["letters"] if letter["number"] == number]
        assert (shown["delivery"]["state"], shown["delivery"]["reason"]) == expected
        assert any("was stopped before it left" in want for want in wants(office, ref)), wants(office, ref)
    ref, number, path = lying["danger"]
    assert f"L-{number}: waits" in office("request", "show", ref).out
    office("accuracy", "decide", office.database.value("select id from muniment.discrepancy where kind = 'shielding' and ended_on is null"), "keep", "--because", "not-so")
    office("delivery", "send")
    assert path.exists() and where(office, number) == ("ready", None), "nothing is in the way any more"


def test_a_letter_is_taken_received_and_comes_back(posted):
    """And then the next to that address waits, until another is given; a person makes it anew, or hands it over."""
    office = posted
    ref = new(office, GROWN, *TO, "--language", "en")
    first = int(make(office, ref, "received").stem[2:])
    take(office, first)
    assert office.json("delivery", "send")["sent"] == 1 and where(office, first) == ("sent", None)
    assert office.json("delivery", "send", as_of="2026-12-01")["received"] == 1
    shown = letters(office, ref)["received"]["delivery"]
    assert shown == {"state": "delivered", "reason": None, "by": "spool", "sent_on": AS_OF, "received_on": "2026-11-20", "proof": "deemed"}
    lying = make(office, ref, "clarification-wanted")
    assert "L-" in office("delivery", "returned", "1x", "--because", "gone-away", status=2).err
    assert office("delivery", "returned", f"L-{first}", "--because", "gone-away").out == f"L-{first}: returned on {AS_OF}.\n"
    assert "came back (gone-away)" in wants(office, ref)[0] and where(office, first) == ("returned", "gone-away")
    office("delivery", "send")
    assert not lying.exists() and where(office, int(lying.stem[2:])) == ("waits", "address-disproved")
    assert "came back" in office("request", "letter", ref, "received", status=1).err, "not to the same address"
    assert where(office, first) == ("returned", "gone-away"), "nothing is kept of what may not go"
    office("request", "wishes", ref, "--letters-to", "Siân Example, 14 Example Road, Aberwennol, ZA1 2AB")
    again = office.json("request", "letter", ref, "received")
    assert again["number"] != first and "14 Example Road" in text_of(office.out / f"L-{again['number']}.pdf")
    assert where(office, first) == ("withdrawn", None) and not [want for want in wants(office, ref) if "came back" in want]
    assert office.json("request", "letter", ref, "received")["number"] == again["number"], "once"
    # What waited for the address is made anew as well.
    states = [(letter["state"], letter["reason"]) for letter in office.json("request", "show", ref)["letters"] if letter["letter"] == "clarification-wanted"]
    assert states[0] == ("lapsed", "called-back") and states[1][0] in ("wanted", "made")
    # By hand it goes whatever the post would do, and need not lie there.
    office("delivery", "handed", f"L-{again['number']}", "--by", "hand", "--who", "receptionist")
    assert where(office, again["number"]) == ("delivered", None) and letters(office, ref)["received"]["delivery"]["proof"] == "hand"
    office("delivery", "send")
    assert not (office.out / f"L-{again['number']}.pdf").exists()
    assert "not where that could happen" in office("delivery", "handed", f"L-{again['number']}", "--by", "voice", "--who", "carer", status=1).err
    assert "no letter L-99999" in office("delivery", "returned", "L-99999", "--because", "refused", status=1).err


def test_what_the_print_room_has_taken_is_not_made_again(posted):
    """Though nobody has looked since, and their wishes change: it has left, and bears the address that it bears."""
    office = posted
    ref = new(office, GROWN, *TO, "--language", "en")
    number = int(make(office, ref, "received").stem[2:])
    take(office, number)
    office("request", "wishes", ref, "--letters-to", "Siân Example, 14 Example Road, Aberwennol, ZA1 2AB")
    assert letters(office, ref)["received"]["state"] == "made" and not list((office.out / "taken").iterdir())
    office("delivery", "send")
    assert where(office, number) == ("sent", None) and not list(office.out.glob("L-*.pdf"))


def test_what_nobody_takes_is_made_anew_or_told_otherwise(posted):
    office = posted
    refs = [new(office, GROWN, *TO, "--language", "en"), new(office, CHILD, *TO, "--language", "en", requester="parent")]
    numbers = [int(make(office, ref, "received").stem[2:]) for ref in refs]
    assert office.json("delivery", "send", as_of="2026-12-30")["failed"] == 2 and not list(office.out.glob("L-*.pdf"))
    assert all("did not leave (not-taken)" in wants(office, ref)[0] for ref in refs)
    again = office.json("request", "letter", refs[0], "received")["number"]
    office("request", "letter", refs[1], "received", "--told")
    assert (office.out / f"L-{again}.pdf").exists() and [where(office, n) for n in numbers] == [("withdrawn", None)] * 2
    assert not wants(office, refs[0]) and not wants(office, refs[1])
    assert letters(office, refs[1])["received"]["state"] == "told"


def test_one_that_may_have_left_is_not_made_anew(posted):
    """Notify has not said whether it has it: another in its place might be the second."""
    office = posted
    ref = new(office, GROWN, *TO, "--language", "en")
    number = int(make(office, ref, "received").stem[2:])
    office.database.rows("alter table muniment.delivery_attempt disable trigger attempt_life")
    office.database.rows("update muniment.delivery_attempt a set state = 'doubtful', channel = 'notify', accepted_on = null from muniment.delivery d"
                         " where d.id = a.delivery and d.request_letter = %s", number)
    office.database.rows("alter table muniment.delivery_attempt enable trigger attempt_life")
    office.database.rows("update muniment.delivery set stopped = 'notify-unsure' where request_letter = %s", number)
    for told in ([], ["--told"]):
        assert "not where that could happen" in office("request", "letter", ref, "received", *told, status=1).err
    assert where(office, number) == ("waits", "notify-unsure") and attempts(office, number) == [("notify", "doubtful", None)]


def killed(office, call, when, *words):
    done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={when}", PROGRAMS / "muniment",
                           *map(str, words), "--config", office.settings, "--as-of", AS_OF], capture_output=True, timeout=60,
                          env={**os.environ, **office.keys, "ASAN_OPTIONS": "detect_leaks=0"})
    return done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)


def test_killed_between_any_two_statements_each_letter_goes_once(posted):
    """Each statement is a message to the database: cut off at each in turn, and tried again, one letter is made, lies, and leaves."""
    office = posted

    def until_whole(*words, step=9):
        cut = 0
        for when in itertools.count(9, step):
            if not killed(office, "sendto", when, *words):
                return cut
            cut += 1

    ref = new(office, GROWN, *TO, "--language", "en")
    assert until_whole("request", "letter", ref, "received") > 2
    office("delivery", "send")
    number, = [int(path.stem[2:]) for path in office.out.glob("L-*.pdf")]
    assert letters(office, ref)["received"]["number"] == number and attempts(office, number) == [("spool", "accepted", None)]
    take(office, number)
    assert until_whole("delivery", "send") > 2
    office("delivery", "send")
    assert where(office, number) == ("sent", None) and not list((office.out / "taken").iterdir()) and not list(office.out.glob("L-*.pdf"))
    until_whole("delivery", "returned", f"L-{number}", "--because", "refused")
    assert where(office, number) == ("returned", "refused")
    assert until_whole("request", "letter", ref, "received") > 2
    office("delivery", "send")
    again, = [int(path.stem[2:]) for path in office.out.glob("L-*.pdf")]
    assert again != number and attempts(office, again) == [("spool", "accepted", None)]
    assert office.database.value("select count(*) from muniment.request_letter where request = %s and kind = 'received'", ref) == 2


# --- what it may not tell ---


def state_of(office, ref, kind):
    return tuple(letters(office, ref)[kind][k] for k in ("state", "reason"))


def test_a_concern_about_who_asks_holds_back_what_tells_something(posted, daemon):
    """That the request has come is no news to them; words of an officer, or an answer, a person reads first."""
    office = posted
    ref = new(office, CHILD, *TO, "--language", "en", requester="parent")
    lying = make(office, ref, "clarification-wanted")
    words = office.json("request", "letter", ref, "progress", "--say", "Page four is missing.")["number"]
    office("request", "concern", ref, "care-order", "--how", "seen in the file")
    assert office.json("delivery", "send")["stopped"] == 2 and not lying.exists() and where(office, int(lying.stem[2:])) == ("waits", "concern")
    assert where(office, words) == ("waits", "concern"), "an officer's words"
    office("request", "extend", ref, "--because", "number")
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert state_of(office, ref, "received") == ("made", None) and state_of(office, ref, "extension") == ("waiting", "concern")
    assert any("weigh it" in want for want in wants(office, ref))
    # A person decides: for one of them, or for all.
    office("request", "letter", ref, "extension")
    office("request", "weigh", ref, "--how", "advice taken")
    office("delivery", "send")
    assert state_of(office, ref, "extension") == ("made", None) and lying.exists() and where(office, int(lying.stem[2:])) == ("ready", None)


def test_before_they_have_shown_who_they_are_no_letter_tells_their_age(office):
    """A stranger who writes in a child's name learns not even how old the register says the child is."""
    refs = [new(office, condition, *TO, "--language", "en", "--identity-in-doubt") for condition in (CHILD, GROWN)]
    child, grown = (text_of(make(office, ref, "identity-wanted")).replace(ref, "REF") for ref in refs)
    assert child == grown and "when you have shown us" in child
    # Who says that they are a child is written to as one; who has shown it too.
    said = new(office, GROWN, *TO, "--language", "en", "--identity-in-doubt", "--plain", "says that she is twelve")
    assert "When you have shown us" in text_of(make(office, said, "identity-wanted"))
    office("request", "identity", refs[0], "--evidence", "known-to-worker", "--how", "by her teacher")
    assert "Do you mean school or doctor?" in text_of(make(office, refs[0], "clarification-wanted"))
    assert "You asked us about your facts" in office("request", "letter", refs[0], "progress", "--preview").out


def test_what_an_officer_adds_is_searched_for_what_is_withheld(office):
    ref = new(office, GROWN, *TO, "--language", "en")
    office("request", "collect", ref)
    items = office.json("request", "items", ref, "--values")["items"]
    held = next(i["value"] for i in items if i["decision"] != "disclose" and re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-zA-Z ]+", i["value"] or ""))
    refused = office("request", "letter", ref, "progress", "--say", f"We still look for {held}.", status=1)
    assert "withheld" in refused.err and held not in refused.err
    assert "progress" not in letters(office, ref), "nothing is kept of it"
    office("request", "clarify", ref, "--say", f"Do you mean\n{held}?")
    office("request", "letter", ref, "clarification-wanted", status=1)
    made = office.json("request", "letter", ref, "clarification-wanted", "--say", "Do you mean school or doctor?")
    assert "school or doctor" in text_of(office.out / f"L-{made['number']}.pdf")


def test_a_longer_time_counts_only_when_they_were_told_in_time(posted, daemon):
    """UK GDPR Art 12A(3) and (4): notice before the first month is over. What is on record here tells them nothing."""
    office = posted
    silent, told_otherwise, sent = (new(office, GROWN, *more, "--language", "en") for more in ((), (), TO))
    for ref in (silent, told_otherwise, sent):
        office("request", "extend", ref, "--because", "number")
    number = office.json("request", "letter", sent, "extension")["number"]
    take(office, number)
    office("delivery", "send")
    office("request", "letter", told_otherwise, "extension", "--told", as_of="2026-12-10")
    clock = lambda ref, day: (lambda c: (c["due"], c["state"], c.get("warning")))(office.json("request", "clock", ref, as_of=day))
    asks = lambda ref, day: [(want["by"], want["text"]) for case in office.json("request", "next", as_of=day)["next"] if case["ref"] == ref
                             for want in case["wants"] if want["what"] == "extension"]
    for ref in (told_otherwise, sent):
        for day in ("2026-12-16", "2026-12-17"):
            assert clock(ref, day) == ("2027-02-16", "running", None) and not asks(ref, day), day
    due, state, warning = clock(silent, "2026-12-16")
    assert (due, state) == ("2027-02-16", "running") and "counts only if they are told of it by 2026-12-16" in warning
    assert asks(silent, "2026-12-16") == [("2026-12-16", "The longer time counts only if they are told of it by then")]
    due, state, warning = clock(silent, "2026-12-17")
    assert (due, state) == ("2026-12-16", "overdue") and "does not count" in warning
    assert asks(silent, "2026-12-17")[0][1].startswith("The longer time does not count")
    # The day that everybody reads follows, and the letter is not sent any more: it would be untrue.
    assert daemon(office.settings, "--once", "--as-of", "2026-12-17").wait(60) == 0
    assert office.json("request", "show", silent, as_of="2026-12-17")["due"] == "2026-12-16"
    assert state_of(office, silent, "extension") == ("lapsed", "too-late")


# --- what went amiss once ---


def elsewhere(office, *words):
    """On a host that has no folder of finished papers."""
    here = office.settings
    other = here.with_name("elsewhere.conf")
    other.write_text("".join(line for line in here.read_text().splitlines(True) if not line.startswith("output_dir")))
    office.settings = other
    try:
        return office(*words)
    finally:
        office.settings = here


def test_what_lay_there_before_attempts_were_on_record_goes_once_or_is_called_back(posted):
    """The upgrade gives each its attempt: a letter that may not go is taken away, and one that was taken is not laid again."""
    office = posted
    stopped, taken = new(office, GROWN, *TO), new(office, CHILD, *TO, requester="parent")
    numbers = [int(make(office, ref, "received").stem[2:]) for ref in (stopped, taken)]
    office.database.rows("delete from muniment.delivery_attempt")
    migration, = (ROOT / "sql" / "migrate").glob("*-what-lies.sql")
    office.database.rows(migration.read_text().split("-- A person gave words")[0])
    assert [attempts(office, number) for number in numbers] == [[("spool", "accepted", None)]] * 2
    assert office.database.value("select bool_or(read) from muniment.request_letter") is False, "nobody knows who has read it"
    say(office, office.child(GROWN), "deceased")
    take(office, numbers[1])
    office("delivery", "send")
    assert not list(office.out.glob("L-*.pdf")) and not list((office.out / "taken").iterdir())
    assert [where(office, number)[0] for number in numbers] == ["waits", "sent"]


def test_a_letter_called_back_is_made_again_with_its_day_and_never_without_its_words(posted, daemon):
    office = posted
    late = new(office, GROWN, *TO, "--language", "en", received="2026-12-04", as_of="2026-12-04")
    office("request", "promise", late, "--on", "2026-12-10", as_of="2026-12-07")
    on = "2026-12-11"
    assert daemon(office.settings, "--once", "--as-of", on).wait(60) == 0
    said = new(office, CHILD, *TO, "--language", "en", requester="parent")
    office("request", "letter", said, "progress", "--say", "Page four is missing.")
    office("request", "letter", said, "nothing-found", "--say", "Mair Hughes, Bangor")
    for ref in (late, said):
        office("request", "wishes", ref, "--needed-by", "2027-01-20", as_of=on)
    assert daemon(office.settings, "--once", "--as-of", on).wait(60) == 0
    again = letters(office, late)["late"]
    assert again["state"] == "made" and "hear from us by 10 December 2026" in text_of(office.out / f"L-{again['number']}.pdf")
    assert {kind: state_of(office, said, kind) for kind in ("nothing-found", "progress")} == {kind: ("waiting", "say-again") for kind in ("nothing-found", "progress")}
    office("request", "letter", said, "progress", status=None, as_of=on)
    assert state_of(office, said, "progress") == ("waiting", "say-again"), "nor by a person who says nothing"
    office("request", "letter", said, "progress", "--say", "Page four is missing.", as_of=on)
    assert state_of(office, said, "progress") == ("made", None)
    assert any("A person gave it words" in want for want in wants(office, said))
    made = office.json("request", "letter", said, "nothing-found", "--say", "Mair Hughes, Bangor", as_of=on)
    assert "We looked for: Mair Hughes, Bangor." in text_of(office.out / f"L-{made['number']}.pdf")


def test_one_that_was_taken_before_it_was_called_back_is_said_to_have_left(posted):
    """Whoever stopped it had no folder to look at. It is work until somebody has seen to it, and may come back."""
    office = posted
    stopped, wished = new(office, GROWN, *TO, "--language", "en"), new(office, CHILD, *TO, "--language", "en", requester="parent")
    numbers = [int(make(office, ref, "received").stem[2:]) for ref in (stopped, wished)]
    for number in numbers:
        take(office, number)
    say(office, office.child(GROWN))
    elsewhere(office, "delivery", "send")
    assert where(office, numbers[0]) == ("waits", "person-decides")
    office("accuracy", "decide", office.database.value("select id from muniment.discrepancy where kind = 'shielding' and ended_on is null"), "keep", "--because", "not-so")
    elsewhere(office, "request", "wishes", wished, "--needed-by", "2027-01-20")
    office("delivery", "send")
    assert where(office, numbers[0]) == ("failed", "taken-unseen")
    assert not [path for path in office.out.glob("L-*.pdf") if int(path.stem[2:]) in numbers]
    for ref in (stopped, wished):
        assert any("had been taken before it could be called back" in want for want in wants(office, ref)), wants(office, ref)
    for number in numbers:
        office("delivery", "returned", f"L-{number}", "--because", "refused")
        assert where(office, number) == ("returned", "refused")
    assert not any("had been taken" in want for ref in (stopped, wished) for want in wants(office, ref))


def test_one_letter_that_nobody_can_judge_holds_up_no_other(posted):
    office = posted
    damaged, closed = new(office, GROWN, *TO), new(office, CHILD, *TO, requester="parent")
    paths = [make(office, ref, "received") for ref in (damaged, closed)]
    office("request", "withdraw", closed)
    office.database.rows("update muniment.request_wish set value = 'x' where request = %s", damaged)
    assert office("delivery", "send", status=None).status != 0, "it is told at the end"
    assert [path.exists() for path in paths] == [True, False]


def test_what_came_back_is_no_work_once_it_is_not_wanted_any_more(posted):
    office = posted
    ref = new(office, GROWN, *TO, "--identity-in-doubt")
    number = int(make(office, ref, "identity-wanted").stem[2:])
    take(office, number)
    office("delivery", "send")
    office("delivery", "returned", f"L-{number}", "--because", "not-called-for")
    assert any("came back" in want for want in wants(office, ref))
    office("request", "identity", ref, "--evidence", "known-to-worker", "--how", "by her teacher")
    assert not any("came back" in want for want in wants(office, ref)), wants(office, ref)
