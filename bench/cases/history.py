"""Reading the history of one metric whole, in pages of 25,000, as get_metric_history() does."""

import time

from points import check_history, fraction, fresh_name

KEY = "loss"
BATCH = 1000
PAGE = 25_000


class History:
    name = "history"
    unit = "points"
    must = moonshot = None  # the targets are times, for 1,000,000 points: 2 s and 0.8 s
    room = None
    points = 100_000

    @property
    def title(self):
        return f"history of {self.points:,} points, read whole, pages of {PAGE:,}, 1 client"

    @property
    def per_op(self):
        return self.points

    def setup(self, api, server):
        """Writes the points once per server: each window reads the same ones."""
        run = api.create_runs(api.create_experiment(fresh_name()), 1)[0]
        for first in range(0, self.points, BATCH):
            now = int(time.time() * 1000)
            steps = range(first, min(first + BATCH, self.points))
            api.post("runs/log-batch", run_id=run, metrics=[
                {"key": KEY, "value": fraction(s), "timestamp": now, "step": s} for s in steps
            ])
        return run

    def plan(self, api, state):
        path = f"/api/2.0/mlflow/metrics/get-history?run_uuid={state}&metric_key={KEY}&run_id={state}"
        return {
            "run": state,
            "clients": [{"method": "GET", "path": f"{path}&max_results={PAGE}", "body": ""}],
            "expect": {"count": '"timestamp"', "total": self.points},
            "follow": {"field": "next_page_token", "query": "page_token"},
        }

    def check(self, api, plan, result):
        return check_history(api, plan["run"], KEY, self.points, self.points), self.points


CASES = [History()]
