"""Whatever is stored is sealed: the database alone says nothing, the key row and the body joined are a file that anybody's
`age` opens with the authority's key or the escrow key, and nobody opens the body once the key row is gone.
"""
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess

import psycopg
import pytest

from conftest import AS_OF, Office, age_opens, open_gates, run_muniment, stored, wait_until
from test_copies import letters, tell
from test_requests import receive


def new_keys(folder):
    run_muniment("key", "new", folder)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def recipient(identity):
    return subprocess.run(["age-keygen", "-y", identity], capture_output=True, text=True, check=True, timeout=20).stdout.strip()


def without_key(keys, folder):
    """The same keys as a host had them before there was a document key."""
    shutil.copytree(keys["CREDENTIALS_DIRECTORY"], folder)
    (folder / "document-key").unlink()
    return {"CREDENTIALS_DIRECTORY": str(folder)}


@pytest.fixture
def escrow(tmp_path):
    path = tmp_path / "escrow"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True, timeout=20)
    return path


@pytest.fixture
def sealed(database, register, tmp_path, keys, escrow):
    """An office with an escrow key that has written letters about one child."""
    office = Office(database, register, tmp_path, keys, more=f'escrow_recipient = "{recipient(escrow)}";\n')
    office.child_told = tell(office, 1)[0]
    assert office.json("notice", "compose")["made"]
    return office


def documents(office):
    return office.database.rows("select d.id, d.body, d.sha256, k.header from muniment.document d"
                                " left join muniment.seal_key k on k.document = d.id order by d.id")


def test_header_and_body_joined_are_a_file_that_age_opens(sealed, keys, escrow, tmp_path):
    stranger = new_keys(tmp_path / "stranger")["CREDENTIALS_DIRECTORY"] + "/document-key"
    for number, body, digest, header in documents(sealed):
        assert header.startswith("age-encryption.org/v1\n") and b"%PDF" not in bytes(body)
        plain = stored(sealed.database, keys, number)
        assert plain.startswith(b"%PDF") and hashlib.sha256(plain).digest() == bytes(digest)
        assert age_opens(header, body, escrow) == plain
        assert age_opens(header, body, stranger) is None and age_opens("", body, escrow) is None
    assert {(sealed.out / name).read_bytes()[:4] for name in letters(sealed)} == {b"%PDF"}, "copies for the print room are plain"


def test_the_key_row_goes_with_the_document_and_takes_it_along(sealed):
    """By whatever cascade the document goes; and where only the row goes, nobody opens what is left."""
    first, *rest = [number for number, *_ in documents(sealed)]
    sealed.database.rows("update muniment.document_copy set written_at = null where document = %s", first)
    sealed.database.rows("delete from muniment.seal_key where document = %s", first)
    shutil.rmtree(sealed.out), sealed.out.mkdir()
    sealed("notice", "compose")
    assert sealed.database.value("select count(*) from muniment.document_copy where written_at is null and document = %s", first) == 1
    assert rest and sealed.database.value("select count(*) from muniment.seal_key where document = any(%s)", rest) == len(rest)
    sealed.database.rows("delete from muniment.subject_ref where subject_key = %s", sealed.child_told)
    assert sealed.database.rows("select * from muniment.seal_key") == []


def test_a_host_without_the_newest_key_neither_stores_nor_opens(sealed, keys, tmp_path):
    before = documents(sealed)
    tell(sealed, 2)
    for other in (without_key(keys, tmp_path / "before"), new_keys(tmp_path / "another")):
        sealed.keys = other
        assert "document key" in sealed("notice", "compose", status=1).err
        assert documents(sealed) == before
    sealed.keys = keys
    assert sealed.json("notice", "compose")["made"]


