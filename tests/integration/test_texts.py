"""muniment check fills every letter with its language's sample, so that a text that cannot be one is found there, not in an
envelope."""
import shutil

import pytest

from conftest import ROOT
from papers import make_desk, preview


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


def check(muniment, desk, status):
    result = muniment("check", "--config", desk / "muniment.conf", status=status)
    return result.out + result.err


def test_the_texts_that_are_shipped_are_in_order(muniment, desk):
    assert "is in order" in check(muniment, desk, 0)


@pytest.mark.parametrize("text, said", [
    ("", "the text is empty"),
    ("{{^child.first}}\n# Only then\n\nx\n{{/child.first}}\n", "the text is empty"),
    ("## No title\n\nx\n", "does not begin with a heading of the first level"),
    ("Words.\n\n# Late\n\nx\n", "does not begin with a heading of the first level"),
    ("# T\n\n### Skipped\n\nx\n", 'a heading skips a level: "Skipped"'),
    ("# T\n\nx\n\n## Nothing\n", 'a heading has nothing below it: "Nothing"'),
    ("# T\n\n## Nothing\n\n{{^child.first}}\nx\n{{/child.first}}\n\n## More\n\nx\n", 'a heading has nothing below it: "Nothing"'),
    ("# T\n\nx\n\n# Another\n\nx\n", "second heading of the first level"),
    ("# T\n\nDear {{chidl.first}},\n", "chidl.first: the data has nothing of this name"),
    ("# T\n\n{{> nowhere}}\n", "nowhere: there is no such partial"),
    ("# T\n\n<div>x</div>\n", "raw HTML"),
    ("# T\n\n{{#welsh}}\n", "section welsh is not closed"),
])
def test_a_text_that_cannot_be_a_letter_is_found(muniment, desk, text, said):
    path = desk / "notices/en/first-record.child-6-9.md"
    path.write_text(text)
    told = check(muniment, desk, 1)
    assert str(path) in told and said in told, told


def test_a_partial_lies_beside_the_texts_that_share_it(muniment, desk):
    (desk / "notices/en/contact.part").write_text("- Post: {{authority.name}}\n")
    (desk / "notices/en/first-record.parent.md").write_text("# T\n\n{{> contact}}\n")
    assert "is in order" in check(muniment, desk, 0)


@pytest.fixture
def own(desk):
    """The authority's own folder."""
    folder = desk / "own"
    (folder / "en").mkdir(parents=True)
    with open(desk / "muniment.conf", "a") as settings:
        settings.write(f'texts_dir = "{folder}";\n')
    return folder


def test_an_authority_words_one_text_and_one_label_itself_and_keeps_the_rest(muniment, desk, own):
    (desk / "notices/en/shared.part").write_text("Of the packages.\n")
    (own / "en/first-record.parent.md").write_text("# Ours\n\n{{> shared}}\n\n{{> ours}}\n\n{{#items}}\n- {{what}}\n{{/items}}\n")
    (own / "en/ours.part").write_text("Of our own.\n")
    (own / "en/labels.conf").write_text('labels = { nhs-number = "The number of the health service"; };\n')
    assert "is in order" in check(muniment, desk, 0)
    said = preview(muniment, desk, "text").read_text()
    assert "Ours" in said and "Of the packages." in said and "Of our own." in said
    assert "The number of the health service" in said and "Date of birth" in said, said
    out = desk / "child.text"
    muniment("notice", "preview", "first-record", "--audience", "child-6-9", "--language", "en", "--format", "text", "--out", out,
             "--as-of", "2026-11-28", "--config", desk / "muniment.conf")
    assert "Ours" not in out.read_text()


@pytest.mark.parametrize("name, text, said", [
    ("en/first-record.parents.md", "# T\n\nx\n", "No text of this name is ever sent."),
    ("en/first-record.parent.md", "# T\n\nDear {{chidl.first}},\n", "chidl.first: the data has nothing of this name"),
    ("english/first-record.parent.md", "# T\n\nx\n", "Nothing is read from here."),
    ("en/labels.conf", "labels = ( );\n", "labels"),
])
def test_a_slip_in_an_own_text_is_found(muniment, desk, own, name, text, said):
    (own / name).parent.mkdir(exist_ok=True)
    (own / name).write_text(text)
    assert said in check(muniment, desk, 1)


def test_a_folder_of_own_texts_that_is_not_there_is_found(muniment, desk, own):
    own.rename(desk / "moved")
    assert "cannot be read" in check(muniment, desk, 1)


def test_each_language_of_the_letters_is_filled(muniment, desk):
    shutil.copy(ROOT / "policies/law/wales-education-database-pilot.conf", desk)
    text = (desk / "muniment.conf").read_text()
    (desk / "muniment.conf").write_text(
        text.replace("s12-register", "wales-pilot").replace("england-childrens-database", "wales-education-database-pilot"))
    path = desk / "notices/cy/first-record.parent.md"
    path.write_text("# T\n\n{{nid.oes}}\n")
    told = check(muniment, desk, 1)
    assert str(path) in told and "nid.oes: the data has nothing of this name" in told
