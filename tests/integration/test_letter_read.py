"""muniment notice check: a finished letter, read back as the printer reads it; and every way it can be spoilt."""
import pathlib
import subprocess

import pytest

from conftest import run_muniment, write_config

A4 = (595, 842)
AREAS = 'made_up_postcodes = [ "ZA", "ZB", "ZC", "ZD" ];\n'
MM = 72 / 25.4


def raw_pdf(path, content, size=A4, pages=1):
    """A PDF of our own hand: a content stream on each page, Helvetica by name only, not in the file."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>",
               f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{5 + i} 0 R' for i in range(pages))}] >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
               f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"]
    objects += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents 4 0 R "
                f"/Resources << {'/Font << /F 3 0 R >>' if ' Tf ' in content else ''} >> >>"] * pages
    out, places = "%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{i} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{p:010} 00000 n \n" for p in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    path.write_text(out)
    return path


def box(x, y, w=2, h=2):
    """Ink at so many millimetres from the top left."""
    return f"{x * MM:.2f} {A4[1] - (y + h) * MM:.2f} {w * MM:.2f} {h * MM:.2f} re f"


def word(text, x, y):
    return f"BT /F 10 Tf {x * MM:.2f} {A4[1] - y * MM:.2f} Td ({text}) Tj ET"


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    """A letter to a made-up parent, and settings that know its made-up place and settings that do not."""
    folder = tmp_path_factory.mktemp("post")
    (folder / "out").mkdir()
    registers = 'registers = ( { name = "s12"; connection = "host=/nowhere dbname=s12"; map = "s12-register"; } );\n'
    policies = 'authority = { name_en = "Anytown Council"; address = [ "Civic Centre" ]; dpo_contact = "dpo@council.example"; };\n'
    policies += 'maps = [ "policies/maps/s12-register.conf" ];\npacks = [ "policies/law/england-childrens-database.conf" ];\n'
    trial = write_config(folder / "trial.conf", "host=/nowhere", registers + policies)
    strict = folder / "strict.conf"
    strict.write_text(trial.read_text().replace(AREAS, ""))
    letter = folder / "letter.pdf"
    run_muniment("notice", "preview", "first-record", "--audience", "parent", "--language", "en", "--format", "pdf", "--out", letter,
             "--config", trial)

    class Post:
        pass

    post = Post()
    post.folder, post.letter, post.strict, post.trial = folder, letter, strict, trial
    post.check = lambda path, status=0, settings=trial: run_muniment("notice", "check", path, "--config", settings, "--json", status=status)
    return post


def qpdf(*args):
    subprocess.run(["qpdf", "--warning-exit-0", *map(str, args)], check=True, capture_output=True)


def over(post, name, content, page=1):
    """The letter with something drawn over one of its pages."""
    drawn = raw_pdf(post.folder / f"{name}.overlay.pdf", content)
    out = post.folder / f"{name}.pdf"
    qpdf(post.letter, "--overlay", drawn, f"--to={page}", "--", out)
    return out


def test_a_letter_that_can_go_is_told_with_its_address(post):
    answer = post.check(post.letter).json
    assert answer["ok"] and answer["code"] is None and answer["pages"] >= 2
    assert answer["address"][1:] == ["12 Example Road", "Aberwennol", "ZA1 2AB"]
    said = run_muniment("notice", "check", post.letter, "--config", post.trial).out
    assert "can go by post" in said and "  ZA1 2AB\n" in said


def test_a_place_that_the_post_does_not_serve_needs_the_setting_of_a_trial(post):
    answer = post.check(post.letter, 1, post.strict)
    assert answer.json["code"] == "not-a-real-uk-postcode" and answer.json["page"] is None
    assert "cannot go by post: not-a-real-uk-postcode." in answer.err


# Each edge of what page 1 and later pages may carry, a little outside it: further than the printer's grace.
OUTSIDE = [(1, 12, 150), (1, 197, 150), (1, 100, 2), (1, 100, 293.5), (1, 20, 50), (1, 122, 50), (1, 60, 34), (1, 60, 80),
           (2, 12, 20), (2, 197, 20), (2, 100, 2), (2, 100, 293.5)]
INSIDE = [(1, 16, 150), (1, 192, 150), (1, 100, 6), (1, 60, 50), (2, 16, 20), (2, 192, 20), (2, 100, 6), (2, 100, 289)]


@pytest.mark.parametrize("page, x, y", OUTSIDE)
def test_ink_where_none_may_be(post, page, x, y):
    spoilt = over(post, f"outside-{page}-{x}-{y}", box(x, y), page)
    answer = post.check(spoilt, 1)
    assert (answer.json["code"], answer.json["page"]) == ("content-outside-printable-area", page)
    assert f"on page {page}" in answer.err


@pytest.mark.parametrize("page, x, y", INSIDE)
def test_ink_where_it_may_be(post, page, x, y):
    assert post.check(over(post, f"inside-{page}-{x}-{y}", box(x, y), page)).json["ok"]


def spoil_locked(post, out):
    qpdf("--encrypt", "", "owner", "256", "--", post.letter, out)


def spoil_cut(post, out):
    out.write_bytes(post.letter.read_bytes()[:200])


def spoil_no_pdf(post, out):
    out.write_text("Dear parent")


def spoil_empty(post, out):
    out.write_bytes(b"")


def spoil_turned(post, out):
    qpdf("--rotate=+90:1", post.letter, out)


def spoil_size(post, out):
    raw_pdf(out, box(50, 100), (612, 792))


def spoil_long(post, out):
    qpdf("--empty", "--pages", *([post.letter, "1"] * 11), "--", out)


def spoil_mark(post, out):
    over(post, out.stem, word("NOTIFY", 100, 50), 2)


def spoil_font(post, out):
    over(post, out.stem, word("Dear parent", 100, 150))


@pytest.mark.parametrize("spoil, code, page", [
    (spoil_locked, "unable-to-read-the-file", None), (spoil_cut, "unable-to-read-the-file", None),
    (spoil_no_pdf, "unable-to-read-the-file", None), (spoil_empty, "unable-to-read-the-file", None),
    (spoil_turned, "letter-not-a4-portrait-oriented", 1), (spoil_size, "letter-not-a4-portrait-oriented", 1),
    (spoil_long, "letter-too-long", None), (spoil_mark, "notify-tag-found-in-content", 2), (spoil_font, "font-not-embedded", None),
])
def test_a_spoilt_letter_is_named_as_the_printer_would(post, spoil, code, page):
    out = post.folder / f"{spoil.__name__}.pdf"
    spoil(post, out)
    answer = post.check(out, 1)
    assert (answer.json["code"], answer.json["page"]) == (code, page)
    assert answer.err.count("\n") == 1 and code in answer.err


def test_what_is_no_letter_is_refused_in_one_sentence(post):
    for path, said in ((pathlib.Path("/dev/zero"), "more than 20 megabytes"), (post.folder, "cannot be read"),
                       (post.folder / "absent.pdf", "cannot be read")):
        answer = post.check(path, 1)
        assert said in answer.err and answer.err.count("\n") == 1 and not answer.out
