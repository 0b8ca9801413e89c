"""How texts become pages: what stands together, what is never alone, and what saves a page. Texts of the tests' own."""
import re
import subprocess

import pytest

from papers import make_desk, pages, preview, structure, untagged, words

SENTENCE = "Some words that make a paragraph long enough to wrap over two or three lines of the page as a letter usually does. "


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return make_desk(tmp_path_factory.mktemp("pages"))


def lines(n):
    return "line\\\n" * n + "end\n\n"


def tables(n, rows=2):
    return "".join(f"| k{i} | v |\n|---|---|\n" + "".join(f"| r{k} | {SENTENCE * 2} |\n" for k in range(rows)) + "\n" for i in range(n))


@pytest.mark.parametrize("before", range(0, 12, 2))
def test_a_tables_head_stands_once_and_never_alone(muniment, desk, before):
    for page in pages(preview(muniment, desk, text="# A\n\n" + lines(before) + tables(10))):
        is_head = [bool(re.fullmatch(r"k\d+ +v", line)) for line in page]
        assert not any(a and b for a, b in zip(is_head, is_head[1:])), page
        assert not is_head[-1], page


def rows_by_page(muniment, desk, before):
    made = pages(preview(muniment, desk, text="# A\n\n" + lines(before) + tables(1, 5) + "Below.\n"))
    counts = [sum(bool(re.match(r"r\d ", line)) for line in page) for page in made]
    return [n for n in counts if n]


@pytest.mark.parametrize("before", range(29, 36, 2))
def test_a_table_that_fits_on_a_page_is_not_broken(muniment, desk, before):
    assert rows_by_page(muniment, desk, before) == [5]


@pytest.mark.parametrize("before", (23, 26))
def test_but_no_large_part_of_a_page_is_left_empty_for_it(muniment, desk, before):
    counts = rows_by_page(muniment, desk, before)
    assert sum(counts) == 5 and len(counts) == 2 and min(counts) >= 2


@pytest.mark.parametrize("before", [*range(6, 14), *range(20, 40)])
def test_no_heading_stands_at_the_foot_of_a_page_whatever_is_below_it(muniment, desk, before):
    """Another heading below it, and then a table, are not company enough by their first line; nor where it is that heading
    which decides whether the table may be broken."""
    text = "# A\n\n" + lines(before) + "## Above\n\n### Between\n\n" + tables(1, 5)
    page = next(page for page in pages(preview(muniment, desk, text=text)) if "Above" in page)
    assert any(re.match(r"r0 ", line) for line in page[page.index("Above"):]), page


def test_a_long_table_keeps_two_rows_together_at_each_end_and_repeats_its_head(muniment, desk):
    for rows in range(24, 30):
        made = pages(preview(muniment, desk, text="# A\n\n" + lines(10) + tables(1, rows)))
        counts = [sum(bool(re.match(r"r\d+ ", line)) for line in page) for page in made]
        assert sum(counts) == rows and all(n == 0 or n >= 2 for n in counts), counts
        assert all(re.fullmatch(r"k0 +v", next(line for line in page if line.startswith(("k0", "r")))) for page, n in zip(made, counts) if n)


def test_a_row_higher_than_a_page_begins_below_its_head(muniment, desk):
    made = pages(preview(muniment, desk, text=f"# A\n\n| What | Who |\n|---|---|\n| One | {SENTENCE * 60} |\n"))
    head = next(i for i, line in enumerate(made[0]) if re.fullmatch("What +Who", line))
    assert len(made[0]) > head + 10


def test_a_long_word_breaks_before_it_starves_its_neighbour(muniment, desk):
    word = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789" * 2
    text = words(preview(muniment, desk, text=f"# A\n\n| E-mail | |\n|---|---|\n| Where we write to | {word} |\n"), "-layout")
    assert "Where we write to" in text and word in re.sub(r"\s", "", text)


def test_tables_of_as_many_columns_have_one_split(muniment, desk):
    preview(muniment, desk, text="# A\n\n| a | SECOND |\n|---|---|\n| b | x |\n\nBetween.\n\n"
                                 "| What the rule says of it | SECOND |\n|---|---|\n| b | x |\n")
    boxes = subprocess.run(["pdftotext", "-bbox", desk / "paper.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert len(set(re.findall(r'xMin="([\d.]+)"[^>]*>SECOND<', boxes))) == 1 and boxes.count(">SECOND<") == 2


def test_a_table_of_names_and_values_heads_its_rows(muniment, desk):
    told = structure(preview(muniment, desk, text="# A\n\n| | |\n|---|---|\n| Finished on | 22 November 2026 |\n| Kept | 4 |\n"))
    assert told.count("/Scope /Row") == 2 and "/Scope /Column" not in told and told.count("TR") == 2
    told = structure(preview(muniment, desk, text="# A\n\n| What | When |\n|---|---|\n| Kept | 4 |\n"))
    assert told.count("/Scope /Column") == 2 and told.count("/Scope /Row") == 1


@pytest.mark.parametrize("n", range(34, 44))
def test_no_last_page_of_fewer_than_five_lines(muniment, desk, n):
    made = pages(preview(muniment, desk, text="# A\n\n" + lines(n)))
    assert len(made) == 1 or len(made[-1]) >= 5, made[-1]


@pytest.mark.parametrize("n", range(20, 40, 3))
def test_ways_to_reach_us_and_the_end_of_a_letter_stay_whole(muniment, desk, n):
    contact = "- Telephone\n- E-mail\n- Web\n- Post\n\n"
    made = pages(preview(muniment, desk, text="# A\n\n" + lines(n) + "## How\n\n" + contact + SENTENCE * 9 + "\n\nYours sincerely\n\nThe Council\n"))
    for together in ("Telephone", "E-mail", "Web", "Post"), ("Yours sincerely", "The Council"):
        assert len({at for at, page in enumerate(made) for line in page for word in together if line.endswith(word)}) == 1, made


def test_a_telephone_number_stays_in_one_line(muniment, desk):
    for n in range(8, 20):
        text = words(preview(muniment, desk, text="# A\n\n" + "word " * n + "telephone 0303 123 1113 now.\n"), "-layout")
        assert "0303 123 1113" in text


def test_a_paper_in_two_languages_has_both_titles(muniment, desk):
    (desk / "notices/cy/first-record.parent.md").write_text("# Dau\n\nx\n")
    (desk / "notices/en/first-record.parent.md").write_text("# Two\n\nx\n")
    pdf = preview(muniment, desk, language="cy-en")
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Title: +Dau / Two$", info, re.M)


@pytest.mark.parametrize("said, times", [("what the law asks ", 12), ("see www.council.example/a ", 7)])
def test_no_line_of_an_item_is_left_out_of_the_structure(muniment, desk, said, times):
    """An item of three lines with room for two stays beside its label, and is whole in what is read aloud."""
    for before in range(4, 12):
        items = "".join(f"- {said * times}END{i}\n" for i in range(8))
        pdf = preview(muniment, desk, "pdf", "# About {{to.name}}\n\n" + "Line.\n\n" * before + items)
        assert untagged(pdf) == [], before
        lines = [page[0] for page in pages(pdf)[1:]]
        assert all(line.startswith("•") for line in lines), "none stands alone at the head of a page"
