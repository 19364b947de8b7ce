"""Files of runs: the proxy that clients use, and what the web page asks."""

from comparison import Exchange, get
from exchanges import reasons
from wire import AJAX_ARTIFACTS, API, ARTIFACTS, BYTES

MIB = 1024 * 1024
UNKNOWN = "0" * 32
RUN = "<experiment>/<run>/artifacts"
FULL = "<experiment>/<run with files>/artifacts"
OTHER = "<experiment>/<other run>/artifacts"
DELETED = "<experiment>/<deleted run>/artifacts"
NOWHERE = f"<experiment>/{UNKNOWN}/artifacts"
LIST = "artifacts/list?run_id=<run>"
LIST_FULL = "artifacts/list?run_id=<run with files>"
LIST_DELETED = "artifacts/list?run_id=<deleted run>"
ODD = "with%20blank/na%C3%AFve%20%E6%97%A5%E6%9C%AC%20%F0%9F%A7%AA.txt"
OF_A_DOWNLOAD = ("Content-Type", "Content-Disposition", "X-Content-Type-Options")


def put(title, path, body=b"hello", root=RUN, prefix=ARTIFACTS):
    return Exchange(title, "PUT", f"{prefix}/{root}/{path}", body).typed(BYTES).as_written()


def fetch(title, path, root=FULL, prefix=ARTIFACTS):
    return get(title, f"{prefix}/{root}/{path}").as_written().with_bytes(*OF_A_DOWNLOAD)


def fetch_range(title, ranges, path="hello.txt"):
    exchange = get(title, f"{ARTIFACTS}/{FULL}/{path}").with_header("Range", ranges)
    return exchange.with_bytes("Content-Range", "Content-Length")


def no_such_range(title, ranges, path="hello.txt"):
    return fetch_range(title, ranges, path).but_ours_is(416, because=reasons.ERRORS_ARE_JSON)


def no_range(title, ranges):
    return fetch_range(title, ranges).but_ours_is(200, because=reasons.RANGE)


def fetch_named(title, name):
    """A file that is put first, to a run of which nobody else asks."""
    stored = put("put", name, root=OTHER)
    return fetch(f"{title} of {name}", name, root=OTHER).after(stored)


def delete(title, path, root=RUN, prefix=ARTIFACTS):
    return Exchange(title, "DELETE", f"{prefix}/{root}/{path}").as_written()


def delete_stored(title, path, **where):
    stored = [put("put", name) for name in ("a/b", "a/c/d", "ab", "%C3%A9%20b")]
    return delete(title, path, **where).after(*stored).then_get(LIST)


def list_on_proxy(title, path, prefix=ARTIFACTS):
    """The listing that the client asks for: its paths begin at the root of all artifacts."""
    return get(title, f"{prefix}?path={path}").as_written()


def list_run(title, path):
    return get(title, f"{API}/{LIST_FULL}&path={path}").as_written()


def page_gets(title, path, run="run_id=<run with files>"):
    exchange = get(title, f"/get-artifact?{run}&path={path}").as_written()
    return exchange.with_bytes(*OF_A_DOWNLOAD)


def upload(title, query, body=b"hello", prefix="/ajax-api/2.0/mlflow"):
    return Exchange(title, "POST", f"{prefix}/upload-artifact?{query}", body).typed(BYTES)


def of_nobody(exchange):
    return exchange.but_ours_is(404, "RESOURCE_DOES_NOT_EXIST", because=reasons.OWNER)


def not_json(exchange):
    """Both refuse it alike, MLflow without an error_code."""
    return exchange.but_ours_is_invalid(because=reasons.ERRORS_ARE_JSON)


def client_fault(exchange):
    return exchange.but_ours_is_invalid(because=reasons.CLIENT_FAULT)


def file_or_folder(exchange):
    return exchange.but_ours_is_invalid(because=reasons.FILE_OR_FOLDER)


def lists_nothing(exchange):
    return exchange.but_ours_is(200, because=reasons.OWNER)


