"""Prompts: registered models with a tag, which the client makes, finds and loads as texts."""

import json

import mlflow
import pytest
from mlflow.exceptions import MlflowException

prompts = mlflow.genai


@pytest.fixture
def greeting(tracking, name):
    """The name of a prompt with two versions."""
    prompts.register_prompt(name, "Hi {{name}}", commit_message="short", tags={"tone": "plain"})
    prompts.register_prompt(name, "Good day, {{name}}!", tags={"tone": "polite"})
    return name


def test_a_prompt_is_registered_and_loaded(client, greeting):
    first = prompts.load_prompt(greeting, version=1)
    assert (first.template, first.commit_message, first.version) == ("Hi {{name}}", "short", 1)
    assert first.tags == {"tone": "plain"}
    assert first.variables == {"name"}
    second = prompts.load_prompt(f"prompts:/{greeting}/2")
    assert second.format(name="Ada") == "Good day, Ada!"
    assert prompts.load_prompt(f"prompts:/{greeting}@latest").version == 2
    assert client.get_prompt(greeting).tags["tone"] == "polite"


def test_a_prompt_of_several_messages(tracking, name):
    messages = [
        {"role": "system", "content": "You answer in {{language}}."},
        {"role": "user", "content": "日本 {{question}}"},
    ]
    prompts.register_prompt(name, messages, response_format={"type": "object"})
    loaded = prompts.load_prompt(name, version=1)
    assert loaded.template == messages
    assert loaded.response_format == {"type": "object"}
    assert loaded.format(language="Welsh", question="?")[0]["content"] == "You answer in Welsh."


def test_a_long_prompt(tracking, name):
    text = "é" * 100_000
    prompts.register_prompt(name, text)
    assert prompts.load_prompt(name, version=1).template == text
    with pytest.raises(MlflowException, match="100000"):
        prompts.register_prompt(name, text + "!")


def test_an_alias_of_a_prompt_moves(tracking, greeting):
    prompts.set_prompt_alias(greeting, "production", 1)
    assert prompts.load_prompt(f"prompts:/{greeting}@production").version == 1
    prompts.set_prompt_alias(greeting, "production", 2)
    assert prompts.load_prompt(f"prompts:/{greeting}@production").version == 2
    prompts.delete_prompt_alias(greeting, "production")
    with pytest.raises(MlflowException):
        prompts.load_prompt(f"prompts:/{greeting}@production")
    assert prompts.load_prompt(f"prompts:/{greeting}@production", allow_missing=True) is None


def test_tags_of_a_prompt_and_its_versions(client, greeting):
    prompts.set_prompt_tag(greeting, "team", "speech")
    assert prompts.get_prompt_tags(greeting)["team"] == "speech"
    prompts.delete_prompt_tag(greeting, "team")
    assert "team" not in prompts.get_prompt_tags(greeting)
    prompts.set_prompt_version_tag(greeting, 1, "checked", "yes")
    assert prompts.load_prompt(greeting, version=1).tags["checked"] == "yes"
    prompts.delete_prompt_version_tag(greeting, 1, "checked")
    assert "checked" not in prompts.load_prompt(greeting, version=1).tags


def test_prompts_are_searched_apart_from_models(client, greeting):
    client.create_registered_model(f"{greeting}-model")
    mine = f"name LIKE '{greeting}%'"
    assert [prompt.name for prompt in prompts.search_prompts(mine)] == [greeting]
    assert [model.name for model in client.search_registered_models(mine)] == [f"{greeting}-model"]
    assert client.search_model_versions(mine) == []
    found = client.search_prompt_versions(greeting)
    assert sorted(int(version.version) for version in found) == [1, 2]


def test_a_model_is_no_prompt_and_a_prompt_no_model(client, tracking, greeting, refused):
    client.create_registered_model(f"{greeting}-model")
    with pytest.raises(MlflowException):
        prompts.register_prompt(f"{greeting}-model", "Hi")
    with pytest.raises(MlflowException):
        client.rename_registered_model(greeting, f"{greeting}-other")
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_registered_model(greeting)
    assert prompts.load_prompt(greeting, version=2).template == "Good day, {{name}}!"


def test_a_prompt_is_deleted(client, greeting):
    client.delete_prompt_version(greeting, "1")
    assert prompts.load_prompt(greeting, version=1, allow_missing=True) is None
    client.delete_prompt(greeting)
    assert client.get_prompt(greeting) is None
    assert prompts.search_prompts(f"name = '{greeting}'") == []


def test_a_run_says_which_prompt_it_used(client, tracking, experiment, greeting):
    with mlflow.start_run(experiment_id=experiment) as run:
        prompts.load_prompt(greeting, version=1)
        client.link_prompt_version_to_run(run.info.run_id, f"prompts:/{greeting}/2")
    linked = json.loads(client.get_run(run.info.run_id).data.tags["mlflow.linkedPrompts"])
    assert {"name": greeting, "version": "2"} in linked
