"""Files that the client sends in parts, straight to where they are kept."""

import hashlib
import os

import pytest
import requests
from mlflow.entities.multipart_upload import MultipartUploadPart
from mlflow.exceptions import MlflowException
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.store.artifact.http_artifact_repo import HttpArtifactRepository

import servers
from wire import INVALID, refusal

pytestmark = pytest.mark.stores("folder")

ALSO_ON_S3 = pytest.mark.stores("folder", "s3proxy")
EVERYWHERE = pytest.mark.stores("folder", "s3proxy", "moto")
MIB = 1024 * 1024
PART = 5 * MIB  # no part but the last may be smaller on S3


@pytest.fixture
def repository(client, url, run):
    return get_artifact_repository(client.get_run(run).info.artifact_uri, tracking_uri=url)


@pytest.fixture
def sent_in_parts(monkeypatch):
    """How many parts each upload of the client has had."""
    counts = []
    complete = HttpArtifactRepository.complete_multipart_upload

    def counted(self, local_file, upload_id, parts=None, artifact_path=None):
        counts.append(len(parts))
        return complete(self, local_file, upload_id, parts, artifact_path)

    monkeypatch.setattr(HttpArtifactRepository, "complete_multipart_upload", counted)
    return counts


@pytest.fixture
def small_parts(monkeypatch):
    """The client sends files from 6 MiB on in parts of 5."""
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(PART))


def makes_parts(wire):
    """MLflow takes parts only where its own store does."""
    flag = wire.get("/api/3.0/mlflow/server-info").json()["multipart_uploads_enabled"]
    assert flag or servers.is_mlflow(wire.url)
    return flag


def make_file(path, size):
    """A file with holes, no two MiB of which are equal."""
    with path.open("wb") as file:
        for start in range(0, size, MIB):
            file.seek(start)
            file.write(hashlib.sha256(str(start).encode()).digest()[: size - start])
        file.truncate(size)
    return path


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sizes(client, run):
    return {found.path: found.file_size for found in client.list_artifacts(run)}


def test_a_file_of_600_mib_by_the_clients_own_rules(client, wire, run, sent_in_parts, tmp_path):
    source = make_file(tmp_path / "weights.bin", 600 * MIB)
    expected = digest(source)
    client.log_artifact(run, str(source))
    source.unlink()
    assert sent_in_parts == ([60] if makes_parts(wire) else [])
    assert sizes(client, run) == {"weights.bin": 600 * MIB}

    kept = client.download_artifacts(run, "weights.bin", str(tmp_path))
    assert digest(kept) == expected
    os.unlink(kept)


@EVERYWHERE
@pytest.mark.parametrize("size", [3 * PART, 12 * MIB + 123, 5 * MIB + 7], ids="{} bytes".format)
def test_a_file_in_few_parts(client, wire, run, small_parts, sent_in_parts, tmp_path, size):
    source = make_file(tmp_path / "weights é 日本.bin", size)
    client.log_artifact(run, str(source), "folder/50%")
    client.log_text(run, "beside it", "folder/50%/small.txt")
    if size >= 6 * MIB and makes_parts(wire):
        assert sent_in_parts == [3]
    kept = client.download_artifacts(run, "folder/50%/weights é 日本.bin", str(tmp_path / "back"))
    assert digest(kept) == digest(source)
    assert os.path.getsize(kept) == size


@ALSO_ON_S3
def test_a_file_in_parts_replaces_a_file(client, run, small_parts, tmp_path):
    source = tmp_path / "weights.bin"
    source.write_bytes(b"small")
    client.log_artifact(run, str(source))
    make_file(source, 2 * PART)
    client.log_artifact(run, str(source))
    assert sizes(client, run) == {"weights.bin": 2 * PART}
    source.write_bytes(b"small again")
    client.log_artifact(run, str(source))
    kept = client.download_artifacts(run, "weights.bin", str(tmp_path / "back"))
    assert sizes(client, run) == {"weights.bin": 11}
    assert open(kept, "rb").read() == b"small again"


# Step by step, as the client does it.


def create(repository, path, parts):
    return repository.create_multipart_upload(path.name, parts)


def send_parts(path, upload):
    """Sends the parts to where each belongs; gives what completes the upload."""
    with path.open("rb") as file:
        sent = []
        for part in upload.credentials:
            answer = requests.put(part.url, data=file.read(PART), headers=part.headers, timeout=60)
            assert answer.status_code == 200, answer.text
            etag = answer.headers["ETag"]
            sent.append(MultipartUploadPart(part.part_number, etag, part.url))
        return sent


@pytest.fixture
def upload(wire, repository, tmp_path):
    """A file, its upload of three parts, and the parts, sent and not yet put together."""
    if not makes_parts(wire):
        pytest.skip("this MLflow takes no parts")
    path = make_file(tmp_path / "weights.bin", 2 * PART + 9)
    created = create(repository, path, 3)
    return path, created, send_parts(path, created)


@ALSO_ON_S3
def test_a_file_is_seen_when_its_parts_are_put_together(client, run, repository, upload, tmp_path):
    path, created, parts = upload
    assert client.list_artifacts(run) == []
    client.log_text(run, "the one before", "weights.bin")
    repository.complete_multipart_upload(path.name, created.upload_id, parts)
    assert sizes(client, run) == {"weights.bin": 2 * PART + 9}
    kept = client.download_artifacts(run, "weights.bin", str(tmp_path / "back"))
    assert digest(kept) == digest(path)


@ALSO_ON_S3
def test_an_upload_that_is_given_up_leaves_nothing(client, run, repository, upload):
    path, created, parts = upload
    repository.abort_multipart_upload(path.name, created.upload_id)
    assert client.list_artifacts(run) == []
    with pytest.raises((requests.HTTPError, MlflowException)):
        repository.complete_multipart_upload(path.name, created.upload_id, parts)
    assert client.list_artifacts(run) == []


@pytest.mark.stricter_than_mlflow
@pytest.mark.stores("folder", "s3proxy")
def test_parts_that_are_not_those_that_were_sent_are_refused(client, run, repository, upload):
    path, created, parts = upload

    def wrong(part_number=1, etag=None):
        return MultipartUploadPart(part_number, etag or parts[0].etag, parts[0].url)

    for given in (
        [],
        [parts[2], parts[1], parts[0]],
        [parts[0], parts[0], parts[1], parts[2]],
        [parts[0], parts[1], wrong(4)],
        [wrong(etag='"' + "0" * 32 + '"'), *parts[1:]],
        [wrong(0), *parts],
    ):
        with pytest.raises(requests.HTTPError) as caught:
            repository.complete_multipart_upload(path.name, created.upload_id, given)
        assert refusal(caught.value.response)[0] in (400, 404, 409), given
        assert client.list_artifacts(run) == []


@pytest.mark.stricter_than_mlflow
def test_a_deleted_run_takes_no_parts(client, run, repository, upload, tmp_path):
    path, created, parts = upload
    client.delete_run(run)
    with pytest.raises(requests.HTTPError) as caught:
        repository.complete_multipart_upload(path.name, created.upload_id, parts)
    assert refusal(caught.value.response) == INVALID
    with pytest.raises(requests.HTTPError) as caught:
        create(repository, path, 3)
    assert refusal(caught.value.response) == INVALID
    assert client.list_artifacts(run) == []
