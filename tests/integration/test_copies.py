"""Copies of documents outside the database: letters, reports and certificates in the folder of the setting output_dir.
Each is known before it is there, follows its document, and is gone when its subject's destruction is certified, whatever
was killed in between and whoever else has been at the folder.
"""
import json
import os
import shutil
import subprocess

import pytest

from conftest import AS_OF, PROGRAMS, Office, run_muniment, stored
from test_requests import ORDINARY, decide_all, receive
from test_restore import Drill

DESTROY = "s12-destroy-archived"
RENAME, UNLINK = "?renameat,?renameat2", "unlinkat"

# Where a tracer stands the sanitizers' leak checker cannot.
TRACED = {"ASAN_OPTIONS": "detect_leaks=0"}


def tell(office, n=3):
    """Letters about so many children, to them or their parents. The children's keys."""
    office.register.rows("delete from muniment_agent.outbox")
    keys = [key for key, in office.register.rows("""
        insert into muniment_agent.outbox (subject_key, event, occurred_on)
        select child_id::text, 'first-record', %s::date - 10 from (
               select child_id from register.child where archived_on is null and died_on is null and not shielded
                  and age(%s::date, born_on) between interval '13 years' and interval '15 years 364 days'
                order by child_id limit %s) c returning subject_key""", AS_OF, AS_OF, n)]
    office("notice", "discover", "s12")
    return keys


@pytest.fixture
def told(office):
    office.keys_told = tell(office)
    assert office.json("notice", "compose")["made"] > 3
    return office


def letters(office, keys=None):
    """The names of the files that those children's letters have."""
    return {f"N-{number}.pdf" for number, in office.database.rows(
        "select o.id from muniment.notice n join muniment.obligation o on o.id = n.obligation"
        " join muniment.subject_ref s on s.ref = o.subject where %s::text[] is null or s.subject_key = any(%s::text[])", keys, keys)}


def lying(office, folder=None):
    return {path.name for path in (folder or office.out).iterdir() if path.name != ".muniment-folder"}


def destroy(office, keys):
    """A run that has disposed of those children, and is not yet verified."""
    office.register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    office.register.rows("update register.child set archived_on = '2018-01-01'"
                         " where child_id = any(%s::bigint[])", keys)
    run = office.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    office("retention", "approve", run, "--as", "a.reviewer")
    office("retention", "run", run)
    return run


def certify(office, run):
    office("retention", "verify", run)
    return office.json("retention", "certificate", run)


def copies(office, where="true"):
    return office.database.value(f"select count(*) from muniment.document_copy where {where}")


def settle(office, settings=None):
    """Whatever the daemon of that host does by itself."""
    done = subprocess.run([PROGRAMS / "munimentd", "--foreground", "--once", "--as-of", AS_OF, "--config", settings or office.settings],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, env={**os.environ, **office.keys, **TRACED})
    assert done.returncode in (0, 3, 7), done.stderr  # 3: the register is closed
    return done.stderr


def traced(office, calls, what, when, *args):
    """Lets the command run into a kill, or an error, at the nth of those system calls. Its exit status and words."""
    calls_known = calls.replace("?", "")
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{what}:when={when}",
         PROGRAMS / "muniment", *map(str, args), "--config", office.settings, "--as-of", AS_OF],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, env={**os.environ, **office.keys, **TRACED})
    assert "strace" not in done.stderr, (calls_known, done.stderr)
    return done.returncode, done.stderr


# --- destroyed with their subject ---

