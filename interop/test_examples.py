"""The scripts and the notebook of examples/python: what they logged is what can be read."""

import re
from collections import namedtuple

import mlflow
import nbformat
import pytest

import examples
from conftest import FOLDER, GIVEN_URL
from wire import Wire, latest, texts


@pytest.fixture(scope="module")
def server(modelyard):
    """A server of their own: the first example must find no runs, and the last test kills it."""
    return None if GIVEN_URL else modelyard(FOLDER, "examples")


@pytest.fixture(scope="module")
def url(server):
    return server.url if server else GIVEN_URL


@pytest.fixture(scope="module")
def wire(url):
    return Wire(url)


@pytest.fixture(scope="module")
def compared_at_first(url):
    """What the comparison prints on a server without runs, and when it is asked again."""
    return None if GIVEN_URL else (examples.compare(url), examples.compare(url))


@pytest.fixture(scope="module")
def printed(url, compared_at_first):
    return examples.run_all(url)


@pytest.fixture
def runs(wire, printed):
    """`runs("train_iris.py")`: the runs that the script says it has made."""
    return lambda script: [wire.run(run_id) for run_id in examples.run_ids(printed[script])]


def tags(run):
    return texts(run["data"]["tags"])


def params(run):
    return texts(run["data"]["params"])


Data = namedtuple("Data", "name context digest")


def datasets_of(run):
    for found in run["inputs"].get("dataset_inputs", []):
        context = texts(found.get("tags")).get("mlflow.data.context")
        yield Data(found["dataset"]["name"], context, found["dataset"]["digest"])


def values(run):
    return {key: value for key, (value, _, _) in latest(run).items()}


@pytest.mark.parametrize("script", examples.SCRIPTS)
def test_every_run_of_an_example_is_finished_and_named(runs, script):
    assert runs(script)
    for run in runs(script):
        assert run["info"]["status"] == "FINISHED"
        assert run["info"]["end_time"] >= run["info"]["start_time"]
        assert tags(run)["mlflow.runName"] == run["info"]["run_name"]
        assert tags(run)["mlflow.source.name"].endswith(script)


# Of each example: its files, the name of its models, and its datasets with what they were for.
LOGGED = {
    "train_iris.py": (
        {"plots/confusion.png", "mistakes.json"},
        "iris-classifier",
        {("iris train", "training"), ("iris test", "test")},
    ),
    "train_house_prices.py": (
        {"plots/error by epoch.png", "plots/predictions.png"},
        "house-prices",
        {("made-up houses", "training"), ("made-up houses", "validation")},
    ),
    "cluster_customers.py": (
        {"silhouette by k.png"},
        "customer-segments",
        {("made-up customers", None)},
    ),
    "unfixed_seed.py": (
        {"roc.png"},
        "cancer-forest",
        {("cancer training", "training"), ("cancer test", "test")},
    ),
}


@pytest.mark.parametrize("script", examples.SCRIPTS)
def test_an_example_logs_its_data_its_pictures_and_a_model(runs, wire, client, script):
    files, name, datasets = LOGGED[script]
    for run in runs(script):
        run_id = run["info"]["run_id"]
        if "mlflow.parentRunId" in tags(run):
            continue
        found = wire.files_below(wire.artifacts_of(run_id))
        assert set(found) == files
        for path, content in found.items():
            assert path.endswith(".json") or content.startswith(b"\x89PNG")
        assert {(data.name, data.context) for data in datasets_of(run)} == datasets

        (model_id,) = examples.models_of(run)
        model = client.get_logged_model(model_id)
        assert (model.name, model.status.value) == (name, "READY")
        assert model.source_run_id == run_id
        kept = examples.files_of_model(wire, model_id)
        assert {"MLmodel", "model.skops", "requirements.txt", "input_example.json"} <= set(kept)
        assert b"scikit-learn==" in kept["requirements.txt"]


@pytest.mark.parametrize("script", examples.SCRIPTS)
def test_the_model_of_an_example_takes_the_example_of_its_input(runs, tracking, script):
    for run in runs(script):
        for model_id in examples.models_of(run):
            model = mlflow.pyfunc.load_model(f"models:/{model_id}")
            assert len(model.predict(model.input_example)) == 3


def test_irises_are_told_apart_by_three_models(runs, printed):
    found = {run["info"]["run_name"]: run for run in runs("train_iris.py")}
    assert set(found) == {"logistic regression", "random forest", "nearest neighbours"}
    for run in found.values():
        assert values(run).keys() == {"accuracy", "f1_macro", "log_loss", "train_accuracy"}
        assert 0.85 < values(run)["accuracy"] <= 1
        assert tags(run)["task"] == "classification"
        assert (params(run)["seed"], params(run)["rows"]) == ("42", "105")
    assert params(found["random forest"])["n_estimators"] == "60"

    best = re.search(r"best: (.+), log loss (.+)", printed["train_iris.py"])
    assert f"{values(found[best[1]])['log_loss']:.3f}" == best[2]
    assert values(found[best[1]])["log_loss"] == min(values(r)["log_loss"] for r in found.values())


def test_house_prices_are_learnt_over_epochs(runs, wire):
    (run,) = runs("train_house_prices.py")
    run_id = run["info"]["run_id"]
    assert params(run)["epochs"] == "40"
    assert values(run)["r2"] > 0.9
    assert len([key for key in values(run) if key.startswith("weight/")]) == 6
    for key in ("train_rmse", "valid_rmse"):
        curve = wire.history(run_id, key)
        assert [step for _, step, _ in curve] == list(range(40))
        assert curve[-1][2] < curve[0][2]
        assert values(run)[key] == curve[-1][2]
    folds = wire.history(run_id, "ridge_rmse_by_fold")
    assert sorted(step for _, step, _ in folds) == [0, 1, 2, 3, 4]
    assert values(run)["ridge_rmse_mean"] == pytest.approx(sum(v for _, _, v in folds) / 5)


