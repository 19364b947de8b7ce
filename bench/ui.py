#!/usr/bin/env python3
"""What the pages cost in a browser: ours beside MLflow's own, with the same runs, in one session.

Bytes, requests and nodes of our pages have fixed limits: above one of them this ends with 1. Times are only told,
and so is how curves follow the hand.
"""

import argparse
import datetime
import json
import math
import os
import random
import subprocess
import sys
import time

import api
import facts
import filling
import frame
import postgres
import report
import servers

BENCH = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(BENCH)

# Of a page of ours, whatever the number of runs. Bytes as they come over the wire.
LIMITS = {"requests": 12, "bytes": 120 << 10, "scripts": 45 << 10, "nodes": 2_500, "failed": 0, "errors": 0}
LIMITS_OF_TABLES = {**LIMITS, "requests": 6}
# What draws curves comes when there are some.
LIMITS_OF = {"run": {**LIMITS, "requests": 20, "scripts": 75 << 10}, "version": {**LIMITS, "requests": 22},
             # Of a run that goes on: it is looked at each second.
             "file": {**LIMITS, "requests": 14}}


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--runs", default="0,1,200,1000,10000", help="sizes of the experiments (default %(default)s)")
    p.add_argument("--visits", type=int, default=3, help="of each page, of which the median counts (default 3)")
    p.add_argument("--ours-only", action="store_true", help="without MLflow")
    p.add_argument("--mlflow-python", help="a Python that has MLflow and psycopg2, instead of bench/.venv")
    p.add_argument("--jar", default=os.path.join(ROOT, "tracking-server", "target", "modelyard.jar"))
    p.add_argument("--java", default="java")
    p.add_argument("--java-options", default="", help="of the server, for example '-Xmx512m'")
    p.add_argument("--pg-bin", help="folder of initdb, postgres, psql and pgbench")
    p.add_argument("--work-dir", help="where the temporary folder is made; wants a real disk, not tmpfs")
    p.add_argument("--record", action="store_true", help="also append to bench/results/<date>.md")
    return p.parse_args()


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def visits_of(server, sizes, count):
    """The pages to look at. A page can be used once its newest run, or what stands for none, is there."""
    ours = server.name == "modelyard"
    client = api.Api(server.address)
    visits = []
    for size in sizes:
        experiment = client.create_experiment(f"page of {size}")
        if size:
            filling.fill(server, experiment, size)
        base = f"http://{server.address}/"
        newest = filling.name(size - 1)
        if ours:
            usable = {"usable": "[role=row] a", "text": newest} if size else {"usable": ".notice"}
            visits.append({"name": f"table of {size:,} runs", "url": f"{base}e/{experiment}", **usable})
        else:
            usable = {"usable": "a", "text": newest} if size else {"usable": "body", "text": f"page of {size}"}
            visits.append({"name": f"table of {size:,} runs", "url": f"{base}#/experiments/{experiment}/runs", **usable})
    if ours:
        visits.append({"name": "first page", "url": base, "usable": "table a"})
        run = run_with_curves(client)
        version = model(client, run)
        pages = {"run": f"r/{run}", "files": f"r/{run}/files", "file": f"r/{run}/files/model/MLmodel", "models": "m",
                 "model": "m/bench", "version": f"m/bench/v/{version}", "deployed": "deployed", "audit": "audit",
                 "settings": "settings", "help": "help"}
        visits += [{"name": name, "url": base + path, "usable": "h1"} for name, path in pages.items()]
    return [{**visit, "visits": count} for visit in visits]


def run_with_curves(client):
    """A run with two metrics and the files of a model."""
    run, = client.create_runs(client.create_experiment("a run alone"), 1)
    client.post("runs/log-batch", run_id=run, metrics=[
        {"key": key, "timestamp": step * 1000, "step": step, "value": 1 / (step + 1)}
        for key in ("loss", "accuracy") for step in range(400)])
    info = client.get("runs/get", run_id=run)["run"]["info"]
    client.put(info["artifact_uri"].replace("mlflow-artifacts:", "/api/2.0/mlflow-artifacts/artifacts")
               + "/model/MLmodel", b"flavors: {}\n")
    return run


def model(client, run):
    """The number of the newest version of a model that has one in Production, all from one run."""
    client.post("registered-models/create", name="bench")
    for number in range(1, 31):
        client.post("model-versions/create", name="bench", source=f"runs:/{run}/model", run_id=run)
    client.post("model-versions/transition-stage", name="bench", version="29", stage="Production")
    return number


