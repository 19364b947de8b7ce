"""What the REST API accepts beside the forms that the Python client sends."""

import pytest

import servers
from wire import AJAX_API, API, INVALID, MISSING, refusal, texts

NOON = 1_700_000_000_000


@pytest.mark.parametrize("prefix", [API, AJAX_API])
def test_both_prefixes_serve_the_whole_life_of_a_run(wire, name, prefix):
    wire = wire.under(prefix)
    experiment = wire.create_experiment(name)
    run = wire.create_run(experiment, start_time=NOON)
    assert wire.log_metric(run, "loss", 0.5, NOON, 1).json() == {}
    wire.do("runs/log-parameter", {"run_id": run, "key": "depth", "value": "4"})
    wire.do("runs/set-tag", {"run_id": run, "key": "stage", "value": "tuning"})
    wire.do("runs/update", {"run_id": run, "status": "FINISHED", "end_time": NOON + 1})
    found = wire.run(run)
    assert found["info"]["status"] == "FINISHED"
    assert texts(found["data"]["params"]) == {"depth": "4"}
    assert wire.history(run, "loss") == [(NOON, 1, 0.5)]
    assert wire.ask("experiments/get-by-name", experiment_name=name)["experiment"]["name"] == name
    wire.do("runs/delete", {"run_id": run})
    wire.do("experiments/delete", {"experiment_id": experiment})
    wire.do("experiments/restore", {"experiment_id": experiment})


def test_what_one_prefix_writes_the_other_reads(wire, run):
    wire.under(AJAX_API).log_metric(run, "loss", 0.5, NOON, 1)
    assert wire.under(API).history(run, "loss") == [(NOON, 1, 0.5)]


def test_fields_may_be_camel_case(wire, experiment):
    # MLflow wants its required fields in snake_case; that we take both is in the comparison.
    created = wire.do(
        "runs/create", {"experimentId": experiment, "runName": "camel", "startTime": NOON}
    )["run"]["info"]
    assert (created["run_name"], created["start_time"]) == ("camel", NOON)
    run = created["run_id"]
    wire.do("runs/update", {"run_id": run, "endTime": NOON + 1, "runName": "renamed"})
    info = wire.run(run)["info"]
    assert (info["end_time"], info["run_name"]) == (NOON + 1, "renamed")
    assert wire.do("experiments/search", {"maxResults": 1, "orderBy": ["name"]})["experiments"]


def test_a_field_in_both_spellings_is_refused(wire, run):
    body = {"run_id": run, "runId": run, "key": "stage", "value": "tuning"}
    assert refusal(wire.post("runs/set-tag", body)) == INVALID


@pytest.mark.parametrize("timestamp", [NOON, str(NOON), float(NOON), "0"])
@pytest.mark.parametrize("step", [7, "7", 7.0, -7, "-7"])
def test_whole_numbers_come_as_number_or_text_or_float(wire, run, timestamp, step):
    wire.do(
        "runs/log-metric",
        {"run_id": run, "key": "loss", "value": 1, "timestamp": timestamp, "step": step},
    )
    assert wire.history(run, "loss") == [(int(timestamp), int(step), 1.0)]


def test_exponents_are_whole_numbers_too(wire, run):
    body = '{"run_id": "%s", "key": "loss", "value": 1e-3, "timestamp": 1.7e12, "step": 2E1}' % run
    assert wire.send("POST", "runs/log-metric", body).status_code == 200
    assert wire.history(run, "loss") == [(NOON, 20, 0.001)]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("0.25", 0.25),
        ("1e3", 1000.0),
        (7, 7.0),
        ("NaN", "NaN"),
        ("Infinity", 1.7976931348623157e308),
        ("-Infinity", -1.7976931348623157e308),
    ],
)
def test_metric_values_come_as_number_or_text(wire, run, sent, stored):
    wire.log_metric(run, "loss", sent, NOON, 1)
    assert wire.history(run, "loss") == [(NOON, 1, stored)]


def test_whole_doubles_go_out_with_a_fraction_and_int64_as_numbers(wire, run):
    wire.log_metric(run, "loss", 7, NOON, 2**53 + 1)
    text = wire.get("metrics/get-history", run_id=run, metric_key="loss").text
    compact = text.replace(" ", "")
    assert '"value":7.0' in compact
    assert '"step":9007199254740993' in compact
    assert f'"timestamp":{NOON}' in compact


def test_a_step_left_out_is_0_and_is_sent_back(wire, run):
    wire.do("runs/log-metric", {"run_id": run, "key": "loss", "value": 1, "timestamp": NOON})
    assert wire.history(run, "loss") == [(NOON, 0, 1.0)]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("runs/log-metric", {"key": "k", "value": 1, "timestamp": NOON}),
        ("runs/log-parameter", {"key": "k", "value": "v"}),
        ("runs/set-tag", {"key": "k", "value": "v"}),
        ("runs/update", {"status": "FINISHED"}),
    ],
)
def test_run_uuid_is_another_word_for_run_id(wire, run, path, fields):
    wire.do(path, {"run_uuid": run, **fields})
    wire.do(path, {"run_uuid": "0" * 32, "run_id": run, **fields})


def test_run_uuid_is_another_word_in_queries(wire, run):
    wire.log_metric(run, "loss", 0.5, NOON, 1)
    assert wire.ask("runs/get", run_uuid=run)["run"]["info"]["run_id"] == run
    assert wire.ask("runs/get", run_uuid="0" * 32, run_id=run)["run"]["info"]["run_uuid"] == run
    assert wire.ask("metrics/get-history", run_uuid=run, metric_key="loss")["metrics"]


