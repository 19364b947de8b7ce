"""What the workflow asks of the registry: register a good model, promote a version, go back to the one before."""

import argparse
import os

import mlflow
import requests
from mlflow import MlflowClient

ALIAS = "champion"


def best_model(experiment, metric):
    """The logged model of the experiment with the greatest value of the metric."""
    found = MlflowClient().get_experiment_by_name(experiment)
    if found is None:
        raise SystemExit(f"there is no experiment {experiment}")
    models = mlflow.search_logged_models(
        [found.experiment_id],
        order_by=[{"field_name": f"metrics.{metric}", "ascending": False}],
        max_results=1,
        output_format="list",
    )
    if not models:
        raise SystemExit(f"no model was logged in {experiment}")
    return models[0]


def register(arguments):
    model = best_model(arguments.experiment, arguments.metric)
    values = {it.key: it.value for it in model.metrics}
    value = values.get(arguments.metric)
    if value is None or value < arguments.at_least:
        raise SystemExit(f"{arguments.metric} is {value}, which is less than {arguments.at_least}")
    client = MlflowClient()
    source = f"models:/{model.model_id}"
    for version in client.search_model_versions(f"name = '{arguments.model}'"):
        if version.source == source:
            return print(f"version={version.version}")
    version = mlflow.register_model(source, arguments.model)
    print(f"version={version.version}")


def promote(arguments):
    client = MlflowClient()
    client.transition_model_version_stage(
        arguments.model, arguments.version, "Production", archive_existing_versions=True
    )
    client.set_registered_model_alias(arguments.model, ALIAS, arguments.version)


def roll_back(arguments):
    """Unless somebody has promoted yet another version meanwhile."""
    answer = requests.post(
        f"{mlflow.get_tracking_uri()}/api/modelyard/1.0/models/{arguments.model}/rollback",
        json={
            "expected_production": arguments.version,
            "aliases": [ALIAS],
            "reason": arguments.reason,
        },
        timeout=60,
    )
    if not answer.ok:
        raise SystemExit(f"{answer.status_code}: {answer.text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("register", help="prints version=N")
    command.add_argument("model")
    command.add_argument("--experiment", required=True)
    command.add_argument("--metric", required=True)
    command.add_argument("--at-least", type=float, required=True)
    command.set_defaults(run=register)
    command = commands.add_parser("promote")
    command.add_argument("model")
    command.add_argument("version")
    command.set_defaults(run=promote)
    command = commands.add_parser("roll-back")
    command.add_argument("model")
    command.add_argument("version", help="the one to leave")
    command.add_argument("--reason", required=True)
    command.set_defaults(run=roll_back)
    arguments = parser.parse_args()
    mlflow.set_tracking_uri(os.environ["MLFLOW_TRACKING_URI"].rstrip("/"))
    arguments.run(arguments)


if __name__ == "__main__":
    main()