def test_a_host_from_before_starts_and_says_what_to_do(database, register, tmp_path, keys, daemon):
    """Upgraded, it goes on as before; with the key that it is told to make, what was stored is sealed, killed or not."""
    office = Office(database, register, tmp_path, without_key(keys, tmp_path / "before"))
    folder = tmp_path / "before"
    tell(office, 20)
    office("notice", "compose")
    open_before = dict((number, bytes(body)) for number, body, *_ in documents(office))
    assert len(open_before) > 20 and all(body.startswith(b"%PDF") for body in open_before.values())
    warned = [p for p in office.json("check")["problems"] if "in the clear" in p["problem"]]
    assert len(warned) == 1 and "muniment key new" in warned[0]["mend"]
    finding, = [f for f in run_muniment("doctor", "--json", "--config", office.settings, "--keys", folder, status=None).json["findings"]
                if "in the clear" in f["what"]]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert f"muniment key new '{folder}'" in finding["mend"]
    run_muniment("key", "new", folder)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(after) - set(before) == {"document-key"} and before.items() < after.items()

    # Killed in its second slice, with the first done.
    database.rows("create function public.slow() returns trigger language plpgsql as $$ begin"
                  "  if (select count(*) from muniment.seal_key) >= 20 then perform pg_sleep(30); end if; return new; end $$")
    database.rows("create trigger slow before insert on muniment.seal_key for each row execute function public.slow()")
    running = daemon(office.settings, "--as-of", AS_OF, env=office.keys)
    wait_until(lambda: database.value("select count(*) from muniment.document where sealed") == 20 and database.value(
        "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"), 40)
    for pid in running.processes():
        os.kill(pid, signal.SIGKILL)
    running.wait()
    database.rows("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()")
    database.rows("drop function public.slow() cascade")
    assert database.value("select count(*) from muniment.document where sealed") == 20
    database.rows("update muniment.job set lease_until = now() where state = 'running'")
    assert daemon(office.settings, "--once", "--as-of", AS_OF, env=office.keys).wait(60) == 0
    assert {number: stored(database, office.keys, number) for number in open_before} == open_before
    assert not [p for p in office.json("check")["problems"] if "in the clear" in p["problem"]]


def test_nothing_else_of_a_document_ever_changes(sealed):
    for change in ("body = 'x'", "sealed = false", "sha256 = 'x'", "subject = null"):
        with pytest.raises(psycopg.errors.CheckViolation):
            sealed.database.rows(f"update muniment.document set {change}")


def test_an_escrow_recipient_is_a_public_key(sealed, escrow):
    secret = [line for line in escrow.read_text().splitlines() if not line.startswith("#")][0]
    for wrong in (secret, recipient(escrow)[:-1] + "x", "age1"):
        text = sealed.settings.read_text()
        changed = sealed.settings.with_name("wrong.conf")
        changed.write_text("\n".join(line for line in text.splitlines() if "escrow" not in line) + f'\nescrow_recipient = "{wrong}";\n')
        said = run_muniment("check", "--config", changed, status=1)
        assert "escrow_recipient" in said.out and secret not in said.out + said.err


def test_the_key_is_changed_by_wrapping_anew(sealed, keys, tmp_path, daemon, escrow):
    """Both open meanwhile; a host that has the old one alone waits; at the end the old one opens nothing that is stored."""
    folder = tmp_path / "changing"
    shutil.copytree(keys["CREDENTIALS_DIRECTORY"], folder)
    old = shutil.copy(folder / "document-key", tmp_path / "old")
    before = {number: (bytes(body), stored(sealed.database, keys, number)) for number, body, *_ in documents(sealed)}
    new = run_muniment("key", "change", folder, "--json").json["recipient"]
    assert folder.joinpath("document-key").stat().st_mode & 0o777 == 0o600 and len(list(folder.iterdir())) == 3
    assert len((folder / "document-key").read_text().splitlines()) == 2

    sealed.keys = {"CREDENTIALS_DIRECTORY": str(folder)}
    tell(sealed, 2)
    assert sealed.json("notice", "compose")["made"], "the new one is sealed for at once"
    assert {recipient for recipient, in sealed.database.rows("select distinct recipient from muniment.seal_key")} == {new, recipient(old)}
    sealed.keys = keys
    tell(sealed, 3)
    assert "document key" in sealed("notice", "compose", status=1).err

    found = lambda: [f["what"] for f in run_muniment("doctor", "--json", "--config", sealed.settings, "--keys", folder, status=None).json["findings"]]
    assert any("still wrapped for the document key" in what for what in found())
    assert daemon(sealed.settings, "--once", "--as-of", AS_OF, env={"CREDENTIALS_DIRECTORY": str(folder)}).wait(60) == 0
    assert sealed.database.rows("select distinct recipient from muniment.seal_key") == [(new,)]
    finding = next(f for f in run_muniment("doctor", "--json", "--config", sealed.settings, "--keys", folder, status=None).json["findings"]
                   if "open nothing that is stored any more" in f["what"])
    subprocess.run(finding["mend"], shell=True, check=True, timeout=20)
    for number, body, _, header in documents(sealed):
        if number in before:
            assert bytes(body) == before[number][0], "a body is never written anew"
            assert age_opens(header, body, folder / "document-key") == age_opens(header, body, escrow) == before[number][1]
        assert age_opens(header, body, old) is None
    assert not any("document key" in what for what in found())


