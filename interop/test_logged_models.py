"""Logged models through the client: their life, params, tags and metrics, and searches for them."""

import math

import mlflow
import pandas
import pytest
from mlflow.entities import LoggedModelStatus, Metric
from mlflow.exceptions import MlflowException

from wire import Wire

LARGEST = 1.7976931348623157e308  # what servers keep of an infinity


@pytest.fixture
def in_experiment(tracking, experiment):
    """The fluent API in an experiment of its own."""
    tracking.set_experiment(experiment_id=experiment)
    yield experiment
    mlflow.clear_active_model()


def points(model):
    return [(m.key, m.value, m.timestamp, m.step, m.run_id) for m in model.metrics or []]


def names(models):
    return [model.name for model in models]


# Life


def test_a_model_is_initialized_and_finalized(client, in_experiment):
    made = mlflow.initialize_logged_model(
        name="forest", params={"depth": 4}, tags={"team": "vision"}, model_type="Agent"
    )
    assert made.status == LoggedModelStatus.PENDING
    assert made.experiment_id == in_experiment
    done = mlflow.finalize_logged_model(made.model_id, "READY")
    assert done.status == LoggedModelStatus.READY
    assert done.last_updated_timestamp >= done.creation_timestamp == made.creation_timestamp
    read = mlflow.get_logged_model(made.model_id)
    assert read.to_dictionary() == done.to_dictionary()
    assert read.params == {"depth": "4"}
    assert read.tags["team"] == "vision"
    assert read.model_uri == f"models:/{made.model_id}"
    assert read.artifact_location.endswith(f"/models/{made.model_id}/artifacts")


def test_an_external_model_is_ready_at_once(in_experiment):
    made = mlflow.create_external_model(name="elsewhere", model_type="Agent")
    read = mlflow.get_logged_model(made.model_id)
    assert read.status == LoggedModelStatus.READY
    assert read.tags["mlflow.model.isExternal"] == "true"
    assert read.to_dictionary() == made.to_dictionary()


def test_a_model_in_a_run_knows_its_run(tracking, in_experiment):
    with tracking.start_run() as run:
        made = mlflow.initialize_logged_model(name="n")
    assert mlflow.get_logged_model(made.model_id).source_run_id == run.info.run_id


def test_a_model_without_a_name_gets_one(client, experiment):
    made = client.create_logged_model(experiment)
    assert made.name
    assert client.get_logged_model(made.model_id).name == made.name


@pytest.mark.parametrize("name", ["a/b", "a:b", "a.b", "100%", 'say "a"', "it's"])
def test_a_name_that_is_no_part_of_a_uri_is_refused(client, experiment, refused, name):
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_logged_model(experiment, name=name)