def curves(server):
    """The address of 20 runs with 10,000 points of three metrics each, noisy, with a spike of one point."""
    client = api.Api(server.address)
    experiment = client.create_experiment("curves")
    noise = random.Random(1)
    for number, run in enumerate(client.create_runs(experiment, 20)):
        for begin in range(0, 10_000, 333):
            client.post("runs/log-batch", run_id=run, metrics=[
                {"key": key, "timestamp": step * 1000, "step": step,
                 "value": math.exp(-step / 3000) * (1 + number / 10) + noise.random() / 5 + 5 * (step == 4321)}
                for step in range(begin, min(10_000, begin + 333)) for key in ("loss", "accuracy", "norm")])
    return f"http://{server.address}/e/{experiment}?view=curves"


def measured(program, visits):
    done = subprocess.run(["node", os.path.join(BENCH, program)], input=json.dumps(visits), text=True,
                          stdout=subprocess.PIPE, timeout=1800)
    if done.returncode != 0:
        raise RuntimeError("the browser did not get through")
    return json.loads(done.stdout)


def table(results):
    rows = [[r["name"], str(r["requests"]), f"{r['bytes'] / 1024:,.0f}", f"{r['scripts'] / 1024:,.0f}", f"{r['nodes']:,}",
             f"{r['cpu']:,.0f}", f"{r['usable']:,.0f}", str(r["failed"] + r["errors"])] for r in results]
    return report.table(["page", "requests", "KiB", "of it scripts", "nodes", "CPU ms to usable", "ms to usable", "faults"],
                        rows)


def table_of_curves(results):
    rows = [[r["name"], f"{r['cpu']:,.0f}", f"{r['longest']:,.0f}", f"{r['late']:,.0f}"] for r in results]
    return report.table(["curves, 3 times 20 lines of 10,000 points", "CPU ms", "longest frame ms", "frames above 32 ms"], rows)


def limits(page):
    return LIMITS_OF_TABLES if page.startswith("table of") else LIMITS_OF.get(page, LIMITS)


def too_much(results):
    return [f"{r['name']}: {r[what]:,.0f} {what}, at most {most:,}"
            for r in results for what, most in limits(r["name"]).items() if r[what] > most]


def with_server(server, sizes, count):
    try:
        server.start()
        say(f"filling {server.name}")
        visits = visits_of(server, sizes, count)
        say(f"visiting {server.name}")
        pages = measured("ui.mjs", visits)
        if server.name != "modelyard":
            return pages, []
        say("moving over curves")
        return pages, measured("charts.mjs", {"url": curves(server), "visits": count})
    finally:
        server.stop()


def run_all(options, folder):
    sizes = [int(size) for size in options.runs.split(",")]
    servers.build_modelyard(ROOT, options.jar)
    subprocess.run(["npm", "ci", "--silent"], cwd=os.path.join(ROOT, "web-ui"), check=True)
    pg = postgres.Postgres(postgres.find_programs(options.pg_bin), folder)
    try:
        pg.start()
        ours, moves = with_server(
            servers.Modelyard(pg, folder, options.java, options.java_options.split(), options.jar), sizes, options.visits)
        parts = ["## Modelyard", table(ours), table_of_curves(moves)]
        if not options.ours_only:
            python = options.mlflow_python or servers.mlflow_python(BENCH)
            theirs, _ = with_server(servers.Mlflow(pg, folder, python, 2, 64, False), sizes, options.visits)
            parts += [f"## MLflow {facts.mlflow_version(python)}", table(theirs)]
        head = facts.machine(options, pg) + [
            facts.modelyard(options, ROOT),
            f"Chromium on the same machine, 1440×900, a fresh profile each visit, the median of {options.visits}",
        ]
        text = "\n\n".join([f"# Pages, {datetime.datetime.now():%Y-%m-%d %H:%M}",
                            "\n".join(f"- {fact}" for fact in head), *parts]) + "\n"
        return text, too_much(ours)
    finally:
        pg.stop()


def main():
    options = arguments()
    text, faults = frame.in_a_folder(options, run_all)
    print(text)
    if options.record:
        report.record(BENCH, text)
    if faults:
        sys.exit("above the limits:\n" + "\n".join(faults))


if __name__ == "__main__":
    main()
