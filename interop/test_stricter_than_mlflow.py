"""Where we refuse on purpose what MLflow takes, half takes, or answers with a 500.

`exchanges/` has more of these, each beside MLflow's own answer; here it is checked that a refused
request leaves nothing behind.
"""

import pytest

from wire import AJAX_API, INVALID, NO_ENDPOINT, TAKEN, refusal, texts

pytestmark = pytest.mark.stricter_than_mlflow

MIB = 1024 * 1024
NOON = 1_700_000_000_000


def metric(run, **changes):
    return {"run_id": run, "key": "loss", "value": 0.5, "timestamp": NOON, "step": 1, **changes}


def is_untouched(wire, run):
    found = wire.run(run)
    return (
        "metrics" not in found["data"]
        and "params" not in found["data"]
        and texts(found["data"]["tags"]) == {"mlflow.runName": "a run"}
        and found["info"]["status"] == "RUNNING"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "7",
        "true",
        '"text"',
        "{",
        '{"run_id": "RUN", "key": "k", "value": "v"',
        '{"run_id": "RUN", "key": "k", "value": "v"}}',
        '{"run_id": "RUN", "key": "k", "value": "v"} {}',
        '[{"run_id": "RUN", "key": "k", "value": "v"}]',
        '"{\\"run_id\\": \\"RUN\\", \\"key\\": \\"k\\", \\"value\\": \\"v\\"}"',
        '{"run_id": "RUN", "key": "k", "value": "v", "value": "w"}',
        '{"run_id": "RUN", "runId": "RUN", "key": "k", "value": "v"}',
        "{'run_id': 'RUN', 'key': 'k', 'value': 'v'}",
        '{"run_id": "RUN", "key": "k", "value": "v",}',
        '{"run_id": "RUN", "key": "k", "value": "v" /* why */}',
        '{"run_id": "RUN", "key": "k", "value": "a\\u0000b"}',
        '{"run_id": "RUN", "key": "k\\u0000", "value": "v"}',
        '{"run_id": "RUN", "key": "k", "value": "a\\ud800b"}',
        '{"run_id": "RUN", "key": "k", "value": "a\\udc00\\ud800b"}',
        b'{"run_id": "RUN", "key": "k", "value": "\xff\xfe"}',
        b'{"run_id": "RUN", "key": "k", "value": "\xed\xa0\x80"}',
        '\ufeff{"run_id": "RUN", "key": "k", "value": "v"}'.encode("utf-16"),
    ],
    ids=ascii,
)
def test_a_body_that_is_not_one_json_object_is_refused(wire, run, body):
    if isinstance(body, str):
        body = body.replace("RUN", run).encode()
    else:
        body = body.replace(b"RUN", run.encode())
    assert refusal(wire.send("POST", "runs/set-tag", body)) == INVALID
    assert is_untouched(wire, run)


@pytest.mark.parametrize("path", ["runs/log-batch", "runs/create", "experiments/search"])
@pytest.mark.parametrize("body", ["", "null", "[]", "7", "{", '"{}"'])
def test_every_route_reads_its_body_alike(wire, path, body):
    assert refusal(wire.send("POST", path, body)) == INVALID


@pytest.mark.parametrize(("depth", "status"), [(60, 200), (70, 400), (100_000, 400)])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a_body_nests_64_deep_and_no_deeper(wire, run, depth, status, brackets):
    opening, closing = ("[", "]") if brackets == "[]" else ('{"x":', "}")
    inner = opening * (depth - 1) + "0" + closing * (depth - 1)
    body = '{"run_id": "%s", "key": "k", "value": "v", "x": %s}' % (run, inner)
    assert wire.send("POST", "runs/set-tag", body).status_code == status


@pytest.mark.parametrize(("size", "status"), [(16 * MIB, 200), (16 * MIB + 1, 413)])
def test_a_body_has_16_mib_and_no_more(wire, run, size, status):
    body = '{"run_id": "%s", "key": "k", "value": "v"}' % run
    answer = wire.send("POST", "runs/set-tag", body + " " * (size - len(body)))
    assert answer.status_code == status
    if status == 413:
        assert refusal(answer)[1]
        assert is_untouched(wire, run)


