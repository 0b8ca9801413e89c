"""The manual says every key that the programs read."""
import importlib.util
import re
import shutil
import subprocess

import pytest

from conftest import BUILD, ROOT

spec = importlib.util.spec_from_file_location("policy_pages", ROOT / "tools" / "policy-pages.py")
policy_pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(policy_pages)

KEY = re.compile(r'(?:node_(?:text|texts|integer|number|bool|word|date|group|list|array)|read_\w+)\(\s*\w+,\s*"([a-z_0-9]+)"')


def keys(pattern):
    return sorted({key for path in sorted((ROOT / "daemon/settings").glob(pattern)) for key in KEY.findall(path.read_text())})


def page(name):
    return policy_pages.page(name, ROOT / "policies").replace("\\-", "-")


@pytest.mark.parametrize("name,sources", [("muniment-policy", ["law-*.c", "source.c"]), ("muniment-map", ["data-map*.c"])])
def test_each_key_stands_in_its_page(name, sources):
    text = page(name)
    wanted = [key for pattern in sources for key in keys(pattern)]
    assert len(wanted) > 10
    assert [key for key in wanted if not re.search(rf"\b{key}\b", text)] == []


@pytest.mark.parametrize("name", sorted(policy_pages.PAGES))
def test_pages_are_set_without_a_complaint(name, tmp_path):
    if not shutil.which("groff"):
        pytest.skip("groff is not installed")
    path = tmp_path / f"{name}.5"
    path.write_text(policy_pages.page(name, ROOT / "policies"))
    done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-ww", path], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "") and "EXAMPLE" in re.sub(".\x08", "", done.stdout)


def test_every_condition_stands_in_its_page():
    codes = re.findall(r'^ +CONDITION\(\w+, \w+, +"([a-z-]+)"', (ROOT / "daemon/base/conditions.h").read_text(), re.M)
    made = BUILD / "packaging" / "muniment-conditions.7"
    text = made.read_text().replace("\\-", "-")
    assert len(codes) > 100
    assert [code for code in codes if f".B {code}\n" not in text] == []
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-ww", made], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_guide_names_only_commands_there_are():
    from test_cli_contract import COMMANDS
    known, lines = {" ".join(words) for words in COMMANDS}, 0
    for file in ("docs/operators-guide.md", "docs/dpo-guide.md", "README.md"):
        for line in re.findall(r"^ *muniment ([a-z].*)$", (ROOT / file).read_text(), re.M):
            words = line.split()
            lines += 1
            assert " ".join(words[:2]) in known or words[0] in known, line
    assert lines > 20
