"""Searches of runs and experiments: filters, orders, views and pages.

All of them ask the same scene, which none of them changes: the runs A to F of `<searched>`, and the
experiments A, b, C and D whose names begin with `<search name>`; F and D are deleted.
"""

from comparison import post
from exchanges import reasons

UNKNOWN = "0" * 32


def runs(title, **fields):
    return post(title, "runs/search", {"experiment_ids": ["<searched>"], **fields}).names_only()


def where(text):
    return runs(f"runs where {text}", filter=text)


def ordered(*order):
    return runs(f"runs ordered by {list(order)}", order_by=list(order))


def slip(text):
    return where(text).but_ours_is_invalid(because=reasons.SLIP)


def ambiguous(text):
    return where(text).but_ours_is_invalid(because=reasons.SPELLING)


def too_large(text):
    return where(text).but_ours_is_invalid(because=reasons.TOO_LARGE)


RUN_FILTERS = [
    where(text)
    for text in (
        "",
        "metrics.acc > 0.6",
        "metric.acc >= 0.5",
        "metrics.acc = 0.9",
        "metrics.acc != 0.5",
        "metrics.acc < 0.6",
        "metrics.acc <= 0.5",
        "metrics.acc > 1e10",
        "metrics.acc > -1",
        "metrics.acc > .5",
        "metrics.acc > -.5",
        "metrics.acc < 1.",
        "metrics.acc < 1E3",
        "metrics.acc = 1.7976931348623157e308",
        "metrics.nokey != 1",
        "metrics.`my metric` = 1",
        'metrics."my metric" = 1',
        "metrics.'my metric' = 1",
        "params.lr = '0.1'",
        'parameters.lr = "0.1"',
        "parameter.lr != '0.1'",
        "param.lr LIKE '0.%'",
        "params.lr IS NULL",
        "params.lr is not null",
        "params.`p q` = 'x'",
        "params.empty = ''",
        "tags.t = 'v1'",
        "tag.t != 'v1'",
        "tags.t ILIKE 'v1'",
        "tags.t LIKE 'v_'",
        "tags.t LIKE '%'",
        "tags.a.b = 'dot'",
        "tags.`a.b` = 'dot'",
        "tags.1a = 'digit'",
        "tags.é = 'ü'",
        'tags.quo = "it\'s"',
        "tags.quo = 'it''s'",
        "tags.t IS NULL",
        "tags.mlflow.runName = 'A'",
        "status = 'FINISHED'",
        "status = 'finished'",
        "attribute.status != 'FINISHED'",
        "attr.status LIKE 'FIN%'",
        "run.status = 'RUNNING'",
        "run_id = '<run a>'",
        "run_id IN ('<run a>', '<run b>')",
        "run_id IN ('<run a>',)",
        "run_id NOT IN ('<run a>')",
        f"run_id = '{UNKNOWN}'",
        "run_id = 'no run id'",
        "run_name = 'A'",
        "`run name` = 'A'",
        "attributes.`Run name` != 'B'",
        "run_name ILIKE 'a'",
        "user_id = 'u'",
        "artifact_uri LIKE '%artifacts'",
        "start_time > 100",
        "created >= 100",
        "Created < 1.5e2",
        "start_time > 100.5",
        "attributes.start_time != 300",
        "end_time > 1",
        "end_time != 999",
        "metrics.acc > 0.1 AND params.lr = '0.1'",
        "metrics.acc>0.1 and metrics.acc<0.6",
        "tags.t = 'v1' AND tags.t = 'v2'",
        "params.lr = '0.1'  AND   tags.t='v1'\n AND metrics.acc>0",
        "tags.t LIKE 'v%' AND params.lr IS NOT NULL AND status = 'FINISHED'",
        "datasets.name = 'ds1'",
        "dataset.context NOT IN ('train')",
    )
]

