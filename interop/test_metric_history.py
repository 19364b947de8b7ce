"""The history of a metric: its order, its repeats, its pages."""

import pytest
from mlflow.entities import Metric

from wire import INVALID, refusal


def log(client, run, points):
    client.log_batch(run, metrics=[Metric("loss", value, ts, step) for ts, step, value in points])


def test_a_history_is_ordered_by_time_then_step_then_value(wire, client, run):
    points = [(2, 0, 0.1), (1, 5, 0.3), (1, 5, 0.2), (1, 4, 0.9), (3, -1, 0.0), (2, 0, -0.1)]
    for point in points:
        log(client, run, [point])
    assert wire.history(run, "loss") == sorted(points)


def test_a_batch_in_any_order_gives_the_same_history(wire, client, run):
    points = [(2, 0, 0.1), (1, 5, 0.3), (1, 5, 0.2), (1, 4, 0.9)]
    log(client, run, points)
    assert wire.history(run, "loss") == sorted(points)


def test_an_exact_repeat_is_stored_once(wire, client, run):
    point = (1, 2, 0.5)
    for _ in range(3):
        log(client, run, [point])
    log(client, run, [point, point])
    assert wire.history(run, "loss") == [point]


def test_not_a_number_and_zero_are_two_points(wire, client, run):
    log(client, run, [(1, 2, 0.0), (1, 2, float("nan")), (1, 2, float("nan"))])
    history = wire.history(run, "loss")
    assert sorted(history, key=str) == [(1, 2, "NaN"), (1, 2, 0.0)]


def test_another_value_at_the_same_time_and_step_is_another_point(wire, client, run):
    log(client, run, [(1, 2, 0.5), (1, 2, 0.25)])
    assert wire.history(run, "loss") == [(1, 2, 0.25), (1, 2, 0.5)]


def test_keys_and_runs_have_histories_of_their_own(wire, client, experiment, run):
    other = wire.create_run(experiment)
    log(client, run, [(1, 1, 0.5)])
    log(client, other, [(2, 2, 0.25)])
    client.log_metric(run, "Loss", 9.0, timestamp=3, step=3)
    assert wire.history(run, "loss") == [(1, 1, 0.5)]
    assert wire.history(other, "loss") == [(2, 2, 0.25)]
    assert wire.history(run, "Loss") == [(3, 3, 9.0)]


def test_an_unknown_key_or_run_has_an_empty_history(client, run):
    assert client.get_metric_history(run, "nothing") == []
    assert client.get_metric_history("0" * 32, "loss") == []


def test_60000_points_come_back_through_the_pages_of_the_client(client, run):
    points = [(1_700_000_000_000 + s // 3, s, s / 7) for s in range(60_000)]
    for start in range(0, len(points), 1000):
        log(client, run, points[start : start + 1000])
    history = client.get_metric_history(run, "loss")
    assert [(m.timestamp, m.step, m.value) for m in history] == points
    assert {m.key for m in history} == {"loss"}


@pytest.mark.parametrize("size", [1, 3, 7, 10, 11])
def test_pages_of_any_size_join_to_the_whole(wire, client, run, size):
    points = [(1, 1, v / 4) for v in range(5)] + [(2, s, 0.5) for s in range(5)]
    log(client, run, points)
    paged, token = [], None
    for _ in range(20):
        asked = {"run_id": run, "metric_key": "loss", "max_results": size}
        page = wire.ask("metrics/get-history", **asked, **({"page_token": token} if token else {}))
        assert len(page.get("metrics", [])) <= size
        paged += [(m["timestamp"], m["step"], m["value"]) for m in page.get("metrics", [])]
        token = page.get("next_page_token")
        if not token:
            break
    assert paged == points


def test_without_a_page_size_everything_comes_at_once(wire, client, run):
    log(client, run, [(1, s, 0.5) for s in range(1000)])
    answer = wire.ask("metrics/get-history", run_id=run, metric_key="loss")
    assert len(answer["metrics"]) == 1000
    assert "next_page_token" not in answer


@pytest.mark.parametrize(
    "wrong",
    [{"max_results": 0}, {"max_results": -1}, {"max_results": 2, "page_token": "not ours"}],
)
def test_a_page_that_cannot_be_is_refused(wire, client, run, wrong):
    log(client, run, [(1, 1, 0.5)])
    answer = wire.get("metrics/get-history", run_id=run, metric_key="loss", **wrong)
    assert refusal(answer) == INVALID
