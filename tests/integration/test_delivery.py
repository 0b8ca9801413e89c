"""Letters on their way: each attempt on record before it is made, judged again at the moment of sending, taken by a print
room, handed over by people, and come back."""
import os
import signal
import subprocess

import pytest

from conftest import AS_OF, PROGRAMS
from test_copies import tell
from test_outward import say, settle

DAYS_LATER = "2026-12-01"
TRACED = {"ASAN_OPTIONS": "detect_leaks=0"}


@pytest.fixture
def told(office):
    """Children's letters lie ready, and a print room works at the folder."""
    office.told = tell(office, 8)
    assert office.json("notice", "compose")["made"] > 8
    (office.out / "taken").mkdir()
    return office


def deliveries(office, **where):
    return [d for d in office.json("delivery", "list")["deliveries"] if all(d[k] == v for k, v in where.items())]


def letters(office):
    return {path.name for path in office.out.glob("N-*.pdf")}


def attempts(office, number):
    return [tuple(row) for row in office.database.rows(
        "select a.channel, a.state, a.because from muniment.delivery_attempt a join muniment.delivery d on d.id = a.delivery"
        " join muniment.notice n on n.id = d.notice where n.obligation = %s order by a.id", number)]


def of_child(office, key, audience="child-13-15"):
    """The number of the letter to that child, or to one of the parents."""
    return office.database.value("select min(o.id) from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject"
                                 " join muniment.notice n on n.obligation = o.id where s.subject_key = %s and o.audience = %s", str(key), audience)


def take(office, number):
    (office.out / f"N-{number}.pdf").rename(office.out / "taken" / f"N-{number}.pdf")


def entries(office, kind):
    return office.database.value("select count(*) from muniment.ledger_pending where kind = %s", kind)


