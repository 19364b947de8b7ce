"""search_runs: into pandas, with filters and orders, page by page, and as the web page asks."""

import json
import math
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas
import pytest
from mlflow.entities import Metric, Param, RunTag, ViewType

from wire import AJAX_API, Wire

START = 1_700_000_000_000
MANY = 5000
INFINITE = 1.7976931348623157e308  # what servers keep of an infinity


def make_run(client, experiment, name, start, metrics=None, params=None, tags=None):
    run = client.create_run(experiment, run_name=name, start_time=START + start)
    client.log_batch(
        run.info.run_id,
        [Metric(key, value, START, 0) for key, value in (metrics or {}).items()],
        [Param(key, value) for key, value in (params or {}).items()],
        [RunTag(key, value) for key, value in (tags or {}).items()],
    )
    return run.info.run_id


def shown(run):
    """One text per run, in which NaN equals NaN."""
    return json.dumps(run.to_dictionary(), sort_keys=True)


@pytest.fixture
def letters(client, experiment):
    """{name: run_id} of six runs whose values differ in every way that counts; F is deleted."""
    entries = {
        "A": (100, {"acc": 0.5, "my metric": 1.0}, {"lr": "0.1"}, {"t": "v1", "a.b": "dot"}),
        "B": (200, {"acc": 0.9}, {"lr": "0.01"}, {"t": "v2"}),
        "C": (300, {"acc": math.nan}, {"lr": "10"}, {"t": "V1"}),
        "D": (400, {"acc": math.inf}, {}, {}),
        "E": (50, {}, {}, {}),
        "F": (500, {"acc": 0.9}, {"lr": "0.01"}, {"t": "v2"}),
    }
    ids = {name: make_run(client, experiment, name, *entry) for name, entry in entries.items()}
    client.set_terminated(ids["B"], "FINISHED", START + 999)
    client.delete_run(ids["F"])
    return ids


@pytest.fixture
def found(client, experiment, letters):
    """`found(filter, order)`: the names of the runs in their order, as one text."""

    def search(filter_string="", order_by=None, view=ViewType.ACTIVE_ONLY):
        runs = client.search_runs([experiment], filter_string, view, order_by=order_by)
        return "".join(run.info.run_name for run in runs)

    return search


# Into pandas.


def test_a_data_frame_has_a_column_for_each_key(tracking, experiment, letters):
    frame = tracking.search_runs([experiment])
    columns = set(frame.columns)
    assert columns >= {"run_id", "experiment_id", "status", "artifact_uri", "start_time"}
    assert columns >= {"end_time", "metrics.acc", "metrics.my metric", "params.lr"}
    assert columns >= {"tags.t", "tags.a.b", "tags.mlflow.runName"}
    assert list(frame["tags.mlflow.runName"]) == list("DCBAE")
    assert set(frame["experiment_id"]) == {experiment}
    assert list(frame["run_id"]) == [letters[name] for name in "DCBAE"]


def test_numbers_nan_and_infinity_reach_the_data_frame(tracking, experiment, letters):
    frame = tracking.search_runs([experiment]).set_index("tags.mlflow.runName")
    values = frame["metrics.acc"]
    assert values.dtype == float
    assert (values["A"], values["B"]) == (0.5, 0.9)
    assert math.isnan(values["C"])
    assert values["D"] in (INFINITE, math.inf)
    assert math.isnan(values["E"])


def test_a_missing_key_is_none_in_the_data_frame(tracking, experiment, letters):
    frame = tracking.search_runs([experiment]).set_index("tags.mlflow.runName")
    assert frame["params.lr"]["B"] == "0.01"
    assert frame["params.lr"][["D", "E"]].isna().all()
    assert frame["tags.t"][["D", "E"]].isna().all()
    assert frame["metrics.my metric"][["B", "C", "D", "E"]].isna().all()


def test_times_reach_the_data_frame_in_utc(tracking, experiment, letters):
    frame = tracking.search_runs([experiment]).set_index("tags.mlflow.runName")
    start = pandas.Timestamp(START + 200, unit="ms", tz="UTC")
    assert frame["start_time"]["B"] == start
    assert frame["end_time"]["B"] == pandas.Timestamp(START + 999, unit="ms", tz="UTC")
    assert frame["end_time"].isna().sum() == 4
    assert frame["status"]["B"] == "FINISHED"


