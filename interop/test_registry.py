"""The registry through MlflowClient: models, versions, stages, aliases, tags, searches, copies."""

import time

import mlflow
import pytest
from mlflow.exceptions import MlflowException

FOLDER = "s3://models/folder"
STAGES = {"None", "Staging", "Production", "Archived"}


@pytest.fixture
def model(client, name):
    return client.create_registered_model(name, {"team": "vision"}, "a forest").name


@pytest.fixture
def versions(client, model):
    """Of a model with versions 1 to 4."""
    for number in range(1, 5):
        client.create_model_version(model, f"{FOLDER}/{number}")
    return model


def stages(client, name):
    return {v.version: v.current_stage for v in client.search_model_versions(f"name = '{name}'")}


def move(client, name, version, stage, **options):
    with pytest.warns(FutureWarning, match="deprecated"):
        return client.transition_model_version_stage(name, version, stage, **options)


def latest(client, name, *stages):
    with pytest.warns(FutureWarning, match="deprecated"):
        found = client.get_latest_versions(name, list(stages) or None)
    return {version.current_stage: version.version for version in found}


# Registered models.


def test_a_registered_model_is_created_described_and_deleted(client, name, refused):
    made = client.create_registered_model(name, {"team": "vision", "é": ""}, "a forest\nof 日本")
    assert (made.name, made.description) == (name, "a forest\nof 日本")
    assert made.tags == {"team": "vision", "é": ""}
    assert made.creation_timestamp == made.last_updated_timestamp > 0
    assert (made.latest_versions, made.aliases) == ([], {})
    assert dict(client.get_registered_model(name)) == dict(made)

    changed = client.update_registered_model(name, "a tree")
    assert changed.description == "a tree"
    assert changed.creation_timestamp == made.creation_timestamp
    assert changed.last_updated_timestamp >= made.last_updated_timestamp

    client.delete_registered_model(name)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_registered_model(name)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_registered_model(name)
    assert client.create_registered_model(name).description in (None, "")


def test_a_name_is_taken_once(client, model, refused):
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_registered_model(model)
    client.create_registered_model(f"{model}-other")
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.rename_registered_model(f"{model}-other", model)
    assert client.get_registered_model(model).description == "a forest"