# --- values -----------------------------------------------------------------------------------------------

@pytest.fixture
def asked(sealed):
    """A parent asks, and the dossier is collected."""
    sealed.ref = receive(sealed, sealed.child_told, "parent", "--requester-name", "Perpetua Planted")
    open_gates(sealed.json, sealed.ref)
    sealed("request", "collect", sealed.ref)
    return sealed


def items(office):
    return {item["item"]: item for item in office.json("request", "items", office.ref, "--values")["items"]}


def key_row(office, of):
    return office.database.value(f"select header from muniment.seal_key where {of}")


def test_values_of_a_case_open_with_the_key_row_of_the_case(asked, keys, escrow):
    """Each value is an age file of its own with that one header, and so is what goes out instead."""
    told = items(asked)
    assert len(told) > 10
    first = next(iter(told))
    asked("request", "decide", asked.ref, first, "redact", "--text", "so much of it", "--because", "third-party", "--how", "weighed", "--as", "officer")
    header = key_row(asked, "request is not null")
    rows = asked.database.rows("select n, decode(value, 'base64'), decode(redacted, 'base64') from muniment.dossier_item")
    for number, value, redacted in rows[:8]:
        assert age_opens(header, value, escrow).decode() == told[number]["value"]
        if number == first:
            assert age_opens(header, redacted, f"{keys['CREDENTIALS_DIRECTORY']}/document-key") == b"so much of it"
    name = asked.database.value("select decode(name, 'base64') from muniment.request_party")
    assert age_opens(key_row(asked, "subject is not null and request is null"), name, escrow) == b"Perpetua Planted"


def test_dropping_one_row_destroys_all_values_of_a_case(asked):
    asked.database.rows("delete from muniment.seal_key where request = %s", asked.ref)
    said = asked("request", "items", asked.ref, "--values", status=1)
    assert "has been destroyed" in said.err and said.out == ""


def test_the_key_of_a_case_goes_with_the_case_and_with_the_child(asked):
    asked("request", "withdraw", asked.ref, "--as", "officer")
    assert key_row(asked, "request is not null") is None and key_row(asked, "subject is not null")
    again = receive(asked, asked.child_told, "subject")
    asked("request", "collect", again)
    assert key_row(asked, "request is not null")
    asked.database.rows("delete from muniment.subject_ref where subject_key = %s", asked.child_told)
    assert asked.database.value("select count(*) from muniment.seal_key") == 0


# --- every column answers for itself ---

# What a column of muniment that can hold text may hold.
SEALED = """document.body dossier_item.how dossier_item.redacted dossier_item.value errand.answer errand.words hold.evidence hold.of_value
            hold.reason hold.release_reason hold_review.because request_note.how request_opinion.who request_opinion.why
            request_party.name request_wish.value request_claim.value request_recipient.name correction.value difference_evidence.value"""
# What names a record as its register does: joins and searches ask for it. It goes with the subject, or when verification has passed.
KEYS = """batch.keys disposed.identifiers disposed.keys job.arguments job.key obligation.recipient replay_record.key replay_touch.key
          replayed.identifiers replayed.keys subject_ref.subject_key sweep.after_key"""
# Who acted: people who work here.
ACTORS = """delivery_attempt.recorded_by approval.name closing.opened_by closing.planned_by discrepancy.decided_by dossier_item.decided_by errand.login
            finding_decision.decided_by folder.gone_by hold.owner hold.released_by hold.set_by hold_review.reviewed_by job.login
            ledger_pending.actor map_decision.decided_by replay_approval.name replay_record.answered_by request.owner request_claim.decided_by request_recipient.answered_by request_event.actor correction.begun_by discrepancy.owner
            run.planned_by"""