def test_after_a_certified_run_nothing_of_its_subjects_lies_in_the_folder(told):
    """1 document is 1 file at most, and a destroyed one is none."""
    gone, stays = told.keys_told[:2], told.keys_told[2:]
    families = [name for name, in told.register.rows(
        "select family_name from register.child_name where child_id = any(%s::bigint[]) and kind = 'legal' and until is null", gone)]
    doomed, kept = letters(told, gone), letters(told, stays)
    assert doomed and kept and lying(told) == doomed | kept
    run = destroy(told, gone)
    certificate = certify(told, run)
    assert lying(told) == kept | {f"certificate-run-{run}.json", f"certificate-run-{run}.pdf"}
    for path in told.out.glob("*.pdf"):
        text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
        assert not [family for family in families if family and path.name in doomed and family in text]
    assert certificate["traces"]["copies"] == {"destroyed": len(doomed), "missing": 0, "out_of_reach": 0}
    said = subprocess.run(["pdftotext", "-layout", told.out / f"certificate-run-{run}.pdf", "-"], check=True, capture_output=True,
                          text=True).stdout
    assert f"{len(doomed)} destroyed" in said and "print room" in said
    key = run_muniment("ledger", "key", "--json", env=told.keys).json["key"]
    assert run_muniment("ledger", "verify", "--proof", told.out / f"certificate-run-{run}.json", "--key", key, "--json").json["ok"]


def test_a_certificate_that_names_other_copies_than_its_entry_is_found_out(told, tmp_path):
    """The count is in the ledger too: who re-signs the paper cannot change it alone. (A changed paper has no signature.)"""
    run = destroy(told, told.keys_told[:1])
    certify(told, run)
    entry = told.database.value("select detail ->> 'copies' from muniment.ledger_pending where kind = 'run-verified'"
                                " union all select leaf::json -> 'detail' ->> 'copies' from muniment.ledger_entry where leaf like '%%run-verified%%'")
    assert int(entry) == copies(told, "found")


def test_what_somebody_took_away_is_gone_and_said_so(told):
    doomed = sorted(letters(told, told.keys_told[:1]))
    (told.out / doomed[0]).unlink()
    run = destroy(told, told.keys_told[:1])
    # The print room takes one at the last moment, and nobody has noted it yet.
    taken = told.out / "taken"
    taken.mkdir()
    (told.out / doomed[1]).rename(taken / doomed[1])
    certificate = certify(told, run)
    assert certificate["traces"]["copies"] == {"destroyed": len(doomed) - 1, "missing": 1, "out_of_reach": 0}
    assert list(taken.iterdir()) == []


def test_a_copy_laid_back_is_removed_before_anything_is_verified(told):
    doomed = sorted(letters(told, told.keys_told[:1]))
    shutil.copy(told.out / doomed[0], told.out.parent / "aside.pdf")
    run = destroy(told, told.keys_told[:1])
    settle_rows = lambda: copies(told, "removed_at is not null")
    told("notice", "compose")  # settles the folder as every writer does
    assert settle_rows() == len(doomed) and not lying(told) & set(doomed)
    shutil.copy(told.out.parent / "aside.pdf", told.out / doomed[0])
    certify(told, run)
    assert not lying(told) & set(doomed)


def test_a_link_in_a_copys_place_is_never_followed(told, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("not ours")
    one, *_ = doomed = sorted(letters(told, told.keys_told[:1]))
    (told.out / one).unlink()
    (told.out / one).symlink_to(victim)
    certify(told, destroy(told, told.keys_told[:1]))
    assert victim.read_text() == "not ours" and not (told.out / one).is_symlink() and not lying(told) & set(doomed)


def test_a_link_planted_before_a_letter_is_written_is_replaced(office, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("not ours")
    tell(office, 1)
    next_copy = office.database.value("select count(*) + 1 from muniment.document_copy")
    for number, in office.database.rows("select id from muniment.obligation"):
        (office.out / f"N-{number}.pdf").symlink_to(victim)
        (office.out / f".copy-{next_copy}.part").symlink_to(victim) if not (office.out / f".copy-{next_copy}.part").is_symlink() else None
    office("notice", "compose")
    assert victim.read_text() == "not ours"
    for name in letters(office):
        assert (office.out / name).read_bytes()[:5] == b"%PDF-" and not (office.out / name).is_symlink()


@pytest.mark.parametrize("error", ["EROFS", "EIO"])
def test_a_folder_that_gives_nothing_up_keeps_the_run_from_its_certificate(told, error):
    doomed = letters(told, told.keys_told[:1])
    run = destroy(told, told.keys_told[:1])
    status, said = traced(told, UNLINK, f"error={error}", "1+", "retention", "verify", run)
    assert status == 1 and "left in a folder" in said and doomed <= lying(told)
    assert told("retention", "certificate", run, status=1)
    left = json.loads(traced_json(told, UNLINK, f"error={error}", run))["copies_left"]
    assert [(one["path"], one["copies"]) for one in left] == [(str(told.out), len(doomed))]
    certify(told, run)
    assert not lying(told) & doomed


def traced_json(office, calls, what, run):
    done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{what}:when=1+",
                           PROGRAMS / "muniment", "retention", "verify", str(run), "--json", "--config", office.settings, "--as-of", AS_OF],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, env={**os.environ, **office.keys, **TRACED})
    return done.stdout


