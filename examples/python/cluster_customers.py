"""Group customers with K-means for several k: one run per k below a parent that compares them.

The parent holds the customers as its dataset, a picture of how well each k does, and the model of
the best k.
"""

import os
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mlflow.models import infer_signature
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEED = 11
CUSTOMERS_PER_SEGMENT = 150
CLUSTER_COUNTS = range(2, 9)
REQUIREMENTS = str(Path(__file__).with_name("requirements.txt"))
FEATURES = ["days_since_purchase", "purchases_a_year", "money_a_year"]

# Of each feature its mean and its spread.
SEGMENTS = {
    "regulars": [(12, 4), (40, 6), (2_400, 300)],
    "bargain hunters": [(30, 8), (18, 4), (420, 90)],
    "big spenders": [(45, 10), (6, 2), (5_200, 600)],
    "lapsed": [(260, 40), (2, 1), (150, 60)],
}


def make_customers(random):
    segments = [
        np.column_stack([random.normal(*feature, CUSTOMERS_PER_SEGMENT) for feature in segment])
        for segment in SEGMENTS.values()
    ]
    return pd.DataFrame(np.vstack(segments), columns=FEATURES)


def cluster(customers, k):
    """A run for one k; gives it with its model and that model's silhouette."""
    with mlflow.start_run(run_name=f"k={k}", nested=True) as run:
        mlflow.log_params({"k": k, "seed": SEED})
        model = KMeans(n_clusters=k, n_init=10, random_state=SEED).fit(customers)
        silhouette = silhouette_score(customers, model.labels_)
        mlflow.log_metrics(
            {
                "inertia": model.inertia_,
                "silhouette": silhouette,
                "smallest_cluster": np.bincount(model.labels_).min(),
            }
        )
    return run, model, silhouette


def picture_of_silhouettes(silhouettes):
    figure = Figure(layout="tight")
    axes = figure.add_subplot(xlabel="number of clusters", ylabel="silhouette")
    axes.plot(list(silhouettes), list(silhouettes.values()), marker="o")
    return figure


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("customers")

    customers = make_customers(np.random.default_rng(SEED))
    scaler = StandardScaler().fit(customers)
    models, silhouettes = {}, {}
    with mlflow.start_run(run_name="k-means, how many clusters?") as parent:
        mlflow.log_input(mlflow.data.from_pandas(customers, name="made-up customers"))
        mlflow.set_tags({"dataset": "made-up customers", "task": "clustering"})
        mlflow.log_params({"customers": len(customers), "scaler": "standard"})
        for k in CLUSTER_COUNTS:
            run, models[k], silhouettes[k] = cluster(scaler.transform(customers), k)
            # The same values as curves over k, to be seen in one chart.
            curves = {"inertia": models[k].inertia_, "silhouette": silhouettes[k]}
            mlflow.log_metrics(curves, step=k)
            print(f"run_id={run.info.run_id}")
        best_k = max(silhouettes, key=silhouettes.get)
        mlflow.log_metric("best_k", best_k)
        mlflow.set_tag("best_k", best_k)
        mlflow.log_figure(picture_of_silhouettes(silhouettes), "silhouette by k.png")

        segments = make_pipeline(scaler, models[best_k])
        mlflow.sklearn.log_model(
            segments,
            name="customer-segments",
            signature=infer_signature(customers, segments.predict(customers)),
            input_example=customers.head(3),
            pip_requirements=REQUIREMENTS,
        )

    print(f"best k: {best_k}, silhouette {silhouettes[best_k]:.3f}")
    print(f"run_id={parent.info.run_id}")
    print(f"{mlflow.get_tracking_uri()}/#/experiments/{parent.info.experiment_id}")


if __name__ == "__main__":
    main()
