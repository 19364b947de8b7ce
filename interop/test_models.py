"""Models through the client: what loads back predicts as what was logged, and knows its origin."""

import json
import threading
from pathlib import Path

import lightgbm
import mlflow
import mlflow.lightgbm
import mlflow.sklearn
import numpy as np
import pandas as pd
import pytest
from mlflow.entities import LoggedModelStatus
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from classifiers import REQUIREMENTS, log_classifier

pytestmark = [
    pytest.mark.stores("folder"),
    pytest.mark.usefixtures("requirements_are_not_inferred"),
]

ALSO_ON_S3 = pytest.mark.stores("folder", "s3proxy")
EVERYWHERE = pytest.mark.stores("folder", "s3proxy", "moto")
PATIENCE_SECONDS = 30


@pytest.fixture(autouse=True)
def _nothing_logs_by_itself_afterwards():
    """What was switched on by name, `mlflow.autolog(disable=True)` leaves on."""
    yield
    mlflow.sklearn.autolog(disable=True)
    mlflow.lightgbm.autolog(disable=True)


def files_of(client, model_id, path=None):
    for found in client.list_logged_model_artifacts(model_id, path):
        if found.is_dir:
            yield from files_of(client, model_id, found.path)
        else:
            yield found.path


def metrics_of(model):
    return {metric.key: metric.value for metric in model.metrics or []}


def outputs_of(client, run_id):
    return {out.model_id: out.step for out in client.get_run(run_id).outputs.model_outputs}


# One model, logged by hand.


@EVERYWHERE
def test_a_model_loads_back_by_its_run_and_by_its_id(client, in_experiment, classifier, iris):
    with mlflow.start_run() as run:
        info = log_classifier(classifier, iris)
    predicted = classifier.predict(iris.data)
    assert info.model_uri == f"models:/{info.model_id}"
    for uri in (info.model_uri, f"runs:/{run.info.run_id}/model"):
        assert np.array_equal(mlflow.pyfunc.load_model(uri).predict(iris.data), predicted)
        loaded = mlflow.sklearn.load_model(uri)
        assert np.array_equal(loaded.predict_proba(iris.data), classifier.predict_proba(iris.data))


def test_a_model_says_where_it_is_from_and_what_it_takes(client, in_experiment, classifier, iris):
    with mlflow.start_run() as run:
        info = log_classifier(classifier, iris, params={"solver": "lbfgs"}, tags={"team": "é"})
    model = client.get_logged_model(info.model_id)
    assert (model.name, model.status) == ("model", LoggedModelStatus.READY)
    assert (model.experiment_id, model.source_run_id) == (in_experiment, run.info.run_id)
    assert model.artifact_location == (
        f"mlflow-artifacts:/{in_experiment}/models/{info.model_id}/artifacts"
    )
    assert model.last_updated_timestamp >= model.creation_timestamp > 0
    assert model.params == {"solver": "lbfgs"}
    assert model.tags["team"] == "é" and "mlflow.user" in model.tags
    assert outputs_of(client, run.info.run_id) == {info.model_id: 0}
    assert client.list_artifacts(run.info.run_id) == []

    loaded = mlflow.pyfunc.load_model(info.model_uri)
    assert loaded.metadata.signature == info.signature
    assert loaded.metadata.get_input_schema().input_names() == list(iris.data.columns)
    assert loaded.input_example.equals(iris.data.head(3))
    with pytest.raises(mlflow.exceptions.MlflowException, match="schema"):
        loaded.predict(pd.DataFrame({"wrong": [1.0]}))


def test_the_files_of_a_model(client, in_experiment, classifier, iris):
    with mlflow.start_run():
        info = log_classifier(classifier, iris)
    assert set(files_of(client, info.model_id)) == {
        *("MLmodel", "model.skops", "conda.yaml", "python_env.yaml", "requirements.txt"),
        *("input_example.json", "serving_input_example.json"),
    }
    folder = Path(mlflow.artifacts.download_artifacts(info.model_uri))
    assert {path.name for path in folder.iterdir()} >= set(files_of(client, info.model_id))
    assert set(REQUIREMENTS) <= set((folder / "requirements.txt").read_text().split())
    assert f"model_id: {info.model_id}" in (folder / "MLmodel").read_text()
    example = json.loads((folder / "input_example.json").read_text())
    assert example["columns"] == list(iris.data.columns)