def test_customers_are_grouped_in_a_parent_and_a_run_for_each_k(runs, wire):
    *children, parent = runs("cluster_customers.py")
    parent_id = parent["info"]["run_id"]
    assert [params(child)["k"] for child in children] == ["2", "3", "4", "5", "6", "7", "8"]
    assert {tags(child)["mlflow.parentRunId"] for child in children} == {parent_id}
    assert "mlflow.parentRunId" not in tags(parent)
    for key in ("inertia", "silhouette"):
        curve = {step: value for _, step, value in wire.history(parent_id, key)}
        assert curve == {int(params(child)["k"]): values(child)[key] for child in children}
    assert values(parent)["best_k"] == 4
    assert tags(parent)["best_k"] == "4"


def test_without_a_seed_two_runs_of_equal_params_differ(runs, printed):
    first, second = runs("unfixed_seed.py")
    assert params(first) == params(second)
    assert values(first)["log_loss"] != values(second)["log_loss"]
    assert {data.digest for data in datasets_of(first)}.isdisjoint(
        data.digest for data in datasets_of(second)
    )
    for run in (first, second):
        assert tags(run)["seed"] == "not fixed"
        assert "No seed was fixed" in tags(run)["mlflow.note.content"]
        said = "accuracy {accuracy:.4f}, log loss {log_loss:.4f}".format(**values(run))
        assert said in printed["unfixed_seed.py"]


def test_the_best_model_is_loaded_back_and_predicts(url, client, runs):
    said = examples.predict(url)
    best = client.get_logged_model(re.search(r"^model_id=(m-[0-9a-f]{32})$", said, re.M)[1])
    kept = {metric.key: metric.value for metric in best.metrics}
    found = {run["info"]["run_id"]: values(run) for run in runs("train_iris.py")}
    assert kept["log_loss"] == min(metrics["log_loss"] for metrics in found.values())
    assert f"log loss {kept['log_loss']:.3f}, accuracy {kept['accuracy']:.3f}" in said
    for uri in (f"runs:/{best.source_run_id}/iris-classifier", f"models:/{best.model_id}"):
        assert f"{uri} says setosa, versicolor, virginica" in said


def test_the_best_model_is_promoted_once_and_found_by_stage_alias_and_number(url, client, runs):
    assert runs("train_iris.py")
    for said in (examples.promote(url), examples.promote(url)):
        assert "version 1 of iris is in Production" in said
        for name in ("models:/iris/Production", "models:/iris@champion", "models:/iris/1"):
            assert f"{name} says setosa, versicolor, virginica" in said
    (version,) = client.get_latest_versions("iris", stages=["Production"])
    assert (version.version, version.aliases) == ("1", ["champion"])


ROW = re.compile(r"^(\S.*?) +(iris|breast cancer|None|NaN|nan) +(\d\.\d{4}) *(.*)$", re.MULTILINE)


def test_the_comparison_lists_the_best_of_all_experiments(url, tracking, printed):
    rows = ROW.findall(examples.compare(url))
    expected = tracking.search_runs(
        search_all_experiments=True,
        filter_string="status = 'FINISHED' AND metrics.accuracy > 0",
        order_by=["metrics.accuracy DESC"],
        max_results=20,
    )
    assert len(rows) >= 5
    assert [name for name, *_ in rows] == list(expected["tags.mlflow.runName"])
    assert [value for _, _, value, _ in rows] == [f"{v:.4f}" for v in expected["metrics.accuracy"]]
    assert any("=" in params for *_, params in rows)


@pytest.mark.own_server
def test_the_comparison_trains_three_models_on_a_server_without_runs(compared_at_first):
    first, again = compared_at_first
    assert {name for name, *_ in ROW.findall(first)} == {
        "decision tree",
        "nearest neighbours",
        "naive Bayes",
    }
    assert len(examples.run_ids(first)) == 3
    assert not examples.run_ids(again)
    assert ROW.findall(again) == ROW.findall(first)


def test_the_notebook_runs_and_shows_its_two_models(url, tracking, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", url)
    notebook = examples.run_notebook()
    shown = {cell.id: cell.outputs for cell in notebook.cells if cell.get("outputs")}
    table = shown["table"][-1].data["text/plain"]
    assert (
        float(
            re.search(r"[\d.]+", shown["load"][-1].data["text/plain"].replace("np.float64", ""))[0]
        )
        > 0.9
    )
    runs = tracking.search_runs(experiment_names=["wine in a notebook"])
    assert {"scaled", "plain"} <= set(runs["tags.mlflow.runName"])
    assert "scaled" in table and "plain" in table
    assert "metrics.accuracy" in table and "standard" in table


def test_the_notebook_is_kept_without_outputs():
    for cell in nbformat.read(examples.NOTEBOOK, as_version=4).cells:
        assert cell.cell_type == "markdown" or (not cell.outputs and cell.execution_count is None)


@pytest.mark.own_server
def test_all_that_the_examples_logged_survives_a_kill(server, wire, printed):
    run_ids = [run_id for said in printed.values() for run_id in examples.run_ids(said)]
    before = [examples.everything_of(wire, run_id) for run_id in run_ids]
    assert len(before) == 3 + 1 + 8 + 2
    server.restart()
    assert [examples.everything_of(wire, run_id) for run_id in run_ids] == before
