#!/usr/bin/env python3
"""Modelyard and MLflow on one PostgreSQL, side by side. See README.md for how to read what it prints."""

import argparse
import datetime
import os
import subprocess
import sys
import time

BENCH = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(BENCH)

import cases
import facts
import frame
import measure
import objects
import postgres
import processes
import report
import servers
from cases import files, history, search
from points import Mismatch

COLD_START = "cold-start"
CLEARLY_WORSE = 0.8  # of the better setting's rate
DISTURBED = 0.2  # of the machine taken by others
IDLE_SECONDS = 2  # after the first run was created, before memory is looked at


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    names = ", ".join([COLD_START] + [c.name for c in cases.all_cases(search.DEFAULT_SIZES, files.LARGE_MIB, files.SMALL_FILES)])
    p.add_argument("--only", action="append", metavar="CASE",
                   help=f"a case, or how its name begins; may be given again. Cases: {names}")
    p.add_argument("--seconds", type=float, default=5, help="length of a window (default 5)")
    p.add_argument("--rounds", type=int, default=3, help="windows of each server in each case (default 3)")
    p.add_argument("--warm-up", type=float, default=8,
                   help="unmeasured seconds before the first window, for MLflow at most 2 (default 8)")
    p.add_argument("--ours-only", action="store_true", help="without MLflow")
    p.add_argument("--theirs-only", action="store_true", help="without Modelyard")
    p.add_argument("--mlflow-python", help="a Python that has MLflow and psycopg2, instead of bench/.venv")
    p.add_argument("--mlflow-workers", default="1,2", help="settings of --workers; the better counts (default 1,2)")
    p.add_argument("--mlflow-pool", type=int, default=64,
                   help="its database connections per worker; 0 leaves its default, 15 (default 64)")
    p.add_argument("--mlflow-jobs", action="store_true", help="leave MLflow's job runner on, as it is by default")
    p.add_argument("--jar", default=os.path.join(ROOT, "tracking-server", "target", "modelyard.jar"))
    p.add_argument("--java", default="java")
    p.add_argument("--java-options", default="", help="for example '-Xmx512m'")
    p.add_argument("--pg-bin", help="folder of initdb, postgres, psql and pgbench")
    p.add_argument("--go", help="the go command")
    p.add_argument("--history-points", type=int, default=100_000)
    p.add_argument("--search-runs", type=sizes, default=search.DEFAULT_SIZES, metavar="N,N",
                   help="how many runs are searched, such as 1000,10000,100000 (default 1000,10000)")
    p.add_argument("--large-mib", type=int, default=files.LARGE_MIB,
                   help="size of the large file (default 1024)")
    p.add_argument("--small-files", type=int, default=files.SMALL_FILES,
                   help="how many small files, a multiple of 8 (default 2000)")
    p.add_argument("--store", choices=("folder", "s3"), default="folder",
                   help="where both servers keep artifacts; s3 is an s3proxy beside them (default folder)")
    p.add_argument("--work-dir", help="where the temporary folder is made; wants a real disk, not tmpfs")
    p.add_argument("--record", action="store_true", help="also append to bench/results/<date>.md")
    options = p.parse_args()
    if options.ours_only and options.theirs_only:
        p.error("--ours-only and --theirs-only exclude each other")
    if options.rounds < 1 or options.seconds <= 0 or options.rounds * options.seconds > 3600:
        p.error("at least one round, and at most an hour of windows for a server in a case")
    if options.large_mib < 1 or options.small_files < 8 or options.small_files % files.SMALL_CLIENTS:
        p.error("a large file has at least 1 MiB; small files are a multiple of 8")
    options.cases = [c for c in cases.all_cases(options.search_runs, options.large_mib, options.small_files) if chosen(options, c.name)]
    if not options.cases and not chosen(options, COLD_START):
        p.error(f"no such case; there are {names}")
    return options


def sizes(text):
    """Of --search-runs: between one page of what the filter finds, and the prime of filling.py."""
    found = [int(part) for part in text.split(",")]
    if not all(500 <= runs <= 1_000_000 for runs in found):
        raise argparse.ArgumentTypeError("each between 500 and 1000000")
    return sorted(set(found))


def chosen(options, name):
    return not options.only or any(name.startswith(o) for o in options.only)


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def contestants(options, pg, folder, store):
    """Ours first, so that every round goes ours, theirs, ours, theirs."""
    found = []
    if not options.theirs_only:
        servers.build_modelyard(ROOT, options.jar)
        found.append(servers.Modelyard(pg, folder, options.java, options.java_options.split(), options.jar, store))
    if not options.ours_only:
        options.mlflow_python = options.mlflow_python or servers.mlflow_python(BENCH)
        for workers in options.mlflow_workers.split(","):
            found.append(servers.Mlflow(
                pg, folder, options.mlflow_python, int(workers), options.mlflow_pool, options.mlflow_jobs, store))
    return found


def cold_starts(options, contestants):
    """Starts each server alone, several times; the first start also migrates the empty database."""
    cold = {server.name: [] for server in contestants}
    repeats = max(2, options.rounds) if chosen(options, COLD_START) else 1
    for turn in range(repeats):
        for server in contestants:
            say(f"start {turn + 1} of {repeats}: {server.name}")
            try:
                health, created = server.start()
                if chosen(options, COLD_START):
                    time.sleep(IDLE_SECONDS)
                cold[server.name].append((health, created, *server.memory()))
            finally:
                server.stop()
    return cold


