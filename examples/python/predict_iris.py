"""Load a model back and use it: the best iris classifier that train_iris.py has logged.

It is loaded twice, by its run and by its own id: both give the same model. When there is none yet,
the three of train_iris.py are trained first.
"""

import os

import mlflow
import pandas as pd
from mlflow import MlflowClient

import train_iris

# Measured in some garden, in centimetres: length and width of sepal and petal.
FLOWERS = pd.DataFrame(
    [[5.0, 3.4, 1.5, 0.2], [6.0, 2.9, 4.5, 1.5], [6.6, 3.0, 5.6, 2.1]],
    columns=[f"{part} {size} (cm)" for part in ("sepal", "petal") for size in ("length", "width")],
)


def best_model():
    """The logged model with the least loss on the test data, or None."""
    experiment = MlflowClient().get_experiment_by_name("iris")
    if experiment is None:
        return None
    found = mlflow.search_logged_models(
        [experiment.experiment_id],
        filter_string="name = 'iris-classifier'",
        order_by=[{"field_name": "metrics.log_loss", "ascending": True}],
        max_results=1,
        output_format="list",
    )
    return found[0] if found else None


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    if best_model() is None:
        train_iris.main()
    best = best_model()
    metrics = {metric.key: metric.value for metric in best.metrics}
    print(f"model_id={best.model_id}")
    print(f"log loss {metrics['log_loss']:.3f}, accuracy {metrics['accuracy']:.3f} when logged")

    predictions = {}
    for uri in (f"runs:/{best.source_run_id}/{best.name}", f"models:/{best.model_id}"):
        model = mlflow.pyfunc.load_model(uri)
        predictions[uri] = list(model.predict(FLOWERS))
        print(f"{uri} says {', '.join(predictions[uri])}")
    by_run, by_id = predictions.values()
    if by_run != by_id:
        raise SystemExit("one model, two answers")


if __name__ == "__main__":
    main()
