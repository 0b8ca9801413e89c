"""A filled register for the tests of sql/: the fixtures of tests/integration, and one of our own."""
import importlib.util
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GENERATE = ROOT / "tools" / "generate-register.sh"

sys.path.append(str(ROOT / "tests" / "integration"))
_spec = importlib.util.spec_from_file_location("integration_fixtures", ROOT / "tests" / "integration" / "conftest.py")
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)
cluster = _fixtures.cluster


def generate(database, n=2000, seed=1, as_of="2026-11-21"):
    subprocess.run([GENERATE, database.conninfo, str(n), str(seed), as_of], check=True, timeout=300,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return database


@pytest.fixture(scope="session")
def register(cluster):
    """2,000 children as of 2026-11-21. Tests leave it as they found it."""
    made = generate(cluster.create())
    made.rows("create extension pgtap schema public")
    yield made
    made.drop()