PUTS = [
    put("put a file", "a.txt").then_get(LIST),
    put("put an empty file", "a.txt", b"").then_get(LIST),
    put("put below folders", "a/b/c/d.txt").then_get(f"{LIST}&path=a/b/c"),
    put("put again", "a.txt", b"longer than before").after(put("put", "a.txt")).then_get(LIST),
    put("put by the page's prefix", "a.txt", prefix=AJAX_ARTIFACTS).then_get(LIST),
    put("put without a content type", "a.txt").typed(None).then_get(LIST),
    put("put with blanks and signs", "a%20b+c&d=e;f,g'h(i)!.txt").then_get(LIST),
    put("put with a percent sign", "100%25.txt").then_get(LIST),
    put("put in many scripts", "%E6%97%A5%C3%A9e%CC%81%F0%9F%A7%AA.txt").then_get(LIST),
    put("put with quotes", "a%22b%27c%60.txt").then_get(LIST),
    put("put with a colon", "loss:%20train.txt").then_get(LIST),
    put("put of a hidden file", ".hidden").then_get(LIST),
    put("put of three dots", "...").then_get(LIST),
    put("put of dots beside a name", "..a/b..").then_get(f"{LIST}&path=..a"),
    put("put of a name of 255 bytes", "x" * 255).then_get(LIST),
    not_json(put("put of a folder's name", "folder/").then_get(LIST)),
    client_fault(put("put of a name of 256 bytes", "x" * 256)),
    client_fault(put("put of a path of 4000 bytes", "x/" * 1999 + "ab")),
    file_or_folder(put("put on a folder", "a").after(put("put", "a/b"))).then_get(LIST),
    file_or_folder(put("put below a file", "a/b").after(put("put", "a"))).then_get(LIST),
    of_nobody(put("put to an unknown run", "a", root=NOWHERE)),
    of_nobody(put("put to no run", "a", root="elsewhere")),
    of_nobody(put("put to an experiment", "a", root="<experiment>")),
    of_nobody(put("put beside the artifacts of a run", "a", root="<experiment>/<run>/other")),
    of_nobody(put("put to a run of another experiment", "a", root="0/<run>/artifacts")),
    put("put to a deleted run", "a", root=DELETED)
    .then_get(LIST_DELETED)
    .but_ours_is_invalid(because=reasons.DELETED),
]

GETS = [
    fetch("get a file", "hello.txt"),
    fetch("get an empty file", "empty.txt"),
    fetch("get from a folder", "folder/deeper/bytes.bin"),
    fetch("get with blanks and scripts", ODD),
    fetch("get by the page's prefix", "hello.txt", prefix=AJAX_ARTIFACTS),
    fetch("get a missing file", "missing.txt"),
    fetch("get from a missing folder", "missing/missing.txt"),
    not_json(fetch("get a folder", "folder")),
    fetch("get below a file", "hello.txt/more"),
    not_json(fetch("get the root", "")),
    fetch("get from an unknown run", "a.txt", root=NOWHERE),
    fetch("get from a deleted run", "missing.txt", root=DELETED),
    Exchange("HEAD of a file", "HEAD", f"{ARTIFACTS}/{FULL}/hello.txt").with_bytes(*OF_A_DOWNLOAD),
]

RANGES = [
    fetch_range("first bytes", "bytes=0-3"),
    fetch_range("bytes in the middle", "bytes=3-5"),
    fetch_range("bytes from a place on", "bytes=7-"),
    fetch_range("last bytes", "bytes=-3"),
    fetch_range("bytes past the end", "bytes=8-99"),
    fetch_range("last bytes, more than there are", "bytes=-99"),
    no_such_range("bytes behind the end", "bytes=10-"),
    no_such_range("bytes of an empty file", "bytes=0-", "empty.txt"),
    no_such_range("no last bytes", "bytes=-0"),
    no_range("bytes in reverse", "bytes=5-3"),
    no_range("lines instead of bytes", "lines=0-3"),
    no_range("a range that is none", "bytes=a-b"),
]

TYPES = [
    fetch_named("type", name)
    for name in (
        *("a.txt", "a.log", "a.json", "a.yaml", "a.csv", "a.md", "a.py", "a.js", "a.xml"),
        *("a.html", "a.css", "a.png", "a.jpg", "a.jpeg", "a.gif", "a.svg", "a.pdf", "a.zip"),
        *("a.pkl", "a.bin", "a.npy", "a.mp4", "a.wav", "a.mp3", "a.tar"),
        *("a.unknown", "none", "MLmodel", "A.TXT", "A.PNG", "a.txt.bin"),
    )
] + [
    fetch_named("type", name).but_ours_is(200, because=reasons.TYPE_OF_FILE)
    for name in ("a.tar.gz", "MLproject", ".txt")
]

