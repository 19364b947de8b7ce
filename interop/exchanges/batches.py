"""log-batch: what is stored, what is refused, and that nothing is stored by halves."""

from comparison import post
from exchanges import reasons
from exchanges.texts import param
from run_scene import NOON

RUN_NAME = "mlflow.runName"
HISTORY = "metrics/get-history?run_id=<run>&metric_key=loss"


def batch(title, run_id="<run>", **lists):
    return post(title, "runs/log-batch", {"run_id": run_id, **lists})


def point(value=0.5, step=0, key="loss", timestamp=NOON):
    return {"key": key, "value": value, "timestamp": timestamp, "step": step}


def text(key, value="v"):
    return {"key": key, "value": value}


def points(count):
    return [point(i, i) for i in range(count)]


def many(count):
    return [text(f"k{i}") for i in range(count)]


def mistyped(exchange):
    return exchange.but_ours_is_invalid(because=reasons.TYPES)


EXCHANGES = [
    batch("full batch", metrics=points(800), params=many(100), tags=many(100)).then_run(),
    batch(
        "batch of all kinds", metrics=[point(), point(key="acc")], params=many(2), tags=many(2)
    ).then_run(),
    batch("batch of nothing").then_run(),
    batch("batch of empty lists", metrics=[], params=[], tags=[]),
    batch("batch with nulls for lists", metrics=None, params=None, tags=None).but_ours_is(
        200, because=reasons.NULL
    ),
    batch("batch of one key", metrics=points(20)[::-1]).then_get(HISTORY),
    batch("latest of a batch", metrics=[point(1, 5), point(2, 4), point(3, 5)]).then_run(),
    batch("equal metrics twice", metrics=[point(), point()]).then_get(HISTORY),
    batch("special values in a batch", metrics=[point("NaN"), point("-Infinity", 1)]).then_get(
        HISTORY
    ),
    batch("1001 metrics", metrics=points(1001)),
    batch("101 params", params=many(101)),
    batch("101 tags", tags=many(101)),
    batch("1001 entries", metrics=points(801), params=many(100), tags=many(100)),
    batch("tag twice in a batch", tags=[text("a", "1"), text("a", "2")]).then_run(),
    batch("param twice in a batch", params=[text("a"), text("a")]).then_run(),
    batch("run name in a batch", tags=[text(RUN_NAME, "renamed")]).then_run(),
    batch("run name of nothing in a batch", tags=[text(RUN_NAME, "")]).then_run(),
    batch("run named twice in a batch", tags=[text(RUN_NAME, "a"), text(RUN_NAME, "b")]).then_run(),
    batch(
        "long values in a batch", params=[text("p", "é" * 6001)], tags=[text("t", "é" * 8001)]
    ).then_run(),
    batch(
        "bad key among good ones", metrics=[point(), point(key="a#b")], params=many(2)
    ).then_run(),
    batch("bad tag after good params", params=many(2), tags=[text("a#b")]).then_run(),
    batch("long key in a batch", params=[text("k" * 251)]),
    batch("metric without key in a batch", metrics=[{"value": 1, "timestamp": 1}]),
    batch("metric without value in a batch", metrics=[{"key": "a", "timestamp": 1}]),
    batch("metric without time in a batch", metrics=[{"key": "a", "value": 1}]),
    batch("metric at negative time in a batch", metrics=[point(timestamp=-1)]),
    batch("param without key in a batch", params=[{"value": "v"}]),
    batch("tag without key in a batch", tags=[{"value": "v"}]),
    batch(
        "param and tag without value in a batch", params=[{"key": "a"}], tags=[{"key": "a"}]
    ).then_run(),
    batch("clash with a stored param", metrics=points(2), params=[*many(2), text("depth", "5")])
    .after(param("stored"))
    .then_run(),
    batch("equal to a stored param", params=[text("depth", "4"), text("width", "5")])
    .after(param("stored"))
    .then_run(),
    batch("text as metrics", metrics="loss"),
    batch("object as params", params={"key": "a"}),
    mistyped(batch("word among values", metrics=[point(), point("abc", 1), point(1, 2)])),
    mistyped(batch("number among params", params=[text("a"), text("b", 1), text("c")])),
    mistyped(batch("null among metrics", metrics=[None])),
    batch("batch of deleted run", "<deleted run>", metrics=points(1)),
    batch("batch of unknown run", "0" * 32, metrics=points(1)),
    batch("batch of a run id with blanks", "not a run", metrics=points(1)),
    batch("batch of no run", "", metrics=points(1)),
    post("batch of run_uuid", "runs/log-batch", {"run_uuid": "<run>", "metrics": points(1)}),
]
