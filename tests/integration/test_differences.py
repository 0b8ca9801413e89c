"""A difference is a case: an officer sees what is held beside what was answered, decides it, and may have the register corrected.
What was compared is sealed, opened for nobody else, and destroyed when the case ends."""
import csv
import datetime
import io
import json
import re
import subprocess

import psycopg
import pytest

from agency import Agency
from conftest import AS_OF, ROOT, Office, generate_register

PLANTED = "born=0.12,renamed=0.12,practice=0.08,restricted=0.06,deceased=0.06,missing=0.06"
LATER = "2027-06-30"
NEXT_DAY = (datetime.date.fromisoformat(AS_OF) + datetime.timedelta(1)).isoformat()
WHO = ("--as", "dpo")


def policy(text, **corrects):
    """The shipped source, quicker, and correcting what the test says: column -> word."""
    text = re.sub(r'authentication = .*', 'authentication = "none";', re.sub(r"\n *credential = .*", "", text))
    text = re.sub(r" *corrects = [^;]*;", "", text.replace("rate_per_second = 5.0", "rate_per_second = 1000.0"))
    for column, word in corrects.items():
        text = re.sub(rf'(\{{ attribute = "\w+\.{column}";)', rf'\1 corrects = "{word}";', text)
    return text


class Cases(Office):
    def __init__(self, cluster, template, folder, keys):
        super().__init__(cluster.create(template), generate_register(cluster.create(), 100), folder, keys)
        self.before, self.folder = self.settings.read_text(), folder
        self.agency = Agency(folder, "--database", self.register.conninfo, "--seed", "7", "--plant", PLANTED)
        self.corrects(born_on="when-decided", family_name="when-decided", ods_code="when-decided")

    def corrects(self, **words):
        (self.folder / "pds.conf").write_text(policy((ROOT / "policies/sources/pds.conf").read_text(), **words))
        self.settings.write_text(self.before + f'sources = ( {{ file = "{self.folder}/pds.conf"; register = "s12"; base_url = "{self.agency.url}"; }} );\n')

    def open(self, attribute, kind="differs"):
        """The first that waits, as it is shown."""
        listed = self.json("accuracy", "discrepancies")["discrepancies"]
        return next(self.json("accuracy", "show", d["id"]) for d in listed
                    if (d["attribute"], d["kind"], d["state"]) == (attribute, kind, "open"))

    def decide(self, difference, decision, because, status=0):
        done = self("accuracy", "decide", difference, decision, "--because", because, *WHO, *([] if status else ["--json"]), status=status)
        return done.err if status else done.json

    def born(self, shown):
        return self.register.value("select born_on::text from register.child where child_id = %s", int(shown["subject"]))


@pytest.fixture(scope="module")
def cases(cluster, template, tmp_path_factory, keys):
    made = Cases(cluster, template, tmp_path_factory.mktemp("cases"), keys)
    made.json("accuracy", "sweep", "pds")
    yield made
    made.agency.stop()


def test_an_officer_sees_both_values_side_by_side(cases):
    shown = cases.open("child.born_on")
    assert shown["held"] == cases.born(shown) != shown["answered"] and len(shown["answered"]) == 10
    assert shown["grade"] in ("similar", "different") and shown["because"] == "differs" and shown["why"]
    assert shown["source"] == "pds" and shown["version"] and shown["asked_at"] and shown["owner"] is None
    assert shown["due"] == (datetime.date.fromisoformat(AS_OF) + datetime.timedelta(28)).isoformat(), "four weeks from the day it was found"
    text = cases("accuracy", "show", shown["difference"]).out
    assert shown["held"] in text and shown["answered"] in text


def test_what_binds_is_to_be_decided_the_next_day(cases):
    shown = cases.open("record", "shielding")
    assert (shown["due"], shown["because"], shown["held"], shown["answered"]) == (NEXT_DAY, "restricted-there", "", "")
    assert cases.open("child.died_on", "deceased")["due"] == NEXT_DAY


def test_what_was_compared_lies_sealed_under_a_key_of_its_own(cases):
    shown = cases.open("child.born_on")
    dump = subprocess.run(["pg_dump", "--dbname", cases.database.conninfo], capture_output=True, text=True, check=True, timeout=60).stdout
    row = cases.database.rows("select e.value, k.header from muniment.difference_evidence e join muniment.seal_key k using (difference) "
                              "where difference = %s", shown["difference"])
    assert len(row) == 1 and shown["held"] not in "".join(row[0]) and row[0][0] in dump
    assert "difference_evidence" in dump and shown["answered"] not in dump
    n = cases.database.value("select count(*) from muniment.seal_key where difference is not null")
    assert n == cases.database.value("select count(*) from muniment.open_difference") > 20


