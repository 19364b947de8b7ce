"""The load cases, in the order in which they run.

A case is an object with

    name, title      what --only picks by, what the table says
    unit, per_op     what the rate counts, and how many of it are in one operation
    must, moonshot   the targets, as multiples of MLflow (None where there is none)
    room             which figure of the room it is held against (None where there is none)
    setup(api)       once per server; what it gives is handed to every plan()
    plan(api, state) before each window: what the load program plays (see load/plan.go), as a dict;
                     its own notes for check() may lie beside it
    check(api, plan, result)
                     after each window, through the API: is stored what was acknowledged? Gives
                     (how many were looked at, how many there are) or raises Mismatch
"""

from cases import create_run, history, log_batch, log_metric, training_loops

ALL = [
    *create_run.CASES,
    *log_metric.CASES,
    *log_batch.CASES,
    *training_loops.CASES,
    *history.CASES,
]
