"""Sends one request to two servers that were brought into the same state, and compares.

An `Exchange` is written with placeholders such as `<run>`. Each server gets its own scene: the
experiments and runs that the placeholders stand for. In the answers the ids of that scene become
placeholders again, so that what remains must be equal.
"""

import json
import re
import time
import uuid
from dataclasses import dataclass, replace
from email.message import Message
from functools import cached_property
from urllib.parse import quote, unquote

from wire import BYTES

NOON = 1_700_000_000_000
TIMES = (
    "creation_time",
    "last_update_time",
    "creation_timestamp_ms",
    "last_updated_timestamp_ms",
)

# What <run with files> holds.
FILES = {
    "hello.txt": b"0123456789",
    "empty.txt": b"",
    "folder/data.json": b'{"a": 1}',
    "folder/deeper/bytes.bin": bytes(range(256)),
    "folder/deeper/more/leaf.txt": b"leaf",
    "with blank/na\u00efve \u65e5\u672c \U0001f9ea.txt": "\u00fc".encode(),
}


@dataclass(frozen=True)
class Difference:
    """What we answer instead of MLflow's answer, and why."""

    status: int
    error_code: str | None
    because: str
    found: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Exchange:
    title: str
    method: str
    path: str
    body: object = None
    content_type: str | None = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    before: tuple["Exchange", ...] = ()
    then: str | None = None
    ignoring: tuple[str, ...] = ()
    by_names: bool = False
    exactly: bool = False
    raw: tuple[str, ...] | None = None
    difference: Difference | None = None

    def after(self, *steps):
        return replace(self, before=steps)

    def then_get(self, path):
        """The state that the request leaves behind is compared, too."""
        return replace(self, then=path)

    def then_run(self):
        return self.then_get("runs/get?run_id=<run>")

    def without(self, *fields):
        return replace(self, ignoring=fields)

    def names_only(self):
        """Of a search: the names in their order, and whether there is a next page."""
        return replace(self, by_names=True)

    def as_written(self):
        """The path is sent as it is, also where it climbs, doubles a slash or is not quoted."""
        return replace(self, exactly=True)

    def with_bytes(self, *headers):
        """Of a success: the bytes, and these headers, instead of JSON."""
        return replace(self, raw=headers)

    def typed(self, content_type):
        return replace(self, content_type=content_type)

    def with_header(self, name, value):
        return replace(self, headers=(*self.headers, (name, value)))

    def but_ours_is(self, status, error_code=None, *, because):
        return replace(self, difference=Difference(status, error_code, because))

    def but_ours_is_invalid(self, *, because):
        return self.but_ours_is(400, "INVALID_PARAMETER_VALUE", because=because)

    def but_ours_finds(self, *names, because):
        return replace(self, difference=Difference(200, None, because, names))


def get(title, path):
    return Exchange(title, "GET", path)


def post(title, path, body):
    return Exchange(title, "POST", path, body)


def patch(title, path, body):
    return Exchange(title, "PATCH", path, body)


def delete(title, path, body=None):
    return Exchange(title, "DELETE", path, body)


def metric(key, value, step=0):
    return {"key": key, "value": value, "timestamp": NOON, "step": step}


