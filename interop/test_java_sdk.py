"""The Java SDK's example against Modelyard and against MLflow's own server, read back by the client."""

import os
import re
import subprocess

import pytest
from mlflow import MlflowClient

from servers import REPOSITORY

SDK = REPOSITORY / "client-sdk" / "target"
EXAMPLES = REPOSITORY / "examples" / "java"
PATIENCE_SECONDS = 240


@pytest.fixture(params=["modelyard", "mlflow"])
def server(request):
    return request.getfixturevalue("url" if request.param == "modelyard" else "twin_url")


@pytest.fixture
def run(server, tmp_path):
    """The run that the example has made there."""
    if not (SDK / "client-sdk.jar").is_file():
        raise RuntimeError(f"{SDK}/client-sdk.jar is missing: run ./modelyard build")
    done = subprocess.run(
        [
            *("java", "-cp", f"{SDK}/client-sdk.jar{os.pathsep}{SDK}/lib/*"),
            *(str(EXAMPLES / "TrainIris.java"), str(EXAMPLES / "iris.csv")),
        ],
        env={
            **os.environ,
            "MLFLOW_TRACKING_URI": server,
            "MODELYARD_SPOOL": str(tmp_path / "spool"),
        },
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "spool").iterdir()) == [], done.stderr
    run_id = re.match("run ([0-9a-f]{32}), .*produced 205, .*durable 205$", done.stdout)
    assert run_id, done.stdout + done.stderr
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
    files = client.list_logged_model_artifacts(output.model_id)
    assert {file.path for file in files} == {"MLmodel", "weights.csv"}
