"""log-metric: values, times, steps and keys, good and bad."""

from comparison import Exchange, post
from exchanges import reasons
from run_scene import NOON

HISTORY = "metrics/get-history?run_id=<run>&metric_key=loss"


def log(title, **changes):
    point = {"run_id": "<run>", "key": "loss", "value": 0.5, "timestamp": NOON, "step": 3}
    point.update(changes)
    fields = {key: value for key, value in point.items() if value is not ...}
    return post(title, "runs/log-metric", fields)


def raw_value(title, text):
    body = '{"run_id": "<run>", "key": "loss", "value": %s, "timestamp": 5, "step": 3}' % text
    return Exchange(title, "POST", "runs/log-metric", body)


def value(title, sent):
    return log(title, value=sent).then_get(HISTORY)


def mistyped(exchange):
    return exchange.but_ours_is_invalid(because=reasons.TYPES)


VALUES = [
    log("log metric").then_run(),
    value("whole number", 7),
    value("number in a text", "0.25"),
    value("NaN in a text", "NaN"),
    value("Infinity in a text", "Infinity"),
    value("-Infinity in a text", "-Infinity"),
    value("smallest double", 5e-324),
    value("largest double", 1.7976931348623157e308),
    value("more digits than a double has", 0.1234567890123456789),
    value("number in a text with plus", "+1"),
    value("number in a text with exponent", "-1E+2"),
    value("number in a text without leading digit", ".5"),
    log("hexadecimal value", value="0x1"),
    mistyped(log("value with blank", value=" 1")),
    mistyped(log("value with underscore", value="1_0")),
    mistyped(log("value in Arabic digits", value="٣")),
    mistyped(log("short word for infinity", value="inf")),
    mistyped(log("text beyond doubles", value="1e400")),
    raw_value("exponent in capitals", "1E-3").then_get(HISTORY),
    log("metric without value", value=...),
    log("metric with null value", value=None),
    log("metric with list as value", value=[1]).but_ours_is_invalid(because=reasons.CLIENT_FAULT),
    log("metric with empty text as value", value=""),
    mistyped(log("metric with true as value", value=True)),
    mistyped(log("nan in lower case", value="nan")),
    mistyped(raw_value("bare NaN", "NaN")),
    mistyped(raw_value("bare Infinity", "Infinity")),
    mistyped(raw_value("number beyond doubles", "1e400")),
    log("word as value", value="good"),
]

TIMES_AND_STEPS = [
    log("metric at time 0", timestamp=0).then_get(HISTORY),
    log("time as text", timestamp=str(NOON)).then_get(HISTORY),
    log("time as float", timestamp=1.7e12).then_get(HISTORY),
    log("largest time and step", timestamp=2**63 - 1, step=2**63 - 1).then_get(HISTORY),
    log("smallest step", step=-(2**63)).then_get(HISTORY),
    log("step left out", step=...).then_get(HISTORY),
    log("step as text", step="-7").then_get(HISTORY),
    log("step as text with zeros", step="007").then_get(HISTORY),
    log("step as float with exponent", step=1e3).then_get(HISTORY),
    log("step as empty text", step=""),
    log("step as text with plus", step="+5").but_ours_is_invalid(because=reasons.DIGITS),
    log("step as text with fraction", step="5.0").but_ours_is_invalid(because=reasons.DIGITS),
    log("step as text with blank", step=" 5").but_ours_is_invalid(because=reasons.DIGITS),
    log("step in Arabic digits", step="٣").but_ours_is_invalid(because=reasons.DIGITS),
    log("step null", step=None).then_get(HISTORY),
    log("metric without time", timestamp=...),
    log("metric with negative time", timestamp=-1),
    mistyped(log("time with fraction", timestamp=1.5)),
    mistyped(log("step with fraction", step=1.5)),
    mistyped(log("time out of range", timestamp=2**63)),
    mistyped(log("step out of range", step=-(2**63) - 1)),
    log("word as time", timestamp="noon"),
    log("word as step", step="first"),
    mistyped(log("true as step", step=True)),
]

KEYS = [
    log("metric key with slashes", key="val/loss").then_run(),
    log("metric key in Greek", key="ακρίβεια").then_run(),
    log("metric key with superscript", key="x²").then_run(),
    log("metric key with half", key="½").then_run(),
    log("metric key in Arabic digits", key="٣").then_run(),
    log("metric key with ligature", key="ﬀ").then_run(),
    log("metric key with circled digit", key="①").then_run(),
    log("metric key beyond the basic plane", key="𠀀𞤀").then_run(),
    log("metric key of three dots", key="...").then_run(),
    log("metric key with tab", key="a\tb"),
    log("metric key with joiner", key="a\u200db"),
    log("metric key ending in a dot part", key="a/."),
    log("metric key starting in a dot part", key="./a"),
    log("metric key with combining accent", key="e\u0301"),
    log("metric key in Hindi", key="हिन्दी"),
    log("metric key with emoji", key="🧪"),
    log("metric key with undertie", key="a‿b"),
    log("metric key with no-break space", key="a\u00a0b"),
    log("metric key with newline at the end", key="loss\n").but_ours_is_invalid(
        because=reasons.LINE_END
    ),
    log("metric key with hash", key="a#b"),
    log("metric key with leading slash", key="/a"),
    log("metric key with trailing slash", key="a/"),
    log("metric key with dots", key="a/../b"),
    log("metric key that is a dot", key="."),
    log("metric key with two slashes", key="a//b"),
    log("metric key of 250", key="é" * 250).then_run(),
    log("metric key of 251", key="é" * 251),
    log("empty metric key", key=""),
    log("number as metric key", key=7),
    log("metric without key", key=...),
]

LATEST = [
    log("older step", step=2, timestamp=NOON + 9, value=9.0).after(log("first")).then_run(),
    log("older time", timestamp=NOON - 9, value=9.0).after(log("first")).then_run(),
    log("smaller value", value=0.25).after(log("first")).then_run(),
    log("greater value", value=0.75).after(log("first")).then_run(),
    log("NaN against 0.5", value="NaN").after(log("first")).then_run(),
    log("NaN against -0.5", value="NaN").after(log("first", value=-0.5)).then_run(),
    log("zero against NaN", value=0).after(log("first", value="NaN")).then_run(),
    log("exact repeat").after(log("first")).then_get(HISTORY),
    log("same time and step", value=0.25).after(log("first")).then_get(HISTORY),
    log("NaN beside zero", value="NaN").after(log("first", value=0)).then_get(HISTORY),
]

RUNS = [
    log("metric of run_uuid", run_id=..., run_uuid="<run>").then_run(),
    log("metric of run_id before run_uuid", run_uuid="<other run>").then_run(),
    log("metric of deleted run", run_id="<deleted run>"),
    log("metric of unknown run", run_id="0" * 32),
    log("metric of no run", run_id=...),
    log("metric with dataset fields", dataset_name="iris", dataset_digest="abc").then_run(),
]

EXCHANGES = VALUES + TIMES_AND_STEPS + KEYS + LATEST + RUNS
