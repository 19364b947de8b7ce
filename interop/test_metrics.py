"""Metrics: which values are stored, and which of many is the latest."""

import math

import mlflow
import pytest
from mlflow.entities import Metric

from wire import latest

LARGEST = 1.7976931348623157e308


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (0.1, 0.1),
        (-0.0, 0.0),
        (5e-324, 5e-324),
        (LARGEST, LARGEST),
        (2**53 + 1, float(2**53)),
        (True, 1.0),
        (math.inf, LARGEST),
        (-math.inf, -LARGEST),
    ],
)
def test_a_value_is_stored_as_a_double(client, run, value, stored):
    client.log_metric(run, "value", value)
    assert client.get_run(run).data.metrics == {"value": stored}
    assert [m.value for m in client.get_metric_history(run, "value")] == [stored]


def test_not_a_number_stays_not_a_number(client, run):
    client.log_metric(run, "value", math.nan)
    assert math.isnan(client.get_run(run).data.metrics["value"])
    assert math.isnan(client.get_metric_history(run, "value")[0].value)


def test_not_a_number_and_infinity_travel_in_batches_too(client, run):
    values = {"nan": math.nan, "up": math.inf, "down": -math.inf}
    client.log_batch(run, metrics=[Metric(key, value, 1, 0) for key, value in values.items()])
    metrics = client.get_run(run).data.metrics
    assert math.isnan(metrics["nan"])
    assert (metrics["up"], metrics["down"]) == (LARGEST, -LARGEST)


def test_time_and_step_are_kept(wire, client, run):
    client.log_metric(run, "loss", 0.5, timestamp=1_700_000_000_123, step=42)
    assert latest(wire.run(run)) == {"loss": (0.5, 1_700_000_000_123, 42)}


@pytest.mark.parametrize("step", [-(2**63), -1, 0, 2**63 - 1])
def test_a_step_may_be_any_int64(client, run, step):
    client.log_metric(run, "loss", 0.5, timestamp=1, step=step)
    assert [m.step for m in client.get_metric_history(run, "loss")] == [step]


def test_a_timestamp_may_be_0_or_far_away(client, run):
    for timestamp in (0, 2**63 - 1):
        client.log_metric(run, "loss", 0.5, timestamp=timestamp)
    history = client.get_metric_history(run, "loss")
    assert [m.timestamp for m in history] == [0, 2**63 - 1]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param([(1, 10, 2.0), (1, 10, 1.0)], (1, 10, 2.0), id="the greater value"),
        pytest.param([(1, 10, 1.0), (1, 20, 0.5)], (1, 20, 0.5), id="the later time before value"),
        pytest.param([(2, 10, 1.0), (1, 99, 9.0)], (2, 10, 1.0), id="the greater step before time"),
        pytest.param([(0, 5, 1.0), (-1, 9, 9.0)], (0, 5, 1.0), id="steps below zero"),
        pytest.param([(1, 10, -5.0), (1, 10, math.nan)], (1, 10, "NaN"), id="NaN beats below zero"),
        pytest.param([(1, 10, math.nan), (1, 10, 5.0)], (1, 10, 5.0), id="NaN loses above zero"),
        pytest.param([(1, 10, 5.0), (1, 10, math.nan)], (1, 10, 5.0), id="NaN does not replace"),
        pytest.param([(1, 10, 5.0), (2, 10, math.nan)], (2, 10, "NaN"), id="NaN of a later step"),
        pytest.param([(1, 10, math.inf), (1, 10, 5.0)], (1, 10, LARGEST), id="infinity"),
    ],
)
@pytest.mark.parametrize("way", ["one by one", "in a batch", "in a batch backwards"])
def test_the_latest_metric_is_the_greatest_step_then_time_then_value(
    wire, client, run, points, expected, way
):
    metrics = [Metric("loss", value, timestamp, step) for step, timestamp, value in points]
    if way == "one by one":
        for metric in metrics:
            client.log_metric(run, metric.key, metric.value, metric.timestamp, metric.step)
    else:
        client.log_batch(run, metrics=metrics[::-1] if "backwards" in way else metrics)
    value, timestamp, step = latest(wire.run(run))["loss"]
    assert (step, timestamp, value) == expected


def test_an_older_point_enters_the_history_but_not_the_run(client, run):
    client.log_metric(run, "loss", 0.5, timestamp=20, step=20)
    client.log_metric(run, "loss", 0.9, timestamp=10, step=10)
    assert client.get_run(run).data.metrics == {"loss": 0.5}
    assert [m.value for m in client.get_metric_history(run, "loss")] == [0.9, 0.5]


def test_1500_metrics_go_in_two_batches_of_the_client(client, run):
    metrics = [Metric(f"m{i}", i / 7, 1_700_000_000_000 + i, i) for i in range(1500)]
    client.log_batch(run, metrics=metrics)
    assert client.get_run(run).data.metrics == {f"m{i}": i / 7 for i in range(1500)}


def test_1000_points_of_one_metric_fit_into_one_batch(wire, run):
    points = [{"key": "loss", "value": s / 7, "timestamp": 5, "step": s} for s in range(1000)]
    wire.do("runs/log-batch", {"run_id": run, "metrics": points})
    assert wire.history(run, "loss") == [(5, s, s / 7) for s in range(1000)]
    assert latest(wire.run(run)) == {"loss": (999 / 7, 5, 999)}


def test_log_metrics_gives_all_of_them_one_time(tracking, wire, experiment):
    with mlflow.start_run(experiment_id=experiment) as active:
        mlflow.log_metrics({"loss": 0.5, "accuracy": 0.75}, step=3)
    found = latest(wire.run(active.info.run_id))
    assert {key: (value, step) for key, (value, _, step) in found.items()} == {
        "loss": (0.5, 3),
        "accuracy": (0.75, 3),
    }
    assert found["loss"][1] == found["accuracy"][1] > 0
