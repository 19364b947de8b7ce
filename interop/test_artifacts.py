"""Files of a run through the client: what was logged is what comes back, byte for byte."""

import hashlib
import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import matplotlib
import mlflow
import numpy as np
import pandas as pd
import PIL.Image
import pytest
import requests
from matplotlib.figure import Figure
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from wire import INVALID, MISSING, Wire, refusal, texts

pytestmark = pytest.mark.stores("folder")

ALSO_ON_S3 = pytest.mark.stores("folder", "s3proxy")
EVERYWHERE = pytest.mark.stores("folder", "s3proxy", "moto")
MIB = 1024 * 1024
THREADS = 8


@pytest.fixture
def uri(client, run):
    return client.get_run(run).info.artifact_uri


@pytest.fixture
def repository(url, uri):
    """What the client talks to when it has a location and no run."""
    return get_artifact_repository(uri, tracking_uri=url)


@pytest.fixture
def files(tmp_path):
    """`files({"a/b.txt": b"…"})`: a local folder with these files."""

    def make(contents, folder="local"):
        for name, content in contents.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return tmp_path / folder

    return make


def listed(client, run, path=None):
    """What one level of a run holds: {path: size, or None for a folder}."""
    found = client.list_artifacts(run, path)
    assert [f.path for f in found] == sorted(f.path for f in found)
    return {f.path: None if f.is_dir else f.file_size or 0 for f in found}


def all_files(client, run, path=None):
    for found in client.list_artifacts(run, path):
        if found.is_dir:
            yield from all_files(client, run, found.path)
        else:
            yield found.path


def contents(folder):
    """{path: bytes} of all files below a local folder."""
    folder = Path(folder)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def downloaded(client, run, path, to):
    to.mkdir(exist_ok=True)
    return client.download_artifacts(run, path, str(to))


# What the client can log.


@ALSO_ON_S3
def test_text_json_and_yaml(client, tracking, run):
    client.log_text(run, "first line\nsecond line, é 日本 🧪\n", "notes/read me.txt")
    client.log_dict(run, {"depth": 4, "names": ["é", "日本"]}, "config.json")
    client.log_dict(run, {"depth": 4, "names": ["é", "日本"]}, "config.yaml")
    text = mlflow.artifacts.load_text(f"runs:/{run}/notes/read me.txt")
    assert text == "first line\nsecond line, é 日本 🧪\n"
    for name in ("config.json", "config.yaml"):
        kept = Path(client.download_artifacts(run, name)).read_text()
        assert "depth" in kept and kept.count("4") == 1
    config = mlflow.artifacts.load_dict(f"runs:/{run}/config.json")
    assert config == {"depth": 4, "names": ["é", "日本"]}


@EVERYWHERE
def test_a_file_and_a_folder_of_files(client, run, files, tmp_path):
    sent = {
        "model.bin": bytes(range(256)) * 40,
        "empty.txt": b"",
        "a/empty too.csv": b"",
        "a/b/c/deep.json": b"{}",
        "a/b/leaf.txt": b"leaf",
        **{f"many/{i:02d}.txt": f"file {i}".encode() for i in range(30)},
    }
    folder = files(sent)
    client.log_artifact(run, str(folder / "model.bin"), "single")
    client.log_artifacts(run, str(folder), "all")
    client.log_artifacts(run, str(folder))

    assert listed(client, run) == {
        **{"a": None, "all": None, "empty.txt": 0, "many": None, "model.bin": 10_240},
        "single": None,
    }
    assert listed(client, run, "single") == {"single/model.bin": 10_240}
    assert listed(client, run, "all/a") == {"all/a/b": None, "all/a/empty too.csv": 0}
    assert listed(client, run, "a/b") == {"a/b/c": None, "a/b/leaf.txt": 4}
    assert len(listed(client, run, "many")) == 30

    assert contents(downloaded(client, run, "all", tmp_path / "all")) == sent
    everything = contents(downloaded(client, run, "", tmp_path / "root"))
    assert everything == {
        **sent,
        **{f"all/{name}": content for name, content in sent.items()},
        "single/model.bin": sent["model.bin"],
    }
    assert set(all_files(client, run)) == set(everything)


