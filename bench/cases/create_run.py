"""Starting runs: 32 clients, each a start_run() after the other, as the Python client sends it."""

from api import Refused
from points import Mismatch, fresh_name

CLIENTS = 32
SAMPLE = 500

BODY = (
    '{"experiment_id": "%s", "user_id": "bench", "start_time": ${now}, "run_name": "c%d-${n}", "tags": ['
    '{"key": "mlflow.user", "value": "bench"}, {"key": "mlflow.source.name", "value": "train.py"}, '
    '{"key": "mlflow.source.type", "value": "LOCAL"}]}'
)


class CreateRun:
    name = "create-run"
    title = f"create run, {CLIENTS} clients"
    unit, per_op = "runs", 1
    must, moonshot = 40, 80
    room = "commits-32"

    def setup(self, api, server):
        return None

    def plan(self, api, state):
        experiment = api.create_experiment(fresh_name())
        return {
            "experiment": experiment,
            "clients": [
                {"method": "POST", "path": "/api/2.0/mlflow/runs/create", "body": BODY % (experiment, c)}
                for c in range(CLIENTS)
            ],
            "expect": {"contains": ['"RUNNING"', "-${n}\""], "capture": "run_id"},
        }

    def check(self, api, plan, result):
        acknowledged = set(result["captured"])
        if len(acknowledged) != result["operations"]:
            raise Mismatch(f"{result['operations']} answers, {len(acknowledged)} different run ids")
        try:
            stored = api.run_ids(plan["experiment"])
        except Refused as refused:
            if refused.status != 404:
                raise
            return self._check_some(api, result["captured"]), len(acknowledged)
        if missing := acknowledged - set(stored):
            raise Mismatch(f"{len(missing)} acknowledged runs are not found, as {missing.pop()}")
        if not len(acknowledged) <= len(stored) <= sum(result["sent"]):
            raise Mismatch(f"{len(stored)} runs found, {len(acknowledged)} acknowledged")
        return len(acknowledged), len(acknowledged)

    def _check_some(self, api, captured):
        """For a server that has no runs/search: some runs of all clients and times, one by one."""
        some = captured[:: max(1, len(captured) // SAMPLE)]
        for run_id in some:
            if api.get("runs/get", run_id=run_id)["run"]["info"]["run_id"] != run_id:
                raise Mismatch(f"runs/get of {run_id} gives another run")
        return len(some)


CASES = [CreateRun()]