def test_a_data_frame_keeps_the_order_and_the_filter(tracking, experiment, letters):
    frame = tracking.search_runs(
        [experiment], filter_string="metrics.acc > 0", order_by=["metrics.acc DESC"]
    )
    assert list(frame["tags.mlflow.runName"]) == list("DBA")


def test_nothing_found_is_an_empty_data_frame(tracking, experiment):
    frame = tracking.search_runs([experiment])
    assert len(frame) == 0
    assert "run_id" in frame.columns


def test_several_experiments_by_id_and_by_name(tracking, client, name):
    names = [f"{name}-{i}" for i in range(3)]
    ids = [client.create_experiment(each) for each in names]
    for i, experiment in enumerate([*ids, *ids]):
        make_run(client, experiment, f"r{i}", i, metrics={"m": i * 7 % 5})
    order = ["metrics.m", "start_time"]
    by_id = tracking.search_runs(ids[:2], order_by=order)
    by_name = tracking.search_runs(experiment_names=names[:2], order_by=order)
    assert list(by_id["tags.mlflow.runName"]) == ["r0", "r3", "r1", "r4"]
    assert by_id["run_id"].equals(by_name["run_id"])
    assert set(by_id["experiment_id"]) == set(ids[:2])


def test_an_experiment_that_nobody_knows_is_passed_over(tracking, experiment, letters):
    frame = tracking.search_runs(["987654321987", experiment])
    assert len(frame) == 5
    assert len(tracking.search_runs(["987654321987"])) == 0


def test_all_experiments_may_be_searched(tracking, letters):
    frame = tracking.search_runs(
        search_all_experiments=True, filter_string=f"run_id = '{letters['A']}'"
    )
    assert list(frame["run_id"]) == [letters["A"]]


def test_a_list_of_runs_instead_of_a_data_frame(tracking, experiment, letters):
    runs = tracking.search_runs([experiment], output_format="list", max_results=2)
    assert [run.info.run_name for run in runs] == ["D", "C"]


# Filters: every kind of field, with every comparator.

METRIC_FILTERS = [
    ("metrics.acc = 0.9", "B"),
    ("metrics.acc != 0.9", "DCA"),
    ("metrics.acc > 0.5", "DB"),
    ("metrics.acc >= 0.5", "DBA"),
    ("metrics.acc < 0.9", "A"),
    ("metrics.acc <= 0.9", "BA"),
    ("metric.acc > 1e300", "D"),
    ("metrics.`my metric` = 1", "A"),
    ("metrics.nokey != 1", ""),
]
PARAM_FILTERS = [
    ("params.lr = '0.1'", "A"),
    ("params.lr != '0.1'", "CB"),
    ("param.lr LIKE '0.%'", "BA"),
    ("parameters.lr ILIKE '%0%'", "CBA"),
    ("params.lr IS NULL", "DE"),
    ("parameter.lr IS NOT NULL", "CBA"),
]
TAG_FILTERS = [
    ("tags.t = 'v1'", "A"),
    ("tags.t != 'v1'", "CB"),
    ("tags.t LIKE 'v%'", "BA"),
    ("tag.t ILIKE 'v1'", "CA"),
    ("tags.t IS NULL", "DE"),
    ("tags.t IS NOT NULL", "CBA"),
    ('tags."a.b" = "dot"', "A"),
    ("tags.mlflow.runName = 'A'", "A"),
]
ATTRIBUTE_FILTERS = [
    ("run_name = 'B'", "B"),
    ("attributes.run_name != 'B'", "DCAE"),
    ("run_name LIKE 'a'", ""),
    ("attr.run_name ILIKE 'a'", "A"),
    ("status = 'FINISHED'", "B"),
    ("attribute.status != 'FINISHED'", "DCAE"),
    ("status LIKE 'RUN%'", "DCAE"),
    ("run.status ILIKE 'fin%'", "B"),
    ("user_id != 'nobody'", "DCBAE"),
    ("artifact_uri LIKE '%/artifacts'", "DCBAE"),
    (f"start_time = {START + 300}", "C"),
    (f"start_time != {START + 300}", "DBAE"),
    (f"start_time > {START + 100}", "DCB"),
    (f"start_time >= {START + 100}", "DCBA"),
    (f"attributes.start_time < {START + 100}", "E"),
    (f"created <= {START + 100}", "AE"),
    ("end_time > 0", "B"),
    (f"end_time <= {START + 998}", ""),
]
JOINED_FILTERS = [
    ("metrics.acc > 0.1 AND params.lr = '0.1' AND tags.t = 'v1' AND status = 'RUNNING'", "A"),
    ("metrics.acc > 0.1 and metrics.acc < 0.6", "A"),
    ("tags.t = 'v1' AND tags.t = 'v2'", ""),
    ("", "DCBAE"),
]


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    METRIC_FILTERS + PARAM_FILTERS + TAG_FILTERS + ATTRIBUTE_FILTERS + JOINED_FILTERS,
)
def test_a_filter_finds(found, filter_string, expected):
    assert found(filter_string) == expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("= '{A}'", "A"),
        ("!= '{A}'", "DCBE"),
        ("LIKE '%{A}%'", "A"),
        ("ILIKE '{A}'", "A"),
        ("IN ('{A}', '{C}')", "CA"),
        ("NOT IN ('{A}', '{C}')", "DBE"),
    ],
)
def test_a_filter_by_run_id_finds(found, letters, comparison, expected):
    assert found(f"run_id {comparison.format(**letters)}") == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (["metrics.acc"], "ABDCE"),
        (["metrics.acc DESC"], "DBACE"),
        (["params.lr"], "BACDE"),
        (["params.lr DESC"], "CABDE"),
        (["tags.t ASC"], "CABDE"),
        (["start_time"], "EABCD"),
        (["end_time DESC"], "BDCAE"),
        (["attributes.run_name DESC"], "EDCBA"),
        (["status", "metrics.acc DESC"], "BDACE"),
        (["metrics.nokey"], "DCBAE"),
    ],
)
def test_an_order_holds(found, order, expected):
    assert found(order_by=order) == expected