def test_a_file_by_its_run_its_uri_and_the_fluent_api(client, tracking, run, uri, tmp_path):
    client.log_text(run, "here", "a/b.txt")
    assert Path(client.download_artifacts(run, "a/b.txt")).read_text() == "here"
    for source in (f"runs:/{run}/a/b.txt", f"{uri}/a/b.txt"):
        kept = mlflow.artifacts.download_artifacts(source, dst_path=str(tmp_path))
        assert Path(kept).read_text() == "here"
    kept = mlflow.artifacts.download_artifacts(run_id=run, artifact_path="a")
    assert contents(kept) == {"b.txt": b"here"}
    assert [f.path for f in mlflow.artifacts.list_artifacts(run_id=run)] == ["a"]
    assert [f.path for f in mlflow.artifacts.list_artifacts(f"{uri}/a")] == ["a/b.txt"]


def test_what_a_training_script_logs(tracking, client, experiment, files):
    folder = files({"weights.bin": b"\x00\x01", "log/train.log": b"epoch 1\n"})
    with mlflow.start_run(experiment_id=experiment) as active:
        mlflow.log_text("hello", "hello.txt")
        mlflow.log_dict({"a": 1}, "dict.json")
        mlflow.log_artifact(folder / "weights.bin")
        mlflow.log_artifacts(folder, "copy")
        assert mlflow.get_artifact_uri("copy").endswith("/artifacts/copy")
    run = active.info.run_id
    assert set(all_files(client, run)) == {
        *("hello.txt", "dict.json", "weights.bin"),
        *("copy/weights.bin", "copy/log/train.log"),
    }


def test_a_figure(client, run):
    matplotlib.use("Agg")
    figure = Figure()
    figure.add_subplot().plot([1, 4, 9])
    for name in ("curve.png", "plots/curve.svg"):
        client.log_figure(run, figure, name)
    kept = client.download_artifacts(run, "curve.png")
    with PIL.Image.open(kept) as image:
        assert image.format == "PNG" and image.width > 100
    assert "<svg" in Path(client.download_artifacts(run, "plots/curve.svg")).read_text()


def test_images_as_files_and_as_steps_of_a_series(client, tracking, run):
    pixels = np.arange(12 * 10 * 3, dtype=np.uint8).reshape(12, 10, 3)
    client.log_image(run, pixels, "image.png")
    loaded = mlflow.artifacts.load_image(f"runs:/{run}/image.png")
    assert np.array_equal(np.asarray(loaded.convert("RGB")), pixels)

    for step in (0, 1):
        client.log_image(run, pixels + step, key="samples/dog", step=step, synchronous=True)
    found = sorted(listed(client, run, "images"))
    assert len(found) == 4
    assert [name.rpartition(".")[2] for name in found] == ["webp", "png"] * 2
    for step, name in enumerate(name for name in found if name.endswith(".png")):
        assert name.startswith(f"images/samples~dog+step+{step}+timestamp+")
        with PIL.Image.open(client.download_artifacts(run, name)) as image:
            assert np.array_equal(np.asarray(image.convert("RGB")), pixels + step)
    assert client.get_run(run).data.tags["mlflow.loggedImages"] == "True"


def test_images_that_are_logged_in_the_background(tracking, client, experiment):
    with mlflow.start_run(experiment_id=experiment) as active:
        for step in range(5):
            mlflow.log_image(
                np.zeros((8, 8, 3), np.uint8), key="black", step=step, synchronous=False
            )
        mlflow.flush_artifact_async_logging()
    assert len(listed(client, active.info.run_id, "images")) == 10


