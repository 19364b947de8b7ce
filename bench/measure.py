"""One window of one case against one server, and everything that is noted about it."""

import json
import os
import statistics
import subprocess
import time
from dataclasses import dataclass

import processes
from api import Api
from points import Mismatch

QUIET_STEP = 0.25
QUIET_CPU = 0.025  # CPU seconds within a step: a tenth of a core
QUIET_PATIENCE = 8
LONGEST = 300  # seconds, of a window that ends when its operations are done


@dataclass(frozen=True)
class Window:
    """CPU figures are microseconds an operation. `store` is the S3 store's, where there is one; `later` what
    these and PostgreSQL still did after the last answer; `grown` and `over_idle` are MiB: the server's peak
    within the window over what it had just before, and over what it had before the case's warm-up; `log` bytes of write-ahead log an operation; `compiling` the share of the server's CPU that
    went to Java's compilers; `foreign` the share of the machine that others took during the window."""

    rate: float
    p50: float
    p99: float
    operations: int
    server: float
    backends: float
    postgres_rest: float
    store: float
    later: float
    load: float
    log: float
    compiling: float
    foreign: float
    grown: float
    over_idle: float
    errors: dict
    first_error: str
    looked: int
    total: int
    mismatch: str


class Bench:
    def __init__(self, load_program, pg, cores, store=None):
        self.load_program = load_program
        self.pg = pg
        self.cores = cores
        self.store = store
        self._states = {}
        self._idle = {}

    def warm_up(self, server, case, seconds):
        """Sets the case up for the server, and runs it unmeasured: caches, plans and compilers warm."""
        api = self._api(server)
        self._idle[server.name, case.name] = server.memory()[0]
        self._states[server.name, case.name] = case.setup(api, server)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._play(server, case.plan(api, self._states[server.name, case.name]), seconds)
        api.close()
        self._wait_quiet(server)

    def window(self, server, case, seconds):
        api = self._api(server)
        plan = case.plan(api, self._states[server.name, case.name])
        if hasattr(case, "portion"):
            os.sync()  # what one server left to be written must not slow the next
        self._wait_quiet(server)
        peak = processes.Peak(server.process.pid)
        log_before, compilers = self.pg.wal_position(), server.compiler_cpu()
        before = self._cpu(server)
        result = self._play(server, plan, seconds * getattr(case, "share", 1))
        after = self._cpu(server)
        most = peak.end()
        compiling = max(0.0, server.compiler_cpu() - compilers) / max(0.01, after[2] - before[2])
        self._wait_quiet(server)
        settled = self._cpu(server)
        log = self.pg.wal_position() - log_before
        looked, total, mismatch = _check(api, case, plan, result)
        api.close()
        memory = (most - peak.before, most - self._idle[server.name, case.name])
        return self._noted(case, result, before, after, settled, log, compiling, memory, (looked, total, mismatch))

    def _api(self, server):
        return Api(server.address, play=lambda plan: self._play(server, plan, LONGEST))

    def _play(self, server, plan, seconds):
        return play(self.load_program, server.address, plan, LONGEST if plan.get("operations") else seconds)

    def _cpu(self, server):
        backends, rest = self.pg.cpu(server.database)
        store = self.store.cpu() if self.store else 0
        return time.monotonic(), processes.cpu_of_machine(), server.cpu(), backends, rest, store

    def _wait_quiet(self, server):
        end = time.monotonic() + QUIET_PATIENCE
        last = self._cpu(server)
        while time.monotonic() < end:
            time.sleep(QUIET_STEP)
            now = self._cpu(server)
            if sum(now[2:]) - sum(last[2:]) < QUIET_CPU:
                return
            last = now

    def _noted(self, case, result, before, after, settled, log, compiling, memory, checked):
        wall, machine, server, backends, rest, store = (b - a for a, b in zip(before, after))
        per_operation = 1e6 / max(1, result["operations"])
        foreign = machine - server - backends - rest - store - result["cpu_s"]
        return Window(
            rate=result["rate"] * case.per_op,
            p50=result["p50_ms"],
            p99=result["p99_ms"],
            operations=result["operations"],
            server=server * per_operation,
            backends=backends * per_operation,
            postgres_rest=rest * per_operation,
            store=store * per_operation,
            later=max(0.0, sum(settled[2:]) - sum(after[2:])) * per_operation,
            load=result["cpu_s"] * per_operation,
            log=log / max(1, result["operations"]),
            compiling=compiling,
            foreign=max(0.0, foreign / (wall * self.cores)),
            grown=memory[0],
            over_idle=memory[1],
            errors=result["errors"],
            first_error=result["first_error"],
            looked=checked[0],
            total=checked[1],
            mismatch=checked[2],
        )


def play(load_program, address, plan, seconds):
    own_notes = {"default": lambda _note: None}
    text = json.dumps({**plan, "address": address, "seconds": seconds}, **own_notes)
    done = subprocess.run([load_program, "play"], input=text, capture_output=True, text=True, timeout=seconds + 150)
    if done.returncode != 0:
        raise RuntimeError(f"load program: {done.stderr.strip()}")
    return json.loads(done.stdout)


def _check(api, case, plan, result):
    try:
        if result["operations"] == 0:
            raise Mismatch("nothing was acknowledged")
        looked, total = case.check(api, plan, result)
        return looked, total, ""
    except (Mismatch, RuntimeError, KeyError, ValueError, OSError) as problem:
        return 0, sum(result["acknowledged"]) * case.per_op, f"{type(problem).__name__}: {problem}"


def stub_rates(load_program, seconds):
    """Requests a second of an answer of {} at once, with 1 and with 32 clients."""
    port = processes.free_port()
    stub = subprocess.Popen([load_program, "stub", f"127.0.0.1:{port}"])
    try:
        time.sleep(0.3)
        run = "0" * 32
        point = f'{{"run_id": "{run}", "key": "loss", "value": 0.5, "timestamp": ${{now}}, "step": ${{n}}}}'
        client = {"method": "POST", "path": "/", "body": point}
        rates = []
        for clients in (1, 32):
            plan = {"clients": [client] * clients, "expect": {"equals": "{}"}}
            rates.append(play(load_program, f"127.0.0.1:{port}", plan, seconds)["rate"])
        return tuple(rates)
    finally:
        stub.kill()
        stub.wait()


def median(windows, field):
    return statistics.median(getattr(w, field) for w in windows)
