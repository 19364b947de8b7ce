"""Experiments: creation, names, locations, tags, rename, deletion, search."""

from comparison import get, post
from exchanges import reasons

UNKNOWN = "987654321987"
LONG = "v" * 20_001
NAME_LENGTH = len("interop-") + 32
BY_NAME = "experiments/get-by-name?experiment_name=<name>"
GET = "experiments/get?experiment_id=<experiment>"


def create(title, **fields):
    return post(title, "experiments/create", fields)


def located(title, location):
    return create(title, name="<name>", artifact_location=location)


def refused_here(exchange):
    return exchange.but_ours_is_invalid(because=reasons.LOCATION)


def rename(title, experiment, new_name):
    return post(title, "experiments/update", {"experiment_id": experiment, "new_name": new_name})


def delete(experiment="<experiment>", title="delete experiment"):
    return post(title, "experiments/delete", {"experiment_id": experiment})


def restore(experiment="<experiment>", title="restore experiment"):
    return post(title, "experiments/restore", {"experiment_id": experiment})


def tag(title, key, value, experiment="<experiment>"):
    return post(
        title,
        "experiments/set-experiment-tag",
        {"experiment_id": experiment, "key": key, "value": value},
    )


def untag(title, key, experiment="<experiment>"):
    return post(
        title, "experiments/delete-experiment-tag", {"experiment_id": experiment, "key": key}
    )


def search(title, **fields):
    return post(title, "experiments/search", fields)


CREATION = [
    create("create experiment", name="<name>").then_get(BY_NAME),
    create(
        "create experiment with tags",
        name="<name>",
        tags=[{"key": "team", "value": "vision"}, {"key": "empty", "value": ""}],
    ).then_get(BY_NAME),
    create(
        "create experiment with a tag without value", name="<name>", tags=[{"key": "t"}]
    ).then_get(BY_NAME),
    create(
        "create experiment with bad tag key", name="<name>", tags=[{"key": "a#b", "value": "v"}]
    ).then_get(BY_NAME),
    create("create experiment with a tag without key", name="<name>", tags=[{"value": "v"}]),
    create("create experiment with long tag", name="<name>", tags=[{"key": "t", "value": LONG}]),
    create(
        "create experiment with a tag twice",
        name="<name>",
        tags=[{"key": "t", "value": "1"}, {"key": "t", "value": "2"}],
    ).but_ours_is_invalid(because="MLflow says that the experiment exists, which is not so"),
    create("create experiment with blanks around its name", name="  <name>  ").then_get(
        "experiments/get-by-name?experiment_name=  <name>  "
    ),
    create("create experiment without tags", name="<name>", tags=[]).then_get(BY_NAME),
    create("create experiment with tags as text", name="<name>", tags="team"),
    create("create experiment without name"),
    create("create experiment with empty name", name=""),
    create("create experiment with null name", name=None),
    create("create experiment with number as name", name=7),
    create("create experiment with name of 256", name="<name>" + "é" * (256 - NAME_LENGTH)),
    create("create experiment with name of 501", name="x" * 501),
    create("create experiment with name of 300", name="<name>" + "x" * 260).but_ours_is_invalid(
        because=reasons.CONSTRAINT
    ),
    create("create experiment with taken name", name="<taken name>"),
    create("create experiment with its name taken before", name="<name>").after(
        create("first", name="<name>")
    ),
]

LOCATIONS = [
    located("s3 location", "s3://bucket/prefix").then_get(BY_NAME),
    located("s3 location with trailing slash", "s3://bucket/prefix/").then_get(BY_NAME),
    located("gs location", "gs://bucket/prefix").then_get(BY_NAME),
    located("proxied location", "mlflow-artifacts:/foo").then_get(BY_NAME),
    located("proxied location of a host", "mlflow-artifacts://host/foo"),
    located("runs location", "runs:/abc/model"),
    located("location with fragment", "s3://bucket/prefix#part"),
    located("http location", "http://example.com/a"),
    located("https location", "https://example.com/a"),
    located("ftp location", "ftp://example.com/a"),
    located("hdfs location", "hdfs://example.com/a"),
    located("location of 2049", "s3://bucket/" + "x" * 2037),
    located("empty location", "").then_get(BY_NAME),
    located("number as location", 7),
    refused_here(located("local path as location", "/etc")),
    refused_here(located("relative path as location", "some/folder")),
    refused_here(located("file location", "file:///etc")),
]