def test_a_table_that_grows(client, experiment, run):
    first = pd.DataFrame({"question": ["é?", "日本?"], "score": [0.5, 1.0]})
    client.log_table(run, first, "tables/answers.json")
    client.log_table(run, {"question": ["🧪?"], "score": [0.25]}, "tables/answers.json")
    table = client.load_table(experiment, "tables/answers.json")
    assert list(table["question"]) == ["é?", "日本?", "🧪?"]
    assert list(table["score"]) == [0.5, 1.0, 0.25]
    extra = client.load_table(experiment, "tables/answers.json", [run], ["run_id"])
    assert set(extra["run_id"]) == {run}
    logged = json.loads(client.get_run(run).data.tags["mlflow.loggedArtifacts"])
    assert logged == [{"path": "tables/answers.json", "type": "table"}]


# Names.

NAMES = [
    "with blanks  and more.txt",
    "behind ",
    "100%.txt",
    "50% off % all.txt",
    "a+b=c&d;e,f.txt",
    'it\'s "quoted" `so`.txt',
    "(a) [b] {c} <d> |e| ^f~.txt",
    "$1 @2 !3 *4.txt",
    "loss: train.txt",
    "-dash",
    "_under",
    ".hidden",
    "...",
    "..a",
    "no extension",
    "UPPER.TXT",
    "çé à ü ß ﬁ.txt",
    "日本語のファイル.txt",
    "Ελληνικά кириллица עברית العربية.txt",
    "🧪👩‍🔬🏳️‍🌈.txt",
    "\u202egnp.txt",
    "zero\u200bwidth",
    "x" * 251 + ".txt",
    "日" * 85,
    "/".join(["deep"] * 100) + "/file",
    "a folder/日本/50%/file.txt",
    "a" + unicodedata.normalize("NFC", "é"),
    "a" + unicodedata.normalize("NFD", "é"),
]


@ALSO_ON_S3
def test_any_name_comes_back_as_it_was_given(client, run, tmp_path):
    for name in NAMES:
        client.log_text(run, f"content of {name}", name)
    assert sorted(all_files(client, run)) == sorted(NAMES)
    for number, name in enumerate(NAMES):
        path = downloaded(client, run, name, tmp_path / str(number))
        assert Path(path).read_text() == f"content of {name}", name


