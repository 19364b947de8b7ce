"""A page of 100 runs with all their data, by a metric and a param, in the order of that metric.

Each size has an experiment of its own, which is filled once per server. First page and a deep one, 1 client,
and 8 clients at the largest size.
"""

import json

import filling
from points import Mismatch, fresh_name

PAGE = 100
DEEP = 10  # the number of the deep page, or the last full one where there are fewer
CLIENTS = 8
AT_LEAST = 0.1
OPTIMIZER = "adam"
DEFAULT_SIZES = [1_000, 10_000]

FILTER = f"metrics.accuracy > {AT_LEAST} AND params.optimizer = '{OPTIMIZER}'"
ORDER = ["metrics.accuracy DESC"]
PATH = "/api/2.0/mlflow/runs/search"


class Filled:
    """The runs of one size, on each server."""

    def __init__(self, runs):
        self.runs = runs
        matching = [
            i for i in range(runs) if filling.metric(i, 0) > AT_LEAST and filling.param(i, 0) == OPTIMIZER
        ]
        self.expected = sorted(matching, key=lambda i: -filling.metric(i, 0))
        self.deep = min(DEEP, len(self.expected) // PAGE)
        self._bodies = {}

    def body(self, api, server, page):
        """The search for that page; the first call for a server fills it and walks to the deep page."""
        if server.name not in self._bodies:
            experiment = api.create_experiment(fresh_name())
            filling.fill(server, experiment, self.runs)
            self._bodies[server.name] = self._walk(api, experiment)
        return self._bodies[server.name][page]

    def _walk(self, api, experiment):
        search = {"experiment_ids": [experiment], "filter": FILTER, "order_by": ORDER, "max_results": PAGE}
        bodies = {}
        for page in range(1, self.deep + 1):
            bodies[page] = search
            token = api.post("runs/search", **search).get("next_page_token")
            search = {**search, "page_token": token}
        return bodies

    def expected_on(self, page):
        return self.expected[(page - 1) * PAGE : page * PAGE]


class Search:
    unit, per_op = "pages", 1
    must = moonshot = None  # the targets are times and growth
    room = None
    share = 0.3  # of --seconds: the data do not change, and there are many of these cases

    def __init__(self, filled, deep, clients):
        self.filled = filled
        self.deep = deep
        self.page = filled.deep if deep else 1
        self.clients = clients
        self.name = f"search-{filled.runs}-{'deep' if deep else 'first'}-{clients}"
        where = f"page {self.page}" if deep else "first page"
        self.title = (
            f"search {filled.runs:,} runs, {where} of {PAGE}, {clients} client{'s' if clients > 1 else ''}"
        )

    def setup(self, api, server):
        return self.filled.body(api, server, self.page)

    def plan(self, api, state):
        names = [filling.name(i) for i in self.filled.expected_on(self.page)]
        return {
            "search": state,
            "clients": [{"method": "POST", "path": PATH, "body": json.dumps(state)}] * self.clients,
            "expect": {
                "count": '"artifact_uri"',
                "total": PAGE,
                "contains": [f'"{names[0]}"', f'"{names[-1]}"'],
            },
        }

    def check(self, api, plan, result):
        """The page once more, whole: which runs, in what order, with all their data."""
        expected = self.filled.expected_on(self.page)
        found = api.post("runs/search", **plan["search"])["runs"]
        names = [run["info"]["run_name"] for run in found]
        if names != [filling.name(i) for i in expected]:
            raise Mismatch(f"the page begins with {names[:3]}, not with {[filling.name(i) for i in expected[:3]]}")
        for i, run in zip(expected, found):
            check_data(i, run["data"])
        return len(found), PAGE


def check_data(i, data):
    metrics = {m["key"]: m["value"] for m in data.get("metrics", [])}
    params = {p["key"]: p["value"] for p in data.get("params", [])}
    tags = {t["key"]: t["value"] for t in data.get("tags", [])}
    if metrics != {key: filling.metric(i, k) for k, key in enumerate(filling.METRICS)}:
        raise Mismatch(f"metrics of {filling.name(i)}: {metrics}")
    if params != {key: filling.param(i, k) for k, key in enumerate(filling.PARAMS)}:
        raise Mismatch(f"params of {filling.name(i)}: {params}")
    if sorted(tags) != sorted(filling.TAGS) or tags["mlflow.runName"] != filling.name(i):
        raise Mismatch(f"tags of {filling.name(i)}: {tags}")


def cases_for(sizes):
    found = []
    for runs in sorted(sizes):
        filled = Filled(runs)
        found += [Search(filled, deep, 1) for deep in (False, True)]
    return found + [Search(filled, deep, CLIENTS) for deep in (False, True)]
