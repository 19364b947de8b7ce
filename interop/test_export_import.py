"""mlflow-export-import takes an experiment and a registered model from one server to another."""

import os
import re
import subprocess
import sys
from pathlib import Path

import mlflow
import numpy as np
import pytest
from mlflow import MlflowClient

import classifiers
from conftest import GIVEN_URL
from wire import Wire, texts

HERE = Path(__file__).resolve().parent
PROGRAMS = Path(sys.executable).parent
# The importer notes the new run in the model's description.
RUN_ID = re.compile(rb"^run_id: .*\n", re.MULTILINE)
STAGES = {"1": "Archived", "2": "Production", "3": "Staging", "4": "None"}


@pytest.fixture
def destination(url, request):
    """Another Modelyard; where one was given to test, its own other names."""
    return Wire(url if GIVEN_URL else request.getfixturevalue("own_server").url)


@pytest.fixture
def origin(client, in_experiment, name, iris, tmp_path):
    """The name of an experiment of runs, and of a model whose versions lie in those."""
    client.rename_experiment(in_experiment, name)
    client.set_experiment_tag(in_experiment, "team", "vision é")
    client.create_registered_model(name, {"team": "vision"}, "a forest\nof 日本")
    for number, stage in STAGES.items():
        with mlflow.start_run(run_name=f"run {number}") as run:
            mlflow.log_params({"C": number, "empty": ""})
            mlflow.set_tag("number é", number)
            for step in range(5):
                mlflow.log_metric("loss", 1 / (step + int(number)), step=step)
            folder = tmp_path / number / "model"
            model = classifiers.fitted(iris, C=10.0 ** -int(number))
            mlflow.sklearn.save_model(model, folder, pip_requirements=classifiers.REQUIREMENTS)
            mlflow.log_artifacts(str(folder), "deep/model")
        source = f"{run.info.artifact_uri}/deep/model"
        client.create_model_version(
            name, source, run.info.run_id, {"a": number}, description=f"the {number}."
        )
        with pytest.warns(FutureWarning, match="deprecated"):
            client.transition_model_version_stage(name, number, stage)
    return name


def run_tool(server, *command):
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, "MLFLOW_TRACKING_URI": server.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout
    return done.stdout


def runs_of(server, experiment_name):
    """{name: all that a run is}, without what is new in each place: ids, times and locations."""
    experiment = server.ask("experiments/get-by-name", experiment_name=experiment_name)
    search = {"experiment_ids": [experiment["experiment"]["experiment_id"]]}
    found = server.do("runs/search", search)["runs"]
    runs = {}
    for run in found:
        info, data = run["info"], run["data"]
        assert info["run_name"] not in runs
        runs[info["run_name"]] = {
            "status": info["status"],
            "params": texts(data["params"]),
            "tags": {k: v for k, v in texts(data["tags"]).items() if not k.startswith("mlflow.")},
            "loss": server.history(info["run_id"], "loss"),
            "files": {
                path: RUN_ID.sub(b"", content) if path.endswith("MLmodel") else content
                for path, content in server.files_below(server.artifacts_of(info["run_id"])).items()
            },
        }
    return runs


def model_of(server, name):
    """What a registered model is, and {version: what that is, and the name of its run}."""
    model = server.ask("registered-models/get", name=name)["registered_model"]
    found = server.ask("model-versions/search", filter=f"name = '{name}'")["model_versions"]
    versions = {
        version["version"]: (
            version["current_stage"],
            version["description"],
            texts(version["tags"]),
            server.run(version["run_id"])["info"]["run_name"],
        )
        for version in found
    }
    return model["description"], texts(model["tags"]), versions


def test_an_experiment_and_a_model_are_taken_to_another_server(
    wire, destination, origin, tmp_path, iris
):
    exported, copy = tmp_path / "exported", f"{origin}-copy"
    experiment, model = exported / "experiment", exported / "model"
    exporting = ("--experiment", origin, "--output-dir", experiment)
    run_tool(wire, PROGRAMS / "export-experiment", *exporting)
    run_tool(wire, PROGRAMS / "export-model", "--model", origin, "--output-dir", model)
    importing = ("--experiment-name", copy, "--input-dir", experiment)
    run_tool(destination, PROGRAMS / "import-experiment", *importing)
    importing = ("--model", copy, "--experiment-name", f"{copy}-of-model", "--input-dir", model)
    run_tool(destination, sys.executable, HERE / "import_model.py", *importing, "--sleep-time", "1")

    runs = runs_of(wire, origin)
    assert len(runs) == len(STAGES) and all(len(run["files"]) == 5 for run in runs.values())
    assert runs_of(destination, copy) == runs
    assert runs_of(destination, f"{copy}-of-model") == runs
    assert model_of(destination, copy) == model_of(wire, origin)
    assert {v: stage for v, (stage, *_) in model_of(destination, copy)[2].items()} == STAGES

    there = MlflowClient(destination.url)
    for number in STAGES:
        uri = there.get_model_version_download_uri(copy, number)
        folder = mlflow.artifacts.download_artifacts(uri, tracking_uri=destination.url)
        expected = mlflow.pyfunc.load_model(f"models:/{origin}/{number}").predict(iris.data)
        assert np.array_equal(mlflow.pyfunc.load_model(folder).predict(iris.data), expected)
