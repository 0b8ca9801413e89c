"""Every page of HTML, opened in a browser and looked at by axe-core: make check-pages brings both.

The checks are the checker's own (WCAG 2 A and AA and its best practices), so that a page is not judged only by whoever made it."""
import html
import json
import os
import pathlib
import re
import subprocess

import pytest

from conftest import ROOT
from papers import make_desk
from test_report import CHILD, made

AXE = os.environ.get("MUNIMENT_AXE")  # axe.min.js
pytestmark = pytest.mark.skipif(not AXE, reason="needs a browser and axe-core: make check-pages")
AUDIENCES = sorted(path.name.split(".")[1] for path in (ROOT / "notices/en").glob("first-record.*.md"))
ASK = """<script>axe.run().then(found => document.documentElement.setAttribute('data-found', JSON.stringify({
  breaches: found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]),
  unsure: found.incomplete.map(rule => [rule.id, rule.nodes.map(node => node.html)]), passes: found.passes.length })));</script>"""


def ask(path, folder):
    """What axe-core finds on the page. Its own policy lets no script run, so the copy that is looked at has none."""
    text = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", path.read_text(), flags=re.IGNORECASE)
    copy = folder / f"looked-at-{path.name}"
    copy.write_text(f"{text}<script>{pathlib.Path(AXE).read_text()}</script>{ASK}")
    seen = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser",
                           "--virtual-time-budget=10000", "--dump-dom", copy.as_uri()],
                          check=True, capture_output=True, text=True, timeout=120).stdout
    return json.loads(html.unescape(re.search('data-found="([^"]*)"', seen)[1]))


def assert_fit_for_all(path, folder):
    found = ask(path, folder)
    assert found["breaches"] == [] and found["unsure"] == [] and found["passes"] > 20, (path.name, found)


@pytest.mark.parametrize("language", ["en", "cy", "cy-en"])
def test_a_notice_is_fit_for_all(muniment, tmp_path, language):
    desk = make_desk(tmp_path)
    assert len(AUDIENCES) == 7
    for audience in AUDIENCES:
        page = tmp_path / f"{audience}.html"
        muniment("notice", "preview", "first-record", "--audience", audience, "--language", language, "--format", "html", "--out", page,
                 "--config", desk / "muniment.conf")
        assert_fit_for_all(page, tmp_path)


@pytest.mark.parametrize("language,born", [("en", "between '2009-01-01' and '2011-12-31'"), ("cy", "between '2017-01-01' and '2019-01-01'")])
def test_a_report_is_fit_for_all(office, tmp_path, language, born):
    ref = made(office, office.child(f"{CHILD} and c.born_on {born}"), language=language)
    page = tmp_path / "report.html"
    office("request", "render", ref, "--format", "html", "--out", page)
    assert_fit_for_all(page, tmp_path)


@pytest.mark.parametrize("was,planted,rule", [
    ('<html lang="en-GB"', "<html", "html-has-lang"), ("<title>", "<title hidden>", None), ("<main", '<main><img src="a.png"', "image-alt"),
    ("<h1", '<p style="color:#ccc;background:#fff">pale</p><h1', "color-contrast"), ("<main", '<main><input type="text"', "label"),
])
def test_a_planted_breach_is_found(muniment, tmp_path, was, planted, rule):
    desk = make_desk(tmp_path)
    page = tmp_path / "page.html"
    muniment("notice", "preview", "first-record", "--audience", "adult", "--language", "en", "--format", "html", "--out", page,
             "--config", desk / "muniment.conf")
    text = page.read_text()
    assert was in text
    page.write_text(text.replace(was, planted, 1))
    found = [name for name, _ in ask(page, tmp_path)["breaches"]]
    assert (rule in found) if rule else found == []