class Scene:
    """What the placeholders stand for on one server; each is made when an exchange names it."""

    def __init__(self, wire):
        self.wire = wire
        self.places = {}

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
    def model(self):
        return self.wire.create_model(self.experiment, name="a model")

    @cached_property
    def other_model(self):
        return self.wire.create_model(self.experiment, name="another model")

    @cached_property
    def deleted_model(self):
        model = self.wire.create_model(self.experiment, name="a deleted model")
        assert self.wire.send("DELETE", f"logged-models/{model}").status_code == 200
        return model

    @cached_property
    def model_with_data(self):
        return self.wire.create_model(
            self.experiment,
            name="a model with data",
            params=[{"key": "depth", "value": "4"}],
            tags=[{"key": "stage", "value": "tuning"}, {"key": "a/b c%", "value": ""}],
        )

    @cached_property
    def searched_models(self):
        """An experiment with the models one, two, three, lp and one again, and a deleted one."""
        experiment = self.wire.create_experiment(f"interop-{uuid.uuid4().hex}")
        run = self.wire.create_run(experiment)
        self.model_one = self._searched_model(
            experiment,
            name="one",
            model_type="Agent",
            source_run_id="f" * 32,
            params=[{"key": "p", "value": "1"}],
            tags=[{"key": "t", "value": "z"}, {"key": "a b", "value": "Ü"}],
        )
        two = self._searched_model(experiment, name="two", params=[{"key": "p", "value": "2"}])
        three = self._searched_model(experiment, name="three", model_type="agent")
        self._searched_model(experiment, name="lp")
        self._searched_model(experiment, name="one")
        gone = self._searched_model(experiment, name="gone")
        data = {"dataset_name": "ds", "dataset_digest": "dg"}
        for model, value, timestamp, step, dataset in (
            (self.model_one, 0.1, 1, 9, {}),
            (self.model_one, 0.9, 2, 0, data),
            (two, 0.2, 1, 0, {}),
            (two, 0.5, 1, 1, {"dataset_name": "ds", "dataset_digest": "other"}),
            (three, "Infinity", 1, 0, {}),
            (gone, 0.9, 1, 0, data),
        ):
            point = {"key": "acc", "value": value, "timestamp": timestamp, "step": step}
            self.wire.do("runs/log-metric", {"run_id": run, "model_id": model, **point, **dataset})
        for model, status in ((self.model_one, 2), (two, 3)):
            body = {"model_id": model, "status": status}
            assert self.wire.send("PATCH", f"logged-models/{model}", body).status_code == 200
            self._wait_a_millisecond()
        assert self.wire.send("DELETE", f"logged-models/{gone}").status_code == 200
        return experiment

    def _searched_model(self, experiment, **fields):
        """A model of a time of its own: by that they are ordered."""
        self._wait_a_millisecond()
        return self.wire.create_model(experiment, **fields)

    def _wait_a_millisecond(self):
        begin = time.monotonic()
        while time.monotonic() - begin < 0.0015:
            pass

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

    def fill(self, text):
        """Puts the real ids in place of the placeholders."""

        def real(match):
            attribute = match[1].replace(" ", "_")
            if not isinstance(getattr(Scene, attribute, None), cached_property):
                return match[0]
            value = getattr(self, attribute)
            self.places[value] = match[0]
            return value

        return re.sub(r"<([a-z ]+)>", real, text)

    def fill_all(self, value):
        if isinstance(value, str):
            return self.fill(value)
        if isinstance(value, dict):
            return {key: self.fill_all(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.fill_all(entry) for entry in value]
        return value

    def send(self, exchange):
        send = self.wire.send_exactly if exchange.exactly else self.wire.send
        return send(
            exchange.method,
            self.fill(exchange.path),
            self.fill_all(exchange.body),
            content_type=exchange.content_type,
            headers=dict(exchange.headers),
        )

    def play(self, exchange):
        """Brings the server into the state before, sends, and gives what came, made comparable."""
        for step in exchange.before:
            answer = self.send(step)
            assert answer.status_code == 200, f"{step.title}: {answer.text}"
        response = self.send(exchange)
        if exchange.by_names and response.status_code == 200:
            return self.names(response.json())
        if exchange.raw is not None and response.status_code < 400:
            answer = self.bytes_and(exchange.raw, response)
        else:
            answer = self.comparable(response, exchange.ignoring)
        if exchange.then:
            state = self.wire.send("GET", self.fill(exchange.then))
            answer["then"] = self.comparable(state, exchange.ignoring)
        return answer

    def bytes_and(self, headers, response):
        found = {header: response.headers.get(header) for header in headers}
        if "Content-Disposition" in found:
            found["Content-Disposition"] = disposition(found["Content-Disposition"])
        if "Content-Type" in found:
            # We add that text is UTF-8.
            found["Content-Type"] = found["Content-Type"].partition(";")[0]
        return {"status": response.status_code, "bytes": repr(response.content), **found}

    def names(self, body):
        found = [run["info"]["run_name"] for run in body.get("runs", [])]
        found += [e["name"].rpartition("-")[2] for e in body.get("experiments", [])]
        found += [model["info"]["name"] for model in body.get("models", [])]
        return {"status": 200, "names": found, "next page": "next_page_token" in body}

    def comparable(self, response, ignoring):
        """An error is its status and code; anything else is its whole body."""
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.status_code >= 400:
            code = body.get("error_code") if isinstance(body, dict) else None
            return {"status": response.status_code, "error_code": code}
        if isinstance(body, (dict, list)):
            return {"status": response.status_code, "body": self.normal(body, ignoring)}
        return {"status": response.status_code, "text": response.text.strip()}

    def normal(self, value, ignoring, field=None):
        if field in ignoring:
            return "<ignored>"
        if isinstance(value, dict):
            if value.get("key") == "mlflow.log-model.history":
                value = {**value, "value": json_without_nulls(value["value"])}
            if value.get("is_dir") is False:
                value = {"file_size": 0, **value}  # MLflow leaves out a size of 0
            found = {key: self.normal(entry, ignoring, key) for key, entry in value.items()}
            if field == "data" and "metrics" in found:
                found["metrics"].sort(key=json.dumps)
            return found
        if isinstance(value, list):
            entries = [self.normal(entry, ignoring) for entry in value]
            # Only of these is the order open; that of a history or a search is part of the answer.
            return sorted(entries, key=json.dumps) if field in ("tags", "params") else entries
        if field in TIMES:
            return "<time>"
        if field == "next_page_token":
            return "<token>"
        if isinstance(value, str):
            return self.normal_text(value, field)
        return value

    def normal_text(self, text, field):
        if field == "experiment_id":
            return self.places.get(text, "<new experiment>")
        text = re.sub(
            r"^mlflow-artifacts:/(\d+)",
            lambda m: f"mlflow-artifacts:/{self.places.get(m[1], '<new experiment>')}",
            text,
        )
        for real in sorted(self.places, key=len, reverse=True):
            if not real.isdigit():
                text = text.replace(real, self.places[real])
        text = re.sub(r"\b[0-9a-f]{32}\b", "<new run>", text)
        return re.sub(r"^[a-z]+-[a-z]+-\d{1,3}$", "<generated name>", text)


def disposition(header):
    """How to take the file, and under which name: it can be quoted in several ways."""
    parsed = Message()
    parsed["Content-Disposition"] = header
    extended = re.search(r"filename\*=UTF-8''([^;]*)", header or "", re.IGNORECASE)
    name = unquote(extended[1]) if extended else parsed.get_filename()
    return [parsed.get_content_disposition(), name]


def json_without_nulls(text):
    """JSON kept in a text: how it is spaced and ordered, and MLflow's nulls, mean nothing."""
    return json.loads(text, object_hook=lambda o: {k: v for k, v in o.items() if v is not None})


def shown(answer):
    """One text per answer, in which 1, 1.0 and true are different things."""
    return json.dumps(answer, indent=1, sort_keys=True, ensure_ascii=False)
