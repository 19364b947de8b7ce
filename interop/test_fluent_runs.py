"""Runs as training scripts start and end them: `with mlflow.start_run()` and what can befall it."""

import mlflow
import pytest


@pytest.fixture
def script(tracking, experiment):
    """What a script does first: choose its experiment."""
    mlflow.set_experiment(experiment_id=experiment)
    return mlflow


def test_a_block_that_ends_well_is_a_finished_run(script, client):
    with mlflow.start_run(run_name="good", tags={"stage": "tuning"}) as active:
        mlflow.log_param("depth", 4)
        mlflow.log_metric("loss", 0.5)
    run = client.get_run(active.info.run_id)
    assert (run.info.status, run.info.run_name) == ("FINISHED", "good")
    assert run.info.end_time >= run.info.start_time > 0
    assert run.data.params == {"depth": "4"}
    assert run.data.metrics == {"loss": 0.5}
    assert run.data.tags["stage"] == "tuning"


def test_a_run_knows_who_started_it_and_from_what(script, client):
    with mlflow.start_run() as active:
        pass
    run = client.get_run(active.info.run_id)
    assert run.data.tags["mlflow.user"] == run.info.user_id != ""
    assert run.data.tags["mlflow.source.type"] == "LOCAL"
    assert run.data.tags["mlflow.source.name"]


def test_a_block_that_raises_is_a_failed_run_with_all_it_had_logged(script, client):
    with pytest.raises(ZeroDivisionError), mlflow.start_run() as active:
        mlflow.log_metric("loss", 0.5)
        raise ZeroDivisionError
    run = client.get_run(active.info.run_id)
    assert run.info.status == "FAILED"
    assert run.info.end_time is not None
    assert run.data.metrics == {"loss": 0.5}


def test_a_run_can_be_ended_as_killed(script, client):
    run_id = mlflow.start_run().info.run_id
    mlflow.end_run("KILLED")
    assert client.get_run(run_id).info.status == "KILLED"


def test_a_nested_run_names_its_parent(script, client):
    with mlflow.start_run() as parent:
        with mlflow.start_run(nested=True) as child, mlflow.start_run(nested=True) as grandchild:
            mlflow.log_metric("loss", 0.1)
        mlflow.log_metric("loss", 0.9)
    child, grandchild = client.get_run(child.info.run_id), client.get_run(grandchild.info.run_id)
    assert child.data.tags["mlflow.parentRunId"] == parent.info.run_id
    assert grandchild.data.tags["mlflow.parentRunId"] == child.info.run_id
    assert grandchild.data.metrics == {"loss": 0.1}
    assert client.get_run(parent.info.run_id).data.metrics == {"loss": 0.9}
    assert client.get_parent_run(grandchild.info.run_id).info.run_id == child.info.run_id
    assert client.get_parent_run(parent.info.run_id) is None


def test_a_run_is_resumed_by_its_id(script, client):
    with mlflow.start_run() as first:
        mlflow.log_metric("loss", 0.5, step=1)
    with mlflow.start_run(run_id=first.info.run_id) as second:
        assert second.info.run_id == first.info.run_id
        assert client.get_run(first.info.run_id).info.status == "RUNNING"
        mlflow.log_metric("loss", 0.25, step=2)
    run = client.get_run(first.info.run_id)
    assert run.info.status == "FINISHED"
    assert run.info.start_time == first.info.start_time
    assert [m.value for m in client.get_metric_history(run.info.run_id, "loss")] == [0.5, 0.25]


def test_a_deleted_run_cannot_be_resumed(script, client, deleted_run):
    with pytest.raises(mlflow.MlflowException, match="deleted state"):
        mlflow.start_run(run_id=deleted_run)


def test_a_description_is_the_note_of_the_run(script, client):
    with mlflow.start_run(description="# What\n\n*why* and 🧪") as active:
        pass
    tags = client.get_run(active.info.run_id).data.tags
    assert tags["mlflow.note.content"] == "# What\n\n*why* and 🧪"


def test_params_of_all_python_types_are_texts(script, client):
    values = {"int": 1, "float": 1e-05, "bool": True, "none": None, "list": [1, "a"], "text": ""}
    with mlflow.start_run() as active:
        mlflow.log_params(values)
    expected = {key: str(value) for key, value in values.items()}
    assert client.get_run(active.info.run_id).data.params == expected


def test_tags_of_all_python_types_are_texts(script, client):
    with mlflow.start_run() as active:
        mlflow.set_tags({"int": 1, "none": None, "dict": {"a": [1]}})
        mlflow.set_tag("float", 0.5)
        mlflow.delete_tag("int")
    tags = client.get_run(active.info.run_id).data.tags
    assert (tags["none"], tags["dict"], tags["float"]) == ("None", "{'a': [1]}", "0.5")
    assert "int" not in tags


def test_asynchronous_logging_arrives_whole_after_the_flush(script, client):
    with mlflow.start_run() as active:
        for step in range(500):
            mlflow.log_metric("loss", step / 10, step=step, synchronous=False)
        mlflow.log_metrics({"a": 1.0, "b": 2.0}, step=7, synchronous=False)
        mlflow.log_params({f"param{i}": i for i in range(120)}, synchronous=False)
        mlflow.set_tags({"how": "later"}, synchronous=False)
        mlflow.flush_async_logging()
    run = client.get_run(active.info.run_id)
    history = client.get_metric_history(active.info.run_id, "loss")
    assert sorted((m.step, m.value) for m in history) == [(s, s / 10) for s in range(500)]
    assert len(run.data.params) == 120
    assert (run.data.metrics["a"], run.data.metrics["b"], run.data.tags["how"]) == (1, 2, "later")


def test_a_future_of_asynchronous_logging_waits_for_the_server(script, client):
    with mlflow.start_run() as active:
        mlflow.log_param("depth", 4, synchronous=False).wait()
        assert client.get_run(active.info.run_id).data.params == {"depth": "4"}


def test_a_future_of_asynchronous_logging_raises_what_the_server_refused(script):
    with mlflow.start_run():
        mlflow.log_param("depth", 4)
        refused = mlflow.log_param("depth", 5, synchronous=False)
        with pytest.raises(mlflow.MlflowException, match="depth"):
            refused.wait()
