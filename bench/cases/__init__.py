"""The load cases, in the order in which they run.

A case is an object with

    name, title      what --only picks by, what the table says
    unit, per_op     what the rate counts, and how many of it are in one operation
    must, moonshot   the targets, as multiples of MLflow (None where there is none)
    room             which figure of the room it is held against (None where there is none)
    share            the part of --seconds that a window of it takes; absent: all of it
    setup(api, server)
                     once per server; what it gives is handed to every plan()
    plan(api, state) before each window: what the load program plays (see load/plan.go), as a dict;
                     its own notes for check() may lie beside it
    check(api, plan, result)
                     after each window, through the API: is stored what was acknowledged? Gives
                     (how many were looked at, how many there are) or raises Mismatch

and, where files are moved (see files.py),

    portion          the table of files tells CPU for that: (what, how many operations it is)
    cpu_must, cpu_moonshot
                     targets as multiples of MLflow's CPU over ours
    one_worker       only MLflow's first setting is measured
"""

from cases import create_run, files, history, log_batch, log_metric, registry, search, training_loops

WITHOUT_SEARCH = [
    *create_run.CASES,
    *log_metric.CASES,
    *log_batch.CASES,
    *training_loops.CASES,
    *history.CASES,
    *registry.CASES,
]


def all_cases(search_sizes, large_mib, small_files):
    """All cases, with searches over that many runs and a large file of that many MiB, and so many small ones."""
    return [*WITHOUT_SEARCH, *files.cases_for(large_mib, small_files), *search.cases_for(search_sizes)]
