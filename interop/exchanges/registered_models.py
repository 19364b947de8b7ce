"""Registered models: creation, reading, changes, renames, deletion, and tags; prompts among them.

Exchanges that change nothing, since they read or are refused, share a scene: they are in READS.
"""

from comparison import Exchange, delete, get, patch, post
from exchanges import reasons

UNKNOWN = "interop-nobody"
LONG_NAME = "n" * 216 + "<name>"  # of 256
MARK = "mlflow.prompt.is_prompt"


def create(title, name="<name>", **fields):
    return post(title, "registered-models/create", {"name": name, **fields})


def update(title, name="<registered>", **fields):
    return patch(title, "registered-models/update", {"name": name, **fields})


def rename(title, new_name="<name>", name="<registered>"):
    return post(title, "registered-models/rename", {"name": name, "new_name": new_name})


def remove(title, name="<registered>"):
    return delete(title, "registered-models/delete", {"name": name})


def tag(title, key="stage", value="tuning", name="<registered>"):
    return post(title, "registered-models/set-tag", {"name": name, "key": key, "value": value})


def untag(title, key="team", name="<registered>"):
    return delete(title, "registered-models/delete-tag", {"name": name, "key": key})


def seen(exchange, name="<registered>"):
    return exchange.then_get(f"registered-models/get?name={name}")


def pair(key, value):
    return {"key": key, "value": value}


def limited(exchange):
    return exchange.but_ours_is_invalid(because=reasons.LIMIT)


CREATION = [
    create("register model"),
    seen(
        create(
            "register model with everything",
            description="a forest\nof é",
            tags=[pair("team", "vision"), pair("a/b c", ""), pair("é", "🧪")],
        ),
        "<name>",
    ),
    create("register model with empty description", description=""),
    create("register model named as a deleted one").after(
        create("first"), remove("gone", "<name>")
    ),
    create("register model named in another case", "A<name>").after(create("first", "a<name>")),
    *[create(f"register model named with {c}", f"a{c}b <name>") for c in "%\"'?#&\\@.;"],
    *[create(f"register model named {text}", f"{text} <name>") for text in ("日本", "🧪", " a  b")],
    create("register model with newline in name", "a\nb <name>"),
    create("register model with NUL in name", "a\0<name>").but_ours_is_invalid(
        because=reasons.TEXT
    ),
    create("register model with name of 256", LONG_NAME),
    limited(create("register model with name of 257", LONG_NAME + "n")),
    create("register model with description of 100000", description="é" * 100_000),
    limited(create("register model with description of 100001", description="d" * 100_001)),
    create("register model with a tag twice", tags=[pair("a", "1"), pair("a", "2")]),
    create("register model with tag without value", tags=[{"key": "a"}]),
    create("register model with number as tag", tags=[pair("a", 1)]).but_ours_is_invalid(
        because=reasons.TYPES
    ),
]

REFUSED_CREATION = [
    create("register model with name of another", "<registered>"),
    create("register model with name of a prompt", "<prompt>"),
    post("register model without name", "registered-models/create", {}),
    create("register model with empty name", ""),
    create("register model named blanks", "  "),
    create("register model named null", None),
    create("register model with number as name", 7),
    *[create(f"register model named with {c}", f"a{c}b <name>") for c in "/:"],
    *[
        create(f"register model named {name!r}", name)
        for name in (".", "..", "./a", "a/..", "/", ":", "models:/x")
    ],
    create("register model with lone surrogate in name", "a\ud800<name>"),
    create("register model with number as description", description=7),
    create("register model with tag without key", tags=[{"value": "a"}]),
    create("register model with bad tag key", tags=[pair("a#b", "1")]),
    create("register model with text as tags", tags="a"),
]

READING = [
    get("get registered model", "registered-models/get?name=<registered>"),
    get("get registered model with versions", "registered-models/get?name=<versioned>"),
    get("get registered prompt", "registered-models/get?name=<prompt>"),
    get("get unknown registered model", f"registered-models/get?name={UNKNOWN}"),
    get("get registered model with slash", "registered-models/get?name=a/b"),
    get("get registered model by nothing", "registered-models/get?name="),
    get("get registered model without name", "registered-models/get"),
    Exchange(
        *("get registered model by a body", "GET", "registered-models/get"),
        {"name": "<registered>"},
    ),
    get("get registered model by two names", "registered-models/get?name=<registered>&name=x"),
    get(
        "get registered model as the web page does",
        "/ajax-api/2.0/mlflow/registered-models/get?name=<versioned>",
    ),
    post(
        "get registered model by POST", "registered-models/get", {"name": "<registered>"}
    ).but_ours_is(405, because=reasons.ERRORS_ARE_JSON),
]

