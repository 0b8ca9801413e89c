"""First-record notices: who is told, in which language, what the letters look like to a reader and a printer, and
who must never be written to."""
import json
import re
import shutil
import subprocess

import pytest
from PIL import Image

from conftest import AS_OF, PROGRAMS, ROOT, Office, stored

TEXTS = sorted((ROOT / "notices").glob("*/first-record.*.md"))
# Where page 1 may carry ink, in millimetres, each grown by one as the printer's check does (A4, 210 by 297).
ZONES = [(15, 5, 125, 30), (125, 5, 195, 95), (24.6, 39.5, 120, 66.3), (15, 95, 195, 292)]


def words(pdf):
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


def flat(text):
    return re.sub(r"\s+", " ", text)


def structure(pdf):
    return subprocess.run(["pdfinfo", "-struct", pdf], check=True, capture_output=True, text=True).stdout


def pages(pdf, folder):
    subprocess.run(["pdftoppm", "-r", "50", "-gray", pdf, folder / "page"], check=True)
    return [Image.open(path) for path in sorted(folder.glob("page*.pgm"))]


def paint(image, zones):
    mm = image.width / 210
    for left, top, right, bottom in zones:
        image.paste(255, (int((left - 1) * mm), int((top - 1) * mm), int((right + 1) * mm), int((bottom + 1) * mm)))
    return image


def preview(office, audience, language, form="text"):
    path = office.out / f"{audience}-{language}.{form}"
    office("notice", "preview", "first-record", "--audience", audience, "--language", language, "--format", form, "--out", path)
    return path


@pytest.fixture(scope="module")
def told_once(cluster, template, register_template, tmp_path_factory, keys):
    """Children of 13 to 15 whose first records are news, and their letters: composed once, and copied for each test."""
    office = Office(cluster.create(template), cluster.create(register_template), tmp_path_factory.mktemp("told"), keys)
    office.register.rows("delete from muniment_agent.outbox")
    office.register.rows("""
        insert into muniment_agent.outbox (subject_key, event, occurred_on)
        select child_id::text, 'first-record', %s::date - 10 from (
               select child_id from register.child where archived_on is null and died_on is null
                  and age(%s::date, born_on) between interval '13 years' and interval '15 years 364 days'
                order by child_id limit 5) c""", AS_OF, AS_OF)
    office.made = office.json("notice", "discover", "s12")["new"]
    office.composed = office.json("notice", "compose")
    office.folder = office.settings.parent
    shutil.copytree(office.out, office.folder / "composed")
    return office


@pytest.fixture
def told(told_once, cluster, keys):
    """In the same folder, for where each copy lies is recorded."""
    shutil.rmtree(told_once.out)
    copies = [cluster.create(one.name) for one in (told_once.database, told_once.register)]
    office = Office(*copies, told_once.folder, keys)
    shutil.copytree(told_once.folder / "composed", office.out, dirs_exist_ok=True)
    office.made, office.composed = told_once.made, told_once.composed
    yield office
    for copy in copies:
        copy.drop()


def obligations(office, where="true"):
    return office.database.rows(
        "select o.id, o.audience, o.recipient, o.state, o.reason, s.subject_key, n.language from muniment.obligation o "
        "join muniment.subject_ref s on s.ref = o.subject left join muniment.notice n on n.obligation = o.id "
        f"where {where} order by o.id")


def test_every_child_and_responsible_parent_is_owed_a_notice_within_a_month(told):
    children = [o for o in obligations(told) if o[1] == "child-13-15"]
    assert len(children) == 5 and all(o[2] == "" for o in children)
    pairs = told.register.value("""
        select count(distinct (child_id, person_id)) from register.child_person where child_id = any(%s::bigint[])
           and parental_responsibility and (until is null or until > %s) and (since is null or since <= %s)
           and archived_on is null""", [o[5] for o in children], AS_OF, AS_OF)
    assert told.made == 5 + pairs
    assert told.database.value("select count(*) from muniment.obligation where due_on <> (obtained_on + interval '1 month')") == 0
    assert told.register.value("select count(*) from muniment_agent.outbox") == 0, "events are taken once"


