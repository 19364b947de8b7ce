"""Metric points that can be told again: what a case logs, and whether it is stored."""

import itertools
import secrets

# How much of a window is read back whole: MLflow takes some 20 ms a history.
MAX_HISTORIES = 40
MAX_POINTS = 200_000

_names = itertools.count(1)
_session = secrets.token_hex(3)


class Mismatch(Exception):
    """What is stored is not what was acknowledged."""


def fresh_name():
    return f"bench-{_session}-{next(_names)}"


def fraction(x):
    """The same as appendFraction in load/template.go: 16 digits, as a loss or an accuracy has."""
    x = (x * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    x ^= x >> 29
    return float(f"0.{x % 10**16:016d}")


def metric(key, per_op=1, index=0):
    """The template of a point whose step is n * per_op + index, n being the client's operations."""
    step = f"n*{per_op}+{index}"
    return f'{{"key": "{key}", "value": ${{fraction:{step}}}, "timestamp": ${{now}}, "step": ${{{step}}}}}'


def check_history(api, run_id, key, at_least, at_most):
    """All steps from 0 on are there once, in order, with their values. Gives how many."""
    points = api.history(run_id, key)
    if not at_least <= len(points) <= at_most:
        raise Mismatch(f"{key}: {len(points)} points stored, {at_least} acknowledged, {at_most} sent")
    for step, point in enumerate(points):
        if point != (step, fraction(step)):
            raise Mismatch(f"{key}: {point} where ({step}, {fraction(step)}) belongs")
    return len(points)


def check_latest(api, run_id, keys, at_least, at_most):
    """The latest value of each key is that of its last step."""
    latest = api.latest(run_id)
    for key in keys if at_most else []:
        step, value = latest.get(key, (-1, None))
        if not at_least - 1 <= step <= at_most - 1 or (step >= 0 and value != fraction(step)):
            raise Mismatch(f"latest {key}: step {step}, value {value}; last acknowledged step {at_least - 1}")


def check_runs(api, plan, result, keys, per_op):
    """Latest values of every key of every run; whole histories, in turn of runs and keys, up to a budget."""
    runs = list(zip(plan["runs"], result["acknowledged"], result["sent"]))
    for run_id, acknowledged, sent in runs:
        check_latest(api, run_id, keys, acknowledged * per_op, sent * per_op)
    looked = 0
    for turn in range(min(len(runs) * len(keys), MAX_HISTORIES)):
        if looked >= MAX_POINTS:
            break
        run_id, acknowledged, sent = runs[turn % len(runs)]
        key = keys[(turn + turn // len(runs)) % len(keys)]
        looked += check_history(api, run_id, key, acknowledged * per_op, sent * per_op)
    return looked, sum(result["acknowledged"]) * per_op * len(keys)