# Fingerprints, digests, signatures, wrapped keys.
DIGESTS = """address_salt.salt delivery_address.mark batch.digest document.sha256 document_copy.sha256 errand.reply_to ledger_checkpoint.note ledger_checkpoint.root
             ledger_entry.leaf_hash ledger_node.hash map_decision.digest migration.sha256 policy.sha256 replay_touch.fingerprint
             seal_key.escrow seal_key.header seal_key.recipient seal_recipient.recipient tombstone.fingerprint
             tombstone_kept.fingerprint"""
# Words of a person, in the open: on a public certificate; about tables of a map; why a record that a replay found stays, which is
# forgotten when the register opens.
OPEN = "finding_decision.because map_decision.because replay_record.why"
# Words of closed lists, of maps, policies and settings; numbers and names of our own.
WORDS = """delivery.stopped delivery_attempt.because delivery_attempt.channel delivery_attempt.handed_as delivery_attempt.proof
           delivery_attempt.state delivery_attempt.understood difference_evidence.version discrepancy.because discrepancy.decision batch.last_links batch.still_shared batch.went batch.wrote check_result.attribute check_result.because check_result.grade check_result.outcome check_result.source
           check_result.status closing.approval closing.belt closing.reason closing.register delivery.channel delivery.state
           discrepancy.attribute discrepancy.decided_because discrepancy.grade discrepancy.kind discrepancy.source discrepancy.state
           document.format document.kind document.language document_copy.name dossier_item.about dossier_item.attribute
           dossier_item.because dossier_item.category dossier_item.class dossier_item.decision dossier_item.entity dossier_item.label
           dossier_item.proposed dossier_item.request dossier_item.rule dossier_item.rules dossier_item.source finding_decision.place
           folder.host folder.path held.kept_by hold.attribute hold.basis hold.category hold.entity hold.of_column hold.register hold.rule
           hold.service hold_reminder.stage job.kind job.lease_owner job.reason job.state job_day.key ledger_entry.leaf
           ledger_pending.about ledger_pending.detail ledger_pending.kind life_edge.life life_edge.state_from life_edge.state_to
           map_decision.register mark.register mark.system migration.name notice.language obligation.audience obligation.notice
           obligation.reason obligation.state policy.body policy.kind policy.name reclaimed.place register.map register.name
           replay_record.answer replay_record.asked replay_record.place request.about request.channel request.jurisdiction request.kind
           request.language request.nation request.ref request.regime request.register request.repeats request.requester request.state
           request_document.request request_letter.kind request_letter.language request_letter.occasion request_letter.reason request_letter.request
           request_letter.state request_event.code request_event.kind request_event.request request_note.request
           request_claim.attribute request_claim.because request_claim.decision request_claim.ended request_claim.entity request_claim.request
           request_opinion.request request_recipient.answer request_recipient.request request_outside.body request_outside.decided request_outside.reference request_outside.request request_party.request request_wish.kind request_wish.request rule_change.after rule_change.before rule_change.change rule_change.rule
           rule_in_force.rule rule_in_force.version rule_in_force.words run.approval run.belt run.counts run.disposal run.entity
           run.policy_version run.reason run.register run.rule run.rule_text run.state run_lost.register seal_key.request
           subject_check.because subject_check.source subject_check.status subject_check.version subject_ref.register sweep.register
           sweep.source sweep.state tombstone.register tombstone_kept.register turn.what verification.findings verification.grade
           verification.notes verification.traces"""


def test_each_column_says_whether_it_may_hold_words_about_a_person(database):
    """A column that is added without an answer stands here by name."""
    answered = [column for answer in (SEALED, KEYS, ACTORS, DIGESTS, OPEN, WORDS) for column in answer.split()]
    assert len(answered) == len(set(answered))
    there = {column for column, in database.rows(
        "select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'muniment'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped"
        " and format_type(a.atttypid, null) = any(array['text', 'character varying', 'jsonb', 'json', 'text[]', 'bytea', 'xml'])")}
    assert sorted(there - set(answered)) == [] and sorted(set(answered) - there) == []


