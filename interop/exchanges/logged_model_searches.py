"""Searches of logged models: filters, orders, datasets and pages.

All of them ask the same scene, which none of them changes: the models of `<searched models>`.
"""

from comparison import post
from exchanges import reasons


def models(title, **fields):
    body = {"experiment_ids": ["<searched models>"], **fields}
    return post(title, "logged-models/search", body).names_only()


def where(text):
    return models(f"models where {text}", filter=text)


def ordered(*keys):
    order = [
        {"field_name": key.removesuffix(" DESC"), "ascending": not key.endswith(" DESC")}
        for key in keys
    ]
    return models(f"models ordered by {list(keys)}", order_by=order)


def by(title, **key):
    return models(f"models ordered by {title}", order_by=[key])


FILTERS = [
    where(text)
    for text in (
        "",
        "name = 'one'",
        "name != 'one'",
        "name LIKE '%o%'",
        "name like 'o_e'",
        "name ILIKE 'ONE'",
        "name IN ('one', 'lp')",
        "name NOT IN ('one')",
        'name = "one"',
        "attributes.name = 'one'",
        "name = 'one' AND model_type = 'Agent'",
        "name = 'one' and name != 'one'",
        "model_id = '<model one>'",
        "model_id != '<model one>'",
        "model_id LIKE 'm-%'",
        "model_id IN ('<model one>', 'x')",
        "model_id IN ('x')",
        "model_type = 'Agent'",
        "model_type ILIKE 'AGENT'",
        "model_type = ''",
        f"source_run_id = '{'f' * 32}'",
        "source_run_id = ''",
        "status = 1",
        "status = 2",
        "status != 2",
        "status IN ('2', '3')",
        "lifecycle_stage = 'active'",
        "lifecycle_stage = 'deleted'",
        "experiment_id = 1234567",
        "experiment_id != 1234567",
        "creation_timestamp > 1",
        "creation_time < 1.5",
        "creation_timestamp_ms >= 1e3",
        "last_updated_timestamp > 1",
        "last_updated_timestamp_ms > 1",
        "metrics.acc > 0.3",
        "metrics.acc < 0.15",
        "metrics.acc = 0.9",
        "metrics.acc != 0.9",
        "metrics.acc < 0.15 AND metrics.acc > 0.8",
        "metrics.`acc` >= 0.9",
        'metrics."acc" > 0.3',
        "metrics.acc = 1.7976931348623157e308",
        "metrics.nobody < 1",
        "params.p = '1'",
        "params.p = 1",
        "params.p != '1'",
        "params.p LIKE '%'",
        "params.p IN ('1', '2')",
        "params.nobody != '1'",
        "tags.t = 'z'",
        "tags.`a b` = 'Ü'",
        "tags.t ILIKE 'Z'",
        "name > 'a'",
        "metric.acc > 0.5",
        "tag.t = 'z'",
        "name = 'one' OR name = 'two'",
        "(name = 'one')",
        "name IS NULL",
        "params.p IS NULL",
    )
] + [
    where("bogus = 'x'").but_ours_is_invalid(because=reasons.CLIENT_FAULT),
    where("metrics.acc > 'a'").but_ours_is_invalid(because=reasons.CLIENT_FAULT),
    where("status = 'READY'").but_ours_is_invalid(
        because="a status is a number; what a word finds depends on MLflow's database"
    ),
    where("AND name = 'one'").but_ours_is_invalid(because=reasons.SLIP),
]

ORDERS = [
    ordered(),
    ordered("name"),
    ordered("name DESC"),
    ordered("name", "creation_timestamp"),
    ordered("model_type", "name DESC"),
    ordered("status DESC"),
    ordered("creation_time"),
    ordered("creation_timestamp DESC"),
    ordered("last_updated_timestamp"),
    ordered("last_updated_timestamp DESC"),
    ordered("lifecycle_stage"),
    ordered("source_run_id DESC"),
    ordered("metrics.acc"),
    ordered("metrics.acc DESC"),
    ordered("metrics.nobody"),
    ordered("metrics.nobody", "name"),
    ordered("name", "name DESC"),
    ordered("metrics.acc", "metrics.acc"),
    by("a metric without direction", field_name="metrics.acc"),
    by("a metric of a dataset", field_name="metrics.acc", **{"dataset_name": "ds"}),
    by(
        "a metric of a dataset with digest",
        field_name="metrics.acc",
        ascending=False,
        dataset_name="ds",
        dataset_digest="other",
    ),
    by("a metric of a digest", field_name="metrics.acc", dataset_digest="dg"),
    by("a name of a dataset", field_name="name", dataset_name="ds").but_ours_is_invalid(
        because="only a metric can be of a dataset"
    ),
    by("nothing"),
    ordered("params.p"),
    ordered("tags.t"),
    ordered("bogus"),
    ordered("attributes.name"),
    models("models ordered by a text", order_by=["name"]),
]


def on(title, *datasets, **fields):
    return models(f"models on {title}", datasets=list(datasets), **fields)


DATASETS = [
    on("a dataset", {"dataset_name": "ds", "dataset_digest": "dg"}),
    on("another dataset", {"dataset_name": "ds", "dataset_digest": "nothing"}),
    on(
        "two datasets",
        {"dataset_name": "ds", "dataset_digest": "dg"},
        {"dataset_name": "ds", "dataset_digest": "other"},
    ),
    on(
        "a dataset by a metric",
        {"dataset_name": "ds", "dataset_digest": "dg"},
        filter="metrics.acc > 0.3",
    ),
    on(
        "a dataset by a metric of another",
        {"dataset_name": "ds", "dataset_digest": "dg"},
        filter="metrics.acc < 0.3",
    ),
    on(
        "a dataset by name",
        {"dataset_name": "ds", "dataset_digest": "dg"},
        filter="name = 'two'",
    ),
    on("no datasets"),
    on("a dataset without digest", {"dataset_name": "ds"}).but_ours_finds(
        "two", "one", because="a name without a digest means any digest, as MLflow's manual says"
    ),
    on("a dataset without name", {"dataset_digest": "dg"}),
    on("a dataset without anything", {}),
]

PAGES = [
    models("a page of 2 models", max_results=2),
    models("a page of all models", max_results=5),
    models("a page of 0 models", max_results=0),
    models("a page of 100000 models", max_results=100_000),
    models("a page of -1 models", max_results=-1).but_ours_is_invalid(
        because="a page of less than nothing is a mistake"
    ),
    models("models behind an empty token", page_token=""),
    models("models behind a bad token", page_token="bad").but_ours_is_invalid(
        because=reasons.CLIENT_FAULT
    ),
    models("models of no experiment", experiment_ids=[]),
    models("models of an unknown experiment", experiment_ids=["987654321"]),
    models("models of an experiment twice", experiment_ids=["<searched models>"] * 2),
    models("models of the experiment of a word", experiment_ids=["abc"]),
    models("models of experiments as text", experiment_ids="<searched models>"),
    post("models of experiments that are not named", "logged-models/search", {}).names_only(),
]

EXCHANGES = FILTERS + ORDERS + DATASETS + PAGES