def test_a_model_without_a_run(client, in_experiment, classifier, iris):
    info = log_classifier(classifier, iris, name="alone")
    assert not client.get_logged_model(info.model_id).source_run_id
    assert client.search_runs([in_experiment]) == []
    loaded = mlflow.pyfunc.load_model(info.model_uri)
    assert np.array_equal(loaded.predict(iris.data), classifier.predict(iris.data))


def test_the_old_way_to_name_a_model(client, in_experiment, classifier, iris):
    with mlflow.start_run() as run:
        log_classifier(classifier, iris, name=None, artifact_path="old")
    loaded = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/old")
    assert np.array_equal(loaded.predict(iris.data), classifier.predict(iris.data))


def test_a_python_model_with_a_file_of_its_own(client, in_experiment, tmp_path):
    (tmp_path / "table.json").write_text('{"double": 2, "treble": 3}')

    class Multiplier(mlflow.pyfunc.PythonModel):
        def load_context(self, context):
            self.table = json.loads(Path(context.artifacts["table"]).read_text())

        def predict(self, context, model_input, params=None):
            return model_input["x"] * self.table[params["by"]]

    numbers = pd.DataFrame({"x": [1.0, 2.0]})

    with mlflow.start_run() as run:
        info = mlflow.pyfunc.log_model(
            name="multiplier",
            python_model=Multiplier(),
            artifacts={"table": str(tmp_path / "table.json")},
            signature=infer_signature(numbers, params={"by": "double"}),
            pip_requirements=["mlflow"],
        )
    for uri in (info.model_uri, f"runs:/{run.info.run_id}/multiplier"):
        loaded = mlflow.pyfunc.load_model(uri)
        assert list(loaded.predict(numbers)) == [2.0, 4.0]
        assert list(loaded.predict(numbers, params={"by": "treble"})) == [3.0, 6.0]
    assert "artifacts/table.json" in files_of(client, info.model_id)


def test_a_function_as_a_model(in_experiment):
    def shout(texts: list[str]) -> list[str]:
        return [text.upper() for text in texts]

    with mlflow.start_run():
        info = mlflow.pyfunc.log_model(
            name="shout", python_model=shout, input_example=["ä"], pip_requirements=["mlflow"]
        )
    assert mlflow.pyfunc.load_model(info.model_uri).predict(["a", "é"]) == ["A", "É"]


# Models among others.


def test_the_best_of_several_models_is_found_by_its_metric(client, in_experiment, iris):
    train = mlflow.data.from_pandas(iris.frame, targets="target", name="iris train")
    with mlflow.start_run() as run:
        for step, c in enumerate((0.001, 0.1, 10)):
            model = LogisticRegression(C=c, max_iter=300).fit(iris.data, iris.target)
            info = log_classifier(model, iris, name="checkpoint", step=step, params={"C": c})
            accuracy = model.score(iris.data, iris.target)
            mlflow.log_metric(
                "accuracy", accuracy, step=step, model_id=info.model_id, dataset=train
            )
    assert sorted(outputs_of(client, run.info.run_id).values()) == [0, 1, 2]
    history = client.get_metric_history(run.info.run_id, "accuracy")
    assert [point.step for point in history] == [0, 1, 2]

    def search(**query):
        query = {"experiment_ids": [in_experiment], "output_format": "list", **query}
        return mlflow.search_logged_models(**query)

    best_first = [{"field_name": "metrics.accuracy", "ascending": False}]
    found = search(order_by=best_first)
    assert [model.params["C"] for model in found] == ["10", "0.1", "0.001"]
    assert [metrics_of(model)["accuracy"] for model in found] == [
        point.value for point in reversed(history)
    ]
    (metric,) = found[0].metrics
    assert (metric.model_id, metric.run_id) == (found[0].model_id, run.info.run_id)
    assert (metric.dataset_name, metric.dataset_digest) == (train.name, train.digest)

    best = found[0].model_id
    assert [m.model_id for m in search(order_by=best_first, max_results=1)] == [best]
    of_train = [{"dataset_name": train.name, "dataset_digest": train.digest}]
    threshold = f"metrics.accuracy >= {history[-1].value}"
    for query in (
        {"filter_string": threshold},
        {"filter_string": threshold, "datasets": of_train},
        {"filter_string": "params.C = '10' AND name = 'checkpoint'"},
        {"filter_string": f"source_run_id = '{run.info.run_id}' AND params.C = '10'"},
    ):
        assert [model.model_id for model in search(**query)] == [best]
    assert search(filter_string="name = 'nothing'") == []
    assert len(search(filter_string="name = 'checkpoint'")) == 3


