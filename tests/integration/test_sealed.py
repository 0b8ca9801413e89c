"""Whatever is stored is sealed: the database alone says nothing, the key row and the body joined are a file that anybody's
`age` opens with the authority's key or the escrow key, and nobody opens the body once the key row is gone.
"""
import hashlib
import os
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


def test_values_of_before_there_was_a_key_are_sealed(database, register, tmp_path, keys, daemon):
    office = Office(database, register, tmp_path, without_key(keys, tmp_path / "before"))
    office.ref = receive(office, office.child("c.archived_on is null and not shielded"), "parent", "--requester-name", "Perpetua Planted")
    open_gates(office.json, office.ref)
    office("request", "collect", office.ref)
    before = items(office)
    assert database.value("select name from muniment.request_party") == "Perpetua Planted"
    office.keys = keys
    assert items(office) == before, "both can be read meanwhile"
    assert daemon(office.settings, "--once", "--as-of", AS_OF).wait(60) == 0
    assert database.value("select bool_and(sealed) from muniment.dossier_item") and database.value("select bool_and(sealed) from muniment.request_party")
    assert items(office) == before and "Perpetua" not in database.value("select string_agg(p::text, '') from muniment.request_party p")
