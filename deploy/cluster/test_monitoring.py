"""The real Prometheus scrapes both replicas: each query of the dashboard and of the alerts has an answer."""

import json
import math
import re
import shutil
import subprocess

import pytest
import requests
import yaml
from mlflow import MlflowClient

from load import Trainers, wait_until
from programs import DEPLOY, program
from test_replicas import Feed, metric

MONITORING = DEPLOY / "monitoring"
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text())
RULES = [rule for group in yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
# What Grafana puts in for its variables.
VARIABLES = {"$job": ".*", "$instance": ".*", "$__rate_interval": "1m"}


def queries():
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            expression = target["expr"]
            for variable, value in VARIABLES.items():
                expression = expression.replace(variable, value)
            assert "$" not in expression, expression
            yield f"dashboard: {panel['title']} {target['legendFormat']}", expression
    for rule in RULES:
        # What is compared has a value at all times; the comparison has one only in trouble.
        compared = re.fullmatch(r"(.+?)\s*(==|>|<)\s*[\d.]+", rule["expr"], re.S)
        assert compared, f"{rule['alert']} does not end in a comparison with a number"
        yield f"alert: {rule['alert']}", compared[1]


def answer(prometheus, expression):
    found = requests.get(f"{prometheus.url}/api/v1/query", params={"query": expression}, timeout=30)
    assert found.status_code == 200, f"{expression}: {found.text}"
    return [float(series["value"][1]) for series in found.json()["data"]["result"]]


def test_the_alerts_are_sound_and_fire_when_they_should():
    for check in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"], ["check", "config", "prometheus.yml"]):
        done = subprocess.run(
            [program("promtool", "prometheus"), *check], cwd=MONITORING, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_is_shown_to_fire():
    tested = yaml.safe_load((MONITORING / "alerts_test.yml").read_text())["tests"]
    fired = {case["alertname"] for test in tested for case in test["alert_rule_test"] if case.get("exp_alerts")}
    assert fired == {rule["alert"] for rule in RULES}


@pytest.fixture
def trouble(cluster):
    """What panels show that are empty in good times: a store that is away, a collection of memory."""
    client = MlflowClient(cluster.url)
    run = client.create_run(client.create_experiment("trouble"))
    target = f"{cluster.url}/api/2.0/mlflow-artifacts/artifacts/" + run.info.artifact_uri.removeprefix("mlflow-artifacts:/")
    assert requests.put(f"{target}/kept", data=b"kept", timeout=60).status_code == 200
    cluster.store.kill()
    failing = requests.get(f"{target}/kept", timeout=60)
    assert failing.status_code == 503, failing.text
    cluster.store.start()
    for replica in cluster.replicas:
        subprocess.run([shutil.which("jcmd"), str(replica.process.pid), "GC.run"], check=True, capture_output=True)


def test_each_query_of_dashboard_and_alerts_has_an_answer(cluster, trouble):
    feed = Feed(cluster.url)
    with Trainers(cluster.url) as trainers:
        trainers.go_on(300)
        silent = dict(queries())
        asked = len(silent)

        def all_have_answered():
            for name, expression in list(silent.items()):
                if any(not math.isnan(value) for value in answer(cluster.prometheus, expression)):
                    del silent[name]
            return not silent

        try:
            wait_until(all_have_answered, "answers")
        except AssertionError:
            pass
        assert silent == {}
    feed.close()
    print(f"{asked} queries, all answered")
    # A figure that is shown is the right one.
    assert answer(cluster.prometheus, "sum(modelyard_ready)") == [2]
    counted = sum(metric(replica, "modelyard_feed_watchers") for replica in cluster.replicas)
    assert counted <= 1
    sent = sum(len(trainer.runs) for trainer in trainers.all)
    created = 'sum(modelyard_request_seconds_count{route="/api/2.0/mlflow/runs/create", status="2xx"})'
    wait_until(lambda: answer(cluster.prometheus, created)[0] >= sent, "all runs of the load in the figures")


def test_a_replica_that_is_gone_is_noticed(cluster):
    gone = cluster.replicas[1]
    gone.kill()
    pending = 'ALERTS{alertname="ModelyardDown", alertstate="pending", instance="127.0.0.1:%d"}' % gone.port
    wait_until(lambda: answer(cluster.prometheus, pending) == [1], "the alert")