@pytest.mark.parametrize("wrong", ["", " ", "a/b", "a:b", "..", "models:/x"])
def test_a_name_that_no_uri_can_hold_is_refused(client, wrong, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_registered_model(wrong)


@pytest.mark.parametrize(
    "odd", ["日本 🧪", "100%", "a?b&c=d#e", 'it\'s "quoted"', "a\\b", "v1.0@x"]
)
def test_odd_names_are_kept_and_found(client, name, odd):
    odd = f"{odd} {name}"
    client.create_registered_model(odd)
    client.create_model_version(odd, FOLDER)
    client.set_registered_model_alias(odd, "champion", "1")
    assert client.get_registered_model(odd).aliases == {"champion": "1"}
    assert client.get_model_version_by_alias(odd, "champion").name == odd
    assert client.get_model_version_download_uri(odd, "1") == FOLDER
    found = client.search_registered_models(f"name LIKE '%{name}'")
    assert [model.name for model in found] == [odd]


def test_a_rename_takes_everything_along(client, versions, refused):
    move(client, versions, "2", "Production")
    client.set_registered_model_alias(versions, "champion", "3")
    client.set_model_version_tag(versions, "1", "a", "1")
    client.rename_registered_model(versions, f"{versions}-new")
    renamed = client.get_registered_model(f"{versions}-new")
    assert (renamed.name, renamed.tags) == (f"{versions}-new", {"team": "vision"})
    assert renamed.aliases == {"champion": "3"}
    assert stages(client, renamed.name) == dict.fromkeys("134", "None") | {"2": "Production"}
    assert client.get_model_version(renamed.name, "1").tags == {"a": "1"}
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_registered_model(versions)
    assert client.create_model_version(renamed.name, FOLDER).version == "5"


def test_tags_of_models_and_versions(client, versions, refused):
    client.set_registered_model_tag(versions, "team", "speech")
    client.set_registered_model_tag(versions, "number", 7)
    client.delete_registered_model_tag(versions, "never set")
    assert client.get_registered_model(versions).tags == {"team": "speech", "number": "7"}
    client.delete_registered_model_tag(versions, "team")
    assert client.get_registered_model(versions).tags == {"number": "7"}

    client.set_model_version_tag(versions, "1", "a/b c", "é")
    client.set_model_version_tag(versions, "1", "gone", "x")
    client.delete_model_version_tag(versions, "1", "gone")
    assert client.get_model_version(versions, "1").tags == {"a/b c": "é"}
    assert client.get_model_version(versions, "2").tags == {}
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.set_model_version_tag(versions, "99", "a", "1")


# Versions.


def test_versions_are_numbered_and_a_number_is_not_used_again(client, model, run, refused):
    made = client.create_model_version(
        model, FOLDER, run, {"a": "1"}, "http://elsewhere", "the first"
    )
    assert (made.name, made.version, made.current_stage) == (model, "1", "None")
    assert (made.source, made.run_id, made.run_link) == (FOLDER, run, "http://elsewhere")
    assert (made.status, made.description, made.tags) == ("READY", "the first", {"a": "1"})
    assert made.creation_timestamp == made.last_updated_timestamp > 0
    assert client.create_model_version(model, FOLDER).version == "2"

    client.delete_model_version(model, "2")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_model_version(model, "2")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_model_version(model, "2")
    assert client.create_model_version(model, FOLDER).version == "3"
    assert [v.version for v in client.search_model_versions(f"run_id = '{run}'")] == ["1"]


def test_a_version_is_described(client, versions):
    changed = client.update_model_version(versions, "2", "a tree")
    assert (changed.version, changed.description) == ("2", "a tree")
    assert changed.last_updated_timestamp >= changed.creation_timestamp
    assert client.get_model_version(versions, "2").description == "a tree"
    assert client.get_model_version(versions, "1").description in (None, "")


@pytest.mark.parametrize("wrong", ["x", "1.0", "latest", "Production"])
def test_a_version_is_a_number(client, versions, wrong, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.get_model_version(versions, wrong)
    with refused("INVALID_PARAMETER_VALUE"):
        client.get_model_version_download_uri(versions, wrong)


@pytest.mark.parametrize(
    "source", ["/etc", "file:///etc", "http://host/x", "s3://bucket/../other", "mlflow-artifacts:/"]
)
def test_a_source_that_is_nobodys_is_refused(client, model, source, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_model_version(model, source)
    assert client.search_model_versions(f"name = '{model}'") == []


def test_a_version_is_copied(client, name, versions, run, wire):
    root = wire.run(run)["info"]["artifact_uri"]
    client.create_model_version(versions, f"{root}/model", run, description="of a run")
    copied = client.copy_model_version(f"models:/{versions}/5", f"{name}-copy")
    assert (copied.name, copied.version, copied.run_id) == (f"{name}-copy", "1", run)
    assert (copied.source, copied.description) == (f"models:/{versions}/5", "of a run")
    assert client.get_model_version_download_uri(copied.name, "1") == f"{root}/model"

    client.set_registered_model_alias(versions, "champion", "5")
    again = client.copy_model_version(f"models:/{versions}@champion", f"{name}-copy")
    assert (again.version, again.source) == ("2", f"models:/{versions}/5")
    client.delete_registered_model(versions)
    assert client.get_model_version_download_uri(copied.name, "2") == f"{root}/model"
    with pytest.raises(MlflowException, match="RESOURCE_DOES_NOT_EXIST"):
        client.copy_model_version(f"models:/{versions}/5", f"{name}-copy")


# Stages.


def test_a_version_moves_through_the_stages(client, versions):
    for stage in ("Staging", "production", "ARCHIVED", "none"):
        moved = move(client, versions, "2", stage)
        assert (moved.version, moved.current_stage) == ("2", stage.capitalize())
        assert client.get_model_version(versions, "2").current_stage == stage.capitalize()
    assert stages(client, versions) == dict.fromkeys("1234", "None")
    with pytest.warns(FutureWarning):
        assert set(client.get_model_version_stages(versions, "2")) == STAGES


def test_archiving_takes_out_those_that_were_there(client, versions):
    for number in "12":
        move(client, versions, number, "Production")
    move(client, versions, "3", "Staging")
    assert latest(client, versions) == {"Production": "2", "Staging": "3", "None": "4"}
    move(client, versions, "3", "Production", archive_existing_versions=True)
    archived = dict.fromkeys("12", "Archived")
    assert stages(client, versions) == archived | {"3": "Production", "4": "None"}
    assert latest(client, versions, "Production") == {"Production": "3"}
    assert latest(client, versions, "archived", "STAGING") == {"Archived": "2"}
    assert latest(client, versions, "Staging") == {}
    found = client.get_registered_model(versions).latest_versions
    assert {v.current_stage: v.version for v in found} == latest(client, versions)


def test_a_stage_that_there_is_not_is_refused(client, versions, refused):
    for wrong in ("Live", "Production "):
        with refused("INVALID_PARAMETER_VALUE"):
            move(client, versions, "1", wrong)
    with refused("INVALID_PARAMETER_VALUE"):
        latest(client, versions, "Live")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        move(client, versions, "99", "Production")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        latest(client, f"{versions}-nobody")
    assert stages(client, versions) == dict.fromkeys("1234", "None")


@pytest.mark.stricter_than_mlflow
@pytest.mark.parametrize("stage", ["None", "Archived"])
def test_archiving_into_a_stage_that_is_not_active_is_refused(client, versions, stage, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        move(client, versions, "1", stage, archive_existing_versions=True)


# Aliases.


def test_an_alias_moves_from_version_to_version(client, versions, refused):
    client.set_registered_model_alias(versions, "champion", "1")
    client.set_registered_model_alias(versions, "challenger", "1")
    assert set(client.get_model_version(versions, "1").aliases) == {"champion", "challenger"}
    client.set_registered_model_alias(versions, "champion", "2")
    assert client.get_model_version_by_alias(versions, "champion").version == "2"
    assert client.get_model_version(versions, "1").aliases == ["challenger"]
    assert client.get_registered_model(versions).aliases == {"champion": "2", "challenger": "1"}
    assert client.get_model_version_by_alias(versions, "latest").version == "4"

    client.delete_registered_model_alias(versions, "champion")
    client.delete_registered_model_alias(versions, "champion")
    client.delete_model_version(versions, "1")
    assert client.get_registered_model(versions).aliases == {}
    for gone in ("champion", "challenger"):
        with refused("INVALID_PARAMETER_VALUE"):
            client.get_model_version_by_alias(versions, gone)


@pytest.mark.parametrize("wrong", ["", "latest", "LATEST", "v1", "V23", "a b", "a/b", "a" * 256])
def test_a_word_that_is_no_alias_is_refused(client, versions, wrong, refused):
    with refused("INVALID_PARAMETER_VALUE"):
        client.set_registered_model_alias(versions, wrong, "1")
    assert client.get_registered_model(versions).aliases == {}


# Searches.


def test_models_are_found_page_by_page(client, tracking, name):
    names = [f"{name}-{number:03}" for number in range(25)]
    for each in names:
        client.create_registered_model(each, {"even": str(int(each[-1]) % 2 == 0)})
    mine = f"name LIKE '{name}-%'"
    pages, token = [], None
    while token or not pages:
        page = client.search_registered_models(mine, 10, ["name DESC"], token)
        pages.append([model.name for model in page])
        token = page.token
    assert [len(page) for page in pages] == [10, 10, 5]
    assert sum(pages, []) == names[::-1]
    assert [m.name for m in tracking.search_registered_models(filter_string=mine)] == names
    found = tracking.search_registered_models(filter_string=f"{mine} AND tags.even = 'True'")
    assert [m.name for m in found] == names[::2][:5] + [
        n for n in names[10:] if int(n[-1]) % 2 == 0
    ]


def test_versions_are_found_by_what_they_are(client, tracking, model, run):
    for number in range(1, 13):
        client.create_model_version(
            model, f"{FOLDER}/{number}", run if number % 3 == 0 else None, {"odd": str(number % 2)}
        )

    def numbers(filter_string, **query):
        query = {"order_by": ["version_number ASC"], **query}
        found = tracking.search_model_versions(filter_string=filter_string, **query)
        return [int(version.version) for version in found]

    mine = f"name = '{model}'"
    assert numbers(mine) == list(range(1, 13))
    assert numbers(mine, order_by=["creation_timestamp DESC"]) == list(range(12, 0, -1))
    assert numbers(f"{mine} AND run_id = '{run}'") == [3, 6, 9, 12]
    assert numbers(f"{mine} AND tags.odd = '1' AND version_number > 4") == [5, 7, 9, 11]
    assert numbers(f"{mine} AND source_path LIKE '%/1_'") == [10, 11, 12]
    assert numbers(f"{mine} AND source_path = 'nowhere'") == []
    pages, token = [], None
    while token or not pages:
        page = client.search_model_versions(mine, 5, ["version_number ASC"], token)
        pages.append([int(version.version) for version in page])
        token = page.token
    assert pages == [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12]]
    with pytest.raises(MlflowException) as caught:
        numbers("current_stage = 'None'")
    assert caught.value.error_code == "INVALID_PARAMETER_VALUE"
    mlflow.set_model_version_tag(model, "1", "odd", "perhaps")
    assert numbers(f"{mine} AND tags.odd = 'perhaps'") == [1]


# Times.

CHANGES = {
    "describe the model": (lambda c, m: c.update_registered_model(m, "new"), True, ""),
    "rename the model": (lambda c, m: c.rename_registered_model(m, m), True, "1234"),
    "tag the model": (lambda c, m: c.set_registered_model_tag(m, "a", "1"), False, ""),
    "create a version": (lambda c, m: c.create_model_version(m, FOLDER), True, ""),
    "describe a version": (lambda c, m: c.update_model_version(m, "1", "new"), False, "1"),
    "tag a version": (lambda c, m: c.set_model_version_tag(m, "1", "a", "1"), False, ""),
    "set an alias": (lambda c, m: c.set_registered_model_alias(m, "a", "1"), False, ""),
    "move a version": (lambda c, m: move(c, m, "1", "Staging"), True, "1"),
    "move it to where it is": (lambda c, m: move(c, m, "1", "None"), True, "1"),
    "archive": (
        lambda c, m: move(c, m, "1", "Production", archive_existing_versions=True),
        *(True, "13"),
    ),
    "delete a version": (lambda c, m: c.delete_model_version(m, "4"), True, ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_told_by_its_time(client, versions, change):
    act, changes_model, changed_versions = CHANGES[change]
    move(client, versions, "3", "Production")
    before = times(client, versions)
    until_the_clock_moves()
    act(client, versions)
    after = times(client, versions)
    assert (after.pop("model") > before.pop("model")) == changes_model
    known = before.keys() & after.keys()
    assert {number for number in known if after[number] > before[number]} == set(changed_versions)
    assert len({after[number] for number in changed_versions}) <= 1, "one change is of one time"


def times(client, model):
    model = client.get_registered_model(model)
    found = client.search_model_versions(f"name = '{model.name}'")
    versions = {version.version: version.last_updated_timestamp for version in found}
    return {"model": model.last_updated_timestamp, **versions}


def until_the_clock_moves():
    begin = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 <= begin:
        pass
