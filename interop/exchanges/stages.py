"""Stages of versions: transitions with and without archiving, and the latest of each stage.

Exchanges that change nothing, since they read or are refused, share a scene: they are in READS.
"""

from comparison import get, post
from exchanges import reasons

UNKNOWN = "interop-nobody"
PATH = "model-versions/transition-stage"


def move(title, stage="Staging", number="2", name="<promoted>", **fields):
    return post(title, PATH, {"name": name, "version": number, "stage": stage, **fields})


def archive(title, stage="Production", number="4"):
    return move(title, stage, number, "<versioned>", archive_existing_versions=True)


def seen(exchange, number="2", name="<promoted>"):
    return exchange.then_get(f"model-versions/get?name={name}&version={number}")


def model_seen(exchange, name="<promoted>"):
    return exchange.then_get(f"registered-models/get?name={name}")


def refused(exchange):
    return exchange.but_ours_is_invalid(because=reasons.CLIENT_FAULT)


STAGES = ("None", "Staging", "Production", "Archived")

TRANSITIONS = [
    *[model_seen(move(f"move to {stage}", stage)) for stage in STAGES],
    model_seen(move("move back to None", "None", "1")),
    *[move(f"move to {stage}", stage) for stage in ("production", "STAGING", "nOnE", "archived")],
    model_seen(move("move to where it is", "Production", "1")),
    seen(move("move version 02", number="02")),
    seen(move("move and archive", "Production", archive_existing_versions=True), "1"),
    seen(move("move and do not archive", "Production", archive_existing_versions=False), "1"),
    seen(move("move and archive by null", "Production", archive_existing_versions=None), "1"),
    seen(move("move and archive by camelCase", "Production", archiveExistingVersions=True), "1"),
    seen(move("move to lower case and archive", "production", archive_existing_versions=True), "1"),
    move("move version of a prompt", number="1", name="<prompt>"),
    move("move, seen from the alias", number="1").then_get(
        "registered-models/alias?name=<promoted>&alias=champion"
    ),
]

ARCHIVING = [
    model_seen(archive("archive two"), "<versioned>"),
    seen(archive("archive two, seen from the first"), "2", "<versioned>"),
    seen(archive("archive two, seen from the second"), "3", "<versioned>"),
    seen(archive("archive two, seen from another stage"), "5", "<versioned>"),
    seen(archive("archive the other by moving to where it is", number="3"), "2", "<versioned>"),
    seen(archive("archive what is in Staging", "Staging"), "5", "<versioned>"),
    seen(
        archive("archive what is in Staging, seen from Production", "Staging"), "3", "<versioned>"
    ),
]

REFUSED = [
    *[
        model_seen(move(f"move to unknown stage {stage!r}", stage))
        for stage in ("Live", "", " Production", "Production ", "Stage", "4", "PROD", "Prodüction")
    ],
    move("move to a number", 2),
    move("move to null", None),
    post("move without stage", PATH, {"name": "<promoted>", "version": "2"}),
    post("move without version", PATH, {"name": "<promoted>", "stage": "Staging"}),
    post("move without name", PATH, {"version": "2", "stage": "Staging"}),
    refused(seen(archive("move to Archived and archive", "Archived"), "1", "<versioned>")),
    refused(seen(archive("move to None and archive", "None"), "4", "<versioned>")),
    archive("move to unknown stage and archive", "Live"),
    move("move and archive by text", "Production", archive_existing_versions="true"),
    move("move and archive by number", "Production", archive_existing_versions=1),
    move("move version x", number="x"),
    move("move version by number", number=2),
    move("move unknown version", number="99"),
    move("move deleted version", number="6", name="<versioned>"),
    move("move version of an unknown model", name=UNKNOWN),
    move("move version of a model with slash", name="a/b"),
]


def latest(title, stages=None, name="<versioned>"):
    body = {"name": name, **({} if stages is None else {"stages": stages})}
    return post(title, "registered-models/get-latest-versions", body)


def latest_by_get(title, query="", name="<versioned>"):
    return get(title, f"registered-models/get-latest-versions?name={name}{query}")


LATEST = [
    latest("latest versions"),
    latest("latest versions of no stages", []),
    *[latest(f"latest versions in {stage}", [stage]) for stage in STAGES],
    *[latest(f"latest versions in {s}", [s]) for s in ("production", "STAGING", "nOnE")],
    latest("latest versions in two stages", ["Production", "Staging"]),
    latest("latest versions in a stage twice", ["Production", "production"]),
    latest("latest versions in an unknown stage", ["Live"]),
    latest("latest versions in a known and an unknown stage", ["Production", "Live"]),
    latest("latest versions in an empty stage", [""]),
    latest("latest versions in a text of a stage", "Production"),
    latest("latest versions in a number", [1]),
    latest("latest versions of a model without any", name="<registered>"),
    latest("latest versions in a stage of a model without any", ["Production"], "<registered>"),
    latest("latest versions of a prompt", name="<prompt>"),
    latest("latest versions of an unknown model", name=UNKNOWN),
    latest("latest versions of a model with slash", name="a/b"),
    post("latest versions of nothing", "registered-models/get-latest-versions", {}),
    latest_by_get("latest versions by GET"),
    latest_by_get("latest versions in a stage by GET", "&stages=Production"),
    latest_by_get("latest versions in two stages by GET", "&stages=Production&stages=archived"),
    latest_by_get("latest versions in an unknown stage by GET", "&stages=Live"),
    latest_by_get("latest versions of an unknown model by GET", name=UNKNOWN),
    get("latest versions of nothing by GET", "registered-models/get-latest-versions"),
]

EXCHANGES = TRANSITIONS + ARCHIVING
READS = LATEST + REFUSED
