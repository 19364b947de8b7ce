#!/usr/bin/env python3
"""What logging from Java costs: the SDK beside MLflow's Java client, and a million points to their commit."""

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import time

BENCH = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(BENCH)

import facts
import frame
import postgres
import processes
import report
import servers

PROGRAM = os.path.join(BENCH, "java", "target", "bench.jar")
CALLS = {
    "sdkWithServer": "SDK, server up",
    "sdkWithoutServer": "SDK, server down",
    "mlflowClient": "MLflow's Java client 2.17.2, server up",
}
# Of a client that shares its machine with the server: nothing of what it measures is in there.
HEAP = "-Xmx1g"
PATIENCE = 1800  # seconds


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--only", choices=("calls", "million"), help="one half of it")
    p.add_argument("--rounds", type=int, default=5, help="a million points each way, so many times (default 5)")
    p.add_argument("--warm-ups", type=int, default=6,
                   help="such rounds that do not count: the server compiles for about six (default 6)")
    p.add_argument("--jar", default=os.path.join(ROOT, "tracking-server", "target", "modelyard.jar"))
    p.add_argument("--java", default="java")
    p.add_argument("--java-options", default="", help="of the server, for example '-Xmx512m'")
    p.add_argument("--pg-bin", help="folder of initdb, postgres, psql and pgbench")
    p.add_argument("--work-dir", help="where the temporary folder is made; wants a real disk, not tmpfs")
    p.add_argument("--record", action="store_true", help="also append to bench/results/<date>.md")
    options = p.parse_args()
    if options.rounds < 1 or options.warm_ups < 0:
        p.error("at least one round")
    return options


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def build():
    say("building bench/java")
    subprocess.run(
        ["mvn", "-q", "-B", "-ntp", "-P", "bench", "-pl", "client-sdk,bench/java", "-DskipTests", "package"],
        cwd=ROOT, check=True, stdout=sys.stderr)


class Client:
    """The program in bench/java, against one server."""

    def __init__(self, java, server, folder):
        self._java = java
        self._folder = folder
        self._environment = {
            **os.environ,
            "MLFLOW_TRACKING_URI": f"http://{server.address}",
            "MODELYARD_SPOOL": os.path.join(folder, "spools"),
        }

    def run(self, *command):
        """What it prints. It ends when this process does."""
        log = os.path.join(self._folder, "client.log")
        open(log, "w", encoding="ascii").close()
        process = processes.start([self._java, HEAP, *command], log, self._environment)
        try:
            process.wait(PATIENCE)
        finally:
            processes.stop(process)
        with open(log, encoding="utf-8", errors="replace") as f:
            printed = f.read()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: ended with {process.returncode}\n{printed}")
        return printed

    def calls(self):
        results = os.path.join(self._folder, "jmh.json")
        # JMH forks with these options; its own heap does not matter.
        self.run("-jar", PROGRAM, "-prof", "gc", "-jvmArgs", HEAP, "-foe", "true", "-rf", "json", "-rff", results)
        with open(results, encoding="utf-8") as f:
            return json.load(f)

    def million(self, warm_ups, rounds):
        """({"sdk" or "log-batch": seconds})"""
        found = {"sdk": [], "log-batch": []}
        for line in self.run("-cp", PROGRAM, "dev.modelyard.bench.Million", str(warm_ups), str(rounds)).splitlines():
            way, _, seconds = line.partition(" ")
            if way in found:
                found[way].append(float(seconds))
        if any(len(times) != rounds for times in found.values()):
            raise RuntimeError(f"rounds are missing: {found}")
        return found


def calls_table(results):
    rows = []
    for name, shown in CALLS.items():
        mean = only(results, name, "avgt")
        sample = only(results, name, "sample")
        percentiles = sample["primaryMetric"]["scorePercentiles"]
        allocated = mean["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]
        rows.append([
            shown, report.number(mean["primaryMetric"]["score"]),
            *(report.number(percentiles[p]) for p in ("50.0", "99.0", "99.9", "100.0")),
            report.number(allocated),
        ])
    return report.table(["one point", "mean µs", "p50", "p99", "p99.9", "longest", "bytes allocated"], rows)


def only(results, name, mode):
    found = [r for r in results if r["benchmark"].endswith("." + name) and r["mode"] == mode]
    if len(found) != 1:
        raise RuntimeError(f"JMH gave {len(found)} results of {name} in mode {mode}")
    return found[0]


def million_table(found):
    shown = {"sdk": "SDK, metric() to the receipt", "log-batch": "log-batch of 1,000, plain HTTP client"}
    rows = []
    for way, times in found.items():
        rates = sorted(1e6 / t for t in times)
        rows.append([shown[way], report.number(statistics.median(rates)),
                     f"{report.number(rates[0])}–{report.number(rates[-1])}"])
    ratio = statistics.median(b / s for s, b in zip(found["sdk"], found["log-batch"]))
    table = report.table(["1,000,000 points, one connection", "points/s", "low–high"], rows)
    return f"{table}\n\nThe SDK makes **{100 * ratio:.0f} %** of log-batch (median of the rounds' ratios; target 80 %)."


def run_all(options, folder):
    began = time.monotonic()
    servers.build_modelyard(ROOT, options.jar)
    build()
    pg = postgres.Postgres(postgres.find_programs(options.pg_bin), folder)
    server = None
    try:
        pg.start()
        server = servers.Modelyard(pg, folder, options.java, options.java_options.split(), options.jar)
        server.start()
        client = Client(options.java, server, folder)
        parts = []
        if options.only != "calls":
            say(f"a million points, {options.warm_ups} + {options.rounds} rounds")
            parts += ["## A million points, end to end", million_table(client.million(options.warm_ups, options.rounds))]
        if options.only != "million":
            say("calls, some three minutes")
            parts += ["## One call", calls_table(client.calls())]
        head = facts.machine(options, pg) + [
            facts.modelyard(options, ROOT),
            f"Client: Java {facts.java_version(options.java)} {HEAP}, on the same machine; "
            f"{options.rounds} rounds of a million points after {options.warm_ups} to warm up; "
            f"{(time.monotonic() - began) / 60:.1f} minutes in all",
        ]
        return "\n\n".join([f"# Java SDK, {datetime.datetime.now():%Y-%m-%d %H:%M}",
                            "\n".join(f"- {fact}" for fact in head), *parts]) + "\n"
    finally:
        if server:
            server.stop()
        pg.stop()


def main():
    options = arguments()
    text = frame.in_a_folder(options, run_all)
    print(text)
    if options.record:
        report.record(BENCH, text)


if __name__ == "__main__":
    main()
