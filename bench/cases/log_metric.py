"""One metric at a time, as log_metric() of the Python client: each client in a run of its own."""

from points import check_runs, fresh_name, metric


class LogMetric:
    unit, per_op = "points", 1

    def __init__(self, clients, must, moonshot):
        self.clients = clients
        self.name = f"log-metric-{clients}"
        self.title = f"log one metric, {clients} client{'s' if clients > 1 else ''}"
        self.must, self.moonshot = must, moonshot
        self.room = f"commits-{clients}"

    def setup(self, api, server):
        return None

    def plan(self, api, state):
        runs = api.create_runs(api.create_experiment(fresh_name()), self.clients)
        point = metric("loss")[1:-1]
        return {
            "runs": runs,
            "clients": [
                {
                    "method": "POST",
                    "path": "/api/2.0/mlflow/runs/log-metric",
                    "body": f'{{"run_uuid": "{run}", {point}, "run_id": "{run}"}}',
                }
                for run in runs
            ],
            "expect": {"equals": "{}"},
        }

    def check(self, api, plan, result):
        return check_runs(api, plan, result, ["loss"], 1)


CASES = [LogMetric(1, must=17, moonshot=25), LogMetric(32, must=50, moonshot=100)]
