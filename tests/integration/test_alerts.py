"""What monitoring is given besides the metrics: rules for alerts, each of which can fire and is silent in a healthy house,
and a dashboard. Neither may speak of a metric that there is not."""
import json
import re
import subprocess

import yaml

from conftest import ROOT
from test_monitor import TABLE, TYPES, needs_prometheus

FOLDER = ROOT / "packaging" / "monitoring"
RULES = FOLDER / "muniment.rules.yml"
ALERTS = {rule["alert"]: rule for rule in yaml.safe_load(RULES.read_text())["groups"][0]["rules"]}
LABELS = {f"muniment_{name}": {label.strip('"') for label in (a, b) if label != "NULL"} for _, _, _, name, a, b, _ in TABLE}

# Series, a value a minute, and when the alert must be there. Another host that is well changes nothing.
FIRES = {
    "MunimentDown": ('up{job="muniment", instance="a"}', '0x20', '10m'),
    "MunimentDatabaseAway": ('muniment_database_up{instance="a"}', '0x20', '15m'),
    "MunimentDatabaseSlow": ('muniment_database_latency_seconds{instance="a"}', '2x30', '20m'),
    "MunimentNoWorkers": ('muniment_workers{instance="a"}', '0x20', '10m'),
    "MunimentProcessesDie": ('muniment_process_deaths_total{instance="a"}', '0+1x60', '30m'),
    "MunimentMemory": ('muniment_process_resident_bytes{instance="a", process="workers"}', '2e9x30', '20m'),
    "MunimentReloadRefused": ('muniment_reloads_total{instance="a", outcome="refused"}', '0 0 1x20', '10m'),
    "MunimentJobsFailed": ('muniment_jobs{instance="a", state="failed"}', '1x20', '10m'),
    "MunimentJobsRetried": ('muniment_job_tries_total{instance="a", kind="queue.tidy", outcome="retried"}', '0+1x60', '30m'),
    "MunimentQueueStands": ('muniment_job_oldest_due_age_seconds{instance="a"}', '3600+60x30', '15m'),
    "MunimentLeasesExpired": ('muniment_job_leases_expired{instance="a"}', '1x30', '20m'),
    "MunimentLeasesLost": ('muniment_job_leases_lost_total{instance="a"}', '0+1x60', '30m'),
    "MunimentRegisterClosed": ('muniment_registers_closed{instance="a"}', '1x5', '2m'),
    "MunimentRequestsOverdue": ('muniment_requests_overdue{instance="a"}', '1x5', '2m'),
    "MunimentRequestsDueSoon": ('muniment_requests_due_soon{instance="a"}', '1x5', '2m'),
    "MunimentObligationsOverdue": ('muniment_obligations_overdue{instance="a"}', '1x5', '2m'),
    "MunimentObligationsWait": ('muniment_obligations{instance="a", state="waiting"}', '1x1500', '1d1h'),
    "MunimentDeliveriesFailed": ('muniment_deliveries{instance="a", state="failed"}', '1x5', '2m'),
    "MunimentDeliveriesHeld": ('muniment_deliveries{instance="a", state="held"}', '1x100', '1h30m'),
    "MunimentHoldsToReview": ('muniment_holds_review_due{instance="a"}', '1x1500', '1d1h'),
    "MunimentRunsFailed": ('muniment_runs{instance="a", state="failed"}', '1x30', '20m'),
    "MunimentRunsWait": ('muniment_run_oldest_age_seconds{instance="a", state="planned"}', '700000x5', '2m'),
    "MunimentLedgerUnsigned": ('muniment_ledger_pending_age_seconds{instance="a"}', '4000x20', '10m'),
}
HEALTHY = {
    'up{job="muniment", instance="b"}': "1x1600", 'muniment_database_up{instance="b"}': "1x1600",
    'muniment_database_latency_seconds{instance="b"}': "0.001x1600", 'muniment_workers{instance="b"}': "2x1600",
    'muniment_process_deaths_total{instance="b"}': "0x1600", 'muniment_reloads_total{instance="b", outcome="taken"}': "0+1x1600",
    'muniment_reloads_total{instance="b", outcome="refused"}': "0x1600",
    'muniment_process_resident_bytes{instance="b", process="workers"}': "2e7x1600",
    'muniment_jobs{instance="b", state="failed"}': "0x1600", 'muniment_jobs{instance="b", state="due"}': "0x1600",
    'muniment_job_tries_total{instance="b", kind="queue.tidy", outcome="done"}': "0+100x1600",
    'muniment_job_tries_total{instance="b", kind="queue.tidy", outcome="retried"}': "0x1600",
    'muniment_job_oldest_due_age_seconds{instance="b"}': "5x1600", 'muniment_job_leases_expired{instance="b"}': "0 0 1 0x1600",
    'muniment_job_leases_lost_total{instance="b"}': "0x1600", 'muniment_requests_overdue{instance="b"}': "0x1600",
    'muniment_registers_closed{instance="b"}': "0x1600", 'muniment_requests_due_soon{instance="b"}': "0x1600", 'muniment_obligations_overdue{instance="b"}': "0x1600",
    'muniment_obligations{instance="b", state="waiting"}': "0x1600", 'muniment_deliveries{instance="b", state="failed"}': "0x1600",
    'muniment_deliveries{instance="b", state="held"}': "0x1600",
    'muniment_holds_review_due{instance="b"}': "0x1600", 'muniment_runs{instance="b", state="failed"}': "0x1600",
    'muniment_runs{instance="b", state="planned"}': "1x1600",
    'muniment_run_oldest_age_seconds{instance="b", state="planned"}': "3600+60x1600",
    'muniment_ledger_pending_age_seconds{instance="b"}': "10x1600",
    'muniment_source_answers_total{instance="b", source="pds", answer="unknown"}': "0+0.1x1600",
    'muniment_source_answers_total{instance="b", source="pds", answer="agreed"}': "0+10x1600",
    'muniment_source_subjects_total{instance="b", source="pds"}': "0+10x1600",
    'muniment_source_sweep_finished_timestamp_seconds{instance="b", source="pds"}': "0+60x1600",
}
# Of these the healthy host's own is the one that decides.
ALONE = {"MunimentNoWorkers"}


