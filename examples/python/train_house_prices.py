"""Predict house prices: scaled features, cross-validation, and a loss curve over epochs.

The houses are made up here, so that nothing has to be downloaded. The run holds them as its
dataset, two pictures, and the model together with its scaler.
"""

import os
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mlflow.models import infer_signature
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
REQUIREMENTS = str(Path(__file__).with_name("requirements.txt"))
FEATURES = ["living_area_m2", "rooms", "age_years", "km_to_centre", "garden_m2", "energy_class"]


def make_houses(random):
    """Houses with the features above, and prices in thousands that follow them with noise."""
    area = random.normal(110, 35, HOUSES).clip(30, 300)
    rooms = (area / 28 + random.normal(0, 0.8, HOUSES)).round().clip(1, 10)
    age = random.gamma(2.0, 18, HOUSES).clip(0, 150)
    distance = random.exponential(9, HOUSES).clip(0.2, 60)
    garden = np.where(random.random(HOUSES) < 0.55, random.gamma(2.0, 120, HOUSES), 0)
    energy = random.integers(1, 8, HOUSES).astype(float)
    value = 60 + 3.1 * area + 9 * rooms - 0.9 * age - 4.2 * distance + 0.08 * garden - 6 * energy
    price = value + random.normal(0, 25, HOUSES)
    columns = [area, rooms, age, distance, garden, energy, price]
    return pd.DataFrame(dict(zip([*FEATURES, "price"], columns, strict=True)))


def cross_validate(x, y):
    """A linear model as the mark to beat: one value per fold, and their mean."""
    pipeline = make_pipeline(StandardScaler(), Ridge())
    errors = -cross_val_score(pipeline, x, y, cv=FOLDS, scoring="neg_root_mean_squared_error")
    for fold, error in enumerate(errors):
        mlflow.log_metric("ridge_rmse_by_fold", error, step=fold)
    mlflow.log_metrics({"ridge_rmse_mean": errors.mean(), "ridge_rmse_std": errors.std()})


def train_by_epochs(x_train, y_train, x_valid, y_valid):
    """The model, and its training and validation error after each epoch."""
    model = SGDRegressor(learning_rate="constant", eta0=LEARNING_RATE, random_state=SEED)
    curves = {"train_rmse": [], "valid_rmse": []}
    for epoch in range(EPOCHS):
        model.partial_fit(x_train, y_train)
        curves["train_rmse"].append(root_mean_squared_error(y_train, model.predict(x_train)))
        curves["valid_rmse"].append(root_mean_squared_error(y_valid, model.predict(x_valid)))
        mlflow.log_metrics({key: curve[-1] for key, curve in curves.items()}, step=epoch)
    return model, curves


def picture_of_curves(curves):
    figure = Figure(layout="tight")
    axes = figure.add_subplot(xlabel="epoch", ylabel="error in thousands", yscale="log")
    for key, curve in curves.items():
        axes.plot(curve, label=key)
    axes.legend()
    return figure


def picture_of_predictions(price, predicted):
    figure = Figure(layout="tight")
    axes = figure.add_subplot(xlabel="price in thousands", ylabel="predicted")
    axes.scatter(price, predicted, s=4)
    axes.axline((price.mean(), price.mean()), slope=1, color="grey")
    return figure


def main():
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"))
    mlflow.set_experiment("house prices")

    houses = make_houses(np.random.default_rng(SEED))
    train_part, valid_part = train_test_split(houses, test_size=0.25, random_state=SEED)
    x_train, y_train = train_part[FEATURES], train_part["price"]
    x_valid, y_valid = valid_part[FEATURES], valid_part["price"]
    scaler = StandardScaler().fit(x_train)

    with mlflow.start_run(run_name="sgd on scaled features") as run:
        for part, context in ((train_part, "training"), (valid_part, "validation")):
            data = mlflow.data.from_pandas(part, targets="price", name="made-up houses")
            mlflow.log_input(data, context=context)
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
        cross_validate(houses[FEATURES], houses["price"])
        model, curves = train_by_epochs(
            scaler.transform(x_train), y_train, scaler.transform(x_valid), y_valid
        )
        mlflow.log_figure(picture_of_curves(curves), "plots/error by epoch.png")

        predictor = make_pipeline(scaler, model)
        predicted = predictor.predict(x_valid)
        mlflow.log_metrics(
            {
                "r2": r2_score(y_valid, predicted),
                "mean_absolute_error": mean_absolute_error(y_valid, predicted),
                **{f"weight/{name}": w for name, w in zip(FEATURES, model.coef_, strict=True)},
            }
        )
        mlflow.log_figure(picture_of_predictions(y_valid, predicted), "plots/predictions.png")
        mlflow.sklearn.log_model(
            predictor,
            name="house-prices",
            signature=infer_signature(x_valid, predicted),
            input_example=x_valid.head(3),
            pip_requirements=REQUIREMENTS,
        )

    print(f"R² {r2_score(y_valid, predicted):.3f} on {len(y_valid)} houses")
    print(f"run_id={run.info.run_id}")
    print(
        f"{mlflow.get_tracking_uri()}/#/experiments/{run.info.experiment_id}/runs/{run.info.run_id}"
    )


if __name__ == "__main__":
    main()