def test_the_print_room_takes_a_letter_and_its_days_pass(told, daemon):
    first, second, *others = [d["number"] for d in deliveries(told)]
    assert {a for d in deliveries(told) for a in attempts(told, d["number"])} == {("spool", "accepted", None)}
    told("delivery", "send")
    listed = (told.out / "manifest.tsv").read_text().splitlines()
    assert listed[0] == "file\tpages\tsha256\tmade" and {line.split("\t")[0] for line in listed[1:]} == letters(told)
    # What is no copy of ours stays where it is.
    strange = told.out / "taken" / "N-999999.pdf"
    strange.write_bytes(b"not ours")
    take(told, first)
    assert told.json("delivery", "send") == {"sent": 1, "received": 0, "stopped": 0, "failed": 0}
    assert list((told.out / "taken").iterdir()) == [strange], "the plain copy has served"
    one, = deliveries(told, number=first)
    assert (one["state"], one["by"], one["sent_on"], one["received_on"]) == ("sent", "spool", AS_OF, None)
    assert f"N-{first}.pdf" not in (told.out / "manifest.tsv").read_text() and len(letters(told)) == len(others) + 1
    assert entries(told, "letter-sent") == 1
    # The daemon does all that by itself.
    take(told, second)
    assert daemon(told.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert len(deliveries(told, state="sent")) == 2
    assert told.json("delivery", "send", as_of="2026-11-19")["received"] == 0
    assert told.json("delivery", "send", as_of=DAYS_LATER)["received"] == 2
    one, = deliveries(told, number=first)
    assert (one["state"], one["proof"], one["received_on"]) == ("delivered", "deemed", "2026-11-20"), "four working days, whenever it is looked at"
    assert entries(told, "letter-delivered") == 2
    # What nobody takes within the bound of days goes from the folder, and a person sees to it.
    assert told.json("delivery", "send", as_of="2026-12-30")["failed"] == len(others) and not letters(told)
    assert {(d["state"], d["reason"]) for d in deliveries(told) if d["number"] in others} == {("failed", "not-taken")}
    assert any(a["code"] == "deliveries-failed" for a in told.json("status", status=1)["attention"])


# What has become of the child since, in the register; whether the letter waits or is withdrawn, and what the list says.
CHILD, PARENT = "child-13-15", "parent"
SINCE = [
    (CHILD, "update register.child set shielded = true where child_id = %s", "waits", "person-decides"),
    (CHILD, f"update register.child set died_on = date '{AS_OF}' - 1, died_supplied_on = first_recorded_on, died_power = 'must', died_source_id = (select min(source_id) from register.source)"
            " where child_id = %s", "withdrawn", None),
    (CHILD, "update register.address set line_1 = line_1 || ' Annexe' where child_id = %s and until is null", "waits", "address-changed"),
    (PARENT, "update register.child_person set court_order = 'no-contact' where child_id = %s", "waits", "person-decides"),
    (PARENT, "update register.child_person set parental_responsibility = false where child_id = %s", "withdrawn", None),
    (PARENT, f"update register.child set born_on = date '{AS_OF}' - interval '18 years' where child_id = %s", "withdrawn", None),
]


def test_what_has_become_of_the_child_since_stops_the_letter_where_it_lies(told):
    """Judged again by the register of that moment, whoever composed it when."""
    *changed, asked, other = told.told
    numbers = [of_child(told, key, who) for key, (who, *_) in zip(changed, SINCE, strict=True)]
    for key, (_, change, *_) in zip(changed, SINCE, strict=True):
        told.register.rows(change, key)
    difference = say(told, asked)
    assert told.json("delivery", "send")["stopped"] >= len(SINCE) + 1
    for number, (_, change, state, reason) in zip(numbers, SINCE, strict=True):
        one, = deliveries(told, number=number)
        assert (one["state"], one["reason"]) == (state, reason), change
        assert f"N-{number}.pdf" not in letters(told) and attempts(told, number) == [("spool", "failed", "stopped")], change
    assert f"N-{of_child(told, asked)}.pdf" not in letters(told) and f"N-{of_child(told, other)}.pdf" in letters(told)
    assert told.json("delivery", "send")["stopped"] == 0, "said once"
    # When nothing is in the way any more it lies there again.
    told.register.rows("update register.child set shielded = false where child_id = %s", changed[0])
    settle(told, difference)
    told("delivery", "send")
    for number in (numbers[0], of_child(told, asked)):
        assert deliveries(told, number=number)[0]["state"] == "ready" and f"N-{number}.pdf" in letters(told)
        assert attempts(told, number) == [("spool", "failed", "stopped"), ("spool", "accepted", None)]


def test_people_hand_letters_over_and_letters_come_back(told):
    hand, voice, gone, refused, lying, *_ = [of_child(told, key) for key in told.told]
    assert "a day that has been" in told("notice", "delivered", hand, "--by", "hand", "--who", "carer", "--on", "2026-12-24", status=2).err
    assert "no name" in told("notice", "delivered", hand, "--by", "hand", "--who", "Ms Example", status=2).err
    told("notice", "delivered", f"N-{hand}", "--by", "hand", "--who", "social-worker", "--on", AS_OF, "--understood", "partly")
    one, = deliveries(told, number=hand)
    assert (one["state"], one["channel"], one["by"], one["proof"], one["received_on"]) == ("delivered", "in-person", "hand", "hand", AS_OF)
    assert told.database.rows("select handed_as, understood from muniment.delivery_attempt where channel = 'hand'") == [("social-worker", "partly")]
    assert told.json("delivery", "send")["sent"] == 0 and f"N-{hand}.pdf" not in letters(told), "it need not go by post"
    assert attempts(told, hand) == [("spool", "failed", "handed-over"), ("hand", "delivered", None)]
    told("notice", "delivered", voice, "--by", "voice", "--who", "carer")
    assert deliveries(told, number=voice)[0]["proof"] == "voice"
    for again in (("delivered", voice, "--by", "hand", "--who", "carer"), ("returned", voice, "--because", "refused")):
        assert "is not where that could happen" in told("notice", *again, status=1).err

    # Everybody at one address, as a household is.
    told.register.rows("update register.address a set line_1 = b.line_1, line_2 = b.line_2, town = b.town, county = b.county, postcode = b.postcode from register.address b"
                       " where b.child_id = %s and b.until is null and a.child_id = %s and a.until is null", told.told[2], told.told[4])
    told.database.rows("update muniment.delivery_address set mark = (select a.mark from muniment.delivery_address a join muniment.delivery d on d.id = a.delivery"
                       " join muniment.notice n on n.id = d.notice where n.obligation = %s) where delivery = (select d.id from muniment.delivery d"
                       " join muniment.notice n on n.id = d.notice where n.obligation = %s)", gone, lying)
    for number in (gone, refused):
        take(told, number)
    told("delivery", "send")
    assert told("notice", "returned", f"N-{gone}", "--because", "gone-away").out == f"N-{gone}: returned on {AS_OF}.\n"
    told("notice", "returned", refused, "--because", "refused")
    assert {(d["state"], d["reason"]) for d in deliveries(told) if d["number"] in (gone, refused)} == {("returned", "gone-away"), ("returned", "refused")}
    assert entries(told, "letter-returned") == 2
    assert [a["value"] for a in told.json("status", status=1)["attention"] if a["code"] == "deliveries-failed"] == [2], "a person sees to them"
    told("delivery", "send")
    one, = deliveries(told, number=lying)
    assert (one["state"], one["reason"]) == ("waits", "address-disproved") and f"N-{lying}.pdf" not in letters(told)

    # A new duty towards either child: the address of the one is free, that of the other is not until the register has another.
    made = {}
    for number in (gone, refused):
        made[number] = told.database.value(
            "insert into muniment.obligation (subject, notice, audience, recipient, obtained_on, due_on)"
            " select subject, 'once-more', audience, recipient, obtained_on, due_on from muniment.obligation where id = %s returning id", number)
        told.database.rows("update muniment.obligation set notice = 'before' where id = %s", number)
        told.database.rows("update muniment.obligation set notice = 'first-record' where id = %s", made[number])
        told("notice", "compose", made[number])
    state = "select state, reason from muniment.obligation where id = %s"
    assert told.database.rows(state, made[refused]) == [("met", None)]
    assert told.database.rows(state, made[gone]) == [("waiting", "address-disproved")]
    told.register.rows("update register.address set line_1 = line_1 || ' Annexe' where child_id = %s and until is null", told.told[2])
    told("notice", "compose", made[gone])
    assert told.database.rows(state, made[gone]) == [("met", None)]
    told("notice", "delivered", gone, "--by", "hand", "--who", "social-worker")
    assert deliveries(told, number=gone)[0]["state"] == "delivered", "come back, it can still be handed over"


def test_people_take_back_what_they_said_of_a_letter(told):
    """That it came back, and that it could not be delivered: both on record, and judged as ever when it goes again."""
    gone, lying, unread, *others = [d["number"] for d in deliveries(told)]
    take(told, gone)
    told("delivery", "send")
    for number in (gone, lying):
        told("notice", "returned", number, "--because", "gone-away")
    disproved = "select count(*) from muniment.delivery_address where returned_on is not null"
    assert told.database.value(disproved) == 2
    for number in (unread, 999999):
        assert "where that could happen" in (err := told("delivery", "unreturned", number, status=1).err) or "to be handed over" in err
    # One had left, and counts as received when it would have; the other goes with the next round.
    assert told.json("delivery", "unreturned", f"N-{gone}")["on"] == "2026-11-20"
    assert told.json("delivery", "unreturned", lying)["state"] == "ready"
    assert told.database.value(disproved) == 0 and entries(told, "letter-not-returned") == 2
    told("delivery", "send")
    assert deliveries(told, number=gone)[0]["state"] == "delivered" and f"N-{gone}.pdf" not in letters(told)
    assert attempts(told, lying) == [("spool", "failed", "not-returned"), ("spool", "accepted", None)] and f"N-{lying}.pdf" in letters(told)
    # Nobody has taken the others in time. A person has one laid once more; not one that lies there, nor one that has left.
    late = "2026-12-30"
    told("delivery", "send", as_of=late)
    assert attempts(told, unread) == [("spool", "failed", "not-taken")] and not letters(told)
    told("delivery", "again", unread, as_of=late)
    assert entries(told, "letter-again") == 1 and deliveries(told, number=unread)[0]["state"] == "ready"
    told("delivery", "send", as_of=late)
    assert letters(told) == {f"N-{unread}.pdf"} and attempts(told, unread) == [("spool", "failed", "not-taken"), ("spool", "accepted", None)]
    for number in (unread, gone):
        assert "is not where that could happen" in told("delivery", "again", number, as_of=late, status=1).err
    # What is found out meanwhile stops it like any other.
    assert told.database.value("select count(*) from muniment.delivery where again_after > 0") == 1


def killed(office, call):
    done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when=1", PROGRAMS / "muniment",
                           "delivery", "send", "--config", office.settings, "--as-of", AS_OF], capture_output=True, timeout=60,
                          env={**os.environ, **office.keys, **TRACED})
    assert done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), done.stderr