@pytest.mark.parametrize("path", ["runs/log-batch", "runs/delete", "runs/restore"])
def test_run_uuid_alone_names_no_run_elsewhere(wire, run, path):
    status, _ = refusal(wire.post(path, {"run_uuid": run}))
    assert status in (400, 404)
    assert wire.run(run)["info"]["lifecycle_stage"] == "active"


def test_unknown_fields_are_ignored_at_every_level(wire, experiment):
    run = wire.do(
        "runs/create",
        {
            "experiment_id": experiment,
            "from_the_future": {"a": [1, {"b": None}]},
            "tags": [{"key": "stage", "value": "tuning", "color": "red"}],
        },
    )["run"]
    assert texts(run["data"]["tags"])["stage"] == "tuning"


def test_null_is_the_same_as_absent(wire, experiment):
    body = {"experiment_id": experiment, "run_name": None, "start_time": None, "tags": None}
    info = wire.do("runs/create", body)["run"]["info"]
    assert info["run_name"]
    assert info["start_time"] == 0


def test_a_status_may_be_a_number(wire, run):
    wire.do("runs/update", {"run_id": run, "status": 3})
    assert wire.run(run)["info"]["status"] == "FINISHED"


def test_queries_know_snake_case_only(wire, run):
    assert refusal(wire.get("runs/get", runId=run)) == INVALID


def test_of_a_parameter_given_twice_the_first_counts(wire, run):
    answer = wire.ask("runs/get", run_id=[run, "0" * 32])
    assert answer["run"]["info"]["run_id"] == run


def test_a_get_without_a_query_reads_a_body(wire, run):
    answer = wire.send("GET", "runs/get", {"run_id": run})
    assert answer.status_code == 200
    assert answer.json()["run"]["info"]["run_id"] == run


@pytest.mark.parametrize("path", ["/health", "/version"])
def test_head_is_get_without_a_body(wire, path):
    answer = wire.send("HEAD", path)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_charset_in_the_content_type_is_fine(wire, run):
    answer = wire.send(
        "POST",
        "runs/set-tag",
        {"run_id": run, "key": "stage", "value": "é"},
        content_type="application/json; charset=utf-8",
    )
    assert answer.status_code == 200
    assert texts(wire.run(run)["data"]["tags"])["stage"] == "é"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_that_does_not_say_it_is_json_is_refused(wire, run, content_type):
    body = {"run_id": run, "key": "stage", "value": "tuning"}
    answer = wire.send("POST", "runs/set-tag", body, content_type=content_type)
    assert refusal(answer) == INVALID


def test_answers_are_json(wire, run):
    for answer in (
        wire.get("runs/get", run_id=run),
        wire.log_metric(run, "loss", 1.0),
        wire.get("runs/get", run_id="0" * 32),
    ):
        assert answer.headers["Content-Type"].split(";")[0] == "application/json"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("experiments/create", {}),
        ("experiments/create", {"name": ""}),
        ("experiments/create", {"name": 7}),
        ("experiments/update", {"experiment_id": "0"}),
        ("experiments/delete", {}),
        ("experiments/set-experiment-tag", {"experiment_id": "0", "value": "v"}),
        ("experiments/search", {}),
        ("runs/create", {"experiment_id": 0}),
        ("runs/update", {"status": "FINISHED"}),
        ("runs/delete", {"run_id": ""}),
        ("runs/log-metric", {"key": "k", "value": 1, "timestamp": 1}),
        ("runs/log-parameter", {"key": "k", "value": "v"}),
        ("runs/set-tag", {"key": "k", "value": "v"}),
        ("runs/delete-tag", {"key": "k"}),
    ],
)
def test_a_missing_or_mistyped_field_is_invalid(wire, path, body):
    assert refusal(wire.post(path, body)) == INVALID


@pytest.mark.parametrize("missing", ["key", "value", "timestamp"])
def test_a_metric_needs_key_value_and_time(wire, run, missing):
    body = {"run_id": run, "key": "loss", "value": 1.0, "timestamp": 1}
    del body[missing]
    assert refusal(wire.post("runs/log-metric", body)) == INVALID


def test_a_missing_thing_is_a_404(wire, name):
    assert refusal(wire.get("runs/get", run_id="0" * 32)) == MISSING
    assert refusal(wire.get("experiments/get", experiment_id="987654321987")) == MISSING
    assert refusal(wire.get("experiments/get-by-name", experiment_name=name)) == MISSING
    assert refusal(wire.post("experiments/delete", {"experiment_id": "987654321987"})) == MISSING


def test_health_and_version_are_plain(wire):
    assert wire.send("GET", "/health").text.strip() == "OK"
    assert wire.send("GET", "/version").text.strip() == "3.17.2"


@pytest.mark.parametrize("prefix", ["/api/3.0/mlflow", "/ajax-api/3.0/mlflow"])
def test_server_info_tells_clients_what_is_switched_on(wire, prefix):
    info = wire.send("GET", f"{prefix}/server-info").json()
    assert info["workspaces_enabled"] is False
    assert info["multipart_uploads_enabled"] or servers.is_mlflow(wire.url)
    assert info["multipart_downloads_enabled"] is False
