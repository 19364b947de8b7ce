"""Tags of runs: texts that may change."""

import pytest
from mlflow.entities import RunTag


def test_the_last_write_of_a_tag_wins(client, run):
    client.set_tag(run, "stage", "tuning")
    client.set_tag(run, "stage", "done")
    client.log_batch(run, tags=[RunTag("stage", "reopened"), RunTag("other", "1")])
    tags = client.get_run(run).data.tags
    assert (tags["stage"], tags["other"]) == ("reopened", "1")


def test_of_a_key_twice_in_one_batch_the_last_wins(client, run):
    client.log_batch(run, tags=[RunTag("stage", "first"), RunTag("stage", "second")])
    assert client.get_run(run).data.tags["stage"] == "second"


def test_a_tag_is_deleted_once(client, run, refused):
    client.set_tag(run, "stage", "tuning")
    client.delete_tag(run, "stage")
    assert "stage" not in client.get_run(run).data.tags
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_tag(run, "stage")


def test_a_note_is_a_tag(client, run):
    client.set_tag(run, "mlflow.note.content", "## Why\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    note = client.get_run(run).data.tags["mlflow.note.content"]
    assert note == "## Why\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


def test_an_empty_run_name_tag_changes_nothing(client, run):
    client.set_tag(run, "mlflow.runName", "")
    assert client.get_run(run).info.run_name == "a run"


@pytest.mark.parametrize("letter", ["x", "é", "精", "🧪"])
def test_a_value_is_cut_after_8000_characters(client, run, letter):
    client.set_tag(run, "long", letter * 8001)
    client.log_batch(run, tags=[RunTag("in batch", letter * 9000)])
    tags = client.get_run(run).data.tags
    assert tags["long"] == tags["in batch"] == letter * 8000


def test_100_tags_fit_into_one_batch(client, run):
    client.log_batch(run, tags=[RunTag(f"tag{i}", str(i)) for i in range(100)])
    tags = client.get_run(run).data.tags
    assert {k: v for k, v in tags.items() if k != "mlflow.runName"} == {
        f"tag{i}": str(i) for i in range(100)
    }
