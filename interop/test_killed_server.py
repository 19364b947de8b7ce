"""A server that is killed in the middle of logging: the client's own retries must carry it over."""

import threading
import time

import pytest
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

from wire import Wire, texts

pytestmark = pytest.mark.own_server

THREADS = 8
AWAY_SECONDS = 2
PATIENCE_SECONDS = 90


@pytest.fixture
def patient_client(monkeypatch, own_server):
    """The client with its own defaults: seven retries, further and further apart."""
    monkeypatch.delenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES")
    return MlflowClient(own_server.url)


class Trainer(threading.Thread):
    """Logs until told to stop and remembers what the server has acknowledged."""

    def __init__(self, client, run_id, number, stop):
        super().__init__(daemon=True)
        self.client, self.run_id, self.number, self.stop = client, run_id, number, stop
        self.points, self.batch_points, self.texts = [], [], {}
        self.failure = None

    @property
    def key(self):
        return f"loss{self.number}"

    def run(self):
        try:
            step = 0
            while not self.stop.is_set():
                self.log(step)
                step += 1
        except Exception as failure:
            self.failure = failure

    def log(self, step):
        point = (1_700_000_000_000 + step, step, step / 7)
        timestamp, step, value = point
        self.client.log_metric(self.run_id, self.key, value, timestamp=timestamp, step=step)
        self.points.append(point)
        if step % 5 == 0:
            name = f"{self.key}.{step}"
            batch = [Metric(f"batch{self.key}", value + i, timestamp, step + i) for i in range(5)]
            self.client.log_batch(
                self.run_id, batch, params=[Param(name, "p")], tags=[RunTag(name, "t")]
            )
            self.batch_points += [(m.timestamp, m.step, m.value) for m in batch]
            self.texts[name] = "logged"


def test_every_acknowledged_point_is_there_exactly_once(own_server, patient_client):
    wire = Wire(own_server.url)
    run = wire.create_run(wire.create_experiment("killed"))
    stop = threading.Event()
    trainers = [Trainer(patient_client, run, number, stop) for number in range(THREADS)]
    for trainer in trainers:
        trainer.start()

    wait_until(lambda: all(len(t.points) > 20 for t in trainers))
    own_server.kill()
    logged_before_the_kill = [len(t.points) for t in trainers]
    time.sleep(AWAY_SECONDS)
    own_server.start()
    wait_until(
        lambda: all(
            t.failure or len(t.points) > before + 20
            for t, before in zip(trainers, logged_before_the_kill, strict=True)
        )
    )
    stop.set()
    for trainer in trainers:
        trainer.join(PATIENCE_SECONDS)

    assert [t.failure for t in trainers] == [None] * THREADS
    found = wire.run(run)["data"]
    params, tags = texts(found["params"]), texts(found["tags"])
    for trainer in trainers:
        assert wire.history(run, trainer.key) == trainer.points
        assert wire.history(run, f"batch{trainer.key}") == sorted(trainer.batch_points)
        assert all(params[name] == "p" and tags[name] == "t" for name in trainer.texts)
    assert len(params) == sum(len(t.texts) for t in trainers)


def test_what_was_logged_survives_kill_after_kill(own_server):
    wire = Wire(own_server.url)
    run = wire.create_run(wire.create_experiment("killed again and again"))
    for step in range(2):
        wire.log_metric(run, "loss", step / 2, timestamp=step, step=step)
        wire.do("runs/set-tag", {"run_id": run, "key": "round", "value": str(step)})
        own_server.restart()
    assert wire.history(run, "loss") == [(0, 0, 0.0), (1, 1, 0.5)]
    assert texts(wire.run(run)["data"]["tags"])["round"] == "1"


def test_a_stop_by_sigterm_is_clean_and_loses_nothing(own_server):
    wire = Wire(own_server.url)
    run = wire.create_run(wire.create_experiment("stopped"))
    wire.log_metric(run, "loss", 0.5, timestamp=1, step=1)
    assert own_server.stop() in (0, 143)
    own_server.start()
    assert wire.history(run, "loss") == [(1, 1, 0.5)]


def wait_until(true):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s"
        time.sleep(0.05)
