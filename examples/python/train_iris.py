"""Classify irises with three models, one run each, and say which was best.

Each run holds its data, its metrics, a picture of what was mistaken for what, and the model itself,
which predict_iris.py loads back.
"""

import os
from pathlib import Path

import mlflow
from matplotlib.figure import Figure
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

SEED = 42
TEST_SHARE = 0.3
REQUIREMENTS = str(Path(__file__).with_name("requirements.txt"))

MODELS = {
    "logistic regression": LogisticRegression(C=0.5, max_iter=500),
    "random forest": RandomForestClassifier(n_estimators=60, max_depth=3, random_state=SEED),
    "nearest neighbours": KNeighborsClassifier(n_neighbors=7),
}
# What the file of a model may bring to life when it is loaded, beside plain numbers and names.
TRUSTED = [
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.tree._tree.Tree",
]


def split():
    """Training and test part as frames, with the species in the last column."""
    iris = load_iris(as_frame=True)
    frame = iris.frame.assign(species=iris.target_names[iris.target]).drop(columns="target")
    return train_test_split(
        frame, test_size=TEST_SHARE, random_state=SEED, stratify=frame["species"]
    )


def confusion(species, predicted):
    figure = Figure(layout="tight")
    ConfusionMatrixDisplay.from_predictions(species, predicted, ax=figure.add_subplot())
    return figure


def train(name, model, train_part, test_part):
    x_train, y_train = train_part.drop(columns="species"), train_part["species"]
    x_test, y_test = test_part.drop(columns="species"), test_part["species"]
    with mlflow.start_run(run_name=name) as run:
        train_data = mlflow.data.from_pandas(train_part, targets="species", name="iris train")
        test_data = mlflow.data.from_pandas(test_part, targets="species", name="iris test")
        mlflow.log_input(train_data, context="training")
        mlflow.log_input(test_data, context="test")
        mlflow.set_tags({"dataset": "iris", "task": "classification", "model": name})
        mlflow.log_params({"seed": SEED, "test_share": TEST_SHARE, "rows": len(x_train)})
        mlflow.log_params(model.get_params())

        model.fit(x_train, y_train)
        logged = mlflow.sklearn.log_model(
            model,
            name="iris-classifier",
            signature=infer_signature(x_train, model.predict(x_train)),
            input_example=x_train.head(3),
            pip_requirements=REQUIREMENTS,
            skops_trusted_types=TRUSTED,
        )

        predicted = model.predict(x_test)
        metrics = {
            "accuracy": accuracy_score(y_test, predicted),
            "f1_macro": f1_score(y_test, predicted, average="macro"),
            "log_loss": log_loss(y_test, model.predict_proba(x_test)),
        }
        # These are of the model as well as of the run, and of the data that they were measured on.
        mlflow.log_metrics(metrics, model_id=logged.model_id, dataset=test_data)
        mlflow.log_metric("train_accuracy", accuracy_score(y_train, model.predict(x_train)))
        mlflow.log_figure(confusion(y_test, predicted), "plots/confusion.png")
        mlflow.log_table(mistakes(test_part, predicted), "mistakes.json")
    return run, metrics


def mistakes(test_part, predicted):
    told = test_part.assign(predicted=predicted)
    return told[told["species"] != told["predicted"]]


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("iris")

    train_part, test_part = split()
    results = [train(name, model, train_part, test_part) for name, model in MODELS.items()]

    best, metrics = min(results, key=lambda result: result[1]["log_loss"])
    print(f"best: {best.info.run_name}, log loss {metrics['log_loss']:.3f}")
    for run, _ in results:
        print(f"run_id={run.info.run_id}")
    print(f"{mlflow.get_tracking_uri()}/#/experiments/{best.info.experiment_id}")


if __name__ == "__main__":
    main()