CHANGES = [
    seen(update("describe registered model", description="second é")),
    seen(update("describe registered model by nothing", description="")),
    seen(update("describe registered model by null", description=None)),
    seen(update("describe registered model without a word")),
    limited(update("describe registered model by 100001", description="d" * 100_001)),
    rename("rename registered model"),
    seen(rename("rename registered model with versions", name="<promoted>"), "<name>"),
    seen(rename("rename registered model, seen by its old name")),
    seen(rename("rename registered model to its own name", "<registered>")),
    limited(rename("rename registered model to name of 257", LONG_NAME + "n")),
    get("version of a renamed model", "model-versions/get?name=<name>&version=1").after(
        rename("renamed", name="<promoted>")
    ),
    get("alias of a renamed model", "registered-models/alias?name=<name>&alias=champion").after(
        rename("renamed", name="<promoted>")
    ),
    seen(create("register the old name of a renamed model", "<promoted>"), "<promoted>").after(
        rename("renamed", name="<promoted>")
    ),
    seen(remove("delete registered model")),
    remove("delete registered model with a version in Production", "<promoted>").then_get(
        "model-versions/get?name=<promoted>&version=1"
    ),
    remove("delete registered model twice").after(remove("gone")),
    seen(create("register a deleted model anew", "<promoted>"), "<promoted>").after(
        remove("gone", "<promoted>")
    ),
]

REFUSED_CHANGES = [
    update("describe registered model by number", description=7),
    update("describe unknown registered model", UNKNOWN, description="d"),
    patch("describe registered model without name", "registered-models/update", {}),
    update("describe registered model with slash", "a/b", description="d"),
    seen(rename("rename registered model to taken name", "<other registered>")),
    rename("rename registered model to name of a prompt", "<prompt>"),
    rename("rename registered model to nothing", ""),
    rename("rename registered model to blanks", " "),
    rename("rename registered model to a/b", "a/b"),
    rename("rename registered model to a:b", "a:b"),
    rename("rename registered model to ..", ".."),
    rename("rename unknown registered model", name=UNKNOWN),
    rename("rename unknown registered model to taken name", "<registered>", UNKNOWN),
    post(
        "rename registered model without new name",
        "registered-models/rename",
        {"name": "<registered>"},
    ),
    remove("delete unknown registered model", UNKNOWN),
    remove("delete registered model with slash", "a/b"),
    delete("delete registered model without name", "registered-models/delete", {}),
    seen(delete("delete registered model by query", "registered-models/delete?name=<registered>")),
]

TAGS = [
    seen(tag("tag registered model")),
    seen(tag("tag registered model anew", "team", "speech")),
    seen(tag("tag registered model with nothing", value="")),
    seen(tag("tag registered model without value", value=None)),
    seen(tag("tag registered model with odd key", "a/b c.d-e_é")),
    seen(tag("tag registered model with key of 250", "k" * 250)),
    tag("tag registered model with value of 100000", value="v" * 100_000),
    seen(untag("untag registered model")),
    seen(untag("untag registered model of what it has not", "nothing")),
    seen(tag("make a prompt of a registered model", MARK, "true")),
    seen(tag("tag prompt", name="<prompt>"), "<prompt>"),
]

REFUSED_TAGS = [
    tag("tag registered model with key of 251", "k" * 251),
    tag("tag registered model with value of 100001", value="v" * 100_001),
    tag("tag registered model with empty key", ""),
    tag("tag registered model with bad key", "a#b"),
    tag("tag registered model with climbing key", "../a"),
    tag("tag registered model with number", value=7),
    tag("tag unknown registered model", name=UNKNOWN),
    tag("tag registered model with slash", name="a/b"),
    untag("untag registered model by bad key", "a#b"),
    untag("untag registered model by empty key", ""),
    untag("untag unknown registered model", name=UNKNOWN),
    untag("untag registered model with slash", name="a/b"),
]

EXCHANGES = CREATION + CHANGES + TAGS
READS = READING + REFUSED_CREATION + REFUSED_CHANGES + REFUSED_TAGS