def add_room(options, bench, room, limit):
    say("room: commits and empty HTTP answers")
    seconds = max(1, min(3, int(options.seconds)))
    for clients in (1, 32):
        room[f"commits-{clients}"].append(limit.commits(clients, seconds))
    one, many = measure.stub_rates(bench.load_program, min(1, seconds))
    room["http-1"].append(one)
    room["http-32"].append(many)


def run_case(options, bench, contestants, case):
    """({server: windows}, {server: why it fell out})"""
    if getattr(case, "one_worker", False):
        contestants = one_of_theirs(contestants)
    windows = {server.name: [] for server in contestants}
    failed, dropped = {}, set()
    for turn in range(-1, options.rounds):
        bench.pg.checkpoint()
        for server in contestants:
            if server.name in failed or server.name in dropped:
                continue
            try:
                if turn < 0:
                    say(f"{case.name}: warming {server.name}")
                    bench.warm_up(server, case, min(options.warm_up, server.longest_warm_up))
                else:
                    windows[server.name].append(bench.window(server, case, options.seconds))
                    say_window(case, server, turn, options.rounds, windows[server.name][-1])
            except (Mismatch, RuntimeError, KeyError, ValueError, OSError, subprocess.SubprocessError) as problem:
                failed[server.name] = f"{type(problem).__name__}: {problem}"
                say(f"{case.name}: {server.name} fell out: {failed[server.name]}")
        if turn == 0:
            dropped = clearly_worse(windows)
    return windows, failed


def one_of_theirs(contestants):
    theirs = [server for server in contestants if server.name != "modelyard"]
    return [server for server in contestants if server not in theirs[1:]]


def clearly_worse(windows):
    """The MLflow settings that cannot be the better one, after a round: no time is spent on them.
    A round that others disturbed does not tell."""
    first = {name: w[0] for name, w in windows.items() if name != "modelyard" and w}
    best = max((w.rate for w in first.values()), default=0)
    if any(w.foreign > DISTURBED for w in first.values()):
        return set()
    return {name for name, w in first.items() if w.rate < CLEARLY_WORSE * best}


def say_window(case, server, turn, rounds, window):
    trouble = "".join(f" {w}" for w in (window.errors, window.mismatch) if w)
    say(f"{case.name} {turn + 1}/{rounds}: {server.name} {report.number(window.rate)} {case.unit}/s, "
        f"p50 {report.number(window.p50)} ms, compiling {100 * window.compiling:.0f} %, "
        f"foreign CPU {100 * window.foreign:.0f} %{trouble}")


def run_all(options, folder):
    began = time.monotonic()
    load_program = servers.build_load(BENCH, options.go)
    pg = postgres.Postgres(postgres.find_programs(options.pg_bin), folder)
    running, store = [], None
    try:
        pg.start()
        if options.store == "s3":
            store = objects.S3Proxy(ROOT, options.java, folder)
            store.start()
        running = contestants(options, pg, folder, store)
        bench = measure.Bench(load_program, pg, os.cpu_count(), store)
        limit = postgres.Room(pg, folder)
        room = {key: [] for key in ("commits-1", "commits-32", "http-1", "http-32")}
        cold = cold_starts(options, running)
        results, failures, loaded = {}, {}, {}
        add_room(options, bench, room, limit)
        if options.cases:
            for server in running:
                server.start()
            for at, case in enumerate(options.cases):
                results[case], failures[case] = run_case(options, bench, running, case)
                if at % 2 == 1:
                    add_room(options, bench, room, limit)
            loaded = {server.name: server.memory() for server in running}
        trouble = report.problems(results, failures)
        if trouble:
            show_logs(folder)
        return document(options, pg, results, room, cold, loaded, trouble, time.monotonic() - began), trouble
    except (RuntimeError, OSError, subprocess.SubprocessError):
        show_logs(folder)
        raise
    finally:
        for server in running:
            server.stop()
        if store:
            store.stop()
        pg.stop()


def show_logs(folder):
    for at, _folders, files in os.walk(folder):
        for name in files:
            if name.endswith("log"):
                log = os.path.join(at, name)
                say(f"the end of {os.path.relpath(log, folder)}:\n{processes.tail(log)}")


def document(options, pg, results, room, cold, loaded, trouble, took):
    parts = [f"# Bench of {datetime.datetime.now():%Y-%m-%d %H:%M}", facts.about(options, ROOT, pg, took)]
    if results:
        parts += ["## Rates", report.summary(results, room),
                  "## Windows (medians; CPU per operation)", report.details(results)]
    if moved := report.files(results):
        parts += ["## Files: CPU and memory", moved]
    if growth := report.growth(results):
        parts += ["## How searches grow", growth]
    parts += ["## Room", report.rooms(room)]
    if chosen(options, COLD_START):
        parts += ["## Start and memory", report.starts(cold, loaded)]
    if trouble:
        parts += ["## Errors and wrong answers", trouble]
    return "\n\n".join(parts) + "\n"


def main():
    options = arguments()
    history.History.points = options.history_points
    text, trouble = frame.in_a_folder(options, run_all)
    print(text)
    if options.record:
        report.record(BENCH, text)
    sys.exit(1 if trouble else 0)


if __name__ == "__main__":
    main()