def test_killed_anywhere_each_letter_goes_once(told):
    taken, begun, lost, *_ = [of_child(told, key) for key in told.told]
    everything = letters(told)
    # As the file of a letter that was taken is removed: the next look finds it again.
    take(told, taken)
    killed(told, "unlinkat")
    told("delivery", "send")
    assert list((told.out / "taken").iterdir()) == [] and deliveries(told, number=taken)[0]["state"] == "sent"
    # Begun, and nobody is at it: it is asked about before it is sent again, by the same attempt. One lies there, one never did.
    told.database.rows("alter table muniment.delivery_attempt disable trigger attempt_life")
    told.database.rows("update muniment.delivery_attempt set state = 'sending', accepted_on = null where state = 'accepted'")
    told.database.rows("alter table muniment.delivery_attempt enable trigger attempt_life")
    told.database.rows("delete from muniment.document_copy where name = %s", f"N-{lost}.pdf")
    (told.out / f"N-{lost}.pdf").unlink()
    killed(told, "?renameat,?renameat2")
    told("delivery", "send")
    assert attempts(told, begun) == attempts(told, lost) == [("spool", "accepted", None)]
    assert letters(told) == everything - {f"N-{taken}.pdf"}
    assert all(len(attempts(told, d["number"])) == 1 for d in deliveries(told))