def test_a_deleted_model_is_gone(client, experiment, refused):
    made = client.create_logged_model(experiment, name="n")
    client.delete_logged_model(made.model_id)
    client.delete_logged_model(made.model_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_logged_model(made.model_id)
    assert client.search_logged_models([experiment]) == []


def test_an_unknown_model_is_not_found(client, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_logged_model("m-" + "0" * 32)


# Params and tags


def test_params_beyond_a_hundred_come_in_batches(client, experiment):
    params = {f"p{i}": str(i) for i in range(250)}
    made = client.create_logged_model(experiment, name="n", params=params)
    assert made.params == params
    client.log_model_params(made.model_id, {"later": "x"})
    assert client.get_logged_model(made.model_id).params == {**params, "later": "x"}


def test_tags_change_and_go(in_experiment, refused):
    made = mlflow.initialize_logged_model(name="n", tags={"a": "1", "b": "1"})
    mlflow.set_logged_model_tags(made.model_id, {"a": "2", "c": 3})
    tags = mlflow.get_logged_model(made.model_id).tags
    assert (tags["a"], tags["b"], tags["c"]) == ("2", "1", "3")
    mlflow.delete_logged_model_tag(made.model_id, "a")
    assert "a" not in mlflow.get_logged_model(made.model_id).tags
    with refused("RESOURCE_DOES_NOT_EXIST"):
        mlflow.delete_logged_model_tag(made.model_id, "a")


@pytest.mark.parametrize("key", ["mlflow.user", "two words", "100%", "é", "a+b", "a=1;b=2"])
def test_a_tag_of_any_key_is_deleted(client, experiment, key):
    made = client.create_logged_model(experiment, name="n", tags={key: "v", "stays": "v"})
    client.delete_logged_model_tag(made.model_id, key)
    assert client.get_logged_model(made.model_id).tags == {"stays": "v"}


@pytest.mark.stricter_than_mlflow
@pytest.mark.parametrize("key", ["a/b", "team/vision/2026 winter"])
def test_a_tag_with_slashes_is_deleted_as_well(client, experiment, key):
    made = client.create_logged_model(experiment, name="n", tags={key: "v", "stays": "v"})
    client.delete_logged_model_tag(made.model_id, key)
    assert client.get_logged_model(made.model_id).tags == {"stays": "v"}


# Metrics


def test_a_metric_is_of_the_run_and_of_the_model(client, tracking, in_experiment):
    made = mlflow.initialize_logged_model(name="n")
    with tracking.start_run() as run:
        mlflow.log_metric("acc", 0.5, step=1, timestamp=10, model_id=made.model_id)
        mlflow.log_metrics({"acc": 0.75, "loss": 0.1}, step=2, timestamp=20, model_id=made.model_id)
    run_id = run.info.run_id
    assert points(mlflow.get_logged_model(made.model_id)) == [
        ("acc", 0.5, 10, 1, run_id),
        ("acc", 0.75, 20, 2, run_id),
        ("loss", 0.1, 20, 2, run_id),
    ]
    assert client.get_run(run_id).data.metrics == {"acc": 0.75, "loss": 0.1}
    assert [m.value for m in client.get_metric_history(run_id, "acc")] == [0.5, 0.75]


def test_a_metric_of_a_dataset_says_so(client, experiment, run):
    made = client.create_logged_model(experiment, name="n")
    client.log_metric(
        run, "acc", 0.5, model_id=made.model_id, dataset_name="train", dataset_digest="1a2b"
    )
    (metric,) = client.get_logged_model(made.model_id).metrics
    assert (metric.dataset_name, metric.dataset_digest) == ("train", "1a2b")
    assert (metric.model_id, metric.run_id) == (made.model_id, run)


def test_a_batch_logs_of_several_models(client, experiment, run):
    one, two = (client.create_logged_model(experiment, name=n) for n in ("one", "two"))
    client.log_batch(
        run,
        [
            Metric("a", 1, 1, 0, model_id=one.model_id),
            Metric("b", 2, 1, 0, model_id=two.model_id),
            Metric("c", 3, 1, 0),
        ],
    )
    assert points(client.get_logged_model(one.model_id)) == [("a", 1, 1, 0, run)]
    assert points(client.get_logged_model(two.model_id)) == [("b", 2, 1, 0, run)]
    assert client.get_run(run).data.metrics == {"a": 1, "b": 2, "c": 3}


def test_infinity_is_kept_as_the_largest_number(client, experiment, run):
    made = client.create_logged_model(experiment, name="n")
    client.log_metric(run, "m", math.inf, model_id=made.model_id)
    assert [m.value for m in client.get_logged_model(made.model_id).metrics] == [LARGEST]


@pytest.mark.stricter_than_mlflow
def test_nan_is_kept(client, experiment, run):
    made = client.create_logged_model(experiment, name="n")
    client.log_metric(run, "m", math.nan, model_id=made.model_id)
    (metric,) = client.get_logged_model(made.model_id).metrics
    assert math.isnan(metric.value)


@pytest.mark.stricter_than_mlflow
def test_an_unknown_model_leaves_no_trace_of_the_batch(client, experiment, run):
    made = client.create_logged_model(experiment, name="n")
    with pytest.raises(MlflowException) as refusal:
        client.log_batch(
            run,
            [
                Metric("a", 1, 1, 0, model_id=made.model_id),
                Metric("b", 1, 1, 0, model_id="m-" + "0" * 32),
            ],
        )
    assert "m-" + "0" * 32 in refusal.value.message
    assert client.get_logged_model(made.model_id).metrics in (None, [])
    assert client.get_run(run).data.metrics == {}


@pytest.mark.stricter_than_mlflow
def test_the_same_step_on_two_datasets_is_kept_twice(client, experiment, run):
    made = client.create_logged_model(experiment, name="n")
    for dataset in ("train", "test"):
        client.log_metric(
            run,
            "acc",
            0.5,
            timestamp=1,
            model_id=made.model_id,
            dataset_name=dataset,
            dataset_digest="1",
        )
    found = client.get_logged_model(made.model_id).metrics
    assert sorted(metric.dataset_name for metric in found) == ["test", "train"]


# Searches


@pytest.fixture
def letters(client, experiment, run):
    """The models A to E, and D that is deleted."""
    made = {
        name: client.create_logged_model(
            experiment, name=name, params={"p": name.lower()}, tags={"t": name}, model_type=kind
        )
        for name, kind in zip("ABCDE", ("x", "y", "x", "x", None), strict=True)
    }
    for name, value, digest in (("A", 0.5, "1"), ("B", 0.9, "1"), ("C", 0.1, "2"), ("D", 1, "1")):
        client.log_metric(
            run,
            "acc",
            value,
            model_id=made[name].model_id,
            dataset_name="train",
            dataset_digest=digest,
        )
    client.delete_logged_model(made["D"].model_id)
    client.finalize_logged_model(made["B"].model_id, "READY")
    return made


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    [
        ("name = 'A'", "A"),
        ("name IN ('A', 'E')", "AE"),
        ("model_type = 'x'", "AC"),
        ("status = 2", "B"),
        ("params.p = 'c'", "C"),
        ("tags.t != 'A'", "BCE"),
        ("metrics.acc >= 0.5", "AB"),
        ("metrics.acc >= 0.5 AND model_type = 'x'", "A"),
    ],
)
def test_models_are_found_by_a_filter(client, experiment, letters, filter_string, expected):
    found = client.search_logged_models([experiment], filter_string=filter_string)
    assert sorted(names(found)) == list(expected)


def test_models_are_ordered_by_a_metric(client, experiment, letters):
    order = [{"field_name": "metrics.acc", "ascending": False}]
    found = client.search_logged_models([experiment], order_by=order)
    assert names(found) == ["B", "A", "C", "E"]
    best = client.search_logged_models([experiment], order_by=order, max_results=1)
    assert names(best) == ["B"]


def test_models_are_found_on_a_dataset(client, experiment, letters):
    on = [{"dataset_name": "train", "dataset_digest": "1"}]
    found = client.search_logged_models([experiment], datasets=on)
    assert sorted(names(found)) == ["A", "B"]
    found = client.search_logged_models(
        [experiment], datasets=on, filter_string="metrics.acc > 0.6"
    )
    assert names(found) == ["B"]


@pytest.mark.stricter_than_mlflow
def test_a_dataset_without_digest_is_any_of_that_name(client, experiment, letters):
    found = client.search_logged_models([experiment], datasets=[{"dataset_name": "train"}])
    assert sorted(names(found)) == ["A", "B", "C"]


def test_found_models_come_as_a_table(tracking, experiment, letters, run):
    table = mlflow.search_logged_models(experiment_ids=[experiment], filter_string="name = 'B'")
    assert isinstance(table, pandas.DataFrame)
    (row,) = table.to_dict("records")
    assert row["model_id"] == letters["B"].model_id
    assert row["status"] == LoggedModelStatus.READY
    assert row["params"] == {"p": "b"}
    assert row["tags"] == {"t": "B"}
    assert [(m.key, m.value, m.run_id) for m in row["metrics"]] == [("acc", 0.9, run)]


def test_pages_put_together_are_all_models(client, tracking, experiment, letters):
    for i in range(60):
        client.create_logged_model(experiment, name=f"n{i}")
    first = client.search_logged_models([experiment], max_results=25)
    assert len(first) == 25 and first.token
    ids, token = [model.model_id for model in first], first.token
    while token:
        page = client.search_logged_models([experiment], max_results=25, page_token=token)
        ids += [model.model_id for model in page]
        token = page.token
    assert len(ids) == len(set(ids)) == 64
    listed = mlflow.search_logged_models(experiment_ids=[experiment], output_format="list")
    assert [model.model_id for model in listed] == ids


def test_the_page_of_models_asks_under_the_ajax_prefix(url, experiment, letters):
    answer = Wire(url, "/ajax-api/2.0/mlflow").do(
        "logged-models/search",
        {
            "experiment_ids": [experiment],
            "order_by": [{"field_name": "creation_time", "ascending": False}],
            "max_results": 50,
        },
    )
    assert sorted(model["info"]["name"] for model in answer["models"]) == list("ABCE")