def test_doing_it_again_does_nothing(told):
    before = told.database.rows("select * from muniment.notice order by 1")
    assert told.json("notice", "discover", "s12")["new"] == 0
    assert told.json("notice", "compose")["made"] == 0
    assert told.json("notice", "discover", "s12", "--since", "2026-10-01")["new"] > 0
    assert told.database.rows("select * from muniment.notice where id = any(%s) order by 1", [b[0] for b in before]) == before


def test_each_letter_has_its_document_delivery_file_and_ledger_entry(told):
    rows = told.database.rows("""
        select o.id, d.id, encode(d.sha256, 'hex'), v.state, v.channel from muniment.notice n
          join muniment.obligation o on o.id = n.obligation join muniment.document d on d.id = n.document
          join muniment.delivery v on v.notice = n.id""")
    assert rows and len(rows) == told.composed["made"]
    for number, document, digest, state, channel in rows:
        path = told.out / f"N-{number}.pdf"
        assert path.read_bytes() == stored(told.database, told.keys, document) and (path.stat().st_mode & 0o777) == 0o600
        assert subprocess.run(["sha256sum", path], capture_output=True, text=True).stdout.split()[0] == digest
        assert (state, channel) == ("ready", "post")
    kinds = dict(told.database.rows("select kind, count(*) from muniment.ledger_pending group by 1"))
    assert kinds["notice-owed"] == told.made and kinds["notice-made"] == len(rows)


def test_a_letter_holds_every_value_and_stays_in_its_zones(told, tmp_path):
    """What pdftotext reads is what the post reads: the address line by line, and the name whole."""
    for number, audience, recipient, state, _, key, _ in obligations(told, "o.state = 'met'")[:6]:
        pdf = told.out / f"N-{number}.pdf"
        text = words(pdf)
        given, family = told.register.rows(
            "select given_names, family_name from register.child_name where child_id = %s and kind = 'legal' and until is null", key)[0]
        assert given.split(" ")[0] in text
        if audience == "child-13-15":
            postcode = told.register.value("select postcode from register.address where child_id = %s and until is null", key)
        else:
            postcode = told.register.value("select postcode from register.person_address where person_id = %s and until is null", recipient)
            assert flat(f"{given} {family or ''}".strip()) in flat(text)
        window = subprocess.run(["pdftotext", "-l", "1", "-x", "70", "-y", "112", "-W", "270", "-H", "76", "-layout", pdf, "-"],
                                capture_output=True, text=True).stdout.strip().splitlines()
        assert 3 <= len([line for line in window if line.strip()]) <= 7 and window[-1].split("  ")[0].strip() == postcode
        read = told("notice", "check", pdf, "--json").json
        assert read["ok"] and read["address"][-1] == postcode and read["pages"] <= 10
        folder = tmp_path / str(number)
        folder.mkdir()
        first, *others = pages(pdf, folder)
        assert paint(first, ZONES).getextrema() == (255, 255), "ink where the printer wants none"
        assert all(paint(page, [(15, 5, 195, 292)]).getextrema() == (255, 255) for page in others)