# --- killed at every step ---

@pytest.mark.parametrize("calls", ["fsync", RENAME, UNLINK, "openat", "sendto"])
def test_letters_killed_anywhere_leave_no_file_that_is_not_known(office, calls):
    """Before, while and after each is written: what lies there is on record, and the next attempt makes up the rest."""
    tell(office, 1)
    for when in [1, 2, 3, 4, 5, 7, 9] if calls in ("fsync", RENAME, UNLINK) else [40, 90, 110, 120, 126, 132, 138, 144, 150, 160, 175, 190, 210]:
        status, _ = traced(office, calls, "signal=KILL", when, "notice", "compose")
        known = {name for name, in office.database.rows("select name from muniment.document_copy where removed_at is null")}
        halves = {f".copy-{number}.part" for number, in office.database.rows("select id from muniment.document_copy")}
        marks = {name for name in lying(office) if name.startswith(".muniment-folder")}
        assert lying(office) - marks <= known | halves
        if status == 0:
            break
    office("notice", "compose")
    assert letters(office) and lying(office) - marks == letters(office) and copies(office, "written_at is null") == 0
    for name in letters(office):
        document = office.database.value("select document from muniment.document_copy where name = %s", name)
        assert (office.out / name).read_bytes() == stored(office.database, office.keys, document)


@pytest.mark.parametrize("calls, whens", [("fsync", [1, 2]), (UNLINK, [1, 2, 3, 4, 5]), ("sendto", [100, 120, 130, 140, 150, 160, 170, 180])])
def test_a_verification_killed_anywhere_ends_with_the_files_gone(told, calls, whens):
    doomed = letters(told, told.keys_told[:1])
    run = destroy(told, told.keys_told[:1])
    for when in whens:
        traced(told, calls, "signal=KILL", when, "retention", "verify", run)
    certificate = certify(told, run)
    counts = certificate["traces"]["copies"]
    assert counts["destroyed"] + counts["missing"] == len(doomed) and not lying(told) & doomed


def test_a_run_killed_between_destroying_and_removing_is_cleaned_up_by_the_daemon(told):
    doomed = letters(told, told.keys_told[:1])
    destroy(told, told.keys_told[:1])  # its process ended before anybody removed a file
    assert doomed <= lying(told)
    settle(told)
    assert not lying(told) & doomed and copies(told, "document is null and removed_at is null") == 0


def test_a_letter_that_a_crash_kept_back_is_not_written_once_a_danger_is_known(told):
    """On record, not yet a file, and then a source says that the child is restricted: nothing goes outward, not even late."""
    kept_back = letters(told, told.keys_told[:1])
    told.database.rows("update muniment.document_copy set written_at = null, made_at = now() - interval '1 hour' where name = any(%s)", list(kept_back))
    for name in kept_back:
        (told.out / name).unlink()
    told.database.rows("""
        insert into muniment.discrepancy (subject, source, attribute, kind, found_on, seen_on)
        select ref, 'pds', 'record', 'shielding', %s, %s from muniment.subject_ref where subject_key = %s""",
                       AS_OF, AS_OF, told.keys_told[0])
    told("notice", "compose")
    assert not lying(told) & kept_back
    finding = lambda: [f for f in told("doctor", "--json", status=None).json["findings"] if "copies of documents are to be written" in f["what"]]
    assert not finding(), "it waits for a person, not for a mend"
    told.database.rows("update muniment.discrepancy set state = 'gone', ended_on = %s", AS_OF)
    assert finding()
    told("notice", "compose")
    assert kept_back <= lying(told) and not finding()