DISPOSITIONS = [
    fetch_named("name", name)
    for name in (
        *("a%20b.txt", "a%22b.txt", "a%27b.txt", "a;b.txt", "a,b.txt", "100%25.txt", "a=b.txt"),
        *("%C3%A9.txt", "e%CC%81.txt", "%E6%97%A5%E6%9C%AC.txt", "%F0%9F%A7%AA.txt", "a*b.txt"),
    )
]

LISTINGS = [
    get("list a run", LIST_FULL),
    get("list a run by run_uuid", "artifacts/list?run_uuid=<run with files>"),
    get("list a run by the page's prefix", f"/ajax-api/2.0/mlflow/{LIST_FULL}"),
    list_run("list a folder", "folder"),
    list_run("list a folder in a folder", "folder/deeper"),
    list_run("list with a slash at the end", "folder/"),
    list_run("list a folder with a blank", "with%20blank"),
    list_run("list a folder with a plus for a blank", "with+blank"),
    list_run("list with an empty path", ""),
    list_run("list a file", "hello.txt"),
    list_run("list what is missing", "missing"),
    list_run("list below a file", "hello.txt/more"),
    get("list with a page token", f"{LIST_FULL}&page_token=abc"),
    get("list a run without files", LIST),
    get("list a deleted run", LIST_DELETED),
    get("list an unknown run", f"artifacts/list?run_id={UNKNOWN}"),
    get("list no run", "artifacts/list"),
    list_on_proxy("proxy lists a run", FULL),
    list_on_proxy("proxy lists a run by the page's prefix", FULL, AJAX_ARTIFACTS),
    list_on_proxy("proxy lists a folder", f"{FULL}/folder"),
    list_on_proxy("proxy lists a folder with a blank", f"{FULL}/with%20blank"),
    list_on_proxy("proxy lists with a slash at the end", f"{FULL}/folder/"),
    list_on_proxy("proxy lists a file", f"{FULL}/hello.txt"),
    list_on_proxy("proxy lists what is missing", f"{FULL}/missing"),
    list_on_proxy("proxy lists a run without files", RUN),
    list_on_proxy("proxy lists an unknown run", NOWHERE),
    list_on_proxy("proxy lists a folder of nobody", "elsewhere"),
]

LISTINGS_ABOVE_RUNS = [
    lists_nothing(list_on_proxy("proxy lists an experiment", "<experiment>").after(put("p", "a"))),
    lists_nothing(list_on_proxy("proxy lists above", "<experiment>/<run>").after(put("p", "a"))),
]

OF_THE_PAGE = [
    page_gets("page gets a file", "hello.txt"),
    page_gets("page gets an empty file", "empty.txt"),
    page_gets("page gets from a folder", "folder/deeper/bytes.bin"),
    page_gets("page gets JSON", "folder/data.json"),
    page_gets("page gets with blanks and scripts", ODD),
    page_gets("page gets a missing file", "missing"),
    page_gets("page gets a folder", "folder"),
    page_gets("page gets below a file", "hello.txt/more"),
    page_gets("page gets an empty path", ""),
    page_gets("page gets by run_uuid", "hello.txt", "run_uuid=<run with files>"),
    page_gets("page gets from an unknown run", "a", f"run_id={UNKNOWN}"),
    page_gets("page gets from no run", "a", "").but_ours_is_invalid(because=reasons.MISSING_FIELD),
    not_json(get("page gets without a path", "/get-artifact?run_id=<run with files>")),
]

UPLOADS = [
    upload("upload", "run_uuid=<run>&path=a.txt").then_get(LIST),
    upload("upload below folders", "run_uuid=<run>&path=a/b/c.txt").then_get(f"{LIST}&path=a/b"),
    upload("upload with blanks and scripts", "run_uuid=<run>&path=%C3%A9%20b").then_get(LIST),
    upload("upload by run_id", "run_id=<run>&path=a.txt"),
    upload("upload without a path", "run_uuid=<run>"),
    upload("upload without a run", "path=a.txt"),
    upload("upload to an unknown run", f"run_uuid={UNKNOWN}&path=a.txt"),
    upload("upload of nothing", "run_uuid=<run>&path=a.txt", b""),
    upload("upload of 10 MiB", "run_uuid=<run>&path=a.bin", b"x" * 10 * MIB).then_get(LIST),
    upload("upload of more than 10 MiB", "run_uuid=<run>&path=a.bin", b"x" * (10 * MIB + 1)),
    upload("upload to a deleted run", "run_uuid=<deleted run>&path=a.txt")
    .then_get(LIST_DELETED)
    .but_ours_is_invalid(because=reasons.DELETED),
    upload("upload by the API's prefix", "run_uuid=<run>&path=a", prefix=API).but_ours_is(
        404, "ENDPOINT_NOT_FOUND", because=reasons.ERRORS_ARE_JSON
    ),
]