def test_a_body_sent_in_chunks_has_no_more_either(wire, run):
    def chunks():
        yield b'{"run_id": "%s", "key": "k", "value": "v"}' % run.encode()
        for _ in range(17):
            yield b" " * MIB

    answer = wire.session.post(
        f"{wire.url}{wire.prefix}/runs/set-tag",
        data=chunks(),
        headers={"Content-Type": "application/json"},
        timeout=60,
    )
    assert refusal(answer)[0] == 413
    assert is_untouched(wire, run)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "nan"},
        {"value": "inf"},
        {"value": "0x10"},
        {"value": "0x1p3"},
        {"value": "1d"},
        {"value": "1_000"},
        {"value": " 1 "},
        {"value": "٣"},
        {"value": ""},
        {"value": True},
        {"value": [1]},
        {"value": {}},
        {"value": "1e400"},
        {"timestamp": 1.5},
        {"timestamp": 2**63},
        {"timestamp": "1.5"},
        {"timestamp": " 1"},
        {"timestamp": "1_000"},
        {"timestamp": "٣"},
        {"timestamp": True},
        {"timestamp": 1e30},
        {"step": 1.5},
        {"step": -(2**63) - 1},
        {"step": "first"},
        {"step": False},
        {"step": []},
        {"key": 7},
        {"key": ["loss"]},
        {"key": "loss\n"},
        {"run_id": 7},
    ],
    ids=ascii,
)
def test_a_metric_of_wrong_types_is_refused_and_not_stored_with_defaults(wire, run, wrong):
    assert refusal(wire.post("runs/log-metric", metric(run, **wrong))) == INVALID
    assert is_untouched(wire, run)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "01", ".5"])
def test_numbers_that_json_does_not_know_are_refused(wire, run, number):
    body = '{"run_id": "%s", "key": "loss", "value": %s, "timestamp": 1}' % (run, number)
    assert refusal(wire.send("POST", "runs/log-metric", body)) == INVALID
    assert is_untouched(wire, run)


@pytest.mark.parametrize(
    "wrong",
    [
        {"metrics": [{"key": "loss", "value": "abc", "timestamp": 1}]},
        {"metrics": [None]},
        {"metrics": ["loss"]},
        {"metrics": {}},
        {"params": [{"key": "a", "value": 1}]},
        {"params": [{"key": "a", "value": ["1"]}]},
        {"tags": [{"key": "a", "value": True}]},
        {"tags": "a"},
    ],
    ids=ascii,
)
def test_one_entry_of_a_wrong_type_refuses_the_whole_batch(wire, run, wrong):
    good = {
        "metrics": [{"key": "acc", "value": 1, "timestamp": 1}],
        "params": [{"key": "p", "value": "1"}],
        "tags": [{"key": "t", "value": "1"}],
    }
    for kind, entries in wrong.items():
        mixed = good[kind] + entries + good[kind] if isinstance(entries, list) else entries
        assert refusal(wire.post("runs/log-batch", {"run_id": run, **good, kind: mixed})) == INVALID
    assert is_untouched(wire, run)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "BOGUS"},
        {"status": "finished"},
        {"status": ""},
        {"status": 0},
        {"status": 6},
        {"status": True},
        {"end_time": 1.5},
        {"end_time": "noon"},
        {"run_name": 7},
        {"run_name": "x" * 251},
        {"run_name": "🧪" * 251},
    ],
    ids=ascii,
)
def test_an_update_that_cannot_be_is_refused_whole(wire, run, wrong):
    body = {"run_id": run, "status": "FINISHED", "end_time": NOON, "run_name": "renamed", **wrong}
    assert refusal(wire.post("runs/update", body)) == INVALID
    assert is_untouched(wire, run)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_time": 1.5},
        {"start_time": "noon"},
        {"start_time": 2**63},
        {"user_id": 7},
        {"user_id": "x" * 257},
        {"run_name": "x" * 251},
        {"tags": [{"key": "a", "value": "1"}, {"key": "a", "value": "1"}]},
        {"tags": [{"key": "a", "value": "x" * 8001}]},
        {"tags": [{"key": "k" * 251, "value": "v"}]},
        {"tags": [{"key": "a", "value": 1}]},
        {"tags": "a"},
        {"tags": [None]},
        {"experiment_id": None},
        {"experiment_id": ""},
    ],
    ids=lambda wrong: ascii(wrong)[:60],
)
def test_a_run_that_cannot_be_is_not_created(wire, experiment, wrong):
    body = {"experiment_id": experiment, "start_time": NOON, **wrong}
    assert refusal(wire.post("runs/create", body)) == INVALID


@pytest.mark.parametrize(
    "location",
    [
        "/etc",
        "relative/folder",
        "./here",
        "../there",
        "~/home",
        "C:\\Windows",
        "file:/etc",
        "file:///etc",
        "FILE:///etc",
        "http://example.com/a",
        "HTTPS://example.com/a",
        "ftp://example.com/a",
        "mlflow-artifacts://host/a",
        "runs:/abc/model",
        "s3://bucket/a#fragment",
    ],
)
def test_a_location_on_this_machine_or_another_host_is_refused(wire, name, location):
    body = {"name": name, "artifact_location": location}
    assert refusal(wire.post("experiments/create", body)) == INVALID
    assert wire.get("experiments/get-by-name", experiment_name=name).status_code == 404