def test_an_auditor_sees_that_it_is_and_not_whose_nor_what(cases):
    with cases.database.connect() as connection:
        connection.execute("set role muniment_auditor")
        assert connection.execute("select count(*) from muniment.open_difference").fetchone()[0] > 20
        for table in ("difference_evidence", "correction"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"select * from muniment.{table}")
    with cases.database.connect() as connection:
        connection.execute("set role muniment_officer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select value from muniment.difference_evidence")


def test_whoever_takes_a_difference_has_it(cases):
    shown = cases.open("gp_registration.ods_code")
    assert cases.json("accuracy", "take", shown["difference"], *WHO)["owner"] == "postgres for dpo"
    mine = cases.json("accuracy", "discrepancies", "--owner", "postgres for dpo")["discrepancies"]
    assert [d["id"] for d in mine] == [shown["difference"]]
    assert cases.json("accuracy", "discrepancies", "--owner", "somebody")["discrepancies"] == []


def test_what_was_compared_is_destroyed_when_it_is_decided(cases):
    difference = cases.open("child_name.family_name")["difference"]
    assert cases.decide(difference, "ask-person", "unclear")["state"] == "asked"
    shown = cases.json("accuracy", "show", difference)
    assert shown["state"] == "asked" and shown["held"] and shown["owner"] == "postgres for dpo"
    assert cases.decide(difference, "keep", "person-said")["state"] == "settled"
    shown = cases.json("accuracy", "show", difference)
    assert (shown["held"], shown["answered"], shown["decided_by"], shown["decided_on"]) == (None, None, "postgres for dpo", AS_OF)
    assert "not kept" in cases("accuracy", "show", difference).out
    assert cases.database.value("select count(*) from muniment.seal_key where difference = %s", difference) == 0
    assert cases.database.value("select value from muniment.difference_evidence where difference = %s", difference) is None
    assert "has ended" in cases.decide(difference, "keep", "not-so", status=1)
    entries = cases.database.rows("select actor, detail from muniment.ledger_pending where about = %s order by id", f"difference {difference}")
    assert entries == [("postgres for dpo", {"source": "pds", "because": "unclear", "decision": "ask-person"}),
                       ("postgres for dpo", {"source": "pds", "because": "person-said", "decision": "keep"})]


# --- correcting ---

def test_a_correction_writes_the_answer_and_keeps_old_and_new_sealed(cases):
    shown = cases.open("child.born_on")
    done = cases.decide(shown["difference"], "correct", "evidence-seen")
    assert done["state"] == "corrected" and cases.born(shown) == shown["answered"]
    after = cases.json("accuracy", "show", shown["difference"])
    assert after["correction"] == {"was": shown["held"], "is": shown["answered"], "done": True} and after["held"] is None
    assert f"{shown['held']} -> {shown['answered']}" in cases("accuracy", "show", shown["difference"]).out
    stored = cases.database.value("select value from muniment.correction where difference = %s", shown["difference"])
    assert shown["held"] not in stored and shown["answered"] not in stored
    detail = cases.database.value("select detail from muniment.ledger_pending where about = %s", f"difference {shown['difference']}")
    assert detail == {"source": "pds", "because": "evidence-seen", "decision": "correct"}
    assert shown["answered"] not in json.dumps(detail)


def test_a_correction_lists_who_is_to_be_told(cases):
    """UK GDPR Art 19: whoever has had the wrong value."""
    known = {k for k, in cases.register.rows("select child_id::text from register.service where provider_id is not null")}
    listed = cases.json("accuracy", "discrepancies")["discrepancies"]
    at = next(d for d in listed if d["attribute"] == "child.born_on" and d["subject"] in known)
    names = {n for n, in cases.register.rows("select distinct p.name from register.service s join register.provider p using (provider_id) "
                                             "where s.child_id = %s", int(at["subject"]))}
    done = cases.decide(at["id"], "correct", "confirmed-here-too")
    assert names and names <= set(done["recipients"])


def test_only_the_row_that_was_compared_is_corrected(cases):
    shown = cases.open("child_name.family_name")
    names = lambda: cases.register.rows("select name_id, family_name::text from register.child_name where child_id = %s order by 1",
                                        int(shown["subject"]))
    before = names()
    cases.decide(shown["difference"], "correct", "person-said")
    changed = [(a, b) for a, b in zip(before, names()) if a != b]
    assert [(a[1], b[1]) for a, b in changed] == [(shown["held"], shown["answered"])]


def test_a_value_that_was_changed_meanwhile_is_not_overwritten(cases):
    shown = cases.open("child.born_on")
    cases.register.rows("update register.child set born_on = '2015-03-04' where child_id = %s", int(shown["subject"]))
    said = cases.decide(shown["difference"], "correct", "evidence-seen", status=1)
    assert "changed the value meanwhile" in said and "2015" not in said
    assert cases.born(shown) == "2015-03-04"
    after = cases.json("accuracy", "show", shown["difference"])
    assert after["state"] == "open" and after["correction"] is None and after["held"] == shown["held"]
    assert cases.decide(shown["difference"], "put-right", "in-register")["state"] == "settled"


