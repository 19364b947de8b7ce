"""Bring a model into use: register the best iris classifier, promote it, and load it as its users do.

Works against any MLflow server. On Modelyard the history of stages then tells who promoted what.
"""

import os
import warnings

import mlflow
from mlflow import MlflowClient

import predict_iris
import train_iris

NAME = "iris"

# MLflow's client calls stages deprecated; they are here to stay.
warnings.filterwarnings("ignore", message=".*stages.*", category=FutureWarning)


def register(client, best):
    """The version that was made of the model: one that is there, or a new one."""
    for version in client.search_model_versions(f"name = '{NAME}'"):
        if version.source == f"models:/{best.model_id}":
            return version
    return mlflow.register_model(f"models:/{best.model_id}", NAME)


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    if predict_iris.best_model() is None:
        train_iris.main()
    best = predict_iris.best_model()
    client = MlflowClient()

    version = register(client, best)
    client.set_registered_model_alias(NAME, "champion", version.version)
    client.transition_model_version_stage(
        NAME, version.version, "Production", archive_existing_versions=True
    )
    print(f"version {version.version} of {NAME} is in Production")

    answers = {}
    for uri in (f"models:/{NAME}/Production", f"models:/{NAME}@champion", f"models:/{NAME}/{version.version}"):
        model = mlflow.pyfunc.load_model(uri)
        answers[uri] = list(model.predict(predict_iris.FLOWERS))
        print(f"{uri} says {', '.join(answers[uri])}")
    if len({tuple(answer) for answer in answers.values()}) != 1:
        raise SystemExit("one model, several answers")


if __name__ == "__main__":
    main()
