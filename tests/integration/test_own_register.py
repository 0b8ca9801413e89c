"""docs/bring-your-own-register.md, typed as it stands."""
import os
import re
import subprocess

import pytest
from psycopg.conninfo import conninfo_to_dict

from conftest import BUILD, ROOT

PAGE = (ROOT / "docs" / "bring-your-own-register.md").read_text()


@pytest.fixture
def shell(cluster, tmp_path):
    """One shell from the first command to the last, beside a server of the test's own."""
    where = conninfo_to_dict(cluster.base)
    env = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "PGDATABASE": "postgres",
           **{"PG" + key.upper(): value for key, value in where.items() if key in ("host", "port", "user")}}
    def run(script):
        return subprocess.run(["bash", "-euxc", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300,
                              stdin=subprocess.DEVNULL)
    yield run
    for name in "town", "town_governance":
        run(f"dropdb --if-exists --force {name}")


def test_the_page_from_create_table_to_certificate(shell, tmp_path, cluster):
    script = []
    for kind, name, text in re.findall(r"(?ms)^```(\w+) ?(\S*)\n(.*?)^```$", PAGE):
        if kind == "sh":
            script.append(text)
        else:
            (tmp_path / name).write_text(text)
    assert len(script) == 6
    done = shell("".join(script))
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    assert "100 % of the columns" in done.stdout and "left off: public.schema_version" in done.stdout
    assert "1.31 m" in done.stdout and "Mother of Ann" in done.stdout and "Mother of Ben" not in done.stdout
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
    left = shell("""psql -AtF' ' -d town -c "select 'child', id from child union select 'address', id from address
        union select 'visit', id from visit union select 'folder', id from folder union select 'account', count(child_id) from account
        union select 'measure', child_id from measure order by 1, 2" """).stdout.split("\n")
    assert left[:-1] == ["account 2", "address 1", "child 2", "child 4", "folder 2", "folder 4", "measure 2", "measure 4",
                         "visit 2", "visit 4"]
    drafted = (tmp_path / "draft.conf").read_text()
    assert "decide" in drafted and '"public.schema_version"' in drafted