def test_a_correction_that_a_crash_cut_in_two_is_ended_by_deciding_again(cases):
    """The register has the answer, the decision was not kept: nothing is written twice, and nothing is left half done."""
    shown = cases.open("child.born_on")
    cases.register.rows("update register.child set born_on = %s where child_id = %s", shown["answered"], int(shown["subject"]))
    assert cases.decide(shown["difference"], "correct", "evidence-seen")["state"] == "corrected"
    assert cases.json("accuracy", "show", shown["difference"])["correction"]["done"] is True


def test_what_the_register_refuses_leaves_both_as_they_were(cases):
    shown = cases.open("child.born_on")
    cases.register.rows("alter table register.child add constraint odd check (child_id <> %d) not valid" % int(shown["subject"]))
    try:
        said = cases.decide(shown["difference"], "correct", "evidence-seen", status=1)
    finally:
        cases.register.rows("alter table register.child drop constraint odd")
    assert "did not take the value" in said and shown["answered"] not in said
    assert cases.born(shown) == shown["held"]
    assert cases.json("accuracy", "show", shown["difference"])["state"] == "open"


@pytest.mark.parametrize("attribute, kind, decision, because, says", [
    ("child.nhs_number", "not-found", "correct", "evidence-seen", "policy does not let this"),
    ("child.died_on", "deceased", "correct", "evidence-seen", "policy does not let this"),
    ("record", "shielding", "correct", "evidence-seen", "policy does not let this"),
    ("child.born_on", "differs", "shield", "confirmed-here-too", "no decision for such"),
    ("child.born_on", "differs", "died", "confirmed-here-too", "no decision for such"),
    ("record", "shielding", "died", "confirmed-here-too", "no decision for such")])
def test_what_policy_or_kind_does_not_allow_is_refused(cases, attribute, kind, decision, because, says):
    shown = cases.open(attribute, kind)
    assert says in cases.decide(shown["difference"], decision, because, status=1)
    assert cases.json("accuracy", "show", shown["difference"])["state"] == "open"


def test_a_death_found_true_stands_and_its_entry_is_a_shields(cases):
    """Whoever reads the ledger does not learn which of the two it was; while the person is asked, nothing goes out either."""
    kinds = {kind: cases.open(attribute, kind) for attribute, kind in (("child.died_on", "deceased"), ("record", "shielding"))}
    stops = "select stands from muniment.outward_stop where difference = %s"
    for kind, shown in kinds.items():
        assert cases.decide(shown["difference"], "ask-person", "unclear")["state"] == "asked"
        assert cases.database.value(stops, shown["difference"]) is False
        assert cases.decide(shown["difference"], {"deceased": "died"}.get(kind, "shield"), "evidence-seen")["state"] == "stands"
        assert cases.database.value(stops, shown["difference"]) is True
        assert "no decision for such" in cases.decide(shown["difference"], "ask-person", "unclear", status=1)
        assert cases.decide(shown["difference"], "keep", "no-longer")["state"] == "settled"
        assert cases.database.rows(stops, shown["difference"]) == []
    said = [[d for d, in cases.database.rows("select detail::text from muniment.ledger_pending where about = %s order by id",
                                             f"difference {shown['difference']}")] for shown in kinds.values()]
    assert len(said[0]) == 3 and said[0] == said[1]


# --- many at once ---

def sheet_of(cases):
    rows = list(csv.DictReader(io.StringIO(cases("accuracy", "review", "pds").out)))
    return {int(row["difference"]): row for row in rows}


def fill_in(cases, rows, name="filled.csv"):
    path = cases.folder / name
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_sheet_has_both_values_and_decides_what_is_filled_in(cases):
    rows = sheet_of(cases)
    waiting = {d["id"] for d in cases.json("accuracy", "discrepancies")["discrepancies"]}
    assert set(rows) == waiting
    born = [n for n, row in rows.items() if row["attribute"] == "child.born_on" and not row["owner"]][:2]
    assert all(rows[n]["held"] and rows[n]["answered"] and rows[n]["due"] for n in born)
    keep, correct = (cases.json("accuracy", "show", n) for n in born)
    unfit = cases.open("child.nhs_number", "not-found")["difference"]
    rows[born[0]].update(decision="keep", reason="both-right")
    rows[born[1]].update(decision="correct", reason="evidence-seen")
    rows[unfit].update(decision="shield", reason="evidence-seen")
    path = fill_in(cases, list(rows.values()))
    done = cases("accuracy", "review", "pds", "--apply", path, *WHO, "--json", status=1)
    assert "1 of 3 were not decided" in done.err
    said = {d["difference"]: (d["decision"], d["state"], bool(d["refused"])) for d in json.loads(done.out)["differences"]}
    assert said == {born[0]: ("keep", "settled", False), born[1]: ("correct", "corrected", False), unfit: ("shield", None, True)}
    assert cases.born(keep) == keep["held"] and cases.born(correct) == correct["answered"]
    assert set(sheet_of(cases)) == waiting - set(born)
    again = cases("accuracy", "review", "pds", "--apply", path, *WHO, status=1)
    assert "3 of 3 were not decided" in again.err and again.out.count("has ended") == 2
    assert cases.database.rows("select distinct decided_by from muniment.discrepancy where id = any(%s)", born) == [("postgres for dpo",)]