DELETIONS = [
    delete_stored("delete a file", "a/b"),
    delete_stored("delete a folder", "a"),
    delete_stored("delete with a slash at the end", "a/"),
    delete_stored("delete what is missing", "missing"),
    delete_stored("delete below a file", "a/b/more"),
    delete_stored("delete with blanks and scripts", "%C3%A9%20b"),
    delete_stored("delete by the page's prefix", "a", prefix=AJAX_ARTIFACTS),
    delete("delete twice", "a").after(put("put", "a"), delete("delete", "a")),
    delete_stored("delete the root", "").but_ours_is_invalid(because=reasons.ROOT),
    of_nobody(delete("delete in an unknown run", "a", root=NOWHERE)),
    of_nobody(delete("delete an experiment", "", root="<experiment>").after(put("put", "a"))),
    of_nobody(delete("delete a run's folder", "", root="<experiment>/<run>").after(put("p", "a"))),
    of_nobody(delete("delete a folder of nobody", "a", root="elsewhere")),
    delete("delete in a deleted run", "a", root=DELETED).but_ours_is_invalid(
        because=reasons.DELETED
    ),
]

# A path that leaves the run, in whatever spelling: refused by both.
CLIMBING = {
    "a climbing part": "../x",
    "a climbing part in the middle": "a/../x",
    "a climbing part at the end": "a/..",
    "coded dots": "%2e%2e/x",
    "half coded dots": ".%2e/x",
    "a coded slash": "..%2fx",
    "dots coded twice": "%252e%252e/x",
    "a slash coded twice": "..%252fx",
    "a hash": "a%23b",
}
# MLflow takes these for absolute only where the path begins at the run.
ABSOLUTE = {
    "a coded absolute path": "%2fetc%2fpasswd",
    "a drive letter": "C:%5cx",
    "a slash in front": "/b",
}
UNCLEAR = {
    "a drive without a slash": "c:x",
    "a backslash": "a%5cb",
    "a climbing backslash": "..%5cx",
    "a NUL": "a%00b",
    "a newline": "a%0ab",
    "a tab": "a%09b",
    "a delete character": "a%7fb",
    "a doubled slash": "a//b",
    "a dot": "./x",
    "a dot in the middle": "a/./x",
    "a coded dot": "a/%2e/x",
    "bytes that are no UTF-8": "%ff.txt",
    "a half surrogate": "%ed%a0%80.txt",
}


def spelled(*ways):
    """Each way to send a path, with each spelling. `from_run`: the path begins at the run."""
    for from_run, make in ways:
        for name, path in {**CLIMBING, **ABSOLUTE, **UNCLEAR}.items():
            exchange = make(name, path)
            alike = name in CLIMBING or (from_run and name in ABSOLUTE)
            yield exchange if alike else exchange.but_ours_is_invalid(because=reasons.UNCLEAR_PATH)


EXCHANGES = [
    *PUTS,
    *UPLOADS,
    *DELETIONS,
    *LISTINGS_ABOVE_RUNS,
    *spelled(
        (False, lambda name, path: put(f"put with {name}", path)),
        (False, lambda name, path: delete(f"delete with {name}", path)),
        (True, lambda name, path: upload(f"upload with {name}", f"run_uuid=<run>&path={path}")),
    ),
]

# These change nothing that another of them looks at, so they can share one scene.
READS = [
    *GETS,
    *RANGES,
    *TYPES,
    *DISPOSITIONS,
    *LISTINGS,
    *OF_THE_PAGE,
    *spelled(
        (False, lambda name, path: fetch(f"get with {name}", path)),
        (False, lambda name, path: list_on_proxy(f"proxy lists with {name}", f"{FULL}/{path}")),
        (True, lambda name, path: list_run(f"list with {name}", path)),
        (True, lambda name, path: page_gets(f"page gets with {name}", path)),
    ),
]