def test_a_name_composed_and_decomposed_is_two_names(client, wire, run):
    composed, decomposed = (unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD"))
    client.log_text(run, "composed", composed)
    client.log_text(run, "decomposed", decomposed)
    assert set(listed(client, run)) == {composed, decomposed}
    root = wire.artifacts_of(run)
    assert wire.send("GET", root + quote(composed)).text == "composed"
    assert wire.send("GET", root + quote(decomposed)).text == "decomposed"


def test_upper_and_lower_case_are_two_names(client, run):
    client.log_text(run, "small", "name.txt")
    client.log_text(run, "large", "NAME.txt")
    assert listed(client, run) == {"NAME.txt": 5, "name.txt": 5}
    assert Path(client.download_artifacts(run, "name.txt")).read_text() == "small"


# Levels, and what is not there.


def test_a_level_lists_its_own_and_nothing_below(client, run):
    for name in ("a/b/c.txt", "a/d.txt", "ab/e.txt", "a.txt"):
        client.log_text(run, name, name)
    assert listed(client, run) == {"a": None, "a.txt": 5, "ab": None}
    assert listed(client, run, "a") == {"a/b": None, "a/d.txt": 7}
    assert listed(client, run, "a/b") == {"a/b/c.txt": 9}
    assert listed(client, run, "a/b/") == listed(client, run, "a/b")


@pytest.mark.parametrize("path", ["a/b.txt", "a/b.txt/c", "missing", "a/missing", "A"])
def test_a_file_or_nothing_lists_as_empty(client, run, path):
    client.log_text(run, "x", "a/b.txt")
    assert client.list_artifacts(run, path) == []


def test_a_new_run_has_no_files(client, run, tmp_path):
    assert client.list_artifacts(run) == []
    assert contents(downloaded(client, run, "", tmp_path / "root")) == {}


def test_a_missing_file_is_told_at_once(client, run, repository):
    for path in ("missing.txt", "missing/missing.txt"):
        with pytest.raises(Exception, match="missing"):
            client.download_artifacts(run, path)
    with pytest.raises(requests.HTTPError) as caught:
        repository._download_file("missing.txt", "/dev/null")
    assert refusal(caught.value.response) == MISSING


def test_files_of_an_unknown_run_are_not_found(client, refused):
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.list_artifacts("0" * 32)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.log_text("0" * 32, "x", "a.txt")


# Changes.


@ALSO_ON_S3
def test_a_file_is_overwritten_by_a_longer_and_by_a_shorter_one(client, tracking, run):
    for text in ("first", "second, and longer", "3", ""):
        client.log_text(run, text, "folder/a.txt")
        assert listed(client, run, "folder") == {"folder/a.txt": len(text)}
        assert mlflow.artifacts.load_text(f"runs:/{run}/folder/a.txt") == text


@ALSO_ON_S3
def test_equal_bytes_are_independent_files(client, tracking, run, repository):
    for name in ("a.txt", "b/a.txt"):
        client.log_text(run, "the same", name)
    repository.delete_artifacts("a.txt")
    assert list(all_files(client, run)) == ["b/a.txt"]
    assert mlflow.artifacts.load_text(f"runs:/{run}/b/a.txt") == "the same"


@ALSO_ON_S3
def test_a_file_and_a_folder_are_deleted(client, run, repository):
    for name in ("a/b/c.txt", "a/b/d.txt", "a/e.txt", "ab.txt"):
        client.log_text(run, name, name)
    repository.delete_artifacts("a/b/d.txt")
    assert listed(client, run, "a/b") == {"a/b/c.txt": 9}
    repository.delete_artifacts("a/b")
    assert listed(client, run, "a") == {"a/e.txt": 7}
    repository.delete_artifacts("a/e.txt")
    assert list(all_files(client, run)) == ["ab.txt"]
    repository.delete_artifacts("missing")
    assert list(all_files(client, run)) == ["ab.txt"]


def test_a_deleted_file_may_be_written_again(client, tracking, run, repository):
    client.log_text(run, "first", "a/b")
    repository.delete_artifacts("a")
    client.log_text(run, "second", "a")
    assert mlflow.artifacts.load_text(f"runs:/{run}/a") == "second"


def test_files_of_a_deleted_run_can_be_read(client, tracking, run):
    client.log_text(run, "still here", "a.txt")
    client.delete_run(run)
    assert listed(client, run) == {"a.txt": 10}
    assert mlflow.artifacts.load_text(f"runs:/{run}/a.txt") == "still here"
    client.restore_run(run)
    client.log_text(run, "again", "a.txt")
    assert listed(client, run) == {"a.txt": 5}


# Many and large.


@ALSO_ON_S3
def test_two_hundred_files_from_several_threads(client, run, tmp_path):
    sent = {f"part {i % 7}/file {i}.txt": f"file {i}\n".encode() * i for i in range(200)}
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda item: client.log_text(run, item[1].decode(), item[0]), sent.items()))
    assert len(listed(client, run)) == 7
    assert contents(downloaded(client, run, "", tmp_path / "all")) == sent


def test_of_many_writers_of_one_file_one_wins_whole(client, url, wire, run):
    path = wire.artifacts_of(run) + "contested.bin"
    versions = [bytes([number]) * (50_000 + number) for number in range(16)]

    def put(version):
        return Wire(url).send("PUT", path, version).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(put, versions)) == {200}
    kept = wire.send("GET", path).content
    assert kept in versions
    assert listed(client, run) == {"contested.bin": len(kept)}


@ALSO_ON_S3
def test_a_large_file_comes_back_whole(client, run, tmp_path):
    source = tmp_path / "large.bin"
    digest = hashlib.sha256()
    with source.open("wb") as file:
        noise = np.random.default_rng(5)
        for _ in range(64):
            block = noise.bytes(MIB)
            digest.update(block)
            file.write(block)
    client.log_artifact(run, str(source))
    source.unlink()
    assert listed(client, run) == {"large.bin": 64 * MIB}
    kept = Path(downloaded(client, run, "large.bin", tmp_path / "back"))
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == digest.hexdigest()


