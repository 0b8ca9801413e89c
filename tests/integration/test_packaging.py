"""Every message has its text in the journal's catalog, and the service file is as tight as it says."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOG = ROOT / "packaging" / "catalog" / "muniment.catalog"
UNIT = ROOT / "packaging" / "systemd" / "munimentd.service"
ROOT_BUILD = pathlib.Path(os.environ.get("MUNIMENT_BUILD", ROOT / "build" / "debug"))
MESSAGES = re.findall(r'MESSAGE\((\w+),\s*"([0-9a-f]{32})",\s*(\w+),\s*"([^"]+)"\)',
                      (ROOT / "daemon" / "base" / "messages.h").read_text())
ENTRIES = {id: body for id, body in
           re.findall(r"^-- ([0-9a-f]{32})\n(.*?)(?=^-- |\Z)", CATALOG.read_text(), re.M | re.S)}


def test_the_two_name_the_same_messages():
    assert len(MESSAGES) == len({id for _, id, _, _ in MESSAGES}) > 10
    assert {id for _, id, _, _ in MESSAGES} == set(ENTRIES)


@pytest.mark.parametrize("name,id", [(name, id) for name, id, _, _ in MESSAGES])
def test_each_says_what_why_and_what_to_do(name, id):
    head, *paragraphs = ENTRIES[id].strip().split("\n\n")
    assert head.startswith("Subject: ") and "Defined-By: Muniment" in head
    assert len(paragraphs) >= 2 and all(p.rstrip().endswith(".") for p in paragraphs)
    assert all(len(line) <= 115 for line in ENTRIES[id].splitlines())


def test_the_manual_has_every_message():
    """With its id, and with what the catalog says of it."""
    page = " ".join((ROOT_BUILD / "packaging" / "muniment-journal.7").read_text().replace("\\-", "-").split())
    for name, id, level, text in MESSAGES:
        assert f'.SS "{text}" {name}, {level.removeprefix("LOG_").lower()}, .I {id} ' in page
        for paragraph in ENTRIES[id].strip().split("\n\n")[1:]:
            assert " ".join(paragraph.split())[:60] in page.replace("\\&", "")


def test_journalctl_reads_it(tmp_path):
    database = tmp_path / "var/lib/systemd/catalog"
    database.mkdir(parents=True)
    target = tmp_path / "usr/lib/systemd/catalog"
    target.mkdir(parents=True)
    shutil.copy(CATALOG, target)
    subprocess.run(["journalctl", f"--root={tmp_path}", "--update-catalog"], check=True, timeout=30,
                   stderr=subprocess.DEVNULL)
    listed = subprocess.run(["journalctl", f"--root={tmp_path}", "--list-catalog"], check=True, timeout=30,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    assert {line.split()[0] for line in listed.splitlines() if line.strip()} == set(ENTRIES)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
def test_the_service_is_shut_tight():
    """The overall exposure that systemd counts, where 10 is an open door."""
    done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=11", UNIT],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, text=True)
    assert done.returncode == 0, done.stdout[-400:]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
def test_the_service_file_is_understood(tmp_path):
    """Verified with a program that is there in place of the one to be installed."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/usr/sbin/munimentd", "/bin/true").replace("/bin/kill", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, text=True)
    complaints = [line for line in done.stdout.splitlines() if UNIT.name in line]
    assert complaints == [], done.stdout


def test_an_instance_has_settings_keys_and_state_of_its_own():
    """munimentd@.service is made of munimentd.service, so that both are shut alike."""
    one = UNIT.read_text()
    named = subprocess.run(["sed", "-f", UNIT.parent / "instance.sed", UNIT], check=True, stdout=subprocess.PIPE, text=True).stdout
    changed = [new for old, new in zip(one.splitlines(), named.replace("\nPartOf=munimentd.target", "").splitlines(), strict=True) if old != new]
    assert [line.split("=")[0] for line in changed] == [
        "Description", "ConditionPathExists", "ConditionPathExists", "ExecStart", "StateDirectory", "RuntimeDirectory",
        *["LoadCredential"] * 3, "WantedBy"]
    assert all("%i" in line or line == "WantedBy=munimentd.target" for line in changed)


def test_the_package_has_the_version_of_the_program():
    version = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text()).group(1)
    changelog = (ROOT / "packaging" / "debian" / "changelog").read_text()
    assert changelog.startswith(f"muniment ({version})")


def test_the_package_is_built_of_what_the_tree_is_built_of():
    """packages.txt and debian/control name the same libraries."""
    wanted = set(re.findall(r"\blib[\w.+-]+-dev\b", re.search(r"\[build\](.*?)\n\[", (ROOT / "packages.txt").read_text(), re.S).group(1)))
    control = (ROOT / "packaging" / "debian" / "control").read_text().split("\nPackage:")[0]
    assert wanted - {"libc6-dev"} == set(re.findall(r"\blib[\w.+-]+-dev\b", control))
