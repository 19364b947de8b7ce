"""Searches for registered models: filters, orders and pages.

All of them ask the same scene, which none of them changes: the models A, b, C and the prompt D,
whose names begin with `<searched registry>`. Those for their versions are in version_searches.py.
"""

from urllib.parse import quote

from comparison import get
from exchanges import reasons

PREFIX = "<searched registry>"
ALL = f"name LIKE '{PREFIX}-%'"
MARK = "mlflow.prompt.is_prompt"
IS_VERSIONED = "name = '<versioned>'"


def query(**parameters):
    pairs = [
        (key, str(entry))
        for key, value in parameters.items()
        for entry in (value if isinstance(value, list) else [value])
    ]
    return "&".join(f"{key}={quote(value, safe='<> ')}" for key, value in pairs)


def refused(exchange):
    return exchange.but_ours_is_invalid(because=reasons.CLIENT_FAULT)


def empty(exchange):
    return exchange.but_ours_is_invalid(because="a page of nothing leads nowhere: it is a mistake")


def slip(exchange):
    return exchange.but_ours_is_invalid(because=reasons.SLIP)


def name(letter):
    return f"{PREFIX}-{letter}"


A, B, SMALL_A = name("A"), name("b"), name("a")


def models(title, **parameters):
    return get(title, f"registered-models/search?{query(**parameters)}").names_only()


def where(text):
    return models(f"registered models where {text}", filter=text)


def among(text):
    """Other models of the server are kept out."""
    return models(f"registered models with {text}", filter=f"{text} AND {ALL}")


def ordered(*order):
    return models(f"registered models ordered by {list(order)}", filter=ALL, order_by=list(order))


FILTERS = [
    where(ALL),
    where(f"name = '{A}'"),
    where(f"name = '{SMALL_A}'"),
    where(f'name = "{A}"'),
    where(f"name like '{PREFIX}%'"),
    where(f"name LIKE '{PREFIX}__'"),
    where(f"name ILIKE '{name('B')}'"),
    where(f"name IN ('{A}','{B}')"),
    where(f"name IN ('{A}',)"),
    where(f"name IN ('{A}', 'nobody') AND name != '{A}'"),
    where(f"attribute.name = '{A}'"),
    *[
        among(text)
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
        where(text)
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
    refused(where("tags.t IS NULL")),
    refused(where("name IS NULL")),
    slip(where(f"AND {ALL}")),
    slip(where(f"{ALL} AND")),
    slip(where(f"{ALL} {ALL}")),
]

ORDERS = [
    ordered(),
    ordered("name"),
    ordered("name ASC"),
    ordered("name DESC"),
    ordered("name desc"),
    ordered("timestamp"),
    ordered("timestamp ASC"),
    ordered("timestamp DESC"),
    ordered("last_updated_timestamp"),
    ordered("last_updated_timestamp DESC"),
    ordered("timestamp", "name DESC"),
    ordered("`name`").but_ours_finds(
        *"ACb", because="a key may stand in backticks in an order as in a filter"
    ),
    ordered("attribute.name"),
    ordered("creation_timestamp"),
    ordered("tags.t"),
    ordered("bogus"),
    ordered("name UP"),
    ordered(""),
    refused(ordered("name", "name DESC")),
    refused(ordered("timestamp", "last_updated_timestamp")),
]

PAGES = [
    models("a page of 2 registered models", filter=ALL, max_results=2),
    models("a page of 3 registered models", filter=ALL, max_results=3),
    empty(models("a page of 0 registered models", filter=ALL, max_results=0)),
    empty(models("a page of -1 registered models", filter=ALL, max_results=-1)),
    models("a page of 1000 registered models", filter=ALL, max_results=1000),
    models("a page of 1001 registered models", filter=ALL, max_results=1001),
    models("a page of x registered models", filter=ALL, max_results="x"),
    models("registered models behind an empty token", filter=ALL, page_token=""),
    models("registered models behind a bad token", filter=ALL, page_token="bad"),
]

SEARCHES = FILTERS + ORDERS + PAGES

# A whole answer, with the fields that a search leaves out.
READS = [get("a found registered model", f"registered-models/search?{query(filter=IS_VERSIONED)}")]
