"""A desk at which texts of a test's own become papers: a data folder, and settings that no database answers."""
import re
import shutil
import subprocess

from conftest import ROOT


def make_desk(folder):
    shutil.copytree(ROOT / "notices", folder / "notices")
    (folder / "policies").symlink_to(ROOT / "policies")
    (folder / "muniment.conf").write_text(
        f'database = "dbname=nowhere"; jurisdiction = "england-wales"; data_dir = "{folder}";\n'
        'authority = { name_en = "Anytown Council"; name_cy = "Cyngor Unrhyw Dref"; address = [ "Civic Centre", "ZZ99 3WZ" ];\n'
        '  dpo_contact = "dpo@council.example"; };\n'
        f'maps = [ "{ROOT}/policies/maps/s12-register.conf" ]; packs = [ "{ROOT}/policies/law/england-childrens-database.conf" ];\n'
        'registers = ( { name = "s12"; connection = "dbname=nowhere"; map = "s12-register"; } );\n')
    return folder


def preview(muniment, desk, form="pdf", text=None, language="en"):
    """The paper, of this text or of what lies there."""
    if text is not None:
        (desk / "notices" / language / "first-record.parent.md").write_text(text)
    out = desk / f"paper.{form}"
    muniment("notice", "preview", "first-record", "--audience", "parent", "--language", language, "--format", form, "--out", out,
             "--as-of", "2026-11-28", "--config", desk / "muniment.conf")
    return out


def words(pdf, *options):
    return subprocess.run(["pdftotext", *options, pdf, "-"], check=True, capture_output=True, text=True).stdout


def pages(pdf):
    """The lines of each page, without blank ones and the foot."""
    return [[line.strip() for line in page.splitlines() if line.strip() and " of " not in line[-10:]]
            for page in words(pdf, "-layout").split("\f")[:-1]]


def untagged(pdf):
    """Pages with text that stands in no marked content (PDF/UA-1 7.1): whoever is read to is not told of it."""
    pages = []
    bare = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf, "-"], check=True, capture_output=True).stdout
    for page, content in re.findall(rb"%% Contents for page (\d+)\n.*?\nstream\n(.*?)endstream", bare, re.S):
        depth = 0
        for line in content.split(b"\n"):
            depth += bool(re.search(rb"\b(BDC|BMC)\s*$", line)) - bool(re.search(rb"(^|\s)EMC\s*$", line))
            if depth <= 0 and re.search(rb"(Tj|TJ)\s*$", line):
                pages.append(int(page))
    assert b"Contents for page 1" in bare
    return pages


def structure(pdf):
    return subprocess.run(["pdfinfo", "-struct-text", pdf], check=True, capture_output=True, text=True).stdout
