"""log-batch on the wire: its limits, and that a refused batch leaves no trace."""

import pytest

from wire import INVALID, refusal, texts


def points(count):
    return [{"key": f"m{i}", "value": i, "timestamp": 1, "step": 0} for i in range(count)]


def entries(count):
    return [{"key": f"k{i}", "value": str(i)} for i in range(count)]


def test_a_batch_may_be_empty(wire, run):
    assert wire.do("runs/log-batch", {"run_id": run}) == {}
    assert wire.do("runs/log-batch", {"run_id": run, "metrics": [], "params": [], "tags": []}) == {}


@pytest.mark.parametrize(
    "batch",
    [
        {"metrics": points(1000)},
        {"params": entries(100)},
        {"tags": entries(100)},
        {"metrics": points(800), "params": entries(100), "tags": entries(100)},
    ],
    ids=["metrics", "params", "tags", "all"],
)
def test_a_full_batch_is_accepted(wire, run, batch):
    wire.do("runs/log-batch", {"run_id": run, **batch})
    data = wire.run(run)["data"]
    assert len(data.get("metrics", [])) == len(batch.get("metrics", []))
    assert len(data.get("params", [])) == len(batch.get("params", []))
    assert len(data["tags"]) == len(batch.get("tags", [])) + 1  # and the run's name


@pytest.mark.parametrize(
    "batch",
    [
        {"metrics": points(1001)},
        {"params": entries(101)},
        {"tags": entries(101)},
        {"metrics": points(801), "params": entries(100), "tags": entries(100)},
    ],
    ids=["metrics", "params", "tags", "all"],
)
def test_one_entry_more_is_refused_with_all_others(wire, run, batch):
    assert refusal(wire.post("runs/log-batch", {"run_id": run, **batch})) == INVALID
    assert untouched(wire, run)


@pytest.mark.parametrize(
    "wrong",
    [
        {"metrics": [{"key": "bad#key", "value": 1, "timestamp": 1}]},
        {"metrics": [{"key": "no value", "timestamp": 1}]},
        {"metrics": [{"key": "no time", "value": 1}]},
        {"metrics": [{"key": "early", "value": 1, "timestamp": -1}]},
        {"metrics": [{"value": 1, "timestamp": 1}]},
        {"params": [{"key": "bad#key", "value": "1"}]},
        {"params": [{"value": "no key"}]},
        {"params": [{"key": "twice", "value": "1"}, {"key": "twice", "value": "1"}]},
        {"tags": [{"key": "bad#key", "value": "1"}]},
    ],
    ids=str,
)
def test_one_wrong_entry_refuses_the_whole_batch(wire, run, wrong):
    good = {"metrics": points(2), "params": entries(2), "tags": entries(2)}
    batch = {kind: good[kind] + wrong.get(kind, []) for kind in good}
    assert refusal(wire.post("runs/log-batch", {"run_id": run, **batch})) == INVALID
    assert untouched(wire, run)


def test_a_param_that_clashes_refuses_the_whole_batch(wire, run):
    wire.do("runs/log-parameter", {"run_id": run, "key": "k1", "value": "another"})
    batch = {"metrics": points(2), "params": entries(3), "tags": entries(2)}
    assert refusal(wire.post("runs/log-batch", {"run_id": run, **batch})) == INVALID
    data = wire.run(run)["data"]
    assert texts(data["params"]) == {"k1": "another"}
    assert "metrics" not in data
    assert texts(data["tags"]) == {"mlflow.runName": "a run"}


def test_the_run_name_tag_in_a_batch_renames_the_run(wire, run):
    tag = {"key": "mlflow.runName", "value": "renamed"}
    wire.do("runs/log-batch", {"run_id": run, "tags": [tag]})
    assert wire.run(run)["info"]["run_name"] == "renamed"


def untouched(wire, run):
    data = wire.run(run)["data"]
    return (
        "metrics" not in data
        and "params" not in data
        and texts(data["tags"]) == {"mlflow.runName": "a run"}
    )
