"""The forms that are no letter page: HTML, plain text, large print, braille; all of one text, each for its reader."""
import html.parser
import json
import re
import subprocess

import pytest

from papers import make_desk, preview

FORMS = ["pdf", "html", "text", "large-print", "braille"]
TEXT = ("# What we hold\n\nDear {{to.name}},\n\nWrite to data.protection@council.example or call 0303 123 1113, or see "
        "https://www.council.example/records.\n\n## In a table\n\n| | |\n|---|---|\n| Finished on | 22 November 2026 |\n| Kept | 4 |\n\n"
        "| What | From | When |\n|---|---|---|\n| Name | School | Today |\n\n### In a list\n\n- one\n- two\n  - deeper\n\n1. first\n2. second\n")


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_input_is_the_same_bytes(muniment, desk, form):
    assert preview(muniment, desk, form, TEXT).read_bytes() == preview(muniment, desk, form, TEXT).read_bytes()


class Page(html.parser.HTMLParser):
    """What a checker of pages would look at first."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.attributes if name == tag]


@pytest.mark.parametrize("language", ["en", "cy", "cy-en"])
def test_html_is_a_whole_page_that_fetches_nothing(muniment, tmp_path, language):
    text = preview(muniment, make_desk(tmp_path), "html", language=language).read_text()
    page = Page(text)
    assert text.startswith("<!doctype html>") and [page.tags.count(tag) for tag in ("html", "title", "main", "header")] == [1, 1, 1, 1]
    assert page.all("html")[0]["lang"] in ("en-GB", "cy")
    assert [section["lang"] for section in page.all("section")] == {"en": ["en-GB"], "cy": ["cy"], "cy-en": ["cy", "en-GB"]}[language]
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:]))
    assert not {"script", "link", "img", "iframe", "object", "form", "input"} & set(page.tags)
    assert "url(" not in text and "@import" not in text and "src=" not in text
    assert "default-src 'none'" in page.all("meta")[2]["content"]


def luminance(colour):
    parts = [int(part * (2 if len(colour) == 4 else 1), 16) / 255 for part in re.findall("." * (len(colour) // 3), colour[1:])]
    return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts))


def test_html_has_contrast_by_day_and_night_heads_of_tables_and_links(muniment, desk):
    text = preview(muniment, desk, "html", TEXT).read_text()
    themes = re.findall(r"--ink:(#\w+);--paper:(#\w+);--accent:(#\w+);--rule:(#\w+)", text)
    assert len(themes) == 2
    for ink, paper, accent, rule in themes:
        for colour, least in (ink, 7), (accent, 7), (rule, 3):
            light, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= least, (colour, paper)
    page = Page(text)
    assert [head["scope"] for head in page.all("th")] == ["row", "row", "col", "col", "col", "row"]
    assert {link["href"] for link in page.all("a")} == {"mailto:data.protection@council.example", "tel:03031231113",
                                                       "https://www.council.example/records"}


def objects(pdf):
    """The objects of a PDF by the tool of another hand."""
    told = json.loads(subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", pdf], check=True, capture_output=True, text=True).stdout)
    return {name: one["value"] for name, one in told["qpdf"][1].items() if "value" in one}


@pytest.mark.parametrize("form", ["pdf", "large-print"])
def test_pdf_has_the_same_links_where_its_words_are(muniment, desk, form):
    pdf = preview(muniment, desk, form, TEXT.replace("Dear {{to.name}}", "Dear {{to.name}} (o'brien@example.org, +44 1632 960123, ico.org.uk/a, me.and.you, 1.org.ukx)"))
    told = objects(pdf)
    links = [one for one in told.values() if isinstance(one, dict) and one.get("/Subtype") == "/Link"]
    wanted = {"mailto:o'brien@example.org", "tel:+441632960123", "https://ico.org.uk/a", "mailto:data.protection@council.example", "tel:03031231113", "https://www.council.example/records"}
    assert {one["/A"]["/URI"].removeprefix("u:") for one in links} == wanted
    for one in links:
        # PDF/UA-1 7.18: said in words, printed, and a part of the structure.
        assert one["/A"]["/URI"].endswith(one["/Contents"].removeprefix("u:")) and one["/F"] == 4 and "/StructParent" in one
    parts = [one for one in told.values() if isinstance(one, dict) and one.get("/S") == "/Link"]
    assert len(parts) == len(links) and all(any(isinstance(kid, dict) and kid.get("/Type") == "/OBJR" for kid in part["/K"]) for part in parts)
    text = " ".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout.split())
    assert "Write to data.protection@council.example or call 0303 123 1113, or see https://www.council.example/records." in text
    read = subprocess.run(["pdfinfo", "-struct-text", pdf], check=True, capture_output=True, text=True).stdout
    order = [read.index(words) for words in ("Write to", '"data.protection', "or call", '"0303 123 1113"', "or see", '"https://www')]
    assert order == sorted(order), "a link stands among the words where it is read"


def test_a_link_that_is_broken_for_want_of_room_leads_to_one_place(muniment, desk):
    long = "a-name-that-no-column-holds." * 6 + "records@council.example"
    told = objects(preview(muniment, desk, "pdf", f"# A\n\nDear {{{{to.name}}}},\n\n| What | Where | When |\n|---|---|---|\n| Ask | {long} | Today |\n| b | c | d |\n"))
    links = [one for one in told.values() if isinstance(one, dict) and one.get("/Subtype") == "/Link"]
    assert len(links) > 1 and {one["/A"]["/URI"] for one in links} == {f"u:mailto:{long}"}
    rows = [one["/Rect"] for one in links]
    assert all(a[3] <= b[1] + 2 or b[3] <= a[1] + 2 for i, a in enumerate(rows) for b in rows[:i]), "each line is clicked on by itself"


def test_plain_text_says_what_each_value_is(muniment, desk):
    text = preview(muniment, desk, "text", TEXT).read_text()
    assert "|" not in text and "Finished on: 22 November 2026\nKept: 4\n" in text
    assert "What: Name\nFrom: School\nWhen: Today\n" in text
    assert "- two\n  - deeper\n" in text and "1. first\n2. second\n" in text


@pytest.mark.parametrize("language", ["en", "cy-en"])
def test_large_print_is_large_everywhere(muniment, tmp_path, language):
    pdf = preview(muniment, make_desk(tmp_path), "large-print", language=language)
    told = subprocess.run(["pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", pdf], check=True, capture_output=True, text=True).stdout
    sizes = {int(size) for size in re.findall(r'<fontspec id="\d+" size="(\d+)"', told)}
    assert sizes and min(sizes) >= 16, sizes
    assert "Page 1 of" in told or "Tudalen 1 o" in told


def rename(desk, old, new):
    for sample in (desk / "notices").glob("*/sample.json"):
        sample.write_text(sample.read_text().replace(old, new))


def back(table, text):
    return subprocess.run(["lou_translate", "-b", f"en-us-brf.dis,{table}"], input=text.replace("\\", "\\\\"), check=True, capture_output=True, text=True).stdout


def joined(brf):
    """Paragraphs in one line again: what goes on is indented by two cells more."""
    lines, depth = [], 0
    for line in brf.replace("\f", "").replace("\r", "").split("\n"):
        deep = len(line) - len(line.lstrip())
        if lines and line.strip() and lines[-1].strip() and deep == depth + 2:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
            depth = deep
    return "\n".join(lines)


@pytest.mark.parametrize("language, table, least", [("en", "en-ueb-g2.ctb", 0.98), ("cy", "cy-cy-g1.utb", 0.97)])
def test_braille_fits_its_paper_and_is_read_back(muniment, tmp_path, language, table, least):
    desk = make_desk(tmp_path)
    rename(desk, "Siân Adébáyọ̀ Wójcik-Llewelyn", "Siân Wójcik-Llewelyn")
    brf = preview(muniment, desk, "braille", language=language).read_bytes().decode("ascii")
    pages = brf.split("\f")
    assert pages[-1] == "" and all(page.count("\n") <= 25 for page in pages)
    assert all(len(line) <= 40 for line in brf.replace("\f", "").split("\r\n"))
    # liblouis reads Welsh back with a ligature for ae, and with digits for commas and points.
    letters = re.compile(r"[^\W\d]+")
    wanted = letters.findall(preview(muniment, desk, "text", language=language).read_text().lower())
    found = letters.findall(back(table, joined(brf)).lower().replace("æ", "ae"))
    missing = [word for word in wanted if word not in found]
    assert len(missing) <= (1 - least) * len(wanted), missing


def test_braille_refuses_a_script_it_cannot_write(muniment, desk):
    (desk / "notices/en/first-record.parent.md").write_text("# Two\n\nDear {{to.name}},\n")
    rename(desk, "Ms Mair Llewelyn", "محمد")
    told = muniment("notice", "preview", "first-record", "--audience", "parent", "--language", "en", "--format", "braille", "--out",
                    desk / "x.brf", "--config", desk / "muniment.conf", status=1).err
    assert "to.name holds text that braille of this language cannot write" in told and not (desk / "x.brf").exists()
