"""A language that is written from right to left: its folder is made up, its pages are laid out from the right; the window is not."""
import re
import shutil
import subprocess

import pytest

from conftest import ROOT
from papers import make_desk, preview
from test_languages import MONTHS, add_language

# Letters that join come out of a PDF one by one, so what is looked for is in Latin letters.
TEXT = ("# ما نحتفظ به عن {{to.name}}\n\nاتصل على 0303 123 1113 أو انظر في المدينة.\n\n"
        "| ماذا AAA | من BBB | متى CCC |\n|---|---|---|\n| الاسم | المدرسة | اليوم |\n\n- واحد DDD\n- اثنان\n\n1. أول\n2. ثان EEE\n")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = make_desk(tmp_path_factory.mktemp("desk"))
    (desk / "policies").unlink()
    shutil.copytree(ROOT / "policies", desk / "policies")
    add_language(desk, "ar")
    language = desk / "notices/ar/language.conf"
    language.write_text(language.read_text().replace('tag = "eo"', 'tag = "ar"').replace("Folio {pages}/{page}", "صفحة {page} من {pages}")
                        .replace("Numero {reference}", "مرجعنا: {reference}").replace(f'"{MONTHS[10]}"', '"نوفمبر"'))
    settings = desk / "muniment.conf"
    settings.write_text('made_up_postcodes = [ "ZA" ];\n' + settings.read_text().replace(f"{ROOT}/policies", f"{desk}/policies").replace("name_cy =", 'name_ar = "المدينة"; name_cy ='))
    return desk


def words_of(pdf):
    """Each word with its box, in points from the left."""
    told = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [(word, float(left), float(right), float(top)) for left, top, right, word
            in re.findall('<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax=".*?">(.*?)</word>', told)]


def where(words, text, below=0):
    return next(box for box in words if text in box[0] and box[3] > below)


@pytest.mark.parametrize("form,right", [("pdf", 190 * 72 / 25.4), ("large-print", 188 * 72 / 25.4)])
def test_a_page_is_laid_out_from_the_right(muniment, desk, form, right):
    pdf = preview(muniment, desk, form, TEXT, "ar")
    words = words_of(pdf)
    for heading in ("Llewelyn", "0303"):  # a heading, a paragraph
        line = [box for box in words if abs(box[3] - where(words, heading, 200)[3]) < 6]
        assert abs(max(box[2] for box in line) - right) < 3, line
    bullet, item = where(words, "•"), where(words, "DDD")
    assert right - 15 < bullet[2] <= right and item[2] < bullet[1] and abs(bullet[3] - item[3]) < 8, "a label stands before its item"
    assert where(words, "EEE")[2] < where(words, ".2" if ".2" in str(words) else "2.")[1]
    columns = [where(words, head)[2] for head in ("AAA", "BBB", "CCC")]
    assert columns == sorted(columns, reverse=True) and columns[0] - columns[2] > 100
    groups = [where(words, group)[1] for group in ("0303", "123", "1113")]
    assert groups == sorted(groups), "a number is read as it is dialled"
    info = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf, "-"], check=True, capture_output=True).stdout
    assert b"/Direction /R2L" in info
    assert b"(tel:03031231113)" in info, "a number that is set apart is a link"
    # Nothing of what set a value apart is left for whoever copies from it.
    assert b"feff2068" not in info.lower() and b"feff2069" not in info.lower()


def test_the_address_stays_in_its_window(muniment, desk):
    pdf = preview(muniment, desk, "pdf", TEXT, "ar")
    words = words_of(pdf)
    line = [where(words, word) for word in ("Ms", "Mair", "Llewelyn")]
    assert [word[1] for word in line] == sorted(word[1] for word in line) and abs(line[0][1] - 25.4 * 72 / 25.4) < 2
    muniment("notice", "check", pdf, "--config", desk / "muniment.conf")
    day = [where(words, word, 60)[1] for word in ("2026", "ن", "28")]
    assert day == sorted(day), "a date reads from the right"


def test_a_page_of_html_says_its_direction(muniment, desk):
    text = preview(muniment, desk, "html", TEXT, "ar").read_text()
    assert '<html lang="ar" dir="rtl">' in text and '<section lang="ar" dir="rtl">' in text and '<a dir="ltr" href="tel:03031231113">' in text
    assert '<html lang="en-GB" dir="ltr">' in preview(muniment, desk, "html", "# A\n\nb {{to.name}}\n").read_text()
