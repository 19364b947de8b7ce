"""Models that are registered, and loaded by version, stage, alias and as the latest."""

import json
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
import requests
from mlflow.exceptions import MlflowException

import classifiers
from classifiers import log_classifier
from servers import Scoring

pytestmark = [
    pytest.mark.stores("folder"),
    pytest.mark.usefixtures("requirements_are_not_inferred"),
]

ALSO_ON_S3 = pytest.mark.stores("folder", "s3proxy")


@pytest.fixture(scope="session")
def weak(iris):
    """A classifier that predicts otherwise than the fixture `classifier`."""
    return classifiers.fitted(iris, C=0.0005)


@pytest.fixture
def predicts(iris):
    """`predicts(uri, classifier)`: whether what loads from there predicts as that one does."""

    def compare(uri, classifier):
        loaded = mlflow.pyfunc.load_model(uri)
        return np.array_equal(loaded.predict(iris.data), classifier.predict(iris.data))

    return compare


@pytest.fixture
def two_versions(in_experiment, name, weak, classifier, iris):
    """The name of a model with the versions 1, weak, and 2."""
    for model in weak, classifier:
        with mlflow.start_run():
            log_classifier(model, iris, registered_model_name=name)
    return name


def move(client, name, version, stage, **options):
    with pytest.warns(FutureWarning, match="deprecated"):
        client.transition_model_version_stage(name, version, stage, **options)


def registered_as(client, model_id):
    """What the logged model knows of it: the server notes it, and some clients do so once more."""
    known = json.loads(client.get_logged_model(model_id).tags["mlflow.modelVersions"])
    return {(entry["name"], int(entry["version"])) for entry in known}


@ALSO_ON_S3
def test_a_model_is_registered_as_it_is_logged(
    client, in_experiment, name, weak, classifier, iris, predicts
):
    logged = []
    for model in weak, classifier:
        with mlflow.start_run() as run:
            info = log_classifier(model, iris, registered_model_name=name)
        logged.append((info, run.info.run_id))
    assert not np.array_equal(weak.predict(iris.data), classifier.predict(iris.data))
    for number, (info, run_id) in enumerate(logged, 1):
        assert info.registered_model_version == str(number)
        version = client.get_model_version(name, str(number))
        assert (version.source, version.current_stage) == (f"models:/{info.model_id}", "None")
        assert (version.status, version.run_id or run_id) == ("READY", run_id)
        uri = client.get_model_version_download_uri(name, str(number))
        assert info.model_id in uri
        assert registered_as(client, info.model_id) == {(name, number)}
    assert predicts(f"models:/{name}/1", weak)
    assert predicts(f"models:/{name}/2", classifier)
    loaded = mlflow.sklearn.load_model(f"models:/{name}/2")
    assert np.array_equal(loaded.predict_proba(iris.data), classifier.predict_proba(iris.data))


@ALSO_ON_S3
def test_a_model_is_loaded_by_stage_alias_and_as_the_latest(
    client, two_versions, weak, classifier, predicts
):
    model = f"models:/{two_versions}"
    assert predicts(f"{model}/latest", classifier)
    move(client, two_versions, "1", "Production")
    client.set_registered_model_alias(two_versions, "champion", "1")
    assert predicts(f"{model}/Production", weak)
    assert predicts(f"{model}/production", weak)
    assert predicts(f"{model}@champion", weak)
    move(client, two_versions, "2", "Production", archive_existing_versions=True)
    client.set_registered_model_alias(two_versions, "champion", "2")
    assert predicts(f"{model}/Production", classifier)
    assert predicts(f"{model}/Archived", weak)
    assert predicts(f"{model}@champion", classifier)
    assert predicts(f"{model}/latest", classifier)
    client.delete_model_version(two_versions, "2")
    assert predicts(f"{model}/latest", weak)
    for gone in ("/2", "/Production", "@champion"):
        with pytest.raises(MlflowException):
            mlflow.pyfunc.load_model(f"{model}{gone}")


def test_a_logged_model_is_registered_afterwards(
    client, in_experiment, name, classifier, iris, predicts
):
    with mlflow.start_run() as run:
        info = log_classifier(classifier, iris)
    by_run = mlflow.register_model(f"runs:/{run.info.run_id}/model", name, tags={"a": "1"})
    by_id = mlflow.register_model(info.model_uri, name)
    assert (by_run.version, by_run.tags, by_id.version) == ("1", {"a": "1"}, "2")
    for version in by_run, by_id:
        assert client.get_model_version(name, version.version).source == f"models:/{info.model_id}"
        assert predicts(f"models:/{name}/{version.version}", classifier)
    assert registered_as(client, info.model_id) == {(name, 1), (name, 2)}
    assert mlflow.models.get_model_info(f"models:/{name}/1").model_id == info.model_id


def test_a_folder_of_a_run_is_registered(
    client, in_experiment, name, classifier, iris, predicts, tmp_path
):
    mlflow.sklearn.save_model(
        classifier, tmp_path / "saved", pip_requirements=classifiers.REQUIREMENTS
    )
    with mlflow.start_run() as run:
        mlflow.log_artifacts(str(tmp_path / "saved"), "by hand")
    version = mlflow.register_model(f"runs:/{run.info.run_id}/by hand", name)
    assert version.run_id == run.info.run_id
    kept = client.get_model_version(name, "1")
    assert kept.source == f"{run.info.artifact_uri}/by hand"
    assert predicts(f"models:/{name}/1", classifier)
    folder = Path(mlflow.artifacts.download_artifacts(f"models:/{name}/1"))
    assert (folder / "MLmodel").read_text() == (tmp_path / "saved/MLmodel").read_text()


def test_a_copy_predicts_as_its_origin(client, two_versions, classifier, predicts):
    copy = client.copy_model_version(f"models:/{two_versions}/2", f"{two_versions}-production")
    assert (copy.name, copy.version) == (f"{two_versions}-production", "1")
    client.set_registered_model_alias(copy.name, "champion", "1")
    client.delete_registered_model(two_versions)
    assert predicts(f"models:/{copy.name}@champion", classifier)


def test_what_is_not_registered_does_not_load(client, two_versions):
    for wrong in (
        *(f"{two_versions}-nobody/1", f"{two_versions}/99", f"{two_versions}@nobody"),
        *(f"{two_versions}/Staging", f"{two_versions}-nobody/latest", f"{two_versions}/Live"),
    ):
        with pytest.raises(MlflowException):
            mlflow.pyfunc.load_model(f"models:/{wrong}")


def test_a_model_in_production_is_served(client, url, two_versions, classifier, iris, tmp_path):
    move(client, two_versions, "2", "Production")
    scoring = Scoring(tmp_path, f"models:/{two_versions}/Production", url).start()
    try:
        body = {"dataframe_split": iris.data.iloc[::10].to_dict(orient="split", index=False)}
        answer = requests.post(f"{scoring.url}/invocations", json=body, timeout=60)
        assert answer.status_code == 200, f"{answer.text}\n{scoring.log()}"
        expected = classifier.predict(iris.data.iloc[::10])
        assert answer.json()["predictions"] == expected.tolist()
        wrong = pd.DataFrame({"wrong": [1.0]}).to_dict(orient="split", index=False)
        refused = requests.post(
            f"{scoring.url}/invocations", json={"dataframe_split": wrong}, timeout=60
        )
        assert refused.status_code == 400
    finally:
        scoring.stop()
