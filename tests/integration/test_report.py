"""The report of an access request, as its reader has it: people and things, not rows; in each form, from one tree."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import jsonschema
import pytest

from conftest import HOW, ROOT, open_gates
from test_requests import decide_all, items, receive

LOOK = os.environ.get("MUNIMENT_LOOK")  # a folder: copies of what was made, to be looked at
CHILD = ("archived_on is null and not shielded and died_on is null and nhs_number is not null "
         "and exists (select from register.education e where e.child_id = c.child_id and e.urn is not null) "
         "and exists (select from register.service s where s.child_id = c.child_id) "
         "and exists (select from register.access_log s where s.child_id = c.child_id) "
         "and exists (select from register.child_person p where p.child_id = c.child_id)")


def text_of(pdf):
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


def made(office, key, requester="subject", language="en", name="report"):
    more = [] if requester == "subject" else ["--requester-name", "Mx Example"]
    ref = office.json("request", "new", "--kind", "access", "--register", "s12", "--subject", key, "--received", "2026-11-16",
                      "--channel", "post", "--requester", requester, "--language", language, *more)["ref"]
    if requester == "subject":
        open_gates(office.json, ref)
    elif requester == "parent":
        open_gates(office.json, ref, "lacks-understanding")
    else:
        open_gates(office.json, ref, "legal-representative", "written-authority")
    office("request", "collect", ref)
    decide_all(office, ref)
    office("request", "approve", ref, "--as", "officer")
    office("request", "render", ref)
    office("request", "release", ref, "--as", "officer", "--out", office.out)
    if LOOK:
        for suffix in ("pdf", "json"):
            shutil.copy(office.out / f"{ref}.{suffix}", pathlib.Path(LOOK) / f"{name}-{language}.{suffix}")
    return ref


@pytest.mark.skipif(not LOOK, reason="makes reports to be looked at: MUNIMENT_LOOK=FOLDER")
def test_look(office):
    for name, born, requester in (("adult", "c.born_on < '2008-11-01'", "subject"), ("young", "c.born_on between '2009-01-01' and '2011-12-31'", "subject"),
                                  ("child", "c.born_on between '2017-01-01' and '2019-01-01'", "subject"),
                                  ("parent", "c.born_on between '2017-01-01' and '2019-01-01'", "parent"),
                                  ("representative", "c.born_on between '2009-01-01' and '2011-12-31'", "representative-of-subject")):
        for language in ("en", "cy"):
            more = CHILD if name != "adult" else CHILD.split("and exists")[0] + "and exists (select from register.address a where a.child_id = c.child_id)"
            made(office, office.child(f"{more} and {born}"), requester, language, name)


SCHEMA = json.loads((ROOT / "docs/access-report.schema.json").read_text())


def flat(office, ref):
    return " ".join(text_of(office.out / f"{ref}.pdf").split())


def twin_of(office, ref):
    twin = json.loads((office.out / f"{ref}.json").read_text())
    jsonschema.validate(twin, SCHEMA)
    return twin


def things(twin, title):
    return next(group["things"] for group in twin["groups"] if group["title"] == title)


def test_a_report_is_of_people_and_things(office):
    """Read from the register itself: what is one thing there stands in one table, with its own day and rule."""
    key = office.child(CHILD + " and c.born_on between '2009-01-01' and '2011-12-31' and exists (select from register.education e "
                               "where e.child_id = c.child_id and e.until < '2025-01-01')")
    ref = made(office, key)
    text, twin = flat(office, ref), twin_of(office, ref)
    first = text[:text.index("Everything in the record")]
    name = office.register.rows("select given_names, family_name from register.child_name where child_id = %s and kind = 'legal' and until is null", key)[0]
    assert " ".join(name) in first and "In short" in first and "This is everything we can give you under the law." in first
    people = office.register.value("select count(distinct person_id) from register.child_person where child_id = %s", key)
    assert len(things(twin, "Your parents and carers")) == people, "a table a person"
    assert len(things(twin, "You")) == 1, "names and numbers are theirs"
    # No column by its own name, and no code.
    for bare in ("Nhs ", "power", "Supplied on", "Verified", "Laestab", "archive ground", "must", "known-as", "contact-practitioner"):
        assert not re.search(rf"\b{bare}\b", re.sub(r"must (tell|answer|first|share)", "", text)), bare
    # Each thing's own day, as explain has it.
    said = office.json("retention", "explain", "s12", key)["items"]
    school = min((i for i in said if i["entity"] == "education" and i["action"] == "destroy" and i["due"]), key=lambda i: i["due"])
    days = {fate["day"] for thing in things(twin, "Where you learn") for line in thing["lines"] for fate in line["fates"] or []}
    assert school["due"] in days and len(days) > 1
    assert {fate["rule"] for fate in twin["fates"]} <= {rule["n"] for rule in twin["rules"]}
    # The story: who told what, and who looked, in time.
    assert [event["day"][:10] for event in twin["story"]] == sorted(event["day"][:10] for event in twin["story"])
    looks = office.register.value("select count(*) from register.access_log where child_id = %s", key)
    assert sum(event["looked"] is not None for event in twin["story"]) == looks
    for change in ("began", "ended"):
        days = [event["day"] for event in twin["story"] if event[change]]
        assert len(days) == len(set(days)), "what began on one day is said in one line"
        assert not any(len(said) != len(set(said)) for said in (event[change].split("; ") for event in twin["story"] if event[change]))
    assert any(event["told"] and event["told"]["source"] == "The NHS" and "NHS number" in event["told"]["what"] for event in twin["story"])


def test_a_younger_child_gets_a_page_of_their_own(office):
    ref = made(office, office.child(CHILD + " and c.born_on between '2017-01-01' and '2019-01-01'"), language="cy")
    page = subprocess.run(["pdftotext", "-l", "1", office.out / f"{ref}.pdf", "-"], check=True, capture_output=True, text=True).stdout
    page = " ".join(page.split())
    assert "Beth rydyn ni’n ei wybod amdanat ti" in page and "Dyma bopeth y mae’r gyfraith yn gadael i ni ei roi i ti." in page
    assert twin_of(office, ref)["language"] == "cy"


def test_a_bare_column_is_named_by_check(office, tmp_path):
    map_file = tmp_path / "s12.conf"
    map_file.write_text((ROOT / "policies/maps/s12-register.conf").read_text().replace(' label = "participating";', ""))
    office.settings.write_text(office.settings.read_text().replace(str(ROOT / "policies/maps/s12-register.conf"), str(map_file)))
    assert "child.participating" in office("check").out + office("check").err


def test_every_form_is_of_one_tree_and_holds_back_what_is_withheld(office, tmp_path):
    key = office.child(CHILD + " and exists (select from register.child_person p join register.person_contact k using (person_id) "
                               "where p.child_id = c.child_id and k.phone is not null)")
    ref = receive(office, key)
    office("request", "collect", ref)
    found = items(office, ref)
    phone = next(i for i in found if i["attribute"] == "phone" and i["about"] == "carer")
    office("request", "decide", ref, phone["item"], "withhold", "--because", "third-party", *HOW)
    name = next(i for i in found if i["attribute"] == "given_names" and i["about"] == "carer")["item"]
    redact = lambda text: office("request", "decide", ref, name, "redact", "--because", "third-party", "--text", text, *HOW)
    redact(f"ring {phone['value']}")
    decide_all(office, ref)
    office("request", "approve", ref, "--as", "officer")
    assert "withheld" in office("request", "render", ref, status=1).err
    assert "withheld" in office("request", "render", ref, "--format", "html", "--out", tmp_path / "leak.html", status=1).err
    assert not (tmp_path / "leak.html").exists() and office.json("request", "show", ref)["state"] == "approved"
    office("request", "collect", ref)
    redact("what \ue000 is")  # no font draws what is for private use
    decide_all(office, ref)
    office("request", "approve", ref, "--as", "officer")
    made = {form: tmp_path / f"a.{form}" for form in ("pdf", "large-print", "html", "text", "braille", "json")}
    for form, path in made.items():
        office("request", "render", ref, "--format", form, "--out", path)
    jsonschema.validate(json.loads(made["json"].read_text()), SCHEMA)
    nhs = office.register.value("select nhs_number from register.child where child_id = %s", key)
    for form, words in (("pdf", text_of(made["pdf"])), ("large-print", text_of(made["large-print"])), ("html", made["html"].read_text()),
                        ("text", made["text"].read_text()), ("json", made["json"].read_text())):
        assert "what [U+E000] is" in " ".join(words.split()), form
        bare = "".join(words.split())
        assert nhs in bare and phone["value"].replace(" ", "") not in bare, form
        assert form == "json" or (nhs not in words and f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}" in " ".join(words.replace("\xa0", " ").split())), form
    assert made["braille"].read_bytes().isascii()
    assert office.json("request", "show", ref)["state"] == "approved", "a form more is no step"
    a_locked_form_opens_with_its_passphrase_alone(office, ref, tmp_path / "locked.pdf", nhs)


def a_locked_form_opens_with_its_passphrase_alone(office, ref, path, nhs):
    lock = ("request", "render", ref, "--lock", "--out", path, "--format")
    assert "Only a PDF" in office(*lock, "html", status=2).err and not path.exists()
    for form in ("pdf", "large-print"):
        path.unlink(missing_ok=True)
        passphrase = office.json(*lock, form)["passphrase"]
        assert re.fullmatch("([2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]{4}", passphrase)
        assert subprocess.run(["pdfinfo", path], capture_output=True, check=False).returncode != 0
        of = subprocess.run(["pdfinfo", "-upw", passphrase, path], check=True, capture_output=True, text=True).stdout
        # It may be printed, copied from and read aloud, as whoever cannot see it needs; and stays as it was made.
        assert re.search(r"Encrypted: +yes \(print:yes copy:yes change:no addNotes:no algorithm:AES-256\)", of), of
        said = subprocess.run(["pdftotext", "-upw", passphrase, path, "-"], check=True, capture_output=True, text=True).stdout
        assert nhs in "".join(said.split())
        assert passphrase not in office("request", "show", ref, "--whole").out
