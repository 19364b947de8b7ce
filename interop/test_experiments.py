"""Experiments through the Python client."""

import time

import mlflow
import pytest
from mlflow.entities import LifecycleStage


def test_an_experiment_comes_back_as_it_was_created(client, name):
    before = int(time.time() * 1000)
    experiment_id = client.create_experiment(name, tags={"team": "vision", "empty": ""})
    experiment = client.get_experiment(experiment_id)
    assert experiment.experiment_id == experiment_id
    assert experiment.name == name
    assert experiment.tags == {"team": "vision", "empty": ""}
    assert experiment.lifecycle_stage == LifecycleStage.ACTIVE
    assert before - 60_000 <= experiment.creation_time <= before + 60_000
    assert experiment.last_update_time == experiment.creation_time
    assert experiment.artifact_location == f"mlflow-artifacts:/{experiment_id}"


def test_an_experiment_is_found_by_name(client, name):
    experiment_id = client.create_experiment(name)
    assert client.get_experiment_by_name(name).experiment_id == experiment_id


def test_a_name_that_nobody_has_is_none(client, name):
    assert client.get_experiment_by_name(name) is None


def test_an_unknown_id_does_not_exist(client, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_experiment("987654321987")


def test_an_id_that_is_no_number_is_invalid(client, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.get_experiment("abc")


def test_experiment_0_is_the_default(client):
    assert client.get_experiment("0").name == "Default"


def test_set_experiment_creates_what_is_missing_and_finds_it_again(tracking, name):
    created = mlflow.set_experiment(name)
    assert created.name == name
    assert mlflow.set_experiment(name).experiment_id == created.experiment_id


def test_an_object_store_may_be_named_as_location(client, name):
    location = f"s3://bucket/some/prefix/{name}"
    experiment_id = client.create_experiment(name, artifact_location=location)
    assert client.get_experiment(experiment_id).artifact_location == location
    run = client.create_run(experiment_id)
    assert run.info.artifact_uri == f"{location}/{run.info.run_id}/artifacts"


@pytest.mark.parametrize(
    "wording",
    [
        "with/slashes/and/../dots",
        "  blanks around  ",
        'it\'s "quoted" `thrice`; DROP TABLE experiment;--',
        "%_\\ #?&=+ <b>markup</b> ${x} {{y}}",
        "実験 эксперимент تجربة 🧪",
        "line\nbreak\tand tab",
    ],
)
def test_a_name_may_hold_anything(client, name, wording):
    full_name = f"{wording}{name}"
    experiment_id = client.create_experiment(full_name)
    assert client.get_experiment(experiment_id).name == full_name
    assert client.get_experiment_by_name(full_name).experiment_id == experiment_id


def test_a_name_is_not_trimmed(client, name):
    ids = {client.create_experiment(text) for text in (name, f" {name}", f"{name} ")}
    assert len(ids) == 3


def test_case_makes_another_name(client, name):
    lower, upper = client.create_experiment(name), client.create_experiment(name.upper())
    assert lower != upper
    assert client.get_experiment_by_name(name.upper()).experiment_id == upper


def test_a_taken_name_is_refused(client, name, refused):
    client.create_experiment(name)
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_experiment(name)


def test_a_deleted_experiment_keeps_its_name(client, name, refused):
    client.delete_experiment(client.create_experiment(name))
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_experiment(name)


def test_a_rename_frees_the_old_name(client, name):
    experiment_id = client.create_experiment(name)
    client.rename_experiment(experiment_id, f"{name} renamed")
    experiment = client.get_experiment(experiment_id)
    assert experiment.name == f"{name} renamed"
    assert experiment.last_update_time >= experiment.creation_time
    assert client.get_experiment_by_name(name) is None
    client.create_experiment(name)


def test_an_unknown_experiment_cannot_be_renamed(client, name, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.rename_experiment("987654321987", name)


def test_a_deleted_experiment_stays_readable(client, name):
    experiment_id = client.create_experiment(name, tags={"team": "vision"})
    client.delete_experiment(experiment_id)
    for found in (client.get_experiment(experiment_id), client.get_experiment_by_name(name)):
        assert found.lifecycle_stage == LifecycleStage.DELETED
        assert found.tags == {"team": "vision"}


def test_an_experiment_is_deleted_and_restored_once(client, experiment, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.restore_experiment(experiment)
    client.delete_experiment(experiment)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_experiment(experiment)
    client.restore_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == LifecycleStage.ACTIVE


def test_a_deleted_experiment_refuses_new_runs_and_tags(client, deleted_experiment, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_run(deleted_experiment)
    with refused("INVALID_PARAMETER_VALUE"):
        client.set_experiment_tag(deleted_experiment, "team", "vision")


def test_an_unknown_experiment_refuses_runs_tags_and_deletion(client, refused):
    unknown = "987654321987"
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.create_run(unknown)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.set_experiment_tag(unknown, "team", "vision")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_experiment(unknown)


def test_set_experiment_refuses_a_deleted_experiment(tracking, client, name):
    client.delete_experiment(client.create_experiment(name))
    with pytest.raises(mlflow.MlflowException, match="deleted"):
        mlflow.set_experiment(name)


def test_the_runs_of_a_deleted_experiment_are_deleted_and_come_back(client, experiment, refused):
    kept = client.create_run(experiment).info.run_id
    deleted_before = client.create_run(experiment).info.run_id
    client.delete_run(deleted_before)

    client.delete_experiment(experiment)
    assert client.get_run(kept).info.lifecycle_stage == LifecycleStage.DELETED
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_metric(kept, "loss", 1.0)

    client.restore_experiment(experiment)
    for run_id in (kept, deleted_before):
        assert client.get_run(run_id).info.lifecycle_stage == LifecycleStage.ACTIVE


def test_one_run_of_a_deleted_experiment_can_be_restored_and_logged_to(client, experiment):
    run_id = client.create_run(experiment).info.run_id
    other = client.create_run(experiment).info.run_id
    client.delete_experiment(experiment)
    client.restore_run(run_id)
    client.log_metric(run_id, "loss", 0.5)
    assert client.get_run(run_id).data.metrics == {"loss": 0.5}
    assert client.get_run(other).info.lifecycle_stage == LifecycleStage.DELETED


def test_a_tag_is_set_changed_and_deleted(client, experiment):
    client.set_experiment_tag(experiment, "team", "vision")
    client.set_experiment_tag(experiment, "team", "speech 🎤")
    client.set_experiment_tag(experiment, "mlflow.note.content", "# A *note*\n\nwith lines")
    assert client.get_experiment(experiment).tags == {
        "team": "speech 🎤",
        "mlflow.note.content": "# A *note*\n\nwith lines",
    }
    client.delete_experiment_tag(experiment, "team")
    assert "team" not in client.get_experiment(experiment).tags


def test_a_tag_that_is_not_there_cannot_be_deleted(client, experiment, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_experiment_tag(experiment, "nobody")


def test_a_tag_value_may_have_20000_characters_and_no_more(client, experiment, refused):
    client.set_experiment_tag(experiment, "long", "é" * 20_000)
    assert client.get_experiment(experiment).tags["long"] == "é" * 20_000
    with refused("INVALID_PARAMETER_VALUE"):
        client.set_experiment_tag(experiment, "long", "é" * 20_001)


def test_tags_do_not_change_the_time_of_the_last_update(client, experiment):
    before = client.get_experiment(experiment).last_update_time
    client.set_experiment_tag(experiment, "team", "vision")
    assert client.get_experiment(experiment).last_update_time == before
