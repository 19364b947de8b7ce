"""Paths, methods, content types and the JSON of bodies."""

import gzip

from comparison import Exchange, get, post
from exchanges import reasons
from run_scene import NOON


def raw(title, body, path="runs/set-tag"):
    return Exchange(title, "POST", path, body)


def tag_with(extra, value="tuning"):
    return '{"run_id": "<run>", "key": "stage", "value": "' + value + '"' + extra + "}"


def not_strict(title, body, path="runs/set-tag"):
    return raw(title, body, path).but_ours_is_invalid(because=reasons.STRICT_JSON)


def no_endpoint(exchange):
    return exchange.but_ours_is(404, "ENDPOINT_NOT_FOUND", because=reasons.ERRORS_ARE_JSON)


def no_method(exchange):
    return exchange.but_ours_is(405, because=reasons.ERRORS_ARE_JSON)


EXCHANGES = [
    get("health", "/health"),
    get("version", "/version"),
    get("server info", "/api/3.0/mlflow/server-info").without(
        *("store_type", "features_enabled", "trace_archival_enabled"),
        *("presigned_upload_run_id_supported", "presigned_upload_model_id_supported"),
        *("multipart_uploads_enabled", "multipart_downloads_enabled"),  # as the store can
    ),
    get("ajax twin of a get", "/ajax-api/2.0/mlflow/runs/get?run_id=<run with data>"),
    post(
        "ajax twin of a post",
        "/ajax-api/2.0/mlflow/runs/set-tag",
        {"run_id": "<run>", "key": "stage", "value": "tuning"},
    ).then_run(),
    Exchange("HEAD of health", "HEAD", "/health"),
    Exchange("HEAD of a run", "HEAD", "runs/get?run_id=<run>").but_ours_is(
        200, because=reasons.HEAD
    ),
    # Paths and methods.
    no_endpoint(get("unknown path", "nothing/here")),
    no_endpoint(post("unknown path by POST", "nothing/here", {})),
    no_endpoint(get("trailing slash", "runs/get/?run_id=<run>")),
    no_endpoint(get("2.0 route under 3.0", "/api/3.0/mlflow/runs/get?run_id=<run>")),
    no_method(get("GET of a POST route", "runs/create")),
    no_method(post("POST of a GET route", "runs/get", {"run_id": "<run>"})),
    no_method(Exchange("DELETE of a POST route", "DELETE", "runs/delete", {"run_id": "<run>"})),
    # Content types.
    raw("charset in the content type", tag_with(""))
    .typed("application/json; charset=utf-8")
    .then_run(),
    raw("text as content type", tag_with("")).typed("text/plain").then_run(),
    raw("form as content type", tag_with("")).typed("application/x-www-form-urlencoded"),
    raw("no content type", tag_with("")).typed(None),
    # Bodies that are JSON.
    raw("unknown fields", tag_with(', "color": "red", "list": [{"a": null}]')).then_run(),
    raw("blanks around the object", "\n\t " + tag_with("") + " \r\n").then_run(),
    raw("escapes in the text", tag_with("", value="\\u00e9\\ud83e\\uddea")).then_run(),
    raw("null for an optional field", '{"run_id": "<run>", "key": "k", "value": null}').then_run(),
    raw("null for a required field", '{"run_id": "<run>", "key": null, "value": "v"}').then_run(),
    raw("both spellings of a field", tag_with(', "runId": "<run>"')).then_run(),
    post(
        "optional fields in camelCase", "runs/update", {"run_id": "<run>", "endTime": NOON + 5}
    ).then_run(),
    post("camelCase at creation", "runs/create", {"experimentId": "<experiment>", "startTime": 7}),
    post(
        "required field in camelCase", "runs/set-tag", {"runId": "<run>", "key": "k", "value": "v"}
    ).but_ours_is(200, because=reasons.CAMEL_CASE),
    # Bodies that are not.
    raw("empty body", "", "experiments/create"),
    raw("empty object", "{}", "experiments/create"),
    raw("malformed body", '{"name": ', "experiments/create"),
    raw("null body", "null", "experiments/create"),
    not_strict("malformed batch", '{"run_id": ', "runs/log-batch"),
    not_strict("empty batch body", "", "runs/log-batch"),
    not_strict("array body", '[{"name": "<name>"}]', "experiments/create"),
    not_strict("number body", "7", "experiments/create"),
    not_strict("text that holds an object", '"{\\"name\\": \\"<name>\\"}"', "experiments/create"),
    not_strict("duplicate field", tag_with(', "value": "other"')),
    raw("bytes after the object", tag_with("") + " {}"),
    raw("comment in the object", tag_with("/* why */")),
    raw("single quotes", "{'run_id': '<run>', 'key': 'k'}"),
    raw("trailing comma", tag_with(",")),
    raw("NUL in a value", tag_with("", value="a\\u0000b")).but_ours_is_invalid(
        because=reasons.TEXT
    ),
    raw("lone surrogate in a value", tag_with("", value="a\\ud800b")).but_ours_is_invalid(
        because=reasons.TEXT
    ),
    raw("nesting of 60", tag_with(', "x": ' + "[" * 58 + "]" * 58)).then_run(),
    raw("nesting of 80", tag_with(', "x": ' + "[" * 79 + "]" * 79)).but_ours_is_invalid(
        because="bodies nest at most 64 deep"
    ),
    # Encodings, hosts and origins.
    raw("gzip that is none", tag_with(""))
    .with_header("Content-Encoding", "gzip")
    .but_ours_is_invalid(because="a coding that is not read is refused, not passed over"),
    raw("gzip", gzip.compress(b'{"name": "x"}'), "experiments/create").with_header(
        "Content-Encoding", "gzip"
    ),
    get("foreign host", "runs/get?run_id=<run>")
    .with_header("Host", "evil.example.com")
    .but_ours_is(403, because=reasons.ERRORS_ARE_JSON),
    get("health for a foreign host", "/health").with_header("Host", "evil.example.com"),
    raw("foreign origin", tag_with(""))
    .with_header("Origin", "https://evil.example.com")
    .but_ours_is(403, because=reasons.ERRORS_ARE_JSON),
    get("foreign origin of a GET", "runs/get?run_id=<run>").with_header(
        "Origin", "https://evil.example.com"
    ),
    # GET parameters.
    get("run_uuid in a query", "runs/get?run_uuid=<run>"),
    get("run_id before run_uuid", "runs/get?run_uuid=<other run>&run_id=<run>"),
    get("camelCase in a query", "runs/get?runId=<run>"),
    get("a parameter twice", "runs/get?run_id=<run>&run_id=<other run>"),
    get("an unknown parameter", "runs/get?run_id=<run>&color=red"),
    get("no parameter at all", "runs/get"),
    Exchange("GET with a body", "GET", "runs/get", {"run_id": "<run>"}),
    Exchange("GET with query and body", "GET", "runs/get?run_id=<run>", {"run_id": "<other run>"}),
    Exchange("GET with a malformed body", "GET", "runs/get", '{"run_id'),
    get("percent sign without digits", "runs/get?run_id=%zz"),
    get("plus in a query is a blank", "experiments/get-by-name?experiment_name=a+b+<name>").after(
        post("with blanks", "experiments/create", {"name": "a b <name>"})
    ),
    get("no UTF-8 in a query", "experiments/get-by-name?experiment_name=%ff").but_ours_is_invalid(
        because=reasons.TEXT
    ),
]