def test_an_experiment_name_has_256_characters_and_no_more(wire, name):
    wire.create_experiment(name + "🧪" * (256 - len(name)))
    longer = name + "é" * (257 - len(name))
    assert refusal(wire.post("experiments/create", {"name": longer})) == INVALID
    experiment = wire.create_experiment(name)
    rename = {"experiment_id": experiment, "new_name": longer}
    assert refusal(wire.post("experiments/update", rename)) == INVALID


def test_a_rename_onto_a_taken_name_says_so(wire, name, experiment):
    other = wire.create_experiment(f"{name} other")
    for taken_by in ("an active one", "a deleted one"):
        rename = {"experiment_id": other, "new_name": name}
        assert refusal(wire.post("experiments/update", rename)) == TAKEN, taken_by
        if taken_by == "an active one":
            wire.do("experiments/delete", {"experiment_id": experiment})


def test_a_deleted_experiment_cannot_be_renamed(wire, name, deleted_experiment):
    rename = {"experiment_id": deleted_experiment, "new_name": name}
    assert refusal(wire.post("experiments/update", rename)) == INVALID


@pytest.mark.parametrize("wrong", ["9" * 19, "9" * 40, "-" + "9" * 40])
def test_an_experiment_id_beyond_all_numbers_does_not_exist(wire, wrong):
    answer = wire.get("experiments/get", experiment_id=wrong)
    assert refusal(answer) == (404, "RESOURCE_DOES_NOT_EXIST")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["nothing/here", "/api/2.0/nothing", "/api/9.9/mlflow/runs/get"])
def test_an_unknown_path_is_told_in_json(wire, method, path):
    answer = wire.send(method, path, None if method == "GET" else {})
    assert refusal(answer) == NO_ENDPOINT


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "runs/create"), ("POST", "runs/get"), ("DELETE", "runs/delete"), ("PUT", "runs/get")],
)
def test_a_wrong_method_is_told_in_json(wire, method, path):
    status, error_code = refusal(wire.send(method, path, None if method == "GET" else {}))
    assert status == 405
    assert error_code


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("runs/get", "run_id=a%00b"),
        ("experiments/get-by-name", "experiment_name=a%00b"),
        ("metrics/get-history", "run_id=a&metric_key=a%00b"),
        ("metrics/get-history", "run_id=a&metric_key=b&max_results=many"),
        ("metrics/get-history", "run_id=a&metric_key=b&max_results=1.5"),
        ("metrics/get-history", "run_id=a&metric_key=b&max_results=99999999999"),
        ("metrics/get-history-bulk-interval", "run_ids=a&metric_key=a%00b"),
        (f"{AJAX_API}/metrics/get-history-bulk", "run_id=a&metric_key=b&max_results=-1"),
        ("experiments/search", "max_results=5&view_type=BOGUS"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(wire, path, parameters):
    assert refusal(wire.get(f"{path}?{parameters}")) == INVALID


@pytest.mark.parametrize("path", ["runs/get?run_id=RUN", "experiments/get?experiment_id=0"])
def test_head_answers_as_get_does_without_the_body(wire, run, path):
    answer = wire.send("HEAD", path.replace("RUN", run))
    assert (answer.status_code, answer.content) == (200, b"")
    assert wire.send("HEAD", f"runs/get?run_id={'0' * 32}").status_code == 404


def test_required_fields_may_be_camel_case_too(wire, run):
    wire.do("runs/log-batch", {"runId": run, "metrics": [metric(run)]})
    wire.do("runs/update", {"runId": run, "endTime": NOON})
    assert wire.history(run, "loss") == [(NOON, 1, 0.5)]


def test_an_answer_shows_nothing_of_the_inside(wire, name, experiment):
    answers = [
        wire.post("experiments/create", {"name": name}),
        wire.get("runs/get", run_id="' OR 1=1"),
        wire.post("runs/create", {"experiment_id": "abc"}),
        wire.send("POST", "runs/create", "{"),
        wire.get("experiments/get", experiment_id="9" * 40),
    ]
    for answer in answers:
        text = answer.text.lower()
        for inside in ("sql", "exception", "jackson", "dev.modelyard", "\tat ", "constraint"):
            assert inside not in text.replace('"sqlstate"', ""), answer.text
