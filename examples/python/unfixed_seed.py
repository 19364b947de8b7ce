"""The same code twice without a fixed seed gives two results: two runs to compare.

Both runs have equal params. What differs is what nobody wrote down: how the data was split, and
the forest's own dice. The digests of their training data give the first away. Fix `random_state` in
both places, and the two runs become equal.
"""

import os
from pathlib import Path

import mlflow
from matplotlib.figure import Figure
from mlflow.models import infer_signature
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import RocCurveDisplay, accuracy_score, log_loss
from sklearn.model_selection import train_test_split

TREES = 25
REQUIREMENTS = str(Path(__file__).with_name("requirements.txt"))
NOTE = (
    "Compare this run with the other one of the same name: the params are equal, the metrics are"
    " not. No seed was fixed, neither for the split of the data nor for the forest."
)


def train():
    cancer = load_breast_cancer(as_frame=True)
    frame = cancer.frame.assign(target=cancer.target_names[cancer.target])
    with mlflow.start_run(run_name="forest without a seed", description=NOTE) as run:
        mlflow.set_tags({"dataset": "breast cancer", "seed": "not fixed"})
        mlflow.log_params({"trees": TREES, "test_share": 0.25, "random_state": None})

        train_part, test_part = train_test_split(frame, test_size=0.25)
        x_train, y_train = train_part[cancer.feature_names], train_part["target"]
        x_test, y_test = test_part[cancer.feature_names], test_part["target"]
        for part, context in ((train_part, "training"), (test_part, "test")):
            data = mlflow.data.from_pandas(part, targets="target", name=f"cancer {context}")
            mlflow.log_input(data, context=context)
        model = RandomForestClassifier(n_estimators=TREES).fit(x_train, y_train)

        metrics = {
            "accuracy": accuracy_score(y_test, model.predict(x_test)),
            "log_loss": log_loss(y_test, model.predict_proba(x_test)),
        }
        mlflow.log_metrics(metrics)
        figure = Figure(layout="tight")
        RocCurveDisplay.from_estimator(
            model, x_test, y_test, pos_label="malignant", ax=figure.add_subplot()
        )
        mlflow.log_figure(figure, "roc.png")
        mlflow.sklearn.log_model(
            model,
            name="cancer-forest",
            signature=infer_signature(x_test, model.predict(x_test)),
            input_example=x_test.head(3),
            pip_requirements=REQUIREMENTS,
            skops_trusted_types=["sklearn.tree._tree.Tree"],
        )
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
