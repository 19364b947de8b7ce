"""Full batches: 8 clients, each sending 1,000 points (10 keys, 100 steps) into a run of its own."""

from points import check_runs, fresh_name, metric

CLIENTS = 8
KEYS = [f"metric_{k}" for k in range(10)]
STEPS = 100


class LogBatch:
    name = "log-batch-1000"
    title = f"log-batch of 1,000 metrics, {CLIENTS} clients"
    unit, per_op = "points", len(KEYS) * STEPS
    must, moonshot = 25, 100
    room = None

    def setup(self, api, server):
        return None

    def plan(self, api, state):
        runs = api.create_runs(api.create_experiment(fresh_name()), CLIENTS)
        points = ", ".join(metric(key, STEPS, i) for i in range(STEPS) for key in KEYS)
        return {
            "runs": runs,
            "clients": [
                {
                    "method": "POST",
                    "path": "/api/2.0/mlflow/runs/log-batch",
                    "body": f'{{"run_id": "{run}", "metrics": [{points}]}}',
                }
                for run in runs
            ],
            "expect": {"equals": "{}"},
        }

    def check(self, api, plan, result):
        return check_runs(api, plan, result, KEYS, STEPS)


CASES = [LogBatch()]