RUN_FILTERS_REFUSED = [
    where(text)
    for text in (
        "   ",
        "foo",
        "metrics.acc == 0.9",
        "metrics.acc <> 0.5",
        "metrics.acc > 'x'",
        "metrics.acc > '0.6'",
        "metrics.acc = NaN",
        "metrics.acc > +1",
        "metrics.acc > 0x10",
        "metrics.acc > 1_000",
        "metrics.acc IS NULL",
        "metrics.my metric = 1",
        "metrics.acc LIKE '0'",
        "METRICS.acc > 0.6",
        "params.lr = 0.1",
        "params.lr > '0.1'",
        "params.case LIKE 'a%'",
        "params.lr IN ('0.1', '10')",
        "params.lr = `0.1`",
        "tags.t IN ('v1')",
        "tags.t NOT LIKE 'v%'",
        "status IN ('FINISHED')",
        "status > 'FINISHED'",
        "run_id IN ()",
        "run_id IN ('<run a>', 5)",
        "run_uuid = '<run a>'",
        "experiment_id = '1'",
        "lifecycle_stage = 'active'",
        "start_time = '100'",
        "start_time LIKE '1'",
        "attributes.bogus = 'x'",
        "bogus.x = 'y'",
        "metrics.acc > 0.1 OR params.lr = '0.1'",
        "NOT metrics.acc > 0.1",
        "(metrics.acc > 0.1)",
        "metrics.acc > 0.1, params.lr = '0.1'",
        "metrics.acc > 0.1; params.lr = '0.1'",
        "metrics.acc > 0.1;",
        "0.1 < metrics.acc",
        "metrics.acc > metrics.b",
        "metrics.acc BETWEEN 0 AND 1",
        "params.lr = '0.1' -- c",
        "tags.t = 'v1",
        "`metrics.acc` > 0.1",
        "dataset.source = 'x'",
    )
]

RUN_FILTERS_DIFFERENT = [
    slip("metrics.acc > 0.1 AND"),
    slip("AND metrics.acc > 0.1"),
    slip("metrics.acc > 0.1 AND AND params.lr = '0.1'"),
    slip("metrics.acc > 0.1 params.lr = '0.1'"),
    where("params.created = 'x'").but_ours_finds("A", because=reasons.ALIAS),
    ambiguous("tags. `a.b` = 'dot'"),
    ambiguous("tags.a.`b` = 'dot'"),
    too_large("metrics.acc < 1e400"),
    where("tags.t LIKE 'v\\'").but_ours_is_invalid(because=reasons.SPELLING),
    runs(
        "runs by a list of 2001", filter=f"run_id IN ({', '.join([repr(UNKNOWN)] * 2001)})"
    ).but_ours_is_invalid(because=reasons.BOUND),
    runs(
        "runs by 101 comparisons", filter=" AND ".join(["metrics.acc > 0"] * 101)
    ).but_ours_is_invalid(because=reasons.BOUND),
]

RUN_ORDERS = [
    ordered(),
    ordered("metrics.acc"),
    ordered("metrics.acc ASC"),
    ordered("metrics.acc DESC"),
    ordered("metric.acc desc"),
    ordered("metrics.nokey DESC"),
    ordered("metrics.`my metric`"),
    ordered('metrics."my metric" DESC'),
    ordered("params.lr"),
    ordered("params.lr DESC"),
    ordered("parameters.`p q`"),
    ordered("tags.t"),
    ordered("tag.t DESC"),
    ordered("tags.mlflow.runName DESC"),
    ordered("start_time"),
    ordered("attribute.start_time ASC"),
    ordered("Created DESC"),
    ordered("end_time"),
    ordered("end_time DESC"),
    ordered("run_name"),
    ordered("attributes.run_name DESC"),
    ordered("status", "start_time"),
    ordered("user_id"),
    ordered("user_id", "metrics.acc DESC"),
    ordered("tags.t", "params.lr DESC", "start_time"),
    ordered("`run name`"),
    ordered("attributes.`Run Name` DESC"),
    ordered("experiment_id"),
    ordered("lifecycle_stage"),
    ordered("acc"),
    ordered("dataset.name"),
    ordered("metrics.acc sideways"),
    ordered("metrics.acc DESC NULLS LAST"),
    ordered("metrics.acc, start_time"),
    ordered(""),
    ordered("metrics.acc", "metrics.acc DESC").but_ours_is_invalid(because=reasons.CLIENT_FAULT),
    ordered("created", "start_time DESC").but_ours_is_invalid(because=reasons.CLIENT_FAULT),
    ordered(" metrics.acc DESC ").but_ours_finds(*"DBACE", because=reasons.BLANKS),
    ordered(*(f"metrics.m{i}" for i in range(21))).but_ours_is_invalid(because=reasons.BOUND),
]

