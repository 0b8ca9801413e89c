"""A governance database as the first ten migrations left it after a month's work (requests, runs and obligations in their
states, holds set and released, letters, certificates, tombstones, a signed ledger) goes through the upgrade: nothing is lost,
and what was signed before still holds. The dump is kept in tests/integration/old; nobody in it exists."""
import gzip
import json
import subprocess

import pytest

from conftest import ROOT, run_muniment

OLD = ROOT / "tests" / "integration" / "old"
KEY = "muniment/10c14e2d+b8eabc7b+AdWL75ISdiBPWm7fmru3ZPBSW1fD9NZ1eJ6aHx8USGHD"
KEPT = ("policy", "register", "subject_ref", "ledger_entry", "ledger_node", "ledger_checkpoint", "hold", "hold_review", "run", "approval",
        "batch", "held", "tombstone", "verification", "certificate", "sweep", "subject_check", "check_result", "discrepancy", "request",
        "request_event", "request_party", "obligation", "notice", "delivery",
        "rule_in_force", "rule_change", "mark", "closing", "map_decision")


def counts(database):
    return {table: database.value(f"select count(*) from muniment.{table}") for table in KEPT}


def states(database):
    return {table: database.rows(f"select state, count(*) from muniment.{table} group by 1 order by 1") for table in ("request", "run", "obligation", "hold")
            if table != "hold"}


@pytest.fixture
def old(cluster, template, empty_database):
    """template: for the roles, which belong to the cluster."""
    dump = gzip.decompress((OLD / "governance-0010.sql.gz").read_bytes()).decode()
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", empty_database.conninfo], input=dump, text=True, check=True, timeout=60,
                   stdout=subprocess.DEVNULL)
    return empty_database


OPEN = "('collected', 'reviewed', 'approved', 'rendered')"


def test_nothing_is_lost(old):
    leaves = "select index, leaf from muniment.ledger_entry order by 1"
    gone_out = ("select count(*) from muniment.dossier_item d join muniment.request r on r.ref = d.request where r.state not in " + OPEN)
    before = counts(old), states(old), old.rows(leaves), old.value(gone_out)
    reports = old.value("select count(*) from muniment.request_document d join muniment.request r on r.ref = d.request where r.state in " + OPEN)
    documents = old.value("select count(*) from muniment.document")
    assert before[0]["ledger_entry"] > 1000 and before[0]["certificate"] == 3 and before[0]["tombstone"] == 8
    assert {state for state, _ in before[1]["request"]} >= {"received", "identified", "collected", "rendered", "released", "refused", "withdrawn"}
    assert {state for state, _ in before[1]["run"]} == {"planned", "approved", "stopped", "certified"}
    assert run_muniment("migrate", "--database", old.conninfo, "--json").json["from"] == 10
    after = counts(old), states(old), old.rows(leaves), old.value(gone_out)
    # Dossiers that have not gone out were made under reasons that were no law: they are collected anew.
    was, now = dict(before[1].pop("request")), dict(after[1].pop("request"))
    again = sum(was.pop(state, 0) for state in ("collected", "reviewed", "approved", "rendered"))
    was["identified"] = was.get("identified", 0) + again
    assert again > 0 and now == was and after == before
    assert old.value("select count(*) from muniment.job where kind = 'request.collect' and state = 'queued'") >= again
    assert old.value("select count(*) from muniment.document") == documents - reports
    assert old.value("select count(*) from muniment.dossier_item") == before[3]


def test_what_was_signed_still_holds(old, config, tmp_path):
    run_muniment("migrate", "--database", old.conninfo)
    settings = config(conninfo=old.conninfo)
    verified = run_muniment("ledger", "verify", "--key", KEY, "--config", settings, "--json").json
    assert verified["ok"] and verified["entries"] == 1273
    for (body,) in old.rows("select convert_from(d.body, 'UTF8') from muniment.certificate c join muniment.document d on d.id = c.body order by c.run"):
        path = tmp_path / "certificate.json"
        path.write_text(body)
        checked = run_muniment("ledger", "verify", "--proof", path, "--key", KEY, "--json").json
        assert checked["ok"], checked
        path.write_text(body.replace(f'"disposed": {json.loads(body)["disposed"]}', '"disposed": 99'))
        assert run_muniment("ledger", "verify", "--proof", path, "--key", KEY, status=1).err


def test_who_acted_before_stands_as_it_stood(old):
    """Names that were typed, before the database stamped the login."""
    before = old.rows("select run, name from muniment.approval order by 1, 2"), old.rows("select request, n, actor from muniment.request_event order by 1, 2")
    run_muniment("migrate", "--database", old.conninfo)
    assert (old.rows("select run, name from muniment.approval order by 1, 2"),
            old.rows("select request, n, actor from muniment.request_event order by 1, 2")) == before
