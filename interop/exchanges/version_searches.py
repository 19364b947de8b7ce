"""Searches for versions of registered models: filters, orders and pages.

They ask the scene of registered_model_searches.py: A has the versions 1 to 3, and a deleted 4; b
and the prompt D have one. A1 was changed last.
"""

from comparison import get
from exchanges.registered_model_searches import (
    ALL,
    IS_VERSIONED,
    MARK,
    SMALL_A,
    A,
    B,
    query,
    refused,
    slip,
)


def versions(title, **parameters):
    return get(title, f"model-versions/search?{query(**parameters)}").names_only()


def where(text):
    return versions(f"versions where {text}", filter=text)


def among(text):
    """Other versions of the server are kept out."""
    return versions(f"versions with {text}", filter=f"{text} AND {ALL}")


def ordered(*order):
    return versions(f"versions ordered by {list(order)}", filter=ALL, order_by=list(order))


FILTERS = [
    where(ALL),
    where(f"name = '{A}'"),
    where(f'name = "{A}"'),
    where(f"name ILIKE '{SMALL_A}'"),
    where(f"name IN ('{A}')"),
    where(f"name IN ('{A}','{B}')"),
    where(f"attribute.name = '{A}'"),
    where(f"version_number = 1 AND name='{A}'"),
    *[
        among(text)
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
        where(text)
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
    refused(where("tags.t IS NULL")),
    refused(where("version_number = 99999999999999999999")),
    slip(where(f"AND {ALL}")),
]

ORDERS = [
    ordered(),
    ordered("name"),
    ordered("name DESC"),
    ordered("version_number"),
    ordered("version_number DESC"),
    ordered("creation_timestamp"),
    ordered("creation_timestamp DESC"),
    ordered("last_updated_timestamp"),
    ordered("last_updated_timestamp ASC"),
    ordered("last_updated_timestamp DESC"),
    ordered("name", "version_number ASC"),
    ordered("attribute.version_number"),
    ordered("timestamp"),
    ordered("run_id"),
    ordered("source_path"),
    ordered("current_stage"),
    ordered("version"),
    ordered("tags.t"),
    ordered(""),
    refused(ordered("name", "name")),
]

PAGES = [
    versions("a page of 2 versions", filter=ALL, max_results=2),
    versions("a page of 4 versions", filter=ALL, max_results=4),
    versions("a page of 0 versions", filter=ALL, max_results=0),
    versions("a page of -1 versions", filter=ALL, max_results=-1),
    versions("a page of 200000 versions", filter=ALL, max_results=200_000),
    versions("a page of 200001 versions", filter=ALL, max_results=200_001),
    versions("versions behind a bad token", filter=ALL, page_token="bad"),
]

SEARCHES = FILTERS + ORDERS + PAGES

# A whole answer, with the fields that a search leaves out.
READS = [get("found versions", f"model-versions/search?{query(filter=IS_VERSIONED)}")]
