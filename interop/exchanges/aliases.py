"""Aliases of versions: set, moved, deleted and followed, and the words that are none.

Exchanges that change nothing, since they read or are refused, share a scene: they are in READS.
"""

from comparison import delete, get, post

UNKNOWN = "interop-nobody"
PATH = "registered-models/alias"


def put(title, alias="challenger", number="2", name="<promoted>"):
    return post(title, PATH, {"name": name, "alias": alias, "version": number})


def remove(title, alias="champion", name="<promoted>"):
    return delete(title, PATH, {"name": name, "alias": alias})


def follow(title, alias, name="<versioned>"):
    return get(title, f"{PATH}?name={name}&alias={alias}")


def seen(exchange):
    return exchange.then_get("registered-models/get?name=<promoted>")


SETTING = [
    seen(put("set alias")),
    put("set alias, seen from the version").then_get(
        "model-versions/get?name=<promoted>&version=2"
    ),
    put("set alias, then followed").then_get(f"{PATH}?name=<promoted>&alias=challenger"),
    seen(put("move alias", "champion")),
    put("move alias, seen from the version that had it", "champion").then_get(
        "model-versions/get?name=<promoted>&version=1"
    ),
    seen(put("set alias to where it is", "champion", "1")),
    seen(put("set alias of version 02", number="02")),
    *[
        put(f"set alias {alias!r}", alias).then_get(f"{PATH}?name=<promoted>&alias={alias}")
        for alias in ("1", "é", "a-b", "a_b", "Champion", "日本", "v", "v1a", "V-1", "latest2")
    ],
    put("set alias 'Production'", "Production"),
    put("set alias of 255", "a" * 255),
]

DELETING = [
    seen(remove("delete alias")),
    seen(remove("delete alias that is not there", "nothing")),
    remove("delete alias twice").after(remove("gone")),
    seen(remove("delete reserved alias", "latest")),
]

REFUSED = [
    *[
        seen(put(f"set reserved alias {alias!r}", alias))
        for alias in ("latest", "LATEST", "lATEst", "v1", "V23", "v01", "v0")
    ],
    *[
        put(f"set alias {alias!r}", alias)
        for alias in ("", " ", "a b", "a/b", "a:b", "a@b", "a.b", "a%b", "a#b", "..", "a\nb", "🧪")
    ],
    put("set alias of 256", "a" * 256),
    put("set alias that is a number", 7),
    put("set alias of an unknown version", number="99"),
    put("set alias of a deleted version", number="6", name="<versioned>"),
    put("set alias of version x", number="x"),
    put("set alias of version by number", number=1),
    put("set alias of an unknown model", name=UNKNOWN),
    put("set alias of a model with slash", name="a/b"),
    post("set alias without version", PATH, {"name": "<promoted>", "alias": "a"}),
    post("set alias without alias", PATH, {"name": "<promoted>", "version": "1"}),
    remove("delete alias of bad characters", "a b"),
    remove("delete empty alias", ""),
    remove("delete alias of an unknown model", name=UNKNOWN),
    seen(delete("delete alias by query", f"{PATH}?name=<promoted>&alias=champion")),
]

FOLLOWING = [
    follow("get by alias", "champion"),
    follow("get by another alias of the same version", "runner-up"),
    follow("get by alias in another case", "CHAMPION"),
    follow("get by unknown alias", "nobody"),
    follow("get by alias of a deleted version", "gone"),
    follow("get by alias latest", "latest"),
    follow("get by alias LATEST", "LATEST"),
    follow("get by alias v1", "v1"),
    follow("get by alias of bad characters", "a%20b"),
    follow("get by empty alias", ""),
    follow("get by alias of an unknown model", "champion", UNKNOWN),
    follow("get by alias latest of a model without versions", "latest", "<registered>"),
    follow("get by alias latest of an unknown model", "latest", UNKNOWN),
    get("get by alias without alias", f"{PATH}?name=<versioned>"),
    get("get by alias without name", f"{PATH}?alias=champion"),
]

EXCHANGES = SETTING + DELETING
READS = FOLLOWING + REFUSED
