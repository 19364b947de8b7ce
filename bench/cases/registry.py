"""Reads of the model registry: what deployers ask for, and the list that pages show, among many models."""

import json

import filling_models
from points import Mismatch

MODELS = 10_000
PAGE = 100
SEARCH_CLIENTS = 8
DEPLOYERS = 32
EACH = MODELS // DEPLOYERS  # models that one client asks for, in turn

_filled = set()


def fill(server):
    if server.name not in _filled:
        filling_models.fill(server, MODELS)
        _filled.add(server.name)


class Latest:
    name = f"registry-latest-{DEPLOYERS}"
    title = f"latest Production version, {MODELS:,} models, {DEPLOYERS} clients"
    unit, per_op = "answers", 1
    must, moonshot = 70, 130
    room = None

    def setup(self, api, server):
        fill(server)

    def client(self, first):
        body = json.dumps({"name": f"model-${{n%{EACH}+{first}}}", "stages": ["Production"]})
        return {"method": "POST", "path": "/api/2.0/mlflow/registered-models/get-latest-versions", "body": body}

    def plan(self, api, state):
        return {
            "clients": [self.client(at * EACH) for at in range(DEPLOYERS)],
            "expect": {"count": '"current_stage"', "total": 1, "contains": ['"Production"', f'"{filling_models.ALIAS}"']},
        }

    def check(self, api, plan, result):
        """Some of the answers once more: the right version of the right model."""
        asked = range(0, MODELS, 997)
        for i in asked:
            found = self.answer(api, filling_models.name(i))
            if (found["name"], found["version"]) != (filling_models.name(i), str(filling_models.IN_PRODUCTION)):
                raise Mismatch(f"of {filling_models.name(i)} came {found['name']} version {found['version']}")
        return len(asked), MODELS

    def answer(self, api, model):
        return api.post("registered-models/get-latest-versions", name=model, stages=["Production"])["model_versions"][0]


class Alias(Latest):
    name = f"registry-alias-{DEPLOYERS}"
    title = f"version by alias, {MODELS:,} models, {DEPLOYERS} clients"

    def client(self, first):
        query = f"name=model-${{n%{EACH}+{first}}}&alias={filling_models.ALIAS}"
        return {"method": "GET", "path": f"/api/2.0/mlflow/registered-models/alias?{query}"}

    def answer(self, api, model):
        return api.get("registered-models/alias", name=model, alias=filling_models.ALIAS)["model_version"]


class Search:
    name = f"registry-search-{SEARCH_CLIENTS}"
    title = f"search models, {MODELS:,}, a page of {PAGE} by name, {SEARCH_CLIENTS} clients"
    unit, per_op = "pages", 1
    must, moonshot = 50, 100
    room = None

    def setup(self, api, server):
        fill(server)

    def plan(self, api, state):
        path = f"/api/2.0/mlflow/registered-models/search?max_results={PAGE}&order_by=name%20ASC"
        return {
            "clients": [{"method": "GET", "path": path}] * SEARCH_CLIENTS,
            "expect": {"count": '"latest_versions"', "total": PAGE},
        }

    def check(self, api, plan, result):
        """The page once more: which models, in what order, each with its latest versions."""
        found = api.get("registered-models/search", max_results=PAGE, order_by="name ASC")["registered_models"]
        expected = sorted(filling_models.name(i) for i in range(MODELS))[:PAGE]
        if [model["name"] for model in found] != expected:
            raise Mismatch(f"the page begins with {[model['name'] for model in found[:3]]}, not with {expected[:3]}")
        for model in found:
            if len(model["latest_versions"]) != filling_models.VERSIONS:
                raise Mismatch(f"{model['name']} has {len(model['latest_versions'])} latest versions")
        return len(found), PAGE


CASES = [Latest(), Alias(), Search()]
