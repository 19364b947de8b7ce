"""The Java SDK against Modelyard and against MLflow's own server, read back by the client."""

import os
import re
import subprocess
import uuid

import pytest
from mlflow import MlflowClient

from servers import REPOSITORY

SDK = REPOSITORY / "client-sdk" / "target"
EXAMPLES = REPOSITORY / "examples" / "java"
INTEROP = REPOSITORY / "interop"
PATIENCE_SECONDS = 240


@pytest.fixture(params=["modelyard", "mlflow"])
def server(request):
    return request.getfixturevalue("url" if request.param == "modelyard" else "twin_url")


def java(server, folder, program, *args):
    """Runs a Java program with the SDK; gives what it printed."""
    if not (SDK / "client-sdk.jar").is_file():
        raise RuntimeError(f"{SDK}/client-sdk.jar is missing: run ./modelyard build")
    done = subprocess.run(
        [
            *("java", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"),
            *("-cp", f"{SDK}/client-sdk.jar{os.pathsep}{SDK}/lib/*", str(program), *args),
        ],
        env={
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "MLFLOW_TRACKING_URI": server,
            "MODELYARD_SPOOL": str(folder / "spool"),
        },
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((folder / "spool").iterdir()) == [], done.stderr
    return done.stdout


@pytest.fixture
def run(server, tmp_path):
    """The run that the example has made there."""
    printed = java(server, tmp_path, EXAMPLES / "TrainIris.java", str(EXAMPLES / "iris.csv"))
    run_id = re.search("^run ([0-9a-f]{32}), .*produced 205, .*durable 205$", printed, re.M)
    assert run_id, printed
    return MlflowClient(server).get_run(run_id[1])


def test_example_is_read_back_by_the_python_client(server, run):
    client = MlflowClient(server)
    assert run.info.status == "FINISHED"
    assert run.info.run_name == "softmax"
    assert run.data.params == {"learning_rate": "0.1", "epochs": "200"}
    assert run.data.metrics["accuracy"] > 0.9
    steps = [point.step for point in client.get_metric_history(run.info.run_id, "loss")]
    assert sorted(steps) == list(range(1, 201))
    assert [used.dataset.name for used in run.inputs.dataset_inputs] == ["iris"]
    assert "mlflow.user" in run.data.tags

    (output,) = run.outputs.model_outputs
    model = client.get_logged_model(output.model_id)
    assert model.name == "softmax"
    assert model.status == "READY"
    assert model.source_run_id == run.info.run_id
    (version,) = client.search_model_versions(f"run_id = '{run.info.run_id}'")
    assert (version.name, version.current_stage) == ("iris-java", "Production")
    files = client.list_logged_model_artifacts(output.model_id)
    assert {file.path for file in files} == {"MLmodel", "weights.csv"}


def test_what_was_logged_is_found_and_fetched(server, tmp_path):
    name = f"read-back-{uuid.uuid4()}"
    printed = java(server, tmp_path, INTEROP / "ReadBack.java", name, str(tmp_path))
    said = dict(line.split(" ", 1) for line in printed.splitlines())
    assert said.pop("LISTED").startswith("[notes ü.md (5 bytes), plots/]")
    run_id = said.pop("RUN")
    assert said == {
        "EXPERIMENTS": f"[{name}vision]",
        "MODELS": "[READY]",
        "FOLDER": "b",
        "FILE": "notes",
        "VERSION": "1",
    }
    client = MlflowClient(server)
    tags = client.get_run(run_id).data.tags
    assert tags["again"] == "yes"
    assert tags["mlflow.note.content"] == "*gone on with*"
    experiment = client.get_experiment_by_name(name)
    assert experiment.tags["team"] == "vision"
    (child,) = client.search_runs(
        [experiment.experiment_id], f"tags.mlflow.parentRunId = '{run_id}'"
    )
    assert child.info.run_name == "child"
