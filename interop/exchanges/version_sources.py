"""Where the files of a version may lie, copies of versions, and versions of prompts.

Exchanges that are refused share a scene: they are in READS.
"""

from comparison import delete, get, post
from exchanges import reasons
from exchanges.model_versions import UNKNOWN, create, seen

NOBODY = "0" * 32
RUN_ROOT = "mlflow-artifacts:/<experiment>/<run>/artifacts"
MODEL_ROOT = "mlflow-artifacts:/<experiment>/models/<model>/artifacts"
MARK = {"key": "mlflow.prompt.is_prompt", "value": "true"}


def created(exchange, number="1", name="<registered>"):
    """Where its files lie afterwards."""
    return exchange.then_get(f"model-versions/get-download-uri?name={name}&version={number}")


def elsewhere(exchange):
    return exchange.but_ours_is_invalid(because=reasons.LOCATION)


def unclear(exchange):
    return exchange.but_ours_is_invalid(because=reasons.UNCLEAR_PATH)


def of_run(title, path, run_id="<run>"):
    return create(title, f"{RUN_ROOT}{path}", run_id=run_id)


RUNS = [
    created(of_run("version of a folder of a run", "/model")),
    seen(of_run("version of all files of a run", ""), "1", "<registered>"),
    of_run("version of a deleted run", "/model").after(
        post("gone", "runs/delete", {"run_id": "<run>"})
    ),
    created(create("version by a runs: path", "runs:/<run>/model", run_id="<run>")),
    created(create("version by a runs: path alone", "runs:/<run>", run_id="<run>")),
    created(of_run("version at a path with two slashes", "/a//m")),
    unclear(of_run("version at a path with backslashes", "/a\\..\\m")),
]

MODELS = [
    created(create("version of a model", "models:/<model>", model_id="<model>")),
    create("version of a model and its run", "models:/<model>", model_id="<model>", run_id="<run>"),
    create("version of a model, seen from it", "models:/<model>", model_id="<model>").then_get(
        "logged-models/<model>"
    ),
    created(
        create(
            "version of a model that a run made", "models:/<made model>", model_id="<made model>"
        )
    ),
    create(
        "version of a model and another run",
        "models:/<made model>",
        model_id="<made model>",
        run_id="<other run>",
    ),
    created(create("version of a model's files", MODEL_ROOT, model_id="<model>")),
    create("version of a folder of a model's", f"{MODEL_ROOT}/folder", model_id="<model>"),
]

STORES = [
    *[
        created(create(f"version at {source}", source))
        for source in (
            "s3://models/a b/é",
            "s3://models/folder?versionId=1",
            "s3://models/folder/",
            "s3://models//folder",
            "gs://models/folder",
            "wasbs://a@b.example/folder",
            "dbfs:/models/folder",
            "s3:/models/folder",
            "unknown-scheme://a/b",
        )
    ],
    elsewhere(create("version at a path with fragment", "s3://models/folder#part")),
]

REFUSED = [
    of_run("version of a run without its id", "/model", None),
    of_run("version of a run by the id of another", "/model", "<other run>"),
    of_run("version of a run by an unknown id", "/model", NOBODY),
    of_run("version of a folder beside a run's", "-more/model"),
    create("version of all of a store", "mlflow-artifacts:/", run_id="<run>"),
    create("version of all of an experiment", "mlflow-artifacts:/<experiment>", run_id="<run>"),
    *[
        of_run(f"version by a climbing path {path}", f"/{path}")
        for path in ("../m", "%2e%2e/m", "%252e%252e/m", "a/../../m", "./m", "..")
    ],
    create("version by a runs: path without its id", "runs:/<run>/model"),
    create("version by a runs: path of another", "runs:/<run>/model", run_id="<other run>"),
    create("version by a runs: path of nobody", f"runs:/{NOBODY}/model"),
    create("version by a climbing runs: path", "runs:/<run>/../m", run_id="<run>"),
    create("version by a runs: path of a host", "runs://host/<run>/model", run_id="<run>"),
    create("version of a model without its id", "models:/<model>"),
    create("version of a model by the id of another", "models:/<model>", model_id="<other model>"),
    create("version of a model by its run alone", "models:/<model>", run_id="<run>"),
    *[
        create(f"version of {which}", f"models:/{id}", model_id=id).but_ours_is(
            400, because=reasons.CLIENT_FAULT
        )
        for which, id in (
            ("an unknown model", f"m-{NOBODY}"),
            ("a deleted model", "<deleted model>"),
        )
    ],
    create("version of a model's files without its id", MODEL_ROOT),
    create("version of a model's files by its run", MODEL_ROOT, run_id="<run>"),
    create("version of a run's files by a model", f"{RUN_ROOT}/model", model_id="<model>"),
    *[
        create(f"version at {source}", source)
        for source in (
            "s3://models",
            "s3://models/",
            "s3://models/../other",
            "s3://models/%2e%2e/other",
            "s3://models/%252e%252e/other",
            "s3://models/./folder",
            "s3://models/a\0b",
            "abfss://a@b.example/folder",
            "hdfs://host/folder",
            "ftp://host/folder",
            "sftp://host/folder",
            "http://host/folder",
            "https://host/folder",
            "mlflow-artifacts://host/folder",
            "mlflow-artifacts:/../etc",
            "file:///etc",
            "/etc",
            "etc",
            "../etc",
            "models:/",
            "models://host/x/1",
            "runs:/",
        )
    ],
    create("version at file://host/etc", "file://host/etc").but_ours_is_invalid(
        because=reasons.CLIENT_FAULT
    ),
    create("version of a local folder of a run", "file:///tmp/model", run_id="<run>"),
]