def test_one_that_was_taken_before_it_was_called_back_has_left(told, tmp_path):
    """A host without the folder stops it, and cannot know that the print room has it; it is a person's then, and never laid again."""
    here, elsewhere = told.settings, tmp_path / "elsewhere.conf"
    elsewhere.write_text("".join(line for line in here.read_text().splitlines(True) if not line.startswith("output_dir")))
    first, other, cut, *_ = told.told
    number, lying, unwritten = (of_child(told, key) for key in (first, other, cut))
    told.register.rows("update register.child set shielded = true where child_id = %s", first)
    take(told, number)
    told.settings = elsewhere
    told("delivery", "send")
    told.settings = here
    assert deliveries(told, number=number)[0]["reason"] == "person-decides"
    told.register.rows("update register.child set shielded = false where child_id = %s", first)
    told("delivery", "send")
    assert deliveries(told, number=number)[0]["state"] == "failed" and attempts(told, number) == [("spool", "failed", "stopped")]
    assert f"N-{number}.pdf" not in letters(told) and not list((told.out / "taken").iterdir())
    # Written, and the crash came before that was on record; the print room was quick. And one that was copied, not moved.
    told.database.rows("update muniment.document_copy set written_at = null where name = %s", f"N-{unwritten}.pdf")
    take(told, unwritten)
    (told.out / "taken" / f"N-{lying}.pdf").write_bytes((told.out / f"N-{lying}.pdf").read_bytes())
    told("delivery", "send")
    for gone in (unwritten, lying):
        assert deliveries(told, number=gone)[0]["state"] == "sent" and f"N-{gone}.pdf" not in letters(told)
    assert not list((told.out / "taken").iterdir())


def test_a_register_that_is_away_and_a_file_that_cannot_go_hold_up_nothing_else(told):
    lying = letters(told)
    (told.out / "taken" / f"N-{of_child(told, told.told[0])}.pdf").mkdir()  # no file, and not to be removed
    told.register.rows("update register.child set shielded = true where child_id = %s", told.told[1])
    stopped = f"N-{of_child(told, told.told[1])}.pdf"
    assert told("delivery", "send", status=None).status != 0 and stopped not in letters(told)
    settings = told.settings.read_text()
    told.settings.write_text(settings.replace(told.register.conninfo, "host=/nonexistent dbname=nowhere"))
    (told.out / "taken" / f"N-{of_child(told, told.told[0])}.pdf").rmdir()
    assert told.json("delivery", "send") == {"sent": 0, "received": 0, "stopped": 0, "failed": 0}
    told.settings.write_text(settings)
    assert letters(told) <= lying


@pytest.mark.parametrize("one,another,same", [
    ("Flat 1\n11 High Street\nZA1 2AB", "Flat 11\n1 High Street\nZA1 2AB", False), ("Flat 1\n2 Mill Lane", "Flat 12\nMill Lane", False),
    ("12 High Street\nZA1 2AB", "12, HIGH STREET\nZA12AB", True), ("1a High St.", "1A High St", True), ("12-14 High Street", "12 14 High Street", True),
])
def test_what_parts_two_numbers_tells_addresses_apart(database, one, another, same):
    assert database.value("select muniment.address_mark(%s) = muniment.address_mark(%s)", one, another) is same
