"""Predict house prices: scaled features, cross-validation, and a loss curve over epochs.

The houses are made up here, so that nothing has to be downloaded.
"""

import os

import mlflow
import numpy as np
from sklearn.linear_model import Ridge, SGDRegressor
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEED = 7
HOUSES = 2_000
EPOCHS = 40
FOLDS = 5
LEARNING_RATE = 0.002
FEATURES = ["living_area_m2", "rooms", "age_years", "km_to_centre", "garden_m2", "energy_class"]


def make_houses(random):
    """Houses with the features above, and prices in thousands that follow them with noise."""
    area = random.normal(110, 35, HOUSES).clip(30, 300)
    rooms = (area / 28 + random.normal(0, 0.8, HOUSES)).round().clip(1, 10)
    age = random.gamma(2.0, 18, HOUSES).clip(0, 150)
    distance = random.exponential(9, HOUSES).clip(0.2, 60)
    garden = np.where(random.random(HOUSES) < 0.55, random.gamma(2.0, 120, HOUSES), 0)
    energy = random.integers(1, 8, HOUSES)
    value = 60 + 3.1 * area + 9 * rooms - 0.9 * age - 4.2 * distance + 0.08 * garden - 6 * energy
    price = value + random.normal(0, 25, HOUSES)
    return np.column_stack([area, rooms, age, distance, garden, energy]), price


def cross_validate(x, y):
    """A linear model as the mark to beat: one value per fold, and their mean."""
    pipeline = make_pipeline(StandardScaler(), Ridge())
    errors = -cross_val_score(pipeline, x, y, cv=FOLDS, scoring="neg_root_mean_squared_error")
    for fold, error in enumerate(errors):
        mlflow.log_metric("ridge_rmse_by_fold", error, step=fold)
    mlflow.log_metrics({"ridge_rmse_mean": errors.mean(), "ridge_rmse_std": errors.std()})


def train_by_epochs(x_train, y_train, x_valid, y_valid):
    model = SGDRegressor(learning_rate="constant", eta0=LEARNING_RATE, random_state=SEED)
    for epoch in range(EPOCHS):
        model.partial_fit(x_train, y_train)
        mlflow.log_metrics(
            {
                "train_rmse": root_mean_squared_error(y_train, model.predict(x_train)),
                "valid_rmse": root_mean_squared_error(y_valid, model.predict(x_valid)),
            },
            step=epoch,
        )
    return model


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("house prices")

    x, y = make_houses(np.random.default_rng(SEED))
    x_train, x_valid, y_train, y_valid = train_test_split(x, y, test_size=0.25, random_state=SEED)
    scaler = StandardScaler().fit(x_train)

    with mlflow.start_run(run_name="sgd on scaled features") as run:
        mlflow.set_tags({"dataset": "made-up houses", "task": "regression"})
        mlflow.log_params(
            {
                "seed": SEED,
                "houses": HOUSES,
                "features": ",".join(FEATURES),
                "scaler": "standard",
                "epochs": EPOCHS,
                "folds": FOLDS,
                "learning_rate": LEARNING_RATE,
            }
        )
        cross_validate(x_train, y_train)
        model = train_by_epochs(
            scaler.transform(x_train), y_train, scaler.transform(x_valid), y_valid
        )

        predicted = model.predict(scaler.transform(x_valid))
        mlflow.log_metrics(
            {
                "r2": r2_score(y_valid, predicted),
                "mean_absolute_error": mean_absolute_error(y_valid, predicted),
                **{f"weight/{name}": w for name, w in zip(FEATURES, model.coef_, strict=True)},
            }
        )

    print(f"R² {r2_score(y_valid, predicted):.3f} on {len(y_valid)} houses")
    print(f"run_id={run.info.run_id}")
    print(
        f"{mlflow.get_tracking_uri()}/#/experiments/{run.info.experiment_id}/runs/{run.info.run_id}"
    )


if __name__ == "__main__":
    main()
