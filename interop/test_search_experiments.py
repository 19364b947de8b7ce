"""search_experiments: which ones, by which filter, in what order, page by page.

The server may hold experiments of others, so each test looks for its own among all.
"""

import pytest
from mlflow.entities import ViewType

from wire import AJAX_API


@pytest.fixture
def mine(client, name):
    """Four experiments whose order differs by name, by age and by last change; one is deleted."""
    ids = [client.create_experiment(f"{name}-{letter}") for letter in "cadb"]
    client.rename_experiment(ids[1], f"{name}-e")
    client.delete_experiment(ids[3])
    return ids


def everything(client, **search):
    found, token = [], None
    while True:
        page = client.search_experiments(max_results=1000, page_token=token, **search)
        found += page
        token = page.token
        if not token:
            return found


def ids_of(experiments, mine):
    return [e.experiment_id for e in experiments if e.experiment_id in mine]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (ViewType.ACTIVE_ONLY, [0, 1, 2]),
        (ViewType.DELETED_ONLY, [3]),
        (ViewType.ALL, [0, 1, 2, 3]),
    ],
)
def test_the_view_decides_about_deleted_ones(client, mine, view, expected):
    found = ids_of(everything(client, view_type=view), mine)
    assert sorted(found, key=int) == [mine[i] for i in expected]


def test_without_a_view_only_active_ones_come(client, mine):
    assert mine[3] not in [e.experiment_id for e in everything(client)]


def test_the_youngest_comes_first_unless_told_otherwise(client, mine):
    ages = [(-e.creation_time, int(e.experiment_id)) for e in everything(client)]
    assert ages == sorted(ages)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ("name", lambda e: e.name.encode()),
        ("creation_time", lambda e: e.creation_time),
        ("last_update_time", lambda e: e.last_update_time),
        ("experiment_id", lambda e: int(e.experiment_id)),
        ("attribute.name", lambda e: e.name.encode()),
    ],
)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_an_order_by_holds_over_all_experiments(client, mine, order, field, direction):
    found = everything(client, order_by=[f"{order} {direction}"])
    values = [field(e) for e in found]
    assert values == sorted(values, reverse=direction == "DESC")
    assert set(ids_of(found, mine)) == set(mine[:3])


def test_ascending_is_the_default_direction(client, mine):
    assert ids_of(everything(client, order_by=["name"]), mine) == [mine[0], mine[2], mine[1]]


def test_a_rename_moves_an_experiment_to_the_end_of_last_updates(client, mine):
    changes = [e.last_update_time for e in everything(client) if e.experiment_id in mine]
    renamed = client.get_experiment(mine[1])
    assert renamed.last_update_time == max(changes)


def test_a_second_order_breaks_ties_of_the_first(client, mine):
    found = everything(client, order_by=["creation_time DESC", "name DESC"])
    keys = [(e.creation_time, e.name.encode()) for e in found]
    assert keys == sorted(keys, reverse=True)


def test_pages_join_to_the_whole_without_gaps_or_repeats(client, mine):
    whole = [e.experiment_id for e in everything(client, order_by=["experiment_id DESC"])][:20]
    paged, token = [], None
    while len(paged) < len(whole):
        page = client.search_experiments(
            max_results=2, page_token=token, order_by=["experiment_id DESC"]
        )
        assert len(page) <= 2
        paged += [e.experiment_id for e in page]
        token = page.token
        if not token:
            break
    assert paged[: len(whole)] == whole


def test_the_last_page_has_no_token(client, mine):
    assert not client.search_experiments(max_results=50_000).token


def test_experiments_come_with_their_tags(client, mine):
    client.set_experiment_tag(mine[0], "team", "vision")
    found = {e.experiment_id: e for e in everything(client)}
    assert found[mine[0]].tags == {"team": "vision"}
    assert found[mine[1]].tags == {}


