"""What the placeholders of experiments and runs stand for: a few of each, and some to be searched."""

import uuid
from functools import cached_property
from urllib.parse import quote

from wire import BYTES

NOON = 1_700_000_000_000

# What <run with files> holds.
FILES = {
    "hello.txt": b"0123456789",
    "empty.txt": b"",
    "folder/data.json": b'{"a": 1}',
    "folder/deeper/bytes.bin": bytes(range(256)),
    "folder/deeper/more/leaf.txt": b"leaf",
    "with blank/na\u00efve \u65e5\u672c \U0001f9ea.txt": "\u00fc".encode(),
}


class RunScene:
    """The part of a Scene that exchanges about experiments and runs ask for."""

    @cached_property
    def name(self):
        return f"interop-{uuid.uuid4().hex}"

    @cached_property
    def taken_name(self):
        taken = f"interop-taken-{uuid.uuid4().hex}"
        self.wire.create_experiment(taken)
        return taken

    @cached_property
    def experiment(self):
        return self.wire.create_experiment(f"interop-{uuid.uuid4().hex}")

    @cached_property
    def deleted_experiment(self):
        experiment = self.wire.create_experiment(f"interop-deleted-{uuid.uuid4().hex}")
        self.wire.do("experiments/delete", {"experiment_id": experiment})
        return experiment

    @cached_property
    def run(self):
        return self.wire.create_run(self.experiment, run_name="a run", start_time=NOON)

    @cached_property
    def other_run(self):
        return self.wire.create_run(self.experiment, run_name="another run", start_time=NOON)

    @cached_property
    def deleted_run(self):
        run = self.wire.create_run(self.experiment, run_name="a deleted run", start_time=NOON)
        self.wire.do("runs/delete", {"run_id": run})
        return run

    @cached_property
    def run_with_data(self):
        run = self.wire.create_run(self.experiment, run_name="a run with data", start_time=NOON)
        self.wire.do(
            "runs/log-batch",
            {
                "run_id": run,
                "metrics": [
                    {"key": "loss", "value": value, "timestamp": NOON + step % 3, "step": step}
                    for step, value in enumerate([0.5, "NaN", "Infinity", -1, 0.5, 0.25])
                ],
                "params": [{"key": "depth", "value": "4"}, {"key": "empty", "value": ""}],
                "tags": [{"key": "stage", "value": "tuning"}],
            },
        )
        return run

    @cached_property
    def run_with_steps(self):
        """23 points in no order: later steps before earlier ones, and several of one step."""
        run = self.wire.create_run(self.experiment, run_name="a run with steps", start_time=NOON)
        points = [metric("loss", i / 2, step=i * 7 % 17 - 4) for i in range(23)]
        points = [{**point, "timestamp": NOON - i % 5} for i, point in enumerate(points)]
        self.wire.do("runs/log-batch", {"run_id": run, "metrics": points})
        return run

    @cached_property
    def run_with_files(self):
        run = self.wire.create_run(self.experiment, run_name="a run with files", start_time=NOON)
        root = self.wire.artifacts_of(run)
        for name, content in FILES.items():
            answer = self.wire.send("PUT", root + quote(name), content, content_type=BYTES)
            assert answer.status_code == 200, answer.text
        return run

    @cached_property
    def search_name(self):
        """What the names of the searched experiments begin with."""
        name = f"interop-search-{uuid.uuid4().hex}"
        for letter, tags in (("A", {"team": "t1"}), ("b", {"team": "T2"}), ("C", {})):
            tags = [{"key": key, "value": value} for key, value in tags.items()]
            self.wire.create_experiment(f"{name}-{letter}", tags=tags)
        gone = self.wire.create_experiment(f"{name}-D")
        self.wire.do("experiments/delete", {"experiment_id": gone})
        return name

    @cached_property
    def searched(self):
        """An experiment with the runs A to E, and F that is deleted. No two start together."""
        experiment = self.wire.create_experiment(f"interop-{uuid.uuid4().hex}")
        self.searched_runs = {
            name: self._searched_run(experiment, name, start)
            for name, start in (("A", 100), ("B", 200), ("C", 300), ("D", 400), ("E", 50), ("F", 9))
        }
        for name, steps in {"A": [0.9, 0.5], "B": [0.9], "C": ["NaN"], "D": ["Infinity"]}.items():
            for step, value in enumerate(steps):
                self._log(name, metrics=[metric("acc", value, step)])
        self._log("A", metrics=[metric("my metric", 1)])
        self._log("A", params={"lr": "0.1", "p q": "x", "created": "x", "empty": ""})
        self._log("A", tags={"t": "v1", "a.b": "dot", "quo": "it's", "1a": "digit", "é": "ü"})
        self._log("B", params={"lr": "0.01"}, tags={"t": "v2"})
        self._log("C", params={"lr": "10"}, tags={"t": "V1"})
        self.wire.do("runs/update", {"run_id": self.run_b, "status": "FINISHED", "end_time": 999})
        self.wire.do("runs/delete", {"run_id": self.searched_runs["F"]})
        return experiment

    def _searched_run(self, experiment, name, start):
        return self.wire.create_run(experiment, run_name=name, start_time=start, user_id="u")

    def _log(self, name, metrics=(), **texts):
        entries = {
            kind: [{"key": key, "value": value} for key, value in found.items()]
            for kind, found in texts.items()
        }
        batch = {"run_id": self.searched_runs[name], "metrics": list(metrics), **entries}
        self.wire.do("runs/log-batch", batch)

    @cached_property
    def run_a(self):
        return self.searched_runs["A"]

    @cached_property
    def run_b(self):
        return self.searched_runs["B"]


def metric(key, value, step=0):
    return {"key": key, "value": value, "timestamp": NOON, "step": step}
