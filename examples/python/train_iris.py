"""Classify irises with three models, one run each, and say which was best."""

import os

import mlflow
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

SEED = 42
TEST_SHARE = 0.3

MODELS = {
    "logistic regression": LogisticRegression(C=0.5, max_iter=500),
    "random forest": RandomForestClassifier(n_estimators=60, max_depth=3, random_state=SEED),
    "nearest neighbours": KNeighborsClassifier(n_neighbors=7),
}


def train(name, model, data):
    x_train, x_test, y_train, y_test = data
    with mlflow.start_run(run_name=name) as run:
        mlflow.set_tags({"dataset": "iris", "task": "classification", "model": name})
        mlflow.log_params({"seed": SEED, "test_share": TEST_SHARE, "rows": len(x_train)})
        mlflow.log_params(model.get_params())

        model.fit(x_train, y_train)

        predicted = model.predict(x_test)
        metrics = {
            "accuracy": accuracy_score(y_test, predicted),
            "f1_macro": f1_score(y_test, predicted, average="macro"),
            "log_loss": log_loss(y_test, model.predict_proba(x_test)),
            "train_accuracy": accuracy_score(y_train, model.predict(x_train)),
        }
        mlflow.log_metrics(metrics)
    return run, metrics


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("iris")

    features, species = load_iris(return_X_y=True)
    data = train_test_split(
        features, species, test_size=TEST_SHARE, random_state=SEED, stratify=species
    )
    results = [train(name, model, data) for name, model in MODELS.items()]

    best, metrics = min(results, key=lambda result: result[1]["log_loss"])
    print(f"best: {best.info.run_name}, log loss {metrics['log_loss']:.3f}")
    for run, _ in results:
        print(f"run_id={run.info.run_id}")
    print(f"{mlflow.get_tracking_uri()}/#/experiments/{best.info.experiment_id}")


if __name__ == "__main__":
    main()
