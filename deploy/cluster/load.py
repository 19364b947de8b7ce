"""Load on a cluster: the real Python client and the Java SDK, which remember what was acknowledged."""

import os
import subprocess
import threading
import time

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

from programs import DEPLOY

SDK = DEPLOY.parent / "client-sdk" / "target"
PATIENCE_SECONDS = 90


def wait_until(true, what):
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.05)


class Trainer(threading.Thread):
    """Trains one run after the other by MLflow's client, which is told not to repeat any call."""

    STEPS = 20

    def __init__(self, url, name, experiment, model):
        super().__init__(name=name, daemon=True)
        self.client = MlflowClient(url)
        self.experiment, self.model = experiment, model
        self.operations = 0
        self.failures = []
        self.runs = {}
        self.versions = []
        self.stopped = threading.Event()

    def run(self):
        number = 0
        while not self.stopped.is_set():
            self.train(f"{self.name}-{number}")
            number += 1

    def tried(self, operation, *arguments, **named):
        """Counts a call; one that fails is noted and has no result."""
        self.operations += 1
        try:
            return operation(*arguments, **named)
        except Exception as failure:
            self.failures.append(f"{operation.__name__}: {failure}")
            return None

    def train(self, name):
        client = self.client
        run = self.tried(client.create_run, self.experiment, run_name=name)
        if run is None:
            return
        run_id = run.info.run_id
        known = self.runs[run_id] = {"name": name, "points": [], "params": {}, "files": {}}
        for step in range(self.STEPS):
            before = len(self.failures)
            self.tried(client.log_metric, run_id, "loss", 1 / (step + 1), timestamp=step, step=step)
            batch = [Metric("accuracy", step / 7, step, step)]
            text = {f"p{step}": str(step)}
            self.tried(client.log_batch, run_id, batch, [Param(*text.popitem())], [RunTag(f"t{step}", "v")])
            if len(self.failures) == before:
                known["points"].append((step, 1 / (step + 1)))
                known["params"][f"p{step}"] = str(step)
        before = len(self.failures)
        self.tried(client.log_text, run_id, name * 1000, "notes/name.txt")
        if len(self.failures) == before:
            known["files"]["notes/name.txt"] = name * 1000
        self.tried(client.set_terminated, run_id)
        version = self.tried(
            client.create_model_version, self.model, f"runs:/{run_id}/notes", run_id, await_creation_for=0
        )
        if version:
            self.versions.append(version.version)

    def check(self, client):
        """Everything acknowledged is there exactly once."""
        for run_id, known in self.runs.items():
            found = client.get_run(run_id)
            loss = client.get_metric_history(run_id, "loss")
            assert [(p.step, p.value) for p in sorted(loss, key=lambda p: p.step)] == known["points"]
            assert len(client.get_metric_history(run_id, "accuracy")) == len(known["points"])
            assert found.data.params == known["params"]
            assert found.info.status == "FINISHED"
            files = [file.path for file in client.list_artifacts(run_id, "notes")]
            assert files == list(known["files"]), run_id


class Trainers:
    """Several trainers at once, from `with` on."""

    def __init__(self, url, count=6):
        self.client = MlflowClient(url)
        self.experiment = self.client.create_experiment(f"load-{os.urandom(4).hex()}")
        self.model = f"load-{os.urandom(4).hex()}"
        self.client.create_registered_model(self.model)
        self.all = [Trainer(url, f"trainer-{i}", self.experiment, self.model) for i in range(count)]

    def __enter__(self):
        for trainer in self.all:
            trainer.start()
        return self

    def __exit__(self, *failure):
        for trainer in self.all:
            trainer.stopped.set()
        for trainer in self.all:
            trainer.join(PATIENCE_SECONDS)

    @property
    def operations(self):
        return sum(trainer.operations for trainer in self.all)

    @property
    def failures(self):
        return [failure for trainer in self.all for failure in trainer.failures]

    def go_on(self, operations=150):
        """Waits until so many more calls were answered."""
        enough = self.operations + operations
        wait_until(lambda: self.operations >= enough, "calls that are answered")

    def check(self):
        """Everything acknowledged is there exactly once, and nothing else."""
        for trainer in self.all:
            trainer.check(self.client)
        found = self.client.search_runs([self.experiment], max_results=50_000)
        names = sorted(known["name"] for trainer in self.all for known in trainer.runs.values())
        assert sorted(run.info.run_name for run in found) == names
        versions = sorted(int(version) for trainer in self.all for version in trainer.versions)
        assert versions == list(range(1, len(versions) + 1))


class JavaTrainer:
    """A training that logs by the Java SDK."""

    def __init__(self, url, folder):
        if not (SDK / "client-sdk.jar").is_file():
            raise RuntimeError(f"{SDK}/client-sdk.jar is missing: run ./modelyard build")
        self.log = folder / "trainer.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["java", "-cp", f"{SDK}/client-sdk.jar{os.pathsep}{SDK}/lib/*",
                 str(DEPLOY / "cluster" / "Trainer.java")],
                env={**os.environ, "MLFLOW_TRACKING_URI": url, "MODELYARD_SPOOL": str(folder / "spool")},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, encoding="utf-8", cwd=folder,
            )

    def end(self):
        """Lets it end; gives the run and what it says about what was kept."""
        said, _ = self.process.communicate("\n", timeout=PATIENCE_SECONDS)
        assert self.process.returncode == 0, said + self.log.read_text()
        run_id, *figures = said.split()
        return run_id, dict(figure.split("=") for figure in figures)
