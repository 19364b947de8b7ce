"""Keys in many scripts, values with anything in them, and the keys that are refused."""

import pytest
from mlflow.entities import Metric, Param, RunTag

from wire import INVALID, refusal, texts

KEYS = [
    "val/loss",
    "a b.c-d_e:f",
    "précision",
    "ακρίβεια",
    "точность",
    "דיוק",
    "دقة",
    "精度/訓練",
    "정확도",
    "ไทย",
    "x²",
    "½",
    "Ⅷ",
    "𝛼𝛽",
    "0",
    "-",
    " leading blank",
    "trailing blank ",
    ".hidden",
    "a..b",
    "x" * 250,
    "精" * 250,
]

REFUSED_KEYS = [
    "with#hash",
    "a,b",
    "a@b",
    "a\\b",
    "a\nb",
    "a\tb",
    "a=b",
    "emoji🧪",
    "e\N{COMBINING ACUTE ACCENT}",
    "แม่น",
    "हिन्दी",
    "no\N{NO-BREAK SPACE}break",
    "/leading",
    "trailing/",
    "a//b",
    "a/../b",
    "../a",
    "a/./b",
    ".",
    "..",
    "x" * 251,
    "精" * 251,
]

VALUES = [
    "🧪🚀 emoji",
    "naïve café",
    "e\N{COMBINING ACUTE ACCENT}",
    "日本語 한국어 עברית",
    "line\nbreak\r\nand\ttab",
    "quotes ' \" ` and \\ and ${x} %s {}",
    "<script>alert(1)</script>",
    '{"json": [1, null]}',
    "\u0001\u001f\u007f\u0080\u2028\ufeff",
    " blanks around ",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_comes_back_as_it_was_given(client, run, key):
    client.log_metric(run, key, 0.5)
    client.log_param(run, key, "value")
    client.set_tag(run, key, "value")
    data = client.get_run(run).data
    assert data.metrics == {key: 0.5}
    assert data.params == {key: "value"}
    assert data.tags[key] == "value"
    assert [m.key for m in client.get_metric_history(run, key)] == [key]
    client.delete_tag(run, key)
    assert key not in client.get_run(run).data.tags


def test_all_keys_go_into_one_batch(client, run):
    client.log_batch(
        run,
        metrics=[Metric(key, 0.5, 1, 0) for key in KEYS],
        params=[Param(key, key) for key in KEYS],
        tags=[RunTag(key, key) for key in KEYS],
    )
    data = client.get_run(run).data
    assert data.metrics == dict.fromkeys(KEYS, 0.5)
    assert data.params == {key: key for key in KEYS}
    assert {k: v for k, v in data.tags.items() if k != "mlflow.runName"} == data.params


@pytest.mark.parametrize("key", REFUSED_KEYS, ids=ascii)
def test_a_key_outside_the_rules_is_refused_everywhere(wire, run, experiment, key):
    point = {"key": key, "value": 0.5, "timestamp": 1, "step": 0}
    text = {"key": key, "value": "value"}
    for path, body in [
        ("runs/log-metric", {"run_id": run, **point}),
        ("runs/log-parameter", {"run_id": run, **text}),
        ("runs/set-tag", {"run_id": run, **text}),
        ("runs/log-batch", {"run_id": run, "metrics": [point]}),
        ("runs/log-batch", {"run_id": run, "params": [text]}),
        ("runs/log-batch", {"run_id": run, "tags": [text]}),
        ("experiments/set-experiment-tag", {"experiment_id": experiment, **text}),
    ]:
        assert refusal(wire.post(path, body)) == INVALID, path
    data = wire.run(run)["data"]
    assert "metrics" not in data and "params" not in data
    assert texts(data["tags"]) == {"mlflow.runName": "a run"}


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_a_value_comes_back_as_it_was_given(client, experiment, value):
    run = client.create_run(experiment, tags={"at creation": value}, run_name=value).info.run_id
    client.log_param(run, "param", value)
    client.set_tag(run, "tag", value)
    client.set_experiment_tag(experiment, "tag", value)
    found = client.get_run(run)
    assert found.info.run_name == value
    assert found.data.params == {"param": value}
    assert found.data.tags == {"at creation": value, "tag": value, "mlflow.runName": value}
    assert client.get_experiment(experiment).tags == {"tag": value}
