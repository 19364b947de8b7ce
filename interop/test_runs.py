"""The life of a run through the client: creation, names, status, deletion."""

import re

import pytest
from mlflow.entities import LifecycleStage

from wire import MISSING, refusal

GENERATED_NAME = re.compile(r"[a-z]+-[a-z]+-\d{1,3}")


def test_a_run_comes_back_as_it_was_created(client, experiment):
    created = client.create_run(
        experiment, start_time=1_700_000_000_123, tags={"stage": "tuning"}, run_name="first try"
    )
    run = client.get_run(created.info.run_id)
    assert re.fullmatch("[0-9a-f]{32}", run.info.run_id)
    assert run.info.experiment_id == experiment
    assert run.info.status == "RUNNING"
    assert run.info.start_time == 1_700_000_000_123
    assert run.info.end_time is None
    assert run.info.lifecycle_stage == LifecycleStage.ACTIVE
    assert run.info.run_name == "first try"
    assert run.data.tags == {"stage": "tuning", "mlflow.runName": "first try"}
    assert run.data.metrics == {} and run.data.params == {}
    assert run.inputs.dataset_inputs == []


def test_artifacts_of_a_run_lie_below_those_of_its_experiment(client, experiment):
    info = client.create_run(experiment).info
    location = client.get_experiment(experiment).artifact_location
    assert info.artifact_uri == f"{location}/{info.run_id}/artifacts"


def test_a_run_without_a_name_gets_one(client, experiment):
    run = client.create_run(experiment)
    assert GENERATED_NAME.fullmatch(run.info.run_name)
    assert len(run.info.run_name) <= 20
    assert run.data.tags["mlflow.runName"] == run.info.run_name


def test_the_name_tag_names_the_run(client, experiment):
    run = client.create_run(experiment, tags={"mlflow.runName": "by tag"})
    assert client.get_run(run.info.run_id).info.run_name == "by tag"


def test_name_and_name_tag_may_agree_but_not_differ(wire, client, experiment, refused):
    tags = {"mlflow.runName": "one"}
    assert client.create_run(experiment, tags=tags, run_name="one").info.run_name == "one"
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_run(experiment, tags=tags, run_name="two")


@pytest.mark.parametrize(
    "rename",
    [
        lambda client, run_id: client.update_run(run_id, name="renamed"),
        lambda client, run_id: client.set_tag(run_id, "mlflow.runName", "renamed"),
    ],
    ids=["by update", "by tag"],
)
def test_a_rename_changes_name_and_tag_together(client, run, rename):
    rename(client, run)
    changed = client.get_run(run)
    assert changed.info.run_name == "renamed"
    assert changed.data.tags["mlflow.runName"] == "renamed"


def test_deleting_the_name_tag_leaves_the_name(client, run):
    client.delete_tag(run, "mlflow.runName")
    left = client.get_run(run)
    assert left.info.run_name == "a run"
    assert "mlflow.runName" not in left.data.tags


@pytest.mark.parametrize("run_name", ["with/slash", 'a "quoted" name', "прогон 実行 🚀", "x" * 250])
def test_a_run_name_may_hold_anything(client, experiment, run_name):
    run = client.create_run(experiment, run_name=run_name)
    assert client.get_run(run.info.run_id).info.run_name == run_name


@pytest.mark.parametrize("status", ["FINISHED", "FAILED", "KILLED", "SCHEDULED", "RUNNING"])
def test_a_run_takes_any_status(client, run, status):
    client.update_run(run, status=status)
    assert client.get_run(run).info.status == status


def test_a_status_change_without_a_time_leaves_the_end_open(client, run):
    client.update_run(run, status="FAILED")
    assert client.get_run(run).info.end_time is None


def test_set_terminated_sets_status_and_end(client, run):
    client.set_terminated(run, status="KILLED", end_time=1_700_000_009_999)
    info = client.get_run(run).info
    assert (info.status, info.end_time) == ("KILLED", 1_700_000_009_999)


def test_a_finished_run_can_be_reopened_and_keeps_its_end_until_the_next(client, run):
    client.set_terminated(run, end_time=1_700_000_009_999)
    client.update_run(run, status="RUNNING")
    info = client.get_run(run).info
    assert (info.status, info.end_time) == ("RUNNING", 1_700_000_009_999)
    client.set_terminated(run, end_time=1_700_000_010_000)
    assert client.get_run(run).info.end_time == 1_700_000_010_000


def test_a_finished_run_still_takes_metrics_params_and_tags(client, run):
    client.set_terminated(run)
    client.log_metric(run, "late", 1.0)
    client.log_param(run, "late", "yes")
    client.set_tag(run, "late", "yes")
    data = client.get_run(run).data
    assert (data.metrics["late"], data.params["late"], data.tags["late"]) == (1.0, "yes", "yes")


def test_a_name_and_a_status_change_in_one_call(client, run):
    client.update_run(run, status="FINISHED", name="done")
    info = client.get_run(run).info
    assert (info.status, info.run_name) == ("FINISHED", "done")


def test_a_run_is_deleted_and_restored_as_often_as_asked(client, run):
    for _ in range(2):
        client.delete_run(run)
        assert client.get_run(run).info.lifecycle_stage == LifecycleStage.DELETED
    for _ in range(2):
        client.restore_run(run)
        assert client.get_run(run).info.lifecycle_stage == LifecycleStage.ACTIVE


def test_a_deleted_run_stays_readable(client, run):
    client.log_metric(run, "loss", 0.25, step=3)
    client.log_param(run, "depth", 4)
    client.delete_run(run)
    assert client.get_run(run).data.metrics == {"loss": 0.25}
    assert client.get_run(run).data.params == {"depth": "4"}
    assert [m.step for m in client.get_metric_history(run, "loss")] == [3]


@pytest.mark.parametrize(
    "write",
    [
        lambda client, run_id: client.log_metric(run_id, "loss", 1.0),
        lambda client, run_id: client.log_param(run_id, "depth", 4),
        lambda client, run_id: client.set_tag(run_id, "stage", "tuning"),
        lambda client, run_id: client.delete_tag(run_id, "mlflow.runName"),
        lambda client, run_id: client.set_terminated(run_id),
        lambda client, run_id: client.update_run(run_id, name="renamed"),
    ],
    ids=["metric", "param", "tag", "tag deletion", "end", "rename"],
)
def test_a_deleted_run_refuses_every_write(client, deleted_run, refused, write):
    with refused("INVALID_PARAMETER_VALUE"):
        write(client, deleted_run)


def test_a_restored_run_takes_writes_again(client, deleted_run):
    client.restore_run(deleted_run)
    client.log_metric(deleted_run, "loss", 1.0)
    assert client.get_run(deleted_run).data.metrics == {"loss": 1.0}


@pytest.mark.parametrize("unknown", ["0" * 32, "nobody", "x" * 300, "0" * 31 + "é", "' OR 1=1"])
def test_an_unknown_run_does_not_exist(wire, unknown):
    assert refusal(wire.get("runs/get", run_id=unknown)) == MISSING
    assert refusal(wire.log_metric(unknown, "loss", 1.0)) == MISSING
    assert refusal(wire.post("runs/update", {"run_id": unknown, "status": "FAILED"})) == MISSING
    assert refusal(wire.post("runs/delete", {"run_id": unknown})) == MISSING
    assert refusal(wire.post("runs/restore", {"run_id": unknown})) == MISSING


def test_a_run_id_in_capitals_is_another_run(client, experiment, refused):
    run_id = client.create_run(experiment).info.run_id
    while run_id == run_id.upper():
        run_id = client.create_run(experiment).info.run_id
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_run(run_id.upper())