def series(values):
    return [{"series": name, "values": value} for name, value in values.items()]


def case(inputs, *wanted):
    """One test of promtool: at each moment an alert is there with these labels, or (None) it is not."""
    return {"interval": "1m", "input_series": series(inputs),
            "alert_rule_test": [{"eval_time": moment, "alertname": alert, "exp_alerts": [{"exp_labels": there}] if there else []}
                                for alert, moment, there in wanted]}


def healthy_like(name):
    """The healthy host's own series of the same metric."""
    return {other: values for other, values in HEALTHY.items() if other.split("{")[0] == name.split("{")[0]}


def promtool(tmp_path, tests):
    """What fired where it should not, or did not where it should; annotations are not compared."""
    bare = yaml.safe_load(RULES.read_text())
    for rule in bare["groups"][0]["rules"]:
        del rule["annotations"]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(bare))
    (tmp_path / "tests.yml").write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "evaluation_interval": "5m", "tests": tests}))
    return subprocess.run(["promtool", "test", "rules", "tests.yml"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120, text=True)


def labels_of(text):
    return dict(re.findall(r'(\w+)="([^"]*)"', text))


def expected_labels(alert, name):
    expression = ALERTS[alert]["expr"]
    labels = labels_of(name)
    for dropped in re.search(r"without \(([^)]*)\)", expression).group(1).split(", ") if "without" in expression else []:
        labels.pop(dropped, None)
    return {**labels, "severity": ALERTS[alert]["labels"]["severity"]}


@needs_prometheus
def test_the_rules_are_right():
    done = subprocess.run(["promtool", "check", "rules", RULES], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, text=True)
    assert done.returncode == 0, done.stdout


@needs_prometheus
def test_each_alert_can_fire(tmp_path):
    source = {"MunimentSourceFails", "MunimentSourceSilent"}
    assert set(FIRES) | source == set(ALERTS)
    tests = [case({**({} if alert in ALONE else healthy_like(name)), name: values}, (alert, moment, expected_labels(alert, name)))
             for alert, (name, values, moment) in FIRES.items()]
    failing = {'muniment_source_answers_total{instance="a", source="x", answer="unknown"}': "0+5x200",
               'muniment_source_subjects_total{instance="a", source="x"}': "0+10x200"}
    tests.append(case(failing, ("MunimentSourceFails", "3h", {"source": "x", "severity": "warning"})))
    silent = {'muniment_source_sweep_finished_timestamp_seconds{instance="a", source="x"}': "0x4500"}
    tests.append(case(silent, ("MunimentSourceSilent", "3d2h", {"source": "x", "severity": "warning"})))
    done = promtool(tmp_path, tests)
    assert done.returncode == 0, done.stdout


@needs_prometheus
def test_no_alert_fires_in_a_healthy_house(tmp_path):
    done = promtool(tmp_path, [case(HEALTHY, *((alert, moment, None) for alert in ALERTS for moment in ("10m", "1h", "1d2h")))])
    assert done.returncode == 0, done.stdout


@needs_prometheus
def test_a_test_of_these_can_fail(tmp_path):
    """The check of silence is no silence of the check."""
    overdue = {'muniment_requests_overdue{instance="a"}': "1x5"}
    assert promtool(tmp_path, [case(overdue, ("MunimentRequestsOverdue", "2m", None))]).returncode


def known(expression):
    """Metrics and labels of an expression are those of the table."""
    names = set(re.findall(r"\bmuniment_\w+", expression))
    assert names or expression.startswith("up{"), expression
    for name in names:
        bare = name if name in TYPES else re.sub(r"_(total|bucket|sum|count)$", "", name)
        assert bare in TYPES, f"{name} is no metric"
        assert (TYPES[bare] == "counter") == name.endswith("_total"), f"{name}: only counters end in _total, and all do"
        for inside in re.findall(name + r"\{([^}]*)\}", expression):
            assert {label for label in re.findall(r"(\w+)\s*=", inside)} <= LABELS[bare] | {"instance", "job", "le"}, expression


def test_alerts_speak_of_metrics_there_are():
    for rule in ALERTS.values():
        known(rule["expr"])
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert rule["annotations"]["summary"].endswith(".") and rule["annotations"]["action"].endswith((".", "host"))


def test_each_need_of_muniment_status_has_its_alert():
    """What a person is told at a glance, monitoring tells, too."""
    rows = re.findall(r'\{ "([\w-]+)", "(\w+)", (NULL|"\w+")', (ROOT / "daemon" / "monitor" / "attention.c").read_text())
    assert len(rows) > 8
    expressions = " ".join(rule["expr"] for rule in ALERTS.values())
    for code, metric, label in rows:
        metric = {"runs": "runs|run_oldest_age_seconds"}.get(metric, metric)
        wanted = rf"muniment_({metric})\b" + ("" if label == "NULL" else rf"\{{state={label}")
        assert re.search(wanted, expressions), f"nothing fires for {code}"


def test_the_dashboard_speaks_of_metrics_there_are():
    dashboard = json.loads((FOLDER / "muniment-dashboard.json").read_text())
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(panels) > 10 and len(set(ids)) == len(ids)
    for panel in panels:
        assert panel["title"] and panel["targets"]
        for target in panel["targets"]:
            known(target["expr"].replace("$__rate_interval", "5m"))
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in dashboard["panels"]]
    assert len(set(places)) == len(places) and all(p["gridPos"]["x"] + p["gridPos"]["w"] <= 24 for p in dashboard["panels"])