READING = [
    get("get experiment", GET),
    get("get deleted experiment", "experiments/get?experiment_id=<deleted experiment>"),
    get("get unknown experiment", f"experiments/get?experiment_id={UNKNOWN}"),
    get("get experiment by a word", "experiments/get?experiment_id=abc"),
    get("get experiment by nothing", "experiments/get?experiment_id="),
    get("get experiment by a negative id", "experiments/get?experiment_id=-1"),
    get("get experiment by a huge id", f"experiments/get?experiment_id={'9' * 40}").but_ours_is(
        404, "RESOURCE_DOES_NOT_EXIST", because=reasons.CLIENT_FAULT
    ),
    get("get experiment by an id with zeros", "experiments/get?experiment_id=000"),
    get(
        "get experiment by an id with blank", "experiments/get?experiment_id=%200"
    ).but_ours_is_invalid(because=reasons.DIGITS),
    get(
        "get experiment by Arabic digits", "experiments/get?experiment_id=%D9%A0"
    ).but_ours_is_invalid(because=reasons.DIGITS),
    get("get experiment by name", "experiments/get-by-name?experiment_name=<taken name>"),
    get("get experiment by unknown name", BY_NAME),
    get("get experiment by empty name", "experiments/get-by-name?experiment_name="),
    get("get experiment without a name", "experiments/get-by-name"),
]

CHANGES = [
    rename("rename experiment", "<experiment>", "<name>").then_get(GET),
    rename("rename experiment to its own name", "<experiment>", "<name>").after(
        rename("first", "<experiment>", "<name>")
    ),
    rename("rename unknown experiment", UNKNOWN, "<name>"),
    rename("rename experiment to nothing", "<experiment>", "").then_get(GET),
    post("rename experiment without name", "experiments/update", {"experiment_id": "<experiment>"}),
    rename("rename experiment to a taken name", "<experiment>", "<taken name>").but_ours_is(
        400, "RESOURCE_ALREADY_EXISTS", because="the code that creation gives, too"
    ),
    rename(
        "rename experiment to a name of 300", "<experiment>", "<name>" + "x" * 260
    ).but_ours_is_invalid(because=reasons.CONSTRAINT),
    rename("rename deleted experiment", "<deleted experiment>", "<name>").but_ours_is_invalid(
        because=reasons.CLIENT_FAULT
    ),
    delete().then_get(GET),
    delete("<deleted experiment>", "delete deleted experiment"),
    delete(UNKNOWN, "delete unknown experiment"),
    delete("abc", "delete experiment by a word"),
    delete("", "delete experiment by nothing"),
    restore("<deleted experiment>").then_get("experiments/get?experiment_id=<deleted experiment>"),
    restore(title="restore active experiment"),
    restore(UNKNOWN, "restore unknown experiment"),
    post(
        "create run in deleted experiment", "runs/create", {"experiment_id": "<deleted experiment>"}
    ),
    get("run of a deleted experiment", "runs/get?run_id=<run with data>").after(
        get("the run", "runs/get?run_id=<run with data>"), delete()
    ),
    get("run of a restored experiment", "runs/get?run_id=<deleted run>").after(
        get("the run", "runs/get?run_id=<deleted run>"), delete(), restore()
    ),
]

TAGS = [
    tag("tag experiment", "team", "vision").then_get(GET),
    tag("tag experiment again", "team", "speech")
    .after(tag("first", "team", "vision"))
    .then_get(GET),
    tag("tag experiment with nothing", "team", "").then_get(GET),
    post(
        "tag experiment without value",
        "experiments/set-experiment-tag",
        {"experiment_id": "<experiment>", "key": "team"},
    ).then_get(GET),
    tag("tag experiment with a number", "team", 7),
    tag("tag experiment with bad key", "a#b", "v"),
    tag("tag experiment with key of 250", "k" * 250, "v").then_get(GET),
    tag("tag experiment with key of 251", "k" * 251, "v"),
    tag("tag experiment with value of 20000", "k", "🧪" * 20_000).then_get(GET),
    tag("tag experiment with value of 20001", "k", LONG),
    tag("tag deleted experiment", "team", "vision", "<deleted experiment>"),
    tag("tag unknown experiment", "team", "vision", UNKNOWN),
    untag("untag experiment", "team").after(tag("first", "team", "vision")).then_get(GET),
    untag("untag experiment of a missing tag", "team"),
    untag("untag unknown experiment", "team", UNKNOWN),
    untag("untag deleted experiment", "team", "<deleted experiment>"),
]

SEARCH = [
    search("search without max_results"),
    search("search with max_results 0", max_results=0),
    search("search with max_results -1", max_results=-1),
    search("search with max_results 50001", max_results=50_001),
    search("search with max_results as word", max_results="many"),
    search("search ordered by nonsense", max_results=5, order_by=["color"]),
    search("search ordered in no direction", max_results=5, order_by=["name sideways"]),
    search("search ordered by a text", max_results=5, order_by="name"),
    search("search with a wrong token", max_results=5, page_token="nonsense"),
    search("search with a number as token", max_results=5, page_token=7),
    get("search by GET without max_results", "experiments/search"),
    get("search by GET with a wrong number", "experiments/search?max_results=many"),
    search("search with an unknown view", max_results=5, view_type="BOGUS").but_ours_is_invalid(
        because=reasons.TYPES
    ),
]

EXCHANGES = CREATION + LOCATIONS + READING + CHANGES + TAGS + SEARCH