def test_equal_values_are_told_apart_by_start_and_then_by_id(client, experiment):
    runs = [make_run(client, experiment, f"r{i}", i // 2, metrics={"m": 1}) for i in range(6)]
    found = [run.info.run_id for run in client.search_runs([experiment], order_by=["metrics.m"])]
    assert found == sorted(runs[4:]) + sorted(runs[2:4]) + sorted(runs[:2])


def test_only_the_latest_value_of_a_metric_counts(client, experiment, run):
    client.log_metric(run, "loss", 9, step=0)
    client.log_metric(run, "loss", 1, step=2)
    client.log_metric(run, "loss", 5, step=1)
    assert not client.search_runs([experiment], "metrics.loss > 2")
    assert [r.info.run_id for r in client.search_runs([experiment], "metrics.loss = 1")] == [run]


def test_what_was_just_written_is_found_at_once(client, experiment, run):
    for value in range(20):
        client.log_metric(run, "loss", value, step=value)
        client.set_tag(run, "at", str(value))
        both = f"metrics.loss = {value} AND tags.at = '{value}'"
        assert len(client.search_runs([experiment], both)) == 1
        assert not client.search_runs([experiment], f"tags.at = '{value - 1}'")


def test_a_metric_is_found_the_same_after_its_run_has_ended(client, experiment, run):
    client.log_metric(run, "loss", 0.25)
    before = client.search_runs([experiment], "metrics.loss < 1", order_by=["metrics.loss"])
    client.set_terminated(run)
    after = client.search_runs([experiment], "metrics.loss < 1", order_by=["metrics.loss"])
    assert [r.data.metrics for r in before] == [r.data.metrics for r in after] == [{"loss": 0.25}]


# Views, parents, the last run.


def test_the_view_decides_about_deleted_runs(found):
    assert found(view=ViewType.ACTIVE_ONLY) == "DCBAE"
    assert found(view=ViewType.DELETED_ONLY) == "F"
    assert found(view=ViewType.ALL) == "FDCBAE"
    assert found("metrics.acc = 0.9", view=ViewType.ALL) == "FB"


def test_a_restored_run_is_found_again(client, letters, found):
    client.restore_run(letters["F"])
    assert found() == "FDCBAE"
    assert found(view=ViewType.DELETED_ONLY) == ""


def test_runs_of_a_deleted_experiment_are_deleted_runs(client, experiment, found):
    client.delete_experiment(experiment)
    assert found() == ""
    assert found(view=ViewType.DELETED_ONLY) == "FDCBAE"


def test_children_are_found_by_the_tag_of_their_parent(tracking, experiment):
    with tracking.start_run(experiment_id=experiment, run_name="parent") as parent:
        for i in range(3):
            with tracking.start_run(experiment_id=experiment, run_name=f"k{i}", nested=True):
                tracking.log_metric("score", i)
    with tracking.start_run(experiment_id=experiment, run_name="stranger"):
        pass
    of_parent = f"tags.mlflow.parentRunId = '{parent.info.run_id}'"
    frame = tracking.search_runs([experiment], of_parent, order_by=["metrics.score DESC"])
    assert list(frame["tags.mlflow.runName"]) == ["k2", "k1", "k0"]
    roots = tracking.search_runs([experiment], "tags.mlflow.parentRunId IS NULL")
    assert set(roots["tags.mlflow.runName"]) == {"parent", "stranger"}


def test_the_last_active_run_is_the_one_that_a_search_puts_first(tracking, experiment):
    with tracking.start_run(experiment_id=experiment, run_name="first"):
        pass
    with tracking.start_run(experiment_id=experiment, run_name="last") as run:
        tracking.log_metric("loss", 0.5)
        assert tracking.last_active_run().info.run_id == run.info.run_id
    last = tracking.last_active_run()
    assert (last.info.run_id, last.info.status) == (run.info.run_id, "FINISHED")
    assert last.data.metrics == {"loss": 0.5}
    (found,) = tracking.search_runs([experiment], "run_name = 'last'", output_format="list")
    assert shown(found) == shown(last)


def test_a_found_run_is_the_run_that_a_get_gives(client, experiment, letters):
    for found in client.search_runs([experiment], run_view_type=ViewType.ALL):
        assert shown(found) == shown(client.get_run(found.info.run_id))


# Pages.


@pytest.fixture(scope="module")
def many(url):
    """(experiment, [run_id by start]) of 5,000 runs that are made by eight threads."""
    wires = [Wire(url) for _ in range(8)]
    experiment = wires[0].create_experiment(f"interop-many-{threading.get_native_id()}-{id(wires)}")
    runs = {}

    def make(worker):
        for i in range(worker, MANY, len(wires)):
            runs[i] = wires[worker].create_run(
                experiment,
                run_name=f"r{i}",
                # Each time stands for three runs, so that pages end within equal ones.
                start_time=START + i // 3,
                tags=[{"key": "third", "value": str(i % 3)}],
            )

    with ThreadPoolExecutor(len(wires)) as pool:
        list(pool.map(make, range(len(wires))))
    return experiment, [runs[i] for i in range(MANY)]


def all_pages(client, experiment, size, filter_string="", order_by=None):
    runs, token = [], None
    while True:
        page = client.search_runs(
            [experiment], filter_string, ViewType.ACTIVE_ONLY, size, order_by, token
        )
        assert len(page) <= size
        runs += page
        token = page.token
        if not token:
            return runs
        assert len(page) == size


@pytest.mark.parametrize("size", [1000, 700])
def test_pages_give_each_run_once_and_in_order(client, many, size):
    experiment, run_ids = many
    found = all_pages(client, experiment, size)
    assert len(found) == MANY
    assert {run.info.run_id for run in found} == set(run_ids)
    places = [(-run.info.start_time, run.info.run_id) for run in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("order", "place"),
    [
        (["start_time"], lambda run: (run.info.start_time, run.info.run_id)),
        (["run_name"], lambda run: run.info.run_name),
        (
            ["tags.third", "run_id"],
            lambda run: (run.data.tags["third"], run.info.run_id),
        ),
    ],
)
def test_pages_keep_an_order(client, many, order, place):
    experiment, run_ids = many
    found = all_pages(client, experiment, 700, order_by=order)
    assert sorted(run.info.run_id for run in found) == sorted(run_ids)
    places = [place(run) for run in found]
    assert places == sorted(places)


def test_pages_of_a_filter(client, many):
    experiment, _ = many
    found = all_pages(client, experiment, 700, "tags.third = '1'")
    assert [run.info.run_name for run in found] == [f"r{i}" for i in reversed(range(1, MANY, 3))]


def test_a_page_that_just_holds_all_is_the_last(client, many):
    experiment, _ = many
    found = all_pages(client, experiment, 1667, "tags.third = '1'")
    assert len(found) == 1667


def test_all_5000_reach_a_data_frame(tracking, many):
    experiment, run_ids = many
    frame = tracking.search_runs([experiment])
    assert set(frame["run_id"]) == set(run_ids)
    assert len(frame) == MANY
    assert frame["start_time"].is_monotonic_decreasing


@pytest.mark.parametrize("size", [1000, 700])
@pytest.mark.parametrize("order", [["start_time ASC"], ["start_time DESC"]])
@pytest.mark.stricter_than_mlflow
def test_pages_hold_while_others_create_runs(client, url, many, size, order):
    """With MLflow's tokens, which count rows, a run that comes first shifts all pages behind it."""
    experiment, run_ids = many
    stop = threading.Event()
    created = []

    def create():
        wire = Wire(url)
        while not stop.is_set():
            # Half of them before all others, half of them after.
            start = START + (MANY if len(created) % 2 else -1)
            run = wire.create_run(experiment, run_name="late", start_time=start)
            created.append(run)

    creator = threading.Thread(target=create)
    creator.start()
    try:
        found = all_pages(client, experiment, size, order_by=order)
    finally:
        stop.set()
        creator.join()
        cleaner = Wire(url)
        for run in created:
            cleaner.do("runs/delete", {"run_id": run})
    assert created
    ids = [run.info.run_id for run in found]
    assert len(set(ids)) == len(ids)
    assert set(run_ids) <= set(ids) <= {*run_ids, *created}
    times = [run.info.start_time for run in found]
    assert times == sorted(times, reverse="DESC" in order[0])


@pytest.mark.stricter_than_mlflow
def test_a_token_of_another_filter_is_refused(client, many, refused):
    experiment, _ = many
    token = client.search_runs([experiment], max_results=10).token
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_runs([experiment], "tags.third = '1'", max_results=10, page_token=token)


@pytest.mark.parametrize(
    "search",
    [
        {"max_results": 0},
        {"max_results": 50_001},
        {"page_token": "no token of yours"},
        {"filter_string": "color = 'red'"},
        {"filter_string": "metrics.acc > 1 OR metrics.acc < 0"},
        {"filter_string": "params.lr = 0.1"},
        {"order_by": ["color"]},
        {"order_by": ["metrics.acc sideways"]},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(client, refused, experiment, search):
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_runs([experiment], **search)


# As the web page asks.


def test_the_table_of_runs_as_the_web_page_asks_for_it(wire, experiment, letters):
    search = {
        "experiment_ids": [experiment],
        "order_by": ["attributes.start_time DESC"],
        "run_view_type": "ACTIVE_ONLY",
        "filter": "",
        "max_results": 3,
    }
    page = wire.under(AJAX_API).do("runs/search", search)
    assert [run["info"]["run_name"] for run in page["runs"]] == ["D", "C", "B"]
    more = {**search, "page_token": page["next_page_token"]}
    rest = wire.under(AJAX_API).do("runs/search", more)
    assert [run["info"]["run_name"] for run in rest["runs"]] == ["A", "E"]
    assert "next_page_token" not in rest


@pytest.mark.parametrize("order", ["metrics.`acc` DESC", "params.`lr` ASC", "tags.`t` ASC"])
def test_a_click_on_the_head_of_a_column_orders_by_it(wire, experiment, letters, order):
    search = {"experiment_ids": [experiment], "order_by": [order], "max_results": 100}
    page = wire.under(AJAX_API).do("runs/search", search)
    expected = {"metrics": "DBACE", "params": "BACDE", "tags": "CABDE"}[order.partition(".")[0]]
    assert "".join(run["info"]["run_name"] for run in page["runs"]) == expected


def test_the_children_of_a_run_as_its_page_asks_for_them(wire, client, experiment, run):
    child = make_run(client, experiment, "child", 1, tags={"mlflow.parentRunId": run})
    search = {
        "experiment_ids": [experiment],
        "filter": f"tags.`mlflow.parentRunId` = '{run}'",
        "max_results": 100,
    }
    page = wire.under(AJAX_API).do("runs/search", search)
    assert [found["info"]["run_id"] for found in page["runs"]] == [child]