# Where we are stricter.


@pytest.fixture
def denied():
    """`with denied(404, "…"): …`: the artifact repository of the client raises for that answer."""

    def expect(expected, act):
        with pytest.raises(requests.HTTPError) as caught:
            act()
        assert refusal(caught.value.response) == expected

    return expect


@pytest.mark.stricter_than_mlflow
def test_a_deleted_run_takes_no_files(client, run, repository, denied):
    client.log_text(run, "kept", "a.txt")
    client.delete_run(run)
    denied(INVALID, lambda: client.log_text(run, "late", "b.txt"))
    denied(INVALID, lambda: client.log_text(run, "late", "a.txt"))
    denied(INVALID, lambda: repository.delete_artifacts("a.txt"))
    assert listed(client, run) == {"a.txt": 4}


@pytest.mark.stricter_than_mlflow
def test_the_whole_of_a_run_cannot_be_deleted_by_one_call(client, wire, run, repository, denied):
    client.log_text(run, "kept", "a/b.txt")
    denied(INVALID, lambda: repository.delete_artifacts())
    root = wire.artifacts_of(run)
    for spelling in ("", ".", "%2e", "/", "a/..", "./", "%2f"):
        answer = wire.send_exactly("DELETE", root + spelling)
        assert refusal(answer) == INVALID, spelling
    assert refusal(wire.send_exactly("DELETE", root.rstrip("/"))) == INVALID
    assert list(all_files(client, run)) == ["a/b.txt"]


@pytest.mark.stricter_than_mlflow
def test_a_file_is_no_folder_and_a_folder_no_file(client, run, denied):
    client.log_text(run, "a file", "file")
    client.log_text(run, "below", "folder/a.txt")
    denied(INVALID, lambda: client.log_text(run, "x", "file/a.txt"))
    denied(INVALID, lambda: client.log_text(run, "x", "file/b/c/a.txt"))
    denied(INVALID, lambda: client.log_text(run, "x", "folder"))
    assert sorted(all_files(client, run)) == ["file", "folder/a.txt"]


@pytest.mark.stricter_than_mlflow
def test_nothing_above_the_runs_is_listed(wire, run):
    for path in ("/api/2.0", "/ajax-api/2.0"):
        listing = f"{path}/mlflow-artifacts/artifacts"
        for query in ("", "?path=", "?path=.", "?path=/"):
            assert "files" not in wire.send_exactly("GET", listing + query).json()


@pytest.mark.stricter_than_mlflow
def test_a_file_is_told_by_its_digest(client, wire, run):
    client.log_text(run, "0123456789", "a.txt")
    path = wire.artifacts_of(run) + "a.txt"
    etag = f'"{hashlib.sha256(b"0123456789").hexdigest()}"'
    answer = wire.send("GET", path)
    assert answer.headers["ETag"] == etag
    unchanged = wire.send("GET", path, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    client.log_text(run, "abcdefghij", "a.txt")
    changed = wire.send("GET", path, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.text) == (200, "abcdefghij")
    part = wire.send("GET", path, headers={"Range": "bytes=2-4", "If-Range": etag})
    assert (part.status_code, part.text) == (200, "abcdefghij")


@pytest.mark.stricter_than_mlflow
def test_head_tells_what_get_would(client, wire, run):
    client.log_text(run, "0123456789", "a.txt")
    root = wire.artifacts_of(run)
    head, got = (wire.send(method, f"{root}a.txt") for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    for header in ("Content-Length", "Content-Type", "Content-Disposition", "ETag"):
        assert head.headers[header] == got.headers[header]
    assert wire.send("HEAD", f"{root}missing.txt").status_code == 404
    assert texts(wire.run(run)["data"]["tags"]) == {"mlflow.runName": "a run"}