COPIES = [
    created(create("copy of a version", "models:/<promoted>/2")),
    created(create("copy of a version of a run", "models:/<model of run>/1")),
    created(
        create("copy of a copy", "models:/<registered>/1").after(
            create("first", "models:/<model of run>/1")
        ),
        "2",
    ),
    create("copy of a version of a model", "models:/<registered>/1", "<other registered>").after(
        create("first", "models:/<model>", model_id="<model>")
    ),
    get(
        "copy, its origin renamed", "model-versions/get-download-uri?name=<registered>&version=1"
    ).after(
        create("copied", "models:/<model of run>/1"),
        post(
            "renamed", "registered-models/rename", {"name": "<model of run>", "new_name": "<name>"}
        ),
    ),
    get(
        "copy, its origin deleted", "model-versions/get-download-uri?name=<registered>&version=1"
    ).after(
        create("copied", "models:/<model of run>/1"),
        delete("gone", "registered-models/delete", {"name": "<model of run>"}),
    ),
    create("copy with the run of its origin", "models:/<model of run>/1", run_id="<run>"),
    create("copy within a model", "models:/<promoted>/2", "<promoted>"),
    create("copy by stage", "models:/<promoted>/Production"),
    create("copy by alias", "models:/<promoted>@champion"),
    create("copy of the latest", "models:/<promoted>/latest"),
    create("copy of version 02", "models:/<promoted>/02"),
]

REFUSED_COPIES = [
    create("copy with another run", "models:/<model of run>/1", run_id="<other run>"),
    create("copy with an empty run", "models:/<model of run>/1", run_id=""),
    create("copy with a model", "models:/<model of run>/1", model_id="<model>"),
    create("copy of an unknown version", "models:/<promoted>/99"),
    create("copy of a version that was deleted", "models:/<versioned>/6"),
    create("copy of version x", "models:/<promoted>/x"),
    create("copy of an unknown model", f"models:/{UNKNOWN}/1"),
    create("copy by unknown alias", "models:/<promoted>@nobody"),
    create("copy by a stage that is empty", "models:/<promoted>/Staging").but_ours_is(
        404, because=reasons.CLIENT_FAULT
    ),
    create("copy of a prompt", "models:/<prompt>/1"),
    create("copy of a file of a version", "models:/<promoted>/2/file"),
    create("copy from another registry", "models://other/<promoted>/2"),
]

PROMPTS = [
    seen(
        create("create version of a prompt", "dummy-source", "<prompt>", tags=[MARK]),
        *("2", "<prompt>"),
    ),
    create("create version of a model as a prompt's", "dummy-source", tags=[MARK]),
]

REFUSED_PROMPTS = [
    create("create version of a prompt elsewhere", "s3://models/folder", "<prompt>", tags=[MARK]),
    create("create version of a prompt without its mark", "dummy-source", "<prompt>"),
    create("create version of a model at a prompt's place", "dummy-source"),
]


def file_of(title, query):
    return get(title, f"/model-versions/get-artifact?{query}").with_bytes(
        "Content-Type", "Content-Disposition", "X-Content-Type-Options"
    )


OF_FILES = "name=<model with files>&version=1"

FILES = [
    file_of("file of a version", f"path=deeper/bytes.bin&{OF_FILES}"),
    file_of("text of a version", f"path=data.json&{OF_FILES}"),
    file_of("file that a version has not", f"path=nothing&{OF_FILES}"),
    file_of("file of a version by a climbing path", f"path=../hello.txt&{OF_FILES}"),
    file_of("file of an unknown version", "path=data.json&name=<model with files>&version=2"),
    file_of("file of a version of an unknown model", f"path=data.json&name={UNKNOWN}&version=1"),
]

EXCHANGES = RUNS + MODELS + STORES + COPIES + PROMPTS
READS = REFUSED + REFUSED_COPIES + REFUSED_PROMPTS + FILES
