"""A language is a folder of notices/, and words of its own in the law packs: a made-up third one is written in, by the programs as
they were built."""
import re
import shutil
import subprocess

import pytest

from conftest import ROOT
from test_requests import ORDINARY, decide_all, receive, release

MONTHS = "Una Dua Tria Quada Quina Sexa Septa Octa Nona Deca Undeca Dozena".split()


def flat(pdf):
    return re.sub(r"\s+", " ", subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout)


def add_language(data, code):
    """The folder, its row, and every fact and rule that families are told."""
    shutil.copytree(data / "notices/en", data / "notices" / code)
    names = ", ".join(f'"{month}"' for month in MONTHS)
    (data / "notices" / code / "language.conf").write_text(
        f'language = {{ tag = "eo"; months = [ {names} ]; page = "Folio {{pages}}/{{page}}"; reference = "Numero {{reference}}";\n'
        '  report = "Kio estas konservata"; regulator = "La Gardisto"; letters = "Ĉĉ Ŭŭ"; };\n')
    for text in (data / "notices" / code).glob("*.md"):
        text.write_text(text.read_text().replace("## ", "## Ĉu "))
    for pack in (data / "policies/law").glob("*.conf"):
        text = re.sub(r"\ben = (\{.*?\};)", lambda m: f"{m.group()} {code} = " + re.sub(r'= "', '= "Ŭŭ ', m.group(1)), pack.read_text(), flags=re.S)
        pack.write_text(text.replace('languages = [ "en" ]', f'languages = [ "en", "{code}" ]'))


@pytest.fixture
def third(office, tmp_path):
    """The office, with all that is no program in a folder of its own, and the language zz in it."""
    data = tmp_path / "data"
    for folder in ("notices", "policies"):
        shutil.copytree(ROOT / folder, data / folder)
    add_language(data, "zz")
    office.data = data
    office.settings.write_text(office.settings.read_text().replace(str(ROOT), str(data)).replace(
        "name_cy =", 'name_zz = "La Urbo"; name_cy =') + f'data_dir = "{data}";\n')
    return office


def test_a_third_language_is_checked_like_any(third):
    third("check")
    labels = third.data / "notices/zz/labels.conf"
    labels.write_text(labels.read_text().replace("date-of-birth =", "date-of-births ="))
    assert "no words in language zz" in third("check", status=1).out
    pack = third.data / "policies/law/england-childrens-database.conf"
    pack.write_text(pack.read_text().replace(" zz = ", " qq = ", 1))
    assert '"zz" is missing' in third("check", status=1).out


def test_a_family_is_written_to_in_a_third_language(third):
    """Whose wish nobody knows, in all that the pack asks for, the standard one last."""
    third.register.rows("""
        delete from muniment_agent.outbox;
        insert into muniment_agent.outbox (subject_key, event, occurred_on)
        select child_id::text, 'first-record', date '2026-11-11' from register.child
         where archived_on is null and died_on is null and language = 'unknown' and not shielded and born_on < '2016-01-01'
         order by child_id limit 3""")
    third.json("notice", "discover", "s12")
    assert third.json("notice", "compose")["made"]
    made = third.database.rows(
        "select o.id, n.language, d.language from muniment.notice n join muniment.obligation o on o.id = n.obligation "
        "join muniment.document d on d.id = n.document where o.recipient = ''")
    assert {(notice, document) for _, notice, document in made} == {("zz-en", "zz-en")}
    number = made[0][0]
    text = flat(third.out / f"N-{number}.pdf")
    assert all(word in text for word in ("La Urbo", "Ĉu ", "Numero N-", "Undeca 2026", "La Gardisto", "Ŭŭ"))
    assert re.search(r"Folio \d+/1", text) and text.index("La Urbo") < text.index("Anytown Council")


def test_a_report_is_made_in_a_third_language(third):
    ref = receive(third, third.child(ORDINARY), "subject", "--language", "zz")
    third("request", "collect", ref)
    decide_all(third, ref)
    text, twin = release(third, ref)
    title = subprocess.run(["pdfinfo", third.out / f"{ref}.pdf"], check=True, capture_output=True, text=True).stdout
    assert "Kio estas konservata" in title and "La Urbo" in text and "La Gardisto" in text and "Ĉu " in text
    assert third.database.rows("select distinct language from muniment.document") == [("zz",)]


def test_a_text_is_seen_in_languages_at_once(third):
    call = ("notice", "preview", "first-record", "--audience", "parent", "--language")
    text = third(*call, "zz-cy-en").out
    assert text.index("La Urbo") < text.index("Cyngor Unrhyw Dref") < text.index("Anytown Council")
    assert "cy en zz" in third(*call, "zz-zz", status=2).err and "cy en zz" in third(*call, "zz-", status=2).err
    told = third("request", "new", "--register", "s12", "--subject", "1", "--kind", "access", "--requester", "subject", "--channel", "post", "--received", "2026-11-01",
                 "--language", "fr", status=2)
    assert "cy en zz" in told.err


def test_what_a_language_lacks_is_told(third):
    row = third.data / "notices/en/language.conf"
    whole = row.read_text()
    for old, new, problem in [
            (" standard = true;", "", "0 languages are the one"),
            ('"January", ', "", "holds 11 names"),
            ("{pages}", "many", "where the numbers stand"),
            ("{reference}", "", "where the reference stands"),
            ("months", "moons", '"months" is missing')]:
        assert old in whole
        row.write_text(whole.replace(old, new))
        assert problem in third("check", status=1).out
