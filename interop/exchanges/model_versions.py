"""Versions of registered models: creation, reading, changes, tags and deletion.

Exchanges that change nothing, since they read or are refused, share a scene: they are in READS.
"""

from comparison import delete, get, patch, post
from exchanges import reasons

UNKNOWN = "interop-nobody"


def create(title, source="s3://models/folder", name="<registered>", **fields):
    return post(title, "model-versions/create", {"name": name, "source": source, **fields})


def update(title, number="1", name="<promoted>", **fields):
    return patch(title, "model-versions/update", {"name": name, "version": number, **fields})


def remove(title, number="1", name="<promoted>"):
    return delete(title, "model-versions/delete", {"name": name, "version": number})


def tag(title, key="stage", value="tuning", number="1", name="<promoted>"):
    body = {"name": name, "version": number, "key": key, "value": value}
    return post(title, "model-versions/set-tag", body)


def untag(title, key="a", number="1", name="<promoted>"):
    body = {"name": name, "version": number, "key": key}
    return delete(title, "model-versions/delete-tag", body)


def seen(exchange, number="1", name="<promoted>"):
    return exchange.then_get(f"model-versions/get?name={name}&version={number}")


def limited(exchange):
    return exchange.but_ours_is_invalid(because=reasons.LIMIT)


CREATION = [
    seen(create("create version"), "1", "<registered>"),
    seen(
        create(
            "create version with everything",
            run_id="<run>",
            run_link="http://elsewhere/runs/1",
            description="first\né",
            tags=[{"key": "a", "value": "1"}, {"key": "é/ü", "value": ""}],
        ),
        *("1", "<registered>"),
    ),
    create("create version with empty texts", run_id="", run_link="", description=""),
    create("create version after another").after(create("first")),
    create("create version after a deleted one").after(
        create("first"), create("second"), remove("gone", "2", "<registered>")
    ),
    create("create version, seen from its model").then_get(
        "registered-models/get?name=<registered>"
    ),
    limited(create("create version with description of 100001", description="d" * 100_001)),
    limited(create("create version with run of 257", run_id="r" * 257)),
    limited(create("create version with source of 2049", "s3://b/" + "s" * 2042)),
    limited(create("create version with link of 2049", run_link="l" * 2049)),
    create("create version with a tag twice", tags=[{"key": "a", "value": str(i)} for i in (1, 2)]),
    create("create version with tag without value", tags=[{"key": "a"}]),
]

REFUSED_CREATION = [
    create("create version of an unknown model", name=UNKNOWN),
    create("create version of a model with slash", name="a/b"),
    create("create version of a model without name", name=""),
    post("create version without source", "model-versions/create", {"name": "<registered>"}),
    create("create version with empty source", ""),
    create("create version with number as source", 7),
    create("create version with number as run", run_id=7),
    create("create version with number as model", model_id=7),
    create("create version with tag without key", tags=[{"value": "a"}]),
    create("create version with bad tag key", tags=[{"key": "a#b", "value": "1"}]),
    create("create version with text as tags", tags="a"),
]

CHANGES = [
    seen(update("describe version", description="second é")),
    seen(update("describe version by nothing", description="")),
    seen(update("describe version without a word")),
    seen(update("describe version 01", "01", description="second")),
    limited(update("describe version by 100001", description="d" * 100_001)),
    seen(remove("delete version", "2"), "2"),
    seen(remove("delete version in Production")),
    remove("delete version, seen from its alias").then_get("registered-models/get?name=<promoted>"),
    remove("delete version, seen from its other").then_get(
        "model-versions/get?name=<promoted>&version=2"
    ),
    remove("delete version twice").after(remove("gone")),
    seen(remove("delete version 01", "01")),
]