# --- several folders, several hosts ---

def test_another_hosts_folder_is_that_hosts_to_clear(told, tmp_path):
    doomed = letters(told, told.keys_told[:1])
    other_out = tmp_path / "other-out"
    other_out.mkdir()
    first = told.settings
    told.settings = tmp_path / "other.conf"
    told.settings.write_text(first.read_text().replace(str(told.out), str(other_out)))
    run = destroy(told, told.keys_told[:1])
    said = told("retention", "verify", run, status=1)
    assert "left in a folder" in said.err and str(told.out) in said.out and doomed <= lying(told)
    assert told.database.value("select state from muniment.run where id = %s", run) == "disposed"
    listed = told.json("document", "list")["folders"]
    assert [(one["path"], one["unremoved"]) for one in listed if one["unremoved"]] == [(str(told.out), len(doomed))]
    settle(told, first)
    assert not lying(told) & doomed
    assert certify(told, run)["traces"]["copies"]["destroyed"] == len(doomed)
    assert {f"certificate-run-{run}.json", f"certificate-run-{run}.pdf"} <= lying(told) | lying(told, other_out)


def test_a_folder_lost_for_good_is_given_up_by_a_person_and_the_certificate_says_so(told, tmp_path):
    doomed = letters(told, told.keys_told[:1])
    shutil.rmtree(told.out)
    told.out.mkdir()  # as where a disk is no longer mounted: it has no mark, so it proves nothing about the old one
    run = destroy(told, told.keys_told[:1])
    assert told("retention", "verify", run, status=1)
    folder, = [one["folder"] for one in told.json("document", "list")["folders"] if one["unremoved"]]
    told("document", "abandon", folder, "--because", "the disk was shredded", "--as", "dpo")
    assert told("document", "abandon", folder, "--because", "again", "--as", "dpo", status=1)
    assert certify(told, run)["traces"]["copies"] == {"destroyed": 0, "missing": 0, "out_of_reach": len(doomed)}


def test_two_programs_that_mark_a_folder_agree(office):
    tell(office, 2)
    started = [subprocess.Popen([PROGRAMS / "muniment", "notice", "compose", "--config", office.settings, "--as-of", AS_OF],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                env={**os.environ, **office.keys, **TRACED}) for _ in range(4)]
    assert [one.wait(60) for one in started] == [0] * 4
    assert office.database.value("select count(*) from muniment.folder") == 1 and lying(office) == letters(office)


# --- reports ---

def report(office):
    key = office.child(ORDINARY)
    ref = receive(office, key)
    office("request", "collect", ref) if office.json("request", "show", ref)["state"] == "identified" else None
    decide_all(office, ref)
    office("request", "approve", ref, "--as", "officer")
    office("request", "render", ref)
    return key, ref


def test_a_released_report_goes_with_its_document(office):
    key, ref = report(office)
    office("request", "release", ref, "--as", "officer", "--out", office.out)
    assert {f"{ref}.pdf", f"{ref}.json"} <= lying(office)
    office.database.rows("delete from muniment.document where id in (select document from muniment.request_document where request = %s)", ref)
    settle(office)
    assert not {f"{ref}.pdf", f"{ref}.json"} & lying(office)


def test_a_released_report_goes_with_its_subject(office):
    key, ref = report(office)
    office("request", "release", ref, "--as", "officer", "--out", office.out)
    certificate = certify(office, destroy(office, [str(key)]))
    assert not {f"{ref}.pdf", f"{ref}.json"} & lying(office) and certificate["traces"]["copies"]["destroyed"] == 2


