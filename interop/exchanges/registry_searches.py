"""Searches for registered models and for versions: filters, orders and pages.

All of them ask the same scene, which none of them changes: the models A, b, C and the prompt D whose
names begin with `<searched registry>`, and their versions.
"""

from urllib.parse import quote

from comparison import get
from exchanges import reasons

PREFIX = "<searched registry>"
ALL = f"name LIKE '{PREFIX}-%'"
MARK = "mlflow.prompt.is_prompt"


def query(**parameters):
    pairs = [
        (key, str(entry))
        for key, value in parameters.items()
        for entry in (value if isinstance(value, list) else [value])
    ]
    return "&".join(f"{key}={quote(value, safe='<> ')}" for key, value in pairs)


def models(title, **parameters):
    return get(title, f"registered-models/search?{query(**parameters)}").names_only()


def versions(title, **parameters):
    return get(title, f"model-versions/search?{query(**parameters)}").names_only()


def models_where(text):
    return models(f"registered models where {text}", filter=text)


def models_with(text):
    """Other models of the server are kept out."""
    return models(f"registered models with {text}", filter=f"{text} AND {ALL}")


def models_by(*order):
    return models(f"registered models ordered by {list(order)}", filter=ALL, order_by=list(order))


def versions_where(text):
    return versions(f"versions where {text}", filter=text)


def versions_with(text):
    return versions(f"versions with {text}", filter=f"{text} AND {ALL}")


def versions_by(*order):
    return versions(f"versions ordered by {list(order)}", filter=ALL, order_by=list(order))


def refused(exchange):
    return exchange.but_ours_is_invalid(because=reasons.CLIENT_FAULT)


def slip(exchange):
    return exchange.but_ours_is_invalid(because=reasons.SLIP)


def name(letter):
    return f"{PREFIX}-{letter}"


IS_VERSIONED = "name = '<versioned>'"
A, B, SMALL_A = name("A"), name("b"), name("a")

MODEL_FILTERS = [
    models_where(ALL),
    models_where(f"name = '{A}'"),
    models_where(f"name = '{SMALL_A}'"),
    models_where(f'name = "{A}"'),
    models_where(f"name like '{PREFIX}%'"),
    models_where(f"name LIKE '{PREFIX}__'"),
    models_where(f"name ILIKE '{name('B')}'"),
    models_where(f"name IN ('{A}','{B}')"),
    models_where(f"name IN ('{A}',)"),
    models_where(f"name IN ('{A}', 'nobody') AND name != '{A}'"),
    models_where(f"attribute.name = '{A}'"),
    *[
        models_with(text)
        for text in (
            f"name != '{A}'",
            f"name NOT IN ('{A}')",
            f"attribute.name != '{A}'",
            "tags.t = 'x'",
            "tag.t = 'x'",
            "tag.t ILIKE 'x'",
            "tags.t LIKE 'x'",
            "tags.t != 'x'",
            "tags.t LIKE '%'",
            "tags.t = 'x' AND tags.t = 'y'",
            "tags.t = 'x' AND tags.team = 'Ü'",
            "tags.nobody = 'x'",
            "tags.nobody != 'x'",
            f"tags.`{MARK}` = 'true'",
            f"tags.{MARK} = 'true'",
            f"tags.`{MARK}` != 'true'",
            f"tags.`{MARK}` = 'false'",
            f"tags.`{MARK}` != 'false'",
            f"tags.`{MARK}` = 'TRUE'",
            f"tags.`{MARK}` = 'true' AND tags.t = 'x'",
        )
    ],
    *[
        models_where(text)
        for text in (
            "name > 'a'",
            "name == 'a'",
            "name = 5",
            "name = a",
            "name IN ()",
            "name IN (5)",
            "attributes.name = 'x'",
            "models.name = 'x'",
            "tags.t IN ('x')",
            "tags.t = 5",
            "tags.t > 'x'",
            "name = 'a' OR name = 'b'",
            "NOT name = 'a'",
            "(name = 'a')",
            "name = 'a';",
            "description = 'x'",
            "last_updated_timestamp > 1",
            "creation_timestamp > 1",
            "version = '1'",
            "aliases = 'x'",
            "bogus = 'x'",
            "name",
            "  ",
        )
    ],
    refused(models_where("tags.t IS NULL")),
    refused(models_where("name IS NULL")),
    slip(models_where(f"AND {ALL}")),
    slip(models_where(f"{ALL} AND")),
    slip(models_where(f"{ALL} {ALL}")),
]

MODEL_ORDERS = [
    models_by(),
    models_by("name"),
    models_by("name ASC"),
    models_by("name DESC"),
    models_by("name desc"),
    models_by("timestamp"),
    models_by("timestamp ASC"),
    models_by("timestamp DESC"),
    models_by("last_updated_timestamp"),
    models_by("last_updated_timestamp DESC"),
    models_by("timestamp", "name DESC"),
    models_by("`name`"),
    models_by("attribute.name"),
    models_by("creation_timestamp"),
    models_by("tags.t"),
    models_by("bogus"),
    models_by("name UP"),
    models_by(""),
    refused(models_by("name", "name DESC")),
    refused(models_by("timestamp", "last_updated_timestamp")),
]

