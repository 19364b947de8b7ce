"""Sends one request to two servers that were brought into the same state, and compares.

An `Exchange` is written with placeholders such as `<run>`. Each server gets its own scene: the
experiments and runs that the placeholders stand for. In the answers the ids of that scene become
placeholders again, so that what remains must be equal.
"""

import json
import re
from dataclasses import dataclass, replace
from email.message import Message
from functools import cached_property
from urllib.parse import unquote

from logged_model_scene import LoggedModelScene
from registry_scene import RegistryScene
from run_scene import RunScene

TIMES = (
    "creation_time",
    "last_update_time",
    "creation_timestamp_ms",
    "last_updated_timestamp_ms",
    "creation_timestamp",
    "last_updated_timestamp",
)
TAGS_IN_JSON = ("mlflow.log-model.history", "mlflow.modelVersions")
UNORDERED = ("tags", "params", "aliases", "latest_versions", "model_versions")


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


class Scene(RunScene, LoggedModelScene, RegistryScene):
    """What the placeholders stand for on one server; each is made when an exchange names it."""

    def __init__(self, wire):
        self.wire = wire
        self.places = {}

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
        found += [m["name"].rpartition("-")[2] for m in body.get("registered_models", [])]
        found += [
            m["name"].rpartition("-")[2] + m["version"] for m in body.get("model_versions", [])
        ]
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
            if value.get("key") in TAGS_IN_JSON:
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
            return sorted(entries, key=json.dumps) if field in UNORDERED else entries
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