REFUSED_CHANGES = [
    update("describe version 6 that is deleted", "6", "<versioned>", description="d"),
    update("describe version x", "x", description="d"),
    update("describe version by number", 1, description="d"),
    update("describe version of an unknown model", name=UNKNOWN, description="d"),
    patch("describe version without version", "model-versions/update", {"name": "<promoted>"}),
    remove("delete version x", "x"),
    remove("delete version by number", 1),
    remove("delete unknown version", "99"),
    remove("delete version of an unknown model", name=UNKNOWN),
    delete("delete version without version", "model-versions/delete", {"name": "<promoted>"}),
    seen(delete("delete version by query", "model-versions/delete?name=<promoted>&version=1")),
]

TAGS = [
    seen(tag("tag version")),
    seen(tag("tag version anew", "a", "2")),
    seen(tag("tag version with nothing", value="")),
    seen(tag("tag version without value", value=None)),
    seen(tag("tag version 01", number="01")),
    tag("tag version with value of 100000", value="v" * 100_000),
    seen(untag("untag version")),
    seen(untag("untag version of what it has not", "nothing")),
]

REFUSED_TAGS = [
    tag("tag version with number", value=7),
    tag("tag version with key of 251", "k" * 251),
    tag("tag version with value of 100001", value="v" * 100_001),
    tag("tag version with empty key", ""),
    tag("tag version with bad key", "a#b"),
    tag("tag version x", number="x"),
    tag("tag version by number", number=1),
    tag("tag version 6 that is deleted", number="6", name="<versioned>"),
    tag("tag version of an unknown model", name=UNKNOWN),
    untag("untag version 6 that is deleted", number="6", name="<versioned>"),
    untag("untag version x", number="x"),
    untag("untag version of an unknown model", name=UNKNOWN),
    untag("untag version by empty key", ""),
    untag("untag version by bad key", "a#b"),
]


def versioned(title, path, number):
    number = number.replace("+", "%2B").replace(" ", "%20")
    return get(title, f"model-versions/{path}?name=<versioned>&version={number}")


def spelled(exchange_of, *numbers):
    """Both calls that name a version in the query, and a write that does so in its body."""
    for number in numbers:
        yield exchange_of(versioned(f"get version {number!r}", "get", number))
        uri = versioned(f"download uri of version {number!r}", "get-download-uri", number)
        yield exchange_of(uri)
        yield exchange_of(remove(f"delete version {number!r}", number, "<registered>"))


def same(exchange):
    return exchange


def not_digits(exchange):
    return exchange.but_ours_is_invalid(because=reasons.VERSION)


def too_large(exchange):
    return exchange.but_ours_is(404, because=reasons.CLIENT_FAULT)


SPELLINGS = [
    *spelled(same, "001", "0", "-1", "x", "", "1.0", "1e0", "99", "6", "2147483647"),
    *spelled(same, "2147483648", "9" * 18),
    *spelled(not_digits, "+1", " 1", "1 ", "٢", "1_0"),
    *spelled(too_large, "9" * 19, "9" * 40),
]

READING = [
    *[versioned(f"get version {number}", "get", number) for number in "12345"],
    get("get version of an unknown model", f"model-versions/get?name={UNKNOWN}&version=1"),
    get("get version of a model with slash", "model-versions/get?name=a/b&version=1"),
    get("get version without version", "model-versions/get?name=<versioned>"),
    get("get version without name", "model-versions/get?version=1"),
    get("get version of a prompt", "model-versions/get?name=<prompt>&version=1"),
    get("download uri of version 1", "model-versions/get-download-uri?name=<versioned>&version=1"),
    get("download uri without version", "model-versions/get-download-uri?name=<versioned>"),
    get("download uri without name", "model-versions/get-download-uri?version=1"),
    get("download uri of a model with slash", "model-versions/get-download-uri?name=a/b&version=1"),
    get(
        "download uri of an unknown model",
        f"model-versions/get-download-uri?name={UNKNOWN}&version=1",
    ),
    get(
        "download uri of a run's version",
        "model-versions/get-download-uri?name=<model of run>&version=1",
    ),
]

EXCHANGES = CREATION + CHANGES + TAGS
READS = READING + SPELLINGS + REFUSED_CREATION + REFUSED_CHANGES + REFUSED_TAGS