def test_a_report_that_cannot_be_written_is_not_released_and_leaves_nothing(office):
    key, ref = report(office)
    status, said = traced(office, RENAME, "error=ENOSPC", "1+", "request", "release", ref, "--as", "officer", "--out", office.out)
    assert status == 1 and "nothing was released" in said
    assert office.json("request", "show", ref)["state"] == "rendered" and not lying(office)
    office("request", "release", ref, "--as", "officer", "--out", office.out)
    assert {f"{ref}.pdf", f"{ref}.json"} <= lying(office)


def test_a_report_handed_to_a_folder_of_the_callers_is_theirs(office, tmp_path):
    key, ref = report(office)
    (tmp_path / "theirs").mkdir()
    office("request", "release", ref, "--as", "officer", "--out", tmp_path / "theirs")
    assert lying(office, tmp_path / "theirs") == {f"{ref}.pdf", f"{ref}.json"} and copies(office) == 0


# --- of before, and after a restore ---

def before_copies_were_known(office):
    """As an older version left it: files without rows or mark."""
    office.database.rows("truncate muniment.document_copy, muniment.folder")
    (office.out / ".muniment-folder").unlink()


def test_files_of_before_the_upgrade_are_taken_over_and_strays_are_told(told):
    doomed, kept = letters(told, told.keys_told[:1]), letters(told, told.keys_told[1:])
    told.register.rows("update register.child set archived_on = null, archive_ground = null where archived_on is not null")
    before_copies_were_known(told)
    (told.out / "N-987654.pdf").write_text("a letter to a child destroyed under the older version")
    changed = sorted(kept)[0]
    (told.out / changed).write_text("something else by that name")
    (told.out / "minutes.pdf").write_text("somebody's own")
    settle(told)
    known = {name for name, in told.database.rows("select name from muniment.document_copy where written_at is not null and name like 'N-%%'")}
    assert known == doomed | kept - {changed}
    strays = told.json("document", "strays")
    assert strays["files"] == 2 and strays["first"] in ("N-987654.pdf", changed)
    findings = told("doctor", "--json", status=None).json["findings"]
    assert [f["mend"] for f in findings if "no document answers for them" in f["what"]] == [f"muniment document strays --config {told.settings}"]
    certify(told, destroy(told, told.keys_told[:1]))
    assert not lying(told) & doomed
    assert told.json("document", "strays", "--remove", "--as", "dpo")["removed"]
    assert not {"N-987654.pdf", changed} & lying(told) and "minutes.pdf" in lying(told)
    assert told.json("document", "strays")["files"] == 0


def test_what_a_restore_brings_back_is_not_written_and_goes_with_the_replay(cluster, template, register_template, tmp_path, keys):
    drill = Drill(cluster.create(template), cluster.create(register_template), tmp_path, keys)
    drill.keys_told = tell(drill)
    drill("notice", "compose")
    doomed = letters(drill, drill.keys_told[:1])
    drill.register.rows("update register.child set archived_on = '2018-01-01' where child_id = %s",
                        int(drill.keys_told[0]))
    dumps = [drill.dump(database, name) for database, name in ((drill.database, "governance"), (drill.register, "register"))]
    shutil.copytree(drill.out, tmp_path / "backup")
    run = drill.json("retention", "plan", "s12", "--rule", DESTROY)["run"]
    drill("retention", "approve", run, "--as", "a.reviewer")
    drill("retention", "approve", run, "--as", "b.reviewer", status=None)
    drill("retention", "run", run)
    certify(drill, run)
    assert not lying(drill) & doomed
    for database, dump in zip((drill.database, drill.register), dumps):
        drill.restore(database, dump)
    drill.database.rows("update muniment.document_copy set written_at = null")  # as if the backup was from before they were written
    one, *others = sorted(doomed)
    shutil.copy(tmp_path / "backup" / one, drill.out / one)
    settle(drill)
    assert drill.database.value("select count(*) from muniment.closing where opened_at is null") == 1
    assert not lying(drill) & set(others), "while a register is closed, nothing of it is written"
    assert drill.replay()["open"]
    assert not lying(drill) & doomed
    drill.database.drop()
    drill.register.drop()