@pytest.mark.parametrize(
    "search",
    [
        {"filter_string": "color = 'red'"},
        {"filter_string": "attributes.name = 'a'"},
        {"filter_string": "name = 'a' OR name = 'b'"},
        {"filter_string": "experiment_id = 1"},
        {"filter_string": "tags.team IN ('a')"},
        {"order_by": ["color"]},
        {"order_by": ["name sideways"]},
        {"page_token": "no token of yours"},
        {"max_results": 50_001},
        {"max_results": 0},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(client, refused, search):
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_experiments(**search)


def test_a_search_may_be_a_get_or_a_post(wire, mine):
    wanted = {"max_results": 50_000, "order_by": ["experiment_id DESC"], "view_type": "ALL"}
    by_post = wire.do("experiments/search", wanted)
    by_get = wire.ask("experiments/search", **wanted)
    ids = [e["experiment_id"] for e in by_get["experiments"] if e["experiment_id"] in mine]
    assert ids == sorted(mine, key=int, reverse=True)
    assert ids == [e["experiment_id"] for e in by_post["experiments"] if e["experiment_id"] in mine]


# Filters.


@pytest.fixture
def found(client, mine, name):
    """`found(filter)`: the last letters of the names that a filter finds, in order of names."""
    client.set_experiment_tag(mine[0], "team", "Vision")
    client.set_experiment_tag(mine[2], "team", "speech")

    def search(filter_string, **fields):
        filter_string = filter_string.replace("<name>", name)
        fields = {"order_by": ["name"], **fields}
        found = client.search_experiments(filter_string=filter_string, **fields)
        return "".join(e.name[-1] for e in found if e.experiment_id in mine)

    return search


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    [
        ("name = '<name>-c'", "c"),
        ("name = '<name>-C'", ""),
        ("name LIKE '<name>-%' AND name != '<name>-c'", "de"),
        ("name LIKE '<name>-_'", "cde"),
        ("attribute.name ILIKE '<name>-C'", "c"),
        ("tags.team = 'Vision'", "c"),
        ("tags.team != 'Vision'", "d"),
        ("tag.team LIKE '%ee%'", "d"),
        ("tags.team ILIKE 'vis%'", "c"),
        ("tags.`team` IS NOT NULL", "cd"),
        ("name LIKE '<name>%' AND tags.team IS NULL", "e"),
        ("name LIKE '<name>%' AND creation_time > 0 AND last_update_time > 0", "cde"),
        ("name LIKE '<name>%' AND creation_time < 1000", ""),
        ("name LIKE '<name>%' AND tags.team = 'Vision' AND tags.team = 'speech'", ""),
    ],
)
def test_a_filter_finds(found, filter_string, expected):
    assert found(filter_string) == expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("= '{0}'", "c"),
        ("!= '{0}'", "de"),
        ("IN ('{0}', '{2}')", "cd"),
        ("NOT IN ('{0}', '{2}')", "e"),
    ],
)
def test_a_filter_by_id_finds(found, mine, comparison, expected):
    by_id = f"experiment_id {comparison.format(*mine)}"
    assert found(f"name LIKE '<name>%' AND {by_id}") == expected


def test_a_filter_and_a_view_both_count(found):
    assert found("name LIKE '<name>%'", view_type=ViewType.DELETED_ONLY) == "b"
    assert found("name LIKE '<name>%'", view_type=ViewType.ALL) == "bcde"
    assert found("tags.team = 'Vision'", view_type=ViewType.DELETED_ONLY) == ""


def test_pages_of_a_filter_join_to_the_whole(client, name):
    names = [f"{name}-{i:03}" for i in range(25)]
    for each in names:
        client.create_experiment(each)
    found, token = [], None
    while token or not found:
        page = client.search_experiments(
            max_results=7,
            page_token=token,
            filter_string=f"name LIKE '{name}-%'",
            order_by=["name DESC"],
        )
        found += [e.name for e in page]
        token = page.token
    assert found == names[::-1]


def test_the_list_of_experiments_as_the_web_page_asks_for_it(wire, mine):
    page = wire.under(AJAX_API).ask(
        "experiments/search",
        max_results=25,
        order_by="last_update_time DESC",
        filter="tags.`mlflow.experiment.isGateway` IS NULL",
    )
    ids = [e["experiment_id"] for e in page["experiments"]]
    assert set(mine[:3]) <= set(ids)
    times = [e["last_update_time"] for e in page["experiments"]]
    assert times == sorted(times, reverse=True)
