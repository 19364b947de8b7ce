"""Replicas that are stopped, killed and started under load: clients notice nothing, or next to nothing."""

import threading

import requests
from mlflow import MlflowClient

from load import PATIENCE_SECONDS, JavaTrainer, Trainers, wait_until


def test_a_rolling_restart_under_load_fails_no_operation(cluster, tmp_path):
    seen = len(cluster.nginx.answered())
    java = JavaTrainer(cluster.url, tmp_path)
    with Trainers(cluster.url) as trainers:
        trainers.go_on()
        cluster.rolling_restart(lambda replica: trainers.go_on())
        run_id, said = java.end()
    print(f"{trainers.operations} operations of the Python client, {len(trainers.failures)} failed")
    print(f"{said['steps']} steps of the Java SDK: {said}")
    assert trainers.failures == []
    assert said["durable"] == said["produced"] and said["dropped"] == "{}"

    # Nor has a client hidden a failure by trying again: nginx gave none.
    answers = cluster.nginx.answered()[seen:]
    passed_on = [line for _, line in answers if "502, 200" in line]
    print(f"{len(answers)} requests through nginx, {len(passed_on)} refused by one replica and passed on")
    assert [line for status, line in answers if status >= 500 or status == 499] == []

    trainers.check()
    client = MlflowClient(cluster.url)
    steps = [point.step for point in client.get_metric_history(run_id, "loss")]
    assert sorted(steps) == list(range(int(said["steps"])))
    assert len(client.get_run(run_id).data.params) == (int(said["steps"]) + 499) // 500


def test_a_killed_replica_loses_nothing_acknowledged_and_the_other_goes_on(cluster):
    with Trainers(cluster.url) as trainers:
        trainers.go_on()
        cluster.replicas[0].kill()
        trainers.go_on()
        failed = len(trainers.failures)
        trainers.go_on()
        # Only calls that were under way in the killed one: one of each trainer at most.
        assert len(trainers.failures) == failed <= len(trainers.all)
    print(f"{trainers.operations} operations, {failed} were under way at the killed replica")
    client = MlflowClient(cluster.url)
    for trainer in trainers.all:
        for run_id, known in trainer.runs.items():
            found = {p.step: p.value for p in client.get_metric_history(run_id, "loss")}
            assert found.items() >= dict(known["points"]).items()
            assert client.get_run(run_id).data.params.items() >= known["params"].items()
            files = {file.path for file in client.list_artifacts(run_id, "notes")}
            assert files >= known["files"].keys()


def test_a_large_file_passes_through_nginx_while_it_comes(cluster):
    client = MlflowClient(cluster.url)
    run = client.create_run(client.create_experiment("large file"))
    path = run.info.artifact_uri.removeprefix("mlflow-artifacts:/")
    megabyte = bytes(range(256)) * 4096
    half_sent, go_on, answers = threading.Event(), threading.Event(), []

    def body():
        for _ in range(8):
            yield megabyte
        half_sent.set()
        go_on.wait(PATIENCE_SECONDS)
        for _ in range(8):
            yield megabyte

    target = f"{cluster.url}/api/2.0/mlflow-artifacts/artifacts/{path}/large.bin"
    sender = threading.Thread(target=lambda: answers.append(requests.put(target, data=body(), timeout=60)))
    sender.start()
    assert half_sent.wait(PATIENCE_SECONDS)
    # The replica is at work on it, though nginx does not have it all yet, and keeps none of it.
    wait_until(lambda: any(under_way(replica) > 1 for replica in cluster.replicas), "the request at a replica")
    kept = [file for folder in ("client_body", "proxy") for file in (cluster.nginx.folder / folder).rglob("*")]
    assert [file for file in kept if file.is_file()] == []
    go_on.set()
    sender.join()
    assert answers[0].status_code == 200, answers[0].text
    fetched = requests.get(target, timeout=60)
    assert fetched.content == megabyte * 16


def under_way(replica):
    metrics = requests.get(f"{replica.url}/metrics", timeout=10).text
    return next(float(line.split()[1]) for line in metrics.splitlines() if line.startswith("modelyard_requests_under_way "))
