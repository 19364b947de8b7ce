"""Runs: creation, names, changes, deletion, the legacy log-model."""

import json

from comparison import get, post
from exchanges import reasons
from run_scene import NOON

UNKNOWN = "0" * 32
RUN_NAME_TAG = "mlflow.runName"


def create(title, **fields):
    return post(title, "runs/create", {"experiment_id": "<experiment>", **fields})


def update(title, run_id="<run>", **fields):
    return post(title, "runs/update", {"run_id": run_id, **fields})


def by_id(title, path, run_id="<run>"):
    return post(title, path, {"run_id": run_id})


def model(**changes):
    full = {
        "run_id": "<run>",
        "artifact_path": "model",
        "flavors": {"python_function": {}},
        "utc_time_created": "2026-01-01 00:00:00",
    }
    full.update(changes)
    return json.dumps({key: value for key, value in full.items() if value is not None})


def log_model(title, model_json, run_id="<run>"):
    return post(title, "runs/log-model", {"run_id": run_id, "model_json": model_json})


UNNAME = post("untag", "runs/delete-tag", {"run_id": "<run>", "key": RUN_NAME_TAG})

CREATION = [
    create("create run"),
    create(
        "create run with everything",
        user_id="ada",
        run_name="first try",
        start_time=NOON,
        tags=[{"key": "stage", "value": "tuning"}, {"key": "mlflow.user", "value": "grace"}],
    ),
    post("create run in no experiment", "runs/create", {"start_time": NOON}).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    create("create run in unknown experiment", experiment_id="987654321987"),
    create("create run in experiment of a word", experiment_id="abc"),
    create("create run in experiment as number", experiment_id=1),
    create("create run named by tag", tags=[{"key": RUN_NAME_TAG, "value": "by tag"}]),
    create(
        "create run named twice alike", run_name="n", tags=[{"key": RUN_NAME_TAG, "value": "n"}]
    ),
    create(
        "create run named twice differently",
        run_name="n",
        tags=[{"key": RUN_NAME_TAG, "value": "m"}],
    ),
    create("create run with empty name", run_name=""),
    create(
        "create run with empty name and tag",
        run_name="",
        tags=[{"key": RUN_NAME_TAG, "value": "t"}],
    ),
    create("create run with name of 250", run_name="é" * 250),
    create("create run with name of 251", run_name="x" * 251).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    create("create run with number as name", run_name=7),
    create("create run before 1970", start_time=-1),
    create("create run with text as time", start_time="1700000000000"),
    create("create run with float as time", start_time=1.7e12),
    create("create run with fraction as time", start_time=1.5).but_ours_is_invalid(
        because=reasons.TYPES
    ),
    create("create run with time out of range", start_time=2**63).but_ours_is_invalid(
        because=reasons.TYPES
    ),
    create("create run with word as time", start_time="noon"),
    create("create run with tag without value", tags=[{"key": "stage"}]),
    create("create run with unchecked tag key", tags=[{"key": "bad#key", "value": "v"}]),
    create("create run with tag of 8000", tags=[{"key": "long", "value": "🧪" * 8000}]),
    create(
        "create run with tag of 8001", tags=[{"key": "long", "value": "v" * 8001}]
    ).but_ours_is_invalid(because=reasons.CONSTRAINT),
    create(
        "create run with a tag twice", tags=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]
    ).but_ours_is_invalid(because=reasons.CONSTRAINT),
    create("create run with a tag without key", tags=[{"value": "v"}]).but_ours_is_invalid(
        because="a tag needs a key here as elsewhere"
    ),
    create(
        "create run named nothing by tag", tags=[{"key": RUN_NAME_TAG, "value": ""}]
    ).but_ours_is(200, because="an empty name is no name, so one is generated"),
    create("create run named blanks", run_name="  "),
    create("create run with number as tag", tags=[{"key": "a", "value": 1}]).but_ours_is_invalid(
        because=reasons.TYPES
    ),
    create("create run with text as tags", tags="a").but_ours_is_invalid(because=reasons.TYPES),
]

READING = [
    get("get run", "runs/get?run_id=<run>"),
    get("get run with data", "runs/get?run_id=<run with data>"),
    get("get deleted run", "runs/get?run_id=<deleted run>"),
    get("get unknown run", f"runs/get?run_id={UNKNOWN}"),
    get("get run by a word", "runs/get?run_id=nobody"),
    get("get run by nothing", "runs/get?run_id="),
]

CHANGES = [
    update("end run", status="FINISHED", end_time=NOON + 5).then_run(),
    update("end run by camelCase and text", endTime=str(NOON + 5), status="FAILED").then_run(),
    update("status by number", status=5).then_run(),
    update("end time alone", end_time=NOON + 5).then_run(),
    update("nothing to update").then_run(),
    update("reopen run", status="RUNNING")
    .after(update("ended", status="FINISHED", end_time=NOON + 5))
    .then_run(),
    update("rename run", run_name="renamed").then_run(),
    update("rename run to nothing", run_name="").then_run(),
    update("rename run to name of 251", run_name="x" * 251).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    update("rename run without name tag", run_name="renamed").after(UNNAME).then_run(),
    update("end run without name tag", status="FINISHED").after(UNNAME).then_run(),
    update("end run before its start", end_time=-5).then_run(),
    update("unknown status", status="BOGUS").but_ours_is_invalid(because=reasons.TYPES),
    update("status in lower case", status="finished").but_ours_is_invalid(because=reasons.TYPES),
    update("status out of range", status=99),
    update("update deleted run", "<deleted run>", status="FAILED"),
    update("update unknown run", UNKNOWN, status="FAILED"),
    update("update run by nothing", "", status="FAILED"),
    post(
        "update run by run_uuid", "runs/update", {"run_uuid": "<run>", "status": "KILLED"}
    ).then_run(),
    by_id("delete run", "runs/delete").then_run(),
    by_id("delete deleted run", "runs/delete", "<deleted run>"),
    by_id("delete unknown run", "runs/delete", UNKNOWN),
    post("delete run by nothing", "runs/delete", {}),
    by_id("restore run", "runs/restore", "<deleted run>").then_get("runs/get?run_id=<deleted run>"),
    by_id("restore active run", "runs/restore").then_run(),
    by_id("restore unknown run", "runs/restore", UNKNOWN),
]

LOG_MODEL = [
    log_model("log model", model()).then_run(),
    log_model("log second model", model(artifact_path="other"))
    .after(log_model("first", model()))
    .then_run(),
    log_model("log model without path", model(artifact_path=None)).then_run(),
    log_model("log model without flavors", model(flavors=None)),
    log_model("log model that is no JSON", "no json"),
    log_model("log model without JSON", ""),
    log_model("log model of another run", model(run_id="<other run>")),
    log_model("log model of unknown run", model(run_id=UNKNOWN), UNKNOWN),
    log_model("log model of deleted run", model(run_id="<deleted run>"), "<deleted run>"),
    log_model("log model that is a number", 7),
]

EXCHANGES = CREATION + READING + CHANGES + LOG_MODEL
