"""The scripts and the notebook of examples/python against the server: what they logged is what can be read."""

import re

import nbformat
import pytest

import examples
from conftest import folder_that_others_can_enter
from servers import Modelyard
from wire import Wire, latest, texts


@pytest.fixture(scope="module")
def printed(url):
    return examples.run_all(url)


@pytest.fixture
def runs(wire, printed):
    """`runs("train_iris.py")`: the runs that the script says it has made."""
    return lambda script: [wire.run(run_id) for run_id in examples.run_ids(printed[script])]


def tags(run):
    return texts(run["data"]["tags"])


def params(run):
    return texts(run["data"]["params"])


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
    for run in (first, second):
        assert tags(run)["seed"] == "not fixed"
        assert "No seed was fixed" in tags(run)["mlflow.note.content"]
        said = "accuracy {accuracy:.4f}, log loss {log_loss:.4f}".format(**values(run))
        assert said in printed["unfixed_seed.py"]


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
def test_the_comparison_trains_three_models_on_a_server_without_runs():
    with folder_that_others_can_enter() as folder:
        server = Modelyard(folder).start()
        try:
            first, again = examples.compare(server.url), examples.compare(server.url)
        finally:
            server.stop()
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
    table = notebook.cells[-1].outputs[-1].data["text/plain"]
    runs = tracking.search_runs(experiment_names=["wine in a notebook"])
    assert {"scaled", "plain"} <= set(runs["tags.mlflow.runName"])
    assert "scaled" in table and "plain" in table
    assert "metrics.accuracy" in table and "standard" in table


def test_the_notebook_is_kept_without_outputs():
    for cell in nbformat.read(examples.NOTEBOOK, as_version=4).cells:
        assert cell.cell_type == "markdown" or (not cell.outputs and cell.execution_count is None)


@pytest.mark.own_server
def test_all_that_the_examples_logged_survives_a_kill(own_server):
    run_ids = [
        run_id
        for printed in examples.run_all(own_server.url).values()
        for run_id in examples.run_ids(printed)
    ]
    before = [examples.everything_of(Wire(own_server.url), run_id) for run_id in run_ids]
    assert len(before) == 3 + 1 + 8 + 2
    own_server.restart()
    after = [examples.everything_of(Wire(own_server.url), run_id) for run_id in run_ids]
    assert after == before
