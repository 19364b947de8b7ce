"""What the client meets at a guarded model, which protects what is in use; docs/api.md lists it."""

import pytest
import requests
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from wire import BYTES

pytestmark = pytest.mark.stricter_than_mlflow

OWN = "/api/modelyard/1.0"
FOLDER = "s3://models/folder"


@pytest.fixture
def guarded(client, wire, name):
    """A guarded model of three versions; the first is in Production, and champion."""
    answer = wire.send("POST", f"{OWN}/models", {"name": name, "mode": "guarded"})
    assert answer.status_code == 201, answer.text
    for _ in range(3):
        client.create_model_version(name, FOLDER)
    move(client, name, "1", "Production")
    client.set_registered_model_alias(name, "champion", "1")
    return name


def move(client, name, version, stage, **options):
    with pytest.warns(FutureWarning, match="deprecated"):
        return client.transition_model_version_stage(name, version, stage, **options)


def stages(client, name):
    return {v.version: v.current_stage for v in client.search_model_versions(f"name = '{name}'")}


def test_a_move_to_production_archives_without_being_asked(client, guarded):
    assert move(client, guarded, "2", "Production").current_stage == "Production"
    assert stages(client, guarded) == {"1": "Archived", "2": "Production", "3": "None"}
    move(client, guarded, "3", "Production", archive_existing_versions=True)
    assert stages(client, guarded) == {"1": "Archived", "2": "Archived", "3": "Production"}


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda client, model: client.delete_model_version(model, "1"),
        lambda client, model: client.delete_registered_model(model),
        lambda client, model: client.rename_registered_model(model, f"{model}-other"),
        lambda client, model: client.delete_registered_model_alias(model, "champion"),
        lambda client, model: move(client, model, "1", "Archived"),
        lambda client, model: move(client, model, "1", "None"),
    ],
    ids=["delete version", "delete model", "rename", "delete alias", "archive", "take out"],
)
def test_what_is_in_use_stays(client, guarded, forbidden, refused):
    with refused("RESOURCE_CONFLICT"):
        forbidden(client, guarded)
    assert stages(client, guarded) == {"1": "Production", "2": "None", "3": "None"}
    assert client.get_registered_model(guarded).aliases == {"champion": "1"}


def test_what_is_not_in_use_goes(client, guarded):
    client.delete_model_version(guarded, "2")
    client.set_registered_model_alias(guarded, "champion", "3")
    move(client, guarded, "3", "Production")
    client.delete_model_version(guarded, "1")
    assert stages(client, guarded) == {"3": "Production"}


def test_the_files_and_the_run_of_what_is_in_use_stay(
    client, tracking, wire, guarded, run, experiment, refused
):
    root = wire.artifacts_of(run)
    for path in ("model/weights.bin", "other.txt"):
        assert wire.send("PUT", f"{root}{path}", b"1", content_type=BYTES).status_code == 200
    source = f"{client.get_run(run).info.artifact_uri}/model"
    version = client.create_model_version(guarded, source, run).version
    move(client, guarded, version, "Production")
    with refused("RESOURCE_CONFLICT"):
        client.delete_run(run)
    with refused("RESOURCE_CONFLICT"):
        client.delete_experiment(experiment)
    for path in ("weights.bin", "more.txt"):
        with pytest.raises(requests.HTTPError, match="409"):
            client.log_text(run, "2", f"model/{path}")
    with pytest.raises(requests.HTTPError, match="409"):
        get_artifact_repository(f"runs:/{run}").delete_artifacts("model")
    client.log_text(run, "2", "free.txt")
    assert wire.files_below(root)["model/weights.bin"] == b"1"
    assert "free.txt" in wire.files_below(root)
    assert client.get_run(run).info.lifecycle_stage == "active"
