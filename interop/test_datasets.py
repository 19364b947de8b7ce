"""Datasets that runs were trained on, through the client."""

import json

import mlflow
import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def frame():
    return pd.DataFrame({"area": [50.0, 80.0, 120.0], "price": [150.0, 230.0, 410.0]})


def tags_of(dataset_input):
    return {tag.key: tag.value for tag in dataset_input.tags}


def inputs_of(client, run_id):
    return {found.dataset.name: found for found in client.get_run(run_id).inputs.dataset_inputs}


def test_a_frame_and_arrays_are_inputs_of_a_run(tracking, client, experiment, frame):
    prices = mlflow.data.from_pandas(
        frame, source="https://example.com/é.csv", targets="price", name="prices"
    )
    pixels = mlflow.data.from_numpy(np.zeros((4, 3)), targets=np.ones(4), name="pixels")
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_input(prices, context="training", tags={"split": "a"})
        mlflow.log_input(pixels, context="validation")
    found = inputs_of(client, run.info.run_id)
    assert set(found) == {"prices", "pixels"}
    assert tags_of(found["prices"]) == {"mlflow.data.context": "training", "split": "a"}
    assert tags_of(found["pixels"]) == {"mlflow.data.context": "validation"}

    kept = found["prices"].dataset
    assert (kept.digest, kept.source_type) == (prices.digest, "http")
    assert json.loads(kept.profile) == {"num_rows": 3, "num_elements": 6}
    columns = json.loads(kept.schema)["mlflow_colspec"]
    assert [column["name"] for column in columns] == ["area", "price"]
    assert mlflow.data.get_source(kept).url == "https://example.com/é.csv"


def test_one_dataset_in_two_runs_is_one_dataset(tracking, client, experiment, frame):
    data = mlflow.data.from_pandas(frame, name="prices")
    runs = []
    for context in ("training", "test"):
        with mlflow.start_run(experiment_id=experiment) as run:
            mlflow.log_input(data, context=context)
            mlflow.log_input(data, context=context)
        runs.append(run.info.run_id)
    first, second = (inputs_of(client, run)["prices"] for run in runs)
    assert first.dataset.to_dictionary() == second.dataset.to_dictionary()
    assert [tags_of(found)["mlflow.data.context"] for found in (first, second)] == [
        *("training", "test")
    ]


def test_runs_are_found_by_their_datasets(tracking, client, experiment, frame):
    runs = {}
    for name, rows, context in (("small", 1, "training"), ("large", 3, "test")):
        data = mlflow.data.from_pandas(frame.head(rows), name=name)
        with mlflow.start_run(experiment_id=experiment) as run:
            mlflow.log_input(data, context=context)
        runs[name] = run.info.run_id, data.digest
    with mlflow.start_run(experiment_id=experiment):
        pass

    def search(condition):
        return [run.info.run_id for run in client.search_runs([experiment], condition)]

    small, digest = runs["small"]
    assert search("datasets.name = 'small'") == [small]
    assert search(f"datasets.digest = '{digest}'") == [small]
    assert search("datasets.context = 'training'") == [small]
    assert search("datasets.name LIKE '%mall'") == [small]
    assert search("datasets.name = 'small' AND datasets.context = 'test'") == []
    assert search("datasets.name = 'none'") == []
    assert len(search("")) == 3


def test_a_dataset_with_thousands_of_columns(tracking, client, experiment):
    frame = pd.DataFrame(np.zeros((2, 3_000)), columns=[f"column {i}" for i in range(3_000)])
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_input(mlflow.data.from_pandas(frame, name="wide"))
    schema = inputs_of(client, run.info.run_id)["wide"].dataset.schema
    assert len(json.loads(schema)["mlflow_colspec"]) == 3_000