def planted(office):
    """Words in each place where people may write them; what shows them again, as it is to be read."""
    how = lambda of: ("--how", f"Planted {of}")  # noqa: E731
    office.ref = receive(office, office.child_told, "parent", "--requester-name", "Planted Parent")
    open_gates(office.json, office.ref)
    office("request", "wishes", office.ref, "--reach", "Planted wish")
    office("request", "concern", office.ref, "contact-order", *how("concern"))
    office("request", "weigh", office.ref, *how("weighing"))
    office("request", "collect", office.ref)
    office("request", "opinion", office.ref, "met", "--given", AS_OF, "--who", "Planted Doctor", *how("opinion"))
    first = office.json("request", "items", office.ref)["items"][0]["item"]
    office("request", "decide", office.ref, first, "redact", "--text", "Planted instead", "--because", "third-party", *how("decision"))
    office.register.rows("insert into register.service_kind select 'planted-value', 'P', 'P', 'targeted', sensitive from register.service limit 1")
    office.register.rows("update register.service s set kind = k.kind, sensitive = k.sensitive from register.service_kind k"
                         " where k.kind = 'planted-value' and s.ctid = (select min(ctid) from register.service)")
    made = office.json("hold", "add", "--register", "s12", "--entity", "service", "--where", "kind=planted-value", "--reason",
                       "Planted reason", "--evidence", "Planted evidence")["hold"]
    office("hold", "review", made, "--keep-until", "2027-06-01", "--because", "Planted review")
    office("hold", "release", made, "--reason", "Planted release")
    return made


def read_again(office, hold):
    items = office.json("request", "items", office.ref, "--values")
    texts = [office.json("request", "wishes", office.ref), office.json("request", "gates", office.ref)["findings"], items["items"], items["opinions"],
             office.json("hold", "show", hold, "--words")]
    return sorted(set(re.findall(r"[Pp]lanted[ -](\w+)", json.dumps(texts))))


ALL_WORDS = ["Doctor", "concern", "decision", "evidence", "opinion", "reason", "release", "review", "value", "weighing", "wish"]


def dumped(database):
    return subprocess.run(["pg_dump", "--data-only", "--schema", "muniment", "--dbname", database.conninfo], capture_output=True,
                          timeout=60, check=True).stdout.decode()


def test_a_dump_says_nothing_that_people_wrote_and_they_read_it_all(sealed, escrow):
    hold = planted(sealed)
    for column in SEALED.split():
        table, name = column.split(".")
        assert table in ("errand", "correction", "difference_evidence", "request_claim", "request_recipient") or sealed.database.value(f"select count(*) from muniment.{table} where {name} is not null"), column
    assert "planted" not in dumped(sealed.database).lower()
    assert read_again(sealed, hold) == ALL_WORDS
    assert sealed.json("hold", "show", hold)["reason"] is None and sealed.json("hold", "show", hold)["sealed"] is True
    reason = sealed.database.value("select decode(reason, 'base64') from muniment.hold where id = %s", hold)
    assert age_opens(key_row(sealed, f"hold = {hold}"), reason, escrow) == b"Planted reason"
    sealed.database.rows("delete from muniment.subject_ref where subject_key = %s", sealed.child_told)
    assert sealed.database.rows("select request, subject, document from muniment.seal_key where hold is null") == []


def test_values_of_before_there_was_a_key_are_sealed(database, register, tmp_path, keys, daemon):
    office = Office(database, register, tmp_path, without_key(keys, tmp_path / "before"))
    office.child_told = office.child("c.archived_on is null and not shielded")
    hold = planted(office)
    before = items(office)
    assert database.value("select name from muniment.request_party") == "Planted Parent" and "Planted reason" in dumped(database)
    office.keys = keys
    assert items(office) == before and read_again(office, hold) == ALL_WORDS, "both can be read meanwhile"
    half = office.json("hold", "add", "--reason", "Planted half")["hold"]
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert database.value("select bool_and(sealed) from muniment.dossier_item") and database.value("select bool_and(sealed) from muniment.request_party")
    assert items(office) == before and read_again(office, hold) == ALL_WORDS
    assert office.json("hold", "show", half, "--words")["reason"] == "Planted half"
    assert "planted" not in dumped(database).lower()
