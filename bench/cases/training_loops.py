"""32 training loops: each sends a log-batch of 10 metrics per step into a run of its own."""

from points import check_runs, fresh_name, metric

CLIENTS = 32
KEYS = [f"metric_{k}" for k in range(10)]


class TrainingLoops:
    name = "loops"
    title = f"{CLIENTS} training loops, log-batch of {len(KEYS)} metrics a step"
    unit, per_op = "points", len(KEYS)
    must, moonshot = 60, 120
    room = None

    def setup(self, api, server):
        return None

    def plan(self, api, state):
        runs = api.create_runs(api.create_experiment(fresh_name()), CLIENTS)
        points = ", ".join(metric(key) for key in KEYS)
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
        return check_runs(api, plan, result, KEYS, 1)


CASES = [TrainingLoops()]
