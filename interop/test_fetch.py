"""The command `fetch`: what a deployer gets is what the training registered, and it loads."""

import json

import mlflow
import numpy as np
import pytest

from classifiers import log_classifier
from servers import fetch

pytestmark = [
    pytest.mark.stores("folder", "s3proxy"),
    pytest.mark.stricter_than_mlflow,
    pytest.mark.usefixtures("requirements_are_not_inferred"),
]


def test_what_is_fetched_predicts_as_what_was_promoted(
    url, client, in_experiment, name, classifier, iris, tmp_path
):
    with mlflow.start_run():
        info = log_classifier(classifier, iris, registered_model_name=name)
    client.set_registered_model_alias(name, "champion", "1")
    status, said = fetch(url, f"models:/{name}@champion", tmp_path / "model")
    assert (status, said.split(":")[0]) == (0, "fetched")
    loaded = mlflow.pyfunc.load_model(str(tmp_path / "model"))
    assert np.array_equal(loaded.predict(iris.data), classifier.predict(iris.data))
    assert loaded.metadata.model_id == info.model_id
    status, said = fetch(url, f"models:/{name}/latest", tmp_path / "model")
    assert (status, said.split(":")[0]) == (0, "up to date")


def test_the_manifest_tells_the_signature(url, wire, in_experiment, name, classifier, iris):
    with mlflow.start_run():
        info = log_classifier(classifier, iris, registered_model_name=name)
    manifest = wire.session.get(f"{url}/api/modelyard/1.0/models/{name}/versions/1").json()
    assert manifest["model_id"] == info.model_id
    assert manifest["signature"]["inputs"] == json.loads(info.signature.inputs.to_json())
    assert manifest["signature"]["outputs"] == json.loads(info.signature.outputs.to_json())
