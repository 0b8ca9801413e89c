"""Names and values as registers hold them, through every form: each is shown as it is, or refused by the name of its
field. Values are data: none is ever read as Markdown, Mustache or HTML, and none turns round what stands beside it."""
import html.parser
import json
import re
import subprocess
import unicodedata

import pytest

from conftest import ROOT
from papers import make_desk

CASES = [json.loads(line) for line in (ROOT / "tests/vectors/values.jsonl").open()]
SHOWN = [value for expected, value in CASES if expected == "shown"]
NO_FONT = "text that no font here can draw"
REFUSED = [(expected, value) for expected, value in CASES if expected != "shown"]
TEXT = ("# Values\n\nDear {{to.name}},\n\n{{#values}}\n- item {{n}} begins {{value}} ends\n{{/values}}\n\n"
        "| What | Held |\n|---|---|\n{{#values}}\n| cell {{n}} begins | {{value}} ends |\n{{/values}}\n")
# What only says how to lay a text out: no reader of a form finds it again, or needs to.
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f\ufeff]")


def bare(text):
    """Without blanks and what is invisible, composed."""
    return re.sub(r"\s+", "", INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


class Words(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = ""

    def handle_data(self, data):
        self.text += data


def read_pdf(path):
    """The text without the feet of its pages."""
    raw = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout
    return re.sub(r"^\f?Page \d+ of \d+( N-1| Values)?$|^N-1$|^Values$", "", raw, flags=re.M)


def read_text(path):
    return path.read_text()


def read_html(path):
    words = Words()
    words.feed(path.read_text())
    return words.text


FORMS = {"pdf": read_pdf, "large-print": read_pdf, "text": read_text, "html": read_html}
PRINTED = ("pdf", "large-print")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = make_desk(tmp_path_factory.mktemp("values"))
    (folder / "notices/en/first-record.parent.md").write_text(TEXT)
    return folder


def preview(muniment, desk, form, values, status=0, name="Ms Mair Llewelyn"):
    sample = json.loads((ROOT / "notices/en/sample.json").read_text())
    sample["to"]["name"] = name
    sample["values"] = [{"n": n, "value": value, "label": "Notes"} for n, value in values]
    (desk / "notices/en/sample.json").write_text(json.dumps(sample))
    out = desk / f"out.{form}"
    out.unlink(missing_ok=True)
    result = muniment("notice", "preview", "first-record", "--audience", "parent", "--language", "en", "--format", form, "--out", out,
                      "--config", desk / "muniment.conf", status=status)
    return FORMS[form](out) if status == 0 else result.err


def test_there_are_five_hundred():
    assert len(SHOWN) >= 500 and len(REFUSED) >= 30


def is_there(form, text, before, value):
    """pdftotext puts the parts of a line that is written in both directions in an order of its own, so there the characters
    are compared."""
    if form in PRINTED and any(unicodedata.bidirectional(c) in ("R", "AL") for c in value):
        between = re.search(re.escape(bare(before)) + "(.*?)ends", text)
        return bool(between) and sorted(between.group(1)) == sorted(bare(value))
    return bare(f"{before}{value} ends") in text


@pytest.mark.parametrize("form", FORMS)
def test_what_can_be_shown_is_shown_as_it_is(muniment, desk, form):
    wrong = []
    numbered = list(enumerate(SHOWN))
    for at in range(0, len(numbered), 60):
        found = bare(preview(muniment, desk, form, numbered[at:at + 60]))
        for n, value in numbered[at:at + 60]:
            for before in f"item {n} begins ", f"cell {n} begins{': ' if form == 'text' else ' '}":
                if not is_there(form, found, before, value):
                    wrong.append((before, ascii(value)))
    assert not wrong


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_shown_is_refused_by_the_name_of_its_field(muniment, desk, form):
    for why, value in REFUSED if form == "pdf" else REFUSED[::5]:
        if form not in PRINTED and why == NO_FONT:
            continue
        told = preview(muniment, desk, form, [(1, value)], status=1)
        assert f"value (Notes) holds {why}" in told and "Mair" not in told, (ascii(value), told)


def test_whom_a_letter_is_addressed_to_is_checked_too(muniment, desk):
    for why, value in REFUSED[::5]:
        if why != NO_FONT:
            assert f"line 1 of the recipient's name and address holds {why}" in preview(muniment, desk, "pdf", [], 1, value)


def test_an_address_is_not_hyphenated_and_copies_without_what_only_helped_to_lay_it_out(muniment, desk):
    address = "data.protection.and.information.governance@wennolcountycouncilsocialservices.example.org"
    preview(muniment, desk, "pdf", [(1, address)])
    raw = subprocess.run(["pdftotext", "-raw", desk / "out.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "-\n" not in raw and "\u200b" not in raw
    # It breaks where a reader expects it to.
    assert re.search(r"[@.]\n", raw[raw.index("data.protection"):])
