"""The same code twice without a fixed seed gives two results: two runs to compare.

Both runs have equal params. What differs is what nobody wrote down: how the data was split, and
the forest's own dice. Fix `random_state` in both places, and the two runs become equal.
"""

import os

import mlflow
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split

TREES = 25
NOTE = (
    "Compare this run with the other one of the same name: the params are equal, the metrics are"
    " not. No seed was fixed, neither for the split of the data nor for the forest."
)


def train():
    x, y = load_breast_cancer(return_X_y=True)
    with mlflow.start_run(run_name="forest without a seed", description=NOTE) as run:
        mlflow.set_tags({"dataset": "breast cancer", "seed": "not fixed"})
        mlflow.log_params({"trees": TREES, "test_share": 0.25, "random_state": None})

        x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.25)
        model = RandomForestClassifier(n_estimators=TREES).fit(x_train, y_train)

        metrics = {
            "accuracy": accuracy_score(y_test, model.predict(x_test)),
            "log_loss": log_loss(y_test, model.predict_proba(x_test)),
        }
        mlflow.log_metrics(metrics)
    return run, metrics


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("unfixed seed")

    results = [train(), train()]
    for run, metrics in results:
        print(f"accuracy {metrics['accuracy']:.4f}, log loss {metrics['log_loss']:.4f}")
        print(f"run_id={run.info.run_id}")
    print(f"{mlflow.get_tracking_uri()}/#/experiments/{run.info.experiment_id}")


if __name__ == "__main__":
    main()