MODEL_PAGES = [
    models("a page of 2 registered models", filter=ALL, max_results=2),
    models("a page of 3 registered models", filter=ALL, max_results=3),
    models("a page of 0 registered models", filter=ALL, max_results=0),
    models("a page of -1 registered models", filter=ALL, max_results=-1),
    models("a page of 1000 registered models", filter=ALL, max_results=1000),
    models("a page of 1001 registered models", filter=ALL, max_results=1001),
    models("a page of x registered models", filter=ALL, max_results="x"),
    models("registered models behind an empty token", filter=ALL, page_token=""),
    models("registered models behind a bad token", filter=ALL, page_token="bad"),
]

VERSION_FILTERS = [
    versions_where(ALL),
    versions_where(f"name = '{A}'"),
    versions_where(f'name = "{A}"'),
    versions_where(f"name ILIKE '{SMALL_A}'"),
    versions_where(f"name IN ('{A}')"),
    versions_where(f"name IN ('{A}','{B}')"),
    versions_where(f"attribute.name = '{A}'"),
    versions_where(f"version_number = 1 AND name='{A}'"),
    *[
        versions_with(text)
        for text in (
            f"name NOT IN ('{A}')",
            f"name != '{A}'",
            "run_id = 'run-1'",
            "run_id != 'run-1'",
            "run_id = ''",
            "run_id IN ('run-1','run-2')",
            "run_id NOT IN ('run-1')",
            "run_id LIKE 'run%'",
            "run_id ILIKE 'RUN-1'",
            "source_path = 's3://b/A2'",
            "source_path != 's3://b/A2'",
            "source_path LIKE 's3://b/%'",
            "source_path ILIKE 'S3://B/A_'",
            "attribute.source_path = 's3://b/A2'",
            "version_number = 1",
            "version_number != 1",
            "version_number > 1",
            "version_number >= 2",
            "version_number < 2",
            "version_number <= 2",
            "version_number = '1'",
            "version_number = 01",
            "version_number = -1",
            "version_number = 4",
            "version_number = 2147483648",
            "version_number > 1 AND version_number < 3",
            "tags.t = 'v0'",
            "tag.t = 'v0'",
            "tags.t LIKE 'v%'",
            "tags.t ILIKE 'v%'",
            "tags.t != 'v0'",
            "tags.`a b` = 'é'",
            "tags.t = 'v0' AND tags.t = 'v1'",
            f"tags.`{MARK}` = 'true'",
            f"tags.`{MARK}` != 'true'",
            f"tags.`{MARK}` = 'false'",
            f"tags.`{MARK}` != 'false'",
            f"tags.`{MARK}` = 'true' AND tags.t = 'v0'",
        )
    ],
    *[
        versions_where(text)
        for text in (
            "name > 'a'",
            "source_path IN ('s3://b/p1')",
            "source = 'x'",
            "version_number IN ('1')",
            "version_number = 1.5",
            "version_number = 'x'",
            "version_number LIKE '1'",
            "version = 1",
            "run_id > 'a'",
            "run_id = 5",
            "current_stage = 'None'",
            "stage = 'None'",
            "creation_timestamp > 1",
            "last_updated_timestamp > 1",
            "user_id = 'x'",
            "status = 'READY'",
            "description = 'x'",
            "aliases = 'x'",
            "attributes.name = 'x'",
            "tags.t IN ('x')",
            "name = 'a' OR name = 'b'",
            "  ",
        )
    ],
    refused(versions_where("tags.t IS NULL")),
    refused(versions_where("version_number = 99999999999999999999")),
    slip(versions_where(f"AND {ALL}")),
]

VERSION_ORDERS = [
    versions_by(),
    versions_by("name"),
    versions_by("name DESC"),
    versions_by("version_number"),
    versions_by("version_number DESC"),
    versions_by("creation_timestamp"),
    versions_by("creation_timestamp DESC"),
    versions_by("last_updated_timestamp"),
    versions_by("last_updated_timestamp ASC"),
    versions_by("last_updated_timestamp DESC"),
    versions_by("name", "version_number ASC"),
    versions_by("attribute.version_number"),
    versions_by("timestamp"),
    versions_by("run_id"),
    versions_by("source_path"),
    versions_by("current_stage"),
    versions_by("version"),
    versions_by("tags.t"),
    versions_by(""),
    refused(versions_by("name", "name")),
]

VERSION_PAGES = [
    versions("a page of 2 versions", filter=ALL, max_results=2),
    versions("a page of 4 versions", filter=ALL, max_results=4),
    versions("a page of 0 versions", filter=ALL, max_results=0),
    versions("a page of -1 versions", filter=ALL, max_results=-1),
    versions("a page of 200000 versions", filter=ALL, max_results=200_000),
    versions("a page of 200001 versions", filter=ALL, max_results=200_001),
    versions("versions behind a bad token", filter=ALL, page_token="bad"),
]

SEARCHES = MODEL_FILTERS + MODEL_ORDERS + MODEL_PAGES
SEARCHES += VERSION_FILTERS + VERSION_ORDERS + VERSION_PAGES

# Whole answers, with the fields that a search leaves out.
READS = [
    get("a found registered model", f"registered-models/search?{query(filter=IS_VERSIONED)}"),
    get("found versions", f"model-versions/search?{query(filter=IS_VERSIONED)}"),
]
