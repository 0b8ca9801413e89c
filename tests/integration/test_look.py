"""The authority's own look: mark, colour, font. It is checked, read aloud, and moves nothing."""
import re
import struct
import subprocess
import zlib

import pytest
from PIL import Image, ImageDraw

from conftest import run_muniment, write_config

FORMS = {"pdf": "letter.pdf", "large-print": "large.pdf", "html": "letter.html"}
PLAIN = 'name_en = "Anytown Council"; name_cy = "Cyngor Unrhyw Dref"; address = [ "Civic Centre" ]; dpo_contact = "dpo@council.example"; '
OWN = 'logo = "{logo}"; logo_text_en = "A sun over a hill, and <b>Anytown</b>"; colour = "#6e1e3c"; font = "DejaVu Serif"; '
MAPS = ('maps = [ "policies/maps/s12-register.conf" ];\npacks = [ "policies/law/england-childrens-database.conf" ];\n'
        'registers = ( { name = "s12"; connection = "host=/nowhere dbname=s12"; map = "s12-register"; } );\n')


class House:
    def __init__(self, folder):
        self.folder = folder
        self.logo = folder / "logo.png"
        image = Image.new("RGBA", (420, 300), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        draw.ellipse((60, 40, 360, 260), fill=(110, 30, 60, 255))
        image.save(self.logo)

    def settings(self, name, more, maps=MAPS):
        return write_config(self.folder / f"{name}.conf", "host=/nowhere", f"authority = {{ {PLAIN}{more} }};\n{maps}")

    def check(self, more, status=1):
        return run_muniment("check", "--config", self.settings("checked", more, ""), "--json", status=status).json["problems"]

    def preview(self, settings, form):
        out = self.folder / f"{settings.stem}-{FORMS[form]}"
        run_muniment("notice", "preview", "first-record", "--audience", "parent", "--language", "en", "--format", form, "--out", out,
                     "--config", settings)
        return out


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("look"))
    house.plain = house.settings("plain", "")
    house.own = house.settings("own", OWN.format(logo=house.logo))
    return house


def words_at(pdf):
    """Each word of page 1 in the window and below it, with its place."""
    found = subprocess.run(["pdftotext", "-bbox", "-l", "1", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [w for w in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">(.*?)</word>', found)
            if float(w[1]) > 39 * 72 / 25.4 and float(w[0]) < 300]


def test_the_mark_is_printed_told_in_words_and_moves_no_address(house):
    own, plain = house.preview(house.own, "pdf"), house.preview(house.plain, "pdf")
    assert run_muniment("notice", "check", own, "--config", house.own, "--json").json["ok"]
    window = lambda pdf: [w for w in words_at(pdf) if float(w[1]) < 67 * 72 / 25.4]
    assert window(own) == window(plain) and len(window(own)) >= 4
    tree = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", own, "-"], check=True, capture_output=True).stdout
    assert tree.count(b"/S /Figure") == 1 and b"/Alt (A sun over a hill, and <b>Anytown</b>)" in tree
    assert b"/S /Figure" not in plain.read_bytes()
    images = subprocess.run(["pdfimages", "-list", own], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert len(images) == 1 and images[0].split()[0] == "1", "once, on the first page, with nothing transparent"
    fonts = subprocess.run(["pdffonts", own], check=True, capture_output=True, text=True).stdout
    assert "DejaVuSerif" in fonts.replace("-", "") and "DejaVu Serif" not in subprocess.run(
        ["pdffonts", plain], check=True, capture_output=True, text=True).stdout


def test_the_same_letter_is_the_same_bytes(house):
    assert house.preview(house.own, "pdf").read_bytes() == house.preview(house.own, "pdf").read_bytes()


def test_a_page_carries_the_mark_within_it_and_fetches_nothing(house):
    page = house.preview(house.own, "html").read_text()
    image = re.search(r'<img class="logo" alt="([^"]*)" src="data:image/png;base64,([A-Za-z0-9+/=]+)">', page)
    assert image and image[1] == "A sun over a hill, and &lt;b&gt;Anytown&lt;/b&gt;"
    assert "default-src 'none'" in page and "img-src data:" in page and not re.search(r'(?:src|url)\s*[=(]\s*"?https?:', page)
    assert "--accent:#6e1e3c" in page and "'DejaVu Serif'" in page
    assert "<img" not in house.preview(house.plain, "html").read_text()


def test_large_print_has_it_too(house):
    images = subprocess.run(["pdfimages", "-list", house.preview(house.own, "large-print")], check=True, capture_output=True, text=True)
    assert len(images.stdout.splitlines()) == 3


@pytest.mark.parametrize("more, said", [
    ('colour = "#ffd700";', "stands out from white by 1.4 to 1 only"),
    ('colour = "#777777";', "stands out from white by 4.5 to 1 only"),
    ('colour = "purple";', "is no colour"),
    ('colour = "#12436";', "is no colour"),
    ('logo = "{logo}";', "Nothing says what the logo shows"),
    ('logo = "logo.png"; logo_text_en = "x";', "must be an absolute path"),
    ('logo = "/nowhere/logo.png"; logo_text_en = "x";', "/nowhere/logo.png cannot be read"),
    ('logo = "{folder}"; logo_text_en = "x";', "cannot be read"),
    ('logo = "/dev/zero"; logo_text_en = "x";', "is larger than 1 MB"),
    ('font = "No Such Serif";', "no font of the name"),
])
def test_what_families_could_not_read_is_found_by_check(house, more, said):
    problems = house.check(more.format(logo=house.logo, folder=house.folder))
    assert len([p for p in problems if said in p["problem"] and p["severity"] == "error" and p["mend"]]) == 1, problems


def png(width, height, body):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", body) + chunk(b"IEND", b""))


@pytest.mark.parametrize("name, data, said", [
    ("bomb", png(30000, 30000, zlib.compress(b"\0" * 100)), "larger than 3000 by 3000"),
    ("tiny", png(20, 20, zlib.compress(b"\0" * 1220)), "too coarse"),
    ("cut", png(200, 200, b"")[:60], "damaged"),
    ("jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "is no PNG"),
    ("empty", b"", "is no PNG"),
])
def test_a_file_that_is_no_mark_is_named_and_stops_no_letter(house, name, data, said):
    path = house.folder / f"{name}.png"
    path.write_bytes(data)
    more = f'logo = "{path}"; logo_text_en = "x";'
    assert [p for p in house.check(more) if said in p["problem"]]
    if name in ("cut", "empty"):
        letter = house.preview(house.settings(name, more), "pdf")
        assert run_muniment("notice", "check", letter, "--config", house.plain).status == 0
