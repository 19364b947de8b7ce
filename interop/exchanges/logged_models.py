"""Logged models: creation, changes, deletion, and metrics of theirs."""

from comparison import delete, get, patch, post
from exchanges import reasons
from run_scene import NOON

UNKNOWN = "m-" + "0" * 32
AGAIN = "what was stored already is no fault: clients repeat calls"
LOSSLESS = "points that differ in value or dataset are points of their own, and all are kept"
BY_PATH = "the model is the one that the path names, whatever the body says"
KEY_IN_PATH = "a key may hold slashes and blanks; MLflow's server finds no such path"


def create(title, **fields):
    return post(title, "logged-models", {"experiment_id": "<experiment>", **fields})


def state(model="<model>"):
    return f"logged-models/{model}?allow_deleted=true"


def changed(exchange, model="<model>"):
    return exchange.then_get(state(model))


def finalize(title, model="<model>", **fields):
    return changed(patch(title, f"logged-models/{model}", {"model_id": model, **fields}), model)


def add_params(title, *pairs, model="<model>"):
    body = {"model_id": model, "params": [{"key": k, "value": v} for k, v in pairs]}
    return changed(post(title, f"logged-models/{model}/params", body), model)


def set_tags(title, *pairs, model="<model>"):
    body = {"tags": [{"key": k, "value": v} for k, v in pairs]}
    return changed(patch(title, f"logged-models/{model}/tags", body), model)


def delete_tag(title, key, model="<model with data>"):
    return changed(delete(title, f"logged-models/{model}/tags/{key}"), model)


CREATION = [
    create("create model"),
    create(
        "create model with everything",
        name="forest",
        model_type="Agent",
        source_run_id="<run>",
        params=[{"key": "depth", "value": "4"}, {"key": "odd#key\n", "value": ""}],
        tags=[{"key": "stage", "value": "tuning"}, {"key": "é/ü", "value": "🧪"}],
    ),
    create("create model of a run that is not there", source_run_id="nowhere"),
    create("create model with empty texts", name="", model_type="", source_run_id=""),
    create("create model named blanks", name="  "),
    create("create model named as another", name="a model").after(create("first", name="a model")),
    create("create model with name of 500", name="é" * 500),
    create("create model with name of 501", name="x" * 501).but_ours_is_invalid(
        because=reasons.LIMIT
    ),
    create("create model with type of 501", model_type="x" * 501).but_ours_is_invalid(
        because=reasons.LIMIT
    ),
    create("create model of a run of 33", source_run_id="x" * 33).but_ours_is_invalid(
        because=reasons.LIMIT
    ),
    *[create(f"create model named with {c}", name=f"a{c}b") for c in "/:.%\"'"],
    create("create model with pair without value", params=[{"key": "a"}], tags=[{"key": "a"}]),
    create("create model with tag without key", tags=[{"value": "a"}]).but_ours_is_invalid(
        because="a tag needs a key here as elsewhere"
    ),
    create(
        "create model with a param twice", params=[{"key": "a", "value": "1"}] * 2
    ).but_ours_is_invalid(because=reasons.CONSTRAINT),
    create(
        "create model with a tag twice", tags=[{"key": "a", "value": "1"}] * 2
    ).but_ours_is_invalid(because=reasons.CONSTRAINT),
    create(
        "create model with number as param", params=[{"key": "a", "value": 1}]
    ).but_ours_is_invalid(because=reasons.TYPES),
    create("create model with number as name", name=7),
    create("create model with text as tags", tags="a"),
    create("create model in unknown experiment", experiment_id="987654321987"),
    create("create model in experiment of a word", experiment_id="abc"),
    create("create model in deleted experiment", experiment_id="<deleted experiment>"),
    post("create model in no experiment", "logged-models", {"name": "n"}),
]

READING = [
    get("get model", "logged-models/<model>"),
    get("get model with data", "logged-models/<model with data>"),
    get("get deleted model", "logged-models/<deleted model>"),
    get("get deleted model that may be", "logged-models/<deleted model>?allow_deleted=True"),
    get("get deleted model that may not be", "logged-models/<deleted model>?allow_deleted=false"),
    get("get unknown model", f"logged-models/{UNKNOWN}"),
    get("get model by a word", "logged-models/nobody"),
]

