"""The REST API without the client: what goes over the wire, and what comes back."""

import json
from urllib.parse import quote

import requests

API = "/api/2.0/mlflow"
AJAX_API = "/ajax-api/2.0/mlflow"
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts"
AJAX_ARTIFACTS = "/ajax-api/2.0/mlflow-artifacts/artifacts"
JSON = "application/json"
BYTES = "application/octet-stream"

INVALID = (400, "INVALID_PARAMETER_VALUE")
TAKEN = (400, "RESOURCE_ALREADY_EXISTS")
MISSING = (404, "RESOURCE_DOES_NOT_EXIST")
NO_ENDPOINT = (404, "ENDPOINT_NOT_FOUND")


class Wire:
    def __init__(self, url, prefix=API):
        self.url = url
        self.prefix = prefix
        self.session = requests.Session()

    def under(self, prefix):
        return Wire(self.url, prefix)

    def get(self, path, /, **parameters):
        return self.send("GET", path, parameters=parameters)

    def post(self, path, body):
        return self.send("POST", path, body)

    def send(self, method, path, body=None, *, parameters=None, content_type=JSON, headers=None):
        """Sends bytes and text as they are and anything else as JSON; /paths are not prefixed."""
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        headers = dict(headers or {})
        if body is not None and content_type is not None:
            headers["Content-Type"] = content_type
        return self.session.request(
            method,
            self.url + (path if path.startswith("/") else f"{self.prefix}/{path}"),
            params=parameters,
            data=body,
            headers=headers,
            timeout=60,
        )

    def send_exactly(self, method, path, body=None, *, content_type=BYTES, headers=None):
        """Sends a whole path as it is written: no library folds its dots or quotes it anew."""
        headers = dict(headers or {})
        if body is not None and content_type is not None:
            headers["Content-Type"] = content_type
        request = requests.Request(method, self.url, data=body, headers=headers)
        prepared = self.session.prepare_request(request)
        prepared.url = self.url + path
        return self.session.send(prepared, timeout=60)

    def ask(self, path, /, **parameters):
        return accepted(self.get(path, **parameters))

    def do(self, path, body):
        return accepted(self.post(path, body))

    # The few calls that nearly every test needs.

    def create_experiment(self, name, **fields):
        return self.do("experiments/create", {"name": name, **fields})["experiment_id"]

    def create_run(self, experiment_id, **fields):
        run = self.do("runs/create", {"experiment_id": experiment_id, **fields})["run"]
        return run["info"]["run_id"]

    def create_model(self, experiment_id, **fields):
        model = self.do("logged-models", {"experiment_id": experiment_id, **fields})["model"]
        return model["info"]["model_id"]

    def model(self, model_id):
        return self.ask(f"logged-models/{model_id}", allow_deleted="true")["model"]

    def artifacts_of(self, run_id):
        """The path of the run's artifacts on the proxy, to which a quoted name may be added."""
        return artifacts_at(self.run(run_id)["info"]["artifact_uri"])

    def artifacts_of_model(self, model_id):
        model = self.ask(f"logged-models/{model_id}")["model"]
        return artifacts_at(model["info"]["artifact_uri"])

    def files_below(self, root, path=""):
        """{path: bytes} of all files below such a path, found level by level."""
        files = {}
        level = (root.removeprefix(f"{ARTIFACTS}/") + path).rstrip("/")
        for entry in accepted(self.get(ARTIFACTS, path=level)).get("files", []):
            name = path + entry["path"]
            if entry["is_dir"]:
                files |= self.files_below(root, f"{name}/")
            else:
                answer = self.get(root + quote(name))
                assert answer.status_code == 200, f"{name} is listed, but {answer.text}"
                files[name] = answer.content
        return files

    def run(self, run_id):
        return self.ask("runs/get", run_id=run_id)["run"]

    def log_metric(self, run_id, key, value, timestamp=1_700_000_000_000, step=0):
        point = {"key": key, "value": value, "timestamp": timestamp, "step": step}
        return self.post("runs/log-metric", {"run_id": run_id, **point})

    def history(self, run_id, key):
        answer = self.ask("metrics/get-history", run_id=run_id, metric_key=key)
        return [(m["timestamp"], m["step"], m["value"]) for m in answer.get("metrics", [])]


def artifacts_at(uri):
    assert uri.startswith("mlflow-artifacts:/"), uri
    return f"{ARTIFACTS}/{uri.removeprefix('mlflow-artifacts:/')}/"


def accepted(response):
    assert response.status_code == 200, f"{response.status_code}: {response.text}"
    return response.json()


def refusal(response):
    """Status and error_code of an error answer, which is always JSON and always says why."""
    assert response.status_code >= 400, f"{response.status_code}: {response.text}"
    body = response.json()
    assert isinstance(body.get("message"), str) and body["message"], body
    return response.status_code, body.get("error_code")


def texts(entries):
    """Params or tags of an answer as a dict."""
    found = {entry["key"]: entry["value"] for entry in entries or []}
    assert len(found) == len(entries or []), f"a key twice in {entries}"
    return found


def latest(run):
    """The latest metrics of a run as {key: (value, timestamp, step)}."""
    metrics = run["data"].get("metrics", [])
    return {m["key"]: (m["value"], m["timestamp"], m["step"]) for m in metrics}