@pytest.mark.parametrize("audience", ["child-13-15", "parent"])
@pytest.mark.parametrize("language, languages", [("en", ["en-GB"]), ("cy", ["cy"]), ("cy-en", ["cy", "en-GB"])])
def test_a_letter_is_tagged(office, audience, language, languages):
    pdf = preview(office, audience, language, "pdf")
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
    tree = structure(pdf)
    assert "H1" in tree and "Table" in tree and "/Scope /Column" in tree and "/Scope /Row" in tree
    assert tree.count("  Sect") == 1 + len(languages) and "NonStruct" not in tree
    raw = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf, "-"], capture_output=True).stdout
    found = re.findall(rb"/Lang \(([^)]*)\)", raw)
    assert sorted(set(found)) == sorted({one.encode() for one in languages})
    for sign in (b"/DisplayDocTitle true", b"/Marked true", b"pdfuaid:part>1<", b"/Artifact BMC"):
        assert sign in raw, sign
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts and all("yes yes yes" in line and "Type 3" not in line for line in fonts)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_text_says_all_that_article_14_asks(path):
    text = path.read_text()
    for name in ("authority.name", "authority.dpo", "items", "what", "from", "recorded_on", "reference",
                 "facts.power", "facts.basis", "facts.purpose", "facts.source", "facts.recipient", "facts.transfer", "facts.decision",
                 "facts.regulator", "discreet", "rules", "answer_within", "acknowledge_within", "complain_to_us",
                 "authority.regulator", "written_in.cy"):
        assert re.search(r"\{\{[#^]?" + re.escape(name) + r"\}\}", text), name
    assert text.count("- **") >= 8, "five rights and the ways to reach us"


def test_both_languages_say_the_same():
    for english in (ROOT / "notices" / "en").glob("first-record.*.md"):
        welsh = ROOT / "notices" / "cy" / english.name
        tags = [re.findall(r"\{\{[^!][^}]*\}\}", path.read_text()) for path in (english, welsh)]
        shape = [[line[:2] for line in path.read_text().splitlines() if line[:1] in "#-|"] for path in (english, welsh)]
        assert sorted(set(tags[0])) == sorted(set(tags[1])), english.name
        assert shape[0] == shape[1], english.name


