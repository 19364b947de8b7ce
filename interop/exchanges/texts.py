"""log-parameter, set-tag and delete-tag of runs."""

from comparison import post
from exchanges import reasons

UNKNOWN = "0" * 32


def param(title, key="depth", value="4", run_id="<run>"):
    return post(title, "runs/log-parameter", {"run_id": run_id, "key": key, "value": value})


def tag(title, key="stage", value="tuning", run_id="<run>"):
    return post(title, "runs/set-tag", {"run_id": run_id, "key": key, "value": value})


def untag(title, key="stage", run_id="<run>"):
    return post(title, "runs/delete-tag", {"run_id": run_id, "key": key})


PARAMS = [
    param("log param").then_run(),
    param("equal param again").after(param("first")).then_run(),
    param("another value of a param", value="5").after(param("first")).then_run(),
    post("param without value", "runs/log-parameter", {"run_id": "<run>", "key": "a"}).then_run(),
    param("param with null value", value=None).then_run(),
    param("param with empty value", value="").then_run(),
    param("param with number as value", value=4),
    param("param with true as value", value=True),
    param("param of 6000", value="🧪" * 6000).then_run(),
    param("param of 6001", value="🧪" * 6001).then_run(),
    param("param equal after the cut", value="v" * 6001).after(param("first", value="v" * 6000)),
    param("param key with hash", key="a#b"),
    param("param key of 251", key="k" * 251),
    param("empty param key", key=""),
    param("param of deleted run", run_id="<deleted run>"),
    param("param of unknown run", run_id=UNKNOWN),
    post(
        "param of run_uuid", "runs/log-parameter", {"run_uuid": "<run>", "key": "a", "value": "1"}
    ).then_run(),
]

TAGS = [
    tag("set tag").then_run(),
    tag("set tag again", value="done").after(tag("first")).then_run(),
    post("tag without value", "runs/set-tag", {"run_id": "<run>", "key": "a"}).then_run(),
    tag("tag with number as value", value=4),
    tag("tag of 8000", value="🧪" * 8000).then_run(),
    tag("tag of 8001", value="🧪" * 8001).then_run(),
    tag("tag that names the run", "mlflow.runName", "renamed").then_run(),
    tag("tag that names the run nothing", "mlflow.runName", "").then_run(),
    tag("tag that names the run 251 long", "mlflow.runName", "x" * 251).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    tag("tag key with hash", key="a#b"),
    tag("tag key of 251", key="k" * 251),
    tag("empty tag key", key=""),
    tag("tag of deleted run", run_id="<deleted run>"),
    tag("tag of unknown run", run_id=UNKNOWN),
    untag("delete tag").after(tag("first")).then_run(),
    untag("delete missing tag"),
    untag("delete run name tag", "mlflow.runName").then_run(),
    untag("delete tag of deleted run", run_id="<deleted run>"),
    untag("delete tag of unknown run", run_id=UNKNOWN),
    untag("delete empty tag key", ""),
]

EXCHANGES = PARAMS + TAGS
