"""Group customers with K-means for several k: one run per k below a parent that compares them."""

import os

import mlflow
import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

SEED = 11
CUSTOMERS_PER_SEGMENT = 150
CLUSTER_COUNTS = range(2, 9)

# Days since the last purchase, purchases a year, money spent a year: mean and spread of each.
SEGMENTS = {
    "regulars": [(12, 4), (40, 6), (2_400, 300)],
    "bargain hunters": [(30, 8), (18, 4), (420, 90)],
    "big spenders": [(45, 10), (6, 2), (5_200, 600)],
    "lapsed": [(260, 40), (2, 1), (150, 60)],
}


def make_customers(random):
    return np.vstack(
        [
            np.column_stack([random.normal(*feature, CUSTOMERS_PER_SEGMENT) for feature in segment])
            for segment in SEGMENTS.values()
        ]
    )


def cluster(customers, k):
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
    return run, model.inertia_, silhouette


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("customers")

    customers = StandardScaler().fit_transform(make_customers(np.random.default_rng(SEED)))
    silhouettes = {}
    with mlflow.start_run(run_name="k-means, how many clusters?") as parent:
        mlflow.set_tags({"dataset": "made-up customers", "task": "clustering"})
        mlflow.log_params({"customers": len(customers), "scaler": "standard"})
        for k in CLUSTER_COUNTS:
            run, inertia, silhouettes[k] = cluster(customers, k)
            # The same values as curves over k, to be seen in one chart.
            mlflow.log_metrics({"inertia": inertia, "silhouette": silhouettes[k]}, step=k)
            print(f"run_id={run.info.run_id}")
        best_k = max(silhouettes, key=silhouettes.get)
        mlflow.log_metric("best_k", best_k)
        mlflow.set_tag("best_k", best_k)

    print(f"best k: {best_k}, silhouette {silhouettes[best_k]:.3f}")
    print(f"run_id={parent.info.run_id}")
    print(f"{mlflow.get_tracking_uri()}/#/experiments/{parent.info.experiment_id}")


if __name__ == "__main__":
    main()