def test_no_heading_stands_alone_at_the_foot_of_a_page(office, tmp_path):
    """Not even one that leads to a paragraph that leads to a list: wherever it comes to stand, something follows it."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "notices", data / "notices")
    (data / "policies").symlink_to(ROOT / "policies")
    office.settings.write_text(office.settings.read_text() + f'data_dir = "{data}";\n')
    text = data / "notices" / "en" / "first-record.child-13-15.md"
    split = 0
    for lines in range(10, 40):
        text.write_text("# {{authority.name}}\n\n" + "line\\\n" * lines + "\n\n## The heading\n\nWhat leads to the list, "
                        + "word " * 30 + "\n\n- one\n- two\n")
        pages = words(preview(office, "child-13-15", "en", "pdf")).split("\f")
        page = next(page for page in pages if "The heading" in page)
        assert "What leads to the list" in page and "one" in page.split("What leads")[1], lines
        split += page is not pages[0]
    assert 0 < split < 30


def test_no_letter_goes_to_a_shielded_child_or_their_parents(told):
    key = obligations(told, "o.audience = 'child-13-15' and o.state = 'met'")[0][5]
    told.database.rows("delete from muniment.subject_ref")
    told.register.rows("update register.child set shielded = true where child_id = %s", key)
    told.register.rows("insert into muniment_agent.outbox (subject_key, event) values (%s, 'first-record')", str(key))
    told.json("notice", "discover", "s12")
    assert told.json("notice", "compose")["made"] == 0
    rows = obligations(told)
    assert rows and {(o[3], o[4]) for o in rows} == {("waiting", "person-decides")}


def test_a_parent_under_a_court_order_is_not_written_to(told):
    number, _, person, *_, key, _ = obligations(told, "o.audience = 'parent' and o.state = 'met'")[0]
    told.database.rows("delete from muniment.subject_ref")
    told.register.rows("update register.child_person set court_order = 'no-contact' where child_id = %s and person_id = %s", key, person)
    told.register.rows("insert into muniment_agent.outbox (subject_key, event) values (%s, 'first-record')", str(key))
    told.json("notice", "discover", "s12")
    told.json("notice", "compose")
    assert [(o[3], o[4]) for o in obligations(told, f"o.recipient = '{person}'")] == [("waiting", "person-decides")]


def owe_again(told, number):
    """As if nobody had been told yet: the same duty, new, with its number. What was met is never open again."""
    told.database.rows("with gone as (delete from muniment.obligation where id = %s returning *) "
                       "insert into muniment.obligation (id, subject, notice, audience, recipient, obtained_on, due_on) "
                       "overriding system value select id, subject, notice, audience, recipient, obtained_on, due_on from gone", number)


@pytest.mark.parametrize("change, reason", [
    ("update register.address set kind = 'last-known' where child_id = {key}", "no-address"),
    ("update register.address set until = '2026-11-15' where child_id = {key} and until is null", "no-address"),
    ("update register.address set postcode = null where child_id = {key}", "not-a-real-uk-postcode"),
    ("update register.address set postcode = 'ZX1 1AA' where child_id = {key}", "not-a-real-uk-postcode"),
    ("update register.address set line_1 = 'No fixed abode' where child_id = {key}", "no-fixed-abode-address"),
    ("update register.child_name set given_names = U&'Ann\\+0F0000' where child_id = {key}", "unprintable"),
    ("update register.child set died_on = current_date, died_source_id = 1, died_power = 'must', "
     "died_supplied_on = current_date where child_id = {key}", "record-gone"),
])
def test_what_cannot_be_sent_waits_with_its_reason(told, change, reason):
    number, *_, key, _ = obligations(told, "o.audience = 'child-13-15' and o.state = 'met'")[0]
    owe_again(told, number)
    (told.out / f"N-{number}.pdf").unlink()
    told.register.rows(change.format(key=key))
    answer = told.json("notice", "compose", f"N-{number}")
    assert (answer["reason"], answer["letter"]) == (reason, None)
    assert answer["state"] == ("lapsed" if reason == "record-gone" else "waiting")
    assert not (told.out / f"N-{number}.pdf").exists()
    assert told.json("notice", "show", f"N-{number}")["reason"] == reason


def compose_again(told, number):
    owe_again(told, number)
    (told.out / f"N-{number}.pdf").unlink()
    return told.json("notice", "compose", f"N-{number}")


def test_no_letter_goes_to_where_a_parent_no_longer_lives(told):
    number, _, person, *_ = obligations(told, "o.audience = 'parent' and o.state = 'met'")[0]
    told.register.rows("update register.person_address set until = '2026-11-15' where person_id = %s and until is null", int(person))
    assert compose_again(told, number)["reason"] == "no-address"


def test_a_home_that_has_ended_does_not_stand_in_for_the_one_that_has_not(told):
    """Whichever of the two the register gives last."""
    number, *_, key, _ = obligations(told, "o.audience = 'child-13-15' and o.state = 'met'")[0]
    told.register.rows("create temporary table old as select * from register.address where child_id = %s and until is null; "
                       "update old set address_id = address_id + 900000, line_1 = '99 Former Street', since = '2015-01-01', until = '2016-01-01'; "
                       "insert into register.address select * from old" % int(key))
    assert compose_again(told, number)["state"] == "met"
    assert "99 Former Street" not in words(told.out / f"N-{number}.pdf")


def test_what_waits_and_what_lapses_each_leaves_one_entry(told):
    number, *_, key, _ = obligations(told, "o.audience = 'child-13-15' and o.state = 'met'")[0]
    entries = lambda: told.database.rows("select kind, actor, detail from muniment.ledger_pending where about = %s and "
                                         "kind in ('notice-waiting', 'notice-lapsed') order by id", f"N-{number}")
    told.register.rows("update register.address set kind = 'last-known' where child_id = %s", int(key))
    compose_again(told, number)
    waits = ("notice-waiting", entries()[0][1], {"reason": "no-address"})
    told("notice", "compose", f"N-{number}")
    assert entries() == [waits], "one that goes on waiting for the same reason is not told again"
    told.register.rows("update register.child set died_on = '2026-11-15', died_source_id = 1, died_power = 'must', "
                       "died_supplied_on = '2026-11-15' where child_id = %s", int(key))
    told("notice", "compose", f"N-{number}")
    assert entries() == [waits, ("notice-lapsed", waits[1], {"reason": "record-gone"})]


def test_wishes_choose_the_language(told):
    for _, audience, recipient, state, _, key, language in obligations(told, "o.state = 'met'"):
        wish = (told.register.value("select language from register.child where child_id = %s", key) if recipient == "" else
                told.register.value("select language from register.person where person_id = %s", recipient))
        assert language == {"en": "en", "cy": "cy", "unknown": "en"}[wish], "no Welsh name makes an English register Welsh"


def test_a_letter_names_no_sensitive_service(told):
    names = told.register.rows("select name_en, name_cy from register.service_kind where sensitive")
    for path in told.out.glob("N-*.pdf"):
        text = flat(words(path)).lower()
        assert not [name for pair in names for name in pair if name.lower() in text]


def test_destroying_a_subject_destroys_their_notices(told):
    told.database.rows("delete from muniment.subject_ref")
    for table in ("obligation", "notice", "delivery", "document"):
        assert told.database.value(f"select count(*) from muniment.{table}") == 0


def test_due_lists_what_is_in_the_way(told):
    rows = told.json("notice", "due", "--all")["obligations"]
    assert len(rows) == told.made
    open_rows = told.json("notice", "due")["obligations"]
    assert all(row["state"] in ("open", "waiting") for row in open_rows)


@pytest.mark.parametrize("args, status", [
    (("show", "N-999999"), 1), (("show", "x"), 2), (("compose", "N-999999"), 1), (("discover", "nowhere"), 1),
    (("preview", "nothing", "--audience", "parent", "--language", "en"), 1),
    (("preview", "first-record", "--audience", "nobody", "--language", "en"), 2),
    (("preview", "first-record", "--audience", "parent", "--language", "fr"), 2),
])
def test_wrong_calls_are_told(office, args, status):
    answer = office("notice", *args, status=status)
    assert answer.err.strip() and not answer.out


def test_template_render(muniment, tmp_path):
    text, data = tmp_path / "t", tmp_path / "d.json"
    data.write_text(json.dumps({"name": "<b>*A*</b>", "list": [1, 2]}))
    text.write_text("{{name}} {{#list}}{{.}},{{/list}}")
    render = lambda *more, **how: muniment("template", "render", text, "--data", data, *more, **how)
    assert render().out == "&lt;b&gt;*A*&lt;/b&gt; 1,2,"
    assert render("--escape", "none").out == "<b>*A*</b> 1,2,"
    assert render("--escape", "markdown").out == "\\<b\\>\\*A\\*\\<\\/b\\> 1,2,"
    piped = subprocess.run(["bash", "-c", f"{PROGRAMS}/muniment template render <(sleep 0.3; cat {text}) --data {data}"], capture_output=True,
                           text=True, timeout=20)
    assert (piped.returncode, piped.stdout) == (0, render().out), "what another program is still writing is waited for"
    text.write_text("one\n{{nobody}}")
    assert "line 2: nobody" in render(status=1).err
    data.write_text("{")
    assert "not JSON" in render(status=1).err


def test_the_letters_of_a_day_are_shared_out(told, daemon):
    """Each slice is a job, which any worker of any host may take; every letter is made once."""
    told.register.rows("""
        insert into muniment_agent.outbox (subject_key, event, occurred_on)
        select child_id::text, 'first-record', %s::date - 5 from register.child
         where archived_on is null and died_on is null order by child_id desc limit 80""", AS_OF)
    told("notice", "discover", "s12")
    waiting = len(obligations(told, "o.state = 'open'"))
    assert waiting >= 100
    told.database.rows("insert into muniment.job (kind, key, run_on) values ('notice.compose', 'notice.compose', %s)", AS_OF)
    running = daemon(told.settings, "--once", "--as-of", AS_OF)
    assert running.wait(100) == 0, running.log
    slices = told.database.rows("select key, state, arguments from muniment.job where key like 'notice.compose:%%' order by key")
    assert [s[:2] for s in slices] == [(f"notice.compose:{n}", "done") for n in range(1, waiting // 50)]
    assert {s[2]["of"] for s in slices} == {waiting // 50}
    assert not obligations(told, "o.state = 'open'")
    assert told.database.value("select count(*) = count(distinct obligation) from muniment.notice")
