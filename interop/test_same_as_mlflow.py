"""The same requests to us and to MLflow's own server: the same answers, but for listed differences.

MLflow's server is the one of MLFLOW_TWIN_URL, or is started here from the installed package.
"""

import pytest

import servers
from comparison import Scene, shown
from exchanges import ALL_EXCHANGES, READS, SEARCHES
from wire import Wire


@pytest.fixture(scope="module")
def twin(twin_url):
    return Wire(twin_url)


@pytest.fixture(scope="module")
def comparing_mlflow_with_itself(url):
    return servers.is_mlflow(url)


@pytest.mark.parametrize("exchange", ALL_EXCHANGES, ids=lambda exchange: exchange.title)
def test_same_answer(wire, twin, comparing_mlflow_with_itself, exchange):
    compare(exchange, Scene(wire), Scene(twin), comparing_mlflow_with_itself)


@pytest.fixture(scope="module")
def search_scenes(wire, twin):
    return Scene(wire), Scene(twin)


@pytest.mark.parametrize("exchange", SEARCHES, ids=lambda exchange: exchange.title)
def test_same_found(search_scenes, comparing_mlflow_with_itself, exchange):
    compare(exchange, *search_scenes, comparing_mlflow_with_itself)


@pytest.fixture(scope="module")
def scenes_to_read(wire, twin):
    return Scene(wire), Scene(twin)


@pytest.mark.parametrize("exchange", READS, ids=lambda exchange: exchange.title)
def test_same_read(scenes_to_read, comparing_mlflow_with_itself, exchange):
    compare(exchange, *scenes_to_read, comparing_mlflow_with_itself)


def compare(exchange, our_scene, their_scene, comparing_mlflow_with_itself):
    ours, theirs = our_scene.play(exchange), their_scene.play(exchange)
    if exchange.difference is None or comparing_mlflow_with_itself:
        assert shown(ours) == shown(theirs)
        return
    expected = exchange.difference
    assert ours["status"] == expected.status, expected.because
    if expected.status >= 400:
        assert ours["error_code"] and expected.error_code in (None, ours["error_code"])
    if expected.found is not None:
        assert ours["names"] == list(expected.found), expected.because
    assert shown(ours) != shown(theirs), "no longer a difference: take it off the list"


def test_every_exchange_has_a_title_of_its_own():
    titles = [exchange.title for exchange in [*ALL_EXCHANGES, *SEARCHES, *READS]]
    assert len(set(titles)) == len(titles)


def test_history_pages_are_cut_at_the_same_places(wire, twin):
    assert history_pages(wire) == history_pages(twin)


def history_pages(wire):
    run = Scene(wire).run_with_data
    pages, token = [], None
    while token or not pages:
        page = wire.ask(
            "metrics/get-history",
            **{"run_id": run, "metric_key": "loss", "max_results": 4},
            **({"page_token": token} if token else {}),
        )
        pages.append(page["metrics"])
        token = page.get("next_page_token")
    return pages


@pytest.mark.parametrize("order", [[], ["metrics.acc DESC"], ["params.lr"], ["tags.t", "end_time"]])
def test_pages_of_runs_are_cut_at_the_same_places(search_scenes, order):
    ours, theirs = (run_pages(scene, order) for scene in search_scenes)
    assert ours == theirs


def run_pages(scene, order):
    pages, token = [], None
    while token or not pages:
        search = {"experiment_ids": [scene.searched], "max_results": 2, "order_by": order}
        page = scene.wire.do("runs/search", {**search, **({"page_token": token} if token else {})})
        pages.append(scene.names(page)["names"])
        token = page.get("next_page_token")
    return pages


@pytest.mark.parametrize("order", [[], ["name DESC"], ["last_updated_timestamp", "name DESC"]])
@pytest.mark.parametrize("kind", ["registered-models", "model-versions"])
def test_pages_of_the_registry_are_cut_at_the_same_places(search_scenes, kind, order):
    ours, theirs = (registry_pages(scene, kind, order) for scene in search_scenes)
    assert ours == theirs
    assert len(ours) > 1


def registry_pages(scene, kind, order):
    pages, token = [], None
    everything = f"name LIKE '{scene.searched_registry}-%'"
    while token or not pages:
        search = {"filter": everything, "max_results": 2, "order_by": order}
        page = scene.wire.ask(
            f"{kind}/search", **search, **({"page_token": token} if token else {})
        )
        pages.append(scene.names(page)["names"])
        token = page.get("next_page_token")
    return pages
