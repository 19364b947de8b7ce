"""Params: texts that are written once."""

import mlflow
import pytest
from mlflow.entities import Param


def test_250_params_go_in_three_batches_of_the_client(tracking, client, experiment):
    with mlflow.start_run(experiment_id=experiment) as active:
        mlflow.log_params({f"param{i}": i for i in range(250)})
    params = client.get_run(active.info.run_id).data.params
    assert params == {f"param{i}": str(i) for i in range(250)}


def test_an_equal_value_is_accepted_again(client, run):
    client.log_param(run, "depth", 4)
    client.log_param(run, "depth", 4)
    client.log_batch(run, params=[Param("depth", "4")])
    assert client.get_run(run).data.params == {"depth": "4"}


@pytest.mark.parametrize("other", ["5", "", "4 ", "04"])
def test_another_value_is_refused_and_changes_nothing(client, run, refused, other):
    client.log_param(run, "depth", "4")
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_param(run, "depth", other)
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_batch(run, params=[Param("depth", other), Param("width", "9")])
    assert client.get_run(run).data.params == {"depth": "4"}


def test_an_empty_value_is_a_value(client, run, refused):
    client.log_param(run, "note", "")
    assert client.get_run(run).data.params == {"note": ""}
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_param(run, "note", "something")


def test_a_key_twice_in_one_batch_is_refused_even_with_equal_values(client, run, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_batch(run, params=[Param("depth", "4"), Param("depth", "4")])
    assert client.get_run(run).data.params == {}


def test_case_makes_another_key(client, run):
    client.log_param(run, "depth", 4)
    client.log_param(run, "Depth", 5)
    assert client.get_run(run).data.params == {"depth": "4", "Depth": "5"}


@pytest.mark.parametrize("letter", ["x", "é", "精", "🧪"])
def test_a_value_is_cut_after_6000_characters(client, run, letter):
    client.log_param(run, "long", letter * 6001)
    client.log_batch(run, params=[Param("in batch", letter * 9000)])
    cut = letter * 6000
    assert client.get_run(run).data.params == {"long": cut, "in batch": cut}


def test_values_are_compared_after_the_cut(client, run, refused):
    client.log_param(run, "long", "x" * 6000)
    client.log_param(run, "long", "x" * 6001)
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_param(run, "long", "x" * 5999)