RUN_SCOPES = [
    runs("runs of the active view", run_view_type="ACTIVE_ONLY"),
    runs("runs of the deleted view", run_view_type="DELETED_ONLY"),
    runs("runs of the view of all", run_view_type="ALL"),
    runs("runs of a view by number", run_view_type=2),
    runs("runs of an unknown view", run_view_type="BOGUS").but_ours_is_invalid(
        because=reasons.TYPES
    ),
    runs("runs of no experiment", experiment_ids=[]),
    runs("runs of an unknown experiment", experiment_ids=["987654321"]),
    runs("runs of an experiment twice", experiment_ids=["<searched>", "<searched>"]),
    runs("runs of an experiment by a word", experiment_ids=["abc"]),
    post("runs of nothing", "runs/search", {}).names_only(),
    runs("runs in camelCase", orderBy=["start_time"], maxResults=2),
    runs("page of two", max_results=2),
    runs("page that just holds all", max_results=5),
    runs("page of a filter", max_results=2, filter="metrics.acc > 0", order_by=["metrics.acc"]),
    runs("page of 50000", max_results=50_000),
    runs("page of 50001", max_results=50_001),
    runs("page of 0", max_results=0),
    runs("page of -1", max_results=-1),
    runs("page of many", max_results="many"),
    runs("page by a wrong token", page_token="nonsense"),
    runs("page by an empty token", page_token=""),
    post("runs with all their data", "runs/search", {"experiment_ids": ["<searched>"]}),
]


def experiments(title, filter="", **fields):
    mine = "name LIKE '<search name>%'"
    fields = {"max_results": 10, "filter": f"{mine} AND {filter}" if filter else mine, **fields}
    return post(title, "experiments/search", fields).names_only()


def experiments_where(text):
    return experiments(f"experiments where {text}", text)


EXPERIMENT_FILTERS = [
    experiments_where(text)
    for text in (
        "name = '<search name>-A'",
        "name != '<search name>-A'",
        "name ILIKE '%-c'",
        "attribute.name LIKE '%-b'",
        'name = "<search name>-C"',
        "experiment_id != '0'",
        "experiment_id IN ('0')",
        "experiment_id NOT IN ('0', '987654321')",
        "creation_time > 0",
        "last_update_time <= 0",
        "tags.team = 't1'",
        "tag.team != 't1'",
        "tags.`team` ILIKE 'T%'",
        "tags.team IS NULL",
        "tags.team IS NOT NULL",
        "tags.`mlflow.experiment.isGateway` IS NULL",
        "attributes.name = 'x'",
        "attr.name = 'x'",
        "name IN ('x')",
        "name > 'a'",
        "name IS NULL",
        "experiment_id = 19",
        "experiment_id LIKE '1'",
        "experiment_id = 'abc'",
        "creation_time = '1'",
        "creation_time > 1.5",
        "tags.team IN ('t1')",
        "tags.team > 't'",
        "lifecycle_stage = 'active'",
        "params.x = '1'",
        "name = 'a' OR name = 'b'",
        "(name = 'a')",
    )
]

EXPERIMENT_ORDERS = [
    experiments(f"experiments ordered by {order}", order_by=order)
    for order in (
        ["name"],
        ["name DESC"],
        ["attribute.name"],
        ["experiment_id"],
        ["experiment_id DESC", "name"],
        ["creation_time", "name"],
        ["last_update_time DESC", "name ASC"],
        ["tags.team"],
        ["bogus"],
        ["name DESC NULLS LAST"],
        ["name, creation_time"],
    )
]

EXPERIMENT_SCOPES = [
    experiments("experiments of a page", max_results=2, order_by=["name"]),
    experiments("experiments of a page that just holds all", max_results=3, order_by=["name"]),
    experiments("experiments deleted", view_type="DELETED_ONLY"),
    experiments("experiments of all views", view_type="ALL", order_by=["name"]),
    experiments("experiments of a view by number", view_type=2),
    experiments("experiments of a slip", "AND name = 'a'").but_ours_is_invalid(
        because=reasons.SLIP
    ),
    experiments("experiments ordered twice", order_by=["name", "name"]).but_ours_is_invalid(
        because=reasons.CLIENT_FAULT
    ),
]

EXCHANGES = [
    *RUN_FILTERS,
    *RUN_FILTERS_REFUSED,
    *RUN_FILTERS_DIFFERENT,
    *RUN_ORDERS,
    *RUN_SCOPES,
    *EXPERIMENT_FILTERS,
    *EXPERIMENT_ORDERS,
    *EXPERIMENT_SCOPES,
]