@pytest.mark.parametrize("changes, says", [
    ({"decision": "forget", "reason": "not-so"}, "Line 2: The decision is one of"),
    ({"decision": "keep", "reason": ""}, "Line 2: For keep, --because is one of"),
    ({}, "decides nothing")])
def test_a_sheet_that_is_wrong_decides_nothing(cases, changes, says):
    rows = list(sheet_of(cases).values())
    rows[-1].update(decision="keep", reason="both-right") if changes else None
    rows[0].update(changes)
    assert says in cases("accuracy", "review", "pds", "--apply", fill_in(cases, rows), *WHO, status=1).err
    assert len(sheet_of(cases)) == len(rows)


def test_a_sheet_of_another_source_finds_nothing(cases):
    waits = cases.open("child.nhs_number", "not-found")["difference"]
    assert "no difference" in cases("accuracy", "review", "else", "--decide", f"{waits}=keep:not-so", *WHO, status=1).out
    assert cases("accuracy", "review", "else").out.count("\n") == 1
    assert "31=keep:not-so" in cases("accuracy", "review", "pds", "--decide", "31=keep", *WHO, status=2).err
    assert "cannot be read" in cases("accuracy", "review", "pds", "--apply", cases.folder / "absent.csv", status=1).err


# --- by itself; the last, for it sweeps anew ---

def test_policy_corrects_by_itself_what_it_may_and_nothing_a_person_has_in_hand(cases):
    """A practice that the register does not know is refused by it, and stays with a person."""
    asked = cases.open("child_name.family_name")["difference"]
    cases.decide(asked, "ask-person", "unclear")
    waits, refused = cases.open("child.born_on")["difference"], cases.open("gp_registration.ods_code")["difference"]
    ours = [d["id"] for d in cases.json("accuracy", "discrepancies")["discrepancies"]
            if d["attribute"] == "child_name.family_name" and d["state"] == "open"]
    assert len(ours) > 1
    claimed = ours.pop()  # what a person put right at somebody's asking stays with a person
    key = cases.json("accuracy", "show", claimed)["subject"]
    ref = cases.json("request", "new", "--kind", "rectification", "--register", "s12", "--subject", key, "--received", AS_OF, "--channel", "post",
                     "--requester", "subject")["ref"]
    cases.database.rows("insert into muniment.request_claim (request, n, subject, entity, attribute, value, decision, because, decided_by, decided_on, "
                        "begun_at, ended, ended_on) select ref, 1, subject, 'child_name', 'family_name', '', 'correct', 'evidence-seen', 'dana', "
                        "%s::date, now(), 'corrected', %s::date from muniment.request where ref = %s", AS_OF, AS_OF, ref)
    cases.corrects(ods_code="by-itself", family_name="by-itself", born_on="when-decided")
    cases.json("accuracy", "sweep", "pds", "--sample", 1)
    for difference in ours:
        shown = cases.json("accuracy", "show", difference)
        assert (shown["state"], shown["decided_because"], shown["correction"]["done"]) == ("corrected", "by-policy", True)
    states = [cases.json("accuracy", "show", difference)["state"] for difference in (asked, waits, refused, claimed)]
    assert states == ["asked", "open", "open", "open"]
    held = cases.register.rows("select family_name::text from register.child_name where child_id = %s", int(shown["subject"]))
    assert (shown["correction"]["is"],) in held


def test_a_case_that_is_found_no_more_ends_and_so_does_what_was_compared(cases):
    shown = cases.open("child.born_on")
    cases.register.rows("update register.child set born_on = %s where child_id = %s", shown["answered"], int(shown["subject"]))
    cases.json("accuracy", "sweep", "pds", as_of=LATER)
    after = cases.json("accuracy", "show", shown["difference"])
    assert (after["state"], after["held"]) == ("gone", None)
    again = cases.open("record", "shielding")
    assert again["seen"] == LATER and again["held"] == "", "found again: its evidence is of the last asking"
