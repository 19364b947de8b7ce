"""A small client of the tracking API for preparing cases and for checking what was stored."""

import http.client
import json
import urllib.parse


class Refused(RuntimeError):
    def __init__(self, request, status, answer):
        super().__init__(f"{request}: {status} {answer[:300]!r}")
        self.status = status


class Api:
    def __init__(self, address, play=None, timeout=120):
        self.address = address
        self.play = play  # a plan of the load program, for what is too much for this client
        self._connection = http.client.HTTPConnection(address, timeout=timeout)

    def get(self, path, **query):
        return self._call("GET", f"/api/2.0/mlflow/{path}?{urllib.parse.urlencode(query)}", None)

    def listing(self, path):
        return self._call("GET", path, None)["files"]

    def post(self, path, **body):
        return self._call("POST", f"/api/2.0/mlflow/{path}", json.dumps(body))

    def put(self, path, content):
        return self._call("PUT", path, content)

    def _call(self, method, path, body):
        try:
            return self._once(method, path, body)
        except (ConnectionError, http.client.RemoteDisconnected):
            # The server closed a connection that was idle during a window; reads and creates of
            # fresh names only, so asking again does no harm.
            self._connection.close()
            return self._once(method, path, body)

    def _once(self, method, path, body):
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise Refused(f"{method} {path}", response.status, answer)
        return json.loads(answer) if answer else None

    def close(self):
        self._connection.close()

    # What several cases need.

    def create_experiment(self, name):
        return self.post("experiments/create", name=name)["experiment_id"]

    def create_runs(self, experiment_id, count):
        return [
            self.post("runs/create", experiment_id=experiment_id, start_time=1, run_name=f"r{i}")
            ["run"]["info"]["run_id"]
            for i in range(count)
        ]

    def history(self, run_id, key):
        """All points of a metric, as [(step, value)], in the order of the wire."""
        points, query = [], {}
        while True:
            page = self.get("metrics/get-history", run_id=run_id, metric_key=key, max_results=25_000, **query)
            points += [(int(m.get("step", 0)), m["value"]) for m in page.get("metrics", [])]
            if not page.get("next_page_token"):
                return points
            query = {"page_token": page["next_page_token"]}

    def latest(self, run_id):
        """{key: (step, value)}"""
        data = self.get("runs/get", run_id=run_id)["run"]["data"]
        return {m["key"]: (int(m.get("step", 0)), m["value"]) for m in data.get("metrics", [])}

    def run_ids(self, experiment_id):
        """The ids of all runs of an experiment."""
        ids, token = [], {}
        while True:
            page = self.post("runs/search", experiment_ids=[experiment_id], max_results=1000, **token)
            ids += [r["info"]["run_id"] for r in page.get("runs", [])]
            if not page.get("next_page_token"):
                return ids
            token = {"page_token": page["next_page_token"]}
