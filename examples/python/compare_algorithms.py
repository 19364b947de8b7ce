"""Compare what has been logged so far: all classifiers, best accuracy first, with their params.

Looks through every experiment for finished runs that logged an accuracy, such as those of
train_iris.py and unfixed_seed.py. When there are none, it trains three classifiers first.
"""

import os
import textwrap
from pathlib import Path

import mlflow
import pandas as pd
from matplotlib.figure import Figure
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

EXPERIMENT = "algorithms on iris"
FOLDS = 5
MOST = 20
WIDTH = 80
REQUIREMENTS = str(Path(__file__).with_name("requirements.txt"))
# What the file of a model may bring to life when it is loaded, beside plain numbers and names.
TRUSTED = [
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.tree._tree.Tree",
]

MODELS = {
    "decision tree": DecisionTreeClassifier(max_depth=3, random_state=1),
    "nearest neighbours": KNeighborsClassifier(n_neighbors=5),
    "naive Bayes": GaussianNB(var_smoothing=1e-8),
}


def logged_runs():
    return mlflow.search_runs(
        search_all_experiments=True,
        filter_string="attributes.status = 'FINISHED' AND metrics.accuracy > 0",
        order_by=["metrics.accuracy DESC"],
        max_results=MOST,
    )


def train():
    mlflow.set_experiment(EXPERIMENT)
    iris = load_iris(as_frame=True)
    frame = iris.frame.assign(target=iris.target_names[iris.target])
    data = mlflow.data.from_pandas(frame, targets="target", name="iris")
    for name, model in MODELS.items():
        with mlflow.start_run(run_name=name) as run:
            mlflow.log_input(data, context="training")
            mlflow.set_tags({"dataset": "iris", "model": name})
            mlflow.log_params({"folds": FOLDS, **model.get_params()})
            scores = cross_val_score(model, iris.data, iris.target, cv=FOLDS)
            mlflow.log_metrics({"accuracy": scores.mean(), "accuracy_std": scores.std()})
            mlflow.log_figure(picture_of_folds(scores), "accuracy by fold.png")
            model.fit(iris.data, iris.target)
            mlflow.sklearn.log_model(
                model,
                name="iris-algorithm",
                signature=infer_signature(iris.data, model.predict(iris.data)),
                input_example=iris.data.head(3),
                pip_requirements=REQUIREMENTS,
                skops_trusted_types=TRUSTED,
            )
        print(f"run_id={run.info.run_id}")


def picture_of_folds(scores):
    figure = Figure(layout="tight")
    figure.add_subplot(xlabel="fold", ylabel="accuracy").bar(range(len(scores)), scores)
    return figure


def compared(runs):
    """One row a run: its name, its accuracy, and its params in one text."""
    params = sorted(column for column in runs.columns if column.startswith("params."))
    return pd.DataFrame(
        {
            "run": runs["tags.mlflow.runName"],
            "dataset": runs.get("tags.dataset"),
            "accuracy": runs["metrics.accuracy"].map("{:.4f}".format),
            "params": [in_one_text(row) for _, row in runs[params].iterrows()],
        }
    ).set_index("run")


def in_one_text(params):
    logged = params.dropna()
    logged = logged[logged != "None"]
    text = ", ".join(f"{key.removeprefix('params.')}={value}" for key, value in logged.items())
    return textwrap.shorten(text, WIDTH, placeholder=" …").ljust(WIDTH)


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    runs = logged_runs()
    if runs.empty:
        train()
        runs = logged_runs()
    print(compared(runs).to_string(index_names=False, justify="left"))


if __name__ == "__main__":
    main()