def test_tags_and_params_of_a_model_and_its_deletion(client, in_experiment, refused):
    model = mlflow.create_external_model(name="elsewhere", params={"depth": "4"}, tags={"a": "1"})
    assert model.status == LoggedModelStatus.READY
    client.set_logged_model_tags(model.model_id, {"a": "2", "b": "日本"})
    client.delete_logged_model_tag(model.model_id, "a")
    mlflow.log_model_params({"width": "7"}, model.model_id)
    kept = client.get_logged_model(model.model_id)
    assert kept.tags.get("b") == "日本" and "a" not in kept.tags
    assert kept.params == {"depth": "4", "width": "7"}
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_logged_model_tag(model.model_id, "a")

    client.delete_logged_model(model.model_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_logged_model(model.model_id)
    assert client.search_logged_models([in_experiment]) == []


def test_a_model_that_is_not_finished_is_pending(client, in_experiment):
    model = mlflow.initialize_logged_model(name="slow")
    assert client.get_logged_model(model.model_id).status == LoggedModelStatus.PENDING
    mlflow.finalize_logged_model(model.model_id, "FAILED")
    assert client.get_logged_model(model.model_id).status == LoggedModelStatus.FAILED


def test_an_unknown_model_is_told_at_once(client, in_experiment, run, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_logged_model("m-" + "0" * 32)
    for uri in ("models:/m-" + "0" * 32, f"runs:/{run}/model", f"runs:/{'0' * 32}/model"):
        with pytest.raises(mlflow.exceptions.MlflowException):
            mlflow.pyfunc.load_model(uri)


# Evaluation and autologging.


def test_a_classifier_is_evaluated(client, in_experiment, classifier, iris):
    with mlflow.start_run():
        info = log_classifier(classifier, iris)
    data = mlflow.data.from_pandas(iris.frame, targets="target", name="iris")
    with mlflow.start_run() as run:
        result = mlflow.models.evaluate(
            info.model_uri,
            data,
            model_type="classifier",
            evaluator_config={"log_explainer": False, "log_model_explainability": False},
        )
    logged = client.get_run(run.info.run_id)
    assert logged.data.metrics == pytest.approx(result.metrics)
    assert logged.data.metrics["accuracy_score"] == classifier.score(iris.data, iris.target)
    assert {f.path for f in client.list_artifacts(run.info.run_id)} == {
        *("confusion_matrix.png", "per_class_metrics.csv", "roc_curve_plot.png"),
        *("calibration_curve_plot.png", "precision_recall_curve_plot.png"),
    }
    (dataset,) = logged.inputs.dataset_inputs
    assert (dataset.dataset.name, dataset.dataset.digest) == ("iris", data.digest)
    assert [model.model_id for model in logged.inputs.model_inputs] == [info.model_id]
    evaluated = client.get_logged_model(info.model_id)
    assert metrics_of(evaluated) == pytest.approx(result.metrics)
    assert {metric.dataset_digest for metric in evaluated.metrics} == {data.digest}


@ALSO_ON_S3
def test_scikit_learn_logs_by_itself(client, in_experiment, iris):
    mlflow.sklearn.autolog(log_datasets=True, log_models=True, log_input_examples=True, silent=True)
    with mlflow.start_run() as run:
        model = LogisticRegression(C=0.5, max_iter=300).fit(iris.data, iris.target)
        model.score(iris.data, iris.target)
    logged = client.get_run(run.info.run_id)
    assert (logged.data.params["C"], logged.data.params["max_iter"]) == ("0.5", "300")
    accuracy = logged.data.metrics["training_accuracy_score"]
    assert accuracy == logged.data.metrics["training_score"] > 0.9
    assert logged.data.tags["estimator_name"] == "LogisticRegression"
    assert {f.path for f in client.list_artifacts(run.info.run_id)} >= {
        *("estimator.html", "training_confusion_matrix.png", "metric_info.json"),
    }

    (dataset,) = logged.inputs.dataset_inputs
    assert {tag.key: tag.value for tag in dataset.tags} == {"mlflow.data.context": "train"}
    assert json.loads(dataset.dataset.profile)["num_rows"] == 150
    columns = json.loads(dataset.dataset.schema)["mlflow_colspec"]
    assert [column["name"] for column in columns] == list(iris.data.columns)

    (model_id,) = outputs_of(client, run.info.run_id)
    logged_model = client.get_logged_model(model_id)
    assert logged_model.status == LoggedModelStatus.READY
    assert logged_model.params["C"] == "0.5"
    assert metrics_of(logged_model)["training_accuracy_score"] == accuracy
    assert {"MLmodel", "requirements.txt"} < set(files_of(client, model_id))
    for uri in (f"models:/{model_id}", f"runs:/{run.info.run_id}/model"):
        loaded = mlflow.pyfunc.load_model(uri)
        assert np.array_equal(loaded.predict(iris.data), model.predict(iris.data))


def test_a_search_over_a_grid_logs_a_run_for_each_point(client, in_experiment, iris):
    mlflow.sklearn.autolog(silent=True)
    grid = {"C": [0.01, 1, 10], "fit_intercept": [True, False]}
    with mlflow.start_run() as parent:
        search = GridSearchCV(LogisticRegression(max_iter=300), grid, cv=3)
        search.fit(iris.data, iris.target)
    logged = client.get_run(parent.info.run_id)
    assert logged.data.params["best_C"] == str(search.best_params_["C"])
    assert logged.data.metrics["best_cv_score"] == search.best_score_

    children = client.search_runs(
        [in_experiment], f"tags.`mlflow.parentRunId` = '{parent.info.run_id}'"
    )
    assert len(children) == 5, "the client logs the best five"
    assert {child.data.params["C"] for child in children} <= {"0.01", "1", "10"}
    scores = [child.data.metrics["mean_test_score"] for child in children]
    assert max(scores) == search.best_score_
    results = Path(client.download_artifacts(parent.info.run_id, "cv_results.csv"))
    assert len(pd.read_csv(results)) == 6

    names = {client.get_logged_model(id).name for id in outputs_of(client, parent.info.run_id)}
    assert names == {"model", "best_estimator"}
    best = mlflow.sklearn.load_model(f"runs:/{parent.info.run_id}/best_estimator")
    assert best.C == search.best_params_["C"]
    assert np.array_equal(best.predict(iris.data), search.predict(iris.data))


def test_lightgbm_logs_by_itself(client, in_experiment, iris):
    mlflow.lightgbm.autolog(silent=True)
    data = lightgbm.Dataset(iris.data, iris.target)
    options = {"objective": "multiclass", "num_class": 3, "num_threads": 1, "verbose": -1}
    with mlflow.start_run() as run:
        booster = lightgbm.train(options, data, num_boost_round=8, valid_sets=[data])
    logged = client.get_run(run.info.run_id)
    assert logged.data.params["objective"] == "multiclass"
    losses = client.get_metric_history(run.info.run_id, "training-multi_logloss")
    assert [point.step for point in losses] == list(range(8))
    assert losses[-1].value < losses[0].value
    assert {f.path for f in client.list_artifacts(run.info.run_id)} == {
        f"feature_importance_{kind}.{ending}"
        for kind in ("gain", "split")
        for ending in ("json", "png")
    }
    assert logged.inputs.dataset_inputs
    (model_id,) = outputs_of(client, run.info.run_id)
    for uri in (f"models:/{model_id}", f"runs:/{run.info.run_id}/model"):
        loaded = mlflow.lightgbm.load_model(uri)
        assert np.array_equal(loaded.predict(iris.data), booster.predict(iris.data))


def test_the_machine_is_measured_while_a_run_lasts(client, in_experiment):
    enough = threading.Event()
    mlflow.set_system_metrics_sampling_interval(0.1)
    mlflow.set_system_metrics_samples_before_logging(1)
    try:
        with mlflow.start_run(log_system_metrics=True) as run:
            for _ in range(PATIENCE_SECONDS * 10):
                if len(client.get_metric_history(run.info.run_id, MEMORY)) >= 3:
                    break
                enough.wait(0.1)
    finally:
        mlflow.set_system_metrics_sampling_interval(None)
        mlflow.set_system_metrics_samples_before_logging(None)
    history = client.get_metric_history(run.info.run_id, MEMORY)
    assert [point.step for point in history][:3] == [0, 1, 2]
    assert all(0 < point.value <= 100 for point in history)
    measured = client.get_run(run.info.run_id).data.metrics
    assert {"system/cpu_utilization_percentage", MEMORY} <= set(measured)


MEMORY = "system/system_memory_usage_percentage"