CHANGES = [
    finalize("finalize model", status="LOGGED_MODEL_READY"),
    finalize("finalize model as failed", status="LOGGED_MODEL_UPLOAD_FAILED"),
    finalize("finalize model by number", status=2),
    finalize("finalize model by number 0", status=0),
    finalize("make model pending again", status="LOGGED_MODEL_PENDING").after(
        finalize("ready", status=2)
    ),
    finalize("finalize model with unknown status", status="READY").but_ours_is_invalid(
        because=reasons.TYPES
    ),
    finalize("finalize model with number out of range", status=7).but_ours_is_invalid(
        because=reasons.TYPES
    ),
    finalize("finalize model without status"),
    finalize("finalize deleted model", "<deleted model>", status=2),
    patch("finalize unknown model", f"logged-models/{UNKNOWN}", {"model_id": UNKNOWN, "status": 2}),
    changed(
        patch("finalize model named by its path alone", "logged-models/<model>", {"status": 2})
    ).but_ours_is(200, because=BY_PATH),
    changed(delete("delete model", "logged-models/<model>")),
    changed(delete("delete deleted model", "logged-models/<deleted model>"), "<deleted model>"),
    delete("delete unknown model", f"logged-models/{UNKNOWN}"),
    add_params("add params", ("a", "1"), ("b", ""), ("odd#", "ü")),
    add_params("add no params"),
    add_params("add a param twice", ("a", "1"), ("a", "1")).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    add_params("add param again", ("depth", "4"), model="<model with data>").but_ours_is(
        200, because=AGAIN
    ),
    add_params(
        "add param with another value", ("new", "1"), ("depth", "5"), model="<model with data>"
    ).but_ours_is_invalid(because=reasons.CONSTRAINT),
    add_params("add params to deleted model", ("a", "1"), model="<deleted model>"),
    post("add params to unknown model", f"logged-models/{UNKNOWN}/params", {"model_id": UNKNOWN}),
    set_tags("set tags", ("a", "1"), ("b", "")),
    set_tags("set a tag twice", ("a", "1"), ("a", "2")),
    set_tags("set a tag anew", ("stage", "done"), model="<model with data>"),
    set_tags("set no tags"),
    set_tags("set tags with odd keys", ("#?", "1"), ("a b", "1"), ("é", "1")),
    set_tags("set tags of deleted model", ("a", "1"), model="<deleted model>"),
    patch("set tags of unknown model", f"logged-models/{UNKNOWN}/tags", {"tags": []}),
    delete_tag("delete tag of model", "stage"),
    delete_tag("delete tag of model that it has not", "nothing"),
    delete_tag("delete tag of model with slash", "a/b%20c%25").but_ours_is(
        200, because=KEY_IN_PATH
    ),
    delete("delete tag of unknown model", f"logged-models/{UNKNOWN}/tags/a"),
]


def log(title, key="acc", value=0.5, timestamp=NOON, step=0, model="<model>", run="<run>", **more):
    point = {"key": key, "value": value, "timestamp": timestamp, "step": step, **more}
    return post(title, "runs/log-metric", {"run_id": run, "model_id": model, **point})


def log_all(title, *points, **more):
    metrics = [
        {"key": "acc", "value": 0.5, "timestamp": NOON, "step": 0, **point} for point in points
    ]
    return post(title, "runs/log-batch", {"run_id": "<run>", "metrics": metrics, **more})


DATASET = {"dataset_name": "ds", "dataset_digest": "1"}

METRICS = [
    changed(log("log metric of model")),
    log("log metric of model, seen from the run").then_run(),
    changed(log("log metric of model and dataset", **DATASET)),
    changed(log("log metric of model again").after(log("first"))),
    changed(log("log later step of model", step=1).after(log("first", value=0.25, **DATASET))),
    changed(log("log metric of model from another run", run="<other run>").after(log("first"))),
    changed(log("log infinity of model", value="-Infinity")),
    changed(log("log NaN of model", value="NaN")).but_ours_is(
        200, because="a NaN is told as one, as for runs; MLflow keeps 0 for it"
    ),
    changed(log("log metric of model with another value", value=1).after(log("first"))).but_ours_is(
        200, because=LOSSLESS
    ),
    changed(
        log("log metric of model and another dataset", **DATASET).after(log("first"))
    ).but_ours_is(200, because=LOSSLESS),
    log("log metric of unknown model", model=UNKNOWN).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    log("log metric of a word's model", model="nobody").but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    log("log metric of no model", model="").then_run(),
    changed(log("log metric of deleted model", model="<deleted model>"), "<deleted model>"),
    log("log metric of model in deleted run", run="<deleted run>"),
    log("log metric of model in unknown run", run="0" * 32),
    log("log metric with name of dataset alone", dataset_name="ds"),
    log("log metric with digest of dataset alone", dataset_digest="1"),
    log("log metric with dataset and no model", model="", **DATASET).then_run(),
    log("log metric with half a dataset and no model", model="", dataset_name="ds"),
    changed(
        log_all(
            "log batch of models",
            {"key": "a", "model_id": "<model>"},
            {"key": "b", "model_id": "<other model>"},
            {"key": "c", "model_id": "<model>", **DATASET},
            {"key": "d"},
        )
    ),
    log_all(
        "log batch of an unknown model, seen from the run",
        {"key": "a", "model_id": "<model>"},
        {"key": "b", "model_id": UNKNOWN},
        params=[{"key": "p", "value": "1"}],
    )
    .then_run()
    .but_ours_is_invalid(because="a refused batch leaves no trace"),
    changed(
        log_all(
            "log batch of a model with a point twice",
            {"model_id": "<model>"},
            {"model_id": "<model>"},
        )
    ),
]

EXCHANGES = CREATION + READING + CHANGES + METRICS
